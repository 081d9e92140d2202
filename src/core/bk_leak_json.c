/* Objects whose keys are columns, also within objects. */
#include "bk_leak_internal.h"

#include "bk_json_token.h"
#include "bk_number.h"
#include "bk_pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 4 /* objects in objects that are looked into */ };

/* A value whose key is known, or what stands in place of one. */
typedef struct leaf {
    bk_leak_value path[DEPTH];
    size_t depth, order;
    int class;
    const char *p; /* with its quotes; NULL: none that counts */
    size_t n;
} leaf;

static const char *bytes_of(const bk_leak *l, const bk_leak_value *v) {
    return v->p ? v->p : v->n ? l->made.p + v->first : "";
}

/* From behind the opening quote of a string that was checked to behind the closing one; whether it may differ from its
 * bytes. */
static const char *string_end(const char *p, const char *end, bool *differs) {
    *differs = false;
    for (;;) {
        p += bk_json_plain(p, (size_t)(end - p));
        if (p == end || *p == '"') return p + (p < end);
        bool escape = *p == '\\' && end - p > 1;
        if (escape || (unsigned char)*p >= 0x80) *differs = true;
        p += escape ? 2 : 1;
    }
}

/* What a string of p[0..n) means, to `made`, with U+FFFD for what is no UTF-8. */
static bk_leak_value decoded(bk_leak *l, const char *p, size_t n) {
    const char *end = p + n;
    size_t first = l->made.n;
    while (p < end) {
        size_t k = bk_json_plain(p, (size_t)(end - p));
        (void)bk_buf_add(&l->made, p, k);
        p += k;
        if (p == end) break;
        unsigned long point;
        const char *behind = *p == '\\' ? bk_json_escape(p, end, &point) : NULL;
        size_t length = *p == '\\' ? 0 : bk_utf8_length(p, (size_t)(end - p));
        if (behind || *p == '\\') {
            (void)bk_buf_add_utf8(&l->made, behind ? point : 0xFFFD);
            p = behind ? behind : end - p > 6 ? p + 6 : end; /* half a surrogate pair */
        } else if (length) {
            (void)bk_buf_add(&l->made, p, length);
            p += length;
        } else {
            (void)bk_buf_add_utf8(&l->made, 0xFFFD);
            p += bk_utf8_bad_length(p, (size_t)(end - p));
        }
    }
    return (bk_leak_value){NULL, first, l->made.n - first};
}

/* Over a value that is not looked into. */
static const char *skip(const char *p, const char *end) {
    size_t depth = 0;
    bool differs;
    while (p < end) {
        char c = *p;
        if (c == '"') {
            p = string_end(p + 1, end, &differs);
        } else if (c == '{' || c == '[') {
            depth++;
            p++;
        } else if (!depth && (c == ',' || c == '}' || c == ']')) {
            return p;
        } else {
            depth -= c == '}' || c == ']';
            p++;
        }
        if (!depth && (c == '"' || c == '}' || c == ']')) return p;
    }
    return p;
}

static void add_leaf(bk_leak *l, const bk_leak_value *path, size_t depth, int class, const char *p, size_t n) {
    leaf f = {.depth = depth, .class = class, .p = p, .n = n, .order = l->json.leaves.n};
    memcpy(f.path, path, depth * sizeof *path);
    (void)bk_buf_add(&l->json.leaves, (const char *)&f, sizeof f);
}

/* The leaves of an object that was checked. */
static void gather(bk_leak *l, const char *p, const char *end) {
    bk_leak_value path[DEPTH];
    size_t depth = 1;
    p++;
    while (depth) {
        bool differs;
        p = bk_json_space(p, end);
        if (p >= end) return;
        if (*p == ',' || *p == '}') {
            depth -= *p++ == '}';
            continue;
        }
        const char *key = p + 1;
        p = string_end(key, end, &differs);
        size_t n = (size_t)(p - key) - 1;
        path[depth - 1] = differs ? decoded(l, key, n) : (bk_leak_value){key, 0, n};
        int class = bk_leak_class_of(l->classes, bytes_of(l, &path[depth - 1]), path[depth - 1].n);
        p = bk_json_space(p, end);
        p = bk_json_space(p + 1, end); /* the colon */
        if (p >= end) return;
        const char *value = p;
        bool opens = *p == '{' && depth < DEPTH, counts = *p == '"' || *p == '-' || (unsigned)(*p - '0') < 10;
        p = opens ? p + 1 : skip(p, end);
        size_t size = (size_t)(p - value);
        while (size && (unsigned char)value[size - 1] <= ' ') size--;
        /* a key that comes again counts for the last one, also where that holds nothing */
        if (class >= 0) add_leaf(l, path, depth, class, counts ? value : NULL, counts ? size : 0);
        depth += opens;
    }
}

static int compare(const void *a, const void *b) {
    const leaf *x = a, *y = b;
    for (size_t i = 0; i < x->depth && i < y->depth; i++) {
        size_t n = x->path[i].n < y->path[i].n ? x->path[i].n : y->path[i].n;
        int order = n ? memcmp(x->path[i].p, y->path[i].p, n) : 0;
        if (order) return order;
        if (x->path[i].n != y->path[i].n) return x->path[i].n < y->path[i].n ? -1 : 1;
    }
    if (x->depth != y->depth) return x->depth < y->depth ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static bool same_path(const leaf *a, const leaf *b) {
    if (a->depth != b->depth) return false;
    for (size_t i = 0; i < a->depth; i++) {
        size_t n = a->path[i].n;
        if (n != b->path[i].n || (n && memcmp(a->path[i].p, b->path[i].p, n) != 0)) return false;
    }
    return true;
}

/* A number as Lua writes it. */
static void put_number(bk_leak *l, int class, const char *p, size_t n) {
    char text[64];
    int64_t integer;
    bool plain = true;
    for (size_t i = *p == '-'; i < n; i++) plain = plain && (unsigned)(p[i] - '0') < 10;
    if (plain && bk_number_parse_integer(p, n, &integer)) {
        (void)snprintf(text, sizeof text, "%" PRId64, integer);
    } else {
        (void)snprintf(text, sizeof text - 2, "%.14g", bk_number_parse(p, n));
        if (text[strspn(text, "-0123456789")] == '\0') (void)memcpy(text + strlen(text), ".0", 3);
    }
    bk_leak_put_copy(l, class, text, strlen(text));
    bk_wipe(text, sizeof text);
}

/* The record that an object's text is, `p[0..n)` being at an offset of the window. */
static bk_leak_status object(bk_leak *l, const char *p, size_t n, size_t offset) {
    const bk_json_limits limits = {.values = 10000000, .depth = BK_JSON_DEPTH_MAX, .replace = true};
    bk_json_slice found[1];
    bk_error err;
    if (!l->json.none.nodes && bk_json_fields_start(&l->json.none, NULL)) return BK_LEAK_NO_MEMORY;
    bk_code code = bk_json_project(p, n, &limits, &l->json.none, found, &err);
    if (code == BK_E_MEMORY) return BK_LEAK_NO_MEMORY;
    if (code) {
        return bk_leak_bad(l, bk_leak_at(l, offset) + (err.position ? err.position - 1 : 0),
                           code == BK_E_LIMIT ? BK_TALLY_LONG : BK_TALLY_SYNTAX);
    }
    const char *end = p + n, *first = bk_json_space(p, end);
    l->position = bk_leak_at(l, offset);
    if (first == end || *first != '{') return bk_leak_bad(l, l->position, BK_TALLY_SYNTAX);
    l->json.leaves.n = 0;
    gather(l, first, end);
    size_t count = l->json.leaves.n / sizeof(leaf);
    leaf *leaves = (leaf *)(void *)l->json.leaves.p; /* pages are aligned */
    if (l->json.leaves.failed || l->made.failed) return BK_LEAK_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < leaves[i].depth; k++) leaves[i].path[k].p = bytes_of(l, &leaves[i].path[k]);
    /* the same record whatever the order of its keys */
    if (count > 1) qsort(leaves, count, sizeof *leaves, compare);
    for (size_t i = 0; i < count; i++) {
        const leaf *f = &leaves[i];
        bool differs;
        if (!f->p || (i + 1 < count && same_path(f, f + 1))) continue;
        if (*f->p != '"') {
            put_number(l, f->class, f->p, f->n);
            continue;
        }
        (void)string_end(f->p + 1, f->p + f->n, &differs);
        bk_leak_value v = {f->p + 1, 0, f->n - 2};
        if (differs) v = decoded(l, f->p + 1, f->n - 2);
        bk_leak_put(l, f->class, v.p, v.first, v.n);
    }
    return BK_LEAK_RECORD;
}

bk_leak_status bk_leak_next_jsonl(bk_leak *l, bk_leak_window *w) {
    for (;;) {
        const char *line;
        size_t n, blank = 0;
        bk_leak_status status = bk_leak_line(l, w, &line, &n);
        if (status != BK_LEAK_RECORD) return status;
        while (blank < n && (line[blank] == ' ' || line[blank] == '\t' || line[blank] == '\r')) blank++;
        if (blank < n) return object(l, line, n, (size_t)(line - w->p));
    }
}

bk_leak_status bk_leak_next_json(bk_leak *l, bk_leak_window *w) {
    bk_json_values *v = &l->json.values;
    for (;;) {
        if (l->within && !l->json.found) {
            size_t passed;
            l->json.found = bk_json_within_next(&l->json.within, w->p + w->at, w->n - w->at, &passed);
            w->at += passed;
            if (!l->json.found) return w->last ? BK_LEAK_END : BK_LEAK_MORE;
            *v = (bk_json_values){.once = true};
        }
        size_t used, looked = l->json.looked, at = w->at;
        bk_json_values_status status = bk_json_values_next(v, w->p + at + looked, w->n - at - looked, &used);
        size_t length = looked + used;
        bool skipped = l->json.skipping, open = status == BK_JSON_VALUES_MORE;
        l->json.looked = open ? length : 0;
        if (status == BK_JSON_VALUES_BEGIN) {
            w->at += length;
            continue;
        }
        if (status == BK_JSON_VALUES_END) {
            l->json.skipping = false;
            w->at += length;
            if (skipped) continue;
            if (length > l->record_most) return bk_leak_bad(l, bk_leak_at(l, at), BK_TALLY_LONG);
            return object(l, w->p + at, length, at);
        }
        if (!v->inside || skipped || (length > l->record_most && !w->last)) {
            /* nothing that is wanted: a value that is too long is told of once, and not kept */
            l->json.skipping = v->inside;
            l->json.looked = 0;
            w->at += length;
            if (v->inside && !skipped) return bk_leak_bad(l, bk_leak_at(l, at), BK_TALLY_LONG);
        }
        if (v->once && v->closed) {
            l->json.found = false;
            continue;
        }
        if (!w->last) return BK_LEAK_MORE;
        length = l->json.looked;
        l->json.looked = 0;
        v->inside = false;
        if (!length) return BK_LEAK_END;
        w->at += length;
        if (length > l->record_most) return bk_leak_bad(l, bk_leak_at(l, at), BK_TALLY_LONG);
        if (!v->scalar || v->string) return bk_leak_bad(l, bk_leak_at(l, at), BK_TALLY_SYNTAX);
        return object(l, w->p + at, length, at);
    }
}
