#include "../../src/core/bk_term_scan.h"
#include "../../src/core/bk_terms.h"
#include "check.h"

#include <math.h>
#include <stdint.h>

static bk_terms_text text(const char *s) {
    return (bk_terms_text){s, strlen(s)};
}

static void check_scan(const char *s, const char *wanted) {
    char got[512];
    size_t n = 0;
    bk_term_scan scan;
    bk_term word;
    bk_term_scan_start(&scan, s, strlen(s));
    while (bk_term_scan_next(&scan, &word)) {
        if (n) got[n++] = ' ';
        memcpy(got + n, word.p, word.n);
        n += word.n;
    }
    got[n] = 0;
    CHECK_STR(got, wanted);
}

static bk_code add(bk_terms *t, const char *title, const char *lead, const char *body,
                   uint32_t *id) {
    bk_terms_report r = {.title = text(title), .lead = text(lead), .body = text(body)};
    return bk_terms_add(t, &r, id);
}

int main(void) {
    check_scan("Hackers' breaches: Sony\xE2\x80\x99s companies don't pay",
               "hacker breach sony company don pay");
    check_scan("CVE-2017-5638, MS17-010 and 3.7 million of 270,000",
               "cve-2017-5638 ms17-010 and 3.7 million of 270000");
    check_scan("\xC3\x89lys\xC3\xA9"
               "e \xE2\x80\x9Cx\xE2\x80\x9D virus crisis",
               "\xC3\xA9lys\xC3\xA9"
               "e virus crisis");
    check_scan("\xFF\xFE\xC3", "");
    check_scan("end'", "end");

    bk_terms_options o = {.prior_texts = 200,
                          .word_share = 0.01,
                          .name_share = 0.002,
                          .title_weight = 3,
                          .lead_weight = 1.5};
    bk_terms *t = bk_terms_new(&o);
    CHECK(t != NULL);
    CHECK(bk_terms_prior(t, "the", 3, 0.95) == BK_OK);
    uint32_t a = 9, b = 9, c = 9, d = 9;
    CHECK(add(t, "Wonga hit", "Payday lender Wonga said 270,000 were hit.", "It was Wonga.", &a) ==
          BK_OK);
    CHECK(add(t, "Loans", "A breach at Wonga hit 270,000.", "The lender.", &b) == BK_OK);
    CHECK(add(t, "Toys", "The bears leak voices.", "", &c) == BK_OK);
    CHECK(add(t, "", "", "", &d) == BK_OK);
    CHECK(a == 0 && b == 1 && c == 2 && d == 3 && bk_terms_count(t) == 4);

    bk_terms_likeness near, far, self, none;
    bk_terms_compare(t, a, b, &near);
    bk_terms_compare(t, a, c, &far);
    bk_terms_compare(t, a, a, &self);
    bk_terms_compare(t, a, d, &none);
    CHECK(near.cosine > 0.2 && near.cosine < 1 && near.best_name > 0 && near.figures > 0);
    CHECK(far.cosine < near.cosine && far.figures <= 0);
    CHECK(near.rare_name > 0 && far.rare_name <= 0);
    CHECK(self.cosine > 0.999 && self.names > 0.999 && self.missing <= 0);
    CHECK(none.cosine <= 0);

    bk_terms_hit hits[8];
    CHECK(bk_terms_near(t, a, 1.0, 10000, hits, 8) == 1 && hits[0].id == b);
    CHECK(bk_terms_near(t, d, 1.0, 10000, hits, 8) == 0);
    CHECK(bk_terms_near(t, 99, 1.0, 10000, hits, 8) == 0);
    size_t n;
    CHECK(bk_terms_shared(t, a, b, hits, 1) == 1);
    const char *word = bk_terms_text_of(t, hits[0].id, &n);
    CHECK(n == 5 && memcmp(word, "wonga", 5) == 0 && bk_terms_texts_with(t, hits[0].id) == 2);
    CHECK(bk_terms_is_name(t, hits[0].id));
    CHECK(bk_terms_top(t, c, hits, 8) > 0);
    (void)bk_terms_text_of(t, 99999, &n);
    CHECK(n == 0);
    bk_terms_free(t);

    t = bk_terms_new(&o);
    CHECK(add(t, "", "", "", &a) == BK_OK);
    bk_terms_compare(t, a, a, &none);
    CHECK(none.cosine <= 0 && bk_terms_top(t, a, hits, 8) == 0 &&
          bk_terms_shared(t, a, a, hits, 8) == 0);
    bk_terms_free(t);

    /* of six words that two texts share, the five rarest count */
    t = bk_terms_new(&o);
    CHECK(add(t, "", "alder birch cedar damson elder fir", "", &a) == BK_OK);
    CHECK(add(t, "fir", "elder damson", "cedar birch alder", &b) == BK_OK);
    CHECK(add(t, "", "alder gorse", "", &c) == BK_OK);
    bk_terms_compare(t, a, b, &near);
    bk_terms_compare(t, a, c, &far);
    double all = 3 + 200 + 1, in_two = 2 + 0.01 * 200 + 0.5, in_three = in_two + 1;
    CHECK(fabs(near.rare - 5 * log(all / in_two)) < 1e-9);
    CHECK(fabs(far.rare - log(all / in_three)) < 1e-9);
    CHECK(near.rare_name <= 0);
    bk_terms_free(t);

    /* growth: thousands of texts and terms, postings over many chunks */
    o.max_bytes = 4U << 20;
    t = bk_terms_new(&o);
    char buf[64];
    bk_code code = BK_OK;
    uint32_t id = 0, count = 0;
    while (!code && count < 200000) {
        (void)snprintf(buf, sizeof buf, "Word%u Word%u Common", count % 977, count);
        code = add(t, buf, buf, buf, &id);
        if (!code) count++;
    }
    CHECK(code == BK_E_LIMIT && count > 1000 && bk_terms_count(t) == count);
    CHECK(bk_terms_near(t, 5, 0.9, 10000, hits, 8) > 0 && hits[0].id % 977 == 5);
    bk_terms_free(t);

    /* facets are compared within their class only, and find others */
    o.max_bytes = 0;
    t = bk_terms_new(&o);
    const bk_terms_facet one[] = {{"wonga", 5, BK_TERMS_VICTIM}, {"27e4", 4, BK_TERMS_NUMBER}};
    const bk_terms_facet two[] = {{"wonga", 5, BK_TERMS_ACTOR}, {"27e4", 4, BK_TERMS_NUMBER}};
    const bk_terms_facet three[] = {{"acme", 4, BK_TERMS_VICTIM}, {"wonga", 5, BK_TERMS_ACTOR}};
    CHECK(bk_terms_add(t, &(bk_terms_report){.facets = one, .n_facets = 2}, &a) == BK_OK);
    CHECK(bk_terms_add(t, &(bk_terms_report){.facets = two, .n_facets = 2}, &b) == BK_OK);
    CHECK(bk_terms_add(t, &(bk_terms_report){.facets = three, .n_facets = 2}, &c) == BK_OK);
    bk_terms_compare(t, a, b, &near);
    CHECK(near.facet[BK_TERMS_NUMBER] > 0 && near.facet[BK_TERMS_VICTIM] <= 0);
    CHECK(!near.clash[BK_TERMS_NUMBER] && !near.clash[BK_TERMS_VICTIM] && near.cosine <= 0);
    bk_terms_compare(t, a, c, &near);
    CHECK(near.clash[BK_TERMS_VICTIM] == 1 && near.facet[BK_TERMS_ACTOR] <= 0);
    bk_terms_compare(t, b, c, &near);
    CHECK(near.facet[BK_TERMS_ACTOR] > 0 && near.clash[BK_TERMS_ACTOR] == 0);
    CHECK(bk_terms_near(t, a, 1.0, 10000, hits, 8) == 1 && hits[0].id == b);
    CHECK(bk_terms_shared(t, a, b, hits, 8) == 0 && bk_terms_top(t, a, hits, 8) == 0);
    bk_terms_facet many[BK_TERMS_FACETS + 8];
    char long_facet[200];
    memset(long_facet, 'x', sizeof long_facet);
    for (size_t i = 0; i < BK_TERMS_FACETS + 8; i++) {
        many[i] = (bk_terms_facet){long_facet, sizeof long_facet - i, BK_TERMS_EVENT};
    }
    CHECK(bk_terms_add(t, &(bk_terms_report){.facets = many, .n_facets = BK_TERMS_FACETS + 8},
                       &d) == BK_OK);
    bk_terms_free(t);

    /* of a report the most telling terms are kept, the same ones whatever came before */
    o.most_terms = 3;
    const char *words = "They saw a Wombat and a Zebra eat 270,000 of the green plums there.";
    for (int late = 0; late < 2; late++) {
        t = bk_terms_new(&o);
        CHECK(bk_terms_prior(t, "the", 3, 0.95) == BK_OK);
        if (late) CHECK(add(t, "plums green there", "", "zebra wombat", &a) == BK_OK);
        CHECK(add(t, "", words, "", &b) == BK_OK);
        size_t kept = bk_terms_top(t, b, hits, 8);
        CHECK(kept == 3);
        bool figure = false, animal = false;
        for (size_t i = 0; i < kept; i++) {
            const char *p = bk_terms_text_of(t, hits[i].id, &n);
            figure = figure || (n == 6 && memcmp(p, "270000", 6) == 0);
            animal = animal || (n == 6 && memcmp(p, "wombat", 6) == 0);
        }
        CHECK(figure && animal);
        bk_terms_free(t);
    }

    /* a small budget walks the lists next to the report only */
    o.most_terms = 0;
    t = bk_terms_new(&o);
    for (int i = 0; i < 1000; i++) CHECK(add(t, "", "seen in Oakham", "", &id) == BK_OK);
    size_t found = bk_terms_near(t, 500, 1.0, 16, hits, 8);
    CHECK(found > 0 && found <= 8);
    for (size_t i = 0; i < found; i++) CHECK(hits[i].id > 480 && hits[i].id < 520);
    bk_terms_free(t);
    return CHECK_DONE();
}
