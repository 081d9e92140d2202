#include "bk_judge.h"

#include <math.h>

static const double NEVER = -10, LEAST = 0.0001, MOST = 0.9999;

double bk_judge_odds(double likelihood) {
    if (likelihood <= 0) return NEVER;
    double p = fmin(fmax(likelihood, LEAST), MOST);
    return log(p / (1 - p));
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
