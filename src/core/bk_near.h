/* Which of many items are near one, without comparing with all: an index over signatures or digests
 * that takes them one at a time and answers in between.
 *
 * An item has keys, and only items that share one with what is searched for are compared:
 * - MinHash: bands of the signature (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets,
 *   3.4), as wide as leaves `recall` of the pairs at the threshold;
 * - SimHash, and TLSH by the bits that say which buckets are above the median: pieces of 16 bits,
 *   sought with all that differ from them in few bits (multi-index hashing: Norouzi, Punjani and
 *   Fleet, CVPR 2012). Of SimHash nothing within the threshold is missed; TLSH counts other bits
 *   too, so that its recall is measured, not proven (docs/similar.md). Above a distance of 80 so
 *   much is near that all are compared;
 * - ssdeep: runs of seven characters by block size, without which there is no score, and equality:
 *   nothing is missed. */
#ifndef BK_NEAR_H
#define BK_NEAR_H

#include "bk_buf.h"
#include "bk_status.h"

#include <stdint.h>

typedef enum bk_near_method {
    BK_NEAR_MINHASH, /* score: estimated Jaccard index */
    BK_NEAR_SIMHASH, /* score: Hamming distance */
    BK_NEAR_TLSH,    /* score: TLSH distance */
    BK_NEAR_CTPH     /* score: ssdeep's */
} bk_near_method;

typedef struct bk_near_options {
    bk_near_method method;
    /* MinHash: least Jaccard index, above 0, to 1; SimHash: most bits, 0 to 15; TLSH: greatest
     * distance; ssdeep: least score, 1 to 100 */
    double threshold;
    size_t size;   /* MinHash: values of a signature, 1 to BK_MINHASH_MAX */
    double recall; /* MinHash: least share of the pairs at the threshold that are to be found */
    /* of the items that hold one key, at least so many are compared and the rest may be passed
     * over, so that a crowd of like ones does not make every search as slow as all of them; 0: all
     */
    size_t crowd;
} bk_near_options;

typedef struct bk_near bk_near;

typedef struct bk_near_hit {
    uint32_t item;
    double score;
} bk_near_hit;

/* NULL when out of memory. */
bk_near *bk_near_new(const bk_near_options *options);
void bk_near_free(bk_near *x);
const bk_near_options *bk_near_options_of(const bk_near *x);

/* What is added or searched for: by method uint16_t[size], uint64_t, bk_tlsh_code (not wide),
 * bk_ctph_code. NULL stands for an item of which nothing is known, and which is near none. */

/* Its number, from 0, goes to *item. BK_E_MEMORY leaves the index as it was; BK_E_LIMIT after 2^32
 * - 1 items. */
bk_code bk_near_add(bk_near *x, const void *what, uint32_t *item, bk_error *err);
size_t bk_near_count(const bk_near *x);
size_t bk_near_memory(const bk_near *x);
/* An item added before; NULL where there is none, or nothing is known of it. */
const void *bk_near_get(const bk_near *x, uint32_t item);

/* Append those within the threshold to `hits` (bk_near_hit each), nearest first, then by number;
 * of MinHash, whose score is an estimate, also those that are two standard errors below. At most
 * `most`, 0 for all. */
bk_code bk_near_find(bk_near *x, const void *what, size_t most, bk_buf *hits, bk_error *err);
/* How many items the last search compared with. */
size_t bk_near_compared(const bk_near *x);

#endif
