#include "bk_sanitize.h"

#include "bk_html_token.h"
#include "bk_uri.h"

#include <stdlib.h>
#include <string.h>

enum { NAME = 24, DEPTH = 200 }; /* no allowed name is longer; deeper tags go, their text stays */

typedef struct cleaner {
    const bk_sanitize_rules *rules;
    const char *base;
    size_t base_n;
    bk_buf *out;
    bk_buf scratch, address;
    size_t depth;
    char open[DEPTH][NAME]; /* each " name " */
    char dropped[NAME];     /* the element being dropped, or "" */
    size_t dropped_depth;   /* how many of its kind are open */
    bk_html_token token;
} cleaner;

/* " name " in lower case; false when it is too long to be anything known. */
static bool spaced(bk_html_span s, char out[NAME]) {
    if (!s.n || s.n > NAME - 3) return false;
    out[0] = ' ';
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == ' ' || !c) return false;
        out[i + 1] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    out[s.n + 1] = ' ';
    out[s.n + 2] = '\0';
    return true;
}

static void add_name(cleaner *c, const char *name) {
    (void)bk_buf_add(c->out, name + 1, strlen(name) - 2);
}

static void add_escaped(bk_buf *out, const char *p, size_t n, bool value) {
    size_t run = 0;
    for (size_t i = 0; i < n; i++) {
        const char *as = p[i] == '&'            ? "&amp;"
                         : p[i] == '<'          ? "&lt;"
                         : p[i] == '>'          ? "&gt;"
                         : p[i] == '"' && value ? "&quot;"
                                                : NULL;
        if (!as) continue;
        (void)bk_buf_add(out, p + run, i - run);
        (void)bk_buf_add_string(out, as);
        run = i + 1;
    }
    if (n > run) (void)bk_buf_add(out, p + run, n - run);
}

static void close_last(cleaner *c) {
    (void)bk_buf_add_string(c->out, "</");
    add_name(c, c->open[--c->depth]);
    (void)bk_buf_add_char(c->out, '>');
}

static bool is_allowed(const cleaner *c, size_t scheme) {
    char name[NAME];
    return spaced((bk_html_span){c->address.p, scheme}, name) && strstr(c->rules->schemes, name);
}

/* The address in `scratch` as browsers take it: no blanks around it, no line ends or tabs in it. False
 * when its scheme is not allowed. The result is in `address`. */
static bool clean_address(cleaner *c) {
    const char *p = c->scratch.p;
    size_t n = c->scratch.n, to = 0;
    while (n && (unsigned char)p[0] <= ' ') p++, n--;
    while (n && (unsigned char)p[n - 1] <= ' ') n--;
    c->address.n = 0;
    if (bk_buf_reserve(&c->address, n + 1)) return false;
    for (size_t i = 0; i < n; i++) {
        if (p[i] != '\t' && p[i] != '\n' && p[i] != '\r') c->address.p[to++] = p[i];
    }
    c->address.n = to;
    size_t scheme = bk_uri_scheme(c->address.p, to);
    if (!scheme && c->base_n && to) {
        c->scratch.n = 0;
        if (bk_uri_resolve(c->base, c->base_n, c->address.p, to, &c->scratch)) return false;
        bk_buf other = c->address;
        c->address = c->scratch;
        c->scratch = other;
        scheme = bk_uri_scheme(c->address.p, c->address.n); /* the base can be anything */
    }
    return !scheme || is_allowed(c, scheme);
}

static void attribute(cleaner *c, size_t index) {
    const bk_html_attribute *a = &c->token.attributes[index];
    char name[NAME];
    if (!spaced(a->name, name) || !strstr(c->rules->attributes, name)) return;
    for (size_t i = 0; i < index; i++) { /* of equal names the first counts */
        const bk_html_span *other = &c->token.attributes[i].name;
        if (other->n == a->name.n && bk_html_same(other->p, name + 1, a->name.n)) return;
    }
    c->scratch.n = 0;
    bk_html_decode(a->value.p ? a->value.p : "", a->value.p ? a->value.n : 0,
                   BK_HTML_REFERENCES | BK_HTML_ATTRIBUTE | BK_HTML_NUL_MARK, &c->scratch);
    const bk_buf *value = &c->scratch;
    if (strstr(c->rules->addresses, name)) {
        if (!clean_address(c)) return;
        value = &c->address;
    }
    (void)bk_buf_add_char(c->out, ' ');
    add_name(c, name);
    (void)bk_buf_add_string(c->out, "=\"");
    add_escaped(c->out, value->p ? value->p : "", value->n, true);
    (void)bk_buf_add_char(c->out, '"');
}

static bk_html_model model_of(const char *name) {
    static const struct {
        const char *names;
        bk_html_model model;
    } models[] = {{" script ", BK_HTML_SCRIPT},
                  {" style xmp ", BK_HTML_RAWTEXT}, /* what frames hold is read, not run */
                  {" title textarea ", BK_HTML_RCDATA},
                  {" plaintext ", BK_HTML_PLAINTEXT}};
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        if (strstr(models[i].names, name)) return models[i].model;
    }
    return BK_HTML_DATA;
}

static void start_tag(cleaner *c, bk_html_tokenizer *t) {
    char name[NAME];
    if (!spaced(c->token.name, name)) return;
    t->model = model_of(name);
    if (c->dropped[0]) {
        c->dropped_depth += strcmp(c->dropped, name) == 0;
        return;
    }
    if (strstr(c->rules->dropped, name)) {
        if (c->token.self_closing && t->model == BK_HTML_DATA) return;
        memcpy(c->dropped, name, NAME);
        c->dropped_depth = 1;
        return;
    }
    if (!strstr(c->rules->elements, name)) return;
    bool empty = strstr(c->rules->empty, name) != NULL;
    if (!empty && c->depth == DEPTH) return;
    /* these end where the next one begins */
    if (c->depth && strcmp(c->open[c->depth - 1], name) == 0 &&
        strstr(" p li dt dd tr td th option ", name)) {
        close_last(c);
    }
    (void)bk_buf_add_char(c->out, '<');
    add_name(c, name);
    for (size_t i = 0; i < c->token.count; i++) attribute(c, i);
    (void)bk_buf_add_string(c->out, empty ? " />" : ">");
    if (!empty) memcpy(c->open[c->depth++], name, NAME);
}

static void end_tag(cleaner *c) {
    char name[NAME];
    if (!spaced(c->token.name, name)) return;
    if (c->dropped[0]) {
        if (strcmp(c->dropped, name) == 0 && --c->dropped_depth == 0) c->dropped[0] = '\0';
        return;
    }
    for (size_t i = c->depth; i > 0; i--) {
        if (strcmp(c->open[i - 1], name) != 0) continue;
        while (c->depth >= i) close_last(c);
        return;
    }
}

bk_code bk_sanitize(const char *p, size_t n, const char *base, size_t base_n,
                    const bk_sanitize_rules *rules, bk_buf *out) {
    cleaner *c = calloc(1, sizeof *c);
    if (!c) return BK_E_MEMORY;
    c->rules = rules;
    c->base = base;
    c->base_n = base_n;
    c->out = out;
    bk_html_tokenizer t = bk_html_tokens(p, n);
    bk_html_kind kind;
    while (!out->failed && (kind = bk_html_next(&t, &c->token)) != BK_HTML_EOF) {
        if (kind == BK_HTML_START) {
            start_tag(c, &t);
        } else if (kind == BK_HTML_END) {
            end_tag(c);
        } else if (kind == BK_HTML_TEXT && !c->dropped[0]) {
            c->scratch.n = 0;
            bk_html_decode(c->token.data.p, c->token.data.n, c->token.how | BK_HTML_NUL_DROP,
                           &c->scratch);
            add_escaped(out, c->scratch.p ? c->scratch.p : "", c->scratch.n, false);
        }
    }
    while (c->depth) close_last(c);
    bk_code code = out->failed ? out->failed : c->scratch.failed ? c->scratch.failed : c->address.failed;
    bk_buf_free(&c->scratch);
    bk_buf_free(&c->address);
    free(c);
    return code;
}
