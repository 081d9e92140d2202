/* The tokens of the usual JSON text, for readers that are in a hurry: whatever is wrong or needs a decision (half a surrogate
 * pair, ill-formed UTF-8, a number that may be beyond doubles) gives NULL, and is then for bk_json_scan.h. */
#ifndef BK_JSON_TOKEN_H
#define BK_JSON_TOKEN_H

#include "bk_hex.h"
#include "bk_json_plain.h"
#include "bk_utf8.h"

#include <stdbool.h>

static inline const char *bk_json_space(const char *p, const char *end) {
    /* mostly there is none, which one comparison tells */
    while (p < end && (unsigned char)*p <= ' ' && (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')) p++;
    return p;
}

/* The code unit that the four digits at p[0..4) name, or -1. */
static inline long bk_json_unit(const char *p) {
    long c = 0;
    for (int i = 0; i < 4; i++) {
        int digit = bk_hex_digit(p[i]);
        if (digit < 0) return -1;
        c = c * 16 + digit;
    }
    return c;
}

/* From a backslash to behind its escape; *c: the code point. */
static inline const char *bk_json_escape(const char *p, const char *end, unsigned long *c) {
    static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    if (end - p < 2 || !p[1]) return NULL;
    const char *name = strchr(names, p[1]);
    if (name) {
        *c = (unsigned char)meant[name - names];
        return p + 2;
    }
    long unit = p[1] == 'u' && end - p >= 6 ? bk_json_unit(p + 2) : -1, low;
    if (unit < 0) return NULL;
    *c = (unsigned long)unit;
    if (unit < 0xD800 || unit > 0xDFFF) return p + 6;
    if (unit > 0xDBFF || end - p < 12 || p[6] != '\\' || p[7] != 'u') return NULL;
    low = bk_json_unit(p + 8);
    if (low < 0xDC00 || low > 0xDFFF) return NULL;
    *c = 0x10000 + (((unsigned long)unit - 0xD800) << 10) + ((unsigned long)low - 0xDC00);
    return p + 12;
}

/* The rest of a string that has more than ASCII without escapes, or ends with what is looked at. */
static inline const char *bk_json_string_rest(const char *p, const char *end, bool *escaped) {
    for (;; p += bk_json_plain(p, (size_t)(end - p))) {
        if (p == end) return NULL;
        unsigned char c = (unsigned char)*p;
        if (c == '"') return p + 1;
        if (c == '\\') {
            unsigned long point;
            *escaped = true;
            p = bk_json_escape(p, end, &point);
            if (!p) return NULL;
        } else if (c >= 0x80) {
            size_t k = bk_utf8_length(p, (size_t)(end - p));
            if (!k) return NULL;
            p += k;
        } else if (c < 0x20) {
            return NULL;
        } else {
            p++;
        }
    }
}

/* From behind the opening quote to behind the closing one; whether there is an escape in between. */
static inline const char *bk_json_string(const char *p, const char *end, bool *escaped) {
    *escaped = false;
    p += bk_json_plain(p, (size_t)(end - p));
    return p < end && *p == '"' ? p + 1 : bk_json_string_rest(p, end, escaped);
}

static inline const char *bk_json_digits(const char *p, const char *end, size_t most) {
    size_t n = bk_json_digit_run(p, (size_t)(end - p));
    return n == 0 || n > most ? NULL : p + n;
}

/* To behind a number of at most 200 digits and an exponent of at most two, which is no infinity; whether it is
 * written as an integer. */
static inline const char *bk_json_number_end(const char *p, const char *end, bool *integer) {
    *integer = true;
    if (*p == '-') p++;
    if (p < end && *p == '0' && (end - p == 1 || (unsigned char)(p[1] - '0') >= 10))
        p++;
    else if (p == end || *p == '0' || !(p = bk_json_digits(p, end, 200)))
        return NULL;
    if (p < end && *p == '.') {
        *integer = false;
        p = bk_json_digits(p + 1, end, 200);
    }
    if (p && p < end && (*p | 32) == 'e') {
        *integer = false;
        p++;
        if (p < end && (*p == '+' || *p == '-')) p++;
        p = bk_json_digits(p, end, 2);
    }
    return p;
}

/* To behind "true", "false" or "null". */
static inline const char *bk_json_word(const char *p, const char *end) {
    size_t left = (size_t)(end - p);
    if (left >= 4 && (memcmp(p, "true", 4) == 0 || memcmp(p, "null", 4) == 0)) return p + 4;
    return left >= 5 && memcmp(p, "false", 5) == 0 ? p + 5 : NULL;
}

#endif
