#include "bk_html_decode.h"

#include "bk_hex.h"
#include "bk_html_entity_table.h"

#include <string.h>

static bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static const char *name_at(size_t row) { return (const char *)&entity_names + entity_at[row]; }

/* The longest name that p[0..n) starts with: its length, and its row. 0 when there is none.
 * The rows that share the bytes read so far are a range; each byte narrows it by binary search. */
static size_t longest_name(const char *p, size_t n, size_t *row) {
    size_t low = 0, high = ENTITIES, length = 0;
    for (size_t k = 0; k < n && low < high; k++) {
        unsigned char c = (unsigned char)p[k];
        size_t from = low, to = high;
        while (from < to) { /* the first row whose byte is not below c */
            size_t middle = from + (to - from) / 2;
            if ((unsigned char)name_at(middle)[k] < c) from = middle + 1;
            else to = middle;
        }
        low = from;
        to = high;
        while (from < to) { /* the first whose byte is above */
            size_t middle = from + (to - from) / 2;
            if ((unsigned char)name_at(middle)[k] <= c) from = middle + 1;
            else to = middle;
        }
        high = from;
        /* of names that start alike the shortest is first */
        if (low < high && c && !name_at(low)[k + 1]) {
            length = k + 1;
            *row = low;
        }
    }
    return length;
}

static size_t named(const char *p, size_t n, unsigned how, bk_buf *out) {
    size_t row = 0, length = longest_name(p + 1, n - 1, &row);
    if (!length) return 0;
    bool closed = p[length] == ';';
    char next = length + 1 < n ? p[length + 1] : '\0';
    if (how & BK_HTML_ATTRIBUTE && !closed && (next == '=' || is_alnum(next))) return 0;
    bk_buf_add_string(out, name_at(row) + length + 1);
    return length + 1;
}

static unsigned long replaced(unsigned long code) {
    static const uint16_t windows_1252[32] = {
        0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
    if (code == 0) return 0xFFFD;
    if (code >= 0x80 && code < 0xA0 && windows_1252[code - 0x80]) return windows_1252[code - 0x80];
    return code; /* surrogates and what is too large become U+FFFD when they are written */
}

static size_t numeric(const char *p, size_t n, bk_buf *out) {
    bool hex = n > 2 && (p[2] == 'x' || p[2] == 'X');
    size_t first = hex ? 3 : 2, i = first;
    int base = hex ? 16 : 10;
    unsigned long code = 0;
    for (; i < n; i++) {
        int digit = bk_hex_digit(p[i]);
        if (digit < 0 || digit >= base) break;
        if (code <= 0x10FFFF) code = code * (unsigned long)base + (unsigned long)digit;
    }
    if (i == first) return 0;
    bk_buf_add_utf8(out, replaced(code));
    return i < n && p[i] == ';' ? i + 1 : i;
}

size_t bk_html_reference(const char *p, size_t n, unsigned how, bk_buf *out) {
    if (n > 1 && is_alnum(p[1])) return named(p, n, how, out);
    return n > 1 && p[1] == '#' ? numeric(p, n, out) : 0;
}

bool bk_html_is_plain(const char *p, size_t n) {
    return !n || (!memchr(p, '&', n) && !memchr(p, '\r', n) && !memchr(p, '\0', n));
}

static bool stops(char c, unsigned how) {
    return c == '&' || c == '\r' || c == '\0' || (how & BK_HTML_LOWER && c >= 'A' && c <= 'Z');
}

void bk_html_decode(const char *p, size_t n, unsigned how, bk_buf *out) {
    if (!(how & BK_HTML_LOWER) && bk_html_is_plain(p, n)) {
        bk_buf_add(out, p, n);
        return;
    }
    size_t from = 0, i = 0;
    while (i < n) {
        if (!stops(p[i], how)) {
            i++;
            continue;
        }
        bk_buf_add(out, p + from, i - from);
        size_t used = 1;
        if (p[i] == '\r') {
            if (i + 1 == n || p[i + 1] != '\n') bk_buf_add_char(out, '\n');
        } else if (p[i] == '\0') {
            if (how & BK_HTML_NUL_MARK) bk_buf_add_string(out, "\xEF\xBF\xBD");
            else if (!(how & BK_HTML_NUL_DROP)) bk_buf_add_char(out, '\0');
        } else if (p[i] == '&') {
            used = how & BK_HTML_REFERENCES ? bk_html_reference(p + i, n - i, how, out) : 0;
            if (!used) {
                bk_buf_add_char(out, '&');
                used = 1;
            }
        } else {
            bk_buf_add_char(out, (char)(p[i] - 'A' + 'a'));
        }
        i += used;
        from = i;
    }
    bk_buf_add(out, p + from, n - from);
}
