#include "bk_timeline_time.h"

#include "bk_calendar.h"

#include <stdio.h>
#include <string.h>

bool bk_time_plain(const char *p, size_t n, int64_t *lo, int64_t *hi) {
    static const char form[] = "0000-00-00T00:00:00Z";
    unsigned v[6] = {0}, field = 0;
    if (n != 10 && n != sizeof form - 1) return false;
    for (size_t i = 0; i < n; i++) {
        if (form[i] != '0') {
            if (p[i] != form[i]) return false;
            field++;
        } else if (p[i] >= '0' && p[i] <= '9') {
            v[field] = v[field] * 10 + (unsigned)(p[i] - '0');
        } else {
            return false;
        }
    }
    if (v[1] < 1 || v[1] > 12 || v[2] < 1 || v[2] > bk_month_days(v[0], v[1])) return false;
    if (v[3] > 23 || v[4] > 59 || v[5] > 59) return false;
    *lo = bk_days(v[0], v[1], v[2]) * BK_DAY + 3600 * v[3] + 60 * v[4] + v[5];
    *hi = *lo + (n == 10 ? BK_DAY : 1);
    return true;
}

/* "Y12345-06-07": EDTF gives years of more than four digits no months, but bounds have them. Every
 * 400 years the calendar is the same again, so the rest is read in a year of four digits. */
static bool read_long(const char *p, size_t n, int64_t *t, bool *zoned) {
    char text[40];
    int64_t year = 0;
    size_t i = 1;
    bool negative = i < n && p[i] == '-';
    for (i += negative; i < n && i < 14 && p[i] >= '0' && p[i] <= '9'; i++) {
        year = year * 10 + (p[i] - '0');
    }
    if (i < 6U + negative || year > BK_YEAR_MAX || n - i > 30 || n - i < 6) return false;
    if (negative) year = -year;
    int64_t turns = bk_floor_div(year, 400);
    (void)snprintf(text, sizeof text, "%04d", (int)(2000 + year - turns * 400));
    memcpy(text + 4, p + i, n - i);
    if (!bk_time_read(text, 4 + n - i, t, zoned)) return false;
    *t += (turns - 5) * 146097 * BK_DAY;
    return true;
}

bool bk_time_read(const char *p, size_t n, int64_t *t, bool *zoned) {
    bk_date d;
    if (bk_time_plain(p, n, t, &d.hi)) {
        *zoned = n > 10;
        return true;
    }
    if (n && *p == 'Y') return read_long(p, n, t, zoned);
    if (bk_date_parse(p, n, &d, NULL) || d.precision > BK_PRECISION_DAY || d.yearless) return false;
    if (d.approximate || d.uncertain || d.lo == BK_OPEN_LO || d.hi > d.lo + BK_DAY) return false;
    *t = d.lo;
    *zoned = d.zoned;
    return true;
}

static bool starts_month(int64_t t, int64_t *year, unsigned *month) {
    unsigned day;
    if (t % BK_DAY) return false;
    bk_civil(bk_floor_div(t, BK_DAY), year, month, &day);
    return day == 1;
}

size_t bk_time_edtf(int64_t lo, int64_t hi, bool zoned, char text[BK_EDTF_MAX]) {
    bk_date whole = {0};
    char from[40] = "..", to[40] = "..";
    bool open_lo = lo == BK_OPEN_LO, open_hi = hi == BK_OPEN_HI;
    if (open_lo && open_hi) return (size_t)(text[0] = '\0');
    bool days = (open_lo || lo % BK_DAY == 0) && (open_hi || hi % BK_DAY == 0);
    if (!open_lo && !open_hi) {
        int64_t year, end_year;
        unsigned month, end_month;
        uint64_t width = (uint64_t)hi - (uint64_t)lo; /* may be more than 63 bits hold */
        if (days && width == BK_DAY) {
            bk_date_day(&whole, bk_floor_div(lo, BK_DAY));
        } else if (width == 1) {
            bk_date_moment(&whole, lo, BK_PRECISION_SECOND, zoned);
        } else if (starts_month(lo, &year, &month) && starts_month(hi, &end_year, &end_month)) {
            if (month == 1 && end_month == 1 && end_year == year + 1) bk_date_year(&whole, year);
            if (12 * end_year + end_month == 12 * year + month + 1) {
                bk_date_month(&whole, year, month);
            }
        }
    }
    if (*whole.edtf) return (size_t)snprintf(text, BK_EDTF_MAX, "%s", whole.edtf);
    if (!open_lo) (void)bk_date_print_bound(lo, days, zoned, from);
    if (!open_hi) (void)bk_date_print_bound(hi - 1, days, zoned, to);
    return (size_t)snprintf(text, BK_EDTF_MAX, "%s/%s", from, to);
}

bool bk_time_floating(const char *p, size_t n) {
    size_t i = n;
    while (i && p[i - 1] != 'T') i--; /* the last time of day tells; none of them has another T */
    if (!i || i == n || p[i] < '0' || p[i] > '9') return false;
    return !memchr(p + i, 'Z', n - i) && !memchr(p + i, '+', n - i) && !memchr(p + i, '-', n - i);
}
