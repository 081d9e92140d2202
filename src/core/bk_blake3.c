#include "bk_blake3.h"

#include <string.h>

enum { BLOCK = 64, CHUNK = 1024, WIDE = 8 };
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
static const uint8_t permutation[16] = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};

static uint32_t load(const unsigned char *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void store(unsigned char *p, uint32_t x) {
    for (int i = 0; i < 4; i++) p[i] = (unsigned char)(x >> 8 * i);
}

/* The same lines serve one block and eight at once: every operation here is one that GNU C has for
 * integers and for vectors of them alike. */
#define ROTATE(x, k) ((x) >> (k) | (x) << (32 - (k)))
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
#define ROUNDS(word, v, m)                                                                         \
    do {                                                                                           \
        for (int round = 0;; round++) {                                                            \
            G(v, 0, 4, 8, 12, m[0], m[1]);                                                         \
            G(v, 1, 5, 9, 13, m[2], m[3]);                                                         \
            G(v, 2, 6, 10, 14, m[4], m[5]);                                                        \
            G(v, 3, 7, 11, 15, m[6], m[7]);                                                        \
            G(v, 0, 5, 10, 15, m[8], m[9]);                                                        \
            G(v, 1, 6, 11, 12, m[10], m[11]);                                                      \
            G(v, 2, 7, 8, 13, m[12], m[13]);                                                       \
            G(v, 3, 4, 9, 14, m[14], m[15]);                                                       \
            if (round == 6) break;                                                                 \
            word permuted[16];                                                                     \
            for (int i = 0; i < 16; i++) permuted[i] = m[permutation[i]];                          \
            memcpy(m, permuted, sizeof permuted);                                                  \
        }                                                                                          \
    } while (0)

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
    ROUNDS(uint32_t, v, m);
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

/* A whole chunk's value joins the stack: as many subtrees are closed as the new count of chunks has
 * zero bits at its end, since each such bit says that a tree of that height is full. */
static void push(bk_blake3 *b, uint32_t value[8]) {
    b->chunk++;
    for (uint64_t count = b->chunk; !(count & 1); count >>= 1) {
        output o = of_parent(b, b->stack[--b->depth], value);
        chain_of(&o, value);
    }
    memcpy(b->stack[b->depth++], value, 32);
}

/* Eight whole chunks side by side, a lane each. */
typedef uint32_t lanes __attribute__((vector_size(4 * WIDE)));
typedef void wide_fn(const bk_blake3 *b, const unsigned char *p, uint32_t out[WIDE][8]);

static inline __attribute__((always_inline)) void
eight_chunks(const bk_blake3 *b, const unsigned char *p, uint32_t out[WIDE][8]) {
    lanes chain[8], low = {0}, high = {0};
    for (int i = 0; i < 8; i++) chain[i] = (lanes){0} + b->key[i];
    for (unsigned k = 0; k < WIDE; k++) {
        low[k] = (uint32_t)(b->chunk + k);
        high[k] = (uint32_t)((b->chunk + k) >> 32);
    }
    for (unsigned block = 0; block < CHUNK / BLOCK; block++) {
        lanes v[16], m[16];
        uint32_t flags = b->flags | (block == 0 ? CHUNK_START : 0) |
                         (block == CHUNK / BLOCK - 1 ? CHUNK_END : 0);
        for (unsigned i = 0; i < 16; i++) {
            for (unsigned k = 0; k < WIDE; k++)
                m[i][k] = load(p + CHUNK * k + BLOCK * block + 4 * i);
        }
        for (int i = 0; i < 8; i++) v[i] = chain[i];
        for (int i = 0; i < 4; i++) v[8 + i] = (lanes){0} + iv[i];
        v[12] = low;
        v[13] = high;
        v[14] = (lanes){0} + BLOCK;
        v[15] = (lanes){0} + flags;
        ROUNDS(lanes, v, m);
        for (int i = 0; i < 8; i++) chain[i] = v[i] ^ v[i + 8];
    }
    for (unsigned k = 0; k < WIDE; k++) {
        for (unsigned i = 0; i < 8; i++) out[k][i] = chain[i][k];
    }
}

static void wide_plain(const bk_blake3 *b, const unsigned char *p, uint32_t out[WIDE][8]) {
    eight_chunks(b, p, out);
}

#if defined __x86_64__
__attribute__((target("avx2"))) static void wide_avx2(const bk_blake3 *b, const unsigned char *p,
                                                      uint32_t out[WIDE][8]) {
    eight_chunks(b, p, out);
}
__attribute__((target("avx512f,avx512vl"))) static void
wide_avx512(const bk_blake3 *b, const unsigned char *p, uint32_t out[WIDE][8]) {
    eight_chunks(b, p, out);
}

static wide_fn *wide(void) {
    if (__builtin_cpu_supports("avx512vl")) return wide_avx512;
    return __builtin_cpu_supports("avx2") ? wide_avx2 : wide_plain;
}
#else
static wide_fn *wide(void) {
    return wide_plain;
}
#endif

static void start(bk_blake3 *b, const uint32_t key[8], uint32_t flags) {
    memcpy(b->key, key, sizeof b->key);
    b->flags = flags;
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
        push(b, value);
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
        if (b->held == 0 && b->blocks == 0 && n > WIDE * CHUNK) {
            wide_fn *hash = wide();
            for (; n > WIDE * CHUNK; p += WIDE * CHUNK, n -= WIDE * CHUNK) {
                uint32_t values[WIDE][8];
                hash(b, p, values);
                for (int k = 0; k < WIDE; k++) push(b, values[k]);
            }
        }
        size_t k = BLOCK - b->held;
        if (k > n) k = n;
        memcpy(b->block + b->held, p, k);
        b->held += (uint32_t)k;
        p += k;
        n -= k;
    }
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
