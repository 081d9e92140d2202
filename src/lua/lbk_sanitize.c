/*** HTML from strangers made harmless, and addresses put together.
 * @module breachkit.core.sanitize
 */
#include "../core/bk_sanitize.h"
#include "../core/bk_uri.h"
#include "lbk.h"

#include <string.h>

/*** What is left of HTML when only what is allowed stays, written anew: every tag closed, every value
quoted, nothing that runs.
@function html
@tparam string bytes HTML, UTF-8, of any quality
@tparam table rules sets of lower-case names, each a string with every name between two spaces
(`" a b "`): `elements` allowed, `empty` of these, `dropped` with what is inside, `attributes` allowed,
`addresses` of these, `schemes` of addresses
@tparam[opt=""] string base the address that relative ones are resolved against
@treturn ?string HTML
@treturn ?table the error: "memory", "limit"
@raise on a wrong argument, or rules without one of the sets
@usage local html = core.sanitize.html("<b onclick=x>bold", rules) --> "<b>bold</b>"
*/
static int l_html(lua_State *L) {
    bk_sanitize_rules rules;
    const struct {
        const char *name;
        const char **set;
    } sets[] = {{"elements", &rules.elements},   {"empty", &rules.empty},
                {"dropped", &rules.dropped},     {"attributes", &rules.attributes},
                {"addresses", &rules.addresses}, {"schemes", &rules.schemes}};
    size_t n, base_n;
    const char *p = luaL_checklstring(L, 1, &n);
    luaL_checktype(L, 2, LUA_TTABLE);
    const char *base = luaL_optlstring(L, 3, "", &base_n);
    luaL_checkstack(L, 10, "rules");
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        lua_getfield(L, 2, sets[i].name); /* stays on the stack, so that the pointer holds */
        if (lua_type(L, -1) != LUA_TSTRING) return luaL_error(L, "rules without '%s'", sets[i].name);
        *sets[i].set = lua_tostring(L, -1);
    }
    bk_buf *out = lbk_new_buf(L);
    bk_code code = bk_sanitize(p, n, base, base_n, &rules, out);
    if (code) {
        bk_error err;
        (void)bk_fail(&err, code, 0, "the markup is too large");
        return lbk_push_error(L, &err, NULL);
    }
    lua_pushlstring(L, out->p ? out->p : "", out->n);
    bk_buf_free(out);
    return 1;
}

/*** An address resolved against another by RFC 3986, section 5.2.
@function resolve
@tparam string base an absolute address; with any other the reference stays as it is
@tparam string reference an address, absolute or relative
@treturn string the address
@usage core.sanitize.resolve("https://a.example/b/c", "../d") --> "https://a.example/d"
*/
static int l_resolve(lua_State *L) {
    size_t base_n, n;
    const char *base = luaL_checklstring(L, 1, &base_n);
    const char *reference = luaL_checklstring(L, 2, &n);
    bk_buf *out = lbk_new_buf(L);
    if (bk_uri_resolve(base, base_n, reference, n, out)) return luaL_error(L, "out of memory");
    lua_pushlstring(L, out->p ? out->p : "", out->n);
    bk_buf_free(out);
    return 1;
}

int lbk_open_sanitize(lua_State *L);

int lbk_open_sanitize(lua_State *L) {
    static const luaL_Reg functions[] = {{"html", l_html}, {"resolve", l_resolve}, {NULL, NULL}};
    luaL_newlib(L, functions);
    return 1;
}
