#include "bk_intern.h"

#include <stdlib.h>
#include <string.h>

void bk_intern_free(bk_intern *s) {
    free(s->bytes);
    free(s->ends);
    free(s->slots);
    *s = (bk_intern){.seed = s->seed};
}

static uint64_t rotate(uint64_t x, int by) {
    return x << by | x >> (64 - by);
}

#define SIPROUND                                                                                   \
    do {                                                                                           \
        v0 += v1;                                                                                  \
        v1 = rotate(v1, 13) ^ v0;                                                                  \
        v0 = rotate(v0, 32);                                                                       \
        v2 += v3;                                                                                  \
        v3 = rotate(v3, 16) ^ v2;                                                                  \
        v0 += v3;                                                                                  \
        v3 = rotate(v3, 21) ^ v0;                                                                  \
        v2 += v1;                                                                                  \
        v1 = rotate(v1, 17) ^ v2;                                                                  \
        v2 = rotate(v2, 32);                                                                       \
    } while (0)

/* SipHash-1-3: whoever does not know the seed cannot choose strings that collide. */
static uint64_t hash(uint64_t seed, const char *p, size_t n) {
    uint64_t v0 = seed ^ 0x736f6d6570736575, v1 = ~seed ^ 0x646f72616e646f6d;
    uint64_t v2 = seed ^ 0x6c7967656e657261, v3 = ~seed ^ 0x7465646279746573;
    uint64_t last = (uint64_t)n << 56, word;
    for (; n >= 8; p += 8, n -= 8) {
        memcpy(&word, p, 8);
        v3 ^= word;
        SIPROUND;
        v0 ^= word;
    }
    for (size_t i = 0; i < n; i++) last |= (uint64_t)(unsigned char)p[i] << (8 * i);
    v3 ^= last;
    SIPROUND;
    v0 ^= last;
    v2 ^= 0xff;
    SIPROUND;
    SIPROUND;
    SIPROUND;
    return v0 ^ v1 ^ v2 ^ v3;
}

#define UPPER 0xffffffff00000000u

static void put(bk_intern *s, uint64_t h, uint32_t id) {
    size_t i = (size_t)h & s->mask;
    while (s->slots[i]) i = (i + 1) & s->mask;
    s->slots[i] = (h & UPPER) | id;
}

/* A table with room for `count` strings and one more at no more than 3/4 full. */
static bk_code make_table(bk_intern *s, size_t count) {
    size_t size = s->slots ? s->mask + 1 : 64;
    while (size / 4 * 3 <= count) size *= 2;
    uint64_t *slots = calloc(size, sizeof *slots);
    if (!slots) return BK_E_MEMORY;
    free(s->slots);
    s->slots = slots;
    s->mask = size - 1;
    for (uint32_t id = 1; id < s->count; id++) {
        put(s, hash(s->seed, s->bytes + s->ends[id - 1], (size_t)(s->ends[id] - s->ends[id - 1])),
            id);
    }
    return BK_OK;
}

static bk_code append(bk_intern *s, const char *p, size_t n) {
    if (s->count >= UINT32_MAX - 1 || n > SIZE_MAX / 4 - s->n) return BK_E_LIMIT;
    if (s->count + 1 >= s->ends_capacity) {
        size_t more = (size_t)s->ends_capacity + s->ends_capacity / 2 + 64;
        if (more > UINT32_MAX) more = UINT32_MAX;
        uint64_t *ends = realloc(s->ends, more * sizeof *ends);
        if (!ends) return BK_E_MEMORY;
        s->ends = ends;
        s->ends_capacity = (uint32_t)more;
    }
    if (n > s->capacity - s->n || !s->bytes) {
        size_t more = s->capacity + s->capacity / 2 + n + 64;
        char *bytes = realloc(s->bytes, more);
        if (!bytes) return BK_E_MEMORY;
        s->bytes = bytes;
        s->capacity = more;
    }
    if (!s->count) {
        s->ends[0] = 0;
        s->count = 1;
    }
    if (n) memcpy(s->bytes + s->n, p, n);
    s->n += n;
    s->ends[s->count++] = s->n;
    return BK_OK;
}

static bk_code add_hashed(bk_intern *s, uint64_t h, const void *p, size_t n, uint32_t *id) {
    bk_code code;
    if ((!s->slots || s->count >= (s->mask + 1) / 4 * 3) && (code = make_table(s, s->count))) {
        return code;
    }
    for (size_t i = (size_t)h & s->mask; s->slots[i]; i = (i + 1) & s->mask) {
        if (((s->slots[i] ^ h) & UPPER) == 0) {
            uint32_t at = (uint32_t)s->slots[i];
            uint64_t start = s->ends[at - 1];
            if (s->ends[at] - start == n && (!n || memcmp(s->bytes + start, p, n) == 0)) {
                *id = at;
                return BK_OK;
            }
        }
    }
    if ((code = append(s, p, n))) return code;
    *id = s->count - 1;
    put(s, h, *id);
    return BK_OK;
}

bk_code bk_intern_add(bk_intern *s, const void *p, size_t n, uint32_t *id) {
    return add_hashed(s, hash(s->seed, p, n), p, n, id);
}

bk_code bk_intern_add_all(bk_intern *s, const bk_intern *from, uint32_t *map) {
    enum { AHEAD = 16 }; /* places in the table that are asked for before they are needed */
    uint64_t hashes[AHEAD];
    bk_code code = BK_OK;
    size_t most = from->count > s->count ? from->count : s->count;
    if ((!s->slots || most >= (s->mask + 1) / 4 * 3) && (code = make_table(s, most))) return code;
    map[0] = 0;
    for (uint32_t first = 1; first < from->count; first += AHEAD) {
        uint32_t some = from->count - first < AHEAD ? from->count - first : AHEAD;
        size_t n;
        for (uint32_t i = 0; i < some; i++) {
            const char *p = bk_intern_get(from, first + i, &n);
            hashes[i] = hash(s->seed, p, n);
            __builtin_prefetch(&s->slots[(size_t)hashes[i] & s->mask]);
        }
        for (uint32_t i = 0; i < some; i++) {
            const char *p = bk_intern_get(from, first + i, &n);
            if ((code = add_hashed(s, hashes[i], p, n, &map[first + i]))) return code;
        }
    }
    return BK_OK;
}

const char *bk_intern_get(const bk_intern *s, uint32_t id, size_t *n) {
    *n = 0;
    if (!id || id >= s->count) return NULL;
    *n = (size_t)(s->ends[id] - s->ends[id - 1]);
    return s->bytes + s->ends[id - 1];
}

size_t bk_intern_memory(const bk_intern *s) {
    return s->capacity + s->ends_capacity * sizeof *s->ends +
           (s->slots ? (s->mask + 1) * sizeof *s->slots : 0);
}
