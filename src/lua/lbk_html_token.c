/*** A page's tokens, without any tree: what the article's reader is built on.
 * @module breachkit.core.html
 */
#include "../core/bk_html_token.h"
#include "lbk.h"
#include "lbk_html.h"

#define TOKENS_META "breachkit.html.tokens"

typedef struct tokens {
    bk_html_tokenizer tokenizer;
    bk_html_token token; /* kept here: it is too large for a C stack that Lua shares */
} tokens;

static void set_span(lua_State *L, const char *field, bk_html_span s, unsigned how, bk_buf *buf) {
    if (!s.p) return;
    buf->n = 0;
    bk_html_decode(s.p, s.n, how, buf);
    if (buf->failed) luaL_error(L, "out of memory");
    lua_pushlstring(L, buf->n ? buf->p : "", buf->n);
    lua_setfield(L, -2, field);
}

/* Of equal names the first counts; keys are decoded, so that the table itself tells them apart. */
static void push_attributes(lua_State *L, const bk_html_token *token, bk_buf *buf) {
    lua_newtable(L);
    for (size_t i = token->count; i-- > 0;) {
        const bk_html_attribute *a = &token->attributes[i];
        buf->n = 0;
        bk_html_decode(a->name.p, a->name.n, BK_HTML_LOWER | BK_HTML_NUL_MARK, buf);
        if (buf->failed) luaL_error(L, "out of memory");
        lua_pushlstring(L, buf->p, buf->n);
        buf->n = 0;
        bk_html_decode(a->value.p, a->value.n, BK_HTML_REFERENCES | BK_HTML_ATTRIBUTE | BK_HTML_NUL_MARK, buf);
        if (buf->failed) luaL_error(L, "out of memory");
        lua_pushlstring(L, buf->n ? buf->p : "", buf->n);
        lua_settable(L, -3);
    }
}

static int l_next(lua_State *L) {
    static const char *const kinds[] = {NULL, "text", "start", "end", "comment", "doctype"};
    tokens *t = luaL_checkudata(L, lua_upvalueindex(1), TOKENS_META);
    bk_html_token *token = &t->token;
    if (!bk_html_next(&t->tokenizer, token)) return 0;
    lua_createtable(L, 0, 4);
    bk_buf *buf = lbk_new_buf(L);
    lua_insert(L, -2); /* the scratch lives below the token */
    lua_pushstring(L, kinds[token->kind]);
    lua_setfield(L, -2, "kind");
    if (token->kind == BK_HTML_TEXT) {
        set_span(L, "data", token->data, token->how, buf);
        return 1;
    }
    set_span(L, "name", token->name, BK_HTML_LOWER | BK_HTML_NUL_MARK, buf);
    set_span(L, "data", token->data, BK_HTML_NUL_MARK, buf);
    set_span(L, "public", token->public_id, BK_HTML_NUL_MARK, buf);
    set_span(L, "system", token->system_id, BK_HTML_NUL_MARK, buf);
    if (token->kind == BK_HTML_START) {
        push_attributes(L, token, buf);
        lua_setfield(L, -2, "attributes");
    }
    if (token->self_closing) {
        lua_pushboolean(L, 1);
        lua_setfield(L, -2, "self_closing");
    }
    if (token->quirks) {
        lua_pushboolean(L, 1);
        lua_setfield(L, -2, "quirks");
    }
    return 1;
}

/*** Iterate over the tokens of a page, as the HTML Standard (13.2.5) tells them apart. The bytes are taken as they are:
no tree is built, so the text model does not follow the elements; say which holds at the start.
@function tokens
@tparam string bytes the page, as UTF-8
@tparam[opt] table options `model`: what the text at the start is made of: "data" (default), "rcdata", "rawtext",
"script", "plaintext", "cdata"; `last`: the name of the start tag whose end tag ends that text
@treturn function an iterator giving a table a step: `{kind = "text", data}`, `{kind = "start", name, attributes,
self_closing}`, `{kind = "end", name, self_closing}`, `{kind = "comment", data}`, `{kind = "doctype", name, public,
system, quirks}`; a run of text can come as several; of a tag at most 256 attributes
@raise on a wrong argument or option
@usage for token in require "breachkit.core".html.tokens "<p class=a>One &amp; two" do print(token.kind) end
*/
int lbk_html_tokens(lua_State *L) {
    static const char *const known[] = {"model", "last", NULL};
    static const char *const models[] = {"data", "rcdata", "rawtext", "script", "plaintext", "cdata", NULL};
    size_t n, last_size;
    const char *p = luaL_checklstring(L, 1, &n);
    lbk_check_options(L, 2, known);
    lua_settop(L, 2);
    const char *last = lbk_push_opt_string(L, 2, "last", &last_size);
    (void)lbk_push_opt_string(L, 2, "model", &(size_t){0});
    int model = luaL_checkoption(L, 4, "data", models);
    tokens *t = lua_newuserdatauv(L, sizeof *t, 2);
    t->tokenizer = bk_html_tokens(p, n);
    t->tokenizer.model = (bk_html_model)model;
    if (last) t->tokenizer.last = (bk_html_span){last, last_size};
    lbk_new_class(L, TOKENS_META, (const luaL_Reg[]){{NULL, NULL}}, (const luaL_Reg[]){{NULL, NULL}});
    lua_setmetatable(L, -2);
    lua_pushvalue(L, 1); /* anchored for as long as spans point into them */
    lua_setiuservalue(L, -2, 1);
    lua_pushvalue(L, 3);
    lua_setiuservalue(L, -2, 2);
    lua_pushcclosure(L, l_next, 1);
    return 1;
}
