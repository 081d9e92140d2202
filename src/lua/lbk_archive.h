/* An archive as other bindings read it. */
#ifndef LBK_ARCHIVE_H
#define LBK_ARCHIVE_H

#include "../core/bk_archive.h"

#include <lua.h>

/* Where the userdata at `index` holds its archive (NULL there: it is closed), or NULL when it is none. It lives as
 * long as that. */
bk_archive **lbk_test_archive(lua_State *L, int index);

#endif
