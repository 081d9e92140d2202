/* A few fields of JSON objects, found while their text is checked: no tree is built, and what is not asked for is
 * only looked at. */
#ifndef BK_JSON_FIELDS_H
#define BK_JSON_FIELDS_H

#include "bk_json_scan.h"

enum { BK_JSON_FIELDS_MAX = 256 };

/* Names from the outermost object inwards, as a tree: node 0 is that object. */
typedef struct bk_json_node {
    char *name; /* UTF-8, may hold U+0000 */
    size_t n;
    int child, sibling; /* 0: none */
    uint64_t hints;     /* a bit for each child, by the length and the first byte of its name */
    int field;          /* that ends here; -1: none */
} bk_json_node;

/* A key as it was written in the object before, up to its colon: most objects have the same keys in the same order. */
typedef struct bk_json_guess {
    uint64_t text[2], mask[2]; /* its bytes, and which of them count */
    size_t n;                  /* 0: none */
    int parent, node;
} bk_json_guess;

enum { BK_JSON_GUESSES = 64 };

typedef struct bk_json_fields {
    bk_json_node *nodes;
    int count, room, fields;
    bk_json_guess guesses[BK_JSON_GUESSES]; /* by the number of the key */
} bk_json_fields;

/* `f` starts zeroed. */
bk_code bk_json_fields_start(bk_json_fields *f, bk_error *err);
/* Call this for each name of a field's path, `last` with the last one; *at is 0 before the first and is kept up to date.
 * Fields are numbered from 0, as they are added. BK_E_RANGE for one that is there, BK_E_LIMIT for too many. */
bk_code bk_json_fields_add(bk_json_fields *f, int *at, const char *name, size_t n, bool last, bk_error *err);
void bk_json_fields_free(bk_json_fields *f);

/* The node of a key below a node, or 0. `key` is as in the text, without its quotes; `escaped`: it has a backslash. */
int bk_json_fields_find(const bk_json_fields *f, int node, const char *key, size_t n, bool escaped);

typedef struct bk_json_slice {
    size_t from, to; /* bytes [from, to) of the text: a value without white space around; from == to: absent */
    bool escaped;    /* a string with a backslash, or whose bytes need mending */
} bk_json_slice;

/* Check p[0..n) as bk_json_scan does, and find the fields: found[0..f->fields). A key that comes again counts for
 * the last one, as in decoding. Fields within arrays are not found. */
bk_code bk_json_project(const char *p, size_t n, const bk_json_limits *limits, bk_json_fields *f,
                        bk_json_slice *found, bk_error *err);
/* The same, slower: what bk_json_project falls back to where something is unusual or wrong. */
bk_code bk_json_project_strictly(const char *p, size_t n, const bk_json_limits *limits,
                                 const bk_json_fields *f, bk_json_slice *found, bk_error *err);

#endif
