/* A date as a report gives it: an EDTF expression and the half-open interval that it must lie in.
 *
 * ISO 8601-2:2019 (EDTF) level 0 and 1, of level 2 the sets, component qualifiers, masked digits
 * anywhere, exponents, significant digits and sub-year groupings; ISO 8601-1, RFC 3339, RFC 5322,
 * RFC 850 and asctime. Local times without a zone are floating: their seconds count as if in UTC.
 */
#ifndef BK_DATE_H
#define BK_DATE_H

#include "bk_status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BK_OPEN_LO INT64_MIN
#define BK_OPEN_HI INT64_MAX
#define BK_EDTF_MAX 128

typedef enum bk_precision {
    BK_PRECISION_SECOND,
    BK_PRECISION_MINUTE,
    BK_PRECISION_HOUR,
    BK_PRECISION_DAY,
    BK_PRECISION_WEEK,
    BK_PRECISION_MONTH,
    BK_PRECISION_SEASON, /* seasons, quarters and other groups of months */
    BK_PRECISION_YEAR,
    BK_PRECISION_DECADE,
    BK_PRECISION_CENTURY,
    BK_PRECISION_INTERVAL,
    BK_PRECISION_SET
} bk_precision;

typedef struct bk_date {
    int64_t lo, hi; /* seconds since 1970-01-01; BK_OPEN_LO, BK_OPEN_HI where open or unknown */
    bk_precision precision;
    bool approximate, uncertain;
    bool zoned;    /* the zone is known: lo and hi are UTC */
    bool yearless; /* no year was given and none could be worked out: lo and hi are open */
    bool hangs;    /* the value was worked out from the day hangs_on (since 1970-01-01) */
    int64_t hangs_on;
    char edtf[BK_EDTF_MAX];
} bk_date;

const char *bk_precision_name(bk_precision p);

/* All of p[0..n) as EDTF. */
bk_code bk_date_parse_edtf(const char *p, size_t n, bk_date *out, bk_error *err);
/* The same, and what RFC 3339 and ISO 8601-1 add: a time without seconds, times in intervals. */
bk_code bk_date_parse_lenient(const char *p, size_t n, bk_date *out, bk_error *err);
/* The same, with fuzzy bounds: each component that is approximate or uncertain lets them reach one
 * of its units further at either side, one that is both two. */
bk_code bk_date_parse_fuzzy(const char *p, size_t n, bk_date *out, bk_error *err);
/* All of p[0..n) as EDTF or as one of the machine formats above. */
bk_code bk_date_parse(const char *p, size_t n, bk_date *out, bk_error *err);

/* Fill *out from whole units; the EDTF text is made. Used by the finder. */
void bk_date_day(bk_date *out, int64_t days);
void bk_date_month(bk_date *out, int64_t year, unsigned month);
void bk_date_year(bk_date *out, int64_t year);
/* [first day, day after the last) written as an interval of days. */
void bk_date_span(bk_date *out, int64_t first, int64_t end);
/* A decade (count 10, 199X) or a century (100, 19XX). */
void bk_date_years(bk_date *out, int64_t first, int64_t count);
/* 21 spring to 24 winter, of the north. */
void bk_date_season(bk_date *out, int64_t year, int season);
/* So many months from the first one; quarters, thirds and halves have codes of their own. */
void bk_date_months(bk_date *out, int64_t year, int first, int months);
/* From the start of one to the end of another. */
void bk_date_join(bk_date *out, const bk_date *from, const bk_date *to);
/* Open at one side: onward from its start (inclusive) or its end, else until its end (inclusive) or
 * its start. */
void bk_date_open(bk_date *out, const bk_date *d, bool onward, bool inclusive);
/* One day of [first, last]: 2014-11-XX, [2014-11-24..2014-12-02]. */
void bk_date_among(bk_date *out, int64_t first, int64_t last);
/* One of all from the earlier date to the later; `two`: one of these two. */
void bk_date_between(bk_date *out, const bk_date *a, const bk_date *b, bool two);
/* [lo, hi) with times of day. */
void bk_date_moments(bk_date *out, int64_t lo, int64_t hi, bool zoned);
/* `precision` minute or second; `zoned` adds Z. */
void bk_date_moment(bk_date *out, int64_t seconds, bk_precision precision, bool zoned);
/* Append "~" or "?" where the grammar puts it; a date that holds one already gets "%". */
void bk_date_qualify(bk_date *d, bool approximate, bool uncertain);

/* Write a bound: YYYY-MM-DD at midnight when `date_only`, else YYYY-MM-DDThh:mm:ss[Z]. */
size_t bk_date_print_bound(int64_t seconds, bool date_only, bool zoned, char out[40]);

typedef enum bk_answer { BK_NO, BK_YES, BK_MAYBE } bk_answer;
/* Is every moment of a before every moment of b: yes, no, or it depends on where they truly lie. */
bk_answer bk_date_before(int64_t a_lo, int64_t a_hi, int64_t b_lo, int64_t b_hi);
/* Could the two be one and the same: yes only for the same moment; no when they share no moment. */
bk_answer bk_date_equals(int64_t a_lo, int64_t a_hi, int64_t b_lo, int64_t b_hi);

#endif
