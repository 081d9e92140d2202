#include "bk_calendar.h"

int64_t bk_floor_div(int64_t a, int64_t b) {
    int64_t q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}

bool bk_leap_year(int64_t y) {
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

unsigned bk_month_days(int64_t y, unsigned m) {
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && bk_leap_year(y) ? 29 : days[m - 1];
}

int64_t bk_days(int64_t y, unsigned m, unsigned d) {
    y -= m <= 2;
    int64_t era = bk_floor_div(y, 400);
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * ((int64_t)m + (m > 2 ? -3 : 9)) + 2) / 5 + (int64_t)d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void bk_civil(int64_t z, int64_t *y, unsigned *m, unsigned *d) {
    z += 719468;
    int64_t era = bk_floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *d = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
    *m = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    *y = yoe + era * 400 + (*m <= 2);
}

unsigned bk_weekday(int64_t days) {
    int64_t w = (days + 3) % 7; /* 1970-01-01 was a Thursday */
    return (unsigned)(w < 0 ? w + 7 : w) + 1;
}

int64_t bk_iso_week(int64_t year, unsigned week) {
    int64_t fourth = bk_days(year, 1, 4);
    return fourth - (int64_t)bk_weekday(fourth) + 1 + ((int64_t)week - 1) * 7;
}

unsigned bk_iso_weeks(int64_t year) {
    return (unsigned)((bk_iso_week(year + 1, 1) - bk_iso_week(year, 1)) / 7);
}

int64_t bk_month_start(int64_t year, int64_t month, int64_t months) {
    int64_t n = month - 1 + months;
    int64_t years = bk_floor_div(n, 12);
    return bk_days(year + years, (unsigned)(n - years * 12) + 1, 1);
}
