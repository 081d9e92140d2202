#include "bk_date.h"

#include "bk_calendar.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *bk_precision_name(bk_precision p) {
    static const char *const names[] = {"second", "minute",  "hour",     "day",
                                        "week",   "month",   "season",   "year",
                                        "decade", "century", "interval", "set"};
    return names[p];
}

static void print_day(char *out, size_t n, int64_t days) {
    int64_t y;
    unsigned m, d;
    bk_civil(days, &y, &m, &d);
    if (y > 9999 || y < -9999) {
        (void)snprintf(out, n, "Y%" PRId64 "-%02u-%02u", y, m, d);
    } else {
        (void)snprintf(out, n, "%s%04d-%02u-%02u", y < 0 ? "-" : "", (int)(y < 0 ? -y : y), m, d);
    }
}

void bk_date_day(bk_date *out, int64_t days) {
    *out = (bk_date){.lo = days * BK_DAY, .hi = (days + 1) * BK_DAY, .precision = BK_PRECISION_DAY};
    print_day(out->edtf, sizeof out->edtf, days);
}

void bk_date_month(bk_date *out, int64_t year, unsigned month) {
    *out = (bk_date){.lo = bk_days(year, month, 1) * BK_DAY,
                     .hi = bk_month_start(year, month, 1) * BK_DAY,
                     .precision = BK_PRECISION_MONTH};
    print_day(out->edtf, sizeof out->edtf, bk_days(year, month, 1));
    out->edtf[strlen(out->edtf) - 3] = '\0';
}

void bk_date_year(bk_date *out, int64_t year) {
    *out = (bk_date){.lo = bk_days(year, 1, 1) * BK_DAY,
                     .hi = bk_days(year + 1, 1, 1) * BK_DAY,
                     .precision = BK_PRECISION_YEAR};
    print_day(out->edtf, sizeof out->edtf, bk_days(year, 1, 1));
    out->edtf[strlen(out->edtf) - 6] = '\0';
}

void bk_date_span(bk_date *out, int64_t first, int64_t end) {
    char a[40], b[40];
    *out = (bk_date){.lo = first * BK_DAY, .hi = end * BK_DAY, .precision = BK_PRECISION_INTERVAL};
    print_day(a, sizeof a, first);
    print_day(b, sizeof b, end - 1);
    (void)snprintf(out->edtf, sizeof out->edtf, "%s/%s", a, b);
}

size_t bk_date_print_bound(int64_t seconds, bool date_only, bool zoned, char out[40]) {
    int64_t days = bk_floor_div(seconds, BK_DAY);
    int64_t rest = seconds - days * BK_DAY;
    print_day(out, 40, days);
    size_t n = strlen(out);
    if (!date_only) {
        n += (size_t)snprintf(out + n, 40 - n, "T%02d:%02d:%02d%s", (int)(rest / 3600),
                              (int)(rest / 60 % 60), (int)(rest % 60), zoned ? "Z" : "");
    }
    return n;
}

void bk_date_moment(bk_date *out, int64_t seconds, bk_precision precision, bool zoned) {
    int64_t width = precision == BK_PRECISION_SECOND   ? 1
                    : precision == BK_PRECISION_MINUTE ? 60
                                                       : 3600;
    *out = (bk_date){.lo = seconds, .hi = seconds + width, .precision = precision, .zoned = zoned};
    char text[40];
    size_t n = bk_date_print_bound(seconds, false, zoned, text);
    /* RFC 3339 has no minutes without seconds; a floating time may leave them out */
    if (precision != BK_PRECISION_SECOND && !zoned) text[n - 3] = '\0';
    (void)snprintf(out->edtf, sizeof out->edtf, "%s", text);
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
    if (d->precision <= BK_PRECISION_HOUR || d->edtf[n - 1] == ']')
        return; /* no room in the grammar */
    char *slash = strchr(d->edtf, '/');
    if (slash && slash[-1] != '.' && slash != d->edtf && n + 3 < sizeof d->edtf) {
        memmove(slash + 1, slash, strlen(slash) + 1);
        *slash = mark;
        n++;
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
