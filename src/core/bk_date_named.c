/* Units by their names: week 31, the week of 4 February, decades, weekends, holidays. */
#include "bk_date_expression.h"

/* The week that holds a day. */
static bool week_of(const bk_date *d, bk_date *out) {
    if (d->precision > BK_PRECISION_DAY || d->yearless || d->lo == BK_OPEN_LO) return false;
    return bk_dx_unit_around(bk_floor_div(d->lo, BK_DAY), BK_UNIT_WEEK, 0, out);
}

/* The weekend at a holiday: with the Thursday or Friday before it, the Monday behind it. */
static void weekend_at(int64_t day, bk_date *out) {
    int64_t weekday = bk_weekday(day);
    int64_t saturday = day + 6 - weekday;
    if (weekday <= 2) saturday -= 7;
    int64_t first = weekday == 4 || weekday == 5 ? day : saturday;
    int64_t last = weekday == 1 ? day : saturday + 1;
    bk_date_span(out, first, last + 1);
}

unsigned bk_dx_unit_named(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    const token *t = bk_dx_token(x, i), *next = bk_dx_token(x, i + 1);
    if (t->entry->flags & BK_WORD_PLURAL) return 0;
    switch (t->entry->value) {
    case BK_UNIT_WEEK: {
        if (next->kind == T_NUMBER && !next->ordinal && !next->plural && next->digits <= 2 &&
            !next->glued) {
            int64_t year;
            bool said;
            if (next->value < 1 || next->value > 53) return 0;
            unsigned e = bk_dx_year_of(x, i + 2, &year, &said, w);
            if (!said && !f->anchored) return 0;
            const token *after = bk_dx_token(x, e);
            if (after->mark == '.' && after->glued && bk_dx_digit(bk_dx_byte(f, after->end)))
                return 0;
            unsigned m, d;
            if (!said) bk_civil(f->anchor, &year, &m, &d);
            if (next->value > bk_iso_weeks(year)) return 0;
            int64_t monday = bk_iso_week(year, (unsigned)next->value);
            bk_date_span(&w->d, monday, monday + 7);
            w->d.precision = BK_PRECISION_WEEK;
            w->kind = said ? BK_MENTION_DATE : BK_MENTION_RELATIVE;
            return e;
        }
        bool start = bk_dx_glue(next, BK_GLUE_START) || bk_dx_is(x, next, "beginning") ||
                     (bk_dx_has(next, BK_WORD_BOUND, 0) && next->entry->value == BK_BOUND_SINCE &&
                      !bk_dx_is(x, next, "since"));
        bool cut = t->entry->flags & BK_WORD_NEAR; /* w/c Feb 4 */
        if (!start && !cut && !bk_dx_glue(next, BK_GLUE_OF)) return 0;
        unsigned at = bk_dx_skip(x, i + 2 - cut, BK_GLUE_ON);
        at = bk_dx_skip(x, at, BK_GLUE_THE);
        const token *day = bk_dx_token(x, at);
        unsigned e = bk_dx_point(x, at, w);
        if (!e && day->kind == T_NUMBER && day->ordinal && f->anchored && day->value <= 28) {
            int64_t y; /* the week of the 18th */
            unsigned m, d;
            bk_civil(bk_dx_told_day(f), &y, &m, &d);
            bk_date_day(&w->d, bk_days(y, m, (unsigned)day->value));
            w->kind = BK_MENTION_RELATIVE;
            e = at + 1;
        }
        bk_date inner = w->d;
        if (!e || w->kind == BK_MENTION_EVENT || !week_of(&inner, &w->d)) return 0;
        bk_date week = w->d;
        w->d = inner;
        bk_dx_add_base(x, at, e, w);
        w->d = week;
        return e;
    }
    case BK_UNIT_WEEKEND: {
        if (!bk_dx_glue(next, BK_GLUE_OF)) {
            /* over the weekend: the last one that has begun */
            if (!bk_dx_glue(bk_dx_before(x, i), BK_GLUE_THE) || !f->anchored) return 0;
            w->kind = BK_MENTION_RELATIVE;
            int64_t offset = bk_weekday(f->anchor) >= 6 || bk_dx_ahead(f) ? 0 : -1;
            return bk_dx_unit_around(f->anchor, BK_UNIT_WEEKEND, offset, &w->d) ? i + 1 : 0;
        }
        unsigned at = bk_dx_skip(x, i + 2, BK_GLUE_THE), e = bk_dx_point(x, at, w);
        if (!e || w->d.precision > BK_PRECISION_DAY || w->d.yearless || w->d.lo == BK_OPEN_LO)
            return 0;
        bk_dx_add_base(x, at, e, w);
        weekend_at(bk_floor_div(w->d.lo, BK_DAY), &w->d);
        return e;
    }
    case BK_UNIT_YEAR: {
        unsigned at = bk_dx_skip(x, i + 1, BK_GLUE_OF);
        const token *year = bk_dx_token(x, at);
        if (bk_dx_plausible_year(year)) {
            bk_date_year(&w->d, year->value);
            return at + 1;
        }
        if (bk_dx_glue(next, BK_GLUE_TO) && bk_dx_is(x, bk_dx_token(x, i + 2), "date") &&
            f->anchored) { /* year to date */
            int64_t y;
            unsigned m, d;
            bk_civil(f->anchor, &y, &m, &d);
            bk_date_span(&w->d, bk_days(y, 1, 1), f->anchor + (bk_days(y, 1, 1) == f->anchor));
            w->kind = BK_MENTION_RANGE;
            return i + 3;
        }
        return 0;
    }
    case BK_UNIT_MONTH: {
        if (!bk_dx_glue(next, BK_GLUE_OF) || !bk_dx_month(x, i + 2)) return 0;
        parts p;
        unsigned e = bk_dx_calendar(x, i + 2, &p);
        return e && !p.day && bk_dx_settle(f, &p, w) ? e : 0;
    }
    default:
        return 0;
    }
}

unsigned bk_dx_decade(dx *x, unsigned i, when *w) {
    const token *t = bk_dx_token(x, i), *b = bk_dx_before(x, i);
    int64_t two;
    if (bk_dx_has(t, BK_WORD_DECADE, 0)) {
        two = t->entry->value;
        unsigned e = i + 1;
        if (bk_dx_glue(b, BK_GLUE_THE | BK_GLUE_IN) || bk_dx_has(b, BK_WORD_PART, 0)) {
            bk_date_years(&w->d, bk_dx_full_year(x->f, two), 10);
            return e;
        }
        return 0;
    }
    if (!t->plural || t->ordinal || t->value % 10) return 0;
    if (t->digits == 4 && t->value >= 1500 && t->value <= 2100) {
        bk_date_years(&w->d, t->value, 10);
        return i + 1;
    }
    bool apostrophe = b->mark == '\'' && b->end == t->at;
    bool led = bk_dx_glue(b, BK_GLUE_THE) || apostrophe || bk_dx_has(b, BK_WORD_PART, 0);
    if (t->digits != 2 || !led || t->value < 20) return 0;
    bk_date_years(&w->d, bk_dx_full_year(x->f, t->value), 10);
    return i + 1;
}

unsigned bk_dx_holiday(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    const token *t = bk_dx_token(x, i);
    const bk_holiday *h = &bk_holidays[t->entry->value];
    bool common = t->entry->value == BK_HOLIDAY_NEW_YEAR || t->entry->value == BK_HOLIDAY_MAY_DAY;
    const token *b = bk_dx_before(x, i);
    bool company = bk_dx_has(b, BK_WORD_DIRECTION, 0) || bk_dx_has(b, BK_WORD_BOUND, 0);
    if (!t->capital && common && !company) return 0;
    unsigned e = i + 1;
    bool weekend = bk_dx_has(bk_dx_token(x, e), BK_WORD_UNIT, 0) &&
                   bk_dx_token(x, e)->entry->value == BK_UNIT_WEEKEND;
    e += weekend;
    parts p = {.month = h->month ? h->month : 4, .day = h->day ? h->day : 25};
    if (h->nth && h->nth < 5) p.day = h->nth * 7 - 3;
    if (!h->month) p.day = 10;
    if (!h->month && h->nth) { /* Patch Tuesday: of this month, or the last one */
        const token *month = bk_dx_before(x, i);
        if (!f->anchored || bk_dx_has(month, BK_WORD_MONTH, 0) || bk_dx_plausible_year(month)) {
            x->dead = t->end;
            return 0;
        }
        int64_t y;
        unsigned m, d;
        bk_civil(f->anchor, &y, &m, &d);
        bk_holiday of = {.month = (unsigned char)m, .nth = h->nth, .weekday = h->weekday};
        if (bk_holiday_day(&of, y) > f->anchor) {
            of.month = (unsigned char)(m > 1 ? m - 1 : 12);
            y -= m == 1;
        }
        bk_date_day(&w->d, bk_holiday_day(&of, y));
        w->kind = BK_MENTION_RELATIVE;
        return i + 1;
    }
    int64_t year;
    bool said;
    e = bk_dx_year_of(x, e, &year, &said, w);
    w->kind = BK_MENTION_DATE;
    if (!said && !f->anchored) return 0;
    if (!said) year = bk_dx_nearest_year(f, p.month, p.day, 0);
    int64_t day = bk_holiday_day(h, year);
    if (weekend)
        weekend_at(day, &w->d);
    else
        bk_date_day(&w->d, day);
    w->d.hangs = !said;
    w->d.hangs_on = f->anchor;
    return e;
}
