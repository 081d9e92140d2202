/*** WARC files: records read and made.
 * @module breachkit.core.warc
 */
#include "../core/bk_warc.h"
#include "lbk.h"

#include <string.h>

#define META "breachkit.warc"

static bk_warc *new_reader(lua_State *L) {
    bk_warc *w = lua_newuserdatauv(L, sizeof *w, 1);
    *w = (bk_warc){0};
    luaL_setmetatable(L, META);
    return w;
}

static bk_warc *check(lua_State *L) {
    bk_warc *w = luaL_checkudata(L, 1, META);
    luaL_argcheck(L, w->open, 1, "the reader is closed");
    return w;
}

/*** Read a file.
@function open
@tparam string path plain, or with each record (or the whole) in gzip
@tparam[opt=0] integer offset where a record starts
@treturn ?userdata the reader, with `next`, `read`, `close`
@treturn ?table the error: "io", "memory"
@usage local reader <close> = assert(core.warc.open "fetched.warc.gz")
*/
static int l_open(lua_State *L) {
    bk_error err;
    const char *path = lbk_check_path(L, 1);
    lua_Integer offset = luaL_optinteger(L, 2, 0);
    luaL_argcheck(L, offset >= 0, 2, "an offset is not negative");
    bk_warc *w = new_reader(L);
    if (bk_warc_open_file(w, path, (uint64_t)offset, &err)) return lbk_push_error(L, &err, path);
    return 1;
}

/*** Read bytes.
@function bytes
@tparam string bytes as of a file
@treturn ?userdata the reader
@treturn ?table the error: "memory"
@usage local reader <close> = assert(core.warc.bytes(bytes))
*/
static int l_bytes(lua_State *L) {
    bk_error err;
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    bk_warc *w = new_reader(L);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    if (bk_warc_open_bytes(w, p, n, &err)) return lbk_push_error(L, &err, NULL);
    return 1;
}

/*** Let go of the file; calling it twice is safe.
@function reader:close
@usage reader:close()
*/
static int l_close(lua_State *L) {
    bk_warc_close(luaL_checkudata(L, 1, META));
    return 0;
}

/* A value on one line: each line end with the blanks around it is one space. */
static void push_value(lua_State *L, const bk_warc_field *f) {
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (size_t i = 0; i < f->n_value; i++) {
        if (f->value[i] != '\r' && f->value[i] != '\n') {
            luaL_addchar(&b, f->value[i]);
            continue;
        }
        while (i + 1 < f->n_value && memchr(" \t\r\n", f->value[i + 1], 4)) i++;
        luaL_addchar(&b, ' ');
    }
    luaL_pushresult(&b);
}

static void push_lower(lua_State *L, const char *p, size_t n) {
    luaL_Buffer b;
    char *out = luaL_buffinitsize(L, &b, n);
    for (size_t i = 0; i < n; i++) {
        out[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + ('a' - 'A')) : p[i];
    }
    luaL_pushresultsize(&b, n);
}

static void push_fields(lua_State *L, const bk_warc *w) {
    bk_warc_field f;
    lua_newtable(L);
    for (size_t at = 0; bk_warc_field_next(&w->head, &at, &f);) {
        push_lower(L, f.name, f.n_name);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, -3) == LUA_TNIL) {
            lua_pop(L, 1);
            push_value(L, &f);
        } else { /* a field that comes again */
            lua_pushliteral(L, ", ");
            push_value(L, &f);
            lua_concat(L, 3);
        }
        lua_rawset(L, -3);
    }
}

/*** Go to the next record; what was not read of the one before is skipped.
@function reader:next
@treturn ?table `{version, offset, length, fields}`: where it starts in the file, how long its block
is, and its named fields by lower-case name (of those that come again the values, joined by ", ");
nil at the end
@treturn ?table the error: "syntax" (no record, cut off, damaged gzip), "limit" (its head), "io",
"memory"; nothing can be read after it
@raise when closed
@usage local record, e = reader:next()
*/
static int l_next(lua_State *L) {
    bk_error err = {0};
    bk_warc *w = check(L);
    bk_code code = bk_warc_next(w, &err);
    if (code == BK_E_EMPTY) return 0;
    if (code) return lbk_push_error(L, &err, NULL);
    lua_createtable(L, 0, 4);
    lua_pushstring(L, w->version);
    lua_setfield(L, -2, "version");
    lua_pushinteger(L, (lua_Integer)w->offset);
    lua_setfield(L, -2, "offset");
    lua_pushinteger(L, (lua_Integer)w->length);
    lua_setfield(L, -2, "length");
    push_fields(L, w);
    lua_setfield(L, -2, "fields");
    return 1;
}

/*** Read on in the block of the record.
@function reader:read
@tparam[opt=65536] integer n most bytes
@treturn ?string bytes; nil at the block's end
@treturn ?table the error, as for `next`
@raise when closed
@usage for piece in function() return reader:read() end do digest:update(piece) end
*/
static int l_read(lua_State *L) {
    bk_error err = {0};
    bk_warc *w = check(L);
    lua_Integer n = luaL_optinteger(L, 2, 65536);
    luaL_argcheck(L, n > 0 && n < INT64_MAX / 4, 2, "a number of bytes is more than 0");
    if (!w->left) return 0;
    size_t got, want = w->left < (uint64_t)n ? (size_t)w->left : (size_t)n;
    bk_buf *b = lbk_new_buf(L);
    bk_code code = BK_OK;
    while (!code && b->n < want) { /* in steps: a length is only a claim */
        size_t step = want - b->n < (1U << 20) ? want - b->n : (1U << 20);
        if (bk_buf_reserve(b, step)) code = bk_fail(&err, BK_E_MEMORY, 0, "out of memory");
        if (!code) code = bk_warc_block(w, b->p + b->n, step, &got, &err);
        if (!code) b->n += got;
    }
    if (code) {
        bk_buf_free(b);
        return lbk_push_error(L, &err, NULL);
    }
    lua_pushlstring(L, b->p, b->n);
    bk_buf_free(b);
    return 1;
}

/*** Make a record of version 1.1, to be appended to a file.
@function record
@tparam table fields a list of `{name, value}` in their order; Content-Length is added
@tparam string block what the record holds
@tparam[opt=false] boolean gzip as a gzip member of its own
@treturn ?string the record
@treturn ?table the error: "syntax" (a name that is no token, a control character in a value), "memory"
@usage local bytes = assert(core.warc.record({ { "WARC-Type", "warcinfo" } }, "software: mine\r\n"))
*/
static int l_record(lua_State *L) {
    bk_error err;
    size_t n;
    luaL_checktype(L, 1, LUA_TTABLE);
    const char *block = luaL_checklstring(L, 2, &n);
    bool gzip = lua_toboolean(L, 3);
    lua_Integer count = luaL_len(L, 1);
    luaL_argcheck(L, count >= 0 && count <= 256, 1, "at most 256 fields");
    luaL_checkstack(L, (int)count * 2 + 8, "fields");
    bk_warc_field *fields = lua_newuserdatauv(L, ((size_t)count + 1) * sizeof *fields, 0);
    for (lua_Integer i = 0; i < count; i++) { /* the strings stay on the stack */
        if (lua_geti(L, 1, i + 1) != LUA_TTABLE) return luaL_error(L, "a field is {name, value}");
        int pair = lua_gettop(L);
        (void)lua_geti(L, pair, 1);
        (void)lua_geti(L, pair, 2);
        lua_remove(L, pair);
        fields[i].name = luaL_checklstring(L, -2, &fields[i].n_name);
        fields[i].value = luaL_checklstring(L, -1, &fields[i].n_value);
    }
    bk_buf *b = lbk_new_buf(L);
    if (bk_warc_record(b, fields, (size_t)count, block, n, gzip, &err)) {
        bk_buf_free(b);
        return lbk_push_error(L, &err, NULL);
    }
    lua_pushlstring(L, b->p, b->n);
    bk_buf_free(b);
    return 1;
}

int lbk_open_warc(lua_State *L);

int lbk_open_warc(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"open", l_open}, {"bytes", l_bytes}, {"record", l_record}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"next", l_next}, {"read", l_read}, {"close", l_close}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    luaL_newlib(L, functions);
    return 1;
}
