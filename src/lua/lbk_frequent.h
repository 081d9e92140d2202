#ifndef LBK_FREQUENT_H
#define LBK_FREQUENT_H

#include "../core/bk_frequent.h"
#include "lbk.h"

/* Push the first `most` entries of what bk_frequent_list gave: {{value, count}, ...}. */
void lbk_push_frequent(lua_State *L, const bk_frequent *f, const bk_buf *list, lua_Integer most);

#endif
