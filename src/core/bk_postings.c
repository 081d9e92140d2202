#include "bk_postings.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { TIMES = 8, STRETCH = 16, AT_ONCE = 64 };

typedef struct bk_postings_run run;

void bk_postings_free(bk_postings *x) {
    for (unsigned i = 0; i < x->runs; i++) {
        free(x->run[i].p);
        free(x->run[i].start);
    }
    memset(x, 0, sizeof *x);
}

size_t bk_postings_memory(const bk_postings *x) {
    size_t n = sizeof *x;
    for (unsigned i = 0; i < x->runs; i++) {
        const run *r = &x->run[i];
        n += r->n * sizeof *r->p + (((size_t)1 << r->bits) + 1) * sizeof *r->start;
    }
    return n;
}

static int ascending(const void *a, const void *b) {
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* Room for a run's starts; NULL when out of memory. */
static size_t *new_starts(size_t n, unsigned *bits) {
    for (*bits = 1; n >> *bits > STRETCH; ++*bits) {
    }
    return malloc((((size_t)1 << *bits) + 1) * sizeof(size_t));
}

static void fill_starts(const uint64_t *p, size_t n, size_t *start, unsigned bits) {
    size_t at = 0, stretches = (size_t)1 << bits;
    for (size_t i = 0; i < stretches; i++) {
        start[i] = at;
        while (at < n && p[at] >> (64 - bits) == i) at++;
    }
    start[stretches] = at;
}

/* The last run into the one before, from the end backwards. Where there is no memory the two stay
 * as they are, which is slower and no less right. */
static bool merge_last(bk_postings *x) {
    run *to = &x->run[x->runs - 2], *from = to + 1;
    size_t i = to->n, j = from->n, k = i + j;
    unsigned bits;
    size_t *start = new_starts(k, &bits);
    uint64_t *p = start ? realloc(to->p, k * sizeof *p) : NULL, *q = from->p;
    if (!p) {
        free(start);
        return false;
    }
    while (j > 0) {
        if (i > 0 && p[i - 1] > q[j - 1])
            p[--k] = p[--i];
        else
            p[--k] = q[--j];
    }
    to->p = p;
    to->n += from->n;
    fill_starts(p, to->n, start, bits);
    free(to->start);
    to->start = start;
    to->bits = bits;
    free(from->start);
    free(q);
    x->runs--;
    return true;
}

bk_code bk_postings_add(bk_postings *x, uint32_t *keys, size_t n, uint32_t item, bk_error *err) {
    if (n == 0) return BK_OK;
    if (x->runs == BK_POSTINGS_RUNS && !merge_last(x))
        return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    run *r = &x->run[x->runs];
    r->start = new_starts(n, &r->bits);
    r->p = r->start ? malloc(n * sizeof *r->p) : NULL;
    if (!r->p) {
        free(r->start);
        return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    }
    qsort(keys, n, sizeof *keys, ascending);
    r->n = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || keys[i] != keys[i - 1]) r->p[r->n++] = (uint64_t)keys[i] << 32 | item;
    }
    fill_starts(r->p, r->n, r->start, r->bits);
    x->runs++;
    while (x->runs > 1 && x->run[x->runs - 2].n < TIMES * x->run[x->runs - 1].n) {
        if (!merge_last(x)) break;
    }
    return BK_OK;
}

/* The first place of a stretch whose posting is not below `x`; no branch that could be guessed
 * wrong.
 */
static size_t lower(const uint64_t *p, size_t low, size_t end, uint64_t x) {
    for (size_t n = end - low; n > 0; n /= 2) {
        size_t half = (n + 1) / 2;
        low += p[low + half - 1] < x ? half : 0;
    }
    return low;
}

/* Memory is asked for ahead, for some keys at once, since it is what a search waits for. */
static void find_in(const run *r, const uint32_t *keys, size_t n, size_t most, bk_buf *items) {
    const unsigned shift = 32 - r->bits; /* a run has far fewer stretches than there are keys */
    for (size_t k = 0; k < n; k++) __builtin_prefetch(&r->start[keys[k] >> shift]);
    for (size_t k = 0; k < n; k++) {
        const uint64_t *p = &r->p[r->start[keys[k] >> shift]];
        __builtin_prefetch(p);
        __builtin_prefetch(p + STRETCH / 2);
    }
    for (size_t k = 0; k < n; k++) {
        const size_t *stretch = &r->start[keys[k] >> shift];
        size_t end = stretch[1], i = lower(r->p, stretch[0], end, (uint64_t)keys[k] << 32);
        if (most && most < end - i) end = i + most;
        for (; i < end && r->p[i] >> 32 == keys[k]; i++) {
            uint32_t item = (uint32_t)r->p[i];
            (void)bk_buf_add(items, (const char *)&item, sizeof item);
        }
    }
}

void bk_postings_find(const bk_postings *x, const uint32_t *keys, size_t n, size_t most,
                      bk_buf *items) {
    for (const run *r = x->run; r < x->run + x->runs; r++) {
        for (size_t k = 0; k < n; k += AT_ONCE)
            find_in(r, keys + k, n - k < AT_ONCE ? n - k : AT_ONCE, most, items);
    }
}
