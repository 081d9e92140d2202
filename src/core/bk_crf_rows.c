#include "bk_crf_rows.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__) && !defined(BK_PLAIN) /* the tests read without it, too */
#define WITH_AVX2
#endif

/* Features are hashed for some tokens at a time, which stay in the nearest cache. */
enum { WORDS = 8, CHUNK = 32, AHEAD = 1, WINDOW_MARGIN = WORDS, ROOM = BK_CRF_FEATURES + WORDS, FARTHEST = 128 };

static const int8_t NO_WEIGHTS[BK_LABELS_MAX + BK_CRF_LANES];

typedef uint32_t words __attribute__((vector_size(4 * WORDS), aligned(4), may_alias));
typedef int32_t signs __attribute__((vector_size(4 * WORDS), aligned(4), may_alias));
typedef int8_t bytes __attribute__((vector_size(BK_CRF_LANES), aligned(1), may_alias));
typedef uint16_t lanes __attribute__((vector_size(2 * BK_CRF_LANES), aligned(2), may_alias));
typedef int16_t short_lanes __attribute__((vector_size(2 * BK_CRF_LANES), aligned(2), may_alias));

/* A template: where its cells are in the window, from the token's place on. */
typedef struct recipe {
    uint32_t seed;
    uint8_t n; /* 0 for one that no token has */
    int16_t from, to; /* of a bag */
    ptrdiff_t at[BK_TEMPLATE_CELLS];
} recipe;

struct bk_crf_rows {
    const bk_crf_layer *layer;
    recipe *joined, *bags; /* templates of either kind */
    size_t joined_count, bag_count; /* of the joined a multiple of WORDS */
    /* the sentence's cells, column by column, each with `reach` cells beyond either end */
    size_t columns, reach, span;
    uint8_t column[BK_COLUMNS_MAX];
    uint32_t *window;
    /* by token of a chunk the features that it has; of a token and of those after it, where their rows are */
    uint32_t features[CHUNK][ROOM], at[AHEAD + 1][ROOM];
    size_t count[CHUNK];
    uint64_t kept[256]; /* by a mask of eight the places that it has not, a byte each */
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
            .seed = bk_feature_seed(t), .n = m->bag ? 1 : m->n, .from = m->offset[0], .to = m->offset[1]};
        for (unsigned k = 0; k < made.n; k++)
            made.at[k] = where[m->column[k]] * (ptrdiff_t)r->span + (m->bag ? 0 : m->offset[k]);
        if (!m->bag)
            r->joined[r->joined_count++] = made;
        else if (made.from <= made.to)
            r->bags[r->bag_count++] = made;
    }
    while (r->joined_count % WORDS) r->joined_count++;
    for (unsigned mask = 0; mask < 256; mask++)
        for (unsigned k = 0, n = 0; k < WORDS; k++)
            if (!(mask >> k & 1)) r->kept[mask] |= (uint64_t)k << 8 * n++;
}

bk_crf_rows *bk_crf_rows_new(const bk_crf_layer *l) {
    bk_crf_rows *r = calloc(1, sizeof *r);
    int where[BK_COLUMNS_MAX] = {0};
    if (!r) return NULL;
    r->layer = l;
    survey(r, where);
    size_t room = l->template_count + WORDS;
    r->joined = calloc(room, sizeof *r->joined);
    r->bags = calloc(room, sizeof *r->bags);
    r->window = calloc(r->span * (r->columns + 1), sizeof *r->window);
    if (!r->joined || !r->bags || !r->window) {
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

static inline size_t keep(const bk_crf_layer *l, const uint32_t *features, uint32_t *at, size_t n) {
    size_t found = 0;
    for (size_t k = 0; k < n; k++) {
        uint32_t place = at[k];
        at[found] = place;
        found += is_of(l->row + place, features[k]);
    }
    return found;
}

#define NAMED(f) f##_anywhere
#define TARGET
#define WIDEN(p) (lanes) __builtin_convertvector(*(const bytes *)(const void *)(p), short_lanes)
#define PLACES(l, f, at)                                                                           \
    for (size_t m = 0; m < WORDS; m++) (at)[m] = place_of(l, (f)[m])
#define KEEP(r, f, at, n) keep((r)->layer, f, at, n)
#define APPEND(r, h, i)                                                                            \
    for (size_t m = 0; m < WORDS; m++)                                                             \
        for (size_t k = 0; k < WORDS; k++) {                                                       \
            (r)->features[(i) + m][(r)->count[(i) + m]] = (h)[k][m];                               \
            (r)->count[(i) + m] += (h)[k][m] != 0;                                                 \
        }
#include "bk_crf_rows_body.h"

#ifdef WITH_AVX2
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi2,popcnt")))

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

/* Write those of eight words that `out`, eight bits, does not leave out; their number. */
AVX2 INLINE size_t pick(const bk_crf_rows *r, __m256i eight, unsigned out, uint32_t *to) {
    __m256i kept = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)&r->kept[out]));
    _mm256_storeu_si256((__m256i *)(void *)to, _mm256_permutevar8x32_epi32(eight, kept));
    return WORDS - (size_t)__builtin_popcount(out);
}

AVX2 INLINE unsigned zeros(__m256i eight) {
    __m256i none = _mm256_cmpeq_epi32(eight, _mm256_setzero_si256());
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(none));
}

/* Append what a token has of eight features. */
AVX2 INLINE void append(bk_crf_rows *r, __m256i h, size_t i) {
    r->count[i] += pick(r, h, zeros(h), r->features[i] + r->count[i]);
}

/* `keep`, eight at a time. */
AVX2 INLINE size_t keep_eights(const bk_crf_rows *r, const uint32_t *features, uint32_t *at, size_t n) {
    size_t found = 0;
    for (size_t k = 0; k < n; k += WORDS) {
        __m256i place = _mm256_loadu_si256((const __m256i *)(const void *)(at + k));
        __m256i f = _mm256_loadu_si256((const __m256i *)(const void *)(features + k));
        __m256i first = _mm256_i32gather_epi32((const int *)(const void *)r->layer->row, place, 1);
        unsigned theirs = zeros(_mm256_slli_epi32(_mm256_xor_si256(first, f), 16)); /* the checks are the same */
        if (n - k < WORDS) theirs &= (1u << (n - k)) - 1;
        found += pick(r, place, ~theirs & 0xFF, at + found);
    }
    return found;
}

/* Append what the tokens from i on have of eight features: h[k][m] is the k-th of token i + m. */
AVX2 INLINE void append_each(bk_crf_rows *r, const words *h, size_t i) {
    __m256i two[8], four[8];
#pragma GCC unroll 4
    for (size_t k = 0; k < 8; k += 2) {
        two[k] = _mm256_unpacklo_epi32((__m256i)h[k], (__m256i)h[k + 1]);
        two[k + 1] = _mm256_unpackhi_epi32((__m256i)h[k], (__m256i)h[k + 1]);
    }
#pragma GCC unroll 2
    for (size_t k = 0; k < 8; k += 4)
#pragma GCC unroll 2
        for (size_t m = 0; m < 2; m++) {
            four[k + 2 * m] = _mm256_unpacklo_epi64(two[k + m], two[k + 2 + m]);
            four[k + 2 * m + 1] = _mm256_unpackhi_epi64(two[k + m], two[k + 2 + m]);
        }
#pragma GCC unroll 4
    for (size_t m = 0; m < 4; m++) {
        append(r, _mm256_permute2x128_si256(four[m], four[4 + m], 0x20), i + m);
        append(r, _mm256_permute2x128_si256(four[m], four[4 + m], 0x31), i + 4 + m);
    }
}

#define NAMED(f) f##_avx2
#define TARGET AVX2
#define WIDEN(p) (lanes) _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(p)))
#define PLACES(l, f, at) places(l, f, at)
#define KEEP(r, f, at, n) keep_eights(r, f, at, n)
#define APPEND(r, h, i) append_each(r, h, i)
#include "bk_crf_rows_body.h"

static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}
#endif

void bk_crf_rows_sentence(bk_crf_rows *r, const bk_columns *c, size_t lo, size_t hi,
                          int16_t (*sums)[BK_LABELS_MAX]) {
    size_t n = hi - lo + 1;
    fill_window(r, c, lo, n);
#ifdef WITH_AVX2
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
#ifdef WITH_AVX2
    if (has_avx2()) {
        sum_features_avx2(r, features, n, sum);
        return;
    }
#endif
    sum_features_anywhere(r, features, n, sum);
}
