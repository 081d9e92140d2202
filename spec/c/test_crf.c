/* The spans of sentences against the best sequence of labels, also where it is told beforehand that there are none. */
#include "../../src/core/bk_crf.h"
#include "check.h"

#include <math.h>
#include <string.h>

enum { ROWS = 997, LABELS = 5, WIDTH = 16, TEMPLATES = 4, SENTENCES = 400, TOKENS = 12 };

static int8_t rows[ROWS * WIDTH];
static float after[LABELS * LABELS], after_exp[LABELS * LABELS], begin[LABELS];
static const uint16_t shifts[2] = {17, 0};
static const bk_template templates[TEMPLATES] = {
    {1, 0, {0}, {BK_COLUMN_OWN}, {0}},
    {1, 0, {-1}, {BK_COLUMN_OWN}, {0}},
    {1, 0, {1}, {BK_COLUMN_OWN}, {0}},
    {2, 0, {0, 1}, {BK_COLUMN_OWN, BK_COLUMN_OWN}, {0}},
};
static bk_crf model = {.layer_count = 1,
                       .layers = {{.labels = LABELS,
                                   .template_count = TEMPLATES,
                                   .rows = ROWS,
                                   .width = WIDTH,
                                   .shifts = 1,
                                   .chain = 1,
                                   .unit = 1.0f / 64,
                                   .after = after,
                                   .after_exp = after_exp,
                                   .begin = begin,
                                   .templates = templates,
                                   .shift = shifts,
                                   .row = rows}}};

static uint32_t seed = 11;
static uint32_t next(uint32_t below) {
    seed = seed * 1103515245u + 12345u;
    return (seed >> 12) % below;
}

static bool goes_on(size_t a, size_t b) {
    return b % 2 == 1 || b == 0 || a == b || a + 1 == b;
}

static void learn(const bk_columns *c) {
    for (size_t j = 0; j < LABELS; j++) {
        begin[j] = goes_on(0, j) ? (float)next(128) / 64 - 1 : BK_IMPOSSIBLE;
        for (size_t k = 0; k < LABELS; k++) {
            float score = goes_on(j, k) ? (float)next(128) / 64 - 1 : BK_IMPOSSIBLE;
            after[j * LABELS + k] = score;
            after_exp[j * LABELS + k] = score <= BK_IMPOSSIBLE ? 0 : expf(score);
        }
    }
    for (size_t i = 0; i < c->rows; i++) {
        uint32_t features[TEMPLATES];
        size_t n = bk_features(c, templates, 0, TEMPLATES, i, 0, c->rows - 1, features, TEMPLATES);
        for (size_t f = 0; f < n; f++) {
            size_t place = (uint64_t)bk_feature_mix(features[f], shifts[0]) * ROWS >> 32;
            uint16_t check = (uint16_t)features[f];
            memcpy(rows + place * WIDTH, &check, sizeof check);
            for (size_t j = 0; j < LABELS; j++) rows[place * WIDTH + BK_CRF_CHECK + j] = (int8_t)(next(128) - 64);
        }
    }
}

/* The spans that the labels of n tokens make. */
static size_t spans_of(const uint8_t *labels, size_t n, size_t lo, bk_crf_span *out) {
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t class = (labels[i] + 1u) / 2;
        if (labels[i] % 2)
            out[found++] = (bk_crf_span){(uint32_t)(lo + i), (uint32_t)(lo + i), class, 0};
        else if (labels[i])
            out[found - 1].last = (uint32_t)(lo + i);
    }
    return found;
}

static void spans(float bias, size_t *empty) {
    static uint32_t cells[(BK_COLUMN_OWN + 1) * SENTENCES * TOKENS];
    bk_columns c = {.cells = cells, .rows = SENTENCES * TOKENS, .count = BK_COLUMN_OWN + 1};
    for (size_t i = 0; i < c.rows; i++) cells[BK_COLUMN_OWN * c.rows + i] = 1 + next(9);
    learn(&c);
    model.layers[0].bias = bias;
    bk_crf_work *w = bk_crf_work_new(&model);
    CHECK(w != NULL);
    size_t wrong = 0;
    for (size_t lo = 0; w && lo < c.rows; lo += TOKENS) {
        int16_t sums[TOKENS * BK_LABELS_MAX];
        size_t hi = lo + TOKENS - 1;
        for (size_t i = lo; i <= hi; i++)
            bk_crf_sums(&model.layers[0], &c, i, lo, hi, NULL, 0, w, sums + (i - lo) * model.layers[0].labels);
        uint8_t labels[TOKENS];
        float probabilities[TOKENS];
        bk_crf_span found[TOKENS], expected[TOKENS];
        CHECK(bk_crf_sequence(&model.layers[0], sums, TOKENS, w, labels, probabilities));
        size_t n = bk_crf_spans(&model.layers[0], &c, lo, hi, 0, w, found);
        size_t m = spans_of(labels, TOKENS, lo, expected);
        wrong += n != m;
        for (size_t k = 0; k < n && n == m; k++)
            wrong += found[k].first != expected[k].first || found[k].last != expected[k].last ||
                     found[k].label != expected[k].label;
        *empty += m == 0;
    }
    CHECK(wrong == 0);
    bk_crf_work_free(w);
}

static void words(void) {
    enum { SLOTS = 8 };
    static const char prose[] = "Hackers stole records";
    uint32_t cells[SLOTS * BK_WORD_SLOT] = {0}, hash = bk_text_hash("stole", 5);
    uint64_t known[BK_KNOWN_WORDS];
    uint32_t *slot = cells + (hash & (SLOTS - 1)) * BK_WORD_SLOT;
    slot[0] = hash;
    slot[1] = 7;
    bk_word_table table = {cells, SLOTS, NULL};
    bk_word_table_know(&table, known);
    bk_text t;
    CHECK(bk_text_tokens(&t, prose, sizeof prose - 1, NULL) == BK_OK);
    for (int k = 0; k < 2; k++, table.known = NULL) {
        bk_columns c;
        CHECK(bk_columns_new(&c, &t, &table, 0, NULL) == BK_OK);
        const uint32_t *codes = c.cells + BK_COLUMN_CODE * c.rows;
        CHECK(codes[0] == 0 && codes[1] == 7 && codes[2] == 0);
        bk_columns_free(&c);
    }
    bk_text_free(&t);
}

int main(void) {
    size_t empty = 0;
    for (int bias = -4; bias <= 8; bias++) spans(-(float)bias, &empty);
    CHECK(empty > 100 && empty < 13 * SENTENCES - 100);
    words();
    return CHECK_DONE();
}
