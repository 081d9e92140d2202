/* A summary of leaked records as other bindings add to it. */
#ifndef LBK_DUMP_H
#define LBK_DUMP_H

#include "../core/bk_combo.h"
#include "lbk.h"

/* The counts of the summary at `index`, and its first thread's sets; raises when it is none, or closed. */
bk_tally_counts *lbk_check_tally(lua_State *L, int index, bk_tally_sets **sets);

#endif
