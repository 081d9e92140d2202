/* Columns of attributes of a text's tokens, which a model reads. */
#ifndef LBK_COLUMNS_H
#define LBK_COLUMNS_H

#include "lbk.h"

#include "../core/bk_features.h"

/* The columns of some sentences of a text, whose tokens are from `base` on. */
typedef struct lbk_columns {
    bk_columns c;
    size_t base, all; /* tokens before them; tokens of the text */
    size_t count;     /* of the sentences */
    bk_span sentences[];  /* rows */
} lbk_columns;

/* Push columns of no token, to be filled, with room for so many sentences. */
lbk_columns *lbk_new_columns(lua_State *L, size_t sentences);
lbk_columns *lbk_check_columns(lua_State *L, int index);
/* Tokens of the columns, the numbers at `index` and behind it, as rows of theirs. */
void lbk_check_columns_range(lua_State *L, const lbk_columns *c, int index, size_t *lo, size_t *hi);
/* Make the class, once a state. */
void lbk_columns_class(lua_State *L);

#endif
