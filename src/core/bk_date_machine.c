/* Machine dates other than EDTF: ISO 8601-1 in its basic, week and ordinal forms, RFC 3339 with a
 * space, RFC 5322 (also with a zone's name), RFC 850 and asctime. */
#include "bk_calendar.h"
#include "bk_date.h"

#include <string.h>

typedef struct cursor {
    const char *p;
    size_t n, at;
} cursor;

static int at(const cursor *c) {
    return c->at < c->n ? (unsigned char)c->p[c->at] : -1;
}

static bool digit(int c) {
    return c >= '0' && c <= '9';
}

static unsigned run_of_digits(const cursor *c) {
    unsigned k = 0;
    while (c->at + k < c->n && digit((unsigned char)c->p[c->at + k])) k++;
    return k;
}

static bool number(cursor *c, unsigned count, int64_t *out) {
    *out = 0;
    for (unsigned i = 0; i < count; i++) {
        if (!digit(at(c))) return false;
        *out = *out * 10 + (at(c) - '0');
        c->at++;
    }
    return true;
}

static bool accept(cursor *c, int wanted) {
    if (at(c) != wanted) return false;
    c->at++;
    return true;
}

static void spaces(cursor *c) {
    while (at(c) == ' ' || at(c) == '\t' || at(c) == '\n' || at(c) == '\r') c->at++;
}

typedef enum { W_NONE, W_MONTH, W_WEEKDAY, W_ZONE } word_kind;

typedef struct machine_word {
    char text[10];
    unsigned char kind;
    short value; /* of a zone minutes east of UTC */
} machine_word;

/* The letters at the cursor: a month or a weekday, whole or cut to three letters or more, or one of
 * the zones that RFC 5322 and feeds name. */
static machine_word word(cursor *c) {
    static const machine_word table[] = {
        {"january", W_MONTH, 1},    {"february", W_MONTH, 2},  {"march", W_MONTH, 3},
        {"april", W_MONTH, 4},      {"may", W_MONTH, 5},       {"june", W_MONTH, 6},
        {"july", W_MONTH, 7},       {"august", W_MONTH, 8},    {"september", W_MONTH, 9},
        {"october", W_MONTH, 10},   {"november", W_MONTH, 11}, {"december", W_MONTH, 12},
        {"monday", W_WEEKDAY, 1},   {"tuesday", W_WEEKDAY, 2}, {"wednesday", W_WEEKDAY, 3},
        {"thursday", W_WEEKDAY, 4}, {"friday", W_WEEKDAY, 5},  {"saturday", W_WEEKDAY, 6},
        {"sunday", W_WEEKDAY, 7},   {"z", W_ZONE, 0},          {"ut", W_ZONE, 0},
        {"utc", W_ZONE, 0},         {"gmt", W_ZONE, 0},        {"est", W_ZONE, -300},
        {"edt", W_ZONE, -240},      {"et", W_ZONE, -300},      {"cst", W_ZONE, -360},
        {"cdt", W_ZONE, -300},      {"ct", W_ZONE, -360},      {"mst", W_ZONE, -420},
        {"mdt", W_ZONE, -360},      {"mt", W_ZONE, -420},      {"pst", W_ZONE, -480},
        {"pdt", W_ZONE, -420},      {"pt", W_ZONE, -480},      {"bst", W_ZONE, 60},
        {"cet", W_ZONE, 60},        {"cest", W_ZONE, 120},     {"eet", W_ZONE, 120},
        {"eest", W_ZONE, 180},      {"msk", W_ZONE, 180},      {"jst", W_ZONE, 540},
        {"kst", W_ZONE, 540},       {"hkt", W_ZONE, 480},      {"sgt", W_ZONE, 480},
        {"aest", W_ZONE, 600},      {"aedt", W_ZONE, 660},
    };
    size_t from = c->at;
    while ((at(c) | 0x20) >= 'a' && (at(c) | 0x20) <= 'z') c->at++;
    size_t n = c->at - from;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t k = 0;
        while (k < n && table[i].text[k] && (c->p[from + k] | 0x20) == table[i].text[k]) k++;
        bool whole = k == n && (k == sizeof table[i].text || !table[i].text[k]);
        if (n && k == n && (whole || (n >= 3 && table[i].kind != W_ZONE))) return table[i];
    }
    return (machine_word){"", W_NONE, 0};
}

/* Z, UTC, GMT, +hh:mm, +hhmm, or a name of RFC 5322. False when there is something else. */
static bool zone(cursor *c, bool *zoned, int64_t *offset) {
    *zoned = false;
    *offset = 0;
    spaces(c);
    int sign = at(c);
    if (sign == -1) return true;
    *zoned = true;
    if (sign == '+' || sign == '-') {
        int64_t h, m = 0;
        c->at++;
        if (!number(c, 2, &h)) return false;
        if (accept(c, ':') || digit(at(c))) {
            if (!number(c, 2, &m)) return false;
        }
        *offset = (h * 60 + m) * 60 * (sign == '-' ? -1 : 1);
        if (sign == '-' && h == 0 && m == 0) *zoned = true; /* RFC 5322: UTC, origin unknown */
        spaces(c);
        if (accept(c, '(')) { /* the zone's name as a comment */
            while (at(c) != -1 && at(c) != ')') c->at++;
            if (!accept(c, ')')) return false;
        }
        return h <= 14 && m <= 59;
    }
    machine_word w = word(c);
    if (w.kind != W_ZONE) return false;
    *offset = w.value * 60;
    if (w.value == 0 && (at(c) == '+' || at(c) == '-'))
        return zone(c, zoned, offset); /* GMT+01:00 */
    return true;
}

static bool clock(cursor *c, bool basic, int64_t *seconds, bk_precision *precision) {
    int64_t h, m = 0, s = 0;
    if (!number(c, basic || run_of_digits(c) >= 2 ? 2 : 1, &h)) return false;
    *precision = BK_PRECISION_HOUR;
    if (basic ? digit(at(c)) : accept(c, ':')) {
        if (!number(c, 2, &m)) return false;
        *precision = BK_PRECISION_MINUTE;
        if (basic ? digit(at(c)) : accept(c, ':')) {
            if (!number(c, 2, &s)) return false;
            *precision = BK_PRECISION_SECOND;
            if (accept(c, '.') || accept(c, ',')) {
                if (!digit(at(c))) return false;
                while (digit(at(c))) c->at++;
            }
        }
    } else if (!basic) {
        return false;
    }
    *seconds = h * 3600 + m * 60 + s;
    return (h < 24 || (h == 24 && m == 0 && s == 0)) && m < 60 && s < 61;
}

static bool finish(cursor *c, bk_date *out, int64_t day, int64_t seconds, bk_precision precision) {
    bool zoned;
    int64_t offset;
    if (!zone(c, &zoned, &offset)) return false;
    spaces(c);
    if (c->at != c->n) return false;
    bk_date_moment(out, day * BK_DAY + seconds - offset, precision, zoned);
    return true;
}

/* A day made of digits, then perhaps T or a space and a time. */
static bool iso(cursor *c, bk_date *out) {
    int64_t y, m, d, day, seconds;
    bk_precision precision;
    unsigned lead = run_of_digits(c);
    bool basic = lead == 8 || lead == 7;
    if (lead != 4 && !basic) return false;
    if (!number(c, 4, &y)) return false;
    if (!basic && accept(c, 'W')) basic = true;
    bool week = basic && c->p[c->at - 1] == 'W';
    if (!basic && !accept(c, '-')) return false;
    if (!basic && accept(c, 'W')) week = true;
    if (week) {
        if (!number(c, 2, &m) || m < 1 || m > bk_iso_weeks(y)) return false;
        day = bk_iso_week(y, (unsigned)m);
        if (basic ? at(c) == -1 : at(c) != '-') {
            if (at(c) != -1) return false;
            bk_date_span(out, day, day + 7);
            out->precision = BK_PRECISION_WEEK;
            return true;
        }
        if (!basic) c->at++;
        if (!number(c, 1, &d) || d < 1 || d > 7) return false;
        day += d - 1;
    } else if (lead == 7 || (!basic && run_of_digits(c) == 3)) {
        if (!number(c, 3, &d) || d < 1 || d > 365 + bk_leap_year(y)) return false;
        day = bk_days(y, 1, 1) + d - 1;
    } else {
        if (!number(c, 2, &m) || (!basic && !accept(c, '-')) || !number(c, 2, &d)) return false;
        if (m < 1 || m > 12 || d < 1 || d > bk_month_days(y, (unsigned)m)) return false;
        day = bk_days(y, (unsigned)m, (unsigned)d);
    }
    if (at(c) == -1) {
        bk_date_day(out, day);
        return true;
    }
    if (!accept(c, 'T') && !accept(c, 't')) {
        if (at(c) != ' ') return false;
        spaces(c);
    }
    unsigned digits = run_of_digits(c);
    if (!clock(c, digits == 4 || digits == 6, &seconds, &precision)) return false;
    if (accept(c, 'z')) c->at--; /* RFC 3339 allows it small; the words know it */
    return finish(c, out, day, seconds, precision);
}

/* [Weekday,] day month year time zone; also day-month-yy of RFC 850. */
static bool mail(cursor *c, bk_date *out) {
    int64_t y, d, seconds = 0;
    bk_precision precision = BK_PRECISION_DAY;
    if (!digit(at(c))) {
        if (word(c).kind != W_WEEKDAY) return false;
        (void)accept(c, '.');
        (void)accept(c, ','); /* many feeds leave it out */
        spaces(c);
    }
    unsigned digits = run_of_digits(c);
    if (digits < 1 || digits > 2 || !number(c, digits, &d)) return false;
    int separator = at(c) == '-' ? '-' : ' ';
    if (!accept(c, separator)) return false;
    spaces(c);
    machine_word month = word(c);
    if (month.kind != W_MONTH) return false;
    (void)accept(c, '.');
    if (!accept(c, separator)) return false;
    spaces(c);
    digits = run_of_digits(c);
    if ((digits != 4 && digits != 2) || !number(c, digits, &y)) return false;
    if (digits == 2) y += y < 50 ? 2000 : 1900; /* RFC 5322, 4.3 */
    if (d < 1 || d > bk_month_days(y, (unsigned)month.value)) return false;
    int64_t day = bk_days(y, (unsigned)month.value, (unsigned)d);
    spaces(c);
    if (at(c) == -1) {
        bk_date_day(out, day);
        return true;
    }
    return clock(c, false, &seconds, &precision) && finish(c, out, day, seconds, precision);
}

/* Sun Nov  6 08:49:37 1994 */
static bool asctime_form(cursor *c, bk_date *out) {
    int64_t y, d, seconds;
    bk_precision precision;
    if (word(c).kind != W_WEEKDAY) return false;
    spaces(c);
    machine_word month = word(c);
    if (month.kind != W_MONTH) return false;
    spaces(c);
    unsigned digits = run_of_digits(c);
    if (digits < 1 || digits > 2 || !number(c, digits, &d)) return false;
    spaces(c);
    if (!clock(c, false, &seconds, &precision)) return false;
    cursor tail = {.p = c->p, .n = c->n, .at = c->n};
    if (c->n - c->at < 5) return false;
    tail.at = c->n - 4;
    if (!number(&tail, 4, &y) || c->p[c->n - 5] != ' ') return false;
    c->n -= 5; /* what is left between time and year is a zone, or nothing */
    if (d < 1 || d > bk_month_days(y, (unsigned)month.value)) return false;
    return finish(c, out, bk_days(y, (unsigned)month.value, (unsigned)d), seconds, precision);
}

bk_code bk_date_parse(const char *p, size_t n, bk_date *out, bk_error *err) {
    static bool (*const forms[])(cursor *, bk_date *) = {iso, mail, asctime_form};
    bk_code code = bk_date_parse_lenient(p, n, out, err);
    if (code == BK_OK || code == BK_E_EMPTY || code == BK_E_LIMIT) return code;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        cursor c = {.p = p, .n = n};
        if (forms[i](&c, out)) return BK_OK;
    }
    *out = (bk_date){0};
    return code;
}
