/* JSON to Lua: fast where the document is as most are, by way of a checked cJSON tree where it is not. */
#include "../core/bk_json_token.h"
#include "../core/bk_number.h"
#include "lbk_json.h"

#define DOC_META "breachkit.json.document"

/* ---- the careful way ---- */

typedef struct decoder {
    bk_json json;
    bk_buf scratch; /* a string with U+0000 restored */
    size_t numbers; /* taken so far */
    size_t keys;    /* met so far */
    size_t twice;   /* ordinal of the first key that stood in its object before; 0: none */
    bool refuse_twice, drop_null;
} decoder;

static int l_decoder_close(lua_State *L) {
    decoder *d = luaL_checkudata(L, 1, DOC_META);
    bk_json_free(&d->json);
    bk_buf_free(&d->scratch);
    return 0;
}

static decoder *new_decoder(lua_State *L) {
    decoder *d = lua_newuserdatauv(L, sizeof *d, 0);
    *d = (decoder){0};
    if (luaL_newmetatable(L, DOC_META)) {
        lua_pushcfunction(L, l_decoder_close);
        lua_setfield(L, -2, "__gc");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    lua_setmetatable(L, -2);
    return d;
}

static void push_string(lua_State *L, decoder *d, const char *s) {
    size_t n = strlen(s);
    if (!d->json.has_nul || !memchr(s, 0xC0, n)) {
        lua_pushlstring(L, s, n);
        return;
    }
    d->scratch.n = 0;
    if (bk_json_restore_nul(&d->scratch, s, n)) luaL_error(L, "out of memory");
    lua_pushlstring(L, d->scratch.p, d->scratch.n);
}

static int count(const cJSON *node) {
    size_t n = 0;
    for (const cJSON *c = node->child; c; c = c->next) n++;
    return n > 1 << 20 ? 1 << 20 : (int)n; /* only a hint for the table's size */
}

/* The depth is bounded by BK_JSON_DEPTH_MAX. */
static void push_value(lua_State *L, decoder *d, const cJSON *node) {
    luaL_checkstack(L, 6, "JSON value");
    switch (node->type & 0xFF) {
    case cJSON_True:
        lua_pushboolean(L, 1);
        return;
    case cJSON_False:
        lua_pushboolean(L, 0);
        return;
    case cJSON_String:
        push_string(L, d, node->valuestring);
        return;
    case cJSON_Number: {
        bk_json_number x;
        memcpy(&x, d->json.numbers.p + d->numbers++ * sizeof x, sizeof x);
        if (x.is_integer)
            lua_pushinteger(L, (lua_Integer)x.as.integer);
        else
            lua_pushnumber(L, x.as.real);
        return;
    }
    case cJSON_Array: {
        lua_Integer i = 0;
        lua_createtable(L, count(node), 0);
        for (const cJSON *c = node->child; c; c = c->next) {
            push_value(L, d, c);
            lua_rawseti(L, -2, ++i);
        }
        luaL_setmetatable(L, LBK_JSON_ARRAY);
        return;
    }
    case cJSON_Object:
        lua_createtable(L, 0, count(node));
        for (const cJSON *c = node->child; c; c = c->next) {
            d->keys++;
            push_string(L, d, c->string);
            if (d->refuse_twice && !d->twice) {
                lua_pushvalue(L, -1);
                if (lua_rawget(L, -3) != LUA_TNIL) d->twice = d->keys;
                lua_pop(L, 1);
            }
            if ((c->type & 0xFF) == cJSON_NULL && d->drop_null && !d->refuse_twice)
                lua_pushnil(L);
            else
                push_value(L, d, c);
            lua_rawset(L, -3);
        }
        if (d->drop_null &&
            d->refuse_twice) { /* only now: a key is a duplicate of a null one too */
            for (const cJSON *c = node->child; c; c = c->next) {
                if ((c->type & 0xFF) != cJSON_NULL) continue;
                push_string(L, d, c->string);
                lua_pushnil(L);
                lua_rawset(L, -3);
            }
        }
        return;
    default:
        lbk_push_json_null(L);
        return;
    }
}

static bk_code push_carefully(lua_State *L, const char *p, size_t n, const lbk_json_options *o,
                              bk_error *err) {
    decoder *d = new_decoder(L);
    d->drop_null = o->drop_null;
    d->refuse_twice = o->refuse_twice;
    bk_code code = bk_json_parse(p, n, &o->limits, &d->json, err);
    if (!code) {
        push_value(L, d, d->json.root);
        bk_json_free(&d->json);
        bk_buf_free(&d->scratch);
        lua_remove(L, -2);
        if (d->twice)
            code = bk_fail(err, BK_E_SYNTAX, bk_json_key_position(p, n, d->twice),
                           "the key stands twice in its object");
    }
    if (code) lua_pop(L, 1);
    return code;
}

/* ---- the fast way ----
 * The usual document goes to Lua in one pass. Whatever is wrong, deep or unusual ends it, and the careful way above does
 * all of it again. */

enum {
    SHALLOW = 100, /* levels */
    BATCH = 40     /* members or elements that wait on the stack, so that their table has the right size at once */
};

typedef struct reader {
    lua_State *L;
    const char *end;
    int null, array; /* stack indices of json.null and of the metatable of arrays */
    size_t values, most;
    int depth, deepest;
    bool drop_null;
    bk_buf *scratch;
} reader;

static const char *push_any(reader *r, const char *p);

/* A string from behind its opening quote. */
static const char *push_text(reader *r, const char *p) {
    bool escaped;
    const char *stop = bk_json_string(p, r->end, &escaped);
    if (!stop) return NULL;
    if (!escaped) {
        lua_pushlstring(r->L, p, (size_t)(stop - 1 - p));
        return stop;
    }
    bk_buf *text = r->scratch;
    text->n = 0;
    for (const char *last = stop - 1; p < last;) {
        const char *mark = memchr(p, '\\', (size_t)(last - p));
        unsigned long c;
        (void)bk_buf_add(text, p, (size_t)((mark ? mark : last) - p));
        if (!mark) break;
        p = bk_json_escape(mark, r->end, &c);
        if (!p) return NULL;
        (void)bk_buf_add_utf8(text, c);
    }
    if (text->failed) return NULL;
    lua_pushlstring(r->L, text->p, text->n);
    return stop;
}

static const char *push_number(reader *r, const char *p) {
    bool plain;
    int64_t integer;
    const char *stop = bk_json_number_end(p, r->end, &plain);
    if (!stop) return NULL;
    size_t n = (size_t)(stop - p);
    if (plain && bk_number_parse_integer(p, n, &integer))
        lua_pushinteger(r->L, (lua_Integer)integer);
    else
        lua_pushnumber(r->L, bk_number_parse(p, n));
    return stop;
}

static const char *push_word(reader *r, const char *p) {
    const char *stop = bk_json_word(p, r->end);
    if (*p == 'n')
        lua_pushvalue(r->L, r->null);
    else
        lua_pushboolean(r->L, *p == 't');
    return stop;
}

/* What waits on the stack from `base` on goes into the table at `table`, which is made when there is none (0). In
 * order: of two equal keys the last one counts. */
static void unload(reader *r, int *table, int base, bool object, lua_Integer done, bool more) {
    lua_State *L = r->L;
    int n = lua_gettop(L) - base + 1;
    if (!*table) {
        lua_createtable(L, object ? 0 : more ? 2 * n : n, object ? more ? n : n / 2 : 0);
        lua_insert(L, base);
        *table = base++;
    }
    if (object) {
        for (int i = base; i < base + n; i += 2) {
            lua_pushvalue(L, i);
            lua_pushvalue(L, i + 1);
            lua_rawset(L, *table);
        }
        lua_settop(L, base - 1);
    } else {
        for (int i = n; i > 0; i--) lua_rawseti(L, *table, done + i);
    }
}

/* An object or array from behind its bracket. */
static const char *push_table(reader *r, const char *p, bool object) { // NOLINT(misc-no-recursion)
    lua_State *L = r->L;
    char close = object ? '}' : ']';
    int table = 0, base = lua_gettop(L) + 1, waiting = 0;
    lua_Integer done = 0;
    if (++r->depth > r->deepest || !lua_checkstack(L, 2 * BATCH + 8)) return NULL;
    p = bk_json_space(p, r->end);
    if (p < r->end && *p == close) {
        p++;
    } else {
        for (;; p++) {
            p = bk_json_space(p, r->end);
            if (object) {
                if (p == r->end || *p != '"') return NULL;
                p = push_text(r, p + 1);
                p = p ? bk_json_space(p, r->end) : NULL;
                if (!p || p == r->end || *p != ':') return NULL;
                p = bk_json_space(p + 1, r->end);
            }
            p = push_any(r, p);
            p = p ? bk_json_space(p, r->end) : NULL;
            if (!p || p == r->end) return NULL;
            if (object && r->drop_null && lua_rawequal(L, -1, r->null)) {
                lua_pop(L, 1);
                lua_pushnil(L);
            }
            waiting++;
            if (*p == close) break;
            if (*p != ',') return NULL;
            if (waiting == BATCH) {
                unload(r, &table, table ? table + 1 : base, object, done, true);
                done += waiting;
                waiting = 0;
            }
        }
        p++;
    }
    unload(r, &table, table ? table + 1 : base, object, done, false);
    if (!object) {
        lua_pushvalue(L, r->array);
        lua_setmetatable(L, -2);
    }
    r->depth--;
    return p;
}

static const char *push_any(reader *r, const char *p) { // NOLINT(misc-no-recursion)
    if (p == r->end || ++r->values > r->most) return NULL;
    switch (*p) {
    case '"':
        return push_text(r, p + 1);
    case '{':
    case '[':
        return push_table(r, p + 1, *p == '{');
    case 't':
    case 'f':
    case 'n':
        return push_word(r, p);
    default:
        return push_number(r, p);
    }
}

/* True with the value pushed, or false with nothing. */
static bool push_fast(lua_State *L, const char *p, size_t n, const lbk_json_options *o) {
    int top = lua_gettop(L);
    bk_buf *scratch = lbk_new_buf(L);
    lbk_push_json_null(L);
    luaL_getmetatable(L, LBK_JSON_ARRAY);
    const bk_json_limits *limits = &o->limits;
    reader r = {.L = L, .end = p + n, .null = top + 2, .array = top + 3, .drop_null = o->drop_null,
                .most = limits->values ? limits->values : SIZE_MAX, .scratch = scratch,
                .deepest = limits->depth && limits->depth < SHALLOW ? (int)limits->depth : SHALLOW};
    const char *stop = push_any(&r, bk_json_space(p, r.end));
    bool fine = stop && bk_json_space(stop, r.end) == r.end;
    bk_buf_free(scratch);
    if (fine) lua_replace(L, top + 1);
    lua_settop(L, fine ? top + 1 : top);
    return fine;
}

bk_code lbk_push_json(lua_State *L, const char *p, size_t n, const lbk_json_options *o, bk_error *err) {
    bool small = !o->limits.bytes || n <= o->limits.bytes;
    if (small && !o->refuse_twice && push_fast(L, p, n, o)) return BK_OK;
    return push_carefully(L, p, n, o, err);
}

lbk_json_options lbk_opt_json(lua_State *L, int index) {
    static const char *const duplicates[] = {"last", "error", NULL};
    static const char *const utf8[] = {"error", "replace", NULL};
    size_t unused;
    lbk_json_options o = {.limits = {
        .bytes = (size_t)lbk_opt_integer(L, index, "bytes", 1 << 28, 1, LUA_MAXINTEGER),
        .values = (size_t)lbk_opt_integer(L, index, "values", 10000000, 1, LUA_MAXINTEGER),
        .depth = (size_t)lbk_opt_integer(L, index, "depth", BK_JSON_DEPTH_MAX, 1, BK_JSON_DEPTH_MAX),
    }};
    o.drop_null = lbk_opt_boolean(L, index, "drop_null", false);
    (void)lbk_push_opt_string(L, index, "duplicates", &unused);
    o.refuse_twice = luaL_checkoption(L, -1, "last", duplicates) == 1;
    (void)lbk_push_opt_string(L, index, "utf8", &unused);
    o.limits.replace = luaL_checkoption(L, -1, "error", utf8) == 1;
    lua_pop(L, 2);
    return o;
}
