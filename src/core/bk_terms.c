#include "bk_terms.h"

#include "bk_buf.h"
#include "bk_term_scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static uint32_t term_of(entry e) {
    return e >> 8;
}
static unsigned in_title(entry e) {
    return e >> 6 & 3;
}
static unsigned in_lead(entry e) {
    return e >> 4 & 3;
}
static unsigned in_body(entry e) {
    return e & 15;
}

typedef struct doc {
    size_t at;
    uint32_t n;
} doc;

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
        t->counts[e] = log1p(in_body(e) + t->o.title_weight * in_title(e) +
                             t->o.lead_weight * in_lead(e));
    }
    /* never NULL, so that an empty text has a place in it */
    t->entries = grown(NULL, 0, &t->entries_capacity, sizeof *t->entries);
    if (t->entries) return t;
    free(t);
    return NULL;
}

static uint32_t hash(const char *p, size_t n) {
    uint32_t h = 2166136261U;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * 16777619U;
    return h ^ (h >> 15);
}

static bk_code rehash(bk_terms *t) {
    size_t size = t->table_size ? t->table_size * 2 : 1024;
    uint32_t *table = calloc(size, sizeof *table);
    if (!table) return BK_E_MEMORY;
    for (size_t i = 0; i < t->n_terms; i++) {
        size_t slot = hash(t->arena.p + t->terms[i].at, t->terms[i].n) & (size - 1);
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
    size_t slot = hash(p, n) & (t->table_size - 1);
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

static bk_code add_draft(bk_terms *t, size_t *n, draft d) {
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
        if (!code) code = add_draft(t, n, d);
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
    return add_draft(t, n, d);
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

static int by_worth(const void *a, const void *b) {
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
        d[i].tie = hash(t->arena.p + w->at, w->n);
        d[i].worth = (float)(-t->counts[packed(&d[i]) & 255] * log(share < 1e-6 ? 1e-6 : share));
    }
    size_t most = t->o.most_terms + facets;
    if (n <= most) return n;
    qsort(d, n, sizeof *d, by_worth);
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

static double rarity(const bk_terms *t, const term *w) {
    double share = w->prior;
    if (share < 0) {
        bool plain = w->kind == BK_TERM_WORD && w->capital <= 2U * w->small;
        share = plain ? t->o.word_share : t->o.name_share;
    }
    double all = (double)t->n_docs + t->o.prior_texts;
    double with = (double)w->texts + share * t->o.prior_texts;
    double value = with > 0 ? log((all + 1) / (with + 0.5)) : 0;
    return value > 0 ? value : 0;
}

static double count(const bk_terms *t, entry e) {
    return t->counts[e & 255];
}

static bool telling(const bk_terms *t, entry e) {
    const term *w = &t->terms[term_of(e)];
    return w->kind == BK_TERM_CODE || bk_terms_is_name(t, term_of(e));
}

static side measure(const bk_terms *t, uint32_t id) {
    side s = {0};
    const doc *d = &t->docs[id];
    for (const entry *e = t->entries + d->at, *stop = e + d->n; e < stop; e++) {
        const term *w = &t->terms[term_of(*e)];
        if (w->kind == FACET) {
            s.classes |= 1U << w->class_of;
            continue;
        }
        double r = rarity(t, w), c = count(t, *e);
        double v = c * c * r * r;
        bool head = in_title(*e) || in_lead(*e);
        s.all += v;
        s.focus += v * v;
        if (in_title(*e)) s.title += r * r;
        if (head) s.head += r * r;
        if (telling(t, *e)) {
            s.names += v;
            if (c * r > s.most) s.most = c * r;
        }
        if (w->kind == BK_TERM_CODE && head) s.codes++;
    }
    return s;
}

static double ratio(double x, double a, double b) {
    return a > 0 && b > 0 ? x / sqrt(a * b) : 0;
}

void bk_terms_compare(bk_terms *t, uint32_t a, uint32_t b, bk_terms_likeness *out) {
    *out = (bk_terms_likeness){0};
    if (a >= t->n_docs || b >= t->n_docs) return;
    if (t->known_id != a || t->known_docs != t->n_docs) {
        t->known = measure(t, a); /* a report is compared with many in turn */
        t->known_id = a;
        t->known_docs = t->n_docs;
    }
    side x = t->known, y = measure(t, b);
    const entry *p = t->entries + t->docs[a].at, *p_stop = p + t->docs[a].n;
    const entry *q = t->entries + t->docs[b].at, *q_stop = q + t->docs[b].n;
    double all = 0, focus = 0, head = 0, title = 0, names = 0, lacks_b = 0, lacks_a = 0;
    for (int i = 0; i < BK_TERMS_CLASSES; i++) {
        out->clash[i] = x.classes >> i & y.classes >> i & 1;
    }
    while (p < p_stop || q < q_stop) {
        if (q == q_stop || (p < p_stop && term_of(*p) < term_of(*q))) {
            double v = telling(t, *p) ? count(t, *p) * rarity(t, &t->terms[term_of(*p)]) : 0;
            if (v > lacks_b) lacks_b = v;
            p++;
            continue;
        }
        if (p == p_stop || term_of(*q) < term_of(*p)) {
            double v = telling(t, *q) ? count(t, *q) * rarity(t, &t->terms[term_of(*q)]) : 0;
            if (v > lacks_a) lacks_a = v;
            q++;
            continue;
        }
        entry e = *p++, f = *q++;
        const term *w = &t->terms[term_of(e)];
        double r = rarity(t, w), v = count(t, e) * count(t, f) * r * r;
        if (w->kind == FACET) {
            if (r > out->facet[w->class_of]) out->facet[w->class_of] = r;
            out->clash[w->class_of] = 0;
            continue;
        }
        all += v;
        focus += v * v;
        if (in_title(e) && in_title(f)) title += r * r;
        if ((in_title(e) || in_lead(e)) && (in_title(f) || in_lead(f))) head += r * r;
        if (telling(t, e)) {
            names += v;
            double best = x.most > 0 && y.most > 0 ? v / (x.most * y.most) : 0;
            if (best > out->best_name) out->best_name = best;
        }
        if (w->kind == BK_TERM_FIGURE && w->n > 2) out->figures += r;
        if (w->kind == BK_TERM_CODE) out->codes++;
    }
    out->cosine = ratio(all, x.all, y.all);
    out->focus = ratio(focus, x.focus, y.focus);
    out->title = ratio(title, x.title, y.title);
    out->head = ratio(head, x.head, y.head);
    out->names = ratio(names, x.names, y.names);
    double miss_b = x.most > 0 ? lacks_b / x.most : 0, miss_a = y.most > 0 ? lacks_a / y.most : 0;
    out->missing = miss_a < miss_b ? miss_a : miss_b;
    out->alien = x.codes && y.codes && !out->codes;
}

static bool better(bk_terms_hit a, bk_terms_hit b) {
    return a.score > b.score || (a.score == b.score && a.id < b.id);
}

/* Keep the k best in out[0..n), best first. */
static size_t keep(bk_terms_hit *out, size_t n, size_t k, bk_terms_hit hit) {
    if (n == k && (k == 0 || !better(hit, out[n - 1]))) return n;
    size_t i = n < k ? n++ : n - 1;
    for (; i > 0 && better(hit, out[i - 1]); i--) out[i] = out[i - 1];
    out[i] = hit;
    return n;
}

static bool scratch(bk_terms *t) {
    if (t->scratch_capacity >= t->n_docs) return true;
    size_t more = t->n_docs + t->n_docs / 8 + 16;
    float *sums = calloc(more, sizeof *sums);
    uint32_t *touched = malloc(more * sizeof *touched);
    if (!sums || !touched) {
        free(sums);
        free(touched);
        return false;
    }
    free(t->sums);
    free(t->touched);
    t->sums = sums;
    t->touched = touched;
    t->scratch_capacity = more;
    return true;
}

/* The part of a term's list that is walked: at most `most` reports, those added nearest to `id`. */
static const uint32_t *nearest(const term *w, uint32_t id, size_t most, size_t *n) {
    *n = w->texts < most ? w->texts : most;
    if (!w->capacity) return &w->in.only;
    const uint32_t *list = w->in.list;
    size_t low = 0, high = w->texts;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list[middle] < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    size_t from = low > *n / 2 ? low - *n / 2 : 0;
    if (from + *n > w->texts) from = w->texts - *n;
    return list + from;
}

/* The terms of a report that may find others, the weightiest first, into t->drafts. */
static size_t seekers(bk_terms *t, const doc *d, double most) {
    size_t n = 0;
    for (const entry *e = t->entries + d->at, *stop = e + d->n; e < stop; e++) {
        const term *w = &t->terms[term_of(*e)];
        if (w->texts < 2 || w->texts > most) continue;
        double r = rarity(t, w);
        float worth = (float)(count(t, *e) * r * r);
        if (worth <= 0) continue;
        if (add_draft(t, &n, (draft){.term = term_of(*e), .tie = hash(t->arena.p + w->at, w->n), .worth = worth})) return SIZE_MAX;
    }
    if (n) qsort(t->drafts, n, sizeof *t->drafts, by_worth);
    return n;
}

/* A term walks no more than this part of the budget, so that several have their say. */
enum { PART = 8 };

size_t bk_terms_near(bk_terms *t, uint32_t id, double most_share, size_t budget, bk_terms_hit *out,
                     size_t k) {
    if (id >= t->n_docs) return 0;
    if (!scratch(t)) return SIZE_MAX;
    double most = most_share * ((double)t->n_docs + t->o.prior_texts);
    size_t n_seekers = seekers(t, &t->docs[id], most), n_touched = 0, n = 0;
    if (n_seekers == SIZE_MAX) return SIZE_MAX;
    for (size_t s = 0; s < n_seekers && budget > 0; s++) {
        size_t length, part = budget > PART ? budget / PART : budget;
        const uint32_t *list = nearest(&t->terms[t->drafts[s].term], id, part, &length);
        budget -= length;
        for (size_t i = 0; i < length; i++) {
            uint32_t other = list[i];
            if (other == id) continue;
            if (t->sums[other] == 0) t->touched[n_touched++] = other;
            t->sums[other] += t->drafts[s].worth;
        }
    }
    for (size_t i = 0; i < n_touched; i++) {
        uint32_t other = t->touched[i];
        /* a long report shares more words with everything: divide by the root of its length */
        float score = t->sums[other] / sqrtf((float)t->docs[other].n);
        n = keep(out, n, k, (bk_terms_hit){other, score});
        t->sums[other] = 0;
    }
    return n;
}

size_t bk_terms_shared(bk_terms *t, uint32_t a, uint32_t b, bk_terms_hit *out, size_t k) {
    if (a >= t->n_docs || b >= t->n_docs) return 0;
    size_t n = 0;
    const entry *p = t->entries + t->docs[a].at, *p_stop = p + t->docs[a].n;
    const entry *q = t->entries + t->docs[b].at, *q_stop = q + t->docs[b].n;
    while (p < p_stop && q < q_stop) {
        uint32_t x = term_of(*p), y = term_of(*q);
        if (x == y && t->terms[x].kind != FACET) {
            double r = rarity(t, &t->terms[x]);
            double v = count(t, *p) * count(t, *q) * r * r;
            if (v > 0) n = keep(out, n, k, (bk_terms_hit){x, (float)v});
        }
        p += x <= y;
        q += y <= x;
    }
    return n;
}

size_t bk_terms_top(bk_terms *t, uint32_t id, bk_terms_hit *out, size_t k) {
    if (id >= t->n_docs) return 0;
    size_t n = 0;
    const doc *d = &t->docs[id];
    for (const entry *e = t->entries + d->at, *stop = e + d->n; e < stop; e++) {
        const term *w = &t->terms[term_of(*e)];
        double v = w->kind == FACET ? 0 : count(t, *e) * rarity(t, w);
        if (v > 0) n = keep(out, n, k, (bk_terms_hit){term_of(*e), (float)v});
    }
    return n;
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
