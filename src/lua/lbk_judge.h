/* What `core.judge` shares of phrases and of the events that they belong to. */
#ifndef LBK_JUDGE_H
#define LBK_JUDGE_H

#include "lbk_rows.h"
#include "lbk_sentence.h"

enum { LBK_PHRASE_ATTRIBUTES = 25 };

/* A field of the table at `index` that is a token's place; raises when it is none. */
lua_Integer lbk_judge_place(lua_State *L, int index, const char *name);

/* The tag of a word, BK_TAG_NONE outside the sentence. */
static inline unsigned lbk_tag_at(const bk_tagging *s, lua_Integer k) {
    return k >= 1 && k <= (lua_Integer)s->n ? s->tags[k] : BK_TAG_NONE;
}

/* Push the name of a tag by the names at `names`, or "end". */
void lbk_push_tag(lua_State *L, int names, unsigned tag);

int lbk_judge_event(lua_State *L);

#endif
