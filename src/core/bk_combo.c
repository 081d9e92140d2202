#include "bk_combo.h"

#include "bk_fs.h"
#include "bk_pages.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 20 };

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* The first separator in p[0..n), or NULL. */
static const char *first_mark(const bk_combo *c, const char *p, size_t n) {
    for (const char *end = p + n; (p = memchr(p, c->separator[0], (size_t)(end - p))); p++) {
        if ((size_t)(end - p) < c->separator_n) return NULL;
        if (memcmp(p, c->separator, c->separator_n) == 0) return p;
    }
    return NULL;
}

static bool is_sign(char c) {
    return (unsigned)((c | 32) - 'a') < 26 || (unsigned)(c - '0') < 10;
}

/* How long a scheme and its "://" at p are, 0 for none. */
static size_t scheme_end(const char *p, size_t n) {
    size_t k = 0;
    while (k < n && k < 16 && (is_sign(p[k]) || p[k] == '+' || p[k] == '.' || p[k] == '-')) k++;
    return k && n - k > 3 && memcmp(p + k, "://", 3) == 0 ? k + 3 : 0;
}

/* The end of a host's name, or 0: labels with dots between, the last one of letters, or digits in all. */
static size_t host_end(const char *p, size_t n) {
    size_t k = 0, label = 0, dots = 0;
    bool letters = true, digits = true;
    for (; k < n && (is_sign(p[k]) || p[k] == '.' || p[k] == '-'); k++) {
        if (p[k] == '.') {
            if (k == label) return 0;
            label = k + 1;
            dots++;
            letters = true;
            continue;
        }
        bool digit = (unsigned)(p[k] - '0') < 10;
        letters = letters && !digit && p[k] != '-';
        digits = digits && digit;
    }
    return dots && k - label >= (digits ? 1u : 2u) && (letters || digits) ? k : 0;
}

/* How long the address is that a line begins with, 0 for none. */
static size_t site_of(const bk_combo *c, const char *p, size_t n) {
    size_t k = scheme_end(p, n);
    if (!k && !c->sites) return 0;
    if (k) while (k < n && p[k] != '/' && p[k] != ':' && p[k] != c->separator[0]) k++;
    else k = host_end(p, n);
    if (!k) return 0;
    /* a port, where something other than a secret follows it */
    size_t port = k + 1;
    while (port < n && port - k <= 5 && (unsigned)(p[port] - '0') < 10) port++;
    if (k < n && p[k] == ':' && port > k + 1 && port < n && (p[port] == '/' || p[port] == ':')) k = port;
    const char *mark = first_mark(c, p + k, n - k);
    return mark ? (size_t)(mark - p) : 0;
}

/* Is the colon that separates the one of "https://"? */
static bool begins_address(const char *mark, const char *end) {
    return end - mark > 2 && mark[0] == ':' && mark[1] == '/' && mark[2] == '/';
}

bk_tally_bad bk_combo_read(const bk_combo *c, const char *p, size_t n, bk_combo_record *out) {
    if (n && p[n - 1] == '\r') n--;
    const char *mark = n ? first_mark(c, p, n) : NULL, *site = p;
    if (n && memchr(p, 0, n)) return BK_TALLY_BINARY;
    if (!mark) return BK_TALLY_NO_SEPARATOR;
    /* in lists with colons the first one is that of "https://" */
    bool colon = c->separator_n == 1 && *c->separator == ':';
    bool schemed = (colon ? begins_address(mark, p + n) : memchr(p, '/', (size_t)(mark - p)) != NULL) && scheme_end(p, n);
    size_t site_n = c->sites || schemed ? site_of(c, p, n) : 0;
    if (site_n) {
        size_t skip = site_n + c->separator_n;
        const char *next = first_mark(c, p + skip, n - skip);
        /* "jane.doe:secret" has no third part, and no address then */
        if (!next && schemed) return BK_TALLY_NO_SEPARATOR;
        if (next) mark = next, p += skip, n -= skip;
        else site_n = 0;
    } else if (schemed) {
        return BK_TALLY_NO_SEPARATOR;
    }
    size_t first = (size_t)(mark - p);
    *out = (bk_combo_record){p, mark + c->separator_n, first, n - first - c->separator_n, site_n, site};
    if (c->secret_first) {
        /* the login is what follows the last one: the secret may hold it */
        size_t at = n - c->separator_n;
        while (memcmp(p + at, c->separator, c->separator_n) != 0) at--;
        *out = (bk_combo_record){p + at + c->separator_n, p, n - at - c->separator_n, at, site_n, site};
    }
    while (out->login_n && is_blank(out->login[0])) out->login++, out->login_n--;
    while (out->login_n && is_blank(out->login[out->login_n - 1])) out->login_n--;
    if (!out->login_n) return BK_TALLY_NO_LOGIN;
    return out->login_n > BK_TALLY_LOGIN ? BK_TALLY_LONG : BK_TALLY_BADS;
}

bk_code bk_combo_lines(const bk_combo *c, bk_tally_sets *s, bk_tally_counts *counts, const char *p,
                       size_t n, uint64_t base, size_t stop, bool last, size_t *used) {
    size_t at = 0;
    bk_code failed = BK_OK;
    while (at < n && at < stop && !failed) {
        const char *end = memchr(p + at, '\n', n - at);
        if (!end && !last) break;
        size_t length = end ? (size_t)(end - p) - at : n - at;
        if (length > (length && p[at + length - 1] == '\r')) {
            bk_combo_record r;
            bk_tally_bad bad =
                length > BK_COMBO_LINE ? BK_TALLY_LONG : bk_combo_read(c, p + at, length, &r);
            if (bad != BK_TALLY_BADS)
                bk_tally_spoilt(counts, base + at + 1, bad);
            else
                failed = bk_tally_add(s, counts, r.login, r.login_n, r.secret, r.secret_n);
        }
        at += length + (end != NULL);
    }
    *used = at;
    return failed;
}

typedef struct piece {
    bk_tally_counts counts;
    bk_error err;
} piece;

typedef struct work {
    const bk_combo *combo;
    int fd;
    uint64_t from, to;
    piece *pieces;
    size_t n;
    atomic_size_t next;
} work;

typedef struct thread {
    work *work;
    bk_tally_sets *sets;
} thread;

/* The lines that start in [from, to). */
static void read_piece(const work *w, bk_tally_sets *sets, uint64_t from, uint64_t to, char *block,
                       piece *out) {
    /* a line starts at `from` when a line ends right before it */
    uint64_t at = from ? from - 1 : 0;
    bool seeking = from > 0;
    while (at < to) {
        size_t used = 0, size;
        if (bk_fs_read_at(w->fd, block, BLOCK, at, &size, &out->err) || !size) return;
        bool last = size < BLOCK;
        if (seeking) {
            const char *end = memchr(block, '\n', size);
            if (!end && last) return;
            at += end ? (size_t)(end - block) + 1 : size;
            seeking = !end;
            continue;
        }
        size_t stop = to - at < size ? (size_t)(to - at) : size;
        if (bk_combo_lines(w->combo, sets, &out->counts, block, size, at, stop, last, &used)) {
            (void)bk_fail(&out->err, BK_E_MEMORY, 0, "out of memory");
            return;
        }
        if (last) return;
        if (!used) { /* a line longer than the block */
            bk_tally_spoilt(&out->counts, at + 1, BK_TALLY_LONG);
            seeking = true;
            used = size;
        }
        at += used;
    }
}

static void *run(void *argument) {
    thread *t = argument;
    work *w = t->work;
    char *block = bk_pages_new(BLOCK, NULL);
    for (size_t i; (i = atomic_fetch_add(&w->next, 1)) < w->n;) {
        uint64_t from = w->from + (uint64_t)i * BK_COMBO_PIECE, to = from + BK_COMBO_PIECE;
        piece *p = &w->pieces[i];
        if (!block) (void)bk_fail(&p->err, BK_E_MEMORY, 0, "out of memory");
        else if (!bk_tally_counts_start(&p->counts, &p->err))
            read_piece(w, t->sets, from, to < w->to ? to : w->to, block, p);
    }
    if (block) bk_pages_drop(block, BLOCK);
    return NULL;
}

bk_code bk_combo_file(const bk_combo *c, int fd, uint64_t from, uint64_t to, bk_tally_sets *sets,
                      size_t threads, bk_tally_counts *counts, bk_error *err) {
    if (threads < 1 || threads > BK_COMBO_THREADS)
        return bk_fail(err, BK_E_RANGE, 0, "1 to %d threads", BK_COMBO_THREADS);
    if (from >= to) return BK_OK;
    work w = {.combo = c, .fd = fd, .from = from, .to = to};
    w.n = (size_t)((to - from + BK_COMBO_PIECE - 1) / BK_COMBO_PIECE);
    w.pieces = calloc(w.n, sizeof *w.pieces);
    if (!w.pieces) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    thread all[BK_COMBO_THREADS];
    for (size_t i = 0; i < threads; i++) all[i] = (thread){&w, &sets[i]};
    bk_threads_run(run, all, sizeof *all, threads);
    bk_code failed = BK_OK;
    for (size_t i = 0; i < w.n; i++) {
        piece *p = &w.pieces[i];
        if (!failed && p->err.code) {
            failed = p->err.code;
            if (err) *err = p->err;
        }
        if (!failed && bk_tally_counts_merge(counts, &p->counts))
            failed = bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        bk_tally_counts_free(&p->counts);
    }
    free(w.pieces);
    return failed;
}
