#include "bk_date_find.h"

#include "bk_calendar.h"
#include "bk_date_words.h"

#include <stdio.h>
#include <string.h>

typedef enum token_kind { T_END, T_NUMBER, T_WORD, T_MARK } token_kind;

typedef struct token {
    token_kind kind;
    size_t at, end;
    bk_date_word word; /* of T_WORD */
    int64_t value;     /* of T_NUMBER */
    unsigned digits;
    bool ordinal; /* 25th */
    bool plural;  /* 1990s */
    bool capital;
    int mark; /* of T_MARK: '-' for every dash */
} token;

/* What a calendar expression says, before it is resolved. */
typedef struct parts {
    int64_t year;
    int month, day; /* 0 when not said */
    int weekday;
    bool has_year;
} parts;

typedef bk_date_finder finder;
typedef bk_date_mention mention;

const char *bk_mention_kind_name(bk_mention_kind kind) {
    static const char *const names[] = {"date", "time", "range", "relative", "set"};
    return names[kind];
}

static bool letter(int c) {
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}

static bool digit(int c) {
    return c >= '0' && c <= '9';
}

static int byte(const finder *f, size_t i) {
    return i < f->n ? (unsigned char)f->p[i] : -1;
}

/* U+00A0, the space that keeps "May 2021" on one line. */
static bool no_break_space(const finder *f, size_t i) {
    return byte(f, i) == 0xC2 && byte(f, i + 1) == 0xA0;
}

/* A dash or an apostrophe in UTF-8 counts as its ASCII kin: its length, and *as is set. */
static size_t utf8_mark(const finder *f, size_t i, int *as) {
    if (byte(f, i) != 0xE2 || byte(f, i + 1) != 0x80) return 0;
    int c = byte(f, i + 2);
    *as = c >= 0x90 && c <= 0x95 ? '-' : c == 0x98 || c == 0x99 ? '\'' : 0;
    return *as ? 3 : 0;
}

static size_t skip_space(const finder *f, size_t i) {
    unsigned lines = 0;
    for (;;) {
        int c = byte(f, i);
        if (c == '\n' && ++lines > 1) return f->n; /* a paragraph ends an expression */
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            i++;
        } else if (no_break_space(f, i)) {
            i += 2;
        } else {
            return i;
        }
    }
}

static token token_at(const finder *f, size_t i) {
    token t = {.at = i, .end = i};
    int c = byte(f, i), as;
    if (c < 0) return t;
    if (digit(c)) {
        t.kind = T_NUMBER;
        while (digit(byte(f, t.end))) {
            if (t.digits++ < 12) t.value = t.value * 10 + (byte(f, t.end) - '0');
            t.end++;
        }
        int s = byte(f, t.end) | 0x20, u = byte(f, t.end + 1) | 0x20;
        bool two_letters =
            letter(byte(f, t.end)) && letter(byte(f, t.end + 1)) && !letter(byte(f, t.end + 2));
        if (two_letters && ((s == 's' && u == 't') || (s == 'n' && u == 'd') ||
                            (s == 'r' && u == 'd') || (s == 't' && u == 'h'))) {
            t.ordinal = true;
            t.end += 2;
        } else if (byte(f, t.end) == 's' && !letter(byte(f, t.end + 1)) &&
                   !digit(byte(f, t.end + 1))) {
            t.plural = true;
            t.end++;
        }
        return t;
    }
    if (letter(c) && !utf8_mark(f, i, &as)) {
        t.kind = T_WORD;
        t.capital = c < 'a';
        while (letter(byte(f, t.end)) && !utf8_mark(f, t.end, &as) && !no_break_space(f, t.end))
            t.end++;
        t.word = bk_date_word_of(f->p + i, t.end - i);
        return t;
    }
    t.kind = T_MARK;
    size_t wide = utf8_mark(f, i, &as);
    t.mark = wide ? as : c;
    t.end = i + (wide ? wide : 1);
    return t;
}

static token next(const finder *f, const token *t) {
    return token_at(f, skip_space(f, t->end));
}

static bool is_word(const finder *f, const token *t, const char *word) {
    size_t n = strlen(word);
    if (t->kind != T_WORD || t->end - t->at != n) return false;
    for (size_t i = 0; i < n; i++) {
        if ((f->p[t->at + i] | 0x20) != word[i]) return false;
    }
    return true;
}

static bool is_one_of(const finder *f, const token *t, const char *const words[]) {
    for (size_t i = 0; words[i]; i++) {
        if (is_word(f, t, words[i])) return true;
    }
    return false;
}

/* The word or mark that stands before byte `i`. */
static token before(const finder *f, size_t i) {
    while (i > 0 && strchr(" \t\n\r", f->p[i - 1])) i--;
    size_t from = i;
    while (from > 0 && i - from < 24 && letter((unsigned char)f->p[from - 1])) from--;
    if (from == i && from > 0) from--;
    return from < i ? token_at(f, from) : (token){0};
}

/* ---- resolving ---- */

/* A story of long ago carries its own year: what was told last is nearer than the day of the
 * report. */
#define LONG_AGO 400 /* days */
static bool in_the_past(const finder *f) {
    return f->narrated && (!f->anchored || f->anchor - f->narrative > LONG_AGO);
}

/* Of the years around the anchor, the one that puts the day nearest to it; in news the past is
 * twice as near, and a story goes on rather than back. */
static int64_t nearest_year(const finder *f, int month, int day) {
    int64_t year, best = 0, best_cost = INT64_MAX;
    int64_t anchor = in_the_past(f) ? f->narrative : f->anchor;
    unsigned m, d;
    bk_civil(anchor, &year, &m, &d);
    for (int64_t y = year - 1; y <= year + 1; y++) {
        if (day > 0 && (unsigned)day > bk_month_days(y, (unsigned)month)) continue;
        int64_t distance = bk_days(y, (unsigned)month, (unsigned)(day ? day : 15)) - anchor;
        if (!day && y == year && (unsigned)month == m) distance = 0;
        int64_t future = in_the_past(f) ? 2 : 4, past = in_the_past(f) ? 3 : 2;
        int64_t cost = distance > 0 ? distance * future : -distance * past;
        if (cost < best_cost) {
            best_cost = cost;
            best = y;
        }
    }
    return best;
}

static bool resolve(const finder *f, const parts *p, bk_date *out) {
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
    int64_t year = p->has_year ? p->year : p->month ? nearest_year(f, p->month, p->day) : 0;
    if (p->day) {
        bk_date_day(out, bk_days(year, (unsigned)p->month, (unsigned)p->day));
    } else if (p->month) {
        bk_date_month(out, year, (unsigned)p->month);
    } else if (p->has_year) {
        bk_date_year(out, year);
    } else {
        return false;
    }
    return true;
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

/* ---- calendar expressions ---- */

static bool plausible_year(const token *t) {
    return t->kind == T_NUMBER && t->digits == 4 && !t->ordinal && !t->plural && t->value >= 1000 &&
           t->value < 2200;
}

static bool day_number(const token *t) {
    return t->kind == T_NUMBER && t->digits <= 2 && t->value >= 1 && t->value <= 31 && !t->plural;
}

/* A month's name; an abbreviation or a common word needs its capital. */
static bool month_word(const token *t) {
    return t->kind == T_WORD && t->word.kind == BK_WORD_MONTH && (t->capital || !t->word.ambiguous);
}

/* The end of a name and its full stop, where the name is an abbreviation. */
static token after_name(const finder *f, const token *t, size_t *end) {
    *end = t->end;
    if (byte(f, t->end) == '.' && t->end - t->at <= 5) {
        token stop = token_at(f, t->end);
        token following = next(f, &stop);
        if (following.kind == T_NUMBER || following.mark == ',' || following.kind == T_WORD)
            *end = stop.end;
        if (following.kind == T_NUMBER || following.mark == ',') return following;
    }
    token bare = *t;
    bare.end = *end;
    return next(f, &bare);
}

/* [,] [of] YYYY after a month or a day; also '14. */
static size_t year_after(const finder *f, token t, parts *p, size_t end) {
    if (t.mark == ',' || is_word(f, &t, "of") || is_word(f, &t, "in")) t = next(f, &t);
    if (t.mark == '\'' && digit(byte(f, t.end))) {
        token two = token_at(f, t.end);
        if (two.digits == 2 && !letter(byte(f, two.end))) {
            p->year = two.value + (two.value < 50 ? 2000 : 1900);
            p->has_year = true;
            return two.end;
        }
    }
    if (plausible_year(&t) && !(byte(f, t.end) == ':' && digit(byte(f, t.end + 1)))) {
        p->year = t.value;
        p->has_year = true;
        return t.end;
    }
    return end;
}

/* Day Month, Month Day, Month, each with or without a year. Returns the end, 0 when there is none.
 */
static size_t calendar(const finder *f, token t, parts *p) {
    size_t end = 0;
    *p = (parts){0};
    if (t.kind == T_WORD && t.word.kind == BK_WORD_WEEKDAY && (t.capital || !t.word.ambiguous)) {
        token t2 = after_name(f, &t, &end);
        if (t2.mark == ',') t2 = next(f, &t2);
        if (is_word(f, &t2, "the")) t2 = next(f, &t2);
        parts inner;
        size_t e =
            t2.kind == T_WORD && t2.word.kind == BK_WORD_WEEKDAY ? 0 : calendar(f, t2, &inner);
        if (e && inner.day) {
            *p = inner;
            p->weekday = t.word.value;
            return e;
        }
        return 0;
    }
    if (day_number(&t)) {
        token m = next(f, &t);
        if (is_word(f, &m, "of"))
            m = next(f, &m);
        else if (m.mark == '-' && m.at == t.end)
            m = next(f, &m);
        if (is_word(f, &m, "day")) return 0;
        if (!month_word(&m) || (m.word.ambiguous && m.end - m.at > 4 && !m.capital)) return 0;
        p->day = (int)t.value;
        p->month = m.word.value;
        token following = after_name(f, &m, &end);
        if (following.mark == '-' && following.at == m.end) {
            token y = next(f, &following);
            if (plausible_year(&y)) following = y;
        }
        return year_after(f, following, p, end);
    }
    if (month_word(&t)) {
        token following = after_name(f, &t, &end);
        p->month = t.word.value;
        if (following.mark == '-' && following.at == t.end) following = next(f, &following);
        if (is_word(f, &following, "the")) following = next(f, &following);
        if (day_number(&following)) {
            int after = byte(f, following.end);
            bool number_goes_on =
                (after == '.' || after == ',' || after == ':') && digit(byte(f, following.end + 1));
            if (!number_goes_on && after != '%') {
                p->day = (int)following.value;
                return year_after(f, next(f, &following), p, following.end);
            }
        }
        return year_after(f, following, p, end);
    }
    return 0;
}

/* ---- time of day ---- */

/* 3 p.m., 11:30 pm ET, 15:04:05, noon. Seconds of the day; zoned when a zone follows. */
static size_t time_of_day(const finder *f, token t, int64_t *seconds, bk_precision *precision,
                          bool *zoned) {
    *zoned = false;
    size_t end;
    if (is_word(f, &t, "noon") || is_word(f, &t, "midnight")) {
        *seconds = is_word(f, &t, "noon") ? 43200 : 0;
        *precision = BK_PRECISION_MINUTE;
        return t.end;
    }
    if (t.kind != T_NUMBER || t.digits > 2 || t.ordinal || t.plural) return 0;
    int64_t h = t.value, m = 0, s = 0;
    bool colon = false;
    *precision = BK_PRECISION_HOUR;
    end = t.end;
    for (int i = 0; i < 2 && (byte(f, end) == ':' || (byte(f, end) == '.' && i == 0)) &&
                    digit(byte(f, end + 1));
         i++) {
        token part = token_at(f, end + 1);
        if (part.digits != 2 || part.value > 59 || part.plural || part.ordinal) return 0;
        if (byte(f, end) == '.') {
            token meridiem = next(f, &part); /* 3.30pm, else it is a decimal */
            if (meridiem.word.kind != BK_WORD_MERIDIEM &&
                !is_one_of(f, &meridiem, (const char *const[]){"a", "p", NULL}))
                return 0;
        }
        *(i ? &s : &m) = part.value;
        *precision = i ? BK_PRECISION_SECOND : BK_PRECISION_MINUTE;
        end = part.end;
        colon = true;
    }
    token half = {.end = end};
    half = next(f, &half);
    if (half.kind == T_WORD && half.word.kind == BK_WORD_MERIDIEM) {
        if (h < 1 || h > 12) return 0;
        h = h % 12 + half.word.value;
        end = half.end;
    } else if (half.kind == T_WORD && half.end - half.at == 1 && strchr("aApP", f->p[half.at]) &&
               byte(f, half.end) == '.' && (byte(f, half.end + 1) | 0x20) == 'm') {
        if (h < 1 || h > 12) return 0;
        h = h % 12 + ((f->p[half.at] | 0x20) == 'p' ? 12 : 0);
        end = half.end + 2;
        if (byte(f, end) == '.') end++;
    } else if (!colon) {
        return 0;
    }
    if (h > 24 || (h == 24 && (m || s))) return 0;
    *seconds = h * 3600 + m * 60 + s;
    token z = {.end = end};
    z = next(f, &z);
    if (z.kind == T_WORD && z.word.kind == BK_WORD_ZONE && z.capital && z.end - z.at > 1) {
        *seconds -= z.word.value * 60;
        *zoned = true;
        end = z.end;
    }
    return end;
}

/* [,] [at|around|about] TIME after a day. */
static size_t with_time(const finder *f, size_t end, bk_date *d, bk_mention_kind *kind) {
    static const char *const leads[] = {"at",   "around", "about", "shortly",
                                        "just", "before", "after", NULL};
    if (d->precision != BK_PRECISION_DAY || d->yearless) return end;
    token t = {.end = end};
    t = next(f, &t);
    if (t.mark == ',') t = next(f, &t);
    bool approximate = false;
    while (is_one_of(f, &t, leads)) {
        approximate = approximate || !is_word(f, &t, "at");
        t = next(f, &t);
    }
    int64_t seconds;
    bk_precision precision;
    bool zoned;
    size_t e = time_of_day(f, t, &seconds, &precision, &zoned);
    if (!e) return end;
    bk_date_moment(d, d->lo + seconds,
                   precision == BK_PRECISION_HOUR ? BK_PRECISION_MINUTE : precision, zoned);
    d->approximate = approximate;
    *kind = BK_MENTION_TIME;
    return e;
}

/* ---- expressions, each by the kind of its first token ---- */

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

/* last/this/next and a unit, month, season or weekday. */
static size_t which_unit(const finder *f, int which, const token *t, bk_date *out) {
    int64_t y;
    unsigned m, d;
    bk_civil(f->anchor, &y, &m, &d);
    int64_t monday = f->anchor - bk_weekday(f->anchor) + 1;
    switch (t->word.kind) {
    case BK_WORD_UNIT:
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

/* a week ago, three months earlier, several days before, two years later */
static size_t counted(const finder *f, token t, bk_date *out) {
    int64_t count;
    bool vague = false, several = false;
    if (t.kind == T_NUMBER && t.digits <= 3 && !t.ordinal && !t.plural) {
        count = t.value;
        if (byte(f, t.end) == '.' || byte(f, t.end) == ',') return 0;
    } else if (t.kind == T_WORD && t.word.kind == BK_WORD_NUMBER) {
        count = t.word.value;
        vague = several = t.word.vague;
        token more = next(f, &t);
        if (count == 1 && more.word.kind == BK_WORD_NUMBER &&
            more.word.vague) { /* a few, a couple of */
            t = more;
            count = more.word.value;
            vague = several = true;
        }
        more = next(f, &t);
        if (several && is_word(f, &more, "of")) t = more;
    } else {
        return 0;
    }
    token unit = next(f, &t);
    if (unit.mark == '-' && unit.at == t.end) unit = next(f, &unit);
    if (unit.kind != T_WORD || unit.word.kind != BK_WORD_UNIT) return 0;
    token way = next(f, &unit);
    if (way.kind != T_WORD || way.word.kind != BK_WORD_DIRECTION) return 0;
    /* "a week after the attack" hangs on the attack: only a bare "later" hangs on the anchor */
    token following = next(f, &way);
    bool ago = is_word(f, &way, "ago");
    if (!ago && following.kind == T_WORD &&
        (is_word(f, &way, "after") || is_word(f, &way, "before") || is_word(f, &way, "prior")))
        return 0;
    /* "six days later" goes on from the day told last; without one it is a guess from the anchor */
    bool goes_on = !ago && f->narrated;
    if (!goes_on && !f->anchored) return 0;
    if (!relative_units(goes_on ? f->narrative : f->anchor, count, vague, unit.word.value,
                        way.word.value, out))
        return 0;
    if (!ago && !goes_on) bk_date_qualify(out, true, true);
    return way.end;
}

static size_t numeric_date(const finder *f, token t, bk_date *out, bk_mention_kind *kind) {
    int separator = byte(f, t.end);
    if ((separator != '/' && separator != '.' && separator != '-') || t.ordinal || t.plural)
        return 0;
    token b = token_at(f, t.end + 1);
    if (b.kind != T_NUMBER || byte(f, b.end) != separator || b.digits > 2 || b.ordinal) return 0;
    token c = token_at(f, b.end + 1);
    if (c.kind != T_NUMBER || c.ordinal || c.plural) return 0;
    int goes_on = byte(f, c.end);
    if (letter(goes_on) || goes_on == '/' ||
        ((goes_on == '.' || goes_on == '-') && digit(byte(f, c.end + 1))))
        return 0;
    int64_t y, first = t.value, second = b.value;
    if (t.digits == 4 && c.digits <= 2) { /* 2014/11/25 */
        if (second < 1 || second > 12 || c.value < 1 ||
            c.value > bk_month_days(t.value, (unsigned)second))
            return 0;
        bk_date_day(out, bk_days(t.value, (unsigned)second, (unsigned)c.value));
        return c.end;
    }
    if (t.digits > 2 || (c.digits != 4 && !(c.digits == 2 && separator == '/'))) return 0;
    y = c.digits == 4 ? c.value : c.value + (c.value < 50 ? 2000 : 1900);
    if (y < 1000 || y > 2200) return 0;
    bool dmy =
        second >= 1 && second <= 12 && first >= 1 && first <= bk_month_days(y, (unsigned)second);
    bool mdy =
        first >= 1 && first <= 12 && second >= 1 && second <= bk_month_days(y, (unsigned)first);
    if (separator == '.') mdy = false; /* the German custom */
    if (dmy && mdy && first != second) {
        if (f->order == BK_ORDER_DMY) mdy = false;
        if (f->order == BK_ORDER_MDY) dmy = false;
    }
    if (dmy && mdy && first != second) {
        bk_date other;
        bk_date_day(out, bk_days(y, (unsigned)first, (unsigned)second));
        bk_date_day(&other, bk_days(y, (unsigned)second, (unsigned)first));
        if (other.lo < out->lo) {
            bk_date swap = *out;
            *out = other;
            other = swap;
        }
        char text[BK_EDTF_MAX];
        (void)snprintf(text, sizeof text, "[%.40s,%.40s]", out->edtf, other.edtf);
        memcpy(out->edtf, text, strlen(text) + 1);
        out->hi = other.hi;
        out->precision = BK_PRECISION_SET;
        *kind = BK_MENTION_SET;
        return c.end;
    }
    if (dmy)
        bk_date_day(out, bk_days(y, (unsigned)second, (unsigned)first));
    else if (mdy)
        bk_date_day(out, bk_days(y, (unsigned)first, (unsigned)second));
    else
        return 0;
    return c.end;
}

/* 2014-11-25, 2014-11-25T10:00:00Z, 2014-11-25 10:00 */
static size_t iso_date(const finder *f, const token *t, bk_date *out, bk_mention_kind *kind) {
    if (t->digits != 4 || byte(f, t->end) != '-' || !digit(byte(f, t->end + 1))) return 0;
    size_t end = t->end;
    while (end < f->n && end - t->at < 40 &&
           (digit(byte(f, end)) || (end > t->end && strchr("-:.+,TZtz ", f->p[end]))))
        end++;
    for (; end > t->at + 9; end--) { /* the longest prefix that is a date */
        if (!digit(byte(f, end - 1)) && byte(f, end - 1) != 'Z') continue;
        if (letter(byte(f, end)) || digit(byte(f, end))) continue;
        if (bk_date_parse(f->p + t->at, end - t->at, out, NULL) == BK_OK &&
            out->precision <= BK_PRECISION_DAY) {
            if (out->precision < BK_PRECISION_DAY) *kind = BK_MENTION_TIME;
            return end;
        }
    }
    return 0;
}

/* A year that stands alone must look like one: by what stands before it, and by what does not
 * follow. */
static bool year_in_context(const finder *f, const token *t) {
    static const char *const leads[] = {"in",     "since", "by",     "during",  "from",    "until",
                                        "before", "after", "of",     "for",     "year",    "and",
                                        "to",     "or",    "till",   "through", "between", "late",
                                        "early",  "mid",   "circa",  "summer",  "winter",  "spring",
                                        "autumn", "fall",  "around", NULL};
    /* what is counted after a number of four digits, and no year: "2010 employees" */
    static const char *const no_things[] = {"is",  "was",  "has",   "this", "as", "its",
                                            "his", "does", "hours", "us",   NULL};
    static const char *const sizes[] = {"about",    "than",   "least",   "most",   "nearly",
                                        "over",     "almost", "some",    "port",   "version",
                                        "room",     "page",   "windows", "office", "server",
                                        "exchange", "event",  "id",      NULL};
    if (t->value < 1000 || t->value > 2100) return false;
    int c = byte(f, t->end);
    if ((c == '.' || c == ',' || c == ':' || c == '-') && digit(byte(f, t->end + 1))) return false;
    if (c > 0 && strchr("%/@_=\\", c)) return false;
    token b = before(f, t->at);
    token following = next(f, t);
    bool led = b.kind == T_WORD && is_one_of(f, &b, leads);
    bool bracket = b.mark == '(' || b.mark == '[';
    if (t->value < 1900 && !led && !bracket) return false;
    bool counted_thing = following.kind == T_WORD && !following.capital &&
                         following.end - following.at > 3 && f->p[following.end - 1] == 's' &&
                         f->p[following.end - 2] != 's' && !is_one_of(f, &following, no_things);
    if (led || bracket) return !counted_thing || is_word(f, &b, "in") || is_word(f, &b, "since");
    if (b.kind == T_MARK && b.mark != ',' && b.mark != '.' && b.mark != ';' && b.mark != '"' &&
        b.mark != ')')
        return false;
    if (b.kind == T_NUMBER || (b.kind == T_WORD && is_one_of(f, &b, sizes))) return false;
    if (b.end == t->at && b.kind != T_END)
        return false; /* glued to a mark: a part of something longer */
    return !counted_thing;
}

static size_t year_alone(const finder *f, const token *t, bk_date *out, bk_mention_kind *kind) {
    if (t->digits != 4 || t->ordinal) return 0;
    if (t->plural) { /* the 1990s */
        if (t->value % 10 || t->value < 1500 || t->value > 2100) return 0;
        bk_date_span(out, bk_days(t->value, 1, 1), bk_days(t->value + 10, 1, 1));
        (void)snprintf(out->edtf, sizeof out->edtf, "%03dX", (int)(t->value / 10));
        out->precision = BK_PRECISION_DECADE;
        return t->end;
    }
    if (!year_in_context(f, t)) {
        token dash = token_at(f, t->end);
        token other = dash.mark == '-' ? token_at(f, dash.end) : (token){0};
        bool years = plausible_year(t) && t->value >= 1900 && plausible_year(&other) &&
                     other.value > t->value && other.value < t->value + 120 &&
                     byte(f, other.end) != '-';
        if (!years) return 0;
        bk_date_span(out, bk_days(t->value, 1, 1), bk_days(other.value + 1, 1, 1));
        (void)snprintf(out->edtf, sizeof out->edtf, "%04d/%04d", (int)t->value, (int)other.value);
        *kind = BK_MENTION_RANGE;
        return other.end;
    }
    bk_date_year(out, t->value);
    return t->end;
}

/* first quarter of 2014, Q1 2014, H2 2013 */
static size_t quarter(const finder *f, token t, bk_date *out) {
    int64_t index;
    int months;
    token after;
    int c = byte(f, t.at) | 0x20;
    if (t.kind == T_WORD && t.end - t.at == 1 && (c == 'q' || c == 'h') && digit(byte(f, t.end))) {
        token n = token_at(f, t.end);
        index = n.value;
        months = c == 'q' ? 3 : 6;
        after = next(f, &n);
    } else {
        if (t.kind == T_WORD && t.word.kind == BK_WORD_ORDINAL)
            index = t.word.value;
        else if (t.kind == T_NUMBER && t.ordinal)
            index = t.value;
        else
            return 0;
        token unit = next(f, &t);
        if (unit.word.kind != BK_WORD_UNIT ||
            (unit.word.value != BK_UNIT_QUARTER && unit.word.value != BK_UNIT_HALF))
            return 0;
        months = unit.word.value == BK_UNIT_QUARTER ? 3 : 6;
        after = next(f, &unit);
    }
    if (after.mark == ',' || is_word(f, &after, "of")) after = next(f, &after);
    if (index < 1 || index > 12 / months || !plausible_year(&after)) return 0;
    int first = (int)(index - 1) * months + 1;
    bk_date_span(out, bk_month_start(after.value, first, 0),
                 bk_month_start(after.value, first, months));
    (void)snprintf(out->edtf, sizeof out->edtf, "%04d-%02d", (int)after.value,
                   (int)(index + (months == 3 ? 32 : 39)));
    out->precision = BK_PRECISION_SEASON;
    return after.end;
}

static size_t holiday(const finder *f, const token *t, bk_date *out) {
    if (!t->capital || t->kind != T_WORD) return 0;
    for (size_t i = 0; i < bk_holiday_count; i++) {
        const char *name = bk_holidays[i].name;
        size_t at = t->at, k = 0;
        int as;
        for (; name[k]; k++) {
            size_t wide = utf8_mark(f, at, &as);
            int c = wide ? as : byte(f, at);
            if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != name[k]) break;
            at += wide ? wide : 1;
        }
        if (name[k] || letter(byte(f, at))) continue;
        parts p = {.month = bk_holidays[i].month,
                   .day = bk_holidays[i].day ? bk_holidays[i].day : 25};
        token following = {.end = at};
        size_t end = year_after(f, next(f, &following), &p, at);
        if (!p.has_year && !f->anchored) return 0;
        bk_date_day(out, bk_holiday_day(&bk_holidays[i],
                                        p.has_year ? p.year : nearest_year(f, p.month, p.day)));
        return end;
    }
    return 0;
}

/* A calendar expression, perhaps from one to another. */
static size_t calendar_range(const finder *f, token t, bk_date *out, bk_mention_kind *kind) {
    static const char *const joins[] = {"to", "through", "until", "till", "thru", NULL};
    parts a, b;
    token lead = before(f, t.at);
    bool between = is_word(f, &lead, "between"), from = is_word(f, &lead, "from");
    if (day_number(&t)) { /* 12-14 May, 12 to 14 May */
        token join = next(f, &t);
        bool dash =
            join.mark == '-' || is_one_of(f, &join, joins) || (between && is_word(f, &join, "and"));
        token last = next(f, &join);
        if (dash && day_number(&last) && last.value > t.value) {
            size_t e = calendar(f, last, &b);
            if (e && b.day) {
                a = b;
                a.day = (int)t.value;
                bk_date first, second;
                if (resolve(f, &a, &first) && resolve(f, &b, &second) && !first.yearless) {
                    bk_date_span(out, first.lo / BK_DAY, second.hi / BK_DAY);
                    *kind = BK_MENTION_RANGE;
                    return e;
                }
            }
        }
    }
    size_t end = calendar(f, t, &a);
    if (!end) return 0;
    token join = {.end = end};
    join = next(f, &join);
    bool joined =
        (join.mark == '-') || is_one_of(f, &join, joins) || ((between) && is_word(f, &join, "and"));
    if (is_one_of(f, &join, (const char *const[]){"until", "till", "to", NULL}) && !from &&
        !between && !a.day)
        joined = false;
    if (joined) {
        token second = next(f, &join);
        size_t e = 0;
        if (a.month && a.day && !a.has_year && day_number(&second) &&
            second.value > a.day) { /* May 12-14, 2014 */
            token following = next(f, &second);
            if (!month_word(&following)) {
                b = a;
                b.day = (int)second.value;
                e = year_after(f, following, &b, second.end);
            }
        }
        if (!e) e = calendar(f, second, &b);
        if (!e && plausible_year(&second) && a.has_year && !a.month) {
            b = (parts){.year = second.value, .has_year = true};
            e = second.end;
        }
        if (e && (a.day != 0) == (b.day != 0)) {
            if (!a.has_year && b.has_year) {
                a.has_year = true;
                a.year = b.year - (a.month > b.month);
            }
            bk_date first, last;
            if (resolve(f, &a, &first) && resolve(f, &b, &last) && !first.yearless &&
                !last.yearless) {
                if (!b.has_year && last.hi <= first.lo) {
                    b.has_year = true;
                    b.year = (a.has_year ? a.year : nearest_year(f, a.month, a.day)) + 1;
                    (void)resolve(f, &b, &last);
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
    return resolve(f, &a, out) ? end : 0;
}

/* A month alone that is also a common word needs a preposition before it. */
static bool lonely_month(const finder *f, const token *t, size_t end) {
    static const char *const leads[] = {"in",   "since", "by",      "until",  "of",    "during",
                                        "from", "to",    "last",    "next",   "this",  "early",
                                        "late", "mid",   "through", "before", "after", "between",
                                        "and",  "till",  NULL};
    if (t->kind != T_WORD || t->word.kind != BK_WORD_MONTH || end > t->end + 1) return false;
    if (!t->word.ambiguous) return false;
    token b = before(f, t->at);
    return !(is_one_of(f, &b, leads) || b.mark == '-' || b.mark == '(');
}

static size_t expression(const finder *f, token t, bk_date *out, bk_mention_kind *kind);

/* the same day, that year, the following month, the day before: from the day told last */
static size_t told(const finder *f, token t, bk_date *out) {
    static const struct {
        const char *word;
        int direction;
    } table[] = {{"same", 0},      {"very", 0},      {"next", 1},
                 {"following", 1}, {"previous", -1}, {"preceding", -1}};
    if (!f->narrated || !(is_word(f, &t, "the") || is_word(f, &t, "that"))) return 0;
    token a = next(f, &t);
    if (is_word(f, &t, "the") &&
        is_word(f, &a, "day")) { /* "the day after the attack" hangs on the attack */
        token way = next(f, &a), following = next(f, &way);
        if (way.kind != T_WORD || way.word.kind != BK_WORD_DIRECTION || following.kind == T_WORD)
            return 0;
        bk_date_day(out, f->narrative + way.word.value);
        return way.end;
    }
    int direction = 0;
    token unit = a;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (!is_word(f, &a, table[i].word)) continue;
        direction = table[i].direction;
        unit = next(f, &a);
        break;
    }
    if (unit.at == a.at && is_word(f, &t, "the")) return 0;
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

static size_t word_expression(const finder *f, token t, bk_date *out, bk_mention_kind *kind) {
    token following = next(f, &t);
    size_t end = 0;
    switch (t.word.kind) {
    case BK_WORD_MONTH:
        end = calendar_range(f, t, out, kind);
        if (end && lonely_month(f, &t, end)) return 0;
        return end ? with_time(f, end, out, kind) : 0;
    case BK_WORD_WEEKDAY:
        end = calendar_range(f, t, out, kind);
        if (end) return with_time(f, end, out, kind);
        if (!t.capital && t.word.ambiguous) return 0;
        if (t.word.ambiguous) return 0; /* "Sat" alone is rather a verb */
        if (!f->anchored || byte(f, t.end) == 's') return 0;
        bk_date_day(out, f->anchor - (bk_weekday(f->anchor) + 7 - (unsigned)t.word.value) % 7);
        *kind = BK_MENTION_RELATIVE;
        end = t.end;
        if (following.word.kind == BK_WORD_DAYPART) end = following.end;
        return with_time(f, end, out, kind);
    case BK_WORD_DAYNAME:
        if (!f->anchored) return 0;
        *kind = BK_MENTION_RELATIVE;
        bk_date_day(out, f->anchor + t.word.value);
        end = following.word.kind == BK_WORD_DAYPART ? following.end : t.end;
        return with_time(f, end, out, kind);
    case BK_WORD_NUMBER:
        *kind = BK_MENTION_RELATIVE;
        return counted(f, t, out);
    case BK_WORD_WHICH:
        if (!f->anchored ||
            (t.capital && t.word.value == 0 && following.word.kind == BK_WORD_UNIT &&
             following.word.value == BK_UNIT_DAY))
            return 0;
        *kind = BK_MENTION_RELATIVE;
        end = following.kind == T_WORD ? which_unit(f, t.word.value, &following, out) : 0;
        return end ? with_time(f, end, out, kind) : 0;
    case BK_WORD_PART: {
        token inner = following;
        if (inner.mark == '-') inner = next(f, &inner);
        if (is_word(f, &inner, "of"))
            inner = next(f, &inner);
        else if (t.word.value != 1 && t.end - t.at == 3)
            return 0; /* "end" without "of" */
        if (is_word(f, &inner, "the")) inner = next(f, &inner);
        if (plausible_year(&inner) && inner.value >= 1900) {
            bk_date_year(out, inner.value);
            end = inner.end;
        } else if (month_word(&inner)) {
            parts p;
            end = calendar(f, inner, &p);
            if (p.day || !resolve(f, &p, out)) return 0;
        } else if (inner.plural || inner.word.kind == BK_WORD_WHICH) {
            end = expression(f, inner, out, kind);
        }
        if (!end || out->yearless) return 0;
        narrow(out, t.word.value);
        return end;
    }
    case BK_WORD_SEASON: {
        parts p = {0};
        if (is_word(f, &following, "of")) following = next(f, &following);
        end = year_after(f, following, &p, 0);
        if (!end) return 0;
        int first = (t.word.value - 21) * 3 + 3;
        bk_date_span(out, bk_month_start(p.year, first, 0), bk_month_start(p.year, first, 3));
        (void)snprintf(out->edtf, sizeof out->edtf, "%04d-%02d", (int)p.year, t.word.value);
        out->precision = BK_PRECISION_SEASON;
        return end;
    }
    case BK_WORD_DIRECTION: /* earlier this year, later that month: inside it, not sure where */
        if (!f->anchored || !(is_word(f, &t, "earlier") || is_word(f, &t, "later"))) return 0;
        if (following.word.kind != BK_WORD_WHICH) return 0;
        *kind = BK_MENTION_RELATIVE;
        return word_expression(f, following, out, kind);
    default:
        end = quarter(f, t, out);
        if (end) return end;
        end = told(f, t, out);
        if (end) *kind = BK_MENTION_RELATIVE;
        return end ? end : holiday(f, &t, out);
    }
}

static size_t number_expression(const finder *f, token t, bk_date *out, bk_mention_kind *kind) {
    size_t end = iso_date(f, &t, out, kind);
    if (end) return end;
    end = numeric_date(f, t, out, kind);
    if (end) return with_time(f, end, out, kind);
    end = calendar_range(f, t, out, kind);
    if (end) return with_time(f, end, out, kind);
    end = counted(f, t, out);
    if (end) {
        *kind = BK_MENTION_RELATIVE;
        return end;
    }
    end = quarter(f, t, out);
    if (end) return end;
    int64_t seconds;
    bk_precision precision;
    bool zoned;
    end = time_of_day(f, t, &seconds, &precision, &zoned);
    if (end) { /* 3 p.m. ET on Monday; alone it says no day */
        token on = {.end = end};
        on = next(f, &on);
        if (is_word(f, &on, "on") || on.mark == ',') on = next(f, &on);
        bk_mention_kind inner = BK_MENTION_DATE;
        size_t e = on.kind == T_END ? 0 : expression(f, on, out, &inner);
        if (!e || out->precision != BK_PRECISION_DAY || out->yearless) return 0;
        bk_date_moment(out, out->lo + seconds,
                       precision == BK_PRECISION_SECOND ? precision : BK_PRECISION_MINUTE, zoned);
        *kind = BK_MENTION_TIME;
        return e;
    }
    return year_alone(f, &t, out, kind);
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
    token b = before(f, at);
    if (is_one_of(f, &b, words)) bk_date_qualify(d, true, false);
}

void bk_date_find_order(bk_date_finder *f) {
    unsigned dmy = 0, mdy = 0;
    for (size_t i = 0; i + 7 < f->n; i++) {
        if (f->p[i] != '/' || i < 1 || !digit(byte(f, i - 1)) || !digit(byte(f, i + 1))) continue;
        size_t from = i - 1;
        if (from > 0 && digit(byte(f, from - 1))) from--;
        if (from > 0 && (digit(byte(f, from - 1)) || byte(f, from - 1) == '/')) continue;
        token a = token_at(f, from), b = token_at(f, i + 1);
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
        token t = token_at(f, f->at);
        int b = f->at ? byte(f, f->at - 1) : ' ';
        /* inside a longer token, a decimal, a path, a version: no start */
        bool inside = letter(b) || digit(b) || b == '$' || b == '@' || b == '_' || b == '%' ||
                      (t.kind == T_NUMBER && f->at > 1 &&
                       (b == '.' || b == ',' || b == '/' || b == ':' || b == '=') &&
                       !strchr(" \n\t", f->p[f->at - 2]) &&
                       (digit(byte(f, f->at - 2)) || b == '/' || b == '='));
        if (!inside) {
            bk_mention_kind kind;
            size_t end = expression(f, t, &m->date, &kind);
            int after = byte(f, end);
            if (end && !digit(after) && !(after < 0x80 && letter(after))) {
                hedge(f, f->at, &m->date);
                m->first = f->at;
                m->end = end;
                m->kind = kind;
                f->at = end;
                if (m->date.precision <= BK_PRECISION_INTERVAL && m->date.lo != BK_OPEN_LO &&
                    (m->date.precision <= BK_PRECISION_MONTH || kind == BK_MENTION_RANGE ||
                     m->date.hi <= (f->anchor - LONG_AGO) * BK_DAY)) {
                    f->narrated = true;
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
