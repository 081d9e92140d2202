/*** Records of CSV in any dialect; breachkit.csv finds the dialect and opens files.
 * @module breachkit.core.csv
 */
#include "../core/bk_csv.h"
#include "lbk_window.h"

#include <string.h>

#define CSV_META "breachkit.csv"

typedef struct reader {
    bk_csv csv;
    lbk_window window;
    const char *null; /* in user value 2 */
    size_t null_size;
} reader;

static int l_close(lua_State *L) {
    reader *r = luaL_checkudata(L, 1, CSV_META);
    bk_csv_free(&r->csv);
    lbk_window_free(&r->window);
    return 0;
}

static void push_record(lua_State *L, reader *r) {
    const bk_csv *csv = &r->csv;
    lua_createtable(L, csv->count < INT32_MAX ? (int)csv->count : 0, r->null ? 1 : 0);
    for (size_t i = 0; i < csv->count; i++) {
        const bk_csv_field *f = &csv->fields[i];
        const char *s = (f->copied ? csv->scratch.p : r->window.p + r->window.at) + f->first;
        if (r->null && !f->quoted && f->size == r->null_size && memcmp(s, r->null, f->size) == 0) {
            continue;
        }
        lua_pushlstring(L, f->size ? s : "", f->size);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    if (!r->null) return;
    lua_pushinteger(L, (lua_Integer)csv->count);
    lua_setfield(L, -2, "n");
}

static int l_next(lua_State *L) {
    int self = lua_upvalueindex(1);
    reader *r = luaL_checkudata(L, self, CSV_META);
    lbk_window *w = &r->window;
    for (;;) {
        size_t used;
        if (w->failed) return 0;
        bk_csv_status status =
            bk_csv_next(&r->csv, w->p ? w->p + w->at : "", w->n - w->at, w->last, &used);
        switch (status) {
        case BK_CSV_MORE:
            w->at += used;
            lbk_window_fill(L, w, self);
            if (w->failed) return 2;
            continue;
        case BK_CSV_ROW:
            push_record(L, r);
            lua_pushinteger(L, (lua_Integer)(w->base + w->at + r->csv.first) + 1);
            if (r->csv.problem.code) lbk_window_error(L, w, r->csv.problem);
            else lua_pushnil(L);
            w->at += used;
            return 3;
        case BK_CSV_BAD:
            lua_pushboolean(L, 0);
            lbk_window_error(L, w, r->csv.problem);
            w->at += used;
            return 2;
        default:
            return 0;
        }
    }
}

/* One byte of a field of the options, or 0 for false and "". */
static char byte_option(lua_State *L, const char *name, char fallback) {
    size_t n;
    lua_getfield(L, 2, name);
    if (lua_isnil(L, -1)) return fallback;
    if (lua_isboolean(L, -1) && !lua_toboolean(L, -1)) return 0;
    const char *s = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &n) : NULL;
    if (!s || n > 1) return (char)luaL_error(L, "option '%s': one byte expected", name);
    return s[0];
}

/*** Read records.
@function rows
@tparam string|function source all bytes, or a function that gives the next ones, and at the end nil
(with a message when it failed)
@tparam[opt] table options `separator` (default ","), `quote` (default `"`), `escape` (default false):
one byte each, or false; `line`: what ends a record, "any" (default), "lf" (a CR before it belongs to
it), "crlf", "cr"; `skip_space`: blanks before an opening quote are no data; `null`: an unquoted field
that reads so is absent, and a record has its count in `n`; `row_bytes`: the longest record (default
1048576); `fields`: most in a record (default 65536)
@treturn function an iterator of (array of fields, its 1-based position, nil or an error value: "syntax"
for text after a closing quote), or of (false, an error value) for a record that cannot be read, after
which it goes on: "syntax" for a quote that is not closed, "limit"; "io" when the source failed, which
is the end. Empty lines are passed over
@raise on a wrong argument or option; what the source raises
@usage for record, position in core.csv.rows("a;b\n", { separator = ";" }) do print(record[2]) end
*/
static int l_rows(lua_State *L) {
    static const char *const names[] = {"separator", "quote",     "escape", "line", "skip_space",
                                        "null",      "row_bytes", "fields", NULL};
    static const char *const lines[] = {"any", "lf", "crlf", "cr", NULL};
    bk_error err;
    if (lua_type(L, 1) != LUA_TFUNCTION) luaL_checktype(L, 1, LUA_TSTRING);
    lua_settop(L, 2);
    lbk_check_options(L, 2, names);
    if (lua_isnil(L, 2)) {
        lua_newtable(L);
        lua_replace(L, 2);
    }
    reader *r = lua_newuserdatauv(L, sizeof *r, 2); /* 3 */
    *r = (reader){.window.last = true};
    lbk_new_class(L, CSV_META, (const luaL_Reg[]){{"__gc", l_close}, {NULL, NULL}},
                  (const luaL_Reg[]){{NULL, NULL}});
    lua_setmetatable(L, 3);
    r->csv.row_bytes = (size_t)lbk_opt_integer(L, 2, "row_bytes", 1 << 20, 1, INT32_MAX);
    r->csv.fields_most = (size_t)lbk_opt_integer(L, 2, "fields", 65536, 1, INT32_MAX);
    lua_getfield(L, 2, "line");
    bk_csv_dialect dialect = {.line = (bk_csv_line)luaL_checkoption(L, 4, "any", lines)};
    dialect.separator = byte_option(L, "separator", ',');
    if (!dialect.separator) return luaL_error(L, "option 'separator': one byte expected");
    dialect.quote = byte_option(L, "quote", '"');
    dialect.escape = byte_option(L, "escape", '\0');
    dialect.skip_space = lbk_opt_boolean(L, 2, "skip_space", false);
    if (bk_csv_start(&r->csv, &dialect, &err)) return luaL_error(L, "%s", err.message);
    r->null = lbk_push_opt_string(L, 2, "null", &r->null_size);
    lua_setiuservalue(L, 3, 2);
    lbk_window_start(L, &r->window, 3, 1);
    lua_settop(L, 3);
    lua_pushcclosure(L, l_next, 1);
    return 1;
}

int lbk_open_csv(lua_State *L);

int lbk_open_csv(lua_State *L) {
    static const luaL_Reg functions[] = {{"rows", l_rows}, {NULL, NULL}};
    luaL_newlib(L, functions);
    return 1;
}
