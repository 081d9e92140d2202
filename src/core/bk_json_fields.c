#include "bk_json_fields.h"

#include "bk_json.h"
#include "bk_json_token.h"

#include <stdlib.h>
#include <string.h>

static int new_node(bk_json_fields *f, const char *name, size_t n) {
    if (f->count == f->room) {
        int room = f->room ? 2 * f->room : 16;
        bk_json_node *more = realloc(f->nodes, (size_t)room * sizeof *more);
        if (!more) return -1;
        f->nodes = more;
        f->room = room;
    }
    char *copy = malloc(n + 1);
    if (!copy) return -1;
    memcpy(copy, name, n);
    f->nodes[f->count] = (bk_json_node){.name = copy, .n = n, .field = -1};
    return f->count++;
}

bk_code bk_json_fields_start(bk_json_fields *f, bk_error *err) {
    return new_node(f, "", 0) < 0 ? bk_fail(err, BK_E_MEMORY, 0, "out of memory") : BK_OK;
}

static uint64_t hint(const char *name, size_t n) {
    return UINT64_C(1) << ((n * 8 + (n ? (unsigned char)*name : 0)) % 64);
}

static int find_name(const bk_json_fields *f, int node, const char *name, size_t n) {
    if (!(f->nodes[node].hints & hint(name, n))) return 0; /* as most */
    for (int c = f->nodes[node].child; c; c = f->nodes[c].sibling) {
        if (f->nodes[c].n == n && memcmp(f->nodes[c].name, name, n) == 0) return c;
    }
    return 0;
}

bk_code bk_json_fields_add(bk_json_fields *f, int *at, const char *name, size_t n, bool last, bk_error *err) {
    int node = find_name(f, *at, name, n);
    if (f->fields == BK_JSON_FIELDS_MAX || f->count == 16 * BK_JSON_FIELDS_MAX)
        return bk_fail(err, BK_E_LIMIT, 0, "more than %d fields", BK_JSON_FIELDS_MAX);
    if (!node) {
        node = new_node(f, name, n);
        if (node < 0) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        f->nodes[node].sibling = f->nodes[*at].child;
        f->nodes[*at].child = node;
        f->nodes[*at].hints |= hint(name, n);
    }
    if (last && f->nodes[node].field >= 0) return bk_fail(err, BK_E_RANGE, 0, "a field is asked for twice");
    if (last) f->nodes[node].field = f->fields++;
    *at = last ? 0 : node;
    return BK_OK;
}

void bk_json_fields_free(bk_json_fields *f) {
    for (int i = 0; i < f->count; i++) free(f->nodes[i].name);
    free(f->nodes);
    *f = (bk_json_fields){0};
}

/* A key with escapes, which is rare, is read as the value it is. */
static int find_escaped(const bk_json_fields *f, int node, const char *key, size_t n) {
    bk_json_limits limits = {.replace = true};
    bk_json json = {0};
    bk_buf name = {0};
    int found = 0;
    if (bk_json_parse(key - 1, n + 2, &limits, &json, NULL)) return 0;
    const char *s = json.root->valuestring;
    if (!bk_json_restore_nul(&name, s, strlen(s))) found = find_name(f, node, name.p, name.n);
    bk_buf_free(&name);
    bk_json_free(&json);
    return found;
}

int bk_json_fields_find(const bk_json_fields *f, int node, const char *key, size_t n, bool escaped) {
    return escaped ? find_escaped(f, node, key, n) : find_name(f, node, key, n);
}

/* ---- the fast way ----
 * The usual document is walked with two pointers. Whatever is wrong, deep, or unusual makes a step return NULL: then the
 * strict scanner does it again, and says why. */

enum { SHALLOW = 32 };

typedef struct walker {
    bk_json_fields *fields;
    bk_json_slice *found;
    const char *text;
    size_t depth, keys, values, most; /* most: values */
    struct {
        const char *from;
        int node, value_of; /* as in the scanner */
        char end;           /* the bracket that closes it */
    } open[SHALLOW];
} walker;

static void keep(walker *w, int node, const char *from, const char *to, bool escaped) {
    int field = node > 0 ? w->fields->nodes[node].field : -1;
    if (field >= 0) w->found[field] = (bk_json_slice){(size_t)(from - w->text), (size_t)(to - w->text), escaped};
}

static bool below_was_found(const walker *w, int node);

/* Is the field, or one below it, there already? Then its key came before. */
static inline bool was_found(const walker *w, int node) { // NOLINT(misc-no-recursion)
    const bk_json_node *n = &w->fields->nodes[node];
    if (n->field >= 0 && w->found[n->field].to) return true;
    return n->child && below_was_found(w, n->child);
}

static bool below_was_found(const walker *w, int node) { // NOLINT(misc-no-recursion)
    for (; node; node = w->fields->nodes[node].sibling) {
        if (was_found(w, node)) return true;
    }
    return false;
}

/* A value, or the opening of one, from its first byte on. */
static const char *value(walker *w, const char *p, const char *end, int node) {
    const char *from = p;
    bool escaped = false, integer;
    if (p == end || ++w->values > w->most) return NULL;
    if (*p == '{' || *p == '[') {
        if (w->depth == SHALLOW) return NULL;
        bool inside = *p == '{' && (node || !w->depth);
        w->open[w->depth].from = p;
        w->open[w->depth].node = inside ? node : -1;
        w->open[w->depth].value_of = node;
        w->open[w->depth++].end = *p == '{' ? '}' : ']';
        return p + 1;
    }
    if (*p == '"')
        p = bk_json_string(p + 1, end, &escaped);
    else
        p = *p >= 'a' ? bk_json_word(p, end) : bk_json_number_end(p, end, &integer);
    if (p && node) keep(w, node, from, p, escaped);
    return p;
}

static bool is_guessed(const bk_json_guess *g, const char *p) {
    uint64_t text[2];
    memcpy(text, p, sizeof text);
    return g->n && !(((text[0] ^ g->text[0]) & g->mask[0]) | ((text[1] ^ g->text[1]) & g->mask[1]));
}

/* Remember the key p[0..n); what a guess holds is readable. */
static void guess(bk_json_guess *g, const char *p, size_t n, int parent, int node) {
    *g = (bk_json_guess){.n = n, .parent = parent, .node = node};
    memcpy(g->text, p, sizeof g->text);
    memset(g->mask, 0xFF, n);
}

/* To the value behind a key of what is open last; its node, 0 where none is asked for. */
static const char *key(walker *w, const char *p, const char *end, int *node) {
    const char *from = p;
    int parent = w->open[w->depth - 1].node;
    bk_json_guess *g = &w->fields->guesses[w->keys++ % BK_JSON_GUESSES];
    bool whole = (size_t)(end - p) >= sizeof g->text, escaped;
    if (whole && g->parent == parent && is_guessed(g, p)) {
        *node = g->node;
        p += g->n;
    } else {
        if (p == end || *p != '"') return NULL;
        p = bk_json_string(p + 1, end, &escaped);
        if (!p) return NULL;
        if (parent >= 0) {
            if (escaped) return NULL;
            *node = find_name(w->fields, parent, from + 1, (size_t)(p - 2 - from));
        }
        p = bk_json_space(p, end);
        if (p == end || *p != ':') return NULL;
        size_t n = (size_t)(++p - from);
        if (whole && n <= sizeof g->text) guess(g, from, n, parent, *node);
    }
    return *node && was_found(w, *node) ? NULL : bk_json_space(p, end);
}

static bool walk(walker *w, const char *p, const char *end) {
    p = bk_json_space(p, end);
    for (;;) {
        size_t depth = w->depth;
        int node = 0;
        if (depth && w->open[depth - 1].end == '}') p = key(w, p, end, &node);
        if (p) p = value(w, p, end, node);
        if (!p) return false;
        bool opened = w->depth > depth;
        p = bk_json_space(p, end);
        while (w->depth && p < end && *p == w->open[w->depth - 1].end) {
            w->depth--;
            keep(w, w->open[w->depth].value_of, w->open[w->depth].from, ++p, false);
            p = bk_json_space(p, end);
            opened = false;
        }
        if (!w->depth || p == end) return !w->depth && p == end;
        if (!opened && *p != ',') return false;
        if (!opened) p = bk_json_space(p + 1, end);
    }
}

bk_code bk_json_project(const char *p, size_t n, const bk_json_limits *limits, bk_json_fields *f,
                        bk_json_slice *found, bk_error *err) {
    walker w;
    w.fields = f;
    w.found = found;
    w.text = p;
    w.depth = w.keys = w.values = 0;
    w.most = limits->values ? limits->values : SIZE_MAX;
    memset(found, 0, (size_t)f->fields * sizeof *found);
    bool small = !limits->bytes || n <= limits->bytes;
    bool deep = !limits->depth || limits->depth >= SHALLOW;
    if (small && deep && walk(&w, p, p + n)) return BK_OK;
    return bk_json_project_strictly(p, n, limits, f, found, err);
}
