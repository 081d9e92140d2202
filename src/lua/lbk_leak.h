/* The two halves of core.leak: what columns hold and how records are laid out, and the reader of records. */
#ifndef LBK_LEAK_H
#define LBK_LEAK_H

#include "lbk.h"

#define LBK_CLASSES_META "breachkit.leak.classes"

/* The names of layouts in the order of bk_leak_kind, NULL at their end. */
extern const char *const lbk_leak_kinds[];

/* core.leak.classes and core.leak.find. */
int lbk_leak_classes(lua_State *L);
int lbk_leak_find(lua_State *L);
/* Makes the metatables of what they return. */
void lbk_leak_layout_classes(lua_State *L);

#endif
