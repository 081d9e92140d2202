/* Message digests over OpenSSL's EVP: one at a time, or several in one pass over the bytes. */
#ifndef BK_DIGEST_H
#define BK_DIGEST_H

#include "bk_status.h"

#define BK_DIGEST_BYTES_MAX 64

typedef struct bk_digest {
    void *context; /* EVP_MD_CTX; NULL when closed */
} bk_digest;

/* Names: md5 sha1 sha224 sha256 sha384 sha512 sha512-256 sha3-256 sha3-512 blake2b512 blake2s256
 * ripemd160. BK_E_TYPE for others, and for one that this machine's OpenSSL refuses. `d` starts
 * zeroed. */
bk_code bk_digest_open(bk_digest *d, const char *name, bk_error *err);
bk_code bk_digest_copy(bk_digest *to, const bk_digest *from, bk_error *err);
void bk_digest_close(bk_digest *d);

bk_code bk_digest_update(bk_digest *d, const char *p, size_t n, bk_error *err);
/* The digest of the bytes so far, in lower-case hex with a NUL; more may be added after. */
bk_code bk_digest_hex(const bk_digest *d, char out[2 * BK_DIGEST_BYTES_MAX + 1], bk_error *err);

#endif
