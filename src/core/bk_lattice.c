#include "bk_lattice.h"

#include <math.h>

void bk_lattice_best(const bk_lattice *l, uint8_t (*back)[BK_LABELS_MAX], uint8_t *labels) {
    float now[BK_LABELS_MAX], next[BK_LABELS_MAX];
    size_t m = l->labels;
    if (!l->length) return;
    for (size_t j = 0; j < m; j++) now[j] = l->place[0][j] + l->begin[j];
    for (size_t i = 1; i < l->length; i++) {
        for (size_t j = 0; j < m; j++) next[j] = now[0] + l->after[0][j], back[i][j] = 0;
        for (size_t k = 1; k < m; k++) {
            for (size_t j = 0; j < m; j++) {
                float s = now[k] + l->after[k][j];
                if (s > next[j]) next[j] = s, back[i][j] = (uint8_t)k;
            }
        }
        for (size_t j = 0; j < m; j++) now[j] = next[j] + l->place[i][j];
    }
    uint8_t best = 0;
    for (size_t j = 1; j < m; j++)
        if (now[j] > now[best]) best = (uint8_t)j;
    for (size_t i = l->length; i-- > 0;) {
        labels[i] = best;
        if (i) best = back[i][best];
    }
}

double bk_lattice_sum(const bk_lattice *l, float (*local)[BK_LABELS_MAX],
                      float (*forward)[BK_LABELS_MAX], float (*backward)[BK_LABELS_MAX],
                      float *scale) {
    size_t m = l->labels, n = l->length;
    double log_sum = 0;
    if (!n) return 0;
    for (size_t i = 0; i < n; i++) {
        float top = BK_IMPOSSIBLE;
        for (size_t j = 0; j < m; j++) {
            float s = l->place[i][j] + (i ? 0 : l->begin[j]);
            if (s > top) top = s;
        }
        float sum = 0;
        for (size_t j = 0; j < m; j++) {
            local[i][j] = expf(l->place[i][j] + (i ? 0 : l->begin[j]) - top);
            forward[i][j] = i ? 0 : 1;
        }
        if (i)
            for (size_t k = 0; k < m; k++) {
                float f = forward[i - 1][k];
                if (f > 0)
                    for (size_t j = 0; j < m; j++) forward[i][j] += f * l->after_exp[k][j];
            }
        for (size_t j = 0; j < m; j++) {
            forward[i][j] *= local[i][j];
            sum += forward[i][j];
        }
        if (!(sum > 0)) sum = 1e-30f;
        scale[i] = sum;
        for (size_t j = 0; j < m; j++) forward[i][j] /= sum;
        log_sum += (double)logf(sum) + (double)top;
    }
    for (size_t j = 0; j < m; j++) backward[n - 1][j] = 1;
    for (size_t i = n - 1; i-- > 0;) {
        float next[BK_LABELS_MAX];
        for (size_t j = 0; j < m; j++)
            next[j] = local[i + 1][j] * backward[i + 1][j] / scale[i + 1];
        for (size_t k = 0; k < m; k++) {
            float s = 0;
            for (size_t j = 0; j < m; j++) s += l->after_exp[k][j] * next[j];
            backward[i][k] = s;
        }
    }
    return log_sum;
}
