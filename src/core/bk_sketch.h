/* Which texts are copies of each other: MinHash over word shingles (Broder 1997), banded for
 * candidates (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4), checked by the
 * exact shingle sets.
 *
 * Words are runs of letters and digits with ASCII case folded; punctuation and spacing do not
 * count. All hashing is fixed, so the same texts give the same pairs on every machine. */
#ifndef BK_SKETCH_H
#define BK_SKETCH_H

#include "bk_buf.h"
#include "bk_minhash.h"

#include <stdint.h>

enum { BK_SKETCH_SIZE = 128 };

typedef struct bk_sketch {
    bk_buf set; /* sorted uint64_t's, each once: the shingles' hashes */
    size_t n;
    uint16_t signature[BK_SKETCH_SIZE];
} bk_sketch;

/* Append the hashes of the shingles of `words` words, in the order of the text, to `set`; a shorter
 * text that has words is one shingle. */
bk_code bk_sketch_shingles(const char *text, size_t n, size_t words, bk_buf *set, bk_error *err);
/* `s` starts zeroed. */
bk_code bk_sketch_make(bk_sketch *s, const char *text, size_t n, size_t words, bk_error *err);
void bk_sketch_free(bk_sketch *s);

size_t bk_sketch_shared(const bk_sketch *a, const bk_sketch *b); /* shingles in both, exactly */
double bk_sketch_estimate(const bk_sketch *a,
                          const bk_sketch *b); /* of the Jaccard index; error about 0.04 */

typedef struct bk_sketch_pair {
    size_t a, b; /* a < b, from 0 */
} bk_sketch_pair;

/* Append the pairs that are worth comparing, in order, each once: those that agree in a band, or
 * that share sampled shingles (every 8th), which finds a short text inside a long one. Where more
 * than BK_SKETCH_CROWD texts agree, each is paired with the first of them and its neighbour only.
 */
enum { BK_SKETCH_CROWD = 64 };
bk_code bk_sketch_candidates(const bk_sketch *const *sketches, size_t n, bk_buf *pairs,
                             bk_error *err);

#endif
