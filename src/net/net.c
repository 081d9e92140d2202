/*** HTTP(S) transfers, many at once: the primitives that need libcurl. breachkit.fetch is what
 * scripts use.
 * @module breachkit.net
 */
#include "bk_net.h"
#include "../lua/lbk.h"

#include <string.h>

#define POOL_META "breachkit.net.pool"
#define URL_META "breachkit.net.url"

static bk_net_pool *check_pool(lua_State *L) {
    bk_net_pool *p = luaL_checkudata(L, 1, POOL_META);
    luaL_argcheck(L, p->multi, 1, "the pool is closed");
    return p;
}

static void read_settings(lua_State *L, int index, bk_net_request *q);

/*** A set of transfers that share connections, and how they are made.
@function pool
@tparam integer kept most idle connections that stay open
@tparam table settings `user_agent`, `ca` (a path); `connect`, `first_byte`, `stall` (milliseconds);
`max_bytes` and `ratio` (limits of a body); `allow_private` (boolean)
@treturn ?userdata the pool, with `add`, `step`, `take`, `drop`, `close`
@treturn ?table the error: "memory"
@raise on a wrong argument or setting
@usage local pool <close> = assert(net.pool(16, { user_agent = "me" }))
*/
static int l_pool(lua_State *L) {
    bk_error err;
    lua_settop(L, 2);
    lua_Integer kept = luaL_checkinteger(L, 1);
    luaL_argcheck(L, kept >= 1 && kept <= 1024, 1, "from 1 to 1024");
    bk_net_request settings = {0};
    read_settings(L, 2, &settings); /* leaves the two strings on the stack, at 3 and 4 */
    bk_net_pool *p = lua_newuserdatauv(L, sizeof *p, 1);
    *p = (bk_net_pool){0};
    luaL_setmetatable(L, POOL_META);
    lua_createtable(L, 2, 0);
    lua_pushvalue(L, 3);
    lua_rawseti(L, -2, 1);
    lua_pushvalue(L, 4);
    lua_rawseti(L, -2, 2);
    lua_setiuservalue(L, -2, 1);
    if (bk_net_pool_open(p, (long)kept, &err)) return lbk_push_error(L, &err, NULL);
    p->settings = settings;
    return 1;
}

/*** End all transfers and connections; calling it twice is safe.
@function pool:close
@usage pool:close()
*/
static int l_close(lua_State *L) {
    bk_net_pool_close(luaL_checkudata(L, 1, POOL_META));
    return 0;
}

/* A string that goes into a request as it is: no byte of it may start another line. */
static const char *line_option(lua_State *L, int index, const char *name) {
    size_t n;
    const char *value = lbk_push_opt_string(L, index, name, &n);
    if (value && strcspn(value, "\r\n") != n) luaL_error(L, "option '%s' holds a line's end", name);
    return value;
}

/* The strings of the list `headers`, which stay the list's. */
static void read_headers(lua_State *L, bk_net_request *q) {
    if (lua_getfield(L, 4, "headers") == LUA_TNIL) return;
    luaL_checktype(L, -1, LUA_TTABLE);
    int list = lua_gettop(L);
    size_t n = (size_t)lua_rawlen(L, list);
    if (n > 256) luaL_error(L, "option 'headers': more than 256");
    const char **lines = lua_newuserdatauv(L, (n + 1) * sizeof *lines, 0);
    for (size_t i = 0; i < n; i++) {
        size_t width;
        if (lua_rawgeti(L, list, (lua_Integer)i + 1) != LUA_TSTRING) {
            luaL_error(L, "option 'headers': strings expected");
        }
        lines[i] = lua_tolstring(L, -1, &width);
        if (strcspn(lines[i], "\r\n") != width || !memchr(lines[i], ':', width)) {
            /* not shown: it may be a secret */
            luaL_error(L, "option 'headers': line %d is no header line", (int)i + 1);
        }
        lua_pop(L, 1);
    }
    lines[n] = NULL;
    q->headers = lines;
    q->n_headers = n;
}

enum { DAY_MS = 86400000 };

static void read_settings(lua_State *L, int index, bk_net_request *q) {
    static const char *const names[] = {"user_agent", "ca",        "connect", "first_byte",
                                        "stall",      "max_bytes", "ratio",   "allow_private",
                                        NULL};
    lbk_check_options(L, index, names);
    q->connect_ms = (long)lbk_opt_integer(L, index, "connect", 10000, 1, DAY_MS);
    q->first_ms = (long)lbk_opt_integer(L, index, "first_byte", 20000, 1, DAY_MS);
    q->stall_ms = (long)lbk_opt_integer(L, index, "stall", 20000, 1, DAY_MS);
    q->most = (size_t)lbk_opt_integer(L, index, "max_bytes", 1 << 26, 1, INT64_MAX / 4);
    q->ratio = (size_t)lbk_opt_integer(L, index, "ratio", 200, 1, 1 << 20);
    q->allow_private = lbk_opt_boolean(L, index, "allow_private", false);
    q->user_agent = line_option(L, index, "user_agent");
    q->ca = line_option(L, index, "ca");
}

/*** Start a transfer with GET.
@function pool:add
@tparam string url http or https
@tparam integer whole milliseconds that it may take
@tparam[opt] table options `user` ("name:password"), `headers` (a list of "Name: value"), `prefix`
(the bytes that are here already) and `validator` (for If-Range), `max_bytes` (instead of the pool's)
@treturn ?integer the transfer's number
@treturn ?table the error: "memory", "io"
@raise on a wrong argument or option, when closed
@usage local number = assert(pool:add("https://example.org/", 30000))
*/
static int l_add(lua_State *L) {
    static const char *const names[] = {"user",      "headers",   "prefix",
                                        "validator", "max_bytes", NULL};
    bk_error err;
    int64_t id;
    lua_settop(L, 4);
    bk_net_pool *p = check_pool(L);
    bk_net_request q = p->settings;
    q.url = lbk_check_path(L, 2);
    lua_Integer whole = luaL_checkinteger(L, 3);
    luaL_argcheck(L, whole >= 1 && whole <= DAY_MS, 3, "from 1 to 86400000");
    q.whole_ms = (long)whole;
    if (!lua_isnil(L, 4)) {
        lbk_check_options(L, 4, names);
        q.most = (size_t)lbk_opt_integer(L, 4, "max_bytes", (lua_Integer)q.most, 1, INT64_MAX / 4);
        q.user = line_option(L, 4, "user");
        q.validator = line_option(L, 4, "validator");
        q.prefix = lbk_push_opt_string(L, 4, "prefix", &q.n_prefix);
        read_headers(L, &q);
    }
    if (bk_net_pool_add(p, &q, &id, &err)) return lbk_push_error(L, &err, q.url);
    lua_pushinteger(L, (lua_Integer)id);
    return 1;
}

/*** Work on the transfers until one has finished, or the time is over.
@function pool:step
@tparam integer wait most milliseconds
@treturn ?boolean true
@treturn ?table the error: "io"
@raise when closed
@usage assert(pool:step(200))
*/
static int l_step(lua_State *L) {
    bk_error err;
    bk_net_pool *p = check_pool(L);
    lua_Integer wait = luaL_checkinteger(L, 2);
    luaL_argcheck(L, wait >= 0 && wait <= 60000, 2, "from 0 to 60000");
    if (bk_net_pool_step(p, (int)wait, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushboolean(L, 1);
    return 1;
}

static void set_bytes(lua_State *L, const char *name, const bk_buf *b) {
    lua_pushlstring(L, b->n ? b->p : "", b->n);
    lua_setfield(L, -2, name);
}

static void set_number(lua_State *L, const char *name, CURL *easy, CURLINFO what) {
    double seconds = 0;
    (void)curl_easy_getinfo(easy, what, &seconds);
    lua_pushnumber(L, seconds);
    lua_setfield(L, -2, name);
}

static void push_failure(lua_State *L, const bk_net_transfer *t) {
    lua_pushstring(L, bk_net_failure_name(t->failure));
    lua_setfield(L, -2, "failure");
    const char *text = bk_net_failure_text(t->failure);
    if (*t->text && (t->failure == BK_NET_OTHER || t->failure == BK_NET_RESOLVE ||
                     t->failure == BK_NET_CONNECT || t->failure == BK_NET_TLS)) {
        lua_pushfstring(L, "%s: %s", text, t->text);
    } else {
        lua_pushstring(L, text);
    }
    lua_setfield(L, -2, "message");
    lua_pushboolean(L, bk_net_failure_again(t->failure));
    lua_setfield(L, -2, "again");
}

/*** Take one transfer that has finished.
@function pool:take
@treturn ?table `{id, status, headers, body, raw, address, certificate, http, elapsed}`: headers as
received; body as meant; raw as it came, when it came compressed; certificate the SHA-256 of the
server's; http "1.1" or "2"; elapsed in seconds. A failed one also has `failure`, `message` and
`again` (whether another try may help), and its `raw` is what came. nil when none has finished
@raise when closed
@usage for answer in function() return pool:take() end do print(answer.id, answer.status) end
*/
static int l_take(lua_State *L) {
    bk_net_pool *p = check_pool(L);
    bk_net_transfer *t = bk_net_pool_finished(p);
    char *address = NULL;
    long version = 0;
    if (!t) return 0;
    lua_createtable(L, 0, 12);
    lua_pushinteger(L, (lua_Integer)t->id);
    lua_setfield(L, -2, "id");
    lua_pushinteger(L, t->status);
    lua_setfield(L, -2, "status");
    set_bytes(L, "headers", &t->headers);
    if (t->failure) {
        push_failure(L, t);
        /* an answer of 206 that failed before its body still goes on behind what was here; any other
         * is a body of its own, of which that is no part */
        set_bytes(L, "raw", t->status == 206 && !t->body_begun ? &t->prefix : &t->body.raw);
    } else {
        set_bytes(L, "body", bk_content_bytes(&t->body));
        if (t->body.coding) set_bytes(L, "raw", &t->body.raw);
    }
    if (*t->certificate) {
        lua_pushstring(L, t->certificate);
        lua_setfield(L, -2, "certificate");
    }
    (void)curl_easy_getinfo(t->easy, CURLINFO_PRIMARY_IP, &address);
    if (address && *address) {
        lua_pushstring(L, address);
        lua_setfield(L, -2, "address");
    }
    (void)curl_easy_getinfo(t->easy, CURLINFO_HTTP_VERSION, &version);
    lua_pushstring(L, version == CURL_HTTP_VERSION_2_0   ? "2"
                      : version == CURL_HTTP_VERSION_1_0 ? "1.0"
                                                         : "1.1");
    lua_setfield(L, -2, "http");
    set_number(L, "elapsed", t->easy, CURLINFO_TOTAL_TIME);
    bk_net_pool_drop(p, t->id);
    return 1;
}

/*** End a transfer, whatever its state.
@function pool:drop
@tparam integer number what `add` gave
@raise when closed
@usage pool:drop(number)
*/
static int l_drop(lua_State *L) {
    bk_net_pool *p = check_pool(L);
    bk_net_pool_drop(p, luaL_checkinteger(L, 2));
    return 0;
}

/*** Milliseconds on a clock that never goes back.
@function clock
@treturn integer
@usage local began = net.clock()
*/
static int l_clock(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)bk_net_clock());
    return 1;
}

static const struct {
    const char *name;
    CURLUPart part;
    unsigned flags;
} parts[] = {{"scheme", CURLUPART_SCHEME, 0},
             {"host", CURLUPART_HOST, 0},
             {"port", CURLUPART_PORT, CURLU_DEFAULT_PORT},
             {"user", CURLUPART_USER, CURLU_URLDECODE}, /* as they are sent */
             {"password", CURLUPART_PASSWORD, CURLU_URLDECODE}};

/* libcurl's handle and one string of its, held where an error of Lua's finds them. */
typedef struct url_parts {
    CURLU *handle;
    char *text;
} url_parts;

static void url_free(url_parts *u) {
    curl_free(u->text);
    curl_url_cleanup(u->handle);
    *u = (url_parts){0};
}

static int l_url_gc(lua_State *L) {
    url_free(luaL_checkudata(L, 1, URL_META));
    return 0;
}

static void set_part(lua_State *L, url_parts *u, const char *name) {
    lua_pushstring(L, u->text);
    lua_setfield(L, -2, name);
    curl_free(u->text);
    u->text = NULL;
}

/*** Take an address apart, as the transfer will read it.
@function url
@tparam string address absolute, or relative to `base`
@tparam[opt] string base
@treturn ?table `{url, scheme, host, port, user, password}`: port as a string, also where it is the
scheme's own; user and password without escapes; `url` is without user, password and fragment
@treturn ?string what is wrong with it
@usage print(net.url("../x", "http://example.org/a/b").url)
*/
static int l_url(lua_State *L) {
    const char *address = lbk_check_path(L, 1);
    const char *base = lua_isnoneornil(L, 2) ? NULL : lbk_check_path(L, 2);
    lua_settop(L, 2);
    url_parts *u = lua_newuserdatauv(L, sizeof *u, 0);
    *u = (url_parts){0};
    luaL_setmetatable(L, URL_META);
    u->handle = curl_url();
    if (!u->handle) return luaL_error(L, "out of memory");
    CURLUcode code = base ? curl_url_set(u->handle, CURLUPART_URL, base, 0) : CURLUE_OK;
    if (!code) code = curl_url_set(u->handle, CURLUPART_URL, address, CURLU_URLENCODE);
    lua_createtable(L, 0, 8);
    for (size_t i = 0; !code && i < sizeof parts / sizeof *parts; i++) {
        CURLUcode got = curl_url_get(u->handle, parts[i].part, &u->text, parts[i].flags);
        if (!got) set_part(L, u, parts[i].name);
        if (got == CURLUE_URLDECODE) code = got; /* a control character: no part of what is sent */
    }
    if (!code) {
        (void)curl_url_set(u->handle, CURLUPART_USER, NULL, 0);
        (void)curl_url_set(u->handle, CURLUPART_PASSWORD, NULL, 0);
        (void)curl_url_set(u->handle, CURLUPART_FRAGMENT, NULL, 0);
        code = curl_url_get(u->handle, CURLUPART_URL, &u->text, CURLU_NO_DEFAULT_PORT);
    }
    if (!code) set_part(L, u, "url");
    url_free(u);
    if (!code) return 1;
    lua_pushnil(L);
    lua_pushstring(L, curl_url_strerror(code));
    return 2;
}

LBK_EXPORT int luaopen_breachkit_net(lua_State *L);

LBK_EXPORT int luaopen_breachkit_net(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"pool", l_pool}, {"clock", l_clock}, {"url", l_url}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg methods[] = {{"add", l_add},   {"step", l_step},   {"take", l_take},
                                       {"drop", l_drop}, {"close", l_close}, {NULL, NULL}};
    luaL_checkversion(L);
    if (curl_global_init(CURL_GLOBAL_DEFAULT)) return luaL_error(L, "libcurl cannot start");
    static const luaL_Reg url_meta[] = {{"__gc", l_url_gc}, {NULL, NULL}};
    static const luaL_Reg none[] = {{NULL, NULL}};
    lbk_new_class(L, URL_META, url_meta, none);
    lbk_new_class(L, POOL_META, metamethods, methods);
    luaL_newlib(L, functions);
    return 1;
}
