/* Inside the date finder: its tokens, and the expressions by concept, one file each.
 *
 * An expression takes the index of its first token and returns the index of the token behind its
 * last, 0 when it is none (no expression ends before token 1). Tokens are read on demand into a
 * window; behind a blank line and behind the window's end there is only T_END, so that no
 * expression is long and the cost is linear. Not for others to include. */
#ifndef BK_DATE_EXPRESSION_H
#define BK_DATE_EXPRESSION_H

#include "bk_calendar.h"
#include "bk_date_find.h"

#define BK_DX_WINDOW 28

typedef enum bk_dx_kind { T_END, T_NUMBER, T_WORD, T_MARK } bk_dx_kind;

typedef struct token {
    bk_dx_kind kind;
    size_t at, end;
    const bk_date_entry *entry; /* of a word that the lexicon has, perhaps a phrase */
    int64_t value;              /* of T_NUMBER */
    unsigned digits;
    int mark;     /* of T_MARK: '-' for every dash, '\'' for every apostrophe */
    bool glued;   /* nothing stands between it and the token before it */
    bool ordinal; /* 25th */
    bool plural;  /* 1990s */
    bool capital;
} token;

typedef bk_date_finder finder;

typedef struct dx {
    const finder *f;
    unsigned n; /* tokens read */
    token w[BK_DX_WINDOW];
    token before; /* read when asked for */
    bool looked;
    size_t dead; /* the byte behind what looked like a date and is none: 30 February 2014 */
} dx;

/* What a calendar expression says, before it is settled. */
typedef struct parts {
    int64_t year;
    int month, day; /* 0 when not said */
    int weekday;
    bool has_year;
} parts;

/* An expression as it is understood. */
typedef struct when {
    bk_date d;
    bk_mention_kind kind;
    bool told; /* hangs on what was told last rather than on the anchor */
    size_t lead; /* bytes before its first token that are of it */
    unsigned bases;
    bk_date_base base[BK_MENTION_BASES];
    size_t event_first, event_end;
    int64_t months, days, seconds;
    bool rough;
} when;

/* ---- bk_date_token.c ---- */
static inline bool bk_dx_letter(int c) {
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}
static inline bool bk_dx_digit(int c) {
    return c >= '0' && c <= '9';
}
static inline int bk_dx_byte(const finder *f, size_t i) {
    return i < f->n ? (unsigned char)f->p[i] : -1;
}
/* Does byte `i` end a word or a number, rather than a mark or a space of UTF-8? */
bool bk_dx_in_word(const finder *f, size_t i);
/* The token at byte `i`, which is no space. */
token bk_dx_token_at(const finder *f, size_t i);
/* Token `i` of the window. */
const token *bk_dx_token(dx *x, unsigned i);
/* The word, number or mark that stands before token `i`. */
const token *bk_dx_before(dx *x, unsigned i);
/* The same, past "the" and "on or about". */
token bk_dx_lead(dx *x, unsigned i);
/* What ends before byte `i`. */
token bk_dx_token_before(const finder *f, size_t i);
/* Is it this word (lower-case ASCII)? */
bool bk_dx_is(const dx *x, const token *t, const char *word);
static inline bk_word_kind bk_dx_kind_of(const token *t) {
    return t->entry ? (bk_word_kind)t->entry->kind : BK_WORD_NONE;
}
static inline bool bk_dx_has(const token *t, bk_word_kind kind, unsigned flags) {
    return t->entry && t->entry->kind == kind && (t->entry->flags & flags) == flags;
}
static inline bool bk_dx_glue(const token *t, int glue) {
    return t->entry && t->entry->kind == BK_WORD_GLUE && (t->entry->value & glue);
}
/* The index behind token `i` when it is such glue, else `i`. */
static inline unsigned bk_dx_skip(dx *x, unsigned i, int glue) {
    return bk_dx_glue(bk_dx_token(x, i), glue) ? i + 1 : i;
}
static inline int64_t bk_dx_first_year(const bk_date *d) { /* the year that it begins in */
    int64_t y;
    unsigned m, day;
    bk_civil(bk_floor_div(d->lo, BK_DAY), &y, &m, &day);
    return y;
}
/* The index behind hedges: the, on, about, on or about, at least. */
unsigned bk_dx_hedged(dx *x, unsigned i);
static inline size_t bk_dx_end(dx *x, unsigned i) { /* the byte where token i - 1 ends */
    return x->w[i - 1].end;
}

/* ---- bk_date_settle.c: which year, which day, and what the story tells ---- */
int64_t bk_dx_nearest_year(const finder *f, int month, int day, int weekday);
/* The day that "later" and "that year" hang on. */
int64_t bk_dx_told_day(const finder *f);
/* Makes the date of the parts; false for 30 February. */
bool bk_dx_settle(const finder *f, const parts *p, when *w);
/* Take a mention into the story. `led_in`: "in 1944" opens that year, "planned for 1944" does not.
 */
void bk_dx_tell(finder *f, const bk_date_mention *m, bool looks_back, bool led_in);
/* Does byte `at` stand right behind another date and a comma: that same day in other words? */
bool bk_dx_restates(const finder *f, size_t at);
/* Is something said to lie ahead, or denied, in the sentence before the token? */
bool bk_dx_ahead(const finder *f);
bool bk_dx_denied(const finder *f);

/* ---- bk_date_calendar.c: days, months and years by their names ---- */
bool bk_dx_plausible_year(const token *t);
bool bk_dx_day_number(const token *t);
/* The century of a year of two digits: what lies a generation ahead of the anchor is past. */
int64_t bk_dx_full_year(const finder *f, int64_t two);
/* A month's name at token `i`; a common word needs its capital, or company. */
bool bk_dx_month(dx *x, unsigned i);
/* 2014, '14, "of 87", nineteen eighty-six, 490 BC; `i` when there is none. */
unsigned bk_dx_year_after(dx *x, unsigned i, parts *p);
unsigned bk_dx_calendar(dx *x, unsigned i, parts *p);
/* ninth, twenty-first, 9th: a day of the month alone */
unsigned bk_dx_day_alone(dx *x, unsigned i, int *day);
/* nineteen eighty-six, two thousand and twenty */
unsigned bk_dx_spelled_year(dx *x, unsigned i, int64_t *year);

/* ---- bk_date_numeric.c: dates in figures, years alone ---- */
unsigned bk_dx_numeric(dx *x, unsigned i, when *w, parts *p);
unsigned bk_dx_year_alone(dx *x, unsigned i, when *w);
/* Does "/.." stand behind a date that ends at byte `end`, or "../" before one at byte `at`: EDTF
 * open at one side, and no path? */
bool bk_dx_endless(const finder *f, size_t end);
bool bk_dx_beginless(const finder *f, size_t at);

/* ---- bk_date_clock.c: times of day ---- */
typedef struct clock {
    int64_t from, to; /* seconds of the day; `to` only of a range */
    bool range, zoned;
    bool half_known; /* which half of the day it is */
    bk_precision precision;
} clock_time;
/* `bare`: of a range, two hours will do (from 7 to 9). */
unsigned bk_dx_clock(dx *x, unsigned i, bool bare, clock_time *c);
/* The clock behind a day of the tokens [from, i), with what joins them; `i` when there is none. */
unsigned bk_dx_with_clock(dx *x, unsigned from, unsigned i, when *w);
/* A clock and the day behind it. */
unsigned bk_dx_clock_first(dx *x, unsigned i, when *w);

/* ---- bk_date_length.c: so many units from a day ---- */
typedef struct length {
    int64_t months, days, seconds, workdays;
    int unit;    /* the smallest */
    int weekday; /* two Sundays ago */
    int64_t count;
    bool vague;
} length;
/* a, three, twenty-one, several, 2 1/2 */
unsigned bk_dx_count(dx *x, unsigned i, int64_t *count, bool *half, bool *vague);
unsigned bk_dx_length(dx *x, unsigned i, length *l);
/* The date so far from a day; false where it leaves the calendar. */
bool bk_dx_far(const finder *f, int64_t day, const length *l, int direction, bk_date *out);
/* a week ago, three months later, two weeks before 13 May, a day after the attack, in two years */
unsigned bk_dx_counted(dx *x, unsigned i, when *w);
/* heute vor einem Jahr, vandaag een jaar geleden, heute in einer Woche: to the day */
unsigned bk_dx_named_counted(dx *x, unsigned i, when *w);
/* the day before, the day after the attack */
unsigned bk_dx_day_beside(dx *x, unsigned i, when *w);
bool bk_dx_looks_back(dx *x, unsigned end);

/* ---- bk_date_period.c: weeks, months, quarters, seasons, decades and their parts ---- */
/* The unit that holds `day`, and so many after it. */
bool bk_dx_unit_around(int64_t day, int unit, int64_t offset, bk_date *out);
/* last, this, next and a unit, month, season, weekday, holiday, or so many units */
unsigned bk_dx_which(dx *x, unsigned i, when *w);
/* 5 past years, 2 upcoming months */
unsigned bk_dx_units_beside(dx *x, unsigned i, when *w);

/* ---- bk_date_part.c: parts of the year and of other periods ---- */
/* early, mid, late; end of; earlier this, rest of */
unsigned bk_dx_part(dx *x, unsigned i, when *w);
unsigned bk_dx_season(dx *x, unsigned i, when *w);
/* Q1 2014, 2014-Q1, first quarter of 2014 */
unsigned bk_dx_fraction(dx *x, unsigned i, when *w);
/* first week of May, last Monday of next month, 19th century */
unsigned bk_dx_nth(dx *x, unsigned i, when *w);
/* The year behind a part of it, at token `i`: 2014, of last year; `i` when none is said. */
unsigned bk_dx_year_of(dx *x, unsigned i, int64_t *year, bool *said, when *w);

/* ---- bk_date_named.c: units and days by their names ---- */
/* week 31, week of 4 February, weekend of Halloween, year 2008, month of May */
unsigned bk_dx_unit_named(dx *x, unsigned i, when *w);
unsigned bk_dx_decade(dx *x, unsigned i, when *w);
unsigned bk_dx_holiday(dx *x, unsigned i, when *w);

/* ---- bk_date_range.c: from one to another, open at one side ---- */
unsigned bk_dx_expression(dx *x, unsigned i, when *w);

/* ---- bk_date_find.c ---- */
/* One date, whatever its form. */
unsigned bk_dx_point(dx *x, unsigned i, when *w);
/* The inner date becomes a base of the outer one. */
void bk_dx_add_base(dx *x, unsigned from, unsigned to, when *w);

#endif
