#include "bk_utf8.h"

/* Table 3-7 of the Unicode Standard: what may follow each first byte. */
static size_t first_byte(unsigned char c, unsigned char *low, unsigned char *high) {
    *low = 0x80;
    *high = 0xBF;
    if (c < 0x80) return 1;
    if (c < 0xC2 || c > 0xF4) return 0;
    if (c < 0xE0) return 2;
    if (c < 0xF0) {
        if (c == 0xE0) *low = 0xA0;
        if (c == 0xED) *high = 0x9F;
        return 3;
    }
    if (c == 0xF0) *low = 0x90;
    if (c == 0xF4) *high = 0x8F;
    return 4;
}

/* The bytes of the sequence that are there and right; *want is how many there should be. */
static size_t match(const char *p, size_t n, size_t *want) {
    unsigned char low, high;
    *want = first_byte((unsigned char)p[0], &low, &high);
    if (!*want) return 0;
    for (size_t i = 1; i < *want; i++) {
        unsigned char c = i < n ? (unsigned char)p[i] : 0;
        if (c < low || c > high) return i;
        low = 0x80;
        high = 0xBF;
    }
    return *want;
}

size_t bk_utf8_length(const char *p, size_t n) {
    size_t want;
    return n && match(p, n, &want) == want ? want : 0;
}

size_t bk_utf8_bad_length(const char *p, size_t n) {
    size_t want, got = match(p, n, &want);
    return got ? got : 1;
}
