/* The English words of dates, as one table: a word's kind and its number. */
#ifndef BK_DATE_WORDS_H
#define BK_DATE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum bk_word_kind {
    BK_WORD_NONE,
    BK_WORD_MONTH,     /* value 1 to 12 */
    BK_WORD_WEEKDAY,   /* 1 Monday to 7 Sunday */
    BK_WORD_ZONE,      /* minutes east of UTC */
    BK_WORD_NUMBER,    /* one, a, two...; several and few are marked vague */
    BK_WORD_ORDINAL,   /* first, second... */
    BK_WORD_UNIT,      /* a bk_unit */
    BK_WORD_DAYNAME,   /* today 0, yesterday -1, tomorrow 1 */
    BK_WORD_DIRECTION, /* ago, earlier, before -1; later, after, hence 1 */
    BK_WORD_WHICH,     /* last, past, previous -1; this, current 0; next, coming 1 */
    BK_WORD_PART,      /* early 0, mid 1, late 2; also start, middle, end */
    BK_WORD_SEASON,    /* spring 21 to winter 24 */
    BK_WORD_MERIDIEM,  /* am 0, pm 12 */
    BK_WORD_DAYPART,   /* morning, evening... */
    BK_WORD_HOLIDAY    /* an index of bk_holidays */
} bk_word_kind;

typedef enum bk_unit {
    BK_UNIT_MINUTE,
    BK_UNIT_HOUR,
    BK_UNIT_DAY,
    BK_UNIT_WEEK,
    BK_UNIT_FORTNIGHT,
    BK_UNIT_WEEKEND,
    BK_UNIT_MONTH,
    BK_UNIT_QUARTER,
    BK_UNIT_HALF,
    BK_UNIT_YEAR,
    BK_UNIT_DECADE,
    BK_UNIT_CENTURY
} bk_unit;

typedef struct bk_date_word {
    bk_word_kind kind;
    int value;
    bool ambiguous; /* a common word too: only with a capital, or in company */
    bool vague;     /* a number that is none: several */
} bk_date_word;

/* ASCII letters, any case; kind BK_WORD_NONE when the table has none such. */
bk_date_word bk_date_word_of(const char *p, size_t n);

/* Holidays that reports use: a fixed day, or the nth (5: last) weekday of a month and days after
 * it. */
typedef struct bk_holiday {
    const char *name; /* lower case, words separated by one blank */
    unsigned char month, day, nth, weekday, plus;
} bk_holiday;
extern const bk_holiday bk_holidays[];
extern const size_t bk_holiday_count;
int64_t bk_holiday_day(const bk_holiday *h, int64_t year);

#endif
