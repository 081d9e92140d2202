#include "bk_frequent.h"

#include "bk_distinct.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

bk_code bk_frequent_start(bk_frequent *f, size_t capacity, bk_error *err) {
    if (capacity < 1 || capacity > BK_FREQUENT_MOST)
        return bk_fail(err, BK_E_RANGE, 0, "between 1 and %d counters", BK_FREQUENT_MOST);
    size_t places = 16;
    while (places < 2 * capacity) places *= 2;
    f->table = calloc(places, sizeof *f->table);
    if (!f->table) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    f->capacity = capacity;
    f->mask = places - 1;
    return BK_OK;
}

void bk_frequent_free(bk_frequent *f) {
    free(f->table);
    bk_buf_free(&f->values);
    *f = (bk_frequent){0};
}

/* Where the value is, or the free place where it would be. */
static bk_frequent_entry *place(const bk_frequent *f, uint64_t hash, const char *p, size_t n) {
    size_t i = hash & f->mask;
    for (;; i = (i + 1) & f->mask) {
        bk_frequent_entry *e = &f->table[i];
        if (!e->count) return e;
        if (e->hash == hash && e->n == n && (!n || memcmp(f->values.p + e->at, p, n) == 0)) return e;
    }
}

static int by_count(const void *a, const void *b) {
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* Lower all counters by the median of them, and drop those that it uses up: at least half. */
static bk_code lower(bk_frequent *f) {
    bk_frequent_entry *old = malloc(f->n * sizeof *old);
    uint64_t *counts = malloc(f->n * sizeof *counts);
    bk_buf values = {0};
    size_t n = 0;
    if (!old || !counts || bk_buf_reserve(&values, f->values.n + 1)) goto failed;
    for (size_t i = 0; i <= f->mask; i++) {
        if (!f->table[i].count) continue;
        counts[n] = f->table[i].count;
        old[n++] = f->table[i];
    }
    qsort(counts, n, sizeof *counts, by_count);
    uint64_t less = counts[n / 2];
    memset(f->table, 0, (f->mask + 1) * sizeof *f->table);
    bk_buf swap = f->values;
    f->values = values;
    f->n = 0;
    f->slack += less;
    for (size_t i = 0; i < n; i++) {
        if (old[i].count <= less) continue;
        const char *p = swap.p + old[i].at;
        bk_frequent_entry *e = place(f, old[i].hash, p, old[i].n);
        *e = old[i];
        e->count -= less;
        e->at = (uint32_t)f->values.n;
        (void)bk_buf_add(&f->values, p, old[i].n);
        f->n++;
    }
    bk_buf_free(&swap);
    free(old);
    free(counts);
    return BK_OK;
failed:
    bk_buf_free(&values);
    free(old);
    free(counts);
    return BK_E_MEMORY;
}

bk_code bk_frequent_add(bk_frequent *f, const char *p, size_t n, uint64_t times) {
    if (!times) return BK_OK;
    f->seen += times;
    if (n > BK_FREQUENT_VALUE_MOST) return BK_E_LIMIT;
    uint64_t hash = bk_distinct_hash(p, n, 0);
    bk_frequent_entry *e = place(f, hash, p, n);
    if (e->count) {
        e->count += times;
        return BK_OK;
    }
    if (f->n == f->capacity) {
        if (lower(f)) return BK_E_MEMORY;
        e = place(f, hash, p, n);
    }
    size_t at = f->values.n;
    if (bk_buf_add(&f->values, p, n)) return f->values.failed;
    *e = (bk_frequent_entry){hash, times, (uint32_t)at, (uint32_t)n};
    f->n++;
    return BK_OK;
}

bk_code bk_frequent_merge(bk_frequent *into, const bk_frequent *from) {
    uint64_t seen = into->seen + from->seen;
    bk_code failed = BK_OK;
    for (size_t i = 0; i <= from->mask && !failed; i++) {
        const bk_frequent_entry *e = &from->table[i];
        if (e->count) failed = bk_frequent_add(into, from->values.p + e->at, e->n, e->count);
    }
    into->seen = seen;
    into->slack += from->slack;
    return failed;
}

typedef struct listed {
    bk_frequent_entry entry;
    const char *values;
} listed;

static int by_rank(const void *a, const void *b) {
    const listed *x = a, *y = b;
    if (x->entry.count != y->entry.count) return x->entry.count < y->entry.count ? 1 : -1;
    size_t n = x->entry.n < y->entry.n ? x->entry.n : y->entry.n;
    int order = n ? memcmp(x->values + x->entry.at, y->values + y->entry.at, n) : 0;
    return order ? order : (x->entry.n > y->entry.n) - (x->entry.n < y->entry.n);
}

bk_code bk_frequent_list(const bk_frequent *f, bk_buf *out) {
    listed *list = malloc((f->n + 1) * sizeof *list);
    if (!list) return BK_E_MEMORY;
    size_t n = 0;
    for (size_t i = 0; i <= f->mask; i++) {
        if (f->table[i].count) list[n++] = (listed){f->table[i], f->values.p};
    }
    qsort(list, n, sizeof *list, by_rank);
    for (size_t i = 0; i < n; i++)
        (void)bk_buf_add(out, (const char *)&list[i].entry, sizeof list[i].entry);
    free(list);
    return out->failed;
}
