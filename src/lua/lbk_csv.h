/* A dialect of CSV as Lua has it. */
#ifndef LBK_CSV_H
#define LBK_CSV_H

#include "lbk.h"

#include "../core/bk_csv_sniff.h"

/* Push the table that core.csv.sniff gives. */
void lbk_push_dialect(lua_State *L, const bk_csv_sniffed *s);

#endif
