/* Days, months and years by their names. */
#include "bk_date_expression.h"

#include <string.h>

bool bk_dx_plausible_year(const token *t) {
    return t->kind == T_NUMBER && t->digits == 4 && !t->ordinal && !t->plural && t->value >= 1000 &&
           t->value < 2200;
}

bool bk_dx_day_number(const token *t) {
    return t->kind == T_NUMBER && t->digits <= 2 && t->value >= 1 && t->value <= 31 && !t->plural;
}

bool bk_dx_month(dx *x, unsigned i) {
    const token *t = bk_dx_token(x, i);
    if (!bk_dx_has(t, BK_WORD_MONTH, 0)) return false;
    if (t->capital || !(t->entry->flags & BK_WORD_COMMON)) return true;
    /* in may, ninth of may, 14th feb, 2019/aug/01: in company, but "20 may have" is none */
    const token *b = bk_dx_before(x, i), *after = bk_dx_token(x, i + 1);
    bool abbreviated = t->end - t->at < 5 && !bk_dx_is(x, t, "may") && !bk_dx_is(x, t, "mar");
    bool clings = after->glued && after->kind == T_NUMBER; /* dec1 */
    bool numbers = abbreviated && !clings &&
                   (bk_dx_day_number(b) || bk_dx_plausible_year(b) ||
                    (b->mark && t->glued && strchr("-/(", b->mark)) || (bk_dx_day_number(after)) ||
                    bk_dx_plausible_year(after));
    if (numbers || (b->kind == T_NUMBER && b->ordinal)) return true;
    if (after->kind == T_NUMBER && after->ordinal) return true;
    if (bk_dx_has(after, BK_WORD_ORDINAL, 0) && !abbreviated) return true;
    bool joins = bk_dx_glue(after, BK_GLUE_TO | BK_GLUE_AND) || after->mark == '-';
    return (bk_dx_glue(b, BK_GLUE_IN | BK_GLUE_OF) || bk_dx_has(b, BK_WORD_BOUND, 0) ||
            bk_dx_has(b, BK_WORD_PART, 0) ||
            (bk_dx_glue(b, BK_GLUE_FROM | BK_GLUE_BETWEEN) && joins)) &&
           !(after->kind == T_WORD && !after->entry);
}

/* 1 to 99 in words. */
static unsigned small_number(dx *x, unsigned i, int64_t *n) {
    const token *t = bk_dx_token(x, i);
    if (!bk_dx_has(t, BK_WORD_NUMBER, 0) || (t->entry->flags & BK_WORD_VAGUE) ||
        t->entry->value > 90 || t->end - t->at < 3)
        return 0;
    *n = t->entry->value;
    unsigned e = i + 1;
    if (*n < 20 || *n % 10) return e;
    const token *more = bk_dx_token(x, e);
    if (more->mark == '-' && more->glued) more = bk_dx_token(x, ++e);
    if (!bk_dx_has(more, BK_WORD_NUMBER, 0) || (more->entry->flags & BK_WORD_VAGUE) ||
        more->entry->value > 9 || more->end - more->at < 3)
        return i + 1;
    *n += more->entry->value;
    return e + 1;
}

unsigned bk_dx_spelled_year(dx *x, unsigned i, int64_t *year) {
    int64_t high, low;
    unsigned e = small_number(x, i, &high);
    if (!e) return 0;
    const token *t = bk_dx_token(x, e);
    int64_t scale = bk_dx_has(t, BK_WORD_NUMBER, 0) ? t->entry->value : 0;
    if ((scale == 1000 && high == 2) || (scale == 100 && high >= 15 && high <= 20)) {
        *year = high * scale; /* two thousand [and] five, nineteen hundred [and] five */
        unsigned and = bk_dx_skip(x, ++e, BK_GLUE_AND);
        unsigned more = small_number(x, and, &low);
        if (!more) return e;
        *year += low;
        return more;
    }
    if (high < 15 || high > 20) return 0;
    unsigned more = small_number(x, e, &low); /* nineteen eighty-six */
    if (!more || low < 10) return 0;
    *year = high * 100 + low;
    return more;
}

unsigned bk_dx_day_alone(dx *x, unsigned i, int *day) {
    const token *t = bk_dx_token(x, i);
    if (bk_dx_day_number(t)) {
        *day = (int)t->value;
        return i + 1;
    }
    if (bk_dx_has(t, BK_WORD_ORDINAL, 0)) {
        *day = t->entry->value;
        return i + 1;
    }
    if (!bk_dx_has(t, BK_WORD_NUMBER, 0) || (t->entry->value != 20 && t->entry->value != 30))
        return 0;
    unsigned e = i + 1;
    const token *unit = bk_dx_token(x, e);
    if (unit->mark == '-') unit = bk_dx_token(x, ++e);
    if (!(bk_dx_has(unit, BK_WORD_ORDINAL, 0) || bk_dx_has(unit, BK_WORD_NUMBER, 0)) ||
        (unit->entry->flags & BK_WORD_VAGUE) || unit->entry->value > 9 ||
        t->entry->value + unit->entry->value > 31)
        return 0;
    *day = t->entry->value + unit->entry->value;
    return e + 1;
}

int64_t bk_dx_full_year(const finder *f, int64_t two) {
    int64_t year;
    unsigned m, d;
    if (!f->anchored) return two + (two < 50 ? 2000 : 1900); /* as RFC 5322, 4.3 */
    bk_civil(f->anchor, &year, &m, &d);
    int64_t full = year - year % 100 + two;
    return full > year + 20 ? full - 100 : full;
}

/* Four digits that are no count: "in May 2010 people" has, "12:30", "2014,5" have not. */
static bool year_number(dx *x, unsigned i) {
    const token *t = bk_dx_token(x, i);
    return bk_dx_plausible_year(t) &&
           !(bk_dx_byte(x->f, t->end) == ':' && bk_dx_digit(bk_dx_byte(x->f, t->end + 1)));
}

/* [of] last year, this year, de l'année dernière: the year, from what is said beside it. */
static unsigned year_beside(dx *x, unsigned i, int64_t *year) {
    unsigned at = bk_dx_skip(x, bk_dx_skip(x, i, BK_GLUE_OF), BK_GLUE_THE);
    if (bk_dx_token(x, at)->mark == '\'' && at > i) at++; /* l' */
    const token *a = bk_dx_token(x, at), *b = bk_dx_token(x, at + 1);
    bool pre = bk_dx_has(a, BK_WORD_WHICH, 0) && !(a->entry->flags & (BK_WORD_NEAR | BK_WORD_POST));
    bool post = bk_dx_has(b, BK_WORD_WHICH, BK_WORD_POST);
    const token *unit = pre ? b : a;
    if (!(pre || post) || !bk_dx_has(unit, BK_WORD_UNIT, 0) || unit->entry->value != BK_UNIT_YEAR ||
        (unit->entry->flags & BK_WORD_PLURAL) || !x->f->anchored)
        return 0;
    const token *which = pre ? a : b;
    bool told =
        x->f->narrated &&
        ((which->entry->flags & BK_WORD_TOLD) ||
         (pre && bk_dx_glue(bk_dx_before(x, at), BK_GLUE_THE) && which->end - which->at > 4));
    unsigned m, d;
    bk_civil(told ? x->f->narrative : x->f->anchor, year, &m, &d);
    *year += which->entry->value;
    return at + 2;
}

unsigned bk_dx_year_after(dx *x, unsigned i, parts *p) {
    unsigned e = i;
    const token *t = bk_dx_token(x, e);
    bool of = bk_dx_glue(t, BK_GLUE_OF);
    if (t->mark == ',' || of || bk_dx_glue(t, BK_GLUE_IN)) t = bk_dx_token(x, ++e);
    if (bk_dx_has(t, BK_WORD_UNIT, 0) && t->entry->value == BK_UNIT_YEAR && !t->entry->flags)
        t = bk_dx_token(x, ++e);
    if (t->mark == '\'') {
        const token *two = bk_dx_token(x, e + 1);
        if (two->kind == T_NUMBER && two->glued && two->digits == 2 && !two->ordinal &&
            !two->plural && !bk_dx_letter(bk_dx_byte(x->f, two->end))) {
            p->year = bk_dx_full_year(x->f, two->value);
            p->has_year = true;
            return e + 2;
        }
    }
    if (year_number(x, e)) {
        p->year = t->value;
        p->has_year = true;
        if (bk_dx_has(bk_dx_token(x, e + 1), BK_WORD_ERA, 0)) e++;
        return e + 1;
    }
    const token *after = bk_dx_token(x, e + 1);
    if (e == i && p->day && t->kind == T_NUMBER && t->digits == 2 && t->value > 31 && !t->ordinal &&
        !t->plural && after->kind != T_WORD && after->mark != '%' &&
        (!after->glued || strchr(".,;)", after->mark))) { /* 3 Aug 96 */
        p->year = bk_dx_full_year(x->f, t->value);
        p->has_year = true;
        return e + 1;
    }
    if (of && t->kind == T_NUMBER && t->digits == 2 && !t->ordinal && !t->plural &&
        (t->value > 31 || bk_dx_token(x, e + 1)->kind == T_END ||
         bk_dx_token(x, e + 1)->mark == '.')) { /* April of 87 */
        p->year = bk_dx_full_year(x->f, t->value);
        p->has_year = true;
        return e + 1;
    }
    unsigned last = year_beside(x, i, &p->year); /* of last year */
    if (last) {
        p->has_year = true;
        return last;
    }
    if (t->kind == T_WORD && e == i) {
        unsigned s = bk_dx_spelled_year(x, e, &p->year);
        if (s) {
            p->has_year = true;
            return s;
        }
    }
    if (t->kind == T_NUMBER && t->digits < 5 && e == i && /* 12 September 490 BC */
        bk_dx_has(bk_dx_token(x, e + 1), BK_WORD_ERA, 0)) {
        p->year = bk_dx_token(x, e + 1)->entry->value < 0 ? 1 - t->value : t->value;
        p->has_year = true;
        return e + 2;
    }
    return i;
}

/* The index behind a name and the full stop of its abbreviation. */
static unsigned after_name(dx *x, unsigned i) {
    const token *t = bk_dx_token(x, i), *stop = bk_dx_token(x, i + 1);
    bool whole = !(t->entry->flags & BK_WORD_COMMON) || bk_dx_is(x, t, "may") ||
                 bk_dx_is(x, t, "mars") || t->end - t->at > 4;
    if (stop->mark != '.' || !stop->glued || whole) return i + 1;
    const token *following = bk_dx_token(x, i + 2);
    return following->kind == T_NUMBER || following->kind == T_WORD ||
                   (following->mark && strchr(",-/", following->mark))
               ? i + 2
               : i + 1;
}

/* The month around the anchor in which that day is that weekday, rather a past one: Friday the
 * 13th. */
static bool month_of_weekday(const finder *f, parts *p) {
    int64_t year, best = INT64_MAX;
    unsigned m, d;
    if (!f->anchored) return false;
    bk_civil(f->anchor, &year, &m, &d);
    for (int k = -14; k <= 14; k++) { /* any day is any weekday once in fourteen months */
        int64_t n = (int64_t)m - 1 + k, y = year + bk_floor_div(n, 12);
        unsigned month = (unsigned)(n - bk_floor_div(n, 12) * 12) + 1;
        if ((unsigned)p->day > bk_month_days(y, month)) continue;
        int64_t on = bk_days(y, month, (unsigned)p->day), away = on - f->anchor;
        int64_t cost = away > 0 ? away * 4 : -away;
        if (bk_weekday(on) != (unsigned)p->weekday || cost >= best) continue;
        best = cost;
        p->year = y;
        p->month = (int)month;
        p->has_year = true;
    }
    return p->has_year;
}

static unsigned weekday_first(dx *x, unsigned i, parts *p) {
    const token *t = bk_dx_token(x, i);
    if (!t->capital && (t->entry->flags & BK_WORD_COMMON)) return 0;
    unsigned e = after_name(x, i);
    const token *next = bk_dx_token(x, e);
    bool bracket = next->mark == '(';
    if (next->mark == ',' || bracket || (next->mark == '-' && next->glued))
        next = bk_dx_token(x, ++e);
    bool the = bk_dx_glue(next, BK_GLUE_THE);
    if (the) next = bk_dx_token(x, ++e);
    if (bk_dx_has(next, BK_WORD_WEEKDAY, 0)) return 0;
    parts inner;
    unsigned end = bk_dx_calendar(x, e, &inner);
    if (end && inner.day) {
        *p = inner;
        p->weekday = t->entry->value;
        return end + (bracket && bk_dx_token(x, end)->mark == ')');
    }
    if (bracket) return 0;
    end = 0;
    if (bk_dx_day_number(next)) {
        const token *after = bk_dx_token(x, e + 1);
        bool last = after->kind == T_END || after->mark == '.' || after->mark == ',' ||
                    bk_dx_glue(after, BK_GLUE_AT | BK_GLUE_BETWEEN | BK_GLUE_FROM);
        if (next->ordinal || (!the && last && after->end != next->end + 1)) end = e + 1;
        p->day = (int)next->value;
    } else if (the) {
        end = bk_dx_day_alone(x, e, &p->day);
    }
    p->weekday = t->entry->value;
    return end && month_of_weekday(x->f, p) ? end : 0;
}

/* Day Month [Year]; the month at token `m`. */
static unsigned month_behind(dx *x, unsigned m, int day, parts *p) {
    if (!bk_dx_month(x, m)) return 0;
    const token *t = bk_dx_token(x, m);
    p->day = day;
    p->month = t->entry->value;
    unsigned e = after_name(x, m);
    const token *mark = bk_dx_token(x, e);
    if ((mark->mark == '-' || mark->mark == '/') && mark->glued &&
        bk_dx_plausible_year(bk_dx_token(x, e + 1)) && bk_dx_token(x, e + 1)->glued) {
        p->year = bk_dx_token(x, e + 1)->value;
        p->has_year = true;
        return e + 2;
    }
    if ((mark->mark == '-' || mark->mark == '/') && mark->glued) { /* 06-Nov-94 */
        const token *two = bk_dx_token(x, e + 1);
        const token *join = bk_dx_before(x, m);
        if (two->kind == T_NUMBER && two->digits == 2 && two->glued && join->mark == mark->mark &&
            !two->ordinal && !two->plural) {
            p->year = bk_dx_full_year(x->f, two->value);
            p->has_year = true;
            return e + 2;
        }
    }
    return bk_dx_year_after(x, e, p);
}

/* The token behind what parts two of a list: a comma, and, or, a slash; `i` when there is none. */
static unsigned listed(dx *x, unsigned i) {
    const token *t = bk_dx_token(x, i);
    bool mark = t->mark == ',' || t->mark == '/' || t->mark == '&';
    unsigned e = i + mark;
    return bk_dx_skip(x, e, BK_GLUE_AND | BK_GLUE_OR);
}

/* 26 and 27 November 2014: the first takes its month and year from the last. */
static unsigned day_of_list(dx *x, unsigned i, parts *p) {
    unsigned e = i + 1;
    for (int k = 0; k < 5; k++) {
        unsigned next = listed(x, e);
        bool slash = bk_dx_token(x, e)->mark == '/'; /* 24/25 November */
        if (next == e || (slash && !bk_dx_month(x, next + 1))) return 0;
        const token *t = bk_dx_token(x, next);
        if (!bk_dx_day_number(t) || bk_dx_token(x, next + 1)->glued) return 0;
        e = next + 1;
        unsigned m = bk_dx_skip(x, e, BK_GLUE_OF);
        if (!bk_dx_month(x, m)) continue;
        return month_behind(x, m, (int)bk_dx_token(x, i)->value, p) ? i + 1 : 0;
    }
    return 0;
}

/* November 21, 24 and 26, 2014: the first takes its year from behind the last. */
static void year_of_days(dx *x, unsigned i, parts *p) {
    unsigned e = i;
    for (int k = 0; k < 6; k++) {
        unsigned next = listed(x, e);
        const token *t = bk_dx_token(x, next);
        if (next == e || !bk_dx_day_number(t)) return;
        e = next + 1;
        const token *comma = bk_dx_token(x, e), *year = bk_dx_token(x, e + (comma->mark == ','));
        if (!bk_dx_plausible_year(year)) continue;
        p->year = year->value;
        p->has_year = true;
        return;
    }
}

/* April and June 1955: the first takes its year from the last. */
static void year_of_list(dx *x, unsigned i, parts *p) {
    unsigned e = i;
    for (int k = 0; k < 4; k++) {
        unsigned next = listed(x, e);
        if (next == e || !bk_dx_month(x, next)) return;
        e = after_name(x, next);
        parts last = {0};
        if (bk_dx_year_after(x, e, &last) == e) continue;
        p->year = last.year - (p->month > bk_dx_token(x, next)->entry->value);
        p->has_year = true;
        return;
    }
}

static unsigned number_first(dx *x, unsigned i, parts *p) {
    const token *t = bk_dx_token(x, i);
    if (bk_dx_day_number(t)) {
        unsigned list = day_of_list(x, i, p);
        if (list) return list;
        unsigned m = i + 1;
        const token *join = bk_dx_token(x, m);
        if (bk_dx_glue(join, BK_GLUE_OF) ||
            ((join->mark == '-' || join->mark == '/') && join->glued))
            m++;
        if (bk_dx_has(bk_dx_token(x, m), BK_WORD_UNIT, 0) && t->ordinal) { /* 15th day of June */
            if (bk_dx_token(x, m)->entry->value != BK_UNIT_DAY) return 0;
            m++;
            m = bk_dx_skip(x, m, BK_GLUE_OF);
        }
        return month_behind(x, m, (int)t->value, p);
    }
    if (!bk_dx_plausible_year(t)) return 0;
    /* 2008-May-31, 2019/aug/01, 2017 April */
    const token *mark = bk_dx_token(x, i + 1);
    bool glued = (mark->mark == '-' || mark->mark == '/') && mark->glued;
    unsigned m = glued ? i + 2 : i + 1;
    const token *month = bk_dx_token(x, m);
    if (!bk_dx_month(x, m) || (glued && !month->glued)) return 0;
    const token *second = bk_dx_token(x, m + 1), *d = bk_dx_token(x, m + 2);
    p->year = t->value;
    p->has_year = true;
    p->month = month->entry->value;
    if (glued && second->mark == mark->mark && bk_dx_day_number(d)) {
        p->day = (int)d->value;
        return m + 3;
    }
    const token *more = bk_dx_token(x, m + 2); /* 2018 March 18 */
    if (!glued && bk_dx_day_number(second) && !second->ordinal && !bk_dx_plausible_year(more) &&
        !more->glued && month->capital && more->mark != ',') {
        p->day = (int)second->value;
        return m + 2;
    }
    if (!glued && (second->kind == T_END || second->mark == '.')) return m + 1;
    /* "in 2017 May said": a day or a year that follows belongs to the month */
    return glued || !((month->entry->flags & BK_WORD_COMMON) || second->kind == T_NUMBER) ? m + 1
                                                                                          : 0;
}

/* "May third-party code" has no day: a longer small word behind a spelled day counts against it. */
static bool spelled_alone(dx *x, unsigned e) {
    const token *t = bk_dx_token(x, e);
    return !(t->kind == T_WORD && !t->capital && !t->entry && t->end - t->at > 4) &&
           !(t->mark == '-' && t->glued && bk_dx_token(x, e + 1)->kind == T_WORD);
}

static unsigned month_first(dx *x, unsigned i, parts *p) {
    if (!bk_dx_month(x, i)) return 0;
    const token *t = bk_dx_token(x, i);
    unsigned e = after_name(x, i), bare = e;
    p->month = t->entry->value;
    const token *next = bk_dx_token(x, e);
    bool glued = (next->mark == '-' || next->mark == '/') && next->glued;
    if (glued) next = bk_dx_token(x, ++e);
    if (bk_dx_glue(next, BK_GLUE_THE)) next = bk_dx_token(x, ++e);
    if (next->mark == ',' && bk_dx_token(x, e + 1)->ordinal) next = bk_dx_token(x, ++e);
    if (bk_dx_day_number(next)) {
        int after = bk_dx_byte(x->f, next->end);
        token digits = bk_dx_token_at(x->f, next->end + 1);
        bool goes_on = (after == '.' || after == ',' || after == ':') &&
                       bk_dx_digit(bk_dx_byte(x->f, next->end + 1)) &&
                       !(after == ',' && bk_dx_plausible_year(&digits)); /* January 20,2021 */
        /* Oct 2pm and "May 5%" have no day */
        const token *half = bk_dx_token(x, e + 1);
        if (!goes_on && after != '%' && !bk_dx_has(half, BK_WORD_MERIDIEM, 0)) {
            p->day = (int)next->value;
            unsigned y = e + 1;
            const token *mark = bk_dx_token(x, y);
            if (glued && mark->mark == bk_dx_token(x, bare)->mark && mark->glued &&
                bk_dx_plausible_year(bk_dx_token(x, y + 1)))
                y++; /* Jul-06-2018 */
            unsigned end = bk_dx_year_after(x, y, p);
            if (end == y) year_of_days(x, y, p);
            return end == y ? e + 1 : end;
        }
    }
    unsigned spelled = next->kind == T_WORD ? bk_dx_day_alone(x, e, &p->day) : 0;
    if (spelled && spelled_alone(x, spelled)) return bk_dx_year_after(x, spelled, p);
    p->day = 0;
    unsigned end = bk_dx_year_after(x, e, p);
    if (end != e) return end;
    year_of_list(x, bare, p);
    return bare;
}

/* second of August, twenty-first of May */
static unsigned worded_first(dx *x, unsigned i, parts *p) {
    int day;
    unsigned e = bk_dx_day_alone(x, i, &day);
    if (!e) return 0;
    const token *t = bk_dx_token(x, e);
    if (bk_dx_has(t, BK_WORD_UNIT, 0) && t->entry->value == BK_UNIT_DAY) t = bk_dx_token(x, ++e);
    bool of = bk_dx_glue(t, BK_GLUE_OF);
    if (!of && bk_dx_has(bk_dx_token(x, i), BK_WORD_ORDINAL, 0)) return 0;
    return month_behind(x, e + of, day, p);
}

unsigned bk_dx_calendar(dx *x, unsigned i, parts *p) {
    const token *t = bk_dx_token(x, i);
    *p = (parts){0};
    if (t->kind == T_NUMBER) return number_first(x, i, p);
    switch (bk_dx_kind_of(t)) {
    case BK_WORD_MONTH:
        return month_first(x, i, p);
    case BK_WORD_WEEKDAY:
        return t->entry->flags & BK_WORD_PLURAL ? 0 : weekday_first(x, i, p);
    case BK_WORD_ORDINAL:
    case BK_WORD_NUMBER:
        return worded_first(x, i, p);
    default:
        return 0;
    }
}
