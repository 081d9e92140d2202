#include "bk_json_scan.h"

#include "bk_hex.h"
#include "bk_number.h"
#include "bk_utf8.h"

#include <math.h>
#include <string.h>

typedef struct scanner {
    const char *p;
    size_t n, at; /* `at` is 0-based */
    const bk_json_limits *limits;
    bk_json_scanned *out;
    bk_error *err;
    size_t values, keys;
    size_t wanted_key, key_position; /* for bk_json_key_position */
    size_t depth;
    char open[BK_JSON_DEPTH_MAX]; /* the bracket of each level */
} scanner;

static bk_code fail(scanner *s, size_t at, bk_code code, const char *what) {
    return bk_fail(s->err, code, at + 1, "%s", what);
}

static bk_code unexpected(scanner *s, const char *wanted) {
    if (s->at >= s->n)
        return bk_fail(s->err, BK_E_SYNTAX, s->at + 1, "the text ends where %s should be", wanted);
    unsigned char c = (unsigned char)s->p[s->at];
    if (c > 0x20 && c < 0x7F) {
        return bk_fail(s->err, BK_E_SYNTAX, s->at + 1, "'%c' where %s should be", c, wanted);
    }
    return bk_fail(s->err, BK_E_SYNTAX, s->at + 1, "byte 0x%02X where %s should be", c, wanted);
}

static void skip_space(scanner *s) {
    while (s->at < s->n) {
        char c = s->p[s->at];
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r') return;
        s->at++;
    }
}

static bool is_digit(const scanner *s) {
    return s->at < s->n && s->p[s->at] >= '0' && s->p[s->at] <= '9';
}

static bk_code digits(scanner *s) {
    if (!is_digit(s)) return unexpected(s, "a digit");
    while (is_digit(s)) s->at++;
    return BK_OK;
}

static bk_code number(scanner *s) {
    size_t start = s->at;
    bool plain = true;
    bk_code code;
    if (s->p[s->at] == '-') s->at++;
    if (s->at < s->n && s->p[s->at] == '0') {
        s->at++;
        if (is_digit(s)) return fail(s, start, BK_E_SYNTAX, "a number starts with a needless 0");
    } else if ((code = digits(s))) {
        return code;
    }
    if (s->at < s->n && s->p[s->at] == '.') {
        plain = false;
        s->at++;
        if ((code = digits(s))) return code;
    }
    if (s->at < s->n && (s->p[s->at] == 'e' || s->p[s->at] == 'E')) {
        plain = false;
        s->at++;
        if (s->at < s->n && (s->p[s->at] == '+' || s->p[s->at] == '-')) s->at++;
        if ((code = digits(s))) return code;
    }
    bk_json_number x = {0};
    x.is_integer = plain && bk_number_parse_integer(s->p + start, s->at - start, &x.as.integer);
    if (!x.is_integer) {
        x.as.real = bk_number_parse(s->p + start, s->at - start);
        if (isinf(x.as.real))
            return fail(s, start, BK_E_RANGE, "the number is too large for a double");
    }
    (void)bk_buf_add(&s->out->numbers, (const char *)&x, sizeof x);
    (void)bk_buf_add_char(&s->out->text, '0');
    return BK_OK;
}

/* The four digits after \u at p[0..n), or -1. */
static long hex4(const char *p, size_t n) {
    long x = 0;
    if (n < 4) return -1;
    for (size_t i = 0; i < 4; i++) {
        int digit = bk_hex_digit(p[i]);
        if (digit < 0) return -1;
        x = x * 16 + digit;
    }
    return x;
}

#define REPLACEMENT "\xEF\xBF\xBD"

/* s->at is on the backslash */
static bk_code escape(scanner *s) {
    const char *p = s->p + s->at;
    size_t left = s->n - s->at, used = 6;
    bk_buf *text = &s->out->text;
    if (left < 2 || !p[1] || !strchr("\"\\/bfnrtu", p[1])) {
        return fail(s, s->at, BK_E_SYNTAX, "no such escape in a string");
    }
    if (p[1] != 'u') {
        s->at += 2;
        (void)bk_buf_add(text, p, 2);
        return BK_OK;
    }
    long c = hex4(p + 2, left - 2);
    if (c < 0) return fail(s, s->at, BK_E_SYNTAX, "\\u needs four hexadecimal digits");
    bool lone = c >= 0xD800 && c <= 0xDFFF;
    if (c >= 0xD800 && c <= 0xDBFF && left >= 12 && p[6] == '\\' && p[7] == 'u') {
        long low = hex4(p + 8, left - 8);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            lone = false;
            used = 12;
        }
    }
    if (lone && !s->limits->replace) {
        return fail(s, s->at, BK_E_ENCODING, "half of a surrogate pair is no character");
    }
    if (lone)
        (void)bk_buf_add_string(text, REPLACEMENT);
    else if (c == 0)
        (void)bk_buf_add_string(text, "\xC0\x80");
    else
        (void)bk_buf_add(text, p, used);
    if (c == 0) s->out->has_nul = true;
    s->at += used;
    return BK_OK;
}

/* s->at is on the opening quote */
static bk_code string(scanner *s) {
    size_t start = s->at++, run = start;
    bk_buf *text = &s->out->text;
    while (s->at < s->n) {
        unsigned char c = (unsigned char)s->p[s->at];
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
            s->at++;
        } else if (c == '"') {
            s->at++;
            (void)bk_buf_add(text, s->p + run, s->at - run);
            return BK_OK;
        } else if (c == '\\') {
            (void)bk_buf_add(text, s->p + run, s->at - run);
            bk_code code = escape(s);
            if (code) return code;
            run = s->at;
        } else if (c < 0x20) {
            return fail(s, s->at, BK_E_SYNTAX, "a control character in a string must be escaped");
        } else {
            size_t k = bk_utf8_length(s->p + s->at, s->n - s->at);
            if (!k) {
                if (!s->limits->replace)
                    return fail(s, s->at, BK_E_ENCODING, "the string is not UTF-8");
                (void)bk_buf_add(text, s->p + run, s->at - run);
                (void)bk_buf_add_string(text, REPLACEMENT);
                s->at += bk_utf8_bad_length(s->p + s->at, s->n - s->at);
                run = s->at;
            } else {
                s->at += k;
            }
        }
    }
    return fail(s, start, BK_E_SYNTAX, "the string has no end");
}

static bk_code word(scanner *s, const char *w) {
    size_t k = strlen(w);
    if (s->n - s->at < k || memcmp(s->p + s->at, w, k) != 0) return unexpected(s, "a value");
    s->at += k;
    (void)bk_buf_add(&s->out->text, w, k);
    return BK_OK;
}

static bk_code key(scanner *s) {
    skip_space(s);
    if (s->at >= s->n || s->p[s->at] != '"') return unexpected(s, "a key in double quotes");
    if (++s->keys == s->wanted_key) s->key_position = s->at + 1;
    bk_code code = string(s);
    if (code) return code;
    skip_space(s);
    if (s->at >= s->n || s->p[s->at] != ':') return unexpected(s, "':'");
    s->at++;
    (void)bk_buf_add_char(&s->out->text, ':');
    return BK_OK;
}

static bool closes(const scanner *s) {
    return s->at < s->n && s->p[s->at] == (s->open[s->depth - 1] == '[' ? ']' : '}');
}

static void close_level(scanner *s) {
    (void)bk_buf_add_char(&s->out->text, s->p[s->at++]);
    s->depth--;
}

/* One value, or the opening of one: *opened tells. */
static bk_code value(scanner *s, bool *opened) {
    size_t most = s->limits->depth;
    *opened = false;
    skip_space(s);
    if (s->at >= s->n) return unexpected(s, "a value");
    if (s->limits->values && ++s->values > s->limits->values) {
        return bk_fail(s->err, BK_E_LIMIT, s->at + 1, "more than %zu values", s->limits->values);
    }
    char c = s->p[s->at];
    switch (c) {
    case '"':
        return string(s);
    case 't':
        return word(s, "true");
    case 'f':
        return word(s, "false");
    case 'n':
        return word(s, "null");
    case '[':
    case '{':
        if (!most || most > BK_JSON_DEPTH_MAX) most = BK_JSON_DEPTH_MAX;
        if (s->depth >= most)
            return bk_fail(s->err, BK_E_LIMIT, s->at + 1, "nested deeper than %zu", most);
        s->open[s->depth++] = c;
        s->at++;
        (void)bk_buf_add_char(&s->out->text, c);
        *opened = true;
        return BK_OK;
    default:
        if (c == '-' || (c >= '0' && c <= '9')) return number(s);
        return unexpected(s, "a value");
    }
}

static bk_code document(scanner *s) {
    bk_code code;
    bool opened;
    if ((code = value(s, &opened))) return code;
    for (;;) {
        /* here a value has just ended, or a level has just been opened */
        if (opened) {
            skip_space(s);
            if (!closes(s)) {
                if (s->open[s->depth - 1] == '{' && (code = key(s))) return code;
                if ((code = value(s, &opened))) return code;
                continue;
            }
            close_level(s);
            opened = false;
        }
        skip_space(s);
        if (s->depth == 0) break;
        if (closes(s)) {
            close_level(s);
        } else if (s->at < s->n && s->p[s->at] == ',') {
            s->at++;
            (void)bk_buf_add_char(&s->out->text, ',');
            if (s->open[s->depth - 1] == '{' && (code = key(s))) return code;
            if ((code = value(s, &opened))) return code;
        } else {
            return unexpected(s, s->open[s->depth - 1] == '[' ? "',' or ']'" : "',' or '}'");
        }
    }
    if (s->at < s->n) return fail(s, s->at, BK_E_SYNTAX, "something follows the end of the value");
    return BK_OK;
}

static bk_code start(scanner *s) {
    if (s->limits->bytes && s->n > s->limits->bytes) {
        return bk_fail(s->err, BK_E_LIMIT, s->limits->bytes + 1, "more than %zu bytes",
                       s->limits->bytes);
    }
    if (s->n >= 3 && memcmp(s->p, "\xEF\xBB\xBF", 3) == 0) s->at = 3;
    skip_space(s);
    if (s->at >= s->n) return fail(s, s->at, BK_E_EMPTY, "no JSON value: the text is empty");
    return document(s);
}

bk_code bk_json_scan(const char *p, size_t n, const bk_json_limits *limits, bk_json_scanned *out,
                     bk_error *err) {
    scanner s = {.p = p, .n = n, .limits = limits, .out = out, .err = err};
    bk_code code = start(&s);
    if (code) return code;
    if (out->text.failed) return bk_fail(err, out->text.failed, 0, "out of memory");
    if (out->numbers.failed) return bk_fail(err, out->numbers.failed, 0, "out of memory");
    return BK_OK;
}

size_t bk_json_key_position(const char *p, size_t n, size_t ordinal) {
    /* the copy is not wanted: a cap of one byte makes both buffers ignore what they are given */
    bk_json_scanned none = {.text = {.cap = 1}, .numbers = {.cap = 1}};
    bk_json_limits limits = {.replace = true};
    scanner s = {.p = p, .n = n, .limits = &limits, .out = &none, .wanted_key = ordinal};
    (void)start(&s);
    bk_buf_free(&none.text);
    bk_buf_free(&none.numbers);
    return s.key_position;
}
