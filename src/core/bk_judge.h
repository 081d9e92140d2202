/* What rivals a phrase has for its role in a sentence: those that overlap it, and those elsewhere
 * that may fill the same role. */
#ifndef BK_JUDGE_H
#define BK_JUDGE_H

#include <stddef.h>

/* Words i to j; the likelihood, and its log-odds by `bk_judge_odds`. */
typedef struct bk_judge_phrase {
    long long i, j, role;
    double likelihood, odds;
} bk_judge_phrase;

typedef struct bk_judge_rivals {
    /* of those that overlap: the odds of the likeliest, of the likeliest in the same role, how many
     * are likelier, the sum of their likelihoods */
    double crossing, crossing_same, higher, sum;
    /* of those in the same role elsewhere: how many are likelier, the odds of the likeliest, the
     * sum */
    double same_higher, same, same_sum;
} bk_judge_rivals;

/* The log-odds of a probability, between bounds; of 0 what stands for "nothing speaks for it". */
double bk_judge_odds(double likelihood);

/* The rivals of p[at] among p[0..n). */
bk_judge_rivals bk_judge_rivals_of(const bk_judge_phrase *p, size_t n, size_t at);

#endif
