/* What the words in a page's class, id, role and data-testid attributes say about an element.
 *
 * A name such as "post-share__button storyBody" is cut into words (post, share, button, story, body)
 * and into squashed names (postsharebutton, storybody). A pattern is matched against
 *   word     a whole word
 *   word*    the start of a word
 *   ~name    any part of a squashed name
 * and each carries a set of marks. The patterns come from the caller: this file knows none. */
#ifndef BK_HTML_RULES_H
#define BK_HTML_RULES_H

#include "bk_status.h"

#include <stddef.h>
#include <stdint.h>

/* The marks; an element can carry several. */
enum {
    BK_MARK_DROP = 1,    /* furniture wherever it stands: share bars, comments, related links */
    BK_MARK_BODY = 2,    /* the container of the report's own words */
    BK_MARK_CAPTION = 4, /* words about a picture */
    BK_MARK_BYLINE = 8,  /* who wrote it, and when */
    BK_MARK_WEAK = 16,   /* furniture unless it holds sentences */
    BK_MARK_DATE = 32,   /* when it was published */
    BK_MARK_KEEP = 64,   /* names that look like furniture and are not */
    BK_MARK_LEAD = 128   /* the report's first sentences, set apart from its body */
};

typedef struct bk_html_rules bk_html_rules;

/* An empty set, or NULL when out of memory. */
bk_html_rules *bk_html_rules_new(void);
void bk_html_rules_free(bk_html_rules *rules);
/* Add a pattern of 1 to 40 lower-case letters and digits, with the forms above. */
bk_code bk_html_rules_add(bk_html_rules *rules, const char *pattern, size_t n, unsigned marks,
                          bk_error *err);
/* The marks of all patterns that match the attribute's value. */
unsigned bk_html_rules_match(const bk_html_rules *rules, const char *value);

#endif
