#include "bk_terms_in.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bk_terms_free(bk_terms *t) {
    if (!t) return;
    bk_buf_free(&t->arena);
    free(t->table);
    free(t->entries);
    for (size_t i = 0; i < t->n_terms; i++) {
        if (t->terms[i].capacity) free(t->terms[i].in.list);
    }
    free(t->terms);
    free(t->drafts);
    free(t->docs);
    free(t->sums);
    free(t->touched);
    free(t);
}

size_t bk_terms_count(const bk_terms *t) {
    return t->n_docs;
}

size_t bk_terms_bytes(const bk_terms *t) {
    return sizeof *t + t->arena.capacity + t->terms_capacity * sizeof *t->terms +
           t->table_size * sizeof *t->table + t->entries_capacity * sizeof *t->entries +
           t->posting_bytes + t->docs_capacity * sizeof *t->docs +
           t->drafts_capacity * sizeof *t->drafts +
           t->scratch_capacity * (sizeof *t->sums + sizeof *t->touched);
}

/* Room for one more element; NULL when out of memory or past UINT32_MAX - 1 elements. */
static void *grown(void *p, size_t n, size_t *capacity, size_t size) {
    if (n < *capacity) return p;
    size_t more = *capacity + *capacity / 4 + 16;
    if (more >= UINT32_MAX || more > SIZE_MAX / size) return NULL;
    void *q = realloc(p, more * size);
    if (q) *capacity = more;
    return q;
}

bk_terms *bk_terms_new(const bk_terms_options *options) {
    bk_terms *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    t->o = *options;
    for (unsigned e = 0; e < 256; e++) {
        t->counts[e] =
            log1p(in_body(e) + t->o.title_weight * in_title(e) + t->o.lead_weight * in_lead(e));
    }
    /* never NULL, so that an empty text has a place in it */
    t->entries = grown(NULL, 0, &t->entries_capacity, sizeof *t->entries);
    if (t->entries) return t;
    free(t);
    return NULL;
}

uint32_t bk_terms_hash(const char *p, size_t n) {
    uint32_t h = 2166136261U;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * 16777619U;
    return h ^ (h >> 15);
}

static bk_code rehash(bk_terms *t) {
    size_t size = t->table_size ? t->table_size * 2 : 1024;
    uint32_t *table = calloc(size, sizeof *table);
    if (!table) return BK_E_MEMORY;
    for (size_t i = 0; i < t->n_terms; i++) {
        size_t slot = bk_terms_hash(t->arena.p + t->terms[i].at, t->terms[i].n) & (size - 1);
        while (table[slot]) slot = (slot + 1) & (size - 1);
        table[slot] = (uint32_t)i + 1;
    }
    free(t->table);
    t->table = table;
    t->table_size = size;
    return BK_OK;
}

static bk_code intern(bk_terms *t, const char *p, size_t n, uint8_t kind, uint32_t *out) {
    if (t->n_terms >= MOST_TERMS) return BK_E_LIMIT;
    if ((t->n_terms + 1) * 2 > t->table_size) {
        bk_code code = rehash(t);
        if (code) return code;
    }
    size_t slot = bk_terms_hash(p, n) & (t->table_size - 1);
    for (; t->table[slot]; slot = (slot + 1) & (t->table_size - 1)) {
        const term *known = &t->terms[t->table[slot] - 1];
        if (known->n == n && memcmp(t->arena.p + known->at, p, n) == 0) {
            *out = t->table[slot] - 1;
            return BK_OK;
        }
    }
    term *terms = grown(t->terms, t->n_terms, &t->terms_capacity, sizeof *terms);
    if (!terms) return BK_E_MEMORY;
    t->terms = terms;
    if (t->arena.n > UINT32_MAX - n) return BK_E_LIMIT;
    size_t at = t->arena.n;
    bk_code code = bk_buf_add(&t->arena, p, n);
    if (code) return code;
    terms[t->n_terms] = (term){.at = (uint32_t)at, .n = (uint8_t)n, .prior = -1, .kind = kind};
    t->table[slot] = (uint32_t)t->n_terms + 1;
    *out = (uint32_t)t->n_terms++;
    return BK_OK;
}

bk_code bk_terms_prior(bk_terms *t, const char *p, size_t n, double share) {
    uint32_t id;
    if (n > UINT8_MAX) return BK_E_LIMIT;
    bk_code code = intern(t, p, n, BK_TERM_WORD, &id);
    if (!code) t->terms[id].prior = (float)share;
    return code;
}

bk_code bk_terms_draft(bk_terms *t, size_t *n, draft d) {
    draft *drafts = grown(t->drafts, *n, &t->drafts_capacity, sizeof *drafts);
    if (!drafts) return BK_E_MEMORY;
    t->drafts = drafts;
    drafts[(*n)++] = d;
    return BK_OK;
}

static bk_code add_zone(bk_terms *t, bk_terms_text zone, int which, size_t *n) {
    bk_term_scan scan;
    bk_term word;
    bk_code code = BK_OK;
    bk_term_scan_start(&scan, zone.p, zone.n);
    while (!code && bk_term_scan_next(&scan, &word)) {
        draft d = {.title = which == 0, .lead = which == 1, .body = which == 2};
        bool tells = which != 0 && !word.initial;
        d.capital = tells && word.capital;
        d.small = tells && !word.capital;
        code = intern(t, word.p, word.n, (uint8_t)word.kind, &d.term);
        if (!code) code = bk_terms_draft(t, n, d);
    }
    return code;
}

/* A facet stands in the dictionary under its class, so that it is no word of the same letters. */
static bk_code add_facet(bk_terms *t, const bk_terms_facet *f, size_t *n) {
    char key[BK_TERMS_FACET_MOST + 1];
    size_t length = f->n < BK_TERMS_FACET_MOST ? f->n : BK_TERMS_FACET_MOST;
    key[0] = (char)(f->class_of + 1);
    if (length) memcpy(key + 1, f->p, length);
    draft d = {.body = 1, .worth = INFINITY};
    bk_code code = intern(t, key, length + 1, FACET, &d.term);
    if (code) return code;
    t->terms[d.term].class_of = (uint8_t)f->class_of;
    return bk_terms_draft(t, n, d);
}

static int by_term(const void *a, const void *b) {
    uint32_t x = ((const draft *)a)->term, y = ((const draft *)b)->term;
    return (x > y) - (x < y);
}

static void add_up(uint16_t *to, uint16_t more) {
    *to = (uint16_t)(*to > UINT16_MAX - more ? UINT16_MAX : *to + more);
}

/* One draft a term, in order of the terms. */
static size_t gathered(draft *d, size_t n) {
    size_t kept = 0;
    if (n) qsort(d, n, sizeof *d, by_term);
    for (size_t i = 0; i < n; i++) {
        draft *k = kept ? &d[kept - 1] : NULL;
        if (!k || k->term != d[i].term) {
            d[kept++] = d[i];
            continue;
        }
        add_up(&k->title, d[i].title);
        add_up(&k->lead, d[i].lead);
        add_up(&k->body, d[i].body);
        add_up(&k->capital, d[i].capital);
        add_up(&k->small, d[i].small);
    }
    return kept;
}

static unsigned at_most(unsigned x, unsigned most) {
    return x < most ? x : most;
}

static entry packed(const draft *d) {
    return d->term << 8 | at_most(d->title, TITLE_MOST) << 6 | at_most(d->lead, LEAD_MOST) << 4 |
           at_most(d->body, BODY_MOST);
}

int bk_terms_by_worth(const void *a, const void *b) {
    const draft *x = a, *y = b;
    if (x->worth < y->worth || x->worth > y->worth) return x->worth < y->worth ? 1 : -1;
    if (x->tie != y->tie) return x->tie < y->tie ? -1 : 1;
    return by_term(a, b);
}

/* Leave the most telling terms only, judged by this report and the priors alone. */
static size_t chosen(const bk_terms *t, draft *d, size_t n) {
    size_t facets = 0;
    if (t->o.most_terms == 0) return n;
    for (size_t i = 0; i < n; i++) {
        const term *w = &t->terms[d[i].term];
        if (w->kind == FACET) {
            facets++;
            continue;
        }
        double share = w->prior;
        if (share < 0) {
            bool plain = w->kind == BK_TERM_WORD && d[i].capital <= 2U * d[i].small;
            share = plain ? t->o.word_share : t->o.name_share;
        }
        d[i].tie = bk_terms_hash(t->arena.p + w->at, w->n);
        d[i].worth = (float)(-t->counts[packed(&d[i]) & 255] * log(share < 1e-6 ? 1e-6 : share));
    }
    size_t most = t->o.most_terms + facets;
    if (n <= most) return n;
    qsort(d, n, sizeof *d, bk_terms_by_worth);
    qsort(d, most, sizeof *d, by_term);
    return most;
}

static bool post(bk_terms *t, term *w, uint32_t text) {
    size_t room = w->capacity ? (size_t)1 << w->capacity : 1;
    if (w->texts < room) {
        if (w->capacity) {
            w->in.list[w->texts++] = text;
        } else {
            w->in.only = text;
            w->texts = 1;
        }
        return true;
    }
    uint32_t *list = realloc(w->capacity ? w->in.list : NULL, room * 2 * sizeof *list);
    if (!list) return false;
    if (!w->capacity) list[0] = w->in.only;
    t->posting_bytes += (w->capacity ? room : 2 + sizeof(size_t) / sizeof *list - 1) * sizeof *list;
    w->in.list = list;
    w->capacity++;
    list[w->texts++] = text;
    return true;
}

static void note_case(term *w, const draft *d) {
    if (w->capital > UINT16_MAX - d->capital || w->small > UINT16_MAX - d->small) return;
    w->capital = (uint16_t)(w->capital + d->capital);
    w->small = (uint16_t)(w->small + d->small);
}

bk_code bk_terms_add(bk_terms *t, const bk_terms_report *r, uint32_t *id) {
    if (t->o.max_bytes && bk_terms_bytes(t) > t->o.max_bytes) return BK_E_LIMIT;
    if (t->n_docs >= UINT32_MAX - 1) return BK_E_LIMIT;
    doc *docs = grown(t->docs, t->n_docs, &t->docs_capacity, sizeof *docs);
    if (!docs) return BK_E_MEMORY;
    t->docs = docs;
    size_t n = 0, n_facets = r->n_facets < BK_TERMS_FACETS ? r->n_facets : BK_TERMS_FACETS;
    bk_code code = add_zone(t, r->title, 0, &n);
    if (!code) code = add_zone(t, r->lead, 1, &n);
    if (!code) code = add_zone(t, r->body, 2, &n);
    for (size_t i = 0; i < n_facets && !code; i++) code = add_facet(t, &r->facets[i], &n);
    if (code) return code;
    n = chosen(t, t->drafts, gathered(t->drafts, n));
    while (t->entries_capacity - t->n_entries < n) {
        entry *entries =
            grown(t->entries, t->entries_capacity, &t->entries_capacity, sizeof *entries);
        if (!entries) return BK_E_MEMORY;
        t->entries = entries;
    }
    const draft *d = t->drafts;
    for (size_t i = 0; i < n; i++) {
        if (!post(t, &t->terms[d[i].term], (uint32_t)t->n_docs)) {
            while (i--) t->terms[d[i].term].texts--;
            return BK_E_MEMORY;
        }
        t->entries[t->n_entries + i] = packed(&d[i]);
    }
    for (size_t i = 0; i < n; i++) note_case(&t->terms[d[i].term], &d[i]);
    t->docs[t->n_docs] = (doc){.at = t->n_entries, .n = (uint32_t)n};
    t->n_entries += n;
    *id = (uint32_t)t->n_docs++;
    return BK_OK;
}

bool bk_terms_is_name(const bk_terms *t, uint32_t id) {
    const term *w = &t->terms[id];
    return w->kind == BK_TERM_WORD && w->capital > 2U * w->small;
}

const char *bk_terms_text_of(const bk_terms *t, uint32_t id, size_t *n) {
    if (id >= t->n_terms) {
        *n = 0;
        return "";
    }
    *n = t->terms[id].n;
    return t->arena.p + t->terms[id].at;
}

uint32_t bk_terms_texts_with(const bk_terms *t, uint32_t id) {
    return id < t->n_terms ? t->terms[id].texts : 0;
}
