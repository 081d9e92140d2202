/* Conditional random fields read from a model file: layers of labels over the tokens of a sentence.
 *
 * The file is mapped, read-only and shared between processes; nothing of it is copied. All numbers
 * are 32 bits in the byte order of the machine, which the first word tells:
 *
 *   header  magic, format, words in the file, slots of the word table, its offset, offset and bytes
 * of the version's text, layers, offset of each layer
 *   layer   labels, templates, rows, bytes of a row, shifts, groups, calibrated classes, unit of a
 * weight, score taken from label 0, 1 for a chain, offsets of: names (and their bytes), transitions,
 * their exponentials, first scores, templates, shifts, rows, groups, calibration
 *
 * Offsets count words from the file's start. A row is a feature's: its last 16 bits as a check, then
 * a weight of 8 bits for each label. The feature's first bits choose a shift (16 bits), which hashed
 * with the feature gives the place of the row: a perfect hash, so that one place is looked at. In
 * a chain label 0 is "none", 2k-1 begins a span of class k and 2k continues it. A group is a set of
 * labels (64 bits) that may occur together. */
#ifndef BK_CRF_H
#define BK_CRF_H

#include "bk_features.h"
#include "bk_lattice.h"

#define BK_CRF_MAGIC 0x4D434B42u
#define BK_CRF_FORMAT 2u
#define BK_CRF_LAYERS 8
#define BK_CRF_LANES 16     /* bytes of a row are a multiple of it */
#define BK_CRF_CHECK 2      /* bytes of its check */
#define BK_CRF_FEATURES 512 /* of a token, at most; their sum is taken modulo 2^16 */

typedef struct bk_crf_layer {
    uint32_t labels, template_count, rows, width, shifts, groups, calibrated, chain;
    unsigned columns; /* that its templates ask for: there must be so many */
    float unit, bias;
    const char
        *names; /* one after the other, each ended by a NUL: the layer's own, then the classes */
    size_t names_length;
    const float *after, *after_exp, *begin; /* labels * labels, labels * labels, labels */
    const bk_template *templates;
    const uint16_t *shift; /* in whole words: one more where they are odd */
    const int8_t *row;
    const uint32_t *group;
    const float *calibration; /* by class, from 1: factor and summand of the log-odds */
} bk_crf_layer;

typedef struct bk_crf {
    const uint32_t *file;
    size_t words;
    bool mapped;
    bk_word_table table;
    uint64_t known[BK_KNOWN_WORDS]; /* of the table's words */
    const char *version;
    size_t version_length;
    uint32_t layer_count;
    bk_crf_layer layers[BK_CRF_LAYERS];
} bk_crf;

/* Map the file, or read a model at p[0..n) that the caller keeps (aligned to 4). The model stays where it is. */
bk_code bk_crf_open(bk_crf *m, const char *path, bk_error *err);
bk_code bk_crf_parse(bk_crf *m, const void *p, size_t n, bk_error *err);
void bk_crf_close(bk_crf *m);

/* The name of class k (1-based), "" when there is none; of the layer for 0. */
const char *bk_crf_name(const bk_crf_layer *layer, size_t k);

typedef struct bk_crf_span {
    uint32_t first, last, label; /* tokens; the class */
    float probability;           /* calibrated where the layer has points */
} bk_crf_span;

/* Room for one sentence at a time, made once for a model, which outlives it; NULL when memory is
 * out. */
typedef struct bk_crf_work bk_crf_work;
bk_crf_work *bk_crf_work_new(const bk_crf *m);
void bk_crf_work_free(bk_crf_work *w);

/* Label the tokens lo..hi, at most BK_SENTENCE_TOKENS of them, with the labels of a group
 * (0-based); the spans found, in order, to `out`, which has room for one a token. Their number. */
size_t bk_crf_spans(const bk_crf_layer *layer, const bk_columns *c, size_t lo, size_t hi,
                    size_t group, bk_crf_work *w, bk_crf_span *out);

/* Every span whose probability is `least` or more, before it is calibrated, those that overlap
 * too, by where they begin and then by class; at most `room`, their number. */
size_t bk_crf_likely(const bk_crf_layer *layer, const bk_columns *c, size_t lo, size_t hi,
                     size_t group, float least, bk_crf_work *w, bk_crf_span *out, size_t room);

/* The sums of the layer's weights, a number for each label, over the features of the token `at` of the sentence lo..hi
 * and `count` more; the first BK_CRF_FEATURES count. */
void bk_crf_sums(const bk_crf_layer *layer, const bk_columns *c, size_t at, size_t lo, size_t hi,
                 const uint32_t *more, size_t count, bk_crf_work *w, int16_t *sums);

/* Of a layer that is no chain of spans: the labels of n things that follow one another, each given by its sums, one
 * after the other. The label (0-based) of each and its probability; false for more than BK_SENTENCE_TOKENS things. */
bool bk_crf_sequence(const bk_crf_layer *layer, const int16_t *sums, size_t n, bk_crf_work *w, uint8_t *labels,
                     float *probabilities);

/* What speaks for a label at a token: the templates with the greatest scores, best first; at most
 * `room`, their number. */
typedef struct bk_crf_reason {
    uint32_t template;
    float score;
} bk_crf_reason;
size_t bk_crf_why(const bk_crf_layer *layer, const bk_columns *c, size_t at, size_t lo, size_t hi,
                  uint32_t label, bk_crf_work *w, bk_crf_reason *out, size_t room);

#endif
