/* Parts of the year and of other periods: quarters, seasons; early, mid, late; the first week of
 * May. */
#include "bk_date_expression.h"

/* The third of a date that early, mid, late name: of a month its decades, of a year four months, of
 * a decade its years to 3, to 6 and to 9. */
static void narrow(bk_date *d, int part) {
    if (d->lo == BK_OPEN_LO || d->hi == BK_OPEN_HI) return;
    int64_t first = bk_floor_div(d->lo, BK_DAY), end = bk_floor_div(d->hi, BK_DAY);
    bool hangs = d->hangs;
    int64_t hangs_on = d->hangs_on;
    if (d->precision == BK_PRECISION_MONTH) {
        int64_t cut[4] = {first, first + 10, first + 20, end};
        bk_date_span(d, cut[part], cut[part + 1]);
    } else if (d->precision == BK_PRECISION_YEAR) {
        int64_t y;
        unsigned m, day;
        bk_civil(first, &y, &m, &day);
        bk_date_span(d, bk_month_start(y, 1, part * 4), bk_month_start(y, 1, part * 4 + 4));
    } else if (d->precision == BK_PRECISION_DECADE || d->precision == BK_PRECISION_CENTURY) {
        static const unsigned char cut[2][4] = {{0, 4, 7, 10}, {0, 33, 67, 100}};
        const unsigned char *years = cut[d->precision == BK_PRECISION_CENTURY];
        int64_t y;
        unsigned m, day;
        bk_civil(first, &y, &m, &day);
        bk_date_span(d, bk_days(y + years[part], 1, 1), bk_days(y + years[part + 1], 1, 1));
    } else {
        int64_t third = (end - first) / 3;
        if (third == 0) return;
        bk_date_span(d, first + third * part, part == 2 ? end : first + third * (part + 1));
    }
    bk_date_qualify(d, true, false);
    d->hangs = hangs;
    d->hangs_on = hangs_on;
}

/* The period at token `i` that has parts: a month, year, season, decade, or "the year". */
static unsigned period(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    unsigned at = bk_dx_skip(x, i, BK_GLUE_THE);
    const token *t = bk_dx_token(x, at);
    bool the = at > i || bk_dx_glue(bk_dx_before(x, i), BK_GLUE_THE);
    if (bk_dx_has(t, BK_WORD_UNIT, 0) && !(t->entry->flags & BK_WORD_PLURAL) &&
        t->entry->value >= BK_UNIT_WEEK && (f->narrated || f->anchored)) {
        unsigned named = bk_dx_unit_named(x, at, w);
        if (named) return named;
        if (!the && t->entry->value != BK_UNIT_MONTH && t->entry->value != BK_UNIT_YEAR) return 0;
        /* the end of the month: of the one that the text is in */
        w->kind = BK_MENTION_RELATIVE;
        w->told = f->narrated;
        return bk_dx_unit_around(bk_dx_told_day(f), t->entry->value, 0, &w->d) ? at + 1 : 0;
    }
    if (bk_dx_plausible_year(t)) {
        if (t->value < 1500) return 0;
        bk_date_year(&w->d, t->value);
        return at + 1;
    }
    unsigned e = bk_dx_point(x, at, w);
    if (!e) return 0;
    bool has_parts = w->d.precision >= BK_PRECISION_WEEK && w->d.precision <= BK_PRECISION_CENTURY;
    return e && has_parts && !w->d.yearless && w->kind != BK_MENTION_EVENT ? e : 0;
}

unsigned bk_dx_part(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    const token *t = bk_dx_token(x, i);
    unsigned at = i + 1;
    const token *next = bk_dx_token(x, at);
    if (t->entry->kind == BK_WORD_WITHIN) { /* earlier this year, later in the week */
        bool of = t->entry->value == 2 || (t->entry->flags & BK_WORD_NOW);
        unsigned from = of ? bk_dx_skip(x, at, BK_GLUE_THE) : at;
        if (!of && !bk_dx_glue(next, BK_GLUE_THE) && !bk_dx_has(next, BK_WORD_WHICH, 0)) return 0;
        const token *unit = bk_dx_token(x, from);
        unsigned e;
        if (bk_dx_glue(unit, BK_GLUE_THE)) unit = bk_dx_token(x, ++from);
        if (bk_dx_has(unit, BK_WORD_UNIT, 0) && !(unit->entry->flags & BK_WORD_PLURAL)) {
            w->told = f->narrated && f->story && !(t->entry->flags & BK_WORD_NOW);
            if (!f->anchored || unit->entry->value < BK_UNIT_WEEK ||
                !bk_dx_unit_around(w->told ? f->narrative : f->anchor, unit->entry->value, 0,
                                   &w->d))
                return 0;
            e = from + 1;
            w->kind = BK_MENTION_RELATIVE;
        } else {
            e = bk_dx_point(x, from, w);
        }
        if (!e || w->d.lo == BK_OPEN_LO || w->kind == BK_MENTION_EVENT) return 0;
        int64_t day = w->told ? f->narrative : f->anchor;
        int64_t first = bk_floor_div(w->d.lo, BK_DAY), end = bk_floor_div(w->d.hi, BK_DAY);
        if (day < first || day >= end || end - first < 2) return e; /* inside it, who knows where */
        bk_dx_add_base(x, from, e, w);
        if (t->entry->value < 0)
            bk_date_span(&w->d, first, day + 1);
        else
            bk_date_span(&w->d, day, end);
        w->d.hangs = true;
        w->d.hangs_on = day;
        w->kind = BK_MENTION_RELATIVE;
        return e;
    }
    if (next->mark == '-') next = bk_dx_token(x, ++at);
    bool of = bk_dx_glue(next, BK_GLUE_OF);
    if (of) at++;
    /* "end" wants its "of"; "end of month", "beginning January" have none */
    if (!of && (t->entry->flags & BK_WORD_OF)) return 0;
    bool bare = of && bk_dx_has(bk_dx_token(x, at), BK_WORD_UNIT, 0);
    if (bare && !bk_dx_glue(bk_dx_before(x, at), BK_GLUE_THE) &&
        bk_dx_token(x, at)->entry->value < BK_UNIT_MONTH)
        return 0;
    unsigned e = period(x, at, w);
    if (!e) return 0;
    bk_dx_add_base(x, at, e, w);
    narrow(&w->d, t->entry->value);
    return e;
}

unsigned bk_dx_season(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    const token *t = bk_dx_token(x, i), *b = bk_dx_before(x, i);
    parts p = {0};
    unsigned e = bk_dx_year_after(x, i + 1, &p);
    if (e > i + 1) {
        if (bk_dx_plausible_year(bk_dx_token(x, e - 1))) {
            bk_date_year(&w->d, p.year);
            bk_dx_add_base(x, e - 1, e, w);
        }
        bk_date_season(&w->d, p.year, t->entry->value);
        const token *mark = bk_dx_token(x, e), *second = bk_dx_token(x, e + 1);
        bool both = t->entry->value == 24 && (mark->mark == '-' || mark->mark == '/') &&
                    mark->glued && second->kind == T_NUMBER && second->glued;
        bool next = second->value == p.year + 1 || second->value == (p.year + 1) % 100;
        return both && next ? e + 2 : e; /* winter 2013-14 */
    }
    unsigned at = bk_dx_skip(x, i + 1, BK_GLUE_OF); /* the summer of last year */
    const token *which = bk_dx_token(x, at);
    if (at > i + 1 && bk_dx_has(which, BK_WORD_WHICH, 0) &&
        bk_dx_has(bk_dx_token(x, at + 1), BK_WORD_UNIT, 0) &&
        bk_dx_token(x, at + 1)->entry->value == BK_UNIT_YEAR && bk_dx_which(x, at, w)) {
        int64_t y = bk_dx_first_year(&w->d);
        bk_date_season(&w->d, y, t->entry->value);
        return at + 2;
    }
    /* in the summer: in a story the one that is near */
    if (f->story && f->narrated && bk_dx_glue(b, BK_GLUE_THE) && bk_dx_glue(b, BK_GLUE_IN) &&
        !(t->entry->flags & BK_WORD_COMMON)) {
        int64_t y;
        unsigned m, d;
        bk_civil(f->narrative, &y, &m, &d);
        bk_date_season(&w->d, y, t->entry->value);
        w->kind = BK_MENTION_RELATIVE;
        w->told = true;
        return i + 1;
    }
    return 0;
}

unsigned bk_dx_year_of(dx *x, unsigned i, int64_t *year, bool *said, when *w) {
    parts p = {0};
    unsigned e = bk_dx_year_after(x, i, &p);
    *said = e > i;
    if (*said) {
        *year = p.year;
        return e;
    }
    const token *mark = bk_dx_token(x, i);
    if ((mark->mark == '-' || mark->mark == '/') && mark->glued &&
        bk_dx_plausible_year(bk_dx_token(x, i + 1))) {
        *said = true;
        *year = bk_dx_token(x, i + 1)->value;
        return i + 2;
    }
    unsigned at = bk_dx_skip(x, i, BK_GLUE_OF);
    at = bk_dx_skip(x, at, BK_GLUE_THE);
    const token *which = bk_dx_token(x, at), *unit = bk_dx_token(x, at + 1);
    if (bk_dx_has(which, BK_WORD_WHICH, 0) && bk_dx_has(unit, BK_WORD_UNIT, 0) &&
        unit->entry->value == BK_UNIT_YEAR && bk_dx_which(x, at, w)) {
        *year = bk_dx_first_year(&w->d);
        *said = true;
        return at + 2;
    }
    return i;
}

/* A numbered part of the year; without a year the nearest that has begun. */
static unsigned set_fraction(dx *x, unsigned e, int64_t index, int months, when *w) {
    const finder *f = x->f;
    int64_t year;
    bool said;
    if (index < 1 || index > 12 / months) return 0;
    const token *of = bk_dx_token(x, e);
    e = bk_dx_year_of(x, e, &year, &said, w);
    if (!said && bk_dx_glue(of, BK_GLUE_OF)) return 0; /* of fiscal 2012 */
    int first = (int)(index - 1) * months + 1;
    if (!said) {
        if (!f->anchored && !f->narrated) return 0;
        unsigned m, d;
        int64_t day = f->story ? bk_dx_told_day(f) : f->anchor;
        bk_civil(day, &year, &m, &d);
        if (bk_month_start(year, first, 0) > day) year--;
        w->kind = BK_MENTION_RELATIVE;
    } else {
        w->kind = BK_MENTION_DATE;
    }
    if (said && bk_dx_plausible_year(bk_dx_token(x, e - 1))) {
        bk_date_year(&w->d, year);
        bk_dx_add_base(x, e - 1, e, w);
    }
    bk_date_months(&w->d, year, first, months);
    return e;
}

unsigned bk_dx_fraction(dx *x, unsigned i, when *w) {
    const token *t = bk_dx_token(x, i), *n = bk_dx_token(x, i + 1);
    if (bk_dx_plausible_year(t)) { /* 2017-q1, 2019 q3, the 1988 third quarter */
        const token *q = n;
        const token *unit = bk_dx_token(x, i + 2);
        if (bk_dx_has(n, BK_WORD_ORDINAL, 0) && bk_dx_has(unit, BK_WORD_UNIT, 0) &&
            unit->entry->value == BK_UNIT_QUARTER && n->entry->value <= 4) {
            bk_date_months(&w->d, t->value, n->entry->value * 3 - 2, 3);
            return i + 3;
        }
        unsigned e = i + 1;
        if (q->mark == '-' && q->glued) q = bk_dx_token(x, ++e);
        const token *index = bk_dx_token(x, e + 1);
        if (!bk_dx_has(q, BK_WORD_FRACTION, 0) || index->kind != T_NUMBER || !index->glued ||
            index->digits != 1)
            return 0;
        int months = q->entry->value;
        if (index->value < 1 || index->value > 12 / months) return 0;
        bk_date_months(&w->d, t->value, (int)(index->value - 1) * months + 1, months);
        return e + 2;
    }
    if (!bk_dx_has(t, BK_WORD_FRACTION, 0) || n->kind != T_NUMBER || !n->glued || n->digits != 1)
        return 0;
    const token *b = bk_dx_before(x, i);
    if (b->end == t->at && b->kind != T_END && b->mark != '(' && b->mark != '"') return 0;
    unsigned e = set_fraction(x, i + 2, n->value, t->entry->value, w);
    if (w->kind == BK_MENTION_RELATIVE && !t->capital) return 0;
    return w->kind == BK_MENTION_RELATIVE && t->entry->value == 6 ? 0 : e; /* H1 alone is a title */
}

/* The week of the nth Thursday of [first, end), as ISO 8601 numbers weeks; n < 0 counts from the
 * end. */
static int64_t nth_week(int64_t first, int64_t end, int64_t n) {
    if (n > 0) return first + (4 + 7 - (int64_t)bk_weekday(first)) % 7 + 7 * (n - 1) - 3;
    int64_t last = end - 1;
    return last - ((int64_t)bk_weekday(last) + 7 - 4) % 7 + 7 * (n + 1) - 3;
}

/* Units of a period: the nth and `count` of them from there; n < 0 counts from the end. */
static bool choose(int64_t first, int64_t end, int64_t n, int64_t count, const token *unit,
                   bk_date *out) {
    if (bk_dx_has(unit, BK_WORD_WEEKDAY, 0)) {
        int weekday = unit->entry->value;
        int64_t day = n > 0 ? first + (weekday + 7 - (int64_t)bk_weekday(first)) % 7 + 7 * (n - 1)
                            : end - 1 - ((int64_t)bk_weekday(end - 1) + 7 - weekday) % 7;
        if (day < first || day >= end || count != 1) return false;
        bk_date_day(out, day);
        return true;
    }
    switch (unit->entry->value) {
    case BK_UNIT_DAY: {
        int64_t from = n > 0 ? first + n - 1 : end - count;
        if (from < first || from + count > end) return false;
        if (count == 1)
            bk_date_day(out, from);
        else
            bk_date_span(out, from, from + count);
        return true;
    }
    case BK_UNIT_WEEK: {
        int64_t monday = nth_week(first, end, n > 0 ? n : -count);
        if (monday + 3 >= end || count > 53) return false;
        bk_date_span(out, monday, monday + 7 * count);
        if (count == 1) out->precision = BK_PRECISION_WEEK;
        return true;
    }
    case BK_UNIT_WEEKEND: {
        int64_t saturday = n > 0 ? first + (6 + 7 - (int64_t)bk_weekday(first)) % 7 + 7 * (n - 1)
                                 : end - 1 - ((int64_t)bk_weekday(end - 1) + 7 - 6) % 7;
        if (saturday >= end || count != 1) return false;
        bk_date_span(out, saturday, saturday + 2);
        return true;
    }
    case BK_UNIT_MONTH:
    case BK_UNIT_QUARTER:
    case BK_UNIT_HALF: {
        int64_t y;
        unsigned m, d;
        bk_civil(first, &y, &m, &d);
        int months = unit->entry->value == BK_UNIT_MONTH     ? 1
                     : unit->entry->value == BK_UNIT_QUARTER ? 3
                                                             : 6;
        if (months == 6 && end - first < 32 && count == 1 && n > 0 && n < 3) { /* of a month */
            bk_date_span(out, n == 1 ? first : first + 15, n == 1 ? first + 15 : end);
            return true;
        }
        int64_t all = (end - first + 15) / 30 / months, from = n > 0 ? n - 1 : all - count;
        if (from < 0 || from + count > all || all > 1200) return false;
        int64_t start = (int64_t)m - 1 + from * months, year = y + bk_floor_div(start, 12);
        int month = (int)(start - bk_floor_div(start, 12) * 12) + 1;
        if (months == 1 && count == 1)
            bk_date_month(out, year, (unsigned)month);
        else
            bk_date_months(out, year, month, months * (int)count);
        return true;
    }
    default:
        return false;
    }
}

unsigned bk_dx_nth(dx *x, unsigned i, when *w) {
    const token *t = bk_dx_token(x, i);
    int64_t n, count = 1;
    bool half, vague;
    if (bk_dx_has(t, BK_WORD_ORDINAL, 0))
        n = t->entry->value;
    else if (t->kind == T_NUMBER && t->ordinal && t->value < 400)
        n = t->value;
    else if (bk_dx_has(t, BK_WORD_WHICH, 0) && t->entry->value < 0 && !t->entry->flags)
        n = -1;
    else
        return 0;
    unsigned e = i + 1;
    const token *unit = bk_dx_token(x, e);
    bool hyphen = unit->mark == '-' && unit->glued; /* third-quarter profits */
    if (hyphen) unit = bk_dx_token(x, ++e);
    if (n > 0 && bk_dx_has(unit, BK_WORD_UNIT, 0) && unit->entry->value == BK_UNIT_CENTURY) {
        if (n < 10 || n > 22) return 0;
        if (bk_dx_has(bk_dx_token(x, e + 1), BK_WORD_ERA, 0)) {
            if (bk_dx_token(x, e + 1)->entry->value < 0) return 0;
            e++;
        }
        bk_date_years(&w->d, (n - 1) * 100, 100); /* as EDTF counts: 18XX */
        return e + 1;
    }
    if (n == 1 || n < 0) {
        unsigned many = bk_dx_count(x, e, &count, &half, &vague);
        if (many && !half && !vague && count < 1000)
            unit = bk_dx_token(x, e = many);
        else
            count = 1;
    }
    if (!(bk_dx_has(unit, BK_WORD_UNIT, 0) || bk_dx_has(unit, BK_WORD_WEEKDAY, 0))) return 0;
    bool plural = (unit->entry->flags & BK_WORD_PLURAL) != 0;
    if (plural != (count > 1)) return 0;
    unsigned daypart = e + 1;
    if (bk_dx_has(bk_dx_token(x, daypart), BK_WORD_DAYPART, 0) &&
        bk_dx_has(unit, BK_WORD_WEEKDAY, 0))
        daypart++;
    const token *of = bk_dx_token(x, daypart);
    bool fraction = bk_dx_has(unit, BK_WORD_UNIT, 0) &&
                    (unit->entry->value == BK_UNIT_QUARTER || unit->entry->value == BK_UNIT_HALF);
    if (fraction && n > 0 && count == 1) { /* the first quarter, second half of 2013 */
        unsigned end = set_fraction(x, e + 1, n, unit->entry->value == BK_UNIT_QUARTER ? 3 : 6, w);
        bool alone = end && w->kind == BK_MENTION_RELATIVE && end == e + 1;
        if (end && !alone) return end;
        if (!bk_dx_glue(of, BK_GLUE_OF)) /* else it may be the second half of November */
            return alone && unit->entry->value == BK_UNIT_QUARTER &&
                           (hyphen || bk_dx_glue(bk_dx_before(x, i), BK_GLUE_THE | BK_GLUE_IN))
                       ? end
                       : 0;
        w->bases = 0;
        w->kind = BK_MENTION_DATE;
        w->told = false;
    }
    unsigned at = daypart;
    if (bk_dx_glue(of, BK_GLUE_OF | BK_GLUE_IN))
        at++;
    else if (!bk_dx_has(of, BK_WORD_WHICH, 0))
        return 0;
    unsigned end = period(x, at, w);
    if (!end || w->d.precision < BK_PRECISION_MONTH || w->d.precision > BK_PRECISION_DECADE)
        return 0;
    bk_date whole = w->d;
    if (!choose(bk_floor_div(whole.lo, BK_DAY), bk_floor_div(whole.hi, BK_DAY), n, count, unit,
                &w->d))
        return 0;
    bk_date chosen = w->d;
    w->d = whole;
    bk_dx_add_base(x, at, end, w);
    w->d = chosen;
    w->d.hangs = whole.hangs;
    w->d.hangs_on = whole.hangs_on;
    const token *stop = bk_dx_token(x, end); /* 1st week of Oct. on Friday */
    unsigned on = stop->mark == '.' && stop->glued ? end + 1 : end;
    if (bk_dx_has(unit, BK_WORD_UNIT, 0) && unit->entry->value == BK_UNIT_WEEK && count == 1 &&
        bk_dx_glue(bk_dx_token(x, on), BK_GLUE_ON) &&
        bk_dx_has(bk_dx_token(x, on + 1), BK_WORD_WEEKDAY, 0)) {
        bk_date_day(&w->d,
                    bk_floor_div(w->d.lo, BK_DAY) + bk_dx_token(x, on + 1)->entry->value - 1);
        return on + 2;
    }
    return end;
}
