/* Any bytes as any container: what comes out, and where it is written, is the same whatever the
 * pieces, and lies in the bytes, in order; and so are findings in it, and what stands around them. */
#include "../src/core/bk_scan_context.h"
#include "../src/core/bk_view.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bk_view *view(bk_view_kind kind, const char *p, size_t n, size_t piece, bk_buf *out) {
    bk_view *v = bk_view_new(kind);
    size_t at = 0, shown = 0;
    if (!v) abort();
    for (bool last = false; !last;) {
        shown = n - shown < piece ? n : shown + piece;
        last = shown == n;
        size_t used = 0;
        if (bk_view_read(v, p + at, shown - at, last, &used, out)) abort();
        if (used > shown - at || (last && used != shown - at)) abort();
        at += used;
    }
    return v;
}

static void check_places(const bk_view *a, const bk_view *b, size_t n, size_t size) {
    uint64_t before = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t from, to, from_b, to_b, from_all, to_all;
        bk_view_coding coding = bk_view_place(a, i, i + 1, &from, &to);
        if (from >= to || to > size || from < before) abort();
        if (bk_view_place(b, i, i + 1, &from_b, &to_b) != coding) abort();
        if (from != from_b || to != to_b) abort();
        (void)bk_view_place(a, i, n, &from_all, &to_all);
        if (from_all != from || to_all < to || to_all > size) abort();
        before = from;
    }
}

static bool same_side(const bk_context *a, bk_context_side x, const bk_context *b, bk_context_side y) {
    return x.n == y.n && x.hidden == y.hidden && (!x.n || memcmp(x.p, y.p, x.n) == 0) &&
           x.shown_n == y.shown_n &&
           (!x.shown_n || memcmp(a->shown.p + x.shown, b->shown.p + y.shown, x.shown_n) == 0);
}

/* What stands around a finding, and what may be shown of it. */
static void check_context(const bk_scan_piece *a, const bk_hit *x, const bk_scan_piece *b,
                          const bk_hit *y, size_t most) {
    static bk_veil *veil;
    bk_context one = {0}, other = {0};
    if (!veil && !(veil = bk_veil_new(NULL))) abort();
    if (bk_scan_context(veil, NULL, a, x, most, &one)) abort();
    if (bk_scan_context(veil, NULL, b, y, most, &other)) abort();
    if (!same_side(&one, one.before, &other, other.before) ||
        !same_side(&one, one.after, &other, other.after))
        abort();
    bk_context_free(&one);
    bk_context_free(&other);
}

/* Findings of all the bytes at once, and of a stream of them. */
static void check_scan(bk_view_kind kind, const char *p, size_t n, size_t piece) {
    bk_scan_run *whole, *stream;
    const bk_scan_piece *a = NULL, *b = NULL;
    bk_scan_options options = {.suppressed = true, .container = kind};
    bk_error err;
    size_t next = 0;
    if (bk_scan_run_bytes(&whole, p, n, &options, &err)) abort();
    options.piece = piece;
    if (bk_scan_run_stream(&stream, &options, &err)) abort();
    for (size_t at = 0, step; at <= n; at += step ? step : 1) {
        step = n - at < piece ? n - at : piece;
        if (bk_scan_run_feed(stream, p + at, step, step == 0, &err)) abort();
        for (;;) {
            if (bk_scan_run_next(stream, &b, &err)) abort();
            if (!b) break;
            for (size_t i = 0; i < b->hit_count; i++) {
                while (!a || next == a->hit_count) {
                    next = 0;
                    if (bk_scan_run_next(whole, &a, &err) || !a) abort();
                }
                bk_hit_at x = bk_hit_place(a, &a->hits[next]), y = bk_hit_place(b, &b->hits[i]);
                if (x.first != y.first || x.end != y.end || x.encoding != y.encoding ||
                    x.first >= x.end || x.end > n || a->hits[next].kind != b->hits[i].kind)
                    abort();
                check_context(a, &a->hits[next], b, &b->hits[i], piece);
                next++;
            }
        }
    }
    while (a && next == a->hit_count) {
        next = 0;
        if (bk_scan_run_next(whole, &a, &err)) abort();
    }
    if (a) abort();
    bk_scan_run_close(whole);
    bk_scan_run_close(stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    bk_view_kind kind = (bk_view_kind)(data[0] % (BK_VIEW_KINDS + 1));
    size_t piece = 1 + data[1], n = size - 2;
    const char *p = (const char *)data + 2;
    bk_buf whole = {0}, pieces = {0};
    bk_view_kind known = kind == BK_VIEW_KINDS ? bk_view_sniff(p, n) : kind;
    bk_view *a = view(known, p, n, n + 1, &whole), *b = view(known, p, n, piece, &pieces);
    if (whole.n != pieces.n || (whole.n && memcmp(whole.p, pieces.p, whole.n) != 0)) abort();
    check_places(a, b, whole.n, n);
    bk_view_free(a);
    bk_view_free(b);
    bk_buf_free(&whole);
    bk_buf_free(&pieces);
    check_scan(kind, p, n, piece);
    return 0;
}
