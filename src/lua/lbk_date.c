/*** EDTF and machine dates, dates in English text, three-valued comparison.
 * @module breachkit.core.date
 */
#include "lbk.h"

#include "../core/bk_calendar.h"
#include "../core/bk_date.h"
#include "../core/bk_date_find.h"

#include <string.h>

#define FINDER_META "breachkit.date.finder"

static void push_bound(lua_State *L, int64_t seconds, bool open, const char *field,
                       const bk_date *d) {
    if (open) return;
    char text[40];
    bool whole_days = (d->lo == BK_OPEN_LO || d->lo % BK_DAY == 0) &&
                      (d->hi == BK_OPEN_HI || d->hi % BK_DAY == 0);
    bool date_only = !d->zoned && d->precision >= BK_PRECISION_DAY && whole_days;
    size_t n = bk_date_print_bound(seconds, date_only, d->zoned, text);
    lua_pushlstring(L, text, n);
    lua_setfield(L, -2, field);
}

/* {edtf, start, stop, precision, lo, hi}: unknown ends absent. */
static void push_date(lua_State *L, const bk_date *d) {
    luaL_checkstack(L, 4, "date");
    lua_createtable(L, 0, 6);
    lua_pushstring(L, d->edtf);
    lua_setfield(L, -2, "edtf");
    lua_pushstring(L, bk_precision_name(d->precision));
    lua_setfield(L, -2, "precision");
    push_bound(L, d->lo, d->lo == BK_OPEN_LO, "start", d);
    push_bound(L, d->hi, d->hi == BK_OPEN_HI, "stop", d);
}

static int push_bounds(lua_State *L, const bk_date *d) {
    if (d->lo == BK_OPEN_LO)
        lua_pushnil(L);
    else
        lua_pushinteger(L, (lua_Integer)d->lo);
    if (d->hi == BK_OPEN_HI)
        lua_pushnil(L);
    else
        lua_pushinteger(L, (lua_Integer)d->hi);
    return 2;
}

/*** The fuzzy bounds of an EDTF string: each component that is approximate or uncertain lets them
reach one of its units further at either side, one that is both two.
@function fuzzy
@tparam string s EDTF, at most 127 bytes
@treturn[1] ?integer lo seconds since 1970-01-01T00:00:00, nil when open
@treturn[1] ?integer hi the same for the end, exclusive
@treturn[2] nil
@treturn[2] table error "syntax", "range", "limit" or "empty"
@usage local lo, hi = core.date.fuzzy "2014-11-24~"
*/
static int l_fuzzy(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    bk_date d;
    bk_error err;
    if (bk_date_parse_fuzzy(p, n, &d, &err)) return lbk_push_error(L, &err, NULL);
    return push_bounds(L, &d);
}

/*** Parse all of a string: EDTF (levels 0 and 1, and of level 2 the sets, qualifiers, masks,
exponents, significant digits and groupings), ISO 8601, RFC 3339, RFC 5322, RFC 850 or asctime.
@function parse
@tparam string s the date, at most 127 bytes
@treturn[1] table `{edtf, start, stop, precision}`; `start` and `stop` are the half-open interval as
strings, absent where open or unknown
@treturn[1] ?integer lo seconds since 1970-01-01T00:00:00, nil when open; a floating time counts as
if in UTC
@treturn[1] ?integer hi the same for the end, exclusive
@treturn[2] nil
@treturn[2] table error "syntax", "range", "limit" or "empty"
@usage local d, lo, hi = core.date.parse "2014-11-24~"
*/
static int l_parse(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    bk_date d;
    bk_error err;
    if (bk_date_parse(p, n, &d, &err)) return lbk_push_error(L, &err, NULL);
    push_date(L, &d);
    return 1 + push_bounds(L, &d);
}

/*** Parse all of a string as EDTF and as nothing else.
@function edtf
@tparam string s the date, at most 127 bytes
@treturn[1] table `{edtf, start, stop, precision}` as `parse` gives
@treturn[2] nil
@treturn[2] table error "syntax", "range", "limit" or "empty"
@usage local d = core.date.edtf "156X-12-25"
*/
static int l_edtf(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    bk_date d;
    bk_error err;
    if (bk_date_parse_edtf(p, n, &d, &err)) return lbk_push_error(L, &err, NULL);
    push_date(L, &d);
    return 1;
}

/* {first, last, text, date}: bytes [first, end) of the text. The date carries its words too. */
static void push_span(lua_State *L, const bk_date_finder *f, size_t first, size_t end,
                      const bk_date *d) {
    luaL_checkstack(L, 8, "date");
    lua_createtable(L, 0, 8);
    lua_pushinteger(L, (lua_Integer)first + 1);
    lua_setfield(L, -2, "first");
    lua_pushinteger(L, (lua_Integer)end);
    lua_setfield(L, -2, "last");
    lua_pushlstring(L, f->p + first, end - first);
    if (d) {
        push_date(L, d);
        lua_pushvalue(L, -2);
        lua_setfield(L, -2, "text");
        lua_setfield(L, -3, "date");
    }
    lua_setfield(L, -2, "text");
}

static int l_next(lua_State *L) {
    bk_date_finders *both = luaL_checkudata(L, 1, FINDER_META);
    const bk_date_finder *f = &both->first;
    bk_date_mention m;
    if (!bk_date_find_either(both, &m)) return 0;
    bool event = m.kind == BK_MENTION_EVENT;
    push_span(L, f, m.first, m.end, event ? NULL : &m.date);
    lua_pushstring(L, bk_mention_kind_name(m.kind));
    lua_setfield(L, -2, "kind");
    if (event) {
        push_span(L, f, m.event_first, m.event_end, NULL);
        lua_pushinteger(L, (lua_Integer)m.months);
        lua_setfield(L, -2, "months");
        lua_pushinteger(L, (lua_Integer)m.days);
        lua_setfield(L, -2, "days");
        lua_pushinteger(L, (lua_Integer)m.seconds);
        lua_setfield(L, -2, "seconds");
        lua_pushboolean(L, m.rough);
        lua_setfield(L, -2, "approximate");
        lua_setfield(L, -2, "event");
        return 1;
    }
    if (m.date.hangs) {
        bk_date day;
        bk_date_hung_on(&day, &m);
        lua_pushstring(L, day.edtf);
        lua_setfield(L, -2, "anchor");
    }
    if (m.bases) {
        lua_createtable(L, (int)m.bases, 0);
        for (unsigned i = 0; i < m.bases; i++) {
            push_span(L, f, m.base[i].first, m.base[i].end, &m.base[i].date);
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
        lua_setfield(L, -2, "parts");
    }
    return 1;
}

/* Pushes the lexicon of a language, made once; false when there is no table of it. */
static bool push_lexicon(lua_State *L, const char *code, size_t n) {
    const bk_date_language *language = bk_date_language_of(code, n);
    if (!language) return false;
    if (lua_getfield(L, lua_upvalueindex(1), language->code) == LUA_TNIL) {
        lua_pop(L, 1);
        bk_date_lexicon_init(lua_newuserdatauv(L, sizeof(bk_date_lexicon), 0), language);
        lua_pushvalue(L, -1);
        lua_setfield(L, lua_upvalueindex(1), language->code);
    }
    return true;
}

/*** Find dates in running text: an iterator of `{first, last, text, kind, date, anchor, parts,
event}`. `parts` are the whole dates that a mention is made of, each `{first, last, text, date}`. A
mention of kind "event" has no date but `event`: `{first, last, text, months, days, seconds,
approximate}`, what it counts from and how far.
@function find
@tparam string text UTF-8; other bytes are passed over
@tparam[opt] string anchor the day or moment that relative expressions hang on, as `YYYY-MM-DD` or
anything that parse takes; of a month or another vague date each of its days may be it
@tparam[opt] string custom "dmy" or "mdy" for 05/02/2019; else the text's own unambiguous dates
settle it, else both
@tparam[opt="en"] string language ISO 639-1: en, de, fr, es or nl
@treturn function iterator
@treturn userdata its state
@raise when the anchor is no date or the language has no table
@usage for m in core.date.find(text, "2014-12-01") do print(m.text, m.date and m.date.edtf) end
*/
static int l_find(lua_State *L) {
    static const char *const customs[] = {"unknown", "dmy", "mdy", NULL};
    size_t n, an, ln;
    const char *p = luaL_checklstring(L, 1, &n);
    const char *anchor = luaL_optlstring(L, 2, NULL, &an);
    bk_day_order order = (bk_day_order)luaL_checkoption(L, 3, "unknown", customs);
    const char *language = luaL_optlstring(L, 4, "en", &ln);
    bk_date a = {0};
    if (anchor && (bk_date_parse(anchor, an, &a, NULL) || a.lo == BK_OPEN_LO)) {
        return luaL_argerror(L, 2, "the anchor is no date");
    }
    lua_settop(L, 4);
    lua_pushcfunction(L, l_next);
    bk_date_finders *both = lua_newuserdatauv(L, sizeof *both, 2);
    *both = (bk_date_finders){.approximate = a.approximate, .uncertain = a.uncertain};
    bk_date_finder *f = &both->first;
    if (!push_lexicon(L, language, ln)) return luaL_argerror(L, 4, "no table of the language");
    *f = (bk_date_finder){.p = p,
                          .n = n,
                          .lexicon = lua_touserdata(L, -1),
                          .anchored = anchor != NULL,
                          .order = order};
    lua_setiuservalue(L, -2, 2);
    if (anchor) {
        f->anchor = bk_floor_div(a.lo, BK_DAY);
        f->clock = a.lo - f->anchor * BK_DAY;
        f->timed = a.precision < BK_PRECISION_DAY;
    }
    luaL_setmetatable(L, FINDER_META);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1); /* the text lives as long as the finder */
    bk_date_find_story(f);
    if (order == BK_ORDER_UNKNOWN) bk_date_find_order(f);
    both->last = *f;
    if (anchor && a.hi == BK_OPEN_HI) both->approximate = both->uncertain = true;
    if (anchor && a.hi != BK_OPEN_HI && a.precision >= BK_PRECISION_DAY) {
        both->last.anchor = bk_floor_div(a.hi - 1, BK_DAY);
        if (both->last.anchor != f->anchor) bk_date_find_story(&both->last);
    }
    return 2;
}

/*** The date so far from another: the value of an event's mention once its event is dated.
@function shift
@tparam string from a date that parse takes
@tparam integer months
@tparam integer days
@tparam integer seconds
@tparam[opt=false] boolean approximate qualify the result so
@treturn ?table `{edtf, start, stop, precision}`, nil when the date is open
@usage core.date.shift("2014-11-24", 0, 7, 0)
*/
static int l_shift(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    bk_date from, to;
    int64_t far[3];
    for (int i = 0; i < 3; i++) {
        far[i] = luaL_checkinteger(L, i + 2);
        luaL_argcheck(L, far[i] > -1000000000 && far[i] < 1000000000, i + 2, "too far");
    }
    if (bk_date_parse(p, n, &from, NULL) || !bk_date_shift(&from, far[0], far[1], far[2], &to))
        return 0;
    if (lua_toboolean(L, 5)) bk_date_qualify(&to, true, false);
    push_date(L, &to);
    return 1;
}

/*** Seconds since 1970 as RFC 3339 in UTC.
@function print
@tparam integer seconds
@treturn string `2014-11-25T00:00:00Z`
@usage core.date.print(1416873600)
*/
static int l_print(lua_State *L) {
    char text[40];
    lua_Integer seconds = luaL_checkinteger(L, 1);
    luaL_argcheck(L, seconds > -100000000000000 && seconds < 100000000000000, 1, "out of range");
    lua_pushlstring(L, text, bk_date_print_bound((int64_t)seconds, false, true, text));
    return 1;
}

static void check_bounds(lua_State *L, int64_t b[4]) {
    for (int i = 0; i < 4; i++) b[i] = luaL_optinteger(L, i + 1, i % 2 ? BK_OPEN_HI : BK_OPEN_LO);
}

static int push_answer(lua_State *L, bk_answer answer) {
    static const char *const names[] = {"no", "yes", "maybe"};
    lua_pushstring(L, names[answer]);
    return 1;
}

/*** Is the first interval before the second, wherever in them the truth lies?
@function before
@tparam ?integer a_lo seconds, nil when open
@tparam ?integer a_hi
@tparam ?integer b_lo
@tparam ?integer b_hi
@treturn string "yes", "no" or "maybe"
@usage core.date.before(a_lo, a_hi, b_lo, b_hi)
*/
static int l_before(lua_State *L) {
    int64_t b[4];
    check_bounds(L, b);
    return push_answer(L, bk_date_before(b[0], b[1], b[2], b[3]));
}

/*** Are the two the same moment? "yes" only for one known second.
@function equals
@tparam ?integer a_lo seconds, nil when open
@tparam ?integer a_hi
@tparam ?integer b_lo
@tparam ?integer b_hi
@treturn string "yes", "no" or "maybe"
@usage core.date.equals(a_lo, a_hi, b_lo, b_hi)
*/
static int l_equals(lua_State *L) {
    int64_t b[4];
    check_bounds(L, b);
    return push_answer(L, bk_date_equals(b[0], b[1], b[2], b[3]));
}

int lbk_open_date(lua_State *L);

int lbk_open_date(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"parse", l_parse}, {"edtf", l_edtf},   {"before", l_before}, {"equals", l_equals},
        {"print", l_print}, {"shift", l_shift}, {"fuzzy", l_fuzzy},   {NULL, NULL}};
    luaL_newmetatable(L, FINDER_META);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    lua_newtable(L); /* the lexicons, by language */
    lua_pushcclosure(L, l_find, 1);
    lua_setfield(L, -2, "find");
    return 1;
}
