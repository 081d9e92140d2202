/* Decimal text to double and back, correctly rounded, whatever the locale. */
#ifndef BK_NUMBER_H
#define BK_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BK_NUMBER_MAX 32 /* room for what bk_number_format writes, with its NUL */

/* The double nearest to p[0..n), ties to even: `-? digits (. digits)? ([eE] [+-]? digits)?`, which
 * the caller has checked. Too large gives an infinity, too small a zero, each with its sign. */
double bk_number_parse(const char *p, size_t n);

/* p[0..n) is `-? digits`, checked by the caller: true when it fits, exactly, in an int64_t.
 * "-0" does not: an integer has no negative zero. */
bool bk_number_parse_integer(const char *p, size_t n, int64_t *out);

/* The shortest of the "%.15g", "%.16g", "%.17g" forms that reads back as the same double, with ".0"
 * when it would else look like an integer. `d` is finite. Returns the length. */
size_t bk_number_format(double d, char out[BK_NUMBER_MAX]);

#endif
