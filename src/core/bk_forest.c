#include "bk_forest.h"

enum { DEPTH_MAX = 64 };

bool bk_forest_join(bk_forest_node *nodes, size_t n) {
    if (n > BK_FOREST_NODES_MAX) return false;
    size_t depth = 0;
    size_t open[DEPTH_MAX]; /* nodes whose "no" is still to come */
    for (size_t i = 0; i < n; i++) {
        if (nodes[i].question != BK_QUESTION_NONE) {
            if (depth == DEPTH_MAX) return false;
            open[depth++] = i;
        } else if (depth) {
            nodes[open[--depth]].other = (uint16_t)(i + 1);
        } else {
            return i + 1 == n;
        }
    }
    return false;
}

static bool yes(const bk_forest_node *node, double x) {
    if (node->question == BK_QUESTION_MOST) return x <= node->limit.most;
    return x >= 0 && x < 64 && (node->limit.set >> (unsigned)x & 1u);
}

double bk_forest_value(const bk_forest_node *tree, const double *x, double *share) {
    const bk_forest_node *at = tree;
    while (at->question != BK_QUESTION_NONE) {
        const bk_forest_node *next = yes(at, x[at->attribute]) ? at + 1 : tree + at->other;
        if (share) share[at->attribute] += (double)(next->value - at->value);
        at = next;
    }
    return (double)at->value;
}
