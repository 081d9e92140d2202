/* Shared by the files of the timeline; no part of its interface. */
#ifndef BK_TIMELINE_INTERNAL_H
#define BK_TIMELINE_INTERNAL_H

#include "bk_timeline.h"

/* Events a leaf of the index covers: scanned one by one, so few; 32 make the index a byte an event.
 */
#define BK_TIMELINE_LEAF 32

/* The order's first key as an unsigned number; the undated come last. */
static inline uint64_t bk_timeline_key(const bk_event *e) {
    if (e->lo != BK_TIME_MIN) return (uint64_t)e->lo ^ (uint64_t)INT64_MIN;
    return e->hi == BK_TIME_MAX ? UINT64_MAX : (uint64_t)(e->hi - 1) ^ (uint64_t)INT64_MIN;
}

static inline bool bk_timeline_undated(const bk_event *e) {
    return e->lo == BK_TIME_MIN && e->hi == BK_TIME_MAX;
}

bk_code bk_timeline_room(bk_timeline *tl, size_t more);
bk_code bk_timeline_index(bk_timeline *tl);
/* The checksum of a saved timeline, section after section. */
uint64_t bk_timeline_sum(uint64_t sum, const void *bytes, size_t n);

#endif
