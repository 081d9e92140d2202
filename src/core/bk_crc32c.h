/* CRC-32C (Castagnoli): RFC 3720, appendix B.4. Reflected, with the usual inversions inside. */
#ifndef BK_CRC32C_H
#define BK_CRC32C_H

#include <stddef.h>
#include <stdint.h>

typedef struct bk_crc32c {
    uint32_t crc;
    uint32_t table[8][256]; /* of the way without the processor's help; unset otherwise */
} bk_crc32c;

void bk_crc32c_init(bk_crc32c *c); /* asks the processor for SSE4.2 */
void bk_crc32c_init_portable(bk_crc32c *c);
void bk_crc32c_update(bk_crc32c *c, const char *p, size_t n);
uint32_t bk_crc32c_value(const bk_crc32c *c);

#endif
