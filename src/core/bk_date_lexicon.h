/* The words of dates of one language: what a word or a phrase means, as a table.
 *
 * A language is data: an array of entries, folded to lower case, the words of a phrase parted by
 * one blank. A lexicon is a plain struct that indexes one such array; it is made in place and owns
 * nothing. Of two entries that match, the longer wins ("new year's eve" before "new year"). */
#ifndef BK_DATE_LEXICON_H
#define BK_DATE_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum bk_word_kind {
    BK_WORD_NONE,      /* a phrase that says no date, though a word in it would */
    BK_WORD_MONTH,     /* value 1 to 12 */
    BK_WORD_WEEKDAY,   /* 1 Monday to 7 Sunday */
    BK_WORD_ZONE,      /* minutes east of UTC */
    BK_WORD_NUMBER,    /* one, a, two, several, hundred, thousand */
    BK_WORD_ORDINAL,   /* first, second... */
    BK_WORD_UNIT,      /* a bk_unit */
    BK_WORD_DAYNAME,   /* days from the anchor: yesterday -1, day after tomorrow 2 */
    BK_WORD_DIRECTION, /* ago, earlier, before -1; later, after, from now 1 */
    BK_WORD_WHICH,     /* last, past, previous -1; this, same 0; next, coming 1 */
    BK_WORD_PART,      /* of a period: early 0, mid 1, late 2 */
    BK_WORD_WITHIN,    /* earlier -1, later 1, rest 2 of a period that the anchor is in */
    BK_WORD_SEASON,    /* spring 21 to winter 24 */
    BK_WORD_MERIDIEM,  /* am 0, pm 12 */
    BK_WORD_CLOCK,     /* noon 720, midnight 0: a minute of the day */
    BK_WORD_DAYPART,   /* morning, evening... the hour it begins */
    BK_WORD_HOLIDAY,   /* an index of bk_holidays */
    BK_WORD_FRACTION,  /* q 3, h 6: months of a numbered part of the year */
    BK_WORD_ERA,       /* BC -1, AD 1 */
    BK_WORD_DECADE,    /* twenties 20 ... nineties 90 */
    BK_WORD_BOUND,     /* a bk_bound: since, until, no later than */
    BK_WORD_APPROX,    /* about, around, circa */
    BK_WORD_SHOULD,    /* will, would, plan: what stands by it lies ahead */
    BK_WORD_NOT,       /* a negation */
    BK_WORD_CLAUSE, /* begins or carries a clause: it, was, which; no event's name goes on there */
    BK_WORD_GLUE    /* a mask of BK_GLUE_: of, in, on, the, from, to... */
} bk_word_kind;

enum {                      /* flags of an entry */
       BK_WORD_COMMON = 1,  /* a common word too: only with a capital, or in company */
       BK_WORD_VAGUE = 2,   /* a number that is none: several */
       BK_WORD_PLURAL = 4,  /* of units: weeks */
       BK_WORD_ANCHOR = 8,  /* counts from the anchor, not from what was told: ago, from now; of
                             * "in": from a day that stands before it: heute in einer Woche */
       BK_WORD_OBJECT = 16, /* may take an object: after the attack, before 3 May */
       BK_WORD_PREFIX = 32, /* stands before what it counts: vor drei Wochen, il y a */
       BK_WORD_POST = 64,   /* stands behind its noun: mardi dernier */
       BK_WORD_TOLD = 128,  /* of what was told last: the same day, the following week */
       BK_WORD_NEAR = 256,  /* the nearest, not that of another week: the coming Friday, the past */
       BK_WORD_NOW = 512,   /* the present, when a range ends in it */
       BK_WORD_OF = 1024,   /* wants "of" behind it: end of May */
       BK_WORD_CAPITAL = 2048, /* only with a capital: a name */
       BK_WORD_SPAN = 4096,    /* counts a span rather than a number of things: a decade */
       BK_WORD_EITHER = 8192,  /* an ordinal as well as a unit: second */
       BK_WORD_EVENING = 16384 /* a day by its evening: tonight */
};

enum { /* what a glue word may stand for */
       BK_GLUE_OF = 1,
       BK_GLUE_IN = 2,
       BK_GLUE_ON = 4,
       BK_GLUE_AT = 8,
       BK_GLUE_THE = 16,
       BK_GLUE_FROM = 32,
       BK_GLUE_BETWEEN = 64,
       BK_GLUE_AND = 128,
       BK_GLUE_TO = 256,
       BK_GLUE_WITHIN = 512,
       BK_GLUE_FOR = 1024,
       BK_GLUE_OR = 2048,
       BK_GLUE_LEAD = 4096, /* what else stands before a year: during, year, circa */
       BK_GLUE_START = 8192 /* starting, commencing, beginning */
};

typedef enum bk_bound {
    BK_BOUND_SINCE,  /* from its start on */
    BK_BOUND_AFTER,  /* from its end on */
    BK_BOUND_BEFORE, /* to its start */
    BK_BOUND_BY      /* to its end */
} bk_bound;

typedef enum bk_unit {
    BK_UNIT_SECOND,
    BK_UNIT_MINUTE,
    BK_UNIT_HOUR,
    BK_UNIT_DAY,
    BK_UNIT_WORKDAY,
    BK_UNIT_WEEK,
    BK_UNIT_FORTNIGHT,
    BK_UNIT_WEEKEND,
    BK_UNIT_WORKWEEK,
    BK_UNIT_MONTH,
    BK_UNIT_QUARTER,
    BK_UNIT_HALF,
    BK_UNIT_YEAR,
    BK_UNIT_DECADE,
    BK_UNIT_CENTURY
} bk_unit;

typedef struct bk_date_entry {
    const char *text;
    unsigned char kind; /* a bk_word_kind */
    short value;
    unsigned short flags;
} bk_date_entry;

typedef struct bk_date_language {
    char code[4]; /* ISO 639-1 */
    bool dotted;  /* 24. November: the dot makes an ordinal */
    const bk_date_entry *entries;
    size_t count;
} bk_date_language;

extern const bk_date_language bk_date_english, bk_date_german, bk_date_french, bk_date_spanish,
    bk_date_dutch;
/* The language of an ISO 639-1 code ("de", "de-CH"), NULL when there is no table. */
const bk_date_language *bk_date_language_of(const char *code, size_t n);

#define BK_LEXICON_SLOTS 2048
#define BK_LEXICON_GLIMPSES 8192
#define BK_LEXICON_MOST 1024 /* entries of a language */

typedef struct bk_date_lexicon {
    const bk_date_language *language;
    uint64_t seen[BK_LEXICON_GLIMPSES / 64];
    uint16_t slots[BK_LEXICON_SLOTS];
    uint8_t word[BK_LEXICON_MOST];   /* the length of an entry's first word */
    uint16_t chain[BK_LEXICON_MOST]; /* the next entry of the same first word, a shorter one */
} bk_date_lexicon;

void bk_date_lexicon_init(bk_date_lexicon *lexicon, const bk_date_language *language);
/* The longest entry that stands at p[at..n), whose first word ends at `word_end`; NULL when there
 * is none. *end is where its last word ends. */
const bk_date_entry *bk_date_lexicon_find(const bk_date_lexicon *lexicon, const char *p, size_t n,
                                          size_t at, size_t word_end, size_t *end);

/* Holidays that reports use: a fixed day; the nth (5: last) weekday of a month and days after it;
 * or days after Easter Sunday (month 0). */
typedef struct bk_holiday {
    unsigned char month, day, nth, weekday;
    short plus;
} bk_holiday;
extern const bk_holiday bk_holidays[];
/* Days since 1970-01-01. */
int64_t bk_holiday_day(const bk_holiday *h, int64_t year);
/* Of the holidays, those that every table names. */
enum {
    BK_HOLIDAY_NEW_YEAR,
    BK_HOLIDAY_NEW_YEARS_EVE,
    BK_HOLIDAY_EPIPHANY,
    BK_HOLIDAY_KING_DAY,
    BK_HOLIDAY_VALENTINE,
    BK_HOLIDAY_PRESIDENTS_DAY,
    BK_HOLIDAY_ST_PATRICK,
    BK_HOLIDAY_APRIL_FOOLS,
    BK_HOLIDAY_EARTH_DAY,
    BK_HOLIDAY_GOOD_FRIDAY,
    BK_HOLIDAY_EASTER,
    BK_HOLIDAY_EASTER_MONDAY,
    BK_HOLIDAY_ASCENSION,
    BK_HOLIDAY_PENTECOST,
    BK_HOLIDAY_WHIT_MONDAY,
    BK_HOLIDAY_MAY_DAY,
    BK_HOLIDAY_CINCO_DE_MAYO,
    BK_HOLIDAY_MOTHERS_DAY,
    BK_HOLIDAY_MEMORIAL_DAY,
    BK_HOLIDAY_JUNETEENTH,
    BK_HOLIDAY_FATHERS_DAY,
    BK_HOLIDAY_CANADA_DAY,
    BK_HOLIDAY_INDEPENDENCE_DAY,
    BK_HOLIDAY_BASTILLE_DAY,
    BK_HOLIDAY_ASSUMPTION,
    BK_HOLIDAY_LABOR_DAY,
    BK_HOLIDAY_GERMAN_UNITY,
    BK_HOLIDAY_COLUMBUS_DAY,
    BK_HOLIDAY_HALLOWEEN,
    BK_HOLIDAY_ALL_SAINTS,
    BK_HOLIDAY_GUY_FAWKES,
    BK_HOLIDAY_VETERANS_DAY,
    BK_HOLIDAY_THANKSGIVING,
    BK_HOLIDAY_BLACK_FRIDAY,
    BK_HOLIDAY_CYBER_MONDAY,
    BK_HOLIDAY_CHRISTMAS_EVE,
    BK_HOLIDAY_CHRISTMAS,
    BK_HOLIDAY_BOXING_DAY,
    BK_HOLIDAY_ASH_WEDNESDAY,
    BK_HOLIDAY_PALM_SUNDAY,
    BK_HOLIDAY_MAUNDY_THURSDAY,
    BK_HOLIDAY_WOMENS_DAY,
    BK_HOLIDAY_PATCH_TUESDAY /* of every month: month 0 with an nth weekday */
};

#endif
