/* UTF-16 that comes in pieces, as UTF-8. */
#ifndef BK_UTF16_H
#define BK_UTF16_H

#include "bk_buf.h"

/* Append the characters of p[0..n), whose bytes are in the order given. Returns how many bytes are done with: what is left must
 * be given again, with more behind it, unless it is the `last`, of which nothing is left; half a unit at the end is nothing. A
 * surrogate without its other half becomes U+FFFD. */
size_t bk_utf16_read(const char *p, size_t n, bool big, bool last, bk_buf *out);

#endif
