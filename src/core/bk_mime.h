/* Mail as it comes: RFC 5322 fields, the tree of MIME parts (RFC 2045, 2046), encoded words (RFC 2047),
 * parameters in pieces and charsets (RFC 2231), transfer encodings. Everything is read leniently, by
 * offsets into the message; nothing is copied until it is decoded. */
#ifndef BK_MIME_H
#define BK_MIME_H

#include "bk_buf.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum bk_mime_kind { BK_MIME_LEAF, BK_MIME_MULTIPART, BK_MIME_MESSAGE } bk_mime_kind;

typedef enum bk_mime_encoding {
    BK_MIME_PLAIN, /* 7bit, 8bit, binary, and what nobody knows */
    BK_MIME_BASE64,
    BK_MIME_QUOTED,
    BK_MIME_UUENCODE
} bk_mime_encoding;

enum {                          /* what a part lacks, as bits */
    BK_MIME_NO_BOUNDARY = 1,    /* a multipart that names none, or in which it does not occur */
    BK_MIME_UNCLOSED = 2,       /* a multipart without its closing boundary */
    BK_MIME_NO_SEPARATOR = 4,   /* no empty line between the fields and the body */
    BK_MIME_TOO_DEEP = 8,       /* parts within it were left as text */
    BK_MIME_UNKNOWN_ENCODING = 16
};

typedef struct bk_mime_part {
    size_t parent; /* index; the root is its own */
    size_t head, head_n, body, body_n;
    unsigned depth; /* 0 for the root */
    unsigned lacks;
    bk_mime_kind kind;
    bk_mime_encoding encoding;
    bool digest; /* its type is message/rfc822 unless it says otherwise */
} bk_mime_part;

typedef struct bk_mime {
    bk_mime_part *parts; /* in the order of the message: a part before those in it */
    size_t count, capacity;
    bool cut; /* there were more than the most allowed */
} bk_mime;

enum { BK_MIME_DEPTH_MAX = 100 };

/* Parse p[0..n) into the zeroed *m. Parts deeper than `depth` are left as one text, parts past `most`
 * are not kept. */
bk_code bk_mime_parse(bk_mime *m, const char *p, size_t n, unsigned depth, size_t most,
                      bk_error *err);
void bk_mime_free(bk_mime *m);

/* ---- fields ---- */

typedef struct bk_mime_field {
    const char *name, *value; /* the value still folded, without the line's end */
    size_t name_n, value_n;
} bk_mime_field;

/* The next field of a head from *at on, which starts at 0; false at its end. Lines that are none are
 * passed over. */
bool bk_mime_field_next(const char *p, size_t n, size_t *at, bk_mime_field *field);
/* The first field of that (lower-case) name. */
bool bk_mime_field_find(const char *p, size_t n, const char *name, bk_mime_field *field);

/* An encoded word, "=?charset*language?Q?text?=". */
typedef struct bk_mime_word {
    const char *charset, *text;
    size_t charset_n, text_n, length; /* of all of it */
    char how;                         /* 'b' or 'q' */
} bk_mime_word;

/* The one that p[0..n) begins with; false when there is none. */
bool bk_mime_word_read(const char *p, size_t n, bk_mime_word *w);

/* A value in one line: the ends of folded lines taken out. */
bk_code bk_mime_unfold(const char *p, size_t n, bk_buf *out);
/* The same as UTF-8, encoded words decoded; bytes beyond ASCII that are no UTF-8 are guessed at. */
bk_code bk_mime_words(const char *p, size_t n, bk_buf *out);

/* What a structured value (Content-Type, Content-Disposition) starts with, in lower case. */
bk_code bk_mime_token(const char *p, size_t n, bk_buf *out);
/* Its parameter of that (lower-case) name as UTF-8; *found says whether there is one. */
bk_code bk_mime_parameter(const char *p, size_t n, const char *name, bk_buf *out, bool *found);

/* ---- bodies ---- */

bk_code bk_mime_decode(bk_mime_encoding encoding, const char *p, size_t n, bk_buf *out);

#endif
