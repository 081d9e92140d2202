/* MD5 (RFC 1321), SHA-1, SHA-224 and SHA-256 (FIPS 180-4) of many independent streams side by side, a
 * stream a lane of the processor's vectors: the three wait for their own last result at every step,
 * so that one stream leaves most of a processor idle. Lanes are started, fed whole blocks together
 * and read off singly, so that a lane whose stream ends goes to the next one.
 *
 * Where the processor has no vectors that pay, nothing is offered: one stream is OpenSSL's to
 * digest, and so is a single long one. */
#ifndef BK_LANES_H
#define BK_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BK_LANES_MAX = 16, BK_LANES_BLOCK = 64, BK_LANES_BYTES_MAX = 32 };

typedef void bk_lanes_fn(uint32_t *state, const unsigned char *const p[], size_t blocks);

typedef struct bk_lanes {
    const struct bk_lanes_algorithm *algorithm;
    bk_lanes_fn *fn;
    uint32_t state[8 * BK_LANES_MAX]; /* word i of lane k at BK_LANES_MAX i + k */
} bk_lanes;

/* The ways that this processor can go, best first: "avx512" (16 lanes), "avx2-sha" (8, and SHA-256 left
 * to OpenSSL), "avx2" (8), and always "single", which offers no algorithm; NULL past the end. */
const char *bk_lanes_way(size_t i);
/* Lanes that a way has; 1 of "single", 0 of one that this processor cannot go. */
unsigned bk_lanes_wide(const char *way);

/* False where `way` has nothing better than OpenSSL for the algorithm. */
bool bk_lanes_open(bk_lanes *l, const char *algorithm, const char *way);
bool bk_lanes_big_endian(const bk_lanes *l);
void bk_lanes_start(bk_lanes *l, unsigned lane);
/* As many blocks of every stream; lanes out of use need readable bytes, too. */
void bk_lanes_feed(bk_lanes *l, const unsigned char *const p[], size_t blocks);
/* The last `n` < 64 bytes of a stream of `total`, padded, in `out`; returns the blocks, 1 or 2. */
size_t bk_lanes_pad(unsigned char out[2 * BK_LANES_BLOCK], const unsigned char *rest, size_t n,
                    uint64_t total, bool big_endian);
/* The digest of a lane that was fed its padding; returns its length. */
size_t bk_lanes_digest(const bk_lanes *l, unsigned lane, unsigned char out[BK_LANES_BYTES_MAX]);

#endif
