/* From the bytes of a document to UTF-8: labels as the WHATWG Encoding Standard knows them
 * (https://encoding.spec.whatwg.org/) and its decoders, detection for bytes without any label. What
 * cannot be decoded becomes U+FFFD and is counted: nothing is lost silently. */
#ifndef BK_CHARSET_H
#define BK_CHARSET_H

#include "bk_buf.h"

/* The standard's name for a label ("latin1" is "windows-1252"), in the standard's spelling, or NULL.
 * White space around the label and case do not matter. */
const char *bk_charset_name(const char *label, size_t n);

/* The encoding that a byte-order mark names, or NULL; *length is the mark's length. */
const char *bk_charset_mark(const char *p, size_t n, size_t *length);

/* The encoding that a page names in its first bytes, or an XML document (`xml`) in its declaration; or
 * NULL. Then p[*first..*first + *length) is the label that was there and unknown, if one was. */
const char *bk_charset_prescan(const char *p, size_t n, bool xml, size_t *first, size_t *length);

/* The encoding that p[0..n) is likely in when nothing names one: never NULL. */
const char *bk_charset_detect(const char *p, size_t n);

/* Does p[0..n) hold only well-formed UTF-8? *first is the offset of the first that is not. */
bool bk_charset_is_utf8(const char *p, size_t n, size_t *first);

/* Append p[0..n), in the encoding of the given name, to out as UTF-8. *bad counts the U+FFFD put in,
 * *first is the 1-based position of the first one's bytes (0 when none). BK_E_TYPE for a name that
 * bk_charset_name does not give. */
bk_code bk_charset_decode(const char *name, const char *p, size_t n, bk_buf *out, size_t *bad,
                          size_t *first, bk_error *err);

#endif
