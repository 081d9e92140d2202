/* The report's own words in a page: which part of the tree is the article, and its paragraphs.
 *
 * Every run of text between two block boundaries is worth its characters, less what is linked, less
 * a fixed cost; the article is the subtree worth most, with a bonus for elements that say they are
 * it. The method is the maximum-subsequence idea of Pasternack and Roth (WWW 2009) on the tree
 * instead of the token stream; the words that mark furniture come from the caller's rules. */
#ifndef BK_HTML_H
#define BK_HTML_H

#include "bk_dom.h"
#include "bk_html_rules.h"

typedef enum bk_block_kind {
    BK_BLOCK_PARAGRAPH,
    BK_BLOCK_HEADING,
    BK_BLOCK_ITEM,
    BK_BLOCK_ROW,
    BK_BLOCK_PRE,
    BK_BLOCK_QUOTE
} bk_block_kind;

typedef struct bk_block {
    bk_block_kind kind;
    uint32_t node;   /* the block element it stands in */
    unsigned level;  /* of a heading: 1 to 6 */
    size_t offset;   /* into bk_article.text */
    size_t size;
    size_t solid;    /* how many of its bytes are no white space */
    size_t linked;   /* and how many of these are link text */
    unsigned marks;  /* of the elements around it, up to the article's root */
} bk_block;

typedef struct bk_article {
    bk_buf text; /* the blocks' text, one after another */
    bk_block *blocks;
    size_t count, capacity;
    uint32_t root; /* the element taken as the article */
    uint32_t lead; /* one before it that holds its first sentences; 0 when there is none */
    double score;  /* 0 when nothing in the page reads like an article */
} bk_article;

/* Match the names that elements give themselves against the rules, once for all that asks for their marks. */
void bk_html_mark(bk_dom *dom, const bk_html_rules *rules);
/* Fill *article from a marked tree, and flag what is dropped (zeroed before; bk_article_free it, after a failure too). */
bk_code bk_html_article(bk_dom *dom, bk_article *article, bk_error *err);
/* The same of all that the page shows, whatever it is: a message is no page with an article in it. */
bk_code bk_html_whole(const bk_dom *dom, bk_article *article, bk_error *err);
void bk_article_free(bk_article *article);

#endif
