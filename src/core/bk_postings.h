/* Which items hold a key: an inverted index that takes items one at a time and answers in between.
 *
 * A posting is 8 bytes, key and item, in sorted runs, of which each is at least eight times as long
 * as the next: a new item is a run of its own, and runs merge when that no longer holds (the
 * logarithmic method, Bentley and Saxe 1980). So n items take O(n log n), a search O(log n) runs,
 * and adding one is now and then as slow as copying all postings. Keys are expected to be hashes:
 * their first bits then lead to a stretch of some 16 postings.
 *
 * Starts zeroed ({0}); bk_postings_free makes it so again. */
#ifndef BK_POSTINGS_H
#define BK_POSTINGS_H

#include "bk_buf.h"
#include "bk_status.h"

#include <stdint.h>

enum { BK_POSTINGS_RUNS = 64 };

typedef struct bk_postings {
    struct bk_postings_run {
        uint64_t *p; /* key in the upper half, item in the lower */
        size_t n;
        size_t *start; /* by the first `bits` bits of a posting: where those begin; and the end */
        unsigned bits;
    } run[BK_POSTINGS_RUNS];
    unsigned runs;
} bk_postings;

void bk_postings_free(bk_postings *x);

/* `item` holds each of the keys; the list is sorted on the way. BK_E_MEMORY leaves the index as it
 * was. */
bk_code bk_postings_add(bk_postings *x, uint32_t *keys, size_t n, uint32_t item, bk_error *err);

/* Append the items that hold any of the keys (uint32_t each) to `items`, of each key and run the
 * first `most`; 0 means all. An item that holds several keys is there as often. */
void bk_postings_find(const bk_postings *x, const uint32_t *keys, size_t n, size_t most,
                      bk_buf *items);

size_t bk_postings_memory(const bk_postings *x);

#endif
