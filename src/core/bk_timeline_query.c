/* Range, stabbing and nearest queries: a tree over blocks of events in order, each node with the
 * least lo and the greatest hi below it.
 *
 * Left of the first event whose key is not before b, lo < b holds for all, so a node there that
 * reaches beyond a holds a match; right of it only events with an open lo can match, and all of
 * them do. So a search never descends in vain but in the one block between: O(log n) for each event
 * found. */
#include "bk_timeline.h"
#include "bk_timeline_internal.h"

#include <stdlib.h>

static bk_timeline_node join(bk_timeline_node a, bk_timeline_node b) {
    return (bk_timeline_node){a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi};
}

bk_code bk_timeline_index(bk_timeline *tl) {
    size_t low = 0, high = tl->n;
    while (low < high) { /* where the undated start */
        size_t middle = low + (high - low) / 2;
        if (bk_timeline_undated(&tl->events[middle])) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    size_t blocks = (low + BK_TIMELINE_LEAF - 1) / BK_TIMELINE_LEAF, leaves = 1;
    while (leaves < blocks) leaves *= 2;
    bk_timeline_node *nodes = realloc(tl->nodes, 2 * leaves * sizeof *nodes);
    if (!nodes) return BK_E_MEMORY;
    for (size_t i = 0; i < leaves; i++) {
        bk_timeline_node node = {BK_TIME_MAX, BK_TIME_MIN};
        for (size_t j = i * BK_TIMELINE_LEAF; j < (i + 1) * BK_TIMELINE_LEAF && j < low; j++) {
            node = join(node, (bk_timeline_node){tl->events[j].lo, tl->events[j].hi});
        }
        nodes[leaves + i] = node;
    }
    for (size_t i = leaves - 1; i; i--) nodes[i] = join(nodes[2 * i], nodes[2 * i + 1]);
    tl->nodes = nodes;
    tl->leaves = leaves;
    tl->dated = low;
    return BK_OK;
}

/* The first leaf at or after `leaf` that may hold a match; tl->leaves when there is none. */
static size_t next_leaf(const bk_timeline *tl, size_t leaf, int64_t a, int64_t b) {
    size_t node = tl->leaves + leaf;
    for (;;) {
        if (tl->nodes[node].lo < b && tl->nodes[node].hi > a) {
            if (node >= tl->leaves) return node - tl->leaves;
            node *= 2;
            continue;
        }
        while (node & 1) { /* up while this is the right child */
            node /= 2;
            if (node <= 1) return tl->leaves;
        }
        node++;
    }
}

size_t bk_timeline_next(const bk_timeline *tl, size_t i, int64_t a, int64_t b) {
    while (i < tl->dated) {
        size_t leaf = i / BK_TIMELINE_LEAF, end = (leaf + 1) * BK_TIMELINE_LEAF;
        if (end > tl->dated) end = tl->dated;
        for (; i < end; i++) {
            if (tl->events[i].lo < b && tl->events[i].hi > a) return i;
        }
        if (leaf + 1 >= tl->leaves) break;
        i = next_leaf(tl, leaf + 1, a, b) * BK_TIMELINE_LEAF;
    }
    return tl->dated;
}

static uint64_t span(int64_t from, int64_t to) {
    return (uint64_t)to - (uint64_t)from;
}

static uint64_t distance(int64_t lo, int64_t hi, int64_t t) {
    if (lo > t) return span(t, lo);
    return hi <= t ? span(hi, t) + 1 : 0;
}

uint64_t bk_timeline_distance(const bk_event *e, int64_t t) {
    return distance(e->lo, e->hi, t);
}

/* What the search has in view: a node of the tree, or an event. */
typedef struct view {
    uint64_t distance; /* of a node: no event below it is nearer */
    uint32_t first;    /* index of the event, or of the first below the node */
    uint32_t node;     /* 0 for an event */
} view;

typedef struct heap {
    view *p;
    size_t n, capacity;
} heap;

static bool sooner(const view *a, const view *b) {
    if (a->distance != b->distance) return a->distance < b->distance;
    if (a->first != b->first) return a->first < b->first;
    return a->node > b->node; /* look into a node before naming the event that it starts with */
}

static bk_code push(heap *h, view v) {
    if (h->n == h->capacity) {
        size_t more = h->capacity * 2 + 64;
        view *p = realloc(h->p, more * sizeof *p);
        if (!p) return BK_E_MEMORY;
        h->p = p;
        h->capacity = more;
    }
    size_t i = h->n++;
    for (; i && sooner(&v, &h->p[(i - 1) / 2]); i = (i - 1) / 2) h->p[i] = h->p[(i - 1) / 2];
    h->p[i] = v;
    return BK_OK;
}

static view pop(heap *h) {
    view top = h->p[0], last = h->p[--h->n];
    size_t i = 0, child;
    while ((child = 2 * i + 1) < h->n) {
        if (child + 1 < h->n && sooner(&h->p[child + 1], &h->p[child])) child++;
        if (!sooner(&h->p[child], &last)) break;
        h->p[i] = h->p[child];
        i = child;
    }
    if (h->n) h->p[i] = last;
    return top;
}

static bk_code push_node(const bk_timeline *tl, heap *h, int64_t t, size_t node) {
    const bk_timeline_node *at = &tl->nodes[node];
    if (at->lo > at->hi) return BK_OK; /* nothing below */
    size_t first = node;
    while (first < tl->leaves) first *= 2;
    return push(h, (view){distance(at->lo, at->hi, t),
                          (uint32_t)((first - tl->leaves) * BK_TIMELINE_LEAF), (uint32_t)node});
}

bk_code bk_timeline_nearest(const bk_timeline *tl, int64_t t, size_t k, uint32_t *found,
                            size_t *count) {
    heap h = {0};
    bk_code code = tl->dated ? push_node(tl, &h, t, 1) : BK_OK;
    *count = 0;
    while (!code && h.n && *count < k) {
        view v = pop(&h);
        if (!v.node) {
            found[(*count)++] = v.first;
        } else if (v.node < tl->leaves) {
            code = push_node(tl, &h, t, 2 * (size_t)v.node);
            if (!code) code = push_node(tl, &h, t, 2 * (size_t)v.node + 1);
        } else {
            for (size_t i = v.first; !code && i < v.first + BK_TIMELINE_LEAF && i < tl->dated;
                 i++) {
                code = push(&h, (view){bk_timeline_distance(&tl->events[i], t), (uint32_t)i, 0});
            }
        }
    }
    free(h.p);
    return code;
}
