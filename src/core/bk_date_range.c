/* From one date to another, and what is open at one side. */
#include "bk_date_expression.h"

#include <string.h>

static bool known(const when *w) {
    return w->d.lo != BK_OPEN_LO && w->d.hi != BK_OPEN_HI && !w->d.yearless &&
           w->d.precision <= BK_PRECISION_INTERVAL && w->kind != BK_MENTION_EVENT;
}

/* Where the second side of a range begins when token `i` joins two; 0 when it does not. */
static unsigned joined(dx *x, unsigned i, bool between) {
    const token *t = bk_dx_token(x, i), *next = bk_dx_token(x, i + 1);
    bool comma = t->mark == ','; /* from April 18, 2014, through May 6 */
    if (comma) {
        t = next;
        next = bk_dx_token(x, ++i + 1);
    }
    bool stamps = t->mark == '/' && t->glued && next->glued && bk_dx_plausible_year(next);
    bool join = bk_dx_glue(t, BK_GLUE_TO) ||
                bk_dx_has(t, BK_WORD_BOUND, BK_WORD_TOLD) || /* until */
                (between && bk_dx_glue(t, BK_GLUE_AND)) ||
                (!comma && (stamps || t->mark == '-' || t->mark == '~'));
    return join ? bk_dx_hedged(x, i + 1) : 0;
}

static void keep(bk_date_base *base, dx *x, unsigned from, unsigned to, const bk_date *d) {
    *base = (bk_date_base){.first = bk_dx_token(x, from)->at, .end = bk_dx_end(x, to), .date = *d};
}

/* One interval of two dates; false when the second ends before the first starts. */
static bool span(dx *x, unsigned a_from, unsigned a_to, const bk_date *a, unsigned b_from,
                 unsigned b_to, const bk_date *b, when *w) {
    if (b->lo < a->lo || b->hi <= a->lo || a->zoned != b->zoned) return false;
    bk_date one = *a, other = *b;
    bk_date_join(&w->d, &one, &other);
    w->d.hangs = one.hangs || other.hangs;
    w->d.hangs_on = one.hangs ? one.hangs_on : other.hangs_on;
    w->kind = BK_MENTION_RANGE;
    w->bases = 2;
    keep(&w->base[0], x, a_from, a_to, &one);
    keep(&w->base[1], x, b_from, b_to, &other);
    return true;
}

/* Both sides as calendar parts: what one leaves out, the other says. */
static bool settle_both(const finder *f, parts a, parts b, when *one, when *other) {
    if (!a.month && !b.month) return false;
    if (!a.has_year && b.has_year) {
        a.has_year = true;
        a.year = b.year - (a.month > b.month || (a.month == b.month && a.day > b.day && b.day));
    }
    if (!bk_dx_settle(f, &a, one) || !bk_dx_settle(f, &b, other) || one->d.yearless ||
        other->d.yearless)
        return false;
    if (!b.has_year) { /* November to February: the one that follows */
        int64_t year = bk_dx_first_year(&one->d);
        b.has_year = true;
        b.year = year + (a.month > b.month || (a.month == b.month && b.day && a.day > b.day));
        bool hangs = other->d.hangs;
        if (!bk_dx_settle(f, &b, other)) return false;
        other->d.hangs = hangs;
    }
    return true;
}

/* What stands before an expression, read when it is asked for: most expressions lead nowhere. */
typedef struct opening {
    bool read, between, led; /* led: "between" or "from" */
} opening;

static const opening *read_lead(dx *x, unsigned i, opening *lead) {
    if (!lead->read) {
        const token first = bk_dx_lead(x, i);
        lead->read = true;
        lead->between = bk_dx_glue(&first, BK_GLUE_BETWEEN);
        lead->led = lead->between || bk_dx_glue(&first, BK_GLUE_FROM);
    }
    return lead;
}

/* 12 to 14 May, from ninth till seventeenth of April, 4-23 in next month */
static unsigned days_of_month(dx *x, unsigned i, opening *lead, when *w) {
    int first, last;
    unsigned e = bk_dx_day_alone(x, i, &first), second;
    if (!e || !(second = joined(x, e, read_lead(x, i, lead)->between))) return 0;
    parts b;
    unsigned end = bk_dx_calendar(x, second, &b);
    when one, other;
    one.bases = other.bases = 0;
    if (end && b.day > first && b.month) {
        parts a = b;
        a.day = first;
        a.weekday = 0;
        if (settle_both(x->f, a, b, &one, &other) &&
            span(x, i, e, &one.d, second, end, &other.d, w))
            return end;
        return 0;
    }
    end = lead->led ? bk_dx_day_alone(x, second, &last) : 0;
    if (!end || last <= first || !bk_dx_glue(bk_dx_token(x, end), BK_GLUE_IN | BK_GLUE_OF))
        return 0;
    unsigned at = bk_dx_skip(x, end + 1, BK_GLUE_THE), of = bk_dx_point(x, at, &one);
    if (!of || one.d.precision != BK_PRECISION_MONTH || !known(&one)) return 0;
    int64_t start = bk_floor_div(one.d.lo, BK_DAY);
    if (start + last > bk_floor_div(one.d.hi, BK_DAY)) return 0;
    bk_date a, b_day;
    bk_date_day(&a, start + first - 1);
    bk_date_day(&b_day, start + last - 1);
    return span(x, i, e, &a, second, end, &b_day, w) ? of : 0;
}

/* 10/1-11/7, 5/1-5/7/2020 */
static unsigned figures(dx *x, unsigned i, when *w) {
    const token *a = bk_dx_token(x, i), *b = bk_dx_token(x, i + 2);
    if (a->kind != T_NUMBER || a->digits > 2 || bk_dx_token(x, i + 1)->mark != '/' ||
        b->kind != T_NUMBER || b->digits > 2 || !b->glued || b->ordinal || b->plural)
        return 0;
    unsigned second = joined(x, i + 3, false);
    if (!second || bk_dx_token(x, second)->kind != T_NUMBER) return 0;
    when one = {0}, other = {0};
    parts p;
    unsigned end = bk_dx_numeric(x, second, &other, &p);
    if (!end || !p.day || bk_dx_token(x, second + 1)->mark != '/') return 0;
    if (other.d.precision == BK_PRECISION_SET && x->f->order != BK_ORDER_DMY) {
        p.month = (int)bk_dx_token(x, second)->value; /* both could be: the American custom */
        p.day = (int)bk_dx_token(x, second + 2)->value;
        if (!p.has_year) p.year = 0;
    }
    bool month_first = p.month == bk_dx_token(x, second)->value;
    parts q = {.month = (int)(month_first ? a->value : b->value),
               .day = (int)(month_first ? b->value : a->value)};
    if (q.month < 1 || q.month > 12 || q.day < 1 || q.day > 31) return 0;
    p.weekday = 0;
    if (!settle_both(x->f, q, p, &one, &other)) return 0;
    return span(x, i, i + 3, &one.d, second, end, &other.d, w) ? end : 0;
}

/* Behind a calendar date and what joins: 14, 14 2014, a calendar date, a year. */
static unsigned second_parts(dx *x, unsigned i, const parts *a, parts *b) {
    int day;
    unsigned e = a->day ? bk_dx_day_alone(x, i, &day) : 0;
    if (e && day > a->day && !bk_dx_month(x, e) &&
        !(bk_dx_glue(bk_dx_token(x, e), BK_GLUE_OF) && bk_dx_month(x, e + 1))) {
        const token *t = bk_dx_token(x, e - 1), *more = bk_dx_token(x, e);
        bool goes_on = (more->glued && more->mark && strchr("/.-:", more->mark) &&
                        bk_dx_token(x, e + 1)->kind == T_NUMBER && bk_dx_token(x, e + 1)->glued) ||
                       bk_dx_has(more, BK_WORD_MERIDIEM, 0) || bk_dx_has(more, BK_WORD_UNIT, 0) ||
                       more->mark == '%';
        if (t->kind == T_NUMBER && goes_on) return 0;
        *b = *a;
        b->day = day;
        b->weekday = 0;
        return bk_dx_year_after(x, e, b);
    }
    e = bk_dx_calendar(x, i, b);
    if (e) return e;
    const token *t = bk_dx_token(x, i);
    if (bk_dx_plausible_year(t) && a->has_year && !a->month) {
        *b = (parts){.year = t->value, .has_year = true};
        return i + 1;
    }
    return 0;
}

/* A single date, or from it to another one. */
static unsigned from_to(dx *x, unsigned i, when *w) {
    opening before = {0};
    unsigned e = days_of_month(x, i, &before, w);
    if (!e) e = figures(x, i, w);
    if (e) return e;
    parts a, b;
    unsigned second;
    const token *start = bk_dx_token(x, i);
    if (bk_dx_has(start, BK_WORD_DAYNAME, BK_WORD_NOW | BK_WORD_POST)) { /* between now and May */
        if (!x->f->anchored || !read_lead(x, i, &before)->led) return 0;
        unsigned m, d;
        a = (parts){.has_year = true};
        bk_civil(x->f->anchor, &a.year, &m, &d);
        a.month = (int)m;
        a.day = (int)d;
        e = i + 1;
    } else {
        e = bk_dx_calendar(x, i, &a);
    }
    if (e && (second = joined(x, e, read_lead(x, i, &before)->between)) != 0) {
        unsigned end = second_parts(x, second, &a, &b);
        when one, other;
        one.bases = other.bases = 0;
        if (end && settle_both(x->f, a, b, &one, &other) &&
            span(x, i, e, &one.d, second, end, &other.d, w)) {
            w->d.hangs = one.d.hangs;
            w->d.hangs_on = one.d.hangs_on;
            return end;
        }
    }
    e = bk_dx_point(x, i, w);
    if (!e || !known(w) || !(second = joined(x, e, read_lead(x, i, &before)->between))) return e;
    const token *t = bk_dx_token(x, second);
    const token *join = bk_dx_token(x, e);
    if (bk_dx_plausible_year(bk_dx_token(x, i)) && e == i + 1 && t->kind == T_NUMBER &&
        t->digits == 2 && t->glued && join->mark == '/')
        return e;
    clock_time c;
    unsigned clock = w->d.precision < BK_PRECISION_DAY ? bk_dx_clock(x, second, false, &c) : 0;
    if (clock && !c.range && !(c.zoned && !w->d.zoned)) { /* 2014-04-18 13:00 - 16:00 */
        int64_t day = bk_floor_div(w->d.lo, BK_DAY) * BK_DAY, lo = w->d.lo;
        bool hangs = w->d.hangs, more = bk_dx_glue(bk_dx_token(x, clock), BK_GLUE_ON | BK_GLUE_OF);
        int64_t hangs_on = w->d.hangs_on;
        if (day + c.from <= lo || more || w->d.zoned != c.zoned) return e;
        bk_date_moments(&w->d, lo, day + c.from, c.zoned);
        w->d.hangs = hangs;
        w->d.hangs_on = hangs_on;
        return clock;
    }
    when other;
    other.bases = 0;
    other.kind = BK_MENTION_DATE;
    other.told = false;
    bool now = bk_dx_has(t, BK_WORD_DAYNAME, BK_WORD_NOW);
    unsigned end = 0;
    if (now && x->f->anchored) {
        end = second + 1;
        bk_date_day(&other.d, x->f->anchor);
    } else if (!bk_dx_has(t, BK_WORD_DAYNAME, BK_WORD_POST)) {
        end = bk_dx_point(x, second, &other);
    }
    if (!end || !known(&other) ||
        (w->d.precision < BK_PRECISION_DAY) != (other.d.precision < BK_PRECISION_DAY))
        return e;
    if (!before.led && join->mark == '-' && other.kind == BK_MENTION_RELATIVE) return e;
    /* from next Monday to Friday: the Friday that follows */
    if (other.d.hi <= w->d.lo && bk_dx_has(t, BK_WORD_WEEKDAY, 0) && end == second + 1) {
        int64_t day = bk_floor_div(w->d.lo, BK_DAY), weekday = t->entry->value;
        bk_date_day(&other.d, day + (weekday + 7 - (int64_t)bk_weekday(day)) % 7);
    }
    bk_date from = w->d;
    unsigned inner = w->bases;
    bk_date_base kept = w->base[0];
    if (now) { /* until now: what is over when the anchor begins */
        int64_t day = bk_floor_div(from.lo, BK_DAY);
        if (from.lo >= x->f->anchor * BK_DAY || from.precision < BK_PRECISION_DAY) return e;
        bk_date eve;
        bk_date_day(&eve, x->f->anchor - 1);
        if (!span(x, i, e, &from, second, end, &eve, w)) bk_date_span(&w->d, day, x->f->anchor);
        w->bases = 1;
    } else if (!span(x, i, e, &from, second, end, &other.d, w)) {
        return e;
    }
    if (inner) w->base[w->bases++] = kept;
    if (other.bases && w->bases < BK_MENTION_BASES) w->base[w->bases++] = other.base[0];
    w->d.hangs = from.hangs || other.d.hangs;
    w->d.hangs_on = from.hangs ? from.hangs_on : other.d.hangs_on;
    return end;
}

/* The date of `w` becomes open at one side. */
static void open(when *w, bk_bound bound) {
    bk_date inner = w->d;
    bk_date_open(&w->d, &inner, bound == BK_BOUND_SINCE || bound == BK_BOUND_AFTER,
                 bound == BK_BOUND_SINCE || bound == BK_BOUND_BY);
    w->kind = BK_MENTION_RANGE;
}

/* or later, and after, onwards, or earlier, /..; `i` when there is none */
static unsigned open_end(dx *x, unsigned i, when *w) {
    const token *t = bk_dx_token(x, i);
    unsigned e = i;
    if (bk_dx_endless(x->f, bk_dx_end(x, i))) {
        open(w, BK_BOUND_SINCE);
        (void)bk_dx_token(x, i + 2); /* reads the marks */
        return i + 3;
    }
    if (bk_dx_glue(t, BK_GLUE_OR | BK_GLUE_AND)) t = bk_dx_token(x, ++e);
    bool word = bk_dx_has(t, BK_WORD_DIRECTION, 0) && e > i && !(t->entry->flags & BK_WORD_TOLD);
    bool onward = bk_dx_is(x, t, "onward") || bk_dx_is(x, t, "onwards") ||
                  (e > i && (bk_dx_is(x, t, "greater") || bk_dx_is(x, t, "newer")));
    if (!word && !onward) return i;
    const token *after = bk_dx_token(x, e + 1);
    if (word && (t->entry->flags & BK_WORD_OBJECT) && (after->kind == T_WORD && !after->entry))
        return i; /* and after my work is done */
    open(w, onward || t->entry->value > 0 ? BK_BOUND_SINCE : BK_BOUND_BY);
    return e + 1;
}

/* since May, no later than 3 June, after 2014; not "after Tuesday's attack" */
static unsigned bound(dx *x, unsigned i, when *w) {
    const token *t = bk_dx_token(x, i);
    bool direction = bk_dx_has(t, BK_WORD_DIRECTION, BK_WORD_OBJECT);
    bk_bound side = direction ? t->entry->value < 0 ? BK_BOUND_BEFORE : BK_BOUND_AFTER
                              : (bk_bound)t->entry->value;
    if (bk_dx_has(t, BK_WORD_BOUND, BK_WORD_TOLD) && bk_dx_denied(x->f))
        return 0; /* not until May */
    unsigned at = bk_dx_hedged(x, i + 1);
    bool the = bk_dx_glue(bk_dx_before(x, at), BK_GLUE_THE);
    /* what is before the end of the year is still in it */
    if (side == BK_BOUND_BEFORE && bk_dx_has(bk_dx_token(x, at), BK_WORD_PART, BK_WORD_OF) &&
        bk_dx_token(x, at)->entry->value == 2)
        side = BK_BOUND_BY;
    bool about = false;
    for (unsigned k = i + 1; k < at; k++)
        about = about || bk_dx_has(bk_dx_token(x, k), BK_WORD_APPROX, 0);
    unsigned e = bk_dx_point(x, at, w);
    if (!e || !known(w) || w->told) return 0;
    const token *after = bk_dx_token(x, e);
    if (after->mark == '\'' && after->glued) return 0;
    if (the && after->kind == T_WORD && !after->entry) return 0; /* the 2014 breach */
    if (direction && side == BK_BOUND_BEFORE && w->kind == BK_MENTION_RANGE) return 0;
    bk_dx_add_base(x, at, e, w);
    bool hangs = w->d.hangs;
    int64_t hangs_on = w->d.hangs_on;
    open(w, side);
    if (about) bk_date_qualify(&w->d, true, false);
    w->d.hangs = hangs;
    w->d.hangs_on = hangs_on;
    return e;
}

unsigned bk_dx_expression(dx *x, unsigned i, when *w) {
    const token *t = bk_dx_token(x, i);
    w->bases = 0;
    w->kind = BK_MENTION_DATE;
    w->told = false;
    if (bk_dx_has(t, BK_WORD_BOUND, 0) || bk_dx_has(t, BK_WORD_DIRECTION, BK_WORD_OBJECT)) {
        unsigned end = bound(x, i, w);
        if (end || !(t->entry->flags & BK_WORD_PREFIX)) return end;
        w->bases = 0;
    }
    unsigned e = from_to(x, i, w);
    if (!e || !known(w)) return e;
    bk_date whole = w->d;
    if (i == 0 && w->kind != BK_MENTION_RANGE && bk_dx_beginless(x->f, t->at)) {
        bk_dx_add_base(x, i, e, w);
        open(w, BK_BOUND_BY);
        w->lead = 3;
        return e;
    }
    unsigned end = open_end(x, e, w);
    if (end > e) { /* what became open is its own base */
        bk_date opened = w->d;
        w->d = whole;
        bk_dx_add_base(x, i, e, w);
        w->d = opened;
    }
    return end;
}
