#include "bk_digest.h"

#include "bk_blake3.h"
#include "bk_crc32c.h"
#include "bk_ctph.h"
#include "bk_hex.h"
#include "bk_tlsh.h"
#include "bk_torrent_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

enum { BLOCK_MAX = 144, FILE_BUFFER = 131072 };

typedef struct bk_digest_algorithm algorithm;

/* What every kind of digest can do. Our own states are plain bytes, made and copied by their
 * size; those of the libraries have `make`, `copy` and `drop`. One of `bytes` and `text` is set. */
typedef struct kind {
    size_t size;
    void *(*make)(const algorithm *a);
    void *(*copy)(const void *state);
    void (*drop)(void *state);
    void (*init)(void *state, const algorithm *a);
    int (*update)(void *state, const char *p, size_t n);
    int (*piece)(const void *state, uint64_t i, const char *p, uint32_t value[8]); /* of trees, with `join` */
    int (*join)(void *state, const uint32_t value[8]);
    int (*bytes)(void *copy, unsigned char *out);
    bk_code (*text)(const void *state, char *out, bk_error *err);
} kind;

struct bk_digest_algorithm {
    const char *name;
    const kind *kind;
    const char *openssl;
    unsigned bytes; /* of the digest */
    unsigned block; /* of its compression, for an HMAC; 0 where that would promise too much */
    int variant;
};

static void *evp_make(const algorithm *a) {
    const EVP_MD *md = EVP_get_digestbyname(a->openssl);
    EVP_MD_CTX *context = md ? EVP_MD_CTX_new() : NULL;
    if (context && EVP_DigestInit_ex(context, md, NULL)) return context;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return NULL;
}

static void *evp_copy(const void *state) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context && EVP_MD_CTX_copy_ex(context, state)) return context;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return NULL;
}

static void evp_drop(void *state) {
    EVP_MD_CTX_free(state);
}

static int evp_update(void *state, const char *p, size_t n) {
    return EVP_DigestUpdate(state, p, n);
}

static int evp_bytes(void *copy, unsigned char *out) {
    return EVP_DigestFinal_ex(copy, out, NULL);
}

static void blake3_init(void *state, const algorithm *a) {
    (void)a;
    bk_blake3_init(state);
}

static int blake3_update(void *state, const char *p, size_t n) {
    bk_blake3_update(state, p, n);
    return 1;
}

static int blake3_bytes(void *copy, unsigned char *out) {
    bk_blake3_final(copy, out, BK_BLAKE3_BYTES);
    return 1;
}

static int blake3_piece(const void *state, uint64_t i, const char *p, uint32_t value[8]) {
    bk_blake3_subtree(state, i, p, value);
    return 1;
}

static int blake3_join(void *state, const uint32_t value[8]) {
    bk_blake3_join(state, value);
    return 1;
}

static void bep52_init(void *state, const algorithm *a) {
    (void)a;
    bk_torrent_tree_init(state, NULL);
}

static int bep52_update(void *state, const char *p, size_t n) {
    return bk_torrent_tree_update(state, p, n);
}

static int bep52_bytes(void *copy, unsigned char *out) {
    return bk_torrent_tree_root(copy, out);
}

static int bep52_piece(const void *state, uint64_t i, const char *p, uint32_t value[8]) {
    (void)i;
    return bk_torrent_tree_subtree(state, p, (unsigned char *)value);
}

static int bep52_join(void *state, const uint32_t value[8]) {
    return bk_torrent_tree_join(state, (const unsigned char *)value);
}

static void *xxh3_make(const algorithm *a) {
    XXH3_state_t *state = XXH3_createState();
    (void)a;
    if (state) (void)XXH3_128bits_reset(state);
    return state;
}

static void *xxh3_copy(const void *state) {
    XXH3_state_t *copy = XXH3_createState();
    if (copy) XXH3_copyState(copy, state);
    return copy;
}

static void xxh3_drop(void *state) {
    (void)XXH3_freeState(state);
}

static int xxh3_update(void *state, const char *p, size_t n) {
    return XXH3_128bits_update(state, p, n) == XXH_OK;
}

static int xxh3_bytes(void *copy, unsigned char *out) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(copy));
    memcpy(out, canonical.digest, sizeof canonical.digest);
    return 1;
}

static void crc32c_init(void *state, const algorithm *a) {
    (void)a;
    bk_crc32c_init(state);
}

static int crc32c_update(void *state, const char *p, size_t n) {
    bk_crc32c_update(state, p, n);
    return 1;
}

static int crc32c_bytes(void *copy, unsigned char *out) {
    uint32_t crc = bk_crc32c_value(copy);
    for (int i = 0; i < 4; i++) out[i] = (unsigned char)(crc >> (24 - 8 * i));
    return 1;
}

static void tlsh_init(void *state, const algorithm *a) {
    bk_tlsh_init(state, a->variant != 0);
}

static int tlsh_update(void *state, const char *p, size_t n) {
    bk_tlsh_update(state, p, n);
    return 1;
}

static bk_code tlsh_text(const void *state, char *out, bk_error *err) {
    return bk_tlsh_text(state, out, err);
}

static void ctph_init(void *state, const algorithm *a) {
    (void)a;
    bk_ctph_init(state);
}

static int ctph_update(void *state, const char *p, size_t n) {
    bk_ctph_update(state, p, n);
    return 1;
}

static bk_code ctph_text(const void *state, char *out, bk_error *err) {
    return bk_ctph_text(state, out, err);
}

static const kind evp = {
    .make = evp_make, .copy = evp_copy, .drop = evp_drop, .update = evp_update, .bytes = evp_bytes};
static const kind blake3 = {.size = sizeof(bk_blake3),
                            .init = blake3_init,
                            .update = blake3_update,
                            .piece = blake3_piece,
                            .join = blake3_join,
                            .bytes = blake3_bytes};
static const kind bep52 = {.size = sizeof(bk_torrent_tree),
                           .init = bep52_init,
                           .update = bep52_update,
                           .piece = bep52_piece,
                           .join = bep52_join,
                           .bytes = bep52_bytes};
static const kind xxh3 = {.make = xxh3_make,
                          .copy = xxh3_copy,
                          .drop = xxh3_drop,
                          .update = xxh3_update,
                          .bytes = xxh3_bytes};
static const kind crc32c = {
    .size = sizeof(bk_crc32c), .init = crc32c_init, .update = crc32c_update, .bytes = crc32c_bytes};
static const kind tlsh = {
    .size = sizeof(bk_tlsh), .init = tlsh_init, .update = tlsh_update, .text = tlsh_text};
static const kind ctph = {
    .size = sizeof(bk_ctph), .init = ctph_init, .update = ctph_update, .text = ctph_text};

static const algorithm algorithms[] = {{"md5", &evp, "MD5", 16, 64, 0},
                                       {"sha1", &evp, "SHA1", 20, 64, 0},
                                       {"sha224", &evp, "SHA224", 28, 64, 0},
                                       {"sha256", &evp, "SHA256", 32, 64, 0},
                                       {"sha384", &evp, "SHA384", 48, 128, 0},
                                       {"sha512", &evp, "SHA512", 64, 128, 0},
                                       {"sha512-256", &evp, "SHA512-256", 32, 128, 0},
                                       {"sha3-256", &evp, "SHA3-256", 32, 136, 0},
                                       {"sha3-512", &evp, "SHA3-512", 64, 72, 0},
                                       {"blake2b", &evp, "BLAKE2b512", 64, 128, 0},
                                       {"blake2b512", &evp, "BLAKE2b512", 64, 128, 0},
                                       {"blake2s256", &evp, "BLAKE2s256", 32, 64, 0},
                                       {"ripemd160", &evp, "RIPEMD160", 20, 64, 0},
                                       {"blake3", &blake3, NULL, 32, 64, 0},
                                       {"xxh3-128", &xxh3, NULL, 16, 0, 0},
                                       {"bep52", &bep52, NULL, 32, 0, 0},
                                       {"crc32c", &crc32c, NULL, 4, 0, 0},
                                       {"tlsh", &tlsh, NULL, 0, 0, 0},
                                       {"tlsh-256-3", &tlsh, NULL, 0, 0, 1},
                                       {"ssdeep", &ctph, NULL, 0, 0, 0}};

const char *bk_digest_name(size_t i) {
    return i < sizeof algorithms / sizeof *algorithms ? algorithms[i].name : NULL;
}

static void *make_state(const algorithm *a) {
    if (a->kind->make) return a->kind->make(a);
    void *state = malloc(a->kind->size);
    if (state) a->kind->init(state, a);
    return state;
}

static void *copy_state(const algorithm *a, const void *state) {
    if (a->kind->copy) return a->kind->copy(state);
    void *copy = malloc(a->kind->size);
    if (copy) memcpy(copy, state, a->kind->size);
    return copy;
}

static void drop_state(const algorithm *a, void *state) {
    if (state && a->kind->drop)
        a->kind->drop(state);
    else
        free(state);
}

static bk_code no_memory(bk_error *err) {
    return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
}

static bk_code digest_failed(bk_error *err) {
    ERR_clear_error();
    return bk_fail(err, BK_E_IO, 0, "the digest failed");
}

/* `state` becomes that of a digest which has read the key padded to a block, each byte masked. */
static int feed_pad(const algorithm *a, void *state, const unsigned char *key, unsigned char mask) {
    unsigned char pad[BLOCK_MAX];
    for (unsigned i = 0; i < a->block; i++) pad[i] = key[i] ^ mask;
    return a->kind->update(state, (const char *)pad, a->block);
}

static bk_code open_hmac(bk_digest *d, const bk_digest_key *key, bk_error *err) {
    const algorithm *a = d->algorithm;
    unsigned char block[BLOCK_MAX] = {0};
    int fine = 1;
    d->outer = make_state(a);
    if (!d->outer) return no_memory(err);
    if (key->n > a->block) {
        void *long_key = make_state(a);
        if (!long_key) return no_memory(err);
        fine = a->kind->update(long_key, key->p, key->n) && a->kind->bytes(long_key, block);
        drop_state(a, long_key);
    } else if (key->n) {
        memcpy(block, key->p, key->n);
    }
    fine = fine && feed_pad(a, d->state, block, 0x36) && feed_pad(a, d->outer, block, 0x5c);
    return fine ? BK_OK : digest_failed(err);
}

static bk_code use_key(bk_digest *d, const bk_digest_key *key, bk_error *err) {
    const algorithm *a = d->algorithm;
    if (key->use == BK_KEY_HMAC) {
        if (!a->block) return bk_fail(err, BK_E_TYPE, 0, "no HMAC with %s", a->name);
        return open_hmac(d, key, err);
    }
    if (a->kind != &blake3) return bk_fail(err, BK_E_TYPE, 0, "only blake3 has this kind of key");
    if (key->use == BK_KEY_CONTEXT) {
        bk_blake3_init_derive(d->state, key->p, key->n);
        return BK_OK;
    }
    if (key->n != BK_BLAKE3_KEY) return bk_fail(err, BK_E_TYPE, 0, "a key of blake3 has 32 bytes");
    bk_blake3_init_keyed(d->state, (const unsigned char *)key->p);
    return BK_OK;
}

bk_code bk_digest_open(bk_digest *d, const char *name, const bk_digest_key *key, bk_error *err) {
    const algorithm *a = NULL;
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++) {
        if (strcmp(algorithms[i].name, name) == 0) a = &algorithms[i];
    }
    if (!a) return bk_fail(err, BK_E_TYPE, 0, "no digest named '%.40s'", name);
    *d = (bk_digest){.algorithm = a, .state = make_state(a)};
    bk_code code = BK_OK;
    if (!d->state && a->openssl)
        code = bk_fail(err, BK_E_TYPE, 0, "this OpenSSL does not offer %s", name);
    else if (!d->state)
        code = no_memory(err);
    else if (key && key->use)
        code = use_key(d, key, err);
    if (code) bk_digest_close(d);
    return code;
}

bk_code bk_digest_copy(bk_digest *to, const bk_digest *from, bk_error *err) {
    const algorithm *a = from->algorithm;
    *to = (bk_digest){.algorithm = a, .state = copy_state(a, from->state)};
    if (to->state && from->outer) to->outer = copy_state(a, from->outer);
    if (to->state && (to->outer || !from->outer)) return BK_OK;
    bk_digest_close(to);
    return no_memory(err);
}

void bk_digest_close(bk_digest *d) {
    if (d->algorithm) {
        drop_state(d->algorithm, d->state);
        drop_state(d->algorithm, d->outer);
    }
    *d = (bk_digest){0};
}

bk_code bk_digest_update(bk_digest *d, const char *p, size_t n, bk_error *err) {
    return d->algorithm->kind->update(d->state, p, n) ? BK_OK : digest_failed(err);
}

_Static_assert((int)BK_DIGEST_PIECE == (int)BK_BLAKE3_SUBTREE && (int)BK_DIGEST_PIECE == (int)BK_TORRENT_SUBTREE,
               "a piece is a subtree");

bool bk_digest_takes_pieces(const bk_digest *d) {
    return d->algorithm->kind->piece != NULL;
}

bk_code bk_digest_piece(const bk_digest *d, uint64_t i, const char *p, uint32_t value[8], bk_error *err) {
    return d->algorithm->kind->piece(d->state, i, p, value) ? BK_OK : digest_failed(err);
}

bk_code bk_digest_join(bk_digest *d, const uint32_t value[8], bk_error *err) {
    return d->algorithm->kind->join(d->state, value) ? BK_OK : digest_failed(err);
}

bk_code bk_digest_file(bk_digest *const *digests, size_t count, const char *path, uint64_t *size,
                       bk_error *err) {
    bk_code code = BK_OK;
    *size = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    char *buffer = malloc(FILE_BUFFER);
    if (!buffer) code = no_memory(err);
    while (!code) {
        ssize_t k = read(fd, buffer, FILE_BUFFER);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) code = bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
        if (k <= 0) break;
        for (size_t i = 0; i < count && !code; i++)
            code = bk_digest_update(digests[i], buffer, (size_t)k, err);
        *size += (uint64_t)k;
    }
    free(buffer);
    (void)close(fd);
    return code;
}

bk_code bk_digest_bytes(const bk_digest *d, unsigned char *out, size_t *n, bk_error *err) {
    const algorithm *a = d->algorithm;
    bk_digest copy = {0};
    if (!a->kind->bytes) return bk_fail(err, BK_E_TYPE, 0, "%s is text, not bytes", a->name);
    if (*n < a->bytes) return bk_fail(err, BK_E_LIMIT, 0, "%s has %u bytes", a->name, a->bytes);
    bk_code code = bk_digest_copy(&copy, d, err);
    if (code) return code;
    int fine = a->kind->bytes(copy.state, out);
    if (fine && copy.outer)
        fine = a->kind->update(copy.outer, (const char *)out, a->bytes) &&
               a->kind->bytes(copy.outer, out);
    bk_digest_close(&copy);
    *n = a->bytes;
    return fine ? BK_OK : digest_failed(err);
}

const char *bk_digest_algorithm_name(const bk_digest *d) {
    return d->algorithm->name;
}

bool bk_digest_is_text(const bk_digest *d) {
    return d->algorithm->kind->text != NULL;
}

bk_code bk_digest_extended(const bk_digest *d, unsigned char *out, size_t n, bk_error *err) {
    if (d->algorithm->kind != &blake3 || d->outer)
        return bk_fail(err, BK_E_TYPE, 0, "%s has one length only", d->algorithm->name);
    bk_blake3_final(d->state, out, n);
    return BK_OK;
}

bk_code bk_digest_text(const bk_digest *d, char out[BK_DIGEST_TEXT_MAX + 1], bk_error *err) {
    unsigned char raw[BK_DIGEST_BYTES_MAX] = {0};
    size_t n = sizeof raw;
    if (d->algorithm->kind->text) return d->algorithm->kind->text(d->state, out, err);
    bk_code code = bk_digest_bytes(d, raw, &n, err);
    if (code) return code;
    bk_hex_write(out, raw, n);
    out[2 * n] = '\0';
    return BK_OK;
}
