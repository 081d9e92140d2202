/*** Worker processes. breachkit.jobs is what scripts use.
 * @module breachkit.core.proc
 */
#include "../core/bk_proc.h"
#include "lbk.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define META "breachkit.proc"

static bk_proc *check_any(lua_State *L, int index) {
    return luaL_checkudata(L, index, META);
}

static bk_proc *check(lua_State *L, int index) {
    bk_proc *p = check_any(L, index);
    luaL_argcheck(L, p->fd >= 0, index, "the process is closed");
    return p;
}

/* The rest of a worker's life. */
static int describe(lua_State *L) {
    (void)luaL_tolstring(L, 1, NULL);
    return 1;
}

/* (function, others, connection): forget the workers that were there before, then do the work. */
static int l_work(lua_State *L) {
    lua_Integer others = lua_istable(L, 2) ? (lua_Integer)lua_rawlen(L, 2) : 0;
    for (lua_Integer i = 1; i <= others; i++) {
        lua_rawgeti(L, 2, i);
        bk_proc *other = luaL_testudata(L, -1, META);
        if (other) bk_proc_forget(other);
        lua_pop(L, 1);
    }
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 3);
    lua_call(L, 1, 0);
    return 0;
}

/* In the worker: nothing may raise past this, or the parent's code would go on twice. */
static void work(lua_State *L) {
    int status = lua_pcall(L, 3, 0, -5) == LUA_OK ? 0 : 1;
    if (status) {
        const char *message = lua_tostring(L, -1);
        fprintf(stderr, "breachkit worker: %s\n", message ? message : "failed");
    }
    (void)fflush(stdout);
    (void)fflush(stderr);
    /* not exit: what the parent opened is the parent's to close */
    _exit(status);
}

/*** Fork a worker that calls a function with its end of the connection, and ends when that returns.
@function spawn
@tparam function fn called in the worker as `fn(connection)`; the connection has `send` and
`receive`
@tparam[opt] table others the workers that are already there, for the new one to forget
@treturn ?userdata the worker, with `send`, `receive`, `close`
@treturn ?table the error: "io"
@usage local w = assert(core.proc.spawn(function(c) c:send(c:receive():upper()) end))
*/
static int l_spawn(lua_State *L) {
    bk_error err;
    bool in_worker;
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 2);
    bk_proc *p = lua_newuserdatauv(L, sizeof *p, 0);
    *p = (bk_proc){.fd = -1};
    luaL_setmetatable(L, META);
    /* the worker's call is laid out before the fork, where running out of memory may still raise */
    lua_pushcfunction(L, describe);
    lua_pushcfunction(L, l_work);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, 3);
    /* what is buffered would else be written by both */
    (void)fflush(stdout);
    (void)fflush(stderr);
    if (bk_proc_spawn(p, &in_worker, &err)) return lbk_push_error(L, &err, NULL);
    if (in_worker) {
        lua_sethook(L, NULL, 0, 0); /* an interrupt under way is the parent's to hear */
        work(L);
    }
    lua_settop(L, 3);
    return 1;
}

/*** Send a message to the other side.
@function worker:send
@tparam string bytes
@treturn ?boolean true
@treturn ?table the error: "io" when the other side is gone
@raise when closed
@usage assert(w:send "hello")
*/
static int l_send(lua_State *L) {
    bk_error err;
    size_t n;
    bk_proc *p = check(L, 1);
    const char *bytes = luaL_checklstring(L, 2, &n);
    if (bk_proc_send(p, bytes, n, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushboolean(L, 1);
    return 1;
}

/*** The next message from the other side. Messages go one at a time: request, answer.
@function worker:receive
@tparam[opt=true] boolean wait false: take only what is there
@treturn ?string|boolean the message; false when none is there yet; nil when the other side is gone
@raise when closed
@usage local answer = w:receive()
*/
static int l_receive(lua_State *L) {
    const char *bytes;
    size_t n;
    bk_proc *p = check(L, 1);
    switch (bk_proc_receive(p, lua_isnoneornil(L, 2) || lua_toboolean(L, 2), &bytes, &n)) {
    case BK_PROC_MESSAGE:
        lua_pushlstring(L, bytes, n);
        break;
    case BK_PROC_NOTHING:
        lua_pushboolean(L, 0);
        break;
    default:
        lua_pushnil(L);
        break;
    }
    return 1;
}

/*** Close the connection; a worker that still runs is killed. Calling it twice is safe.
@function worker:close
@treturn ?string how the worker ended: "exit 0", "signal 9"; nil when that is not known
@usage print(w:close())
*/
static int l_close(lua_State *L) {
    bk_proc *p = check_any(L, 1);
    bk_proc_close(p);
    if (!p->ended) return 0;
    if (WIFSIGNALED(p->status))
        lua_pushfstring(L, "signal %d", WTERMSIG(p->status));
    else
        lua_pushfstring(L, "exit %d", WEXITSTATUS(p->status));
    return 1;
}

/*** Wait until one of some workers has something to say, or has ended.
@function wait
@tparam table workers a list
@tparam[opt=-1] integer ms at most so long; -1: as long as it takes
@treturn boolean false when a signal came first
@usage core.proc.wait(workers)
*/
static int l_wait(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer ms = luaL_optinteger(L, 2, -1);
    luaL_argcheck(L, ms >= -1 && ms <= 86400000, 2, "out of range");
    lua_Unsigned n = lua_rawlen(L, 1);
    luaL_argcheck(L, n <= 4096, 1, "too many workers");
    bk_proc **list = lua_newuserdatauv(L, n ? n * sizeof *list : 1, 0);
    for (lua_Unsigned i = 0; i < n; i++) {
        lua_rawgeti(L, 1, (lua_Integer)i + 1);
        list[i] = check_any(L, -1); /* stays alive: the list holds it and no Lua runs */
        lua_pop(L, 1);
    }
    lua_pushboolean(L, bk_proc_wait_any(list, (size_t)n, (int)ms));
    return 1;
}

/*** The processors that are online.
@function cpus
@treturn integer at least 1
@usage print(core.proc.cpus())
*/
static int l_cpus(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)bk_proc_cpus());
    return 1;
}

/*** The account that runs this.
@function user
@treturn string its name; its number where it has none
@usage print(core.proc.user())
*/
static int l_user(lua_State *L) {
    char name[256];
    lua_pushstring(L, bk_proc_user(name, sizeof name) ? name : "unknown");
    return 1;
}

static int l_gc(lua_State *L) {
    bk_proc_close(check_any(L, 1));
    return 0;
}

int lbk_open_proc(lua_State *L);

int lbk_open_proc(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"spawn", l_spawn}, {"wait", l_wait}, {"cpus", l_cpus}, {"user", l_user}, {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"send", l_send}, {"receive", l_receive}, {"close", l_close}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_gc}, {"__close", l_gc}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    luaL_newlib(L, functions);
    return 1;
}
