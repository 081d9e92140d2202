#include "bk_timeline_time.h"

#include "bk_timeline.h"

#include <stdio.h>
#include <string.h>

#define DAY 86400

typedef struct civil {
    int64_t year;
    unsigned month, day, second; /* second of the day */
} civil;

/* Howard Hinnant's days_from_civil and its inverse: years start in March, eras have 400 years. */
int64_t bk_time_days(int64_t year, unsigned month, unsigned day) {
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static civil civil_of(int64_t t) {
    int64_t second = t % DAY < 0 ? t % DAY + DAY : t % DAY;
    int64_t days = t / DAY - (t % DAY < 0);
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097, of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100),
            month = (5 * of_year + 2) / 153;
    civil c = {.day = (unsigned)(of_year - (153 * month + 2) / 5 + 1),
               .month = (unsigned)(month + (month < 10 ? 3 : -9)),
               .second = (unsigned)second};
    c.year = year + era * 400 + (c.month <= 2);
    return c;
}

static size_t year_text(int64_t year, char *text, size_t room) {
    if (year < -9999 || year > 9999) return (size_t)snprintf(text, room, "Y%lld", (long long)year);
    return (size_t)snprintf(text, room, year < 0 ? "%05lld" : "%04lld", (long long)year);
}

size_t bk_time_text(int64_t t, bool day, char text[BK_TIME_TEXT]) {
    civil c = civil_of(t);
    size_t n = year_text(c.year, text, BK_TIME_TEXT);
    n += (size_t)snprintf(text + n, BK_TIME_TEXT - n, "-%02u-%02u", c.month, c.day);
    if (!day) {
        n += (size_t)snprintf(text + n, BK_TIME_TEXT - n, "T%02u:%02u:%02uZ", c.second / 3600,
                              c.second / 60 % 60, c.second % 60);
    }
    return n;
}

size_t bk_time_edtf(int64_t lo, int64_t hi, char text[BK_TIME_EDTF]) {
    char from[BK_TIME_TEXT] = "..", to[BK_TIME_TEXT] = "..";
    bool open_lo = lo == BK_TIME_MIN, open_hi = hi == BK_TIME_MAX;
    if (open_lo && open_hi) return (size_t)(text[0] = '\0');
    bool days = (open_lo || lo % DAY == 0) && (open_hi || hi % DAY == 0);
    if (!open_lo && !open_hi) {
        civil a = civil_of(lo), b = civil_of(hi);
        bool whole = days && a.day == 1 && b.day == 1;
        if (whole && a.month == 1 && b.month == 1 && b.year == a.year + 1) {
            return year_text(a.year, text, BK_TIME_EDTF);
        }
        if (whole && 12 * b.year + b.month == 12 * a.year + a.month + 1) {
            size_t n = year_text(a.year, text, BK_TIME_EDTF);
            return n + (size_t)snprintf(text + n, BK_TIME_EDTF - n, "-%02u", a.month);
        }
        uint64_t width = (uint64_t)hi - (uint64_t)lo; /* may be more than 63 bits hold */
        if (width == (days ? DAY : 1)) return bk_time_text(lo, days, text);
    }
    if (!open_lo) bk_time_text(lo, days, from);
    if (!open_hi) bk_time_text(hi - 1, days, to);
    return (size_t)snprintf(text, BK_TIME_EDTF, "%s/%s", from, to);
}

typedef struct reader {
    const char *p, *end;
} reader;

static bool digits(reader *r, unsigned n, unsigned *value) {
    *value = 0;
    for (unsigned i = 0; i < n; i++, r->p++) {
        if (r->p == r->end || *r->p < '0' || *r->p > '9') return false;
        *value = *value * 10 + (unsigned)(*r->p - '0');
    }
    return true;
}

static bool accept(reader *r, char c) {
    if (r->p == r->end || *r->p != c) return false;
    r->p++;
    return true;
}

static bool read_year(reader *r, int64_t *year) {
    bool is_long = accept(r, 'Y'), negative = accept(r, '-');
    const char *start = r->p;
    *year = 0;
    while (r->p < r->end && *r->p >= '0' && *r->p <= '9' && r->p - start < 12) {
        *year = *year * 10 + (*r->p++ - '0');
    }
    size_t n = (size_t)(r->p - start);
    if (negative) *year = -*year;
    /* 292 thousand million years are what 64 bits of seconds hold */
    return is_long ? n > 4 && *year < 290000000000 && *year > -290000000000 : n == 4;
}

static bool read_offset(reader *r, int64_t *offset, bool *zone) {
    unsigned hours, minutes;
    *offset = 0;
    *zone = true;
    if (accept(r, 'Z') || accept(r, 'z')) return true;
    bool west = accept(r, '-');
    if (!west && !accept(r, '+')) {
        *zone = false;
        return true;
    }
    if (!digits(r, 2, &hours)) return false;
    accept(r, ':');
    if (!digits(r, 2, &minutes) || hours > 23 || minutes > 59) return false;
    *offset = (int64_t)hours * 3600 + (int64_t)minutes * 60;
    if (west) *offset = -*offset;
    return true;
}

bool bk_time_read(const char *p, size_t n, int64_t *lo, int64_t *hi, bool *zone) {
    static const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    reader r = {p, p + n};
    unsigned month, day, hour, minute, second = 0;
    int64_t year, offset, width = 60;
    *zone = false;
    if (!read_year(&r, &year) || !accept(&r, '-') || !digits(&r, 2, &month) || !accept(&r, '-') ||
        !digits(&r, 2, &day) || month < 1 || month > 12) {
        return false;
    }
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (day < 1 || day > lengths[month - 1] + (month == 2 && leap)) return false;
    *lo = bk_time_days(year, month, day) * DAY;
    *hi = *lo + DAY;
    if (r.p == r.end) return true;
    if (!accept(&r, 'T') && !accept(&r, 't') && !accept(&r, ' ')) return false;
    if (!digits(&r, 2, &hour) || !accept(&r, ':') || !digits(&r, 2, &minute)) return false;
    if (accept(&r, ':')) {
        if (!digits(&r, 2, &second)) return false;
        width = 1;
        if (accept(&r, '.') || accept(&r, ',')) {
            const char *start = r.p;
            while (r.p < r.end && *r.p >= '0' && *r.p <= '9') r.p++;
            if (r.p == start) return false;
        }
    }
    if (!read_offset(&r, &offset, zone) || r.p != r.end) return false;
    /* a leap second is the last instant that its minute has here */
    if (hour > 23 || minute > 59 || second > 60) return false;
    *lo += (int64_t)hour * 3600 + (int64_t)minute * 60 + (second == 60 ? 59 : second) - offset;
    *hi = *lo + width;
    return true;
}
