#include "bk_lattice.h"

#include <math.h>

#if defined(__x86_64__) && !defined(BK_PLAIN) /* the tests read without it, too */
#define WITH_AVX2
#endif

/* Labels are taken several at a time; cells past the last label are worked out and never read. */
enum { LANES = 8 };
#define INLINE static inline __attribute__((always_inline))
typedef float floats __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef float halves __attribute__((vector_size(2 * LANES), aligned(4), may_alias));
typedef double doubles __attribute__((vector_size(4 * LANES), aligned(8), may_alias));
typedef uint64_t longs __attribute__((vector_size(4 * LANES), aligned(8), may_alias));
typedef int32_t ints __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

INLINE void best_labels(const bk_lattice *l, uint8_t (*back)[BK_LABELS_MAX], uint8_t *labels) {
    float now[BK_LABELS_MAX] = {0}, next[BK_LABELS_MAX];
    int32_t from[BK_LABELS_MAX];
    size_t m = l->labels;
    if (!l->length) return;
    for (size_t j = 0; j < m; j++) now[j] = l->place[0][j] + l->begin[j];
    for (size_t i = 1; i < l->length; i++) {
        for (size_t j = 0; j < m; j += LANES) {
            floats best = *(const floats *)&l->after[0][j] + now[0];
            ints which = {0};
#pragma GCC unroll 2
            for (size_t k = 1; k < m; k++) {
                floats s = *(const floats *)&l->after[k][j] + now[k];
                ints better = s > best;
                best = (floats)(((ints)s & better) | ((ints)best & ~better));
                which = ((int32_t)k & better) | (which & ~better);
            }
            *(floats *)&next[j] = best;
            *(ints *)&from[j] = which;
        }
        for (size_t j = 0; j < m; j++) {
            now[j] = next[j] + l->place[i][j];
            back[i][j] = (uint8_t)from[j];
        }
    }
    uint8_t best = 0;
    for (size_t j = 1; j < m; j++)
        if (now[j] > now[best]) best = (uint8_t)j;
    for (size_t i = l->length; i-- > 0;) {
        labels[i] = best;
        if (i) best = back[i][best];
    }
}

/* The cells from j on of `blocks` times LANES columns of: sum[j] = the sum over k of weight[k] * row[k][j], in the
 * order of k. */
INLINE void sum_columns(const float *weight, const float (*row)[BK_LABELS_MAX], size_t m, size_t j, size_t blocks,
                        float *sum) {
    floats s[4] = {{0}};
#pragma GCC unroll 4
    for (size_t k = 0; k < m; k++)
#pragma GCC unroll 4
        for (size_t b = 0; b < blocks; b++) s[b] += weight[k] * *(const floats *)&row[k][j + b * LANES];
#pragma GCC unroll 4
    for (size_t b = 0; b < blocks; b++) *(floats *)&sum[j + b * LANES] = s[b];
}

INLINE void sum_rows(const float *weight, const float (*row)[BK_LABELS_MAX], size_t m, float *sum) {
    size_t j = 0;
    for (; j + 3 * LANES < m; j += 4 * LANES) sum_columns(weight, row, m, j, 4, sum);
    if (j + 2 * LANES < m)
        sum_columns(weight, row, m, j, 3, sum);
    else if (j + LANES < m)
        sum_columns(weight, row, m, j, 2, sum);
    else if (j < m)
        sum_columns(weight, row, m, j, 1, sum);
}

/* exp of four numbers of at most 0: 2 to the power of a whole number, times the series of what is left of them. */
INLINE void exponential(const float *x, float top, float *out) {
    static const double series[] = {1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6,
                                    1.0 / 2,      1.0,         1.0};
    const double log2_e = 0x1.71547652b82fep+0, ln_2 = 0x1.62e42fefa39efp-1, least = -200, magic = 0x1.8p+52;
    doubles y = __builtin_convertvector(*(const halves *)x - top, doubles) * log2_e;
    longs too_small = (longs)(y < least); /* 0 as a float */
    y = (doubles)(((longs)((doubles){0} + least) & too_small) | ((longs)y & ~too_small));
    doubles whole = y + magic; /* whose last bits are the whole number's */
    doubles r = (y - (whole - magic)) * ln_2, s = {0};
#pragma GCC unroll 10
    for (size_t k = 0; k < sizeof series / sizeof *series; k++) s = s * r + series[k];
    *(halves *)out = __builtin_convertvector((doubles)((longs)s + ((longs)whole << 52)), halves);
}

INLINE float greatest(const float *score, size_t m) {
    float top = BK_IMPOSSIBLE;
#pragma GCC unroll 8
    for (size_t j = 0; j < m; j++) top = score[j] > top ? score[j] : top;
    return top;
}

/* The scores at a place, at the first one with those of beginning there, which `first` has room for. */
INLINE const float *scores_at(const bk_lattice *l, size_t i, float *first) {
    if (i) return l->place[i];
    for (size_t j = 0; j < l->labels; j++) first[j] = l->place[0][j] + l->begin[j];
    return first;
}

INLINE void sum_labels(const bk_lattice *l, float (*local)[BK_LABELS_MAX], float (*forward)[BK_LABELS_MAX],
                       float (*backward)[BK_LABELS_MAX], float *scale) {
    size_t m = l->labels, n = l->length;
    float first[BK_LABELS_MAX];
    if (!n) return;
    for (size_t j = 0; j < m; j++) forward[0][j] = 1;
    for (size_t i = 0; i < n; i++) {
        const float *score = scores_at(l, i, first);
        float top = greatest(score, m), sum = 0;
        for (size_t j = 0; j < m; j += LANES / 2) exponential(score + j, top, local[i] + j);
        if (i) sum_rows(forward[i - 1], l->after_exp, m, forward[i]);
        for (size_t j = 0; j < m; j += LANES) *(floats *)&forward[i][j] *= *(floats *)&local[i][j];
#pragma GCC unroll 8
        for (size_t j = 0; j < m; j++) sum += forward[i][j];
        if (!(sum > 0)) sum = 1e-30f;
        scale[i] = sum;
        for (size_t j = 0; j < m; j += LANES) *(floats *)&forward[i][j] /= sum;
    }
    for (size_t j = 0; j < m; j++) backward[n - 1][j] = 1;
    for (size_t i = n - 1; i-- > 0;) {
        float next[BK_LABELS_MAX];
        for (size_t j = 0; j < m; j += LANES)
            *(floats *)&next[j] = *(floats *)&local[i + 1][j] * *(floats *)&backward[i + 1][j] / scale[i + 1];
        sum_rows(next, l->before_exp, m, backward[i]);
    }
}

double bk_lattice_log(const bk_lattice *l, const float *scale) {
    double log_sum = 0;
    float first[BK_LABELS_MAX];
    for (size_t i = 0; i < l->length; i++)
        log_sum += (double)logf(scale[i]) + (double)greatest(scores_at(l, i, first), l->labels);
    return log_sum;
}

#ifdef WITH_AVX2
#define AVX2 __attribute__((target("avx2")))

AVX2 static void best_avx2(const bk_lattice *l, uint8_t (*back)[BK_LABELS_MAX], uint8_t *labels) {
    best_labels(l, back, labels);
}

AVX2 static void sum_avx2(const bk_lattice *l, float (*local)[BK_LABELS_MAX], float (*forward)[BK_LABELS_MAX],
                          float (*backward)[BK_LABELS_MAX], float *scale) {
    sum_labels(l, local, forward, backward, scale);
}
#endif

void bk_lattice_best(const bk_lattice *l, uint8_t (*back)[BK_LABELS_MAX], uint8_t *labels) {
#ifdef WITH_AVX2
    if (__builtin_cpu_supports("avx2")) {
        best_avx2(l, back, labels);
        return;
    }
#endif
    best_labels(l, back, labels);
}

void bk_lattice_sum(const bk_lattice *l, float (*local)[BK_LABELS_MAX], float (*forward)[BK_LABELS_MAX],
                    float (*backward)[BK_LABELS_MAX], float *scale) {
#ifdef WITH_AVX2
    if (__builtin_cpu_supports("avx2")) {
        sum_avx2(l, local, forward, backward, scale);
        return;
    }
#endif
    sum_labels(l, local, forward, backward, scale);
}
