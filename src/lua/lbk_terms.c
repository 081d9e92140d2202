/*** Reports as term vectors under an inverted index (bk_terms).
 * @module breachkit.core.terms
 */
#include "../core/bk_terms.h"
#include "lbk.h"

#define META "breachkit.terms"

typedef struct handle {
    bk_terms *terms; /* NULL when closed */
} handle;

static bk_terms *check_terms(lua_State *L) {
    handle *h = luaL_checkudata(L, 1, META);
    luaL_argcheck(L, h->terms, 1, "closed index");
    return h->terms;
}

static uint32_t check_text(lua_State *L, int index, const bk_terms *t) {
    lua_Integer id = luaL_checkinteger(L, index);
    luaL_argcheck(L, id >= 1 && (lua_Unsigned)id <= bk_terms_count(t), index, "no such text");
    return (uint32_t)(id - 1);
}

static double opt_number(lua_State *L, int index, const char *name, double fallback) {
    if (lua_isnoneornil(L, index)) return fallback;
    if (lua_getfield(L, index, name) != LUA_TNIL) {
        if (!lua_isnumber(L, -1))
            luaL_error(L, "option '%s': number expected, got %s", name, luaL_typename(L, -1));
        fallback = lua_tonumber(L, -1);
        if (!(fallback >= 0 && fallback <= 1e9)) luaL_error(L, "option '%s' is out of range", name);
    }
    lua_pop(L, 1);
    return fallback;
}

/*** Free the index; it is of no use after that. Closing twice is fine.
@function index:close
@usage index:close()
*/
static int l_close(lua_State *L) {
    handle *h = luaL_checkudata(L, 1, META);
    bk_terms_free(h->terms);
    h->terms = NULL;
    return 0;
}

/*** Make an empty index of texts.
@function new
@tparam[opt] table options `prior_texts` (200): how many texts the prior word shares count for;
 `word_share` (0.01), `name_share` (0.002): prior share of texts with a word or a name that has none
of its own; `title_weight` (3), `lead_weight` (1.5): how much an occurrence counts there;
`most_terms` (96): the most telling terms of a report that are kept, 0 for all; `max_bytes`: cap of
the index
@treturn userdata the index, with `:prior`, `:add`, `:near`, `:compare`, `:shared`, `:top`, `:close`
and `#`
@raise on an unknown option or when memory runs out
@usage local index = core.terms.new()
*/
static int l_new(lua_State *L) {
    static const char *const names[] = {"prior_texts", "word_share", "name_share", "title_weight",
                                        "lead_weight", "most_terms", "max_bytes",  NULL};
    lbk_check_options(L, 1, names);
    bk_terms_options o = {
        .prior_texts = opt_number(L, 1, "prior_texts", 200),
        .word_share = opt_number(L, 1, "word_share", 0.01),
        .name_share = opt_number(L, 1, "name_share", 0.002),
        .title_weight = opt_number(L, 1, "title_weight", 3),
        .lead_weight = opt_number(L, 1, "lead_weight", 1.5),
        .most_terms = (size_t)lbk_opt_integer(L, 1, "most_terms", 96, 0, 100000),
        .max_bytes = (size_t)lbk_opt_integer(L, 1, "max_bytes", 0, 0, LUA_MAXINTEGER),
    };
    handle *h = lua_newuserdatauv(L, sizeof *h, 0);
    h->terms = NULL;
    luaL_setmetatable(L, META);
    h->terms = bk_terms_new(&o);
    if (!h->terms) return luaL_error(L, "out of memory");
    return 1;
}

/*** Say how common a word is in general.
@function index:prior
@tparam string word folded: lower case, singular
@tparam number share of all texts that hold it, 0 to 1
@raise when memory runs out
@usage index:prior("company", 0.4)
*/
static int l_prior(lua_State *L) {
    bk_terms *t = check_terms(L);
    size_t n;
    const char *p = luaL_checklstring(L, 2, &n);
    double share = luaL_checknumber(L, 3);
    luaL_argcheck(L, share >= 0 && share <= 1, 3, "a share lies between 0 and 1");
    if (bk_terms_prior(t, p, n, share)) return luaL_error(L, "out of memory");
    return 0;
}

static bk_terms_text check_zone(lua_State *L, int index) {
    bk_terms_text zone;
    zone.p = luaL_optlstring(L, index, "", &zone.n);
    return zone;
}

static const char *const classes[] = {"victim", "actor", "number", "event"};
static const char *const clashes[] = {"victim_clash", "actor_clash", "number_clash", "event_clash"};
_Static_assert(sizeof classes / sizeof *classes == BK_TERMS_CLASSES, "a name for each class");

/* The facets of the table at `index`; their strings stay anchored in it. */
static size_t check_facets(lua_State *L, int index, bk_terms_facet *out) {
    size_t n = 0;
    if (lua_isnoneornil(L, index)) return 0;
    luaL_checktype(L, index, LUA_TTABLE);
    for (int c = 0; c < BK_TERMS_CLASSES; c++) {
        if (lua_getfield(L, index, classes[c]) == LUA_TTABLE) {
            for (lua_Integer i = 1; n < BK_TERMS_FACETS; i++) {
                if (lua_rawgeti(L, -1, i) != LUA_TSTRING) {
                    lua_pop(L, 1);
                    break;
                }
                out[n].p = lua_tolstring(L, -1, &out[n].n);
                out[n++].class_of = (bk_terms_class)c;
                lua_pop(L, 1);
            }
        }
        lua_pop(L, 1);
    }
    return n;
}

/*** Add a report.
@function index:add
@tparam ?string title
@tparam ?string lead its first sentences
@tparam ?string body the rest
@tparam[opt] table facets what its claims say, folded: lists of strings by class (`victim`,
 `actor`, `number`, `event`); the first 32 are kept, and 64 bytes of each
@treturn integer the report's number, from 1; or nil
@treturn table the error: "limit" past `max_bytes` or 16 million terms, "memory"
@usage local a = index:add(doc.title, lead, rest, { victim = { "sony" } })
*/
static int l_add(lua_State *L) {
    bk_terms *t = check_terms(L);
    bk_terms_facet facets[BK_TERMS_FACETS];
    bk_terms_report report = {.title = check_zone(L, 2),
                              .lead = check_zone(L, 3),
                              .body = check_zone(L, 4),
                              .facets = facets};
    report.n_facets = check_facets(L, 5, facets);
    uint32_t id;
    bk_code code = bk_terms_add(t, &report, &id);
    if (code) {
        bk_error err;
        (void)bk_fail(&err, code, 0,
                      code == BK_E_LIMIT ? "the index of reports is full" : "out of memory");
        return lbk_push_error(L, &err, NULL);
    }
    lua_pushinteger(L, (lua_Integer)id + 1);
    return 1;
}

static bk_terms_hit *hits(lua_State *L, lua_Integer k) {
    return lua_newuserdatauv(L, (size_t)k * sizeof(bk_terms_hit), 0);
}

static lua_Integer check_k(lua_State *L, int index, lua_Integer fallback) {
    lua_Integer k = luaL_optinteger(L, index, fallback);
    luaL_argcheck(L, k >= 1 && k <= 100000, index, "must be between 1 and 100000");
    return k;
}

/*** The texts nearest to one, through the index: candidates to compare closely.
@function index:near
@tparam integer text
@tparam[opt=30] integer k how many at most
@tparam[opt=0.1] number share words in more than this share of all texts find nobody
@tparam[opt=10000] integer budget how many postings are walked at most, the rarest words' first
@treturn {integer,...} numbers of texts, best first
@treturn {number,...} their scores
@usage for _, other in ipairs(index:near(1, 20)) do print(index:compare(1, other).cosine) end
*/
static int l_near(lua_State *L) {
    bk_terms *t = check_terms(L);
    uint32_t id = check_text(L, 2, t);
    lua_Integer k = check_k(L, 3, 30);
    double share = luaL_optnumber(L, 4, 0.1);
    lua_Integer budget = luaL_optinteger(L, 5, 10000);
    luaL_argcheck(L, budget >= 1, 5, "must be positive");
    bk_terms_hit *out = hits(L, k);
    size_t n = bk_terms_near(t, id, share, (size_t)budget, out, (size_t)k);
    if (n == SIZE_MAX) return luaL_error(L, "out of memory");
    lua_createtable(L, (int)n, 0);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        lua_pushinteger(L, (lua_Integer)out[i].id + 1);
        lua_rawseti(L, -3, (lua_Integer)i + 1);
        lua_pushnumber(L, (lua_Number)out[i].score);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 2;
}

/*** How like two texts are.
@function index:compare
@tparam integer a
@tparam integer b
@treturn table `cosine`, `focus`, `title`, `head`, `names`, `best_name`, `missing` (0 to 1),
`figures` (summed rarity), `rare` (that of the five rarest shared terms), `rare_name` (that of the
rarest shared name), `codes` (how many shared), `alien` (1: both have codes up front and share
none); for each class of facets the rarity of the rarest that both have (`victim`, `actor`,
`number`, `event`), and 1 where both have some and share none (`victim_clash`, …)
@usage local like = index:compare(1, 2)
*/
static int l_compare(lua_State *L) {
    bk_terms *t = check_terms(L);
    bk_terms_likeness like;
    bk_terms_compare(t, check_text(L, 2, t), check_text(L, 3, t), &like);
    const struct {
        const char *name;
        double value;
    } fields[] = {{"cosine", like.cosine},   {"focus", like.focus},
                  {"title", like.title},     {"head", like.head},
                  {"names", like.names},     {"best_name", like.best_name},
                  {"missing", like.missing}, {"figures", like.figures},
                  {"codes", like.codes},     {"alien", like.alien},
                  {"rare", like.rare},       {"rare_name", like.rare_name}};
    lua_createtable(L, 0, 12 + 2 * BK_TERMS_CLASSES);
    for (int c = 0; c < BK_TERMS_CLASSES; c++) {
        lua_pushnumber(L, like.facet[c]);
        lua_setfield(L, -2, classes[c]);
        lua_pushnumber(L, like.clash[c]);
        lua_setfield(L, -2, clashes[c]);
    }
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        lua_pushnumber(L, fields[i].value);
        lua_setfield(L, -2, fields[i].name);
    }
    return 1;
}

static int push_terms(lua_State *L, const bk_terms *t, const bk_terms_hit *out, size_t n) {
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        size_t length;
        const char *p = bk_terms_text_of(t, out[i].id, &length);
        lua_createtable(L, 0, 4);
        lua_pushlstring(L, p, length);
        lua_setfield(L, -2, "term");
        lua_pushnumber(L, (lua_Number)out[i].score);
        lua_setfield(L, -2, "weight");
        lua_pushinteger(L, bk_terms_texts_with(t, out[i].id));
        lua_setfield(L, -2, "texts");
        lua_pushboolean(L, bk_terms_is_name(t, out[i].id));
        lua_setfield(L, -2, "name");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/*** The shared terms that bind two texts most.
@function index:shared
@tparam integer a
@tparam integer b
@tparam[opt=5] integer k
@treturn {table,...} `{term, weight, texts, name}`, best first
@usage for _, s in ipairs(index:shared(1, 2)) do print(s.term, s.texts) end
*/
static int l_shared(lua_State *L) {
    bk_terms *t = check_terms(L);
    uint32_t a = check_text(L, 2, t), b = check_text(L, 3, t);
    lua_Integer k = check_k(L, 4, 5);
    bk_terms_hit *out = hits(L, k);
    return push_terms(L, t, out, bk_terms_shared(t, a, b, out, (size_t)k));
}

/*** The terms that weigh most in a text.
@function index:top
@tparam integer text
@tparam[opt=5] integer k
@treturn {table,...} `{term, weight, texts, name}`, best first
@usage print(index:top(1, 1)[1].term)
*/
static int l_top(lua_State *L) {
    bk_terms *t = check_terms(L);
    uint32_t id = check_text(L, 2, t);
    lua_Integer k = check_k(L, 3, 5);
    bk_terms_hit *out = hits(L, k);
    return push_terms(L, t, out, bk_terms_top(t, id, out, (size_t)k));
}

/*** Bytes of memory that the index holds.
@function index:bytes
@treturn integer bytes
@usage print(index:bytes() // #index)
*/
static int l_bytes(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)bk_terms_bytes(check_terms(L)));
    return 1;
}

static int l_len(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)bk_terms_count(check_terms(L)));
    return 1;
}

int lbk_open_terms(lua_State *L);

int lbk_open_terms(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"prior", l_prior},     {"add", l_add},       {"near", l_near},
        {"compare", l_compare}, {"shared", l_shared}, {"top", l_top},
        {"bytes", l_bytes},     {"close", l_close},   {NULL, NULL}};
    static const luaL_Reg meta[] = {
        {"__gc", l_close}, {"__close", l_close}, {"__len", l_len}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"new", l_new}, {NULL, NULL}};
    if (luaL_newmetatable(L, META)) {
        luaL_setfuncs(L, meta, 0);
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        luaL_newlib(L, methods);
        lua_setfield(L, -2, "__index");
    }
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
