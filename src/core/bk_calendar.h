/* The proleptic Gregorian calendar in 64-bit integers, as ISO 8601 counts it (year 0 exists).
 * The day arithmetic is Howard Hinnant's "chrono-compatible low-level date algorithms". */
#ifndef BK_CALENDAR_H
#define BK_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define BK_DAY INT64_C(86400) /* seconds in a day */
/* years beyond this are refused, so that seconds always fit 64 bits */
#define BK_YEAR_MAX INT64_C(200000000000)

bool bk_leap_year(int64_t year);
unsigned bk_month_days(int64_t year, unsigned month);
/* days since 1970-01-01 */
int64_t bk_days(int64_t year, unsigned month, unsigned day);
void bk_civil(int64_t days, int64_t *year, unsigned *month, unsigned *day);
/* 1 Monday ... 7 Sunday */
unsigned bk_weekday(int64_t days);
/* the Monday of an ISO week; week 1 holds 4 January */
int64_t bk_iso_week(int64_t year, unsigned week);
unsigned bk_iso_weeks(int64_t year); /* 52 or 53 */
/* the first day of the month that lies `months` after that of year and month */
int64_t bk_month_start(int64_t year, int64_t month, int64_t months);
/* the quotient rounded down, also for negative numbers */
int64_t bk_floor_div(int64_t a, int64_t b);

#endif
