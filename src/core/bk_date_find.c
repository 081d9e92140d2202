#include "bk_date_expression.h"

#include <stdio.h>
#include <string.h>

const char *bk_mention_kind_name(bk_mention_kind kind) {
    static const char *const names[] = {"date", "time", "range", "relative", "set"};
    return names[kind];
}

/* The third of a date that early, mid, late name. */
static void narrow(bk_date *d, int part) {
    if (d->lo == BK_OPEN_LO || d->hi == BK_OPEN_HI || part < 0) return;
    int64_t first = bk_floor_div(d->lo, BK_DAY), end = bk_floor_div(d->hi, BK_DAY);
    bk_precision was = d->precision;
    if (was == BK_PRECISION_MONTH) {
        int64_t cut[4] = {first, first + 10, first + 20, end};
        bk_date_span(d, cut[part], cut[part + 1]);
    } else if (was == BK_PRECISION_YEAR) {
        int64_t y;
        unsigned m, day;
        bk_civil(first, &y, &m, &day);
        bk_date_span(d, bk_month_start(y, 1, part * 4), bk_month_start(y, 1, part * 4 + 4));
    } else {
        int64_t third = (end - first) / 3;
        if (third == 0) return;
        bk_date_span(d, first + third * part, part == 2 ? end : first + third * (part + 1));
    }
    bk_date_qualify(d, true, false);
}

static size_t expression(const finder *f, token t, bk_date *out, bk_mention_kind *kind);

static size_t word_expression(const finder *f, token t, bk_date *out, bk_mention_kind *kind) {
    token following = bk_dx_next(f, &t);
    size_t end = 0;
    switch (t.word.kind) {
    case BK_WORD_MONTH:
        end = bk_dx_calendar_range(f, t, out, kind);
        if (end && bk_dx_lonely_month(f, &t, end)) return 0;
        return end ? bk_dx_with_time(f, end, out, kind) : 0;
    case BK_WORD_WEEKDAY:
        end = bk_dx_day_of_week(f, t, out);
        if (end) {
            *kind = BK_MENTION_RELATIVE;
            return bk_dx_with_time(f, end, out, kind);
        }
        end = bk_dx_calendar_range(f, t, out, kind);
        if (end) return bk_dx_with_time(f, end, out, kind);
        if (!t.capital && t.word.ambiguous) return 0;
        if (t.word.ambiguous) return 0; /* "Sat" alone is rather a verb */
        if (!f->anchored || byte(f, t.end) == 's') return 0;
        bk_date_day(out, f->anchor - (bk_weekday(f->anchor) + 7 - (unsigned)t.word.value) % 7);
        *kind = BK_MENTION_RELATIVE;
        end = t.end;
        if (following.word.kind == BK_WORD_DAYPART) end = following.end;
        return bk_dx_with_time(f, end, out, kind);
    case BK_WORD_DAYNAME:
        if (!f->anchored) return 0;
        *kind = BK_MENTION_RELATIVE;
        bk_date_day(out, f->anchor + t.word.value);
        end = following.word.kind == BK_WORD_DAYPART ? following.end : t.end;
        return bk_dx_with_time(f, end, out, kind);
    case BK_WORD_NUMBER:
        end = bk_dx_calendar_range(f, t, out, kind);
        if (end) return bk_dx_with_time(f, end, out, kind);
        *kind = BK_MENTION_RELATIVE;
        end = bk_dx_from_day(f, t, out);
        return end ? end : bk_dx_counted(f, t, out);
    case BK_WORD_WHICH:
        end = bk_dx_week_of(f, t, out);
        if (end) return end;
        *kind = BK_MENTION_RELATIVE;
        end = bk_dx_day_of_week(f, t, out);
        if (end) return bk_dx_with_time(f, end, out, kind);
        end = bk_dx_units_around(f, t, out);
        if (end) {
            *kind = BK_MENTION_RANGE;
            return end;
        }
        if (!f->anchored ||
            (t.capital && t.word.value == 0 && following.word.kind == BK_WORD_UNIT &&
             following.word.value == BK_UNIT_DAY))
            return 0;
        *kind = BK_MENTION_RELATIVE;
        if (bk_dx_month_word(&following)) { /* "this December 2020" has its year */
            parts dated;
            if (bk_dx_calendar(f, following, &dated) && dated.has_year) return 0;
        }
        if (t.word.value < 0 && following.word.kind == BK_WORD_UNIT &&
            following.word.value >= BK_UNIT_DECADE)
            return 0; /* "the past decade" is ten years long, and not the one before this */
        end = following.kind == T_WORD ? bk_dx_which_unit(f, t.word.value, &following, out) : 0;
        return end ? bk_dx_with_time(f, end, out, kind) : 0;
    case BK_WORD_PART: {
        token inner = following;
        if (inner.mark == '-') inner = bk_dx_next(f, &inner);
        if (bk_dx_is_word(f, &inner, "of"))
            inner = bk_dx_next(f, &inner);
        else if (t.word.value != 1 && t.end - t.at == 3)
            return 0; /* "end" without "of" */
        if (bk_dx_is_word(f, &inner, "the")) inner = bk_dx_next(f, &inner);
        if (inner.word.kind == BK_WORD_UNIT && inner.word.value >= BK_UNIT_MONTH &&
            inner.at > following.end && (f->narrated || f->anchored)) {
            finder told = *f; /* the end of the month: of the one that the text is in */
            if (f->narrated) told.anchor = f->narrative;
            end = bk_dx_which_unit(&told, 0, &inner, out);
            *kind = BK_MENTION_RELATIVE;
        } else if (bk_dx_plausible_year(&inner) && inner.value >= 1900) {
            bk_date_year(out, inner.value);
            end = inner.end;
        } else if (bk_dx_month_word(&inner)) {
            parts p;
            end = bk_dx_calendar(f, inner, &p);
            if (p.day || !bk_dx_resolve(f, &p, out)) return 0;
        } else if (inner.plural || inner.word.kind == BK_WORD_WHICH) {
            end = expression(f, inner, out, kind);
        }
        if (!end || out->yearless) return 0;
        narrow(out, t.word.value);
        return end;
    }
    case BK_WORD_SEASON: {
        parts p = {0};
        if (bk_dx_is_word(f, &following, "of")) following = bk_dx_next(f, &following);
        end = bk_dx_year_after(f, following, &p, 0);
        if (!end) return 0;
        int first = (t.word.value - 21) * 3 + 3;
        bk_date_span(out, bk_month_start(p.year, first, 0), bk_month_start(p.year, first, 3));
        (void)snprintf(out->edtf, sizeof out->edtf, "%04d-%02d", (int)p.year, t.word.value);
        out->precision = BK_PRECISION_SEASON;
        return end;
    }
    case BK_WORD_DIRECTION: /* earlier this year, later that month: inside it, not sure where */
        if (!f->anchored || !(bk_dx_is_word(f, &t, "earlier") || bk_dx_is_word(f, &t, "later")))
            return 0;
        if (following.word.kind != BK_WORD_WHICH) return 0;
        *kind = BK_MENTION_RELATIVE;
        return word_expression(f, following, out, kind);
    default:
        end = bk_dx_quarter(f, t, out);
        if (!end && t.word.kind == BK_WORD_ORDINAL) end = bk_dx_week_of(f, t, out);
        if (end) return end;
        end = t.word.kind == BK_WORD_ORDINAL ? bk_dx_calendar_range(f, t, out, kind) : 0;
        if (end) return bk_dx_with_time(f, end, out, kind);
        end = bk_dx_told(f, t, out);
        if (end) *kind = BK_MENTION_RELATIVE;
        return end ? end : bk_dx_holiday(f, &t, out);
    }
}

static size_t number_expression(const finder *f, token t, bk_date *out, bk_mention_kind *kind) {
    size_t end = bk_dx_iso_date(f, &t, out, kind);
    if (end) return end;
    end = bk_dx_numeric_date(f, t, out, kind);
    if (end) return bk_dx_with_time(f, end, out, kind);
    end = bk_dx_calendar_range(f, t, out, kind);
    if (end) return bk_dx_with_time(f, end, out, kind);
    end = bk_dx_from_day(f, t, out);
    if (!end) end = bk_dx_counted(f, t, out);
    if (end) {
        *kind = BK_MENTION_RELATIVE;
        return end;
    }
    end = bk_dx_quarter(f, t, out);
    if (!end) end = bk_dx_week_of(f, t, out);
    if (end) return end;
    int64_t seconds, range[2];
    bk_precision precision;
    bool zoned;
    size_t ranged = bk_dx_clock_range(f, t, range, &zoned);
    end = ranged ? ranged : bk_dx_time_of_day(f, t, &seconds, &precision, &zoned);
    if (end) { /* 3 p.m. ET on Monday; alone it says no day */
        token on = {.end = end};
        on = bk_dx_next(f, &on);
        if (bk_dx_is_word(f, &on, "on") || bk_dx_is_word(f, &on, "of") || on.mark == ',')
            on = bk_dx_next(f, &on);
        int64_t again[2]; /* a chain of times of day is read once, not from each of them */
        bk_precision p;
        if (bk_dx_time_of_day(f, on, again, &p, &(bool){false}) ||
            bk_dx_clock_range(f, on, again, &(bool){false}))
            return 0;
        bk_mention_kind inner = BK_MENTION_DATE;
        size_t e = on.kind == T_END ? 0 : expression(f, on, out, &inner);
        if (!e || out->precision != BK_PRECISION_DAY || out->yearless) return 0;
        if (ranged) {
            bk_dx_set_clock_range(out, range, zoned);
            *kind = BK_MENTION_TIME;
            return e;
        }
        bk_date_moment(out, out->lo + seconds,
                       precision == BK_PRECISION_SECOND ? precision : BK_PRECISION_MINUTE, zoned);
        *kind = BK_MENTION_TIME;
        return e;
    }
    return bk_dx_year_alone(f, &t, out, kind);
}

static size_t expression(const finder *f, token t, bk_date *out, bk_mention_kind *kind) {
    *kind = BK_MENTION_DATE;
    if (t.kind == T_NUMBER) return number_expression(f, t, out, kind);
    if (t.kind == T_WORD) return word_expression(f, t, out, kind);
    return 0;
}

/* "about", "around", "circa" before a date make it approximate. */
static void hedge(const finder *f, size_t at, bk_date *d) {
    static const char *const words[] = {"about",   "around", "circa", "approximately",
                                        "roughly", "c",      NULL};
    token b = bk_dx_before(f, at);
    if (bk_dx_is_one_of(f, &b, words)) bk_date_qualify(d, true, false);
}

void bk_date_find_story(bk_date_finder *f) {
    int64_t year;
    unsigned m, d, far = 0, near = 0;
    bk_civil(f->anchor, &year, &m, &d);
    for (size_t i = 0; i + 4 <= f->n; i++) {
        if (!digit(byte(f, i))) continue;
        token t = bk_dx_token_at(f, i);
        int b = i ? byte(f, i - 1) : ' ';
        bool free_standing = b == ' ' || b == '\n' || b == '(' || b == '-' || b == '/' || b >= 0x80;
        if (free_standing && bk_dx_plausible_year(&t) && t.value <= year + 1)
            (*(t.value >= year - 1 ? &near : &far))++;
        i = t.end;
    }
    f->story = f->anchored && far > STORY_SHARE * near;
}

void bk_date_find_order(bk_date_finder *f) {
    unsigned dmy = 0, mdy = 0;
    for (size_t i = 0; i + 7 < f->n; i++) {
        if (f->p[i] != '/' || i < 1 || !digit(byte(f, i - 1)) || !digit(byte(f, i + 1))) continue;
        size_t from = i - 1;
        if (from > 0 && digit(byte(f, from - 1))) from--;
        if (from > 0 && (digit(byte(f, from - 1)) || byte(f, from - 1) == '/')) continue;
        token a = bk_dx_token_at(f, from), b = bk_dx_token_at(f, i + 1);
        if (b.digits > 2 || byte(f, b.end) != '/' || !digit(byte(f, b.end + 1))) continue;
        if (a.value > 12 && a.value <= 31 && b.value <= 12) dmy++;
        if (b.value > 12 && b.value <= 31 && a.value <= 12) mdy++;
    }
    if (dmy && !mdy) f->order = BK_ORDER_DMY;
    if (mdy && !dmy) f->order = BK_ORDER_MDY;
}

bool bk_date_find_next(bk_date_finder *f, bk_date_mention *m) {
    while (f->at < f->n) {
        int c = byte(f, f->at);
        if (!digit(c) && !letter(c)) {
            f->at++;
            continue;
        }
        token t = bk_dx_token_at(f, f->at);
        int b = f->at ? byte(f, f->at - 1) : ' ';
        /* inside a longer token, a decimal, a path, a version: no start */
        bool inside = (f->at && bk_dx_in_word(f, f->at - 1)) || b == '$' || b == '@' || b == '_' ||
                      b == '%' ||
                      (t.kind == T_NUMBER && f->at > 1 &&
                       (b == '.' || b == ',' || b == '/' || b == ':' || b == '=') &&
                       !strchr(" \n\t", f->p[f->at - 2]) &&
                       (digit(byte(f, f->at - 2)) || b == '/' || b == '='));
        if (!inside) {
            bk_mention_kind kind;
            size_t end = expression(f, t, &m->date, &kind);
            int after = byte(f, end);
            if (end && kind == BK_MENTION_RELATIVE && !m->date.hangs) {
                m->date.hangs = f->anchored;
                m->date.hangs_on = f->anchor;
            }
            if (end && !digit(after) && !(after < 0x80 && letter(after))) {
                hedge(f, f->at, &m->date);
                m->first = f->at;
                m->end = end;
                m->kind = kind;
                f->at = end;
                bool aside = kind == BK_MENTION_RELATIVE && bk_dx_looks_back(f, end);
                if (f->story && f->narrated && m->date.lo != BK_OPEN_LO) {
                    int64_t leap = bk_floor_div(m->date.lo, BK_DAY) - f->narrative;
                    bool far = leap > STORY_LEAP || leap < -STORY_LEAP;
                    f->leaps = far ? f->leaps + 1 : 0;
                    aside = aside || (far && f->leaps < 3); /* the third says the story moved */
                }
                if (!aside && m->date.precision <= BK_PRECISION_INTERVAL &&
                    m->date.lo != BK_OPEN_LO &&
                    (m->date.precision <= BK_PRECISION_MONTH || kind == BK_MENTION_RANGE ||
                     m->date.hi <= (f->anchor - LONG_AGO) * BK_DAY)) {
                    f->told_before = f->narrated ? f->narrative : f->anchor;
                    f->told_end = end;
                    f->narrated = true;
                    if (m->date.precision != BK_PRECISION_YEAR ||
                        f->narrative * BK_DAY < m->date.lo ||
                        f->narrative * BK_DAY >= m->date.hi) /* the year is told already */
                        f->narrative = bk_floor_div(m->date.lo, BK_DAY);
                }
                return true;
            }
        }
        if (t.kind == T_NUMBER) { /* the whole run of digits and letters is one thing */
            f->at = t.end;
            while (letter(byte(f, f->at)) || digit(byte(f, f->at))) f->at++;
        } else {
            f->at = t.end > f->at ? t.end : f->at + 1;
        }
    }
    return false;
}
