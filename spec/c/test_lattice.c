/* The best sequence and the probabilities against all sequences, one by one. */
#include "../../src/core/bk_features.h"
#include "../../src/core/bk_lattice.h"
#include "check.h"

#include <math.h>

enum { LENGTH = 5, LABELS = 3, ALL = 243 };

static float place[LENGTH][BK_LABELS_MAX], after[LABELS][BK_LABELS_MAX],
    after_exp[LABELS][BK_LABELS_MAX], before_exp[LABELS][BK_LABELS_MAX], begin[LABELS];

static double score_of(int code, int *labels) {
    double s = 0;
    for (int i = 0; i < LENGTH; i++, code /= LABELS) {
        int before = i ? labels[i - 1] : 0;
        labels[i] = code % LABELS;
        s += (double)place[i][labels[i]];
        s += (double)(i ? after[before][labels[i]] : begin[labels[i]]);
    }
    return s;
}

static void lattice(void) {
    uint32_t seed = 7;
    for (int i = 0; i < LENGTH; i++)
        for (int j = 0; j < LABELS; j++)
            place[i][j] = (float)((seed = seed * 1103515245u + 12345u) >> 16 & 255) / 64;
    for (int i = 0; i < LABELS; i++)
        for (int j = 0; j < LABELS; j++)
            after[i][j] = (float)((seed = seed * 1103515245u + 12345u) >> 16 & 255) / 128;
    after[0][2] = BK_IMPOSSIBLE; /* "inside" needs a beginning */
    begin[2] = BK_IMPOSSIBLE;
    for (int i = 0; i < LABELS; i++)
        for (int j = 0; j < LABELS; j++)
            before_exp[j][i] = after_exp[i][j] = after[i][j] <= BK_IMPOSSIBLE ? 0 : expf(after[i][j]);
    bk_lattice l = {LENGTH,
                    LABELS,
                    (const float (*)[BK_LABELS_MAX])place,
                    (const float (*)[BK_LABELS_MAX])after,
                    (const float (*)[BK_LABELS_MAX])after_exp,
                    (const float (*)[BK_LABELS_MAX])before_exp,
                    begin};
    double sum = 0, best = -1e300, share[LENGTH][LABELS] = {{0}};
    int best_labels[LENGTH] = {0}, labels[LENGTH];
    for (int code = 0; code < ALL; code++) {
        double s = score_of(code, labels);
        if (s > best) {
            best = s;
            memcpy(best_labels, labels, sizeof labels);
        }
        if (s > -1e20) sum += exp(s);
    }
    for (int code = 0; code < ALL; code++) {
        double s = score_of(code, labels);
        if (s > -1e20)
            for (int i = 0; i < LENGTH; i++) share[i][labels[i]] += exp(s) / sum;
    }
    uint8_t back[LENGTH][BK_LABELS_MAX], found[LENGTH];
    float local[LENGTH][BK_LABELS_MAX], forward[LENGTH][BK_LABELS_MAX],
        backward[LENGTH][BK_LABELS_MAX], scale[LENGTH];
    bk_lattice_best(&l, back, found);
    bk_lattice_sum(&l, local, forward, backward, scale);
    CHECK(fabs(bk_lattice_log(&l, scale) - log(sum)) < 1e-4);
    for (int i = 0; i < LENGTH; i++) {
        CHECK(found[i] == best_labels[i]);
        for (int j = 0; j < LABELS; j++)
            CHECK(fabs((double)(forward[i][j] * backward[i][j]) - share[i][j]) < 1e-4);
    }
}

static void features(void) {
    bk_text t;
    bk_error err;
    const char *s = "The Bank paid 5 bitcoin.";
    CHECK(bk_text_tokens(&t, s, strlen(s), &err) == BK_OK);
    bk_columns c;
    CHECK(bk_columns_new(&c, &t, NULL, 6, &err) == BK_OK);
    CHECK(bk_columns_new(&(bk_columns){0}, &t, NULL, BK_COLUMNS_MAX, &err) == BK_E_LIMIT);
    const bk_template templates[] = {
        {.n = 1, .column = {BK_COLUMN_WORD}},
        {.n = 2, .column = {BK_COLUMN_WORD, BK_COLUMN_WORD}, .offset = {-1, 0}},
        {.n = 1, .column = {BK_COLUMN_OWN}},
        {.n = 1, .bag = 1, .column = {BK_COLUMN_WORD}, .offset = {-9, -1}}};
    uint32_t out[16], again[16];
    /* an absent cell makes no feature, a cell outside the sentence one; a bag takes what there is
     */
    CHECK(bk_features(&c, templates, 0, 4, 0, 0, 5, out, 16) == 2);
    CHECK(bk_features(&c, templates, 0, 4, 2, 0, 5, out, 16) == 4);
    bk_columns_mark(&c, BK_COLUMN_OWN, 1, 2, 3);
    CHECK(c.cells[BK_COLUMN_OWN * c.rows + 1] == 6 && c.cells[BK_COLUMN_OWN * c.rows + 2] == 7);
    CHECK(bk_features(&c, templates, 0, 4, 2, 0, 5, out, 16) == 5);
    CHECK(bk_features(&c, templates, 0, 4, 2, 0, 5, out, 3) == 3);
    CHECK(bk_features(&c, templates, 1, 2, 2, 0, 5, again, 16) == 1 && again[0] == out[1]);
    /* the same word elsewhere is the same feature, whatever its case */
    bk_columns_nearest(&c, BK_COLUMN_OWN + 1, BK_COLUMN_OWN, BK_COLUMN_OWN, 0, 5, true);
    CHECK(c.cells[(BK_COLUMN_OWN + 1) * c.rows] == 7);
    CHECK(c.cells[(BK_COLUMN_OWN + 1) * c.rows + 2] == 0);
    bk_span span = {2, 2};
    bk_columns_relate(&c, BK_COLUMN_OWN + 1, 0, 5, &span, 1, BK_COLUMN_CODE, BK_COLUMN_OWN);
    CHECK(c.cells[(BK_COLUMN_OWN + 1) * c.rows + 2] == 2);
    CHECK(c.cells[(BK_COLUMN_OWN + 2) * c.rows + 2] == 1);
    CHECK(c.cells[(BK_COLUMN_OWN + 2) * c.rows + 1] == 3);
    bk_columns_free(&c);
    bk_columns_free(&c);
    bk_text_free(&t);
}

static void spare(void) {
    bk_text t;
    bk_columns first, spare, less, more;
    CHECK(bk_text_tokens(&t, "The Bank paid.", 14, NULL) == BK_OK);
    CHECK(bk_columns_new(&first, &t, NULL, 2, NULL) == BK_OK);
    bk_columns_mark(&first, BK_COLUMN_OWN, 0, 3, 5);
    const uint32_t *cells = first.cells;
    spare = first;
    /* cells that suffice are used again, and those of the tokens asked for are clear */
    CHECK(bk_columns_make(&less, 3, 2, &spare, NULL) == BK_OK && less.cells == cells && !spare.cells);
    bk_columns_clear(&less, 1, 3);
    bk_columns_read(&less, &t, NULL, 1, 2);
    CHECK(less.cells[BK_COLUMN_WORD * 3 + 1] == (t.tokens[1].hash | 1u) && !less.cells[BK_COLUMN_WORD * 3 + 2]);
    CHECK(!less.cells[BK_COLUMN_OWN * 3 + 1] && !less.cells[BK_COLUMN_OWN * 3 + 2]);
    spare = less;
    CHECK(bk_columns_make(&more, 5, 2, &spare, NULL) == BK_OK && more.cells != cells && spare.cells == cells);
    CHECK(bk_columns_make(&less, 0, 2, &spare, NULL) == BK_OK && !less.cells && less.count == BK_COLUMN_OWN + 2);
    bk_columns_free(&more);
    bk_columns_free(&spare);
    bk_columns_free(&spare);
    bk_text_free(&t);
}

int main(void) {
    lattice();
    features();
    spare();
    return CHECK_DONE();
}
