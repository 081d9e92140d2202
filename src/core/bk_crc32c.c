#include "bk_crc32c.h"

#include <string.h>

#define POLYNOMIAL 0x82F63B78u

/* "Slicing by 8" (Kounavis and Berry 2005): table[k][b] carries byte b over k more bytes. Entry
 * [0][1] is never 0, so it tells whether the tables were made. */
void bk_crc32c_init_portable(bk_crc32c *c) {
    c->crc = ~0u;
    for (uint32_t b = 0; b < 256; b++) {
        uint32_t crc = b;
        for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ POLYNOMIAL : crc >> 1;
        c->table[0][b] = crc;
    }
    for (int k = 1; k < 8; k++) {
        for (uint32_t b = 0; b < 256; b++) {
            uint32_t crc = c->table[k - 1][b];
            c->table[k][b] = crc >> 8 ^ c->table[0][crc & 255];
        }
    }
}

static uint32_t by_table(const bk_crc32c *c, const unsigned char *p, size_t n) {
    const uint32_t (*t)[256] = c->table;
    uint32_t crc = c->crc;
    for (; n >= 8; n -= 8, p += 8) {
        crc ^= (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
        crc = t[7][crc & 255] ^ t[6][crc >> 8 & 255] ^ t[5][crc >> 16 & 255] ^ t[4][crc >> 24] ^
              t[3][p[4]] ^ t[2][p[5]] ^ t[1][p[6]] ^ t[0][p[7]];
    }
    while (n--) crc = crc >> 8 ^ t[0][(crc ^ *p++) & 255];
    return crc;
}

#if defined __x86_64__
#include <nmmintrin.h>

__attribute__((target("sse4.2"))) static uint32_t by_instruction(uint32_t crc32,
                                                                 const unsigned char *p, size_t n) {
    uint64_t crc = crc32;
    for (; n >= 8; n -= 8, p += 8) {
        uint64_t eight;
        memcpy(&eight, p, 8);
        crc = _mm_crc32_u64(crc, eight);
    }
    while (n--) crc = _mm_crc32_u8((uint32_t)crc, *p++);
    return (uint32_t)crc;
}

static int has_instruction(void) {
    return __builtin_cpu_supports("sse4.2");
}
#else
static uint32_t by_instruction(uint32_t crc, const unsigned char *p, size_t n) {
    (void)p;
    (void)n;
    return crc;
}

static int has_instruction(void) {
    return 0;
}
#endif

void bk_crc32c_init(bk_crc32c *c) {
    if (!has_instruction()) {
        bk_crc32c_init_portable(c);
        return;
    }
    c->crc = ~0u;
    c->table[0][1] = 0;
}

void bk_crc32c_update(bk_crc32c *c, const char *p, size_t n) {
    const unsigned char *bytes = (const unsigned char *)p;
    c->crc = c->table[0][1] ? by_table(c, bytes, n) : by_instruction(c->crc, bytes, n);
}

uint32_t bk_crc32c_value(const bk_crc32c *c) {
    return ~c->crc;
}
