/* The summary of leaked records, added up in constant memory: how many, of how many people, in which
 * domains, with which kinds of secrets. Nothing of a record is kept but hashes, and names of domains.
 *
 * It has two halves. The sets do not depend on the order of records, so that each thread can have its own.
 * The counts do a little (bk_frequent), so that they are made by piece of the input and merged in its order:
 * the same however many threads there are. */
#ifndef BK_TALLY_H
#define BK_TALLY_H

#include "bk_distinct.h"
#include "bk_frequent.h"
#include "bk_scheme.h"

enum {
    BK_TALLY_K = 1 << 16,       /* a standard error of 0.4 % */
    BK_TALLY_DOMAINS = 1 << 12, /* counters of frequent domains */
    BK_TALLY_SAMPLES = 8,       /* places of bad records that are kept */
    BK_TALLY_LOGIN = 320        /* longest e-mail address: 64 @ 255 bytes (RFC 5321, 4.5.3.1) */
};

typedef enum bk_tally_bad {
    BK_TALLY_NO_SEPARATOR,
    BK_TALLY_NO_LOGIN,
    BK_TALLY_LONG,   /* a login or a record over its limit */
    BK_TALLY_BINARY, /* with NUL bytes */
    BK_TALLY_SYNTAX, /* not what the layout allows: a quote that never closes, another count of fields */
    BK_TALLY_BADS
} bk_tally_bad;

/* "no-separator"... */
const char *bk_tally_bad_name(bk_tally_bad bad);

typedef struct bk_tally_sets {
    bk_distinct people, secrets, domains;
} bk_tally_sets;

typedef struct bk_tally_counts {
    uint64_t records, emails, bad[BK_TALLY_BADS], schemes[BK_SCHEMES];
    bk_frequent domains;
    struct {
        uint64_t position; /* 1-based */
        bk_tally_bad why;
    } samples[BK_TALLY_SAMPLES];
    size_t samples_n;
} bk_tally_counts;

/* Both start zeroed. */
bk_code bk_tally_sets_start(bk_tally_sets *s, bk_error *err);
void bk_tally_sets_free(bk_tally_sets *s);
void bk_tally_sets_merge(bk_tally_sets *into, const bk_tally_sets *from);
bk_code bk_tally_counts_start(bk_tally_counts *c, bk_error *err);
void bk_tally_counts_free(bk_tally_counts *c);
bk_code bk_tally_counts_merge(bk_tally_counts *into, const bk_tally_counts *from);

/* A record: who, by an e-mail address or a name of at most BK_TALLY_LOGIN bytes (none: 0 bytes), and the
 * secret (NULL: the record has none). ASCII case does not tell people apart. */
bk_code bk_tally_add(bk_tally_sets *s, bk_tally_counts *c, const char *login, size_t n,
                     const char *secret, size_t secret_n);
void bk_tally_spoilt(bk_tally_counts *c, uint64_t position, bk_tally_bad why);

/* Offset of the domain of an e-mail address, 0 when p[0..n) is none. */
size_t bk_tally_domain(const char *p, size_t n);

#endif
