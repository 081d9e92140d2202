/* TLSH, a locality-sensitive digest (Oliver, Cheng and Chen: TLSH, a locality sensitive hash,
 * 2013): like bytes give like digests, and the distance of two digests tells how unlike the bytes
 * are. Form "T1": 128 buckets and a checksum of one byte; the older wide form of 256 buckets and
 * three bytes has no such mark. */
#ifndef BK_TLSH_H
#define BK_TLSH_H

#include "bk_status.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    BK_TLSH_LEAST = 50,       /* bytes */
    BK_TLSH_TEXT_MAX = 2 * 69 /* characters: 3 + 1 + 1 + 64 bytes in hex */
};

typedef struct bk_tlsh {
    uint64_t n;
    uint32_t buckets[256];
    unsigned char last[4]; /* the bytes before, oldest first */
    unsigned char checksum[3];
    bool wide;
} bk_tlsh;

void bk_tlsh_init(bk_tlsh *t, bool wide);
void bk_tlsh_update(bk_tlsh *t, const char *p, size_t n);
/* The digest of the bytes so far, in upper-case hex with a NUL. BK_E_SMALL below 50 bytes,
 * BK_E_UNIFORM where too few different trigrams leave at least half of the buckets empty,
 * BK_E_LIMIT above 4,224,281,216 bytes. */
bk_code bk_tlsh_text(const bk_tlsh *t, char out[BK_TLSH_TEXT_MAX + 1], bk_error *err);

/* A digest as numbers, to be compared with many. A bucket's value, 0 to 3 by quartiles, has a bit
 * in `high` and one in `low`: `high` says which buckets are above the median. */
typedef struct bk_tlsh_code {
    uint64_t high[4], low[4]; /* two each, unless wide */
    uint32_t checksum;
    uint8_t length, ratio[2];
    bool wide;
} bk_tlsh_code;

/* BK_E_SYNTAX for what is no TLSH digest. Either case of hex is read. */
bk_code bk_tlsh_read(const char *p, size_t n, bk_tlsh_code *code, bk_error *err);
/* From 0 (alike) upwards, of two of one form; `length` says whether the difference of the lengths
 * counts. */
unsigned bk_tlsh_compare(const bk_tlsh_code *a, const bk_tlsh_code *b, bool length);
/* The same of two texts. BK_E_SYNTAX, and BK_E_TYPE for two of different forms. */
bk_code bk_tlsh_distance(const char *a, size_t an, const char *b, size_t bn, bool length,
                         unsigned *distance, bk_error *err);

#endif
