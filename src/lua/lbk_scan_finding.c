/*** What is told of the finding that was given last.
 * @module breachkit.core.scan
 */
#include "lbk_mask.h"
#include "lbk_scan.h"

static const bk_hit *current(lua_State *L, const lbk_scanner *s) {
    if (!s->piece || !s->next || s->next > s->piece->hit_count) {
        luaL_error(L, "no finding yet");
        __builtin_unreachable(); /* it jumps, which its type does not say */
    }
    return &s->piece->hits[s->next - 1];
}

/* A rule is longer than the values that are kept: its text is its value. */
static const char *value_of(const lbk_scanner *s, const bk_hit *hit, size_t *n) {
    if (hit->kind == BK_SCAN_YARA) return bk_hit_text(s->piece, hit, n);
    *n = hit->n;
    return s->piece->values.p + hit->value;
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
    size_t n;
    const char *value = value_of(s, current(L, s), &n);
    lua_pushlstring(L, value, n);
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
    size_t n;
    const char *text = bk_hit_text(s->piece, current(L, s), &n);
    lua_pushlstring(L, text, n);
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
    lbk_scanner *s = lbk_check_scanner(L, 1);
    const bk_hit *hit = current(L, s);
    if (!bk_veil_may(hit->kind)) return 0;
    const char *kind = bk_scan_kind_name(hit->kind);
    size_t n, text_n;
    const char *value = value_of(s, hit, &n), *text = bk_hit_text(s->piece, hit, &text_n);
    bk_buf *out = lbk_new_buf(L);
    bk_shown_hit parts = bk_scan_show(lbk_scanner_veil(L, s), hit, value, n, text, text_n, out);
    char token[BK_MASK_TOKEN + 1];
    if (out->failed) return luaL_error(L, "out of memory");
    if (!parts.personal) {
        lua_pushnil(L);
        return 1;
    }
    if (!bk_mask_token(lbk_mask_maker(L), kind, value, n, token))
        return luaL_error(L, "out of memory");
    lbk_push_masked_as(L, kind, value, n, out->p, parts.value_n);
    if (hit->defanged)
        lua_pushvalue(L, -1);
    else
        lbk_push_masked_as(L, kind, text, text_n, out->p + parts.text, out->n - parts.text);
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
    lbk_scanner *s = lbk_check_scanner(L, 1);
    const bk_hit *hit = current(L, s);
    size_t n;
    const char *value = value_of(s, hit, &n);
    bk_buf *out = bk_veil_may(hit->kind) ? lbk_new_buf(L) : NULL;
    if (!out || !bk_veil_show(lbk_scanner_veil(L, s), hit->kind, value, n, out)) {
        lua_pushlstring(L, value, n);
        return 1;
    }
    char token[BK_MASK_TOKEN + 1];
    if (out->failed ||
        !bk_mask_token(lbk_mask_maker(L), bk_scan_kind_name(hit->kind), value, n, token))
        return luaL_error(L, "out of memory");
    lua_pushlstring(L, out->p, out->n);
    lua_pushstring(L, token);
    return 2;
}

const luaL_Reg lbk_scan_findings[] = {{"value", l_value}, {"text", l_text},
                                      {"context", l_context}, {"why", l_why},
                                      {"masked", l_masked}, {"shown", l_shown},
                                      {NULL, NULL}};
