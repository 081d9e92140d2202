/* Days, months and years by their names, and ranges of them. */
#include "bk_date_expression.h"

#include <stdio.h>
#include <string.h>

static bool in_the_past(const finder *f) {
    return f->narrated && (!f->anchored || (f->story && f->anchor - f->narrative > LONG_AGO));
}

int64_t bk_dx_nearest_year(const finder *f, int month, int day, int weekday) {
    int64_t year, best = 0, best_cost = INT64_MAX;
    int64_t anchor = in_the_past(f) ? f->narrative : f->anchor;
    unsigned m, d;
    bk_civil(anchor, &year, &m, &d);
    for (int64_t y = year - 1; y <= year + 1; y++) {
        if (day > 0 && (unsigned)day > bk_month_days(y, (unsigned)month)) continue;
        int64_t distance = bk_days(y, (unsigned)month, (unsigned)(day ? day : 15)) - anchor;
        if (!day && y == year && (unsigned)month == m) distance = 0;
        int64_t future = in_the_past(f) ? 1 : 8, past = 2;
        int64_t cost = distance > 0 ? distance * future : -distance * past;
        if (day && weekday &&
            bk_weekday(bk_days(y, (unsigned)month, (unsigned)day)) != (unsigned)weekday)
            cost += 366 * 4; /* the weekday speaks for another year, but can be wrong */
        if (in_the_past(f) && y != year) cost += 200; /* a story stays in its year */
        if (cost < best_cost) {
            best_cost = cost;
            best = y;
        }
    }
    return best;
}

bool bk_dx_resolve(const finder *f, const parts *p, bk_date *out) {
    if (p->day && (!p->month || (unsigned)p->day > bk_month_days(p->has_year ? p->year : 2000,
                                                                 (unsigned)p->month))) {
        return false;
    }
    if (p->month && !p->has_year && !f->anchored && !f->narrated) {
        *out = (bk_date){.lo = BK_OPEN_LO,
                         .hi = BK_OPEN_HI,
                         .yearless = true,
                         .precision = p->day ? BK_PRECISION_DAY : BK_PRECISION_MONTH};
        (void)snprintf(out->edtf, sizeof out->edtf, p->day ? "XXXX-%02d-%02d" : "XXXX-%02d",
                       p->month, p->day);
        return true;
    }
    int64_t year = p->has_year ? p->year
                   : p->month  ? bk_dx_nearest_year(f, p->month, p->day, p->weekday)
                               : 0;
    if (p->day) {
        bk_date_day(out, bk_days(year, (unsigned)p->month, (unsigned)p->day));
    } else if (p->month) {
        bk_date_month(out, year, (unsigned)p->month);
    } else if (p->has_year) {
        bk_date_year(out, year);
    } else {
        return false;
    }
    out->hangs = !p->has_year;
    out->hangs_on = in_the_past(f) ? f->narrative : f->anchor;
    return true;
}

bool bk_dx_plausible_year(const token *t) {
    return t->kind == T_NUMBER && t->digits == 4 && !t->ordinal && !t->plural && t->value >= 1000 &&
           t->value < 2200;
}

static bool day_number(const token *t) {
    return t->kind == T_NUMBER && t->digits <= 2 && t->value >= 1 && t->value <= 31 && !t->plural;
}

bool bk_dx_month_word(const token *t) {
    return t->kind == T_WORD && t->word.kind == BK_WORD_MONTH && (t->capital || !t->word.ambiguous);
}

/* second, twenty-ninth, twenty nine: a day of the month in words. Returns the end. */
static size_t spelled_day(const finder *f, const token *t, int *day) {
    if (t->kind != T_WORD) return 0;
    if (t->word.kind == BK_WORD_ORDINAL) {
        *day = t->word.value;
        return t->end;
    }
    if (t->word.kind != BK_WORD_NUMBER || (t->word.value != 20 && t->word.value != 30)) return 0;
    token unit = bk_dx_next(f, t);
    if (unit.mark == '-') unit = bk_dx_next(f, &unit);
    if ((unit.word.kind != BK_WORD_ORDINAL && unit.word.kind != BK_WORD_NUMBER) ||
        unit.word.vague || unit.word.value > 9 || t->word.value + unit.word.value > 31)
        return 0;
    *day = t->word.value + unit.word.value;
    return unit.end;
}

/* "May third-party code" has no day: a longer small word behind a spelled day counts against it. */
static bool spelled_alone(const finder *f, size_t end) {
    token t = {.end = end};
    t = bk_dx_next(f, &t);
    return !(t.kind == T_WORD && !t.capital && t.end - t.at > 4) && !(t.mark == '-' && t.at == end);
}

/* Friday the 13th: the month around the anchor in which it is a Friday. */
static bool weekday_of_month(const finder *f, parts *p) {
    static const int months[] = {0, -1, 1, -2, 2, -3, 3};
    int64_t year;
    unsigned m, d;
    if (!f->anchored) return false;
    bk_civil(f->anchor, &year, &m, &d);
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        int64_t n = (int64_t)m - 1 + months[i], y = year + bk_floor_div(n, 12);
        unsigned month = (unsigned)(n - bk_floor_div(n, 12) * 12) + 1;
        if ((unsigned)p->day > bk_month_days(y, month) ||
            bk_weekday(bk_days(y, month, (unsigned)p->day)) != (unsigned)p->weekday)
            continue;
        p->year = y;
        p->month = (int)month;
        p->has_year = true;
        return true;
    }
    return false;
}

/* The end of a name and its full stop, where the name is an abbreviation. */
static token after_name(const finder *f, const token *t, size_t *end) {
    *end = t->end;
    if (byte(f, t->end) == '.' && t->end - t->at <= 5) {
        token stop = bk_dx_token_at(f, t->end);
        token following = bk_dx_next(f, &stop);
        if (following.kind == T_NUMBER || following.mark == ',' || following.kind == T_WORD)
            *end = stop.end;
        if (following.kind == T_NUMBER || following.mark == ',') return following;
    }
    token bare = *t;
    bare.end = *end;
    return bk_dx_next(f, &bare);
}

size_t bk_dx_year_after(const finder *f, token t, parts *p, size_t end) {
    if (t.mark == ',' || bk_dx_is_word(f, &t, "of") || bk_dx_is_word(f, &t, "in"))
        t = bk_dx_next(f, &t);
    if (t.mark == '\'' && digit(byte(f, t.end))) {
        token two = bk_dx_token_at(f, t.end);
        if (two.digits == 2 && !letter(byte(f, two.end))) {
            p->year = two.value + (two.value < 50 ? 2000 : 1900);
            p->has_year = true;
            return two.end;
        }
    }
    if (bk_dx_plausible_year(&t) && !(byte(f, t.end) == ':' && digit(byte(f, t.end + 1)))) {
        p->year = t.value;
        p->has_year = true;
        return t.end;
    }
    return end;
}

size_t bk_dx_calendar(const finder *f, token t, parts *p) {
    size_t end = 0;
    *p = (parts){0};
    if (t.kind == T_WORD && t.word.kind == BK_WORD_WEEKDAY && (t.capital || !t.word.ambiguous)) {
        token t2 = after_name(f, &t, &end);
        if (t2.mark == ',') t2 = bk_dx_next(f, &t2);
        bool the = bk_dx_is_word(f, &t2, "the");
        if (the) t2 = bk_dx_next(f, &t2);
        parts inner;
        size_t e = t2.kind == T_WORD && t2.word.kind == BK_WORD_WEEKDAY
                       ? 0
                       : bk_dx_calendar(f, t2, &inner);
        if (e && inner.day) {
            *p = inner;
            p->weekday = t.word.value;
            return e;
        }
        e = day_number(&t2) && t2.ordinal ? t2.end : the ? spelled_day(f, &t2, &p->day) : 0;
        if (!e) return 0;
        if (t2.kind == T_NUMBER) p->day = (int)t2.value;
        p->weekday = t.word.value;
        return weekday_of_month(f, p) ? e : 0;
    }
    int spelled;
    size_t worded = t.word.kind == BK_WORD_ORDINAL || t.word.kind == BK_WORD_NUMBER
                        ? spelled_day(f, &t, &spelled)
                        : 0;
    if (worded) { /* second of August */
        token m = {.end = worded};
        m = bk_dx_next(f, &m);
        if (bk_dx_is_word(f, &m, "of"))
            m = bk_dx_next(f, &m);
        else if (t.word.kind == BK_WORD_ORDINAL)
            return 0;
        if (!bk_dx_month_word(&m)) return 0;
        p->day = spelled;
        p->month = m.word.value;
        token following = after_name(f, &m, &end);
        return bk_dx_year_after(f, following, p, end);
    }
    if (day_number(&t)) {
        token m = bk_dx_next(f, &t);
        if (bk_dx_is_word(f, &m, "of"))
            m = bk_dx_next(f, &m);
        else if ((m.mark == '-' || m.mark == '/') && m.at == t.end)
            m = bk_dx_next(f, &m);
        if (bk_dx_is_word(f, &m, "day")) return 0;
        if (!bk_dx_month_word(&m) || (m.word.ambiguous && m.end - m.at > 4 && !m.capital)) return 0;
        p->day = (int)t.value;
        p->month = m.word.value;
        token following = after_name(f, &m, &end);
        if ((following.mark == '-' || following.mark == '/') && following.at == m.end) {
            token y = bk_dx_next(f, &following);
            if (bk_dx_plausible_year(&y)) following = y;
        }
        return bk_dx_year_after(f, following, p, end);
    }
    if (bk_dx_plausible_year(&t)) { /* 2008-May-31, 2019/aug/01, 2017 April */
        token mark = bk_dx_next(f, &t), m = mark;
        bool glued = (mark.mark == '-' || mark.mark == '/') && mark.at == t.end;
        if (glued) m = bk_dx_next(f, &mark);
        if (m.kind != T_WORD || m.word.kind != BK_WORD_MONTH || m.at != (glued ? mark.end : m.at) ||
            (!glued && m.word.ambiguous && !m.capital))
            return 0;
        token second = bk_dx_next(f, &m), d = bk_dx_next(f, &second);
        p->year = t.value;
        p->has_year = true;
        p->month = m.word.value;
        if (glued && second.mark == mark.mark && day_number(&d)) {
            p->day = (int)d.value;
            return d.end;
        }
        /* "in 2017 May said": a day or a year that follows belongs to the month */
        return glued || !(m.word.ambiguous || second.kind == T_NUMBER) ? m.end : 0;
    }
    if (bk_dx_month_word(&t)) {
        token following = after_name(f, &t, &end);
        p->month = t.word.value;
        if (following.mark == '-' && following.at == t.end) following = bk_dx_next(f, &following);
        if (bk_dx_is_word(f, &following, "the")) following = bk_dx_next(f, &following);
        if (day_number(&following)) {
            int after = byte(f, following.end);
            token glued = bk_dx_token_at(f, following.end + 1); /* January 20,2021 */
            bool number_goes_on = (after == '.' || after == ',' || after == ':') &&
                                  digit(byte(f, following.end + 1)) &&
                                  !(after == ',' && bk_dx_plausible_year(&glued));
            if (!number_goes_on && after != '%') {
                p->day = (int)following.value;
                return bk_dx_year_after(f, bk_dx_next(f, &following), p, following.end);
            }
        }
        size_t e = spelled_day(f, &following, &p->day);
        if (e && spelled_alone(f, e)) {
            following.end = e;
            return bk_dx_year_after(f, bk_dx_next(f, &following), p, e);
        }
        p->day = 0;
        return bk_dx_year_after(f, following, p, end);
    }
    return 0;
}

size_t bk_dx_calendar_range(const finder *f, token t, bk_date *out, bk_mention_kind *kind) {
    static const char *const joins[] = {"to", "through", "until", "till", "thru", NULL};
    parts a, b;
    token lead = bk_dx_before(f, t.at);
    bool between = bk_dx_is_word(f, &lead, "between"), from = bk_dx_is_word(f, &lead, "from");
    if (day_number(&t)) { /* 12-14 May, 12 to 14 May */
        token join = bk_dx_next(f, &t);
        bool dash = join.mark == '-' || bk_dx_is_one_of(f, &join, joins) ||
                    (between && bk_dx_is_word(f, &join, "and"));
        token last = bk_dx_next(f, &join);
        if (dash && day_number(&last) && last.value > t.value) {
            size_t e = bk_dx_calendar(f, last, &b);
            if (e && b.day) {
                a = b;
                a.day = (int)t.value;
                bk_date first, second;
                if (bk_dx_resolve(f, &a, &first) && bk_dx_resolve(f, &b, &second) &&
                    !first.yearless) {
                    bk_date_span(out, first.lo / BK_DAY, second.hi / BK_DAY);
                    *kind = BK_MENTION_RANGE;
                    return e;
                }
            }
        }
    }
    size_t end = bk_dx_calendar(f, t, &a);
    if (!end) return 0;
    token join = {.end = end};
    join = bk_dx_next(f, &join);
    /* "A - B" of two whole dates is two mentions unless "from" or "between" leads; a report's
     * "Day - Day" of one month is one */
    bool led = between || from;
    bool joined = join.mark == '-' ? led || (a.day && !a.has_year)
                                   : bk_dx_is_one_of(f, &join, joins) ||
                                         (between && bk_dx_is_word(f, &join, "and"));
    bool within = join.mark == '-' && !led;
    if (bk_dx_is_one_of(f, &join, (const char *const[]){"until", "till", "to", NULL}) && !led &&
        !a.day)
        joined = false;
    if (joined) {
        token second = bk_dx_next(f, &join);
        size_t e = 0;
        if (a.month && a.day && !a.has_year && day_number(&second) &&
            second.value > a.day) { /* May 12-14, 2014 */
            token following = bk_dx_next(f, &second);
            if (!bk_dx_month_word(&following)) {
                b = a;
                b.day = (int)second.value;
                e = bk_dx_year_after(f, following, &b, second.end);
            }
        }
        if (!e && !within) e = bk_dx_calendar(f, second, &b);
        if (!e && !within && bk_dx_plausible_year(&second) && a.has_year && !a.month) {
            b = (parts){.year = second.value, .has_year = true};
            e = second.end;
        }
        if (e && (a.day != 0) == (b.day != 0)) {
            if (!a.has_year && b.has_year) {
                a.has_year = true;
                a.year = b.year - (a.month > b.month);
            }
            bk_date first, last;
            if (bk_dx_resolve(f, &a, &first) && bk_dx_resolve(f, &b, &last) && !first.yearless &&
                !last.yearless) {
                if (!b.has_year && last.hi <= first.lo) {
                    b.has_year = true;
                    b.year =
                        (a.has_year ? a.year : bk_dx_nearest_year(f, a.month, a.day, a.weekday)) +
                        1;
                    (void)bk_dx_resolve(f, &b, &last);
                }
                if (last.hi > first.lo) {
                    *out = first;
                    out->hi = last.hi;
                    out->precision = BK_PRECISION_INTERVAL;
                    char text[BK_EDTF_MAX];
                    (void)snprintf(text, sizeof text, "%.60s/%.60s", first.edtf, last.edtf);
                    memcpy(out->edtf, text, strlen(text) + 1);
                    *kind = BK_MENTION_RANGE;
                    return e;
                }
            }
        }
    }
    return bk_dx_resolve(f, &a, out) ? end : 0;
}

bool bk_dx_lonely_month(const finder *f, const token *t, size_t end) {
    static const char *const leads[] = {"in",   "since", "by",      "until",  "of",    "during",
                                        "from", "to",    "last",    "next",   "this",  "early",
                                        "late", "mid",   "through", "before", "after", "between",
                                        "and",  "till",  NULL};
    if (t->kind != T_WORD || t->word.kind != BK_WORD_MONTH || end > t->end + 1) return false;
    if (!t->word.ambiguous) return false;
    token b = bk_dx_before(f, t->at);
    return !(bk_dx_is_one_of(f, &b, leads) || b.mark == '-' || b.mark == '(');
}
