/* The functions of breachkit.core.html that have a file of their own. */
#ifndef LBK_HTML_H
#define LBK_HTML_H

#include <lua.h>

int lbk_html_tokens(lua_State *L);

#endif
