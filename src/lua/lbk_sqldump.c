/*** The rows of SQL dumps.
 * @module breachkit.core.sqldump
 */
#include "../core/bk_sqldump.h"
#include "lbk_window.h"

#define META "breachkit.sqldump"

typedef struct reader {
    bk_sqldump dump;
    lbk_window window;
    size_t told; /* the table that user value 2 is the columns of */
} reader;

static int l_gc(lua_State *L) {
    reader *r = luaL_checkudata(L, 1, META);
    bk_sqldump_free(&r->dump);
    lbk_window_free(&r->window);
    return 0;
}

/* Pushes {table = name, columns...}, made anew when the statement is another one. */
static void push_table(lua_State *L, reader *r, int self) {
    if (r->told == r->dump.tables) {
        lua_getiuservalue(L, self, 2);
        return;
    }
    size_t n = bk_sqldump_columns(&r->dump), size;
    lua_createtable(L, n < 1000 ? (int)n : 0, 1);
    for (size_t i = 0; i <= n; i++) {
        const char *name = bk_sqldump_name_at(&r->dump, i, &size);
        lua_pushlstring(L, name, size);
        if (i) lua_rawseti(L, -2, (lua_Integer)i);
        else lua_setfield(L, -2, "table");
    }
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, self, 2);
    r->told = r->dump.tables;
}

static int l_next(lua_State *L) {
    int self = lua_upvalueindex(1);
    reader *r = luaL_checkudata(L, self, META);
    bk_sqldump *d = &r->dump;
    lbk_window *w = &r->window;
    for (;;) {
        size_t used;
        if (w->failed) return 0;
        bk_sqldump_status status =
            bk_sqldump_next(d, w->p ? w->p + w->at : "", w->n - w->at, w->last, &used);
        switch (status) {
        case BK_SQLDUMP_MORE:
            w->at += used;
            lbk_window_fill(L, w, self);
            if (w->failed) return 2;
            continue;
        case BK_SQLDUMP_ROW:
            lua_createtable(L, d->count < INT32_MAX ? (int)d->count : 0, 1);
            for (size_t i = 0; i < d->count; i++) {
                bk_sqldump_field f = bk_sqldump_field_at(d, i);
                if (f.null) continue;
                lua_pushlstring(L, f.size ? d->values.p + f.first : "", f.size);
                lua_rawseti(L, -2, (lua_Integer)i + 1);
            }
            lua_pushinteger(L, (lua_Integer)d->count);
            lua_setfield(L, -2, "n");
            lua_pushinteger(L, (lua_Integer)(w->base + w->at + d->first) + 1);
            push_table(L, r, self);
            w->at += used;
            return 3;
        case BK_SQLDUMP_BAD:
            lua_pushboolean(L, 0);
            lbk_window_error(L, w, d->problem);
            w->at += used;
            return 2;
        default:
            return 0;
        }
    }
}

/*** Read the rows of INSERT and COPY statements.
@function rows
@tparam string|function source all bytes, or a function that gives the next ones, and at the end nil
(with a message when it failed)
@tparam[opt] table options `backslash`: a backslash in '' escapes, as MySQL has it (default false);
`row_bytes`: the longest row or head of a statement that a function gives (default 1048576); `fields`: most in a row (default 65536)
@treturn function an iterator of (values, the row's 1-based position, `{table = name, column, ...}`, the same table
for rows of one statement): NULL is nil, `n` the count of values; or of (false, an error value) for a row that
cannot be read, after which it goes on: "syntax", "limit"; "io" when the source failed, which is the end
@raise on a wrong argument or option; what the source raises
@usage for row, position, of in core.sqldump.rows "INSERT INTO t (a) VALUES (1)" do print(of[1], row[1]) end
*/
static int l_rows(lua_State *L) {
    static const char *const names[] = {"backslash", "row_bytes", "fields", NULL};
    if (lua_type(L, 1) != LUA_TFUNCTION) luaL_checktype(L, 1, LUA_TSTRING);
    lua_settop(L, 2);
    lbk_check_options(L, 2, names);
    reader *r = lua_newuserdatauv(L, sizeof *r, 2);
    *r = (reader){.window.last = true};
    luaL_setmetatable(L, META);
    r->dump.backslash = lbk_opt_boolean(L, 2, "backslash", false);
    r->dump.row_bytes = (size_t)lbk_opt_integer(L, 2, "row_bytes", 1 << 20, 1, INT32_MAX);
    r->dump.fields_most = (size_t)lbk_opt_integer(L, 2, "fields", 65536, 1, INT32_MAX);
    lbk_window_start(L, &r->window, 3, 1);
    lua_pushcclosure(L, l_next, 1);
    return 1;
}

int lbk_open_sqldump(lua_State *L);

int lbk_open_sqldump(lua_State *L) {
    static const luaL_Reg none[] = {{NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_gc}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"rows", l_rows}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, none);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
