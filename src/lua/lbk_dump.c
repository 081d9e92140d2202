/*** Leaked records summed up; breachkit.dump is what scripts use.
 * @module breachkit.core.dump
 */
#include "lbk_dump.h"

#include "lbk_frequent.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define META "breachkit.dump.tally"

typedef struct tally {
    bk_tally_counts counts;
    bk_tally_sets *sets; /* one for each thread */
    size_t threads;
} tally;

static tally *check(lua_State *L, int index) {
    tally *t = luaL_checkudata(L, index, META);
    luaL_argcheck(L, t->sets, index, "the summary is closed");
    return t;
}

bk_tally_counts *lbk_check_tally(lua_State *L, int index, bk_tally_sets **sets) {
    tally *t = check(L, index);
    *sets = &t->sets[0];
    return &t->counts;
}

/*** Let go of the summary. Calling it twice is safe.
@function tally:close
@usage t:close()
*/
static int l_close(lua_State *L) {
    tally *t = luaL_checkudata(L, 1, META);
    for (size_t i = 0; t->sets && i < t->threads; i++) bk_tally_sets_free(&t->sets[i]);
    free(t->sets);
    t->sets = NULL;
    bk_tally_counts_free(&t->counts);
    return 0;
}

/*** An empty summary of records. It takes 20 MB for each thread.
@function tally
@tparam[opt=1] integer threads how many `file` uses, 1 to 64
@treturn ?userdata with the methods below; it can be a to-be-closed variable
@treturn ?table the error: "memory"
@usage local t <close> = assert(core.dump.tally(2))
*/
static int l_tally(lua_State *L) {
    bk_error err;
    lua_Integer threads = luaL_optinteger(L, 1, 1);
    luaL_argcheck(L, threads >= 1 && threads <= BK_COMBO_THREADS, 1, "1 to 64");
    tally *t = lua_newuserdatauv(L, sizeof *t, 0);
    *t = (tally){.threads = (size_t)threads};
    luaL_setmetatable(L, META);
    t->sets = calloc(t->threads, sizeof *t->sets);
    bk_code failed = t->sets ? bk_tally_counts_start(&t->counts, &err)
                             : bk_fail(&err, BK_E_MEMORY, 0, "out of memory");
    for (size_t i = 0; i < t->threads && !failed; i++)
        failed = bk_tally_sets_start(&t->sets[i], &err);
    return failed ? lbk_push_error(L, &err, NULL) : 1;
}

static bk_combo check_combo(lua_State *L, int index) {
    size_t n;
    const char *separator = luaL_checklstring(L, index, &n);
    luaL_argcheck(L, n >= 1 && n <= BK_COMBO_SEPARATOR && !memchr(separator, '\n', n), index,
                  "1 to 8 bytes expected, no line end");
    bk_combo c = {.separator_n = n, .secret_first = lua_toboolean(L, index + 1)};
    memcpy(c.separator, separator, n);
    return c;
}

/*** Add the lines of a combo list that start in a part of a file, by the threads of the summary.
@function tally:file
@tparam file file open for reading; its position does not matter and stays
@tparam integer from offset in bytes, from 0: a multiple of `core.dump.PIECE` where parts follow each other
@tparam integer to offset behind the part
@tparam string separator 1 to 8 bytes
@tparam[opt=false] boolean secret_first the secret stands before the login
@treturn ?boolean true
@treturn ?table the error: "io", "memory"
@usage assert(t:file(f, 0, size, ":"))
*/
static int l_file(lua_State *L) {
    bk_error err;
    tally *t = check(L, 1);
    luaL_Stream *stream = luaL_checkudata(L, 2, LUA_FILEHANDLE);
    luaL_argcheck(L, stream->closef, 2, "the file is closed");
    lua_Integer from = luaL_checkinteger(L, 3), to = luaL_checkinteger(L, 4);
    luaL_argcheck(L, from >= 0 && to >= 0, 3, "not negative");
    bk_combo combo = check_combo(L, 5);
    if (bk_combo_file(&combo, fileno(stream->f), (uint64_t)from, (uint64_t)to, t->sets, t->threads,
                      &t->counts, &err))
        return lbk_push_error(L, &err, NULL);
    lua_pushboolean(L, 1);
    return 1;
}

static const bk_tally_sets *gathered(tally *t) {
    size_t kept = t->threads;
    for (size_t i = 1; i < t->threads; i++) {
        bk_tally_sets *from = &t->sets[i], fresh = {0};
        if (!from->people.seen && !from->secrets.seen) continue;
        bk_distinct_settle(&from->people);
        bk_distinct_settle(&from->secrets);
        bk_distinct_settle(&from->domains);
        bk_tally_sets_merge(&t->sets[0], from);
        bk_tally_sets_free(from);
        /* what is gone counts no more; without memory for more, `file` cannot go on with this thread */
        if (!bk_tally_sets_start(&fresh, NULL))
            *from = fresh;
        else if (i < kept)
            kept = i;
    }
    while (t->threads > kept) bk_tally_sets_free(&t->sets[--t->threads]);
    bk_tally_sets *all = &t->sets[0];
    bk_distinct_settle(&all->people);
    bk_distinct_settle(&all->secrets);
    bk_distinct_settle(&all->domains);
    return all;
}

static void set_count(lua_State *L, const char *name, uint64_t n) {
    lua_pushinteger(L, (lua_Integer)n);
    lua_setfield(L, -2, name);
}

static void set_distinct(lua_State *L, const char *name, const bk_distinct *d) {
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, (lua_Integer)llround(bk_distinct_estimate(d)));
    lua_setfield(L, -2, "distinct");
    lua_pushnumber(L, d->limit == UINT64_MAX ? 0.0 : 1.0 / sqrt((double)d->k - 1.0));
    lua_setfield(L, -2, "error");
    set_count(L, "seen", d->seen);
    lua_pushnumber(L, d->n ? (double)bk_distinct_repeated(d, 2) / (double)d->n : 0.0);
    lua_setfield(L, -2, "repeated");
    lua_setfield(L, -2, name);
}

/*** What there is.
@function tally:result
@tparam[opt=10] integer top how many domains to list
@treturn table `{records, emails, bad = {[why] = n}, samples = {{position, why}, ...}, schemes = {[name] = n},
 people, secrets, domains}`: the last three are `{distinct, error, seen, repeated}`: an estimate, its relative standard error (0:
 exact), how many there were, and the share of the different ones that came more than once. `domains` also has `top`,
 `{{value, count}, ...}`, and `slack` (see `core.frequent`)
@usage print(t:result().people.distinct)
*/
static int l_result(lua_State *L) {
    tally *t = check(L, 1);
    lua_Integer top = luaL_optinteger(L, 2, 10);
    const bk_tally_counts *c = &t->counts;
    bk_buf *list = lbk_new_buf(L);
    if (bk_frequent_list(&c->domains, list)) return luaL_error(L, "out of memory");
    const bk_tally_sets *s = gathered(t);
    lua_newtable(L);
    set_count(L, "records", c->records);
    set_count(L, "emails", c->emails);
    lua_newtable(L);
    for (int i = 0; i < BK_TALLY_BADS; i++) {
        if (c->bad[i]) set_count(L, bk_tally_bad_name((bk_tally_bad)i), c->bad[i]);
    }
    lua_setfield(L, -2, "bad");
    lua_newtable(L);
    for (size_t i = 0; i < c->samples_n; i++) {
        lua_createtable(L, 0, 2);
        set_count(L, "position", c->samples[i].position);
        lua_pushstring(L, bk_tally_bad_name(c->samples[i].why));
        lua_setfield(L, -2, "why");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "samples");
    lua_newtable(L);
    for (int i = 0; i < BK_SCHEMES; i++) {
        if (c->schemes[i]) set_count(L, bk_scheme_name((bk_scheme)i), c->schemes[i]);
    }
    lua_setfield(L, -2, "schemes");
    set_distinct(L, "people", &s->people);
    set_distinct(L, "secrets", &s->secrets);
    set_distinct(L, "domains", &s->domains);
    lua_getfield(L, -1, "domains");
    set_count(L, "slack", c->domains.slack);
    lbk_push_frequent(L, &c->domains, list, top);
    lua_setfield(L, -2, "top");
    lua_pop(L, 1);
    bk_buf_free(list);
    return 1;
}

/*** The sketch of the people, to compare with that of another dump.
@function tally:people
@treturn string bytes for `sketch.load`
@usage local people = sketch.load(t:people())
*/
static int l_people(lua_State *L) {
    const bk_tally_sets *s = gathered(check(L, 1));
    bk_buf *out = lbk_new_buf(L);
    if (bk_distinct_save(&s->people, out)) return luaL_error(L, "out of memory");
    lua_pushlstring(L, out->p, out->n);
    bk_buf_free(out);
    return 1;
}

/*** How a secret is stored, told by its form.
@function scheme
@tparam string secret
@treturn string "plain", "bcrypt", "argon2", "scrypt", "yescrypt", "pbkdf2", "sha512crypt", "sha256crypt", "md5crypt",
 "phpass", "django", "ldap", "mysql", "mssql", "ntlm",
 "crypt" (another modular form), "raw-64", "raw-128" (MD5, NTLM, MD4) to "raw-512", "salted" (a raw digest, a
 colon and a salt), or "empty"
@usage print(core.dump.scheme "$2b$12$...")
*/
static int l_scheme(lua_State *L) {
    size_t n;
    const char *p = luaL_checklstring(L, 1, &n);
    lua_pushstring(L, bk_scheme_name(bk_scheme_of(p, n)));
    return 1;
}

int lbk_open_dump(lua_State *L);

int lbk_open_dump(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"file", l_file}, {"result", l_result}, {"people", l_people}, {"close", l_close}, {NULL, NULL}};
    static const luaL_Reg metamethods[] = {
        {"__gc", l_close}, {"__close", l_close}, {NULL, NULL}};
    static const luaL_Reg functions[] = {
        {"tally", l_tally}, {"scheme", l_scheme}, {NULL, NULL}};
    lbk_new_class(L, META, metamethods, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    lua_pushinteger(L, BK_COMBO_PIECE);
    lua_setfield(L, -2, "PIECE");
    return 1;
}
