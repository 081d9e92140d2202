/*** What is told of the finding that was given last.
 * @module breachkit.core.scan
 */
#include "../core/bk_scan_idn.h"
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

/* Push a side of the context: nil for nothing, a masked value when something is hidden in it. */
static void push_side(lua_State *L, const bk_context *context, bk_context_side side) {
    if (!side.n)
        lua_pushnil(L);
    else if (side.hidden)
        lbk_push_masked_as(L, "context", side.p, side.n, context->shown.p + side.shown,
                           side.shown_n);
    else
        lua_pushlstring(L, side.p, side.n);
}

/*** What stands around the finding that was given last: a masked value where what tells of a person
or is a secret is hidden in it.
@function scanner:context
@tparam integer most bytes either way (of text in UTF-16: characters), 1 to 256
@treturn ?string|userdata what stands before it; nil when nothing does
@treturn ?string|userdata what stands after it
@raise when there is none
@usage local scan = require "breachkit.core".scan.bytes "it is at 8.8.8.8 today"
for _ in scan:flat() do print(scan:context(10)) end
*/
static int l_context(lua_State *L) {
    lbk_scanner *s = lbk_check_scanner(L, 1);
    const bk_hit *hit = current(L, s);
    lua_Integer most = luaL_checkinteger(L, 2);
    luaL_argcheck(L, most >= 1 && most <= BK_SCAN_CONTEXT, 2, "out of range");
    bk_veil *veil = lbk_scanner_veil(L, s);
    if (bk_scan_context(veil, s->rules, s->piece, hit, (size_t)most, &s->context))
        return luaL_error(L, "out of memory");
    push_side(L, &s->context, s->context.before);
    push_side(L, &s->context, s->context.after);
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
    if (!bk_veil_may(hit->kind) && !bk_scan_is_stored(s->rules, s->piece, hit)) return 0;
    const char *kind = bk_scan_kind_name(hit->kind);
    size_t n, text_n;
    const char *value = value_of(s, hit, &n), *text = bk_hit_text(s->piece, hit, &text_n);
    bk_buf *out = lbk_new_buf(L);
    bk_shown_hit parts = bk_scan_show(lbk_scanner_veil(L, s), s->rules, s->piece, hit, value, n,
                                      text, text_n, out);
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
    bool stored = bk_scan_is_stored(s->rules, s->piece, hit);
    bk_buf *out = stored || bk_veil_may(hit->kind) ? lbk_new_buf(L) : NULL;
    if (stored) {
        (void)bk_mask_shown("secret", value, n, out);
    } else if (!out || !bk_veil_show(lbk_scanner_veil(L, s), hit->kind, value, n, out)) {
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

/*** The host of the finding that was given last as it is read, if it is a domain or URL with labels in
their xn-- form.
@function scanner:unicode
@treturn ?string the host; nil for all others
@treturn ?boolean whether a label of it has letters of two scripts that look alike
@raise when there is none
@usage local scan = require "breachkit.core".scan.bytes "xn--bcher-kva.example.org"
for _ in scan:flat() do print(scan:unicode()) end
*/
static int l_unicode(lua_State *L) {
    const lbk_scanner *s = lbk_check_scanner(L, 1);
    const bk_hit *hit = current(L, s);
    bk_buf *out = lbk_new_buf(L);
    bool mixed;
    if (!bk_idn_unicode((bk_scan_kind)hit->kind, s->piece->values.p + hit->value, hit->n, out,
                        &mixed))
        return 0;
    if (out->failed) return luaL_error(L, "out of memory");
    lua_pushlstring(L, out->p, out->n);
    lua_pushboolean(L, mixed);
    return 2;
}

const luaL_Reg lbk_scan_findings[] = {{"value", l_value}, {"text", l_text},
                                      {"context", l_context}, {"why", l_why},
                                      {"masked", l_masked}, {"shown", l_shown},
                                      {"unicode", l_unicode},
                                      {NULL, NULL}};
