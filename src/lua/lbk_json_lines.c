/*** A few fields of each line of JSON Lines, without tables; `breachkit.json.lines` is what scripts use.
 * @module breachkit.core.jsonlines
 */
#include "../core/bk_json_fields.h"
#include "../core/bk_json_values.h"
#include "../core/bk_number.h"
#include "lbk_json.h"
#include "lbk_window.h"

#include <string.h>

#define META "breachkit.json.lines"
#define VALUES_META "breachkit.json.values"

typedef struct reader {
    lbk_window window;
    bk_json_fields fields;
    bk_json_slice *found; /* user value 2; user value 3: the source's name */
    lbk_json_options options;
    lua_Integer number; /* of the line before */
    size_t most;
    bool skipping; /* the rest of a line that is too long */
} reader;

static void check_source(lua_State *L) {
    luaL_argexpected(L, lua_isstring(L, 1) || lua_isfunction(L, 1) || luaL_testudata(L, 1, LUA_FILEHANDLE), 1,
                     "string, function or file");
}

static int l_gc(lua_State *L) {
    reader *r = luaL_checkudata(L, 1, META);
    lbk_window_free(&r->window);
    bk_json_fields_free(&r->fields);
    return 0;
}

static bool is_digits(const char *s, size_t n) {
    for (size_t i = *s == '-'; i < n; i++) {
        if (s[i] < '0' || s[i] > '9') return false;
    }
    return true;
}

static void push_value(lua_State *L, reader *r, const char *p, bk_json_slice v) {
    const char *s = p + v.from;
    size_t n = v.to - v.from;
    int64_t integer;
    bk_error err;
    if (!n || (*s == 'n' && r->options.drop_null)) {
        lua_pushnil(L);
    } else if (*s == 'n') {
        lbk_push_json_null(L);
    } else if (*s == 't' || *s == 'f') {
        lua_pushboolean(L, *s == 't');
    } else if (*s == '"' && !v.escaped) {
        lua_pushlstring(L, s + 1, n - 2);
    } else if (*s != '"' && *s != '[' && *s != '{') {
        if (is_digits(s, n) && bk_number_parse_integer(s, n, &integer))
            lua_pushinteger(L, (lua_Integer)integer);
        else
            lua_pushnumber(L, bk_number_parse(s, n));
    } else if (lbk_push_json(L, s, n, &r->options, &err)) {
        luaL_error(L, "%s", err.message); /* it was checked: what is left is memory */
    }
}

/* The error at the top says which line of which source it is about. */
static void place_error(lua_State *L, int self, lua_Integer number) {
    lua_pushinteger(L, number);
    lua_setfield(L, -2, "line");
    lua_getiuservalue(L, self, 3);
    lua_setfield(L, -2, "source");
}

/* Pushes what a line gives; returns 0 for a blank one. */
static int push_line(lua_State *L, int self, reader *r, const char *p, size_t n) {
    bk_error err;
    size_t blank = 0;
    while (blank < n && (p[blank] == ' ' || p[blank] == '\t' || p[blank] == '\r')) blank++;
    if (blank == n) return 0;
    lua_pushinteger(L, r->number);
    bk_code code = n > r->most
                       ? bk_fail(&err, BK_E_LIMIT, 1, "the line is longer than %zu bytes", r->most)
                       : bk_json_project(p, n, &r->options.limits, &r->fields, r->found, &err);
    if (code) {
        lbk_window_error(L, &r->window, err);
        place_error(L, self, r->number);
        return 2;
    }
    luaL_checkstack(L, r->fields.fields + 8, "fields");
    lua_pushnil(L);
    for (int i = 0; i < r->fields.fields; i++) push_value(L, r, p, r->found[i]);
    return r->fields.fields + 2;
}

/* The next line that is not blank: its number, nil or the error, the fields. */
static int l_next(lua_State *L) {
    int self = lua_upvalueindex(1);
    reader *r = lua_touserdata(L, self);
    lbk_window *w = &r->window;
    while (!w->failed) {
        const char *p = w->p ? w->p + w->at : "";
        size_t n = w->n - w->at;
        const char *end = n ? memchr(p, '\n', n) : NULL;
        if (!end && !w->last) {
            /* what is too long is told when its end, or enough of it, is there, and is not kept */
            if (r->skipping || n > r->most) {
                int pushed = r->skipping ? 0 : (r->number++, push_line(L, self, r, p, n));
                r->skipping = true;
                w->at = w->n;
                if (pushed) return pushed;
            }
            lbk_window_fill(L, w, self);
            if (w->failed) {
                place_error(L, self, r->number + 1);
                lua_pushinteger(L, r->number + 1);
                lua_replace(L, -3);
                return 2;
            }
            continue;
        }
        if (!n) return 0;
        size_t size = end ? (size_t)(end - p) : n;
        int pushed = r->skipping ? 0 : (r->number++, push_line(L, self, r, p, size));
        r->skipping = false;
        w->at += size + (end != NULL);
        if (pushed) return pushed;
    }
    return 0;
}

static void add_name(lua_State *L, reader *r, int *at, bool last) {
    bk_error err;
    size_t n = 0;
    if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "a field is a name, or a list of names");
    const char *name = lua_tolstring(L, -1, &n);
    if (bk_json_fields_add(&r->fields, at, name, n, last, &err)) luaL_error(L, "fields: %s", err.message);
}

/* The fields in the list at the top. */
static void add_fields(lua_State *L, reader *r) {
    lua_Integer count = luaL_len(L, -1);
    bk_error err;
    if (bk_json_fields_start(&r->fields, &err)) luaL_error(L, "%s", err.message);
    for (lua_Integer i = 1; i <= count; i++) {
        int at = 0;
        lua_Integer names = lua_geti(L, -1, i) == LUA_TTABLE ? luaL_len(L, -1) : 0;
        for (lua_Integer k = 1; k <= names; k++) {
            lua_geti(L, -1, k);
            add_name(L, r, &at, k == names);
            lua_pop(L, 1);
        }
        if (!names) add_name(L, r, &at, true);
        lua_pop(L, 1);
    }
}

/*** Read a few fields of each line.
@function lines
@tparam string|function|file source the bytes; or a function that gives the next of them, at the end nil, and a message
 if it failed; or an open file, which ends where it is closed
@tparam {string|{string,...},...} fields names of members; a list of names leads into objects
@tparam[opt] table options `line_bytes`: the longest line; `source`: the name that errors carry; `utf8`, `drop_null`, `depth`, `values` as of `json.decode`
@treturn function an iterator of (line number, nil or an error, a value for each field: nil where there is none)
@raise on a wrong argument or option, a field that is asked for twice, more than 256 of them
@usage for _, e, id, mail in core.jsonlines.lines(bytes, { "id", { "user", "mail" } }) do print(e or mail) end
*/
static int l_lines(lua_State *L) {
    static const char *const names[] = {"line_bytes", "source", "utf8", "drop_null", "depth", "values", NULL};
    check_source(L);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 3);
    lbk_check_options(L, 3, names);
    reader *r = lua_newuserdatauv(L, sizeof *r, 3);
    *r = (reader){.window = {.last = true}};
    luaL_setmetatable(L, META);
    r->options = lbk_opt_json(L, 3);
    r->options.limits.bytes = 0;
    r->most = (size_t)lbk_opt_integer(L, 3, "line_bytes", 64 << 20, 1, LUA_MAXINTEGER);
    size_t unused;
    (void)lbk_push_opt_string(L, 3, "source", &unused);
    lua_setiuservalue(L, 4, 3);
    lua_pushvalue(L, 2);
    add_fields(L, r);
    lua_pop(L, 1);
    r->found = lua_newuserdatauv(L, ((size_t)r->fields.fields + 1) * sizeof *r->found, 0);
    lua_setiuservalue(L, 4, 2);
    lbk_window_start(L, &r->window, 4, 1);
    lua_pushcclosure(L, l_next, 1);
    return 1;
}

/* ---- values one after another ---- */

typedef struct values {
    lbk_window window;
    bk_json_values state;
    lbk_json_options options;
    lua_Integer number;
    size_t looked, most; /* bytes of the open value that were looked at */
    bool skipping;
} values;

static int l_values_gc(lua_State *L) {
    lbk_window_free(&((values *)luaL_checkudata(L, 1, VALUES_META))->window);
    return 0;
}

/* Pushes what `json.lines` gives: number, value, nil, nil, position; or number, nil, an error. */
static int push_whole(lua_State *L, values *v, size_t n, bool cut) {
    lbk_window *w = &v->window;
    const char *p = w->p + w->at;
    bk_error err;
    bk_code code = BK_OK;
    lua_pushinteger(L, v->number);
    if (n > v->most)
        code = bk_fail(&err, BK_E_LIMIT, 1, "the value is longer than %zu bytes", v->most);
    else if (cut)
        code = bk_fail(&err, BK_E_SYNTAX, 1, "the value has no end");
    else
        code = lbk_push_json(L, p, n, &v->options, &err);
    if (code) {
        lua_pushnil(L);
        lbk_window_error(L, w, err);
        return 3;
    }
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushinteger(L, (lua_Integer)w->base + (lua_Integer)w->at + 1);
    return 5;
}

static int l_next_value(lua_State *L) {
    int self = lua_upvalueindex(1);
    values *v = luaL_checkudata(L, self, VALUES_META);
    lbk_window *w = &v->window;
    while (!w->failed) {
        size_t used, n = w->n - w->at - v->looked;
        const char *p = w->p ? w->p + w->at + v->looked : "";
        bk_json_values_status status = bk_json_values_next(&v->state, p, n, &used);
        size_t length = v->looked + used;
        bool skipped = v->skipping;
        switch (status) {
        case BK_JSON_VALUES_BEGIN:
            w->at += length;
            v->looked = 0;
            v->number++;
            break;
        case BK_JSON_VALUES_END: {
            int pushed = skipped ? 0 : push_whole(L, v, length, false);
            v->skipping = false;
            w->at += length;
            v->looked = 0;
            if (pushed) return pushed;
            break;
        }
        default:
            v->looked = length;
            if (!v->state.inside || v->skipping || (length > v->most && !w->last)) {
                /* nothing that is wanted: a value that is too long is told of once, and not kept */
                int pushed = v->state.inside && !v->skipping ? push_whole(L, v, length, false) : 0;
                v->skipping = v->state.inside;
                w->at += length;
                v->looked = 0;
                if (pushed) return pushed;
            }
            if (w->last) {
                int pushed = v->looked ? push_whole(L, v, length, !v->state.scalar || v->state.string) : 0;
                w->at += v->looked;
                v->looked = 0;
                v->state.inside = false;
                return pushed;
            }
            lbk_window_fill(L, w, self);
            if (w->failed) {
                lua_pushinteger(L, v->number + 1);
                lua_pushnil(L);
                lua_rotate(L, -4, 2);
                lua_remove(L, -2);
                return 3;
            }
        }
    }
    return 0;
}

/*** Read the values of a list, or values that follow one another, in the memory of one of them.
@function values
@tparam string|function|file source as for `lines`
@tparam[opt] table options `value_bytes`: the longest value; `utf8`, `drop_null`, `depth`, `values` as of `json.decode`
@treturn function an iterator of (number, value, nil, nil, its 1-based position), or of (number, nil, error); a bad value
 does not keep the next from being read
@raise on a wrong argument or option
@usage for _, value, e in core.jsonlines.values('[{"id": 1}, {"id": 2}]') do print(value and value.id, e) end
*/
static int l_values(lua_State *L) {
    static const char *const names[] = {"value_bytes", "utf8", "drop_null", "depth", "values", NULL};
    check_source(L);
    lua_settop(L, 2);
    lbk_check_options(L, 2, names);
    values *v = lua_newuserdatauv(L, sizeof *v, 1);
    *v = (values){.window = {.last = true}};
    luaL_setmetatable(L, VALUES_META);
    v->options = lbk_opt_json(L, 2);
    v->options.limits.bytes = 0;
    v->most = (size_t)lbk_opt_integer(L, 2, "value_bytes", 64 << 20, 1, LUA_MAXINTEGER);
    lbk_window_start(L, &v->window, 3, 1);
    lua_pushcclosure(L, l_next_value, 1);
    return 1;
}

int lbk_open_jsonlines(lua_State *L);

int lbk_open_jsonlines(lua_State *L) {
    static const luaL_Reg none[] = {{NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_gc}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"lines", l_lines}, {"values", l_values}, {NULL, NULL}};
    static const luaL_Reg values_metamethods[] = {{"__gc", l_values_gc}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, none);
    lbk_new_class(L, VALUES_META, values_metamethods, none);
    lua_pop(L, 2);
    luaL_newlib(L, functions);
    return 1;
}
