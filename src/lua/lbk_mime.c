/*** Mail: fields, MIME parts, encoded words, transfer encodings.
 * @module breachkit.core.mime
 */
#include "../core/bk_mime.h"
#include "lbk.h"

#include <string.h>

#define MIME_META "breachkit.mime"

static int l_mime_close(lua_State *L) {
    bk_mime_free(luaL_checkudata(L, 1, MIME_META));
    return 0;
}

static const char *const KINDS[] = {"leaf", "multipart", "message"};
static const char *const ENCODINGS[] = {"plain", "base64", "quoted-printable", "uuencode", NULL};

static int fail(lua_State *L, bk_code code) {
    bk_error err;
    (void)bk_fail(&err, code, 0, code == BK_E_MEMORY ? "out of memory" : "too long");
    return lbk_push_error(L, &err, NULL);
}

static void push_bytes(lua_State *L, bk_buf *b) {
    lua_pushlstring(L, b->p ? b->p : "", b->n);
    bk_buf_free(b);
}

/* name -> value in one line; of a name that is there twice the first counts */
static bk_code push_fields(lua_State *L, const char *p, size_t n, bk_buf *scratch) {
    bk_mime_field field;
    size_t at = 0;
    lua_newtable(L);
    while (bk_mime_field_next(p, n, &at, &field)) {
        scratch->n = 0;
        for (size_t i = 0; i < field.name_n; i++) {
            char c = field.name[i];
            (void)bk_buf_add_char(scratch, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
        }
        size_t name_n = scratch->n;
        (void)bk_mime_unfold(field.value, field.value_n, scratch);
        if (scratch->failed) return scratch->failed;
        lua_pushlstring(L, scratch->p, name_n);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, -3) == LUA_TNIL) {
            lua_pop(L, 1);
            lua_pushlstring(L, scratch->p + name_n, scratch->n - name_n);
            lua_rawset(L, -3);
        } else {
            lua_pop(L, 2);
        }
    }
    return BK_OK;
}

static void push_lacks(lua_State *L, unsigned lacks) {
    static const struct {
        unsigned bit;
        const char *name;
    } names[] = {{BK_MIME_NO_BOUNDARY, "boundary"},
                 {BK_MIME_UNCLOSED, "close"},
                 {BK_MIME_NO_SEPARATOR, "separator"},
                 {BK_MIME_TOO_DEEP, "depth"},
                 {BK_MIME_UNKNOWN_ENCODING, "encoding"}};
    lua_Integer n = 0;
    lua_newtable(L);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(lacks & names[i].bit)) continue;
        lua_pushstring(L, names[i].name);
        lua_rawseti(L, -2, ++n);
    }
}

/*** The parts of a message, read leniently: what is broken is read as far as it goes.
@function parse
@tparam string bytes the message; a line "From ..." before it is passed over
@tparam[opt] table options `depth`: parts nested deeper are left as one text (default 50, most 100);
`parts`: most parts (default 1000)
@treturn ?{table,...} parts in the order of the message, each before those in it: `{kind, parent,
depth, encoding, first, last, fields, digest, lacks}`: kind "leaf", "multipart" or "message" (the
next part is the message in it); parent the place in this list, of the first part its own; encoding
"plain", "base64", "quoted-printable", "uuencode"; first and last the body's 1-based bytes; fields
by lower-case name, their values in one line, still encoded; digest whether a part is a message unless
it says otherwise; lacks a list of "boundary" (none named, or none met), "close", "separator" (no
empty line after the fields), "depth" (parts left unread), "encoding" (an unknown one)
@treturn boolean|table whether there were more parts than allowed; or the error: "memory"
@raise on a wrong argument or option
@usage for _, part in ipairs(assert(core.mime.parse(bytes))) do print(part.fields["content-type"]) end
*/
static int l_parse(lua_State *L) {
    static const char *const known[] = {"depth", "parts", NULL};
    bk_error err;
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    lbk_check_options(L, 2, known);
    lua_Integer depth = lbk_opt_integer(L, 2, "depth", 50, 0, BK_MIME_DEPTH_MAX);
    lua_Integer most = lbk_opt_integer(L, 2, "parts", 1000, 1, 1000000);
    luaL_checkstack(L, 12, "mime");
    bk_mime *m = lua_newuserdatauv(L, sizeof *m, 0);
    *m = (bk_mime){0};
    luaL_setmetatable(L, MIME_META);
    bk_buf *scratch = lbk_new_buf(L);
    if (bk_mime_parse(m, p, n, (unsigned)depth, (size_t)most, &err)) return lbk_push_error(L, &err, NULL);
    lua_createtable(L, (int)m->count, 0);
    for (size_t i = 0; i < m->count; i++) {
        const bk_mime_part *part = &m->parts[i];
        lua_createtable(L, 0, 9);
        lua_pushstring(L, KINDS[part->kind]);
        lua_setfield(L, -2, "kind");
        lua_pushinteger(L, (lua_Integer)part->parent + 1);
        lua_setfield(L, -2, "parent");
        lua_pushinteger(L, (lua_Integer)part->depth);
        lua_setfield(L, -2, "depth");
        lua_pushstring(L, ENCODINGS[part->encoding]);
        lua_setfield(L, -2, "encoding");
        lua_pushinteger(L, (lua_Integer)part->body + 1);
        lua_setfield(L, -2, "first");
        lua_pushinteger(L, (lua_Integer)part->body + (lua_Integer)part->body_n);
        lua_setfield(L, -2, "last");
        lua_pushboolean(L, part->digest);
        lua_setfield(L, -2, "digest");
        push_lacks(L, part->lacks);
        lua_setfield(L, -2, "lacks");
        bk_code code = push_fields(L, p + part->head, part->head_n, scratch);
        if (code) return fail(L, code);
        lua_setfield(L, -2, "fields");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushboolean(L, m->cut);
    bk_mime_free(m);
    bk_buf_free(scratch);
    return 2;
}

/*** A body without its transfer encoding; what does not belong in it is passed over.
@function decode
@tparam string bytes the message
@tparam string encoding "plain", "base64", "quoted-printable", "uuencode"
@tparam[opt=1] integer first the body's first byte
@tparam[opt=-1] integer last its last
@treturn ?string
@treturn ?table the error: "memory"
@raise on an unknown encoding
@usage assert(core.mime.decode("aGVsbG8=", "base64") == "hello")
*/
static int l_decode(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    int encoding = luaL_checkoption(L, 2, NULL, ENCODINGS);
    lua_Integer first = luaL_optinteger(L, 3, 1);
    lua_Integer last = luaL_optinteger(L, 4, (lua_Integer)n);
    luaL_argcheck(L, first >= 1, 3, "a position is at least 1");
    if (last > (lua_Integer)n) last = (lua_Integer)n;
    size_t length = last >= first ? (size_t)(last - first + 1) : 0;
    if (encoding == BK_MIME_PLAIN) {
        lua_pushlstring(L, length ? p + first - 1 : "", length);
        return 1;
    }
    bk_buf *out = lbk_new_buf(L);
    bk_code code = bk_mime_decode((bk_mime_encoding)encoding, length ? p + first - 1 : "", length, out);
    if (code) return fail(L, code);
    push_bytes(L, out);
    return 1;
}

/*** A field's value as UTF-8: encoded words (RFC 2047) decoded, words of one charset side by side as
one; bytes beyond ASCII that are no UTF-8 are guessed at.
@function words
@tparam string value
@treturn ?string
@treturn ?table the error: "memory"
@usage assert(core.mime.words "=?utf-8?q?caf=C3=A9?=" == "café")
*/
static int l_words(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    bk_buf *out = lbk_new_buf(L);
    bk_code code = bk_mime_words(p, n, out);
    if (code) return fail(L, code);
    push_bytes(L, out);
    return 1;
}

/*** What a structured value starts with, in lower case.
@function token
@tparam string value of a Content-Type or Content-Disposition
@treturn ?string
@treturn ?table the error: "memory"
@usage assert(core.mime.token "Text/HTML; charset=utf-8" == "text/html")
*/
static int l_token(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    bk_buf *out = lbk_new_buf(L);
    bk_code code = bk_mime_token(p, n, out);
    if (code) return fail(L, code);
    push_bytes(L, out);
    return 1;
}

/*** A parameter of a structured value as UTF-8: quoted or not, in pieces and charsets (RFC 2231), with
encoded words where senders put them. The first 64 KiB of the value and 100 pieces count.
@function parameter
@tparam string value of a Content-Type or Content-Disposition
@tparam string name in lower case
@treturn ?string nil when there is none
@treturn ?table the error: "memory"
@usage assert(core.mime.parameter("text/html; charset=utf-8", "charset") == "utf-8")
*/
static int l_parameter(lua_State *L) {
    size_t n;
    bool found;
    const char *p = luaL_checklstring(L, 1, &n);
    const char *name = luaL_checkstring(L, 2);
    bk_buf *out = lbk_new_buf(L);
    bk_code code = bk_mime_parameter(p, n, name, out, &found);
    if (code) return fail(L, code);
    if (found) push_bytes(L, out);
    else lua_pushnil(L);
    return 1;
}

int lbk_open_mime(lua_State *L);

int lbk_open_mime(lua_State *L) {
    static const luaL_Reg meta[] = {{"__gc", l_mime_close}, {"__close", l_mime_close}, {NULL, NULL}};
    static const luaL_Reg none[] = {{NULL, NULL}};
    static const luaL_Reg functions[] = {{"parse", l_parse}, {"decode", l_decode},       {"words", l_words},
                                         {"token", l_token}, {"parameter", l_parameter}, {NULL, NULL}};
    lbk_new_class(L, MIME_META, meta, none);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
