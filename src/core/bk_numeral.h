/* The numerals in amounts, digits or words, and the small steps over text that reading them takes.
 *
 * All of it works on borrowed text and looks a bounded way ahead. */
#ifndef BK_NUMERAL_H
#define BK_NUMERAL_H

#include "bk_quantity_words.h"

/* A decimal number: mantissa / 10^decimals * multiplier. Kept apart so that "27.78 GB" is exact. */
typedef struct bk_numeral {
    uint64_t mantissa;
    unsigned decimals;
    uint64_t times;
    double beyond; /* what of the multiplier no longer fits in `times` */
    bk_quantity_form form;
    bk_quantity_bound bound; /* in the words themselves: "millions" is at least */
    size_t end;
    bool unit_given; /* a spelled-out byte unit already is part of it */
    bool comma_decimals;
    bool three_decimals; /* "20.000": grouping where a currency of Europe stands by */
    const bk_qword *unit;
} bk_numeral;

typedef struct bk_text_view {
    const char *p;
    size_t n;
} bk_text_view;

/* Bytes of the word character at `at`: letters, digits, _ and UTF-8 other than punctuation; 0 for
 * none. */
size_t bk_qt_wordish(const bk_text_view *t, size_t at);
/* Bytes of one space (plain, no-break, narrow, thin, line break) or one dash at `at`; 0 for none.
 */
size_t bk_qt_space(const bk_text_view *t, size_t at);
size_t bk_qt_dash(const bk_text_view *t, size_t at);
bool bk_qt_starts(const bk_text_view *t, size_t at, const char *s);
/* The word of letters at `at`, when it is one of ours and stands by itself; its end goes to *end.
 */
const bk_qword *bk_qt_word(const bk_text_view *t, size_t at, size_t *end);
/* Past the token at `at` and all that hangs on it: "CVE-2014-0160", "10.0.0.1:80". */
size_t bk_qt_skip(const bk_text_view *t, size_t at);

/* Read one numeral of any form at `at`; `money` allows loose suffixes ("$4 m"). False: none. */
bool bk_numeral_read(const bk_text_view *t, size_t at, bool money, bk_numeral *x);
/* Its value in `unit`s; `whole` rounds to an integer (bytes are not divided). */
bk_quantity_value bk_numeral_value(const bk_numeral *x, uint64_t unit, bool whole);

#endif
