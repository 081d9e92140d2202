/* The order of a timeline: a radix sort of keys and indexes, then one pass that moves the events.
 */
#include "bk_timeline.h"
#include "bk_timeline_internal.h"

#include <stdlib.h>
#include <string.h>

#define DIGIT 11
#define BUCKETS ((size_t)1 << DIGIT)
#define FEW 24 /* at most so many are sorted by insertion */

int bk_timeline_compare(const bk_event *a, const bk_event *b) {
    uint64_t x = bk_timeline_key(a), y = bk_timeline_key(b);
    if (x != y) return x < y ? -1 : 1;
    return a->hi < b->hi ? -1 : a->hi > b->hi;
}

static uint64_t key_of(const bk_event *e, bool by_hi) {
    return by_hi ? (uint64_t)e->hi ^ (uint64_t)INT64_MIN : bk_timeline_key(e);
}

/* Sort *a by `bits` bits of the upper half of each word, least digit first, with *b as the other
 * side; they change places as often as there are passes. A digit that all share costs no pass. */
static void radix(uint64_t **a, uint64_t **b, size_t n, unsigned bits) {
    size_t counts[3][BUCKETS];
    unsigned digits = (bits + DIGIT - 1) / DIGIT;
    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < n; i++) {
        uint64_t key = (*a)[i] >> 32;
        for (unsigned d = 0; d < digits; d++) counts[d][key >> (d * DIGIT) & (BUCKETS - 1)]++;
    }
    for (unsigned d = 0; d < digits; d++) {
        unsigned shift = 32 + d * DIGIT;
        size_t *count = counts[d], sum = 0;
        if (count[**a >> shift & (BUCKETS - 1)] == n) continue;
        for (size_t i = 0; i < BUCKETS; i++) {
            size_t here = count[i];
            count[i] = sum;
            sum += here;
        }
        for (size_t i = 0; i < n; i++) {
            uint64_t word = (*a)[i];
            (*b)[count[word >> shift & (BUCKETS - 1)]++] = word;
        }
        uint64_t *swap = *a;
        *a = *b;
        *b = swap;
    }
}

static unsigned bits_of(uint64_t x) {
    unsigned bits = 0;
    for (; x; x >>= 1) bits++;
    return bits;
}

/* Order the n events by one key, stably, into an array of its own. */
static bk_code sort_large(const bk_event *events, size_t n, bool by_hi, bk_event *out) {
    uint64_t least = UINT64_MAX, most = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t key = key_of(&events[i], by_hi);
        /* the undated would stretch the range to 64 bits */
        if (key == UINT64_MAX) continue;
        if (key < least) least = key;
        if (key > most) most = key;
    }
    if (least > most) least = most;
    uint64_t range = most - least + 1; /* `range` itself stands for the last key */
    uint64_t *a = malloc(n * sizeof *a), *b = malloc(n * sizeof *b);
    if (!a || !b) {
        free(a);
        free(b);
        return BK_E_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t key = key_of(&events[i], by_hi);
        key = key == UINT64_MAX ? range : key - least;
        a[i] = key << 32 | (uint32_t)i;
    }
    radix(&a, &b, n, range >> 32 ? 32 : bits_of(range));
    if (range >> 32) {
        for (size_t i = 0; i < n; i++) {
            uint32_t at = (uint32_t)a[i];
            uint64_t key = key_of(&events[at], by_hi);
            key = key == UINT64_MAX ? range : key - least;
            a[i] = (key & 0xffffffff00000000u) | at;
        }
        radix(&a, &b, n, bits_of(range >> 32));
    }
    free(b);
    for (size_t i = 0; i < n; i++) {
        /* the reads jump about: ask for them ahead */
        if (i + 24 < n) __builtin_prefetch(&events[(uint32_t)a[i + 24]]);
        out[i] = events[(uint32_t)a[i]];
    }
    free(a);
    return BK_OK;
}

static void insertion(bk_event *e, size_t n) {
    for (size_t i = 1; i < n; i++) {
        bk_event moved = e[i];
        size_t j = i;
        for (; j && bk_timeline_compare(&e[j - 1], &moved) > 0; j--) e[j] = e[j - 1];
        e[j] = moved;
    }
}

/* Within each run of one key, order by hi. */
static bk_code sort_runs(bk_event *events, size_t n) {
    for (size_t i = 0, end; i < n; i = end) {
        bool ordered = true;
        for (end = i + 1; end < n && bk_timeline_key(&events[end]) == bk_timeline_key(&events[i]);
             end++) {
            ordered = ordered && events[end - 1].hi <= events[end].hi;
        }
        if (ordered) continue;
        if (end - i <= FEW) {
            insertion(events + i, end - i);
            continue;
        }
        bk_event *out = malloc((end - i) * sizeof *out);
        if (!out) return BK_E_MEMORY;
        bk_code code = sort_large(events + i, end - i, true, out);
        if (!code) memcpy(events + i, out, (end - i) * sizeof *out);
        free(out);
        if (code) return code;
    }
    return BK_OK;
}

bk_code bk_timeline_sort(bk_event **events, size_t n) {
    size_t i = 0;
    while (i + 1 < n && bk_timeline_compare(&(*events)[i], &(*events)[i + 1]) <= 0) i++;
    if (i + 1 >= n) { /* in order already, as logs are: only the slack goes */
        bk_event *fit = n ? realloc(*events, n * sizeof *fit) : NULL;
        if (fit) *events = fit;
        return BK_OK;
    }
    if (n > UINT32_MAX) return BK_E_LIMIT;
    bk_event *out = malloc(n * sizeof *out);
    if (!out) return BK_E_MEMORY;
    if (n <= FEW) {
        memcpy(out, *events, n * sizeof *out);
        insertion(out, n);
    } else {
        bk_code code = sort_large(*events, n, false, out);
        if (!code) code = sort_runs(out, n);
        if (code) {
            free(out);
            return code;
        }
    }
    free(*events);
    *events = out;
    return BK_OK;
}
