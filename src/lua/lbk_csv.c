/*** Records of CSV in any dialect; breachkit.csv finds the dialect and opens files.
 * @module breachkit.core.csv
 */
#include "lbk_csv.h"

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

static const char *const line_names[] = {"any", "lf", "crlf", "cr", NULL};

/* One byte of a field of the options at `index`, or 0 for false and "". */
static char byte_option(lua_State *L, int index, const char *name, char fallback) {
    size_t n;
    lua_getfield(L, index, name);
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
    bk_csv_dialect dialect = {.line = (bk_csv_line)luaL_checkoption(L, 4, "any", line_names)};
    dialect.separator = byte_option(L, 2, "separator", ',');
    if (!dialect.separator) return luaL_error(L, "option 'separator': one byte expected");
    dialect.quote = byte_option(L, 2, "quote", '"');
    dialect.escape = byte_option(L, 2, "escape", '\0');
    dialect.skip_space = lbk_opt_boolean(L, 2, "skip_space", false);
    if (bk_csv_start(&r->csv, &dialect, &err)) return luaL_error(L, "%s", err.message);
    r->null = lbk_push_opt_string(L, 2, "null", &r->null_size);
    lua_setiuservalue(L, 3, 2);
    lbk_window_start(L, &r->window, 3, 1);
    lua_settop(L, 3);
    lua_pushcclosure(L, l_next, 1);
    return 1;
}

static void set_byte(lua_State *L, const char *name, char c) {
    if (c) lua_pushlstring(L, &c, 1);
    else lua_pushboolean(L, 0);
    lua_setfield(L, -2, name);
}

void lbk_push_dialect(lua_State *L, const bk_csv_sniffed *s) {
    lua_createtable(L, 0, 8);
    set_byte(L, "separator", s->dialect.separator);
    set_byte(L, "quote", s->dialect.quote);
    set_byte(L, "escape", s->dialect.escape);
    lua_pushstring(L, line_names[s->dialect.line]);
    lua_setfield(L, -2, "line");
    lua_pushboolean(L, s->dialect.skip_space);
    lua_setfield(L, -2, "skip_space");
    if (s->null) {
        lua_pushliteral(L, "\\N");
        lua_setfield(L, -2, "null");
    }
    lua_pushinteger(L, (lua_Integer)s->width);
    lua_setfield(L, -2, "width");
}

static bool is_given(lua_State *L, const char *name) {
    bool given = lua_istable(L, 3) && lua_getfield(L, 3, name) != LUA_TNIL;
    lua_settop(L, 3);
    return given;
}

/*** Find the dialect of a sample.
@function sniff
@tparam string sample the beginning of a file, without a byte order mark
@tparam boolean cut whether the file goes on
@tparam[opt] table given what is known: `separator`, `quote`, `escape`, `line`, `skip_space` as for `rows`
@treturn table `{separator, quote, escape, line, skip_space, null, width}`: `width` is how many fields most records have
@raise on a wrong argument or dialect
@usage print(core.csv.sniff("a;b\n1;2\n", false).separator)   --> ;
*/
static int l_sniff(lua_State *L) {
    size_t n;
    bk_error err;
    bk_csv_sniffed found;
    const char *sample = luaL_checklstring(L, 1, &n);
    bool cut = lua_toboolean(L, 2);
    lua_settop(L, 3);
    bk_csv_given g = {.separator = is_given(L, "separator"), .quote = is_given(L, "quote"),
                      .escape = is_given(L, "escape"), .line = is_given(L, "line"),
                      .skip_space = is_given(L, "skip_space")};
    if (g.separator) g.dialect.separator = byte_option(L, 3, "separator", '\0');
    if (g.quote) g.dialect.quote = byte_option(L, 3, "quote", '\0');
    if (g.escape) g.dialect.escape = byte_option(L, 3, "escape", '\0');
    if (g.skip_space) g.dialect.skip_space = lbk_opt_boolean(L, 3, "skip_space", false);
    if (g.line) {
        lua_getfield(L, 3, "line");
        g.dialect.line = (bk_csv_line)luaL_checkoption(L, -1, NULL, line_names);
    }
    if (g.separator && !g.dialect.separator) return luaL_error(L, "option 'separator': one byte expected");
    if (bk_csv_sniff(sample, n, cut, &g, &found, &err)) return luaL_error(L, "%s", err.message);
    lbk_push_dialect(L, &found);
    return 1;
}

int lbk_open_csv(lua_State *L);

int lbk_open_csv(lua_State *L) {
    static const luaL_Reg functions[] = {{"rows", l_rows}, {"sniff", l_sniff}, {NULL, NULL}};
    luaL_newlib(L, functions);
    return 1;
}
