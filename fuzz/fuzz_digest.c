/* Any bytes: similarity digests and BLAKE3 are the same in one piece and in two, what they write
 * can be read back, and any text that is read as a digest is at distance 0, or scores 100 with
 * itself. UTF-8 and nothing else has an NTLM hash. */
#include "../src/core/bk_blake3.h"
#include "../src/core/bk_charset.h"
#include "../src/core/bk_ctph.h"
#include "../src/core/bk_ntlm.h"
#include "../src/core/bk_tlsh.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void tlsh(const char *p, size_t n, size_t cut, bool wide) {
    bk_tlsh a, b;
    char x[BK_TLSH_TEXT_MAX + 1] = "", y[BK_TLSH_TEXT_MAX + 1] = "";
    unsigned distance = 1;
    bk_tlsh_init(&a, wide);
    bk_tlsh_init(&b, wide);
    bk_tlsh_update(&a, p, n);
    bk_tlsh_update(&b, p, cut);
    bk_tlsh_update(&b, p + cut, n - cut);
    bk_code code = bk_tlsh_text(&a, x, NULL);
    if (bk_tlsh_text(&b, y, NULL) != code) abort();
    if (code) return;
    if (strcmp(x, y) != 0) abort();
    if (bk_tlsh_distance(x, strlen(x), y, strlen(y), true, &distance, NULL) || distance) abort();
}

static void ctph(const char *p, size_t n, size_t cut) {
    bk_ctph a, b;
    char x[BK_CTPH_TEXT_MAX + 1] = "", y[BK_CTPH_TEXT_MAX + 1] = "";
    unsigned score = 0;
    bk_ctph_init(&a);
    bk_ctph_init(&b);
    bk_ctph_update(&a, p, n);
    bk_ctph_update(&b, p, cut);
    bk_ctph_update(&b, p + cut, n - cut);
    bk_code code = bk_ctph_text(&a, x, NULL);
    if (bk_ctph_text(&b, y, NULL) != code) abort();
    if (code) return;
    if (strcmp(x, y) != 0) abort();
    if (bk_ctph_score(x, strlen(x), y, strlen(y), &score, NULL) || score != 100) abort();
}

static void blake3(const char *p, size_t n, size_t cut) {
    bk_blake3 a, b;
    unsigned char x[70], y[70];
    bk_blake3_init(&a);
    bk_blake3_init(&b);
    bk_blake3_update(&a, p, n);
    bk_blake3_update(&b, p, cut);
    bk_blake3_update(&b, p + cut, n - cut);
    bk_blake3_final(&a, x, sizeof x);
    bk_blake3_final(&b, y, sizeof y);
    if (memcmp(x, y, sizeof x) != 0) abort();
}

static void ntlm(const char *p, size_t n) {
    unsigned char out[BK_MD4_BYTES];
    size_t first;
    if ((bk_ntlm(p, n, out, NULL) == BK_OK) != bk_charset_is_utf8(p, n, &first)) abort();
}

/* Two digests as a hostile list has them, a line each. */
static void read_back(const char *p, size_t n) {
    const char *end = memchr(p, '\n', n);
    size_t an = end ? (size_t)(end - p) : n;
    const char *q = end ? end + 1 : p;
    size_t qn = end ? n - an - 1 : n;
    unsigned forth = 0, back = 0;
    bk_code code = bk_ctph_score(p, an, q, qn, &forth, NULL);
    if (bk_ctph_score(q, qn, p, an, &back, NULL) != code && code != BK_E_SYNTAX) abort();
    if (!code && (forth != back || forth > 100)) abort();
    code = bk_tlsh_distance(p, an, q, qn, true, &forth, NULL);
    if (!code && (bk_tlsh_distance(q, qn, p, an, true, &back, NULL) || forth != back)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *p = (const char *)data;
    size_t cut = size ? (data[0] * (size_t)257) % (size + 1) : 0;
    tlsh(p, size, cut, false);
    tlsh(p, size, cut, true);
    ctph(p, size, cut);
    blake3(p, size, cut);
    ntlm(p, size);
    read_back(p, size);
    return 0;
}
