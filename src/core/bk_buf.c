#include "bk_buf.h"

#include "bk_pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void bk_buf_free(bk_buf *b) {
    if (!b->secret) free(b->p);
    else if (b->p) bk_pages_drop(b->p, b->capacity);
    *b = (bk_buf){.cap = b->cap, .secret = b->secret};
}

enum { PAGE = 4096 };

/* The bytes in new pages; the old ones are wiped. */
static char *moved(bk_buf *b, size_t grown) {
    char *p = bk_pages_new(grown, NULL);
    if (!p || !b->p) return p;
    memcpy(p, b->p, b->n);
    bk_pages_drop(b->p, b->capacity);
    return p;
}

bk_code bk_buf_reserve(bk_buf *b, size_t more) {
    if (b->failed) return b->failed;
    if (more <= b->capacity - b->n) return BK_OK;
    if (more > SIZE_MAX / 2 - b->n) return b->failed = BK_E_LIMIT;
    size_t need = b->n + more;
    if (b->cap && need > b->cap) return b->failed = BK_E_LIMIT;
    size_t grown = b->capacity + b->capacity / 2 + 64;
    if (grown < need) grown = need;
    if (b->cap && grown > b->cap) grown = b->cap;
    if (b->secret) grown = (grown + PAGE - 1) / PAGE * PAGE;
    char *p = b->secret ? moved(b, grown) : realloc(b->p, grown);
    if (!p) return b->failed = BK_E_MEMORY;
    b->p = p;
    b->capacity = grown;
    return BK_OK;
}

bk_code bk_buf_add(bk_buf *b, const char *p, size_t n) {
    bk_code code = bk_buf_reserve(b, n);
    if (code || !n) return code;
    memcpy(b->p + b->n, p, n);
    b->n += n;
    return BK_OK;
}

bk_code bk_buf_add_char(bk_buf *b, char c) {
    return bk_buf_add(b, &c, 1);
}

bk_code bk_buf_add_string(bk_buf *b, const char *s) {
    return bk_buf_add(b, s, strlen(s));
}

bk_code bk_buf_add_utf8(bk_buf *b, unsigned long c) {
    char u[4];
    size_t n;
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
    if (c < 0x80) {
        u[0] = (char)c;
        n = 1;
    } else if (c < 0x800) {
        u[0] = (char)(0xC0 | (c >> 6));
        u[1] = (char)(0x80 | (c & 0x3F));
        n = 2;
    } else if (c < 0x10000) {
        u[0] = (char)(0xE0 | (c >> 12));
        u[1] = (char)(0x80 | ((c >> 6) & 0x3F));
        u[2] = (char)(0x80 | (c & 0x3F));
        n = 3;
    } else {
        u[0] = (char)(0xF0 | (c >> 18));
        u[1] = (char)(0x80 | ((c >> 12) & 0x3F));
        u[2] = (char)(0x80 | ((c >> 6) & 0x3F));
        u[3] = (char)(0x80 | (c & 0x3F));
        n = 4;
    }
    return bk_buf_add(b, u, n);
}
