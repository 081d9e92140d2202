/*** Encodings to UTF-8.
 * @module breachkit.core.charset
 */
#include "../core/bk_charset.h"
#include "lbk.h"

#include <string.h>

/*** The name of the encoding that a label means, by the WHATWG Encoding Standard
(https://encoding.spec.whatwg.org/#names-and-labels).
@function name
@tparam string label as in a Content-Type or a meta element; case and outer white space do not matter
@treturn ?string the standard's name: "latin1" is "windows-1252"; nil for a label nobody knows
@usage assert(core.charset.name "latin1" == "windows-1252")
*/
static int l_name(lua_State *L) {
    size_t n;
    const char *label = luaL_checklstring(L, 1, &n);
    lua_pushstring(L, bk_charset_name(label, n));
    return 1;
}

/*** The encoding that a byte-order mark at the start names.
@function mark
@tparam string bytes the document
@treturn ?string the encoding's name, or nil when there is no mark
@treturn integer the mark's length in bytes, 0 when there is none
@usage local name, length = core.charset.mark(bytes)
*/
static int l_mark(lua_State *L) {
    size_t n, length;
    const char *p = luaL_checklstring(L, 1, &n);
    lua_pushstring(L, bk_charset_mark(p, n, &length));
    lua_pushinteger(L, (lua_Integer)length);
    return 2;
}

/*** The encoding that a page names in a meta element, or an XML document in its declaration, by the
prescan of the HTML standard (https://html.spec.whatwg.org/#determining-the-character-encoding). The
first 64 KiB are looked at.
@function prescan
@tparam string bytes the document, without its byte-order mark
@tparam[opt=false] boolean xml look at the XML declaration alone
@treturn ?string the encoding's name, or nil
@treturn ?string when nil: the label that was there and means no encoding, if one was
@usage assert(core.charset.prescan "<meta charset=latin1>" == "windows-1252")
*/
static int l_prescan(lua_State *L) {
    size_t n, first, length;
    const char *p = luaL_checklstring(L, 1, &n);
    lua_pushstring(L, bk_charset_prescan(p, n, lua_toboolean(L, 2), &first, &length));
    if (!length) return 1;
    lua_pushlstring(L, p + first, length);
    return 2;
}

/*** A guess from the bytes alone: UTF-8 when they are, UTF-16 by its zero bytes, East Asian and
Cyrillic encodings by what is common in them, else windows-1252.
@function detect
@tparam string bytes the document; the first 64 KiB are looked at, all of it for UTF-8
@treturn string the encoding's name
@usage print(core.charset.detect(bytes))
*/
static int l_detect(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    lua_pushstring(L, bk_charset_detect(p, n));
    return 1;
}

/*** Decode to UTF-8. What cannot be decoded becomes U+FFFD.
@function decode
@tparam string bytes the document, without its byte-order mark
@tparam string name an encoding's name, as `name`, `mark` and `detect` give it
@treturn ?string the text, well-formed UTF-8; nil on failure
@treturn integer|table how many U+FFFD were put in; on failure the error: "type" for a name
that is no encoding's, "memory"
@treturn ?integer the 1-based byte position of the first undecodable byte, nil when all was well
@usage local text, bad, first = core.charset.decode(bytes, "windows-1251")
*/
static int l_decode(lua_State *L) {
    bk_error err;
    size_t n, bad, first;
    const char *p = luaL_checklstring(L, 1, &n);
    const char *name = luaL_checkstring(L, 2);
    if (strcmp(name, "UTF-8") == 0 &&
        bk_charset_is_utf8(p, n, &first)) {
        lua_pushvalue(L, 1); /* nothing to do, and nothing to copy */
        lua_pushinteger(L, 0);
        return 2;
    }
    bk_buf *out = lbk_new_buf(L);
    if (bk_charset_decode(name, p, n, out, &bad, &first, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushlstring(L, out->p ? out->p : "", out->n);
    bk_buf_free(out);
    lua_pushinteger(L, (lua_Integer)bad);
    if (first) lua_pushinteger(L, (lua_Integer)first);
    else lua_pushnil(L);
    return 3;
}

int lbk_open_charset(lua_State *L);

int lbk_open_charset(lua_State *L) {
    static const luaL_Reg functions[] = {{"name", l_name},       {"mark", l_mark},
                                         {"prescan", l_prescan}, {"detect", l_detect},
                                         {"decode", l_decode},
                                         {NULL, NULL}};
    luaL_newlib(L, functions);
    return 1;
}
