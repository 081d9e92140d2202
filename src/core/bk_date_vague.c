/* What is one of many days, and what hangs on such a day. */
#include "bk_calendar.h"
#include "bk_date_find.h"

#include <string.h>

/* The set that the texts name, read back. */
static void set_of(bk_date *out, const char *first, const char *between, const char *last) {
    char text[BK_EDTF_MAX];
    size_t a = strlen(first), b = strlen(between), c = strlen(last), n = a + b + c + 2;
    if (n >= sizeof text) return;
    text[0] = '[';
    memcpy(text + 1, first, a);
    memcpy(text + 1 + a, between, b);
    memcpy(text + 1 + a + b, last, c);
    text[n - 1] = ']';
    (void)bk_date_parse_edtf(text, n, out, NULL);
}

void bk_date_among(bk_date *out, int64_t first, int64_t last) {
    int64_t y;
    unsigned m, d;
    bk_civil(first, &y, &m, &d);
    bk_date_day(out, first);
    bool year = m == 1 && d == 1 && last == bk_days(y + 1, 1, 1) - 1;
    if (first == last || y < 0 || y > 9999) return;
    if (year || (d == 1 && last == bk_days(y, m, bk_month_days(y, m)))) {
        memcpy(out->edtf + (year ? 5 : 8), year ? "XX-XX" : "XX", year ? 6 : 3);
        char text[BK_EDTF_MAX];
        memcpy(text, out->edtf, sizeof text);
        (void)bk_date_parse_edtf(text, strlen(text), out, NULL);
        return;
    }
    bk_date end, begin = *out;
    bk_date_day(&end, last);
    set_of(out, begin.edtf, "..", end.edtf);
}

/* A day, month or year, perhaps with its doubt behind it. */
static bool simple(const bk_date *d) {
    return (d->precision == BK_PRECISION_DAY || d->precision == BK_PRECISION_MONTH ||
            d->precision == BK_PRECISION_YEAR) &&
           d->edtf[strspn(d->edtf, "0123456789-~?%")] == '\0';
}

void bk_date_between(bk_date *out, const bk_date *a, const bk_date *b, bool two) {
    bool turn = b->lo < a->lo || (b->lo == a->lo && b->hi < a->hi);
    bk_date first = turn ? *b : *a, last = turn ? *a : *b;
    bool bounded = first.lo != BK_OPEN_LO && last.hi != BK_OPEN_HI;
    int64_t day = bounded ? bk_floor_div(first.lo, BK_DAY) : 0;
    int64_t end = bounded ? bk_floor_div(last.hi - 1, BK_DAY) : 0;
    if (bounded && first.precision <= BK_PRECISION_DAY && last.precision <= BK_PRECISION_DAY &&
        !two && !first.approximate && !last.approximate) {
        bk_date_among(out, day, end);
    } else if (simple(&first) && simple(&last)) {
        set_of(out, first.edtf, two ? "," : "..", last.edtf);
    } else {
        bk_date_join(out, &first, &last);
        bk_date_qualify(out, true, true);
    }
}

/* Are two days the same of the next year: 3 March of 2013 and of 2014? */
static bool year_apart(int64_t a, int64_t b) {
    int64_t y, z;
    unsigned m, d, n, e;
    bk_civil(a, &y, &m, &d);
    bk_civil(b, &z, &n, &e);
    return m == n && d == e && z == y + 1;
}

static void spread(bk_date *d, const bk_date *other, bool two) {
    if (strcmp(d->edtf, other->edtf) == 0) return;
    bool hangs = d->hangs;
    int64_t hangs_on = d->hangs_on;
    bk_date_between(d, d, other, two);
    d->hangs = hangs;
    d->hangs_on = hangs_on;
}

/* A day or month whose year alone is unknown. */
static bool two_years(const bk_date *a, const bk_date *b) {
    return strcmp(a->edtf + 4, b->edtf + 4) == 0 &&
           year_apart(bk_floor_div(a->lo, BK_DAY), bk_floor_div(b->lo, BK_DAY));
}

bool bk_date_find_either(bk_date_finders *f, bk_date_mention *m) {
    bk_date_mention *other = &f->ahead;
    if (!bk_date_find_next(&f->first, m)) return false;
    bool both = f->first.anchor == f->last.anchor;
    while (!both && (f->waiting || (f->waiting = bk_date_find_next(&f->last, other))) &&
           other->first <= m->first) {
        f->waiting = false;
        both = other->first == m->first && other->end == m->end && other->kind == m->kind;
        if (!both) continue;
        m->hangs_until = other->hangs_until;
        /* six days after 3 March of either year; under an anchor of a year's length a day that
         * moves with it looks the same */
        m->hangs_either = m->date.hangs && m->date.hangs_on != f->first.anchor &&
                          year_apart(m->date.hangs_on, m->hangs_until) &&
                          !year_apart(f->first.anchor, f->last.anchor);
        spread(&m->date, &other->date,
               m->hangs_either ||
                   (m->kind == BK_MENTION_DATE && two_years(&m->date, &other->date)));
        for (unsigned i = 0; i < m->bases && i < other->bases; i++)
            spread(&m->base[i].date, &other->base[i].date,
                   two_years(&m->base[i].date, &other->base[i].date));
        break;
    }
    bool on_anchor = m->date.hangs && m->date.hangs_on == f->first.anchor;
    if (on_anchor && !both) bk_date_qualify(&m->date, true, true);
    if (on_anchor) bk_date_qualify(&m->date, f->approximate, f->uncertain);
    return true;
}

void bk_date_hung_on(bk_date *out, const bk_date_mention *m) {
    bk_date_among(out, m->date.hangs_on, m->hangs_until);
    if (!m->hangs_either) return;
    bk_date first, last;
    bk_date_day(&first, m->date.hangs_on);
    bk_date_day(&last, m->hangs_until);
    bk_date_between(out, &first, &last, true);
}
