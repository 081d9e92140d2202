/* Phrases that may name an event, compiled for a vocabulary's sentences. */
#ifndef LBK_TRIGGER_H
#define LBK_TRIGGER_H

#include <lua.h>

/* Make the class, once a state; the vocabulary's method. */
void lbk_triggers_class(lua_State *L);
int lbk_triggers_new(lua_State *L);

#endif
