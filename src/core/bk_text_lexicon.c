#include "bk_text_lexicon.h"

#include "bk_buf.h"

#include <stdlib.h>
#include <string.h>

/* Two open-addressed tables of a power-of-two size: words (bytes to a number, and to the node of the
 * phrases that begin with it) and edges of the trie (node and word to node). Number 0 is "none" in the
 * first, the root in the second. */
typedef struct word {
    uint32_t hash, at, n, id, begins;
} word;

typedef struct edge {
    uint32_t node, word, to;
} edge;

typedef struct node {
    uint32_t phrase; /* that ends here, or 0 */
    bool goes_on;    /* others do not */
} node;

enum { BEGIN_BITS = 15 };

struct bk_lexicon {
    bool exact;
    uint8_t begins[1 << BEGIN_BITS >> 3]; /* a bit for the hash of each phrase's first word */
    bk_buf bytes; /* of all words */
    word *words;
    edge *edges;
    node *nodes;
    size_t word_count, word_size, edge_count, edge_size, node_count, node_size;
};

bk_lexicon *bk_lexicon_new(bool exact) {
    bk_lexicon *l = calloc(1, sizeof *l);
    if (!l) return NULL;
    l->exact = exact;
    l->word_size = l->edge_size = l->node_size = 64;
    l->words = calloc(l->word_size, sizeof *l->words);
    l->edges = calloc(l->edge_size, sizeof *l->edges);
    l->nodes = calloc(l->node_size, sizeof *l->nodes);
    l->node_count = 1;
    if (!l->words || !l->edges || !l->nodes) {
        bk_lexicon_free(l);
        return NULL;
    }
    return l;
}

void bk_lexicon_free(bk_lexicon *l) {
    if (!l) return;
    bk_buf_free(&l->bytes);
    free(l->words);
    free(l->edges);
    free(l->nodes);
    free(l);
}

static bool same(const bk_lexicon *l, const word *w, const char *p, size_t n) {
    const char *q = l->bytes.p + w->at;
    if (l->exact) return w->n == n && memcmp(q, p, n) == 0;
    return bk_text_folds_to(p, n, q, w->n);
}

/* NULL when no phrase has the word. */
static word *find_word(const bk_lexicon *l, const char *p, const bk_token *t) {
    size_t mask = l->word_size - 1;
    for (size_t i = t->hash & mask;; i = (i + 1) & mask) {
        word *w = &l->words[i];
        if (!w->id) return NULL;
        if (w->hash == t->hash && same(l, w, p + t->at, t->n)) return w;
    }
}

static size_t edge_slot(uint32_t from, uint32_t w) {
    uint64_t h = ((uint64_t)from << 32 | w) * 0x9E3779B97F4A7C15u;
    return (size_t)(h >> 32);
}

/* The node that the word leads to; 0 when it leads nowhere. */
static uint32_t follow(const bk_lexicon *l, uint32_t from, const word *w) {
    if (!w) return 0;
    if (!from) return w->begins;
    size_t mask = l->edge_size - 1;
    for (size_t i = edge_slot(from, w->id) & mask;; i = (i + 1) & mask) {
        const edge *e = &l->edges[i];
        if (!e->to) return 0;
        if (e->node == from && e->word == w->id) return e->to;
    }
}

static uint32_t begin_bit(const bk_token *t) {
    return t->hash >> (32 - BEGIN_BITS);
}

static void put_word(word *table, size_t size, word w) {
    size_t i = w.hash & (size - 1);
    while (table[i].id) i = (i + 1) & (size - 1);
    table[i] = w;
}

static void put_edge(edge *table, size_t size, edge e) {
    size_t i = edge_slot(e.node, e.word) & (size - 1);
    while (table[i].to) i = (i + 1) & (size - 1);
    table[i] = e;
}

/* Room for one more word, edge and node. */
static bk_code make_room(bk_lexicon *l) {
    if (l->word_count + 1 > l->word_size / 2) {
        word *grown = calloc(l->word_size * 2, sizeof *grown);
        if (!grown) return BK_E_MEMORY;
        for (size_t i = 0; i < l->word_size; i++)
            if (l->words[i].id) put_word(grown, l->word_size * 2, l->words[i]);
        free(l->words);
        l->words = grown;
        l->word_size *= 2;
    }
    if (l->edge_count + 1 > l->edge_size / 2) {
        edge *grown = calloc(l->edge_size * 2, sizeof *grown);
        if (!grown) return BK_E_MEMORY;
        for (size_t i = 0; i < l->edge_size; i++)
            if (l->edges[i].to) put_edge(grown, l->edge_size * 2, l->edges[i]);
        free(l->edges);
        l->edges = grown;
        l->edge_size *= 2;
    }
    if (l->node_count == l->node_size) {
        if (l->node_size > UINT32_MAX / 2) return BK_E_LIMIT;
        node *grown = calloc(l->node_size * 2, sizeof *grown);
        if (!grown) return BK_E_MEMORY;
        memcpy(grown, l->nodes, l->node_count * sizeof *grown);
        free(l->nodes);
        l->nodes = grown;
        l->node_size *= 2;
    }
    return BK_OK;
}

static bk_code add_word(bk_lexicon *l, const char *p, const bk_token *t) {
    size_t at = l->bytes.n;
    if (at + t->n > UINT32_MAX) return BK_E_LIMIT;
    bk_code code = bk_buf_reserve(&l->bytes, t->n);
    if (code) return code;
    size_t n = t->n;
    if (l->exact)
        memcpy(l->bytes.p + at, p + t->at, n);
    else
        n = bk_text_fold(l->bytes.p + at, p + t->at, n);
    l->bytes.n += n;
    put_word(l->words, l->word_size,
             (word){t->hash, (uint32_t)at, (uint32_t)n, (uint32_t)++l->word_count, 0});
    return BK_OK;
}

bk_code bk_lexicon_add(bk_lexicon *l, const char *p, size_t n, uint32_t phrase, bk_error *err) {
    bk_text t;
    bk_code code = bk_text_tokens(&t, p, n, err);
    if (code) return code;
    if (!t.count) {
        code = bk_fail(err, BK_E_EMPTY, 0, "a phrase without a word");
        goto done;
    }
    if (t.count > BK_PHRASE_TOKENS) {
        code = bk_fail(err, BK_E_LIMIT, 0, "a phrase of more than %d words", BK_PHRASE_TOKENS);
        goto done;
    }
    uint32_t at = 0, bit = begin_bit(&t.tokens[0]);
    l->begins[bit / 8] |= (uint8_t)(1u << bit % 8);
    for (size_t i = 0; i < t.count; i++) {
        if ((code = make_room(l)) != BK_OK) goto room;
        if (!find_word(l, p, &t.tokens[i]) && (code = add_word(l, p, &t.tokens[i])) != BK_OK) goto room;
        word *w = find_word(l, p, &t.tokens[i]);
        uint32_t to = follow(l, at, w);
        if (!to) {
            to = (uint32_t)l->node_count++;
            l->nodes[at].goes_on = true;
            if (at) {
                put_edge(l->edges, l->edge_size, (edge){at, w->id, to});
                l->edge_count++;
            } else {
                w->begins = to;
            }
        }
        at = to;
    }
    if (!l->nodes[at].phrase) l->nodes[at].phrase = phrase;
    goto done;
room:
    bk_fail(err, code, 0, "no room for another phrase");
done:
    bk_text_free(&t);
    return code;
}

bool bk_lexicon_next(const bk_lexicon *l, const bk_text *t, size_t from, size_t stop,
                     bk_match *match) {
    if (stop > t->count) stop = t->count;
    for (size_t i = from; i < stop; i++) {
        uint32_t bit = begin_bit(&t->tokens[i]);
        if (!(l->begins[bit / 8] >> bit % 8 & 1)) continue;
        uint32_t at = 0, found = 0;
        size_t last = i;
        for (size_t j = i; j < stop && l->nodes[at].goes_on; j++) {
            if (j > i && (t->tokens[j].flags & BK_TOKEN_PARAGRAPH)) break;
            at = follow(l, at, find_word(l, t->p, &t->tokens[j]));
            if (!at) break;
            if (l->nodes[at].phrase) {
                found = l->nodes[at].phrase;
                last = j;
            }
        }
        if (found) {
            *match = (bk_match){(uint32_t)i, (uint32_t)last, found};
            return true;
        }
    }
    return false;
}
