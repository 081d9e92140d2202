/* Bytes that Lua does not see: what a file, a member of an archive or a script's function gives, in a window of locked
 * memory that is wiped. */
#ifndef LBK_TAP_H
#define LBK_TAP_H

#include "lbk.h"

#include "../core/bk_archive.h"

typedef struct lbk_tap {
    bk_buf bytes; /* the window */
    size_t at;    /* its bytes that are done with */
    uint64_t base; /* bytes before the window */
    bool last, failed; /* there is no more; the source failed, and user value 2 is the error */
    int fd;            /* -1: user value 1 is what gives bytes */
    bk_archive **archive; /* of the userdata that it is, or NULL: a function */
    bool wide, big; /* it is UTF-16, which the window has as UTF-8; `big`: the first byte of two is the higher */
    bk_buf raw;     /* of that, what no character was made of yet */
} lbk_tap;

lbk_tap *lbk_check_tap(lua_State *L, int index);
lbk_tap *lbk_test_tap(lua_State *L, int index); /* NULL when it is none */
/* More bytes for the tap at `index`: as many again as are left, so that a long record is not read again too often. When the
 * source fails false, and the error value is pushed; also again later. */
bool lbk_tap_fill(lua_State *L, int index);
/* As many bytes from the first on as there are up to n, which stay to be read. False, and an error value is pushed, only when
 * the source fails before there are any. */
bool lbk_tap_look(lua_State *L, int index, size_t n);
/* UTF-16, with its mark or without, comes as UTF-8 from now on, when none of it was read yet. */
void lbk_tap_decode(lua_State *L, int index);

#endif
