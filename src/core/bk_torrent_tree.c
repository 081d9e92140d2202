/* The hash trees of BEP 52. */
#include "bk_torrent.h"

#include <openssl/evp.h>
#include <string.h>

static bk_code failed(bk_error *err) {
    return bk_fail(err, BK_E_MEMORY, 0, "SHA-256 could not be worked out");
}

/* one context for many hashes: making one costs more than hashing 64 bytes does */
static bool hash_one(EVP_MD_CTX *context, const EVP_MD *sha256, const void *p, size_t n, unsigned char *out) {
    return EVP_DigestInit_ex(context, sha256, NULL) && EVP_DigestUpdate(context, p, n) &&
           EVP_DigestFinal_ex(context, out, NULL);
}

bk_code bk_torrent_leaves(const char *p, size_t n, bk_buf *out, bk_error *err) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = context != NULL;
    for (size_t at = 0; good && at < n; at += BK_TORRENT_BLOCK) {
        unsigned char hash[BK_TORRENT_ROOT];
        good = hash_one(context, EVP_sha256(), p + at, n - at < BK_TORRENT_BLOCK ? n - at : BK_TORRENT_BLOCK, hash) &&
               !bk_buf_add(out, (const char *)hash, sizeof hash);
    }
    EVP_MD_CTX_free(context);
    return good ? BK_OK : failed(err);
}

bk_code bk_torrent_root(const char *hashes, size_t n, uint64_t width, unsigned below, char root[BK_TORRENT_ROOT],
                        bk_error *err) {
    unsigned char nothing[2 * BK_TORRENT_ROOT] = {0}; /* twice what stands for nothing on this level */
    bk_buf level = {0};
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = context && !bk_buf_reserve(&level, (n + 1) * BK_TORRENT_ROOT);
    for (; good && below; below--) {
        good = hash_one(context, EVP_sha256(), nothing, sizeof nothing, nothing);
        memcpy(nothing + BK_TORRENT_ROOT, nothing, BK_TORRENT_ROOT);
    }
    if (good) (void)bk_buf_add(&level, hashes, n * BK_TORRENT_ROOT);
    for (; good && width > 1; width /= 2) {
        if (n % 2) (void)bk_buf_add(&level, (const char *)nothing, BK_TORRENT_ROOT);
        n = (n + 1) / 2;
        for (size_t i = 0; good && i < n; i++) {
            good = hash_one(context, EVP_sha256(), level.p + i * sizeof nothing, sizeof nothing,
                            (unsigned char *)level.p + i * BK_TORRENT_ROOT);
        }
        level.n = n * BK_TORRENT_ROOT;
        good = good && !level.failed && hash_one(context, EVP_sha256(), nothing, sizeof nothing, nothing);
        memcpy(nothing + BK_TORRENT_ROOT, nothing, BK_TORRENT_ROOT);
    }
    if (good) memcpy(root, level.n ? level.p : (const char *)nothing, BK_TORRENT_ROOT);
    bk_buf_free(&level);
    EVP_MD_CTX_free(context);
    return good ? BK_OK : failed(err);
}
