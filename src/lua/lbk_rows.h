/* Phrases that may fill roles, with their attributes, a row of numbers each, as a userdata:
 * `core.judge` makes them and `core.forest` judges them. */
#ifndef LBK_ROWS_H
#define LBK_ROWS_H

#include "../core/bk_judge.h"

#include <lua.h>

typedef struct lbk_rows {
    size_t count, width;
    size_t room; /* rows that there may be */
    size_t seen; /* once they were weighed: so many bytes of each row are what the forest saw of it */
    bk_judge_phrase *p; /* behind the rows, in the same userdata */
    size_t *told;       /* behind them, while they are told */
    double x[];
} lbk_rows;

/* Push rows of zeros; `room` is how many there may be. */
lbk_rows *lbk_new_rows(lua_State *L, size_t room, size_t width);
/* Raise unless the argument is rows; of that width. */
lbk_rows *lbk_check_rows(lua_State *L, int index, size_t width);

#endif
