/* References of RFC 3986, resolved against a base. The bytes are not judged: an address that a stranger
 * wrote is put together, not repaired. */
#ifndef BK_URI_H
#define BK_URI_H

#include "bk_buf.h"

/* Length of the scheme that p[0..n) starts with, without its colon; 0 for a relative reference. */
size_t bk_uri_scheme(const char *p, size_t n);

/* Append the reference, resolved against the base by RFC 3986, 5.2. Without a base that has a scheme
 * the reference stays as it is. */
bk_code bk_uri_resolve(const char *base, size_t base_n, const char *reference, size_t n, bk_buf *out);

#endif
