/*** Phrases that may fill roles of a sentence's events: their attributes, by which a forest judges
 * them, and which of them are told.
 * @module breachkit.core.judge
 */
#include "../core/bk_judge.h"

#include "lbk.h"
#include "lbk_rows.h"

#include <string.h>

#define ROWS_META "breachkit.rows"

/* In the order of `judge.attributes` (claims/judge.lua). */
enum {
    EVENT_LIKELIHOOD, LIKELIHOOD, ROLE, TYPE, LENGTH, BY_MODEL, IS_VERB, EVENTS_SAME, EVENTS_OTHER,
    VERBS_BETWEEN, EVENTS_BETWEEN, PLACE, CROSSING, CROSSING_SAME, HIGHER, SUM, SAME_HIGHER, SAME,
    SAME_SUM, TAG_BEFORE, FIRST_TAG, TAG_AFTER, CLASS, GRAMMAR, PART, ATTRIBUTES
};

/* Where things are on the stack. */
enum {
    SENTENCE = 1, EVENTS, OF_TYPE, FOUND, LABELS, ROLES, NAMES, /* arguments */
    TAGS, CLASSES, PHRASE_AT,                                   /* fields of the sentence */
    LIST, OUT, SCRATCH, KNOWN                                   /* from here the names by attribute */
};

static bool is_word(int attribute) {
    return attribute == ROLE || attribute == TYPE ||
           (attribute >= TAG_BEFORE && attribute <= GRAMMAR);
}

/* What a rule gives an event: words i to j, the role (0 for one of no number), the event, and the
 * rule's place among the event's. */
typedef struct rule {
    lua_Integer i, j, role;
    size_t event, place;
} rule;

/* What is read of a sentence. */
typedef struct reading {
    bk_judge_event *events; /* all of them */
    bk_judge_event *own;    /* those of the type */
    rule *rules;
    size_t count, own_count, rule_count;
} reading;

lbk_rows *lbk_new_rows(lua_State *L, size_t room, size_t width) {
    size_t numbers = room * width * sizeof(double), size = sizeof(lbk_rows) + numbers;
    lbk_rows *rows = lua_newuserdatauv(L, size + room * sizeof *rows->p, 0);
    memset(rows, 0, size);
    rows->width = width;
    rows->p = (bk_judge_phrase *)(void *)((char *)rows + size);
    luaL_setmetatable(L, ROWS_META);
    return rows;
}

lbk_rows *lbk_check_rows(lua_State *L, int index, size_t width) {
    lbk_rows *rows = lbk_check_class(L, index, ROWS_META);
    luaL_argcheck(L, rows->width == width, index, "rows of other attributes");
    return rows;
}

static lua_Integer integer_of(lua_State *L, int index, const char *name) {
    int whole;
    lua_getfield(L, index, name);
    lua_Integer x = lua_tointegerx(L, -1, &whole);
    if (!whole) luaL_error(L, "'%s' is no whole number", name);
    lua_pop(L, 1);
    return x;
}

static bool given(lua_State *L, int index, const char *name) {
    bool is = lua_getfield(L, index, name) != LUA_TNIL;
    lua_pop(L, 1);
    return is;
}

/* Push the k-th of a list, a table. */
static int push_item(lua_State *L, int list, size_t k) {
    if (lua_rawgeti(L, list, (lua_Integer)k + 1) != LUA_TTABLE) luaL_error(L, "table expected, got %s", luaL_typename(L, -1));
    return lua_gettop(L);
}

static void read_events(lua_State *L, int list, bk_judge_event *out, size_t n) {
    for (size_t k = 0; k < n; k++) {
        int at = push_item(L, list, k);
        const char *pos = lua_getfield(L, at, "pos") == LUA_TSTRING ? lua_tostring(L, -1) : "";
        out[k] = (bk_judge_event){.i = integer_of(L, at, "i"),
                                  .j = integer_of(L, at, "j"),
                                  .noun = !strcmp(pos, "noun"),
                                  .verb = !strcmp(pos, "verb"),
                                  .by_model = given(L, at, "trigger")};
        lua_pop(L, 2);
    }
}

/* How many phrases the rules give to the events of the type. */
static size_t count_rules(lua_State *L, size_t events) {
    size_t n = 0;
    for (size_t k = 0; k < events; k++) {
        int at = push_item(L, OF_TYPE, k);
        if (lua_getfield(L, at, "by_rule") == LUA_TTABLE) n += lua_rawlen(L, -1);
        lua_pop(L, 2);
    }
    return n;
}

static void read_rules(lua_State *L, reading *r) {
    size_t n = 0;
    for (size_t k = 0; k < r->own_count; k++) {
        int at = push_item(L, OF_TYPE, k);
        size_t rules = lua_getfield(L, at, "by_rule") == LUA_TTABLE ? lua_rawlen(L, -1) : 0;
        for (size_t m = 0; m < rules && n < r->rule_count; m++) {
            int of = push_item(L, at + 1, m);
            lua_getfield(L, of, "role");
            lua_gettable(L, ROLES);
            r->rules[n++] = (rule){integer_of(L, of, "i"), integer_of(L, of, "j"),
                                   lua_tointeger(L, -1), k, m};
            lua_pop(L, 2);
        }
        lua_pop(L, 2);
    }
    r->rule_count = n;
}

static reading read_sentence(lua_State *L, size_t rules) {
    reading r = {.count = lua_rawlen(L, EVENTS), .own_count = lua_rawlen(L, OF_TYPE), .rule_count = rules};
    luaL_argcheck(L, r.own_count > 0, OF_TYPE, "no event");
    r.rules = lua_newuserdatauv(L, r.rule_count * sizeof *r.rules +
                                       (r.count + r.own_count) * sizeof *r.events, 0);
    r.events = (bk_judge_event *)(void *)(r.rules + r.rule_count);
    r.own = r.events + r.count;
    read_events(L, EVENTS, r.events, r.count);
    read_events(L, OF_TYPE, r.own, r.own_count);
    read_rules(L, &r);
    return r;
}

/* Add a phrase unless it is there. */
static void add(lbk_rows *rows, const reading *r, bk_judge_phrase made) {
    if (bk_judge_has(rows->p, rows->count, &made)) return;
    made.odds = bk_judge_odds(made.likelihood);
    for (size_t k = 0; k < r->rule_count && !made.by_grammar; k++)
        made.by_grammar = r->rules[k].event == made.event && r->rules[k].j == made.j &&
                          r->rules[k].role == made.role;
    rows->p[rows->count++] = made;
}

/* The phrases that the model finds, then those that the rules do. */
static void collect(lua_State *L, lbk_rows *rows, const reading *r, lua_Integer base) {
    size_t found = lua_rawlen(L, FOUND) / 4;
    for (size_t k = 0; k < found; k++) {
        for (lua_Integer m = 1; m <= 4; m++) lua_rawgeti(L, FOUND, 4 * (lua_Integer)k + m);
        lua_pushvalue(L, -2);
        lua_gettable(L, LABELS);
        if (!lua_isinteger(L, -1)) luaL_error(L, "a label without a role");
        bk_judge_phrase p = {.i = lua_tointeger(L, -5) - base,
                             .j = lua_tointeger(L, -4) - base,
                             .role = lua_tointeger(L, -1),
                             .likelihood = lua_tonumber(L, -2)};
        p.event = bk_judge_nearest(r->own, r->own_count, p.i, p.j);
        lua_pop(L, 5);
        add(rows, r, p);
    }
    for (size_t k = 0; k < r->rule_count; k++) {
        const rule *of = &r->rules[k];
        if (!of->role) continue;
        add(rows, r, (bk_judge_phrase){.i = of->i, .j = of->j, .role = of->role,
                                       .likelihood = BK_JUDGE_UNLIKELY, .event = of->event});
    }
}

static bool is_verbal(const char *tag) {
    static const char *const tags[] = {"verb", "ed", "ing", "be", "have", "do", "modal"};
    for (size_t k = 0; k < sizeof tags / sizeof *tags; k++)
        if (*tag == *tags[k] && !strcmp(tag, tags[k])) return true;
    return false;
}

/* How many verbs and events stand between a phrase and its event. */
static void between(lua_State *L, const bk_judge_phrase *p, const reading *r, double *x) {
    const bk_judge_event e = r->own[p->event];
    lua_Integer from = p->j + 1, to = e.i - 1;
    if (p->i > e.j) {
        from = e.j + 1;
        to = p->i - 1;
    }
    if (from > to) return;
    for (lua_Integer k = from; k <= to; k++) {
        if (lua_geti(L, TAGS, k) == LUA_TSTRING) x[VERBS_BETWEEN] += is_verbal(lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    for (size_t k = 0; k < r->count; k++)
        x[EVENTS_BETWEEN] += r->events[k].i >= from && r->events[k].j <= to;
}

/* Push the first of a word's classes in the order of the alphabet. */
static void push_class(lua_State *L, lua_Integer k) {
    lua_pushliteral(L, "none");
    const char *first = NULL;
    if (lua_geti(L, CLASSES, k) == LUA_TTABLE) {
        lua_pushnil(L);
        while (lua_next(L, -2)) {
            lua_pop(L, 1);
            if (lua_type(L, -1) != LUA_TSTRING) continue;
            const char *name = lua_tostring(L, -1);
            if (first && strcmp(name, first) >= 0) continue;
            first = name; /* the set holds it */
            lua_pushvalue(L, -1);
            lua_replace(L, -4);
        }
    }
    lua_pop(L, 1);
}

static void push_tag(lua_State *L, lua_Integer k) {
    if (lua_geti(L, TAGS, k) != LUA_TNIL) return;
    lua_pop(L, 1);
    lua_pushliteral(L, "end");
}

/* Push which rule of the grammar gives a phrase of that last word the role, to whichever event. */
static void push_rule(lua_State *L, const reading *r, const bk_judge_phrase *p) {
    bool another = false;
    for (size_t k = 0; k < r->rule_count; k++) {
        const rule *of = &r->rules[k];
        if (of->j != p->j) continue;
        another = true;
        if (of->role != p->role) continue;
        lua_rawgeti(L, OF_TYPE, (lua_Integer)of->event + 1);
        lua_getfield(L, -1, "by_rule");
        lua_rawgeti(L, -1, (lua_Integer)of->place + 1);
        lua_getfield(L, -1, "rule");
        lua_replace(L, -4);
        lua_pop(L, 2);
        return;
    }
    lua_pushstring(L, another ? "another role" : "none");
}

/* How a phrase lies to the noun phrase that its last word is in. */
static double lying(lua_State *L, lua_Integer i, lua_Integer j) {
    double how = 0;
    if (lua_geti(L, PHRASE_AT, j) == LUA_TTABLE) {
        lua_geti(L, -1, 1);
        lua_geti(L, -2, 2);
        lua_Integer first = lua_tointeger(L, -2), last = lua_tointeger(L, -1);
        how = 1 + (first == i ? 1 : first < i ? 2 : 0) + (last == j ? 3 : 0);
        lua_pop(L, 2);
    }
    lua_pop(L, 1);
    return how;
}

/* Take the word at the top for an attribute: its number, or with no names the word itself, into the
 * list `words` of the stack. */
static void put_word(lua_State *L, int words, int attribute, double *x) {
    if (words) {
        lua_rawseti(L, words, attribute + 1);
        return;
    }
    lua_rawget(L, KNOWN + attribute);
    x[attribute] = lua_tonumber(L, -1); /* 0 for a word that is not known */
    lua_pop(L, 1);
}

static void describe(lua_State *L, int words, const bk_judge_phrase *p, const reading *r, double *x) {
    int event = push_item(L, OF_TYPE, p->event);
    x[LIKELIHOOD] = p->odds;
    x[LENGTH] = (double)(p->j - p->i + 1);
    x[BY_MODEL] = r->own[p->event].by_model;
    x[IS_VERB] = r->own[p->event].verb;
    between(L, p, r, x);
    x[PART] = lying(L, p->i, p->j);
    lua_getfield(L, event, "type");
    put_word(L, words, TYPE, x);
    push_rule(L, r, p);
    put_word(L, words, GRAMMAR, x);
    lua_geti(L, ROLES, p->role);
    put_word(L, words, ROLE, x);
    push_tag(L, p->i - 1);
    put_word(L, words, TAG_BEFORE, x);
    push_tag(L, p->i);
    put_word(L, words, FIRST_TAG, x);
    push_tag(L, p->j + 1);
    put_word(L, words, TAG_AFTER, x);
    push_class(L, p->j);
    put_word(L, words, CLASS, x);
    lua_settop(L, event - 1);
}

static void weigh_rivals(const lbk_rows *rows, size_t k, double *x) {
    bk_judge_rivals r = bk_judge_rivals_of(rows->p, rows->count, k);
    x[CROSSING] = r.crossing;
    x[CROSSING_SAME] = r.crossing_same;
    x[HIGHER] = r.higher;
    x[SUM] = r.sum;
    x[SAME_HIGHER] = r.same_higher;
    x[SAME] = r.same;
    x[SAME_SUM] = r.same_sum;
}

/* The attributes of the phrase as a list with words as they are, into the list of phrases. */
static void list_phrase(lua_State *L, const reading *r, const bk_judge_phrase *p, size_t k,
                        double *x) {
    lua_createtable(L, 0, 5);
    lua_createtable(L, ATTRIBUTES, 0);
    int words = lua_gettop(L);
    for (int a = 1; a <= ATTRIBUTES; a++) { /* in order: a list */
        lua_pushinteger(L, 0);
        lua_rawseti(L, words, a);
    }
    describe(L, words, p, r, x);
    for (int a = 0; a < ATTRIBUTES; a++) {
        if (is_word(a)) continue;
        lua_pushnumber(L, x[a]);
        lua_rawseti(L, words, a + 1);
    }
    lua_setfield(L, -2, "x");
    const struct {
        const char *name;
        lua_Integer value;
    } fields[] = {{"i", p->i}, {"j", p->j}, {"role", p->role}, {"event", (lua_Integer)p->event + 1}};
    for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
        lua_pushinteger(L, fields[f].value);
        lua_setfield(L, -2, fields[f].name);
    }
    lua_rawseti(L, LIST, (lua_Integer)k + 1);
}

/*** The phrases that may fill roles of one type's events in a sentence, those that overlap too, and
 * their attributes, but for the first, the likelihood of the event: 0, for `forest:weigh` knows it.
 * A phrase that the model finds belongs to the nearest event, verbs before nouns; one of the rules
 * alone, which is taken for unlikely, to the event that its rule gave it to.
 * @function phrases
 * @tparam table s the sentence: `tags`, `classes`, `phrase_at`, `from`
 * @tparam {table,...} events all of the sentence, `{i, j}`
 * @tparam {table,...} of_type those of the type: `{i, j, type, pos, trigger, by_rule}`, `by_rule` what
 * the grammar gives it, each `{i, j, role, rule}`
 * @tparam {number,...} found what the model finds, as `model:likely` gives it
 * @tparam {integer,...} labels the number of the role that each of the model's labels is
 * @tparam table roles by name the number of each role, by number its name, in the order of the names
 * @tparam[opt] table names by the place of an attribute that is a word, the words' numbers
 * @treturn phrases with `of` and `told`
 * @treturn ?{table,...} without `names`, the phrases as a list: `{i, j, role, event, x}`, the numbers of
 * role and event, and the attributes with words as they are
 * @raise when a field is missing
 * @usage local phrases = core.judge.phrases(s, events, events, found, { 1 }, roles, names)
 */
static int l_phrases(lua_State *L) {
    for (int k = SENTENCE; k <= ROLES; k++) luaL_checktype(L, k, LUA_TTABLE);
    lua_settop(L, NAMES);
    bool named = !lua_isnil(L, NAMES);
    luaL_checkstack(L, KNOWN + ATTRIBUTES + LUA_MINSTACK, NULL);
    static const char *const fields[] = {"tags", "classes", "phrase_at"};
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
        if (lua_getfield(L, SENTENCE, fields[k]) != LUA_TTABLE)
            return luaL_error(L, "no '%s'", fields[k]);
    lua_Integer place = integer_of(L, SENTENCE, "from");
    if (named)
        lua_pushnil(L);
    else
        lua_newtable(L);
    size_t rules = count_rules(L, lua_rawlen(L, OF_TYPE));
    lbk_rows *rows = lbk_new_rows(L, lua_rawlen(L, FOUND) / 4 + rules, ATTRIBUTES);
    const reading r = read_sentence(L, rules);
    collect(L, rows, &r, place - 1);
    for (int a = 0; a < ATTRIBUTES && named; a++)
        if (lua_rawgeti(L, NAMES, a + 1) != LUA_TTABLE && is_word(a))
            return luaL_error(L, "no names of attribute %d", a + 1);
    for (size_t k = 0; k < rows->count; k++) {
        double *x = rows->x + k * ATTRIBUTES;
        x[EVENTS_SAME] = (double)r.own_count;
        x[EVENTS_OTHER] = (double)r.count - (double)r.own_count;
        x[PLACE] = (double)place;
        weigh_rivals(rows, k, x);
        if (named)
            describe(L, 0, rows->p + k, &r, x);
        else
            list_phrase(L, &r, rows->p + k, k, x);
    }
    lua_pushvalue(L, OUT);
    lua_pushvalue(L, LIST);
    return 2;
}

/*** What may fill the roles of an event.
 * @function phrases:of
 * @tparam integer event its place among those of the type
 * @tparam integer role the number of a role
 * @treturn integer how many phrases belong to it
 * @treturn number the likelihood of the likeliest, by the model alone; 0 where there is none
 * @treturn number the sum of their likelihoods
 * @treturn number the likelihood of the likeliest in the role
 * @usage local count, best, sum, victim = phrases:of(1, 25)
 */
static int l_of(lua_State *L) {
    const lbk_rows *rows = lbk_check_rows(L, 1, ATTRIBUTES);
    lua_Integer event = luaL_checkinteger(L, 2), role = luaL_checkinteger(L, 3), count = 0;
    double best = 0, sum = 0, in_role = 0;
    for (size_t k = 0; k < rows->count; k++) {
        const bk_judge_phrase *p = rows->p + k;
        if ((lua_Integer)p->event + 1 != event) continue;
        count++;
        sum += p->likelihood;
        if (p->likelihood > best) best = p->likelihood;
        if (p->role == role && p->likelihood > in_role) in_role = p->likelihood;
    }
    lua_pushinteger(L, count);
    lua_pushnumber(L, best);
    lua_pushnumber(L, sum);
    lua_pushnumber(L, in_role);
    return 4;
}

/*** Which phrases are told, once `forest:weigh` has judged them: the likely that do not overlap, the
 * likeliest first; then, where an event would tell nothing in a role, what the grammar gives it.
 * @function phrases:told
 * @tparam number least the least confidence
 * @tparam number least_given that of what the grammar gives
 * @treturn {number,...} in the order of their words, flat: first and last word, role, event,
 * confidence and place of each; roles and events by their numbers
 * @usage local told = phrases:told(0.2, 0.1)
 */
static int l_told(lua_State *L) {
    const lbk_rows *rows = lbk_check_rows(L, 1, ATTRIBUTES);
    lua_Number least = luaL_checknumber(L, 2), least_given = luaL_checknumber(L, 3);
    size_t *told = lua_newuserdatauv(L, rows->count * sizeof *told, 0);
    size_t n = bk_judge_choose(rows->p, rows->count, least, least_given, told);
    lua_createtable(L, (int)n * 6, 0);
    for (size_t k = 0; k < n; k++) {
        const bk_judge_phrase *p = rows->p + told[k];
        lua_Integer slot = 6 * (lua_Integer)k;
        const lua_Integer before[] = {p->i, p->j, p->role, (lua_Integer)p->event + 1};
        for (size_t f = 0; f < sizeof before / sizeof *before; f++) {
            lua_pushinteger(L, before[f]);
            lua_rawseti(L, -2, ++slot);
        }
        lua_pushnumber(L, p->confidence);
        lua_rawseti(L, -2, ++slot);
        lua_pushinteger(L, (lua_Integer)told[k] + 1);
        lua_rawseti(L, -2, ++slot);
    }
    return 1;
}

int lbk_open_judge(lua_State *L);

int lbk_open_judge(lua_State *L) {
    static const luaL_Reg none[] = {{NULL, NULL}};
    static const luaL_Reg methods[] = {{"of", l_of}, {"told", l_told}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"phrases", l_phrases}, {NULL, NULL}};
    lbk_new_class(L, ROWS_META, none, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
