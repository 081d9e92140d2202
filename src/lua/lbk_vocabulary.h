/* What core.tagging knows of words, as its reader of sentences uses it. */
#ifndef LBK_VOCABULARY_H
#define LBK_VOCABULARY_H

#include "../core/bk_tagging.h"
#include "lbk.h"

/* Its values: the words by number, the names of tags by number and their numbers by name, the
 * vocabulary that it extends, the lexicon of classes, its phrases' sets of classes, the bits of
 * classes by name, and the phrases' bits. One that extends another shares all but the words. */
enum { LBK_WORDS = 1, LBK_TAGS, LBK_BASE, LBK_CLASSES, LBK_CLASS_SETS, LBK_CLASS_BITS, LBK_PHRASE_BITS };

typedef struct lbk_vocabulary {
    bk_vocabulary *v;
    uint32_t opening; /* the sets whose words may open a clause */
    uint64_t *phrase_bits; /* the classes of each phrase of the lexicon, from 0 */
    size_t phrase_count;
    uint64_t common; /* the class that a word of a name has not, or none */
} lbk_vocabulary;

/* The vocabulary at `index`; raises when it is something else or closed. */
lbk_vocabulary *lbk_check_vocabulary(lua_State *L, int index);

/* The words to look in, and those to look in before, or NULL. */
const bk_vocabulary *lbk_vocabulary_words(lua_State *L, int index, const bk_vocabulary **more);

/* Make the class, once a state, with the methods; core.tagging's function. */
void lbk_vocabulary_class(lua_State *L, const luaL_Reg *methods);
int lbk_vocabulary_new(lua_State *L);
int lbk_vocabulary_extend(lua_State *L);

#endif
