/*** SQLite databases: statements with bound values, rows as tables.
 *
 * `:name`, `$name` and `@name` are bound from a table, `?` from the arguments in order. nil is NULL,
 * booleans are 0 and 1, strings are TEXT, and `sqlite.blob(bytes)` a BLOB; both come back as
 * strings, and NULL as a field that is absent.
 * @module breachkit.sqlite
 * @usage local sqlite = require "breachkit.sqlite"
 * local db <close> = assert(sqlite.open "index.db")
 * assert(db:run("CREATE TABLE IF NOT EXISTS page(url TEXT PRIMARY KEY, size INTEGER)"))
 * assert(db:run("INSERT OR REPLACE INTO page VALUES(?, ?)", "https://example.org/", 120))
 * for row in db:rows("SELECT * FROM page WHERE size > :least", { least = 100 }) do print(row.url) end
 */
#include "../lua/lbk.h"
#include "bk_sqlite.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#define DB_META "breachkit.sqlite"
#define ROWS_META "breachkit.sqlite.rows"
#define BLOB_META "breachkit.sqlite.blob"

/* A statement in use; its first user value is the database. */
typedef struct rows {
    sqlite3_stmt *statement; /* NULL when closed */
    long owner;
} rows;

static bk_sqlite *check_db(lua_State *L) {
    bk_sqlite *s = luaL_checkudata(L, 1, DB_META);
    luaL_argcheck(L, s->db, 1, "the database is closed");
    return s;
}

static void check_sql(lua_State *L, size_t *n) {
    const char *sql = luaL_checklstring(L, 2, n);
    luaL_argcheck(L, strlen(sql) == *n, 2, "the SQL holds a NUL byte");
}

/*** Open a database.
@function open
@tparam string path a file; ":memory:" for none
@tparam[opt] table options `mode`: "create" (default: made when it is not there, in WAL mode),
"write" or "read"; `busy`: milliseconds that a locked database is waited for (default 10000)
@treturn ?userdata the database, with `run`, `row`, `rows`, `changes`, `last_id`, `close`
@treturn ?table the error: "io", "type" (no database, or a damaged one), "limit" (locked), "memory"
@raise on a wrong argument or option
@usage local db <close> = assert(sqlite.open("case.db", { mode = "read" }))
*/
static int l_open(lua_State *L) {
    static const char *const names[] = {"mode", "busy", NULL};
    bk_error err;
    size_t n;
    lua_settop(L, 2);
    const char *path = lbk_check_path(L, 1);
    lbk_check_options(L, 2, names);
    int busy = (int)lbk_opt_integer(L, 2, "busy", 10000, 0, 3600000);
    const char *mode = lbk_push_opt_string(L, 2, "mode", &n);
    if (!mode) mode = "create";
    bool create = strcmp(mode, "create") == 0;
    bool write = create || strcmp(mode, "write") == 0;
    if (!write && strcmp(mode, "read") != 0) {
        return luaL_error(L, "option 'mode': create, write or read expected, not '%s'", mode);
    }
    bk_sqlite *s = lua_newuserdatauv(L, sizeof *s, 0);
    *s = (bk_sqlite){0};
    luaL_setmetatable(L, DB_META);
    if (bk_sqlite_open(s, path, create, write, busy, &err)) return lbk_push_error(L, &err, path);
    return 1;
}

/*** Close. Statements that are being read from still can be; calling it twice is safe.
@function db:close
@usage db:close()
*/
static int l_close(lua_State *L) {
    bk_sqlite_close(luaL_checkudata(L, 1, DB_META));
    return 0;
}

/*** Mark bytes, so that they are bound as a BLOB.
@function blob
@tparam string bytes
@treturn table to be given where a value is bound
@usage db:run("INSERT INTO file VALUES(?)", sqlite.blob("\0\1"))
*/
static int l_blob(lua_State *L) {
    luaL_checktype(L, 1, LUA_TSTRING);
    lua_settop(L, 1);
    lua_createtable(L, 1, 0);
    lua_insert(L, 1);
    lua_rawseti(L, 1, 1);
    luaL_setmetatable(L, BLOB_META);
    return 1;
}

static bool is_blob(lua_State *L, int index) {
    if (lua_type(L, index) != LUA_TTABLE || !lua_getmetatable(L, index)) return false;
    luaL_getmetatable(L, BLOB_META);
    bool same = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return same;
}

/* Bind the value at the top of the stack and pop it; SQLite copies it. */
static void bind(lua_State *L, sqlite3_stmt *statement, int i) {
    int status;
    size_t n;
    const char *p;
    if (is_blob(L, -1)) {
        (void)lua_rawgeti(L, -1, 1);
        p = luaL_checklstring(L, -1, &n);
        status = sqlite3_bind_blob64(statement, i, p, n, SQLITE_TRANSIENT);
        lua_pop(L, 1);
    } else {
        switch (lua_type(L, -1)) {
        case LUA_TNIL:
            status = sqlite3_bind_null(statement, i);
            break;
        case LUA_TBOOLEAN:
            status = sqlite3_bind_int(statement, i, lua_toboolean(L, -1));
            break;
        case LUA_TNUMBER:
            status = lua_isinteger(L, -1) ? sqlite3_bind_int64(statement, i, lua_tointeger(L, -1))
                                          : sqlite3_bind_double(statement, i, lua_tonumber(L, -1));
            break;
        case LUA_TSTRING:
            p = lua_tolstring(L, -1, &n);
            status = sqlite3_bind_text64(statement, i, p, n, SQLITE_TRANSIENT, SQLITE_UTF8);
            break;
        default:
            luaL_error(L, "a %s cannot be bound to parameter %d", luaL_typename(L, -1), i);
            return;
        }
    }
    if (status) luaL_error(L, "parameter %d: %s", i, sqlite3_errstr(status));
    lua_pop(L, 1);
}

/* Values for a statement: a table at `first` by name, else the arguments from there on. */
static void bind_all(lua_State *L, sqlite3_stmt *statement, int first, int last) {
    int n = sqlite3_bind_parameter_count(statement), given = last - first + 1;
    bool named = given == 1 && lua_istable(L, first) && !is_blob(L, first);
    if (!named && given != n) luaL_error(L, "%d values for %d parameters", given < 0 ? 0 : given, n);
    for (int i = 1; i <= n; i++) {
        const char *name = named ? sqlite3_bind_parameter_name(statement, i) : NULL;
        if (named && !name) luaL_error(L, "parameter %d has no name to be found in the table", i);
        if (named) {
            (void)lua_getfield(L, first, name + 1);
        } else {
            lua_pushvalue(L, first + i - 1);
        }
        bind(L, statement, i);
    }
}

static void finish(rows *r) {
    if (r->statement && r->owner == (long)getpid()) (void)sqlite3_finalize(r->statement);
    r->statement = NULL;
}

/* A statement of the text at index 2, from its byte `at`; pushes what holds it. */
static rows *prepare(lua_State *L, bk_sqlite *s, size_t *at, bk_error *err) {
    size_t n, used = 0;
    const char *sql = lua_tolstring(L, 2, &n);
    rows *r = lua_newuserdatauv(L, sizeof *r, 1);
    *r = (rows){.owner = (long)getpid()};
    luaL_setmetatable(L, ROWS_META);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    if (bk_sqlite_prepare(s, sql + *at, n - *at, &r->statement, &used, err)) {
        if (err->position) err->position += *at;
        return NULL;
    }
    *at += used;
    return r;
}

static void push_column(lua_State *L, sqlite3_stmt *statement, int i) {
    switch (sqlite3_column_type(statement, i)) {
    case SQLITE_INTEGER:
        lua_pushinteger(L, (lua_Integer)sqlite3_column_int64(statement, i));
        break;
    case SQLITE_FLOAT:
        lua_pushnumber(L, sqlite3_column_double(statement, i));
        break;
    case SQLITE_NULL:
        lua_pushnil(L);
        break;
    default: {
        /* the bytes first: asking for them may convert, and so set their number */
        const char *p = sqlite3_column_blob(statement, i);
        lua_pushlstring(L, p ? p : "", (size_t)sqlite3_column_bytes(statement, i));
        break;
    }
    }
}

static void push_row(lua_State *L, sqlite3_stmt *statement) {
    int n = sqlite3_column_count(statement);
    luaL_checkstack(L, 3, "row");
    lua_createtable(L, 0, n);
    for (int i = 0; i < n; i++) {
        push_column(L, statement, i);
        lua_setfield(L, -2, sqlite3_column_name(statement, i));
    }
}

static int fail(lua_State *L, const bk_error *err) {
    return lbk_push_error(L, err, NULL);
}

/*** Run statements for their effect.
@function db:run
@tparam string sql one statement with values, or several without
@param ... the values: one table by name, or as many as there are `?`
@treturn ?boolean true
@treturn ?table the error: "syntax", "range" (a constraint), "limit" (locked), "type", "io", "memory"
@raise on values that do not fit the parameters, when closed
@usage assert(db:run("DELETE FROM page WHERE size < ?", 10))
*/
static int l_run(lua_State *L) {
    bk_error err = {0};
    bk_sqlite *s = check_db(L);
    size_t n, at = 0;
    int last = lua_gettop(L);
    check_sql(L, &n);
    while (at < n) {
        rows *r = prepare(L, s, &at, &err);
        if (!r) return fail(L, &err);
        if (!r->statement) break; /* only white space and comments were left */
        bind_all(L, r->statement, 3, last);
        bool row = true;
        while (row) {
            if (bk_sqlite_step(r->statement, &row, &err)) {
                finish(r);
                return fail(L, &err);
            }
        }
        finish(r);
        lua_pop(L, 1);
    }
    lua_pushboolean(L, 1);
    return 1;
}

/*** The first row of a query.
@function db:row
@tparam string sql one statement
@param ... the values, as for `run`
@treturn ?table the columns by name; nil when there is none
@treturn ?table the error, as for `run`
@raise as `run`
@usage local page = db:row("SELECT size FROM page WHERE url = ?", url)
*/
static int l_row(lua_State *L) {
    bk_error err = {0};
    bk_sqlite *s = check_db(L);
    size_t n, at = 0;
    bool row = false;
    int last = lua_gettop(L);
    check_sql(L, &n);
    rows *r = prepare(L, s, &at, &err);
    if (!r) return fail(L, &err);
    luaL_argcheck(L, r->statement, 2, "no statement in it");
    bind_all(L, r->statement, 3, last);
    bk_code code = bk_sqlite_step(r->statement, &row, &err);
    if (row) push_row(L, r->statement);
    finish(r);
    if (code) return fail(L, &err);
    return row ? 1 : 0;
}

static int l_rows_next(lua_State *L) {
    bk_error err = {0};
    bool row = false;
    rows *r = luaL_checkudata(L, 1, ROWS_META);
    if (!r->statement) return 0;
    if (bk_sqlite_step(r->statement, &row, &err)) {
        finish(r);
        (void)fail(L, &err);
        return lua_error(L); /* the table: a loop has nobody to hand it to */
    }
    if (!row) {
        finish(r);
        return 0;
    }
    push_row(L, r->statement);
    return 1;
}

/*** Let go of the query; calling it twice is safe.
@function rows:close
@usage rows:close()
*/
static int l_rows_close(lua_State *L) {
    finish(luaL_checkudata(L, 1, ROWS_META));
    return 0;
}

/*** The rows of a query, one at a time.
@function db:rows
@tparam string sql one statement
@param ... the values, as for `run`
@return an iterator of rows (the columns by name), given as four values so that `for` closes it
@raise as `run`; the error itself (a table with `code`) when the SQL is wrong or reading a row fails
@usage for row in db:rows "SELECT url, size FROM page ORDER BY url" do print(row.url, row.size) end
*/
static int l_rows(lua_State *L) {
    bk_error err = {0};
    bk_sqlite *s = check_db(L);
    size_t n, at = 0;
    int last = lua_gettop(L);
    check_sql(L, &n);
    rows *r = prepare(L, s, &at, &err);
    if (!r) {
        (void)fail(L, &err);
        return lua_error(L);
    }
    luaL_argcheck(L, r->statement, 2, "no statement in it");
    bind_all(L, r->statement, 3, last);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, -3);
    return 4;
}

/*** How many rows the last statement changed.
@function db:changes
@treturn integer
@usage print(db:changes())
*/
static int l_changes(lua_State *L) {
    lua_pushinteger(L, sqlite3_changes(check_db(L)->db));
    return 1;
}

/*** The number of the row that was inserted last.
@function db:last_id
@treturn integer
@usage local id = db:last_id()
*/
static int l_last_id(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)sqlite3_last_insert_rowid(check_db(L)->db));
    return 1;
}

LBK_EXPORT int luaopen_breachkit_sqlite(lua_State *L);

LBK_EXPORT int luaopen_breachkit_sqlite(lua_State *L) {
    static const luaL_Reg functions[] = {{"open", l_open}, {"blob", l_blob}, {NULL, NULL}};
    static const luaL_Reg db_meta[] = {{"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg db_methods[] = {{"run", l_run},         {"row", l_row},
                                          {"rows", l_rows},       {"changes", l_changes},
                                          {"last_id", l_last_id}, {"close", l_close},
                                          {NULL, NULL}};
    static const luaL_Reg rows_meta[] = {{"__gc", l_rows_close},
                                         {"__close", l_rows_close},
                                         {"__call", l_rows_next},
                                         {NULL, NULL}};
    static const luaL_Reg rows_methods[] = {{"close", l_rows_close}, {NULL, NULL}};
    static const luaL_Reg none[] = {{NULL, NULL}};
    luaL_checkversion(L);
    lbk_new_class(L, DB_META, db_meta, db_methods);
    lbk_new_class(L, ROWS_META, rows_meta, rows_methods);
    lbk_new_class(L, BLOB_META, none, none);
    luaL_newlib(L, functions);
    return 1;
}
