/* Sums of a layer's weights over the features of things, a number for each label; that of a label
 * is at its number and BK_CRF_CHECK, as in the rows. */
#ifndef BK_CRF_ROWS_H
#define BK_CRF_ROWS_H

#include "bk_crf.h"

typedef struct bk_crf_rows bk_crf_rows;

/* For a layer, which outlives it; NULL when memory is out. */
bk_crf_rows *bk_crf_rows_new(const bk_crf_layer *layer);
void bk_crf_rows_free(bk_crf_rows *r);

/* The weights of a feature, by label; NULL when it has none. */
const int8_t *bk_crf_weights(const bk_crf_layer *layer, uint32_t feature);

/* The sums of one thing, given by its features, of which the first BK_CRF_FEATURES count. */
void bk_crf_rows_sum(bk_crf_rows *r, const uint32_t *features, size_t n, int16_t *sum);

/* The sums of the tokens lo..hi, a sentence of at most BK_SENTENCE_TOKENS; their features are those
 * of bk_features. */
void bk_crf_rows_sentence(bk_crf_rows *r, const bk_columns *c, size_t lo, size_t hi,
                          int16_t (*sums)[BK_LABELS_MAX]);

#endif
