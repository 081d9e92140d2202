/* Times of day, alone and with a day. */
#include "bk_date_expression.h"

#include <string.h>

/* Seconds east of UTC behind a time: a zone's name, UTC+2, +02:00. */
static unsigned zone(dx *x, unsigned i, int64_t *offset) {
    unsigned e = i;
    const token *t = bk_dx_token(x, e);
    bool bracket = t->mark == '(';
    if (bracket) t = bk_dx_token(x, ++e);
    *offset = 0;
    const bk_date_entry *entry = t->entry;
    size_t end;
    if (!entry && t->kind == T_WORD && x->f->lexicon->language == &bk_date_english &&
        (t->end - t->at == 3 || t->end - t->at == 4)) /* 8:00 pst */
        entry = bk_date_lexicon_find(x->f->lexicon, x->f->p, x->f->n, t->at, t->end, &end);
    bool is_zone = entry && entry->kind == BK_WORD_ZONE;
    bool named = is_zone && t->end - t->at > 1;
    bool zulu = is_zone && t->end - t->at == 1 && t->glued;
    if (named || zulu) {
        *offset = entry->value * 60;
        t = bk_dx_token(x, ++e);
    }
    const token *sign = t, *h = bk_dx_token(x, e + 1);
    const token *minutes = bk_dx_token(x, e + 3);
    bool stamp = sign->mark == '-' && !sign->glued && /* 13:51:39 -0700, -07:00 */
                 (h->digits == 4 || (h->digits == 2 && bk_dx_token(x, e + 2)->mark == ':' &&
                                     minutes->digits == 2 && minutes->glued));
    if ((sign->mark == '+' || (sign->mark == '-' && named && sign->glued) || stamp) &&
        h->kind == T_NUMBER && h->glued && !h->ordinal && !h->plural &&
        (h->digits <= 2 || h->digits == 4) && !zulu) {
        int64_t hours = h->digits == 4 ? h->value / 100 : h->value;
        int64_t rest = h->digits == 4 ? h->value % 100 : 0;
        unsigned past = e + 2;
        const token *colon = bk_dx_token(x, past), *m = bk_dx_token(x, past + 1);
        if (h->digits < 4 && colon->mark == ':' && colon->glued && m->digits == 2 && m->glued) {
            rest = m->value;
            past += 2;
        }
        if (hours <= 14 && rest < 60) {
            *offset += (sign->mark == '-' ? -1 : 1) * (hours * 60 + rest) * 60;
            e = past;
            named = true;
        }
    }
    if (!named && !zulu) return 0;
    if (bracket && bk_dx_token(x, e)->mark != ')') return 0;
    return e + bracket;
}

/* a.m. and p.m. behind the hour at token `i`: 0, 12, or -1. *oclock: a word that makes a clock of
 * it and leaves the half of the day open (o'clock, Uhr; heures behind "at"). */
static int meridiem(dx *x, unsigned *i, bool at, bool *oclock) {
    const token *t = bk_dx_token(x, *i);
    *oclock = bk_dx_has(t, BK_WORD_MERIDIEM, 0) ? t->entry->value < 0
                                                : at && bk_dx_has(t, BK_WORD_UNIT, 0) &&
                                                      t->entry->value == BK_UNIT_HOUR && !t->glued;
    if (!*oclock && !bk_dx_has(t, BK_WORD_MERIDIEM, 0)) return -1;
    *i += 1;
    return *oclock ? -1 : t->entry->value;
}

/* One time of day without its zone. `lenient`: a bare hour will do. */
static unsigned time_of_day(dx *x, unsigned i, bool lenient, int64_t *seconds,
                            bk_precision *precision, bool *half_known) {
    const token *t = bk_dx_token(x, i);
    *half_known = true;
    *precision = BK_PRECISION_MINUTE;
    if (bk_dx_has(t, BK_WORD_CLOCK, 0)) {
        *seconds = 60 * t->entry->value;
        return i + 1;
    }
    bool spelled = bk_dx_has(t, BK_WORD_NUMBER, 0) && !(t->entry->flags & BK_WORD_VAGUE) &&
                   t->end - t->at > 2 && t->entry->value <= 12;
    int64_t h = spelled ? t->entry->value : t->value, part[2] = {0};
    if (!spelled && (t->kind != T_NUMBER || t->ordinal || t->plural)) return 0;
    unsigned e = i + 1;
    if (t->digits == 4 && h % 100 < 60 && h / 100 < 24 && t->at + 4 == t->end) {
        /* 1530 GMT, 0300 hours */
        const token *hours = bk_dx_token(x, e);
        bool named = bk_dx_has(hours, BK_WORD_ZONE, 0);
        bool hrs =
            bk_dx_has(hours, BK_WORD_UNIT, BK_WORD_PLURAL) && hours->entry->value == BK_UNIT_HOUR;
        if (!named && !hrs) return 0;
        *seconds = h / 100 * 3600 + h % 100 * 60;
        return e + hrs;
    }
    if (t->digits > 2) return 0;
    *precision = BK_PRECISION_HOUR;
    bool colon = false, stop = false;
    for (int k = 0; k < 2; k++) {
        const token *mark = bk_dx_token(x, e), *n = bk_dx_token(x, e + 1);
        if (spelled || !mark->glued || !n->glued || n->kind != T_NUMBER || n->digits != 2 ||
            n->value > 59 || n->plural || n->ordinal)
            break;
        if (mark->mark == '.' && k == 0)
            stop = true; /* 3.30pm, else it is a decimal */
        else if (mark->mark != ':' && !(bk_dx_is(x, mark, "h") && k == 0))
            break;
        part[k] = n->value;
        *precision = k ? BK_PRECISION_SECOND : BK_PRECISION_MINUTE;
        colon = true;
        e += 2;
    }
    if (*precision == BK_PRECISION_SECOND && bk_dx_token(x, e)->mark == '.' &&
        bk_dx_token(x, e)->glued && bk_dx_token(x, e + 1)->kind == T_NUMBER &&
        bk_dx_token(x, e + 1)->glued)
        e += 2; /* fractions of a second */
    bool oclock;
    int half = meridiem(x, &e, bk_dx_glue(bk_dx_before(x, i), BK_GLUE_AT), &oclock);
    if (half >= 0) {
        if (h < 1 || h > 12) return 0;
        h = h % 12 + half;
    } else if (stop) {
        return 0;
    } else if (!colon) {
        const token *mark = bk_dx_token(x, e);
        bool goes_on = mark->glued && mark->mark && strchr("/.", mark->mark) &&
                       bk_dx_token(x, e + 1)->glued && bk_dx_token(x, e + 1)->kind == T_NUMBER;
        if (!oclock && (!lenient || goes_on)) return 0;
        if (h > 24) return 0;
    }
    *half_known = half >= 0 || h > 12 || h == 0;
    if (h > 24 || (h == 24 && (part[0] || part[1]))) return 0;
    *seconds = h * 3600 + part[0] * 60 + part[1];
    return e;
}

unsigned bk_dx_clock(dx *x, unsigned i, bool bare, clock_time *c) {
    bool known, last_known;
    int64_t offset = 0, to;
    bk_precision precision;
    *c = (clock_time){0};
    unsigned first = time_of_day(x, i, true, &c->from, &c->precision, &known);
    if (!first) return 0;
    unsigned strict = time_of_day(x, i, false, &c->from, &precision, &known);
    unsigned z = strict ? zone(x, strict, &offset) : 0;
    /* from one to another: 3 to 5 pm, between 10:00 and 11:30 */
    const token *join = bk_dx_token(x, z ? z : first);
    bool between = bk_dx_glue(bk_dx_before(x, i), BK_GLUE_BETWEEN);
    bool joined = join->mark == '-' || bk_dx_glue(join, BK_GLUE_TO) ||
                  bk_dx_has(join, BK_WORD_BOUND, 0) || (bk_dx_glue(join, BK_GLUE_AND) && between);
    if (joined) {
        unsigned at = (z ? z : first) + 1, end;
        int64_t last_offset = offset;
        end = time_of_day(x, at, strict != 0 || bare, &to, &precision, &last_known);
        if (end) {
            int64_t own;
            unsigned lz = zone(x, end, &own);
            if (lz) last_offset = own;
            if (!strict) (void)time_of_day(x, i, true, &c->from, &c->precision, &known);
            /* 3-8 pm: the second says which half of the day */
            if (!known && last_known && to >= 43200 && c->from < 43200 && c->from + 43200 < to)
                c->from += 43200;
            if (known && !last_known && to < c->from && to + 43200 <= 86400) to += 43200;
            int64_t first_offset = z ? offset : last_offset;
            if (to > c->from && to - last_offset > c->from - first_offset) {
                c->to = to - last_offset;
                c->from -= first_offset;
                c->range = true;
                c->half_known = known || last_known;
                c->zoned = z || lz;
                return lz ? lz : end;
            }
        }
    }
    if (!strict) return 0;
    c->from -= offset;
    c->zoned = z != 0;
    c->half_known = known;
    return z ? z : strict;
}

/* 3 in the afternoon is 15:00, 7 in the evening 19:00; 2 at night is 02:00. */
static void in_second_half(clock_time *c, int part) {
    int64_t first = part >= 18 ? 4 * 3600 : 3600;
    if (!part || c->half_known || c->zoned || c->from < first || c->from >= 43200) return;
    c->from += 43200;
    if (c->range && c->to < 43200) c->to += 43200;
}

/* The part of the second half of a day that the tokens name: 12, 18, or 0. */
static int second_half(dx *x, unsigned from, unsigned to) {
    for (unsigned i = from; i < to; i++) {
        const token *t = bk_dx_token(x, i);
        if (bk_dx_has(t, BK_WORD_DAYPART, 0) && t->entry->value >= 12) return t->entry->value;
        if (bk_dx_has(t, BK_WORD_DAYNAME, BK_WORD_EVENING)) return 18;
    }
    return 0;
}

/* The day of `w` becomes a moment, or a stretch of the day. */
static void set_clock(const finder *f, when *w, const clock_time *c) {
    int64_t day = w->d.lo;
    bool approximate = w->d.approximate, hangs = w->d.hangs || w->kind == BK_MENTION_RELATIVE;
    int64_t hangs_on = w->d.hangs ? w->d.hangs_on : w->told ? f->narrative : f->anchor;
    if (c->range) {
        bk_date_moments(&w->d, day + c->from, day + c->to, c->zoned);
    } else {
        bk_precision p = c->precision == BK_PRECISION_HOUR ? BK_PRECISION_MINUTE : c->precision;
        bk_date_moment(&w->d, day + c->from, p, c->zoned);
    }
    w->d.approximate = approximate;
    w->d.hangs = hangs;
    w->d.hangs_on = hangs_on;
    w->kind = BK_MENTION_TIME;
}

unsigned bk_dx_with_clock(dx *x, unsigned from, unsigned i, when *w) {
    static const char *const leads[] = {"shortly", "just", "exactly", "approximately", NULL};
    if (w->d.precision != BK_PRECISION_DAY || w->d.yearless) return i;
    unsigned e = i;
    const token *t = bk_dx_token(x, e);
    if (bk_dx_has(t, BK_WORD_DAYPART, 0)) t = bk_dx_token(x, ++e); /* Sunday evening at 10 */
    unsigned part_end = e;
    if (t->mark == ',' || t->mark == '@' || t->mark == '|' ||
        ((t->mark == '-' || t->mark == ':') && t->glued)) /* 06/Nov/2023:06:36:02 */
        t = bk_dx_token(x, ++e);
    bool approximate = false, at = false, led = false;
    for (int k = 0; k < 3; k++) {
        bool lead = bk_dx_glue(t, BK_GLUE_AT | BK_GLUE_FROM | BK_GLUE_BETWEEN);
        bool near = bk_dx_has(t, BK_WORD_APPROX, 0) ||
                    (bk_dx_has(t, BK_WORD_DIRECTION, BK_WORD_OBJECT) && t->end - t->at > 4);
        for (size_t j = 0; leads[j] && !near; j++) near = bk_dx_is(x, t, leads[j]);
        if (!lead && !near) break;
        approximate = approximate || near;
        led = led || bk_dx_glue(t, BK_GLUE_FROM | BK_GLUE_BETWEEN);
        at = at || bk_dx_glue(t, BK_GLUE_AT) || near;
        t = bk_dx_token(x, ++e);
    }
    clock_time c;
    int half = second_half(x, from, part_end);
    unsigned end = bk_dx_clock(x, e, led, &c);
    if (!end && at && t->kind == T_NUMBER && t->digits <= 2 && t->value < 24 && !t->ordinal &&
        !t->plural) { /* on Monday at 4 */
        const token *after = bk_dx_token(x, e + 1);
        const token *tens = bk_dx_token(x, e + 2);
        bool minutes = after->mark == '.' && after->glued && tens->glued && tens->digits == 2 &&
                       tens->value < 60; /* Monday at 2.30 */
        bool last =
            after->kind == T_END || after->mark == '.' || after->mark == ',' || after->mark == '?';
        c = (clock_time){.from = t->value * 3600 + (minutes ? tens->value * 60 : 0),
                         .precision = BK_PRECISION_HOUR};
        if (minutes || last) end = minutes ? e + 3 : e + 1;
    }
    if (!end) return part_end;
    if (end > e + 3 && c.precision == BK_PRECISION_SECOND && !c.range) {
        /* asctime says the year behind the clock */
        const token *year = bk_dx_token(x, end), *said = bk_dx_token(x, i - 1);
        int64_t y;
        unsigned m, day;
        bk_civil(bk_floor_div(w->d.lo, BK_DAY), &y, &m, &day);
        if (bk_dx_plausible_year(year) && !bk_dx_plausible_year(said) && i > 1 &&
            day <= bk_month_days(year->value, m) && bk_dx_byte(x->f, year->end) != ':') {
            bk_date_day(&w->d, bk_days(year->value, m, day));
            end++;
            int64_t offset;
            unsigned z = c.zoned ? 0 : zone(x, end, &offset);
            if (z) { /* Nov 24 00:00:00 2014 GMT */
                c.from -= offset;
                c.zoned = true;
                end = z;
            }
        }
    }
    unsigned behind = end;
    if (bk_dx_has(bk_dx_token(x, end), BK_WORD_DAYPART, 0)) end++; /* at 8:00 in the evening */
    in_second_half(&c, half ? half : second_half(x, behind, end));
    bk_dx_add_base(x, from, i, w);
    set_clock(x->f, w, &c);
    w->d.approximate = w->d.approximate || approximate;
    return end;
}

unsigned bk_dx_clock_first(dx *x, unsigned i, when *w) {
    clock_time c, again;
    bool led = bk_dx_glue(bk_dx_before(x, i), BK_GLUE_FROM | BK_GLUE_BETWEEN);
    unsigned e = bk_dx_clock(x, i, led, &c);
    const token *first = bk_dx_token(x, i);
    if (!e && bk_dx_glue(bk_dx_before(x, i), BK_GLUE_AT) && bk_dx_day_number(first) &&
        first->value <= 12 && bk_dx_has(bk_dx_token(x, i + 1), BK_WORD_DAYNAME, 0)) {
        c = (clock_time){.from = first->value * 3600, .precision = BK_PRECISION_HOUR};
        e = i + 1; /* at 5 tomorrow afternoon */
    }
    unsigned behind = e;
    if (!e) return 0;
    const token *t = bk_dx_token(x, e);
    if (bk_dx_has(t, BK_WORD_DAYPART, 0) && !(t->entry->flags & BK_WORD_NOW))
        t = bk_dx_token(x, ++e);
    if (bk_dx_glue(t, BK_GLUE_ON | BK_GLUE_OF) || t->mark == ',' || t->mark == '-')
        t = bk_dx_token(x, ++e);
    if (t->kind == T_END || bk_dx_clock(x, e, false, &again))
        return 0; /* a chain of times is read once */
    unsigned end = bk_dx_point(x, e, w);
    if (!end || w->d.precision != BK_PRECISION_DAY || w->d.yearless || w->kind == BK_MENTION_EVENT)
        return 0;
    in_second_half(&c, second_half(x, behind, end));
    int64_t offset;
    unsigned z = c.zoned ? 0 : zone(x, end, &offset);
    if (z && !c.range) { /* 00:06, 22 November 2014 (UTC) */
        c.from -= offset;
        c.zoned = true;
    } else {
        z = 0;
    }
    bk_dx_add_base(x, e, end, w);
    set_clock(x->f, w, &c);
    return z ? z : end;
}
