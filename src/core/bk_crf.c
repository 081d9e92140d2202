#include "bk_crf.h"

#include "bk_crf_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a class, in units of a weight: the most by which the transitions of a span are better than those of as many
 * tokens of label 0: of its first, with the one behind its end, and of each other. */
typedef struct span_gain {
    uint8_t first, on; /* labels */
    int32_t enter, stay;
} span_gain;

/* The labels of a group, and the transitions between them. */
typedef struct choice {
    const bk_crf_layer *layer;
    size_t group, count;
    float after[BK_LABELS_MAX][BK_LABELS_MAX], after_exp[BK_LABELS_MAX][BK_LABELS_MAX];
    float before_exp[BK_LABELS_MAX][BK_LABELS_MAX];
    float begin[BK_LABELS_MAX];
    span_gain gains[BK_LABELS_MAX / 2];
    size_t classes;
    uint8_t active[BK_LABELS_MAX];
} choice;

enum { CHOICES = 8 };

struct bk_crf_work {
    const bk_crf *model;
    bk_crf_rows *rows[BK_CRF_LAYERS];
    uint32_t features[BK_CRF_FEATURES];
    int16_t sums[BK_SENTENCE_TOKENS][BK_LABELS_MAX];
    float place[BK_SENTENCE_TOKENS][BK_LABELS_MAX];
    float local[BK_SENTENCE_TOKENS][BK_LABELS_MAX];
    float forward[BK_SENTENCE_TOKENS][BK_LABELS_MAX];
    float backward[BK_SENTENCE_TOKENS][BK_LABELS_MAX];
    float scale[BK_SENTENCE_TOKENS];
    uint8_t back[BK_SENTENCE_TOKENS][BK_LABELS_MAX];
    uint8_t labels[BK_SENTENCE_TOKENS];
    choice choices[CHOICES];
    size_t oldest;   /* of the choices, which makes room */
    const choice *c; /* the one at hand */
};

bk_crf_work *bk_crf_work_new(const bk_crf *m) {
    bk_crf_work *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    w->model = m;
    for (uint32_t k = 0; k < m->layer_count; k++) {
        w->rows[k] = bk_crf_rows_new(&m->layers[k]);
        if (!w->rows[k]) {
            bk_crf_work_free(w);
            return NULL;
        }
    }
    return w;
}

void bk_crf_work_free(bk_crf_work *w) {
    if (!w) return;
    for (size_t k = 0; k < BK_CRF_LAYERS; k++) bk_crf_rows_free(w->rows[k]);
    free(w);
}

const char *bk_crf_name(const bk_crf_layer *layer, size_t k) {
    const char *p = layer->names, *end = p + layer->names_length;
    for (; k && p < end; k--) p += strlen(p) + 1;
    return p < end ? p : "";
}

static bk_crf_rows *rows_of(const bk_crf_layer *l, const bk_crf_work *w) {
    return w->rows[l - w->model->layers];
}

/* The place among the active labels of the one that goes on a span which holds the active label
 * `j`; `count` where there is none. */
static size_t going_on(const choice *c, size_t j) {
    uint8_t label = c->active[j];
    size_t next = label % 2 ? j + 1 : j;
    return next < c->count && c->active[next] == label + label % 2 ? next : c->count;
}

/* A score in units of a weight, rounded up. */
static int32_t in_units(const bk_crf_layer *l, float score) {
    const float most = 1e6f;
    float units = ceilf(score / l->unit);
    return (int32_t)(l->unit > 0 && units < most ? units > -most ? units : -most : most);
}

/* The best transition to a label, at the first place too, as against that from label 0 to label 0. */
static float gain_to(const choice *c, size_t j) {
    float best = c->begin[j] - c->begin[0];
    for (size_t a = 0; a < c->count; a++)
        if (c->after[a][j] - c->after[0][0] > best) best = c->after[a][j] - c->after[0][0];
    return best;
}

static void find_gains(choice *c) {
    const bk_crf_layer *l = c->layer;
    float leave = 0;
    for (size_t j = 1; j < c->count; j++)
        if (c->after[j][0] - c->after[0][0] > leave) leave = c->after[j][0] - c->after[0][0];
    c->classes = 0;
    for (size_t j = 1; j < c->count; j++) {
        if (c->active[j] % 2 == 0) continue;
        size_t on = going_on(c, j);
        span_gain *g = &c->gains[c->classes++];
        *g = (span_gain){.first = c->active[j], .enter = in_units(l, gain_to(c, j) + leave + l->bias)};
        if (on < c->count) g->on = c->active[on];
        g->stay = in_units(l, on < c->count ? gain_to(c, on) + l->bias : BK_IMPOSSIBLE);
    }
}

static void make_choice(choice *c, const bk_crf_layer *l, size_t group) {
    c->layer = l;
    c->group = group;
    c->count = 0;
    for (size_t j = 0; j < l->labels; j++) {
        bool in = group >= l->groups || (l->group[2 * group + j / 32] >> (j % 32) & 1);
        if (in || j == 0) c->active[c->count++] = (uint8_t)j;
    }
    for (size_t a = 0; a < c->count; a++) {
        c->begin[a] = l->begin[c->active[a]];
        for (size_t b = 0; b < c->count; b++) {
            size_t at = (size_t)c->active[a] * l->labels + c->active[b];
            c->after[a][b] = l->after[at];
            c->after_exp[a][b] = c->before_exp[b][a] = l->after_exp[at];
        }
    }
    find_gains(c);
}

static void choose(const bk_crf_layer *l, size_t group, bk_crf_work *w) {
    for (size_t k = 0; k < CHOICES; k++) {
        w->c = &w->choices[k];
        if (w->c->layer == l && w->c->group == group) return;
    }
    choice *c = &w->choices[w->oldest];
    w->oldest = (w->oldest + 1) % CHOICES;
    make_choice(c, l, group);
    w->c = c;
}

/* Is "none" everywhere surely the best reading of n tokens? So it is where every span is worse than "none" in its place,
 * and by more than the scores of a reading are rounded: sums of 16 bits, added up in floats of 24. */
static bool tells_nothing(const bk_crf_work *w, size_t n) {
    const choice *c = w->c;
    int32_t best[BK_LABELS_MAX / 2]; /* of the spans of a class that reach to the token */
    int32_t rounding = (int32_t)(n * n / 64 + 1);
    for (size_t k = 0; k < c->classes; k++) best[k] = INT32_MIN / 2;
    for (size_t i = 0; i < n; i++) {
        const int16_t *sums = w->sums[i] + BK_CRF_CHECK;
        for (size_t k = 0; k < c->classes; k++) {
            const span_gain *g = &c->gains[k];
            int32_t longer = best[k] + g->stay + sums[g->on], begun = g->enter + sums[g->first];
            best[k] = (longer > begun ? longer : begun) - sums[0];
            if (best[k] >= -rounding) return false;
        }
    }
    return true;
}

/* The scores of the chosen labels, label 0 before all, at n places. */
static void score(const bk_crf_layer *l, bk_crf_work *w, size_t n) {
    const float unit = l->unit, bias = l->bias;
    for (size_t i = 0; i < n; i++) {
        const int16_t *sums = w->sums[i] + BK_CRF_CHECK;
        float *place = w->place[i];
        for (size_t j = 0; j < w->c->count; j++) place[j] = (float)sums[w->c->active[j]] * unit;
        place[0] -= bias;
    }
}

/* The chosen labels over the n places that are scored. */
static bk_lattice lattice_of(const bk_crf_work *w, size_t n) {
    return (bk_lattice){n,
                        w->c->count,
                        (const float (*)[BK_LABELS_MAX])w->place,
                        (const float (*)[BK_LABELS_MAX])w->c->after,
                        (const float (*)[BK_LABELS_MAX])w->c->after_exp,
                        (const float (*)[BK_LABELS_MAX])w->c->before_exp,
                        w->c->begin};
}

/* By Platt's method: the log-odds scaled and shifted. */
static float calibrated(const bk_crf_layer *l, size_t class, float p) {
    if (class > l->calibrated || !class) return p;
    const float *c = l->calibration + 2 * (class - 1);
    float least = 1e-6f;
    p = p < least ? least : p > 1 - least ? 1 - least : p;
    return 1 / (1 + expf(-(c[0] * logf(p / (1 - p)) + c[1])));
}

/* Sum up the tokens lo..hi for the labels of a group; their number, 0 for a sentence out of reach. */
static size_t put(const bk_crf_layer *l, const bk_columns *c, size_t lo, size_t hi, size_t group,
                  bk_crf_work *w) {
    size_t n = hi - lo + 1;
    if (hi < lo || hi >= c->rows || n > BK_SENTENCE_TOKENS) return 0;
    choose(l, group, w);
    bk_crf_rows_sentence(rows_of(l, w), c, lo, hi, w->sums);
    return n;
}

/* How likely the place i has the label `to` when the one before has `from`, by the scaled sums. */
static float step(const bk_crf_work *w, size_t i, size_t from, size_t to) {
    return w->c->after_exp[from][to] * w->local[i][to] / w->scale[i];
}

/* The probability that a span ends at the place b, in its active label `inside`: `p` is that of
 * what is before, and the sequences in which the span goes on are left out. */
static float ending(const bk_crf_work *w, size_t n, size_t b, size_t inside, float p) {
    float rest = w->backward[b][inside];
    size_t on = b + 1 < n ? going_on(w->c, inside) : w->c->count;
    if (on < w->c->count) rest -= step(w, b + 1, inside, on) * w->backward[b + 1][on];
    p *= rest;
    return p > 1 ? 1 : p > 0 ? p : 0;
}

size_t bk_crf_spans(const bk_crf_layer *l, const bk_columns *c, size_t lo, size_t hi, size_t group,
                    bk_crf_work *w, bk_crf_span *out) {
    size_t n = put(l, c, lo, hi, group, w), found = 0;
    if (tells_nothing(w, n)) return 0;
    score(l, w, n);
    bk_lattice lattice = lattice_of(w, n);
    bk_lattice_best(&lattice, w->back, w->labels);
    bool any = false;
    for (size_t i = 0; i < n; i++) any = any || w->labels[i];
    if (!any) return 0;
    bk_lattice_sum(&lattice, w->local, w->forward, w->backward, w->scale);
    for (size_t i = 0; i < n;) {
        size_t inside = w->labels[i], a = i++;
        uint8_t label = w->c->active[inside];
        if (!label) continue;
        size_t class = (label + 1u) / 2;
        float p = w->forward[a][inside];
        for (; i < n && w->c->active[w->labels[i]] == 2 * class; i++) {
            p *= step(w, i, inside, w->labels[i]);
            inside = w->labels[i];
        }
        out[found++] = (bk_crf_span){(uint32_t)(lo + a), (uint32_t)(lo + i - 1), (uint32_t)class,
                                     calibrated(l, class, ending(w, n, i - 1, inside, p))};
    }
    return found;
}

size_t bk_crf_likely(const bk_crf_layer *l, const bk_columns *c, size_t lo, size_t hi, size_t group,
                     float least, bk_crf_work *w, bk_crf_span *out, size_t room) {
    size_t n = put(l, c, lo, hi, group, w), found = 0;
    score(l, w, n);
    bk_lattice lattice = lattice_of(w, n);
    bk_lattice_sum(&lattice, w->local, w->forward, w->backward, w->scale);
    for (size_t a = 0; a < n; a++)
        for (size_t j = 0; j < w->c->count; j++) {
            if (w->c->active[j] % 2 == 0) continue;
            size_t inside = j;
            float p = w->forward[a][j];
            for (size_t b = a; p * w->backward[b][inside] >= least; b++) {
                size_t class = (w->c->active[j] + 1u) / 2;
                float q = ending(w, n, b, inside, p);
                if (q >= least && found < room)
                    out[found++] = (bk_crf_span){(uint32_t)(lo + a), (uint32_t)(lo + b),
                                                 (uint32_t)class, calibrated(l, class, q)};
                size_t on = b + 1 < n ? going_on(w->c, inside) : w->c->count;
                if (on == w->c->count) break;
                p *= step(w, b + 1, inside, on);
                inside = on;
            }
        }
    return found;
}

void bk_crf_sums(const bk_crf_layer *l, const bk_columns *c, size_t at, size_t lo, size_t hi,
                 const uint32_t *more, size_t count, bk_crf_work *w, int16_t *sums) {
    size_t n = bk_features(c, l->templates, 0, l->template_count, at, lo, hi, w->features, BK_CRF_FEATURES);
    if (count > BK_CRF_FEATURES - n) count = BK_CRF_FEATURES - n;
    if (count) memcpy(w->features + n, more, count * sizeof *more);
    bk_crf_rows_sum(rows_of(l, w), w->features, n + count, w->sums[0]);
    memcpy(sums, w->sums[0] + BK_CRF_CHECK, l->labels * sizeof *sums);
}

bool bk_crf_sequence(const bk_crf_layer *l, const int16_t *sums, size_t n, bk_crf_work *w, uint8_t *labels,
                     float *probabilities) {
    if (n > BK_SENTENCE_TOKENS) return false;
    choose(l, l->groups, w);
    for (size_t i = 0; i < n; i++)
        memcpy(w->sums[i] + BK_CRF_CHECK, sums + i * l->labels, l->labels * sizeof *sums);
    score(l, w, n);
    bk_lattice lattice = lattice_of(w, n);
    bk_lattice_best(&lattice, w->back, labels);
    bk_lattice_sum(&lattice, w->local, w->forward, w->backward, w->scale);
    for (size_t i = 0; i < n; i++)
        probabilities[i] =
            calibrated(l, labels[i] + 1u, w->forward[i][labels[i]] * w->backward[i][labels[i]]);
    return true;
}

size_t bk_crf_why(const bk_crf_layer *l, const bk_columns *c, size_t at, size_t lo, size_t hi,
                  uint32_t label, bk_crf_work *w, bk_crf_reason *out, size_t room) {
    size_t found = 0;
    if (hi < lo || hi >= c->rows || at < lo || at > hi) return 0;
    for (uint32_t t = 0; t < l->template_count; t++) {
        size_t n = bk_features(c, l->templates, t, t + 1, at, lo, hi, w->features, BK_CRF_FEATURES);
        int32_t sum = 0;
        for (size_t i = 0; i < n; i++) {
            const int8_t *weights = bk_crf_weights(l, w->features[i]);
            if (weights && label < l->labels) sum += weights[label];
        }
        float s = (float)sum * l->unit;
        if (s <= 0 || (found == room && (!room || s <= out[room - 1].score))) continue;
        size_t k = found < room ? found++ : room - 1;
        for (; k > 0 && out[k - 1].score < s; k--) out[k] = out[k - 1];
        out[k] = (bk_crf_reason){t, s};
    }
    return found;
}
