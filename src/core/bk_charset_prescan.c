/* The encoding that a page or an XML document names in its first bytes, found as browsers find it: the
 * prescan of https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding. */
#include "bk_charset.h"

#include <string.h>

enum {
    HEAD = 1024,       /* the standard's prescan ends here */
    HEAD_MOST = 65536, /* but its parser changes the encoding when a later head has the label */
};

typedef struct slice {
    const char *p;
    size_t n;
} slice;

typedef struct reader {
    const char *p;
    size_t n, at;
} reader;

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static bool same(const char *p, const char *word, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (lower(p[i]) != word[i]) return false;
    }
    return true;
}

static bool is(slice s, const char *word) { return s.n == strlen(word) && same(s.p, word, s.n); }

static bool starts(const reader *r, const char *word) {
    size_t n = strlen(word);
    return r->n - r->at >= n && same(r->p + r->at, word, n);
}

static void skip_space(reader *r) {
    while (r->at < r->n && is_space(r->p[r->at])) r->at++;
}

static void skip_past(reader *r, const char *word) {
    while (r->at < r->n && !starts(r, word)) r->at++;
    r->at += r->at < r->n ? strlen(word) : 0;
}

/* "Get an attribute": false when the tag has no more. */
static bool attribute(reader *r, slice *name, slice *value) {
    while (r->at < r->n && (is_space(r->p[r->at]) || r->p[r->at] == '/')) r->at++;
    if (r->at >= r->n || r->p[r->at] == '>') return false;
    size_t from = r->at;
    while (r->at < r->n) {
        char c = r->p[r->at];
        if ((c == '=' && r->at > from) || is_space(c) || c == '/' || c == '>') break;
        r->at++;
    }
    *name = (slice){r->p + from, r->at - from};
    *value = (slice){r->p + r->at, 0};
    skip_space(r);
    if (r->at >= r->n || r->p[r->at] != '=') return r->at < r->n;
    r->at++;
    skip_space(r);
    if (r->at >= r->n) return false;
    char quote = r->p[r->at];
    if (quote == '"' || quote == '\'') {
        const char *end = memchr(r->p + r->at + 1, quote, r->n - r->at - 1);
        if (!end) {
            r->at = r->n;
            return false;
        }
        *value = (slice){r->p + r->at + 1, (size_t)(end - r->p) - r->at - 1};
        r->at = (size_t)(end - r->p) + 1;
        return true;
    }
    from = r->at;
    while (r->at < r->n && !is_space(r->p[r->at]) && r->p[r->at] != '>') r->at++;
    *value = (slice){r->p + from, r->at - from};
    return r->at < r->n;
}

/* The label in `text/html; charset=...`, or an empty one. */
static slice label_in(slice content) {
    reader r = {content.p, content.n, 0};
    while (r.at < r.n) {
        skip_past(&r, "charset");
        skip_space(&r);
        if (r.at >= r.n) break;
        if (r.p[r.at] != '=') continue;
        r.at++;
        skip_space(&r);
        if (r.at >= r.n) break;
        char quote = r.p[r.at];
        if (quote == '"' || quote == '\'') {
            const char *end = memchr(r.p + r.at + 1, quote, r.n - r.at - 1);
            if (!end) break;
            return (slice){r.p + r.at + 1, (size_t)(end - r.p) - r.at - 1};
        }
        size_t from = r.at;
        while (r.at < r.n && !is_space(r.p[r.at]) && r.p[r.at] != ';') r.at++;
        return (slice){r.p + from, r.at - from};
    }
    return (slice){NULL, 0};
}

/* The encoding of a meta element whose attributes are next, or NULL. *unknown: a label that is none. */
static const char *meta(reader *r, slice *unknown) {
    slice name, value, label = {NULL, 0};
    bool pragma = false, needs_pragma = false, seen_charset = false, seen_content = false,
         seen_equiv = false;
    const char *found = NULL;
    while (attribute(r, &name, &value)) {
        if (is(name, "http-equiv") && !seen_equiv) {
            seen_equiv = true;
            pragma = is(value, "content-type");
        } else if (is(name, "content") && !seen_content) {
            seen_content = true;
            slice inner = label_in(value);
            if (inner.n && !seen_charset) {
                found = bk_charset_name(inner.p, inner.n);
                needs_pragma = found != NULL;
                label = inner;
            }
        } else if (is(name, "charset") && !seen_charset) {
            seen_charset = true;
            found = bk_charset_name(value.p, value.n);
            needs_pragma = false;
            label = value;
        }
    }
    if (r->at >= r->n) return NULL; /* cut off in the tag */
    if (label.n && !found) *unknown = label;
    return needs_pragma && !pragma ? NULL : found;
}

static const char *in_markup(reader *r, slice *unknown) {
    size_t end = r->n;
    for (; r->at < r->n; r->at++) {
        const char *next = memchr(r->p + r->at, '<', r->n - r->at);
        if (!next) break;
        r->at = (size_t)(next - r->p);
        if (starts(r, "<!--")) {
            r->at += 2; /* the dashes of the start may be those of the end */
            skip_past(r, "-->");
            r->at--;
        } else if (starts(r, "<meta") && r->at + 5 < end &&
                   (is_space(r->p[r->at + 5]) || r->p[r->at + 5] == '/')) {
            r->at += 5;
            const char *name = meta(r, unknown);
            if (name) return name;
        } else if (r->at + 1 < end && strchr("!/?", r->p[r->at + 1]) && r->p[r->at + 1] &&
                   !(r->p[r->at + 1] == '/' && r->at + 2 < end && lower(r->p[r->at + 2]) >= 'a' &&
                     lower(r->p[r->at + 2]) <= 'z')) {
            skip_past(r, ">");
            r->at--;
        } else {
            bool closing = r->at + 1 < end && r->p[r->at + 1] == '/';
            size_t first = r->at + (closing ? 2 : 1);
            if (first >= end || lower(r->p[first]) < 'a' || lower(r->p[first]) > 'z') continue;
            if (r->at >= HEAD && starts(r, "<body")) break;
            slice name, value;
            while (r->at < end && !is_space(r->p[r->at]) && r->p[r->at] != '>') r->at++;
            while (attribute(r, &name, &value)) continue;
        }
    }
    return NULL;
}

/* https://html.spec.whatwg.org/#xml-encoding */
static const char *in_declaration(const char *p, size_t n, slice *unknown) {
    reader r = {p, n, 0};
    if (!starts(&r, "<?xml")) return NULL;
    const char *end = memchr(p, '>', n);
    if (!end) return NULL;
    r.n = (size_t)(end - p);
    skip_past(&r, "encoding");
    while (r.at < r.n && (unsigned char)p[r.at] <= ' ') r.at++;
    if (r.at >= r.n || p[r.at] != '=') return NULL;
    r.at++;
    while (r.at < r.n && (unsigned char)p[r.at] <= ' ') r.at++;
    if (r.at >= r.n || (p[r.at] != '"' && p[r.at] != '\'')) return NULL;
    const char *stop = memchr(p + r.at + 1, p[r.at], r.n - r.at - 1);
    if (!stop) return NULL;
    slice label = {p + r.at + 1, (size_t)(stop - p) - r.at - 1};
    const char *name = bk_charset_name(label.p, label.n);
    if (!name && label.n) *unknown = label;
    return name;
}

const char *bk_charset_prescan(const char *p, size_t n, bool xml, size_t *first, size_t *length) {
    slice unknown = {NULL, 0};
    const char *name = NULL;
    *first = *length = 0;
    if (n >= 6 && memcmp(p, "<\0?\0x", 6) == 0) return "UTF-16LE";
    if (n >= 6 && memcmp(p, "\0<\0?\0x", 6) == 0) return "UTF-16BE";
    reader r = {p, n < HEAD_MOST ? n : HEAD_MOST, 0};
    if (!xml) name = in_markup(&r, &unknown);
    size_t start = 0; /* white space before the declaration is against the rules and common */
    while (start < n && (is_space(p[start]))) start++;
    if (!name) name = in_declaration(p + start, n - start < HEAD ? n - start : HEAD, &unknown);
    if (!name && unknown.n) {
        *first = (size_t)(unknown.p - p);
        *length = unknown.n;
    }
    if (!name) return NULL;
    /* a label that could be read as ASCII cannot be UTF-16 */
    if (strncmp(name, "UTF-16", 6) == 0) return "UTF-8";
    return strcmp(name, "x-user-defined") == 0 ? "windows-1252" : name;
}
