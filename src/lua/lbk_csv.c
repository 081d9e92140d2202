/*** Records of CSV in any dialect; breachkit.csv finds the dialect and opens files.
 * @module breachkit.core.csv
 */
#include "../core/bk_csv.h"
#include "lbk.h"

#include <string.h>

#define CSV_META "breachkit.csv"

typedef struct reader {
    bk_csv csv;
    bk_buf window;     /* of a function's bytes */
    const char *p;     /* the window: a string that user value 1 holds, or that buffer */
    size_t n, at;      /* its bytes, and how many are done with */
    size_t base;       /* bytes before the window */
    bool last, failed; /* the source has no more; it failed */
    const char *null;  /* in user value 2 */
    size_t null_size;
} reader;

static int l_close(lua_State *L) {
    reader *r = luaL_checkudata(L, 1, CSV_META);
    bk_csv_free(&r->csv);
    bk_buf_free(&r->window);
    r->n = r->at = 0;
    r->last = true;
    return 0;
}

/* Fetch more from the function in user value 1: at least as much as there is, so that a long record is
 * not read again too often. On failure the message is left on the stack. */
static void fill(lua_State *L, int self, reader *r) {
    size_t left = r->n - r->at, wanted = left;
    if (r->at) memmove(r->window.p, r->window.p + r->at, left);
    r->base += r->at;
    r->at = 0;
    r->window.n = r->n = left;
    do {
        size_t n;
        lua_getiuservalue(L, self, 1);
        lua_call(L, 0, 2);
        if (lua_isnil(L, -2)) {
            r->last = true;
            r->failed = !lua_isnil(L, -1);
            if (r->failed) return;
            lua_pop(L, 2);
            break;
        }
        if (lua_type(L, -2) != LUA_TSTRING) {
            luaL_error(L, "a source gives strings, not a %s", luaL_typename(L, -2));
        }
        const char *piece = lua_tolstring(L, -2, &n);
        if (bk_buf_add(&r->window, piece, n)) luaL_error(L, "out of memory");
        lua_pop(L, 2);
    } while (r->window.n < 2 * wanted || r->window.n == 0);
    r->p = r->window.p;
    r->n = r->window.n;
}

static void push_record(lua_State *L, reader *r) {
    const bk_csv *csv = &r->csv;
    lua_createtable(L, csv->count < INT32_MAX ? (int)csv->count : 0, r->null ? 1 : 0);
    for (size_t i = 0; i < csv->count; i++) {
        const bk_csv_field *f = &csv->fields[i];
        const char *s = (f->copied ? csv->scratch.p : r->p + r->at) + f->first;
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

static void push_problem(lua_State *L, reader *r) {
    bk_error err = r->csv.problem;
    err.position += r->base + r->at;
    (void)lbk_push_error(L, &err, NULL);
    lua_remove(L, -2);
}

static int l_next(lua_State *L) {
    int self = lua_upvalueindex(1);
    reader *r = luaL_checkudata(L, self, CSV_META);
    for (;;) {
        size_t used;
        if (r->failed) return 0;
        bk_csv_status status =
            bk_csv_next(&r->csv, r->p ? r->p + r->at : "", r->n - r->at, r->last, &used);
        switch (status) {
        case BK_CSV_MORE:
            r->at += used;
            fill(L, self, r);
            if (!r->failed) continue;
            {
                bk_error err;
                (void)bk_fail(&err, BK_E_IO, r->base + r->n + 1, "%s", luaL_tolstring(L, -1, NULL));
                lua_pushboolean(L, 0);
                (void)lbk_push_error(L, &err, NULL);
                lua_remove(L, -2);
                return 2;
            }
        case BK_CSV_ROW:
            push_record(L, r);
            lua_pushinteger(L, (lua_Integer)(r->base + r->at + r->csv.first) + 1);
            if (r->csv.problem.code) push_problem(L, r);
            else lua_pushnil(L);
            r->at += used;
            return 3;
        case BK_CSV_BAD:
            lua_pushboolean(L, 0);
            push_problem(L, r);
            r->at += used;
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
    *r = (reader){.last = true};
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
    if (lua_type(L, 1) == LUA_TSTRING)
        r->p = lua_tolstring(L, 1, &r->n);
    else
        r->last = false;
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, 3, 1);
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
