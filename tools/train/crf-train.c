/* Trains one layer of the claim model: a linear-chain CRF (or a classifier of single tokens) by AdaGrad with dropout of
 * features, over the chains of the core's lattice. Run by tools/train-claims, never by users.
 *
 * crf-train DATA LABELS CHAIN OUT [name=value ...]
 *
 * DATA: 32-bit words: sequences {document, fold, group, length, then per token {label, features, feature...}}.
 * OUT: {features, then per feature {hash, label, float} lists; transitions; first scores}; with fold=K the sequences of fold K
 * are left out, and scored when there are any. */
#include "../../src/core/bk_lattice.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_MAX = 300 };

typedef struct sequence {
    uint32_t document, fold, group, length;
    const uint32_t *at;
} sequence;

static double option(int argc, char **argv, const char *name, double fallback) {
    size_t n = strlen(name);
    for (int i = 5; i < argc; i++)
        if (!strncmp(argv[i], name, n) && argv[i][n] == '=') return atof(argv[i] + n + 1);
    return fallback;
}

static uint64_t state = 88172645463325252ull;
static uint32_t rnd(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32);
}

static void *need(size_t n, size_t size) {
    void *p = calloc(n ? n : 1, size);
    if (!p) abort();
    return p;
}

/* features seen in `least` documents or more, by open addressing */
static uint32_t *keys, *numbers, *last_document, *seen;
static size_t slots, count;
static uint32_t *slot_of(uint32_t key, size_t *index) {
    size_t i = (key * 2654435761u) & (slots - 1);
    while (numbers[i] && keys[i] != key) i = (i + 1) & (slots - 1);
    *index = i;
    return &numbers[i];
}

static float (*place)[BK_LABELS_MAX], (*local)[BK_LABELS_MAX], (*forward)[BK_LABELS_MAX], (*backward)[BK_LABELS_MAX];
static uint8_t (*back)[BK_LABELS_MAX];
static float after[BK_LABELS_MAX][BK_LABELS_MAX], after_exp[BK_LABELS_MAX][BK_LABELS_MAX],
    before_exp[BK_LABELS_MAX][BK_LABELS_MAX], begin[BK_LABELS_MAX];
static double after_square[BK_LABELS_MAX][BK_LABELS_MAX], begin_square[BK_LABELS_MAX];
static float scale[LENGTH_MAX];
static size_t labels;
static int chain;
static uint64_t *masks;

static int possible(size_t i, size_t j) {
    if (!chain) return 1;
    if (j && j % 2 == 0) return i == j || i == j - 1;
    return 1;
}

static int by_documents(const void *a, const void *b) {
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    if (seen[i] != seen[j]) return seen[i] > seen[j] ? -1 : 1;
    return keys[i] < keys[j] ? -1 : keys[i] > keys[j];
}

int main(int argc, char **argv) {
    if (argc < 5) return fprintf(stderr, "usage: crf-train DATA LABELS CHAIN OUT [name=value ...]\n"), 2;
    FILE *f = fopen(argv[1], "rb");
    if (!f) return perror(argv[1]), 2;
    fseek(f, 0, SEEK_END);
    size_t words = (size_t)ftell(f) / 4;
    rewind(f);
    uint32_t *data = need(words, 4);
    if (fread(data, 4, words, f) != words) return 2;
    fclose(f);
    labels = (size_t)atoi(argv[2]);
    chain = atoi(argv[3]);
    double rate = option(argc, argv, "rate", 0.1), l2 = option(argc, argv, "l2", 1e-6), drop = option(argc, argv, "drop", 0.2);
    double l1 = option(argc, argv, "l1", 0);
    int epochs = (int)option(argc, argv, "epochs", 15), fold = (int)option(argc, argv, "fold", -1);
    uint32_t least = (uint32_t)option(argc, argv, "least", 2);
    double cost = option(argc, argv, "cost", 0); /* margin: score added to labels other than the right one */
    state ^= (uint64_t)option(argc, argv, "seed", 1) * 0x9E3779B97F4A7C15ull;

    size_t n = 0, room = 1024;
    sequence *s = need(room, sizeof *s);
    uint32_t groups = 0;
    for (size_t i = 0; i + 4 <= words;) {
        if (n == room) s = realloc(s, (room *= 2) * sizeof *s);
        s[n] = (sequence){data[i], data[i + 1], data[i + 2], data[i + 3], data + i + 4};
        if (s[n].group + 1 > groups) groups = s[n].group + 1;
        i += 4;
        for (uint32_t t = 0; t < s[n].length; t++) i += 2 + data[i + 1];
        n++;
    }
    masks = need(groups, sizeof *masks);
    slots = 1;
    while (slots < words / 2) slots *= 2;
    keys = need(slots, 4), numbers = need(slots, 4), last_document = need(slots, 4), seen = need(slots, 4);
    for (size_t k = 0; k < n; k++) {
        masks[s[k].group] |= 1;
        if ((int)s[k].fold == fold) continue;
        const uint32_t *p = s[k].at;
        for (uint32_t t = 0; t < s[k].length; t++) {
            uint64_t one = 1;
            uint32_t y = p[0];
            masks[s[k].group] |= one << y;
            if (chain && y) masks[s[k].group] |= one << (y % 2 ? y + 1 : y - 1);
            for (uint32_t j = 0; j < p[1]; j++) {
                size_t i;
                if (!*slot_of(p[2 + j], &i)) numbers[i] = 1, keys[i] = p[2 + j];
                if (last_document[i] != s[k].document + 1) last_document[i] = s[k].document + 1, seen[i]++;
            }
            p += 2 + p[1];
        }
    }
    count = 0;
    for (size_t i = 0; i < slots; i++)
        if (numbers[i]) numbers[i] = seen[i] >= least ? (uint32_t)(2 + count++) : 1;
    /* features by number from here on, 0 for what is not known */
    for (size_t k = 0; k < n; k++) {
        uint32_t *p = (uint32_t *)(uintptr_t)s[k].at;
        for (uint32_t t = 0; t < s[k].length; t++) {
            for (uint32_t j = 0; j < p[1]; j++) {
                size_t i;
                uint32_t *number = slot_of(p[2 + j], &i);
                p[2 + j] = *number >= 2 ? *number - 1 : 0;
            }
            p += 2 + p[1];
        }
    }
    size_t L = labels;
    float *w = need((count + 1) * L, 4), *g2 = need((count + 1) * L, 4), *mean = need((count + 1) * L, 4);
    place = need(LENGTH_MAX, sizeof *place), local = need(LENGTH_MAX, sizeof *local), forward = need(LENGTH_MAX, sizeof *forward);
    backward = need(LENGTH_MAX, sizeof *backward), back = need(LENGTH_MAX, sizeof *back);
    for (size_t i = 0; i < L; i++) {
        begin[i] = chain && i && i % 2 == 0 ? BK_IMPOSSIBLE : 0;
        for (size_t j = 0; j < L; j++) after[i][j] = possible(i, j) ? 0 : BK_IMPOSSIBLE;
    }
    size_t *order = need(n, sizeof *order), used = 0;
    for (size_t k = 0; k < n; k++)
        if ((int)s[k].fold != fold) order[used++] = k;
    double after_mean[BK_LABELS_MAX][BK_LABELS_MAX] = {{0}}, begin_mean[BK_LABELS_MAX] = {0};
    int averaged = 0, from = epochs - (epochs + 2) / 3;
    uint32_t threshold = (uint32_t)(drop * 4294967295.0);
    float keep = (float)(1 / (1 - drop));
    static uint8_t dropped[LENGTH_MAX * 1000];
    for (int e = 0; e < epochs; e++) {
        for (size_t i = used; i > 1; i--) {
            size_t j = rnd() % i, x = order[i - 1];
            order[i - 1] = order[j];
            order[j] = x;
        }
        double loss = 0;
        for (size_t o = 0; o < used; o++) {
            const sequence *q = &s[order[o]];
            uint64_t mask = masks[q->group];
            /* the labels that may occur here, and what passes between them */
            size_t active[BK_LABELS_MAX], m = 0, place_of[BK_LABELS_MAX] = {0};
            for (size_t j = 0; j < L; j++)
                if (mask >> j & 1) place_of[j] = m, active[m++] = j;
            float from_here[BK_LABELS_MAX][BK_LABELS_MAX], first[BK_LABELS_MAX];
            for (size_t i = 0; i < m; i++) {
                first[i] = begin[active[i]];
                for (size_t j = 0; j < m; j++) {
                    float x = from_here[i][j] = after[active[i]][active[j]];
                    before_exp[j][i] = after_exp[i][j] = x <= BK_IMPOSSIBLE ? 0 : expf(x);
                }
            }
            const uint32_t *p = q->at;
            size_t d = 0;
            for (uint32_t t = 0; t < q->length; t++) {
                float sum[BK_LABELS_MAX] = {0};
                for (uint32_t i = 0; i < p[1]; i++, d++) {
                    dropped[d] = rnd() < threshold;
                    if (dropped[d] || !p[2 + i]) continue;
                    const float *row = w + p[2 + i] * L;
                    for (size_t j = 0; j < L; j++) sum[j] += row[j];
                }
                for (size_t j = 0; j < m; j++)
                    place[t][j] = sum[active[j]] * keep + (active[j] != p[0] && p[0] ? (float)cost : 0);
                p += 2 + p[1];
            }
            bk_lattice l = {q->length, m, (const float(*)[BK_LABELS_MAX])place, (const float(*)[BK_LABELS_MAX])from_here,
                            (const float(*)[BK_LABELS_MAX])after_exp, (const float(*)[BK_LABELS_MAX])before_exp, first};
            bk_lattice_sum(&l, local, forward, backward, scale);
            loss += bk_lattice_log(&l, scale);
            p = q->at;
            d = 0;
            size_t before = 0;
            static double step_after[BK_LABELS_MAX][BK_LABELS_MAX];
            memset(step_after, 0, sizeof step_after);
            for (uint32_t t = 0; t < q->length; t++) {
                float g[BK_LABELS_MAX];
                size_t y = place_of[p[0]], moved[BK_LABELS_MAX], moves = 0;
                for (size_t j = 0; j < m; j++) g[j] = forward[t][j] * backward[t][j];
                loss -= (double)place[t][y] + (double)(t ? from_here[before][y] : first[y]);
                g[y] -= 1;
                for (size_t j = 0; j < m; j++)
                    if (fabsf(g[j] * keep) >= 1e-5f) moved[moves++] = j;
                for (uint32_t i = 0; i < p[1]; i++, d++) {
                    if (dropped[d] || !p[2 + i]) continue;
                    float *row = w + p[2 + i] * L, *sq = g2 + p[2 + i] * L;
                    for (size_t k = 0; k < moves; k++) {
                        size_t j = active[moved[k]];
                        float x = g[moved[k]] * keep + (float)l2 * row[j];
                        sq[j] += x * x;
                        float step = (float)rate / sqrtf(sq[j] + 1e-6f);
                        row[j] -= step * x;
                        if (l1 > 0) { /* truncated gradient */
                            float cut = step * (float)l1;
                            row[j] = row[j] > cut ? row[j] - cut : row[j] < -cut ? row[j] + cut : 0;
                        }
                    }
                }
                if (t) {
                    for (size_t i = 0; i < m; i++)
                        for (size_t j = 0; j < m; j++)
                            step_after[i][j] += (double)(forward[t - 1][i] * after_exp[i][j] * local[t][j] * backward[t][j] / scale[t]);
                    step_after[before][y] -= 1;
                } else {
                    for (size_t j = 0; j < m; j++) {
                        size_t k = active[j];
                        if (begin[k] <= BK_IMPOSSIBLE) continue;
                        begin_square[k] += (double)(g[j] * g[j]);
                        begin[k] -= (float)(rate * (double)g[j] / sqrt(begin_square[k] + 1e-6));
                    }
                }
                before = y;
                p += 2 + p[1];
            }
            for (size_t a = 0; a < m; a++)
                for (size_t b = 0; b < m; b++) {
                    size_t i = active[a], j = active[b];
                    double x = step_after[a][b];
                    if (after[i][j] <= BK_IMPOSSIBLE || fabs(x) < 1e-9) continue;
                    after_square[i][j] += x * x;
                    after[i][j] -= (float)(rate * x / sqrt(after_square[i][j] + 1e-6));
                }
        }
        if (e >= from) {
            averaged++;
            for (size_t i = 0; i < (count + 1) * L; i++) mean[i] += w[i];
            for (size_t i = 0; i < L; i++) {
                begin_mean[i] += (double)begin[i];
                for (size_t j = 0; j < L; j++) after_mean[i][j] += (double)after[i][j];
            }
        }
        if (option(argc, argv, "verbose", 0) > 0) fprintf(stderr, "epoch %d: %.1f\n", e + 1, loss);
    }
    for (size_t i = 0; i < (count + 1) * L; i++) mean[i] /= (float)averaged;
    for (size_t i = 0; i < L; i++) {
        begin[i] = begin[i] <= BK_IMPOSSIBLE ? BK_IMPOSSIBLE : (float)(begin_mean[i] / averaged);
        for (size_t j = 0; j < L; j++)
            after[i][j] = after[i][j] <= BK_IMPOSSIBLE ? BK_IMPOSSIBLE : (float)(after_mean[i][j] / averaged);
    }
    if (fold >= 0 && option(argc, argv, "score", 1) > 0) { /* strict spans, by the score taken from "none" */
        for (double bias = 0; bias <= 1.51; bias += 0.25) {
            long right = 0, found = 0, wanted = 0;
            for (size_t k = 0; k < n; k++) {
                if ((int)s[k].fold != fold) continue;
                const uint32_t *p = s[k].at;
                uint8_t out[LENGTH_MAX], gold[LENGTH_MAX];
                uint64_t mask = masks[s[k].group];
                for (uint32_t t = 0; t < s[k].length; t++) {
                    for (size_t j = 0; j < L; j++) place[t][j] = mask >> j & 1 ? (j || !chain ? 0 : (float)-bias) : BK_IMPOSSIBLE;
                    for (uint32_t i = 0; i < p[1]; i++)
                        if (p[2 + i])
                            for (size_t j = 0; j < L; j++) place[t][j] += mean[p[2 + i] * L + j];
                    gold[t] = (uint8_t)p[0];
                    p += 2 + p[1];
                }
                bk_lattice l = {s[k].length, L, (const float(*)[BK_LABELS_MAX])place, (const float(*)[BK_LABELS_MAX])after,
                                (const float(*)[BK_LABELS_MAX])after_exp, (const float(*)[BK_LABELS_MAX])before_exp, begin};
                bk_lattice_best(&l, back, out);
                uint32_t m = s[k].length;
                for (uint32_t t = 0; t < m; t++) {
                    if (!chain) { right += out[t] == gold[t], found++, wanted++; continue; }
                    int a = gold[t] % 2, b = out[t] % 2;
                    wanted += a, found += b;
                    if (a && b && gold[t] == out[t]) {
                        uint32_t u = t + 1, v = t + 1;
                        while (u < m && gold[u] == gold[t] + 1) u++;
                        while (v < m && out[v] == out[t] + 1) v++;
                        right += u == v;
                    }
                }
            }
            printf("%d %.2f %ld %ld %ld\n", fold, bias, right, found, wanted);
            if (!chain) break;
        }
    }
    f = fopen(argv[4], "wb");
    if (!f) return perror(argv[4]), 2;
    uint32_t header[2] = {(uint32_t)count, groups};
    fwrite(header, 4, 2, f);
    fwrite(masks, 8, groups, f);
    for (size_t i = 0; i < L; i++) fwrite(after[i], 4, L, f);
    fwrite(begin, 4, L, f);
    /* what is common first: the model keeps this order, and the common weights then lie together */
    size_t *listed = need(count, sizeof *listed), k = 0;
    for (size_t i = 0; i < slots; i++)
        if (numbers[i] >= 2) listed[k++] = i;
    qsort(listed, count, sizeof *listed, by_documents);
    for (k = 0; k < count; k++) {
        fwrite(&keys[listed[k]], 4, 1, f);
        fwrite(mean + (numbers[listed[k]] - 1) * L, 4, L, f);
    }
    return fclose(f) ? 2 : 0;
}
