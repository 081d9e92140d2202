#include "bk_date.h"

#include "bk_calendar.h"

#include <string.h>

const char *bk_precision_name(bk_precision p) {
    static const char *const names[] = {"second", "minute",  "hour",     "day",
                                        "week",   "month",   "season",   "year",
                                        "decade", "century", "interval", "set"};
    return names[p];
}

/* The digits of `v`, at least `width` of them; returns the end. No printf: it follows the locale,
 * and every mention of a text is printed. */
static char *digits(char *out, uint64_t v, unsigned width) {
    char all[20];
    unsigned n = 0;
    do {
        all[n++] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    while (n < width) all[n++] = '0';
    while (n) *out++ = all[--n];
    return out;
}

static char *print_year(char *out, int64_t y) {
    if (y > 9999 || y < -9999) *out++ = 'Y';
    if (y < 0) *out++ = '-';
    return digits(out, (uint64_t)(y < 0 ? -y : y), 4);
}

static char *print_month(char *out, int64_t y, unsigned month) {
    out = print_year(out, y);
    *out++ = '-';
    return digits(out, month, 2);
}

static char *print_day(char *out, int64_t days) {
    int64_t y;
    unsigned m, d;
    bk_civil(days, &y, &m, &d);
    out = print_month(out, y, m);
    *out++ = '-';
    return digits(out, d, 2);
}

static void set(bk_date *out, int64_t first, int64_t end, bk_precision precision) {
    out->lo = first * BK_DAY;
    out->hi = end * BK_DAY;
    out->precision = precision;
    out->approximate = out->uncertain = out->zoned = out->yearless = out->hangs = false;
    out->hangs_on = 0;
}

void bk_date_day(bk_date *out, int64_t days) {
    set(out, days, days + 1, BK_PRECISION_DAY);
    *print_day(out->edtf, days) = '\0';
}

void bk_date_month(bk_date *out, int64_t year, unsigned month) {
    set(out, bk_days(year, month, 1), bk_month_start(year, month, 1), BK_PRECISION_MONTH);
    *print_month(out->edtf, year, month) = '\0';
}

void bk_date_year(bk_date *out, int64_t year) {
    set(out, bk_days(year, 1, 1), bk_days(year + 1, 1, 1), BK_PRECISION_YEAR);
    *print_year(out->edtf, year) = '\0';
}

void bk_date_span(bk_date *out, int64_t first, int64_t end) {
    set(out, first, end, BK_PRECISION_INTERVAL);
    char *at = print_day(out->edtf, first);
    *at++ = '/';
    *print_day(at, end - 1) = '\0';
}

void bk_date_years(bk_date *out, int64_t first, int64_t count) {
    set(out, bk_days(first, 1, 1), bk_days(first + count, 1, 1),
        count == 10 ? BK_PRECISION_DECADE : BK_PRECISION_CENTURY);
    char *end = print_year(out->edtf, first);
    end[-1] = 'X';
    if (count == 100) end[-2] = 'X';
    *end = '\0';
}

void bk_date_season(bk_date *out, int64_t year, int season) {
    int first = (season - 21) * 3 + 3;
    set(out, bk_month_start(year, first, 0), bk_month_start(year, first, 3), BK_PRECISION_SEASON);
    *print_month(out->edtf, year, (unsigned)season) = '\0';
}

void bk_date_months(bk_date *out, int64_t year, int first, int months) {
    int64_t start = bk_month_start(year, first, 0), end = bk_month_start(year, first, months);
    int code = months == 3 && first % 3 == 1   ? 33 + first / 3
               : months == 6 && first % 6 == 1 ? 40 + first / 6
               : months == 4 && first % 4 == 1 ? 37 + first / 4
                                               : 0;
    if (first > 12) code = 0;
    set(out, start, end, code ? BK_PRECISION_SEASON : BK_PRECISION_INTERVAL);
    char *at;
    if (code) {
        at = print_month(out->edtf, year, (unsigned)code);
    } else {
        int64_t y = bk_floor_div((int64_t)first + months - 2, 12) + year;
        at = print_month(out->edtf, year, (unsigned)first);
        *at++ = '/';
        at = print_month(at, y, (unsigned)((first + months - 2) % 12 + 1));
    }
    *at = '\0';
}

static char *print_clock(char *out, int64_t rest, bool zoned, bool seconds) {
    *out++ = 'T';
    out = digits(out, (uint64_t)(rest / 3600), 2);
    *out++ = ':';
    out = digits(out, (uint64_t)(rest / 60 % 60), 2);
    if (seconds) {
        *out++ = ':';
        out = digits(out, (uint64_t)(rest % 60), 2);
    }
    if (zoned) *out++ = 'Z';
    return out;
}

size_t bk_date_print_bound(int64_t seconds, bool date_only, bool zoned, char out[40]) {
    int64_t days = bk_floor_div(seconds, BK_DAY);
    char *end = print_day(out, days);
    if (!date_only) end = print_clock(end, seconds - days * BK_DAY, zoned, true);
    *end = '\0';
    return (size_t)(end - out);
}

void bk_date_moment(bk_date *out, int64_t seconds, bk_precision precision, bool zoned) {
    int64_t width = precision == BK_PRECISION_SECOND   ? 1
                    : precision == BK_PRECISION_MINUTE ? 60
                                                       : 3600;
    int64_t days = bk_floor_div(seconds, BK_DAY);
    set(out, 0, 0, precision);
    out->lo = seconds;
    out->hi = seconds + width;
    out->zoned = zoned;
    /* RFC 3339 has no minutes without seconds; a floating time may leave them out */
    char *end = print_day(out->edtf, days);
    *print_clock(end, seconds - days * BK_DAY, zoned, zoned || precision == BK_PRECISION_SECOND) =
        '\0';
}

void bk_date_moments(bk_date *out, int64_t lo, int64_t hi, bool zoned) {
    set(out, 0, 0, BK_PRECISION_INTERVAL);
    out->lo = lo;
    out->hi = hi;
    out->zoned = zoned;
    size_t n = bk_date_print_bound(lo, false, zoned, out->edtf);
    out->edtf[n] = '/';
    (void)bk_date_print_bound(hi, false, zoned, out->edtf + n + 1);
}

/* The end of the first side of an EDTF expression, and where its last side starts. */
static size_t first_side(const char *edtf) {
    const char *slash = strchr(edtf, '/');
    return slash ? (size_t)(slash - edtf) : strlen(edtf);
}

static const char *last_side(const char *edtf) {
    const char *slash = strchr(edtf, '/');
    return slash ? slash + 1 : edtf;
}

void bk_date_join(bk_date *out, const bk_date *from, const bk_date *to) {
    const char *last = last_side(to->edtf);
    size_t n = first_side(from->edtf), k = strlen(last);
    char text[BK_EDTF_MAX];
    if (n + k + 2 > sizeof text || strpbrk(from->edtf, "[{") || strpbrk(to->edtf, "[{")) {
        bk_date_span(out, bk_floor_div(from->lo, BK_DAY), bk_floor_div(to->hi - 1, BK_DAY) + 1);
        return;
    }
    memcpy(text, from->edtf, n);
    text[n] = '/';
    memcpy(text + n + 1, last, k + 1);
    int64_t lo = from->lo, hi = to->hi;
    bool approximate = from->approximate || to->approximate, zoned = from->zoned;
    bool uncertain = from->uncertain || to->uncertain;
    set(out, 0, 0, BK_PRECISION_INTERVAL);
    out->lo = lo;
    out->hi = hi;
    out->approximate = approximate;
    out->uncertain = uncertain;
    out->zoned = zoned;
    memcpy(out->edtf, text, n + k + 2);
}

void bk_date_open(bk_date *out, const bk_date *d, bool onward, bool inclusive) {
    bk_date inner = *d;
    char text[BK_EDTF_MAX];
    int64_t bound = onward == inclusive ? inner.lo : inner.hi;
    bool days = bound % BK_DAY == 0 && inner.precision >= BK_PRECISION_DAY;
    /* what is said is kept where it is one date; the day beside it else */
    bool as_said = inclusive && !strpbrk(inner.edtf, "/[{");
    size_t n;
    if (as_said) {
        n = strlen(inner.edtf);
        memcpy(text, inner.edtf, n + 1);
    } else {
        int64_t shown = onward || !days ? bound : bound - BK_DAY;
        n = bk_date_print_bound(shown, days, inner.zoned, text);
    }
    set(out, 0, 0, BK_PRECISION_INTERVAL);
    out->lo = onward ? bound : BK_OPEN_LO;
    out->hi = onward ? BK_OPEN_HI : bound;
    out->approximate = inner.approximate;
    out->uncertain = inner.uncertain;
    out->zoned = inner.zoned;
    char *at = out->edtf;
    if (!onward) {
        memcpy(at, "../", 3);
        at += 3;
    }
    memcpy(at, text, n);
    memcpy(at + n, onward ? "/.." : "", onward ? 4 : 1);
}

void bk_date_qualify(bk_date *d, bool approximate, bool uncertain) {
    size_t n = strlen(d->edtf);
    if (n == 0 || n + 2 >= sizeof d->edtf || (!approximate && !uncertain)) return;
    approximate = approximate || d->approximate;
    uncertain = uncertain || d->uncertain;
    if (strchr("~?%", d->edtf[n - 1])) n--;
    char mark = approximate && uncertain ? '%' : approximate ? '~' : '?';
    d->approximate = approximate;
    d->uncertain = uncertain;
    if (d->precision <= BK_PRECISION_HOUR || d->edtf[n - 1] == ']' || strchr(d->edtf, 'T'))
        return; /* no room in the grammar */
    char *slash = strchr(d->edtf, '/');
    if (slash && slash != d->edtf && slash[-1] != '.' && n + 3 < sizeof d->edtf) {
        bool marked = strchr("~?%", slash[-1]) != NULL;
        if (marked) {
            slash[-1] = mark;
        } else {
            memmove(slash + 1, slash, strlen(slash) + 1);
            *slash = mark;
            n++;
        }
    }
    if (d->edtf[n - 1] == '.') { /* open: the mark stands at the other side alone */
        d->edtf[n] = '\0';
        return;
    }
    d->edtf[n] = mark;
    d->edtf[n + 1] = '\0';
}

bk_answer bk_date_before(int64_t a_lo, int64_t a_hi, int64_t b_lo, int64_t b_hi) {
    if (a_hi != BK_OPEN_HI && b_lo != BK_OPEN_LO && a_hi <= b_lo) return BK_YES;
    /* the earliest moment of a is not before the latest of b */
    if (a_lo != BK_OPEN_LO && b_hi != BK_OPEN_HI && a_lo >= b_hi - 1) return BK_NO;
    return BK_MAYBE;
}

bk_answer bk_date_equals(int64_t a_lo, int64_t a_hi, int64_t b_lo, int64_t b_hi) {
    if (a_lo == b_lo && a_hi == b_hi && a_lo != BK_OPEN_LO && a_hi != BK_OPEN_HI &&
        a_hi - a_lo == 1) {
        return BK_YES;
    }
    bool apart = (a_hi != BK_OPEN_HI && b_lo != BK_OPEN_LO && a_hi <= b_lo) ||
                 (b_hi != BK_OPEN_HI && a_lo != BK_OPEN_LO && b_hi <= a_lo);
    return apart ? BK_NO : BK_MAYBE;
}
