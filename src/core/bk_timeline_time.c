#include "bk_timeline_time.h"

#include "bk_calendar.h"
#include "bk_timeline.h"

#include <stdio.h>
#include <string.h>

typedef struct civil {
    int64_t year;
    unsigned month, day, second; /* second of the day */
} civil;

static civil civil_of(int64_t t) {
    civil c;
    int64_t days = bk_floor_div(t, BK_DAY);
    int64_t rest =
        t % BK_DAY; /* not t - days * BK_DAY, which runs over at the first moment of all */
    c.second = (unsigned)(rest < 0 ? rest + BK_DAY : rest);
    bk_civil(days, &c.year, &c.month, &c.day);
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
    bool days = (open_lo || lo % BK_DAY == 0) && (open_hi || hi % BK_DAY == 0);
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
        if (width == (days ? BK_DAY : 1)) return bk_time_text(lo, days, text);
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
    reader r = {p, p + n};
    unsigned month, day, hour, minute, second = 0;
    int64_t year, offset, width = 60;
    *zone = false;
    if (!read_year(&r, &year) || !accept(&r, '-') || !digits(&r, 2, &month) || !accept(&r, '-') ||
        !digits(&r, 2, &day) || month < 1 || month > 12) {
        return false;
    }
    if (day < 1 || day > bk_month_days(year, month)) return false;
    *lo = bk_days(year, month, day) * BK_DAY;
    *hi = *lo + BK_DAY;
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
