#include "bk_digest.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

static const struct {
    const char *name, *openssl;
} algorithms[] = {{"md5", "MD5"},
                  {"sha1", "SHA1"},
                  {"sha224", "SHA224"},
                  {"sha256", "SHA256"},
                  {"sha384", "SHA384"},
                  {"sha512", "SHA512"},
                  {"sha512-256", "SHA512-256"},
                  {"sha3-256", "SHA3-256"},
                  {"sha3-512", "SHA3-512"},
                  {"blake2b512", "BLAKE2b512"},
                  {"blake2s256", "BLAKE2s256"},
                  {"ripemd160", "RIPEMD160"}};

bk_code bk_digest_open(bk_digest *d, const char *name, bk_error *err) {
    const EVP_MD *algorithm = NULL;
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++) {
        if (strcmp(algorithms[i].name, name) == 0)
            algorithm = EVP_get_digestbyname(algorithms[i].openssl);
    }
    if (!algorithm) return bk_fail(err, BK_E_TYPE, 0, "no digest named '%.40s'", name);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    if (!EVP_DigestInit_ex(context, algorithm, NULL)) {
        EVP_MD_CTX_free(context);
        ERR_clear_error();
        return bk_fail(err, BK_E_TYPE, 0, "this OpenSSL does not offer %.40s", name);
    }
    d->context = context;
    return BK_OK;
}

bk_code bk_digest_copy(bk_digest *to, const bk_digest *from, bk_error *err) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (!context || !EVP_MD_CTX_copy_ex(context, from->context)) {
        EVP_MD_CTX_free(context);
        return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    }
    to->context = context;
    return BK_OK;
}

void bk_digest_close(bk_digest *d) {
    EVP_MD_CTX_free(d->context);
    d->context = NULL;
}

bk_code bk_digest_update(bk_digest *d, const char *p, size_t n, bk_error *err) {
    return EVP_DigestUpdate(d->context, p, n) ? BK_OK
                                              : bk_fail(err, BK_E_IO, 0, "the digest failed");
}

bk_code bk_digest_hex(const bk_digest *d, char out[2 * BK_DIGEST_BYTES_MAX + 1], bk_error *err) {
    static const char hex[] = "0123456789abcdef";
    unsigned char raw[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    bk_digest copy = {0};
    bk_code code = bk_digest_copy(&copy, d, err);
    if (code) return code;
    if (!EVP_DigestFinal_ex(copy.context, raw, &n))
        code = bk_fail(err, BK_E_IO, 0, "the digest failed");
    bk_digest_close(&copy);
    for (unsigned i = 0; i < n; i++) {
        out[2 * i] = hex[raw[i] >> 4];
        out[2 * i + 1] = hex[raw[i] & 15];
    }
    out[2 * n] = '\0';
    return code;
}
