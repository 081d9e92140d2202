/* So many units from a day: three weeks ago, two days after the attack, in five years. */
#include "bk_date_expression.h"

#define COUNT_MOST 100000
#define EVENT_WORDS 3

unsigned bk_dx_count(dx *x, unsigned i, int64_t *count, bool *half, bool *vague) {
    const token *t = bk_dx_token(x, i);
    *half = *vague = false;
    if (t->kind == T_NUMBER) {
        if (t->digits > 4 || t->ordinal || t->plural) return 0;
        *count = t->value;
        const token *stop = bk_dx_token(x, i + 1), *tenths = bk_dx_token(x, i + 2);
        if (stop->glued && (stop->mark == '.' || stop->mark == ',') && tenths->glued &&
            tenths->kind == T_NUMBER) { /* 2.5 years */
            if (stop->mark != '.' || tenths->digits != 1 || tenths->value != 5) return 0;
            *half = true;
            return i + 3;
        }
        return i + 1;
    }
    if (bk_dx_has(t, BK_WORD_UNIT, 0) && t->entry->value == BK_UNIT_HALF &&
        !(t->entry->flags & BK_WORD_PLURAL)) { /* half an hour, half a year */
        const token *a = bk_dx_token(x, i + 1);
        if (!bk_dx_has(a, BK_WORD_NUMBER, 0) || a->entry->value != 1 || a->end - a->at > 2)
            return 0;
        *count = 0;
        *half = true;
        return i + 2;
    }
    if (!bk_dx_has(t, BK_WORD_NUMBER, 0)) return 0;
    *count = t->entry->value;
    *vague = (t->entry->flags & BK_WORD_VAGUE) != 0;
    unsigned e = i + 1;
    const token *more = bk_dx_token(x, e);
    if (*count >= 20 && *count < 100 && !*vague) { /* twenty-one */
        unsigned k = e;
        if (more->mark == '-' && more->glued) more = bk_dx_token(x, ++k);
        if (bk_dx_has(more, BK_WORD_NUMBER, 0) && more->entry->value < 10 &&
            !(more->entry->flags & BK_WORD_VAGUE) && more->end - more->at > 2) {
            *count += more->entry->value;
            e = k + 1;
        }
    } else if (bk_dx_has(more, BK_WORD_NUMBER, 0) && more->entry->value >= 100) {
        *count *= more->entry->value; /* a hundred years */
        e++;
    }
    return e;
}

/* One count and its unit, added to the length. */
static unsigned add_unit(dx *x, unsigned i, length *l) {
    int64_t count;
    bool half, vague;
    unsigned e = bk_dx_count(x, i, &count, &half, &vague);
    if (!e || (!count && !half)) return 0;
    const token *t = bk_dx_token(x, e);
    if (bk_dx_has(t, BK_WORD_WHICH, BK_WORD_NEAR)) return 0; /* 5 past years */
    if (t->mark == '-' && t->glued) t = bk_dx_token(x, ++e);
    if (bk_dx_has(t, BK_WORD_WEEKDAY, 0) && !half && !l->count) { /* two Sundays from now */
        l->weekday = t->entry->value;
        l->count = count;
        l->unit = BK_UNIT_WEEK;
        return e + 1;
    }
    int unit;
    if (bk_dx_has(t, BK_WORD_UNIT, 0))
        unit = t->entry->value;
    else if (bk_dx_has(t, BK_WORD_ORDINAL, BK_WORD_EITHER))
        unit = BK_UNIT_SECOND;
    else if (t->kind == T_WORD && t->glued && t->end - t->at == 1) { /* 2h, 30m, 3d */
        int c = bk_dx_byte(x->f, t->at) | 0x20;
        unit = c == 'h' ? BK_UNIT_HOUR : c == 'd' ? BK_UNIT_DAY : -1;
    } else
        return 0;
    if (unit < 0) return 0;
    e++;
    const token *and = bk_dx_token(x, e);
    if (bk_dx_glue(and, BK_GLUE_AND) && bk_dx_is(x, bk_dx_token(x, e + 1), "a") &&
        bk_dx_has(bk_dx_token(x, e + 2), BK_WORD_UNIT, BK_WORD_SPAN) &&
        bk_dx_token(x, e + 2)->entry->value == BK_UNIT_HALF) { /* a year and a half */
        half = true;
        e += 3;
    }
    l->vague = l->vague || vague;
    l->unit = unit;
    l->count = count + (half && !count);
    switch (unit) {
    case BK_UNIT_SECOND:
        l->seconds += count;
        break;
    case BK_UNIT_MINUTE:
        l->seconds += 60 * count + (half ? 30 : 0);
        break;
    case BK_UNIT_HOUR:
        l->seconds += 3600 * count + (half ? 1800 : 0);
        break;
    case BK_UNIT_DAY:
        l->days += count;
        l->seconds += half ? 43200 : 0;
        break;
    case BK_UNIT_WORKDAY:
        l->workdays += count;
        break;
    case BK_UNIT_WEEK:
    case BK_UNIT_WEEKEND:
    case BK_UNIT_WORKWEEK:
        l->days += 7 * count + (half ? 3 : 0);
        break;
    case BK_UNIT_FORTNIGHT:
        l->days += 14 * count + (half ? 7 : 0);
        break;
    case BK_UNIT_MONTH:
        l->months += count;
        l->days += half ? 15 : 0;
        break;
    case BK_UNIT_QUARTER:
        l->months += 3 * count;
        break;
    case BK_UNIT_YEAR:
        l->months += 12 * count + (half ? 6 : 0);
        if (half) l->unit = BK_UNIT_MONTH;
        break;
    case BK_UNIT_DECADE:
        l->months += 120 * count + (half ? 60 : 0);
        break;
    case BK_UNIT_CENTURY:
        l->months += 1200 * count;
        break;
    default:
        return 0;
    }
    return e;
}

unsigned bk_dx_length(dx *x, unsigned i, length *l) {
    *l = (length){0};
    unsigned e = add_unit(x, i, l);
    if (!e || l->weekday) return e;
    for (int k = 0; k < 3; k++) { /* 2 years, 1 month and 21 days */
        unsigned at = e;
        if (bk_dx_token(x, at)->mark == ',') at++;
        at = bk_dx_skip(x, at, BK_GLUE_AND);
        length rest = *l;
        int unit = l->unit;
        unsigned end = add_unit(x, at, &rest);
        if (!end || rest.weekday || rest.unit >= unit) break;
        /* "the last 3 months, and 2 days ago": what has a direction of its own is another one */
        if (i > 0 && bk_dx_has(bk_dx_before(x, i), BK_WORD_WHICH, 0) &&
            bk_dx_has(bk_dx_token(x, end), BK_WORD_DIRECTION, 0))
            break;
        *l = rest;
        l->count = 0; /* of several units, to the day */
        e = end;
    }
    bool far = l->months > COUNT_MOST * 12 || l->days > COUNT_MOST * 7 ||
               l->seconds > COUNT_MOST * 3600LL || l->workdays > 5000;
    return far ? 0 : e;
}

static int64_t add_months(int64_t day, int64_t months) {
    int64_t y;
    unsigned m, d;
    bk_civil(day, &y, &m, &d);
    int64_t n = y * 12 + (int64_t)m - 1 + months;
    y = bk_floor_div(n, 12);
    m = (unsigned)(n - y * 12) + 1;
    if (d > bk_month_days(y, m)) d = bk_month_days(y, m);
    return bk_days(y, m, d);
}

/* The day itself, so far away. */
static int64_t exact_day(int64_t day, const length *l, int direction) {
    if (l->weekday) {
        int64_t back = ((int64_t)bk_weekday(day) + 7 - l->weekday) % 7;
        return direction < 0 ? day - (back ? back : 7) - 7 * (l->count - 1)
                             : day + 7 - back + 7 * (l->count - 1);
    }
    day = add_months(day, direction * l->months) + direction * l->days;
    for (int64_t left = l->workdays; left > 0; left -= bk_weekday(day) < 6) day += direction;
    return day;
}

bool bk_dx_far(const finder *f, int64_t day, const length *l, int direction, bk_date *out) {
    int64_t y;
    unsigned m, d;
    if (l->seconds && !l->months && !l->days) {
        if (f->timed && day == f->anchor) {
            int64_t to = day * BK_DAY + f->clock + direction * l->seconds;
            bk_date_moment(out, to - (to % 60 + 60) % 60, BK_PRECISION_MINUTE, false);
        } else {
            bk_date_day(out, day + direction * (l->seconds / BK_DAY));
            if (l->seconds % BK_DAY) bk_date_qualify(out, true, false);
        }
        return true;
    }
    bool whole = l->count != 0; /* one unit: as exact as it is */
    int64_t to = exact_day(day, l, direction);
    bk_civil(to, &y, &m, &d);
    if (whole && l->unit == BK_UNIT_MONTH)
        bk_date_month(out, y, m);
    else if (whole && l->unit >= BK_UNIT_YEAR)
        bk_date_year(out, y);
    else
        bk_date_day(out, to);
    bool rough = l->vague || l->unit == BK_UNIT_WEEK || l->unit == BK_UNIT_FORTNIGHT ||
                 l->unit >= BK_UNIT_DECADE || l->unit == BK_UNIT_QUARTER;
    if (rough && !l->weekday) bk_date_qualify(out, true, false);
    return true;
}

bool bk_date_shift(const bk_date *from, int64_t months, int64_t days, int64_t seconds,
                   bk_date *out) {
    if (from->lo == BK_OPEN_LO || from->hi == BK_OPEN_HI) return false;
    int64_t first = bk_floor_div(from->lo, BK_DAY), last = bk_floor_div(from->hi - 1, BK_DAY);
    days += seconds / BK_DAY;
    first = add_months(first, months) + days;
    if (from->precision >= BK_PRECISION_WEEK) /* a month moves to a whole month */
        last = add_months(last + 1, months) + days - 1;
    else
        last = add_months(last, months) + days;
    if (first == last)
        bk_date_day(out, first);
    else
        bk_date_span(out, first, last + 1);
    return true;
}

bool bk_dx_looks_back(dx *x, unsigned end) {
    const token *first = bk_dx_token(x, 0), *last = bk_dx_before(x, end);
    return (bk_dx_has(last, BK_WORD_DIRECTION, 0) && last->entry->value < 0) ||
           (bk_dx_has(first, BK_WORD_WHICH, 0) && first->entry->value < 0) ||
           bk_dx_has(first, BK_WORD_BOUND, BK_WORD_TOLD);
}

/* The words of an event behind "after": up to a mark, a preposition or so many of them. */
static unsigned event_words(dx *x, unsigned i) {
    unsigned e = bk_dx_skip(x, i, BK_GLUE_THE);
    const token *t = bk_dx_token(x, e);
    if (t->mark == '\'' && t->glued) t = bk_dx_token(x, ++e); /* l'attaque */
    if (t->kind != T_WORD || bk_dx_glue(t, ~0)) return 0;
    for (unsigned k = 0; k < EVENT_WORDS; k++, e++) {
        t = bk_dx_token(x, e);
        if (t->kind != T_WORD || bk_dx_glue(t, BK_GLUE_AND | BK_GLUE_OR)) break;
        if (k > 0 && bk_dx_glue(t, BK_GLUE_IN | BK_GLUE_ON | BK_GLUE_AT | BK_GLUE_TO)) break;
        if (k > 0 && (bk_dx_has(t, BK_WORD_BOUND, 0) || bk_dx_has(t, BK_WORD_WHICH, BK_WORD_TOLD) || bk_dx_has(t, BK_WORD_CLAUSE, 0) ||
                      bk_dx_has(t, BK_WORD_SHOULD, 0)))
            break;
    }
    return e;
}

static void set_event(dx *x, unsigned from, unsigned to, const length *l, int direction, when *w) {
    w->kind = BK_MENTION_EVENT;
    w->d = (bk_date){
        .lo = BK_OPEN_LO, .hi = BK_OPEN_HI, .yearless = true, .precision = BK_PRECISION_DAY};
    w->event_first = bk_dx_token(x, from)->at;
    w->event_end = bk_dx_end(x, to);
    w->months = direction * l->months;
    w->days = direction * (l->days + l->workdays);
    w->seconds = direction * l->seconds;
    w->rough = l->vague || l->unit >= BK_UNIT_WEEK;
}

/* A length and the point that it starts at: 3 days starting from next Monday. */
static unsigned from_point(dx *x, unsigned i, const length *l, when *w) {
    unsigned e = bk_dx_expression(x, i, w);
    if (!e || w->d.lo == BK_OPEN_LO || w->d.yearless || w->kind == BK_MENTION_EVENT) return 0;
    int64_t lo = w->d.lo, day = bk_floor_div(lo, BK_DAY);
    if (l->seconds && w->d.precision >= BK_PRECISION_DAY) return 0;
    bk_dx_add_base(x, i, e, w);
    if (w->d.precision < BK_PRECISION_DAY) {
        int64_t end = add_months(day, l->months) + l->days;
        bk_date_moments(&w->d, lo, end * BK_DAY + (lo - day * BK_DAY) + l->seconds, w->d.zoned);
    } else {
        bk_date_span(&w->d, day, exact_day(day, l, 1));
    }
    w->kind = BK_MENTION_RANGE;
    return e;
}

/* in two years, within three days: ahead of the anchor, where the sentence says that it looks
 * ahead; else it is a length of time */
static unsigned ahead(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    unsigned e = i + 1;
    bool within = bk_dx_glue(bk_dx_token(x, i), BK_GLUE_WITHIN);
    e = bk_dx_skip(x, e, BK_GLUE_THE);
    bool next =
        bk_dx_has(bk_dx_token(x, e), BK_WORD_WHICH, 0) && bk_dx_token(x, e)->entry->value > 0;
    if (next && within) e++;
    bool told = next || bk_dx_ahead(f);
    length l;
    if (!f->anchored || !(told || x->w[0].at == 0)) return 0;
    if (!(e = bk_dx_length(x, e, &l)) || l.weekday || l.vague) return 0;
    if (!told && bk_dx_token(x, e)->kind != T_END) return 0;
    const token *after = bk_dx_token(x, e);
    if (bk_dx_glue(after, BK_GLUE_OF | BK_GLUE_FROM) || bk_dx_has(after, BK_WORD_BOUND, 0) ||
        bk_dx_has(after, BK_WORD_DIRECTION, 0))
        return 0;
    w->kind = BK_MENTION_RELATIVE;
    if (!within) return bk_dx_far(f, f->anchor, &l, 1, &w->d) ? e : 0;
    w->kind = BK_MENTION_RANGE;
    int64_t now = f->anchor * BK_DAY + (f->timed ? f->clock : 0);
    int64_t end = exact_day(f->anchor, &l, 1);
    if (l.seconds)
        bk_date_moments(&w->d, now, end * BK_DAY + now - f->anchor * BK_DAY + l.seconds, false);
    else
        bk_date_span(&w->d, f->anchor, end);
    return e;
}

/* a year ago today, il y a un an aujourd'hui: to the day */
static bool from_named(const finder *f, const token *named, const length *l, int direction,
                       when *w) {
    if (!f->anchored || !bk_dx_has(named, BK_WORD_DAYNAME, 0) || l->seconds || l->vague ||
        (named->entry->flags & BK_WORD_POST))
        return false;
    w->kind = BK_MENTION_RELATIVE;
    bk_date_day(&w->d, exact_day(f->anchor + named->entry->value, l, direction));
    return true;
}

unsigned bk_dx_counted(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    length l;
    const token *t = bk_dx_token(x, i);
    if (bk_dx_glue(t, BK_GLUE_IN | BK_GLUE_WITHIN)) return ahead(x, i, w);
    bool prefix = bk_dx_has(t, BK_WORD_DIRECTION, BK_WORD_PREFIX); /* vor drei Wochen */
    unsigned e = bk_dx_length(x, i + prefix, &l);
    if (!e) return 0;
    const token *way = prefix ? t : bk_dx_token(x, e);
    if (way->mark == ',' && !prefix &&
        bk_dx_glue(bk_dx_token(x, e + 1), BK_GLUE_FROM | BK_GLUE_START))
        way = bk_dx_token(x, ++e); /* for 3 days, from today */
    bool from = bk_dx_glue(way, BK_GLUE_FROM) && !bk_dx_has(way, BK_WORD_DIRECTION, 0);
    bool start = bk_dx_glue(way, BK_GLUE_START) ||
                 (bk_dx_has(way, BK_WORD_BOUND, 0) && bk_dx_is(x, way, "starting")) ||
                 (bk_dx_has(way, BK_WORD_BOUND, 0) && way->end - way->at > 8 &&
                  way->entry->value == BK_BOUND_SINCE);
    bool for_it = bk_dx_glue(bk_dx_before(x, i), BK_GLUE_FOR);
    if (start || (from && for_it)) return from_point(x, e + 1, &l, w);
    bool since = bk_dx_has(way, BK_WORD_BOUND, 0) && way->entry->value == BK_BOUND_SINCE;
    if (from || since) { /* two weeks from January 15, a week from tomorrow, two years since 2011 */
        unsigned end = bk_dx_point(x, bk_dx_skip(x, e + 1, BK_GLUE_THE), w);
        if (!end || w->d.lo == BK_OPEN_LO || w->d.yearless) return 0;
        if (since && !bk_dx_glue(bk_dx_before(x, i), BK_GLUE_IN)) return 0;
        bk_date base = w->d;
        if (from && bk_dx_has(bk_dx_token(x, e + 1), BK_WORD_WEEKDAY, 0) && end == e + 2 &&
            f->anchored && base.lo <= f->anchor * BK_DAY)
            bk_date_day(&base, bk_floor_div(base.lo, BK_DAY) + 7); /* from Tuesday on: the next */
        w->d = base;
        bk_dx_add_base(x, e + 1, end, w);
        bk_date_day(&w->d, exact_day(bk_floor_div(base.lo, BK_DAY), &l, 1));
        w->kind = BK_MENTION_RELATIVE;
        return end;
    }
    if (!bk_dx_has(way, BK_WORD_DIRECTION, 0)) return 0;
    int direction = way->entry->value;
    unsigned behind = prefix ? e : e + 1;
    const token *lead = bk_dx_before(x, i); /* shut for (more than) three weeks after it: a length */
    bool lasted = bk_dx_glue(lead, BK_GLUE_FOR) || bk_dx_is(x, lead, "than");
    const token *following = bk_dx_token(x, behind);
    if (lasted && (way->entry->flags & BK_WORD_OBJECT)) return 0;
    if (!prefix && (way->entry->flags & BK_WORD_OBJECT) && following->kind != T_END &&
        !following->mark) {
        unsigned at = bk_dx_skip(x, behind, BK_GLUE_THE);
        unsigned end = bk_dx_point(x, at, w);
        if (end && w->kind != BK_MENTION_EVENT && w->d.lo != BK_OPEN_LO && !w->d.yearless &&
            w->d.precision >= BK_PRECISION_DAY &&
            !(bk_dx_token(x, end)->mark == '\'' && bk_dx_token(x, end)->glued)) {
            int64_t day =
                direction < 0 ? bk_floor_div(w->d.lo, BK_DAY) : bk_floor_div(w->d.hi - 1, BK_DAY);
            bk_dx_add_base(x, at, end, w);
            bk_date_day(&w->d, exact_day(day, &l, direction));
            if (l.vague) bk_date_qualify(&w->d, true, false);
            w->kind = BK_MENTION_RELATIVE;
            return end;
        }
        unsigned last = event_words(x, behind);
        if (!last || l.weekday) return 0;
        set_event(x, behind, last, &l, direction, w);
        return last;
    }
    bool anchored = (way->entry->flags & BK_WORD_ANCHOR) != 0;
    /* "six days later" goes on from the day told last; without one it is a guess from the anchor */
    bool goes_on = !anchored && f->narrated;
    if (!goes_on && !f->anchored) return 0;
    bool restates = goes_on && i == 0 && bk_dx_restates(f, x->w[0].at);
    int64_t day = !goes_on ? f->anchor : restates ? f->told_before : f->narrative;
    w->kind = BK_MENTION_RELATIVE;
    if (anchored && from_named(f, following, &l, direction, w)) return behind + 1;
    if (!bk_dx_far(f, day, &l, direction, &w->d)) return 0;
    /* what was told last may have been the saying: nothing that happened is later than the report */
    bool ahead_of_report = f->anchored && goes_on && !f->story && w->d.lo > f->anchor * BK_DAY &&
                           f->narrative <= f->anchor && !bk_dx_ahead(f);
    if ((!anchored && !goes_on) || ahead_of_report) bk_date_qualify(&w->d, true, true);
    w->d.hangs = true;
    w->d.hangs_on = day;
    return behind;
}

unsigned bk_dx_named_counted(dx *x, unsigned i, when *w) {
    length l;
    const token *way = bk_dx_token(x, i + 1);
    bool in = bk_dx_has(way, BK_WORD_GLUE, BK_WORD_ANCHOR);
    bool before = in || bk_dx_has(way, BK_WORD_DIRECTION, BK_WORD_PREFIX | BK_WORD_ANCHOR);
    unsigned e = bk_dx_length(x, i + 1 + before, &l);
    if (!e) return 0;
    if (!before) way = bk_dx_token(x, e++);
    if (!before && !bk_dx_has(way, BK_WORD_DIRECTION, BK_WORD_ANCHOR)) return 0;
    return from_named(x->f, bk_dx_token(x, i), &l, in ? 1 : way->entry->value, w) ? e : 0;
}

unsigned bk_dx_day_beside(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    const token *t = bk_dx_token(x, i), *way = bk_dx_token(x, i + 1);
    if (!bk_dx_has(t, BK_WORD_UNIT, 0) || (t->entry->flags & BK_WORD_PLURAL)) return 0;
    int unit = t->entry->value;
    if (unit != BK_UNIT_DAY && unit != BK_UNIT_WEEK && unit != BK_UNIT_MONTH &&
        unit != BK_UNIT_YEAR)
        return 0;
    const token *the = bk_dx_before(x, i);
    if (!bk_dx_glue(the, BK_GLUE_THE) || !bk_dx_has(way, BK_WORD_DIRECTION, BK_WORD_OBJECT))
        return 0;
    int direction = way->entry->value;
    const token *following = bk_dx_token(x, i + 2);
    if (bk_dx_has(following, BK_WORD_WHICH, 0) && unit != BK_UNIT_DAY && f->anchored &&
        following->entry->value == direction &&
        (bk_dx_token(x, i + 3)->kind != T_WORD || bk_dx_glue(bk_dx_token(x, i + 3), ~0))) {
        w->kind = BK_MENTION_RELATIVE; /* the week after next */
        return bk_dx_unit_around(f->anchor, unit, 2 * direction, &w->d) ? i + 3 : 0;
    }
    length l = {.unit = unit, .count = 1};
    if (unit == BK_UNIT_DAY) l.days = 1;
    if (unit == BK_UNIT_WEEK) l.days = 7;
    if (unit == BK_UNIT_MONTH) l.months = 1;
    if (unit == BK_UNIT_YEAR) l.months = 12;
    if (following->kind == T_WORD || following->kind == T_NUMBER) {
        unsigned at = bk_dx_skip(x, i + 2, BK_GLUE_THE);
        unsigned end = bk_dx_point(x, at, w);
        if (end && w->kind != BK_MENTION_EVENT && w->d.lo != BK_OPEN_LO && !w->d.yearless &&
            w->d.precision >= BK_PRECISION_DAY && bk_dx_token(x, end)->mark != '\'') {
            int64_t day =
                direction < 0 ? bk_floor_div(w->d.lo, BK_DAY) : bk_floor_div(w->d.hi - 1, BK_DAY);
            bk_dx_add_base(x, at, end, w);
            if (unit == BK_UNIT_DAY) /* the week before Christmas, the month after May */
                bk_date_day(&w->d, day + direction);
            else if (unit == BK_UNIT_WEEK)
                bk_date_span(&w->d, direction < 0 ? day - 7 : day + 1,
                             direction < 0 ? day : day + 8);
            else
                (void)bk_dx_unit_around(day, unit, direction, &w->d);
            w->kind = BK_MENTION_RELATIVE;
            return end;
        }
        unsigned last = event_words(x, i + 2);
        if (!last) return 0;
        set_event(x, i + 2, last, &l, direction, w);
        return last;
    }
    if (!f->narrated) return 0;
    w->kind = BK_MENTION_RELATIVE;
    w->told = true;
    return bk_dx_unit_around(f->narrative, unit, direction, &w->d) ? i + 2 : 0;
}
