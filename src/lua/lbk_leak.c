/*** Records of leaked data, whose values Lua has masked or not at all; breachkit.dump is what scripts use.
 * @module breachkit.core.leak
 */
#include "lbk_leak.h"

#include "../core/bk_leak.h"
#include "lbk_dump.h"
#include "lbk_mask.h"
#include "lbk_tap.h"

#include <string.h>

#define META "breachkit.leak"

enum { TAP = 1, CLASSES = 2, DOMAINS = 3, TABLE = 4, TABLES = 5, PASSED = 6, USER_VALUES = 6 };

typedef struct reader {
    bk_leak leak;
    lbk_tap *tap; /* user value TAP; NULL when closed */
    const char *domains; /* each ended by a NUL; user value DOMAINS */
    size_t domains_n;
    size_t told; /* the statement whose table user value TABLE is the name of */
    uint64_t filled[BK_LEAK_CLASSES];
    uint64_t records, passed; /* of that table, not yet in TABLES and PASSED */
    char first[BK_LEAK_DAY], last[BK_LEAK_DAY]; /* of the dates */
    bool dated;
} reader;

/*** Wipe what is held of records. Calling it twice is safe.
@function reader:close
@usage reader:close()
*/
static int l_gc(lua_State *L) {
    reader *r = luaL_checkudata(L, 1, META);
    bk_leak_free(&r->leak);
    r->tap = NULL;
    return 0;
}

static reader *check_open(lua_State *L) {
    reader *r = luaL_checkudata(L, 1, META);
    luaL_argcheck(L, r->tap, 1, "the reader is closed");
    return r;
}

static int class_at(lua_State *L, const bk_leak_classes *c) {
    const char *name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    int class = name ? bk_leak_class_named(c, name) : -1;
    if (name && class < 0) luaL_error(L, "there is no class '%s'", name);
    lua_pop(L, 1);
    return class;
}

static size_t bytes_field(lua_State *L, const char *name, char *out, size_t most) {
    size_t n = 0;
    lua_getfield(L, 2, name);
    const char *s = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &n) : NULL;
    if (s && n > most) luaL_error(L, "layout: '%s' has at most %d bytes", name, (int)most);
    if (s) memcpy(out, s, n);
    lua_pop(L, 1);
    return n;
}

static void set_combo(lua_State *L, bk_leak *l) {
    l->combo.separator_n = bytes_field(L, "separator", l->combo.separator, BK_COMBO_SEPARATOR);
    if (!l->combo.separator_n || memchr(l->combo.separator, '\n', l->combo.separator_n))
        luaL_error(L, "layout: a separator of 1 to 8 bytes expected, no line end");
    lua_getfield(L, 2, "secret_first");
    l->combo.secret_first = lua_toboolean(L, -1);
    lua_getfield(L, 2, "sites");
    l->combo.sites = lua_toboolean(L, -1);
    if (lua_getfield(L, 2, "columns") != LUA_TTABLE) luaL_error(L, "layout: columns expected");
    lua_geti(L, -1, 1 + l->combo.sites + l->combo.secret_first);
    l->login = class_at(L, l->classes);
    if (l->login < 0) luaL_error(L, "layout: columns expected");
    lua_pop(L, 3);
}

static void set_table(lua_State *L, bk_leak *l) {
    static const char *const lines[] = {"any", "lf", "crlf", "cr", NULL};
    bk_error err;
    bk_csv_dialect dialect = {0};
    if (!bytes_field(L, "separator", &dialect.separator, 1)) luaL_error(L, "layout: a separator expected");
    (void)bytes_field(L, "quote", &dialect.quote, 1);
    (void)bytes_field(L, "escape", &dialect.escape, 1);
    lua_getfield(L, 2, "line");
    dialect.line = (bk_csv_line)luaL_checkoption(L, -1, "any", lines);
    lua_getfield(L, 2, "skip_space");
    dialect.skip_space = lua_toboolean(L, -1);
    lua_getfield(L, 2, "header");
    l->header = lua_toboolean(L, -1);
    lua_pop(L, 3);
    if (bk_csv_start(&l->csv, &dialect, &err)) luaL_error(L, "%s", err.message);
    if (lua_getfield(L, 2, "classes") != LUA_TTABLE) luaL_error(L, "layout: classes expected");
    lua_Integer width = luaL_len(L, -1);
    for (lua_Integer i = 1; i <= width; i++) {
        lua_geti(L, -1, i);
        int class = class_at(L, l->classes);
        if (bk_buf_add(&l->columns, (const char *)&class, sizeof class)) luaL_error(L, "out of memory");
    }
    lua_pop(L, 1);
}

/*** Read records.
@function reader
@tparam userdata tap where they come from, its first byte on
@tparam table layout as `breachkit.dump.layout` tells it
@tparam userdata classes
@tparam table options `line_bytes`: the longest line of lists and logs; `record_bytes`: the longest record of the others;
`fields`: most in a row; `domains`: only records whose e-mail address is of one of these, in lower case each ended by a
NUL, or below one
@treturn userdata with the methods below
@raise on a wrong argument, option or layout
@usage local reader = core.leak.reader(tap, layout, classes, { line_bytes = 65536, record_bytes = 1 << 22 })
*/
static int l_reader(lua_State *L) {
    static const char *const names[] = {"line_bytes", "record_bytes", "fields", "domains", NULL};
    lbk_tap *tap = lbk_check_tap(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    const bk_leak_classes *classes = luaL_checkudata(L, 3, LBK_CLASSES_META);
    lua_settop(L, 4);
    lbk_check_options(L, 4, names);
    lbk_tap_decode(L, 1);
    reader *r = lua_newuserdatauv(L, sizeof *r, USER_VALUES);
    *r = (reader){.tap = tap, .leak = {.classes = classes}};
    luaL_setmetatable(L, META);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, 5, TAP);
    lua_pushvalue(L, 3);
    lua_setiuservalue(L, 5, CLASSES);
    bk_leak *l = &r->leak;
    lua_getfield(L, 2, "kind");
    l->kind = (bk_leak_kind)luaL_checkoption(L, -1, NULL, lbk_leak_kinds);
    lua_pop(L, 1);
    bool of_lines = l->kind == BK_LEAK_COMBO || l->kind == BK_LEAK_BLOCKS;
    l->record_most = (size_t)lbk_opt_integer(L, 4, "record_bytes", 1 << 22, 1, INT32_MAX);
    l->line_most = of_lines ? (size_t)lbk_opt_integer(L, 4, "line_bytes", 1 << 16, 1, INT32_MAX) : l->record_most;
    l->csv.row_bytes = l->sql.row_bytes = l->record_most;
    l->csv.fields_most = l->sql.fields_most = (size_t)lbk_opt_integer(L, 4, "fields", 65536, 1, INT32_MAX);
    r->domains = lbk_push_opt_string(L, 4, "domains", &r->domains_n);
    lua_setiuservalue(L, 5, DOMAINS);
    if (l->kind == BK_LEAK_COMBO) set_combo(L, l);
    if (l->kind == BK_LEAK_TABLE) set_table(L, l);
    if (l->kind == BK_LEAK_JSON) l->within = bytes_field(L, "within", l->json.within.path, BK_JSON_WITHIN) > 0;
    lua_getfield(L, 2, "dialect");
    l->sql.backslash = lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), "mysql") == 0;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_setiuservalue(L, 5, TABLES);
    lua_newtable(L);
    lua_setiuservalue(L, 5, PASSED);
    return 1;
}

/* The next record or bad one; MORE stands for a source that failed, whose error value is pushed. */
static bk_leak_status step(lua_State *L, reader *r) {
    for (;;) {
        size_t used;
        lbk_tap *t = r->tap;
        bk_leak_status status =
            bk_leak_next(&r->leak, t->bytes.p ? t->bytes.p + t->at : "", t->bytes.n - t->at, t->last, &used);
        t->at += used;
        if (status == BK_LEAK_NO_MEMORY) luaL_error(L, "out of memory");
        if (status != BK_LEAK_MORE) return status;
        lua_getiuservalue(L, 1, TAP);
        if (!lbk_tap_fill(L, -1)) return status;
        lua_pop(L, 1);
    }
}

static void count(lua_State *L, int which, uint64_t *n) {
    if (!*n) return;
    lua_getiuservalue(L, 1, which);
    lua_getiuservalue(L, 1, TABLE);
    lua_pushvalue(L, -1);
    lua_gettable(L, -3);
    lua_Integer before = lua_tointeger(L, -1);
    lua_pop(L, 1);
    lua_pushinteger(L, before + (lua_Integer)*n);
    lua_settable(L, -3);
    lua_pop(L, 1);
    *n = 0;
}

/* User value TABLE becomes the name of the current row's table. */
static void name_table(lua_State *L, reader *r) {
    size_t n;
    if (r->leak.kind != BK_LEAK_SQL || r->told == r->leak.sql.tables) return;
    count(L, TABLES, &r->records);
    count(L, PASSED, &r->passed);
    const char *name = bk_sqldump_name_at(&r->leak.sql, 0, &n);
    lua_pushlstring(L, name, n);
    lua_setiuservalue(L, 1, TABLE);
    r->told = r->leak.sql.tables;
}

static bool is_wanted(const reader *r, bk_leak_status status) {
    size_t n;
    if (status == BK_LEAK_PASSED) return false;
    if (status == BK_LEAK_END || !r->domains) return true;
    const char *email = status == BK_LEAK_RECORD ? bk_leak_get(&r->leak, r->leak.classes->email, &n) : NULL;
    return email && bk_leak_is_of(email, n, r->domains, r->domains_n);
}

static void push_record(lua_State *L, const bk_leak *l) {
    lua_createtable(L, 0, 6);
    for (int i = 0; i < l->classes->count; i++) {
        size_t n;
        const bk_leak_class *class = &l->classes->all[i];
        const char *p = bk_leak_get(l, i, &n);
        if (!p) continue;
        if (class->personal) lbk_push_masked(L, class->name, p, n);
        else lua_pushlstring(L, p, n);
        lua_setfield(L, -2, class->name);
        if (i != l->classes->secret) continue;
        lua_pushstring(L, bk_scheme_name(bk_scheme_of(p, n)));
        lua_setfield(L, -2, "scheme");
    }
}

/*** The next record.
@function reader:next
@treturn table|boolean|nil its values by class, masked where they are personal, and `scheme`; false for one that
could not be read; nil at the end
@treturn integer its 1-based position
@treturn ?string the table's name in SQL; or why it could not be read
@raise an error value when the source fails; when closed
@usage local record, position, more = reader:next()
*/
static int l_next(lua_State *L) {
    reader *r = check_open(L);
    bk_leak_status status;
    lua_settop(L, 1);
    do status = step(L, r);
    while (status != BK_LEAK_MORE && !is_wanted(r, status));
    if (status == BK_LEAK_MORE) return lua_error(L);
    if (status == BK_LEAK_END) return 0;
    if (status == BK_LEAK_RECORD) push_record(L, &r->leak);
    else lua_pushboolean(L, 0);
    lua_pushinteger(L, (lua_Integer)r->leak.position);
    if (status == BK_LEAK_BAD) {
        lua_pushstring(L, bk_tally_bad_name(r->leak.why));
        return 3;
    }
    name_table(L, r);
    lua_getiuservalue(L, 1, TABLE);
    return 3;
}

static void add_date(reader *r, const char *p, size_t n) {
    char day[BK_LEAK_DAY];
    if (!bk_leak_day(p, n, day)) return;
    if (!r->dated || memcmp(day, r->first, sizeof day) < 0) memcpy(r->first, day, sizeof day);
    if (!r->dated || memcmp(day, r->last, sizeof day) > 0) memcpy(r->last, day, sizeof day);
    r->dated = true;
}

static bk_code add_record(reader *r, bk_tally_sets *sets, bk_tally_counts *counts) {
    const bk_leak *l = &r->leak;
    size_t who_n = 0, secret_n = 0, n;
    for (int i = 0; i < l->classes->count; i++) r->filled[i] += l->filled >> i & 1;
    const char *date = bk_leak_get(l, l->classes->date, &n);
    if (date) add_date(r, date, n);
    const char *who = bk_leak_who(l, &who_n), *secret = bk_leak_get(l, l->classes->secret, &secret_n);
    return bk_tally_add(sets, counts, who, who ? who_n : 0, secret, secret_n);
}

/*** Add records to a summary.
@function reader:tally
@tparam userdata tally of `core.dump.tally`
@tparam integer most how many
@treturn ?integer the last one's position when there may be more; nil at the end
@treturn ?table the error that the source failed with, which is the end
@raise when closed
@usage while reader:tally(tally, 8192) do end
*/
static int l_tally(lua_State *L) {
    bk_tally_sets *sets;
    reader *r = check_open(L);
    bk_tally_counts *counts = lbk_check_tally(L, 2, &sets);
    lua_Integer most = luaL_checkinteger(L, 3);
    lua_settop(L, 2);
    for (lua_Integer i = 0; i < most; i++) {
        bk_leak_status status = step(L, r);
        if (status == BK_LEAK_MORE || status == BK_LEAK_END) {
            lua_pushnil(L);
            if (status == BK_LEAK_END) return 1;
            lua_insert(L, -2);
            return 2;
        }
        if (status == BK_LEAK_BAD) {
            bk_tally_spoilt(counts, r->leak.position, r->leak.why);
            continue;
        }
        name_table(L, r);
        r->passed += status == BK_LEAK_PASSED;
        r->records += status == BK_LEAK_RECORD;
        if (status == BK_LEAK_RECORD && add_record(r, sets, counts) == BK_E_MEMORY)
            return luaL_error(L, "out of memory");
    }
    lua_pushinteger(L, (lua_Integer)r->leak.position);
    return 1;
}

static void push_counts(lua_State *L, reader *r, int which, uint64_t *left, const char *name) {
    if (r->leak.kind != BK_LEAK_SQL) return;
    count(L, which, left);
    lua_getiuservalue(L, 1, which);
    lua_pushnil(L);
    bool some = lua_next(L, -2);
    lua_pop(L, some ? 2 : 0);
    if (some) lua_setfield(L, -2, name);
    else lua_pop(L, 1);
}

/*** What the records that were added have.
@function reader:counts
@treturn table `{filled = {[class] = n}, dates = {first, last}, tables = {[name] = n}, passed = {[name] = n},
stray = {lines, samples}}`: of the date columns; records by table, and rows of tables that are passed over, of SQL; lines of
logs that are of no known name, and the positions of the first eight. What there is none of is absent
@usage print(reader:counts().filled.email)
*/
static int l_counts(lua_State *L) {
    reader *r = luaL_checkudata(L, 1, META);
    const bk_leak *l = &r->leak;
    lua_settop(L, 1);
    lua_createtable(L, 0, 4);
    lua_newtable(L);
    for (int i = 0; i < l->classes->count; i++) {
        if (!r->filled[i]) continue;
        lua_pushinteger(L, (lua_Integer)r->filled[i]);
        lua_setfield(L, -2, l->classes->all[i].name);
    }
    lua_setfield(L, -2, "filled");
    if (r->dated) {
        lua_createtable(L, 0, 2);
        lua_pushlstring(L, r->first, sizeof r->first);
        lua_setfield(L, -2, "first");
        lua_pushlstring(L, r->last, sizeof r->last);
        lua_setfield(L, -2, "last");
        lua_setfield(L, -2, "dates");
    }
    push_counts(L, r, TABLES, &r->records, "tables");
    push_counts(L, r, PASSED, &r->passed, "passed");
    if (!l->strays) return 1;
    lua_createtable(L, 0, 2);
    lua_pushinteger(L, (lua_Integer)l->strays);
    lua_setfield(L, -2, "lines");
    lua_newtable(L);
    for (uint64_t i = 0; i < l->strays && i < BK_LEAK_STRAYS; i++) {
        lua_pushinteger(L, (lua_Integer)l->stray_at[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "samples");
    lua_setfield(L, -2, "stray");
    return 1;
}

int lbk_open_leak(lua_State *L);

int lbk_open_leak(lua_State *L) {
    static const luaL_Reg metamethods[] = {{"__gc", l_gc}, {"__close", l_gc}, {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"next", l_next}, {"tally", l_tally}, {"counts", l_counts}, {"close", l_gc}, {NULL, NULL}};
    static const luaL_Reg functions[] = {
        {"classes", lbk_leak_classes}, {"find", lbk_leak_find}, {"reader", l_reader}, {NULL, NULL}};
    lbk_leak_layout_classes(L);
    lbk_new_class(L, META, metamethods, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
