/* Spreading the bits of a number, so that numbers that are near each other or have gaps become
 * hashes. Fixed: the same number gives the same hash on every machine. */
#ifndef BK_MIX_H
#define BK_MIX_H

#include <stdint.h>

/* The finalizer of SplitMix64 (Steele, Lea and Flood 2014): every input bit reaches every output
 * bit. */
static inline uint64_t bk_mix(uint64_t x) {
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9u;
    x ^= x >> 27;
    x *= 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

#endif
