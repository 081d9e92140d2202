/*** The one primitive that needs libcurl. breachkit.fetch is what scripts use.
 * @module breachkit.net
 */
#include "bk_net.h"
#include "../lua/lbk.h"

#include <curl/curl.h>

#define META "breachkit.net.response"

static int l_gc(lua_State *L) {
    bk_net_free(luaL_checkudata(L, 1, META));
    return 0;
}

/*** Fetch one address with GET.
@function get
@tparam string url http or https
@tparam table options `user_agent` (string), `ca` (path), `timeout`, `connect` (milliseconds),
`max_bytes`, `redirects` (integers), `allow_private` (boolean)
@treturn ?table `{status, headers, body, final_url}`: headers as received, in one string
@treturn ?table the error: "refused", "certificate", "limit", "io"
@raise on a wrong argument or option
@usage local answer = assert(net.get("https://example.org/", { user_agent = "me" }))
*/
static int l_get(lua_State *L) {
    static const char *const names[] = {"user_agent", "ca",        "timeout",       "connect",
                                        "max_bytes",  "redirects", "allow_private", NULL};
    static const char *const codes[] = {[BK_NET_REFUSED] = "refused",
                                        [BK_NET_CERTIFICATE] = "certificate",
                                        [BK_NET_LIMIT] = "limit",
                                        [BK_NET_IO] = "io"};
    bk_error err = {0};
    size_t n;
    lua_settop(L, 2);
    bk_net_request q = {.url = lbk_check_path(L, 1)};
    lbk_check_options(L, 2, names);
    q.timeout_ms = (long)lbk_opt_integer(L, 2, "timeout", 30000, 1, 86400000);
    q.connect_ms = (long)lbk_opt_integer(L, 2, "connect", 10000, 1, 86400000);
    q.max_bytes = (size_t)lbk_opt_integer(L, 2, "max_bytes", 1 << 26, 1, INT64_MAX / 2);
    q.redirects = (long)lbk_opt_integer(L, 2, "redirects", 10, 0, 10);
    q.allow_private = lbk_opt_boolean(L, 2, "allow_private", false);
    q.user_agent = lbk_push_opt_string(L, 2, "user_agent", &n);
    q.ca = lbk_push_opt_string(L, 2, "ca", &n);
    bk_net_response *r = lua_newuserdatauv(L, sizeof *r, 0);
    *r = (bk_net_response){0};
    luaL_setmetatable(L, META);
    bk_net_failure failed = bk_net_get(&q, r, &err);
    if (failed) {
        bk_net_free(r);
        (void)lbk_push_error(L, &err, q.url);
        lua_pushstring(L, codes[failed]);
        lua_setfield(L, -2, "code");
        return 2;
    }
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, r->status);
    lua_setfield(L, -2, "status");
    lua_pushlstring(L, r->headers.n ? r->headers.p : "", r->headers.n);
    lua_setfield(L, -2, "headers");
    lua_pushlstring(L, r->body.n ? r->body.p : "", r->body.n);
    lua_setfield(L, -2, "body");
    lua_pushstring(L, r->final_url.p);
    lua_setfield(L, -2, "final_url");
    bk_net_free(r);
    return 1;
}

LBK_EXPORT int luaopen_breachkit_net(lua_State *L);

LBK_EXPORT int luaopen_breachkit_net(lua_State *L) {
    static const luaL_Reg functions[] = {{"get", l_get}, {NULL, NULL}};
    luaL_checkversion(L);
    if (curl_global_init(CURL_GLOBAL_DEFAULT)) return luaL_error(L, "libcurl cannot start");
    if (luaL_newmetatable(L, META)) {
        lua_pushcfunction(L, l_gc);
        lua_setfield(L, -2, "__gc");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    luaL_newlib(L, functions);
    return 1;
}
