/* Event times as text, by the readers and printers of bk_date. */
#ifndef BK_TIMELINE_TIME_H
#define BK_TIMELINE_TIME_H

#include "bk_date.h"

/* "2014-11-24" and "2014-11-24T10:00:00Z", which most events have: what bk_date_parse says of them,
 * without the way through its grammar. False for all else. */
bool bk_time_plain(const char *p, size_t n, int64_t *lo, int64_t *hi);
/* The instant that a day or time of day starts with; `*zoned` tells whether it named a zone
 * (without one it is read as UTC). False when p[0..n) is no such thing, or a longer time. */
bool bk_time_read(const char *p, size_t n, int64_t *t, bool *zoned);
/* The interval in EDTF: a second, day, month or year as such, else "first/last"; "" when both ends
 * are open. Returns the length. */
size_t bk_time_edtf(int64_t lo, int64_t hi, bool zoned, char text[BK_EDTF_MAX]);
/* Whether the EDTF text has a time of day without a zone. */
bool bk_time_floating(const char *p, size_t n);

#endif
