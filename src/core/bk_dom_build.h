/* What bk_dom.c and the tree's builder share: adding to the arrays of a tree. The first failure is kept in the tree. */
#ifndef BK_DOM_BUILD_H
#define BK_DOM_BUILD_H

#include "bk_dom.h"
#include "bk_html_token.h"

/* Add a node under `parent`; its index, or 0 when that failed. */
uint32_t bk_dom_add_node(bk_dom *dom, bk_tag tag, uint32_t parent);
/* Give the last node those of the token's attributes that are kept, the first of each name. */
void bk_dom_add_attributes(bk_dom *dom, const bk_html_token *token);
/* Add text under `parent`, to the last node where that is text of the same parent and flags. */
void bk_dom_add_text(bk_dom *dom, uint32_t parent, const bk_html_token *token, unsigned flags);

/* Build the tree from p[0..n); what failed is in dom->failed. */
void bk_dom_build(bk_dom *dom, const char *p, size_t n);

#endif
