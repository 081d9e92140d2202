/*** File lists and hash trees of torrents (BEP 3, BEP 47, BEP 52).
 * @module breachkit.core.torrent
 */
#include "../core/bk_hex.h"
#include "../core/bk_torrent.h"
#include "lbk.h"

#include <string.h>

#define META "breachkit.torrent.files"

static bk_torrent_files *check(lua_State *L, int index) {
    return luaL_checkudata(L, index, META);
}

static int l_gc(lua_State *L) {
    bk_torrent_files_free(check(L, 1));
    return 0;
}

/*** The files of a torrent. The bytes are kept as long as the list.
@function files
@tparam string bytes
@tparam integer first where the value of `files` or `file tree` begins
@tparam integer version 1 or 2: which of them it is
@treturn ?userdata the list; `#list` is the number of files, padding included
@treturn ?table the error: "type" (a value that is missing or of the wrong kind), "range" (a length, or all of them
together), "syntax" (no bencoding; a name that leads out of the folder; a key twice, or a tree out of order), "empty",
"limit", "memory"
@raise when `first` or `version` is out of range
@usage local list = assert(core.torrent.files(bytes, first, 1))
*/
static int l_files(lua_State *L) {
    bk_error err;
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    lua_Integer first = luaL_checkinteger(L, 2), version = luaL_checkinteger(L, 3);
    luaL_argcheck(L, first >= 1 && (lua_Unsigned)first <= (lua_Unsigned)n, 2, "no position in the bytes");
    luaL_argcheck(L, version == 1 || version == 2, 3, "a version is 1 or 2");
    bk_torrent_files *files = lua_newuserdatauv(L, sizeof *files, 1);
    *files = (bk_torrent_files){0};
    luaL_setmetatable(L, META);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    bk_code code = version == 1 ? bk_torrent_files_v1(files, p, n, (size_t)first - 1, &err)
                                : bk_torrent_files_v2(files, p, n, (size_t)first - 1, &err);
    if (code) return lbk_push_error(L, &err, NULL);
    return 1;
}

static int l_len(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)check(L, 1)->count);
    return 1;
}

static void push_hex(lua_State *L, const char *root) {
    char out[2 * BK_TORRENT_ROOT];
    bk_hex_write(out, root, BK_TORRENT_ROOT);
    lua_pushlstring(L, out, sizeof out);
}

/*** One file.
@function list:get
@tparam integer i from 1
@tparam[opt=false] boolean hex whether the pieces root is wanted in hexadecimal
@treturn ?string its path as it stands, below the torrent's name; nil past the last
@treturn integer its size in bytes
@treturn integer its flags: 1 padding, 2 link, 4 executable, 8 hidden, 16 a path that stood before, 32 keys out of order,
64 a path that is not all printable ASCII without backslashes
@treturn ?string of version 2: its pieces root, 32 bytes or 64 digits
@treturn ?string of a link: where it leads, from the torrent's top
@usage local path, size = list:get(1)
*/
static int l_get(lua_State *L) {
    const bk_torrent_files *files = check(L, 1);
    lua_Integer i = luaL_checkinteger(L, 2);
    bool hex = lua_toboolean(L, 3);
    const bk_torrent_file *file = i >= 1 ? bk_torrent_files_get(files, (size_t)i - 1) : NULL;
    if (!file) return 0;
    lua_pushlstring(L, files->names.p + file->path, file->n_path);
    lua_pushinteger(L, (lua_Integer)file->size);
    lua_pushinteger(L, (lua_Integer)file->flags);
    if (file->root && hex) push_hex(L, file->root);
    else if (file->root) lua_pushlstring(L, file->root, BK_TORRENT_ROOT);
    else lua_pushnil(L);
    if (file->n_target) lua_pushlstring(L, files->names.p + file->target, file->n_target);
    else lua_pushnil(L);
    return 5;
}

/*** What all files take.
@function list:size
@treturn integer bytes, padding included
@treturn integer bytes of padding
@treturn integer all flags of `get` that any file has, together
@usage local size, padding = list:size()
*/
static int l_size(lua_State *L) {
    const bk_torrent_files *files = check(L, 1);
    lua_Integer padding = 0;
    unsigned flags = 0;
    for (size_t i = 0; i < files->count; i++) {
        const bk_torrent_file *file = bk_torrent_files_get(files, i);
        flags |= file->flags;
        if (file->flags & BK_TORRENT_PAD) padding += (lua_Integer)file->size;
    }
    lua_pushinteger(L, (lua_Integer)files->size);
    lua_pushinteger(L, padding);
    lua_pushinteger(L, (lua_Integer)flags);
    return 3;
}

/*** The next file that is larger than a size.
@function list:above
@tparam integer i the file after which it is looked for, 0 for the first
@tparam integer size
@treturn ?integer its number
@usage local i = list:above(0, 16384)
*/
static int l_above(lua_State *L) {
    const bk_torrent_files *files = check(L, 1);
    lua_Integer after = luaL_checkinteger(L, 2), size = luaL_checkinteger(L, 3);
    luaL_argcheck(L, after >= 0, 2, "a number from 0 on");
    for (size_t i = (size_t)after; i < files->count; i++) {
        if (bk_torrent_files_get(files, i)->size > size) {
            lua_pushinteger(L, (lua_Integer)i + 1);
            return 1;
        }
    }
    return 0;
}

/*** How many pieces the files have when each begins with one, as those of version 2 do.
@function list:pieces
@tparam integer piece_length
@treturn integer
@raise when `piece_length` is not above 0
@usage local n = list:pieces(16384)
*/
static int l_pieces(lua_State *L) {
    const bk_torrent_files *files = check(L, 1);
    lua_Integer piece_length = luaL_checkinteger(L, 2), pieces = 0;
    luaL_argcheck(L, piece_length > 0, 2, "a piece has a length above 0");
    for (size_t i = 0; i < files->count; i++) {
        lua_Integer size = (lua_Integer)bk_torrent_files_get(files, i)->size;
        pieces += size / piece_length + (size % piece_length != 0); /* at most all bytes, which fit */
    }
    lua_pushinteger(L, pieces);
    return 1;
}

/*** Whether the two lists of a hybrid are of the same files, each beginning with a piece.
@function list:agrees
@tparam userdata other the list of version 2
@tparam integer piece_length
@treturn ?boolean true
@treturn ?table the error: "type", with where they differ
@raise when `piece_length` is not above 0
@usage assert(v1:agrees(v2, 16384))
*/
static int l_agrees(lua_State *L) {
    bk_error err;
    lua_Integer piece_length = luaL_checkinteger(L, 3);
    luaL_argcheck(L, piece_length > 0, 3, "a piece has a length above 0");
    if (bk_torrent_files_agree(check(L, 1), check(L, 2), piece_length, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushboolean(L, 1);
    return 1;
}

/*** Whether a name may be an element of a path: not empty, not `.` or `..`, without `/` and NUL.
@function check_name
@tparam string name
@treturn ?boolean true
@treturn ?table the error: "syntax"
@usage assert(core.torrent.check_name "a.txt")
*/
static int l_check_name(lua_State *L) {
    bk_error err;
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    if (bk_torrent_check_name(p, n, 0, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushboolean(L, 1);
    return 1;
}

/*** The root of a hash tree (BEP 52).
@function root
@tparam string hashes 32 bytes each
@tparam integer width a power of two: how many there are when what is missing is filled in
@tparam[opt=0] integer below levels between the hashes and those of blocks
@treturn ?string 32 bytes
@treturn ?table the error: "memory"
@raise on hashes that are not 32 bytes each, or a width that is too small or no power of two
@usage local root = assert(core.torrent.root(hashes, 4))
*/
static int l_root(lua_State *L) {
    bk_error err;
    size_t n;
    char root[BK_TORRENT_ROOT];
    const char *p = luaL_checklstring(L, 1, &n);
    lua_Integer width = luaL_checkinteger(L, 2), below = luaL_optinteger(L, 3, 0);
    luaL_argcheck(L, n % BK_TORRENT_ROOT == 0, 1, "hashes have 32 bytes each");
    luaL_argcheck(L, width > 0 && (width & (width - 1)) == 0, 2, "a width is a power of two");
    luaL_argcheck(L, (lua_Unsigned)width >= n / BK_TORRENT_ROOT, 2, "the width is too small");
    luaL_argcheck(L, below >= 0 && below < 64, 3, "there are 0 to 63 levels");
    if (bk_torrent_root(p, n / BK_TORRENT_ROOT, (uint64_t)width, (unsigned)below, root, &err)) {
        return lbk_push_error(L, &err, NULL);
    }
    lua_pushlstring(L, root, sizeof root);
    return 1;
}

int lbk_open_torrent(lua_State *L);

int lbk_open_torrent(lua_State *L) {
    static const luaL_Reg meta[] = {{"__gc", l_gc}, {"__len", l_len}, {NULL, NULL}};
    static const luaL_Reg methods[] = {{"get", l_get}, {"size", l_size}, {"agrees", l_agrees},
                                       {"above", l_above}, {"pieces", l_pieces}, {NULL, NULL}};
    static const luaL_Reg functions[] = {
        {"files", l_files}, {"check_name", l_check_name}, {"root", l_root}, {NULL, NULL}};
    lbk_new_class(L, META, meta, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
