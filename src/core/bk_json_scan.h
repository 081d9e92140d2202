/* The strict half of the JSON reader: RFC 8259 and nothing else, without recursion.
 *
 * bk_json_scan checks p[0..n) and writes what the tree builder (bk_json.c) is fed with: the same
 * document without white space, each number as "0" (its value goes to the list of numbers, in
 * document order), each \u0000 as the bytes C0 80, which no well-formed input holds, so that
 * strings may stay NUL-terminated in between. A byte order mark in front is skipped. */
#ifndef BK_JSON_SCAN_H
#define BK_JSON_SCAN_H

#include "bk_buf.h"

#include <stdbool.h>
#include <stdint.h>

#define BK_JSON_DEPTH_MAX 1000 /* what the tree builder can nest */

typedef struct bk_json_limits {
    size_t bytes;  /* of the input; 0: no limit */
    size_t values; /* of all kinds; 0: no limit. Each takes about 100 bytes of memory */
    size_t depth;  /* of arrays and objects; 0 or more than BK_JSON_DEPTH_MAX: that */
    bool replace;  /* ill-formed UTF-8 and lone surrogates become U+FFFD, not an error */
} bk_json_limits;

typedef struct bk_json_number {
    bool is_integer; /* written without point and exponent, and fits */
    union {
        int64_t integer;
        double real;
    } as;
} bk_json_number;

typedef struct bk_json_scanned {
    bk_buf text;    /* for the tree builder */
    bk_buf numbers; /* an array of bk_json_number */
    bool has_nul;   /* C0 80 stands for U+0000 somewhere */
} bk_json_scanned;

/* `out` starts zeroed; the caller frees both buffers, also after an error. */
bk_code bk_json_scan(const char *p, size_t n, const bk_json_limits *limits, bk_json_scanned *out,
                     bk_error *err);

/* 1-based position of the key that is number `ordinal` (from 1, in document order) of a document
 * that bk_json_scan has accepted; 0 when there are fewer. */
size_t bk_json_key_position(const char *p, size_t n, size_t ordinal);

#endif
