/* The userdata of a scan and of its rules, shared by their binding files. */
#ifndef LBK_SCAN_H
#define LBK_SCAN_H

#include "../core/bk_scan_context.h"
#include "../core/bk_scan_json.h"
#include "lbk.h"

typedef struct lbk_scanner {
    bk_scan_run *run;
    const bk_scan_rules *rules;
    const bk_scan_piece *piece;
    bk_veil *veil; /* NULL until something is to be shown */
    bk_context context;
    size_t next; /* one more than the hit that was given last */
    bool ended;
    bk_error err;
    uint64_t suppressed[BK_WHY_MOST];
} lbk_scanner;

/* The scan at `index`, or an error when it was closed. */
lbk_scanner *lbk_check_scanner(lua_State *L, int index);
/* What masks its findings. */
bk_veil *lbk_scanner_veil(lua_State *L, lbk_scanner *s);
/* The compiled rules at `index`, or an error. */
const bk_scan_rules *lbk_check_scan_rules(lua_State *L, int index);

int lbk_scan_rules(lua_State *L);
extern const luaL_Reg lbk_scan_findings[]; /* methods that tell of the finding that was given last */

#endif
