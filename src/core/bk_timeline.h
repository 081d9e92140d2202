/* Events at uncertain times, kept in order and searched fast.
 *
 * An event lies somewhere in [lo, hi), in seconds since 1970-01-01T00:00:00 of the proleptic
 * Gregorian calendar; either end may be open. One open at both ends is undated and stands in a lane
 * of its own after all others.
 *
 * Order. By key, then by hi, then as added. The key is lo, or hi - 1 where lo is open ("by Friday"
 * stands at the end of Friday). It is total, stable, and extends the partial order of intervals:
 * what surely happened before an event (its hi <= the other's lo) always stands before it.
 *
 * Cost. An add is O(1); the first question after adds sorts what was added (radix, linear) and
 * merges it in. An event takes 40 bytes and at most three of index, besides its strings, which are
 * stored once. */
#ifndef BK_TIMELINE_H
#define BK_TIMELINE_H

#include "bk_intern.h"
#include "bk_status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BK_TIME_MIN INT64_MIN /* an open start */
#define BK_TIME_MAX INT64_MAX /* an open end */
/* what is not open lies within 200 thousand million years of 1970, as dates do */
#define BK_TIME_LAST (INT64_C(200000000000) * 366 * 86400)

/* Numbers are of tl->strings, or where it says so of tl->lists: runs of numbers of strings. */
typedef struct bk_event {
    int64_t lo, hi;
    uint32_t what;    /* what happened */
    uint32_t when;    /* the date as told, in EDTF */
    uint32_t labels;  /* list of three: type, stance, incident */
    uint32_t reports; /* list: the sources */
    uint32_t claims;  /* list of packed values (bk_pack.h) */
    uint32_t extra;   /* a packed map: all else */
} bk_event;

typedef struct bk_timeline_node {
    int64_t lo, hi; /* least lo and greatest hi below the node */
    int64_t closed; /* least hi of the events below that have a lo */
} bk_timeline_node;

/* Starts zeroed ({0}), with a seed in strings and lists where input may be hostile. */
typedef struct bk_timeline {
    bk_event *events;
    size_t n, capacity;
    size_t sorted; /* events[0 .. sorted) are in order */
    size_t dated;  /* of those, how many have a date: the undated follow */
    bk_timeline_node *nodes;
    size_t leaves;    /* a power of two; 0 while the index has to be made */
    uint64_t version; /* grows with every change, so that an iterator can tell */
    bk_intern strings, lists;
} bk_timeline;

/* The most events that one timeline holds. */
#define BK_TIMELINE_MOST ((size_t)UINT32_MAX - 1)

void bk_timeline_free(bk_timeline *tl);
/* Whether lo < hi, each of them open or within BK_TIME_LAST. */
bool bk_timeline_valid(const bk_event *e);
/* Append; BK_E_RANGE for an event that is not valid. */
bk_code bk_timeline_add(bk_timeline *tl, const bk_event *e, bk_error *err);
/* Bring into order and make the index. Every function below needs a settled timeline. */
bk_code bk_timeline_settle(bk_timeline *tl);
/* Bytes in use, strings included. */
size_t bk_timeline_memory(const bk_timeline *tl);

/* Sort by the documented rule; what settle uses, for an array of its own. */
bk_code bk_timeline_sort(bk_event **events, size_t n);
/* <0, 0, >0 by key and hi. */
int bk_timeline_compare(const bk_event *a, const bk_event *b);

/* Which events lie in [a, b): those that may, or with `certain` those that surely do. To find k of
 * them takes O(log n + k log(n / k)) steps, however the events lie; `steps` counts them. */
typedef struct bk_timeline_query {
    int64_t a, b;
    bool certain;
    size_t first, end; /* no index outside [first, end) can match */
    uint64_t steps;    /* nodes and events looked at so far */
} bk_timeline_query;
bk_timeline_query bk_timeline_ask(const bk_timeline *tl, int64_t a, int64_t b, bool certain);
/* The first match at or after index `i`; q->end when there is none. */
size_t bk_timeline_next(const bk_timeline *tl, bk_timeline_query *q, size_t i);
/* Seconds between an instant of [a, b) and one of the event: at least (0 when they may be one), and
 * at most; UINT64_MAX where an end is open. */
void bk_timeline_distance(const bk_event *e, int64_t a, int64_t b, uint64_t *least, uint64_t *most);
/* Indexes of the (up to) k events nearest to [a, b), nearest first, in order where equally near. */
bk_code bk_timeline_nearest(const bk_timeline *tl, int64_t a, int64_t b, size_t k, uint32_t *found,
                            size_t *count);

/* Take over all events of `from`, which stays as it is. At equal times those of `into` come first.
 * Not with itself. */
bk_code bk_timeline_merge(bk_timeline *into, const bk_timeline *from, bk_error *err);
/* Make one of events that differ in nothing but their sources: reports and claims are united. */
bk_code bk_timeline_fold(bk_timeline *tl, size_t *folded);

/* An event's known extent: an end that is open shrinks to the instant next to the known end, since
 * "since 2012" does not fill all years after. */
void bk_timeline_extent(const bk_event *e, int64_t *lo, int64_t *hi);
/* The next stretch of at least `least` seconds at or after event index *i in which no dated event
 * is known to lie; false when there is none. Start with *i = 0 and *reach = BK_TIME_MIN. */
bool bk_timeline_gap(const bk_timeline *tl, size_t *i, int64_t *reach, int64_t least, int64_t *from,
                     int64_t *to);
/* The next run of events, each within `within` seconds of those before it. Events wider than
 * `widest` seconds belong to the run they fall into but hold no run together. False when there is
 * none. */
typedef struct bk_timeline_run {
    size_t first, last; /* indexes */
    int64_t lo, hi;     /* extent of the events that hold it together, or of its only event */
} bk_timeline_run;
bool bk_timeline_cluster(const bk_timeline *tl, size_t *i, uint64_t within, uint64_t widest,
                         bk_timeline_run *run);
/* Groups of events that tell of one thing (same `what` and incident) at times of which two exclude
 * each other. groups[] receives indexes, in order, the groups one after the other; ends[] where
 * each ends. Both are allocated here; the caller frees them. */
bk_code bk_timeline_conflicts(const bk_timeline *tl, uint32_t **groups, uint32_t **ends,
                              size_t *count);

/* A file that is loaded by reading it into place: no parsing, but every number in it is checked. */
typedef bk_code (*bk_timeline_writer)(void *to, const void *p, size_t n);
typedef bk_code (*bk_timeline_reader)(void *from, void *p, size_t n); /* exactly n, or a failure */
bk_code bk_timeline_save(const bk_timeline *tl, bk_timeline_writer write, void *to);
/* Into a zeroed timeline (its seeds are kept). `size` is the file's size. */
bk_code bk_timeline_load(bk_timeline *tl, bk_timeline_reader read, void *from, uint64_t size,
                         bk_error *err);

#endif
