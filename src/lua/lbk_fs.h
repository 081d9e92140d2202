/* What other bindings take that write to a file. */
#ifndef LBK_FS_H
#define LBK_FS_H

#include "../core/bk_fs.h"
#include "lbk.h"

/* The writer of `core.fs.writer` at `index`; raises when it is closed. */
bk_fs_writer *lbk_check_writer(lua_State *L, int index);
/* What it was asked to write, which is pushed. */
const char *lbk_writer_path(lua_State *L, int index);

#endif
