/* The sums of a sentence, with what is kept and without, against each feature's weights added one by one. */
#include "../../src/core/bk_crf_rows.h"
#include "check.h"

#include <string.h>

enum { SLOTS = 4096, TEMPLATES = 9 };

static uint32_t slots[2 * SLOTS];
static uint16_t weights[4 * SLOTS];
static const bk_template templates[TEMPLATES] = {
    {1, 0, {0}, {BK_COLUMN_WORD}, {0}},
    {1, 0, {-2}, {BK_COLUMN_WORD}, {0}},
    {1, 0, {1}, {BK_COLUMN_SUFFIX3}, {0}},
    {2, 0, {-1, 0}, {BK_COLUMN_WORD, BK_COLUMN_WORD}, {0}},
    {2, 0, {0, 0}, {BK_COLUMN_WORD, BK_COLUMN_OWN}, {0}},
    {3, 0, {-1, 0, 1}, {BK_COLUMN_KIND, BK_COLUMN_KIND, BK_COLUMN_KIND}, {0}},
    {1, 1, {-5, -1}, {BK_COLUMN_WORD}, {0}},
    {1, 1, {-3, 3}, {BK_COLUMN_OWN + 20}, {0}},
    {1, 0, {127}, {BK_COLUMN_WORD}, {0}},
};

static uint32_t next(uint32_t *seed) {
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 12;
}

/* Weights for most features of the sentence, of three labels each. */
static void learn(bk_crf_layer *l, const bk_columns *c, size_t n, uint32_t labels) {
    uint32_t seed = 5, features[512];
    memset(slots, 0, sizeof slots);
    l->weight_count = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = bk_features(c, templates, 0, TEMPLATES, i, 0, n - 1, features, 512);
        for (size_t f = 0; f < k; f++) {
            size_t at = features[f] & (SLOTS - 1);
            while (slots[2 * at + 1] && slots[2 * at] != features[f]) at = (at + 1) & (SLOTS - 1);
            if (slots[2 * at + 1] || next(&seed) % 4 == 0) continue;
            slots[2 * at] = features[f];
            slots[2 * at + 1] = l->weight_count << 6 | 3;
            for (uint32_t w = 0; w < 3; w++)
                weights[l->weight_count++] =
                    (uint16_t)((next(&seed) % (labels / 3) + w * (labels / 3)) << 10 | next(&seed) % 1024);
        }
    }
}

static void sums(uint32_t labels) {
    static const char words[] =
        "Hackers stole the records of Example Bank. The bank said that hackers stole the records, the bank said. "
        "The records of the bank, the hackers said, the hackers said, the hackers said.";
    static int32_t found[BK_SENTENCE_TOKENS][BK_LABELS_MAX];
    bk_text t;
    bk_columns c;
    CHECK(bk_text_tokens(&t, words, sizeof words - 1, NULL) == BK_OK);
    CHECK(bk_columns_new(&c, &t, &(bk_word_table){0}, 21, NULL) == BK_OK);
    bk_columns_mark(&c, BK_COLUMN_OWN, 3, 5, 7);
    bk_columns_mark(&c, BK_COLUMN_OWN + 20, 8, 9, 4);
    bk_crf_layer l = {.labels = labels,
                      .template_count = TEMPLATES,
                      .slots = SLOTS,
                      .templates = templates,
                      .slot = slots,
                      .weight = weights};
    learn(&l, &c, t.count, labels);
    bk_crf_rows *r = bk_crf_rows_new(&l);
    CHECK(r != NULL);
    for (size_t lo = 0; r && lo < 3; lo++) { /* the second and third time from what was kept */
        bk_crf_rows_sentence(r, &c, lo, t.count - 1, found);
        size_t wrong = 0;
        for (size_t i = lo; i < t.count; i++) {
            uint32_t features[512];
            int32_t plain[BK_LABELS_MAX] = {0}, again[BK_LABELS_MAX];
            size_t k = bk_features(&c, templates, 0, TEMPLATES, i, lo, t.count - 1, features, 512);
            for (size_t f = 0; f < k; f++) {
                size_t count;
                const uint16_t *w = bk_crf_weights(&l, features[f], &count);
                for (size_t j = 0; j < count; j++) plain[w[j] >> 10] += (w[j] & 1023) - 512;
            }
            bk_crf_rows_sum(r, features, k, again);
            wrong += memcmp(plain, found[i - lo], labels * sizeof *plain) != 0;
            wrong += memcmp(plain, again, labels * sizeof *plain) != 0;
        }
        CHECK(wrong == 0);
    }
    bk_crf_rows_free(r);
    bk_columns_free(&c);
    bk_text_free(&t);
}

int main(void) {
    sums(9);
    sums(63);
    return CHECK_DONE();
}
