/* Lua values to packed bytes (bk_pack.h) and back. */
#ifndef LBK_PACK_H
#define LBK_PACK_H

#include "lbk.h"

/* Append the value at `index`: booleans, numbers, strings, and tables of those (arrays or maps with
 * string keys, raw). Raises, naming `what`, for anything else. `to` must be owned by a userdata. */
void lbk_pack(lua_State *L, int index, bk_buf *to, const char *what);
/* The same for the fields of a map that `skip` does not name, as one map. Returns how many. */
size_t lbk_pack_fields(lua_State *L, int index, bk_buf *to, bool (*skip)(const char *, size_t));
/* Push the value; nil when the bytes are broken. */
void lbk_unpack(lua_State *L, const char *p, size_t n);
/* Set the fields of a packed map in the table at the top of the stack. */
void lbk_unpack_fields(lua_State *L, const char *p, size_t n);

#endif
