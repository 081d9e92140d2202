/* Masked values, as other bindings push them. */
#ifndef LBK_MASK_H
#define LBK_MASK_H

#include "../core/bk_mask.h"
#include "lbk.h"

/* Push a masked value of p[0..n): a userdata whose bytes are in locked memory. The bytes need not
 * be a Lua string. */
void lbk_push_masked(lua_State *L, const char *kind, const char *p, size_t n);
/* The same, which shows itself as shown[0..shown_n), whatever its kind. */
void lbk_push_masked_as(lua_State *L, const char *kind, const char *p, size_t n, const char *shown,
                        size_t shown_n);
/* What makes the tokens: with the key that was given, else a random one of this process. */
bk_mask_maker *lbk_mask_maker(lua_State *L);

#endif
