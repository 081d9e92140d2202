/* A page as a flat tree: nodes in document order in one array, so that every walk is a loop and no page is too deep.
 * bk_dom_build.c makes it from the tokens of bk_html_token.h.
 *
 * Node 0 is the root. The descendants of node i are the nodes i+1 .. end-1. Strings live in one arena, are UTF-8 and
 * NUL-terminated.
 *
 * The tree is the HTML Standard's (13.2.6) in what decides which words stand in which block: implied ends, tables,
 * raw text, foreign content. It differs where that only moves nodes or repeats them: nothing is taken out of a table
 * in whose markup it stands, formatting that crosses a block's end is not repeated (a text knows whether a link holds
 * it), html, head and body are not made up, and text that is never shown is not kept. As in browsers, what is nested
 * deeper than 512 elements stands beside its parent. */
#ifndef BK_DOM_H
#define BK_DOM_H

#include "bk_buf.h"
#include "bk_dom_names.h"

#include <stdint.h>

enum {
    BK_DOM_LINKED = 1, /* of a text: it belongs to a link */
    BK_DOM_DROPPED = 2 /* bk_html_article found it to be furniture, or to stand in some */
};

typedef struct bk_dom_node {
    uint16_t tag;    /* bk_tag: BK_TAG_TEXT for a run of text */
    uint16_t flags;  /* BK_DOM_ */
    uint32_t parent; /* of node 0: 0 */
    uint32_t end;    /* one past the last descendant */
    uint32_t data;   /* text: offset in the arena; element: its first attribute */
    uint32_t size;   /* text: bytes; element: how many attributes */
} bk_dom_node;

typedef struct bk_dom_attr {
    uint16_t name;  /* bk_attr */
    uint16_t marks; /* what bk_html_mark made of its value */
    uint32_t data; /* offset in the arena */
    uint32_t size;
} bk_dom_attr;

typedef struct bk_dom {
    bk_dom_node *nodes;
    size_t count, capacity;
    bk_dom_attr *attrs;
    size_t attr_count, attr_capacity;
    bk_buf chars;
    size_t node_limit;
    bk_code failed;
} bk_dom;

/* Parse p[0..n), which must be UTF-8. `node_limit` 0 means four million. The dom must start zeroed;
 * free it with bk_dom_free, after a failure too. */
bk_code bk_dom_parse(bk_dom *dom, const char *p, size_t n, size_t node_limit, bk_error *err);
void bk_dom_free(bk_dom *dom);

/* The attribute's value, or NULL; never NULL for an attribute without value (""). */
const char *bk_dom_attribute(const bk_dom *dom, uint32_t node, bk_attr name);
/* Append the text of a subtree that has these flags, white space collapsed and trimmed; scripts and styles have none. */
void bk_dom_text(const bk_dom *dom, uint32_t node, unsigned flags, bk_buf *out);

static inline const char *bk_dom_chars(const bk_dom *dom, uint32_t offset) {
    return dom->chars.p + offset;
}

#endif
