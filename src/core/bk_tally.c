#include "bk_tally.h"

#include <string.h>

static const char *const BADS[BK_TALLY_BADS] = {"no-separator", "no-login", "long", "binary",
                                            "syntax"};

const char *bk_tally_bad_name(bk_tally_bad bad) {
    return (unsigned)bad < BK_TALLY_BADS ? BADS[bad] : "unknown";
}

bk_code bk_tally_sets_start(bk_tally_sets *s, bk_error *err) {
    bk_distinct *const all[] = {&s->people, &s->secrets, &s->domains};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bk_code failed = bk_distinct_start(all[i], BK_TALLY_K, err);
        if (failed) {
            bk_tally_sets_free(s);
            return failed;
        }
    }
    return BK_OK;
}

void bk_tally_sets_free(bk_tally_sets *s) {
    bk_distinct_free(&s->people);
    bk_distinct_free(&s->secrets);
    bk_distinct_free(&s->domains);
}

void bk_tally_sets_merge(bk_tally_sets *into, const bk_tally_sets *from) {
    bk_distinct_merge(&into->people, &from->people);
    bk_distinct_merge(&into->secrets, &from->secrets);
    bk_distinct_merge(&into->domains, &from->domains);
}

bk_code bk_tally_counts_start(bk_tally_counts *c, bk_error *err) {
    return bk_frequent_start(&c->domains, BK_TALLY_DOMAINS, err);
}

void bk_tally_counts_free(bk_tally_counts *c) {
    bk_frequent_free(&c->domains);
}

bk_code bk_tally_counts_merge(bk_tally_counts *into, const bk_tally_counts *from) {
    into->records += from->records;
    into->emails += from->emails;
    for (size_t i = 0; i < BK_TALLY_BADS; i++) into->bad[i] += from->bad[i];
    for (size_t i = 0; i < BK_SCHEMES; i++) into->schemes[i] += from->schemes[i];
    for (size_t i = 0; i < from->samples_n && into->samples_n < BK_TALLY_SAMPLES; i++)
        into->samples[into->samples_n++] = from->samples[i];
    return bk_frequent_merge(&into->domains, &from->domains);
}

/* letters and digits, ".", "-", "_", and bytes of other scripts */
static const uint64_t host_bytes[4] = {0x03FF600000000000, 0x07FFFFFE87FFFFFE, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF};

size_t bk_tally_domain(const char *p, size_t n) {
    size_t at = n;
    while (at && p[at - 1] != '@') at--;
    if (at < 2 || n - at < 3) return 0; /* a@b.c at least */
    const char *dot = memchr(p + at + 1, '.', n - at - 2);
    if (!dot || p[n - 1] == '.' || memchr(p, ' ', at)) return 0;
    for (size_t i = at; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (!(host_bytes[c >> 6] >> (c & 63) & 1)) return 0;
    }
    return at;
}

bk_code bk_tally_add(bk_tally_sets *s, bk_tally_counts *c, const char *login, size_t n,
                     const char *secret, size_t secret_n) {
    char lower[BK_TALLY_LOGIN];
    c->records++;
    if (secret) {
        c->schemes[bk_scheme_of(secret, secret_n)]++;
        if (secret_n) bk_distinct_add(&s->secrets, bk_distinct_hash(secret, secret_n, 0), 1);
    }
    if (!n) return BK_OK;
    if (n > BK_TALLY_LOGIN) return BK_E_LIMIT;
    for (size_t i = 0; i < n; i++)
        lower[i] = (char)(login[i] | ((unsigned char)(login[i] - 'A') < 26) << 5);
    bk_distinct_add(&s->people, bk_distinct_hash(lower, n, 0), 1);
    size_t domain = bk_tally_domain(lower, n);
    if (!domain) return BK_OK;
    c->emails++;
    bk_distinct_add(&s->domains, bk_distinct_hash(lower + domain, n - domain, 0), 1);
    return bk_frequent_add(&c->domains, lower + domain, n - domain, 1);
}

void bk_tally_spoilt(bk_tally_counts *c, uint64_t position, bk_tally_bad why) {
    c->bad[why]++;
    if (c->samples_n == BK_TALLY_SAMPLES) return;
    c->samples[c->samples_n].position = position;
    c->samples[c->samples_n++].why = why;
}
