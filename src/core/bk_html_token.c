#include "bk_html_token.h"

#include <string.h>

bk_html_tokenizer bk_html_tokens(const char *p, size_t n) {
    static const char nothing[] = "";
    if (!n) p = nothing;
    return (bk_html_tokenizer){.p = p, .end = p + n};
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

/* What ends the name of a tag. */
static bool ends_name(char c) { return bk_html_is_space(c) || c == '/' || c == '>'; }

bool bk_html_same(const char *p, const char *lower_case, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (lower(p[i]) != lower_case[i]) return false;
    }
    return true;
}

static bool starts(const char *p, const char *end, const char *lower_case) {
    size_t n = strlen(lower_case);
    return (size_t)(end - p) >= n && bk_html_same(p, lower_case, n);
}

static const char *find(const char *p, const char *end, char c) {
    const char *at = p < end ? memchr(p, c, (size_t)(end - p)) : NULL;
    return at ? at : end;
}

static const char *skip_space(const char *p, const char *end) {
    while (p < end && bk_html_is_space(*p)) p++;
    return p;
}

static bk_html_span span(const char *from, const char *to) {
    return (bk_html_span){from, (size_t)(to - from)};
}

/* ---- tags ---- */

/* A value from just behind the = and its white space; NULL when the page ends within it. */
static const char *read_value(const char *p, const char *end, bk_html_span *value) {
    const char *from = p;
    if (*p == '"' || *p == '\'') {
        from = p + 1;
        p = find(from, end, *p);
        *value = span(from, p);
        return p < end ? p + 1 : NULL;
    }
    while (p < end && *p != '>' && !bk_html_is_space(*p)) p++;
    *value = span(from, p);
    return p < end ? p : NULL;
}

/* The attributes, up to the > : returns what is behind it, or NULL when the page ends before it. */
static const char *read_attributes(const char *p, const char *end, bk_html_token *token) {
    for (;;) {
        while (p < end && (bk_html_is_space(*p) || *p == '/')) {
            if (*p == '/' && p + 1 < end && p[1] == '>') token->self_closing = true;
            p++;
        }
        if (p == end) return NULL;
        if (*p == '>') return p + 1;
        bk_html_attribute attribute = {.name = {p, 0}, .value = {p, 0}};
        p++; /* a name can start with =, and not hold it */
        while (p < end && *p != '=' && !ends_name(*p)) p++;
        attribute.name.n = (size_t)(p - attribute.name.p);
        const char *next = skip_space(p, end);
        if (next < end && *next == '=') {
            p = skip_space(next + 1, end);
            if (p == end) return NULL;
            if (*p != '>') p = read_value(p, end, &attribute.value);
            if (!p) return NULL;
        }
        if (token->count < BK_HTML_ATTRIBUTES) token->attributes[token->count++] = attribute;
    }
}

/* t->p is at the first letter of a name. */
static bk_html_kind read_tag(bk_html_tokenizer *t, bk_html_token *token, bk_html_kind kind) {
    const char *from = t->p, *p = from;
    while (p < t->end && !ends_name(*p)) p++;
    token->name = span(from, p);
    p = read_attributes(p, t->end, token);
    t->p = p ? p : t->end;
    if (!p) return BK_HTML_EOF; /* an unfinished tag is none */
    if (kind == BK_HTML_START) t->last = token->name;
    return kind;
}

/* ---- comments and doctypes ---- */

/* t->p is behind the <!-- */
static bk_html_kind read_comment(bk_html_tokenizer *t, bk_html_token *token) {
    const char *from = t->p, *end = t->end;
    if (starts(from, end, ">") || starts(from, end, "->")) {
        t->p = from + (*from == '-' ? 2 : 1);
        token->data = span(from, from);
        return BK_HTML_COMMENT;
    }
    for (const char *p = find(from, end, '>'); p < end; p = find(p + 1, end, '>')) {
        size_t dashes = p - from >= 2 && memcmp(p - 2, "--", 2) == 0    ? 2
                        : p - from >= 3 && memcmp(p - 3, "--!", 3) == 0 ? 3
                                                                         : 0;
        if (dashes) {
            token->data = span(from, p - dashes);
            t->p = p + 1;
            return BK_HTML_COMMENT;
        }
    }
    /* the page ends: what could have been the comment's end is not its data */
    const char *last = end;
    if (last - from >= 3 && memcmp(last - 3, "--!", 3) == 0) last -= 3;
    else if (last - from >= 2 && memcmp(last - 2, "--", 2) == 0) last -= 2;
    else if (last > from && last[-1] == '-') last--;
    token->data = span(from, last);
    t->p = end;
    return BK_HTML_COMMENT;
}

/* <? and <! that open nothing known, </ without a letter: all up to the > is a comment. */
static bk_html_kind read_bogus(bk_html_tokenizer *t, bk_html_token *token, const char *from) {
    const char *p = find(from, t->end, '>');
    token->data = span(from, p);
    t->p = p < t->end ? p + 1 : p;
    return BK_HTML_COMMENT;
}

/* A quoted identifier at p; false when a > or the page's end cut it short. */
static bool read_identifier(const char **p, const char *end, bk_html_span *id) {
    char quote = **p;
    const char *from = *p + 1, *at = from;
    while (at < end && *at != quote && *at != '>') at++;
    *id = span(from, at);
    *p = at < end && *at == quote ? at + 1 : at;
    return at < end && *at == quote;
}

static bool is_quote(const char *p, const char *end) { return p < end && (*p == '"' || *p == '\''); }

/* What follows a doctype's name; returns where reading stopped, at the > of a doctype that is whole. */
static const char *read_identifiers(const char *p, const char *end, bk_html_token *token) {
    p = skip_space(p, end);
    if (p < end && *p == '>') return p;
    token->quirks = true;
    bool is_public = starts(p, end, "public");
    if (!is_public && !starts(p, end, "system")) return p;
    p = skip_space(p + 6, end);
    if (!is_quote(p, end)) return p;
    if (is_public) {
        if (!read_identifier(&p, end, &token->public_id)) return p;
        p = skip_space(p, end);
        if (p < end && *p == '>') token->quirks = false;
        if (!is_quote(p, end)) return p;
    }
    if (!read_identifier(&p, end, &token->system_id)) return p;
    /* anything may follow, but the page's end */
    token->quirks = skip_space(p, end) == end;
    return p;
}

/* t->p is behind the word DOCTYPE */
static bk_html_kind read_doctype(bk_html_tokenizer *t, bk_html_token *token) {
    const char *p = skip_space(t->p, t->end), *end = t->end, *from = p;
    while (p < end && *p != '>' && !bk_html_is_space(*p)) p++;
    if (p > from) {
        token->name = span(from, p);
        p = read_identifiers(p, end, token);
    } else {
        token->quirks = true;
    }
    p = find(p, end, '>');
    t->p = p < end ? p + 1 : p;
    return BK_HTML_DOCTYPE;
}

/* t->p is at a < that opens something. */
static bk_html_kind read_markup(bk_html_tokenizer *t, bk_html_token *token) {
    const char *p = t->p + 1;
    if (is_letter(*p)) {
        t->p = p;
        return read_tag(t, token, BK_HTML_START);
    }
    if (*p == '/') {
        t->p = ++p;
        if (is_letter(*p)) return read_tag(t, token, BK_HTML_END);
        if (*p != '>') return read_bogus(t, token, p);
        t->p++; /* </> is nothing */
        return BK_HTML_EOF;
    }
    if (*p == '?') return read_bogus(t, token, p);
    p++;
    if (starts(p, t->end, "--")) {
        t->p = p + 2;
        return read_comment(t, token);
    }
    if (starts(p, t->end, "doctype")) {
        t->p = p + 7;
        return read_doctype(t, token);
    }
    if (t->foreign && t->end - p >= 7 && memcmp(p, "[CDATA[", 7) == 0) {
        t->p = p + 7;
        t->model = BK_HTML_CDATA;
        return BK_HTML_EOF;
    }
    return read_bogus(t, token, p);
}

/* ---- text ---- */

/* Does the < at p open a tag, a comment or the like? */
static bool opens(const char *p, const char *end) {
    if (end - p < 2) return false;
    return is_letter(p[1]) || p[1] == '!' || p[1] == '?' || (p[1] == '/' && end - p > 2);
}

static const char *data_end(const char *p, const char *end) {
    for (p = find(p, end, '<'); p < end && !opens(p, end); p = find(p + 1, end, '<')) {}
    return p;
}

/* Is this </NAME of the last start tag, with something that ends the name? */
static bool is_own_end(const bk_html_tokenizer *t, const char *p) {
    size_t n = t->last.n;
    if (!n || (size_t)(t->end - p) < n + 3 || p[1] != '/') return false;
    for (size_t i = 0; i < n; i++) {
        if (lower(p[i + 2]) != lower(t->last.p[i])) return false;
    }
    return ends_name(p[n + 2]);
}

static const char *raw_end(const bk_html_tokenizer *t) {
    const char *p = find(t->p, t->end, '<');
    while (p < t->end && !is_own_end(t, p)) p = find(p + 1, t->end, '<');
    return p;
}

/* p is at a letter: the word "script", and something that ends it. */
static bool is_script(const char *p, const char *end) {
    return starts(p, end, "script") && end - p > 6 && ends_name(p[6]);
}

/* The end of a script: within <!-- a <script> hides the next </script>. */
static const char *script_end(const bk_html_tokenizer *t) {
    enum { PLAIN, ESCAPED, HIDDEN } state = PLAIN;
    const char *p = t->p, *end = t->end;
    unsigned dashes = 0;
    while (p < end) {
        if (state == PLAIN) {
            p = find(p, end, '<');
            if (p == end || is_own_end(t, p)) return p;
            if (starts(p, end, "<!--")) {
                state = ESCAPED;
                dashes = 2;
                p += 4;
            } else {
                p++;
            }
            continue;
        }
        char c = *p++;
        if (c == '-') {
            dashes++;
            continue;
        }
        if (c == '>' && dashes >= 2) {
            state = PLAIN;
        } else if (c == '<' && state == ESCAPED) {
            if (is_own_end(t, p - 1)) return p - 1;
            if (is_script(p, end)) {
                state = HIDDEN;
                p += 7;
            }
        } else if (c == '<' && p < end && *p == '/' && is_script(p + 1, end)) {
            state = ESCAPED;
            p += 8;
        }
        dashes = 0;
    }
    return p;
}

static const char *text_end(const bk_html_tokenizer *t) {
    switch (t->model) {
    case BK_HTML_DATA: return data_end(t->p, t->end);
    case BK_HTML_RCDATA:
    case BK_HTML_RAWTEXT: return raw_end(t);
    case BK_HTML_SCRIPT: return script_end(t);
    case BK_HTML_PLAINTEXT: return t->end;
    case BK_HTML_CDATA: break;
    }
    const char *p = find(t->p, t->end, '>');
    while (p < t->end && (p - t->p < 2 || memcmp(p - 2, "]]", 2) != 0)) p = find(p + 1, t->end, '>');
    return p < t->end ? p - 2 : p;
}

bk_html_kind bk_html_next(bk_html_tokenizer *t, bk_html_token *token) {
    static const unsigned char how[] = {
        [BK_HTML_DATA] = BK_HTML_REFERENCES,  [BK_HTML_RCDATA] = BK_HTML_REFERENCES | BK_HTML_NUL_MARK,
        [BK_HTML_RAWTEXT] = BK_HTML_NUL_MARK, [BK_HTML_SCRIPT] = BK_HTML_NUL_MARK,
        [BK_HTML_PLAINTEXT] = BK_HTML_NUL_MARK, [BK_HTML_CDATA] = 0};
    while (t->p < t->end) {
        const char *end = text_end(t);
        if (end > t->p) {
            token->kind = BK_HTML_TEXT;
            token->data = span(t->p, end);
            token->how = how[t->model];
            t->p = end;
            return BK_HTML_TEXT;
        }
        if (t->model == BK_HTML_CDATA) {
            t->p += 3;
            t->model = BK_HTML_DATA;
            continue;
        }
        t->model = BK_HTML_DATA; /* the own end tag ends every other model */
        token->name = token->data = token->public_id = token->system_id = (bk_html_span){0};
        token->count = 0;
        token->self_closing = token->quirks = false;
        token->kind = read_markup(t, token);
        if (token->kind) return token->kind;
    }
    return token->kind = BK_HTML_EOF;
}
