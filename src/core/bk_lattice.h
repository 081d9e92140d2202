/* A chain of labels: the best sequence and the probability of each label, from scores of a label at
 * each place and of each label after another. Linear in the length, square in the labels. */
#ifndef BK_LATTICE_H
#define BK_LATTICE_H

#include <stddef.h>
#include <stdint.h>

#define BK_LABELS_MAX 64

/* Scores are logarithms; what cannot be has BK_IMPOSSIBLE and probability 0. Rows have
 * BK_LABELS_MAX cells, of which the first `labels` count. */
#define BK_IMPOSSIBLE (-1e30f)

typedef struct bk_lattice {
    size_t length, labels;
    const float (*place)[BK_LABELS_MAX];     /* [length] */
    const float (*after)[BK_LABELS_MAX];     /* [labels], score of label j after label i */
    const float (*after_exp)[BK_LABELS_MAX]; /* their exponentials */
    const float (*before_exp)[BK_LABELS_MAX]; /* the same of label j before label i */
    const float *begin;                      /* [labels] */
} bk_lattice;

/* The best sequence. `back` has length rows. */
void bk_lattice_best(const bk_lattice *l, uint8_t (*back)[BK_LABELS_MAX], uint8_t *labels);

/* Forward and backward probabilities, each row scaled to sum 1 (`forward`) and by the same factor
 * (`backward`), and exp of the scores less their greatest (`local`); all of length rows. The
 * probability of label j at i is forward[i][j] * backward[i][j]. */
void bk_lattice_sum(const bk_lattice *l, float (*local)[BK_LABELS_MAX], float (*forward)[BK_LABELS_MAX],
                    float (*backward)[BK_LABELS_MAX], float *scale);

/* The logarithm of the sum over all sequences, by what `bk_lattice_sum` scaled by. */
double bk_lattice_log(const bk_lattice *l, const float *scale);

#endif
