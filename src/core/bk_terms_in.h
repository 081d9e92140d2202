/* What bk_terms.c, which keeps the index, and bk_terms_compare.c, which looks things up in it,
 * share. */
#ifndef BK_TERMS_IN_H
#define BK_TERMS_IN_H

#include "bk_buf.h"
#include "bk_term_scan.h"
#include "bk_terms.h"

typedef struct term {
    union {
        uint32_t only;  /* of a term in one report: capacity 0 */
        uint32_t *list; /* numbers of reports, ascending */
    } in;
    uint32_t at;             /* its bytes in the arena */
    uint32_t texts;          /* how many reports hold it: the length of the list */
    float prior;             /* share of all reports; negative: not given */
    uint16_t capital, small; /* inside sentences, with and without a capital */
    uint8_t n;
    uint8_t capacity; /* of the list, as a power of two */
    uint8_t kind;
    uint8_t class_of; /* of a facet */
} term;

enum { FACET = BK_TERM_CODE + 1, MOST_TERMS = 1 << 24 };

/* An entry of a report: the term's number and how often each zone has it, as far as it matters. */
enum { TITLE_MOST = 3, LEAD_MOST = 3, BODY_MOST = 15 };
typedef uint32_t entry;

static inline uint32_t term_of(entry e) {
    return e >> 8;
}
static inline unsigned in_title(entry e) {
    return e >> 6 & 3;
}
static inline unsigned in_lead(entry e) {
    return e >> 4 & 3;
}
static inline unsigned in_body(entry e) {
    return e & 15;
}

typedef struct doc {
    size_t at;
    uint32_t n;
} doc;

/* What one report weighs by itself. */
typedef struct side {
    double all, focus, head, title, names, most;
    unsigned codes;
    unsigned classes; /* bit i: it has facets of class i */
} side;

/* A term of the report that is being added. */
typedef struct draft {
    uint32_t term;
    uint16_t title, lead, body;
    uint16_t capital, small;
    uint32_t tie; /* of its bytes, so that ties are broken the same in every index */
    float worth;  /* of keeping it, or of looking others up by it */
} draft;

struct bk_terms {
    bk_terms_options o;
    bk_buf arena;
    term *terms;
    size_t n_terms, terms_capacity;
    uint32_t *table; /* open addressing, term number + 1 */
    size_t table_size;
    entry *entries;
    size_t n_entries, entries_capacity;
    doc *docs;
    size_t n_docs, docs_capacity;
    size_t posting_bytes;
    draft *drafts;
    size_t drafts_capacity;
    float *sums; /* scratch of bk_terms_near, all zero between calls */
    uint32_t *touched;
    size_t scratch_capacity;
    double counts[256]; /* how much an entry's low byte weighs */
    side known;         /* measure() of report known_id among known_docs reports */
    uint32_t known_id;
    size_t known_docs;
};

/* As a draft of the scratch list; grows it. */
bk_code bk_terms_draft(bk_terms *t, size_t *n, draft d);
uint32_t bk_terms_hash(const char *p, size_t n);
int bk_terms_by_worth(const void *a, const void *b); /* drafts, the weightiest first */

#endif
