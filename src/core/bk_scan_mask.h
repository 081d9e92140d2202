/* Where in 64 bytes an indicator may be: one bit a byte, found by comparing all of them at once.
 *
 * A bit is set on the last byte of what makes a place interesting ("e" of "rule", the letter after
 * the dot of "a.b"), so that only bytes before it were looked at: the block before is all the
 * context there is. Bits are cheap promises, not findings: the walkers of bk_scan.c look at each by
 * hand. */
#ifndef BK_SCAN_MASK_H
#define BK_SCAN_MASK_H

#include <stdint.h>

/* The classes of bytes, a mask each. Letters count in either case. */
#define BK_SCAN_BYTES(EQ, RANGE, LETTER, LETTERS)                                                  \
    RANGE(digit, '0', '9')                                                                         \
    RANGE(upper, 'A', 'Z')                                                                         \
    LETTERS(alpha, 'a', 'z')                                                                       \
    LETTERS(a_to_f, 'a', 'f')                                                                      \
    EQ(dot, '.')                                                                                   \
    EQ(colon, ':') EQ(at, '@') EQ(slash, '/') EQ(back, '\\') EQ(dash, '-') EQ(under, '_')          \
        EQ(blank, ' ') EQ(plus, '+') EQ(percent, '%') EQ(tilde, '~') EQ(star, '*') EQ(zero, '0')   \
            EQ(square, '[') EQ(round, '(') EQ(curly, '{') EQ(angle, '<') EQ(unsquare, ']')         \
                EQ(unround, ')') LETTER(a) LETTER(d) LETTER(e) LETTER(g) LETTER(h) LETTER(k)       \
                    LETTER(l) LETTER(n) LETTER(p) LETTER(r) LETTER(s) LETTER(t) LETTER(u)          \
                        LETTER(v) LETTER(w) LETTER(x)

typedef struct bk_scan_bytes {
#define BK_EQ(name, what) uint64_t name;
#define BK_RANGE(name, from, to) uint64_t name;
#define BK_LETTER(name) uint64_t name;
    BK_SCAN_BYTES(BK_EQ, BK_RANGE, BK_LETTER, BK_RANGE)
#undef BK_EQ
#undef BK_RANGE
#undef BK_LETTER
    uint64_t high; /* 0x80 and above */
} bk_scan_bytes;

typedef void bk_scan_classify(const unsigned char p[64], bk_scan_bytes *out);

bk_scan_classify bk_scan_classify_portable;
#if defined(__x86_64__)
bk_scan_classify bk_scan_classify_sse2;
bk_scan_classify bk_scan_classify_avx2;
#endif

/* The fastest that this processor has. */
bk_scan_classify *bk_scan_classifier(void);

/* The ways in which a place may be interesting. */
typedef struct bk_scan_anchors {
    uint64_t name;   /* what joins names: dots, @, ://, however they are written */
    uint64_t colon;  /* IPv6, MAC */
    uint64_t token;  /* digests, coins, identifiers */
    uint64_t fuzzy;  /* ssdeep */
    uint64_t person; /* numbers of persons: phone, card, IBAN, national ids */
    uint64_t path;   /* files, registry, user agents, rules */
} bk_scan_anchors;

/* What is kept of the block before. Starts zeroed. */
typedef struct bk_scan_carry {
    bk_scan_bytes bytes;
    uint64_t name, alnum, start, chain, run[5], digits[3], code;
} bk_scan_carry;

void bk_scan_anchor(const bk_scan_bytes *bytes, bk_scan_carry *carry, bk_scan_anchors *out);

#endif
