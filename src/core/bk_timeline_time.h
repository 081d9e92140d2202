/* Instants as event times are written: seconds since 1970-01-01T00:00:00Z, proleptic Gregorian. */
#ifndef BK_TIMELINE_TIME_H
#define BK_TIMELINE_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BK_TIME_TEXT 40  /* bytes that one instant takes at most, its NUL included */
#define BK_TIME_EDTF 100 /* bytes that an interval takes at most */

/* "2014-11-24" when `day` (the instant's day), else "2014-11-24T10:00:00Z". Years before -9999 and
 * after 9999 have a leading Y, as in EDTF. Returns the length. */
size_t bk_time_text(int64_t t, bool day, char text[BK_TIME_TEXT]);
/* The interval in EDTF: a second, day, month or year as such, else "first/last"; "" when both ends
 * are open. Returns the length. */
size_t bk_time_edtf(int64_t lo, int64_t hi, char text[BK_TIME_EDTF]);
/* What bk_time_text writes, and RFC 3339 with fractions and offsets ("T" may be a blank, seconds
 * may be missing): the second, minute or day [*lo, *hi) it names. `*zone` tells whether it named a
 * zone; without one it is read as UTC. */
bool bk_time_read(const char *p, size_t n, int64_t *lo, int64_t *hi, bool *zone);

#endif
