/*** How alike bytes are, by their similarity digests: TLSH and ssdeep's CTPH.
 * `core.digest` makes them of what comes in pieces.
 * @module breachkit.core.similarity
 */
#include "../core/bk_ctph.h"
#include "../core/bk_tlsh.h"
#include "lbk.h"

/*** The TLSH digest of a string, form T1 (Oliver, Cheng and Chen 2013).
@function tlsh
@tparam string bytes
@treturn ?string 72 characters
@treturn ?table the error: "small" below 50 bytes, "uniform" where at least half of the 128 buckets
stay empty, "limit" above 4,224,281,216 bytes
@usage print(core.similarity.tlsh(bytes))
*/
static int l_tlsh(lua_State *L) {
    bk_error err;
    bk_tlsh t;
    char text[BK_TLSH_TEXT_MAX + 1];
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    bk_tlsh_init(&t, false);
    bk_tlsh_update(&t, p, n);
    if (bk_tlsh_text(&t, text, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushstring(L, text);
    return 1;
}

/*** The ssdeep digest of a string (Kornblum 2006).
@function ctph
@tparam string bytes
@treturn ?string "blocksize:pieces:pieces"
@treturn ?table the error: "empty", "uniform" where no piece is found, as in zeros
(ssdeep writes "3::"), "limit" above 192 GiB
@usage print(core.similarity.ctph(bytes))
*/
static int l_ctph(lua_State *L) {
    bk_error err;
    bk_ctph c;
    char text[BK_CTPH_TEXT_MAX + 1];
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    bk_ctph_init(&c);
    bk_ctph_update(&c, p, n);
    if (bk_ctph_text(&c, text, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushstring(L, text);
    return 1;
}

/*** The distance of two TLSH digests: 0 for alike, below 30 for near copies, above 200 for
strangers.
@function distance
@tparam string a with or without "T1", either case; or of the wide form (256 buckets)
@tparam string b of the same form
@tparam[opt] table options `length` (default true): the difference of the lengths counts
@treturn ?integer 0 upwards
@treturn ?table the error: "syntax" for what is no TLSH digest, "type" for different forms
@raise on an unknown option
@usage if assert(core.similarity.distance(a, b)) < 30 then print "near copies" end
*/
static int l_distance(lua_State *L) {
    static const char *const options[] = {"length", NULL};
    bk_error err;
    unsigned distance;
    size_t an, bn;
    const char *a = luaL_checklstring(L, 1, &an), *b = luaL_checklstring(L, 2, &bn);
    lbk_check_options(L, 3, options);
    bool length = lbk_opt_boolean(L, 3, "length", true);
    if (bk_tlsh_distance(a, an, b, bn, length, &distance, &err))
        return lbk_push_error(L, &err, NULL);
    lua_pushinteger(L, (lua_Integer)distance);
    return 1;
}

/*** How alike two ssdeep digests are, as ssdeep scores. Where ssdeep says 0 because nothing could
be compared, there is no score but an error.
@function score
@tparam string a "blocksize:pieces:pieces", a name behind a comma is ignored
@tparam string b
@treturn ?integer 0 (nothing in common) to 100
@treturn ?table the error: "syntax" for what is no such digest, "range" where the block sizes are
too far apart, "small" where no two parts have seven characters
@usage print(core.similarity.score(a, b))
*/
static int l_score(lua_State *L) {
    bk_error err;
    unsigned score;
    size_t an, bn;
    const char *a = luaL_checklstring(L, 1, &an), *b = luaL_checklstring(L, 2, &bn);
    if (bk_ctph_score(a, an, b, bn, &score, &err)) return lbk_push_error(L, &err, NULL);
    lua_pushinteger(L, (lua_Integer)score);
    return 1;
}

int lbk_open_similarity(lua_State *L);

int lbk_open_similarity(lua_State *L) {
    static const luaL_Reg functions[] = {{"tlsh", l_tlsh},
                                         {"ctph", l_ctph},
                                         {"distance", l_distance},
                                         {"score", l_score},
                                         {NULL, NULL}};
    luaL_newlib(L, functions);
    return 1;
}
