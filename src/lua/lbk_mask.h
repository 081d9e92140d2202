/* Masked values, as other bindings push them. */
#ifndef LBK_MASK_H
#define LBK_MASK_H

#include "lbk.h"

/* Push a masked value of p[0..n): a userdata whose bytes are in locked memory. The bytes need not
 * be a Lua string. */
void lbk_push_masked(lua_State *L, const char *kind, const char *p, size_t n);
/* The 32 bytes that tokens are made with: those that were given, else random ones of this process.
 */
const unsigned char *lbk_mask_key(lua_State *L);

#endif
