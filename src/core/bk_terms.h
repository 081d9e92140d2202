/* Which reports speak of the same thing: term vectors under an inverted index.
 *
 * A report is added in three zones (title, lead, body) and with facets: what its claims say, as
 * strings of a class each ("who", "how many"), which are compared within their class only. Its
 * words are folded, counted by zone and weighted by how rare they are. Rarity is counted in the
 * reports added so far, smoothed by a prior: the share of all reports that a word would be in
 * (bk_terms_prior), as heavy as `prior_texts` reports, so that eight reports on one victim do not
 * make the victim's name a common word.
 *
 * A term is a run of letters and digits ("wannacry"), a figure ("3.7", "270,000" folds to
 * "270000") or a code ("cve-2017-5638", "ms17-010"); possessives and plural endings are folded.
 * A term is a name when the running text mostly writes it with a capital inside sentences.
 *
 * Memory: an entry of a report is four bytes, a posting four and its share of a doubling list; of a
 * report only its `most_terms` most telling terms are kept, chosen by the report itself and the
 * priors, so that the choice does not depend on what was added before. Time: finding what is near a
 * report walks its rarest terms first and no more than `budget` postings, of each list those that
 * were added next to it, so that it costs the same among a thousand reports as among a million. */
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
    size_t most_terms; /* kept of a report, facets not counted; 0 means all */
    size_t max_bytes;  /* of the whole index; 0 means no cap */
} bk_terms_options;

typedef struct bk_terms_text {
    const char *p;
    size_t n;
} bk_terms_text;

typedef enum bk_terms_class {
    BK_TERMS_VICTIM,
    BK_TERMS_ACTOR,
    BK_TERMS_NUMBER, /* of records, people, bytes, money */
    BK_TERMS_EVENT,  /* breach, outage, arrest */
    BK_TERMS_CLASSES
} bk_terms_class;

enum { BK_TERMS_FACETS = 32, BK_TERMS_FACET_MOST = 64 };

/* A facet is compared as it is given: folding is the caller's. */
typedef struct bk_terms_facet {
    const char *p;
    size_t n; /* at most BK_TERMS_FACET_MOST, the rest is cut */
    bk_terms_class class_of;
} bk_terms_facet;

typedef struct bk_terms_report {
    bk_terms_text title, lead, body;
    const bk_terms_facet *facets;
    size_t n_facets; /* those past BK_TERMS_FACETS are not kept */
} bk_terms_report;

/* How like two reports are; every figure in [0, 1] but figures, the rare ones, codes and the
 * facets'. */
typedef struct bk_terms_likeness {
    double cosine;    /* of all weighted terms */
    double focus;     /* the same with weights squared: what the texts dwell on */
    double title;     /* of the terms in both titles */
    double head;      /* of the terms in title and lead */
    double names;     /* of the names */
    double best_name; /* the most telling name they share: salience in both times rarity */
    double missing; /* the most telling name or code of one that the other lacks, the lesser side */
    double figures; /* rarity of the figures shared, summed */
    double rare;    /* the same of the five rarest terms of any kind that they share */
    double rare_name; /* rarity of the rarest name or code that they share */
    unsigned codes; /* codes (CVE ids, bulletin numbers) shared */
    unsigned alien; /* 1 when both have codes in title or lead and share none */
    double facet[BK_TERMS_CLASSES];   /* rarity of the rarest facet of the class that they share */
    unsigned clash[BK_TERMS_CLASSES]; /* 1 when both have facets of the class and share none */
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

/* Add a report; its number, from 0, goes to *id. On failure the index is as before the call, but
 * for terms that no report holds. BK_E_LIMIT: past max_bytes, or more than 2^24 terms. */
bk_code bk_terms_add(bk_terms *t, const bk_terms_report *report, uint32_t *id);
size_t bk_terms_count(const bk_terms *t);
size_t bk_terms_bytes(const bk_terms *t);

/* The `k` reports nearest to report `id` by summed weights of shared terms, best first, ties by
 * number; returns how many, or SIZE_MAX when out of memory. Terms in more than `most_share` of all
 * reports find nobody; `budget` is how many postings are walked in all. */
size_t bk_terms_near(bk_terms *t, uint32_t id, double most_share, size_t budget, bk_terms_hit *out,
                     size_t k);

void bk_terms_compare(bk_terms *t, uint32_t a, uint32_t b, bk_terms_likeness *out);

/* The `k` shared terms that bind two reports most, best first, facets left out; and the terms that
 * weigh most in one. */
size_t bk_terms_shared(bk_terms *t, uint32_t a, uint32_t b, bk_terms_hit *out, size_t k);
size_t bk_terms_top(bk_terms *t, uint32_t id, bk_terms_hit *out, size_t k);

/* A term's folded bytes (not NUL-terminated), in how many texts it is, and whether it is a name. */
const char *bk_terms_text_of(const bk_terms *t, uint32_t term, size_t *n);
uint32_t bk_terms_texts_with(const bk_terms *t, uint32_t term);
bool bk_terms_is_name(const bk_terms *t, uint32_t term);

#endif
