/* Inside the date finder: its tokens, and the expressions by concept, one file each. An expression
 * takes its first token and returns the byte where it ends, 0 when it is none. Not for others to
 * include. */
#ifndef BK_DATE_EXPRESSION_H
#define BK_DATE_EXPRESSION_H

#include "bk_calendar.h"
#include "bk_date_find.h"
#include "bk_date_words.h"

/* A story of long ago carries its own year: what was told last is nearer than the report's day. */
#define LONG_AGO 400    /* days */
#define STORY_LEAP 9131 /* days: what lies 25 years off is an aside in a story */
#define STORY_SHARE 2   /* that many times as many old years as recent ones make a story */

typedef enum bk_dx_kind { T_END, T_NUMBER, T_WORD, T_MARK } bk_dx_kind;

typedef struct token {
    bk_dx_kind kind;
    size_t at, end;
    bk_date_word word; /* of T_WORD */
    int64_t value;     /* of T_NUMBER */
    unsigned digits;
    bool ordinal; /* 25th */
    bool plural;  /* 1990s */
    bool capital;
    int mark; /* of T_MARK: '-' for every dash */
} token;

/* What a calendar expression says, before it is resolved. */
typedef struct parts {
    int64_t year;
    int month, day; /* 0 when not said */
    int weekday;
    bool has_year;
} parts;

typedef bk_date_finder finder;
typedef bk_date_mention mention;

static inline bool letter(int c) {
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}

static inline bool digit(int c) {
    return c >= '0' && c <= '9';
}

static inline int byte(const finder *f, size_t i) {
    return i < f->n ? (unsigned char)f->p[i] : -1;
}

/* ---- bk_date_token.c ---- */
/* A dash or an apostrophe in UTF-8 counts as its ASCII kin: its length, and *as is set. */
size_t bk_dx_utf8_mark(const finder *f, size_t i, int *as);
/* Does byte `i` end a word or a number, rather than a mark or a space of UTF-8? */
bool bk_dx_in_word(const finder *f, size_t i);
/* Where the white space from byte `i` ends; a blank line counts as the end of the text. */
size_t bk_dx_skip_space(const finder *f, size_t i);
token bk_dx_token_at(const finder *f, size_t i);
token bk_dx_next(const finder *f, const token *t);
bool bk_dx_is_word(const finder *f, const token *t, const char *word);
bool bk_dx_is_one_of(const finder *f, const token *t, const char *const words[]);
/* The word or mark that stands before byte `i`. */
token bk_dx_before(const finder *f, size_t i);

/* ---- bk_date_calendar.c ---- */
/* Of the years around the anchor, the one that puts the day nearest to it; in news the past is
 * four times as near, and a story goes on rather than back; a weekday that was said speaks for
 * the years that agree. */
int64_t bk_dx_nearest_year(const finder *f, int month, int day, int weekday);
bool bk_dx_resolve(const finder *f, const parts *p, bk_date *out);
bool bk_dx_plausible_year(const token *t);
/* A month's name; an abbreviation or a common word needs its capital. */
bool bk_dx_month_word(const token *t);
/* [,] [of] YYYY after a month or a day; also '14. */
size_t bk_dx_year_after(const finder *f, token t, parts *p, size_t end);
/* Day Month, Month Day, Month, each with or without a year. Returns the end. */
size_t bk_dx_calendar(const finder *f, token t, parts *p);
/* A calendar expression, perhaps from one to another. */
size_t bk_dx_calendar_range(const finder *f, token t, bk_date *out, bk_mention_kind *kind);
/* A month alone that is also a common word needs a preposition before it. */
bool bk_dx_lonely_month(const finder *f, const token *t, size_t end);

/* ---- bk_date_named.c ---- */
/* first quarter of 2014, Q1 2014, H2 2013 */
size_t bk_dx_quarter(const finder *f, token t, bk_date *out);
size_t bk_dx_holiday(const finder *f, const token *t, bk_date *out);

/* ---- bk_date_numeric.c ---- */
size_t bk_dx_numeric_date(const finder *f, token t, bk_date *out, bk_mention_kind *kind);
/* 2014-11-25, 2014-11-25T10:00:00Z, 2014-11-25 10:00 */
size_t bk_dx_iso_date(const finder *f, const token *t, bk_date *out, bk_mention_kind *kind);
size_t bk_dx_year_alone(const finder *f, const token *t, bk_date *out, bk_mention_kind *kind);

/* ---- bk_date_relative.c ---- */
/* last/this/next and a unit, month, season or weekday. */
size_t bk_dx_which_unit(const finder *f, int which, const token *t, bk_date *out);
/* a week ago, three months earlier, several days before, two years later */
size_t bk_dx_counted(const finder *f, token t, bk_date *out);
/* Does what ends there look back (ten years earlier)? The story does not go on from it. */
bool bk_dx_looks_back(const finder *f, size_t end);
/* the same day, that year, the following month, the day before: from the day told last */
size_t bk_dx_told(const finder *f, token t, bk_date *out);

/* The day so many days, weeks, fortnights, months or years from `day`; false for other units. */
bool bk_dx_shift(int64_t day, int64_t count, int unit, bk_date *out);

/* ---- bk_date_compound.c ---- */
/* two weeks before 13 May, three days after Christmas, a week from tomorrow */
size_t bk_dx_from_day(const finder *f, token t, bk_date *out);
/* the first week of May 2014, the last week of this month, the 3rd week of 2019 */
size_t bk_dx_week_of(const finder *f, token t, bk_date *out);
/* Tuesday of last week, next week on Friday */
size_t bk_dx_day_of_week(const finder *f, token t, bk_date *out);
/* the past three months, the next 40 days */
size_t bk_dx_units_around(const finder *f, token t, bk_date *out);

/* ---- bk_date_clock.c ---- */
/* 3 p.m., 11:30 pm ET, 15:04:05, noon. Seconds of the day; zoned when a zone follows. */
size_t bk_dx_time_of_day(const finder *f, token t, int64_t *seconds, bk_precision *precision,
                         bool *zoned);
/* 3 to 5 pm, between 10:00 and 11:30. */
size_t bk_dx_clock_range(const finder *f, token t, int64_t seconds[2], bool *zoned);
void bk_dx_set_clock_range(bk_date *d, const int64_t seconds[2], bool zoned);
/* [,] [at|around|about] TIME after a day. */
size_t bk_dx_with_time(const finder *f, size_t end, bk_date *d, bk_mention_kind *kind);

#endif
