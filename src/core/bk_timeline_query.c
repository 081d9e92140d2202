/* Range, stabbing and nearest queries: a tree over blocks of events in order, each node with the
 * least lo, the greatest hi and the least hi of a closed start below it.
 *
 * What may lie in [a, b). Left of the first event whose key is not before b, lo < b holds for all,
 * so a node there that reaches beyond a holds a match; right of it only events with an open lo can
 * match, and all of them do.
 *
 * What surely does. Its key is in [a, b), and there a node whose least closed hi is at most b holds
 * a match; with a open, so does one with an open lo, since all of those end by b.
 *
 * So no search descends in vain but in the block where it starts and in the one where b falls. From
 * one match the climb goes no higher than the next demands: O(log n + k log(n / k)) for k of them.
 */
#include "bk_timeline.h"
#include "bk_timeline_internal.h"

#include <stdlib.h>

static bk_timeline_node join(bk_timeline_node a, bk_timeline_node b) {
    return (bk_timeline_node){a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi,
                              a.closed < b.closed ? a.closed : b.closed};
}

/* What a node keeps of an event's hi. BK_TIME_MAX is for one without a lo, so an open hi is less.
 */
static int64_t closed_hi(const bk_event *e) {
    if (e->lo == BK_TIME_MIN) return BK_TIME_MAX;
    return e->hi == BK_TIME_MAX ? BK_TIME_MAX - 1 : e->hi;
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
        bk_timeline_node node = {BK_TIME_MAX, BK_TIME_MIN, BK_TIME_MAX};
        for (size_t j = i * BK_TIMELINE_LEAF; j < (i + 1) * BK_TIMELINE_LEAF && j < low; j++) {
            const bk_event *e = &tl->events[j];
            node = join(node, (bk_timeline_node){e->lo, e->hi, closed_hi(e)});
        }
        nodes[leaves + i] = node;
    }
    for (size_t i = leaves - 1; i; i--) nodes[i] = join(nodes[2 * i], nodes[2 * i + 1]);
    tl->nodes = nodes;
    tl->leaves = leaves;
    tl->dated = low;
    return BK_OK;
}

/* The first of the dated events whose key is not before that of `t`. */
static size_t not_before(const bk_timeline *tl, int64_t t) {
    uint64_t key = (uint64_t)t ^ (uint64_t)INT64_MIN;
    size_t low = 0, high = tl->dated;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (bk_timeline_key(&tl->events[middle]) < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bk_timeline_query bk_timeline_ask(const bk_timeline *tl, int64_t a, int64_t b, bool certain) {
    return (bk_timeline_query){.a = a,
                               .b = b,
                               .certain = certain,
                               .first = certain ? not_before(tl, a) : 0,
                               .end = certain ? not_before(tl, b) : tl->dated};
}

static bool matches(bk_timeline_query *q, const bk_event *e) {
    q->steps++;
    return q->certain ? e->lo >= q->a && e->hi <= q->b : e->lo < q->b && e->hi > q->a;
}

/* Whether a match may lie below the node. */
static bool holds(bk_timeline_query *q, const bk_timeline_node *node) {
    q->steps++;
    if (!q->certain) return node->lo < q->b && node->hi > q->a;
    return (node->closed <= q->b && node->closed != BK_TIME_MAX) ||
           (q->a == BK_TIME_MIN && node->lo == BK_TIME_MIN);
}

/* The first leaf at or after `leaf` that may hold a match; tl->leaves when there is none. */
static size_t next_leaf(const bk_timeline *tl, bk_timeline_query *q, size_t leaf) {
    size_t node = tl->leaves + leaf;
    for (;;) {
        if (holds(q, &tl->nodes[node])) {
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

size_t bk_timeline_next(const bk_timeline *tl, bk_timeline_query *q, size_t i) {
    if (i < q->first) i = q->first;
    while (i < q->end) {
        size_t leaf = i / BK_TIMELINE_LEAF, end = (leaf + 1) * BK_TIMELINE_LEAF;
        if (end > q->end) end = q->end;
        for (; i < end; i++) {
            if (matches(q, &tl->events[i])) return i;
        }
        if (leaf + 1 >= tl->leaves) break;
        i = next_leaf(tl, q, leaf + 1) * BK_TIMELINE_LEAF;
    }
    return q->end;
}

static uint64_t span(int64_t from, int64_t to) {
    return (uint64_t)to - (uint64_t)from;
}

static uint64_t distance(int64_t lo, int64_t hi, int64_t a, int64_t b) {
    if (lo >= b) return span(b, lo) + 1;
    return hi <= a ? span(hi, a) + 1 : 0;
}

void bk_timeline_distance(const bk_event *e, int64_t a, int64_t b, uint64_t *least,
                          uint64_t *most) {
    *least = distance(e->lo, e->hi, a, b);
    *most = UINT64_MAX;
    if (e->lo == BK_TIME_MIN || e->hi == BK_TIME_MAX || a == BK_TIME_MIN || b == BK_TIME_MAX)
        return;
    uint64_t after = e->hi > a ? span(a, e->hi) - 1 : 0,
             before = b > e->lo ? span(e->lo, b) - 1 : 0;
    *most = after > before ? after : before;
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

static bk_code push_node(const bk_timeline *tl, heap *h, int64_t a, int64_t b, size_t node) {
    const bk_timeline_node *at = &tl->nodes[node];
    if (at->lo > at->hi) return BK_OK; /* nothing below */
    size_t first = node;
    while (first < tl->leaves) first *= 2;
    return push(h, (view){distance(at->lo, at->hi, a, b),
                          (uint32_t)((first - tl->leaves) * BK_TIMELINE_LEAF), (uint32_t)node});
}

bk_code bk_timeline_nearest(const bk_timeline *tl, int64_t a, int64_t b, size_t k, uint32_t *found,
                            size_t *count) {
    heap h = {0};
    bk_code code = tl->dated ? push_node(tl, &h, a, b, 1) : BK_OK;
    *count = 0;
    while (!code && h.n && *count < k) {
        view v = pop(&h);
        if (!v.node) {
            found[(*count)++] = v.first;
        } else if (v.node < tl->leaves) {
            code = push_node(tl, &h, a, b, 2 * (size_t)v.node);
            if (!code) code = push_node(tl, &h, a, b, 2 * (size_t)v.node + 1);
        } else {
            for (size_t i = v.first; !code && i < v.first + BK_TIMELINE_LEAF && i < tl->dated;
                 i++) {
                const bk_event *e = &tl->events[i];
                code = push(&h, (view){distance(e->lo, e->hi, a, b), (uint32_t)i, 0});
            }
        }
    }
    free(h.p);
    return code;
}
