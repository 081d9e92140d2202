#include "bk_forest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CODES = 64, NODES_MAX = 2 * BK_FOREST_LEAVES_MAX - 1 };

bool bk_forest_join(bk_forest_node *nodes, size_t n) {
    if (n > NODES_MAX) return false;
    size_t depth = 0;
    size_t open[NODES_MAX]; /* nodes whose "no" is still to come */
    for (size_t i = 0; i < n; i++) {
        if (nodes[i].question != BK_QUESTION_NONE) {
            open[depth++] = i;
        } else if (depth) {
            nodes[open[--depth]].other = (uint16_t)(i + 1);
        } else {
            return i + 1 == n;
        }
    }
    return false;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* How many of limits[0..n), in order, x is not at most: halved without a branch, which nobody could foretell. */
static size_t rank(const double *limits, size_t n, double x) {
    size_t lo = 0;
    for (size_t half; n > 1; n -= half) {
        half = n / 2;
        lo += half & (0 - (size_t)!(x <= limits[lo + half - 1]));
    }
    return lo + (n && !(x <= limits[lo]));
}

/* Gather the limits of each attribute, in order and each once, and put their places for them. */
static bk_forest_fault gather(bk_forest *f) {
    size_t count = f->begins[f->trees], used = 0;
    for (size_t a = 0; a < f->attributes; a++) {
        double *limits = f->limits + used;
        size_t n = 0;
        bool sets = false;
        for (size_t i = 0; i < count; i++) {
            const bk_forest_node *node = f->nodes + i;
            if (node->attribute != a || node->question == BK_QUESTION_NONE) continue;
            if (node->question == BK_QUESTION_IN) {
                sets = true;
            } else {
                if (node->limit.most != node->limit.most) return BK_FOREST_LIMIT;
                limits[n++] = node->limit.most;
            }
        }
        if (sets && n) return BK_FOREST_TWO_WAYS;
        qsort(limits, n, sizeof *limits, by_size);
        size_t kept = 0;
        for (size_t k = 0; k < n; k++)
            if (!kept || limits[k] != limits[kept - 1]) limits[kept++] = limits[k];
        if (kept > UINT16_MAX) return BK_FOREST_MEMORY;
        for (size_t i = 0; i < count; i++) {
            bk_forest_node *node = f->nodes + i;
            if (node->attribute == a && node->question == BK_QUESTION_MOST)
                node->limit.most = (double)rank(limits, kept, node->limit.most);
        }
        f->cells[a] = (bk_forest_cells){.limits = sets ? NULL : limits, .count = kept};
        used += kept;
    }
    return BK_FOREST_WELL;
}

static bool yes(const bk_forest_node *node, size_t cell) {
    if (node->question == BK_QUESTION_MOST) return (double)cell <= node->limit.most;
    return cell < CODES && (node->limit.set >> cell & 1u);
}

/* Is yes the answer to expect? The value of a question is the mean of all that was asked it in training, so nearer to
 * that of the commoner answer. Whatever is expected, the tree leads to the same leaf. */
static bool expects_yes(const bk_forest_node *tree, size_t i) {
    double own = (double)tree[i].value;
    return fabs((double)tree[i + 1].value - own) <= fabs((double)tree[tree[i].other].value - own);
}

/* The leaves of a tree, those behind an expected answer before those behind the other, and for each
 * inner node what the other answer leaves: into left, by node. */
static void number_leaves(const bk_forest_node *tree, size_t n, float *leaves, uint32_t *left) {
    size_t open[NODES_MAX], depth = 0, count = 0, first[NODES_MAX] = {0};
    bool passed[NODES_MAX] = {false}; /* the expected answer */
    open[depth++] = 0;
    while (n && depth) {
        size_t i = open[depth - 1];
        if (tree[i].question == BK_QUESTION_NONE) {
            leaves[count++] = tree[i].value;
            depth--;
            continue;
        }
        bool likely_yes = expects_yes(tree, i);
        if (!passed[i]) {
            passed[i] = true;
            first[i] = count;
            open[depth++] = likely_yes ? i + 1 : tree[i].other;
            continue;
        }
        left[i] = ~(((UINT32_C(1) << (count - first[i])) - 1) << first[i]); /* 31 at most */
        open[depth - 1] = likely_yes ? tree[i].other : i + 1;
    }
}

typedef struct question {
    size_t node, tree;
    bool yes; /* the answer to expect */
} question;

static size_t put(bk_forest *f, const question *q, const uint32_t *left, size_t used) {
    f->surprises[used] = (bk_forest_surprise){left[q->node], (uint32_t)q->tree};
    return used + 1;
}

/* List for each cell of sets the questions whose answer is not the expected. */
static size_t list_sets(bk_forest *f, bk_forest_list *lists, const uint32_t *left,
                        const question *own, size_t count, size_t used) {
    for (size_t cell = 0; cell <= CODES; cell++) {
        lists[cell].from = (uint32_t)used;
        for (size_t k = 0; k < count; k++)
            if (yes(f->nodes + own[k].node, cell) != own[k].yes) used = put(f, own + k, left, used);
        lists[cell].to = (uint32_t)used;
    }
    return used;
}

/* The same of limits: the lists are stretches of one, in which those stand first to which a greater
 * cell says no as expected, and those last to which a smaller one says yes as expected. */
static size_t list_limits(bk_forest *f, bk_forest_list *lists, size_t last, const uint32_t *left,
                          const question *own, size_t count, size_t used) {
    for (size_t cell = 0; cell <= last; cell++) {
        lists[cell].from = (uint32_t)used;
        for (size_t k = 0; k < count; k++)
            if (!own[k].yes && f->nodes[own[k].node].limit.most == (double)cell)
                used = put(f, own + k, left, used);
    }
    for (size_t cell = 0; cell <= last; cell++) {
        for (size_t k = 0; k < count; k++)
            if (own[k].yes && f->nodes[own[k].node].limit.most + 1 == (double)cell)
                used = put(f, own + k, left, used);
        lists[cell].to = (uint32_t)used;
    }
    return used;
}

static size_t list(bk_forest *f, size_t a, const uint32_t *left, question *own, size_t used) {
    const bk_forest_cells *cells = f->cells + a;
    bk_forest_list *lists = f->lists + cells->at;
    size_t count = 0;
    for (size_t t = 0; t < f->trees; t++) {
        const bk_forest_node *tree = f->nodes + f->begins[t];
        for (size_t i = 0; i < f->begins[t + 1] - f->begins[t]; i++)
            if (tree[i].question != BK_QUESTION_NONE && tree[i].attribute == a)
                own[count++] = (question){f->begins[t] + i, t, expects_yes(tree, i)};
    }
    return cells->limits ? list_limits(f, lists, cells->count, left, own, count, used)
                         : list_sets(f, lists, left, own, count, used);
}

bk_forest_fault bk_forest_ready(bk_forest *f) {
    size_t count = f->begins[f->trees], cells = 0, surprises = 0;
    f->limits = calloc(count + 1, sizeof *f->limits);
    f->leaves = calloc(count + 1, sizeof *f->leaves);
    f->leaves_at = calloc(f->trees + 1, sizeof *f->leaves_at);
    f->left = calloc(f->trees + 1, sizeof *f->left);
    if (!f->limits || !f->leaves || !f->leaves_at || !f->left) return BK_FOREST_MEMORY;
    bk_forest_fault fault = gather(f);
    if (fault != BK_FOREST_WELL) return fault;
    for (size_t a = 0; a < f->attributes; a++) {
        f->cells[a].at = cells;
        cells += f->cells[a].limits ? f->cells[a].count + 1 : CODES + 1;
    }
    for (size_t i = 0; i < count; i++)
        surprises += f->nodes[i].question == BK_QUESTION_MOST ? 1
               : f->nodes[i].question == BK_QUESTION_IN ? CODES + 1
                                                        : 0;
    if (surprises > UINT32_MAX) return BK_FOREST_MEMORY;
    f->lists = calloc(cells + 1, sizeof *f->lists);
    f->surprises = calloc(surprises + 1, sizeof *f->surprises);
    uint32_t *left = calloc(count + 1, sizeof *left);
    question *own = calloc(count + 1, sizeof *own); /* scratch */
    bool made = f->lists && f->surprises && left && own;
    if (made) {
        for (size_t t = 0, at = 0; t < f->trees; t++) {
            size_t begin = f->begins[t], n = f->begins[t + 1] - begin;
            f->leaves_at[t] = at;
            number_leaves(f->nodes + begin, n, f->leaves + at, left + begin);
            at += (n + 1) / 2;
        }
        for (size_t a = 0, used = 0; a < f->attributes; a++) used = list(f, a, left, own, used);
    }
    free(left);
    free(own);
    return made ? BK_FOREST_WELL : BK_FOREST_MEMORY;
}

void bk_forest_free(bk_forest *f) {
    free(f->nodes);
    free(f->begins);
    free(f->leaves_at);
    free(f->leaves);
    free(f->limits);
    free(f->lists);
    free(f->surprises);
    free(f->left);
    *f = (bk_forest){0};
}

void bk_forest_see(const bk_forest *f, const double *x, uint16_t *seen) {
    for (size_t a = 0; a < f->attributes; a++) {
        const bk_forest_cells *cells = f->cells + a;
        if (cells->limits)
            seen[a] = (uint16_t)rank(cells->limits, cells->count, x[a]);
        else
            seen[a] = x[a] >= 0 && x[a] < CODES ? (uint16_t)x[a] : (uint16_t)CODES;
    }
}

static unsigned first_bit(uint32_t bits) {
#if defined __GNUC__
    return (unsigned)__builtin_ctz(bits);
#else
    unsigned k = 0;
    while (!(bits >> k & 1u)) k++;
    return k;
#endif
}

double bk_forest_sum(const bk_forest *f, const uint16_t *seen) {
    double sum = f->base;
    uint32_t *left = f->left;
    memset(left, 0xff, f->trees * sizeof *left);
    for (size_t a = 0; a < f->attributes; a++) {
        bk_forest_list these = f->lists[f->cells[a].at + seen[a]];
        const bk_forest_surprise *s = f->surprises + these.from, *end = f->surprises + these.to;
#pragma GCC unroll 4
        for (; s < end; s++) left[s->tree] &= s->left;
    }
#pragma GCC unroll 4
    for (size_t t = 0; t < f->trees; t++)
        sum += (double)f->leaves[f->leaves_at[t] + first_bit(left[t])];
    return sum;
}

void bk_forest_shares(const bk_forest *f, const uint16_t *seen, double *share) {
    for (size_t t = 0; t < f->trees; t++) {
        const bk_forest_node *tree = f->nodes + f->begins[t], *at = tree;
        while (at->question != BK_QUESTION_NONE) {
            const bk_forest_node *next = yes(at, seen[at->attribute]) ? at + 1 : tree + at->other;
            share[at->attribute] += (double)(next->value - at->value);
            at = next;
        }
    }
}
