/* What finding the article shares between its files: what is known of each node of the tree. */
#ifndef BK_HTML_INTERNAL_H
#define BK_HTML_INTERNAL_H

#include "bk_html.h"

enum {
    BK_AT_SKIP = 1,    /* furniture, or hidden: it and all in it count for nothing */
    BK_AT_GUARDED = 2, /* it looks like furniture, and holds too much to be */
    BK_AT_BODY = 4,    /* the article's body, by schema.org's name */
    BK_AT_SLUG = 8     /* its id is made from a heading */
};

typedef struct bk_html_info {
    uint32_t text, linked; /* bytes of visible text in the subtree */
    uint32_t block;        /* the nearest block element at or above */
    uint16_t marks;        /* of the element itself */
    uint16_t around;       /* of the elements from the article's root down to it */
    unsigned char flags;
    unsigned char kind, level; /* of a block that stands here */
    double worth;
    double others; /* of it, what is in article elements below this one */
} bk_html_info;

/* The element that is taken as the article, and what it, or the part that led to it, is worth. */
uint32_t bk_html_pick(const bk_dom *dom, const bk_html_info *all, double *score);
/* The element before it that holds its first sentences; 0 when there is none. */
uint32_t bk_html_find_lead(const bk_dom *dom, const bk_html_info *all, uint32_t root);

#endif
