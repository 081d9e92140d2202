/* Expressions that hang on another day: last week, three months ago, six days later, that year. */
#include "bk_date_expression.h"

#include <stdio.h>

static size_t relative_units(int64_t day, int64_t count, bool vague, int unit, int direction,
                             bk_date *out) {
    int64_t y;
    unsigned m, d;
    bk_civil(day, &y, &m, &d);
    count *= direction;
    if (count > 100000 || count < -100000) return 0;
    switch (unit) {
    case BK_UNIT_MINUTE:
    case BK_UNIT_HOUR:
        bk_date_day(out, day + (unit == BK_UNIT_HOUR ? count / 24 : 0));
        return 1;
    case BK_UNIT_DAY:
        bk_date_day(out, day + count);
        break;
    case BK_UNIT_WEEK:
        bk_date_day(out, day + 7 * count);
        vague = true;
        break;
    case BK_UNIT_FORTNIGHT:
        bk_date_day(out, day + 14 * count);
        vague = true;
        break;
    case BK_UNIT_MONTH: {
        int64_t n = (int64_t)m - 1 + count, years = bk_floor_div(n, 12);
        bk_date_month(out, y + years, (unsigned)(n - years * 12) + 1);
        break;
    }
    case BK_UNIT_YEAR:
        bk_date_year(out, y + count);
        break;
    case BK_UNIT_DECADE:
        bk_date_year(out, y + 10 * count);
        vague = true;
        break;
    default:
        return 0;
    }
    if (vague) bk_date_qualify(out, true, false);
    return 1;
}

bool bk_dx_shift(int64_t day, int64_t count, int unit, bk_date *out) {
    int64_t y;
    unsigned m, d;
    if (count > 100000 || count < -100000) return false;
    switch (unit) {
    case BK_UNIT_DAY:
        break;
    case BK_UNIT_WEEK:
        count *= 7;
        break;
    case BK_UNIT_FORTNIGHT:
        count *= 14;
        break;
    case BK_UNIT_MONTH:
    case BK_UNIT_YEAR:
    case BK_UNIT_DECADE: {
        bk_civil(day, &y, &m, &d);
        int64_t months = unit == BK_UNIT_MONTH ? 1 : unit == BK_UNIT_YEAR ? 12 : 120;
        int64_t n = y * 12 + (int64_t)m - 1 + count * months;
        y = bk_floor_div(n, 12);
        m = (unsigned)(n - y * 12) + 1;
        if (d > bk_month_days(y, m)) d = bk_month_days(y, m);
        bk_date_day(out, bk_days(y, m, d));
        return true;
    }
    default:
        return false;
    }
    bk_date_day(out, day + count);
    return true;
}

size_t bk_dx_which_unit(const finder *f, int which, const token *t, bk_date *out) {
    int64_t y;
    unsigned m, d;
    bk_civil(f->anchor, &y, &m, &d);
    int64_t monday = f->anchor - bk_weekday(f->anchor) + 1;
    switch (t->word.kind) {
    case BK_WORD_UNIT:
        if (f->p[t->end - 1] == 's') return 0; /* "the last months" are not one month */
        switch (t->word.value) {
        case BK_UNIT_WEEK:
            bk_date_span(out, monday + 7 * which, monday + 7 * which + 7);
            out->precision = BK_PRECISION_WEEK;
            return t->end;
        case BK_UNIT_WEEKEND:
            bk_date_span(out, monday + 5 + 7 * which, monday + 7 + 7 * which);
            return t->end;
        case BK_UNIT_MONTH: {
            int64_t n = (int64_t)m - 1 + which, years = bk_floor_div(n, 12);
            bk_date_month(out, y + years, (unsigned)(n - years * 12) + 1);
            return t->end;
        }
        case BK_UNIT_QUARTER: {
            int64_t start = ((int64_t)m - 1) / 3 * 3 + 3 * which;
            bk_date_span(out, bk_month_start(y, 1, start), bk_month_start(y, 1, start + 3));
            return t->end;
        }
        case BK_UNIT_YEAR:
            bk_date_year(out, y + which);
            return t->end;
        case BK_UNIT_DECADE: {
            int64_t start = y / 10 * 10 + 10 * which;
            bk_date_span(out, bk_days(start, 1, 1), bk_days(start + 10, 1, 1));
            return t->end;
        }
        default:
            return 0;
        }
    case BK_WORD_WEEKDAY: {
        int64_t back = (bk_weekday(f->anchor) + 7 - (unsigned)t->word.value) % 7;
        if (which < 0)
            bk_date_day(out, f->anchor - (back ? back : 7));
        else if (which > 0)
            bk_date_day(out, f->anchor + 7 - back);
        else
            bk_date_day(out, monday + t->word.value - 1);
        return t->end;
    }
    case BK_WORD_MONTH: {
        if (t->word.ambiguous && !t->capital) return 0;
        int64_t year = y;
        if (which < 0 && (unsigned)t->word.value >= m) year--;
        if (which > 0 && (unsigned)t->word.value <= m) year++;
        bk_date_month(out, year, (unsigned)t->word.value);
        return t->end;
    }
    case BK_WORD_SEASON: {
        int first = (t->word.value - 21) * 3 + 3;
        int64_t year = y, start;
        start = bk_month_start(year, first, 0);
        if (which < 0 && start + 92 > f->anchor) year--;
        if (which > 0 && start <= f->anchor) year++;
        bk_date_span(out, bk_month_start(year, first, 0), bk_month_start(year, first, 3));
        (void)snprintf(out->edtf, sizeof out->edtf, "%04d-%02d", (int)year, t->word.value);
        out->precision = BK_PRECISION_SEASON;
        return t->end;
    }
    case BK_WORD_DAYPART:
        if (which > 0) return 0;
        bk_date_day(out, f->anchor + which);
        return t->end;
    default:
        return 0;
    }
}

size_t bk_dx_counted(const finder *f, token t, bk_date *out) {
    int64_t count;
    bool vague = false, several = false;
    if (t.kind == T_NUMBER && t.digits <= 3 && !t.ordinal && !t.plural) {
        count = t.value;
        if (byte(f, t.end) == '.' || byte(f, t.end) == ',') return 0;
    } else if (t.kind == T_WORD && t.word.kind == BK_WORD_NUMBER) {
        count = t.word.value;
        vague = several = t.word.vague;
        token more = bk_dx_next(f, &t);
        if (count == 1 && more.word.kind == BK_WORD_NUMBER &&
            more.word.vague) { /* a few, a couple of */
            t = more;
            count = more.word.value;
            vague = several = true;
        }
        more = bk_dx_next(f, &t);
        if (several && bk_dx_is_word(f, &more, "of")) t = more;
    } else {
        return 0;
    }
    token unit = bk_dx_next(f, &t);
    if (unit.mark == '-' && unit.at == t.end) unit = bk_dx_next(f, &unit);
    if (unit.kind != T_WORD || unit.word.kind != BK_WORD_UNIT) return 0;
    token way = bk_dx_next(f, &unit);
    if (way.kind != T_WORD || way.word.kind != BK_WORD_DIRECTION) return 0;
    /* "a week after the attack" hangs on the attack: only a bare "later" hangs on the anchor */
    token following = bk_dx_next(f, &way);
    bool ago = bk_dx_is_word(f, &way, "ago");
    if (!ago && following.kind == T_WORD &&
        (bk_dx_is_word(f, &way, "after") || bk_dx_is_word(f, &way, "before") ||
         bk_dx_is_word(f, &way, "prior")))
        return 0;
    /* "six days later" goes on from the day told last; without one it is a guess from the anchor */
    bool goes_on = !ago && f->narrated;
    if (!goes_on && !f->anchored) return 0;
    /* right behind another date and a comma it is that same day in other words */
    size_t from = bk_dx_skip_space(f, f->told_end);
    bool restates = goes_on && byte(f, from) == ',' && bk_dx_skip_space(f, from + 1) == t.at;
    int64_t day = !goes_on ? f->anchor : restates ? f->told_before : f->narrative;
    if (!relative_units(day, count, vague, unit.word.value, way.word.value, out)) return 0;
    if (!ago && !goes_on) bk_date_qualify(out, true, true);
    out->hangs = true;
    out->hangs_on = day;
    return way.end;
}

static size_t told(const finder *f, token t, bk_date *out) {
    static const struct {
        const char *word;
        int direction;
    } table[] = {{"same", 0},      {"very", 0},      {"next", 1},
                 {"following", 1}, {"previous", -1}, {"preceding", -1}};
    if (!f->narrated || !(bk_dx_is_word(f, &t, "the") || bk_dx_is_word(f, &t, "that"))) return 0;
    token a = bk_dx_next(f, &t);
    if (bk_dx_is_word(f, &t, "the") &&
        bk_dx_is_word(f, &a, "day")) { /* "the day after the attack" hangs on the attack */
        token way = bk_dx_next(f, &a), following = bk_dx_next(f, &way);
        if (way.kind != T_WORD || way.word.kind != BK_WORD_DIRECTION || following.kind == T_WORD)
            return 0;
        bk_date_day(out, f->narrative + way.word.value);
        return way.end;
    }
    int direction = 0;
    token unit = a;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (!bk_dx_is_word(f, &a, table[i].word)) continue;
        direction = table[i].direction;
        unit = bk_dx_next(f, &a);
        break;
    }
    if (unit.at == a.at && bk_dx_is_word(f, &t, "the")) return 0;
    if (unit.kind == T_WORD && unit.word.kind == BK_WORD_DAYPART) {
        bk_date_day(out, f->narrative + direction);
        return unit.end;
    }
    if (unit.kind != T_WORD || unit.word.kind != BK_WORD_UNIT || f->p[unit.end - 1] == 's')
        return 0;
    if (unit.word.value == BK_UNIT_DAY || unit.word.value == BK_UNIT_MONTH ||
        unit.word.value == BK_UNIT_YEAR) {
        return relative_units(f->narrative, 1, false, unit.word.value, direction, out) ? unit.end
                                                                                       : 0;
    }
    if (unit.word.value == BK_UNIT_WEEK) {
        int64_t monday = f->narrative - bk_weekday(f->narrative) + 1 + 7 * direction;
        bk_date_span(out, monday, monday + 7);
        out->precision = BK_PRECISION_WEEK;
        return unit.end;
    }
    return 0;
}

size_t bk_dx_told(const finder *f, token t, bk_date *out) {
    size_t end = told(f, t, out);
    if (!end) return 0;
    out->hangs = true;
    out->hangs_on = f->narrative;
    return end;
}

bool bk_dx_looks_back(const finder *f, size_t end) {
    token last = bk_dx_before(f, end);
    return last.word.kind == BK_WORD_DIRECTION && last.word.value < 0;
}
