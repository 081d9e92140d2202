/* UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing past U+10FFFF. */
#ifndef BK_UTF8_H
#define BK_UTF8_H

#include <stddef.h>

/* Length (1 to 4) of the well-formed sequence that p[0..n) starts with; 0 when there is none. */
size_t bk_utf8_length(const char *p, size_t n);

/* How many bytes one U+FFFD stands for where bk_utf8_length is 0: the longest beginning of a
 * sequence, at least 1 (Unicode 15, 3.9, "maximal subpart"). n must not be 0. */
size_t bk_utf8_bad_length(const char *p, size_t n);

#endif
