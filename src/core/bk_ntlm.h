/* The hash that Windows keeps of a password: MD4 of it in UTF-16LE. MD4 is our own, since OpenSSL 3
 * has it only in its legacy provider; it is for looking up such hashes, not for what must hold. */
#ifndef BK_NTLM_H
#define BK_NTLM_H

#include "bk_status.h"

#include <stddef.h>
#include <stdint.h>

enum { BK_MD4_BYTES = 16, BK_MD4_BLOCK = 64 };

/* RFC 1320, bytes in any pieces. bk_md4_final leaves the state wiped. */
typedef struct bk_md4 {
    uint32_t h[4];
    uint64_t n; /* bytes so far */
    unsigned char block[BK_MD4_BLOCK];
} bk_md4;

void bk_md4_init(bk_md4 *m);
void bk_md4_update(bk_md4 *m, const void *bytes, size_t n);
void bk_md4_final(bk_md4 *m, unsigned char out[BK_MD4_BYTES]);

/* NTOWFv1 of [MS-NLMP] 3.3.1, of a password in UTF-8, in constant memory that is wiped.
 * BK_E_ENCODING for what is no UTF-8. */
bk_code bk_ntlm(const char *p, size_t n, unsigned char out[BK_MD4_BYTES], bk_error *err);

#endif
