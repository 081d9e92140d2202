/*** What is told of the finding that was given last.
 * @module breachkit.core.scan
 */
#include "../core/bk_mask.h"
#include "../core/bk_scan_json.h"
#include "lbk_mask.h"
#include "lbk_scan.h"

static const bk_hit *current(lua_State *L, const lbk_scanner *s) {
    if (!s->piece || !s->next || s->next > s->piece->hit_count) {
        luaL_error(L, "no finding yet");
        __builtin_unreachable(); /* it jumps, which its type does not say */
    }
    return &s->piece->hits[s->next - 1];
}

static void push_value(lua_State *L, const lbk_scanner *s, const bk_hit *hit, bool written) {
    size_t n;
    const char *text = bk_hit_text(s->piece, hit, &n);
    if (written || hit->kind == BK_SCAN_YARA)
        lua_pushlstring(L, text, n);
    else
        lua_pushlstring(L, s->piece->values.p + hit->value, hit->n);
}

/*** The canonical value of the finding that was given last.
@function scanner:value
@treturn string
@raise when there is none
@usage local scan = require "breachkit.core".scan.bytes "hxxp://evil[.]example[.]com"
for _ in scan:flat() do print(scan:value()) end
*/
static int l_value(lua_State *L) {
    const lbk_scanner *s = lbk_check_scanner(L, 1);
    push_value(L, s, current(L, s), false);
    return 1;
}

/*** The finding that was given last as it is written.
@function scanner:text
@treturn string
@raise when there is none
@usage local scan = require "breachkit.core".scan.bytes "hxxp://evil[.]example[.]com"
for _ in scan:flat() do print(scan:text()) end
*/
static int l_text(lua_State *L) {
    const lbk_scanner *s = lbk_check_scanner(L, 1);
    push_value(L, s, current(L, s), true);
    return 1;
}

/*** What stands around the finding that was given last.
@function scanner:context
@tparam integer before bytes, at most 512
@tparam integer after bytes, at most 512
@treturn string what stands before it
@treturn string what stands after it
@raise when there is none
@usage local scan = require "breachkit.core".scan.bytes "it is at 8.8.8.8 today"
for _ in scan:flat() do print(scan:context(10, 10)) end
*/
static int l_context(lua_State *L) {
    const lbk_scanner *s = lbk_check_scanner(L, 1);
    const bk_hit *hit = current(L, s);
    lua_Integer before = luaL_checkinteger(L, 2), after = luaL_checkinteger(L, 3);
    luaL_argcheck(L, before >= 0 && before <= BK_SCAN_BEHIND, 2, "out of range");
    luaL_argcheck(L, after >= 0 && after <= BK_SCAN_BEHIND, 3, "out of range");
    size_t first = (size_t)(hit->first - s->piece->offset),
           end = (size_t)(hit->end - s->piece->offset);
    size_t b = (size_t)before < first ? (size_t)before : first;
    size_t a = (size_t)after < s->piece->n - end ? (size_t)after : s->piece->n - end;
    lua_pushlstring(L, s->piece->p + first - b, b);
    lua_pushlstring(L, s->piece->p + end, a);
    return 2;
}

/*** Why the finding that was given last is held back.
@function scanner:why
@treturn ?string the reason; nil when it is not
@treturn boolean whether what can be checked of it holds
@raise when there is none
@usage local scan = require "breachkit.core".scan.bytes("co.uk", { suppressed = true })
for _ in scan:flat() do print(scan:why()) end
*/
static int l_why(lua_State *L) {
    const lbk_scanner *s = lbk_check_scanner(L, 1);
    const bk_hit *hit = current(L, s);
    lua_pushstring(L, bk_scan_why(s->rules, hit->why)); /* nil when it is NULL */
    lua_pushboolean(L, !hit->why || hit->why > BK_WHY_TOO_LONG);
    return 2;
}

/*** The value and the text of the finding that was given last as masked values, if it tells of a
person.
@function scanner:masked
@treturn ?userdata the value, masked; nil when it tells of nobody
@treturn ?userdata the text, masked; a defanged one as its value
@treturn ?string the value's token
@raise when there is none
@usage local scan = require "breachkit.core".scan.bytes "jane@example.com"
for _ in scan:flat() do print(scan:masked()) end
*/
static int l_masked(lua_State *L) {
    const lbk_scanner *s = lbk_check_scanner(L, 1);
    const bk_hit *hit = current(L, s);
    const char *value = s->piece->values.p + hit->value, *kind = bk_scan_kind_name(hit->kind);
    if (!bk_scan_personal(hit->kind, value, hit->n)) {
        lua_pushnil(L);
        return 1;
    }
    size_t n;
    const char *text = bk_hit_text(s->piece, hit, &n);
    lbk_push_masked(L, kind, value, hit->n);
    if (hit->defanged)
        lua_pushvalue(L, -1);
    else
        lbk_push_masked(L, kind, text, n);
    char token[BK_MASK_TOKEN + 1];
    if (!bk_mask_token(lbk_mask_maker(L), kind, value, hit->n, token))
        return luaL_error(L, "out of memory");
    lua_pushstring(L, token);
    return 3;
}

/*** The value of the finding that was given last as it may be shown, for tables of counts: a Lua
string at most of what is no secret.
@function scanner:shown
@treturn string the canonical value, or the masked form of a personal one
@treturn ?string the token of a personal one
@raise when there is none
@usage local scan = require "breachkit.core".scan.bytes "jane@example.com"
for _ in scan:flat() do print(scan:shown()) end
*/
static int l_shown(lua_State *L) {
    const lbk_scanner *s = lbk_check_scanner(L, 1);
    const bk_hit *hit = current(L, s);
    const char *value = s->piece->values.p + hit->value, *kind = bk_scan_kind_name(hit->kind);
    if (!bk_scan_personal(hit->kind, value, hit->n)) {
        push_value(L, s, hit, false);
        return 1;
    }
    char token[BK_MASK_TOKEN + 1];
    bk_buf *out = lbk_new_buf(L);
    if (bk_mask_shown(kind, value, hit->n, out) ||
        !bk_mask_token(lbk_mask_maker(L), kind, value, hit->n, token))
        return luaL_error(L, "out of memory");
    lua_pushlstring(L, out->p, out->n);
    lua_pushstring(L, token);
    return 2;
}

const luaL_Reg lbk_scan_findings[] = {{"value", l_value}, {"text", l_text},
                                      {"context", l_context}, {"why", l_why},
                                      {"masked", l_masked}, {"shown", l_shown},
                                      {NULL, NULL}};
