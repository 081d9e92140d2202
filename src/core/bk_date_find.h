/* Dates in running text: found, understood, kept with their doubt.
 *
 * A pull iterator over bytes; nothing is allocated, the text and the lexicon are borrowed. Cost is
 * linear: an expression is a bounded number of tokens. Relative expressions and dates without a
 * year need an anchor (when the report was published); without one their interval is open and the
 * EDTF masks what is unknown. */
#ifndef BK_DATE_FIND_H
#define BK_DATE_FIND_H

#include "bk_date.h"
#include "bk_date_lexicon.h"

typedef enum bk_mention_kind {
    BK_MENTION_DATE,     /* a day, month, year, decade */
    BK_MENTION_TIME,     /* with a time of day */
    BK_MENTION_RANGE,    /* from one to another, or open at one side */
    BK_MENTION_RELATIVE, /* understood from the anchor: yesterday, three months ago */
    BK_MENTION_SET,      /* more than one reading */
    BK_MENTION_EVENT     /* counted from something that happened: a week after the attack */
} bk_mention_kind;

typedef enum bk_day_order {
    BK_ORDER_UNKNOWN, /* 05/02/2019 is both readings, unless the text itself settles it */
    BK_ORDER_DMY,
    BK_ORDER_MDY
} bk_day_order;

typedef struct bk_date_finder {
    const char *p;
    size_t n, at;
    const bk_date_lexicon *lexicon;
    bool anchored, timed; /* `timed`: the anchor has a time of day */
    int64_t anchor;       /* a day, since 1970-01-01 */
    int64_t clock;        /* of a timed anchor: the second of its day */
    bool narrated;        /* a day was told already: "six days later" hangs on it, */
    int64_t narrative;    /* and so does a bare "on 12 June" in a story of long ago */
    bool dated;           /* some day or month was told: the last one is */
    int64_t dated_day;
    int64_t told_before; /* the day told before that one, for "on Tuesday, six days later" */
    bool story;          /* the text tells of long ago: most of its years are no recent ones */
    unsigned leaps;      /* asides in a row that lie far from the story */
    size_t told_end;     /* where the last telling ended */
    size_t ahead_at;     /* where the word last stood that says that something lies ahead */
    size_t sentence;     /* where the sentence began, as far as it is known */
    size_t denied_at;    /* where a negation last stood */
    size_t last_end;     /* where the last mention ended */
    bk_day_order order;
} bk_date_finder;

#define BK_MENTION_BASES 4

typedef struct bk_date_base {
    size_t first, end;
    bk_date date;
} bk_date_base;

typedef struct bk_date_mention {
    size_t first, end; /* bytes [first, end) */
    bk_mention_kind kind;
    bk_date date;
    int64_t hangs_until; /* of a vague anchor: the last of the days that date.hangs_on may be */
    bool hangs_either;   /* it is one of these two days */
    /* the whole dates that it is made of: the ends of a range, "June 2021" in "the last week of
     * June 2021", the day of a moment */
    unsigned bases;
    bk_date_base base[BK_MENTION_BASES];
    /* of BK_MENTION_EVENT: the words that name the event, and how far from it; the date is unknown
     */
    size_t event_first, event_end;
    int64_t months, days, seconds;
    bool rough; /* it counts in weeks or more, or in several */
} bk_date_mention;

const char *bk_mention_kind_name(bk_mention_kind kind);

/* Looks for numeric dates that only one custom allows (25/11/2014) and sets `order` from them. */
void bk_date_find_order(bk_date_finder *f);
/* Weighs the years that the text names and sets `story`. */
void bk_date_find_story(bk_date_finder *f);
/* The next mention, or false at the end. */
bool bk_date_find_next(bk_date_finder *f, bk_date_mention *m);

/* The finders of a text whose anchor is vague: both read it, one from the first of the anchor's
 * days and one from the last; what they understand otherwise lies between. */
typedef struct bk_date_finders {
    bk_date_finder first, last;
    bk_date_mention ahead; /* what the last has found already */
    bool waiting;          /* there is one */
    bool approximate, uncertain; /* the anchor is */
} bk_date_finders;

/* The next mention of a text, from an anchor of one day or of many. */
bool bk_date_find_either(bk_date_finders *f, bk_date_mention *m);
/* The day, or one of the days, that a mention hangs on. */
void bk_date_hung_on(bk_date *out, const bk_date_mention *m);

/* The day so many months and days and seconds after a date: whole days where the event is one. */
bool bk_date_shift(const bk_date *from, int64_t months, int64_t days, int64_t seconds,
                   bk_date *out);

#endif
