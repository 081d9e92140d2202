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

/* The features that a token has, and where their rows are. */
typedef struct own {
    size_t count;
    uint32_t features[BK_CRF_FEATURES + WORDS], at[BK_CRF_FEATURES + WORDS];
} own;

struct bk_crf_rows {
    const bk_crf_layer *layer;
    recipe *joined, *bags; /* templates of either kind */
    size_t joined_count, bag_count;
    /* the sentence's cells, column by column, each with `reach` cells beyond either end */
    size_t columns, reach, span;
    uint8_t column[BK_COLUMNS_MAX];
    uint32_t *window;
    uint32_t (*features)[CHUNK]; /* by joined template */
    own own[AHEAD + 1]; /* of a token and of those after it */
};

/* Where the row is that a feature has, if it has one: bytes from the first. */
static inline uint32_t place_of(const bk_crf_layer *l, uint32_t feature) {
    uint32_t shift = l->shift[(uint64_t)feature * l->shifts >> 32];
    return (uint32_t)((uint64_t)bk_feature_mix(feature, shift) * l->rows >> 32) * l->width;
}

static inline bool is_of(const int8_t *row, uint32_t feature) {
    uint16_t check;
    memcpy(&check, row, sizeof check);
    return check == (uint16_t)feature;
}

const int8_t *bk_crf_weights(const bk_crf_layer *l, uint32_t feature) {
    const int8_t *row = l->row + place_of(l, feature);
    return feature && is_of(row, feature) ? row + BK_CRF_CHECK : NULL;
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

/* The features that the i-th token of the chunk has: two in five templates have none. */
INLINE size_t gather(const bk_crf_rows *r, size_t i, uint32_t *features) {
    size_t n = 0;
#pragma GCC unroll 4
    for (size_t t = 0; t < r->joined_count; t++) {
        features[n] = r->features[t][i];
        n += features[n] != 0;
    }
    return n;
}

#define NAMED(f) f##_anywhere
#define TARGET
#define WIDEN(p) (lanes) __builtin_convertvector(*(const bytes *)(const void *)(p), short_lanes)
#define PLACES(l, f, at)                                                                           \
    for (size_t m = 0; m < WORDS; m++) (at)[m] = place_of(l, (f)[m])
#include "bk_crf_rows_body.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi2")))

/* The high halves of the products of eight words and one. */
AVX2 INLINE __m256i scaled(__m256i x, uint32_t by) {
    __m256i factor = _mm256_set1_epi32((int)by);
    __m256i even = _mm256_srli_epi64(_mm256_mul_epu32(x, factor), 32);
    __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), factor);
    return _mm256_blend_epi32(even, odd, 0xAA);
}

/* `place_of` for eight features; two shifts are a word of the file. */
AVX2 INLINE void places(const bk_crf_layer *l, const uint32_t *features, uint32_t *at) {
    __m256i f = _mm256_loadu_si256((const __m256i *)(const void *)features), which = scaled(f, l->shifts);
    __m256i two = _mm256_i32gather_epi32((const int *)(const void *)l->shift, _mm256_srli_epi32(which, 1), 4);
    __m256i half = _mm256_slli_epi32(_mm256_and_si256(which, _mm256_set1_epi32(1)), 4);
    __m256i shift = _mm256_and_si256(_mm256_srlv_epi32(two, half), _mm256_set1_epi32(0xFFFF));
    __m256i h = _mm256_mullo_epi32(_mm256_xor_si256(f, shift), _mm256_set1_epi32((int)0x9E3779B1u));
    h = scaled(_mm256_xor_si256(h, _mm256_srli_epi32(h, 15)), l->rows);
    h = _mm256_mullo_epi32(h, _mm256_set1_epi32((int)l->width));
    _mm256_storeu_si256((__m256i *)(void *)at, h);
}

#define NAMED(f) f##_avx2
#define TARGET AVX2
#define WIDEN(p) (lanes) _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(p)))
#define PLACES(l, f, at) places(l, f, at)
#include "bk_crf_rows_body.h"

static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
#endif

void bk_crf_rows_sentence(bk_crf_rows *r, const bk_columns *c, size_t lo, size_t hi,
                          int16_t (*sums)[BK_LABELS_MAX]) {
    size_t n = hi - lo + 1;
    fill_window(r, c, lo, n);
#if defined(__x86_64__)
    if (has_avx2()) {
        sum_sentence_avx2(r, n, sums);
        return;
    }
#endif
    sum_sentence_anywhere(r, n, sums);
}

void bk_crf_rows_sum(bk_crf_rows *r, const uint32_t *features, size_t n, int16_t *sum) {
    memset(sum, 0, BK_LABELS_MAX * sizeof *sum);
    if (n > BK_CRF_FEATURES) n = BK_CRF_FEATURES;
#if defined(__x86_64__)
    if (has_avx2()) {
        sum_features_avx2(r, features, n, sum);
        return;
    }
#endif
    sum_features_anywhere(r, features, n, sum);
}
