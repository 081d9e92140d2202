#include "lbk_window.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { PIECE = 1 << 17 };

void lbk_window_start(lua_State *L, lbk_window *w, int owner, int source) {
    *w = (lbk_window){.last = lua_type(L, source) == LUA_TSTRING};
    if (w->last) w->p = lua_tolstring(L, source, &w->n);
    w->is_file = luaL_testudata(L, source, LUA_FILEHANDLE) != NULL;
    lua_pushvalue(L, source);
    lua_setiuservalue(L, owner, 1);
}

static void fail(lua_State *L, lbk_window *w, const char *message) {
    bk_error err;
    w->failed = true;
    (void)bk_fail(&err, BK_E_IO, w->n + 1, "%s", message);
    lua_pushboolean(L, 0);
    lbk_window_error(L, w, err);
}

static void fill_from_file(lua_State *L, lbk_window *w, int owner, size_t wanted) {
    lua_getiuservalue(L, owner, 1);
    luaL_Stream *stream = luaL_checkudata(L, -1, LUA_FILEHANDLE);
    lua_pop(L, 1);
    w->last = stream->closef == NULL; /* closed meanwhile */
    if (w->last) return;
    if (bk_buf_reserve(&w->bytes, wanted < PIECE ? PIECE : wanted)) luaL_error(L, "out of memory");
    size_t got = fread(w->bytes.p + w->n, 1, w->bytes.capacity - w->n, stream->f);
    w->last = got == 0;
    w->bytes.n = w->n += got;
    w->p = w->bytes.p;
    if (w->last && ferror(stream->f)) fail(L, w, strerror(errno));
}

void lbk_window_fill(lua_State *L, lbk_window *w, int owner) {
    size_t left = w->n - w->at, wanted = left;
    if (w->at) memmove(w->bytes.p, w->bytes.p + w->at, left);
    w->base += w->at;
    w->at = 0;
    w->bytes.n = w->n = left;
    if (w->is_file) {
        fill_from_file(L, w, owner, wanted);
        return;
    }
    do {
        size_t n;
        lua_getiuservalue(L, owner, 1);
        lua_call(L, 0, 2);
        if (lua_isnil(L, -2)) {
            w->last = true;
            if (!lua_isnil(L, -1)) {
                fail(L, w, luaL_tolstring(L, -1, NULL));
                return;
            }
            lua_pop(L, 2);
            break;
        }
        if (lua_type(L, -2) != LUA_TSTRING) {
            luaL_error(L, "a source gives strings, not a %s", luaL_typename(L, -2));
        }
        const char *piece = lua_tolstring(L, -2, &n);
        if (bk_buf_add(&w->bytes, piece, n)) luaL_error(L, "out of memory");
        w->p = w->bytes.p; /* each time: the source may raise, and be asked again */
        w->n = w->bytes.n;
        lua_pop(L, 2);
    } while (w->bytes.n < 2 * wanted || w->bytes.n == 0);
    w->p = w->bytes.p;
    w->n = w->bytes.n;
}

void lbk_window_error(lua_State *L, const lbk_window *w, bk_error err) {
    if (err.position) err.position += w->base + w->at;
    (void)lbk_push_error(L, &err, NULL);
    lua_remove(L, -2);
}

void lbk_window_free(lbk_window *w) {
    bk_buf_free(&w->bytes);
    w->n = w->at = 0;
    w->last = true;
}
