/*** Phrases that may fill roles of a sentence's events: their attributes, by which a forest judges
 * them, and which of them are told.
 * @module breachkit.core.judge
 */
#include "../core/bk_judge.h"

#include "lbk.h"
#include "lbk_judge.h"

#include <string.h>

#define ROWS_META "breachkit.rows"

/* In the order of `judge.attributes` (claims/judge.lua). */
enum {
    EVENT_LIKELIHOOD, LIKELIHOOD, ROLE, TYPE, LENGTH, BY_MODEL, IS_VERB, EVENTS_SAME, EVENTS_OTHER,
    VERBS_BETWEEN, EVENTS_BETWEEN, PLACE, CROSSING, CROSSING_SAME, HIGHER, SUM, SAME_HIGHER, SAME,
    SAME_SUM, TAG_BEFORE, FIRST_TAG, TAG_AFTER, CLASS, GRAMMAR, PART, ATTRIBUTES = LBK_PHRASE_ATTRIBUTES
};

/* Where things are on the stack. */
enum {
    SENTENCE = 1, EVENTS, OF_TYPE, FOUND, LABELS, ROLES, NAMES, /* arguments */
    LIST, OUT, SCRATCH, VOCABULARY, TAGS, CLASS_SETS, KNOWN     /* from here the names of WORDS */
};

/* The attributes that are words. While phrases are described they are numbers: of the role, the tags, the phrase
 * of the lexicon that gave the class, and the rule from 1, or one of these; all have one type. */
static const int WORDS[] = {ROLE, TYPE, TAG_BEFORE, FIRST_TAG, TAG_AFTER, CLASS, GRAMMAR};
enum { WORD_COUNT = sizeof WORDS / sizeof *WORDS, NO_RULE = 0, ANOTHER_ROLE = -1 };

/* What a rule gives an event: words i to j, the role (0 for one of no number), the event, and the
 * rule's place among the event's. */
typedef struct rule {
    lua_Integer i, j, role;
    size_t event, place;
} rule;

/* What is read of a sentence and its events. */
typedef struct reading {
    const lbk_reading *s;
    bk_judge_event *events; /* all of them */
    bk_judge_event *own;    /* those of the type */
    rule *rules;
    size_t count, own_count, rule_count;
} reading;

/* Rows that somebody is done with, a state's, under this key. */
static const char SPARE = 0;

lbk_rows *lbk_new_rows(lua_State *L, size_t room, size_t width) {
    lbk_rows *rows;
    size_t numbers = room * width, each = sizeof *rows->p + sizeof *rows->told;
    rows = lua_newuserdatauv(L, sizeof *rows + numbers * sizeof *rows->x + room * each, 0);
    *rows = (lbk_rows){.width = width, .room = room};
    rows->p = (bk_judge_phrase *)(void *)(rows->x + numbers);
    rows->told = (size_t *)(void *)(rows->p + room);
    memset(rows->x, 0, numbers * sizeof *rows->x);
    luaL_setmetatable(L, ROWS_META);
    return rows;
}

/* Push the spare rows, where they suffice, or new ones. */
static lbk_rows *take_rows(lua_State *L, size_t room) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &SPARE);
    lbk_rows *rows = lua_touserdata(L, -1);
    if (!rows || rows->room < room) {
        lua_pop(L, 1);
        return lbk_new_rows(L, room, ATTRIBUTES);
    }
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &SPARE);
    rows->count = rows->seen = 0;
    memset(rows->x, 0, room * rows->width * sizeof *rows->x);
    return rows;
}

lbk_rows *lbk_check_rows(lua_State *L, int index, size_t width) {
    lbk_rows *rows = lbk_check_class(L, index, ROWS_META);
    luaL_argcheck(L, rows->width == width, index, "rows of other attributes");
    return rows;
}

/* A token's place: no more than what may be counted with. */
static lua_Integer check_place(lua_State *L, lua_Integer x) {
    if (x < -INT32_MAX || x > INT32_MAX) luaL_error(L, "no such token");
    return x;
}

lua_Integer lbk_judge_place(lua_State *L, int index, const char *name) {
    int whole;
    lua_getfield(L, index, name);
    lua_Integer x = lua_tointegerx(L, -1, &whole);
    if (!whole) luaL_error(L, "'%s' is no whole number", name);
    lua_pop(L, 1);
    return check_place(L, x);
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
        out[k] = (bk_judge_event){.i = lbk_judge_place(L, at, "i"),
                                  .j = lbk_judge_place(L, at, "j"),
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
            lua_rawget(L, ROLES);
            r->rules[n++] = (rule){lbk_judge_place(L, of, "i"), lbk_judge_place(L, of, "j"),
                                   lua_tointeger(L, -1), k, m};
            lua_pop(L, 2);
        }
        lua_pop(L, 2);
    }
    r->rule_count = n;
}

/* The scratch of a reading is pushed; its sentence is still to be asked for. */
static reading read_events_and_rules(lua_State *L, size_t rules) {
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
        lua_rawget(L, LABELS);
        if (!lua_isinteger(L, -1)) luaL_error(L, "a label without a role");
        bk_judge_phrase p = {.i = check_place(L, lua_tointeger(L, -5)) - base,
                             .j = check_place(L, lua_tointeger(L, -4)) - base,
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

static const uint32_t VERBAL = UINT32_C(1) << BK_TAG_VERB | UINT32_C(1) << BK_TAG_ED | UINT32_C(1) << BK_TAG_ING |
                               UINT32_C(1) << BK_TAG_BE | UINT32_C(1) << BK_TAG_HAVE |
                               UINT32_C(1) << BK_TAG_DO | UINT32_C(1) << BK_TAG_MODAL;

/* How many verbs and events stand between a phrase and its event. */
static void between(const bk_judge_phrase *p, const reading *r, double *x) {
    const bk_judge_event e = r->own[p->event];
    lua_Integer from = p->j, to = e.i; /* between these */
    if (p->i > e.j) {
        from = e.j;
        to = p->i;
    }
    for (size_t k = 0; k < r->count; k++)
        x[EVENTS_BETWEEN] += r->events[k].i > from && r->events[k].j < to;
    lua_Integer n = (lua_Integer)r->s->s.n;
    if (from < 0) from = 0;
    if (to > n + 1) to = n + 1;
    for (lua_Integer k = from + 1; k < to; k++) x[VERBS_BETWEEN] += VERBAL >> r->s->s.tags[k] & 1u;
}

/* Which rule of the grammar gives a phrase of that last word the role, to whichever event. */
static double rule_of(const reading *r, const bk_judge_phrase *p) {
    double found = NO_RULE;
    for (size_t k = 0; k < r->rule_count; k++) {
        if (r->rules[k].j != p->j) continue;
        if (r->rules[k].role == p->role) return (double)k + 1;
        found = ANOTHER_ROLE;
    }
    return found;
}

/* How a phrase lies to the noun phrase that its last word is in. */
static double lying(const bk_tagging *s, lua_Integer i, lua_Integer j) {
    size_t number = j >= 1 && j <= (lua_Integer)s->n ? s->phrase_at[j] : 0;
    if (!number) return 0;
    const bk_phrase *np = &s->phrases[number - 1];
    return 1 + (np->first == i ? 1 : np->first < i ? 2 : 0) + (np->last == j ? 3 : 0);
}

static void describe(const bk_judge_phrase *p, const reading *r, double *x) {
    const bk_tagging *s = &r->s->s;
    x[LIKELIHOOD] = p->odds;
    x[ROLE] = (double)p->role;
    x[LENGTH] = (double)(p->j - p->i + 1);
    x[BY_MODEL] = r->own[p->event].by_model;
    x[IS_VERB] = r->own[p->event].verb;
    between(p, r, x);
    x[TAG_BEFORE] = lbk_tag_at(s, p->i - 1);
    x[FIRST_TAG] = lbk_tag_at(s, p->i);
    x[TAG_AFTER] = lbk_tag_at(s, p->j + 1);
    x[CLASS] = p->j >= 1 && p->j <= (lua_Integer)s->n ? r->s->class_phrase[p->j] : 0;
    x[GRAMMAR] = rule_of(r, p);
    x[PART] = lying(s, p->i, p->j);
}

/* Pop a set; the first of its names in the order of the alphabet comes in the place of what is below: of those that it
 * holds as true, not of those that the model was trained without. */
static void put_first(lua_State *L) {
    const char *first = NULL;
    for (lua_pushnil(L); lua_next(L, -2);) {
        bool seen = lua_isboolean(L, -1);
        lua_pop(L, 1);
        if (!seen || lua_type(L, -1) != LUA_TSTRING) continue;
        const char *name = lua_tostring(L, -1);
        if (first && strcmp(name, first) >= 0) continue;
        first = name; /* the set holds it */
        lua_copy(L, -1, -3);
    }
    lua_pop(L, 1);
}

/* Push the name of the rule of that number. */
static void push_rule(lua_State *L, const reading *r, double number) {
    if (number <= 0) {
        lua_pushstring(L, number == NO_RULE ? "none" : "another role");
        return;
    }
    const rule *of = &r->rules[(size_t)number - 1];
    lua_rawgeti(L, OF_TYPE, (lua_Integer)of->event + 1);
    lua_getfield(L, -1, "by_rule");
    lua_rawgeti(L, -1, (lua_Integer)of->place + 1);
    lua_getfield(L, -1, "rule");
}

/* Push the word that an attribute's number stands for. */
static void push_word(lua_State *L, const reading *r, int attribute, double number) {
    lua_Integer n = (lua_Integer)number;
    switch (attribute) {
    case ROLE: lua_rawgeti(L, ROLES, n); break;
    case TYPE:
        lua_rawgeti(L, OF_TYPE, 1);
        lua_getfield(L, -1, "type");
        break;
    case CLASS:
        lua_pushliteral(L, "none");
        if (n && lua_rawgeti(L, CLASS_SETS, n) == LUA_TTABLE) put_first(L);
        break;
    case GRAMMAR: push_rule(L, r, number); break;
    default: lbk_push_tag(L, TAGS, (unsigned)n);
    }
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

/* Put for words their numbers by their names, 0 for those that are not known: often as of the phrase before. */
static void number_words(lua_State *L, const reading *r, lbk_rows *rows) {
    int top = lua_gettop(L);
    double last[WORD_COUNT], number[WORD_COUNT] = {0};
    for (size_t k = 0; k < rows->count; k++) {
        double *x = rows->x + k * ATTRIBUTES;
        for (int w = 0; w < WORD_COUNT; w++) {
            double *word = x + WORDS[w];
            if (k == 0 || *word != last[w]) {
                last[w] = *word;
                push_word(L, r, WORDS[w], *word);
                lua_rawget(L, KNOWN + w);
                number[w] = lua_tonumber(L, -1);
                lua_settop(L, top);
            }
            *word = number[w];
        }
    }
}

/* The attributes of the phrase as a list with words as they are, into the list of phrases. */
static void list_phrase(lua_State *L, const reading *r, const bk_judge_phrase *p, size_t k, const double *x) {
    lua_createtable(L, 0, 5);
    int made = lua_gettop(L);
    lua_createtable(L, ATTRIBUTES, 0);
    for (int a = 0; a < ATTRIBUTES; a++) {
        lua_pushnumber(L, x[a]);
        lua_rawseti(L, made + 1, a + 1);
    }
    for (int w = 0; w < WORD_COUNT; w++) {
        push_word(L, r, WORDS[w], x[WORDS[w]]);
        lua_rawseti(L, made + 1, WORDS[w] + 1);
        lua_settop(L, made + 1);
    }
    lua_setfield(L, made, "x");
    const struct {
        const char *name;
        lua_Integer value;
    } fields[] = {{"i", p->i}, {"j", p->j}, {"role", p->role}, {"event", (lua_Integer)p->event + 1}};
    for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
        lua_pushinteger(L, fields[f].value);
        lua_setfield(L, made, fields[f].name);
    }
    lua_rawseti(L, LIST, (lua_Integer)k + 1);
}

/*** The phrases that may fill roles of one type's events in a sentence, those that overlap too, and
 * their attributes, but for the first, the likelihood of the event: 0, for `forest:weigh` knows it.
 * A phrase that the model finds belongs to the nearest event, verbs before nouns; one of the rules
 * alone, which is taken for unlikely, to the event that its rule gave it to.
 * @function phrases
 * @tparam table s the sentence, as `vocabulary:read` gives it
 * @tparam {table,...} events all of the sentence, `{i, j}`
 * @tparam {table,...} of_type those of the type: `{i, j, type, pos, trigger, by_rule}`, `by_rule` what
 * the grammar gives it, each `{i, j, role, rule}`
 * @tparam {number,...} found what the model finds, as `model:likely` gives it
 * @tparam {integer,...} labels the number of the role that each of the model's labels is
 * @tparam table roles by name the number of each role, by number its name, in the order of the names
 * @tparam[opt] table names by the place of an attribute that is a word, the words' numbers
 * @treturn phrases with `event`, `told` and `done`
 * @treturn ?{table,...} without `names`, the phrases as a list: `{i, j, role, event, x}`, the numbers of
 * role and event, and the attributes with words as they are
 * @raise when a field is missing
 * @usage local phrases = core.judge.phrases(s, events, events, found, { 1 }, roles, names)
 */
static int l_phrases(lua_State *L) {
    for (int k = SENTENCE; k <= ROLES; k++) luaL_checktype(L, k, LUA_TTABLE);
    lua_settop(L, NAMES);
    bool named = !lua_isnil(L, NAMES);
    luaL_checkstack(L, KNOWN + WORD_COUNT + LUA_MINSTACK, NULL);
    if (named)
        lua_pushnil(L);
    else
        lua_newtable(L);
    size_t rules = count_rules(L, lua_rawlen(L, OF_TYPE));
    lbk_rows *rows = take_rows(L, lua_rawlen(L, FOUND) / 4 + rules);
    reading r = read_events_and_rules(L, rules);
    r.s = lbk_check_sentence(L, SENTENCE); /* nothing takes memory until all phrases are described */
    collect(L, rows, &r, (lua_Integer)r.s->from);
    for (size_t k = 0; k < rows->count; k++) {
        double *x = rows->x + k * ATTRIBUTES;
        x[EVENTS_SAME] = (double)r.own_count;
        x[EVENTS_OTHER] = (double)r.count - (double)r.own_count;
        x[PLACE] = (double)r.s->from + 1;
        weigh_rivals(rows, k, x);
        describe(rows->p + k, &r, x);
    }
    lua_getiuservalue(L, VOCABULARY, LBK_TAGS);
    lua_getiuservalue(L, VOCABULARY, LBK_CLASS_SETS);
    for (int w = 0; w < WORD_COUNT && named; w++)
        if (lua_rawgeti(L, NAMES, WORDS[w] + 1) != LUA_TTABLE)
            return luaL_error(L, "no names of attribute %d", WORDS[w] + 1);
    if (named) number_words(L, &r, rows);
    for (size_t k = 0; k < rows->count && !named; k++)
        list_phrase(L, &r, rows->p + k, k, rows->x + k * ATTRIBUTES);
    lua_pushvalue(L, OUT);
    lua_pushvalue(L, LIST);
    return 2;
}

/*** Which phrases are told, once `forest:weigh` has judged them: the likely that do not overlap, the
 * likeliest first; then, where an event would tell nothing in a role, what the grammar gives it.
 * @function phrases:told
 * @tparam number least the least confidence
 * @tparam number least_given that of what the grammar gives
 * @treturn {number|string,...} in the order of their words, flat: first and last word, role, event,
 * confidence of each, and what the forest saw of it, for `forest:why`; roles and events by their numbers
 * @usage local told = phrases:told(0.2, 0.1)
 */
static int l_told(lua_State *L) {
    const lbk_rows *rows = lbk_check_rows(L, 1, ATTRIBUTES);
    lua_Number least = luaL_checknumber(L, 2), least_given = luaL_checknumber(L, 3);
    const size_t *told = rows->told;
    size_t n = bk_judge_choose(rows->p, rows->count, least, least_given, rows->told);
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
        lua_pushlstring(L, (const char *)(rows->x + told[k] * ATTRIBUTES), rows->seen);
        lua_rawseti(L, -2, ++slot);
    }
    return 1;
}

/*** Be done with phrases: the next ones take their memory.
 * @function phrases:done
 * @usage phrases:done()
 */
static int l_done(lua_State *L) {
    lbk_rows *rows = lbk_check_rows(L, 1, ATTRIBUTES);
    rows->count = 0;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &SPARE);
    const lbk_rows *spare = lua_touserdata(L, -1);
    if (spare && spare->room >= rows->room) return 0;
    lua_pushvalue(L, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &SPARE);
    return 0;
}

int lbk_open_judge(lua_State *L);

int lbk_open_judge(lua_State *L) {
    static const luaL_Reg none[] = {{NULL, NULL}};
    static const luaL_Reg methods[] = {{"event", lbk_judge_event}, {"told", l_told}, {"done", l_done}, {NULL, NULL}};
    static const luaL_Reg functions[] = {{"phrases", l_phrases}, {NULL, NULL}};
    lbk_new_class(L, ROWS_META, none, methods);
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
