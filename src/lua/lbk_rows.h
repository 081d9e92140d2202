/* Things with their attributes, a row of numbers each, as a userdata: `core.judge` makes them and
 * `core.forest` judges them. */
#ifndef LBK_ROWS_H
#define LBK_ROWS_H

#include <lua.h>
#include <stddef.h>

typedef struct lbk_rows {
    size_t count, width;
    double x[];
} lbk_rows;

/* Push rows of zeros. */
lbk_rows *lbk_new_rows(lua_State *L, size_t count, size_t width);
/* Raise unless the argument is rows of that width. */
lbk_rows *lbk_check_rows(lua_State *L, int index, size_t width);

#endif
