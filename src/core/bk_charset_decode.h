/* The decoders of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/), one for each
 * family of encodings. What is no character becomes U+FFFD, as the standard says which bytes. */
#ifndef BK_CHARSET_DECODE_H
#define BK_CHARSET_DECODE_H

#include "bk_buf.h"

#include <stdint.h>
#include <string.h>

typedef struct bk_sink {
    bk_buf *out;
    size_t bad;   /* U+FFFD put in */
    size_t first; /* 1-based position of the bytes of the first one; 0: none */
} bk_sink;

typedef void bk_decoder(const unsigned char *p, size_t n, bk_sink *to);

bk_decoder bk_decode_utf8, bk_decode_utf16le, bk_decode_utf16be, bk_decode_user_defined,
    bk_decode_replacement, bk_decode_gb18030, bk_decode_big5, bk_decode_euc_jp,
    bk_decode_iso_2022_jp, bk_decode_shift_jis, bk_decode_euc_kr;

/* `upper` is the row of bk_charset_single. */
void bk_decode_single(const unsigned char *p, size_t n, const uint_least16_t *upper, bk_sink *to);

/* How many of p[0..n) are ASCII. */
static inline size_t bk_ascii_run(const unsigned char *p, size_t n) {
    size_t i = 0;
    while (n - i >= 8) {
        uint64_t word;
        memcpy(&word, p + i, 8);
        if (word & 0x8080808080808080u) break;
        i += 8;
    }
    while (i < n && p[i] < 0x80) i++;
    return i;
}

/* Append one code point that is no surrogate. */
static inline void bk_sink_put(bk_sink *to, uint32_t c) {
    bk_buf *out = to->out;
    if (out->capacity - out->n < 4 && bk_buf_reserve(out, 4)) return;
    unsigned char *q = (unsigned char *)out->p + out->n;
    if (c < 0x80) {
        q[0] = (unsigned char)c;
        out->n += 1;
    } else if (c < 0x800) {
        q[0] = (unsigned char)(0xC0 | c >> 6);
        q[1] = (unsigned char)(0x80 | (c & 0x3F));
        out->n += 2;
    } else if (c < 0x10000) {
        q[0] = (unsigned char)(0xE0 | c >> 12);
        q[1] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
        q[2] = (unsigned char)(0x80 | (c & 0x3F));
        out->n += 3;
    } else {
        q[0] = (unsigned char)(0xF0 | c >> 18);
        q[1] = (unsigned char)(0x80 | (c >> 12 & 0x3F));
        q[2] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
        q[3] = (unsigned char)(0x80 | (c & 0x3F));
        out->n += 4;
    }
}

/* U+FFFD for the bytes at offset `at`. */
static inline void bk_sink_bad(bk_sink *to, size_t at) {
    if (!to->bad++) to->first = at + 1;
    bk_sink_put(to, 0xFFFD);
}

#endif
