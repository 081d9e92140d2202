#include "bk_vocabulary.h"

#include "bk_buf.h"

#include <stdlib.h>

struct bk_vocabulary {
    bk_buf bytes;    /* of all words */
    bk_known *words; /* open addressed by hash; number 0 is free */
    size_t size;     /* a power of two */
    uint32_t count;
};

bk_vocabulary *bk_vocabulary_new(void) {
    bk_vocabulary *v = calloc(1, sizeof *v);
    if (!v) return NULL;
    v->size = 256;
    v->words = calloc(v->size, sizeof *v->words);
    if (!v->words) {
        free(v);
        return NULL;
    }
    return v;
}

void bk_vocabulary_free(bk_vocabulary *v) {
    if (!v) return;
    bk_buf_free(&v->bytes);
    free(v->words);
    free(v);
}

const bk_known *bk_vocabulary_find(const bk_vocabulary *v, const char *p, const bk_token *token) {
    size_t mask = v->size - 1;
    for (size_t i = token->hash & mask;; i = (i + 1) & mask) {
        const bk_known *w = &v->words[i];
        if (!w->number) return NULL;
        if (w->hash == token->hash &&
            bk_text_folds_to(p + token->at, token->n, v->bytes.p + w->at, w->n))
            return w;
    }
}

static void put(bk_known *table, size_t size, bk_known w) {
    size_t i = w.hash & (size - 1);
    while (table[i].number) i = (i + 1) & (size - 1);
    table[i] = w;
}

static bk_code grow(bk_vocabulary *v) {
    bk_known *grown = calloc(v->size * 2, sizeof *grown);
    if (!grown) return BK_E_MEMORY;
    for (size_t i = 0; i < v->size; i++)
        if (v->words[i].number) put(grown, v->size * 2, v->words[i]);
    free(v->words);
    v->words = grown;
    v->size *= 2;
    return BK_OK;
}

bk_code bk_vocabulary_add(bk_vocabulary *v, const char *p, size_t n, bk_known *word, bk_error *err) {
    if (n >= UINT32_MAX - v->bytes.n || v->count == UINT32_MAX / 2)
        return bk_fail(err, BK_E_LIMIT, 0, "too many words");
    bk_token token = {0, (uint32_t)n, bk_text_hash(p, n), 0};
    word->number = 0;
    if (bk_vocabulary_find(v, p, &token)) return BK_OK;
    if ((v->count + 1u > v->size / 2 && grow(v)) || bk_buf_reserve(&v->bytes, n))
        return bk_fail(err, BK_E_MEMORY, 0, "no room for another word");
    word->at = (uint32_t)v->bytes.n;
    word->n = (uint32_t)bk_text_fold(v->bytes.p + v->bytes.n, p, n);
    word->hash = token.hash;
    word->number = ++v->count;
    v->bytes.n += word->n;
    put(v->words, v->size, *word);
    return BK_OK;
}
