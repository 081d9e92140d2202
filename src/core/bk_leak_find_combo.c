/* Which separator a list of logins has. */
#include "bk_leak_find_internal.h"

#include "bk_leak_internal.h"
#include "bk_scheme.h"
#include "bk_utf8.h"

#include <string.h>

enum { MOST = BK_COMBO_SEPARATOR, CANDIDATES = 8 };

typedef struct separator {
    char p[MOST];
    size_t n;
} separator;

/* What stands beside the addresses of the lines: its first bytes, counted from the address on. */
typedef struct runs {
    separator run[BK_LEAK_SAMPLE_LINES];
    size_t count;
} runs;

/* The byte k steps from an end of a line, going forward from its beginning or back from its end. */
static char byte_at(const bk_leak_value *line, size_t k, bool back) {
    return line->p[back ? line->n - 1 - k : k];
}

/* What is no letter or digit behind the address that a line begins with, or, going back, in front of the one that it ends with.
 * Parts of an address have single signs between. */
static void add_run(runs *r, const bk_leak_value *line, bool back) {
    const char *within = back ? "._+-" : ".-";
    size_t k = 0, n = line->n;
    while (k < n && byte_at(line, k, back) != '@') k++;
    if (++k >= n || !bk_leak_sign(byte_at(line, k, back))) return;
    for (;;) {
        while (k < n && bk_leak_sign(byte_at(line, k, back))) k++;
        char c = k + 1 < n ? byte_at(line, k, back) : '\0';
        if (!c || !strchr(within, c) || !bk_leak_sign(byte_at(line, k + 1, back))) break;
        k++;
    }
    separator *run = &r->run[r->count];
    for (run->n = 0; run->n < MOST && k < n && !bk_leak_sign(byte_at(line, k, back)); k++)
        run->p[run->n++] = byte_at(line, k, back);
    r->count += run->n > 0;
}

/* One sign, again and again, an arrow, blanks around them. */
static bool separates(const separator *s) {
    static const char *const arrows[] = {"=>", "->", ">>"};
    size_t from = 0, to = s->n, same = 1;
    for (size_t i = 0; i < s->n; i++)
        if (s->p[i] == '@' || s->p[i] == '\n' || s->p[i] == '\r') return false;
    while (from < to && bk_leak_space(s->p[from])) from++;
    while (to > from && bk_leak_space(s->p[to - 1])) to--;
    const char *sign = s->p + from;
    size_t n = to - from;
    if (!n || bk_utf8_length(sign, n) == n) return true;
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
        if (n == 2 && memcmp(sign, arrows[i], 2) == 0) return true;
    while (same < n && sign[same] == *sign) same++;
    return same == n;
}

static size_t beginning_with(const runs *r, const separator *s) {
    size_t n = 0;
    for (size_t i = 0; i < r->count; i++) n += r->run[i].n >= s->n && memcmp(r->run[i].p, s->p, s->n) == 0;
    return n;
}

/* The bytes of length n that most of the runs begin with, if most do. */
static separator majority(const runs *r, size_t n) {
    separator best = {.n = 0};
    size_t votes = 0;
    for (size_t i = 0; i < r->count; i++) {
        if (r->run[i].n < n) continue;
        bool same = votes && memcmp(best.p, r->run[i].p, n) == 0;
        if (!votes) memcpy(best.p, r->run[i].p, n);
        votes = same || !votes ? votes + 1 : votes - 1;
    }
    best.n = n;
    return best;
}

/* The longest bytes that stand beside the addresses of four fifths of the lines that have one on that side, if half of
 * all lines have. */
static bool common(const runs *r, bool back, size_t lines, separator *out) {
    for (size_t n = MOST; n > 0 && r->count; n--) {
        separator s = majority(r, n), turned = s;
        size_t times = beginning_with(r, &s);
        if (5 * times < 4 * r->count || 2 * times < lines) continue;
        for (size_t i = 0; back && i < n; i++) turned.p[i] = s.p[n - 1 - i];
        if (!separates(&turned)) continue;
        *out = turned;
        return true;
    }
    return false;
}

static void consider(separator *list, size_t *count, const separator *s) {
    for (size_t i = 0; i < *count; i++)
        if (list[i].n == s->n && memcmp(list[i].p, s->p, s->n) == 0) return;
    list[(*count)++] = *s;
}

/* Separators to try, the likelier first: those that addresses have beside them, then those that are usual. */
static size_t candidates(const bk_leak_sample *s, separator list[static CANDIDATES]) {
    static const char usual[] = {':', ';', '|', '\t', ',', ' '};
    size_t count = 0;
    separator found;
    for (int back = 0; back < 2; back++) {
        runs r = {.count = 0};
        for (size_t i = 0; i < s->lines; i++) add_run(&r, &s->line[i], back);
        if (common(&r, back, s->lines, &found)) consider(list, &count, &found);
    }
    for (size_t i = 0; i < sizeof usual; i++) {
        separator one = {.p = {usual[i]}, .n = 1};
        consider(list, &count, &one);
    }
    return count;
}

static bool is_stored(const char *p, size_t n) {
    bk_scheme scheme = bk_scheme_of(p, n);
    return scheme != BK_SCHEME_PLAIN && scheme != BK_SCHEME_EMPTY;
}

static bool has_space(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (bk_leak_space(p[i])) return true;
    return false;
}

static bool holds(const char *p, size_t n, const bk_combo *c) {
    for (size_t i = 0; i + c->separator_n <= n; i++)
        if (memcmp(p + i, c->separator, c->separator_n) == 0) return true;
    return false;
}

/* What lines are under a separator: how many can be read, have an address where they begin or end, two parts, a stored secret
 * first, and where an account is before them. */
typedef struct counts {
    size_t any, first, last, two, stored, sited;
} counts;

/* A line end within is that of another kind of file: its first line would be all of it. */
static bool read_line(const bk_combo *c, const bk_leak_value *line, bk_combo_record *r) {
    return line->n <= BK_COMBO_LINE && !memchr(line->p, '\r', line->n) && bk_combo_read(c, line->p, line->n, r) == BK_TALLY_BADS;
}

static counts count(const bk_leak_sample *s, bk_combo c) {
    counts n = {0};
    for (size_t i = 0; i < s->lines; i++) {
        bk_combo_record r;
        c.secret_first = false;
        if (!read_line(&c, &s->line[i], &r)) continue;
        bool address = bk_leak_is_email(r.login, r.login_n);
        bool two = !holds(r.secret, r.secret_n, &c) && !has_space(r.login, r.login_n);
        n.any++;
        /* a name with dots is a host where a path follows it, or an e-mail address and one more part */
        n.sited += r.site_n && (memchr(r.site, '/', r.site_n) || (address && two));
        n.first += address;
        n.two += two;
        n.stored += is_stored(r.login, r.login_n) && !is_stored(r.secret, r.secret_n);
        c.secret_first = true;
        n.last += read_line(&c, &s->line[i], &r) && r.secret_n && bk_leak_is_email(r.login, r.login_n);
    }
    return n;
}

bool bk_leak_find_combo(const bk_leak_sample *s, const bk_leak_classes *c, bk_leak_layout *out, double *people) {
    (void)c;
    separator list[CANDIDATES];
    size_t tried = s->lines ? candidates(s, list) : 0;
    double best = -1, lines = (double)s->lines;
    for (size_t i = 0; i < tried; i++) {
        bk_combo combo = {.separator_n = list[i].n};
        memcpy(combo.separator, list[i].p, list[i].n);
        counts n = count(s, combo), sited;
        combo.sites = true;
        sited = count(s, combo);
        combo.sites = 2 * sited.sited >= s->lines;
        if (combo.sites) n = sited;
        size_t emails = n.first > n.last ? n.first : n.last, told = combo.sites && n.sited > emails ? n.sited : emails;
        double score = (double)told / lines + (told ? 0 : (double)n.two / lines * 0.5) - (double)i * 0.001;
        bool likely = 2 * told >= s->lines || (10 * n.two >= 9 * s->lines && s->lines > 1);
        if (10 * n.any < 6 * s->lines || !likely || score <= best) continue;
        best = score;
        combo.secret_first = n.last > n.first || (!emails && 5 * n.stored >= 4 * n.any && !combo.sites);
        out->kind = BK_LEAK_COMBO;
        out->combo = combo;
        out->email = emails > 0;
        out->seen = n.any;
        out->of = s->lines;
        *people = (double)told / lines;
    }
    return best >= 0;
}
