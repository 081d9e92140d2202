/* Bencoding (BEP 3): a strict pull parser over bytes, without recursion and without allocation. Integers with leading
 * zeros, "-0" and lengths that pass the end are errors; keys out of order are told, since files with such keys are
 * about: what that means is the caller's to say. */
#ifndef BK_BENCODE_H
#define BK_BENCODE_H

#include "bk_status.h"

#include <stdbool.h>
#include <stdint.h>

enum { BK_BENCODE_DEPTH_MAX = 256 };

typedef enum bk_bencode_kind {
    BK_BENCODE_END, /* after the value: what follows it begins at `first` */
    BK_BENCODE_INTEGER,
    BK_BENCODE_STRING,
    BK_BENCODE_KEY, /* of a dictionary: its value follows */
    BK_BENCODE_LIST,
    BK_BENCODE_DICTIONARY,
    BK_BENCODE_CLOSE /* of a list or dictionary: its span is the whole of it */
} bk_bencode_kind;

typedef enum bk_bencode_order {
    BK_BENCODE_SORTED,
    BK_BENCODE_UNSORTED, /* less than the key before it */
    BK_BENCODE_DUPLICATE /* equal to the key before it */
} bk_bencode_order;

typedef struct bk_bencode_token {
    bk_bencode_kind kind;
    bk_bencode_order order; /* of a key */
    size_t first, size;     /* its raw bytes, from 0; of LIST and DICTIONARY only the one that opens it */
    const char *text;       /* of a string or key */
    size_t n_text;
    int64_t integer;
} bk_bencode_token;

typedef struct bk_bencode_frame {
    size_t first;      /* where it begins */
    const char *key;   /* of a dictionary: the last key, NULL before the first */
    size_t n_key;
    bool dictionary, valued; /* valued: the next is a key's value */
} bk_bencode_frame;

typedef struct bk_bencode {
    const char *p;
    size_t n, at;
    size_t depth, depth_most;
    bool done; /* the outermost value is complete */
    bk_bencode_frame stack[BK_BENCODE_DEPTH_MAX];
} bk_bencode;

/* Read the value that begins at p[at]. `depth_most` is held to BK_BENCODE_DEPTH_MAX. */
void bk_bencode_start(bk_bencode *b, const char *p, size_t n, size_t at, size_t depth_most);
/* The next token. BK_E_SYNTAX for what is no bencoding or is cut off, BK_E_RANGE for an integer or length that fits no
 * int64_t, BK_E_LIMIT for what is nested deeper; `at` stays where the error is. */
bk_code bk_bencode_next(bk_bencode *b, bk_bencode_token *token, bk_error *err);
/* After a token that opens: go past its CLOSE, which is what the token then is. Other tokens stay as they are. */
bk_code bk_bencode_skip(bk_bencode *b, bk_bencode_token *token, bk_error *err);

#endif
