/* A page as a flat tree: nodes in document order in one array, so that every walk is a loop and no
 * page is too deep. The parser under it is libxml2's, asked for events instead of its own tree.
 *
 * Node 0 is the root. The descendants of node i are the nodes i+1 .. end-1. Strings live in one
 * arena, are UTF-8 and NUL-terminated. */
#ifndef BK_DOM_H
#define BK_DOM_H

#include "bk_buf.h"
#include "bk_dom_names.h"

#include <stdint.h>

typedef struct bk_dom_node {
    uint16_t tag;    /* bk_tag: BK_TAG_TEXT for a run of text */
    uint16_t flags;  /* free for whoever walks the tree */
    uint32_t parent; /* of node 0: 0 */
    uint32_t end;    /* one past the last descendant */
    uint32_t data;   /* text: offset in the arena; element: its first attribute */
    uint32_t size;   /* text: bytes; element: how many attributes */
} bk_dom_node;

typedef struct bk_dom_attr {
    uint32_t name; /* bk_attr */
    uint32_t data; /* offset in the arena */
    uint32_t size;
} bk_dom_attr;

typedef struct bk_dom {
    bk_dom_node *nodes;
    size_t count, capacity;
    bk_dom_attr *attrs;
    size_t attr_count, attr_capacity;
    bk_buf chars;
    uint32_t open; /* the element being filled while parsing */
    size_t node_limit;
    bk_code failed;
} bk_dom;

/* Parse p[0..n), which must be UTF-8. `node_limit` 0 means four million. The dom must start zeroed;
 * free it with bk_dom_free, after a failure too. */
bk_code bk_dom_parse(bk_dom *dom, const char *p, size_t n, size_t node_limit, bk_error *err);
void bk_dom_free(bk_dom *dom);

/* The attribute's value, or NULL; never NULL for an attribute without value (""). */
const char *bk_dom_attribute(const bk_dom *dom, uint32_t node, bk_attr name);
/* Append the text of a subtree with white space collapsed and trimmed; scripts and styles have none. */
void bk_dom_text(const bk_dom *dom, uint32_t node, bk_buf *out);

static inline const char *bk_dom_chars(const bk_dom *dom, uint32_t offset) {
    return dom->chars.p + offset;
}

#endif
