/* Any bytes split into tokens that lie inside them, in order; sentences cover the tokens; quotations
 * and matches end. */
#include "../src/core/bk_text_lexicon.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bk_text t;
    if (bk_text_tokens(&t, (const char *)data, size, NULL)) return 0;
    size_t end = 0;
    for (size_t i = 0; i < t.count; i++) {
        if (t.tokens[i].at < end || t.tokens[i].n == 0) abort();
        end = (size_t)t.tokens[i].at + t.tokens[i].n;
        if (end > size) abort();
    }
    for (size_t i = 0; i < t.count;) {
        size_t last = bk_text_sentence(&t, i);
        if (last < i || last >= t.count || last - i >= BK_SENTENCE_TOKENS) abort();
        i = last + 1;
    }
    bk_quote q;
    for (size_t at = 0; bk_text_quote(&t, at, &q); at = q.last + 1u)
        if (q.first < at || q.last < q.first || q.last >= t.count) abort();
    bk_lexicon *l = bk_lexicon_new(size & 1);
    if (l) {
        size_t half = size / 2;
        if (bk_lexicon_add(l, (const char *)data, half < 40 ? half : 40, 1, NULL) == BK_OK &&
            half <= 40) {
            bk_match m;
            size_t at = 0;
            while (bk_lexicon_next(l, &t, at, t.count, &m)) {
                if (m.first < at || m.last < m.first || m.last >= t.count) abort();
                at = m.last + 1u;
            }
        }
        bk_lexicon_free(l);
    }
    bk_text_free(&t);
    return 0;
}
