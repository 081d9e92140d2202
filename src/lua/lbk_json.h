/* JSON values for other bindings. */
#ifndef LBK_JSON_H
#define LBK_JSON_H

#include "../core/bk_json.h"
#include "lbk.h"

#define LBK_JSON_ARRAY "breachkit.json.array" /* the metatable of arrays */

typedef struct lbk_json_options {
    bk_json_limits limits;
    bool drop_null, refuse_twice;
} lbk_json_options;

/* The options of `json.decode` at `index`, of which the names were checked. */
lbk_json_options lbk_opt_json(lua_State *L, int index);
/* Push the value that p[0..n) is; or push nothing and return its error's code. */
bk_code lbk_push_json(lua_State *L, const char *p, size_t n, const lbk_json_options *o, bk_error *err);
/* Push `json.null`. */
void lbk_push_json_null(lua_State *L);

#endif
