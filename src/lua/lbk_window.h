/* A window over bytes that a pull parser reads: a Lua string, a file, or what a Lua function gives piece by piece. */
#ifndef LBK_WINDOW_H
#define LBK_WINDOW_H

#include "lbk.h"

typedef struct lbk_window {
    bool is_file;      /* the source, user value 1 of the owner, is one */
    bk_buf bytes;      /* a function's or file's */
    const char *p;     /* a string that user value 1 of the owner holds, or `bytes` */
    size_t n, at;      /* its bytes, and how many are done with */
    size_t base;       /* bytes before the window */
    bool last, failed; /* the source has no more; it failed */
} lbk_window;

/* The string, function or open file at `source` becomes user value 1 of the userdata at `owner`, and the window's
 * bytes. */
void lbk_window_start(lua_State *L, lbk_window *w, int owner, int source);
/* Fetch more: at least as much as is left, so that a long record is not read again too often. When the
 * source fails, `failed` is set and (false, an error value) pushed. */
void lbk_window_fill(lua_State *L, lbk_window *w, int owner);
/* Push an error of the parser, its position counted from the source's beginning. */
void lbk_window_error(lua_State *L, const lbk_window *w, bk_error err);
void lbk_window_free(lbk_window *w);

#endif
