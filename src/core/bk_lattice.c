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

/* sum[j] = the sum over k of weight[k] * row[k][j], in the order of k. */
INLINE void sum_rows(const float *weight, const float (*row)[BK_LABELS_MAX], size_t m, float *sum) {
    for (size_t j = 0; j < m; j += LANES) {
        floats s = {0};
#pragma GCC unroll 4
        for (size_t k = 0; k < m; k++) s += weight[k] * *(const floats *)&row[k][j];
        *(floats *)&sum[j] = s;
    }
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

/* exp of the scores at a place less their greatest, which is returned. */
INLINE float exponentials(const float *score, size_t m, float *out) {
    float top = BK_IMPOSSIBLE;
    for (size_t j = 0; j < m; j++)
        if (score[j] > top) top = score[j];
    for (size_t j = 0; j < m; j += LANES / 2) exponential(score + j, top, out + j);
    return top;
}

INLINE double sum_labels(const bk_lattice *l, float (*local)[BK_LABELS_MAX],
                         float (*forward)[BK_LABELS_MAX], float (*backward)[BK_LABELS_MAX],
                         float *scale) {
    size_t m = l->labels, n = l->length;
    double log_sum = 0;
    if (!n) return 0;
    float first[BK_LABELS_MAX]; /* the scores where it begins */
    for (size_t j = 0; j < m; j++) {
        first[j] = l->place[0][j] + l->begin[j];
        forward[0][j] = 1;
    }
    for (size_t i = 0; i < n; i++) {
        float top = exponentials(i ? l->place[i] : first, m, local[i]), sum = 0;
        if (i) sum_rows(forward[i - 1], l->after_exp, m, forward[i]);
        for (size_t j = 0; j < m; j++) {
            forward[i][j] *= local[i][j];
            sum += forward[i][j];
        }
        if (!(sum > 0)) sum = 1e-30f;
        scale[i] = sum;
        for (size_t j = 0; j < m; j += LANES) *(floats *)&forward[i][j] /= sum;
        log_sum += (double)logf(sum) + (double)top;
    }
    float turned[BK_LABELS_MAX][BK_LABELS_MAX]; /* after_exp, by the label that comes after */
    for (size_t k = 0; k < m; k++)
        for (size_t j = 0; j < m; j++) turned[j][k] = l->after_exp[k][j];
    for (size_t j = 0; j < m; j++) backward[n - 1][j] = 1;
    for (size_t i = n - 1; i-- > 0;) {
        float next[BK_LABELS_MAX];
        for (size_t j = 0; j < m; j += LANES)
            *(floats *)&next[j] = *(floats *)&local[i + 1][j] * *(floats *)&backward[i + 1][j] / scale[i + 1];
        sum_rows(next, (const float (*)[BK_LABELS_MAX])turned, m, backward[i]);
    }
    return log_sum;
}

#ifdef WITH_AVX2
#define AVX2 __attribute__((target("avx2")))

AVX2 static void best_avx2(const bk_lattice *l, uint8_t (*back)[BK_LABELS_MAX], uint8_t *labels) {
    best_labels(l, back, labels);
}

AVX2 static double sum_avx2(const bk_lattice *l, float (*local)[BK_LABELS_MAX], float (*forward)[BK_LABELS_MAX],
                            float (*backward)[BK_LABELS_MAX], float *scale) {
    return sum_labels(l, local, forward, backward, scale);
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

double bk_lattice_sum(const bk_lattice *l, float (*local)[BK_LABELS_MAX],
                      float (*forward)[BK_LABELS_MAX], float (*backward)[BK_LABELS_MAX],
                      float *scale) {
#ifdef WITH_AVX2
    if (__builtin_cpu_supports("avx2")) return sum_avx2(l, local, forward, backward, scale);
#endif
    return sum_labels(l, local, forward, backward, scale);
}
