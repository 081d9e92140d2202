/* What a page says about itself, in document order: titles, meta elements, JSON-LD, times, links,
 * bylines. A pull iterator over the tree; which of the candidates to believe is the caller's policy. */
#ifndef BK_HTML_META_H
#define BK_HTML_META_H

#include "bk_dom.h"
#include "bk_html_rules.h"

typedef enum bk_fact_kind {
    BK_FACT_NONE = 0, /* the end */
    BK_FACT_TITLE,    /* text: the title element */
    BK_FACT_META,     /* name (name, property, itemprop or http-equiv), value */
    BK_FACT_JSONLD,   /* text: a script's JSON, raw */
    BK_FACT_TIME,     /* name: itemprop, pubdate or class; value: datetime; text */
    BK_FACT_LINK,     /* value: href; text: the anchor's words; name: rel */
    BK_FACT_RELATION, /* link element: name rel, value href */
    BK_FACT_HEADING,  /* text; name: h1 or h2; value: itemprop */
    BK_FACT_BYLINE,   /* text of a short element that names itself a byline; name: itemprop or rel */
    BK_FACT_DATE,     /* text of a short element that names itself a date */
    BK_FACT_LANGUAGE, /* value: html's lang */
    BK_FACT_BASE      /* value: base's href */
} bk_fact_kind;

typedef struct bk_fact {
    bk_fact_kind kind;
    uint32_t node;
    const char *name, *value; /* in the dom's arena, or NULL */
    const char *text;         /* in the cursor's buffer until the next call, or NULL */
    size_t text_size;
} bk_fact;

typedef struct bk_fact_cursor {
    uint32_t next; /* start at 0 */
    bk_buf text;   /* freed by the caller */
} bk_fact_cursor;

/* The next fact of a marked tree; kind BK_FACT_NONE at the end, or when out of memory (cursor->text.failed). */
bk_fact bk_html_next_fact(const bk_dom *dom, bk_fact_cursor *cursor);

#endif
