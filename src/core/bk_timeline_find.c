/* What an analyst asks of a whole timeline: where nothing is known, what belongs together, what
 * cannot all be true. */
#include "bk_timeline.h"
#include "bk_timeline_internal.h"

#include <stdlib.h>
#include <string.h>

void bk_timeline_extent(const bk_event *e, int64_t *lo, int64_t *hi) {
    *lo = e->lo == BK_TIME_MIN ? e->hi - 1 : e->lo;
    *hi = e->hi == BK_TIME_MAX ? *lo + 1 : e->hi;
}

static uint64_t span(int64_t from, int64_t to) {
    return (uint64_t)to - (uint64_t)from;
}

bool bk_timeline_gap(const bk_timeline *tl, size_t *i, int64_t *reach, int64_t least, int64_t *from,
                     int64_t *to) {
    while (*i < tl->dated) {
        int64_t lo, hi, before = *reach;
        bk_timeline_extent(&tl->events[*i], &lo, &hi);
        ++*i;
        if (hi > *reach) *reach = hi;
        if (before != BK_TIME_MIN && lo > before && span(before, lo) >= (uint64_t)least) {
            *from = before;
            *to = lo;
            return true;
        }
    }
    return false;
}

bool bk_timeline_cluster(const bk_timeline *tl, size_t *i, uint64_t within, uint64_t widest,
                         bk_timeline_run *run) {
    bool holds = false; /* whether the run has an event narrow enough to hold it */
    if (*i >= tl->dated) return false;
    run->first = *i;
    for (; *i < tl->dated; ++*i) {
        int64_t lo, hi;
        bk_timeline_extent(&tl->events[*i], &lo, &hi);
        bool narrow = span(lo, hi) <= widest;
        if (*i == run->first) {
            run->lo = lo;
            run->hi = hi;
        } else if (!holds || (lo > run->hi && span(run->hi, lo) > within)) {
            break;
        } else if (narrow && hi > run->hi) {
            run->hi = hi;
        }
        holds = holds || narrow;
    }
    run->last = *i - 1;
    return true;
}

/* An event under the thing it tells of. */
typedef struct told {
    uint32_t what, incident, index;
} told;

static int by_thing(const void *x, const void *y) {
    const told *a = x, *b = y;
    if (a->what != b->what) return a->what < b->what ? -1 : 1;
    if (a->incident != b->incident) return a->incident < b->incident ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

static int by_first(const void *x, const void *y) {
    const told *a = x, *b = y; /* of a group: what is its start, incident its length */
    return a->index < b->index ? -1 : a->index > b->index;
}

static uint32_t incident_of(const bk_timeline *tl, const bk_event *e) {
    size_t n;
    const char *p = bk_intern_get(&tl->lists, e->labels, &n);
    uint32_t id = 0;
    if (p && n == 3 * sizeof id) memcpy(&id, p + 2 * sizeof id, sizeof id);
    return id;
}

bk_code bk_timeline_conflicts(const bk_timeline *tl, uint32_t **groups, uint32_t **ends,
                              size_t *count) {
    size_t n = tl->dated, found = 0, used = 0;
    told *all = malloc((n + 1) * sizeof *all), *hits = malloc((n / 2 + 1) * sizeof *hits);
    *groups = malloc((n + 1) * sizeof **groups);
    *ends = malloc((n / 2 + 1) * sizeof **ends);
    *count = 0;
    if (!all || !hits || !*groups || !*ends) {
        free(all);
        free(hits);
        free(*groups);
        free(*ends);
        *groups = *ends = NULL;
        return BK_E_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        const bk_event *e = &tl->events[i];
        all[i] = (told){e->what, incident_of(tl, e), (uint32_t)i};
    }
    qsort(all, n, sizeof *all, by_thing);
    for (size_t i = 0, end; i < n; i = end) {
        int64_t latest = BK_TIME_MIN, earliest = BK_TIME_MAX;
        for (end = i;
             end < n && all[end].what == all[i].what && all[end].incident == all[i].incident;
             end++) {
            const bk_event *e = &tl->events[all[end].index];
            if (e->lo > latest) latest = e->lo;
            if (e->hi < earliest) earliest = e->hi;
        }
        /* all share an instant exactly when the latest start is before the earliest end */
        if (all[i].what && latest >= earliest) {
            hits[found++] = (told){(uint32_t)i, (uint32_t)(end - i), all[i].index};
        }
    }
    qsort(hits, found, sizeof *hits, by_first);
    for (size_t i = 0; i < found; i++) {
        for (size_t j = 0; j < hits[i].incident; j++) {
            (*groups)[used++] = all[hits[i].what + j].index;
        }
        (*ends)[i] = (uint32_t)used;
    }
    *count = found;
    free(all);
    free(hits);
    return BK_OK;
}
