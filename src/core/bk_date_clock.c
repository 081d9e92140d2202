/* Times of day, alone and after a day. */
#include "bk_date_expression.h"

#include <stdio.h>
#include <string.h>

size_t bk_dx_time_of_day(const finder *f, token t, int64_t *seconds, bk_precision *precision,
                         bool *zoned) {
    *zoned = false;
    size_t end;
    if (bk_dx_is_word(f, &t, "noon") || bk_dx_is_word(f, &t, "midnight")) {
        *seconds = bk_dx_is_word(f, &t, "noon") ? 43200 : 0;
        *precision = BK_PRECISION_MINUTE;
        return t.end;
    }
    if (t.kind != T_NUMBER || t.digits > 2 || t.ordinal || t.plural) return 0;
    int64_t h = t.value, m = 0, s = 0;
    bool colon = false;
    *precision = BK_PRECISION_HOUR;
    end = t.end;
    for (int i = 0; i < 2 && (byte(f, end) == ':' || (byte(f, end) == '.' && i == 0)) &&
                    digit(byte(f, end + 1));
         i++) {
        token part = bk_dx_token_at(f, end + 1);
        if (part.digits != 2 || part.value > 59 || part.plural || part.ordinal) return 0;
        if (byte(f, end) == '.') {
            token meridiem = bk_dx_next(f, &part); /* 3.30pm, else it is a decimal */
            if (meridiem.word.kind != BK_WORD_MERIDIEM &&
                !bk_dx_is_one_of(f, &meridiem, (const char *const[]){"a", "p", NULL}))
                return 0;
        }
        *(i ? &s : &m) = part.value;
        *precision = i ? BK_PRECISION_SECOND : BK_PRECISION_MINUTE;
        end = part.end;
        colon = true;
    }
    token half = {.end = end};
    half = bk_dx_next(f, &half);
    if (half.kind == T_WORD && half.word.kind == BK_WORD_MERIDIEM) {
        if (h < 1 || h > 12) return 0;
        h = h % 12 + half.word.value;
        end = half.end;
    } else if (half.kind == T_WORD && half.end - half.at == 1 && strchr("aApP", f->p[half.at]) &&
               byte(f, half.end) == '.' && (byte(f, half.end + 1) | 0x20) == 'm') {
        if (h < 1 || h > 12) return 0;
        h = h % 12 + ((f->p[half.at] | 0x20) == 'p' ? 12 : 0);
        end = half.end + 2;
        if (byte(f, end) == '.') end++;
    } else if (!colon) {
        return 0;
    }
    if (h > 24 || (h == 24 && (m || s))) return 0;
    *seconds = h * 3600 + m * 60 + s;
    token z = {.end = end};
    z = bk_dx_next(f, &z);
    if (z.kind == T_WORD && z.word.kind == BK_WORD_ZONE && z.capital && z.end - z.at > 1) {
        *seconds -= z.word.value * 60;
        *zoned = true;
        end = z.end;
    }
    return end;
}

size_t bk_dx_clock_range(const finder *f, token t, int64_t seconds[2], bool *zoned) {
    static const char *const joins[] = {"to", "until", "till", "and", NULL};
    bk_precision precision;
    bool first_zoned;
    size_t end = bk_dx_time_of_day(f, t, &seconds[0], &precision, &first_zoned);
    if (!end) { /* 3-8 pm: the second says which half of the day */
        if (t.kind != T_NUMBER || t.digits > 2 || t.value > 12 || t.ordinal || t.plural) return 0;
        seconds[0] = t.value * 3600;
        end = t.end;
    }
    bool bare = digit(byte(f, end - 1));
    token join = {.end = end};
    join = bk_dx_next(f, &join);
    if (join.mark != '-' && !bk_dx_is_one_of(f, &join, joins)) return 0;
    token lead = bk_dx_before(f, t.at);
    if (bk_dx_is_word(f, &join, "and") && !bk_dx_is_word(f, &lead, "between")) return 0;
    end = bk_dx_time_of_day(f, bk_dx_next(f, &join), &seconds[1], &precision, zoned);
    if (!end || *zoned != first_zoned) return 0;
    if (bare && !digit(byte(f, end - 1)) && seconds[0] + 43200 < seconds[1]) seconds[0] += 43200;
    return seconds[1] > seconds[0] ? end : 0;
}

void bk_dx_set_clock_range(bk_date *d, const int64_t seconds[2], bool zoned) {
    char first[40], last[40];
    int64_t lo = d->lo + seconds[0], hi = d->lo + seconds[1];
    bk_date_moment(d, lo, BK_PRECISION_MINUTE, zoned);
    d->precision = BK_PRECISION_INTERVAL;
    d->hi = hi;
    (void)bk_date_print_bound(lo, false, zoned, first);
    (void)bk_date_print_bound(hi, false, zoned, last);
    (void)snprintf(d->edtf, sizeof d->edtf, "%s/%s", first, last);
}

size_t bk_dx_with_time(const finder *f, size_t end, bk_date *d, bk_mention_kind *kind) {
    static const char *const leads[] = {"at",     "around", "about", "shortly", "just",
                                        "before", "after",  "from",  "between", NULL};
    if (d->precision != BK_PRECISION_DAY || d->yearless) return end;
    token t = {.end = end};
    t = bk_dx_next(f, &t);
    if (t.mark == ',') t = bk_dx_next(f, &t);
    bool approximate = false;
    while (bk_dx_is_one_of(f, &t, leads)) {
        approximate = approximate || !bk_dx_is_word(f, &t, "at");
        t = bk_dx_next(f, &t);
    }
    int64_t seconds, range[2];
    bk_precision precision;
    bool zoned;
    size_t e = bk_dx_clock_range(f, t, range, &zoned);
    if (e) {
        bk_dx_set_clock_range(d, range, zoned);
        *kind = BK_MENTION_TIME;
        return e;
    }
    e = bk_dx_time_of_day(f, t, &seconds, &precision, &zoned);
    if (!e) return end;
    if (precision == BK_PRECISION_SECOND) { /* asctime says the year behind the clock */
        token year = {.end = e};
        year = bk_dx_next(f, &year);
        int64_t y;
        unsigned m, day;
        bk_civil(bk_floor_div(d->lo, BK_DAY), &y, &m, &day);
        token said = bk_dx_before(f, end);
        if (bk_dx_plausible_year(&year) && !bk_dx_plausible_year(&said) &&
            day <= bk_month_days(year.value, m) && byte(f, year.end) != ':') {
            bk_date_day(d, bk_days(year.value, m, day));
            e = year.end;
        }
    }
    bk_date_moment(d, d->lo + seconds,
                   precision == BK_PRECISION_HOUR ? BK_PRECISION_MINUTE : precision, zoned);
    d->approximate = approximate;
    *kind = BK_MENTION_TIME;
    return e;
}
