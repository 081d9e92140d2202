/*** A walk of a tree for evidence: every entry, in a stable order, with what the file system says.
 * @module breachkit.core.tree
 */
#include "lbk_tree.h"

#include "lbk.h"

#define META "breachkit.tree"
#define HEAD_MAX 65536

typedef struct tree {
    bk_tree walk;
    bk_buf reach;
    bool current; /* whether there is an entry to ask about */
} tree;

/*** End the walk. Calling it twice is safe.
@function tree:close
@usage t:close()
*/
static int l_close(lua_State *L) {
    tree *t = luaL_checkudata(L, 1, META);
    bk_tree_close(&t->walk);
    bk_buf_free(&t->reach);
    t->current = false;
    return 0;
}

static void set_integer(lua_State *L, const char *name, lua_Integer v) {
    lua_pushinteger(L, v);
    lua_setfield(L, -2, name);
}

bool lbk_tree_next(lua_State *L, int index, bk_tree_entry *entry) {
    tree *t = luaL_checkudata(L, index, META);
    t->current = bk_tree_next(&t->walk, entry);
    return t->current;
}

void lbk_push_tree_entry(lua_State *L, const bk_tree_entry *e) {
    lua_createtable(L, 0, 12);
    lua_pushstring(L, e->path);
    lua_setfield(L, -2, "path");
    lua_pushstring(L, bk_fs_type_name(e->type));
    lua_setfield(L, -2, "type");
    if (e->seen.inode) {
        set_integer(L, "size", e->seen.size);
        set_integer(L, "modified", e->seen.modified);
        set_integer(L, "nanoseconds", e->seen.nanoseconds);
        set_integer(L, "allocated", e->seen.allocated);
        set_integer(L, "device", (lua_Integer)e->seen.device);
        set_integer(L, "inode", (lua_Integer)e->seen.inode);
        set_integer(L, "links", (lua_Integer)e->seen.links);
        set_integer(L, "mode", (lua_Integer)e->mode);
    }
    if (e->target) {
        lua_pushstring(L, e->target);
        lua_setfield(L, -2, "target");
    }
    if (e->err.code) {
        (void)lbk_push_error(L, &e->err, e->path);
        lua_setfield(L, -3, "error");
        lua_pop(L, 1);
    }
}

/*** The next entry.
@function tree:next
@treturn ?table `{path, type, size, modified, nanoseconds, allocated, device, inode, links, mode, target, error}`;
type "file", "link", "pipe", "socket", "device", "directory" (only with an error) or "other"; modified in
seconds since 1970; allocated in bytes on disk; target of a link. Of what cannot be looked at there are path, type and
error alone; nil at the end
@usage local entry = t:next()
*/
static int l_next(lua_State *L) {
    bk_tree_entry e;
    if (!lbk_tree_next(L, 1, &e)) return 0;
    lbk_push_tree_entry(L, &e);
    return 1;
}

static tree *check_current(lua_State *L) {
    tree *t = luaL_checkudata(L, 1, META);
    luaL_argcheck(L, t->current, 1, "the walk has no current entry");
    return t;
}

/*** The first bytes of the current entry, a file.
@function tree:head
@tparam integer n at most so many, to 65,536
@treturn ?string the bytes
@treturn ?table the error: "io"
@raise when there is no current entry
@usage local head = t:head(4096)
*/
static int l_head(lua_State *L) {
    bk_error err;
    luaL_Buffer b;
    tree *t = check_current(L);
    lua_Integer n = luaL_checkinteger(L, 2);
    luaL_argcheck(L, n >= 0 && n <= HEAD_MAX, 2, "out of range");
    char *p = luaL_buffinitsize(L, &b, (size_t)n);
    long got = bk_tree_head(&t->walk, p, (size_t)n, &err);
    if (got < 0) return lbk_push_error(L, &err, t->walk.path.p);
    luaL_pushresultsize(&b, (size_t)got);
    return 1;
}

/*** A path by which the current entry can be opened, however long its own is.
@function tree:reach
@treturn string the entry's own path; of one over 4,095 bytes another, which holds until the next call
@raise when there is no current entry
@usage local f = io.open(t:reach(), "rb")
*/
static int l_reach(lua_State *L) {
    tree *t = check_current(L);
    const char *path = bk_tree_reach(&t->walk, &t->reach);
    if (!path) return luaL_error(L, "out of memory");
    lua_pushstring(L, path);
    return 1;
}

/*** Begin a walk: depth first, the names of each directory in the order of their bytes; links are
recorded, not followed.
@function open
@tparam string root a directory, or anything else, which is then the only entry
@tparam[opt=false] boolean follow links are what they lead to
@tparam[opt] {string,...} left_out at most four files to pass over
@treturn ?userdata the walk, with `next`, `head`, `reach`, `close`
@treturn ?table the error: "io", "limit", "memory"
@usage local t <close> = assert(core.tree.open "evidence")
*/
static int l_open(lua_State *L) {
    bk_error err;
    const char *root = lbk_check_path(L, 1);
    bool follow = lua_toboolean(L, 2);
    tree *t = lua_newuserdatauv(L, sizeof *t, 0);
    *t = (tree){.walk = {.follow = follow}};
    luaL_setmetatable(L, META);
    for (lua_Integer i = 1; lua_istable(L, 3) && i <= luaL_len(L, 3); i++) {
        lua_rawgeti(L, 3, i);
        luaL_argcheck(L, bk_tree_leave_out(&t->walk, luaL_checkstring(L, -1)), 3, "too many files");
        lua_pop(L, 1);
    }
    if (bk_tree_open(&t->walk, root, &err)) return lbk_push_error(L, &err, root);
    return 1;
}

int lbk_open_tree(lua_State *L);

int lbk_open_tree(lua_State *L) {
    static const luaL_Reg functions[] = {{"open", l_open}, {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"next", l_next}, {"head", l_head}, {"reach", l_reach}, {"close", l_close}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    luaL_newlib(L, functions);
    return 1;
}
