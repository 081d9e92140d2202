/* Which texts speak of the same thing: term vectors under an inverted index.
 *
 * A text is added in three zones (title, lead, body). Its words are folded, counted by zone and
 * weighted by how rare they are. Rarity is counted in the texts added so far, smoothed by a prior:
 * the share of all texts that a word would be in (bk_terms_prior), as heavy as `prior_texts` texts,
 * so that eight reports on one victim do not make the victim's name a common word.
 *
 * A term is a run of letters and digits ("wannacry"), a figure ("3.7", "270,000" folds to
 * "270000") or a code ("cve-2017-5638", "ms17-010"); possessives and plural endings are folded.
 * A term is a name when the running text mostly writes it with a capital inside sentences.
 *
 * Finding what is near a text walks the postings of that text's own terms only, never all texts. */
#ifndef BK_TERMS_H
#define BK_TERMS_H

#include "bk_status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct bk_terms bk_terms;

typedef struct bk_terms_options {
    double prior_texts;  /* how many texts the prior counts for */
    double word_share;   /* prior share of a word without one of its own */
    double name_share;   /* the same for a name, figure or code */
    double title_weight; /* an occurrence in the title counts as so many in the body */
    double lead_weight;
    size_t max_bytes; /* of the whole index; 0 means no cap */
} bk_terms_options;

typedef struct bk_terms_text {
    const char *p;
    size_t n;
} bk_terms_text;

/* How like two texts are; every figure in [0, 1] but the last three. */
typedef struct bk_terms_likeness {
    double cosine;    /* of all weighted terms */
    double focus;     /* the same with weights squared: what the texts dwell on */
    double title;     /* of the terms in both titles */
    double head;      /* of the terms in title and lead */
    double names;     /* of the names */
    double best_name; /* the most telling name they share: salience in both times rarity */
    double missing; /* the most telling name or code of one that the other lacks, the lesser side */
    double figures; /* rarity of the figures shared, summed */
    unsigned codes; /* codes (CVE ids, bulletin numbers) shared */
    unsigned alien; /* 1 when both have codes in title or lead and share none */
} bk_terms_likeness;

typedef struct bk_terms_hit {
    uint32_t id; /* a text (bk_terms_near) or a term (the others) */
    float score;
} bk_terms_hit;

/* NULL when out of memory. */
bk_terms *bk_terms_new(const bk_terms_options *options);
void bk_terms_free(bk_terms *t);

/* Say how common a folded word is in general; before the texts that hold it are weighed. */
bk_code bk_terms_prior(bk_terms *t, const char *p, size_t n, double share);

/* Add a text; its number, from 0, goes to *id. On failure the index is as before the call, but for
 * terms that no text holds. */
bk_code bk_terms_add(bk_terms *t, bk_terms_text title, bk_terms_text lead, bk_terms_text body,
                     uint32_t *id);
size_t bk_terms_count(const bk_terms *t);
size_t bk_terms_bytes(const bk_terms *t);

/* The `k` texts nearest to text `id` by summed weights of shared terms in fewer than `most_share`
 * of all texts, best first, ties by number; returns how many, or SIZE_MAX when out of memory. */
size_t bk_terms_near(bk_terms *t, uint32_t id, double most_share, bk_terms_hit *out, size_t k);

void bk_terms_compare(bk_terms *t, uint32_t a, uint32_t b, bk_terms_likeness *out);

/* The `k` shared terms that bind two texts most, best first; and the terms that weigh most in one.
 */
size_t bk_terms_shared(bk_terms *t, uint32_t a, uint32_t b, bk_terms_hit *out, size_t k);
size_t bk_terms_top(bk_terms *t, uint32_t id, bk_terms_hit *out, size_t k);

/* A term's folded bytes (not NUL-terminated), in how many texts it is, and whether it is a name. */
const char *bk_terms_text_of(const bk_terms *t, uint32_t term, size_t *n);
uint32_t bk_terms_texts_with(const bk_terms *t, uint32_t term);
bool bk_terms_is_name(const bk_terms *t, uint32_t term);

#endif
