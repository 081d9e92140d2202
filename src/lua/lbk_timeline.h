/* The timeline's userdata, shared by its two binding files. */
#ifndef LBK_TIMELINE_H
#define LBK_TIMELINE_H

#include "../core/bk_timeline.h"
#include "lbk.h"

#define LBK_RECENT 1024

typedef struct lbk_timeline {
    bk_timeline tl;
    bk_buf scratch;              /* packed values while an event is added */
    bk_buf ids;                  /* numbers of strings, as a list */
    uint32_t recent[LBK_RECENT]; /* numbers of strings lately added, by where Lua had them */
    bool open;
} lbk_timeline;

/* The open timeline at `index`, or an error. */
lbk_timeline *lbk_check_timeline(lua_State *L, int index);
/* The same, in order and indexed. */
lbk_timeline *lbk_settled_timeline(lua_State *L, int index);
/* A new one, its converter of dates (or nil) taken from `converter`. Pushes it. */
lbk_timeline *lbk_new_timeline(lua_State *L, int converter);
/* Push event `i` as a table. */
void lbk_push_event(lua_State *L, lbk_timeline *t, size_t i);
/* Times as scripts give them: integer seconds, a date record, a string. False with the error value
 * on the stack when it is no time. `*edtf` gets the date as told, on the stack (a string or nil),
 * when it returns true. */
bool lbk_time_bounds(lua_State *L, int self, int index, int64_t *lo, int64_t *hi);

int lbk_timeline_add(lua_State *L);
extern const luaL_Reg lbk_timeline_queries[];

#endif
