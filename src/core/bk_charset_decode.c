#include "bk_charset_decode.h"

#include "bk_charset_tables.h"
#include "bk_utf8.h"

void bk_decode_utf8(const unsigned char *p, size_t n, bk_sink *to) {
    const char *s = (const char *)p;
    size_t start = 0, i = 0;
    while (i < n) {
        if (p[i] < 0x80) {
            i += bk_ascii_run(p + i, n - i);
            continue;
        }
        size_t length = bk_utf8_length(s + i, n - i);
        if (length) {
            i += length;
            continue;
        }
        (void)bk_buf_add(to->out, s + start, i - start);
        bk_sink_bad(to, i);
        i += bk_utf8_bad_length(s + i, n - i);
        start = i;
    }
    if (n > start) (void)bk_buf_add(to->out, s + start, n - start);
}

static void utf16(const unsigned char *p, size_t n, bk_sink *to, unsigned high) {
    size_t i = 0;
    while (i + 1 < n) {
        uint32_t c = (uint32_t)p[i + high] << 8 | p[i + 1 - high];
        if (c < 0xD800 || c > 0xDFFF) {
            bk_sink_put(to, c);
        } else if (c > 0xDBFF) {
            bk_sink_bad(to, i);
        } else if (i + 3 < n) {
            uint32_t low = (uint32_t)p[i + 2 + high] << 8 | p[i + 3 - high];
            if (low >= 0xDC00 && low <= 0xDFFF) {
                bk_sink_put(to, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
                i += 2;
            } else {
                bk_sink_bad(to, i);
            }
        } else {
            bk_sink_bad(to, i); /* half a pair at the end, and half a unit with it */
            return;
        }
        i += 2;
    }
    if (i < n) bk_sink_bad(to, i);
}

void bk_decode_utf16le(const unsigned char *p, size_t n, bk_sink *to) { utf16(p, n, to, 1); }
void bk_decode_utf16be(const unsigned char *p, size_t n, bk_sink *to) { utf16(p, n, to, 0); }

void bk_decode_user_defined(const unsigned char *p, size_t n, bk_sink *to) {
    for (size_t i = 0; i < n; i++) bk_sink_put(to, p[i] < 0x80 ? p[i] : 0xF780u + (p[i] - 0x80u));
}

/* Encodings that hide ASCII from filters: the standard refuses to decode them. */
void bk_decode_replacement(const unsigned char *p, size_t n, bk_sink *to) {
    (void)p;
    if (n) bk_sink_bad(to, 0);
}

void bk_decode_single(const unsigned char *p, size_t n, const uint_least16_t *upper, bk_sink *to) {
    size_t i = 0;
    while (i < n) {
        if (p[i] < 0x80) {
            size_t run = bk_ascii_run(p + i, n - i);
            (void)bk_buf_add(to->out, (const char *)p + i, run);
            i += run;
            continue;
        }
        uint32_t c = upper[p[i] - 0x80];
        if (c == BK_CHARSET_NONE)
            bk_sink_bad(to, i);
        else
            bk_sink_put(to, c);
        i++;
    }
}
