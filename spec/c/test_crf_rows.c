/* The sums of a sentence against each feature's weights added one by one. */
#include "../../src/core/bk_crf_rows.h"
#include "check.h"

#include <string.h>

enum { ROWS = 4099, SHIFTS = 3, TEMPLATES = 13 };

static const uint16_t shifts[SHIFTS + 1] = {0, 40000, 7}; /* whole words */
static int8_t rows[ROWS * BK_LABELS_MAX];
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
    {1, 1, {1, 5}, {BK_COLUMN_KIND}, {0}},
    {2, 1, {-128, 127}, {BK_COLUMN_SUFFIX2, BK_COLUMN_WORD}, {0}},
    {1, 1, {3, 3}, {BK_COLUMN_SUFFIX3}, {0}},
    {1, 1, {2, -2}, {BK_COLUMN_WORD}, {0}}, /* of no word */
};

static uint32_t next(uint32_t *seed) {
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 12;
}

/* Weights for most features of the sentence; where two have one place, the last has it. */
static void learn(const bk_crf_layer *l, const bk_columns *c, size_t n) {
    uint32_t seed = 5, features[512];
    memset(rows, 0, sizeof rows);
    for (size_t i = 0; i < n; i++) {
        size_t k = bk_features(c, templates, 0, TEMPLATES, i, 0, n - 1, features, 512);
        for (size_t f = 0; f < k; f++) {
            uint32_t feature = features[f];
            uint16_t shift = shifts[(uint64_t)feature * SHIFTS >> 32], check = (uint16_t)feature;
            size_t place = (uint64_t)bk_feature_mix(feature, shift) * ROWS >> 32;
            int8_t *row = rows + place * l->width;
            if (next(&seed) % 4 == 0) continue;
            memcpy(row, &check, sizeof check);
            for (size_t j = 0; j < l->labels; j++) row[BK_CRF_CHECK + j] = (int8_t)(next(&seed) % 256 - 128);
        }
    }
}

static void sums(uint32_t labels) {
    static const char prose[] =
        "Hackers stole the records of Example Bank. The bank said that hackers stole the records, the bank said. "
        "The records of the bank, the hackers said, the hackers said, the hackers said.";
    static int16_t found[BK_SENTENCE_TOKENS][BK_LABELS_MAX];
    bk_text t;
    bk_columns c;
    CHECK(bk_text_tokens(&t, prose, sizeof prose - 1, NULL) == BK_OK);
    CHECK(bk_columns_new(&c, &t, &(bk_word_table){0}, 21, NULL) == BK_OK);
    bk_columns_mark(&c, BK_COLUMN_OWN, 3, 5, 7);
    bk_columns_mark(&c, BK_COLUMN_OWN + 20, 8, 9, 4);
    bk_crf_layer l = {.labels = labels,
                      .template_count = TEMPLATES,
                      .rows = ROWS,
                      .width = (labels + BK_CRF_CHECK + BK_CRF_LANES - 1) / BK_CRF_LANES * BK_CRF_LANES,
                      .shifts = SHIFTS,
                      .templates = templates,
                      .shift = shifts,
                      .row = rows};
    learn(&l, &c, t.count);
    bk_crf_rows *r = bk_crf_rows_new(&l);
    CHECK(r != NULL);
    for (size_t lo = 0; r && lo < 3; lo++) {
        bk_crf_rows_sentence(r, &c, lo, t.count - 1, found);
        size_t wrong = 0, weighty = 0;
        for (size_t i = lo; i < t.count; i++) {
            uint32_t features[512];
            int16_t plain[BK_LABELS_MAX] = {0}, again[BK_LABELS_MAX];
            size_t k = bk_features(&c, templates, 0, TEMPLATES, i, lo, t.count - 1, features, 512);
            for (size_t f = 0; f < k; f++) {
                const int8_t *w = bk_crf_weights(&l, features[f]);
                for (size_t j = 0; w && j < labels; j++) plain[j] = (int16_t)(plain[j] + w[j]);
                weighty += w != NULL;
            }
            bk_crf_rows_sum(r, features, k, again);
            wrong += memcmp(plain, found[i - lo] + BK_CRF_CHECK, labels * sizeof *plain) != 0;
            wrong += memcmp(plain, again + BK_CRF_CHECK, labels * sizeof *plain) != 0;
        }
        CHECK(wrong == 0);
        CHECK(weighty > 100);
    }
    bk_crf_rows_free(r);
    bk_columns_free(&c);
    bk_text_free(&t);
}

int main(void) {
    sums(9);
    sums(29);
    sums(62);
    return CHECK_DONE();
}
