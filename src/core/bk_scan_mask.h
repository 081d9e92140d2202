/* Where an indicator may be: one bit a byte, for 64 bytes a word and several words at a time.
 *
 * Bytes are turned into eight masks of their bits; classes of bytes are what & | ~ make of those,
 * and what stands k bytes before is such a mask shifted by k. So one operation looks at as many
 * bytes as a vector has bits.
 *
 * A bit is set on the last byte of what makes a place interesting ("e" of "rule", the letter after
 * the dot of "a.b"), so that only bytes before it were looked at: the 64 before are all the context
 * there is. Bits are cheap promises, not findings: the walkers of bk_scan.c look at each by hand.
 */
#ifndef BK_SCAN_MASK_H
#define BK_SCAN_MASK_H

#include <stddef.h>
#include <stdint.h>

enum { BK_SCAN_WORDS = 8, BK_SCAN_MARKED = 64 * BK_SCAN_WORDS };

/* The ways in which a place may be interesting. */
typedef struct bk_scan_anchors {
    uint64_t name[BK_SCAN_WORDS];   /* what joins names: dots, @, ://, however they are written */
    uint64_t colon[BK_SCAN_WORDS];  /* IPv6, MAC */
    uint64_t token[BK_SCAN_WORDS];  /* digests, coins, identifiers */
    uint64_t fuzzy[BK_SCAN_WORDS];  /* ssdeep */
    uint64_t person[BK_SCAN_WORDS]; /* numbers of persons: phone, card, IBAN, national ids */
    uint64_t path[BK_SCAN_WORDS];   /* files, registry, user agents, rules */
    uint64_t any[BK_SCAN_WORDS];    /* one of these */
    uint64_t in_alnum[BK_SCAN_WORDS], in_name[BK_SCAN_WORDS]; /* which bytes are letters or digits;
                                                                 these, or - or _ */
} bk_scan_anchors;

/* What is kept of the 64 bytes before: masks of classes, some of them joined ones. Starts zeroed.
 */
/* clang-format off */
#define BK_SCAN_CARRIED(MASK) \
    MASK(alnum) MASK(join) MASK(name) MASK(start) MASK(digit) MASK(alpha) MASK(upper) \
    MASK(high) MASK(blank) MASK(dash) MASK(dot) MASK(colon) MASK(slash) MASK(back) \
    MASK(open) MASK(shut) MASK(round) MASK(gap) MASK(less) MASK(star) MASK(plus) \
    MASK(percent) MASK(tilde) MASK(zero) MASK(date) MASK(other) MASK(chain) MASK(a) MASK(d) \
    MASK(h) MASK(l) MASK(r) MASK(s) MASK(t) MASK(u) MASK(x) MASK(vw) MASK(weak) MASK(code) \
    MASK(r2) MASK(r4) MASK(r8) MASK(r26) MASK(d2) MASK(d4) MASK(d13) MASK(c0)
/* clang-format on */
typedef struct bk_scan_carry {
#define BK_ONE(mask) uint64_t mask;
    BK_SCAN_CARRIED(BK_ONE)
#undef BK_ONE
} bk_scan_carry;

/* The anchors of p[0..BK_SCAN_MARKED). */
typedef void bk_scan_mark(const unsigned char *p, bk_scan_carry *carry, bk_scan_anchors *out);

bk_scan_mark bk_scan_mark_portable; /* in the compiler's own vectors */

/* Those that this processor has, the fastest first; NULL behind the last. All give the same. */
bk_scan_mark *bk_scan_marker(size_t i);

#endif
