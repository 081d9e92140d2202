/* Two timelines into one, and duplicates into one event. */
#include "bk_timeline.h"
#include "bk_timeline_internal.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of lists of `from` in terms of `into`, whose strings have been mapped. */
static bk_code map_lists(bk_intern *into, const bk_intern *from, const uint32_t *strings,
                         uint32_t *map) {
    uint32_t *copy = NULL;
    size_t room = 0;
    bk_code code = BK_OK;
    for (uint32_t id = 1; !code && id < from->count; id++) {
        size_t n;
        const char *p = bk_intern_get(from, id, &n);
        if (n > room) {
            uint32_t *more = realloc(copy, n);
            if (!more) {
                code = BK_E_MEMORY;
                break;
            }
            copy = more;
            room = n;
        }
        for (size_t i = 0; i < n / sizeof *copy; i++) {
            uint32_t string;
            memcpy(&string, p + i * sizeof string, sizeof string);
            copy[i] = strings[string];
        }
        code = bk_intern_add(into, copy ? (const void *)copy : "", n, &map[id]);
    }
    free(copy);
    return code;
}

static bk_event mapped(const bk_event *e, const uint32_t *strings, const uint32_t *lists) {
    return (bk_event){.lo = e->lo,
                      .hi = e->hi,
                      .what = strings[e->what],
                      .when = strings[e->when],
                      .labels = lists[e->labels],
                      .reports = lists[e->reports],
                      .claims = lists[e->claims],
                      .extra = strings[e->extra]};
}

bk_code bk_timeline_merge(bk_timeline *into, const bk_timeline *from, bk_error *err) {
    if (!from->n) return BK_OK;
    uint32_t *strings = calloc((size_t)from->strings.count + 1, sizeof *strings);
    uint32_t *lists = calloc((size_t)from->lists.count + 1, sizeof *lists);
    bk_code code = strings && lists ? bk_timeline_room(into, from->n) : BK_E_MEMORY;
    if (!code) code = bk_intern_add_all(&into->strings, &from->strings, strings);
    if (!code) code = map_lists(&into->lists, &from->lists, strings, lists);
    if (!code) {
        /* from behind, so that each event is read and written once and none needs a copy */
        size_t head = into->n, tail = from->n;
        bk_event *out = into->events + head + tail;
        while (tail) {
            const bk_event *e = &from->events[tail - 1];
            /* on a tie the event of `into` stays in front */
            if (head && bk_timeline_compare(&into->events[head - 1], e) > 0) {
                *--out = into->events[--head];
            } else {
                *--out = mapped(e, strings, lists);
                tail--;
            }
        }
        into->n += from->n;
        into->sorted = into->n;
        into->version++;
        into->leaves = 0;
        code = bk_timeline_index(into);
    }
    free(strings);
    free(lists);
    return code ? bk_fail(err, code, 0, "no room for the events of the other timeline") : BK_OK;
}

static bool same(const bk_event *a, const bk_event *b) {
    return a->lo == b->lo && a->hi == b->hi && a->what == b->what && a->when == b->when &&
           a->labels == b->labels && a->extra == b->extra;
}

static size_t mix(const bk_event *e) {
    uint64_t h = ((uint64_t)e->what << 32 | e->when) * 0x9e3779b97f4a7c15u;
    h = (h ^ h >> 29 ^ ((uint64_t)e->labels << 32 | e->extra)) * 0xbf58476d1ce4e5b9u;
    return (size_t)(h ^ h >> 32);
}

static uint32_t *list_of(bk_event *e, bool claims) {
    return claims ? &e->claims : &e->reports;
}

/* Give the first of the events the list of all that any of them has, in order of first appearance.
 * All at once: growing it event by event would take the square of their number. */
static bk_code unite(bk_timeline *tl, const uint32_t *members, size_t size, bool claims) {
    uint32_t *first = list_of(&tl->events[members[0]], claims);
    size_t total = 0, n, used = 0, room = 4;
    bool differ = false;
    for (size_t i = 0; i < size; i++) {
        uint32_t list = *list_of(&tl->events[members[i]], claims);
        (void)bk_intern_get(&tl->lists, list, &n);
        differ = differ || list != *first;
        total += n / sizeof(uint32_t);
    }
    if (!differ) return BK_OK;
    while (room < 2 * total) room *= 2;
    uint32_t *all = malloc((total + 1) * sizeof *all), *slots = calloc(room, sizeof *slots);
    bk_code code = all && slots ? BK_OK : BK_E_MEMORY;
    for (size_t i = 0; !code && i < size; i++) {
        const char *p = bk_intern_get(&tl->lists, *list_of(&tl->events[members[i]], claims), &n);
        for (size_t j = 0; j + sizeof(uint32_t) <= n; j += sizeof(uint32_t)) {
            uint32_t id;
            memcpy(&id, p + j, sizeof id);
            size_t at = id * (size_t)0x9e3779b1u & (room - 1);
            while (slots[at] && slots[at] != id) at = (at + 1) & (room - 1);
            if (slots[at]) continue;
            slots[at] = all[used++] = id;
        }
    }
    if (!code) code = bk_intern_add(&tl->lists, all, used * sizeof *all, first);
    free(all);
    free(slots);
    return code;
}

/* Arrays for a run of events at one time. */
typedef struct work {
    uint32_t *group;   /* of each event: number of its group */
    uint32_t *first;   /* of each group: its first event; then where its members start */
    uint32_t *members; /* events by group */
    uint32_t *slots;   /* places of groups by what they are; 0 is free */
    size_t room, mask;
} work;

static bk_code work_room(work *w, size_t n) {
    if (n <= w->room) return BK_OK;
    size_t slots = 4;
    while (slots < 2 * n) slots *= 2;
    uint32_t *all = malloc((3 * n + 2 + slots) * sizeof *all);
    if (!all) return BK_E_MEMORY;
    free(w->group);
    *w = (work){all, all + n, all + 2 * n + 1, all + 3 * n + 1, n, slots - 1};
    return BK_OK;
}

/* Number the groups of equal events in events[i .. end). */
static size_t group_run(const bk_timeline *tl, size_t i, size_t end, work *w) {
    size_t groups = 0, mask = 3;
    while (mask + 1 < 2 * (end - i)) mask = 2 * mask + 1;
    memset(w->slots, 0, (mask + 1) * sizeof *w->slots);
    for (size_t k = i; k < end; k++) {
        size_t at = mix(&tl->events[k]) & mask;
        while (w->slots[at] && !same(&tl->events[w->first[w->slots[at] - 1]], &tl->events[k])) {
            at = (at + 1) & mask;
        }
        if (!w->slots[at]) {
            w->first[groups] = (uint32_t)k;
            w->slots[at] = (uint32_t)++groups;
        }
        w->group[k - i] = w->slots[at] - 1;
    }
    return groups;
}

/* Fold events[i .. end), all at one time, to events[*out ..). On failure none of them is gone. */
static bk_code fold_run(bk_timeline *tl, size_t i, size_t end, size_t *out, work *w) {
    bk_code code = work_room(w, end - i);
    if (code) return code;
    size_t n = end - i, groups = group_run(tl, i, end, w);
    if (groups < n) {
        uint32_t *starts = w->first; /* a counting sort of the events by group */
        memset(starts, 0, (groups + 1) * sizeof *starts);
        for (size_t k = 0; k < n; k++) starts[w->group[k] + 1]++;
        for (size_t g = 0; g < groups; g++) starts[g + 1] += starts[g];
        for (size_t k = 0; k < n; k++) w->members[starts[w->group[k]]++] = (uint32_t)(i + k);
        for (size_t g = 0, from = 0; !code && g < groups; from = starts[g++]) {
            code = unite(tl, w->members + from, starts[g] - from, false);
            if (!code) code = unite(tl, w->members + from, starts[g] - from, true);
        }
        if (code) return code;
        for (size_t g = 0, from = 0; g < groups; from = starts[g++]) {
            tl->events[*out + g] = tl->events[w->members[from]];
        }
    } else {
        memmove(&tl->events[*out], &tl->events[i], n * sizeof *tl->events);
    }
    *out += groups;
    return BK_OK;
}

bk_code bk_timeline_fold(bk_timeline *tl, size_t *folded) {
    size_t before = tl->n, out = 0;
    work w = {0};
    bk_code code = BK_OK;
    for (size_t i = 0, end; i < before; i = end) {
        for (end = i + 1; end < before && tl->events[end].lo == tl->events[i].lo &&
                          tl->events[end].hi == tl->events[i].hi;
             end++) {
        }
        if (end == i + 1) {
            tl->events[out++] = tl->events[i];
        } else if ((code = fold_run(tl, i, end, &out, &w))) {
            memmove(&tl->events[out], &tl->events[i], (before - i) * sizeof *tl->events);
            out += before - i;
            break;
        }
    }
    free(w.group);
    tl->n = tl->sorted = out;
    *folded = before - out;
    tl->leaves = 0;
    tl->version++;
    bk_code made = bk_timeline_index(tl);
    return code ? code : made;
}
