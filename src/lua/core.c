/* breachkit.core: the primitives without policy, one sub-table a concept.
 * Each lbk_<concept>.c defines lbk_open_<concept>, which pushes its table. */
#include "lbk.h"

#define CONCEPTS(X) \
    X(archive) \
    X(bencode) \
    X(date) \
    X(charset) \
    X(content) \
    X(csv) \
    X(crf) \
    X(digest) \
    X(distinct) \
    X(dump) \
    X(forest) \
    X(frequent) \
    X(filetype) \
    X(fs) \
    X(hasher) \
    X(hashset) \
    X(html) \
    X(json) \
    X(jsonlines) \
    X(judge) \
    X(leak) \
    X(mask) \
    X(mime) \
    X(near) \
    X(proc) \
    X(quantity) \
    X(sanitize) \
    X(scan) \
    X(similarity) \
    X(sketch) \
    X(sqldump) \
    X(status) \
    X(tagging) \
    X(tap) \
    X(terms) \
    X(text) \
    X(timeline) \
    X(torrent) \
    X(tree) \
    X(unique) \
    X(warc) \
    X(xml)

#define DECLARE(name) int lbk_open_##name(lua_State *L);
CONCEPTS(DECLARE)

LBK_EXPORT int luaopen_breachkit_core(lua_State *L);

LBK_EXPORT int luaopen_breachkit_core(lua_State *L) {
    luaL_checkversion(L);
    lua_newtable(L);
#define OPEN(name) \
    lua_pushcfunction(L, lbk_open_##name); \
    lua_call(L, 0, 1); \
    lua_setfield(L, -2, #name);
    CONCEPTS(OPEN)
    return 1;
}
