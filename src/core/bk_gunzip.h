/* Unpacking gzip (RFC 1952), all members, with a cap on what comes out. */
#ifndef BK_GUNZIP_H
#define BK_GUNZIP_H

#include "bk_buf.h"

/* Append the unpacked bytes to out; out->cap is the limit. BK_E_SYNTAX for a bad or cut stream (what
 * came before it is in out), BK_E_LIMIT past the cap. */
bk_code bk_gunzip(const char *p, size_t n, bk_buf *out, bk_error *err);

#endif
