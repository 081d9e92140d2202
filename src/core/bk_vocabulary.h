/* Words known beforehand, each with what the rules of reading ask of it: one look-up for a token.
 */
#ifndef BK_VOCABULARY_H
#define BK_VOCABULARY_H

#include "bk_text.h"

typedef struct bk_known {
    uint32_t hash, at, n; /* of its bytes */
    uint32_t number;      /* in the order of addition, from 1 */
    uint32_t sets;        /* bits: the sets that it is in */
    uint8_t tag, forms;   /* see bk_tagging.h */
} bk_known;

typedef struct bk_vocabulary bk_vocabulary;

bk_vocabulary *bk_vocabulary_new(void); /* NULL when there is no memory */
void bk_vocabulary_free(bk_vocabulary *v);

/* Add the word p[0..n), folded as bk_text_fold does, with the sets, tag and forms of `word`, which
 * gets its number: 0 when the word was there already, which then stays as it is. */
bk_code bk_vocabulary_add(bk_vocabulary *v, const char *p, size_t n, bk_known *word, bk_error *err);

/* The word that a token of the text p is; NULL when it is none. Valid until the next addition. */
const bk_known *bk_vocabulary_find(const bk_vocabulary *v, const char *p, const bk_token *token);

#endif
