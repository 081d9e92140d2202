#include "../../src/core/bk_tagging.h"
#include "check.h"

static bk_vocabulary *known(void) {
    struct {
        const char *word;
        bk_known known;
    } words[] = {{"the", {.tag = BK_TAG_DETERMINER}},
                 {"of", {.tag = BK_TAG_PREPOSITION, .sets = BK_SET_OF}},
                 {"in", {.tag = BK_TAG_PREPOSITION}},
                 {"was", {.tag = BK_TAG_BE, .sets = BK_SET_PAST}},
                 {"it", {.tag = BK_TAG_PRONOUN}},
                 {"'s", {.tag = BK_TAG_BE, .sets = BK_SET_GENITIVE}},
                 {"million", {.sets = BK_SET_MAGNITUDE}},
                 {"attack", {.forms = BK_FORM_BASE}},
                 {"stolen", {.forms = BK_FORM_PARTICIPLE}},
                 {"\xC3\xA4gypten", {.sets = 512}}};
    bk_vocabulary *v = bk_vocabulary_new();
    for (size_t i = 0; v && i < sizeof words / sizeof *words; i++)
        CHECK(bk_vocabulary_add(v, words[i].word, strlen(words[i].word), &words[i].known, NULL) ==
              BK_OK);
    return v;
}

static void read(bk_tagging *s, const bk_vocabulary *v, bk_text *t, const char *text) {
    CHECK(bk_text_tokens(t, text, strlen(text), NULL) == BK_OK);
    memset(s->classes, 0, sizeof s->classes);
    bk_tagging_read(s, v, NULL, t, 0, t->count);
}

int main(void) {
    bk_vocabulary *v = known();
    CHECK(v != NULL);
    bk_text t;
    static bk_tagging s;

    read(&s, v, &t, "The Bank of Acme\xE2\x80\x99s attack was 3.5 million stolen files in (Bern).");
    static const uint8_t tags[] = {
        BK_TAG_DETERMINER, BK_TAG_NOUN,   BK_TAG_PREPOSITION, BK_TAG_NOUN, BK_TAG_GENITIVE,
        BK_TAG_NOUN,       BK_TAG_BE,     BK_TAG_NUMBER,      BK_TAG_NOUN, BK_TAG_ED,
        BK_TAG_NOUN,       BK_TAG_PREPOSITION, BK_TAG_MARK,   BK_TAG_NOUN, BK_TAG_MARK,
        BK_TAG_MARK};
    CHECK(s.n == sizeof tags);
    for (size_t k = 0; k < sizeof tags; k++) CHECK(s.tags[k + 1] == tags[k]);
    CHECK(s.past && s.verbal && !s.shouting);
    CHECK(s.phrase_count == 5);
    const bk_phrase *np = &s.phrases[0];
    CHECK(np->first == 1 && np->last == 4 && np->start == 2 && np->before == 0);
    CHECK(np->determiner == BK_TAG_DETERMINER && np->head && np->capital && !np->count);
    CHECK(s.phrases[4].aside && s.phrases[4].first == 14);
    CHECK(s.phrase_at[2] == 1 && s.phrase_at[5] == 0 && s.phrase_at[14] == 5);
    bk_text_free(&t);

    /* case, length and the folding of letters past ASCII */
    read(&s, v, &t, "\xC3\x84GYPTEN");
    CHECK(s.known[1] && s.sets == 512 && !s.past && !s.verbal);
    bk_text_free(&t);

    /* broken UTF-8 before a folded apostrophe */
    const char broken[] = "a\xE2\xE2\x80\x99z";
    CHECK(bk_vocabulary_add(v, broken, 6, &(bk_known){.sets = 1024}, NULL) == BK_OK);
    read(&s, v, &t, broken);
    CHECK(s.known[1] && s.sets == 1024);
    bk_text_free(&t);

    /* a word of another vocabulary comes first; one that is there stays as it was */
    bk_vocabulary *more = bk_vocabulary_new();
    CHECK(bk_vocabulary_add(more, "It", 2, &(bk_known){.tag = BK_TAG_OTHER}, NULL) == BK_OK);
    CHECK(bk_vocabulary_add(more, "it", 2, &(bk_known){.tag = BK_TAG_NOUN}, NULL) == BK_OK);
    CHECK(bk_text_tokens(&t, "it was", 6, NULL) == BK_OK);
    bk_tagging_read(&s, v, more, &t, 0, 2);
    CHECK(s.tags[1] == BK_TAG_OTHER && s.tags[2] == BK_TAG_BE && s.phrase_count == 0);
    bk_text_free(&t);
    bk_vocabulary_free(more);

    /* growth */
    char word[24];
    for (unsigned i = 0; i < 3000; i++) {
        int n = snprintf(word, sizeof word, "word%u", i);
        CHECK(bk_vocabulary_add(v, word, (size_t)n, &(bk_known){.sets = i}, NULL) == BK_OK);
    }
    read(&s, v, &t, "word2999");
    CHECK(s.known[1] && s.known[1]->sets == 2999 && s.known[1]->number == 3011);
    bk_text_free(&t);
    bk_vocabulary_free(v);
    bk_vocabulary_free(NULL);
    return CHECK_DONE();
}
