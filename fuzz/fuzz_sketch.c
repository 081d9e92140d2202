/* Any two texts: the measures keep within their bounds and agree with each other. */
#include "../src/core/bk_sketch.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bk_sketch a = {0}, b = {0};
    const bk_sketch *both[] = {&a, &b, &a};
    bk_buf pairs = {0};
    bk_error err;
    size_t half = size / 2, words = size ? data[0] % 8 + 1 : 1;
    if (bk_sketch_make(&a, (const char *)data, half, words, &err)) abort();
    if (bk_sketch_make(&b, (const char *)data + half, size - half, words, &err)) abort();
    size_t shared = bk_sketch_shared(&a, &b);
    if (shared > a.n || shared > b.n || shared != bk_sketch_shared(&b, &a)) abort();
    if (bk_sketch_shared(&a, &a) != a.n) abort();
    if (a.n && bk_sketch_estimate(&a, &a) < 1.0) abort();
    if (bk_sketch_candidates(both, 3, &pairs, &err)) abort();
    if (a.n && pairs.n < sizeof(bk_sketch_pair)) abort(); /* a text is always paired with its copy */
    bk_buf_free(&pairs);
    bk_sketch_free(&a);
    bk_sketch_free(&b);
    return 0;
}
