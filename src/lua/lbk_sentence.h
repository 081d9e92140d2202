/* A sentence that core.tagging has read, as other bindings see it. */
#ifndef LBK_SENTENCE_H
#define LBK_SENTENCE_H

#include "lbk_text.h"
#include "lbk_vocabulary.h"

typedef struct lbk_sentence {
    const lbk_vocabulary *of; /* `of->s` is the sentence, until another one is read */
    const bk_text *t;
    size_t from; /* its first token, from 0 */
} lbk_sentence;

/* The sentence at `index`; raises when it is something else. Two values are pushed: its vocabulary
 * and its tokens. */
lbk_sentence lbk_check_sentence(lua_State *L, int index);

#endif
