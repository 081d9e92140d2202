#include "bk_torrent_tree.h"

#include "bk_buf.h"

#include <openssl/evp.h>
#include <string.h>

enum { ROOT = BK_TORRENT_ROOT, BLOCK = BK_TORRENT_BLOCK, MANY = BK_TORRENT_SUBTREE / BK_TORRENT_BLOCK };

_Static_assert(MANY % BK_LANES_MAX == 0, "a subtree fills the lanes");

/* one context for many hashes: making one costs more than hashing 64 bytes does */
static EVP_MD_CTX *new_context(void) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context && EVP_DigestInit_ex(context, EVP_sha256(), NULL)) return context;
    EVP_MD_CTX_free(context);
    return NULL;
}

static bool hash(EVP_MD_CTX *context, const void *p, size_t n, unsigned char *out) {
    return EVP_DigestInit_ex(context, NULL, NULL) && EVP_DigestUpdate(context, p, n) &&
           EVP_DigestFinal_ex(context, out, NULL);
}

/* `out` may be either of them. */
static bool join(EVP_MD_CTX *context, const unsigned char *left, const unsigned char *right, unsigned char *out) {
    unsigned char both[2 * ROOT];
    memcpy(both, left, ROOT);
    memcpy(both + ROOT, right, ROOT);
    return hash(context, both, sizeof both, out);
}

void bk_torrent_tree_init(bk_torrent_tree *t, const char *way) {
    if (!way) way = bk_lanes_way(0);
    t->wide = bk_lanes_open(&t->lanes, "sha256", way) ? bk_lanes_wide(way) : 1;
    t->blocks = t->depth = 0;
    t->held = 0;
}

/* The hashes of as many blocks as there are lanes. */
static bool leaves(const bk_torrent_tree *t, EVP_MD_CTX *context, const unsigned char *p, unsigned char *out) {
    if (t->wide == 1) return hash(context, p, BLOCK, out);
    bk_lanes lanes = t->lanes;
    unsigned char tail[2 * BK_LANES_BLOCK];
    const unsigned char *at[BK_LANES_MAX], *tails[BK_LANES_MAX];
    size_t padding = bk_lanes_pad(tail, NULL, 0, BLOCK, true);
    for (unsigned k = 0; k < t->wide; k++) {
        bk_lanes_start(&lanes, k);
        at[k] = p + (size_t)BLOCK * k;
        tails[k] = tail;
    }
    bk_lanes_feed(&lanes, at, BLOCK / BK_LANES_BLOCK);
    bk_lanes_feed(&lanes, tails, padding);
    for (unsigned k = 0; k < t->wide; k++) (void)bk_lanes_digest(&lanes, k, out + (size_t)ROOT * k);
    return true;
}

bool bk_torrent_tree_subtree(const bk_torrent_tree *t, const char *p, unsigned char root[ROOT]) {
    unsigned char level[MANY][ROOT];
    EVP_MD_CTX *context = new_context();
    bool good = context != NULL;
    for (unsigned i = 0; good && i < MANY; i += t->wide)
        good = leaves(t, context, (const unsigned char *)p + (size_t)BLOCK * i, level[i]);
    for (unsigned n = MANY / 2; good && n; n /= 2) {
        for (unsigned i = 0; good && i < n; i++) good = join(context, level[2 * i], level[2 * i + 1], level[i]);
    }
    EVP_MD_CTX_free(context);
    memcpy(root, level[0], ROOT);
    return good;
}

/* The root of a full subtree of so many blocks joins the stack: as many subtrees are closed as the new
 * count of such subtrees has zero bits at its end. */
static bool push(bk_torrent_tree *t, EVP_MD_CTX *context, const unsigned char root[ROOT], unsigned blocks) {
    unsigned char value[ROOT];
    bool good = true;
    memcpy(value, root, ROOT);
    t->blocks += blocks;
    for (uint64_t count = t->blocks / blocks; good && !(count & 1); count >>= 1)
        good = join(context, t->stack[--t->depth], value, value);
    memcpy(t->stack[t->depth++], value, ROOT);
    return good;
}

bool bk_torrent_tree_join(bk_torrent_tree *t, const unsigned char root[ROOT]) {
    EVP_MD_CTX *context = new_context();
    bool good = context && push(t, context, root, MANY);
    EVP_MD_CTX_free(context);
    return good;
}

static bool add_block(bk_torrent_tree *t) {
    unsigned char leaf[ROOT];
    EVP_MD_CTX *context = new_context();
    bool good = context && hash(context, t->block, BLOCK, leaf) && push(t, context, leaf, 1);
    EVP_MD_CTX_free(context);
    t->held = 0;
    return good;
}

bool bk_torrent_tree_update(bk_torrent_tree *t, const char *p, size_t n) {
    bool good = true;
    while (good && n) {
        size_t k = BLOCK - t->held;
        if (k > n) k = n;
        if (t->held == 0 && n >= BK_TORRENT_SUBTREE && t->blocks % MANY == 0) {
            unsigned char root[ROOT];
            k = BK_TORRENT_SUBTREE;
            good = bk_torrent_tree_subtree(t, p, root) && bk_torrent_tree_join(t, root);
        } else {
            memcpy(t->block + t->held, p, k);
            t->held += k;
            if (t->held == BLOCK) good = add_block(t);
        }
        p += k;
        n -= k;
    }
    return good;
}

/* From the lowest level up: `value` is the tree over what stands at the end, as wide as those of its level. */
bool bk_torrent_tree_root(const bk_torrent_tree *t, unsigned char root[ROOT]) {
    unsigned char nothing[ROOT] = {0}, value[ROOT] = {0};
    unsigned depth = t->depth;
    EVP_MD_CTX *context = new_context();
    bool good = context != NULL, any = t->held > 0;
    if (good && any) good = hash(context, t->block, t->held, value);
    for (uint64_t left = t->blocks; good && left; left >>= 1) {
        bool full = left & 1;
        if (full && any) {
            good = join(context, t->stack[--depth], value, value);
        } else if (full) {
            memcpy(value, t->stack[--depth], ROOT);
            any = true;
            if (left > 1) good = join(context, value, nothing, value);
        } else if (any) {
            good = join(context, value, nothing, value);
        }
        good = good && join(context, nothing, nothing, nothing);
    }
    EVP_MD_CTX_free(context);
    memcpy(root, value, ROOT);
    return good;
}

bk_code bk_torrent_root(const char *hashes, size_t n, uint64_t width, unsigned below, char root[ROOT], bk_error *err) {
    unsigned char nothing[ROOT] = {0}; /* what stands for nothing on this level */
    bk_buf level = {0};
    EVP_MD_CTX *context = new_context();
    bool good = context && !bk_buf_reserve(&level, (n + 1) * ROOT);
    for (; good && below; below--) good = join(context, nothing, nothing, nothing);
    if (good) (void)bk_buf_add(&level, hashes, n * ROOT);
    for (; good && width > 1; width /= 2) {
        if (n % 2) (void)bk_buf_add(&level, (const char *)nothing, ROOT);
        n = (n + 1) / 2;
        unsigned char *p = (unsigned char *)level.p;
        for (size_t i = 0; good && i < n; i++) good = hash(context, p + 2 * ROOT * i, 2 * ROOT, p + ROOT * i);
        level.n = n * ROOT;
        good = good && !level.failed && join(context, nothing, nothing, nothing);
    }
    if (good) memcpy(root, level.n ? level.p : (const char *)nothing, ROOT);
    bk_buf_free(&level);
    EVP_MD_CTX_free(context);
    return good ? BK_OK : bk_fail(err, BK_E_MEMORY, 0, "SHA-256 could not be worked out");
}
