/*** Questions. Iterators hold a place, not a list: their memory does not grow.
 * @module breachkit.core.timeline
 */
#include "../core/bk_timeline_time.h"
#include "lbk_timeline.h"

#include <math.h>
#include <stdlib.h>

/* The timeline at `index` as it was at first, or an error: an iterator's caller may have changed it,
 * and so may a finalizer that runs while a list of events is made. */
static lbk_timeline *unchanged(lua_State *L, int index, uint64_t version) {
    lbk_timeline *t = lbk_check_timeline(L, index);
    if (t->tl.version != version) {
        luaL_error(L, "the timeline was changed while it was iterated");
    }
    return t;
}

static lbk_timeline *iterated(lua_State *L, uint64_t version) {
    return unchanged(L, lua_upvalueindex(1), version);
}

/* The place of an iterator over events; its upvalues are the timeline and this. */
typedef struct place {
    bk_timeline_query query;
    size_t next;
    bool all; /* every event from next to query.end */
    uint64_t version;
} place;

static int next_event(lua_State *L) {
    place *at = lua_touserdata(L, lua_upvalueindex(2));
    lbk_timeline *t = iterated(L, at->version);
    if (!at->all) at->next = bk_timeline_next(&t->tl, &at->query, at->next);
    if (at->next >= at->query.end) return 0;
    lbk_push_event(L, t, at->next++);
    return 1;
}

static int push_iterator(lua_State *L, place from) {
    lua_pushvalue(L, 1);
    place *at = lua_newuserdatauv(L, sizeof *at, 0);
    *at = from;
    lua_pushcclosure(L, next_event, 2);
    return 1;
}

static int push_range(lua_State *L, const lbk_timeline *t, size_t from, size_t end) {
    return push_iterator(
        L, (place){.query.end = end, .next = from, .all = true, .version = t->tl.version});
}

/*** All events in order: the dated, then the undated as they were added.
@function timeline:each
@treturn function an iterator over event tables, in constant memory
@raise while iterating, when the timeline is changed
@usage for e in tl:each() do print(e.when, e.what) end
*/
static int l_each(lua_State *L) {
    lbk_timeline *t = lbk_settled_timeline(L, 1);
    return push_range(L, t, 0, t->tl.n);
}

/*** The dated events in order.
@function timeline:dated
@treturn function an iterator over event tables
@usage for e in tl:dated() do print(e.start) end
*/
static int l_dated(lua_State *L) {
    lbk_timeline *t = lbk_settled_timeline(L, 1);
    return push_range(L, t, 0, t->tl.dated);
}

/*** The undated lane: events of which no bound is known, as they were added.
@function timeline:undated
@treturn function an iterator over event tables
@usage for e in tl:undated() do print(e.what) end
*/
static int l_undated(lua_State *L) {
    lbk_timeline *t = lbk_settled_timeline(L, 1);
    return push_range(L, t, t->tl.dated, t->tl.n);
}

static void check_time(lua_State *L, int index, int64_t *lo, int64_t *hi) {
    if (!lbk_time_bounds(L, 1, index, lo, hi)) {
        luaL_argerror(L, index, luaL_tolstring(L, -1, NULL));
    }
    lua_pop(L, 1);
}

static int push_between(lua_State *L, int64_t a, int64_t b, bool certain) {
    const bk_timeline *tl = &lbk_settled_timeline(L, 1)->tl;
    return push_iterator(
        L, (place){.query = bk_timeline_ask(tl, a, b, certain), .version = tl->version});
}

/*** Events that may lie between two times, in order: from the start of the first to the end of the
second. Finding k of n takes O(log n + k log(n / k)) steps, however they lie.
@function timeline:between
@param a a date record, a date string, integer seconds since 1970, or nil for no start
@param b the same, or nil for no end
@tparam[opt] table options `certain` (boolean): only events that surely lie there
@treturn function an iterator over event tables
@raise when a or b is no time
@usage for e in tl:between("2014-11-01", "2014-12-31") do print(e) end
*/
static int l_between(lua_State *L) {
    static const char *const names[] = {"certain", NULL};
    int64_t a, b, unused;
    lua_settop(L, 4);
    (void)lbk_check_timeline(L, 1);
    lbk_check_options(L, 4, names);
    check_time(L, 2, &a, &unused);
    check_time(L, 3, &unused, &b);
    return push_between(L, a, b, lbk_opt_boolean(L, 4, "certain", false));
}

/*** Events that may lie at a time (a stabbing query; a day or month asks for all of it).
@function timeline:at
@param when a date record, a date string or integer seconds since 1970
@treturn function an iterator over event tables
@raise when it is no time
@usage for e in tl:at "2014-11-24" do print(e) end
*/
static int l_at(lua_State *L) {
    int64_t a, b;
    lua_settop(L, 2);
    (void)lbk_check_timeline(L, 1);
    luaL_argcheck(L, !lua_isnil(L, 2), 2, "value expected");
    check_time(L, 2, &a, &b);
    return push_between(L, a, b, false);
}

/*** The dated events nearest to a time: nearest first, in order where equally near.
@function timeline:nearest
@param when a date record, a date string or integer seconds since 1970
@tparam[opt=1] integer count how many, at most 100000
@treturn table array of event tables
@treturn table array of the seconds that lie between at least; 0 where the event may lie there
@treturn table array of the seconds that lie between at most; `math.huge` where an end is open
@raise when it is no time
@usage local event = tl:nearest("2014-11-26")[1]
*/
static int l_nearest(lua_State *L) {
    int64_t a, b;
    size_t found;
    (void)lbk_check_timeline(L, 1);
    lua_Integer k = luaL_optinteger(L, 3, 1);
    luaL_argcheck(L, k >= 0 && k <= 100000, 3, "between 0 and 100000");
    check_time(L, 2, &a, &b);
    lbk_timeline *t = lbk_settled_timeline(L, 1); /* after the converter, which is Lua */
    bk_buf *scratch = lbk_new_buf(L);
    if (bk_buf_reserve(scratch, ((size_t)k + 1) * sizeof(uint32_t))) luaL_error(L, "out of memory");
    uint32_t *indexes = (uint32_t *)(void *)scratch->p;
    if (bk_timeline_nearest(&t->tl, a, b, (size_t)k, indexes, &found))
        luaL_error(L, "out of memory");
    uint64_t version = t->tl.version;
    for (int i = 0; i < 3; i++) lua_createtable(L, (int)found, 0);
    for (size_t i = 0; i < found; i++) {
        uint64_t least, most;
        (void)unchanged(L, 1, version);
        bk_timeline_distance(&t->tl.events[indexes[i]], a, b, &least, &most);
        lbk_push_event(L, t, indexes[i]);
        lua_rawseti(L, -4, (lua_Integer)i + 1);
        lua_pushinteger(L, least > INT64_MAX ? INT64_MAX : (lua_Integer)least);
        lua_rawseti(L, -3, (lua_Integer)i + 1);
        if (most > INT64_MAX) {
            lua_pushnumber(L, (lua_Number)HUGE_VAL);
        } else {
            lua_pushinteger(L, (lua_Integer)most);
        }
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 3;
}

/*** Take over all events of another timeline, which stays as it is.
@function timeline:merge
@tparam userdata other the other timeline; at equal times its events come after those here
@treturn ?userdata this timeline, or nil and an error value ("memory", "limit")
@raise when it is the same timeline
@usage assert(tl:merge(other))
*/
static int l_merge(lua_State *L) {
    bk_error err;
    lbk_timeline *into = lbk_settled_timeline(L, 1), *from = lbk_settled_timeline(L, 2);
    luaL_argcheck(L, into != from, 2, "a timeline cannot be merged with itself");
    if (bk_timeline_merge(&into->tl, &from->tl, &err)) return lbk_push_error(L, &err, NULL);
    lua_settop(L, 1);
    return 1;
}

/*** Make one event of those that differ in nothing but their sources; reports and claims are
united.
@function timeline:fold
@treturn integer how many events were folded into others
@usage local folded = tl:fold()
*/
static int l_fold(lua_State *L) {
    size_t folded;
    lbk_timeline *t = lbk_settled_timeline(L, 1);
    if (bk_timeline_fold(&t->tl, &folded)) luaL_error(L, "timeline: out of memory");
    lua_pushinteger(L, (lua_Integer)folded);
    return 1;
}

static void set_time(lua_State *L, int64_t time, bool day, const char *name) {
    char text[40];
    lua_pushlstring(L, text, bk_date_print_bound(time, day, true, text));
    lua_setfield(L, -2, name);
}

/* Pushes `{start, stop, seconds}`. */
static void push_stretch(lua_State *L, int64_t lo, int64_t hi) {
    bool day = lo % 86400 == 0 && hi % 86400 == 0;
    uint64_t seconds = (uint64_t)hi - (uint64_t)lo;
    lua_createtable(L, 0, 5);
    set_time(L, lo, day, "start");
    set_time(L, hi, day, "stop");
    lua_pushinteger(L, seconds > INT64_MAX ? INT64_MAX : (lua_Integer)seconds);
    lua_setfield(L, -2, "seconds");
}

static int next_gap(lua_State *L) {
    lbk_timeline *t = iterated(L, (uint64_t)lua_tointeger(L, lua_upvalueindex(2)));
    size_t i = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    int64_t reach = lua_tointeger(L, lua_upvalueindex(4)), from, to;
    if (!bk_timeline_gap(&t->tl, &i, &reach, lua_tointeger(L, lua_upvalueindex(5)), &from, &to)) {
        return 0;
    }
    lua_pushinteger(L, (lua_Integer)i);
    lua_replace(L, lua_upvalueindex(3));
    lua_pushinteger(L, reach);
    lua_replace(L, lua_upvalueindex(4));
    push_stretch(L, from, to);
    return 1;
}

/*** Stretches in which no event is known to lie. An open end reaches no further than its known end.
@function timeline:gaps
@tparam[opt] table options `least` (integer): seconds that a gap has at least; default one day
@treturn function an iterator over `{start, stop, seconds}`, `stop` exclusive
@usage for gap in tl:gaps{ least = 30 * 86400 } do print(gap.start, gap.stop) end
*/
static int l_gaps(lua_State *L) {
    static const char *const names[] = {"least", NULL};
    lbk_timeline *t = lbk_settled_timeline(L, 1);
    lbk_check_options(L, 2, names);
    lua_Integer least = lbk_opt_integer(L, 2, "least", 86400, 1, INT64_MAX);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, (lua_Integer)t->tl.version);
    lua_pushinteger(L, 0);
    lua_pushinteger(L, BK_TIME_MIN);
    lua_pushinteger(L, least);
    lua_pushcclosure(L, next_gap, 5);
    return 1;
}

static int next_cluster(lua_State *L) {
    lbk_timeline *t = iterated(L, (uint64_t)lua_tointeger(L, lua_upvalueindex(2)));
    size_t i = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    bk_timeline_run run;
    if (!bk_timeline_cluster(&t->tl, &i, (uint64_t)lua_tointeger(L, lua_upvalueindex(4)),
                             (uint64_t)lua_tointeger(L, lua_upvalueindex(5)), &run)) {
        return 0;
    }
    lua_pushinteger(L, (lua_Integer)i);
    lua_replace(L, lua_upvalueindex(3));
    push_stretch(L, run.lo, run.hi);
    lua_pushinteger(L, (lua_Integer)run.first + 1);
    lua_setfield(L, -2, "first");
    lua_pushinteger(L, (lua_Integer)run.last + 1);
    lua_setfield(L, -2, "last");
    return 1;
}

/*** Runs of events that lie close together.
@function timeline:clusters
@tparam[opt] table options `within` (integer): seconds to the next event at most, default two days;
  `widest` (integer): events wider than so many seconds ("2014") hold no run together, default 62
days
@treturn function an iterator over `{first, last, start, stop, seconds}`: the events are tl[first]
to tl[last]
@usage for c in tl:clusters{ within = 86400 } do print(c.start, c.last - c.first + 1) end
*/
static int l_clusters(lua_State *L) {
    static const char *const names[] = {"within", "widest", NULL};
    lbk_timeline *t = lbk_settled_timeline(L, 1);
    lbk_check_options(L, 2, names);
    lua_Integer within = lbk_opt_integer(L, 2, "within", 2 * 86400, 0, INT64_MAX);
    lua_Integer widest = lbk_opt_integer(L, 2, "widest", 62 * 86400, 1, INT64_MAX);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, (lua_Integer)t->tl.version);
    lua_pushinteger(L, 0);
    lua_pushinteger(L, within);
    lua_pushinteger(L, widest);
    lua_pushcclosure(L, next_cluster, 5);
    return 1;
}

/*** One thing told at times that exclude each other: events of one incident that say the same, of
which two cannot share an instant. The same thing may have happened twice: it is for the analyst to
say.
@function timeline:conflicts
@treturn table array of `{what, incident, events}`, `events` an array in order, by the first event
@usage for _, c in ipairs(tl:conflicts()) do print(c.what, #c.events) end
*/
static int l_conflicts(lua_State *L) {
    lbk_timeline *t = lbk_settled_timeline(L, 1);
    size_t count = 0;
    bk_buf *g = lbk_new_buf(L), *e = lbk_new_buf(L);
    uint32_t *groups, *ends;
    if (bk_timeline_conflicts(&t->tl, &groups, &ends, &count)) luaL_error(L, "out of memory");
    g->p = (char *)groups; /* the userdata frees them whatever happens below */
    e->p = (char *)ends;
    uint64_t version = t->tl.version;
    lua_createtable(L, count < 1000 ? (int)count : 1000, 0);
    for (size_t i = 0, j = 0; i < count; i++) {
        lua_createtable(L, 0, 3);
        lua_newtable(L);
        for (lua_Integer k = 1; j < ends[i]; j++, k++) {
            (void)unchanged(L, 1, version);
            lbk_push_event(L, t, groups[j]);
            if (k == 1) {
                lua_getfield(L, -1, "what");
                lua_setfield(L, -4, "what");
                lua_getfield(L, -1, "incident");
                lua_setfield(L, -4, "incident");
            }
            lua_rawseti(L, -2, k);
        }
        lua_setfield(L, -2, "events");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/*** What the timeline holds and takes.
@function timeline:stats
@treturn table `{events, dated, undated, bytes, event_bytes, strings, string_bytes}`; bytes are of
  memory: `event_bytes` of events and their index, `string_bytes` of strings and lists with their
tables
@usage print(tl:stats().bytes)
*/
static int l_stats(lua_State *L) {
    const bk_timeline *tl = &lbk_settled_timeline(L, 1)->tl;
    size_t strings = bk_intern_memory(&tl->strings) + bk_intern_memory(&tl->lists);
    const struct {
        const char *name;
        size_t value;
    } rows[] = {{"events", tl->n},
                {"dated", tl->dated},
                {"undated", tl->n - tl->dated},
                {"bytes", bk_timeline_memory(tl)},
                {"event_bytes", bk_timeline_memory(tl) - strings},
                {"strings", tl->strings.count ? tl->strings.count - 1 : 0},
                {"string_bytes", strings}};
    lua_createtable(L, 0, 7);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        lua_pushinteger(L, (lua_Integer)rows[i].value);
        lua_setfield(L, -2, rows[i].name);
    }
    return 1;
}

const luaL_Reg lbk_timeline_queries[] = {
    {"each", l_each}, {"dated", l_dated},       {"undated", l_undated},     {"between", l_between},
    {"at", l_at},     {"nearest", l_nearest},   {"merge", l_merge},         {"fold", l_fold},
    {"gaps", l_gaps}, {"clusters", l_clusters}, {"conflicts", l_conflicts}, {"stats", l_stats},
    {NULL, NULL}};
