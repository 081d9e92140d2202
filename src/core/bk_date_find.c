#include "bk_date_expression.h"

#include <string.h>

#define FIRST_SECOND (INT64_C(-4371222) * BK_DAY) /* -9999-01-01 */
#define LAST_SECOND (INT64_C(2932897) * BK_DAY)   /* the end of 9999 */

const char *bk_mention_kind_name(bk_mention_kind kind) {
    static const char *const names[] = {"date", "time", "range", "relative", "set", "event"};
    return names[kind];
}

void bk_dx_add_base(dx *x, unsigned from, unsigned to, when *w) {
    if (w->bases == BK_MENTION_BASES) return;
    memmove(w->base + 1, w->base, w->bases * sizeof *w->base);
    w->base[0] =
        (bk_date_base){.first = bk_dx_token(x, from)->at, .end = bk_dx_end(x, to), .date = w->d};
    w->bases++;
}

/* A month alone that is also a common word needs a preposition before it. */
static bool lonely_month(dx *x, unsigned i, unsigned e) {
    const token *t = bk_dx_token(x, i);
    if (!(t->entry->flags & BK_WORD_COMMON) || e > i + 2 ||
        (e == i + 2 && bk_dx_token(x, i + 1)->mark != '.'))
        return false;
    const token *b = bk_dx_before(x, i);
    return !(bk_dx_glue(b, ~(BK_GLUE_AT | BK_GLUE_THE)) || bk_dx_has(b, BK_WORD_BOUND, 0) ||
             bk_dx_has(b, BK_WORD_DIRECTION, BK_WORD_OBJECT) || bk_dx_has(b, BK_WORD_PART, 0) ||
             bk_dx_has(b, BK_WORD_WHICH, 0) || b->mark == '-' || b->mark == '(' ||
             bk_dx_is(x, b, "through"));
}

/* A calendar date, settled, perhaps with its time. */
static unsigned calendar(dx *x, unsigned i, when *w) {
    parts p;
    unsigned e = bk_dx_calendar(x, i, &p);
    if (!e) return 0;
    if (!bk_dx_settle(x->f, &p, w)) { /* 30 February 2014: no year either */
        x->dead = bk_dx_end(x, e);
        return 0;
    }
    if (bk_dx_token(x, e)->mark == '(' && bk_dx_has(bk_dx_token(x, e + 1), BK_WORD_WEEKDAY, 0) &&
        bk_dx_token(x, e + 2)->mark == ')' && p.day) /* 22 May (Tuesday) */
        e += 3;
    return bk_dx_with_clock(x, i, e, w);
}

/* Tuesday; Tuesday of last week; Friday 7/6; Monday, two weeks from now */
static unsigned weekday(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    const token *t = bk_dx_token(x, i);
    if (t->entry->flags & BK_WORD_PLURAL) return 0;
    unsigned e = calendar(x, i, w);
    if (e) return e;
    if (!t->capital && (t->entry->flags & BK_WORD_COMMON)) return 0;
    unsigned at = i + 1;
    const token *stop = bk_dx_token(x, at);
    if (stop->mark == ',' || (stop->mark == '.' && stop->glued && t->end - t->at < 5)) at++;
    if (bk_dx_token(x, at)->kind == T_NUMBER) { /* Friday 7/6, Tue, 2014-11-25 */
        parts p;
        e = bk_dx_numeric(x, at, w, &p);
        if (e) return bk_dx_with_clock(x, i, e, w);
    }
    if (t->entry->flags & BK_WORD_COMMON) return 0; /* "Sat" alone is rather a verb */
    if (!f->anchored) return 0;
    w->kind = BK_MENTION_RELATIVE;
    unsigned part = i + 1;
    if (bk_dx_has(bk_dx_token(x, part), BK_WORD_DAYPART, 0)) part++;
    unsigned of = bk_dx_skip(x, part, BK_GLUE_OF);
    const token *which = bk_dx_token(x, of), *unit = bk_dx_token(x, of + 1);
    if (bk_dx_has(which, BK_WORD_WHICH, 0) && bk_dx_has(unit, BK_WORD_UNIT, 0) &&
        unit->entry->value == BK_UNIT_WEEK && !(unit->entry->flags & BK_WORD_PLURAL) &&
        !(which->entry->flags & BK_WORD_NEAR)) {
        int64_t monday = f->anchor - (int64_t)bk_weekday(f->anchor) + 1;
        bk_date_day(&w->d, monday + 7 * which->entry->value + t->entry->value - 1);
        return bk_dx_with_clock(x, i, of + 2, w);
    }
    length l;
    e = bk_dx_length(x, i + 1, &l);
    if (e && !l.vague && !l.seconds &&
        bk_dx_has(bk_dx_token(x, e), BK_WORD_DIRECTION, BK_WORD_ANCHOR)) {
        bk_date far; /* in the week of the day that is so far */
        int direction = bk_dx_token(x, e)->entry->value;
        l.count = 0;
        if (bk_dx_far(f, f->anchor, &l, direction, &far)) {
            int64_t day = bk_floor_div(far.lo, BK_DAY);
            bk_date_day(&w->d, day - (int64_t)bk_weekday(day) + t->entry->value);
            return e + 1;
        }
    }
    const token *way = bk_dx_token(x, part);
    if (bk_dx_has(way, BK_WORD_DIRECTION, BK_WORD_OBJECT)) { /* the Friday before Christmas */
        unsigned day = bk_dx_skip(x, part + 1, BK_GLUE_THE), end = bk_dx_point(x, day, w);
        if (end && w->d.precision == BK_PRECISION_DAY && !w->d.yearless &&
            w->kind != BK_MENTION_EVENT) {
            length one = {.weekday = t->entry->value, .count = 1, .unit = BK_UNIT_WEEK};
            bk_date found;
            bk_dx_add_base(x, day, end, w);
            (void)bk_dx_far(f, bk_floor_div(w->d.lo, BK_DAY), &one, way->entry->value, &found);
            w->d = found;
            w->kind = BK_MENTION_RELATIVE;
            return end;
        }
        w->bases = 0;
        w->kind = BK_MENTION_RELATIVE;
        w->told = false;
    }
    int64_t back = ((int64_t)bk_weekday(f->anchor) + 7 - t->entry->value) % 7;
    bk_date_day(&w->d, f->anchor + (bk_dx_ahead(f) ? (7 - back) % 7 : -back));
    return bk_dx_with_clock(x, i, i + 1, w);
}

/* on the 27th: in the month that the text is in, or the last one that had it */
static unsigned day_of_this_month(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    const token *t = bk_dx_token(x, i), *b = bk_dx_before(x, i);
    if (!t->ordinal || !bk_dx_day_number(t) || !f->anchored) return 0;
    const token *after = bk_dx_token(x, i + 1);
    unsigned e = i + 1;
    if (bk_dx_glue(after, BK_GLUE_OF)) { /* the 20th of next month */
        unsigned at = bk_dx_skip(x, i + 2, BK_GLUE_THE);
        e = bk_dx_point(x, at, w);
        if (!e || w->d.precision != BK_PRECISION_MONTH || w->d.lo == BK_OPEN_LO) return 0;
        int64_t first = bk_floor_div(w->d.lo, BK_DAY), last = bk_floor_div(w->d.hi, BK_DAY);
        if (first + t->value > last) return 0;
        bk_dx_add_base(x, at, e, w);
        bk_date_day(&w->d, first + t->value - 1);
        w->kind = BK_MENTION_RELATIVE;
        return bk_dx_with_clock(x, i, e, w);
    }
    if (!bk_dx_glue(b, BK_GLUE_THE | BK_GLUE_ON)) return 0;
    if (after->kind == T_WORD &&
        !bk_dx_glue(after, BK_GLUE_AND | BK_GLUE_BETWEEN | BK_GLUE_FROM | BK_GLUE_AT))
        return 0;
    if (after->kind == T_NUMBER || after->mark == '-' || after->mark == '/') return 0;
    size_t at = b->at; /* on the 27th */
    while (at > 0 && f->p[at - 1] == ' ') at--;
    bool on = bk_dx_glue(b, BK_GLUE_ON) ||
              (at > 1 && (f->p[at - 1] | 0x20) == 'n' && (f->p[at - 2] | 0x20) == 'o');
    if (!on) return 0;
    int64_t y, day = bk_dx_told_day(f);
    unsigned m, d;
    bk_civil(day, &y, &m, &d);
    int64_t to = 0;
    for (int k = 0; k < 3; k++) {
        if (t->value <= bk_month_days(y, m)) {
            to = bk_days(y, m, (unsigned)t->value);
            if (f->narrated ? to >= day - 3 : to <= day) break;
        }
        int64_t n = y * 12 + (int64_t)m - 1 + (f->narrated ? 1 : -1);
        y = bk_floor_div(n, 12);
        m = (unsigned)(n - y * 12) + 1;
    }
    bk_date_day(&w->d, to);
    w->kind = BK_MENTION_RELATIVE;
    w->told = f->narrated;
    return bk_dx_with_clock(x, i, e, w);
}

/* November 21, 24 and 26: a day behind the one that was told, of its month. */
static unsigned listed_day(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    const token *t = bk_dx_token(x, i), *next = bk_dx_token(x, i + 1);
    size_t gap = f->last_end;
    if (i || !f->dated || f->told_end != gap || !gap || !bk_dx_day_number(t) || t->at > gap + 6)
        return 0;
    bool comma = gap < f->n && f->p[gap] == ',';
    const token *b = bk_dx_before(x, i);
    if (!comma && !bk_dx_glue(b, BK_GLUE_AND)) return 0;
    if (b->at < gap || (bk_dx_glue(b, BK_GLUE_AND) ? b->at > gap + 2 : b->at != gap)) return 0;
    if ((next->kind == T_WORD && !bk_dx_glue(next, ~0)) || next->kind == T_NUMBER ||
        next->glued + (next->mark == ',' || next->mark == '.') == 1)
        return 0;
    int64_t y;
    unsigned m, d;
    bk_civil(f->dated_day, &y, &m, &d);
    if (t->value <= d || t->value > bk_month_days(y, m)) return 0;
    parts p = {.year = y, .month = (int)m, .day = (int)t->value, .has_year = true};
    if (!bk_dx_settle(f, &p, w)) return 0;
    unsigned e = bk_dx_year_after(x, i + 1, &p);
    return p.year == y ? e : i + 1;
}

/* the morning of 31 January 1965, the night of 8 February */
static unsigned daypart(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    const token *t = bk_dx_token(x, i);
    unsigned at = i + 1;
    if (t->entry->flags & BK_WORD_NOW) { /* overnight: between the eve and the anchor */
        const token *after = bk_dx_token(x, at);
        if (!f->anchored || (after->kind == T_WORD && !after->entry)) return 0;
        if (i == 0 && bk_dx_is(x, bk_dx_before(x, 0), "an")) return 0;
        bk_date_span(&w->d, f->anchor - 1, f->anchor + 1);
        bk_date_qualify(&w->d, true, false);
        w->kind = BK_MENTION_RELATIVE;
        return at;
    }
    if (!bk_dx_glue(bk_dx_token(x, at), BK_GLUE_OF | BK_GLUE_ON)) return 0;
    at = bk_dx_skip(x, at + 1, BK_GLUE_THE);
    unsigned e = bk_dx_expression(x, at, w); /* the night of November 24-25 */
    bool days = e && (w->d.precision == BK_PRECISION_DAY ||
                      (w->d.precision == BK_PRECISION_INTERVAL && w->d.lo != BK_OPEN_LO &&
                       w->d.hi != BK_OPEN_HI && w->d.hi - w->d.lo <= 3 * BK_DAY));
    return days && w->kind != BK_MENTION_EVENT ? e : 0;
}

typedef unsigned form(dx *x, unsigned i, when *w);

/* The first of the forms that the tokens have; what a failed one left behind is wiped. */
static unsigned first_of(form *const forms[], dx *x, unsigned i, when *w) {
    unsigned e = 0;
    for (size_t k = 0; forms[k] && !e; k++) {
        w->bases = 0;
        w->kind = BK_MENTION_DATE;
        w->told = false;
        e = forms[k](x, i, w);
    }
    return e;
}

static unsigned figures(dx *x, unsigned i, when *w) {
    parts p;
    unsigned e = bk_dx_numeric(x, i, w, &p);
    return e ? bk_dx_with_clock(x, i, e, w) : 0;
}

/* nineteen eighty-six, where a preposition stands before it */
static unsigned spelled_year(dx *x, unsigned i, when *w) {
    int64_t year;
    const token *b = bk_dx_before(x, i);
    unsigned e = bk_dx_spelled_year(x, i, &year);
    if (!e || !bk_dx_glue(b, BK_GLUE_IN | BK_GLUE_OF | BK_GLUE_FROM) || year < 1500 ||
        bk_dx_token(x, e)->kind == T_WORD)
        return 0;
    bk_date_year(&w->d, year);
    return e;
}

static unsigned point(dx *x, unsigned i, when *w) {
    const finder *f = x->f;
    const token *t = bk_dx_token(x, i);
    unsigned e = 0;
    w->bases = 0;
    w->kind = BK_MENTION_DATE;
    w->told = false;
    static form *const of_figures[] = {
        figures,        calendar,         bk_dx_counted,     bk_dx_units_beside,
        bk_dx_fraction, bk_dx_nth,        bk_dx_clock_first, listed_day,
        bk_dx_decade,   bk_dx_year_alone, day_of_this_month, NULL};
    static form *const of_number[] = {calendar, bk_dx_counted, bk_dx_units_beside, NULL};
    static form *const of_long_number[] = {calendar,          bk_dx_counted, bk_dx_units_beside,
                                           bk_dx_clock_first, spelled_year,  NULL};
    static form *const of_unit[] = {bk_dx_unit_named, bk_dx_day_beside, NULL};
    static form *const of_half[] = {bk_dx_counted, NULL};
    static form *const of_ordinal[] = {bk_dx_nth, calendar, NULL};
    static form *const of_which[] = {bk_dx_nth, bk_dx_which, NULL}; /* the last week of May */
    if (t->kind == T_NUMBER) return first_of(of_figures, x, i, w);
    const token *behind = bk_dx_token(x, i + 1);
    if (bk_dx_has(behind, BK_WORD_WHICH, BK_WORD_POST) &&
        bk_dx_kind_of(t) != BK_WORD_GLUE) { /* mardi dernier, la semana pasada */
        token noun = *t;
        x->w[i] = *behind;
        x->w[i + 1] = noun;
        e = bk_dx_which(x, i, w);
        x->w[i + 1] = x->w[i];
        x->w[i] = noun;
        return e == i + 2 ? bk_dx_with_clock(x, i, e, w) : 0;
    }
    switch (bk_dx_kind_of(t)) {
    case BK_WORD_MONTH:
        e = calendar(x, i, w);
        return e && (w->d.hangs || w->d.yearless) && lonely_month(x, i, e) ? 0 : e;
    case BK_WORD_WEEKDAY:
        return weekday(x, i, w);
    case BK_WORD_DAYNAME:
        if (!f->anchored || (t->entry->flags & BK_WORD_POST)) return 0;
        if (t->capital && (t->entry->flags & BK_WORD_COMMON)) return 0; /* am Morgen */
        e = bk_dx_named_counted(x, i, w);
        if (e) return e;
        w->kind = BK_MENTION_RELATIVE;
        bk_date_day(&w->d, f->anchor + t->entry->value);
        return bk_dx_with_clock(x, i, i + 1, w);
    case BK_WORD_NUMBER: {
        const token *next = bk_dx_token(x, i + 1); /* most of them count other things */
        if (next->kind == T_WORD && !next->entry) return 0;
        return first_of(t->end - t->at > 2 ? of_long_number : of_number, x, i, w);
    }
    case BK_WORD_UNIT:
        return first_of(t->entry->value == BK_UNIT_HALF ? of_half : of_unit, x, i, w);
    case BK_WORD_ORDINAL:
        return first_of(of_ordinal, x, i, w);
    case BK_WORD_WHICH:
        e = first_of(of_which, x, i, w);
        return e ? bk_dx_with_clock(x, i, e, w) : 0;
    case BK_WORD_PART:
    case BK_WORD_WITHIN:
        return bk_dx_part(x, i, w);
    case BK_WORD_SEASON:
        return bk_dx_season(x, i, w);
    case BK_WORD_DECADE:
        return bk_dx_decade(x, i, w);
    case BK_WORD_FRACTION:
        return bk_dx_fraction(x, i, w);
    case BK_WORD_HOLIDAY:
        e = bk_dx_holiday(x, i, w);
        return e ? bk_dx_with_clock(x, i, e, w) : 0;
    case BK_WORD_DAYPART:
        return daypart(x, i, w);
    case BK_WORD_CLOCK:
        return bk_dx_clock_first(x, i, w);
    case BK_WORD_DIRECTION:
        return t->entry->flags & BK_WORD_PREFIX ? bk_dx_counted(x, i, w) : 0;
    case BK_WORD_GLUE:
        return bk_dx_glue(t, BK_GLUE_IN | BK_GLUE_WITHIN) ? bk_dx_counted(x, i, w) : 0;
    default:
        return 0;
    }
}

unsigned bk_dx_point(dx *x, unsigned i, when *w) {
    unsigned e = point(x, i, w);
    if (e && !w->d.hangs && (w->kind == BK_MENTION_RELATIVE || w->told)) {
        w->d.hangs = w->told || x->f->anchored;
        w->d.hangs_on = w->told ? x->f->narrative : x->f->anchor;
    }
    return e;
}

void bk_date_find_story(bk_date_finder *f) {
    int64_t year;
    unsigned m, d, far = 0, near = 0;
    bk_civil(f->anchor, &year, &m, &d);
    for (size_t i = 0; i + 4 <= f->n; i++) {
        if (!bk_dx_digit((unsigned char)f->p[i + 3])) { /* none of the four begins a year */
            i += 3;
            continue;
        }
        if (!bk_dx_digit((unsigned char)f->p[i])) continue;
        size_t e = i;
        int64_t value = 0;
        while (e < f->n && bk_dx_digit((unsigned char)f->p[e])) {
            if (e - i < 5) value = value * 10 + (f->p[e] - '0');
            e++;
        }
        int b = i ? (unsigned char)f->p[i - 1] : ' ';
        bool stands = b == ' ' || b == '\n' || b == '(' || b == '-' || b == '/' || b >= 0x80;
        if (e - i == 4 && stands && value >= 1000 && value < 2200 && value <= year + 1 &&
            !bk_dx_letter(bk_dx_byte(f, e)))
            (*(value >= year - 1 ? &near : &far))++;
        i = e;
    }
    f->story = f->anchored && far > 2 * near; /* twice as many old years make a story */
}

void bk_date_find_order(bk_date_finder *f) {
    unsigned dmy = 0, mdy = 0;
    const char *end = f->p + f->n, *slash = f->p;
    while (f->n > 6 && (slash = memchr(slash, '/', (size_t)(end - slash))) != NULL) {
        size_t i = (size_t)(slash++ - f->p);
        if (i < 1 || !bk_dx_digit(bk_dx_byte(f, i - 1)) || !bk_dx_digit(bk_dx_byte(f, i + 1)))
            continue;
        size_t from = i - 1;
        if (from > 0 && bk_dx_digit(bk_dx_byte(f, from - 1))) from--;
        if (from > 0 && (bk_dx_digit(bk_dx_byte(f, from - 1)) || bk_dx_byte(f, from - 1) == '/'))
            continue;
        token a = bk_dx_token_at(f, from), b = bk_dx_token_at(f, i + 1);
        if (b.digits > 2 || bk_dx_byte(f, b.end) != '/' || !bk_dx_digit(bk_dx_byte(f, b.end + 1)))
            continue;
        if (a.value > 12 && a.value <= 31 && b.value <= 12) dmy++;
        if (b.value > 12 && b.value <= 31 && a.value <= 12) mdy++;
    }
    if (dmy && !mdy) f->order = BK_ORDER_DMY;
    if (mdy && !dmy) f->order = BK_ORDER_MDY;
}

/* May an expression begin with this word? */
static bool begins(const bk_date_entry *entry) {
    switch ((bk_word_kind)entry->kind) {
    case BK_WORD_NONE:
    case BK_WORD_ZONE:
    case BK_WORD_MERIDIEM:
    case BK_WORD_ERA:
    case BK_WORD_APPROX:
    case BK_WORD_SHOULD:
    case BK_WORD_NOT:
    case BK_WORD_CLAUSE:
        return false;
    case BK_WORD_DIRECTION:
        return entry->flags & (BK_WORD_OBJECT | BK_WORD_PREFIX);
    case BK_WORD_GLUE:
        return entry->value & (BK_GLUE_IN | BK_GLUE_WITHIN);
    default:
        return true;
    }
}

/* Does the token begin inside a longer one: a decimal, a path, a version, a price? */
static bool inside(const finder *f, const token *t) {
    size_t at = t->at;
    if (at == 0) return false;
    int b = (unsigned char)f->p[at - 1];
    if (b == ' ' && at > 1 && f->p[at - 2] == '$') return t->kind == T_NUMBER;
    if (b == ' ' || b == '\n') return false;
    if (bk_dx_in_word(f, at - 1) || b == '$' || b == '@' || b == '_' || b == '%') return true;
    if (at < 2) return false;
    int c = (unsigned char)f->p[at - 2];
    if (c == ' ' || c == '\n' || c == '\t') return false;
    if (t->kind == T_WORD) /* of a path or a name: /valentines-day */
        return !t->capital && (b == '-' || b == '/' || b == '.') && bk_dx_letter(c) && c < 0x80;
    if ((b == '-' || b == '/') && f->last_end == at - 1) return false; /* 24/25 November */
    if (b == '-') /* Screen-Shot-2020-09-03, 138-2010-2015 */
        return bk_dx_digit(c) || (c < 0x80 && bk_dx_letter(c));
    if (b == '/') return bk_dx_digit(c) || c == '/' || (c < 0x80 && bk_dx_letter(c));
    return strchr(".,:=", b) && (bk_dx_digit(c) || c == '/' || c == '=');
}

/* Is the byte behind a mention free to end it? */
static bool ends(const finder *f, size_t end) {
    int after = bk_dx_byte(f, end);
    return !bk_dx_digit(after) && !(after < 0x80 && bk_dx_letter(after));
}

/* Is it the "in" that begins a sentence or a clause: "In 1944," but not "a campaign in 1944"? */
static bool opens_year(const finder *f, const token *in) {
    if (!bk_dx_glue(in, BK_GLUE_IN)) return false;
    size_t at = in->at;
    while (at > 0 && f->p[at - 1] == ' ') at--;
    return in->capital || at == 0 || strchr(".,;:(\n", f->p[at - 1]);
}

static bool mention_at(bk_date_finder *f, const token *t, bk_date_mention *m, size_t *dead) {
    dx x;
    when w;
    x.f = f;
    x.w[0] = *t;
    x.n = 1;
    x.looked = false;
    x.dead = 0;
    w.lead = 0;
    const token *next = bk_dx_token(&x, 1);
    *dead = 0;
    bool counts = bk_dx_has(t, BK_WORD_NUMBER, 0) || bk_dx_has(t, BK_WORD_GLUE, 0);
    if (counts && next->kind == T_WORD && !next->entry) return false; /* other things than time */
    unsigned e = bk_dx_expression(&x, 0, &w);
    *dead = x.dead;
    if (!e) return false;
    size_t end = bk_dx_end(&x, e);
    if (!ends(f, end)) return false;
    if ((w.d.lo != BK_OPEN_LO && w.d.lo < FIRST_SECOND) ||
        (w.d.hi != BK_OPEN_HI && w.d.hi > LAST_SECOND))
        return false; /* a year of more than four digits is no report's */
    if (w.kind == BK_MENTION_EVENT &&
        bk_dx_restates(f, t->at)) { /* on 27 June, two days after it */
        w.kind = BK_MENTION_RELATIVE;
        bk_date_day(&w.d, f->narrative);
        w.d.hangs = true;
        w.d.hangs_on = f->narrative;
    }
    if (bk_dx_has(bk_dx_before(&x, 0), BK_WORD_APPROX, 0) && w.kind != BK_MENTION_EVENT)
        bk_date_qualify(&w.d, true, false);
    f->last_end = end;
    m->first = t->at - w.lead;
    m->end = end;
    m->kind = w.kind;
    m->date = w.d;
    m->hangs_until = w.d.hangs_on;
    m->hangs_either = false;
    m->bases = w.bases;
    for (unsigned i = 0; i < w.bases; i++) { /* in order of the text, the longer first */
        unsigned k = i;
        for (; k > 0; k--) {
            const bk_date_base *b = &m->base[k - 1];
            if (b->first < w.base[i].first ||
                (b->first == w.base[i].first && b->end >= w.base[i].end))
                break;
            m->base[k] = *b;
        }
        m->base[k] = w.base[i];
    }
    if (w.kind == BK_MENTION_EVENT) {
        m->event_first = w.event_first;
        m->event_end = w.event_end;
        m->months = w.months;
        m->days = w.days;
        m->seconds = w.seconds;
        m->rough = w.rough;
    } else {
        bk_dx_tell(f, m, bk_dx_looks_back(&x, e) && !(w.kind == BK_MENTION_DATE && w.bases),
                   opens_year(f, bk_dx_before(&x, 0)));
    }
    return true;
}

bool bk_date_find_next(bk_date_finder *f, bk_date_mention *m) {
    while (f->at < f->n) {
        int c = (unsigned char)f->p[f->at];
        if (!bk_dx_digit(c) && !bk_dx_letter(c)) {
            if (c == '.' || c == '?' || c == '!') f->sentence = f->at + 1;
            f->at++;
            continue;
        }
        token t = bk_dx_token_at(f, f->at);
        bool starts = t.kind == T_NUMBER || (t.entry && begins(t.entry));
        if (bk_dx_has(&t, BK_WORD_SHOULD, 0)) f->ahead_at = t.at + 1;
        if (bk_dx_has(&t, BK_WORD_NOT, 0)) f->denied_at = t.at + 1;
        size_t dead = 0;
        if (starts && !inside(f, &t) && mention_at(f, &t, m, &dead)) {
            f->at = m->end;
            return true;
        }
        if (t.entry && t.entry->kind == BK_WORD_NONE) dead = t.end;
        if (dead > f->at) {
            f->at = dead;
            continue;
        }
        /* a phrase that led nowhere is read again behind its first word */
        size_t word = f->at;
        if (t.kind == T_NUMBER) { /* the whole run of digits and letters is one thing */
            word = t.end;
            while (bk_dx_letter(bk_dx_byte(f, word)) || bk_dx_digit(bk_dx_byte(f, word))) word++;
        } else if (t.kind == T_WORD && t.entry) {
            while (word < t.end && bk_dx_letter((unsigned char)f->p[word])) word++;
        } else {
            word = t.end;
        }
        f->at = word > f->at ? word : f->at + 1;
    }
    return false;
}
