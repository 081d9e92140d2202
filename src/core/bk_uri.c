#include "bk_uri.h"

#include <string.h>

typedef struct part {
    const char *p;
    size_t n;
    bool there;
} part;

typedef struct uri {
    part scheme, authority, path, query, fragment;
} uri;

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

size_t bk_uri_scheme(const char *p, size_t n) {
    if (!n || !is_letter(p[0])) return 0;
    for (size_t i = 1; i < n; i++) {
        if (p[i] == ':') return i;
        if (!is_letter(p[i]) && !(p[i] >= '0' && p[i] <= '9') && p[i] != '+' && p[i] != '-' &&
            p[i] != '.') {
            return 0;
        }
    }
    return 0;
}

/* What stands before the first of `stops`; the rest is left in *p. */
static part take(const char **p, size_t *n, const char *stops) {
    size_t i = 0;
    while (i < *n && !((*p)[i] && strchr(stops, (*p)[i]))) i++;
    part found = {*p, i, true};
    *p += i;
    *n -= i;
    return found;
}

static uri parse(const char *p, size_t n) {
    uri u = {{NULL, 0, false}, {NULL, 0, false}, {NULL, 0, false}, {NULL, 0, false}, {NULL, 0, false}};
    size_t scheme = bk_uri_scheme(p, n);
    if (scheme) {
        u.scheme = (part){p, scheme, true};
        p += scheme + 1;
        n -= scheme + 1;
    }
    if (n >= 2 && p[0] == '/' && p[1] == '/') {
        p += 2;
        n -= 2;
        u.authority = take(&p, &n, "/?#");
    }
    u.path = take(&p, &n, "?#");
    if (n && *p == '?') {
        p++, n--;
        u.query = take(&p, &n, "#");
    }
    if (n) u.fragment = (part){p + 1, n - 1, true};
    return u;
}

/* RFC 3986, 5.2.4, on out[from..]. `root`: the path begins with a slash, which no ".." may pass. */
static void remove_dots(bk_buf *out, size_t from) {
    char *p = out->p + from;
    size_t n = out->n - from, to = 0, at = 0;
    if (out->failed || !n) return;
    bool root = p[0] == '/';
    while (at < n) {
        size_t end = at;
        while (end < n && p[end] != '/') end++;
        size_t length = end - at;
        bool last = end == n;
        if (length == 1 && p[at] == '.') {
            /* nothing, but what is before keeps its slash */
        } else if (length == 2 && p[at] == '.' && p[at + 1] == '.') {
            size_t floor = root ? 1 : 0;
            if (to > floor) to--; /* the slash before */
            while (to > floor && p[to - 1] != '/') to--;
        } else {
            memmove(p + to, p + at, length);
            to += length;
            if (!last) p[to++] = '/';
        }
        at = end + (last ? 0 : 1);
        if (last) break;
    }
    out->n = from + to;
}

static void add_part(bk_buf *out, const char *before, part x, const char *after) {
    if (!x.there) return;
    (void)bk_buf_add_string(out, before);
    (void)bk_buf_add(out, x.p, x.n);
    (void)bk_buf_add_string(out, after);
}

bk_code bk_uri_resolve(const char *base, size_t base_n, const char *reference, size_t n, bk_buf *out) {
    uri b = parse(base, base_n), r = parse(reference, n);
    if (r.scheme.there || !b.scheme.there) return bk_buf_add(out, reference, n);
    add_part(out, "", b.scheme, ":");
    add_part(out, "//", r.authority.there ? r.authority : b.authority, "");
    size_t path = out->n;
    part query = r.query;
    if (r.authority.there || (r.path.n && r.path.p[0] == '/')) {
        (void)bk_buf_add(out, r.path.p, r.path.n);
        remove_dots(out, path);
    } else if (r.path.n) {
        size_t keep = b.path.n;
        while (keep && b.path.p[keep - 1] != '/') keep--;
        if (!keep && b.authority.there) (void)bk_buf_add_char(out, '/');
        (void)bk_buf_add(out, b.path.p, keep);
        (void)bk_buf_add(out, r.path.p, r.path.n);
        remove_dots(out, path);
    } else {
        (void)bk_buf_add(out, b.path.p, b.path.n);
        if (!r.query.there) query = b.query;
    }
    add_part(out, "?", query, "");
    add_part(out, "#", r.fragment, "");
    return out->failed;
}
