/* From the bytes of a page to the characters that they stand for: character references, line ends, NULs
 * (HTML Standard, 13.2.3.5 and 13.2.5.72 to 80). */
#ifndef BK_HTML_DECODE_H
#define BK_HTML_DECODE_H

#include "bk_buf.h"

/* What is done besides turning CR LF and CR into LF. */
enum {
    BK_HTML_REFERENCES = 1, /* decode &amp; &#38; */
    BK_HTML_ATTRIBUTE = 2,  /* references as in an attribute's value: "&lt=" and "&lta" stand for themselves */
    BK_HTML_NUL_MARK = 4,   /* NUL becomes U+FFFD */
    BK_HTML_NUL_DROP = 8,   /* NUL goes */
    BK_HTML_LOWER = 16      /* A to Z become a to z: names */
};

/* Append p[0..n), UTF-8, decoded as `how` says. The result is never longer than 3 n bytes. */
void bk_html_decode(const char *p, size_t n, unsigned how, bk_buf *out);

/* Append what the reference at p[0] == '&' stands for; how many bytes it took, 0 when it is none. */
size_t bk_html_reference(const char *p, size_t n, unsigned how, bk_buf *out);

/* Does decoding leave p[0..n) as it is? */
bool bk_html_is_plain(const char *p, size_t n);

#endif
