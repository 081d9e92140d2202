/* The most frequent values of a stream in constant memory: counters that are lowered by their median when
 * they run out (Anderson, Bevin, Lang, Liberty, Rhodes and Thaler, "A high-performance algorithm for
 * identifying frequent items in data streams", 2017; mergeable as SpaceSaving and Misra-Gries are).
 *
 * A value came at least `count` and at most `count + slack` times; one that is not kept came at most
 * `slack` times. Without a lowering, slack is 0 and all is exact. */
#ifndef BK_FREQUENT_H
#define BK_FREQUENT_H

#include "bk_buf.h"

#include <stdint.h>

enum { BK_FREQUENT_MOST = 1 << 19, BK_FREQUENT_VALUE_MOST = 4096 };

typedef struct bk_frequent_entry {
    uint64_t hash, count; /* count 0: the place is free */
    uint32_t at, n;       /* the value's bytes in `values` */
} bk_frequent_entry;

typedef struct bk_frequent {
    size_t capacity, n, mask; /* counters there may be; in use; places in the table, less one */
    uint64_t slack, seen;     /* as said above; values added in all */
    bk_frequent_entry *table;
    bk_buf values;
} bk_frequent;

/* `f` starts zeroed. BK_E_RANGE unless 1 <= capacity <= BK_FREQUENT_MOST. */
bk_code bk_frequent_start(bk_frequent *f, size_t capacity, bk_error *err);
void bk_frequent_free(bk_frequent *f);

/* BK_E_MEMORY, or BK_E_LIMIT for a value of more than BK_FREQUENT_VALUE_MOST bytes, which only counts as seen. */
bk_code bk_frequent_add(bk_frequent *f, const char *p, size_t n, uint64_t times);
bk_code bk_frequent_merge(bk_frequent *into, const bk_frequent *from);

/* The entries by falling count, equal ones by their bytes, appended to `out`. */
bk_code bk_frequent_list(const bk_frequent *f, bk_buf *out);

#endif
