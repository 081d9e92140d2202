#include "bk_judge.h"

#include <math.h>

static const double NEVER = -10, LEAST = 0.0001, MOST = 0.9999;

double bk_judge_odds(double likelihood) {
    if (likelihood <= 0) return NEVER;
    double p = fmin(fmax(likelihood, LEAST), MOST);
    return log(p / (1 - p));
}

size_t bk_judge_nearest(const bk_judge_event *e, size_t n, long long i, long long j) {
    size_t best = 0;
    long long least = -1;
    for (size_t k = 0; k < n; k++) {
        long long d = e[k].j < i ? i - e[k].j : e[k].i > j ? e[k].i - j : 0;
        if (e[k].noun) d += 2;
        if (least >= 0 && d >= least) continue;
        best = k;
        least = d;
    }
    return best;
}

bool bk_judge_has(const bk_judge_phrase *p, size_t n, const bk_judge_phrase *like) {
    for (size_t k = 0; k < n; k++)
        if (p[k].i == like->i && p[k].j == like->j && p[k].role == like->role) return true;
    return false;
}

bk_judge_rivals bk_judge_rivals_of(const bk_judge_phrase *p, size_t n, size_t at) {
    bk_judge_rivals r = {.crossing = NEVER, .crossing_same = NEVER, .same = NEVER};
    const bk_judge_phrase own = p[at];
    for (size_t k = 0; k < n; k++) {
        const bk_judge_phrase *q = p + k;
        if (k == at) continue;
        double likelier = q->likelihood > own.likelihood;
        if (q->i <= own.j && own.i <= q->j) {
            r.sum += q->likelihood;
            r.higher += likelier;
            r.crossing = fmax(r.crossing, q->odds);
            if (q->role == own.role) r.crossing_same = fmax(r.crossing_same, q->odds);
        } else if (q->role == own.role) {
            r.same_sum += q->likelihood;
            r.same_higher += likelier;
            r.same = fmax(r.same, q->odds);
        }
    }
    return r;
}

static bool likelier(const bk_judge_phrase *a, const bk_judge_phrase *b) {
    if (a->confidence != b->confidence) return a->confidence > b->confidence;
    if (a->i != b->i) return a->i < b->i;
    if (a->j != b->j) return a->j < b->j;
    return a->role < b->role;
}

static bool overlaps(const bk_judge_phrase *p, const size_t *told, size_t count, size_t at) {
    for (size_t k = 0; k < count; k++)
        if (p[told[k]].i <= p[at].j && p[at].i <= p[told[k]].j) return true;
    return false;
}

static bool is_filled(const bk_judge_phrase *p, const size_t *told, size_t count, size_t at) {
    for (size_t k = 0; k < count; k++)
        if (p[told[k]].event == p[at].event && p[told[k]].role == p[at].role) return true;
    return false;
}

/* The likeliest of p[0..n) behind `after` (all, when that is n); n when there is none. */
static size_t next_likely(const bk_judge_phrase *p, size_t n, size_t after, double least) {
    size_t best = n;
    for (size_t k = 0; k < n; k++) {
        if (p[k].confidence < least || (after < n && !likelier(p + after, p + k))) continue;
        if (best == n || likelier(p + k, p + best)) best = k;
    }
    return best;
}

size_t bk_judge_choose(const bk_judge_phrase *p, size_t n, double least, double least_given,
                       size_t *told) {
    size_t count = 0;
    for (size_t k = n; (k = next_likely(p, n, k, least)) < n;)
        if (!overlaps(p, told, count, k)) told[count++] = k;
    size_t filled = count; /* what fills the roles that nothing else is told in */
    for (size_t k = n; (k = next_likely(p, n, k, least_given)) < n;)
        if (p[k].by_grammar && !is_filled(p, told, filled, k) && !overlaps(p, told, count, k))
            told[count++] = k;
    for (size_t k = 1; k < count; k++)
        for (size_t m = k; m > 0 && p[told[m]].i < p[told[m - 1]].i; m--) {
            size_t swapped = told[m];
            told[m] = told[m - 1];
            told[m - 1] = swapped;
        }
    return count;
}
