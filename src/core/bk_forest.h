/* A forest of decision trees: a thing's attributes, numbers each, give a sum, the log-odds of what
 * the forest was trained to tell.
 *
 * A tree's nodes stand in preorder: an inner node asks one attribute; yes goes to the node behind
 * it, no to `other`. Every node has the value that the tree would give there, so that each
 * question's share in the sum can be told. */
#ifndef BK_FOREST_H
#define BK_FOREST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BK_QUESTION_NONE, /* a leaf */
    BK_QUESTION_MOST, /* is the attribute at most `most`? */
    BK_QUESTION_IN,   /* is it one of the numbers 0 to 63 whose bits `set` has? */
    BK_FOREST_NODES_MAX = UINT16_MAX /* of a tree */
};

/* Small, so that the nodes of a forest stay in the caches. */
typedef struct bk_forest_node {
    union {
        double most;
        uint64_t set;
    } limit;
    float value;
    uint16_t other; /* a node of the tree further on */
    uint8_t attribute, question; /* the attribute from 0 */
} bk_forest_node;

/* Tell the nodes of one tree, nodes[0..n) in preorder, their `other`; false when they are no whole
 * tree, or one of more than 64 questions in a row or too many nodes. */
bool bk_forest_join(bk_forest_node *nodes, size_t n);

/* The value of the leaf that the attributes x lead to; to `share`, unless NULL, is added by
 * attribute what each question changed of the value. The tree was joined, and x has the attributes
 * it names. */
double bk_forest_value(const bk_forest_node *tree, const double *x, double *share);

#endif
