#include "bk_utf16.h"
#include "bk_view_internal.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[BK_VIEW_KINDS] = {"none", "html", "mail",
                                                      "json", "sql",  "mysql"};
static const char *const coding_names[] = {NULL,     "html", "quoted-printable",
                                           "base64", "json", "sql",
                                           "UTF-16LE", "UTF-16BE"};

const char *bk_view_kind_name(bk_view_kind kind) {
    return kind_names[kind];
}

bk_view_kind bk_view_kind_named(const char *name) {
    int i = 0;
    while (i < BK_VIEW_KINDS && strcmp(kind_names[i], name) != 0) i++;
    return (bk_view_kind)i;
}

const char *bk_view_coding_name(bk_view_coding coding) {
    return coding_names[coding];
}

bk_view *bk_view_new(bk_view_kind kind) {
    bk_view *v = calloc(1, sizeof *v);
    if (!v) return NULL;
    v->kind = kind;
    v->line = v->text.secret = true;
    if (kind == BK_VIEW_MAIL && !view_mail_new(v)) {
        free(v);
        return NULL;
    }
    return v;
}

void bk_view_free(bk_view *v) {
    if (!v) return;
    if (v->mail) view_mail_free(v);
    bk_view_free(v->units);
    bk_view_free(v->inner);
    bk_buf_free(&v->text);
    bk_buf_free(&v->spans);
    free(v);
}

/* ---- spans ---- */

static const view_span *spans(const bk_view *v, size_t *n) {
    const view_span *all = (const view_span *)(void *)v->spans.p; /* malloc aligns it */
    *n = v->spans.n / sizeof *all - v->forgotten;
    return all ? all + v->forgotten : NULL;
}

/* Does what is written at `from` go on from where the span ends? */
static bool goes_on(const view_span *s, uint64_t at, uint64_t from, view_how how,
                    bk_view_coding coding) {
    if (s->how != how || s->coding != coding) return false;
    uint64_t n = at - s->at;
    if (how == VIEW_BYTES) return s->from + n == from;
    if (how == VIEW_PAIRS) return s->from + 2 * n == from;
    return how == VIEW_SIXES && n % 3 == 0 && s->from + n / 3 * 4 == from;
}

void view_add(bk_view *v, uint64_t from, size_t width, size_t n, view_how how,
              bk_view_coding coding) {
    size_t count;
    const view_span *all = spans(v, &count);
    if (!n) return;
    if (!count || !goes_on(&all[count - 1], v->out, from, how, coding)) {
        view_span s = {v->out, from, (uint32_t)width, (uint8_t)how, (uint8_t)coding};
        if (bk_buf_add(&v->spans, (const char *)&s, sizeof s)) v->failed = v->spans.failed;
    }
    v->out += n;
}

void view_run(bk_view *v, const char *p, size_t from, size_t to, bk_view_coding coding,
              bk_buf *out) {
    if (bk_buf_add(out, p + from, to - from)) v->failed = out->failed;
    view_add(v, v->from + from, 0, to - from, VIEW_BYTES, coding);
}

void view_escape(bk_view *v, size_t from, size_t to, const char *said, size_t n,
                 bk_view_coding coding, bk_buf *out) {
    if (bk_buf_add(out, said, n)) v->failed = out->failed;
    view_add(v, v->from + from, to - from, n, VIEW_WHOLE, coding);
}

/* The last span that begins at `at` or before. */
static const view_span *span_of(const view_span *all, size_t n, uint64_t at) {
    size_t low = 0, high = n;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    return all + low;
}

static uint64_t begins(const view_span *s, uint64_t at) {
    uint64_t left = at - s->at;
    switch ((view_how)s->how) {
    case VIEW_BYTES: return s->from + left;
    case VIEW_PAIRS: return s->from + 2 * left;
    case VIEW_SIXES: return s->from + left * 8 / 6;
    default: return s->from;
    }
}

static uint64_t ends(const view_span *s, uint64_t at) {
    uint64_t left = at - s->at;
    switch ((view_how)s->how) {
    case VIEW_BYTES: return s->from + left + 1;
    case VIEW_PAIRS: return s->from + 2 * left + 2;
    case VIEW_SIXES: return s->from + (left * 8 + 7) / 6 + 1;
    default: return s->from + s->width;
    }
}

bk_view_coding bk_view_place(const bk_view *v, uint64_t first, uint64_t end, uint64_t *from,
                             uint64_t *to) {
    size_t n;
    const view_span *all = spans(v, &n), *a = span_of(all, n, first),
                    *b = span_of(a, n - (size_t)(a - all), end - 1);
    *from = begins(a, first);
    *to = ends(b, end - 1);
    return a == b && a->how == VIEW_BYTES ? BK_CODING_NONE : (bk_view_coding)b->coding;
}

void bk_view_forget(bk_view *v, uint64_t first) {
    size_t n;
    const view_span *all = spans(v, &n);
    if (!n) return;
    v->forgotten += (size_t)(span_of(all, n, first) - all);
    size_t bytes = v->forgotten * sizeof(view_span);
    if (bytes < v->spans.n / 2) return;
    memmove(v->spans.p, v->spans.p + bytes, v->spans.n - bytes);
    v->spans.n -= bytes;
    v->forgotten = 0;
}

/* Bytes [at, end) of what came out of `outer`, as they stand there. */
static void pass(bk_view *v, const view_span *all, size_t n, uint64_t at, uint64_t end) {
    for (const view_span *s = span_of(all, n, at); at < end; s++) {
        uint64_t stop = s + 1 < all + n && s[1].at < end ? s[1].at : end;
        bk_view_coding coding = s->coding ? (bk_view_coding)s->coding : BK_CODING_HTML;
        while (at < stop) {
            bool sixes = s->how == VIEW_SIXES && (at - s->at) % 3 == 0;
            view_how how = sixes || s->how != VIEW_SIXES ? (view_how)s->how : VIEW_WHOLE;
            size_t length = how == VIEW_WHOLE && s->how == VIEW_SIXES ? 1 : (size_t)(stop - at);
            uint64_t from = begins(s, at);
            view_add(v, from, (size_t)(ends(s, at) - from), length, how, coding);
            at += length;
        }
    }
}

void view_through(bk_view *v, bk_view *inner, const bk_view *outer) {
    size_t n, count;
    const view_span *all = spans(outer, &n), *new = spans(inner, &count);
    for (size_t i = 0; i < count; i++) {
        uint64_t end = i + 1 < count ? new[i + 1].at : inner->out, from, to;
        size_t length = (size_t)(end - new[i].at);
        if (new[i].how == VIEW_BYTES) {
            pass(v, all, n, new[i].from, new[i].from + length);
            continue;
        }
        (void)bk_view_place(outer, new[i].from, new[i].from + new[i].width, &from, &to);
        uint8_t coding = span_of(all, n, new[i].from)->coding;
        view_add(v, from, (size_t)(to - from), length, VIEW_WHOLE,
                 coding ? (bk_view_coding)coding : BK_CODING_HTML);
    }
    inner->spans.n = inner->forgotten = 0;
}

/* ---- UTF-16 ---- */

size_t bk_view_wide(const char *p, size_t n, bool *big) {
    bool zeros[2] = {true, true};
    *big = n >= 2 && memcmp(p, "\xFE\xFF", 2) == 0;
    if (*big || (n >= 2 && memcmp(p, "\xFF\xFE", 2) == 0)) return 2;
    if (n < BK_VIEW_WIDE) return SIZE_MAX;
    for (size_t i = 0; i < BK_VIEW_WIDE; i++) zeros[i % 2] = zeros[i % 2] && !p[i];
    *big = zeros[0];
    return zeros[0] != zeros[1] ? 0 : SIZE_MAX;
}

static void start_wide(bk_view *v, size_t mark, bool big) {
    v->mark = mark;
    v->big = big;
    v->units = bk_view_new(BK_VIEW_NONE);
    v->inner = bk_view_new(v->kind);
    if (!v->units || !v->inner)
        v->failed = BK_E_MEMORY;
    else
        v->inner->narrow = true;
}

/* The characters of p[0..n), from which *used bytes are taken. */
static void read_units(bk_view *v, const char *p, size_t n, bool last, size_t *used) {
    bk_view *u = v->units;
    bk_view_coding coding = v->big ? BK_CODING_UTF16BE : BK_CODING_UTF16LE;
    size_t i = u->from ? 0 : v->mark, width;
    for (; n - i >= 2; i += width) {
        unsigned long c = bk_utf16_next(p + i, n - i, v->big, last, &width);
        if (!width) break;
        size_t before = v->text.n;
        (void)bk_buf_add_utf8(&v->text, c);
        view_add(u, u->from + i, width, v->text.n - before, c < 0x80 ? VIEW_PAIRS : VIEW_WHOLE,
                 coding);
    }
    *used = last ? n : i; /* half a unit at the end says nothing */
    u->from += *used;
}

static bk_code read_wide(bk_view *v, const char *p, size_t n, bool last, size_t *used,
                         bk_buf *out) {
    size_t told = 0;
    read_units(v, p, n, last, used);
    bk_code failed = bk_view_read(v->inner, v->text.n ? v->text.p : "", v->text.n, last, &told, out);
    if (failed || v->units->failed || v->text.failed) return BK_E_MEMORY;
    view_through(v, v->inner, v->units);
    bk_view_forget(v->units, v->inner->from);
    v->text.n -= told;
    if (told) memmove(v->text.p, v->text.p + told, v->text.n);
    v->from += *used;
    return v->failed;
}

bk_code bk_view_read(bk_view *v, const char *p, size_t n, bool last, size_t *used, bk_buf *out) {
    bool big;
    bool may_be_wide = !v->narrow && v->kind != BK_VIEW_NONE && v->kind != BK_VIEW_MAIL;
    if (!v->from && !v->units && may_be_wide) {
        *used = 0;
        if (n < BK_VIEW_WIDE && !last) return BK_OK;
        size_t mark = bk_view_wide(p, n, &big);
        if (mark != SIZE_MAX) start_wide(v, mark, big);
        if (v->failed) return v->failed;
    }
    if (v->units) return read_wide(v, p, n, last, used, out);
    switch (v->kind) {
    case BK_VIEW_HTML: *used = view_html(v, p, n, last, out); break;
    case BK_VIEW_JSON: *used = view_json(v, p, n, last, out); break;
    case BK_VIEW_MAIL: *used = view_mail_text(v, p, n, last, out); break;
    case BK_VIEW_SQL:
    case BK_VIEW_MYSQL: *used = view_sql_text(v, p, n, last, out); break;
    default:
        view_run(v, p, 0, n, BK_CODING_NONE, out);
        *used = n;
    }
    v->from += *used;
    return v->failed;
}
