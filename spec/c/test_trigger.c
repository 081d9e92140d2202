#include "../../src/core/bk_trigger.h"
#include "check.h"

enum { DATA = 1, SYSTEM = 2, RANSOM = 4 };

static bk_vocabulary *known(void) {
    struct {
        const char *word;
        bk_known known;
    } words[] = {{"the", {.tag = BK_TAG_DETERMINER, .sets = BK_SET_DEFINITE}},
                 {"some", {.tag = BK_TAG_DETERMINER}},
                 {"massive", {.sets = BK_SET_MEASURE}},
                 {"of", {.tag = BK_TAG_PREPOSITION, .sets = BK_SET_OF}},
                 {"from", {.tag = BK_TAG_PREPOSITION}},
                 {"has", {.tag = BK_TAG_HAVE}},
                 {"been", {.tag = BK_TAG_BE}},
                 {"was", {.tag = BK_TAG_BE}},
                 {"and", {.tag = BK_TAG_CONJUNCTION}},
                 {"they", {.tag = BK_TAG_PRONOUN}},
                 {"steal", {.forms = BK_FORM_BASE}},
                 {"took", {.forms = BK_FORM_PAST}},
                 {"stolen", {.forms = BK_FORM_PARTICIPLE}},
                 {"paid", {.forms = BK_FORM_PAST | BK_FORM_PARTICIPLE}},
                 {"include", {.forms = BK_FORM_BASE, .sets = BK_SET_NO_NOUN}}};
    bk_vocabulary *v = bk_vocabulary_new();
    for (size_t i = 0; v && i < sizeof words / sizeof *words; i++)
        CHECK(bk_vocabulary_add(v, words[i].word, strlen(words[i].word), &words[i].known, NULL) == BK_OK);
    return v;
}

static bk_vocabulary *vocabulary;
static bk_tagging s;
static bk_text text;
static bk_trigger_place at;

/* Read a text with classes at its words: a digit of `classes` a token. */
static void read(const char *words, const char *classes) {
    bk_text_free(&text);
    CHECK(bk_text_tokens(&text, words, strlen(words), NULL) == BK_OK);
    CHECK(strlen(classes) == text.count);
    memset(s.classes, 0, sizeof s.classes);
    for (size_t k = 0; k < text.count; k++) s.classes[k + 1] = (uint32_t)(classes[k] - '0');
    bk_tagging_read(&s, vocabulary, NULL, &text, 0, text.count);
    at = (bk_trigger_place){&s, &text, 0, false, 0};
}

static bk_named found;
static bool absorbs;
static bool finds(const bk_trigger *t, size_t i, size_t j) {
    return bk_trigger_find(&at, t, 0, 1, i, j, NULL, &found, &absorbs);
}
static bool is(size_t first, size_t last, size_t head, bool passive, bool given) {
    return found.first == first && found.last == last && found.head == head && found.passive == passive &&
           found.given == given;
}

static bk_lexicon *lexicon(const char *word) {
    bk_lexicon *l = bk_lexicon_new(false);
    CHECK(l && bk_lexicon_add(l, word, strlen(word), 1, NULL) == BK_OK);
    return l;
}

static void verbs(void) {
    const bk_trigger took = {.form = BK_FORM_PAST, .object = DATA}, stolen = {.form = BK_FORM_PARTICIPLE};
    read("They took the files.", "00010");
    CHECK(finds(&took, 2, 2) && is(2, 2, 2, false, false));
    read("They took the train.", "00000");
    CHECK(!finds(&took, 2, 2));

    /* auxiliaries belong to it, and tell of the passive, whose object stands before it */
    const bk_trigger stolen_data = {.form = BK_FORM_PARTICIPLE, .object = DATA};
    read("The files has been stolen.", "010000");
    CHECK(finds(&stolen_data, 5, 5) && is(3, 5, 5, true, false));
    read("They has stolen.", "1000");
    CHECK(!finds(&stolen_data, 3, 3) && finds(&stolen, 3, 3) && is(2, 3, 3, false, false));

    /* a reduced relative, and a headline */
    read("Some files stolen from them.", "000000");
    CHECK(finds(&stolen, 3, 3) && is(3, 3, 3, true, false));
    const bk_trigger active = {.form = BK_FORM_PARTICIPLE, .active = true};
    CHECK(!finds(&active, 3, 3));
    read("They has stolen.", "0000");
    CHECK(finds(&active, 3, 3));
    const bk_trigger paid = {.form = BK_FORM_PAST};
    read("Acme paid.", "000");
    CHECK(finds(&paid, 2, 2) && !found.passive);
    at.heading = true;
    CHECK(finds(&paid, 2, 2) && found.passive);

    /* the verb's own object, and what it lists */
    const bk_trigger direct = {.form = BK_FORM_PAST, .object = DATA, .direct = true};
    read("They took money and files.", "000010");
    CHECK(finds(&direct, 2, 2));
    read("They took money to the files.", "0000010");
    CHECK(!finds(&direct, 2, 2));

    /* a participle before its noun */
    const bk_trigger adjective = {.form = BK_FORM_PARTICIPLE, .object = DATA, .adjective = true};
    read("The stolen files.", "0010");
    CHECK(s.tags[2] == BK_TAG_NOUN && finds(&adjective, 2, 2) && is(2, 2, 2, true, true));
    CHECK(!finds(&stolen_data, 2, 2));
}

static void nouns(void) {
    const bk_trigger plain = {0}, all = {.extend = BK_EXTEND_ALL}, common = {.extend = BK_EXTEND_COMMON};
    read("The Acme data breach.", "00000");
    CHECK(finds(&plain, 4, 4) && is(4, 4, 4, false, false));
    CHECK(finds(&all, 4, 4) && is(1, 4, 4, false, false));
    CHECK(finds(&common, 4, 4) && is(3, 4, 4, false, false));
    read("The massive breach.", "0000");
    CHECK(finds(&all, 3, 3) && is(3, 3, 3, false, false));
    read("The breach of some breach.", "000000");
    CHECK(finds(&plain, 2, 2) && is(1, 2, 2, false, false));
    CHECK(finds(&plain, 5, 5) && is(5, 5, 5, false, false)); /* "some" is no part of it */
    read("The breach report.", "0000"); /* a report, no breach */
    CHECK(!finds(&plain, 2, 2));
}

static void conditions(void) {
    const bk_trigger near = {.near = SYSTEM}, unless = {.unless = SYSTEM}, subject = {.subject = SYSTEM};
    read("The servers of the breach.", "020000");
    CHECK(finds(&near, 5, 5) && !finds(&unless, 5, 5) && finds(&subject, 5, 5));
    read("The breach of the servers.", "000020");
    CHECK(finds(&near, 2, 2) && !finds(&unless, 2, 2) && !finds(&subject, 2, 2));
    read("The breach.", "020");
    CHECK(!finds(&near, 2, 2) && finds(&unless, 2, 2)); /* its own class is none beside it */

    const bk_trigger topic = {.topic = 3};
    CHECK(!finds(&topic, 2, 2));
    at.topic = 3;
    CHECK(finds(&topic, 2, 2));

    bk_lexicon *offline = lexicon("offline"), *stolen = lexicon("stolen");
    const bk_trigger later = {.form = BK_FORM_PAST, .later = offline};
    read("They took the site offline.", "000000");
    CHECK(finds(&later, 2, 2));
    read("Offline they took the site.", "000000");
    CHECK(!finds(&later, 3, 3));
    const bk_trigger led = {.form = BK_FORM_BASE, .led = stolen};
    read("The stolen files include them.", "000000");
    CHECK(finds(&led, 4, 4));
    read("The files include stolen.", "00000");
    CHECK(!finds(&led, 3, 3));
    bk_lexicon_free(offline);
    bk_lexicon_free(stolen);
}

static void several(void) {
    /* the first whose conditions hold */
    const bk_trigger list[] = {{.near = SYSTEM}, {.form = BK_FORM_PAST}, {.near = DATA}, {0}};
    read("The breach of files.", "00010");
    CHECK(bk_trigger_find(&at, list, 0, 4, 2, 2, NULL, &found, &absorbs) && found.trigger == 2 && !absorbs);
    CHECK(bk_trigger_find(&at, list, 3, 4, 2, 2, NULL, &found, &absorbs) && found.trigger == 3);
    CHECK(!bk_trigger_find(&at, list, 0, 2, 2, 2, NULL, &found, &absorbs));

    /* a passive's subject, which may be an event itself */
    const bk_trigger paid = {.form = BK_FORM_PARTICIPLE, .absorb = RANSOM};
    const bk_named ransom = {1, 2, 2, false, false, 0};
    read("The ransom was paid.", "04000");
    CHECK(bk_trigger_find(&at, &paid, 0, 1, 4, 4, &ransom, &found, &absorbs) && is(1, 4, 4, true, false) && absorbs);
    CHECK(finds(&paid, 4, 4) && is(1, 4, 4, true, false) && !absorbs);
    read("The sum was paid.", "00000");
    CHECK(bk_trigger_find(&at, &paid, 0, 1, 4, 4, &ransom, &found, &absorbs) && is(3, 4, 4, true, false) && !absorbs);
}

int main(void) {
    vocabulary = known();
    CHECK(vocabulary != NULL);
    verbs();
    nouns();
    conditions();
    several();
    bk_text_free(&text);
    bk_vocabulary_free(vocabulary);
    return CHECK_DONE();
}
