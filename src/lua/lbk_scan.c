/*** Indicators in any bytes. Values are plain here, but for `masked` and `json_lines`;
 * breachkit.scan holds the policy.
 * @module breachkit.core.scan
 */
#include "../core/bk_json.h"
#include "../core/bk_scan_json.h"
#include "lbk_mask.h"
#include "lbk_scan.h"
#include "lbk_tap.h"

#include <string.h>

#define SCAN_META "breachkit.scan"

enum { JSON_ENOUGH = 1 << 16 }; /* bytes of JSON Lines that are given at a time */

lbk_scanner *lbk_check_scanner(lua_State *L, int index) {
    lbk_scanner *s = luaL_checkudata(L, index, SCAN_META);
    luaL_argcheck(L, s->run, index, "a scan that was closed");
    return s;
}

bk_veil *lbk_scanner_veil(lua_State *L, lbk_scanner *s) {
    if (!s->veil && !(s->veil = bk_veil_new(s->rules))) luaL_error(L, "out of memory");
    return s->veil;
}

/*** End the scan and give back what it holds. Calling it twice is safe.
@function scanner:close
@usage require "breachkit.core".scan.bytes "":close()
*/
static int l_close(lua_State *L) {
    lbk_scanner *s = luaL_checkudata(L, 1, SCAN_META);
    bk_scan_run_close(s->run);
    bk_veil_free(s->veil);
    bk_context_free(&s->context);
    s->run = NULL;
    s->veil = NULL;
    s->piece = NULL;
    return 0;
}

/* The next hit, or NULL at the end. */
static const bk_hit *advance(lbk_scanner *s) {
    while (!s->ended) {
        if (s->piece && s->next < s->piece->hit_count) return &s->piece->hits[s->next++];
        s->next = 0;
        if (bk_scan_run_next(s->run, &s->piece, &s->err)) s->piece = NULL;
        if (!s->piece) {
            s->ended = true;
            break;
        }
        for (size_t i = 0; i < BK_WHY_MOST; i++) s->suppressed[i] += s->piece->suppressed[i];
    }
    return NULL;
}

static int l_step(lua_State *L) {
    lbk_scanner *s = lua_touserdata(L, lua_upvalueindex(1)); /* l_flat saw that it is one */
    if (!s->run) (void)lbk_check_scanner(L, lua_upvalueindex(1)); /* raises */
    const bk_hit *hit = advance(s);
    if (!hit) return 0;
    bk_hit_at at = bk_hit_place(s->piece, hit);
    lua_pushinteger(L, (lua_Integer)at.first + 1);
    lua_pushinteger(L, (lua_Integer)at.end);
    lua_pushinteger(L, hit->kind + 1);
    lua_pushinteger(L, (hit->defanged ? 1 : 0) | hit->why << 1 | (int)at.encoding << 7);
    return 4;
}

/*** The findings as numbers: no table and no string is made of one that nobody asks for.
@function scanner:flat
@treturn function an iterator giving first, last (1-based inclusive bytes), kind (a number of
`kinds`), and flags: bit 0 for
defanged, bits 1 to 6 why it is held back (0: it is not; `scanner:why`), from bit 7 on how it is
written (0: as its text; else a number of `encodings`)
@usage local core = require "breachkit.core".scan
for first, last, kind in core.bytes("at 8.8.8.8"):flat() do print(first, last, core.kinds[kind]) end
*/
static int l_flat(lua_State *L) {
    (void)lbk_check_scanner(L, 1);
    lua_settop(L, 1);
    lua_pushcclosure(L, l_step, 1);
    return 1;
}

static void named(bk_buf *out, const char *name, const char *value, size_t n) {
    if (!value) return;
    (void)bk_buf_add_string(out, name);
    (void)bk_json_write_string(out, value, n, true, NULL);
    (void)bk_buf_add_char(out, ',');
}

/* The context of a finding as the first fields of its line. */
static bk_code add_context(lbk_scanner *s, const bk_hit *hit, size_t most, bk_buf *out) {
    const bk_context *c = &s->context;
    if (bk_scan_context(s->veil, s->rules, s->piece, hit, most, &s->context)) return BK_E_MEMORY;
    const bk_context_side *sides[] = {&c->after, &c->before};
    static const char *const names[] = {"\"after\":", "\"before\":"};
    char sign = '{';
    for (int i = 0; i < 2; i++) {
        if (!sides[i]->n) continue;
        (void)bk_buf_add_char(out, sign);
        (void)bk_buf_add_string(out, names[i]);
        (void)bk_json_write_string(out, c->shown.p + sides[i]->shown, sides[i]->shown_n, true,
                                   NULL);
        sign = ',';
    }
    return out->failed;
}

/*** Further findings as JSON Lines, personal values masked: some 64 KB of them.
@function scanner:json_lines
@tparam[opt] string path set in each
@tparam[opt] string id set in each
@tparam[opt=0] integer context so much of what stands around each, as `before` and `after`, like
`scanner:context`
@treturn ?string lines, each with its end; nil after the last
@treturn ?integer how many
@usage local scan = require "breachkit.core".scan.bytes "at 8.8.8.8"
io.write(scan:json_lines "notes.txt")
*/
static int l_json_lines(lua_State *L) {
    lbk_scanner *s = lbk_check_scanner(L, 1);
    size_t path_n, id_n;
    const char *path = luaL_optlstring(L, 2, NULL, &path_n),
               *id = luaL_optlstring(L, 3, NULL, &id_n);
    lua_Integer around = luaL_optinteger(L, 4, 0);
    luaL_argcheck(L, around >= 0 && around <= BK_SCAN_CONTEXT, 4, "out of range");
    bk_mask_maker *maker = lbk_mask_maker(L);
    bk_veil *veil = lbk_scanner_veil(L, s);
    bk_buf *out = lbk_new_buf(L), *head = lbk_new_buf(L), *middle = lbk_new_buf(L);
    named(head, "\"id\":", id, id_n);
    named(middle, "\"path\":", path, path_n);
    lua_Integer count = 0;
    const bk_hit *hit;
    (void)bk_buf_reserve(out, 2 * JSON_ENOUGH); /* so that it hardly grows */
    while (out->n < JSON_ENOUGH && (hit = advance(s)) != NULL) {
        size_t begin = out->n;
        if (around && add_context(s, hit, (size_t)around, out))
            return luaL_error(L, "out of memory");
        size_t brace = out->n;
        if (bk_scan_json(s->piece, hit, s->rules, head, middle, maker, veil, out))
            return luaL_error(L, "out of memory");
        if (brace > begin) out->p[brace] = ','; /* the fields go on */
        count++;
    }
    if (!count) return 0;
    lua_pushlstring(L, out->p, out->n);
    lua_pushinteger(L, count);
    return 2;
}

/*** Go through all that is left and count it.
@function scanner:counts
@treturn table how many there are of each kind, by its name; none: absent
@usage print(require "breachkit.core".scan.bytes "at 8.8.8.8":counts().ipv4)
*/
static int l_counts(lua_State *L) {
    lbk_scanner *s = lbk_check_scanner(L, 1);
    lua_Integer counts[BK_SCAN_KINDS] = {0};
    const bk_hit *hit;
    while ((hit = advance(s)) != NULL) counts[hit->kind]++;
    lua_newtable(L);
    for (int k = 0; k < BK_SCAN_KINDS; k++) {
        if (!counts[k]) continue;
        lua_pushinteger(L, counts[k]);
        lua_setfield(L, -2, bk_scan_kind_name((bk_scan_kind)k));
    }
    return 1;
}

/*** What was held back so far.
@function scanner:suppressed
@treturn table counts by reason
@usage local scan = require "breachkit.core".scan.bytes "co.uk"
scan:counts()
print(scan:suppressed()["public-suffix"])
*/
static int l_suppressed(lua_State *L) {
    const lbk_scanner *s = lbk_check_scanner(L, 1);
    lua_newtable(L);
    for (int i = 1; i < BK_WHY_MOST; i++) {
        if (!s->suppressed[i]) continue;
        lua_pushinteger(L, (lua_Integer)s->suppressed[i]);
        lua_setfield(L, -2, bk_scan_why(s->rules, (unsigned char)i));
    }
    return 1;
}

/*** What ended the scan before its time.
@function scanner:failure
@treturn ?table an error: "io"; nil when there is none
@treturn boolean whether the file has become longer or shorter since it was opened
@usage print(require "breachkit.core".scan.bytes "":failure())
*/
static int l_failure(lua_State *L) {
    const lbk_scanner *s = lbk_check_scanner(L, 1);
    if (s->err.code) {
        (void)lbk_push_error(L, &s->err, NULL);
        lua_remove(L, -2);
    } else {
        lua_pushnil(L);
    }
    lua_pushboolean(L, bk_scan_run_changed(s->run));
    return 2;
}

/*** Give a scan of `stream` more bytes; what was found before must have been taken.
@function scanner:feed
@tparam ?string|userdata bytes the next ones, or a `core.tap`, of which Lua sees none; nil after the last
@treturn boolean whether more may come: false after nil, and at the end of a tap
@treturn ?table the error that the tap's source failed with, which is its end too
@raise when the scan is not of a stream
@usage local scan = require "breachkit.core".scan.stream()
scan:feed "at 8.8.8.8"
scan:feed()
print(scan:counts().ipv4)
*/
static int l_feed(lua_State *L) {
    lbk_scanner *s = lbk_check_scanner(L, 1);
    lbk_tap *tap = lbk_test_tap(L, 2);
    size_t n = 0;
    const char *p = tap ? NULL : luaL_optlstring(L, 2, NULL, &n);
    bool last = !tap && !p, failed = false;
    bk_error err;
    lua_settop(L, 2);
    if (tap) {
        if (tap->at == tap->bytes.n && !tap->last) failed = !lbk_tap_fill(L, 2); /* then its error is at 3 */
        n = tap->bytes.n - tap->at;
        p = n ? tap->bytes.p + tap->at : "";
        last = failed || (tap->last && !n);
        tap->at = tap->bytes.n;
        (void)lbk_check_scanner(L, 1); /* what the tap called may have closed it */
    }
    if (bk_scan_run_feed(s->run, p ? p : "", n, last, &err)) return luaL_error(L, "%s", err.message);
    s->ended = false;
    lua_pushboolean(L, !last);
    lua_insert(L, 3);
    return failed ? 2 : 1;
}

static uint64_t read_kinds(lua_State *L, int index) {
    uint64_t wanted = 0;
    if (lua_isnoneornil(L, index) || lua_getfield(L, index, "kinds") == LUA_TNIL) return 0;
    luaL_checktype(L, -1, LUA_TTABLE);
    for (lua_Integer i = 1; lua_geti(L, -1, i) != LUA_TNIL; i++) {
        const char *name = luaL_checkstring(L, -1);
        int k = 0;
        while (k < BK_SCAN_KINDS && strcmp(bk_scan_kind_name((bk_scan_kind)k), name) != 0) k++;
        if (k == BK_SCAN_KINDS) luaL_error(L, "there is no kind '%s'", name);
        wanted |= UINT64_C(1) << k;
        lua_pop(L, 1);
    }
    lua_pop(L, 2);
    return wanted;
}

static bk_view_kind read_container(lua_State *L, int options) {
    size_t n;
    const char *name = lbk_push_opt_string(L, options, "container", &n);
    bk_view_kind kind = name ? bk_view_kind_named(name) : BK_VIEW_NONE;
    if (kind == BK_VIEW_KINDS && strcmp(name, "auto") != 0)
        luaL_error(L, "there is no container '%s'", name);
    lua_pop(L, 1);
    return kind;
}

/* Push a scanner without a run; the rules and what is at `anchored` live as long as it does. */
static lbk_scanner *new_scanner(lua_State *L, int options, int anchored, bk_scan_options *out) {
    static const char *const names[] = {"kinds", "suppressed", "threads",   "piece",
                                        "rules", "container",  NULL};
    lbk_check_options(L, options, names);
    memset(out, 0, sizeof *out);
    out->kinds = read_kinds(L, options);
    out->suppressed = lbk_opt_boolean(L, options, "suppressed", false);
    out->threads = (unsigned)lbk_opt_integer(L, options, "threads", 1, 1, BK_SCAN_THREADS_MOST);
    out->piece = (size_t)lbk_opt_integer(L, options, "piece", BK_SCAN_PIECE, 1, 1 << 30);
    out->container = read_container(L, options);
    lbk_scanner *s = lua_newuserdatauv(L, sizeof *s, 2);
    memset(s, 0, sizeof *s);
    s->context.wide.secret = true;
    luaL_setmetatable(L, SCAN_META);
    if (!lua_isnoneornil(L, options) && lua_getfield(L, options, "rules") != LUA_TNIL) {
        out->rules = s->rules = lbk_check_scan_rules(L, -1);
        lua_setiuservalue(L, -2, 1);
    } else if (!lua_isnoneornil(L, options)) {
        lua_pop(L, 1);
    }
    if (anchored) {
        lua_pushvalue(L, anchored);
        lua_setiuservalue(L, -2, 2);
    }
    return s;
}

/*** Scan bytes: findings in order, without overlap.
@function bytes
@tparam string bytes any bytes; ASCII and what contains it (UTF-8, Latin-1) is read
@tparam[opt] table options `kinds`: a list of those wanted; `suppressed`: true to give what is held
back, too; `rules`: of `rules`; `threads`: 1 to 64, which change no result; `piece`: bytes that are
scanned at a time, which change none either; `container`: what the bytes are, whose escapes are
undone ("html", "mail", "json", "sql", "mysql"; "auto": by how they begin; default "none")
@treturn userdata a scanner
@raise on a wrong argument, option or kind
@usage local core = require "breachkit.core".scan
for first, last, kind in core.bytes("at 8.8.8.8", { kinds = { "ipv4" } }):flat() do print(first,
last) end
*/
static int l_bytes(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    bk_scan_options options;
    bk_error err;
    lua_settop(L, 2);
    lbk_scanner *s = new_scanner(L, 2, 1, &options);
    if (bk_scan_run_bytes(&s->run, p, n, &options, &err)) return luaL_error(L, "%s", err.message);
    return 1;
}

/*** Scan a file, in the memory of a few pieces of it. A file that changes meanwhile is read as far
as it goes.
@function file
@tparam string path a regular file
@tparam[opt] table options as of `bytes`
@treturn ?userdata a scanner
@treturn ?table the error: "io", also for what is no regular file
@raise on a wrong argument, option or kind
@usage for first in assert(require "breachkit.core".scan.file "memory.dmp"):flat() do print(first)
end
*/
static int l_file(lua_State *L) {
    const char *path = lbk_check_path(L, 1);
    bk_scan_options options;
    bk_error err;
    lua_settop(L, 2);
    lbk_scanner *s = new_scanner(L, 2, 0, &options);
    if (bk_scan_run_file(&s->run, path, &options, &err)) return lbk_push_error(L, &err, path);
    return 1;
}

/*** Scan bytes that come one after the other, by `scanner:feed`.
@function stream
@tparam[opt] table options as of `bytes`; `threads` does nothing. With `container` "auto" nothing is
found before 16 KiB were fed
@treturn userdata a scanner
@raise on a wrong option or kind
@usage local scan = require "breachkit.core".scan.stream()
*/
static int l_stream(lua_State *L) {
    bk_scan_options options;
    bk_error err;
    lua_settop(L, 1);
    lbk_scanner *s = new_scanner(L, 1, 0, &options);
    if (bk_scan_run_stream(&s->run, &options, &err)) return luaL_error(L, "%s", err.message);
    s->ended = true;
    return 1;
}

/*** Whether an address lies in a network, IPv4 or IPv6.
@function within
@tparam string address an address, or a network that must lie in it wholly
@tparam string cidr the network: "192.0.2.0/24"
@treturn boolean false also when either is not well-formed, or their families differ
@raise when either is no string
@usage assert(require "breachkit.core".scan.within("192.0.2.7", "192.0.2.0/24"))
*/
static int l_within(lua_State *L) {
    const char *address = luaL_checkstring(L, 1), *cidr = luaL_checkstring(L, 2);
    lua_pushboolean(L, bk_scan_within(address, cidr));
    return 1;
}

int lbk_open_scan(lua_State *L);

int lbk_open_scan(lua_State *L) {
    static const luaL_Reg meta[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg methods[] = {{"flat", l_flat},
                                       {"counts", l_counts},
                                       {"json_lines", l_json_lines},
                                       {"feed", l_feed},
                                       {"suppressed", l_suppressed},
                                       {"failure", l_failure},
                                       {"close", l_close},
                                       {NULL, NULL}};
    static const luaL_Reg functions[] = {{"bytes", l_bytes},   {"file", l_file},
                                         {"stream", l_stream}, {"rules", lbk_scan_rules},
                                         {"within", l_within}, {NULL, NULL}};
    lbk_new_class(L, SCAN_META, meta, methods);
    lua_getfield(L, -1, "__index");
    luaL_setfuncs(L, lbk_scan_findings, 0);
    lua_pop(L, 2);
    luaL_newlib(L, functions);
    lua_createtable(L, BK_SCAN_KINDS, 0);
    for (int k = 0; k < BK_SCAN_KINDS; k++) {
        lua_pushstring(L, bk_scan_kind_name((bk_scan_kind)k));
        lua_rawseti(L, -2, k + 1);
    }
    lua_setfield(L, -2, "kinds");
    lua_createtable(L, BK_HIT_ENCODINGS, 0);
    for (unsigned i = 1; i <= BK_HIT_ENCODINGS; i++) {
        lua_pushstring(L, bk_hit_encoding(i));
        lua_rawseti(L, -2, i);
    }
    lua_setfield(L, -2, "encodings");
    return 1;
}
