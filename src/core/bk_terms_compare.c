#include "bk_terms_in.h"

#include <math.h>
#include <stdlib.h>

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

enum { RAREST = 5 };

/* Keep the greatest values, the greatest first. */
static void keep_greatest(double *values, double value) {
    for (size_t i = 0; i < RAREST; i++) {
        if (value <= values[i]) continue;
        double lesser = values[i];
        values[i] = value;
        value = lesser;
    }
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
    double rarest[RAREST] = {0};
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
        keep_greatest(rarest, r);
        all += v;
        focus += v * v;
        if (in_title(e) && in_title(f)) title += r * r;
        if ((in_title(e) || in_lead(e)) && (in_title(f) || in_lead(f))) head += r * r;
        if (telling(t, e)) {
            names += v;
            if (r > out->rare_name) out->rare_name = r;
            double best = x.most > 0 && y.most > 0 ? v / (x.most * y.most) : 0;
            if (best > out->best_name) out->best_name = best;
        }
        if (w->kind == BK_TERM_FIGURE && w->n > 2) out->figures += r;
        if (w->kind == BK_TERM_CODE) out->codes++;
    }
    for (size_t i = 0; i < RAREST; i++) out->rare += rarest[i];
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
        if (bk_terms_draft(t, &n,
                           (draft){.term = term_of(*e),
                                   .tie = bk_terms_hash(t->arena.p + w->at, w->n),
                                   .worth = worth}))
            return SIZE_MAX;
    }
    if (n) qsort(t->drafts, n, sizeof *t->drafts, bk_terms_by_worth);
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
