/* What every binding shares: error values, owned buffers, option tables.
 * A binding checks arguments, calls one core concept and pushes the result; no algorithm lives here. */
#ifndef LBK_H
#define LBK_H

#include "../core/bk_buf.h"
#include "../core/bk_status.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdbool.h>
#include <stdint.h>

#define LBK_EXPORT __attribute__((visibility("default")))

/* Push nil and an error table {code, message, source, position}; return 2. `source` may be NULL. */
int lbk_push_error(lua_State *L, const bk_error *err, const char *source);
/* The same from an errno saved by the caller; the code is "io". */
int lbk_push_errno(lua_State *L, int saved_errno, const char *doing, const char *source);

/* A bk_buf inside a userdata with __gc and __close: scratch that survives a longjmp.
 * Pushes the userdata. */
bk_buf *lbk_new_buf(lua_State *L);

/* Make the metatable `name` of a userdata, closed to scripts: `methods` are reached through __index.
 * Leaves it on the stack; made once, a second call only pushes it. Both lists end in {NULL, NULL}. */
void lbk_new_class(lua_State *L, const char *name, const luaL_Reg *metamethods,
                   const luaL_Reg *methods);

/* luaL_checkudata for the classes that lbk_new_class made, at a third of its cost: `name` is found by
 * its address. */
void *lbk_check_class(lua_State *L, int index, const char *name);

/* Raise unless every key of the table at `index` is in the NULL-terminated list; nil is fine. */
void lbk_check_options(lua_State *L, int index, const char *const names[]);
/* A field of the options table at `index`, or the default when table or field is nil. */
lua_Integer lbk_opt_integer(lua_State *L, int index, const char *name, lua_Integer fallback,
                            lua_Integer least, lua_Integer most);
bool lbk_opt_boolean(lua_State *L, int index, const char *name, bool fallback);
/* Pushes the field's string (so that the caller can anchor it) and returns it, or pushes nil and
 * returns NULL. */
const char *lbk_push_opt_string(lua_State *L, int index, const char *name, size_t *n);

/* Refuse a path or URL with an embedded NUL: misuse, so it raises. */
const char *lbk_check_path(lua_State *L, int index);

#endif
