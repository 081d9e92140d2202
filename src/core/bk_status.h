/* How the core reports failure: a plain struct, filled by the callee, no allocation, no globals.
 *
 * Every core function that can fail returns a bk_code and takes a `bk_error *` that may be NULL.
 * Line and column are not kept: bk_error_locate works them out when somebody asks. */
#ifndef BK_STATUS_H
#define BK_STATUS_H

#include <stddef.h>

typedef enum bk_code {
    BK_OK = 0,
    BK_E_MEMORY,   /* out of memory */
    BK_E_LIMIT,    /* a limit given by the caller was passed: size, depth, count, ratio, time */
    BK_E_SYNTAX,   /* the bytes are not what the format allows */
    BK_E_ENCODING, /* the bytes are not text in the encoding they were said to be in */
    BK_E_RANGE,    /* well-formed, but no such value: 30 February, port 70000 */
    BK_E_IO,       /* the operating system refused; the message says what */
    BK_E_TYPE,     /* readable, but not the kind of thing that was asked for */
    BK_E_EMPTY,    /* nothing in it */
    BK_E_SMALL,    /* too little of it for an answer that means anything */
    BK_E_UNIFORM,  /* too little variety in it for an answer that means anything */
    BK_E_CHANGED   /* a file was written to, cut or replaced while it was read */
} bk_code;

typedef struct bk_error {
    bk_code code;
    size_t position;   /* 1-based byte position in the input, 0 when unknown */
    char message[160]; /* English, one line, without the source's name */
} bk_error;

/* The short stable name of a code, as Lua sees it: "syntax", "limit", "io"... */
const char *bk_code_name(bk_code code);

/* Fill *err (unless NULL) and return `code`, so that a caller can write `return bk_fail(...)`. */
__attribute__((format(printf, 4, 5)))
bk_code bk_fail(bk_error *err, bk_code code, size_t position, const char *format, ...);

/* 1-based line and column (in bytes) of the 1-based `position` in p[0..n). */
void bk_error_locate(const char *p, size_t n, size_t position, size_t *line, size_t *column);

#endif
