/* UTF-16 that comes in pieces, as UTF-8. */
#ifndef BK_UTF16_H
#define BK_UTF16_H

#include "bk_buf.h"

static inline unsigned bk_utf16_unit(const char *p, bool big) {
    unsigned a = (unsigned char)p[0], b = (unsigned char)p[1];
    return big ? a << 8 | b : b << 8 | a;
}

/* The character at the beginning of p[0..n), two bytes at least, and its *width: 0 when its other half is still to come, since
 * these are not the `last` bytes. A surrogate without that half is given as it is. */
static inline unsigned long bk_utf16_next(const char *p, size_t n, bool big, bool last, size_t *width) {
    unsigned unit = bk_utf16_unit(p, big);
    *width = 2;
    if (unit >> 10 != 0xD800 >> 10) return unit;
    if (n < 4) {
        if (!last) *width = 0;
        return unit;
    }
    unsigned low = bk_utf16_unit(p + 2, big);
    if (low >> 10 != 0xDC00 >> 10) return unit;
    *width = 4;
    return 0x10000 + ((unit & 0x3FFul) << 10) + (low & 0x3FF);
}

/* Append the characters of p[0..n), whose bytes are in the order given. Returns how many bytes are done with: what is left must
 * be given again, with more behind it, unless it is the `last`, of which nothing is left; half a unit at the end is nothing. A
 * surrogate without its other half becomes U+FFFD. */
size_t bk_utf16_read(const char *p, size_t n, bool big, bool last, bk_buf *out);

#endif
