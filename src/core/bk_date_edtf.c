/* EDTF: ISO 8601-2:2019, levels 0 to 2 (library of congress' specification of the same). */
#include "bk_calendar.h"
#include "bk_date.h"

#include <string.h>

typedef struct reader {
    const char *p;
    size_t n, at;
    bk_error *err;
    bool lenient; /* what ISO 8601-1 and RFC 3339 allow beside EDTF: minutes alone, times in
                     intervals */
    bool fuzzy;   /* bounds as far as a qualifier lets them be */
    int doubt[3]; /* of the component date at hand: qualifiers at its year, month and day */
} reader;

/* digits with a mask: X stands for any digit */
typedef struct masked {
    int64_t least, most;
    unsigned count, known;
    const char *p;
} masked;

static int peek(const reader *r) {
    return r->at < r->n ? (unsigned char)r->p[r->at] : -1;
}

static bool accept(reader *r, int c) {
    if (peek(r) != c) return false;
    r->at++;
    return true;
}

static bk_code bad(const reader *r, const char *what) {
    return bk_fail(r->err, BK_E_SYNTAX, r->at + 1, "not EDTF: %s", what);
}

static bool is_digit(int c) {
    return c >= '0' && c <= '9';
}

/* Exactly `count` digits or X. */
static bool read_masked(reader *r, unsigned count, masked *m) {
    *m = (masked){.count = count, .p = r->p + r->at};
    for (unsigned i = 0; i < count; i++) {
        int c = peek(r);
        if (!is_digit(c) && c != 'X') return false;
        m->least = m->least * 10 + (c == 'X' ? 0 : c - '0');
        m->most = m->most * 10 + (c == 'X' ? 9 : c - '0');
        m->known += c != 'X';
        r->at++;
    }
    return true;
}

/* Does `value` fit the mask? */
static bool fits(const masked *m, int64_t value) {
    for (unsigned i = m->count; i-- > 0; value /= 10) {
        if (m->p[i] != 'X' && m->p[i] - '0' != value % 10) return false;
    }
    return true;
}

/* One of ? ~ % at this place, which is beside the year, the month or the day. */
static bool read_qualifier(reader *r, bk_date *d, int component) {
    int c = peek(r);
    if (c != '?' && c != '~' && c != '%') return false;
    r->at++;
    r->doubt[component] = c == '%' ? 2 : 1;
    d->uncertain = d->uncertain || c != '~';
    d->approximate = d->approximate || c != '?';
    return true;
}

static bool read_integer(reader *r, int64_t most, int64_t *out) {
    size_t from = r->at;
    int64_t v = 0;
    while (is_digit(peek(r))) {
        v = v * 10 + (peek(r) - '0');
        if (v > most) return false;
        r->at++;
    }
    *out = v;
    return r->at > from;
}

static int64_t significant(int64_t year, int64_t digits, int64_t *most) {
    int64_t magnitude = year < 0 ? -year : year, unit = 1, length = 1;
    for (int64_t v = magnitude; v >= 10; v /= 10) length++;
    for (; length > digits; length--) unit *= 10;
    int64_t least = magnitude / unit * unit;
    *most = least + unit - 1;
    if (year < 0) {
        int64_t swap = -least;
        least = -*most;
        *most = swap;
    }
    return least;
}

/* Seasons 21 to 41: first month and length; spring of the northern year where nothing else is said.
 */
static bool season_months(int64_t code, int *first, int *months) {
    static const signed char table[21][2] = {
        {3, 3}, {6, 3},  {9, 3}, {12, 3}, /* 21 spring ... 24 winter */
        {3, 3}, {6, 3},  {9, 3}, {12, 3}, /* 25 to 28 northern */
        {9, 3}, {12, 3}, {3, 3}, {6, 3},  /* 29 to 32 southern */
        {1, 3}, {4, 3},  {7, 3}, {10, 3}, /* 33 to 36 quarters */
        {1, 4}, {5, 4},  {9, 4},          /* 37 to 39 thirds */
        {1, 6}, {7, 6}};                  /* 40, 41 halves */
    if (code < 21 || code > 41) return false;
    *first = table[code - 21][0];
    *months = table[code - 21][1];
    return true;
}

static void set_days(bk_date *d, int64_t first, int64_t end) {
    d->lo = first * BK_DAY;
    d->hi = end * BK_DAY;
}

static bk_code read_time(reader *r, bk_date *d, int64_t day) {
    int64_t part[3] = {0};
    for (int i = 0; i < 3; i++) {
        masked m;
        if (i && !accept(r, ':')) {
            if (i == 1) return bad(r, "a time has hours and minutes");
            break;
        }
        if (!read_masked(r, 2, &m) || m.known != 2)
            return bad(r, "two digits of a time are wanted");
        part[i] = m.least;
        d->precision = i == 2 ? BK_PRECISION_SECOND : BK_PRECISION_MINUTE;
    }
    if (d->precision == BK_PRECISION_SECOND && (accept(r, '.') || accept(r, ','))) {
        if (!is_digit(peek(r))) return bad(r, "a fraction has digits");
        while (is_digit(peek(r))) r->at++;
    }
    if (!r->lenient && d->precision == BK_PRECISION_MINUTE) return bad(r, "a time has seconds");
    bool midnight = part[0] == 24 && !part[1] && !part[2];
    if ((part[0] > 23 && !midnight) || part[1] > 59 || part[2] > 60) {
        return bk_fail(r->err, BK_E_RANGE, r->at + 1, "no such time of day");
    }
    int64_t offset = 0;
    int sign = peek(r);
    if (accept(r, 'Z')) {
        d->zoned = true;
    } else if (sign == '+' || sign == '-') {
        masked h, m = {0};
        r->at++;
        if (!read_masked(r, 2, &h) || h.known != 2) return bad(r, "an offset is +hh:mm");
        if (accept(r, ':') || is_digit(peek(r))) {
            if (!read_masked(r, 2, &m) || m.known != 2) return bad(r, "an offset is +hh:mm");
        }
        if (h.least > 14 || m.least > 59 || (h.least == 14 && m.least)) {
            return bk_fail(r->err, BK_E_RANGE, r->at + 1, "no zone lies that far from UTC");
        }
        offset = (h.least * 60 + m.least) * 60 * (sign == '-' ? -1 : 1);
        d->zoned = true;
    }
    d->lo = day * BK_DAY + part[0] * 3600 + part[1] * 60 + part[2] - offset;
    d->hi = d->lo + (d->precision == BK_PRECISION_SECOND ? 1 : 60);
    return BK_OK;
}

/* The earliest (or latest) day that fits the masks, as day numbers; false when there is none. The
 * year is walked only while 29 February wants another one, so at most over the ten thousand of a
 * mask. */
static bool outermost(const masked *year, bool negative, const masked *month, const masked *day,
                      bool latest, int64_t *first, int64_t *end) {
    bool down = latest != negative; /* through the year's magnitudes */
    for (int64_t i = 0; i <= year->most - year->least; i++) {
        int64_t magnitude = down ? year->most - i : year->least + i;
        int64_t y = negative ? -magnitude : magnitude;
        if (!fits(year, magnitude)) continue;
        for (unsigned k = 1; k <= 12; k++) {
            unsigned m = latest ? 13 - k : k;
            if (!fits(month, m)) continue;
            unsigned days = bk_month_days(y, m);
            *first = bk_days(y, m, 1);
            *end = *first + days;
            if (!day) return true;
            for (unsigned j = 1; j <= days; j++) {
                unsigned dd = latest ? days + 1 - j : j;
                if (!fits(day, dd)) continue;
                *first = bk_days(y, m, dd);
                *end = *first + 1;
                return true;
            }
        }
    }
    return false;
}

/* year-month[-day] where some digits may be masked: from the earliest to the latest day that fits.
 */
static bk_code masked_days(reader *r, bk_date *d, const masked *year, bool negative,
                           const masked *month, const masked *day) {
    int64_t first, end, unused;
    if (!outermost(year, negative, month, day, false, &first, &unused) ||
        !outermost(year, negative, month, day, true, &unused, &end)) {
        return bk_fail(r->err, BK_E_RANGE, 1, "no such day in the calendar");
    }
    set_days(d, first, end);
    return BK_OK;
}

static bk_code component_date(reader *r, bk_date *d) {
    int64_t least, most, value;
    masked year = {0}, month, day;
    bool negative;
    *d = (bk_date){.precision = BK_PRECISION_YEAR};
    bool led = read_qualifier(r, d, 0);
    bool significant_digits = false;
    if (accept(r, 'Y')) {
        negative = accept(r, '-');
        size_t from = r->at;
        if (!read_integer(r, BK_YEAR_MAX, &value)) return bad(r, "a long year has 1 to 11 digits");
        size_t digits = r->at - from;
        bool exponent = accept(r, 'E');
        if (exponent) {
            int64_t e;
            if (!read_integer(r, 11, &e)) return bad(r, "an exponent is too large or missing");
            for (; e > 0; e--) {
                value *= 10;
                if (value > BK_YEAR_MAX)
                    return bk_fail(r->err, BK_E_RANGE, r->at, "the year is too large");
            }
        } else if ((digits < 5 && peek(r) != 'S') || (value == 0)) {
            return bad(r, "a year after Y has more than four digits");
        }
        least = most = negative ? -value : value;
    } else {
        negative = accept(r, '-');
        if (!read_masked(r, 4, &year)) {
            /* decade or century alone: "201", "20" are level 0 of older drafts and refused */
            return bad(r, "a year has four digits");
        }
        if (is_digit(peek(r)) || peek(r) == 'X') return bad(r, "a year has four digits");
        if (negative && year.most == 0) return bad(r, "there is no year -0000");
        least = negative ? -year.most : year.least;
        most = negative ? -year.least : year.most;
        if (year.known == 3 && year.p[3] == 'X') d->precision = BK_PRECISION_DECADE;
        if (year.known == 2 && year.p[2] == 'X' && year.p[3] == 'X')
            d->precision = BK_PRECISION_CENTURY;
    }
    if (accept(r, 'S')) {
        if (!read_integer(r, 11, &value) || value == 0)
            return bad(r, "significant digits are 1 or more");
        least = significant(least, value, &most);
        d->precision = BK_PRECISION_INTERVAL;
        significant_digits = true;
    }
    set_days(d, bk_days(least, 1, 1), bk_days(most + 1, 1, 1));
    bool trailed = !led && read_qualifier(r, d, 0);
    if (led && read_qualifier(r, d, 0)) return bad(r, "one component has two qualifiers");
    if (peek(r) != '-' || significant_digits) return BK_OK;
    if (!year.count) return bad(r, "a long year stands alone");
    r->at++;
    (void)trailed;
    led = read_qualifier(r, d, 1);
    if (!read_masked(r, 2, &month)) return bad(r, "a month has two digits");
    if (read_qualifier(r, d, 1) && led) return bad(r, "one component has two qualifiers");
    if (month.known == 2 && month.least > 12) {
        int first, months;
        if (!season_months(month.least, &first, &months)) {
            return bk_fail(r->err, BK_E_RANGE, r->at - 1, "no month or season %d",
                           (int)month.least);
        }
        if (peek(r) == '-') return bad(r, "a season has no days");
        d->precision = BK_PRECISION_SEASON;
        set_days(d, bk_month_start(least, first, 0), bk_month_start(most, first, months));
        return BK_OK;
    }
    d->precision = month.known == 2 ? BK_PRECISION_MONTH : BK_PRECISION_YEAR;
    if (peek(r) != '-') {
        return masked_days(r, d, &year, negative, &month, NULL);
    }
    r->at++;
    led = read_qualifier(r, d, 2);
    if (!read_masked(r, 2, &day)) return bad(r, "a day has two digits");
    if (read_qualifier(r, d, 2) && led) return bad(r, "one component has two qualifiers");
    d->precision = day.known < 2 ? BK_PRECISION_MONTH : BK_PRECISION_DAY;
    bk_code code = masked_days(r, d, &year, negative, &month, &day);
    if (!code && accept(r, 'T')) {
        if (d->hi - d->lo != BK_DAY || d->approximate || d->uncertain) {
            return bad(r, "a time needs a whole, certain day");
        }
        code = read_time(r, d, d->lo / BK_DAY - (d->lo % BK_DAY < 0));
    }
    return code;
}

/* A bound so many months and days away; bounds beyond the calendar stay where they are. */
static int64_t widened(int64_t bound, int64_t months, int64_t days) {
    int64_t y, day = bk_floor_div(bound, BK_DAY), rest = bound - day * BK_DAY;
    unsigned m, d;
    bk_civil(day, &y, &m, &d);
    int64_t first = bk_month_start(y, m, months);
    int64_t last = bk_month_start(y, m, months + 1) - 1;
    day = first + (int64_t)d - 1;
    return ((day > last ? last : day) + days) * BK_DAY + rest;
}

/* A component date; where fuzzy bounds are asked for, each doubtful component lets them reach one
 * of its units further at either side, two where it is uncertain as well as approximate. Where all
 * are marked, the date as a whole is doubtful, as with one mark at its end: by its smallest unit.
 */
static bk_code read_component_date(reader *r, bk_date *d) {
    memset(r->doubt, 0, sizeof r->doubt);
    bk_code code = component_date(r, d);
    if (code || !r->fuzzy) return code;
    int64_t years = d->precision == BK_PRECISION_CENTURY  ? 100
                    : d->precision == BK_PRECISION_DECADE ? 10
                                                          : 1;
    bool season = d->precision == BK_PRECISION_SEASON;
    if (r->doubt[1] && (r->doubt[2] || d->precision >= BK_PRECISION_MONTH)) r->doubt[0] = 0;
    if (r->doubt[2] && r->doubt[1]) r->doubt[1] = 0;
    int64_t months = 12 * years * r->doubt[0] + (season ? 3 : 1) * r->doubt[1];
    if (!months && !r->doubt[2]) return code;
    d->lo = widened(d->lo, -months, -r->doubt[2]);
    d->hi = widened(d->hi, months, r->doubt[2]);
    return code;
}

static bk_code read_set(reader *r, bk_date *d, int close) {
    bool any = false;
    bk_date all = {.lo = BK_OPEN_HI, .hi = BK_OPEN_LO, .precision = BK_PRECISION_SET};
    do {
        bk_date one;
        bool open_start = false, range = false;
        if (r->at + 1 < r->n && r->p[r->at] == '.' && r->p[r->at + 1] == '.') {
            r->at += 2;
            open_start = true;
        }
        bk_code code = read_component_date(r, &one);
        if (code) return code;
        if (open_start) one.lo = BK_OPEN_LO;
        if (r->at + 1 < r->n && r->p[r->at] == '.' && r->p[r->at + 1] == '.') {
            if (open_start) return bad(r, "a range in a set has one open end");
            r->at += 2;
            range = true;
        }
        if (range && (peek(r) == close || peek(r) == ',')) {
            one.hi = BK_OPEN_HI;
        } else if (range) {
            bk_date end;
            code = read_component_date(r, &end);
            if (code) return code;
            if (end.lo < one.lo && !r->fuzzy)
                return bk_fail(r->err, BK_E_RANGE, r->at, "a range that ends before it starts");
            one.hi = end.hi;
        }
        if (one.lo < all.lo) all.lo = one.lo;
        if (one.hi > all.hi) all.hi = one.hi;
        all.approximate = all.approximate || one.approximate;
        all.uncertain = all.uncertain || one.uncertain;
        any = true;
    } while (accept(r, ','));
    if (!any || !accept(r, close)) return bad(r, "a set is closed by its bracket");
    *d = all;
    return BK_OK;
}

static bk_code read_interval_end(reader *r, bk_date *d, bool *open, bool *unknown) {
    *open = *unknown = false;
    if (r->at + 1 < r->n && r->p[r->at] == '.' && r->p[r->at + 1] == '.') {
        r->at += 2;
        *open = true;
        return BK_OK;
    }
    if (peek(r) == '/' || peek(r) == -1) {
        *unknown = true;
        return BK_OK;
    }
    if (!r->lenient && peek(r) == 'Y') return bad(r, "a long year stands alone");
    bk_code code = read_component_date(r, d);
    if (!code && !r->lenient && d->precision < BK_PRECISION_DAY)
        return bad(r, "an interval has no times of day");
    return code;
}

static bk_code read_top(reader *r, bk_date *d) {
    int c = peek(r);
    if (c == '[' || c == '{') {
        r->at++;
        return read_set(r, d, c == '[' ? ']' : '}');
    }
    if (!memchr(r->p, '/', r->n)) return read_component_date(r, d);
    bk_date a = {0}, b = {0};
    bool a_open, a_unknown, b_open, b_unknown;
    bk_code code = read_interval_end(r, &a, &a_open, &a_unknown);
    if (code) return code;
    if (!accept(r, '/')) return bad(r, "an interval has one slash");
    size_t second = r->at;
    code = read_interval_end(r, &b, &b_open, &b_unknown);
    if (code) return code;
    if (a_unknown && b_unknown) return bad(r, "an interval has an end");
    /* 2016-02-28/2016-02-X9: what is masked may be later than the earliest that it can be */
    bool masked_end = memchr(r->p + second, 'X', r->at - second) != NULL;
    *d = (bk_date){.lo = a_open || a_unknown ? BK_OPEN_LO : a.lo,
                   .hi = b_open || b_unknown ? BK_OPEN_HI : b.hi,
                   .precision = BK_PRECISION_INTERVAL,
                   .approximate = a.approximate || b.approximate,
                   .uncertain = a.uncertain || b.uncertain,
                   .zoned = a.zoned || b.zoned};
    if (!r->fuzzy && d->lo != BK_OPEN_LO && d->hi != BK_OPEN_HI &&
        a.lo > (masked_end ? b.hi - 1 : b.lo)) {
        return bk_fail(r->err, BK_E_RANGE, r->at, "the interval ends before it starts");
    }
    return BK_OK;
}

static bk_code parse(const char *p, size_t n, bool lenient, bool fuzzy, bk_date *out,
                     bk_error *err) {
    reader r = {.p = p, .n = n, .err = err, .lenient = lenient, .fuzzy = fuzzy};
    *out = (bk_date){0};
    if (n == 0) return bk_fail(err, BK_E_EMPTY, 0, "an empty date");
    if (n >= BK_EDTF_MAX)
        return bk_fail(err, BK_E_LIMIT, BK_EDTF_MAX, "longer than %d bytes", BK_EDTF_MAX - 1);
    bk_code code = read_top(&r, out);
    if (!code && r.at < n) code = bad(&r, "something follows the date");
    if (code) return code;
    memcpy(out->edtf, p, n);
    out->edtf[n] = '\0';
    return BK_OK;
}

bk_code bk_date_parse_edtf(const char *p, size_t n, bk_date *out, bk_error *err) {
    return parse(p, n, false, false, out, err);
}

bk_code bk_date_parse_fuzzy(const char *p, size_t n, bk_date *out, bk_error *err) {
    return parse(p, n, true, true, out, err);
}

bk_code bk_date_parse_lenient(const char *p, size_t n, bk_date *out, bk_error *err) {
    return parse(p, n, true, false, out, err);
}
