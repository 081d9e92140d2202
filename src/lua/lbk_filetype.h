/* A table of file types as other bindings take it. */
#ifndef LBK_FILETYPE_H
#define LBK_FILETYPE_H

#include "../core/bk_filetype.h"

#include <lua.h>

/* Of the userdata at `index`; raises when it is none. It lives as long as that. */
const bk_filetypes *lbk_check_filetypes(lua_State *L, int index);

#endif
