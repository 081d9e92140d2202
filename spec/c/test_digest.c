/* What the specs cannot reach: the ways that the processor of the machine does not take, and states that are
 * copied by hand. */
#include "../../src/core/bk_blake3.h"
#include "../../src/core/bk_crc32c.h"
#include "../../src/core/bk_ctph.h"
#include "../../src/core/bk_digest.h"
#include "../../src/core/bk_hex.h"
#include "../../src/core/bk_ntlm.h"
#include "../../src/core/bk_tlsh.h"
#include "../../src/core/bk_torrent_tree.h"
#include "check.h"

#include <openssl/evp.h>
#include <stdlib.h>

static void crc32c_without_help(const char *bytes, size_t n) {
    bk_crc32c by_table, chosen;
    for (size_t first = 0; first < 20; first++) {
        bk_crc32c_init_portable(&by_table);
        bk_crc32c_init(&chosen);
        bk_crc32c_update(&by_table, bytes, first);
        bk_crc32c_update(&by_table, bytes + first, n - first);
        bk_crc32c_update(&chosen, bytes, n);
        CHECK(bk_crc32c_value(&by_table) == bk_crc32c_value(&chosen));
    }
    bk_crc32c_init_portable(&by_table);
    bk_crc32c_update(&by_table, "123456789", 9);
    CHECK(bk_crc32c_value(&by_table) == 0xE3069283u);
}

/* Many chunks at once, 4, 8 and 16 where the processor can, against a byte at a time, which takes one block
 * after another. */
static void blake3_wide_and_narrow(const char *bytes, size_t n) {
    const size_t lengths[] = {4096,  4097,      8191,  8192,  8193, 9216, 16384,
                              16385, 31 * 1024, 65537, n - 1, n};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        unsigned char wide[100], narrow[100];
        bk_blake3 b;
        bk_blake3_init(&b);
        for (size_t k = 0; k < lengths[i]; k++) bk_blake3_update(&b, bytes + k, 1);
        bk_blake3_final(&b, narrow, sizeof narrow);
        for (uint32_t lanes = b.wide; lanes >= 4; lanes /= 2) {
            size_t first = i % 2 ? 0 : 1024 * i; /* whole subtrees begin where the first update ends */
            if (first > lengths[i]) first = lengths[i];
            bk_blake3_init(&b);
            b.wide = lanes;
            bk_blake3_update(&b, bytes, first);
            bk_blake3_update(&b, bytes + first, lengths[i] - first);
            bk_blake3_final(&b, wide, sizeof wide);
            CHECK(memcmp(wide, narrow, sizeof wide) == 0);
        }
    }
}

/* The vectors of RFC 1320, A.5, and any length around a block in one piece and in two. */
static void md4(const char *bytes) {
    static const char *const vectors[][2] = {
        {"", "31d6cfe0d16ae931b73c59d7e0c089c0"},
        {"a", "bde52cb31de33e46245e05fbdbd6fb24"},
        {"abc", "a448017aaf21d8525fc10ae87aa6729d"},
        {"message digest", "d9130a8164549fe818874806e1c7014b"},
        {"abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9"},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
         "043f8582f241db351ce627e153e7f0e4"},
        {"12345678901234567890123456789012345678901234567890123456789012345678901234567890",
         "e33b4ddc9c38f2199c3e7b164fcc0536"}};
    bk_md4 m;
    unsigned char out[BK_MD4_BYTES], other[BK_MD4_BYTES];
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        char hex[2 * BK_MD4_BYTES];
        bk_md4_init(&m);
        bk_md4_update(&m, vectors[i][0], strlen(vectors[i][0]));
        bk_md4_final(&m, out);
        bk_hex_write(hex, out, sizeof out);
        CHECK(memcmp(hex, vectors[i][1], sizeof hex) == 0);
    }
    for (size_t n = 0; n < 200; n++) {
        bk_md4_init(&m);
        bk_md4_update(&m, bytes, n);
        bk_md4_final(&m, out);
        bk_md4_init(&m);
        bk_md4_update(&m, bytes, n / 3);
        bk_md4_update(&m, bytes + n / 3, n - n / 3);
        bk_md4_final(&m, other);
        CHECK(memcmp(out, other, sizeof out) == 0);
    }
}

static void ctph_pieces(const char *bytes, size_t n) {
    bk_ctph whole, pieces;
    char a[BK_CTPH_TEXT_MAX + 1], b[BK_CTPH_TEXT_MAX + 1];
    bk_ctph_init(&whole);
    bk_ctph_init(&pieces);
    for (size_t i = 0; i < n;) {
        size_t k = 1 + i % 11 < n - i ? 1 + i % 11 : n - i;
        bk_ctph_update(&pieces, bytes + i, k);
        i += k;
    }
    bk_ctph_update(&whole, bytes, n);
    CHECK(bk_ctph_text(&whole, a, NULL) == BK_OK && bk_ctph_text(&pieces, b, NULL) == BK_OK);
    CHECK_STR(a, b);
}

/* Blocks of windows at once, where the processor can, against windows one by one. */
static void tlsh_pieces(const char *bytes, size_t n, bool wide) {
    bk_tlsh whole, pieces, single;
    char a[BK_TLSH_TEXT_MAX + 1], b[BK_TLSH_TEXT_MAX + 1], c[BK_TLSH_TEXT_MAX + 1];
    bk_tlsh_init(&whole, wide);
    bk_tlsh_init(&pieces, wide);
    bk_tlsh_init(&single, wide);
    bk_tlsh_update(&whole, bytes, n);
    for (size_t i = 0; i < n; i++) bk_tlsh_update(&single, bytes + i, 1);
    for (size_t i = 0; i < n;) {
        size_t k = i % 150 < n - i ? i % 150 : n - i;
        if (k == 0) k = 1;
        bk_tlsh_update(&pieces, bytes + i, k);
        i += k;
    }
    CHECK(bk_tlsh_text(&whole, a, NULL) == BK_OK && bk_tlsh_text(&pieces, b, NULL) == BK_OK);
    CHECK(bk_tlsh_text(&single, c, NULL) == BK_OK);
    CHECK_STR(a, b);
    CHECK_STR(a, c);
    CHECK(memcmp(whole.buckets, single.buckets, sizeof whole.buckets) == 0);
}

static void limits(void) {
    bk_error err;
    char text[BK_DIGEST_TEXT_MAX + 1];
    unsigned char raw[4];
    size_t n = sizeof raw;
    bk_digest d = {0};
    CHECK(bk_digest_open(&d, "md5", NULL, &err) == BK_OK);
    CHECK(bk_digest_bytes(&d, raw, &n, &err) == BK_E_LIMIT);
    bk_digest_close(&d);
    bk_digest_close(&d);

    /* sizes that no test can feed */
    bk_tlsh t;
    bk_tlsh_init(&t, false);
    for (unsigned i = 0; i < 256; i++) t.buckets[i] = i + 1;
    t.n = 4224281216u;
    CHECK(bk_tlsh_text(&t, text, &err) == BK_OK && memcmp(text + 4, "9A", 2) == 0); /* class 169 */
    t.n++;
    CHECK(bk_tlsh_text(&t, text, &err) == BK_E_LIMIT);
    bk_ctph c;
    bk_ctph_init(&c);
    bk_ctph_update(&c, "abc", 3);
    c.n = (uint64_t)3 << 36;
    CHECK(bk_ctph_text(&c, text, &err) == BK_OK);
    c.n++;
    CHECK(bk_ctph_text(&c, text, &err) == BK_E_LIMIT);
}

/* Pieces in any order, joined in theirs, and the rest as it comes. */
static void blake3_in_pieces(void) {
    enum { PIECES = 5 };
    size_t n = (size_t)PIECES * BK_BLAKE3_SUBTREE;
    char *bytes = malloc(n);
    for (size_t i = 0; bytes && i < n; i++) bytes[i] = (char)(i * i >> 5);
    for (size_t less = 0; bytes && less < 2; less++) {
        unsigned char one[BK_BLAKE3_BYTES], other[BK_BLAKE3_BYTES];
        uint32_t values[PIECES - 1][8];
        bk_blake3 b;
        bk_blake3_init(&b);
        bk_blake3_update(&b, bytes, n - less);
        bk_blake3_final(&b, one, sizeof one);
        bk_blake3_init(&b);
        for (size_t i = PIECES - 1; i-- > 0;)
            bk_blake3_subtree(&b, i, bytes + i * BK_BLAKE3_SUBTREE, values[i]);
        for (size_t i = 0; i < PIECES - 1; i++) bk_blake3_join(&b, values[i]);
        size_t joined = (size_t)(PIECES - 1) * BK_BLAKE3_SUBTREE;
        bk_blake3_update(&b, bytes + joined, n - less - joined);
        bk_blake3_final(&b, other, sizeof other);
        CHECK(memcmp(one, other, sizeof one) == 0);
    }
    free(bytes);
}

/* A tree of BEP 52 by its definition: all leaves, brought to a power of two by zeros, pair by pair. */
static void torrent_root(const char *bytes, size_t n, unsigned char root[BK_TORRENT_ROOT]) {
    enum { LEAVES = 64 };
    unsigned char level[LEAVES][BK_TORRENT_ROOT] = {{0}};
    size_t width = 1;
    for (size_t i = 0; i * BK_TORRENT_BLOCK < n; i++) {
        size_t left = n - i * BK_TORRENT_BLOCK;
        (void)EVP_Digest(bytes + i * BK_TORRENT_BLOCK, left < BK_TORRENT_BLOCK ? left : BK_TORRENT_BLOCK,
                         level[i], NULL, EVP_sha256(), NULL);
        while (width <= i) width *= 2;
    }
    for (; width > 1; width /= 2) {
        for (size_t i = 0; i < width / 2; i++)
            (void)EVP_Digest(level[2 * i], sizeof level[0] * 2, level[i], NULL, EVP_sha256(), NULL);
    }
    memcpy(root, level[0], BK_TORRENT_ROOT);
}

/* Sizes around every border, by every way, in one and in uneven pieces, in subtrees apart. */
static void torrent_trees(const char *bytes, size_t n) {
    unsigned char wanted[BK_TORRENT_ROOT], got[BK_TORRENT_ROOT];
    bk_torrent_tree t;
    for (size_t blocks = 0; blocks * BK_TORRENT_BLOCK < n; blocks++) {
        for (size_t k = blocks * BK_TORRENT_BLOCK - (blocks > 0); k <= blocks * BK_TORRENT_BLOCK + 1; k++) {
            torrent_root(bytes, k, wanted);
            for (size_t i = 0; bk_lanes_way(i); i++) {
                bk_torrent_tree_init(&t, bk_lanes_way(i));
                CHECK(bk_torrent_tree_update(&t, bytes, k) && bk_torrent_tree_root(&t, got));
                CHECK(memcmp(got, wanted, sizeof got) == 0);
            }
            bk_torrent_tree_init(&t, NULL);
            for (size_t at = 0, piece = 1; at < k; at += piece) {
                piece = piece * 7 % 40009;
                if (piece > k - at) piece = k - at;
                CHECK(bk_torrent_tree_update(&t, bytes + at, piece));
            }
            CHECK(bk_torrent_tree_root(&t, got) && memcmp(got, wanted, sizeof got) == 0);
            bk_torrent_tree_init(&t, NULL);
            size_t at = 0;
            for (; at + BK_TORRENT_SUBTREE <= k; at += BK_TORRENT_SUBTREE)
                CHECK(bk_torrent_tree_subtree(&t, bytes + at, got) && bk_torrent_tree_join(&t, got));
            CHECK(bk_torrent_tree_update(&t, bytes + at, k - at));
            CHECK(bk_torrent_tree_root(&t, got) && memcmp(got, wanted, sizeof got) == 0);
        }
    }
}

int main(void) {
    size_t n = 600000; /* more than two of the largest subtrees of BLAKE3 */
    char *bytes = malloc(n);
    if (!bytes) return 1;
    uint32_t x = 1;
    for (size_t i = 0; i < n; i++) {
        x = x * 1103515245u + 12345u;
        bytes[i] = (char)(x >> 16);
    }
    crc32c_without_help(bytes, 1000);
    blake3_wide_and_narrow(bytes, n);
    blake3_in_pieces();
    md4(bytes);
    torrent_trees(bytes, n);
    ctph_pieces(bytes, n);
    ctph_pieces(bytes, 3000);
    for (int wide = 0; wide < 2; wide++) {
        tlsh_pieces(bytes, n, wide);
        tlsh_pieces(bytes, 500, wide);
    }
    limits();
    free(bytes);
    return CHECK_DONE();
}
