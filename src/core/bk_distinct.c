#include "bk_distinct.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* inlined: a call would cost as much as hashing a short value does */
#define XXH_INLINE_ALL
#include <xxhash.h>

static const char MAGIC[8] = {'B', 'K', 'K', 'M', 'V', 0, 0, 1};
enum { WORD = 8, HEAD = 5 * WORD, ENTRY = 2 * WORD };

bk_code bk_distinct_start(bk_distinct *d, size_t k, bk_error *err) {
    if (k < BK_DISTINCT_K_LEAST || k > BK_DISTINCT_K_MOST)
        return bk_fail(err, BK_E_RANGE, 0, "k is between %d and %d", BK_DISTINCT_K_LEAST,
                       BK_DISTINCT_K_MOST);
    size_t places = 64;
    while (places < 4 * k) places *= 2;
    d->table = calloc(places + 2 * k, sizeof *d->table);
    if (!d->table) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    d->k = k;
    d->n = 0;
    d->mask = places - 1;
    d->limit = UINT64_MAX;
    d->seen = 0;
    return BK_OK;
}

void bk_distinct_free(bk_distinct *d) {
    free(d->table);
    *d = (bk_distinct){0};
}

uint64_t bk_distinct_hash(const char *p, size_t n, uint64_t seed) {
    return XXH3_64bits_withSeed(p, n, seed);
}

static void put(bk_distinct *d, bk_distinct_entry e) {
    size_t i = e.hash & d->mask;
    while (d->table[i].count && d->table[i].hash != e.hash) i = (i + 1) & d->mask;
    d->n += !d->table[i].count;
    d->table[i].hash = e.hash;
    d->table[i].count += e.count;
}

/* Leave [first, first + n) such that what is before place `k` is smaller than what stands there
 * (quickselect, Hoare 1961; the median of three as pivot). The hashes differ. */
static void select_kth(bk_distinct_entry *first, size_t n, size_t k) {
    size_t low = 0, high = n - 1;
    while (low < high) {
        uint64_t a = first[low].hash, b = first[low + (high - low) / 2].hash, c = first[high].hash;
        uint64_t pivot = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
        size_t i = low, j = high;
        for (;;) {
            while (first[i].hash < pivot) i++;
            while (first[j].hash > pivot) j--;
            if (i >= j) break;
            bk_distinct_entry swap = first[i];
            first[i++] = first[j];
            first[j--] = swap;
        }
        if (k <= j)
            high = j;
        else
            low = j + 1;
    }
}

static bk_distinct_entry *spare(const bk_distinct *d) {
    return d->table + d->mask + 1;
}

/* Take all values out of the table, into the room behind it. */
static size_t take_out(bk_distinct *d) {
    size_t n = 0;
    for (size_t i = 0; i <= d->mask; i++) {
        if (d->table[i].count) spare(d)[n++] = d->table[i];
    }
    memset(d->table, 0, (d->mask + 1) * sizeof *d->table);
    d->n = 0;
    return n;
}

static void put_back(bk_distinct *d, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (spare(d)[i].hash < d->limit) put(d, spare(d)[i]);
    }
}

static void shrink(bk_distinct *d) {
    size_t n = take_out(d);
    select_kth(spare(d), n, d->k);
    d->limit = spare(d)[d->k].hash;
    put_back(d, d->k);
}

static void put_waiting(bk_distinct *d) {
    for (size_t i = 0; i < d->waiting_n; i++) {
        if (d->waiting[i].hash >= d->limit) continue; /* which fell */
        put(d, d->waiting[i]);
        if (d->n == 2 * d->k) shrink(d);
    }
    d->waiting_n = 0;
}

void bk_distinct_settle(bk_distinct *d) {
    put_waiting(d);
    if (d->n > d->k) shrink(d);
}

void bk_distinct_add(bk_distinct *d, uint64_t hash, uint64_t times) {
    d->seen += times;
    if (hash >= d->limit || !times) return;
    __builtin_prefetch(&d->table[hash & d->mask], 1);
    d->waiting[d->waiting_n++] = (bk_distinct_entry){hash, times};
    if (d->waiting_n == BK_DISTINCT_WAITING) put_waiting(d);
}

void bk_distinct_merge(bk_distinct *into, const bk_distinct *from) {
    uint64_t seen = into->seen + from->seen;
    put_waiting(into);
    if (from->limit < into->limit) {
        into->limit = from->limit;
        put_back(into, take_out(into));
    }
    for (size_t i = 0; i <= from->mask; i++) {
        if (from->table[i].count) bk_distinct_add(into, from->table[i].hash, from->table[i].count);
    }
    for (size_t i = 0; i < from->waiting_n; i++)
        bk_distinct_add(into, from->waiting[i].hash, from->waiting[i].count);
    into->seen = seen;
}

static double of_all(size_t n, uint64_t limit) {
    return limit == UINT64_MAX ? (double)n : ldexp((double)n / (double)limit, 64);
}

double bk_distinct_estimate(const bk_distinct *d) {
    return of_all(d->n, d->limit);
}

size_t bk_distinct_repeated(const bk_distinct *d, uint64_t times) {
    size_t n = 0;
    for (size_t i = 0; i <= d->mask; i++)
        n += d->table[i].count != 0 && d->table[i].count >= times;
    return n;
}

static bool has(const bk_distinct *d, uint64_t hash) {
    size_t i = hash & d->mask;
    while (d->table[i].count && d->table[i].hash != hash) i = (i + 1) & d->mask;
    return d->table[i].count != 0;
}

bk_distinct_overlap bk_distinct_compare(const bk_distinct *a, const bk_distinct *b) {
    uint64_t limit = a->limit < b->limit ? a->limit : b->limit;
    bk_distinct_overlap found = {0};
    for (size_t i = 0; i <= b->mask; i++)
        found.sample_b += b->table[i].count && b->table[i].hash < limit;
    for (size_t i = 0; i <= a->mask; i++) {
        if (!a->table[i].count || a->table[i].hash >= limit) continue;
        found.sample_a++;
        found.sample_both += has(b, a->table[i].hash);
    }
    found.both = of_all(found.sample_both, limit);
    return found;
}

static void add_word(bk_buf *out, uint64_t x) {
    char bytes[WORD];
    for (size_t i = 0; i < WORD; i++) bytes[i] = (char)(x >> (8 * i) & 0xFF);
    (void)bk_buf_add(out, bytes, WORD);
}

static uint64_t word(const char *p, size_t at) {
    uint64_t x = 0;
    for (size_t i = 0; i < WORD; i++) x |= (uint64_t)(unsigned char)p[at + i] << (8 * i);
    return x;
}

static int by_hash(const void *a, const void *b) {
    const bk_distinct_entry *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

bk_code bk_distinct_save(const bk_distinct *d, bk_buf *out) {
    bk_distinct_entry *list = malloc((d->n + 1) * sizeof *list);
    if (!list) return BK_E_MEMORY;
    size_t n = 0;
    for (size_t i = 0; i <= d->mask; i++) {
        if (d->table[i].count) list[n++] = d->table[i];
    }
    qsort(list, n, sizeof *list, by_hash);
    (void)bk_buf_add(out, MAGIC, sizeof MAGIC);
    add_word(out, d->k);
    add_word(out, d->limit);
    add_word(out, d->seen);
    add_word(out, n);
    for (size_t i = 0; i < n; i++) {
        add_word(out, list[i].hash);
        add_word(out, list[i].count);
    }
    free(list);
    return out->failed;
}

bk_code bk_distinct_load(bk_distinct *d, const char *p, size_t n, bk_error *err) {
    if (n < HEAD || memcmp(p, MAGIC, sizeof MAGIC) != 0)
        return bk_fail(err, BK_E_SYNTAX, 1, "no sketch of distinct values, or of another version");
    uint64_t k = word(p, WORD), limit = word(p, 2 * WORD), seen = word(p, 3 * WORD),
             count = word(p, 4 * WORD);
    if (k > BK_DISTINCT_K_MOST || count > k || n != HEAD + count * ENTRY ||
        (limit != UINT64_MAX && count != k))
        return bk_fail(err, BK_E_SYNTAX, WORD + 1, "the sketch is cut off or damaged");
    bk_code failed = bk_distinct_start(d, (size_t)k, err);
    if (failed) return failed;
    uint64_t sum = 0, last = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = HEAD + i * ENTRY;
        bk_distinct_entry e = {word(p, at), word(p, at + WORD)};
        if (!e.count || e.count > seen - sum || e.hash >= limit || (i && e.hash <= last)) {
            bk_distinct_free(d);
            return bk_fail(err, BK_E_SYNTAX, at + 1, "the sketch is damaged");
        }
        sum += e.count;
        last = e.hash;
        put(d, e);
    }
    d->limit = limit;
    d->seen = seen;
    if (limit == UINT64_MAX && sum != seen) {
        bk_distinct_free(d);
        return bk_fail(err, BK_E_SYNTAX, 3 * WORD + 1, "the sketch is damaged");
    }
    return BK_OK;
}
