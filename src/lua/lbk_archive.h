/* An archive as other bindings read it. */
#ifndef LBK_ARCHIVE_H
#define LBK_ARCHIVE_H

#include "lbk.h"

#include "../core/bk_archive.h"

/* Where the userdata at `index` holds its archive (NULL there: it is closed), or NULL when it is none. It lives as
 * long as that. */
bk_archive **lbk_test_archive(lua_State *L, int index);
/* Push what core.archive.packing gives of p[0..n); return 2. */
int lbk_push_packing(lua_State *L, const char *p, size_t n);

#endif
