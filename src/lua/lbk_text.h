/* Tokens made by core.text, as other bindings read them. */
#ifndef LBK_TEXT_H
#define LBK_TEXT_H

#include "../core/bk_text_lexicon.h"

#include <lauxlib.h>

/* The tokens or the lexicon at `index`; raises when it is something else or closed. */
bk_text *lbk_check_tokens(lua_State *L, int index);
bk_lexicon *lbk_check_lexicon(lua_State *L, int index);

/* Push a token's word, folded. */
void lbk_push_word(lua_State *L, const bk_text *t, const bk_token *token);

#endif
