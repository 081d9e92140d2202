#include "bk_json_scan.h"

#include "bk_json_fields.h"
#include "bk_json_token.h"
#include "bk_number.h"
#include "bk_utf8.h"

#include <math.h>
#include <string.h>

/* What is open: its bracket, and when fields are looked for its node, and that of which it is the value. */
typedef struct level {
    char bracket;
    int node, value_of; /* 0: none */
    size_t from;
} level;

typedef struct scanner {
    const char *p;
    size_t n, at; /* `at` is 0-based */
    const bk_json_limits *limits;
    bk_json_scanned *out; /* NULL: nothing is written */
    bk_error *err;
    size_t values, keys;
    size_t wanted_key, key_position; /* for bk_json_key_position */
    const bk_json_fields *fields; /* NULL: none are looked for */
    bk_json_slice *found;
    bool mended; /* the last string is not what its bytes are */
    size_t depth;
    level open[BK_JSON_DEPTH_MAX];
} scanner;

static void put(scanner *s, const char *p, size_t n) {
    if (s->out) (void)bk_buf_add(&s->out->text, p, n);
}

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
    s->at = (size_t)(bk_json_space(s->p + s->at, s->p + s->n) - s->p);
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
    /* without an exponent, and in fewer digits than the largest double has, no number is too large */
    if (!s->out && s->at - start < 300 && !memchr(s->p + start, 'e', s->at - start) &&
        !memchr(s->p + start, 'E', s->at - start))
        return BK_OK;
    bk_json_number x = {0};
    x.is_integer = plain && bk_number_parse_integer(s->p + start, s->at - start, &x.as.integer);
    if (!x.is_integer) {
        x.as.real = bk_number_parse(s->p + start, s->at - start);
        if (isinf(x.as.real))
            return fail(s, start, BK_E_RANGE, "the number is too large for a double");
    }
    if (s->out) (void)bk_buf_add(&s->out->numbers, (const char *)&x, sizeof x);
    put(s, "0", 1);
    return BK_OK;
}

#define REPLACEMENT "\xEF\xBF\xBD"

/* s->at is on the backslash */
static bk_code escape(scanner *s) {
    const char *p = s->p + s->at;
    size_t left = s->n - s->at, used = 6;
    s->mended = true;
    if (left < 2 || !p[1] || !strchr("\"\\/bfnrtu", p[1])) {
        return fail(s, s->at, BK_E_SYNTAX, "no such escape in a string");
    }
    if (p[1] != 'u') {
        s->at += 2;
        put(s, p, 2);
        return BK_OK;
    }
    long c = left >= 6 ? bk_json_unit(p + 2) : -1;
    if (c < 0) return fail(s, s->at, BK_E_SYNTAX, "\\u needs four hexadecimal digits");
    bool lone = c >= 0xD800 && c <= 0xDFFF;
    if (c >= 0xD800 && c <= 0xDBFF && left >= 12 && p[6] == '\\' && p[7] == 'u') {
        long low = bk_json_unit(p + 8);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            lone = false;
            used = 12;
        }
    }
    if (lone && !s->limits->replace) {
        return fail(s, s->at, BK_E_ENCODING, "half of a surrogate pair is no character");
    }
    if (lone)
        put(s, REPLACEMENT, 3);
    else if (c == 0)
        put(s, "\xC0\x80", 2);
    else
        put(s, p, used);
    if (c == 0 && s->out) s->out->has_nul = true;
    s->at += used;
    return BK_OK;
}

/* s->at is on the opening quote */
static bk_code string(scanner *s) {
    size_t start = s->at++, run = start;
    s->mended = false;
    while (s->at < s->n) {
        s->at += bk_json_plain(s->p + s->at, s->n - s->at);
        if (s->at == s->n) break;
        unsigned char c = (unsigned char)s->p[s->at];
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
            s->at++;
        } else if (c == '"') {
            s->at++;
            put(s, s->p + run, s->at - run);
            return BK_OK;
        } else if (c == '\\') {
            put(s, s->p + run, s->at - run);
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
                put(s, s->p + run, s->at - run);
                put(s, REPLACEMENT, 3);
                s->mended = true;
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
    put(s, w, k);
    return BK_OK;
}

/* What a key is, among the fields that are looked for: a node or 0. */
static int node_of(const scanner *s, size_t from, size_t to) {
    int node = s->fields ? s->open[s->depth - 1].node : -1;
    if (node < 0 || !s->fields->nodes[node].child) return 0;
    return bk_json_fields_find(s->fields, node, s->p + from, to - from, s->mended);
}

/* Forget what an earlier key of the same name held. */
static void forget(scanner *s, int node) { // NOLINT(misc-no-recursion)
    const bk_json_node *n = &s->fields->nodes[node];
    if (n->field >= 0) s->found[n->field] = (bk_json_slice){0};
    for (int c = n->child; c; c = s->fields->nodes[c].sibling) forget(s, c);
}

static void keep(scanner *s, int node, size_t from, bool escaped) {
    int field = node > 0 ? s->fields->nodes[node].field : -1;
    if (field >= 0) s->found[field] = (bk_json_slice){from, s->at, escaped};
}

static bk_code key(scanner *s, int *node) {
    skip_space(s);
    size_t from = s->at + 1;
    if (s->at >= s->n || s->p[s->at] != '"') return unexpected(s, "a key in double quotes");
    if (++s->keys == s->wanted_key) s->key_position = s->at + 1;
    bk_code code = string(s);
    if (code) return code;
    *node = node_of(s, from, s->at - 1);
    if (*node) forget(s, *node);
    skip_space(s);
    if (s->at >= s->n || s->p[s->at] != ':') return unexpected(s, "':'");
    s->at++;
    put(s, ":", 1);
    return BK_OK;
}

static bool closes(const scanner *s) {
    return s->at < s->n && s->p[s->at] == (s->open[s->depth - 1].bracket == '[' ? ']' : '}');
}

static void close_level(scanner *s) {
    put(s, s->p + s->at++, 1);
    s->depth--;
    keep(s, s->open[s->depth].value_of, s->open[s->depth].from, false);
}

static bk_code scalar(scanner *s, char c) {
    switch (c) {
    case '"':
        return string(s);
    case 't':
        return word(s, "true");
    case 'f':
        return word(s, "false");
    case 'n':
        return word(s, "null");
    default:
        if (c == '-' || (c >= '0' && c <= '9')) return number(s);
        return unexpected(s, "a value");
    }
}

/* One value, or the opening of one: *opened tells. `node`: what its key is. */
static bk_code value(scanner *s, int node, bool *opened) {
    size_t most = s->limits->depth;
    *opened = false;
    skip_space(s);
    if (s->at >= s->n) return unexpected(s, "a value");
    if (s->limits->values && ++s->values > s->limits->values) {
        return bk_fail(s->err, BK_E_LIMIT, s->at + 1, "more than %zu values", s->limits->values);
    }
    char c = s->p[s->at];
    size_t from = s->at;
    if (c != '[' && c != '{') {
        bk_code code = scalar(s, c);
        if (!code) keep(s, node, from, c == '"' && s->mended);
        return code;
    }
    if (!most || most > BK_JSON_DEPTH_MAX) most = BK_JSON_DEPTH_MAX;
    if (s->depth >= most)
        return bk_fail(s->err, BK_E_LIMIT, s->at + 1, "nested deeper than %zu", most);
    /* the outermost object is node 0; what has no node below has -1 */
    bool inside = c == '{' && (node || !s->depth);
    s->open[s->depth++] = (level){c, inside ? node : -1, node, from};
    s->at++;
    put(s, &c, 1);
    *opened = true;
    return BK_OK;
}

static bk_code member(scanner *s, bool *opened) {
    int node = 0;
    bk_code code = s->open[s->depth - 1].bracket == '{' ? key(s, &node) : BK_OK;
    return code ? code : value(s, node, opened);
}

static bk_code document(scanner *s) {
    bk_code code;
    bool opened;
    if ((code = value(s, 0, &opened))) return code;
    for (;;) {
        /* here a value has just ended, or a level has just been opened */
        if (opened) {
            skip_space(s);
            if (!closes(s)) {
                if ((code = member(s, &opened))) return code;
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
            put(s, ",", 1);
            if ((code = member(s, &opened))) return code;
        } else {
            return unexpected(s, s->open[s->depth - 1].bracket == '[' ? "',' or ']'" : "',' or '}'");
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

/* All but the levels, which are filled as they are opened. */
static void begin(scanner *s, const char *p, size_t n, const bk_json_limits *limits, bk_error *err) {
    memset(s, 0, offsetof(scanner, open));
    s->p = p;
    s->n = n;
    s->limits = limits;
    s->err = err;
}

bk_code bk_json_scan(const char *p, size_t n, const bk_json_limits *limits, bk_json_scanned *out,
                     bk_error *err) {
    scanner s;
    begin(&s, p, n, limits, err);
    s.out = out;
    bk_code code = start(&s);
    if (code) return code;
    if (out->text.failed) return bk_fail(err, out->text.failed, 0, "out of memory");
    if (out->numbers.failed) return bk_fail(err, out->numbers.failed, 0, "out of memory");
    return BK_OK;
}

size_t bk_json_key_position(const char *p, size_t n, size_t ordinal) {
    bk_json_limits limits = {.replace = true};
    scanner s;
    begin(&s, p, n, &limits, NULL);
    s.wanted_key = ordinal;
    (void)start(&s);
    return s.key_position;
}

bk_code bk_json_project_strictly(const char *p, size_t n, const bk_json_limits *limits,
                                 const bk_json_fields *f, bk_json_slice *found, bk_error *err) {
    scanner s;
    begin(&s, p, n, limits, err);
    s.fields = f;
    s.found = found;
    memset(found, 0, (size_t)f->fields * sizeof *found);
    return start(&s);
}
