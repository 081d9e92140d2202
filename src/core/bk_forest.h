/* A forest of decision trees: a thing's attributes, numbers each, give a sum, the log-odds of what
 * the forest was trained to tell.
 *
 * A tree's nodes stand in preorder: an inner node asks one attribute; yes goes to the node behind
 * it, no to `other`. Every node has the value that the tree would give there, so that each
 * question's share in the sum can be told.
 *
 * What a forest sees of an attribute is a small number, its cell: how many of the limits that the
 * forest asks about it are less, or which number of a set it is. Of each question one answer is
 * expected, by the values; for each cell of each attribute the questions answered otherwise are
 * listed. Each takes the leaves behind its expected answer from its tree, and the first leaf that is
 * left is where the tree leads (Lucchese et al., "QuickScorer", SIGIR 2015, who expect yes).
 */
#ifndef BK_FOREST_H
#define BK_FOREST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BK_QUESTION_NONE, /* a leaf */
    BK_QUESTION_MOST, /* is the attribute at most `most`? */
    BK_QUESTION_IN,   /* is it one of the numbers 0 to 63 whose bits `set` has? */
    BK_FOREST_LEAVES_MAX = 32, /* of a tree */
    BK_FOREST_ATTRIBUTES_MAX = 64
};

typedef struct bk_forest_node {
    union {
        double most;
        uint64_t set;
    } limit;
    float value;
    uint16_t other; /* a node of the tree further on */
    uint8_t attribute, question; /* the attribute from 0 */
} bk_forest_node;

typedef struct bk_forest_cells {
    const double *limits; /* in order; NULL where sets are asked */
    size_t count;         /* of the limits */
    size_t at;            /* the first cell's place in `lists` */
} bk_forest_cells;

/* Surprises [from, to). */
typedef struct bk_forest_list {
    uint32_t from, to;
} bk_forest_list;

/* What an unexpected answer takes from which tree: the leaves whose bits are not in `left`. */
typedef struct bk_forest_surprise {
    uint32_t left, tree;
} bk_forest_surprise;

typedef struct bk_forest {
    size_t attributes, trees;
    double base;
    bk_forest_node *nodes; /* of all trees */
    size_t *begins;        /* of each tree its first node */
    size_t *leaves_at;     /* and its first leaf in `leaves` */
    float *leaves;
    bk_forest_cells cells[BK_FOREST_ATTRIBUTES_MAX];
    double *limits;
    bk_forest_list *lists;
    bk_forest_surprise *surprises;
    uint32_t *left; /* of each tree the leaves that are left of it, while a thing is judged */
} bk_forest;

/* Tell the nodes of one tree, nodes[0..n) in preorder, their `other`; false when they are no whole
 * tree, or it has more than 32 leaves. */
bool bk_forest_join(bk_forest_node *nodes, size_t n);

typedef enum bk_forest_fault {
    BK_FOREST_WELL,
    BK_FOREST_MEMORY,
    BK_FOREST_TWO_WAYS, /* an attribute is asked for limits and for sets */
    BK_FOREST_LIMIT     /* a limit is no number */
} bk_forest_fault;

/* Make a forest of joined trees ready, whose `attributes`, `trees`, `base`, `nodes` and `begins`
 * are given, with one place more in `begins` for where the last tree ends; from now on the limits
 * of its nodes are cells. It is to be freed whatever is returned. */
bk_forest_fault bk_forest_ready(bk_forest *f);
void bk_forest_free(bk_forest *f);

/* What the forest sees of the attributes x: a cell each. */
void bk_forest_see(const bk_forest *f, const double *x, uint16_t *seen);

/* The sum for a thing; what it works with is the forest's own, so that one thread at a time may ask. */
double bk_forest_sum(const bk_forest *f, const uint16_t *seen);

/* Add to `share`, by attribute, what each question changed of the sum. */
void bk_forest_shares(const bk_forest *f, const uint16_t *seen, double *share);

#endif
