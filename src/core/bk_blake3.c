#include "bk_blake3.h"

#include <string.h>
#if defined __x86_64__
#include "bk_lanes_message.h"
#endif

enum { BLOCK = 64, CHUNK = 1024, WIDEST = 16, SUBTREE = BK_BLAKE3_SUBTREE / CHUNK };
enum {
    CHUNK_START = 1,
    CHUNK_END = 2,
    PARENT = 4,
    ROOT = 8,
    KEYED = 16,
    DERIVE_CONTEXT = 32,
    DERIVE_MATERIAL = 64
};

static const uint32_t iv[8] = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                               0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};
/* Row r is the permutation of the words done r times. */
static const uint8_t schedule[7][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8},
    {3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1},
    {10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6},
    {12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4},
    {9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7},
    {11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13}};

static uint32_t load(const unsigned char *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void store(unsigned char *p, uint32_t x) {
    for (int i = 0; i < 4; i++) p[i] = (unsigned char)(x >> 8 * i);
}

/* The same lines serve one block and many at once: every operation here is one that GNU C has for
 * integers and for vectors of them alike. */
#define G(v, a, b, c, d, x, y)                                                                     \
    do {                                                                                           \
        v[a] += v[b] + (x);                                                                        \
        v[d] = ROTATE(v[d] ^ v[a], 16);                                                            \
        v[c] += v[d];                                                                              \
        v[b] = ROTATE(v[b] ^ v[c], 12);                                                            \
        v[a] += v[b] + (y);                                                                        \
        v[d] = ROTATE(v[d] ^ v[a], 8);                                                             \
        v[c] += v[d];                                                                              \
        v[b] = ROTATE(v[b] ^ v[c], 7);                                                             \
    } while (0)

#define ROUND(v, m, s)                                                                             \
    do {                                                                                           \
        G(v, 0, 4, 8, 12, (m)[(s)[0]], (m)[(s)[1]]);                                               \
        G(v, 1, 5, 9, 13, (m)[(s)[2]], (m)[(s)[3]]);                                               \
        G(v, 2, 6, 10, 14, (m)[(s)[4]], (m)[(s)[5]]);                                              \
        G(v, 3, 7, 11, 15, (m)[(s)[6]], (m)[(s)[7]]);                                              \
        G(v, 0, 5, 10, 15, (m)[(s)[8]], (m)[(s)[9]]);                                              \
        G(v, 1, 6, 11, 12, (m)[(s)[10]], (m)[(s)[11]]);                                            \
        G(v, 2, 7, 8, 13, (m)[(s)[12]], (m)[(s)[13]]);                                             \
        G(v, 3, 4, 9, 14, (m)[(s)[14]], (m)[(s)[15]]);                                             \
    } while (0)

/* What every compiler has vectors for: SSE2, NEON. */
static inline void message_plain(uint32_t m[16][4], const unsigned char *const p[], size_t at) {
    for (unsigned k = 0; k < 4; k++) {
        for (unsigned i = 0; i < 16; i++) m[i][k] = load(p[k] + at + 4 * (size_t)i);
    }
}
#define WIDE 4
#define TARGET
#define FUNCTION(name) name##_4
#define MESSAGE(m, p, at, big) message_plain((uint32_t(*)[4])(m), p, at)
#define ROTATE(x, k) ((x) >> (k) | (x) << (32 - (k)))
#include "bk_blake3_body.h"

#if defined __x86_64__
#define WIDE 8
#define TARGET __attribute__((target("avx2")))
#define FUNCTION(name) name##_8
#define MESSAGE(m, p, at, big) message_avx2((__m256i *)(m), p, at, big)
#define ROTATE(x, k) ((x) >> (k) | (x) << (32 - (k)))
#include "bk_blake3_body.h"

#define WIDE 16
#define TARGET __attribute__((target("avx512f,avx512bw")))
#define FUNCTION(name) name##_16
#define MESSAGE(m, p, at, big) message_avx512((__m512i *)(m), p, at, big)
#define ROTATE(x, k) (words) _mm512_ror_epi32((__m512i)(x), k)
#include "bk_blake3_body.h"
#endif
#define ROTATE(x, k) ((x) >> (k) | (x) << (32 - (k)))

/* What is left to compress: of a chunk's last block, or of a parent. Whether it is the root is
 * known only at the end. */
typedef struct output {
    uint32_t chain[8], words[16], length, flags;
    uint64_t counter;
} output;

static void compress(const output *o, uint64_t counter, uint32_t flags, uint32_t v[16]) {
    uint32_t m[16];
    memcpy(m, o->words, sizeof m);
    memcpy(v, o->chain, 32);
    memcpy(v + 8, iv, 16);
    v[12] = (uint32_t)counter;
    v[13] = (uint32_t)(counter >> 32);
    v[14] = o->length;
    v[15] = o->flags | flags;
    for (int r = 0; r < 7; r++) ROUND(v, m, schedule[r]);
}

static void chain_of(const output *o, uint32_t out[8]) {
    uint32_t v[16];
    compress(o, o->counter, 0, v);
    for (int i = 0; i < 8; i++) out[i] = v[i] ^ v[i + 8];
}

static output of_block(const bk_blake3 *b, const unsigned char *p, uint32_t length) {
    output o = {.length = length, .counter = b->chunk, .flags = b->flags};
    memcpy(o.chain, b->chain, sizeof o.chain);
    for (int i = 0; i < 16; i++) o.words[i] = load(p + 4 * i);
    if (b->blocks == 0) o.flags |= CHUNK_START;
    return o;
}

static output of_parent(const bk_blake3 *b, const uint32_t left[8], const uint32_t right[8]) {
    output o = {.length = BLOCK, .flags = b->flags | PARENT};
    memcpy(o.chain, b->key, sizeof o.chain);
    memcpy(o.words, left, 32);
    memcpy(o.words + 8, right, 32);
    return o;
}

static void start_chunk(bk_blake3 *b) {
    memcpy(b->chain, b->key, sizeof b->chain);
    b->blocks = b->held = 0;
    memset(b->block, 0, sizeof b->block);
}

/* The value of a full subtree of so many chunks, a power of two, joins the stack: as many subtrees are
 * closed as the new count of such subtrees has zero bits at its end, since each such bit says that a
 * tree of that height is full. */
static void push(bk_blake3 *b, uint32_t value[8], uint64_t chunks) {
    b->chunk += chunks;
    for (uint64_t count = b->chunk / chunks; !(count & 1); count >>= 1) {
        output o = of_parent(b, b->stack[--b->depth], value);
        chain_of(&o, value);
    }
    memcpy(b->stack[b->depth++], value, 32);
}

typedef void many_fn(const uint32_t key[8], const unsigned char *const p[], unsigned blocks,
                     uint64_t counter, unsigned increment, uint32_t flags, uint32_t first,
                     uint32_t last, uint32_t out[][8]);

static uint32_t widest(void) {
#if defined __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")) return 16;
    if (__builtin_cpu_supports("avx2")) return 8;
#endif
    return 4;
}

static many_fn *many_of(uint32_t wide) {
#if defined __x86_64__
    if (wide == 16) return many_16;
    if (wide == 8) return many_8;
#endif
    (void)wide;
    return many_4;
}

/* The value of a full subtree of `n` chunks, as many as there are lanes or a larger power of two: all
 * of its chunks, then the parents, level by level. */
static void subtree(const bk_blake3 *b, uint64_t chunk, const unsigned char *p, unsigned n,
                    uint32_t value[8]) {
    many_fn *many = many_of(b->wide);
    uint32_t values[SUBTREE][8], out[WIDEST][8];
    const unsigned char *inputs[WIDEST];
    for (unsigned i = 0; i < n; i += b->wide) {
        for (unsigned k = 0; k < b->wide; k++) inputs[k] = p + (size_t)CHUNK * (i + k);
        many(b->key, inputs, CHUNK / BLOCK, chunk + i, 1, b->flags, CHUNK_START, CHUNK_END,
             values + i);
    }
    for (n /= 2; n; n /= 2) {
        for (unsigned i = 0; i < n; i += b->wide) {
            unsigned count = n - i < b->wide ? n - i : b->wide;
            for (unsigned k = 0; k < b->wide; k++)
                inputs[k] = (const unsigned char *)values[2 * (i + (k < count ? k : 0))];
            many(b->key, inputs, 1, 0, 0, b->flags | PARENT, 0, 0, out);
            memcpy(values[i], out, count * sizeof *out);
        }
    }
    memcpy(value, values[0], sizeof values[0]);
}

/* Whole subtrees of p[0..n), as large as they fit and never the last chunk, which may end the whole:
 * returns the bytes. */
static size_t subtrees(bk_blake3 *b, const unsigned char *p, size_t n) {
    size_t done = 0;
    for (unsigned chunks = SUBTREE; chunks >= b->wide; chunks /= 2) {
        while (n - done > (size_t)CHUNK * chunks && b->chunk % chunks == 0) {
            uint32_t value[8];
            subtree(b, b->chunk, p + done, chunks, value);
            push(b, value, chunks);
            done += (size_t)CHUNK * chunks;
        }
    }
    return done;
}

static void start(bk_blake3 *b, const uint32_t key[8], uint32_t flags) {
    memcpy(b->key, key, sizeof b->key);
    b->flags = flags;
    b->wide = widest();
    b->depth = 0;
    b->chunk = 0;
    start_chunk(b);
}

static void start_keyed(bk_blake3 *b, const unsigned char key[BK_BLAKE3_KEY], uint32_t flags) {
    uint32_t words[8];
    for (int i = 0; i < 8; i++) words[i] = load(key + 4 * i);
    start(b, words, flags);
}

void bk_blake3_init(bk_blake3 *b) {
    start(b, iv, 0);
}

void bk_blake3_init_keyed(bk_blake3 *b, const unsigned char key[BK_BLAKE3_KEY]) {
    start_keyed(b, key, KEYED);
}

void bk_blake3_init_derive(bk_blake3 *b, const char *context, size_t n) {
    unsigned char key[BK_BLAKE3_KEY];
    start(b, iv, DERIVE_CONTEXT);
    bk_blake3_update(b, context, n);
    bk_blake3_final(b, key, sizeof key);
    start_keyed(b, key, DERIVE_MATERIAL);
}

/* A full block is compressed only when a byte follows it, and so is a full chunk: the last of
 * either is compressed otherwise than the rest. */
static void spill(bk_blake3 *b) {
    output o = of_block(b, b->block, BLOCK);
    if (b->blocks == CHUNK / BLOCK - 1) {
        uint32_t value[8];
        o.flags |= CHUNK_END;
        chain_of(&o, value);
        push(b, value, 1);
        start_chunk(b);
    } else {
        chain_of(&o, b->chain);
        b->blocks++;
        b->held = 0;
        memset(b->block, 0, sizeof b->block);
    }
}

void bk_blake3_update(bk_blake3 *b, const char *bytes, size_t n) {
    const unsigned char *p = (const unsigned char *)bytes;
    while (n) {
        if (b->held == BLOCK) spill(b);
        if (b->held == 0 && b->blocks == 0) {
            size_t done = subtrees(b, p, n);
            p += done;
            n -= done;
        }
        size_t k = BLOCK - b->held;
        if (k > n) k = n;
        memcpy(b->block + b->held, p, k);
        b->held += (uint32_t)k;
        p += k;
        n -= k;
    }
}

void bk_blake3_subtree(const bk_blake3 *b, uint64_t i, const char *p, uint32_t value[8]) {
    subtree(b, i * SUBTREE, (const unsigned char *)p, SUBTREE, value);
}

void bk_blake3_join(bk_blake3 *b, const uint32_t value[8]) {
    uint32_t copy[8];
    memcpy(copy, value, sizeof copy);
    push(b, copy, SUBTREE);
}

void bk_blake3_final(const bk_blake3 *b, unsigned char *out, size_t n) {
    output o = of_block(b, b->block, b->held);
    o.flags |= CHUNK_END;
    for (uint32_t i = b->depth; i-- > 0;) {
        uint32_t value[8];
        chain_of(&o, value);
        o = of_parent(b, b->stack[i], value);
    }
    for (uint64_t counter = 0; n; counter++) {
        uint32_t v[16];
        unsigned char bytes[BLOCK];
        compress(&o, counter, ROOT, v);
        for (int i = 0; i < 8; i++) {
            store(bytes + 4 * i, v[i] ^ v[i + 8]);
            store(bytes + 32 + 4 * i, v[i + 8] ^ o.chain[i]);
        }
        size_t k = n < BLOCK ? n : BLOCK;
        memcpy(out, bytes, k);
        out += k;
        n -= k;
    }
}
