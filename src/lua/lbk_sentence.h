/* A sentence that core.tagging has read, as other bindings see it. */
#ifndef LBK_SENTENCE_H
#define LBK_SENTENCE_H

#include "lbk_text.h"
#include "lbk_vocabulary.h"

/* The sentence that a state read last. */
typedef struct lbk_reading {
    const void *table; /* that stands for it, or NULL */
    bool held;         /* something is made of it: another sentence is read into a reading of its own */
    const lbk_vocabulary *of;
    const bk_text *t;
    size_t from; /* its first token, from 0 */
    uint32_t class_phrase[BK_SENTENCE_TOKENS + 2]; /* the phrase that gave a word its classes, or 0 */
    bk_tagging s;
} lbk_reading;

/* The sentence at `index`, until another one is asked for, or memory is taken from the state, whose finalizers may ask
 * for one; raises when it is something else. Its vocabulary is pushed. */
const lbk_reading *lbk_check_sentence(lua_State *L, int index);

#endif
