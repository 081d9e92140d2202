#include "bk_mask.h"

#include "bk_scan_plans.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

static void stars(bk_buf *out) {
    (void)bk_buf_add(out, "***", 3);
}

/* The first character, whole where it is UTF-8. */
static void initial(bk_buf *out, const char *p, size_t n) {
    size_t k = n > 0;
    if (k > 0 && (unsigned char)p[0] >= 0x80 && (n < 2 || ((unsigned char)p[1] & 0xC0) != 0x80))
        k = 0; /* it is not */
    while (k > 0 && k < n && k < 4 && ((unsigned char)p[k] & 0xC0) == 0x80) k++;
    (void)bk_buf_add(out, p, k);
}

static const char *last_of(const char *p, size_t n, char c) {
    while (n > 0 && p[n - 1] != c) n--;
    return n > 0 ? p + n - 1 : NULL;
}

static void email(const char *p, size_t n, bk_buf *out) {
    const char *at = memchr(p, '@', n), *end = p + n;
    size_t sign = 1;
    for (size_t i = 0; !at && i + 3 <= n; i++) { /* percent-encoded */
        if (memcmp(p + i, "%40", 3) == 0) at = p + i, sign = 3;
    }
    if (!at || at == p || at + sign == end) {
        stars(out);
        return;
    }
    initial(out, p, (size_t)(at - p));
    stars(out);
    (void)bk_buf_add(out, at, sign);
    initial(out, at + sign, (size_t)(end - at) - sign);
    stars(out);
    const char *dot = last_of(at, (size_t)(end - at), '.');
    bool plain = dot && dot + 1 < end;
    for (const char *c = dot; plain && ++c < end;)
        plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
                *c == '-';
    if (plain) (void)bk_buf_add(out, dot, (size_t)(end - dot));
}

/* Where the host and its port begin, behind a user; *begin is the end of "://", *end that of the
 * host and its port. NULL without a scheme. */
static const char *host_of(const char *p, size_t n, const char **begin, const char **end) {
    const char *stop = p + n, *c = p;
    while (c < stop && *c != ':' && *c != '/') c++;
    if (stop - c < 3 || memcmp(c, "://", 3) != 0) return NULL;
    *begin = c += 3;
    const char *e = c;
    while (e < stop && *e != '/' && *e != '?' && *e != '#') e++;
    const char *at = last_of(c, (size_t)(e - c), '@');
    *end = e;
    return at ? at + 1 : c;
}

static bool in_mailbox(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("._+-'", c) != NULL);
}

/* The scheme and the host, without who is named before it; NULL, and stars for all, when there is none. */
static const char *up_to_host(const char *p, size_t n, bk_buf *out) {
    const char *begin, *end, *host = host_of(p, n, &begin, &end);
    if (!host) {
        stars(out);
        return NULL;
    }
    (void)bk_buf_add(out, p, (size_t)(begin - p));
    if (host > begin) (void)bk_buf_add(out, "***@", 4);
    (void)bk_buf_add(out, host, (size_t)(end - host));
    return end;
}

static void url(const char *p, size_t n, bk_buf *out) {
    const char *stop = p + n, *end = up_to_host(p, n, out);
    if (!end) return;
    /* mailboxes in what follows */
    const char *done = end;
    for (const char *c = end; c < stop; c++) {
        bool sign = *c == '@', code = stop - c >= 3 && memcmp(c, "%40", 3) == 0;
        if (!sign && !code) continue;
        const char *from = c;
        while (from > done && in_mailbox(from[-1])) from--;
        (void)bk_buf_add(out, done, (size_t)(from - done));
        if (from < c) stars(out);
        done = c;
    }
    (void)bk_buf_add(out, done, (size_t)(stop - done));
}

static bool is_announce(const char *p, size_t n) {
    static const char word[] = "announce";
    if (n < 8) return false;
    for (size_t i = 0; i < 8; i++) {
        char c = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + 32) : p[i];
        if (c != word[i]) return false;
    }
    size_t i = 8;
    if (i < n && p[i] == '.') i++;
    while (i < n && ((p[i] >= 'a' && p[i] <= 'z') || (p[i] >= 'A' && p[i] <= 'Z'))) i++;
    return i == n;
}

/* the host and the words that every tracker has; whatever else is in it may be the key of one
 * person */
static void tracker(const char *p, size_t n, bk_buf *out) {
    const char *stop = p + n, *end = up_to_host(p, n, out);
    if (!end) return;
    const char *c = end;
    while (c < stop && *c != '?' && *c != '#') {
        if (*c == '/') {
            (void)bk_buf_add_char(out, *c++);
            continue;
        }
        const char *part = c;
        while (c < stop && *c != '/' && *c != '?' && *c != '#') c++;
        if (is_announce(part, (size_t)(c - part)))
            (void)bk_buf_add(out, part, (size_t)(c - part));
        else
            stars(out);
    }
    if (c < stop) (void)bk_buf_add(out, "?***", 4);
}

bk_code bk_mask_shown(const char *kind, const char *p, size_t n, bk_buf *out) {
    bk_plan plan;
    if (strcmp(kind, "email") == 0) {
        email(p, n, out);
    } else if (strcmp(kind, "url") == 0) {
        url(p, n, out);
    } else if (strcmp(kind, "tracker") == 0) {
        tracker(p, n, out);
    } else if (strcmp(kind, "phone") == 0) {
        bool digits = n > 4 && p[0] == '+';
        for (size_t i = 1; digits && i < n; i++) digits = p[i] >= '0' && p[i] <= '9';
        if (digits) (void)bk_buf_add(out, p, 1 + bk_plan_country(p + 1, n - 1, &plan));
        stars(out);
    } else if (strcmp(kind, "card") == 0) {
        stars(out);
        if (n >= 13) (void)bk_buf_add(out, p + n - 4, 4); /* PCI DSS 3.4.1 allows more */
    } else if (strcmp(kind, "iban") == 0) {
        if (n >= 15) (void)bk_buf_add(out, p, 2);
        stars(out);
    } else {
        stars(out);
    }
    return out->failed;
}

struct bk_mask_maker {
    EVP_MD_CTX *inner, *outer,
        *work; /* the digests of the key with either pad, and one to work in */
};

void bk_mask_maker_free(bk_mask_maker *maker) {
    if (!maker) return;
    EVP_MD_CTX_free(maker->inner); /* wipes what it holds */
    EVP_MD_CTX_free(maker->outer);
    EVP_MD_CTX_free(maker->work);
    free(maker);
}

bk_mask_maker *bk_mask_maker_new(const unsigned char key[BK_MASK_KEY]) {
    bk_mask_maker *maker = calloc(1, sizeof *maker);
    unsigned char pads[2][64];
    if (!maker) return NULL;
    for (size_t i = 0; i < 64; i++) {
        unsigned char k = i < BK_MASK_KEY ? key[i] : 0;
        pads[0][i] = k ^ 0x36;
        pads[1][i] = k ^ 0x5C;
    }
    maker->inner = EVP_MD_CTX_new();
    maker->outer = EVP_MD_CTX_new();
    maker->work = EVP_MD_CTX_new();
    bool done = maker->inner && maker->outer && maker->work &&
                EVP_DigestInit_ex(maker->inner, EVP_sha256(), NULL) == 1 &&
                EVP_DigestInit_ex(maker->outer, EVP_sha256(), NULL) == 1 &&
                EVP_DigestUpdate(maker->inner, pads[0], 64) == 1 &&
                EVP_DigestUpdate(maker->outer, pads[1], 64) == 1;
    OPENSSL_cleanse(pads, sizeof pads);
    if (done) return maker;
    bk_mask_maker_free(maker);
    return NULL;
}

bool bk_mask_token(bk_mask_maker *maker, const char *kind, const char *p, size_t n,
                   char token[BK_MASK_TOKEN + 1]) {
    static const char hex[] = "0123456789abcdef";
    unsigned char digest[32] = {0};
    bool done = EVP_MD_CTX_copy_ex(maker->work, maker->inner) == 1 &&
                EVP_DigestUpdate(maker->work, kind, strlen(kind) + 1) == 1 &&
                EVP_DigestUpdate(maker->work, p, n) == 1 &&
                EVP_DigestFinal_ex(maker->work, digest, NULL) == 1 &&
                EVP_MD_CTX_copy_ex(maker->work, maker->outer) == 1 &&
                EVP_DigestUpdate(maker->work, digest, sizeof digest) == 1 &&
                EVP_DigestFinal_ex(maker->work, digest, NULL) == 1;
    for (size_t i = 0; i < BK_MASK_TOKEN; i++)
        token[i] = hex[i % 2 ? digest[i / 2] & 15 : digest[i / 2] >> 4];
    token[BK_MASK_TOKEN] = '\0';
    return done;
}
