#include "bk_crf_rows.h"

#include <stdlib.h>
#include <string.h>

/* Features are hashed for some tokens at a time, which stay in the nearest cache. */
enum { WORDS = 8, CHUNK = 32, AHEAD = 1, WINDOW_MARGIN = WORDS };

typedef uint32_t words __attribute__((vector_size(4 * WORDS), aligned(4), may_alias));
typedef int32_t signs __attribute__((vector_size(4 * WORDS), aligned(4), may_alias));
typedef int8_t bytes __attribute__((vector_size(BK_CRF_LANES), aligned(1), may_alias));
typedef uint16_t lanes __attribute__((vector_size(2 * BK_CRF_LANES), aligned(2), may_alias));
typedef int16_t short_lanes __attribute__((vector_size(2 * BK_CRF_LANES), aligned(2), may_alias));

/* A template: where its cells are in the window, from the token's place on. */
typedef struct recipe {
    uint32_t seed;
    uint8_t n;
    int16_t from, to; /* of a bag */
    int32_t at[BK_TEMPLATE_CELLS];
} recipe;

struct bk_crf_rows {
    const bk_crf_layer *layer;
    recipe *joined, *bags; /* templates of either kind */
    size_t joined_count, bag_count;
    /* the sentence's cells, column by column, each with `reach` cells beyond either end */
    size_t columns, reach, span;
    uint8_t column[BK_COLUMNS_MAX];
    uint32_t *window;
    uint32_t (*features)[CHUNK]; /* by joined template */
    /* of a token and of those after it, those that it has, and their rows */
    uint32_t own[AHEAD + 1][BK_CRF_FEATURES];
    size_t own_count[AHEAD + 1];
    const int8_t *rows[AHEAD + 1][BK_CRF_FEATURES];
};

/* The row that a feature has, if it has one. */
static inline const int8_t *place_of(const bk_crf_layer *l, uint32_t feature) {
    uint32_t shift = l->shift[(uint64_t)feature * l->shifts >> 32];
    size_t place = (uint64_t)bk_feature_mix(feature, shift) * l->rows >> 32;
    return l->row + place * l->width;
}

/* 0 is no feature. */
static inline bool is_of(const int8_t *row, uint32_t feature) {
    uint16_t check;
    memcpy(&check, row, sizeof check);
    return (check == (uint16_t)feature) & (feature != 0);
}

const int8_t *bk_crf_weights(const bk_crf_layer *l, uint32_t feature) {
    const int8_t *row = place_of(l, feature);
    return is_of(row, feature) ? row + BK_CRF_CHECK : NULL;
}

/* Which columns the templates name, and how far they look. */
static void survey(bk_crf_rows *r, int *where) {
    const bk_crf_layer *l = r->layer;
    bool named[BK_COLUMNS_MAX] = {false};
    for (size_t t = 0; t < l->template_count; t++) {
        const bk_template *m = &l->templates[t];
        for (unsigned k = 0; k < m->n; k++) {
            size_t d = (size_t)abs(m->offset[k]);
            named[m->column[k]] = true;
            if (d > r->reach) r->reach = d;
        }
    }
    for (unsigned k = 0; k < BK_COLUMNS_MAX; k++) {
        if (!named[k]) continue;
        where[k] = (int)r->columns;
        r->column[r->columns++] = (uint8_t)k;
    }
    r->span = r->reach + BK_SENTENCE_TOKENS + r->reach + WINDOW_MARGIN;
}

static void prepare(bk_crf_rows *r, const int *where) {
    const bk_crf_layer *l = r->layer;
    for (uint32_t t = 0; t < l->template_count; t++) {
        const bk_template *m = &l->templates[t];
        recipe made = {
            .seed = bk_feature_seed(t), .n = m->n, .from = m->offset[0], .to = m->offset[1]};
        for (unsigned k = 0; k < m->n; k++)
            made.at[k] = where[m->column[k]] * (int32_t)r->span + (m->bag ? 0 : m->offset[k]);
        if (m->bag)
            r->bags[r->bag_count++] = made;
        else
            r->joined[r->joined_count++] = made;
    }
}

bk_crf_rows *bk_crf_rows_new(const bk_crf_layer *l) {
    bk_crf_rows *r = calloc(1, sizeof *r);
    int where[BK_COLUMNS_MAX] = {0};
    if (!r) return NULL;
    r->layer = l;
    survey(r, where);
    size_t room = l->template_count + 1;
    r->joined = calloc(room, sizeof *r->joined);
    r->bags = calloc(room, sizeof *r->bags);
    r->features = calloc(room, sizeof *r->features);
    r->window = calloc(r->span * (r->columns + 1), sizeof *r->window);
    if (!r->joined || !r->bags || !r->features || !r->window) {
        bk_crf_rows_free(r);
        return NULL;
    }
    prepare(r, where);
    return r;
}

void bk_crf_rows_free(bk_crf_rows *r) {
    if (!r) return;
    free(r->joined);
    free(r->bags);
    free(r->features);
    free(r->window);
    free(r);
}

/* The sentence's cells, and those beyond its ends. */
static void fill_window(bk_crf_rows *r, const bk_columns *c, size_t lo, size_t n) {
    for (size_t k = 0; k < r->columns; k++) {
        uint32_t *at = r->window + k * r->span;
        for (size_t i = 0; i < r->reach; i++) *at++ = BK_CELL_BEFORE;
        memcpy(at, c->cells + r->column[k] * c->rows + lo, n * sizeof *at);
        at += n;
        for (size_t i = 0; i < r->reach + WINDOW_MARGIN; i++) *at++ = BK_CELL_BEYOND;
    }
}

#define INLINE static inline __attribute__((always_inline))

/* Ask for the rows of features, which are far away. */
INLINE void await(const bk_crf_layer *l, const uint32_t *features, size_t n, const int8_t **rows) {
    for (size_t k = 0; k < n; k++) {
        rows[k] = place_of(l, features[k]);
        __builtin_prefetch(rows[k]);
    }
}

/* Keep the rows that are the features' own. */
INLINE size_t keep(const uint32_t *features, size_t n, const int8_t **rows) {
    size_t kept = 0;
    for (size_t k = 0; k < n; k++) {
        const int8_t *row = rows[k];
        rows[kept] = row;
        kept += is_of(row, features[k]);
    }
    return kept;
}

INLINE void add_rows(const int8_t *const *rows, size_t n, size_t width, int16_t *sum) {
    for (size_t b = 0; b < width; b += BK_CRF_LANES) {
        lanes total = *(const lanes *)(const void *)(sum + b);
        for (size_t k = 0; k < n; k++) {
            const bytes *row = (const bytes *)(const void *)(rows[k] + b);
            total += (lanes) __builtin_convertvector(*row, short_lanes);
        }
        *(lanes *)(void *)(sum + b) = total;
    }
}

/* The features of `n` tokens from the window's place `at` on; 0 where a template has none. */
INLINE void hash(bk_crf_rows *r, size_t at, size_t n) {
    for (size_t t = 0; t < r->joined_count; t++) {
        const recipe *m = &r->joined[t];
        const uint32_t *from = r->window + at;
        for (size_t i = 0; i < n; i += WORDS) {
            words h = (words){0} + m->seed;
            signs none = {0};
            for (unsigned k = 0; k < m->n; k++) {
                words v = *(const words *)(const void *)(from + m->at[k] + i);
                none |= v == 0;
                h = (h ^ v) * 0x9E3779B1u;
                h ^= h >> 15;
            }
            *(words *)(void *)(r->features[t] + i) = h & (words)~none;
        }
    }
}

/* A word in a bag is a feature of all tokens that look at it. */
INLINE void add_bags(bk_crf_rows *r, size_t n, int16_t (*sums)[BK_LABELS_MAX]) {
    const bk_crf_layer *l = r->layer;
    for (size_t t = 0; t < r->bag_count; t++) {
        const recipe *m = &r->bags[t];
        const uint32_t *cells = r->window + m->at[0] + r->reach;
        uint32_t features[BK_SENTENCE_TOKENS];
        const int8_t *rows[BK_SENTENCE_TOKENS];
        for (size_t p = 0; p < n; p++)
            features[p] = !cells[p] || cells[p] >= BK_CELL_BEFORE ? 0 : bk_feature_mix(m->seed, cells[p]);
        await(l, features, n, rows);
        for (ptrdiff_t p = 0; p < (ptrdiff_t)n; p++) {
            if (!is_of(rows[p], features[p])) continue;
            ptrdiff_t first = p - m->to, last = p - m->from;
            if (first < 0) first = 0;
            if (last >= (ptrdiff_t)n) last = (ptrdiff_t)n - 1;
            for (ptrdiff_t i = first; i <= last; i++) add_rows(&rows[p], 1, l->width, sums[i]);
        }
    }
}

/* The features that the i-th token of the chunk has: two in five templates have none. */
INLINE size_t gather(const bk_crf_rows *r, size_t i, uint32_t *own) {
    size_t n = 0;
    for (size_t t = 0; t < r->joined_count; t++) {
        own[n] = r->features[t][i];
        n += own[n] != 0;
    }
    return n;
}

INLINE void sum_sentence(bk_crf_rows *r, size_t n, int16_t (*sums)[BK_LABELS_MAX]) {
    const bk_crf_layer *l = r->layer;
    memset(sums, 0, n * sizeof *sums);
    add_bags(r, n, sums);
    for (size_t from = 0; from < n; from += CHUNK) {
        size_t count = n - from < CHUNK ? n - from : CHUNK;
        hash(r, r->reach + from, count);
        for (size_t i = 0; i < count + AHEAD; i++) {
            size_t next = i % (AHEAD + 1);
            if (i < count) {
                r->own_count[next] = gather(r, i, r->own[next]);
                await(l, r->own[next], r->own_count[next], r->rows[next]);
            }
            if (i < AHEAD) continue;
            size_t now = (i - AHEAD) % (AHEAD + 1);
            size_t kept = keep(r->own[now], r->own_count[now], r->rows[now]);
            add_rows(r->rows[now], kept, l->width, sums[from + i - AHEAD]);
        }
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2,bmi2"))) static void sum_sentence_avx2(bk_crf_rows *r, size_t n,
                                                                   int16_t (*sums)[BK_LABELS_MAX]) {
    sum_sentence(r, n, sums);
}
#endif

void bk_crf_rows_sentence(bk_crf_rows *r, const bk_columns *c, size_t lo, size_t hi,
                          int16_t (*sums)[BK_LABELS_MAX]) {
    size_t n = hi - lo + 1;
    fill_window(r, c, lo, n);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {
        sum_sentence_avx2(r, n, sums);
        return;
    }
#endif
    sum_sentence(r, n, sums);
}

void bk_crf_rows_sum(bk_crf_rows *r, const uint32_t *features, size_t n, int16_t *sum) {
    memset(sum, 0, BK_LABELS_MAX * sizeof *sum);
    if (n > BK_CRF_FEATURES) n = BK_CRF_FEATURES;
    await(r->layer, features, n, r->rows[0]);
    add_rows(r->rows[0], keep(features, n, r->rows[0]), r->layer->width, sum);
}
