/* BLAKE3's compression of WIDE inputs side by side. bk_blake3.c includes this once for each width, with
 * FUNCTION(name), TARGET, MESSAGE as in bk_lanes_body.h and ROTATE(x, k), a rotation to the right. */

typedef uint32_t FUNCTION(words) __attribute__((vector_size(4 * WIDE)));
#define words FUNCTION(words)

/* The chaining values of inputs of so many blocks; `counter` is the first's, which goes up by
 * `increment` from one to the next. */
TARGET static void FUNCTION(many)(const uint32_t key[8], const unsigned char *const p[],
                                  unsigned blocks, uint64_t counter, unsigned increment,
                                  uint32_t flags, uint32_t first, uint32_t last,
                                  uint32_t out[][8]) {
    words chain[8], low = {0}, high = {0};
    for (int i = 0; i < 8; i++) chain[i] = (words){0} + key[i];
    for (unsigned k = 0; k < WIDE; k++) {
        low[k] = (uint32_t)(counter + k * increment);
        high[k] = (uint32_t)((counter + k * increment) >> 32);
    }
    for (unsigned block = 0; block < blocks; block++) {
        words v[16], m[16];
        uint32_t now = flags | (block == 0 ? first : 0) | (block == blocks - 1 ? last : 0);
        MESSAGE(m, p, (size_t)BLOCK * block, 0);
        for (int i = 0; i < 8; i++) v[i] = chain[i];
        for (int i = 0; i < 4; i++) v[8 + i] = (words){0} + iv[i];
        v[12] = low;
        v[13] = high;
        v[14] = (words){0} + BLOCK;
        v[15] = (words){0} + now;
        _Pragma("GCC unroll 7") for (int r = 0; r < 7; r++) ROUND(v, m, schedule[r]);
        for (int i = 0; i < 8; i++) chain[i] = v[i] ^ v[i + 8];
    }
    for (unsigned k = 0; k < WIDE; k++) {
        for (unsigned i = 0; i < 8; i++) out[k][i] = chain[i][k];
    }
}

#undef words
#undef WIDE
#undef FUNCTION
#undef TARGET
#undef MESSAGE
#undef ROTATE
