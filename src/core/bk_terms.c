#include "bk_terms.h"

#include "bk_buf.h"
#include "bk_term_scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct term {
    uint32_t at, n;          /* its bytes in the arena */
    uint32_t texts;          /* how many texts hold it */
    uint32_t capital, small; /* inside sentences, with and without a capital */
    float prior;             /* share of all texts; negative: not given */
    uint32_t first;          /* postings: offset into a chain of chunks */
    uint32_t last;
    uint8_t kind;
} term;

typedef struct entry {
    uint32_t term;
    uint8_t title, lead;
    uint16_t body;
} entry;

/* Postings grow in chunks, so that one growing list never copies another. */
enum { CHUNK = 6 };
typedef struct chunk {
    uint32_t text[CHUNK];
    uint32_t n, next;
} chunk;

typedef struct doc {
    size_t at;
    uint32_t n;
} doc;

struct bk_terms {
    bk_terms_options o;
    bk_buf arena;
    term *terms;
    size_t n_terms, terms_capacity;
    uint32_t *table; /* open addressing, term number + 1 */
    size_t table_size;
    entry *entries;
    size_t n_entries, entries_capacity;
    chunk *chunks;
    size_t n_chunks, chunks_capacity;
    doc *docs;
    size_t n_docs, docs_capacity;
    float *sums; /* scratch of bk_terms_near, all zero between calls */
    uint32_t *touched;
    size_t scratch_capacity;
};

void bk_terms_free(bk_terms *t) {
    if (!t) return;
    bk_buf_free(&t->arena);
    free(t->terms);
    free(t->table);
    free(t->entries);
    free(t->chunks);
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
           t->chunks_capacity * sizeof *t->chunks + t->docs_capacity * sizeof *t->docs +
           t->scratch_capacity * (sizeof *t->sums + sizeof *t->touched);
}

/* Room for one more element; NULL when out of memory or past UINT32_MAX - 1 elements. */
static void *grown(void *p, size_t n, size_t *capacity, size_t size) {
    if (n < *capacity) return p;
    size_t more = *capacity + *capacity / 2 + 16;
    if (more >= UINT32_MAX || more > SIZE_MAX / size) return NULL;
    void *q = realloc(p, more * size);
    if (q) *capacity = more;
    return q;
}

bk_terms *bk_terms_new(const bk_terms_options *options) {
    bk_terms *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    t->o = *options;
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
    terms[t->n_terms] = (term){.at = (uint32_t)at, .n = (uint32_t)n, .prior = -1, .kind = kind};
    t->table[slot] = (uint32_t)t->n_terms + 1;
    *out = (uint32_t)t->n_terms++;
    return BK_OK;
}

bk_code bk_terms_prior(bk_terms *t, const char *p, size_t n, double share) {
    uint32_t id;
    bk_code code = intern(t, p, n, BK_TERM_WORD, &id);
    if (!code) t->terms[id].prior = (float)share;
    return code;
}

/* Entries of the text being added lie unsorted behind t->n_entries until it is whole. */
static bk_code add_zone(bk_terms *t, bk_terms_text zone, int which, size_t *n) {
    bk_term_scan scan;
    bk_term word;
    bk_term_scan_start(&scan, zone.p, zone.n);
    while (bk_term_scan_next(&scan, &word)) {
        uint32_t id;
        bk_code code = intern(t, word.p, word.n, (uint8_t)word.kind, &id);
        if (code) return code;
        if (which != 0 && !word.initial) {
            if (word.capital) {
                t->terms[id].capital++;
            } else {
                t->terms[id].small++;
            }
        }
        entry *entries = grown(t->entries, *n, &t->entries_capacity, sizeof *entries);
        if (!entries) return BK_E_MEMORY;
        t->entries = entries;
        entries[(*n)++] =
            (entry){.term = id, .title = which == 0, .lead = which == 1, .body = which == 2};
    }
    return BK_OK;
}

static int by_term(const void *a, const void *b) {
    uint32_t x = ((const entry *)a)->term, y = ((const entry *)b)->term;
    return (x > y) - (x < y);
}

/* There is room for the chunk: bk_terms_add sees to it, so that a text is posted whole or not at
 * all. */
static void post(bk_terms *t, term *w, uint32_t text) {
    chunk *chunks = t->chunks;
    chunk *last = w->last ? &chunks[w->last - 1] : NULL;
    if (!last || last->n == CHUNK) {
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): reserved, as said above */
        chunks[t->n_chunks] = (chunk){0};
        uint32_t id = (uint32_t)++t->n_chunks;
        if (w->last) {
            chunks[w->last - 1].next = id;
        } else {
            w->first = id;
        }
        w->last = id;
        last = &chunks[id - 1];
    }
    last->text[last->n++] = text;
}

bk_code bk_terms_add(bk_terms *t, bk_terms_text title, bk_terms_text lead, bk_terms_text body,
                     uint32_t *id) {
    if (t->o.max_bytes && bk_terms_bytes(t) > t->o.max_bytes) return BK_E_LIMIT;
    doc *docs = grown(t->docs, t->n_docs, &t->docs_capacity, sizeof *docs);
    if (!docs) return BK_E_MEMORY;
    t->docs = docs;
    size_t n = t->n_entries;
    bk_code code = add_zone(t, title, 0, &n);
    if (!code) code = add_zone(t, lead, 1, &n);
    if (!code) code = add_zone(t, body, 2, &n);
    if (code) return code;
    entry *e = t->entries + t->n_entries;
    size_t found = n - t->n_entries, kept = 0;
    if (found) qsort(e, found, sizeof *e, by_term);
    for (size_t i = 0; i < found; i++) {
        if (kept && e[kept - 1].term == e[i].term) {
            entry *k = &e[kept - 1];
            k->title = (uint8_t)(k->title + (e[i].title && k->title < UINT8_MAX));
            k->lead = (uint8_t)(k->lead + (e[i].lead && k->lead < UINT8_MAX));
            k->body = (uint16_t)(k->body + (e[i].body && k->body < UINT16_MAX));
        } else {
            e[kept++] = e[i];
        }
    }
    while (t->chunks_capacity - t->n_chunks < kept) {
        chunk *chunks = grown(t->chunks, t->chunks_capacity, &t->chunks_capacity, sizeof *chunks);
        if (!chunks) return BK_E_MEMORY;
        t->chunks = chunks;
    }
    for (size_t i = 0; i < kept; i++) {
        post(t, &t->terms[e[i].term], (uint32_t)t->n_docs);
        t->terms[e[i].term].texts++;
    }
    t->docs[t->n_docs] = (doc){.at = t->n_entries, .n = (uint32_t)kept};
    t->n_entries += kept;
    *id = (uint32_t)t->n_docs++;
    return BK_OK;
}

bool bk_terms_is_name(const bk_terms *t, uint32_t id) {
    const term *w = &t->terms[id];
    return w->kind == BK_TERM_WORD && w->capital > 2 * w->small;
}

static double rarity(const bk_terms *t, const term *w) {
    double share = w->prior;
    if (share < 0) {
        bool plain = w->kind == BK_TERM_WORD && w->capital <= 2 * w->small;
        share = plain ? t->o.word_share : t->o.name_share;
    }
    double all = (double)t->n_docs + t->o.prior_texts;
    double with = (double)w->texts + share * t->o.prior_texts;
    double value = with > 0 ? log((all + 1) / (with + 0.5)) : 0;
    return value > 0 ? value : 0;
}

static double count(const bk_terms *t, const entry *e) {
    return log1p(e->body + t->o.title_weight * e->title + t->o.lead_weight * e->lead);
}

static bool telling(const bk_terms *t, const entry *e) {
    const term *w = &t->terms[e->term];
    return w->kind == BK_TERM_CODE || bk_terms_is_name(t, e->term);
}

typedef struct side {
    double all, focus, head, title, names, most;
    unsigned codes;
} side;

static side measure(const bk_terms *t, uint32_t id) {
    side s = {0};
    const doc *d = &t->docs[id];
    for (const entry *e = t->entries + d->at, *stop = e + d->n; e < stop; e++) {
        const term *w = &t->terms[e->term];
        double r = rarity(t, w), c = count(t, e);
        double v = c * c * r * r;
        s.all += v;
        s.focus += v * v;
        if (e->title) s.title += r * r;
        if (e->title || e->lead) s.head += r * r;
        if (telling(t, e)) {
            s.names += c * c * r * r;
            if (c * r > s.most) s.most = c * r;
        }
        if (w->kind == BK_TERM_CODE && (e->title || e->lead)) s.codes++;
    }
    return s;
}

static double ratio(double x, double a, double b) {
    return a > 0 && b > 0 ? x / sqrt(a * b) : 0;
}

void bk_terms_compare(bk_terms *t, uint32_t a, uint32_t b, bk_terms_likeness *out) {
    *out = (bk_terms_likeness){0};
    if (a >= t->n_docs || b >= t->n_docs) return;
    side x = measure(t, a), y = measure(t, b);
    const entry *p = t->entries + t->docs[a].at, *p_stop = p + t->docs[a].n;
    const entry *q = t->entries + t->docs[b].at, *q_stop = q + t->docs[b].n;
    double all = 0, focus = 0, head = 0, title = 0, names = 0, lacks_b = 0, lacks_a = 0;
    while (p < p_stop || q < q_stop) {
        if (q == q_stop || (p < p_stop && p->term < q->term)) {
            double v = telling(t, p) ? count(t, p) * rarity(t, &t->terms[p->term]) : 0;
            if (v > lacks_b) lacks_b = v;
            p++;
            continue;
        }
        if (p == p_stop || q->term < p->term) {
            double v = telling(t, q) ? count(t, q) * rarity(t, &t->terms[q->term]) : 0;
            if (v > lacks_a) lacks_a = v;
            q++;
            continue;
        }
        const term *w = &t->terms[p->term];
        double r = rarity(t, w), c = count(t, p), d = count(t, q);
        double v = c * d * r * r;
        all += v;
        focus += v * v;
        if (p->title && q->title) title += r * r;
        if ((p->title || p->lead) && (q->title || q->lead)) head += r * r;
        if (telling(t, p)) {
            names += v;
            double best = x.most > 0 && y.most > 0 ? v / (x.most * y.most) : 0;
            if (best > out->best_name) out->best_name = best;
        }
        if (w->kind == BK_TERM_FIGURE && w->n > 2) out->figures += r;
        if (w->kind == BK_TERM_CODE) out->codes++;
        p++;
        q++;
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
    size_t more = t->n_docs + t->n_docs / 2;
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

size_t bk_terms_near(bk_terms *t, uint32_t id, double most_share, bk_terms_hit *out, size_t k) {
    if (id >= t->n_docs) return 0;
    if (!scratch(t)) return SIZE_MAX;
    size_t n_touched = 0, n = 0;
    double most = most_share * ((double)t->n_docs + t->o.prior_texts);
    const doc *d = &t->docs[id];
    for (const entry *e = t->entries + d->at, *stop = e + d->n; e < stop; e++) {
        const term *w = &t->terms[e->term];
        if (w->texts < 2 || w->texts > most) continue;
        double r = rarity(t, w);
        float v = (float)(count(t, e) * r * r);
        if (v <= 0) continue;
        for (uint32_t c = w->first; c; c = t->chunks[c - 1].next) {
            for (uint32_t i = 0; i < t->chunks[c - 1].n; i++) {
                uint32_t other = t->chunks[c - 1].text[i];
                if (other == id) continue;
                if (t->sums[other] == 0) t->touched[n_touched++] = other;
                t->sums[other] += v;
            }
        }
    }
    for (size_t i = 0; i < n_touched; i++) {
        uint32_t other = t->touched[i];
        /* a long text shares more words with everything: divide by the root of its length */
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
        if (p->term == q->term) {
            double r = rarity(t, &t->terms[p->term]);
            double v = count(t, p) * count(t, q) * r * r;
            if (v > 0) n = keep(out, n, k, (bk_terms_hit){p->term, (float)v});
        }
        uint32_t x = p->term, y = q->term;
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
        double v = count(t, e) * rarity(t, &t->terms[e->term]);
        if (v > 0) n = keep(out, n, k, (bk_terms_hit){e->term, (float)v});
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
