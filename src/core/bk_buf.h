/* A growable run of bytes with a cap. It starts zeroed ({0}); bk_buf_free makes it so again.
 *
 * Once an append fails the buffer keeps `failed` and ignores later appends, so that a writer may
 * append without looking and ask once at the end. */
#ifndef BK_BUF_H
#define BK_BUF_H

#include "bk_status.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct bk_buf {
    char *p;
    size_t n;        /* bytes in use */
    size_t capacity; /* bytes allocated */
    size_t cap;      /* most bytes ever; 0 means no cap of its own */
    bk_code failed;  /* BK_OK, BK_E_MEMORY or BK_E_LIMIT */
    bool secret;     /* set before the first byte: in locked pages, which are wiped (bk_pages) */
} bk_buf;

void bk_buf_free(bk_buf *b);

/* Make room for `more` bytes beyond b->n. */
bk_code bk_buf_reserve(bk_buf *b, size_t more);
bk_code bk_buf_add(bk_buf *b, const char *p, size_t n);
bk_code bk_buf_add_char(bk_buf *b, char c);
bk_code bk_buf_add_string(bk_buf *b, const char *s); /* NUL-terminated */
/* Append the code point as UTF-8; surrogates and values past U+10FFFF become U+FFFD. */
bk_code bk_buf_add_utf8(bk_buf *b, unsigned long codepoint);

#endif
