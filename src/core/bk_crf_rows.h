/* Sums of a layer's weights over the features of things, a number for each label.
 *
 * Many features of a token tell of one word alone, and texts repeat their words: what those sum to is
 * kept by word, as a row of one number a label for each place that a template may look from. The
 * other features are looked up one by one; the rows of those met often are kept too. What is kept
 * changes no sum. */
#ifndef BK_CRF_ROWS_H
#define BK_CRF_ROWS_H

#include "bk_crf.h"

typedef struct bk_crf_rows bk_crf_rows;

/* For a layer, which outlives it; NULL when memory is out. */
bk_crf_rows *bk_crf_rows_new(const bk_crf_layer *layer);
void bk_crf_rows_free(bk_crf_rows *r);

/* The weights of a feature, `n` of them: label in the upper 6 bits, score and 512 in the lower 10. */
const uint16_t *bk_crf_weights(const bk_crf_layer *layer, uint32_t feature, size_t *n);

/* The sums of one thing, given by its features. */
void bk_crf_rows_sum(bk_crf_rows *r, const uint32_t *features, size_t n, int32_t *sum);

/* The sums of the tokens lo..hi, a sentence of at most BK_SENTENCE_TOKENS; their features are those
 * of bk_features. */
void bk_crf_rows_sentence(bk_crf_rows *r, const bk_columns *c, size_t lo, size_t hi,
                          int32_t (*sums)[BK_LABELS_MAX]);

#endif
