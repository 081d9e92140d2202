/* Where in 64 bytes an indicator may be: one bit a byte, found by comparing all of them at once.
 *
 * A bit is set on the last byte of what makes a place interesting ("e" of "rule", the letter after
 * the dot of "a.b"), so that only bytes before it were looked at: the block before is all the
 * context there is. Bits are cheap promises, not findings: the walkers of bk_scan.c look at each by
 * hand. */
#ifndef BK_SCAN_MASK_H
#define BK_SCAN_MASK_H

#include <stdint.h>

/* The ways in which a place may be interesting. */
typedef struct bk_scan_anchors {
    uint64_t name;   /* what joins names: dots, @, ://, however they are written */
    uint64_t colon;  /* IPv6, MAC */
    uint64_t token;  /* digests, coins, identifiers */
    uint64_t fuzzy;  /* ssdeep */
    uint64_t person; /* numbers of persons: phone, card, IBAN, national ids */
    uint64_t path;   /* files, registry, user agents, rules */
} bk_scan_anchors;

/* What is kept of the block before: masks, some of them joined ones. Starts zeroed. */
typedef struct bk_scan_carry {
    uint64_t alpha, digit, upper, join, dot, colon, blank, dash, high, open, slash, back, start,
        chain, run[4], digits[3];
} bk_scan_carry;

/* The anchors of p[0..64); p[-16..0) is readable. */
typedef void bk_scan_mark(const unsigned char *p, bk_scan_carry *carry, bk_scan_anchors *out);

bk_scan_mark bk_scan_mark_portable; /* in the compiler's own vectors */
#if defined(__x86_64__)
bk_scan_mark bk_scan_mark_sse2;
bk_scan_mark bk_scan_mark_avx2;
bk_scan_mark bk_scan_mark_avx512;
#endif

enum { BK_SCAN_MARK_BEFORE = 16 };

/* The fastest that this processor has. */
bk_scan_mark *bk_scan_marker(void);

#endif
