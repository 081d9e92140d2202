/* Weeks, months, quarters, years and what is last, this or next of them. */
#include "bk_date_expression.h"

bool bk_dx_unit_around(int64_t day, int unit, int64_t offset, bk_date *out) {
    int64_t y;
    unsigned m, d;
    bk_civil(day, &y, &m, &d);
    int64_t monday = day - (int64_t)bk_weekday(day) + 1;
    int64_t month = (int64_t)m - 1;
    switch (unit) {
    case BK_UNIT_DAY:
        bk_date_day(out, day + offset);
        return true;
    case BK_UNIT_WEEK:
        bk_date_span(out, monday + 7 * offset, monday + 7 * offset + 7);
        out->precision = BK_PRECISION_WEEK;
        return true;
    case BK_UNIT_WORKWEEK:
        bk_date_span(out, monday + 7 * offset, monday + 7 * offset + 5);
        return true;
    case BK_UNIT_WEEKEND:
        bk_date_span(out, monday + 5 + 7 * offset, monday + 7 + 7 * offset);
        return true;
    case BK_UNIT_FORTNIGHT:
        bk_date_span(out, monday + 14 * offset, monday + 14 * offset + 14);
        return true;
    case BK_UNIT_MONTH: {
        int64_t n = month + offset, years = bk_floor_div(n, 12);
        bk_date_month(out, y + years, (unsigned)(n - years * 12) + 1);
        return true;
    }
    case BK_UNIT_QUARTER:
    case BK_UNIT_HALF: {
        int64_t months = unit == BK_UNIT_QUARTER ? 3 : 6, n = y * 12 / months + month / months;
        n += offset;
        int64_t year = bk_floor_div(n * months, 12);
        bk_date_months(out, year, (int)(n * months - year * 12) + 1, (int)months);
        return true;
    }
    case BK_UNIT_YEAR:
        bk_date_year(out, y + offset);
        return true;
    case BK_UNIT_DECADE:
        bk_date_years(out, bk_floor_div(y, 10) * 10 + 10 * offset, 10);
        return true;
    case BK_UNIT_CENTURY:
        bk_date_years(out, bk_floor_div(y, 100) * 100 + 100 * offset, 100);
        return true;
    default:
        return false;
    }
}

/* last, this or next weekday. A report that means the day just past says "on Tuesday": its "last
 * Tuesday" is that of the week before; "the coming" and "the past" are the nearest. */
static void which_weekday(const finder *f, int which, bool near, int weekday, bool told, when *w) {
    int64_t day = told ? f->narrative : f->anchor;
    int64_t back = ((int64_t)bk_weekday(day) + 7 - weekday) % 7;
    int64_t monday = day - (int64_t)bk_weekday(day) + 1;
    int64_t to = which == 0       ? monday + weekday - 1
                 : (near || told) ? which < 0 ? day - (back ? back : 7) : day + 7 - back
                                  : monday + weekday - 1 + 7 * which;
    bk_date_day(&w->d, to);
}

/* last March, next spring, this Christmas */
static bool which_of_year(const finder *f, int which, int first, int months, bk_date *out) {
    int64_t y;
    unsigned m, d;
    bk_civil(f->anchor, &y, &m, &d);
    int64_t start = bk_month_start(y, first, 0), end = bk_month_start(y, first, months);
    if (which < 0 && end > f->anchor) y--;
    if (which > 0 && start <= f->anchor) y++;
    if (months == 1)
        bk_date_month(out, y, (unsigned)first);
    else
        bk_date_months(out, y, first, months);
    return true;
}

static void season_of(const finder *f, int which, int season, bk_date *out) {
    (void)which_of_year(f, which, (season - 21) * 3 + 3, 3, out);
    bk_date_season(out, bk_dx_first_year(out), season);
}

/* the past three months, the next 40 days, the last two quarters; the count at token `i` */
static unsigned units_around(dx *x, unsigned i, int which, when *w) {
    const finder *f = x->f;
    length l;
    unsigned e = bk_dx_length(x, i, &l);
    if (!e || l.weekday || l.vague || !f->anchored) return 0;
    const token *unit = bk_dx_before(x, e);
    if (!(bk_dx_has(unit, BK_WORD_UNIT, BK_WORD_PLURAL) || l.count == 1 || l.count == 0)) return 0;
    int64_t now = f->anchor * BK_DAY + (f->timed ? f->clock : 0);
    w->kind = BK_MENTION_RANGE;
    bool long_ = l.unit == BK_UNIT_DECADE || l.unit == BK_UNIT_CENTURY;
    if (l.unit == BK_UNIT_QUARTER || l.unit == BK_UNIT_HALF || (long_ && which > 0)) {
        /* those of the calendar */
        bk_date a, b;
        int64_t count = l.count ? l.count : 1;
        (void)bk_dx_unit_around(f->anchor, l.unit, which < 0 ? -count : 1, &a);
        (void)bk_dx_unit_around(f->anchor, l.unit, which < 0 ? -1 : count, &b);
        bk_date_span(&w->d, bk_floor_div(a.lo, BK_DAY), bk_floor_div(b.hi, BK_DAY));
    } else if (l.seconds) {
        if (l.days || l.months || !f->timed) return 0;
        bk_date_moments(&w->d, which < 0 ? now - l.seconds : now, which < 0 ? now : now + l.seconds,
                        false);
    } else {
        bk_date far;
        length exact = l;
        exact.count = 0; /* to the day */
        if (!bk_dx_far(f, f->anchor, &exact, which, &far)) return 0;
        int64_t day = bk_floor_div(far.lo, BK_DAY);
        /* the past ones end with the anchor's eve, the next ones begin with its morrow */
        if (which < 0)
            bk_date_span(&w->d, day, f->anchor);
        else
            bk_date_span(&w->d, f->anchor + 1, day + 1);
    }
    return e;
}

/* last week on Tuesday, previous week - Monday */
static unsigned weekday_in_week(dx *x, unsigned e, when *w) {
    unsigned at = e;
    const token *t = bk_dx_token(x, at);
    if (t->mark == '-' || bk_dx_glue(t, BK_GLUE_ON)) t = bk_dx_token(x, ++at);
    if (t->mark == '\'' && bk_dx_is(x, bk_dx_token(x, at + 1), "s"))
        t = bk_dx_token(x, at += 2); /* next week's Friday */
    else if (at == e)
        return e;
    if (!bk_dx_has(t, BK_WORD_WEEKDAY, 0) || (t->entry->flags & BK_WORD_PLURAL)) return e;
    bk_date_day(&w->d, bk_floor_div(w->d.lo, BK_DAY) + t->entry->value - 1);
    return at + 1;
}

/* this year's first quarter, last year's May: behind a year that is resolved */
static unsigned of_the_year(dx *x, unsigned e, when *w) {
    if (bk_dx_token(x, e)->mark != '\'' || !bk_dx_is(x, bk_dx_token(x, e + 1), "s")) return e;
    int64_t y = bk_dx_first_year(&w->d);
    const token *t = bk_dx_token(x, e + 2), *unit = bk_dx_token(x, e + 3);
    if (bk_dx_has(t, BK_WORD_ORDINAL, 0) && bk_dx_has(unit, BK_WORD_UNIT, 0) &&
        (unit->entry->value == BK_UNIT_QUARTER || unit->entry->value == BK_UNIT_HALF)) {
        int months = unit->entry->value == BK_UNIT_QUARTER ? 3 : 6;
        if (t->entry->value > 12 / months) return e;
        bk_date_months(&w->d, y, (t->entry->value - 1) * months + 1, months);
        return e + 4;
    }
    return e;
}

unsigned bk_dx_which(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    const token *t = bk_dx_token(x, i);
    int which = t->entry->value;
    bool near = (t->entry->flags & BK_WORD_NEAR) != 0;
    bool told = (t->entry->flags & BK_WORD_TOLD) != 0;
    const token *noun = bk_dx_token(x, i + 1);
    if (noun->glued) return 0;
    const token *b = bk_dx_before(x, i);
    /* "the next day" and "the previous month" go on from what was told, "next month" does not */
    bool the = bk_dx_glue(b, BK_GLUE_THE) && !(t->entry->flags & BK_WORD_POST);
    const token lead = bk_dx_lead(x, i); /* over the last year: the twelve months until now */
    if (which < 0 && the && !told && t->end - t->at == 4 &&
        (bk_dx_glue(&lead, BK_GLUE_IN | BK_GLUE_WITHIN | BK_GLUE_LEAD) ||
         bk_dx_is(x, &lead, "over")))
        near = true;
    bool goes_on = f->narrated && (told || (the && !near && (which > 0 || t->end - t->at > 4)));
    if (!f->anchored && !goes_on) return 0;
    int64_t day = goes_on ? f->narrative : f->anchor;
    w->kind = BK_MENTION_RELATIVE;
    w->told = goes_on;
    switch (bk_dx_kind_of(noun)) {
    case BK_WORD_UNIT: {
        int unit = noun->entry->value;
        if (noun->entry->flags & BK_WORD_PLURAL) return 0; /* "the last months" are a length */
        if (unit == BK_UNIT_HOUR || unit == BK_UNIT_MINUTE) {
            if (!f->timed || which == 0 || told) return 0;
            int64_t long_ = unit == BK_UNIT_HOUR ? 3600 : 60, now = f->anchor * BK_DAY + f->clock;
            bk_date_moments(&w->d, which < 0 ? now - long_ : now, which < 0 ? now : now + long_,
                            false);
            return i + 2;
        }
        if (unit == BK_UNIT_HALF || unit == BK_UNIT_WORKDAY) return 0;
        if (unit == BK_UNIT_DAY && !goes_on && (which <= 0 || the)) return 0;
        if (unit == BK_UNIT_DAY && t->capital && which == 0 && !told) return 0;
        if (which < 0 && near && unit != BK_UNIT_QUARTER && unit != BK_UNIT_WEEKEND) {
            /* the past week is the seven days until now, not that of the calendar */
            length l = {.unit = unit, .count = 0};
            if (unit == BK_UNIT_WEEK) l.days = 7;
            if (unit == BK_UNIT_FORTNIGHT) l.days = 14;
            if (unit == BK_UNIT_MONTH) l.months = 1;
            if (unit == BK_UNIT_YEAR) l.months = 12;
            if (!l.days && !l.months) return 0;
            bk_date far;
            if (!bk_dx_far(f, f->anchor, &l, -1, &far)) return 0;
            bk_date_span(&w->d, bk_floor_div(far.lo, BK_DAY), f->anchor);
            w->kind = BK_MENTION_RANGE;
            return i + 2;
        }
        if (unit >= BK_UNIT_DECADE && which < 0 && the) return 0; /* "the last decade": a length */
        if (!bk_dx_unit_around(day, unit, which, &w->d)) return 0;
        unsigned e = i + 2;
        if (unit == BK_UNIT_WEEK) e = weekday_in_week(x, e, w);
        if (unit == BK_UNIT_YEAR) e = of_the_year(x, e, w);
        return e;
    }
    case BK_WORD_WEEKDAY: {
        if (noun->entry->flags & BK_WORD_PLURAL) return 0;
        if (!noun->capital && (noun->entry->flags & BK_WORD_COMMON)) return 0;
        parts p; /* this Friday 7.6, this friday (jun-15) */
        unsigned e = bk_dx_calendar(x, i + 1, &p);
        if (e && p.day) return bk_dx_settle(f, &p, w) ? e : 0;
        when inner = {0};
        e = bk_dx_numeric(x, i + 2, &inner, &p);
        if (e && p.day && !p.has_year) {
            if (!bk_dx_settle(f, &p, w)) return 0;
            return e;
        }
        if (told && which == 0) return 0; /* "that Tuesday" */
        which_weekday(f, which, near, noun->entry->value, goes_on, w);
        return i + 2;
    }
    case BK_WORD_MONTH: {
        if (!bk_dx_month(x, i + 1) && !(t->kind == T_WORD && noun->end - noun->at > 3)) return 0;
        if (told && !goes_on) return 0;
        parts p; /* "this December 2020" has its year */
        unsigned e = bk_dx_calendar(x, i + 1, &p);
        if (e && p.has_year) return 0;
        if (e && p.day) {
            (void)which_of_year(f, which, p.month, 1, &w->d);
            int64_t y = bk_dx_first_year(&w->d);
            p.year = y;
            p.has_year = true;
            return bk_dx_settle(f, &p, w) ? e : 0;
        }
        return which_of_year(f, which, noun->entry->value, 1, &w->d) ? i + 2 : 0;
    }
    case BK_WORD_SEASON:
        if (told) return 0;
        season_of(f, which, noun->entry->value, &w->d);
        return i + 2;
    case BK_WORD_DAYPART: /* this morning, the same evening, last night */
        if (which < 0 && told) return 0;
        bk_date_day(&w->d, day + which);
        return i + 2;
    case BK_WORD_HOLIDAY: {
        int64_t y;
        unsigned m, d;
        bk_civil(f->anchor, &y, &m, &d);
        const bk_holiday *h = &bk_holidays[noun->entry->value];
        int64_t on = bk_holiday_day(h, y);
        if (which < 0 && on >= f->anchor) on = bk_holiday_day(h, y - 1);
        if (which > 0 && on <= f->anchor) on = bk_holiday_day(h, y + 1);
        if (told && which > 0 && on < f->anchor + 366 && !goes_on)
            on = bk_holiday_day(h, bk_holiday_day(h, y) <= f->anchor ? y + 1 : y);
        bk_date_day(&w->d, on);
        return i + 2;
    }
    case BK_WORD_NUMBER:
        break;
    default:
        if (noun->kind != T_NUMBER) return 0;
    }
    if (noun->kind == T_NUMBER && noun->ordinal) { /* next 6th of April */
        parts p;
        unsigned e = bk_dx_calendar(x, i + 1, &p);
        if (!e || !p.day || p.has_year || told) return 0;
        (void)which_of_year(f, which, p.month, 1, &w->d);
        p.year = bk_dx_first_year(&w->d);
        p.has_year = true;
        return bk_dx_settle(f, &p, w) ? e : 0;
    }
    if (which == 0 || (told && !goes_on && which < 0 && !f->anchored)) return 0;
    return units_around(x, i + 1, which, w);
}

/* 5 past years, 2 upcoming months, 13 last minutes */
unsigned bk_dx_units_beside(dx *x, unsigned i, when *w) {
    int64_t count;
    bool half, vague;
    unsigned e = bk_dx_count(x, i, &count, &half, &vague);
    if (!e || half || vague) return 0;
    const token *which = bk_dx_token(x, e), *unit = bk_dx_token(x, e + 1);
    if (!bk_dx_has(which, BK_WORD_WHICH, 0) || which->entry->value == 0 ||
        !bk_dx_has(unit, BK_WORD_UNIT, BK_WORD_PLURAL))
        return 0;
    token swap = *which; /* as if "past 5 years" */
    x->w[e] = x->w[e - 1];
    unsigned end = e == i + 1 ? units_around(x, e, swap.entry->value, w) : 0;
    x->w[e] = swap;
    return end;
}
