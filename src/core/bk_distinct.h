/* How many different values there were, how many of them two streams share, and how often values come
 * again, in constant memory: the k smallest hashes of all seen (KMV: Bar-Yossef, Jayram, Kumar, Sivakumar
 * and Trevisan 2002; the estimators: Beyer, Haas, Reinwald, Sismanis and Gemulla 2007), each with its count.
 *
 * The k values are a uniform sample of the different ones, and their counts are exact. What is kept does
 * not depend on the order of the values nor on how a stream was split and merged again. Up to k values all
 * is exact; beyond, the relative standard error of an estimate is 1/sqrt(k - 1). */
#ifndef BK_DISTINCT_H
#define BK_DISTINCT_H

#include "bk_buf.h"

#include <stdint.h>

enum { BK_DISTINCT_K_LEAST = 16, BK_DISTINCT_K_MOST = 1 << 20, BK_DISTINCT_WAITING = 16 };

typedef struct bk_distinct_entry {
    uint64_t hash, count; /* count 0: the place is free */
} bk_distinct_entry;

typedef struct bk_distinct {
    size_t k, n;        /* most values after bk_distinct_settle; values in the table */
    size_t mask;        /* places in the table, less one */
    uint64_t limit;     /* only hashes below it are kept */
    uint64_t seen;      /* values added in all */
    bk_distinct_entry *table; /* behind its places there is room for 2 k more, while limits fall */
    /* added, but not in the table yet: meanwhile their places are fetched from memory */
    bk_distinct_entry waiting[BK_DISTINCT_WAITING];
    size_t waiting_n;
} bk_distinct;

/* `d` starts zeroed. BK_E_RANGE when k is out of bounds. */
bk_code bk_distinct_start(bk_distinct *d, size_t k, bk_error *err);
void bk_distinct_free(bk_distinct *d);

uint64_t bk_distinct_hash(const char *p, size_t n, uint64_t seed);

void bk_distinct_add(bk_distinct *d, uint64_t hash, uint64_t times);
/* Both have the same k. */
void bk_distinct_merge(bk_distinct *into, const bk_distinct *from);
/* Leave at most k values. Estimates, comparisons and bytes are of a settled sketch. */
void bk_distinct_settle(bk_distinct *d);

double bk_distinct_estimate(const bk_distinct *d);
/* Of the kept values, those that came at least `times` times. */
size_t bk_distinct_repeated(const bk_distinct *d, uint64_t times);

typedef struct bk_distinct_overlap {
    double both;            /* different values in both, estimated */
    size_t sample_a, sample_b, sample_both; /* kept values below both limits */
} bk_distinct_overlap;

bk_distinct_overlap bk_distinct_compare(const bk_distinct *a, const bk_distinct *b);

/* The sketch as bytes, the same for the same values: "BKKMV\0\0\1", then k, limit, seen and n, then n times
 * hash and count by ascending hash, all little-endian and of 64 bits. */
bk_code bk_distinct_save(const bk_distinct *d, bk_buf *out);
/* `d` starts zeroed, and is so after an error: BK_E_SYNTAX, BK_E_RANGE, BK_E_MEMORY. */
bk_code bk_distinct_load(bk_distinct *d, const char *p, size_t n, bk_error *err);

#endif
