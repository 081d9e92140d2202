/* A walk of a tree as other bindings take it. */
#ifndef LBK_TREE_H
#define LBK_TREE_H

#include "../core/bk_tree.h"

#include <lua.h>

/* Go on with the walk at `index`, which raises when it is none; false at the end. */
bool lbk_tree_next(lua_State *L, int index, bk_tree_entry *entry);
/* Push the entry as tree:next gives it. */
void lbk_push_tree_entry(lua_State *L, const bk_tree_entry *entry);

#endif
