/*** The article in a page, and what the page says about itself.
 * @module breachkit.core.html
 */
#include "../core/bk_html.h"
#include "../core/bk_html_meta.h"
#include "lbk.h"
#include "lbk_html.h"

#include <string.h>

#define RULES_META "breachkit.html.rules"
#define PAGE_META "breachkit.html.page"

typedef struct rules_handle {
    bk_html_rules *rules;
} rules_handle;

/* One page's scratch, owned by Lua so that an error on the way frees it. */
typedef struct page {
    bk_dom dom;
    bk_article article;
    bk_fact_cursor cursor;
} page;

static int l_rules_close(lua_State *L) {
    rules_handle *h = luaL_checkudata(L, 1, RULES_META);
    bk_html_rules_free(h->rules);
    h->rules = NULL;
    return 0;
}

static int l_page_close(lua_State *L) {
    page *pg = luaL_checkudata(L, 1, PAGE_META);
    bk_article_free(&pg->article);
    bk_buf_free(&pg->cursor.text);
    bk_dom_free(&pg->dom);
    return 0;
}

static const struct {
    const char *name;
    unsigned mark;
} marks[] = {{"drop", BK_MARK_DROP}, {"body", BK_MARK_BODY}, {"caption", BK_MARK_CAPTION},
             {"byline", BK_MARK_BYLINE}, {"weak", BK_MARK_WEAK}, {"date", BK_MARK_DATE},
             {"keep", BK_MARK_KEEP}, {"lead", BK_MARK_LEAD}};
enum { MARKS = sizeof marks / sizeof *marks };

/*** Compile the class and id words that `article` goes by. A pattern is a whole word ("sidebar"),
the start of a word ("relat*") or a part of a name written as one ("~articlebody"); names such as
`relatedPosts-list` are cut at case changes and at everything that is no letter or digit.
@function rules
@tparam table words lists of patterns by mark: `drop` (furniture), `weak` (furniture unless it holds
sentences), `body` (the article's container), `keep` (looks like furniture and is not), `caption`,
`byline`, `date`, `lead` (the first sentences, set apart from the body)
@treturn ?userdata the rules
@treturn ?table the error: "syntax" for a pattern that is none of these forms, "memory"
@raise on an unknown mark or a pattern that is no string
@usage local rules = assert(core.html.rules { drop = { "nav", "relat*" }, body = { "~articlebody" } })
*/
static int l_rules(lua_State *L) {
    bk_error err;
    luaL_checktype(L, 1, LUA_TTABLE);
    static const char *const known[] = {"drop", "body", "caption", "byline", "weak", "date", "keep", "lead", NULL};
    lbk_check_options(L, 1, known);
    rules_handle *h = lua_newuserdatauv(L, sizeof *h, 0);
    h->rules = NULL;
    luaL_setmetatable(L, RULES_META);
    h->rules = bk_html_rules_new();
    if (!h->rules) {
        (void)bk_fail(&err, BK_E_MEMORY, 0, "out of memory");
        return lbk_push_error(L, &err, NULL);
    }
    for (size_t m = 0; m < MARKS; m++) {
        if (lua_getfield(L, 1, marks[m].name) != LUA_TNIL) {
            luaL_checktype(L, -1, LUA_TTABLE);
            lua_Integer count = luaL_len(L, -1);
            for (lua_Integer i = 1; i <= count; i++) {
                size_t n;
                if (lua_geti(L, -1, i) != LUA_TSTRING) return luaL_error(L, "patterns are strings");
                const char *pattern = lua_tolstring(L, -1, &n);
                if (bk_html_rules_add(h->rules, pattern, n, marks[m].mark, &err)) {
                    return lbk_push_error(L, &err, NULL);
                }
                lua_pop(L, 1);
            }
        }
        lua_pop(L, 1);
    }
    return 1;
}

static void set_string(lua_State *L, const char *field, const char *value, size_t n) {
    if (!value) return;
    lua_pushlstring(L, value, n);
    lua_setfield(L, -2, field);
}

static bool is_inside(const page *pg, uint32_t root, uint32_t node) {
    const bk_dom_node *nodes = pg->dom.nodes;
    return node >= root && node < nodes[root].end && !(nodes[node].flags & BK_DOM_DROPPED);
}

static void push_facts(lua_State *L, page *pg, lua_Integer most, bool all_links) {
    static const char *const kinds[] = {NULL,       "title",   "meta",   "jsonld", "time",     "link",
                                        "relation", "heading", "byline", "date",   "language", "base"};
    lua_Integer count = 0;
    lua_newtable(L);
    while (count < most) {
        bk_fact fact = bk_html_next_fact(&pg->dom, &pg->cursor);
        if (!fact.kind) break;
        bool inside = is_inside(pg, pg->article.root, fact.node) ||
                      (pg->article.lead && is_inside(pg, pg->article.lead, fact.node));
        if (fact.kind == BK_FACT_LINK && !inside && !all_links) continue;
        lua_createtable(L, 0, 5);
        lua_pushstring(L, kinds[fact.kind]);
        lua_setfield(L, -2, "kind");
        set_string(L, "name", fact.name, fact.name ? strlen(fact.name) : 0);
        set_string(L, "value", fact.value, fact.value ? strlen(fact.value) : 0);
        set_string(L, "text", fact.text, fact.text_size);
        lua_pushboolean(L, inside);
        lua_setfield(L, -2, "inside");
        lua_seti(L, -2, ++count);
    }
}

static void push_blocks(lua_State *L, const bk_article *article) {
    static const char *const kinds[] = {"paragraph", "heading", "item", "row", "pre", "quote"};
    lua_createtable(L, article->count < 100000 ? (int)article->count : 0, 0);
    for (size_t i = 0; i < article->count; i++) {
        const bk_block *block = &article->blocks[i];
        lua_createtable(L, 0, 5);
        lua_pushlstring(L, article->text.p + block->offset, block->size);
        lua_setfield(L, -2, "text");
        lua_pushstring(L, kinds[block->kind]);
        lua_setfield(L, -2, "kind");
        lua_pushnumber(L, (lua_Number)block->linked / (lua_Number)block->solid);
        lua_setfield(L, -2, "linked");
        lua_pushinteger(L, (lua_Integer)block->node);
        lua_setfield(L, -2, "node");
        if (block->level) {
            lua_pushinteger(L, (lua_Integer)block->level);
            lua_setfield(L, -2, "level");
        }
        for (size_t m = 0; m < MARKS; m++) {
            if (block->marks & marks[m].mark) {
                lua_pushboolean(L, 1);
                lua_setfield(L, -2, marks[m].name);
            }
        }
        lua_seti(L, -2, (lua_Integer)i + 1);
    }
}

/*** Find the article in a page and list what the page says about itself. No policy: which facts to
believe, and which blocks are furniture by their words, is for the caller.
@function read
@tparam string bytes the page, as UTF-8
@tparam userdata rules as made by `rules`
@tparam[opt] table options `nodes`: most elements and texts (default 4000000); `facts`: most facts
(default 20000); `links`: true for the links of all the page, not only the article's; `whole`: true
for the blocks of all that the page shows, furniture too
@treturn ?table `{blocks, facts, score}`: the article's blocks in order, `{text, kind, level, linked,
node}` and the marks around each (kind: paragraph, heading, item, row, pre, quote; linked: the share
of link text); the page's facts in order, `{kind, name, value, text, inside}` (kind: title, meta,
jsonld, time, link, relation, heading, byline, date, language, base; inside: within the article);
score: 0 when nothing reads like an article
@treturn ?table the error: "limit", "memory"
@raise on a wrong argument or option
@usage local page = assert(core.html.read("<p>Hello</p>", rules))
*/
static int l_read(lua_State *L) {
    static const char *const known[] = {"nodes", "facts", "links", "whole", NULL};
    bk_error err;
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    rules_handle *h = luaL_checkudata(L, 2, RULES_META);
    luaL_argcheck(L, h->rules, 2, "the rules are closed");
    lbk_check_options(L, 3, known);
    lua_Integer nodes = lbk_opt_integer(L, 3, "nodes", 4000000, 1, UINT32_MAX / 4);
    lua_Integer facts = lbk_opt_integer(L, 3, "facts", 20000, 0, INT32_MAX);
    bool links = lbk_opt_boolean(L, 3, "links", false);
    bool whole = lbk_opt_boolean(L, 3, "whole", false);
    luaL_checkstack(L, 10, "page");
    page *pg = lua_newuserdatauv(L, sizeof *pg, 0);
    *pg = (page){0};
    luaL_setmetatable(L, PAGE_META);
    int scratch = lua_gettop(L);
    if (bk_dom_parse(&pg->dom, p, n, (size_t)nodes, &err)) return lbk_push_error(L, &err, NULL);
    bk_html_mark(&pg->dom, h->rules);
    bk_code code = whole ? bk_html_whole(&pg->dom, &pg->article, &err)
                         : bk_html_article(&pg->dom, &pg->article, &err);
    if (code) return lbk_push_error(L, &err, NULL);
    lua_createtable(L, 0, 3);
    push_blocks(L, &pg->article);
    lua_setfield(L, -2, "blocks");
    push_facts(L, pg, facts, links);
    lua_setfield(L, -2, "facts");
    lua_pushnumber(L, pg->article.score);
    lua_setfield(L, -2, "score");
    /* pages are large and Lua does not know: free them now, not when it gets round to it */
    lua_pushcfunction(L, l_page_close);
    lua_pushvalue(L, scratch);
    lua_call(L, 1, 0);
    return 1;
}

int lbk_open_html(lua_State *L);

int lbk_open_html(lua_State *L) {
    static const luaL_Reg functions[] = {{"rules", l_rules}, {"read", l_read},
                                         {"tokens", lbk_html_tokens}, {NULL, NULL}};
    static const struct {
        const char *name;
        lua_CFunction close;
    } types[] = {{RULES_META, l_rules_close}, {PAGE_META, l_page_close}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        luaL_newmetatable(L, types[i].name);
        lua_pushcfunction(L, types[i].close);
        lua_setfield(L, -2, "__gc");
        lua_pushcfunction(L, types[i].close);
        lua_setfield(L, -2, "__close");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        lua_pop(L, 1);
    }
    luaL_newlib(L, functions);
    return 1;
}
