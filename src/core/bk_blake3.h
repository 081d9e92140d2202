/* BLAKE3, from the paper (O'Connor, Aumasson, Neves, Wilcox-O'Hearn: BLAKE3, one function, fast
 * everywhere): the plain hash, the keyed hash, key derivation, output of any length. A plain
 * struct, no allocation; many chunks at a time go through the processor's vectors where it has any.
 */
#ifndef BK_BLAKE3_H
#define BK_BLAKE3_H

#include <stddef.h>
#include <stdint.h>

enum {
    BK_BLAKE3_BYTES = 32,
    BK_BLAKE3_KEY = 32,
    BK_BLAKE3_SUBTREE = 256 << 10, /* bytes of a subtree that is hashed by itself */
    BK_BLAKE3_DEPTH = 54 /* 2^54 chunks of 1024 bytes are all that 64 bits can count */
};

typedef struct bk_blake3 {
    uint32_t key[8];   /* the IV, or the key */
    uint32_t flags;    /* of the mode; in every compression */
    uint32_t wide;     /* chunks at a time: the most that the processor can do of 4, 8 and 16 */
    uint32_t depth;    /* chaining values on the stack */
    uint64_t chunk;    /* number of the chunk being filled */
    uint32_t chain[8]; /* of that chunk, after its full blocks */
    uint32_t blocks;   /* full blocks of that chunk behind us */
    uint32_t held;     /* bytes in `block`; a full one waits, since it may be the last */
    unsigned char block[64];
    uint32_t stack[BK_BLAKE3_DEPTH][8]; /* of whole subtrees, largest first */
} bk_blake3;

void bk_blake3_init(bk_blake3 *b);
void bk_blake3_init_keyed(bk_blake3 *b, const unsigned char key[BK_BLAKE3_KEY]);
void bk_blake3_init_derive(bk_blake3 *b, const char *context, size_t n);
void bk_blake3_update(bk_blake3 *b, const char *p, size_t n);
/* The value of the subtree that is number `i` from 0, of all its bytes, which more bytes follow. It
 * reads nothing that is written by joining, so that threads may do several at a time. */
void bk_blake3_subtree(const bk_blake3 *b, uint64_t i, const char *p, uint32_t value[8]);
/* As an update with the bytes of the next subtree, where only whole subtrees came before. */
void bk_blake3_join(bk_blake3 *b, const uint32_t value[8]);
/* The first `n` bytes of the output for the bytes so far; more may be added after. */
void bk_blake3_final(const bk_blake3 *b, unsigned char *out, size_t n);

#endif
