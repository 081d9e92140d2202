/*** XML from strangers as plain tables.
 * @module breachkit.core.xml
 */
#include "../core/bk_xml.h"
#include "lbk.h"

#include <string.h>

#define XML_META "breachkit.xml"

static int l_close(lua_State *L) {
    bk_xml_free(luaL_checkudata(L, 1, XML_META));
    return 0;
}

static void set_string(lua_State *L, const char *field, const char *value) {
    if (!value) return;
    lua_pushstring(L, value);
    lua_setfield(L, -2, field);
}

/* "xml:base", or the bare name */
static void push_attribute_name(lua_State *L, const bk_xml *xml, const bk_xml_attr *attr) {
    const char *prefix = bk_xml_chars(xml, attr->prefix), *name = bk_xml_chars(xml, attr->name);
    if (prefix)
        lua_pushfstring(L, "%s:%s", prefix, name);
    else
        lua_pushstring(L, name);
}

static void push_element(lua_State *L, const bk_xml *xml, const bk_xml_node *node) {
    lua_createtable(L, 0, 4);
    set_string(L, "name", bk_xml_chars(xml, node->name));
    set_string(L, "prefix", bk_xml_chars(xml, node->prefix));
    set_string(L, "space", bk_xml_chars(xml, node->space));
    if (!node->size) return;
    lua_createtable(L, 0, (int)node->size);
    for (uint32_t i = 0; i < node->size; i++) {
        const bk_xml_attr *attr = &xml->attrs[node->data + i];
        push_attribute_name(L, xml, attr);
        lua_pushlstring(L, bk_xml_chars(xml, attr->data), attr->size);
        lua_rawset(L, -3);
    }
    lua_setfield(L, -2, "attributes");
}

/* The elements that are open stand on the stack, one above the other. */
static void push_tree(lua_State *L, const bk_xml *xml) {
    lua_newtable(L);
    int root = lua_gettop(L);
    uint32_t open = 0;
    for (uint32_t i = 1; i < xml->count; i++) {
        const bk_xml_node *node = &xml->nodes[i];
        for (; open != node->parent; open = xml->nodes[open].parent) lua_pop(L, 1);
        lua_Integer next = (lua_Integer)lua_rawlen(L, -1) + 1;
        if (node->name == BK_XML_NONE) {
            lua_pushlstring(L, bk_xml_chars(xml, node->data), node->size);
            lua_rawseti(L, -2, next);
        } else {
            push_element(L, xml, node);
            lua_pushvalue(L, -1);
            lua_rawseti(L, -3, next);
            open = i;
        }
    }
    lua_settop(L, root);
}

/*** Read XML that may be broken: what it still says is read. Nothing is fetched, and no entity that
the document declares is expanded; HTML's names (`&eacute;`) are known.
@function read
@tparam string bytes the document, as UTF-8 whatever its declaration says
@tparam[opt] table options `nodes`: most elements and texts (default 1000000); `depth`: most levels
(default 200, most 200)
@treturn[1] table the outermost element, `{name, prefix, space, attributes, ...}`: name without
prefix, prefix as written, space the namespace's address, attributes by name; its texts (strings)
and elements in order as a list; what there is none of is absent
@treturn[1] boolean whether the document was well-formed
@treturn[2] nil
@treturn[2] table the error: "empty" when there is no element, "limit", "memory"
@raise on a wrong argument or option
@usage local feed, sound = assert(core.xml.read "<rss><channel/></rss>")
*/
static int l_read(lua_State *L) {
    static const char *const known[] = {"nodes", "depth", NULL};
    bk_error err;
    bool sound;
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    lbk_check_options(L, 2, known);
    lua_Integer nodes = lbk_opt_integer(L, 2, "nodes", 1000000, 1, INT32_MAX);
    lua_Integer depth = lbk_opt_integer(L, 2, "depth", 200, 1, 200);
    luaL_checkstack(L, 220, "XML");
    bk_xml *xml = lua_newuserdatauv(L, sizeof *xml, 0);
    *xml = (bk_xml){0};
    luaL_setmetatable(L, XML_META);
    int scratch = lua_gettop(L);
    if (bk_xml_parse(xml, p, n, (size_t)nodes, (size_t)depth, &sound, &err)) {
        return lbk_push_error(L, &err, NULL);
    }
    push_tree(L, xml);
    lua_rawgeti(L, -1, 1);
    bk_xml_free(xml); /* it is large and Lua does not know: free it now */
    lua_replace(L, scratch);
    lua_settop(L, scratch);
    lua_pushboolean(L, sound);
    return 2;
}

int lbk_open_xml(lua_State *L);

int lbk_open_xml(lua_State *L) {
    static const luaL_Reg functions[] = {{"read", l_read}, {NULL, NULL}};
    luaL_newmetatable(L, XML_META);
    lua_pushcfunction(L, l_close);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, l_close);
    lua_setfield(L, -2, "__close");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
