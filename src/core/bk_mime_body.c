/* Transfer encodings: RFC 2045 6.7 and 6.8, and uuencode (POSIX). What does not belong is passed over. */
#include "bk_base64.h"
#include "bk_hex.h"
#include "bk_mime.h"

#include <string.h>

/* Padding ends a group and not the body: some senders join encoded pieces. */
static bk_code base64(const char *p, size_t n, bk_buf *out) {
    unsigned long bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < n; i++) {
        int v = bk_base64_digit(p[i]);
        if (p[i] == '=') held = 0;
        if (v < 0) continue;
        bits = (bits << 6 | (unsigned long)v) & 0xffffffUL;
        held += 6;
        if (held >= 8) {
            held -= 8;
            (void)bk_buf_add_char(out, (char)(bits >> held & 0xff));
        }
    }
    return out->failed;
}

static bk_code quoted(const char *p, size_t n, bk_buf *out) {
    size_t i = 0;
    while (i < n) {
        const char *next = memchr(p + i, '=', n - i);
        size_t stop = next ? (size_t)(next - p) : n;
        (void)bk_buf_add(out, p + i, stop - i);
        if (stop == n) break;
        size_t k = stop + 1;
        while (k < n && (p[k] == ' ' || p[k] == '\t')) k++;
        if (k == n) break; /* a soft break at the end */
        if (p[k] == '\n' || (p[k] == '\r' && k + 1 < n && p[k + 1] == '\n')) {
            i = k + (p[k] == '\r' ? 2 : 1);
            continue;
        }
        int high = stop + 2 < n ? bk_hex_digit(p[stop + 1]) : -1;
        int low = stop + 2 < n ? bk_hex_digit(p[stop + 2]) : -1;
        if (high >= 0 && low >= 0) {
            (void)bk_buf_add_char(out, (char)(high << 4 | low));
            i = stop + 3;
        } else {
            (void)bk_buf_add_char(out, '=');
            i = stop + 1;
        }
    }
    return out->failed;
}

/* A line's first character counts its bytes; "begin" and "end" stand around the lines. */
static bk_code uuencode(const char *p, size_t n, bk_buf *out) {
    bool begun = false;
    for (size_t i = 0; i < n;) {
        const char *end = memchr(p + i, '\n', n - i);
        size_t stop = end ? (size_t)(end - p) : n;
        size_t length = stop - i;
        if (!begun) {
            begun = length > 6 && memcmp(p + i, "begin ", 6) == 0;
        } else if (length >= 3 && memcmp(p + i, "end", 3) == 0) {
            break;
        } else if (length) {
            size_t left = (size_t)((unsigned char)p[i] - 32) & 63;
            for (size_t k = i + 1; left && k < stop; k += 4) {
                unsigned v[4] = {0, 0, 0, 0};
                for (size_t j = 0; j < 4 && k + j < stop; j++) v[j] = ((unsigned char)p[k + j] - 32U) & 63U;
                unsigned three[3] = {v[0] << 2 | v[1] >> 4, v[1] << 4 | v[2] >> 2, v[2] << 6 | v[3]};
                for (size_t j = 0; j < 3 && left; j++, left--) {
                    (void)bk_buf_add_char(out, (char)(three[j] & 0xff));
                }
            }
        }
        i = end ? stop + 1 : n;
    }
    return out->failed;
}

bk_code bk_mime_decode(bk_mime_encoding encoding, const char *p, size_t n, bk_buf *out) {
    switch (encoding) {
    case BK_MIME_BASE64: return base64(p, n, out);
    case BK_MIME_QUOTED: return quoted(p, n, out);
    case BK_MIME_UUENCODE: return uuencode(p, n, out);
    case BK_MIME_PLAIN: break;
    }
    return bk_buf_add(out, p, n);
}
