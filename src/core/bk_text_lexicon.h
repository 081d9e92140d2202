/* A compiled list of phrases, found over tokens: leftmost, then longest, without overlap.
 *
 * A phrase is split by the tokenizer of the text, so that "denial-of-service" and "denial of
 * service" are the same one. A search costs a table probe for each token and each token of a phrase
 * that begins there. */
#ifndef BK_TEXT_LEXICON_H
#define BK_TEXT_LEXICON_H

#include "bk_text.h"

#include <stdbool.h>

typedef struct bk_lexicon bk_lexicon;

/* What was found: tokens first..last (0-based), and the number that bk_lexicon_add gave the phrase.
 */
typedef struct bk_match {
    uint32_t first, last, phrase;
} bk_match;

/* NULL when there is no memory. `exact` heeds case. */
bk_lexicon *bk_lexicon_new(bool exact);
void bk_lexicon_free(bk_lexicon *lexicon);

/* Add a phrase under a number of the caller's, 1 or more; a phrase that is there already keeps the
 * first number. Fails on an empty phrase (BK_E_EMPTY) or one of more than BK_PHRASE_TOKENS tokens
 * (BK_E_LIMIT). */
#define BK_PHRASE_TOKENS 32
bk_code bk_lexicon_add(bk_lexicon *lexicon, const char *p, size_t n, uint32_t phrase,
                       bk_error *err);

/* The next match at or after token `from` and before token `stop`; false when there is none.
 * Matches do not cross a blank line. Call again from match->last + 1. */
bool bk_lexicon_next(const bk_lexicon *lexicon, const bk_text *t, size_t from, size_t stop,
                     bk_match *match);

#endif
