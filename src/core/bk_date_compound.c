/* Dates made of others: weeks of a month, days of a week, so many units before a day. */
#include "bk_date_expression.h"

/* A day by its name, its calendar or its holiday: what "two weeks before" can hang on. Never
 * another count, so the cost of a chain of them stays linear. */
static size_t plain_day(const finder *f, token t, bk_date *out) {
    parts p;
    if (t.word.kind == BK_WORD_DAYNAME) {
        if (!f->anchored) return 0;
        bk_date_day(out, f->anchor + t.word.value);
        return t.end;
    }
    size_t end = bk_dx_calendar(f, t, &p);
    if (end) return p.day && bk_dx_resolve(f, &p, out) && !out->yearless ? end : 0;
    return bk_dx_holiday(f, &t, out);
}

size_t bk_dx_from_day(const finder *f, token t, bk_date *out) {
    int64_t count = t.word.kind == BK_WORD_NUMBER ? t.word.value : t.value;
    if (t.word.vague || (t.kind == T_NUMBER && (t.digits > 3 || t.ordinal || t.plural))) return 0;
    token unit = bk_dx_next(f, &t);
    if (unit.word.kind != BK_WORD_UNIT) return 0;
    token way = bk_dx_next(f, &unit);
    bool after = bk_dx_is_word(f, &way, "after") || bk_dx_is_word(f, &way, "from");
    if (!after && !bk_dx_is_word(f, &way, "before")) return 0;
    bk_date base;
    size_t end = plain_day(f, bk_dx_next(f, &way), &base);
    if (!end) return 0;
    return bk_dx_shift(bk_floor_div(base.lo, BK_DAY), after ? count : -count, unit.word.value, out)
               ? end
               : 0;
}

/* The week of the nth Thursday of [first, end): the custom of ISO 8601; n < 0 counts from the end.
 */
static bool nth_week(int64_t first, int64_t end, int64_t n, bk_date *out) {
    int64_t thursday = first + (4 + 7 - (int64_t)bk_weekday(first)) % 7 + 7 * (n - 1);
    if (n < 0) {
        int64_t last = end - 1;
        thursday = last - ((int64_t)bk_weekday(last) + 7 - 4) % 7;
    }
    if (thursday >= end) return false;
    bk_date_span(out, thursday - 3, thursday + 4);
    out->precision = BK_PRECISION_WEEK;
    return true;
}

size_t bk_dx_week_of(const finder *f, token t, bk_date *out) {
    int64_t n;
    if (t.word.kind == BK_WORD_ORDINAL)
        n = t.word.value;
    else if (t.kind == T_NUMBER && t.ordinal && t.value < 60)
        n = t.value;
    else if (bk_dx_is_word(f, &t, "last"))
        n = -1;
    else
        return 0;
    token week = bk_dx_next(f, &t);
    if (!bk_dx_is_word(f, &week, "week")) return 0;
    token of = bk_dx_next(f, &week);
    if (!bk_dx_is_word(f, &of, "of") && !bk_dx_is_word(f, &of, "in")) return 0;
    token of_what = bk_dx_next(f, &of);
    bk_date whole;
    parts p;
    size_t end = 0;
    if (bk_dx_plausible_year(&of_what)) {
        bk_date_year(&whole, of_what.value);
        end = of_what.end;
    } else if (bk_dx_month_word(&of_what)) {
        end = bk_dx_calendar(f, of_what, &p);
        if (end && (p.day || !bk_dx_resolve(f, &p, &whole) || whole.yearless)) return 0;
    } else if (of_what.word.kind == BK_WORD_WHICH && f->anchored) {
        token unit = bk_dx_next(f, &of_what);
        if (unit.word.kind == BK_WORD_UNIT &&
            (unit.word.value == BK_UNIT_MONTH || unit.word.value == BK_UNIT_YEAR))
            end = bk_dx_which_unit(f, of_what.word.value, &unit, &whole);
    }
    if (!end || !nth_week(bk_floor_div(whole.lo, BK_DAY), bk_floor_div(whole.hi, BK_DAY), n, out))
        return 0;
    return end;
}

/* A weekday and its week. */
static size_t in_week(const finder *f, const token *week, int weekday, bk_date *out) {
    if (week->word.kind != BK_WORD_WHICH || !f->anchored) return 0;
    token unit = bk_dx_next(f, week);
    if (!bk_dx_is_word(f, &unit, "week")) return 0;
    int64_t monday = f->anchor - bk_weekday(f->anchor) + 1;
    bk_date_day(out, monday + 7 * week->word.value + weekday - 1);
    return unit.end;
}

size_t bk_dx_day_of_week(const finder *f, token t, bk_date *out) {
    if (t.word.kind == BK_WORD_WEEKDAY) { /* Tuesday of last week, Wednesday this week */
        token week = bk_dx_next(f, &t);
        if (bk_dx_is_word(f, &week, "of")) week = bk_dx_next(f, &week);
        return in_week(f, &week, t.word.value, out);
    }
    token unit = bk_dx_next(f, &t); /* last week on Tuesday */
    token on = bk_dx_next(f, &unit), day = bk_dx_next(f, &on);
    if (!bk_dx_is_word(f, &on, "on") || day.word.kind != BK_WORD_WEEKDAY) return 0;
    return in_week(f, &t, day.word.value, out) ? day.end : 0;
}

size_t bk_dx_units_around(const finder *f, token t, bk_date *out) {
    if (t.word.kind != BK_WORD_WHICH || t.word.value == 0 || !f->anchored) return 0;
    token n = bk_dx_next(f, &t), unit = bk_dx_next(f, &n);
    int64_t count = n.word.kind == BK_WORD_NUMBER ? n.word.value : n.value;
    if (n.word.vague || n.ordinal || n.plural || n.digits > 3 || count < 2 ||
        (n.kind != T_NUMBER && n.word.kind != BK_WORD_NUMBER) || unit.word.kind != BK_WORD_UNIT ||
        unit.word.value < BK_UNIT_DAY || unit.word.value > BK_UNIT_MONTH)
        return 0; /* the past five years are no day's matter */
    bk_date far;
    if (!bk_dx_shift(f->anchor, t.word.value * count, unit.word.value, &far)) return 0;
    int64_t day = bk_floor_div(far.lo, BK_DAY);
    /* the past ones end with the anchor's eve, the next ones begin with its morrow */
    if (t.word.value < 0)
        bk_date_span(out, day, f->anchor);
    else
        bk_date_span(out, f->anchor + 1, day + 1);
    return unit.end;
}
