/* Dates in running English text: found, understood, kept with their doubt.
 *
 * A pull iterator over bytes; nothing is allocated and the text is borrowed. Cost is linear: an
 * expression is a bounded number of tokens. Relative expressions and dates without a year need an
 * anchor (when the report was published); without one their interval is open and the EDTF masks
 * what is unknown. */
#ifndef BK_DATE_FIND_H
#define BK_DATE_FIND_H

#include "bk_date.h"

typedef enum bk_mention_kind {
    BK_MENTION_DATE,     /* a day, month, year, decade */
    BK_MENTION_TIME,     /* with a time of day */
    BK_MENTION_RANGE,    /* from one to another */
    BK_MENTION_RELATIVE, /* understood from the anchor: yesterday, three months ago */
    BK_MENTION_SET       /* more than one reading */
} bk_mention_kind;

typedef enum bk_day_order {
    BK_ORDER_UNKNOWN, /* 05/02/2019 is both readings, unless the text itself settles it */
    BK_ORDER_DMY,
    BK_ORDER_MDY
} bk_day_order;

typedef struct bk_date_finder {
    const char *p;
    size_t n, at;
    bool anchored;
    int64_t anchor;      /* a day, since 1970-01-01 */
    bool narrated;       /* a day was told already: "six days later" hangs on it, */
    int64_t narrative;   /* and so does a bare "on 12 June" in a story of long ago */
    int64_t told_before; /* the day told before that one, for "on Tuesday, six days later" */
    bool story;          /* the text tells of long ago: most of its years are no recent ones */
    unsigned leaps;      /* asides in a row that lie far from the story */
    size_t told_end;     /* where the last telling ended */
    bk_day_order order;
} bk_date_finder;

typedef struct bk_date_mention {
    size_t first, end; /* bytes [first, end) */
    bk_mention_kind kind;
    bk_date date;
} bk_date_mention;

const char *bk_mention_kind_name(bk_mention_kind kind);

/* Looks for numeric dates that only one custom allows (25/11/2014) and sets `order` from them. */
void bk_date_find_order(bk_date_finder *f);
/* Weighs the years that the text names and sets `story`. */
void bk_date_find_story(bk_date_finder *f);
/* The next mention, or false at the end. */
bool bk_date_find_next(bk_date_finder *f, bk_date_mention *m);

#endif
