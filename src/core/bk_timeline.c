#include "bk_timeline.h"

#include "bk_timeline_internal.h"

#include <stdlib.h>
#include <string.h>

void bk_timeline_free(bk_timeline *tl) {
    free(tl->events);
    free(tl->nodes);
    bk_intern_free(&tl->strings);
    bk_intern_free(&tl->lists);
    uint64_t a = tl->strings.seed, b = tl->lists.seed;
    *tl = (bk_timeline){.strings.seed = a, .lists.seed = b, .version = tl->version + 1};
}

bk_code bk_timeline_room(bk_timeline *tl, size_t more) {
    if (more > BK_TIMELINE_MOST - tl->n) return BK_E_LIMIT;
    if (more <= tl->capacity - tl->n) return BK_OK;
    size_t grown = tl->capacity + tl->capacity / 2 + 16;
    if (grown < tl->n + more) grown = tl->n + more;
    if (grown > SIZE_MAX / sizeof *tl->events) return BK_E_LIMIT;
    bk_event *events = realloc(tl->events, grown * sizeof *events);
    if (!events) return BK_E_MEMORY;
    tl->events = events;
    tl->capacity = grown;
    return BK_OK;
}

static bool far(int64_t t) {
    return t > BK_TIME_LAST || t < -BK_TIME_LAST;
}

bool bk_timeline_valid(const bk_event *e) {
    return e->lo < e->hi && (e->lo == BK_TIME_MIN || !far(e->lo)) &&
           (e->hi == BK_TIME_MAX || !far(e->hi));
}

bk_code bk_timeline_add(bk_timeline *tl, const bk_event *e, bk_error *err) {
    if (!bk_timeline_valid(e)) {
        return bk_fail(err, BK_E_RANGE, 0,
                       e->lo < e->hi ? "the event's time is further off than dates go"
                                     : "the event's time ends before it starts");
    }
    bk_code code = bk_timeline_room(tl, 1);
    if (code) return bk_fail(err, code, 0, "no room for another event");
    tl->events[tl->n++] = *e;
    tl->version++;
    return BK_OK;
}

/* Merge the sorted tail into the sorted head from behind, so that only what must move does. */
static bk_code merge_tail(bk_timeline *tl) {
    size_t head = tl->sorted, tail = tl->n - tl->sorted;
    if (head && tail && bk_timeline_compare(&tl->events[head - 1], &tl->events[head]) > 0) {
        bk_event *copy = malloc(tail * sizeof *copy);
        if (!copy) return BK_E_MEMORY;
        memcpy(copy, tl->events + head, tail * sizeof *copy);
        bk_event *out = tl->events + tl->n;
        while (tail) {
            /* on a tie the head's event stays in front */
            if (head && bk_timeline_compare(&tl->events[head - 1], &copy[tail - 1]) > 0) {
                *--out = tl->events[--head];
            } else {
                *--out = copy[--tail];
            }
        }
        free(copy);
    }
    tl->sorted = tl->n;
    return BK_OK;
}

static bk_code sort_tail(bk_timeline *tl) {
    size_t tail = tl->n - tl->sorted;
    bk_code code;
    if (!tl->sorted) {
        if ((code = bk_timeline_sort(&tl->events, tail))) return code;
        tl->capacity = tl->n; /* the sort gives an array without slack */
        return merge_tail(tl);
    }
    size_t i = tl->sorted;
    while (i + 1 < tl->n && bk_timeline_compare(&tl->events[i], &tl->events[i + 1]) <= 0) i++;
    if (i + 1 < tl->n) {
        bk_event *copy = malloc(tail * sizeof *copy);
        if (!copy) return BK_E_MEMORY;
        memcpy(copy, tl->events + tl->sorted, tail * sizeof *copy);
        if (!(code = bk_timeline_sort(&copy, tail))) {
            memcpy(tl->events + tl->sorted, copy, tail * sizeof *copy);
        }
        free(copy);
        if (code) return code;
    }
    return merge_tail(tl);
}

bk_code bk_timeline_settle(bk_timeline *tl) {
    if (tl->sorted == tl->n && tl->leaves) return BK_OK;
    if (tl->sorted < tl->n) {
        bk_code code = sort_tail(tl);
        if (code) return code;
        tl->leaves = 0;
    }
    return bk_timeline_index(tl);
}

size_t bk_timeline_memory(const bk_timeline *tl) {
    return tl->capacity * sizeof *tl->events + 2 * tl->leaves * sizeof *tl->nodes +
           bk_intern_memory(&tl->strings) + bk_intern_memory(&tl->lists);
}
