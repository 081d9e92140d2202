/* Digests of bytes by name: OpenSSL's EVP, BLAKE3, XXH3, CRC-32C, BEP 52, TLSH and CTPH behind one table;
 * one at a time, or several in one pass over the bytes. */
#ifndef BK_DIGEST_H
#define BK_DIGEST_H

#include "bk_status.h"

#include <stdbool.h>
#include <stdint.h>

#define BK_DIGEST_BYTES_MAX 64
#define BK_DIGEST_TEXT_MAX 160 /* hex, or the form that a similarity digest has of its own */

typedef struct bk_digest {
    const struct bk_digest_algorithm *algorithm; /* NULL when closed */
    void *state;
    void *outer; /* of an HMAC: what the digest of the message is fed to at the end */
} bk_digest;

typedef struct bk_digest_key {
    enum {
        BK_KEY_NONE,
        BK_KEY_HMAC,   /* RFC 2104 over any cryptographic digest */
        BK_KEY_BLAKE3, /* BLAKE3's own keyed hash, 32 bytes */
        BK_KEY_CONTEXT /* BLAKE3's key derivation: the bytes fed are the key material */
    } use;
    const char *p;
    size_t n;
} bk_digest_key;

/* The names in the order of the table, NULL past the end. */
const char *bk_digest_name(size_t i);

/* BK_E_TYPE for a name that is not in the table, for one that this machine's OpenSSL refuses, and
 * for a key that the algorithm has no use for. `d` starts zeroed; `key` may be NULL. */
bk_code bk_digest_open(bk_digest *d, const char *name, const bk_digest_key *key, bk_error *err);
bk_code bk_digest_copy(bk_digest *to, const bk_digest *from, bk_error *err);
void bk_digest_close(bk_digest *d);

bk_code bk_digest_update(bk_digest *d, const char *p, size_t n, bk_error *err);

/* Digests that are trees may be given their bytes in pieces of BK_DIGEST_PIECE, in any order and by several threads at a time:
 * the value of piece number `i` from 0, one that bytes follow, and then, in their order, the pieces
 * to be joined. The last one, and the pieces of all other algorithms, are fed by bk_digest_update. */
enum { BK_DIGEST_PIECE = 256 << 10 };
bool bk_digest_takes_pieces(const bk_digest *d);
bk_code bk_digest_piece(const bk_digest *d, uint64_t i, const char *p, uint32_t value[8], bk_error *err);
bk_code bk_digest_join(bk_digest *d, const uint32_t value[8], bk_error *err);

/* All bytes of a file to several digests, in one pass and constant memory. BK_E_IO. */
bk_code bk_digest_file(bk_digest *const *digests, size_t count, const char *path, uint64_t *size,
                       bk_error *err);

/* The digest of the bytes so far; more may be added after. As text: lower-case hex, or a similarity
 * digest's own form, with a NUL. As bytes: BK_E_TYPE for a similarity digest; `*n` is the room in
 * `out` and then the length. Similarity digests fail with BK_E_SMALL, BK_E_UNIFORM and BK_E_EMPTY.
 */
bk_code bk_digest_text(const bk_digest *d, char out[BK_DIGEST_TEXT_MAX + 1], bk_error *err);
bk_code bk_digest_bytes(const bk_digest *d, unsigned char *out, size_t *n, bk_error *err);
const char *bk_digest_algorithm_name(const bk_digest *d);
/* Whether it is a similarity digest, which has a form of its own. */
bool bk_digest_is_text(const bk_digest *d);
/* `n` bytes, as many as are wanted: of BLAKE3 without an HMAC; BK_E_TYPE of others. */
bk_code bk_digest_extended(const bk_digest *d, unsigned char *out, size_t n, bk_error *err);

#endif
