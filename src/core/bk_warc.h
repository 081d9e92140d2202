/* WARC files (ISO 28500:2017, "WARC 1.1"; 1.0 and 0.18 differ in nothing that matters here): records
 * out of a file or bytes, one at a time in constant memory, plain or in gzip members; and records
 * made to be appended. */
#ifndef BK_WARC_H
#define BK_WARC_H

#include "bk_buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <zlib.h>

enum { BK_WARC_HEAD_MAX = 1 << 16, BK_WARC_CHUNK = 1 << 15 };

/* ---- reading ---- */

typedef struct bk_warc {
    int fd;              /* -1: from bytes */
    const char *bytes;   /* until closed */
    size_t n_bytes;
    bool open, ended;    /* ended: at the end of the input, or past what cannot be read */
    bool gzip, unpacking;
    z_stream z;
    uint64_t base;       /* where in the file reading started */
    uint64_t fed;        /* bytes of input taken by now */
    uint64_t member;     /* where the gzip member began that `out` comes from */
    char *in, *out;      /* BK_WARC_CHUNK bytes each */
    size_t in_at, in_n, out_at, out_n;
    /* the current record */
    uint64_t offset;     /* of its first byte in the file, or of its gzip member */
    uint64_t length, left; /* of its block */
    bk_buf head;         /* its named fields, as they stand, without the version */
    char version[8];     /* "1.1" */
} bk_warc;

/* `w` starts zeroed. Reading starts at `offset`, where a record starts. */
bk_code bk_warc_open_file(bk_warc *w, const char *path, uint64_t offset, bk_error *err);
bk_code bk_warc_open_bytes(bk_warc *w, const char *p, size_t n, bk_error *err);
void bk_warc_close(bk_warc *w);

/* Go to the next record; what is left of the block before it is skipped. BK_E_EMPTY at the end,
 * BK_E_SYNTAX for what is no record, is cut off or is damaged: nothing can be read after it.
 * BK_E_LIMIT for a head past BK_WARC_HEAD_MAX. Positions are 1-based bytes of the file. */
bk_code bk_warc_next(bk_warc *w, bk_error *err);
/* At most n bytes of the block; *got is 0 at its end. */
bk_code bk_warc_block(bk_warc *w, char *p, size_t n, size_t *got, bk_error *err);

/* Each named field of the head in turn; *at starts at 0. A value that goes on in further lines is
 * what stands between its first and last byte, line ends included. */
typedef struct bk_warc_field {
    const char *name, *value;
    size_t n_name, n_value;
} bk_warc_field;
bool bk_warc_field_next(const bk_buf *head, size_t *at, bk_warc_field *field);

/* ---- writing ---- */

/* Append a record of version 1.1 to `out`: the fields in their order, Content-Length, the block; as a
 * gzip member of its own when `gzip`. BK_E_SYNTAX for a name that is no token, or a value with a
 * control character. */
bk_code bk_warc_record(bk_buf *out, const bk_warc_field *fields, size_t n_fields, const char *block,
                       size_t n, bool gzip, bk_error *err);

#endif
