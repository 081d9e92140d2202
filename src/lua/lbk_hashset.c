/*** Sets of hashes packed into a sorted file: look-ups in place, building in bounded memory.
 * The format is in src/core/bk_hashset.h; breachkit.known is what scripts use.
 * @module breachkit.core.hashset
 */
#include "../core/bk_hashset.h"
#include "lbk.h"

#define META "breachkit.hashset"
#define BUILDER_META "breachkit.hashset.builder"

static bk_hashset *check(lua_State *L) {
    bk_hashset *s = luaL_checkudata(L, 1, META);
    luaL_argcheck(L, s->file, 1, "the set is closed");
    return s;
}

/*** Close the set. Calling it twice is safe.
@function set:close
@usage set:close()
*/
static int l_close(lua_State *L) {
    bk_hashset_close(luaL_checkudata(L, 1, META));
    return 0;
}

/*** Open a packed set. It is mapped, so that opening takes no time, whatever its size.
@function open
@tparam string path
@treturn ?userdata the set, with `find`, `range`, `check`, `info`, `close`; `#set` is how many there are
@treturn ?table the error: "io", "syntax" (no packed set), "range" (cut, or too long)
@usage local set <close> = assert(core.hashset.open "nsrl.bkset")
*/
static int l_open(lua_State *L) {
    bk_error err;
    const char *path = lbk_check_path(L, 1);
    bk_hashset *s = lua_newuserdatauv(L, sizeof *s, 0);
    *s = (bk_hashset){0};
    luaL_setmetatable(L, META);
    if (bk_hashset_open(s, path, &err)) return lbk_push_error(L, &err, path);
    return 1;
}

/*** Whether a hash is in the set.
@function set:find
@tparam string hash its bytes, as many as `info().width`
@treturn ?integer its count (1 in a set without counts); nil when it is not in the set
@raise when closed, or for a hash of another width
@usage print(set:find(hash.new("sha1"):update(bytes):binary().sha1))
*/
static int l_find(lua_State *L) {
    size_t n;
    uint32_t count;
    bk_hashset *s = check(L);
    const char *p = luaL_checklstring(L, 2, &n);
    luaL_argcheck(L, n == s->width, 2, "the set has hashes of another width");
    if (bk_hashset_find(s, (const unsigned char *)p, &count))
        lua_pushinteger(L, (lua_Integer)count);
    else
        lua_pushnil(L);
    return 1;
}

/*** The places of the hashes that begin with some bytes.
@function set:range
@tparam string prefix at most as long as a hash
@treturn integer the first place, from 1
@treturn integer the last; less than the first when none begins so
@raise when closed
@usage local first, last = set:range "\x00\x00"
*/
static int l_range(lua_State *L) {
    size_t n;
    bk_hashset *s = check(L);
    const unsigned char *p = (const unsigned char *)luaL_checklstring(L, 2, &n);
    unsigned char after[BK_HASHSET_WIDTH_MAX] = {0};
    luaL_argcheck(L, n <= s->width, 2, "longer than a hash");
    lua_pushinteger(L, (lua_Integer)bk_hashset_lower(s, p, n) + 1);
    size_t last = n; /* the next prefix: one more, carried */
    for (size_t i = 0; i < n; i++) after[i] = p[i];
    while (last > 0 && after[last - 1] == 0xff) last--;
    if (last == 0) {
        lua_pushinteger(L, (lua_Integer)s->count);
    } else {
        after[last - 1]++;
        lua_pushinteger(L, (lua_Integer)bk_hashset_lower(s, after, last));
    }
    return 2;
}

/*** The hash at a place.
@function set:at
@tparam integer place from 1 to `#set`, in ascending order
@treturn string its bytes
@treturn integer its count, 1 in a set without counts
@raise when closed, or when there is no such place
@usage local bytes, count = set:at(1)
*/
static int l_at(lua_State *L) {
    uint32_t count;
    bk_hashset *s = check(L);
    lua_Integer i = luaL_checkinteger(L, 2);
    luaL_argcheck(L, i >= 1 && (lua_Unsigned)i <= s->count, 2, "no such place");
    const unsigned char *p = bk_hashset_at(s, (uint64_t)i - 1, &count);
    lua_pushlstring(L, (const char *)p, s->width);
    lua_pushinteger(L, (lua_Integer)count);
    return 2;
}

/*** Read the whole set and see that it is in order; a set that is not answers wrongly.
@function set:check
@treturn ?boolean true
@treturn ?table the error: "syntax", with the position of the first hash that is out of order
@raise when closed
@usage assert(set:check())
*/
static int l_check(lua_State *L) {
    bk_error err;
    if (bk_hashset_check(check(L), &err)) return lbk_push_error(L, &err, NULL);
    lua_pushboolean(L, 1);
    return 1;
}

/*** What the set is.
@function set:info
@treturn table `{algorithm, width, counts, count}`: the algorithm's name, bytes of a hash, whether there
are counts, how many hashes
@raise when closed
@usage print(set:info().algorithm)
*/
static int l_info(lua_State *L) {
    bk_hashset *s = check(L);
    lua_createtable(L, 0, 4);
    lua_pushstring(L, s->algorithm);
    lua_setfield(L, -2, "algorithm");
    lua_pushinteger(L, (lua_Integer)s->width);
    lua_setfield(L, -2, "width");
    lua_pushboolean(L, s->payload != 0);
    lua_setfield(L, -2, "counts");
    lua_pushinteger(L, (lua_Integer)s->count);
    lua_setfield(L, -2, "count");
    return 1;
}

static int l_len(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)check(L)->count);
    return 1;
}

/* ---- builder ---- */

static bk_hashset_builder *check_builder(lua_State *L) {
    bk_hashset_builder *b = luaL_checkudata(L, 1, BUILDER_META);
    luaL_argcheck(L, b->record, 1, "the builder is closed");
    return b;
}

/*** Give up: nothing is left on disk. Nothing happens after `commit` or when called twice.
@function builder:close
@usage b:close()
*/
static int l_builder_close(lua_State *L) {
    bk_hashset_builder_close(luaL_checkudata(L, 1, BUILDER_META));
    return 0;
}

/*** Begin a packed set: hashes are added in any order, sorted in bounded memory, and the file appears
whole on `commit`. Beside it, twice its size of disk is used meanwhile.
@function build
@tparam string path
@tparam table options `algorithm` (its name, at most 16 bytes), `width` (bytes of a hash), `counts` (a
count beside each; default false), `memory` (bytes to sort in; default 256 MiB)
@treturn ?userdata the builder, with `add`, `lines`, `commit`, `close`
@treturn ?table the error: "io", "memory", "range", "type" (the target is no regular file)
@raise on an unknown option
@usage local b <close> = assert(core.hashset.build("mine.bkset", { algorithm = "md5", width = 16 }))
*/
static int l_build(lua_State *L) {
    static const char *const names[] = {"algorithm", "width", "counts", "memory", NULL};
    bk_error err;
    size_t n;
    const char *path = lbk_check_path(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    lbk_check_options(L, 2, names);
    const char *algorithm = lbk_push_opt_string(L, 2, "algorithm", &n);
    luaL_argcheck(L, algorithm, 2, "no algorithm is named");
    lua_Integer width = lbk_opt_integer(L, 2, "width", 0, 0, BK_HASHSET_WIDTH_MAX);
    lua_Integer memory = lbk_opt_integer(L, 2, "memory", 1 << 28, 1, (lua_Integer)1 << 40);
    bool counts = lbk_opt_boolean(L, 2, "counts", false);
    bk_hashset_builder *b = lua_newuserdatauv(L, sizeof *b, 0);
    *b = (bk_hashset_builder){.runs_fd = -1, .writer = {.fd = -1}};
    luaL_setmetatable(L, BUILDER_META);
    if (bk_hashset_build(b, path, algorithm, (size_t)width, counts ? BK_HASHSET_COUNT_BYTES : 0,
                         (size_t)memory, &err))
        return lbk_push_error(L, &err, path);
    return 1;
}

/*** Add one hash. What is there already is kept once; the counts are added.
@function builder:add
@tparam string hash its bytes
@tparam[opt=1] integer count
@treturn ?boolean true
@treturn ?table the error: "io", "memory"
@raise when closed, or for a hash of another width
@usage assert(b:add(digest))
*/
static int l_add(lua_State *L) {
    bk_error err;
    size_t n;
    bk_hashset_builder *b = check_builder(L);
    const char *p = luaL_checklstring(L, 2, &n);
    lua_Integer count = luaL_optinteger(L, 3, 1);
    luaL_argcheck(L, n == b->width, 2, "the set has hashes of another width");
    luaL_argcheck(L, count >= 0, 3, "a count is not negative");
    if (bk_hashset_add(b, (const unsigned char *)p, count > UINT32_MAX ? UINT32_MAX : (uint32_t)count, &err))
        return lbk_push_error(L, &err, NULL);
    lua_pushboolean(L, 1);
    return 1;
}

/*** Add the hashes of lines: hex, then nothing, `:COUNT`, or white space or a comma and anything.
Empty lines and those that start with `#` are passed over, and hashes with a count of 0.
@function builder:lines
@tparam string lines whole lines
@treturn ?integer how many were added
@treturn integer|table how many lines were something else; or the error: "io", "memory"
@raise when closed
@usage local added, bad = assert(b:lines(text))
*/
static int l_lines(lua_State *L) {
    bk_error err;
    size_t n;
    uint64_t added = 0, bad = 0;
    bk_hashset_builder *b = check_builder(L);
    const char *p = luaL_checklstring(L, 2, &n);
    if (bk_hashset_add_lines(b, p, n, &added, &bad, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushinteger(L, (lua_Integer)added);
    lua_pushinteger(L, (lua_Integer)bad);
    return 2;
}

/*** Sort, write, and put the file in its place; the builder is closed after it, whatever comes of it.
@function builder:commit
@treturn ?integer how many different hashes there are
@treturn ?table the error: "io", "memory", "limit"
@raise when closed
@usage print(assert(b:commit()))
*/
static int l_commit(lua_State *L) {
    bk_error err;
    uint64_t count;
    if (bk_hashset_commit(check_builder(L), &count, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushinteger(L, (lua_Integer)count);
    return 1;
}

int lbk_open_hashset(lua_State *L);

int lbk_open_hashset(lua_State *L) {
    static const luaL_Reg functions[] = {{"open", l_open}, {"build", l_build}, {NULL, NULL}};
    static const luaL_Reg methods[] = {{"find", l_find},   {"range", l_range}, {"at", l_at},     {"check", l_check},
                                       {"info", l_info}, {"close", l_close}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {
        {"__gc", l_close}, {"__close", l_close}, {"__len", l_len}, {NULL, NULL}};
    static const luaL_Reg builder_methods[] = {
        {"add", l_add}, {"lines", l_lines}, {"commit", l_commit}, {"close", l_builder_close}, {NULL, NULL}};
    static const luaL_Reg builder_meta[] = {
        {"__gc", l_builder_close}, {"__close", l_builder_close}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    lbk_new_class(L, BUILDER_META, builder_meta, builder_methods);
    luaL_newlib(L, functions);
    return 1;
}
