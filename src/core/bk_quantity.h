/* Amounts as reports write them: volumes of data, counts, sums of money.
 *
 * A scan is a pull iterator over borrowed text: bk_quantity_next gives the next mention and looks
 * at every byte a bounded number of times. It decides by form alone: what is counted, and whether
 * a bare "11" is a count at all, is for the caller, who gets the form to decide by. What is never a
 * quantity is passed over: versions, IP addresses, CVE and other identifiers, percentages, dates
 * with slashes, times, ordinals, rates ("1.2 Tbps"), hyphened measures ("24-hour").
 *
 * A vague plural is "at least two of them": "millions" is at least 2,000,000, "tens of thousands"
 * at least 20,000, "terabytes" at least 2 TB. "several" is at least three. A range gives its lower
 * end, `high` its upper. Units are decimal as manufacturers and reports use them (1 TB = 10^12
 * bytes), KiB, MiB... are powers of 1024; "Gb" is read as gigabytes, as news means it, unless it is
 * per second. */
#ifndef BK_QUANTITY_H
#define BK_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum bk_quantity_kind {
    BK_QUANTITY_COUNT,
    BK_QUANTITY_VOLUME,
    BK_QUANTITY_MONEY
} bk_quantity_kind;

/* How the number is written: the less sure forms need more support from what stands around them. */
typedef enum bk_quantity_form {
    BK_QUANTITY_DIGITS,    /* 4711 */
    BK_QUANTITY_GROUPED,   /* 47,000  3.100.000  1,00,000 */
    BK_QUANTITY_DECIMAL,   /* 2.5: never a count without a magnitude */
    BK_QUANTITY_SUFFIX,    /* 1.5m  600k */
    BK_QUANTITY_MAGNITUDE, /* 3.1 million  3 crore  half a million */
    BK_QUANTITY_WORDS,     /* eleven, forty-seven thousand */
    BK_QUANTITY_VAGUE      /* millions, dozens, several hundred */
} bk_quantity_form;

typedef enum bk_quantity_bound {
    BK_QUANTITY_EXACT,
    BK_QUANTITY_ABOUT,
    BK_QUANTITY_AT_LEAST,
    BK_QUANTITY_AT_MOST
} bk_quantity_bound;

typedef struct bk_quantity_value {
    bool exact; /* `integer` holds the value; else only `number` does */
    int64_t integer;
    double number;
} bk_quantity_value;

typedef struct bk_quantity {
    size_t first, end; /* text[first..end): the amount with its unit, without the bounding words */
    bk_quantity_kind kind;
    bk_quantity_form form;
    bk_quantity_bound bound;
    size_t bound_first, bound_end; /* the bounding words; equal when there are none */
    bk_quantity_value value;
    bool has_high;
    bk_quantity_value high; /* upper end of a range */
    char currency[4]; /* ISO 4217, XBT for bitcoin (XMR, ETH: the exchanges' codes); "" if not money
                       */
} bk_quantity;

#define BK_QWORD_GLIMPSES 4096

typedef struct bk_quantity_scan {
    const char *p;
    size_t n, at;
    size_t stop; /* no amount begins here or later; what is read of one may reach on */
    uint64_t glimpses[BK_QWORD_GLIMPSES / 64]; /* of the words of amounts */
} bk_quantity_scan;

void bk_quantity_start(bk_quantity_scan *s, const char *p, size_t n);
/* false at the end of the text */
bool bk_quantity_next(bk_quantity_scan *s, bk_quantity *out);

const char *bk_quantity_kind_name(bk_quantity_kind kind);
const char *bk_quantity_form_name(bk_quantity_form form);
const char *bk_quantity_bound_name(bk_quantity_bound bound); /* NULL when exact */

#endif
