#include "../../src/core/bk_text_lexicon.h"
#include "check.h"

#include <stdlib.h>

int main(void) {
    bk_error err;
    bk_text t;
    const char s[] = "The U.S. firm's data-breach.";
    CHECK(bk_text_tokens(&t, s, sizeof s - 1, &err) == BK_OK);
    CHECK(t.count == 7);
    CHECK(t.tokens[1].at == 4 && t.tokens[1].n == 4);
    CHECK(t.tokens[3].n == 2 && (t.tokens[3].flags & BK_TOKEN_GLUED) &&
          (t.tokens[3].flags & BK_TOKEN_WORD));
    CHECK(t.tokens[5].flags == (BK_TOKEN_WORD | BK_TOKEN_GLUED | BK_TOKEN_HYPHEN));
    CHECK(t.tokens[6].flags == (BK_TOKEN_PUNCT | BK_TOKEN_GLUED));
    CHECK(bk_text_sentence(&t, 0) == 6);

    /* brackets that close without end: no sentence is longer than the limit */
    char closing[1000];
    memset(closing, ')', sizeof closing);
    closing[0] = 'A';
    closing[1] = '.';
    bk_text_free(&t);
    CHECK(bk_text_tokens(&t, closing, sizeof closing, &err) == BK_OK);
    size_t longest = 0, last;
    for (size_t i = 0; i < t.count; i = last + 1) {
        last = bk_text_sentence(&t, i);
        if (last - i + 1 > longest) longest = last - i + 1;
    }
    CHECK(longest == BK_SENTENCE_TOKENS);
    bk_text_free(&t);
    CHECK(bk_text_tokens(&t, s, sizeof s - 1, &err) == BK_OK);

    bk_lexicon *l = bk_lexicon_new(false);
    CHECK(l != NULL);
    CHECK(bk_lexicon_add(l, "Data Breach", 11, 7, &err) == BK_OK);
    CHECK(bk_lexicon_add(l, "data breach", 11, 8, &err) == BK_OK); /* the first number stays */
    CHECK(bk_lexicon_add(l, "  ", 2, 9, &err) == BK_E_EMPTY);
    bk_match m;
    CHECK(bk_lexicon_next(l, &t, 0, t.count, &m) && m.first == 4 && m.last == 5 && m.phrase == 7);
    CHECK(!bk_lexicon_next(l, &t, 0, 5, &m));
    CHECK(!bk_lexicon_next(l, &t, 5, 99, &m));
    bk_text_free(&t);
    bk_text_free(&t);

    /* growth: many words, one found again */
    char phrase[24];
    for (unsigned i = 0; i < 5000; i++) {
        int n = snprintf(phrase, sizeof phrase, "word%u tail%u", i, i % 7);
        CHECK(bk_lexicon_add(l, phrase, (size_t)n, 100 + i, &err) == BK_OK);
    }
    CHECK(bk_text_tokens(&t, "a word4321 tail2", 16, &err) == BK_OK);
    CHECK(bk_lexicon_next(l, &t, 0, t.count, &m) && m.phrase == 4421);
    bk_text_free(&t);
    bk_lexicon_free(l);
    bk_lexicon_free(NULL);

    char folded[16];
    size_t n = bk_text_fold(folded, "\xC3\x84 B\xE2\x80\x99S", 8);
    folded[n] = '\0';
    CHECK_STR(folded, "\xC3\xA4 b's");
    CHECK(bk_text_hash("\xC3\x84 B\xE2\x80\x99S", 8) == bk_text_hash(folded, n));
    return CHECK_DONE();
}
