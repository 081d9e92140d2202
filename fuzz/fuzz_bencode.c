/* Any bytes as bencoding: no crash, tokens in order and inside the bytes, spans that read as the same value again. */
#include "../src/core/bk_bencode.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_again(const char *p, const bk_bencode_token *span) {
    bk_bencode b;
    bk_bencode_token token;
    bk_bencode_start(&b, p, span->first + span->size, span->first, BK_BENCODE_DEPTH_MAX);
    if (bk_bencode_next(&b, &token, NULL) || bk_bencode_skip(&b, &token, NULL)) abort();
    if (token.first != span->first || token.size != span->size || !b.done) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *p = (const char *)data;
    bk_bencode b;
    bk_bencode_token token;
    size_t at = 0, spans = 0;
    bk_bencode_start(&b, p, size, 0, 64);
    for (;;) {
        if (bk_bencode_next(&b, &token, NULL)) return 0;
        if (token.kind == BK_BENCODE_END) break;
        if (b.at <= at || b.at > size || token.first + token.size != b.at || b.depth > 64) abort();
        at = b.at;
        if (token.kind == BK_BENCODE_CLOSE && spans++ < 100) read_again(p, &token);
    }
    if (!b.done || token.first != at) abort();
    return 0;
}
