#include "bk_minhash.h"

#include "bk_mix.h"

#include <string.h>

/* The high half of the product says the bin, the low half the rank within it. */
static size_t bin_of(uint64_t hash, size_t size, uint64_t *rank) {
    uint64_t low = (hash & 0xFFFFFFFF) * size, high = (hash >> 32) * size + (low >> 32);
    *rank = high << 32 | (low & 0xFFFFFFFF);
    return (size_t)(high >> 32);
}

void bk_minhash(const uint64_t *hashes, size_t n, uint16_t *signature, size_t size) {
    uint64_t least[BK_MINHASH_MAX], rank;
    memset(signature, 0, size * sizeof *signature);
    if (n == 0) return;
    memset(least, 0xFF, size * sizeof *least);
    for (size_t i = 0; i < n; i++) {
        size_t bin = bin_of(hashes[i], size, &rank);
        rank -= rank == UINT64_MAX; /* which stands for an empty bin */
        if (rank < least[bin]) least[bin] = rank;
    }
    for (size_t bin = 0; bin < size; bin++) {
        size_t from = bin;
        for (uint64_t attempt = 1; least[from] == UINT64_MAX; attempt++)
            from = bin_of(bk_mix(bin + attempt * BK_MINHASH_MAX), size, &rank);
        signature[bin] = (uint16_t)(bk_mix(least[from]) >> 48);
    }
}

double bk_minhash_estimate(const uint16_t *a, const uint16_t *b, size_t size) {
    unsigned same = 0;
    for (size_t i = 0; i < size; i++) same += a[i] == b[i];
    return (double)same / (double)size;
}

uint32_t bk_minhash_band(const uint16_t *signature, size_t band, size_t rows) {
    uint64_t key = bk_mix(band + 1);
    for (size_t i = band * rows; i < (band + 1) * rows; i++) key = bk_mix(key ^ signature[i]);
    return (uint32_t)key;
}

uint64_t bk_simhash(const uint64_t *hashes, size_t n) {
    uint64_t out = 0;
    int64_t votes[64] = {0};
    for (size_t i = 0; i < n; i++) {
        for (int bit = 0; bit < 64; bit++) votes[bit] += (int64_t)(hashes[i] >> bit & 1) * 2 - 1;
    }
    for (int bit = 0; bit < 64; bit++) out |= (uint64_t)(votes[bit] > 0) << bit;
    return out;
}
