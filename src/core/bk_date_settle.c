/* Which year a date without one belongs to, and where the story stands. */
#include "bk_date_expression.h"

#include <string.h>

/* A story of long ago carries its own year: what was told last is nearer than the report's day. */
#define LONG_AGO 400    /* days */
#define FOLLOWS 45      /* days: what follows a day told rather belongs to its year */
#define STORY_LEAP 9131 /* days: what lies 25 years off is an aside in a story */

static bool in_the_past(const finder *f) {
    return f->narrated && (!f->anchored || (f->story && f->anchor - f->narrative > LONG_AGO));
}

int64_t bk_dx_told_day(const finder *f) {
    return f->narrated ? f->narrative : f->anchor;
}

/* Of the years around the anchor, the one that puts the day nearest to it; in news the past is
 * four times as near, and a story goes on rather than back; a weekday that was said speaks for the
 * years that agree. */
int64_t bk_dx_nearest_year(const finder *f, int month, int day, int weekday) {
    int64_t year, best = 0, best_cost = INT64_MAX;
    bool past = in_the_past(f);
    /* a year named in passing ("planned for 1976") does not part two days that follow each other */
    if (past && f->dated && f->narrative != f->dated_day) {
        unsigned m, d;
        bk_civil(f->dated_day, &year, &m, &d);
        for (int64_t y = year; y <= year + 1; y++) {
            if (day > 0 && (unsigned)day > bk_month_days(y, (unsigned)month)) continue;
            int64_t on = bk_days(y, (unsigned)month, (unsigned)(day ? day : 28));
            if (on >= f->dated_day && on - f->dated_day < FOLLOWS) return y;
        }
    }
    int64_t anchor = past ? f->narrative : f->anchor;
    unsigned m, d;
    bk_civil(anchor, &year, &m, &d);
    int reach = month == 2 && day == 29 ? 4 : 1;
    for (int64_t y = year - reach; y <= year + reach; y++) {
        if (day > 0 && (unsigned)day > bk_month_days(y, (unsigned)month)) continue;
        int64_t distance = bk_days(y, (unsigned)month, (unsigned)(day ? day : 15)) - anchor;
        if (!day && y == year && (unsigned)month == m) distance = 0;
        int64_t future = past ? 1 : bk_dx_ahead(f) ? 2 : 16;
        int64_t cost = distance > 0 ? distance * future : -distance * 2;
        if (day && weekday &&
            bk_weekday(bk_days(y, (unsigned)month, (unsigned)day)) != (unsigned)weekday)
            cost += 366 * 4; /* the weekday speaks for another year, but can be wrong */
        if (past && y != year) cost += 200; /* a story stays in its year */
        if (cost < best_cost) {
            best_cost = cost;
            best = y;
        }
    }
    return best;
}

bool bk_dx_settle(const finder *f, const parts *p, when *w) {
    if (p->day && p->month &&
        (unsigned)p->day > bk_month_days(p->has_year ? p->year : 2000, (unsigned)p->month))
        return false;
    if (p->month && !p->has_year && !f->anchored && !f->narrated) {
        char *out = w->d.edtf;
        w->d = (bk_date){.lo = BK_OPEN_LO,
                         .hi = BK_OPEN_HI,
                         .yearless = true,
                         .precision = p->day ? BK_PRECISION_DAY : BK_PRECISION_MONTH};
        memcpy(out, "XXXX-00-00", 11);
        out[5] = (char)('0' + p->month / 10);
        out[6] = (char)('0' + p->month % 10);
        out[8] = (char)('0' + p->day / 10);
        out[9] = (char)('0' + p->day % 10);
        if (!p->day) out[7] = '\0';
        return true;
    }
    int64_t year = p->has_year ? p->year
                   : p->month  ? bk_dx_nearest_year(f, p->month, p->day, p->weekday)
                               : 0;
    if (p->day && p->month) {
        bk_date_day(&w->d, bk_days(year, (unsigned)p->month, (unsigned)p->day));
    } else if (p->month && !p->day) {
        bk_date_month(&w->d, year, (unsigned)p->month);
    } else if (p->has_year && !p->day) {
        bk_date_year(&w->d, year);
    } else {
        return false;
    }
    w->d.hangs = !p->has_year;
    w->d.hangs_on = in_the_past(f) ? f->narrative : f->anchor;
    return true;
}

void bk_dx_tell(finder *f, const bk_date_mention *m, bool looks_back, bool led_in) {
    /* of a range and of what is open, its first base is the date that is told */
    const bk_date *d = m->bases && m->kind == BK_MENTION_RANGE ? &m->base[0].date : &m->date;
    if (d->lo == BK_OPEN_LO || d->yearless) return;
    int64_t day = bk_floor_div(d->lo, BK_DAY);
    bool aside = looks_back && f->narrated;
    if (f->story && f->narrated) {
        int64_t leap = day - f->narrative;
        bool far = leap > STORY_LEAP || leap < -STORY_LEAP;
        f->leaps = far ? f->leaps + 1 : 0;
        aside = aside || (far && f->leaps < 3); /* the third says that the story moved */
    }
    bool precise = d->precision <= BK_PRECISION_MONTH || m->kind == BK_MENTION_RANGE;
    bool old = d->hi != BK_OPEN_HI && d->hi <= (f->anchor - LONG_AGO) * BK_DAY;
    if (aside || d->precision > BK_PRECISION_INTERVAL || !(precise || old)) return;
    f->told_before = bk_dx_told_day(f);
    f->told_end = m->end;
    f->narrated = true;
    /* a year that holds the day told last says nothing new */
    if (d->precision != BK_PRECISION_YEAR || f->narrative * BK_DAY < d->lo ||
        f->narrative * BK_DAY >= d->hi)
        f->narrative = day;
    if (d->precision == BK_PRECISION_YEAR && led_in) f->dated = false;
    if (d->precision <= BK_PRECISION_MONTH) {
        f->dated = true;
        f->dated_day = day;
        f->narrative = day;
    }
}

bool bk_dx_restates(const finder *f, size_t at) {
    return f->narrated && f->told_end && at > f->told_end && at <= f->told_end + 3 &&
           f->p[f->told_end] == ',';
}

bool bk_dx_ahead(const finder *f) {
    return f->ahead_at > f->sentence;
}

bool bk_dx_denied(const finder *f) {
    return f->denied_at > f->sentence;
}
