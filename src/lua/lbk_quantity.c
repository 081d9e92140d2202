/*** Amounts by form alone; breachkit.quantity adds what is counted.
 * @module breachkit.core.quantity
 */
#include "../core/bk_quantity.h"
#include "lbk.h"

#define SCAN_META "breachkit.quantity.scan"

static void set_value(lua_State *L, const char *name, const bk_quantity_value *v) {
    if (v->exact) {
        lua_pushinteger(L, (lua_Integer)v->integer);
    } else {
        lua_pushnumber(L, (lua_Number)v->number);
    }
    lua_setfield(L, -2, name);
}

static void set_position(lua_State *L, const char *name, size_t position) {
    lua_pushinteger(L, (lua_Integer)position);
    lua_setfield(L, -2, name);
}

typedef struct parts {
    bk_quantity_scan s;
    lua_Integer next; /* the place of the next part in the list */
} parts;

/* Go on to the next part of the text; false when there is none. */
static bool next_part(lua_State *L, parts *x) {
    if (lua_isnil(L, lua_upvalueindex(2))) return false;
    lua_rawgeti(L, lua_upvalueindex(2), x->next++);
    lua_rawgeti(L, lua_upvalueindex(2), x->next++);
    lua_Integer first = lua_tointeger(L, -2), last = lua_tointeger(L, -1);
    bool more = !lua_isnil(L, -1);
    lua_pop(L, 2);
    if (!more) return false;
    if (first < 1 || last < first || (lua_Unsigned)last > x->s.n)
        return luaL_error(L, "quantity.each: no such part of the text");
    if (x->s.at < (size_t)first - 1) x->s.at = (size_t)first - 1;
    x->s.stop = (size_t)last;
    return true;
}

static int l_next(lua_State *L) {
    parts *x = luaL_checkudata(L, lua_upvalueindex(1), SCAN_META);
    bk_quantity_scan *s = &x->s;
    bk_quantity q;
    while (!bk_quantity_next(s, &q))
        if (!next_part(L, x)) return 0;
    luaL_checkstack(L, 4, "quantity");
    lua_createtable(L, 0, 8);
    set_position(L, "first", q.first + 1);
    set_position(L, "last", q.end);
    lua_pushlstring(L, s->p + q.first, q.end - q.first);
    lua_setfield(L, -2, "text");
    lua_pushstring(L, bk_quantity_kind_name(q.kind));
    lua_setfield(L, -2, "type");
    lua_pushstring(L, bk_quantity_form_name(q.form));
    lua_setfield(L, -2, "form");
    set_value(L, "value", &q.value);
    if (q.has_high) set_value(L, "high", &q.high);
    if (bk_quantity_bound_name(q.bound)) {
        lua_pushstring(L, bk_quantity_bound_name(q.bound));
        lua_setfield(L, -2, "bound");
    }
    if (q.bound_end > q.bound_first) {
        set_position(L, "bound_first", q.bound_first + 1);
        set_position(L, "bound_last", q.bound_end);
    }
    if (q.currency[0]) {
        lua_pushstring(L, q.currency);
        lua_setfield(L, -2, "currency");
    }
    return 1;
}

/*** Iterate over the amounts in a text, in order.
Each is a table `{first, last, text, type, form, value, high, bound, bound_first, bound_last,
currency}`: `type` "volume" (`value` in bytes), "count" or "money"; `form` how it is written:
"digits", "grouped", "decimal", "suffix", "magnitude", "words", "vague"; `high` the upper end of a
range, whose lower end is `value`; `bound` "about", "at-least" or "at-most" with the bounding words'
positions where there are any; `currency` ISO 4217. Positions are 1-based inclusive bytes. A count
here is any number that its form does not rule out.
@function each
@tparam string text any bytes; UTF-8 expected
@tparam[opt] {integer,...} parts first and last bytes of the parts of the text in which amounts begin, flat and in order
@treturn function an iterator giving a table a step
@raise when text is no string; the iterator, at a part that the text has not
@usage for q in require "breachkit.core".quantity.each "11TBs of data" do print(q.value) end -->
11000000000000
*/
static int l_each(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    parts *x = lua_newuserdatauv(L, sizeof *x, 1);
    bk_quantity_start(&x->s, p, n);
    x->next = 1;
    if (!lua_isnil(L, 2)) x->s.stop = 0;
    if (luaL_newmetatable(L, SCAN_META)) {
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    lua_setmetatable(L, -2);
    lua_pushvalue(L, 1); /* anchored for as long as the scan points into it */
    lua_setiuservalue(L, -2, 1);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, l_next, 2);
    return 1;
}

int lbk_open_quantity(lua_State *L);

int lbk_open_quantity(lua_State *L) {
    static const luaL_Reg functions[] = {{"each", l_each}, {NULL, NULL}};
    luaL_newlib(L, functions);
    return 1;
}
