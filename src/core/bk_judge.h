/* Phrases that may fill roles of events of one type in a sentence: what rivals each has, those that
 * overlap it and those elsewhere that may fill the same role; and which of them are told. */
#ifndef BK_JUDGE_H
#define BK_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

/* Words i to j; the number of a role, in the order of the roles' names. */
typedef struct bk_judge_phrase {
    long long i, j, role;
    double likelihood, odds; /* by the model alone; its log-odds by `bk_judge_odds` */
    size_t event;            /* its own, of those of the type */
    bool by_grammar;         /* the grammar gives its last word the role in that event */
    double confidence;       /* once it was judged */
} bk_judge_phrase;

/* Words i to j. */
typedef struct bk_judge_event {
    long long i, j;
    bool noun, verb, by_model;
} bk_judge_event;

typedef struct bk_judge_rivals {
    /* of those that overlap: the odds of the likeliest, of the likeliest in the same role, how many
     * are likelier, the sum of their likelihoods */
    double crossing, crossing_same, higher, sum;
    /* of those in the same role elsewhere: how many are likelier, the odds of the likeliest, the
     * sum */
    double same_higher, same, same_sum;
} bk_judge_rivals;

/* What a phrase of the rules alone is taken for: less than any that the model finds. */
#define BK_JUDGE_UNLIKELY 0.0015

/* The log-odds of a probability, between bounds; of 0 what stands for "nothing speaks for it". */
double bk_judge_odds(double likelihood);

/* The event that the words i to j belong to: the nearest of e[0..n), verbs before nouns. */
size_t bk_judge_nearest(const bk_judge_event *e, size_t n, long long i, long long j);

/* Is there one of the same words and role? */
bool bk_judge_has(const bk_judge_phrase *p, size_t n, const bk_judge_phrase *like);

/* The rivals of p[at] among p[0..n). */
bk_judge_rivals bk_judge_rivals_of(const bk_judge_phrase *p, size_t n, size_t at);

/* Those that are told, by their places, in the order of their words: of a confidence of `least` or
 * more those that do not overlap, the likeliest first; then, where an event tells nothing in a role,
 * what the grammar gives it with `least_given` or more: an event that a rule sees is told however
 * unlikely it is, and without its victim it says nothing. `told` has room for n; the number of them. */
size_t bk_judge_choose(const bk_judge_phrase *p, size_t n, double least, double least_given,
                       size_t *told);

#endif
