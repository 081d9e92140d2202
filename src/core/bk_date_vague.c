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

void bk_date_between(bk_date *out, const bk_date *a, const bk_date *b, bool yearly) {
    bool turn = b->lo < a->lo || (b->lo == a->lo && b->hi < a->hi);
    bk_date first = turn ? *b : *a, last = turn ? *a : *b;
    bool bounded = first.lo != BK_OPEN_LO && last.hi != BK_OPEN_HI;
    int64_t day = bounded ? bk_floor_div(first.lo, BK_DAY) : 0;
    int64_t end = bounded ? bk_floor_div(last.hi - 1, BK_DAY) : 0;
    if (bounded && first.precision <= BK_PRECISION_DAY && last.precision <= BK_PRECISION_DAY &&
        !yearly && !first.approximate && !last.approximate) {
        bk_date_among(out, day, end);
    } else if (simple(&first) && simple(&last)) {
        /* 3 March of 2023 or of 2024 */
        bool two = yearly && strcmp(first.edtf + 4, last.edtf + 4) == 0 &&
                   last.lo - first.lo < 367 * BK_DAY;
        set_of(out, first.edtf, two ? "," : "..", last.edtf);
    } else {
        bk_date_join(out, &first, &last);
        bk_date_qualify(out, true, true);
    }
}

static void spread(bk_date *d, const bk_date *other, bk_mention_kind kind) {
    if (strcmp(d->edtf, other->edtf) == 0) return;
    bool hangs = d->hangs;
    int64_t hangs_on = d->hangs_on;
    bk_date_between(d, d, other, kind == BK_MENTION_DATE);
    d->hangs = hangs;
    d->hangs_on = hangs_on;
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
        spread(&m->date, &other->date, m->kind);
        for (unsigned i = 0; i < m->bases && i < other->bases; i++)
            spread(&m->base[i].date, &other->base[i].date, BK_MENTION_DATE);
        break;
    }
    bool on_anchor = m->date.hangs && m->date.hangs_on == f->first.anchor;
    if (on_anchor && !both) bk_date_qualify(&m->date, true, true);
    if (on_anchor) bk_date_qualify(&m->date, f->approximate, f->uncertain);
    return true;
}
