#include "lbk_window.h"

#include <string.h>

void lbk_window_start(lua_State *L, lbk_window *w, int owner, int source) {
    *w = (lbk_window){.last = lua_type(L, source) == LUA_TSTRING};
    if (w->last) w->p = lua_tolstring(L, source, &w->n);
    lua_pushvalue(L, source);
    lua_setiuservalue(L, owner, 1);
}

void lbk_window_fill(lua_State *L, lbk_window *w, int owner) {
    size_t left = w->n - w->at, wanted = left;
    if (w->at) memmove(w->bytes.p, w->bytes.p + w->at, left);
    w->base += w->at;
    w->at = 0;
    w->bytes.n = w->n = left;
    do {
        size_t n;
        lua_getiuservalue(L, owner, 1);
        lua_call(L, 0, 2);
        if (lua_isnil(L, -2)) {
            w->last = true;
            w->failed = !lua_isnil(L, -1);
            if (w->failed) {
                bk_error err;
                (void)bk_fail(&err, BK_E_IO, w->n + 1, "%s", luaL_tolstring(L, -1, NULL));
                lua_pushboolean(L, 0);
                lbk_window_error(L, w, err);
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
