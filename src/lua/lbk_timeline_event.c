/*** Events in and out.
 * @module breachkit.core.timeline
 */
#include "../core/bk_pack.h"
#include "../core/bk_timeline_time.h"
#include "lbk_pack.h"
#include "lbk_timeline.h"

#include <string.h>

typedef enum field {
    F_WHEN,
    F_START,
    F_STOP,
    F_WHAT,
    F_TYPE,
    F_STANCE,
    F_INCIDENT,
    F_SOURCE,
    F_REPORTS,
    F_CLAIMS,
    F_COUNT
} field;

static const struct {
    const char *name;
    size_t n;
} fields[F_COUNT] = {{"when", 4},   {"start", 5},    {"stop", 4},   {"what", 4},    {"type", 4},
                     {"stance", 6}, {"incident", 8}, {"source", 6}, {"reports", 7}, {"claims", 6}};

static int field_of(const char *p, size_t n) {
    for (int i = 0; i < F_COUNT; i++) {
        if (fields[i].n == n && *fields[i].name == *p && memcmp(fields[i].name, p, n) == 0) {
            return i;
        }
    }
    return -1;
}

static bool is_field(const char *p, size_t n) {
    return field_of(p, n) >= 0;
}

static bool fail_time(lua_State *L, bk_code code, const char *message) {
    bk_error err;
    (void)bk_fail(&err, code, 0, "%s", message);
    (void)lbk_push_error(L, &err, NULL);
    lua_remove(L, -2);
    return false;
}

static bool bad_seconds(lua_State *L) {
    return fail_time(L, BK_E_RANGE, "no such number of seconds");
}

/* A `start` or `stop`: seconds, text, or nothing. `*floating` is set by a time without a zone. */
static bool end_of(lua_State *L, int index, int64_t *t, bool *floating) {
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        return true;
    case LUA_TNUMBER: {
        int exact;
        lua_Integer seconds = lua_tointegerx(L, index, &exact);
        if (!exact) return false;
        *t = seconds;
        return true;
    }
    case LUA_TSTRING: {
        size_t n;
        bool zoned;
        const char *p = lua_tolstring(L, index, &n);
        if (!bk_time_read(p, n, t, &zoned)) return false;
        *floating = *floating || (!zoned && *t % 86400);
        return true;
    }
    default:
        return false;
    }
}

/* Asks the converter, a Lua function: lo, hi and the date in EDTF, or false and an error. */
static bool convert(lua_State *L, int self, int index, int64_t *lo, int64_t *hi) {
    if (lua_getiuservalue(L, self, 1) != LUA_TFUNCTION) {
        lua_pop(L, 1);
        return fail_time(L, BK_E_SYNTAX, "a date in words needs breachkit.date");
    }
    lua_pushvalue(L, index);
    lua_call(L, 1, 3);
    if (lua_isboolean(L, -3)) {
        lua_pop(L, 1);
        lua_remove(L, -2);
        return false;
    }
    if ((!lua_isnil(L, -3) && !lua_isinteger(L, -3)) ||
        (!lua_isnil(L, -2) && !lua_isinteger(L, -2))) {
        luaL_error(L, "a date's bounds must be integers");
    }
    if (lua_isinteger(L, -3)) *lo = lua_tointeger(L, -3);
    if (lua_isinteger(L, -2)) *hi = lua_tointeger(L, -2);
    lua_replace(L, -3);
    lua_pop(L, 1);
    return true;
}

/* Whether the date as told is kept: a second is made again from its bounds, in UTC, if it is no
 * leap second. */
static bool kept(const bk_date *d) {
    return !d->zoned || d->precision != BK_PRECISION_SECOND || strstr(d->edtf, ":60");
}

bool lbk_time_bounds(lua_State *L, int self, int index, int64_t *lo, int64_t *hi) {
    luaL_checkstack(L, 6, "a time");
    *lo = BK_TIME_MIN;
    *hi = BK_TIME_MAX;
    switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL:
        lua_pushnil(L);
        return true;
    case LUA_TNUMBER: {
        lua_Integer t;
        if (lua_isinteger(L, index)) {
            t = lua_tointeger(L, index);
        } else {
            lua_Number x = lua_tonumber(L, index);
            if (!(x > -9e18 && x < 9e18)) return bad_seconds(L);
            t = (lua_Integer)x;
            t -= (lua_Number)t > x;
        }
        if (t < -BK_TIME_LAST || t >= BK_TIME_LAST) return bad_seconds(L);
        *lo = t;
        *hi = t + 1;
        lua_pushnil(L);
        return true;
    }
    case LUA_TSTRING: {
        size_t n;
        bk_date d;
        const char *p = lua_tolstring(L, index, &n);
        if (bk_date_parse(p, n, &d, NULL)) return convert(L, self, index, lo, hi);
        *lo = d.lo;
        *hi = d.hi;
        lua_pushstring(L, kept(&d) ? d.edtf : NULL);
        return true;
    }
    case LUA_TTABLE: {
        int top = lua_gettop(L);
        bool floating = false;
        lua_getfield(L, index, "start");
        lua_getfield(L, index, "stop");
        bool known = (!lua_isnil(L, -1) || !lua_isnil(L, -2)) && end_of(L, -2, lo, &floating) &&
                     end_of(L, -1, hi, &floating);
        lua_settop(L, top);
        if (!known) {
            *lo = BK_TIME_MIN;
            *hi = BK_TIME_MAX;
            return convert(L, self, index, lo, hi);
        }
        if (lua_getfield(L, index, "edtf") != LUA_TSTRING) {
            lua_pop(L, 1);
            lua_pushnil(L);
        }
        return true;
    }
    default:
        luaL_error(L, "a time must be a date, a string or seconds, not a %s",
                   luaL_typename(L, index));
        return false;
    }
}

static void check_memory(lua_State *L, bk_code code) {
    if (code)
        luaL_error(L, "timeline: %s", code == BK_E_LIMIT ? "too many strings" : "out of memory");
}

static uint32_t intern(lua_State *L, bk_intern *in, const void *p, size_t n) {
    uint32_t id;
    check_memory(L, bk_intern_add(in, p, n, &id));
    return id;
}

/* The same for a string that Lua holds: it may well be where one was that was added lately, and
 * then comparing the bytes spares hashing them. */
static uint32_t intern_text(lua_State *L, lbk_timeline *t, const char *p, size_t n) {
    uint32_t *recent = &t->recent[((uintptr_t)p >> 4 ^ (uintptr_t)p >> 12) % LBK_RECENT];
    size_t length;
    const char *known = bk_intern_get(&t->tl.strings, *recent, &length);
    if (!known || length != n || memcmp(known, p, n) != 0) *recent = intern(L, &t->tl.strings, p, n);
    return *recent;
}

/* The list of the numbers in t->ids; 0 when there are none. */
static uint32_t intern_ids(lua_State *L, lbk_timeline *t) {
    check_memory(L, t->ids.failed);
    return t->ids.n ? intern(L, &t->tl.lists, t->ids.p, t->ids.n) : 0;
}

static void add_id(lbk_timeline *t, uint32_t id) {
    /* each once: the lists are short */
    for (size_t i = 0; i < t->ids.n && i < 256; i += sizeof id) {
        if (memcmp(t->ids.p + i, &id, sizeof id) == 0) return;
    }
    bk_buf_add(&t->ids, (const char *)&id, sizeof id);
}

typedef struct text {
    const char *p;
    size_t n;
} text;

/* One string, and the strings of an array, as a list. */
static uint32_t report_list(lua_State *L, lbk_timeline *t, const text *source, bool array) {
    t->ids.n = 0;
    if (source->p) add_id(t, intern_text(L, t, source->p, source->n));
    if (array) {
        lua_getfield(L, 2, "reports");
        luaL_checktype(L, -1, LUA_TTABLE);
        for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
            size_t n;
            if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "event: reports must be strings");
            const char *p = lua_tolstring(L, -1, &n);
            add_id(t, intern_text(L, t, p, n));
            lua_pop(L, 1);
        }
        lua_pop(L, 2);
    }
    return intern_ids(L, t);
}

static uint32_t claim_list(lua_State *L, lbk_timeline *t) {
    t->ids.n = 0;
    lua_getfield(L, 2, "claims");
    if (!lua_istable(L, -1)) luaL_error(L, "event: claims must be an array");
    for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
        t->scratch.n = 0;
        lbk_pack(L, -1, &t->scratch, "claims");
        add_id(t, intern(L, &t->tl.strings, t->scratch.p, t->scratch.n));
        lua_pop(L, 1);
    }
    lua_pop(L, 2);
    return intern_ids(L, t);
}

/* What the event's table holds, without a copy: valid while no Lua runs. */
typedef struct given {
    text texts[F_COUNT];      /* of fields that are strings */
    bool seen[F_COUNT];       /* which are there */
    int64_t ends[F_STOP + 1]; /* `start` and `stop`, where they are integers */
    bool exact[F_STOP + 1];
    bool more; /* fields that have no name here */
} given;

static void gather(lua_State *L, given *g) {
    *g = (given){0};
    lua_pushnil(L);
    while (lua_next(L, 2)) {
        size_t n;
        if (lua_type(L, -2) != LUA_TSTRING) luaL_error(L, "event: field names must be strings");
        const char *key = lua_tolstring(L, -2, &n);
        int f = field_of(key, n);
        if (f < 0) {
            g->more = true;
        } else {
            g->seen[f] = true;
            if (lua_type(L, -1) == LUA_TSTRING) {
                g->texts[f].p = lua_tolstring(L, -1, &g->texts[f].n);
            } else if (f >= F_WHAT && f <= F_SOURCE) {
                luaL_error(L, "event: %s must be a string, not a %s", key, luaL_typename(L, -1));
            } else if (f <= F_STOP && lua_isinteger(L, -1)) {
                g->ends[f] = lua_tointeger(L, -1);
                g->exact[f] = true;
            }
        }
        lua_pop(L, 1);
    }
}

/* One of `start` and `stop`; false when it is there and no time. */
static bool given_end(const given *g, field f, int64_t *t, bool *floating) {
    bool zoned;
    if (g->exact[f]) {
        *t = g->ends[f];
    } else if (g->texts[f].p) {
        if (!bk_time_read(g->texts[f].p, g->texts[f].n, t, &zoned)) return false;
        *floating = *floating || (!zoned && *t % 86400);
    } else if (g->seen[f]) {
        return false;
    }
    return true;
}

/* When the event is: `start` and `stop` where given, with `when` as their text; else `when`. False
 * with an error value on the stack; else `*told` is the date as told, in `edtf` or a string at
 * index 3 or of the table. */
static bool event_time(lua_State *L, given *g, bk_event *e, text *told, char edtf[BK_EDTF_MAX]) {
    bool bounded = g->seen[F_START] || g->seen[F_STOP], floating = false;
    const text *when = &g->texts[F_WHEN];
    bk_date d;
    if (bounded && when->p) {
        *told = *when;
    } else if (when->p && bk_time_plain(when->p, when->n, &e->lo, &e->hi)) {
        if (when->n == 10) *told = *when;
    } else if (when->p && !bk_date_parse(when->p, when->n, &d, NULL)) {
        e->lo = d.lo;
        e->hi = d.hi;
        if (kept(&d)) {
            size_t n = strlen(d.edtf);
            memcpy(edtf, d.edtf, n + 1);
            *told = (text){edtf, n};
        }
    } else if (g->seen[F_WHEN]) {
        lua_getfield(L, 2, "when");
        if (!lbk_time_bounds(L, 1, 3, &e->lo, &e->hi)) return false;
        lua_replace(L, 3);
        gather(L, g); /* a converter is Lua and may have changed the table */
        if (lua_type(L, 3) == LUA_TSTRING) told->p = lua_tolstring(L, 3, &told->n);
    }
    if (!bounded) return true;
    if (!given_end(g, F_START, &e->lo, &floating) || !given_end(g, F_STOP, &e->hi, &floating)) {
        return fail_time(L, BK_E_SYNTAX, "start and stop must be seconds, days or RFC 3339");
    }
    if (floating && !told->p && bk_timeline_valid(e)) {
        /* or its zone would be UTC when it is made again from the bounds */
        *told = (text){edtf, bk_time_edtf(e->lo, e->hi, false, edtf)};
    }
    return true;
}

int lbk_timeline_add(lua_State *L) {
    lbk_timeline *t = lbk_check_timeline(L, 1);
    given g;
    text told = {0};
    char edtf[BK_EDTF_MAX];
    bk_event e = {.lo = BK_TIME_MIN, .hi = BK_TIME_MAX};
    bk_error err;
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    gather(L, &g);
    if (!event_time(L, &g, &e, &told, edtf)) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    lbk_check_timeline(L, 1); /* the converter is Lua and may have closed it */
    /* from here on no Lua runs, so that the table keeps alive the strings that C points to */
    if (!bk_timeline_valid(&e)) { /* before any string of it is kept */
        (void)bk_timeline_add(&t->tl, &e, &err);
        return lbk_push_error(L, &err, NULL);
    }
    if (told.p) e.when = intern_text(L, t, told.p, told.n);
    const text *texts = g.texts;
    if (texts[F_WHAT].p) e.what = intern_text(L, t, texts[F_WHAT].p, texts[F_WHAT].n);
    uint32_t labels[3] = {0};
    for (int i = 0; i < 3; i++) {
        const text *label = &texts[F_TYPE + i];
        if (label->p) labels[i] = intern_text(L, t, label->p, label->n);
    }
    if (labels[0] || labels[1] || labels[2]) {
        e.labels = intern(L, &t->tl.lists, labels, sizeof labels);
    }
    if (g.seen[F_SOURCE] || g.seen[F_REPORTS]) {
        e.reports = report_list(L, t, &texts[F_SOURCE], g.seen[F_REPORTS]);
    }
    if (g.seen[F_CLAIMS]) e.claims = claim_list(L, t);
    if (g.more) {
        t->scratch.n = 0;
        if (lbk_pack_fields(L, 2, &t->scratch, is_field)) {
            e.extra = intern(L, &t->tl.strings, t->scratch.p, t->scratch.n);
        }
    }
    if (bk_timeline_add(&t->tl, &e, &err)) return lbk_push_error(L, &err, NULL);
    lua_settop(L, 1);
    return 1;
}

static void set_text(lua_State *L, const bk_intern *strings, uint32_t id, const char *name) {
    size_t n;
    const char *p = bk_intern_get(strings, id, &n);
    if (!p) return;
    lua_pushlstring(L, p, n);
    lua_setfield(L, -2, name);
}

/* Making a value may run a finalizer, which is Lua and may add to the timeline or close it: bytes of
 * it are asked for anew after each, and unpacked from a copy. */

static void set_list(lua_State *L, const bk_timeline *tl, uint32_t list, bool packed,
                     const char *name) {
    size_t n;
    const char *ids = bk_intern_get(&tl->lists, list, &n);
    lua_Integer count = 0;
    if (!ids) return;
    lua_createtable(L, (int)(n / sizeof(uint32_t) < 1000 ? n / sizeof(uint32_t) : 1000), 0);
    for (size_t i = 0; (ids = bk_intern_get(&tl->lists, list, &n)) && i < n; i += sizeof(uint32_t)) {
        uint32_t id;
        size_t length;
        memcpy(&id, ids + i, sizeof id);
        const char *p = bk_intern_get(&tl->strings, id, &length);
        if (!p) continue;
        lua_pushlstring(L, p, length);
        if (packed) {
            p = lua_tolstring(L, -1, &length);
            lbk_unpack(L, p, length);
            lua_remove(L, -2);
        }
        lua_rawseti(L, -2, ++count);
    }
    lua_setfield(L, -2, name);
}

void lbk_push_event(lua_State *L, lbk_timeline *t, size_t i) {
    static const char *const labels[] = {"type", "stance", "incident"};
    const bk_timeline *tl = &t->tl;
    bk_event e = tl->events[i];
    char edtf[BK_EDTF_MAX], end[40];
    size_t n;
    luaL_checkstack(L, 10, "event");
    lua_createtable(L, 0, 8);
    const char *p = bk_intern_get(&tl->strings, e.extra, &n);
    if (p) {
        lua_pushlstring(L, p, n);
        lua_insert(L, -2);
        p = lua_tolstring(L, -2, &n);
        lbk_unpack_fields(L, p, n);
        lua_remove(L, -2);
    }
    set_text(L, &tl->strings, e.what, "what");
    bool days =
        (e.lo == BK_TIME_MIN || e.lo % 86400 == 0) && (e.hi == BK_TIME_MAX || e.hi % 86400 == 0);
    bool zoned = true;
    if ((p = bk_intern_get(&tl->strings, e.when, &n))) {
        zoned = days || !bk_time_floating(p, n);
        lua_pushlstring(L, p, n);
        lua_setfield(L, -2, "when");
    } else if ((n = bk_time_edtf(e.lo, e.hi, true, edtf))) {
        lua_pushlstring(L, edtf, n);
        lua_setfield(L, -2, "when");
    }
    if (e.lo != BK_TIME_MIN) {
        lua_pushlstring(L, end, bk_date_print_bound(e.lo, days, zoned, end));
        lua_setfield(L, -2, "start");
    }
    if (e.hi != BK_TIME_MAX) {
        lua_pushlstring(L, end, bk_date_print_bound(e.hi, days, zoned, end));
        lua_setfield(L, -2, "stop");
    }
    for (size_t j = 0; j < 3 && (p = bk_intern_get(&tl->lists, e.labels, &n)); j++) {
        uint32_t id;
        memcpy(&id, p + j * sizeof id, sizeof id);
        set_text(L, &tl->strings, id, labels[j]);
    }
    set_list(L, tl, e.reports, false, "reports");
    set_list(L, tl, e.claims, true, "claims");
    luaL_setmetatable(L, "breachkit.event");
}
