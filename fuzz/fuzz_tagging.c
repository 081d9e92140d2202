/* Any bytes, tagged by a vocabulary out of them: phrases lie in order inside the sentence, every
 * token has a tag, and the phrase that a token is in holds it or its number or determiner. What may name an event, by
 * conditions out of them too, does so inside the sentence. */
#include "../src/core/bk_trigger.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const bk_tagging *s) {
    size_t last = 0;
    for (size_t k = 1; k <= s->n; k++)
        if (s->tags[k] == BK_TAG_NONE || s->tags[k] >= BK_TAGS_MAX ||
            s->phrase_at[k] > s->phrase_count)
            abort();
    for (size_t i = 0; i < s->phrase_count; i++) {
        const bk_phrase *np = &s->phrases[i];
        if (np->first <= last || np->last < np->first || np->last > s->n ||
            np->before >= np->first || np->counted < np->count || np->counted > np->last)
            abort();
        last = np->last;
    }
}

static void find(const bk_trigger_place *at, const bk_lexicon *words, uint32_t seed) {
    bk_trigger list[8];
    for (size_t i = 0; i < 8; i++) {
        seed = seed * 1664525u + 1013904223u;
        list[i] = (bk_trigger){.near = seed >> 8 & 1,
                               .object = seed >> 9 & 3,
                               .unless = seed >> 11 & 1,
                               .subject = seed >> 12 & 1,
                               .absorb = seed >> 13 & 3,
                               .topic = seed >> 15 & 1,
                               .later = seed >> 16 & 7 ? NULL : words,
                               .led = seed >> 19 & 7 ? NULL : words,
                               .direct = seed >> 22 & 1,
                               .adjective = seed >> 23 & 1,
                               .extend = (seed >> 24 & 3) % 3,
                               .form = seed >> 26 & 1 ? (uint8_t)(1u << (seed >> 27) % 5) : 0};
    }
    bk_named before, found;
    bool any = false, absorbs;
    for (size_t i = 1; i <= at->s->n; i++) {
        size_t j = i + (seed >> i % 32 & 1);
        if (j > at->s->n || !bk_trigger_find(at, list, 0, 8, i, j, any ? &before : NULL, &found, &absorbs)) continue;
        if (found.first < 1 || found.first > i || found.last != j || found.head < i || found.head > j ||
            found.trigger >= 8 || (absorbs && !any))
            abort();
        before = found;
        any = true;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bk_tagging s;
    bk_text t;
    if (size < 2 || bk_text_tokens(&t, (const char *)data, size, NULL)) return 0;
    bk_vocabulary *v = bk_vocabulary_new(), *more = bk_vocabulary_new();
    uint32_t seed = (uint32_t)data[0] << 8 | data[1];
    for (size_t i = 0; v && more && i < t.count && i < 400; i++) {
        seed = seed * 1664525u + 1013904223u;
        bk_known word = {.tag = (uint8_t)(seed >> 24) % (BK_TAG_OTHER + 8),
                         .forms = (seed >> 16) & 31,
                         .sets = (seed >> 8) & 511};
        if (word.tag > BK_TAG_OTHER + 1) word.tag = BK_TAG_NONE;
        const bk_token *token = &t.tokens[i];
        bk_vocabulary *of = seed >> 31 ? v : more;
        if (bk_vocabulary_add(of, t.p + token->at, token->n, &word, NULL)) abort();
        if (!bk_vocabulary_find(of, t.p, token)) abort();
    }
    bk_lexicon *words = bk_lexicon_new(false);
    for (size_t i = 0; words && i < t.count && i < 40; i += 4)
        if (bk_lexicon_add(words, t.p + t.tokens[i].at, t.tokens[i].n, 1, NULL) == BK_E_MEMORY) abort();
    for (size_t i = 0; v && more && words && i < t.count;) {
        size_t last = bk_text_sentence(&t, i), n = last - i + 1;
        for (size_t k = 0; k <= n; k++) s.classes[k] = (seed >> k % 32) & 1;
        bk_tagging_read(&s, v, size & 1 ? more : NULL, &t, i, n);
        check(&s);
        find(&(bk_trigger_place){&s, &t, i, seed & 1, seed >> 1 & 1}, words, seed);
        i = last + 1;
    }
    bk_lexicon_free(words);
    bk_vocabulary_free(v);
    bk_vocabulary_free(more);
    bk_text_free(&t);
    return 0;
}
