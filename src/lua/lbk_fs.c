/*** Files and directories.
 * @module breachkit.core.fs
 */
#include "lbk_fs.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define WALK_META "breachkit.fs.walk"
#define WRITER_META "breachkit.fs.writer"

static void push_info(lua_State *L, const bk_fs_info *info) {
    lua_createtable(L, 0, 9);
    lua_pushstring(L, bk_fs_type_name(info->type));
    lua_setfield(L, -2, "type");
    lua_pushinteger(L, info->size);
    lua_setfield(L, -2, "size");
    lua_pushinteger(L, info->modified);
    lua_setfield(L, -2, "modified");
    lua_pushinteger(L, (lua_Integer)info->mode);
    lua_setfield(L, -2, "mode");
    lua_pushinteger(L, (lua_Integer)info->device);
    lua_setfield(L, -2, "device");
    lua_pushinteger(L, (lua_Integer)info->inode);
    lua_setfield(L, -2, "inode");
    lua_pushinteger(L, info->changed);
    lua_setfield(L, -2, "changed");
}

/*** What a path leads to; links are followed.
@function stat
@tparam string path
@treturn ?table `{type, size, modified, mode, device, inode, changed}`: type "file", "directory", "pipe", "socket", "device"
or "other"; size in bytes; modified in seconds since 1970; mode the permission bits; device and inode together tell
it from every other; changed when anything of it was, in nanoseconds since 1970
@treturn ?table the error: "io"
@usage local info = assert(core.fs.stat "README.md")
*/
static int l_stat(lua_State *L) {
    bk_error err;
    bk_fs_info info;
    const char *path = lbk_check_path(L, 1);
    if (bk_fs_stat(path, &info, &err)) return lbk_push_error(L, &err, path);
    push_info(L, &info);
    return 1;
}

/*** All bytes of a file, pipe or device, at most `limit`: never are more than limit + 1 read.
@function read
@tparam string path
@tparam integer limit most bytes
@treturn ?string the bytes
@treturn ?table the error: "io", "limit", "memory"
@usage local bytes = assert(core.fs.read("README.md", 1 << 20))
*/
static int l_read(lua_State *L) {
    bk_error err;
    const char *path = lbk_check_path(L, 1);
    lua_Integer limit = luaL_checkinteger(L, 2);
    luaL_argcheck(L, limit >= 0, 2, "a limit is not negative");
    bk_buf *b = lbk_new_buf(L);
    if (bk_fs_read(path, (size_t)limit, b, &err)) {
        bk_buf_free(b);
        return lbk_push_error(L, &err, path);
    }
    lua_pushlstring(L, b->p ? b->p : "", b->n);
    bk_buf_free(b);
    return 1;
}

/*** Say when a file was changed last.
@function set_time
@tparam string path
@tparam integer seconds since 1970
@treturn ?boolean true
@treturn ?table the error: "io"
@usage assert(core.fs.set_time("copy.txt", 1416900000))
*/
static int l_set_time(lua_State *L) {
    bk_error err;
    const char *path = lbk_check_path(L, 1);
    if (bk_fs_set_time(path, luaL_checkinteger(L, 2), &err)) return lbk_push_error(L, &err, path);
    lua_pushboolean(L, 1);
    return 1;
}

/*** Make a directory.
@function mkdir
@tparam string path
@tparam[opt=false] boolean parents also make those above it, and take one that is there already as
made
@treturn ?boolean true
@treturn ?table the error: "io"
@usage assert(core.fs.mkdir("out/pages", true))
*/
static int l_mkdir(lua_State *L) {
    bk_error err;
    const char *path = lbk_check_path(L, 1);
    if (bk_fs_mkdir(path, lua_toboolean(L, 2), &err)) return lbk_push_error(L, &err, path);
    lua_pushboolean(L, 1);
    return 1;
}

/*** Whether a file handle or descriptor is a terminal.
@function is_tty
@tparam file|integer file an open Lua file, or 0, 1, 2
@treturn boolean
@usage if core.fs.is_tty(io.stdout) then print "\27[1mbold\27[0m" end
*/
static int l_is_tty(lua_State *L) {
    int fd;
    if (lua_isinteger(L, 1)) {
        lua_Integer n = lua_tointeger(L, 1);
        luaL_argcheck(L, n >= 0 && n <= 2, 1, "a descriptor is 0, 1 or 2");
        fd = (int)n;
    } else {
        luaL_Stream *s = luaL_checkudata(L, 1, LUA_FILEHANDLE);
        luaL_argcheck(L, s->closef, 1, "the file is closed");
        fd = fileno(s->f);
    }
    lua_pushboolean(L, fd >= 0 && isatty(fd) == 1);
    return 1;
}

/*** Where standard input, output or errors is closed, have its number taken by what cannot be read, or written to, so
that no file that is opened later gets it, and what is said goes into no file.
@function hold_standard
@usage core.fs.hold_standard()
*/
static int l_hold_standard(lua_State *L) {
    (void)L;
    bk_fs_hold_standard();
    return 0;
}

/*** Put bytes after the first `end` bytes of a file, and bring them to disk. What stood there is cut
off: the torn tail of a write that was killed. Who calls knows that nobody else writes.
@function append
@tparam string path made when it is not there
@tparam integer end_ where the bytes go
@tparam string bytes
@treturn ?boolean true
@treturn ?table the error: "io", "range" (the file ends before that)
@usage assert(core.fs.append("log.jsonl", size, line))
*/
static int l_append(lua_State *L) {
    bk_error err;
    size_t n;
    const char *path = lbk_check_path(L, 1);
    lua_Integer end = luaL_checkinteger(L, 2);
    const char *p = luaL_checklstring(L, 3, &n);
    luaL_argcheck(L, end >= 0, 2, "an end is not negative");
    if (bk_fs_append(path, end, p, n, &err)) return lbk_push_error(L, &err, path);
    lua_pushboolean(L, 1);
    return 1;
}

/*** Put bytes over those that a file has, and bring them to disk. Its size does not change.
@function overwrite
@tparam string path
@tparam integer at how many bytes stand before them
@tparam string bytes
@treturn ?boolean true
@treturn ?table the error: "io", "range" (the file ends before the bytes would)
@usage assert(core.fs.overwrite("secret.txt", 0, ("\0"):rep(size)))
*/
static int l_overwrite(lua_State *L) {
    bk_error err;
    size_t n;
    const char *path = lbk_check_path(L, 1);
    lua_Integer at = luaL_checkinteger(L, 2);
    const char *p = luaL_checklstring(L, 3, &n);
    luaL_argcheck(L, at >= 0, 2, "a place is not negative");
    if (bk_fs_overwrite(path, at, p, n, &err)) return lbk_push_error(L, &err, path);
    lua_pushboolean(L, 1);
    return 1;
}

/* ---- walk ---- */

static int l_walk_close(lua_State *L) {
    bk_fs_walk_close(luaL_checkudata(L, 1, WALK_META));
    return 0;
}

static int l_walk_next(lua_State *L) {
    bk_fs_walk *w = luaL_checkudata(L, 1, WALK_META);
    bk_fs_entry entry;
    if (!bk_fs_walk_next(w, &entry)) return 0;
    lua_pushstring(L, entry.path);
    push_info(L, &entry.info);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, "path");
    if (entry.reason) {
        lua_pushstring(L, entry.reason);
        lua_setfield(L, -2, "skipped");
    }
    if (!entry.err.code) return 2;
    (void)lbk_push_error(L, &entry.err, entry.path);
    lua_remove(L, -2);
    return 3;
}

/*** Walk a directory: depth first, names in the order of their bytes. Directories themselves are
not given; links to directories are not followed, so that no walk loops. The names of one directory
a level are held in memory.
@function walk
@tparam string path a directory, or a file, which is then the only entry
@return an iterator of (path, entry, error or nil), as four values so that `for` closes it, or nil.
An entry is
 `{path, type, size, modified, mode, skipped}`; `skipped` says why something that is no readable
file (a link to a directory, a dead link, a pipe, a socket, a device) is to be passed over; an entry
that cannot be read has an error ("io", "limit")
@return the error: "io" when the path is not there or not readable
@usage for path, entry, e in assert(core.fs.walk "reports") do print(path, entry.skipped or e or
entry.size) end
*/
static int l_walk(lua_State *L) {
    bk_error err;
    const char *path = lbk_check_path(L, 1);
    bk_fs_walk *w = lua_newuserdatauv(L, sizeof *w, 0);
    *w = (bk_fs_walk){0};
    luaL_setmetatable(L, WALK_META);
    if (bk_fs_walk_open(w, path, &err)) return lbk_push_error(L, &err, path);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, -3);
    return 4;
}

/* ---- writer ---- */

bk_fs_writer *lbk_check_writer(lua_State *L, int index) {
    bk_fs_writer *w = luaL_checkudata(L, index, WRITER_META);
    luaL_argcheck(L, w->target, index, "the writer is closed");
    return w;
}

/*** Begin to write a file that appears whole on `commit`, or not at all.
The bytes go to a hidden file in the same directory. The mode of a file that is replaced is kept.
What is no regular file (a terminal, /dev/null) is written to as it is.
@function writer
@tparam string path
@tparam[opt] boolean private whether a new file is for its owner alone (mode 0600)
@treturn ?userdata the writer, with `write`, `commit`, `close`; going out of scope without commit
removes what was written
@treturn ?table the error: "io"
@usage local w <close> = assert(core.fs.writer "out.json")
assert(w:write "{}")
assert(w:commit())
*/
static int l_writer(lua_State *L) {
    bk_error err;
    const char *path = lbk_check_path(L, 1);
    bk_fs_writer *w = lua_newuserdatauv(L, sizeof *w, 1);
    *w = (bk_fs_writer){.fd = -1};
    luaL_setmetatable(L, WRITER_META);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    const unsigned mode = lua_toboolean(L, 2) ? BK_FS_PRIVATE : BK_FS_SHARED;
    if (bk_fs_writer_open(w, path, mode, &err)) return lbk_push_error(L, &err, path);
    return 1;
}

const char *lbk_writer_path(lua_State *L, int index) {
    (void)lua_getiuservalue(L, index, 1);
    return lua_tostring(L, -1);
}

/*** Remove the hidden files that writers in the directory of a path left when they were killed.
@function sweep
@tparam string beside
@usage core.fs.sweep "out.json"
*/
static int l_sweep(lua_State *L) {
    bk_fs_sweep(lbk_check_path(L, 1));
    return 0;
}

/*** Write bytes, in order.
@function writer:write
@tparam string ... the bytes
@treturn ?userdata the writer itself
@treturn ?table the error: "io"; the file is then removed and the writer closed
@raise when closed
@usage assert(w:write(head, body))
*/
static int l_write(lua_State *L) {
    bk_error err;
    bk_fs_writer *w = lbk_check_writer(L, 1);
    for (int i = 2; i <= lua_gettop(L); i++) {
        size_t n;
        const char *p = luaL_checklstring(L, i, &n);
        if (bk_fs_writer_write(w, p, n, &err)) {
            bk_fs_writer_close(w);
            return lbk_push_error(L, &err, lbk_writer_path(L, 1));
        }
    }
    lua_settop(L, 1);
    return 1;
}

/*** Bring the bytes to disk and the file to its place; the writer is closed after it, whatever
comes of it.
@function writer:commit
@treturn ?boolean true
@treturn ?table the error: "io"
@raise when closed
@usage assert(w:commit())
*/
static int l_commit(lua_State *L) {
    bk_error err;
    if (bk_fs_writer_commit(lbk_check_writer(L, 1), &err)) return lbk_push_error(L, &err, lbk_writer_path(L, 1));
    lua_pushboolean(L, 1);
    return 1;
}

/*** Give up: what was written is removed. Nothing happens after `commit` or when called twice.
@function writer:close
@usage w:close()
*/
static int l_close(lua_State *L) {
    bk_fs_writer_close(luaL_checkudata(L, 1, WRITER_META));
    return 0;
}

static int close_stream(lua_State *L) {
    luaL_Stream *stream = luaL_checkudata(L, 1, LUA_FILEHANDLE);
    return luaL_fileresult(L, fclose(stream->f) == 0, NULL);
}

/* The descriptor as a file of Lua's, which goes to the stream at the top of the stack. */
static int finish_stream(lua_State *L, luaL_Stream *stream, int fd, const char *mode, const char *path) {
    stream->f = fdopen(fd, mode);
    if (!stream->f) {
        int saved = errno;
        (void)close(fd);
        return lbk_push_errno(L, saved, "cannot be opened", path);
    }
    stream->closef = close_stream;
    return 1;
}

static luaL_Stream *new_stream(lua_State *L) {
    luaL_Stream *stream = lua_newuserdatauv(L, sizeof *stream, 0);
    *stream = (luaL_Stream){0};
    luaL_setmetatable(L, LUA_FILEHANDLE);
    return stream;
}

/*** A file without a name, which is gone when it is closed.
@function temporary
@tparam string beside a path, in the directory of which there is room for it
@treturn ?file open for reading and writing
@treturn ?table the error: "io"
@usage local f <close> = assert(core.fs.temporary "out.txt")
*/
static int l_temporary(lua_State *L) {
    bk_error err;
    int fd;
    const char *beside = lbk_check_path(L, 1);
    luaL_Stream *stream = new_stream(L);
    if (bk_fs_temporary(beside, &fd, &err)) return lbk_push_error(L, &err, beside);
    return finish_stream(L, stream, fd, "w+b", beside);
}

/*** A file to append to, which no other run has by this function until it is closed, where the file system has locks.
@function lock
@tparam string path made when it is not there
@treturn ?file open for reading and appending
@treturn ?table the error: "io" (also when another run has it), "type" (no regular file)
@usage local f <close> = assert(core.fs.lock "rows.partial")
*/
static int l_lock(lua_State *L) {
    bk_error err;
    int fd;
    const char *path = lbk_check_path(L, 1);
    luaL_Stream *stream = new_stream(L);
    if (bk_fs_lock(path, &fd, &err)) return lbk_push_error(L, &err, path);
    return finish_stream(L, stream, fd, "a+b", path);
}

int lbk_open_fs(lua_State *L);

int lbk_open_fs(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"stat", l_stat}, {"read", l_read},     {"mkdir", l_mkdir}, {"is_tty", l_is_tty},
        {"hold_standard", l_hold_standard},
        {"walk", l_walk}, {"temporary", l_temporary}, {"writer", l_writer}, {"append", l_append},
        {"overwrite", l_overwrite}, {"lock", l_lock}, {"sweep", l_sweep}, {"set_time", l_set_time}, {NULL, NULL}};
    static const luaL_Reg walk_meta[] = {
        {"__gc", l_walk_close}, {"__close", l_walk_close}, {"__call", l_walk_next}, {NULL, NULL}};
    static const luaL_Reg writer_meta[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg writer_methods[] = {
        {"write", l_write}, {"commit", l_commit}, {"close", l_close}, {NULL, NULL}};
    if (luaL_newmetatable(L, WALK_META)) {
        luaL_setfuncs(L, walk_meta, 0);
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    if (luaL_newmetatable(L, WRITER_META)) {
        luaL_setfuncs(L, writer_meta, 0);
        luaL_newlib(L, writer_methods);
        lua_setfield(L, -2, "__index");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    luaL_newlib(L, functions);
    return 1;
}
