/* What the bytes of a container stand for, and where in the container each of them is written.
 *
 * A view takes the bytes of a container piece by piece and gives what they say: a page's character
 * references, a mail's quoted-printable and base64 bodies, the escapes of JSON and SQL are undone,
 * all else stands as it is. What comes out, and where it is from, does not depend on the pieces.
 * A page, JSON or dump in UTF-16 comes out as UTF-8. It is read leniently: what is none of the
 * container's escapes stays. It looks ahead 64 bytes within an escape and 256 within a line; of a
 * mail's head it keeps 64 KiB. */
#ifndef BK_VIEW_H
#define BK_VIEW_H

#include "bk_buf.h"

#include <stdint.h>

typedef enum bk_view_kind {
    BK_VIEW_NONE,  /* nothing is undone */
    BK_VIEW_HTML,  /* also XML */
    BK_VIEW_MAIL,  /* a message, or a mailbox of them */
    BK_VIEW_JSON,  /* also JSON Lines */
    BK_VIEW_SQL,   /* a dump; '' for one quote, backslashes in E'' and COPY */
    BK_VIEW_MYSQL, /* backslashes in all strings */
    BK_VIEW_KINDS
} bk_view_kind;

/* "none", "html", ...; of no kind: BK_VIEW_KINDS */
const char *bk_view_kind_name(bk_view_kind kind);
bk_view_kind bk_view_kind_named(const char *name);

/* Enough of a beginning to tell by. */
enum { BK_VIEW_SNIFF = 16 * 1024 };
/* The container that bytes are, by their beginning: only what can hardly be anything else. */
bk_view_kind bk_view_sniff(const char *p, size_t n);
enum { BK_VIEW_WIDE = 4 };
/* Whether bytes begin as UTF-16 does, with its mark or with characters of ASCII in so many bytes: the
 * length of the mark, or 0; SIZE_MAX for what does not. */
size_t bk_view_wide(const char *p, size_t n, bool *big);

/* How a stretch of what comes out is written. */
typedef enum bk_view_coding {
    BK_CODING_NONE,
    BK_CODING_HTML,
    BK_CODING_QUOTED,
    BK_CODING_BASE64,
    BK_CODING_JSON,
    BK_CODING_SQL,
    BK_CODING_UTF16LE,
    BK_CODING_UTF16BE
} bk_view_coding;

/* "quoted-printable"; NULL for BK_CODING_NONE */
const char *bk_view_coding_name(bk_view_coding coding);

typedef struct bk_view bk_view;

/* NULL without memory. */
bk_view *bk_view_new(bk_view_kind kind);
void bk_view_free(bk_view *v);

/* Append to `out` what the next bytes of the container say. Of p[0..n) *used are done with; those
 * left must be given again, with more behind them unless they are the `last`, which leave none. */
bk_code bk_view_read(bk_view *v, const char *p, size_t n, bool last, size_t *used, bk_buf *out);

/* Where bytes [first, end) of all that came out are written: bytes [*from, *to) of the container,
 * from the first byte of what the first stands for to the last of what the last does. Returns
 * how they are written, BK_CODING_NONE when they stand there as they are. */
bk_view_coding bk_view_place(const bk_view *v, uint64_t first, uint64_t end, uint64_t *from,
                             uint64_t *to);
/* Nobody will ask for a place before `first` any more. */
void bk_view_forget(bk_view *v, uint64_t first);

#endif
