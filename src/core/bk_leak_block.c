/* The logs of stealers: blocks of `Name: value`, ended by an empty line, a rule, or a name that comes again. */
#include "bk_leak_internal.h"

#include <string.h>

enum { MOST_LINES = 200 /* of a block */, MOST_NAME = 30 };

static bool is_letter(char c) {
    return (unsigned)((c | 32) - 'a') < 26;
}

bool bk_leak_block_line(const char *p, size_t n, bk_leak_value *name, bk_leak_value *value) {
    size_t from = 0;
    while (from < n && bk_leak_space(p[from])) from++;
    if (from == n || !is_letter(p[from])) return false;
    size_t to = from;
    while (to < n && (bk_leak_sign(p[to]) || p[to] == ' ' || p[to] == '_' || p[to] == '-')) to++;
    if (to == n || p[to] != ':' || to - from > MOST_NAME) return false;
    *name = (bk_leak_value){p + from, 0, to - from};
    to++;
    while (to < n && bk_leak_space(p[to])) to++;
    while (n > to && bk_leak_space(p[n - 1])) n--;
    *value = (bk_leak_value){p + to, 0, n - to};
    return n - to < 2 || p[to] != '/' || p[to + 1] != '/';
}

int bk_leak_block_class(const bk_leak_classes *c, const char *p, size_t n) {
    /* what the programs whose logs these are call the address of an account */
    static const char *const sites[] = {"url", "host", "hostname", "website", "link"};
    for (size_t i = 0; i < sizeof sites / sizeof *sites; i++) {
        size_t k = 0;
        while (k < n && sites[i][k] && (p[k] | (is_letter(p[k]) ? 32 : 0)) == sites[i][k]) k++;
        if (k == n && !sites[i][k]) return c->site;
    }
    return bk_leak_class_of(c, p, n);
}

void bk_leak_put_host(bk_leak *l, const char *p, size_t n) {
    size_t k = n && is_letter(*p);
    while (k && k < n && (bk_leak_sign(p[k]) || p[k] == '+' || p[k] == '.' || p[k] == '-')) k++;
    if (k && n - k >= 3 && memcmp(p + k, "://", 3) == 0) p += k + 3, n -= k + 3;
    for (k = 0; k < n && p[k] != '/' && p[k] != '?' && p[k] != '#'; k++) {}
    n = k;
    while (k && p[k - 1] != '@') k--;
    size_t first = l->made.n;
    for (; k < n; k++) (void)bk_buf_add_char(&l->made, is_letter(p[k]) ? (char)(p[k] | 32) : p[k]);
    if (!l->made.failed) bk_leak_put(l, l->classes->site, NULL, first, l->made.n - first);
}

static void add(bk_leak *l, int class, const char *p, size_t n, uint64_t position) {
    const bk_leak_classes *c = l->classes;
    l->block.seen |= UINT64_C(1) << class;
    if (!l->block.first) l->block.first = position;
    if (!n) return;
    if (class == c->site) {
        bk_leak_put_host(l, p, n);
        return;
    }
    bk_leak_put_copy(l, class == c->user && bk_leak_is_email(p, n) ? c->email : class, p, n);
}

static void start(bk_leak *l) {
    l->filled = l->block.seen = l->block.first = 0;
    l->made.n = l->block.lines = 0;
    l->block.done = false;
    if (l->block.held < 0) return;
    int class = l->block.held;
    l->block.held = -1;
    add(l, class, l->block.value.p, l->block.value.n, l->block.position);
}

static bool told(bk_leak *l) {
    size_t n;
    l->position = l->block.first;
    return bk_leak_get(l, l->classes->secret, &n) || bk_leak_who(l, &n);
}

static void stray(bk_leak *l, uint64_t position) {
    if (l->strays < BK_LEAK_STRAYS) l->stray_at[l->strays] = position;
    l->strays++;
}

static bk_leak_status spoilt(bk_leak *l, uint64_t position, bk_tally_bad why) {
    l->block.done = true;
    return bk_leak_bad(l, position, why);
}

bk_leak_status bk_leak_next_block(bk_leak *l, bk_leak_window *w) {
    const int secret = l->classes->secret;
    if (l->block.done) start(l);
    for (;;) {
        const char *line;
        size_t n;
        bk_leak_value name, value;
        bk_leak_status status = bk_leak_line(l, w, &line, &n);
        if (status == BK_LEAK_MORE) return status;
        if (status == BK_LEAK_BAD) return spoilt(l, l->position, l->why);
        if (status == BK_LEAK_END) {
            bool whole = told(l) && !l->block.done;
            l->block.done = true;
            return whole ? BK_LEAK_RECORD : BK_LEAK_END;
        }
        uint64_t position = l->position, first = l->block.first;
        if (n && memchr(line, 0, n)) return spoilt(l, position, BK_TALLY_BINARY);
        if (++l->block.lines > MOST_LINES) return spoilt(l, first ? first : position, BK_TALLY_LONG);
        bool named = bk_leak_block_line(line, n, &name, &value), ends = false;
        int class = named ? bk_leak_block_class(l->classes, name.p, name.n) : -1;
        uint64_t seen = l->block.seen;
        if (class >= 0 && secret >= 0 && (seen >> class & 1) && (seen >> secret & 1)) {
            l->block.held = class;
            l->block.position = position;
            l->block.value.n = 0;
            if (bk_buf_add(&l->block.value, value.p, value.n)) return BK_LEAK_NO_MEMORY;
            ends = true;
        } else if (class >= 0) {
            add(l, class, value.p, value.n, position);
        } else {
            bool content = false;
            for (size_t i = 0; i < n && !content; i++) content = bk_leak_sign(line[i]) || (unsigned char)line[i] >= 0x80;
            if (content) stray(l, position);
            ends = !content;
        }
        if (!ends) continue;
        if (told(l)) {
            l->block.done = true;
            return BK_LEAK_RECORD;
        }
        start(l);
    }
}
