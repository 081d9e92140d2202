/* Indicators in any bytes: addresses, names, digests, identifiers, coins, paths, numbers of
 * persons.
 *
 * A scan is a pull iterator over borrowed bytes: bk_scan_next gives the next finding, in order and
 * without overlap. bk_scan_mask.h says where something may be, many bytes at a time; what is there
 * is walked by hand from where it begins. Where several kinds fit, the longest wins: path, URL,
 * mail, name or address, then the single tokens.
 *
 * A scan can be done in pieces that come out as if it were one, wherever they are cut
 * (bk_scan_piece.h): nothing looks at more than BK_SCAN_BEHIND bytes before its anchor and
 * BK_SCAN_AHEAD after it, and all that passes from one finding to the next is where it ended.
 *
 * Values are canonical and refanged ("hxxp://evil[.]example" is "http://evil.example"). Names need
 * a top-level domain of the Public Suffix List (libpsl's built-in copy). The value of a name in
 * other letters than ASCII is its xn-- form. */
#ifndef BK_SCAN_H
#define BK_SCAN_H

#include "bk_scan_mask.h"
#include "bk_scan_rules.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BK_SCAN_ALL_KINDS(KIND)                                                                    \
    KIND(IPV4, "ipv4")                                                                             \
    KIND(IPV6, "ipv6")                                                                             \
    KIND(CIDR, "cidr")                                                                             \
    KIND(DOMAIN, "domain")                                                                         \
    KIND(ONION, "onion")                                                                           \
    KIND(URL, "url")                                                                               \
    KIND(EMAIL, "email")                                                                           \
    KIND(MD5, "md5")                                                                               \
    KIND(SHA1, "sha1")                                                                             \
    KIND(SHA256, "sha256")                                                                         \
    KIND(SHA512, "sha512")                                                                         \
    KIND(SSDEEP, "ssdeep")                                                                         \
    KIND(TLSH, "tlsh")                                                                             \
    KIND(CVE, "cve")                                                                               \
    KIND(CWE, "cwe")                                                                               \
    KIND(ATTACK, "attack")                                                                         \
    KIND(ASN, "asn")                                                                               \
    KIND(MAC, "mac")                                                                               \
    KIND(BTC, "btc")                                                                               \
    KIND(ETH, "eth")                                                                               \
    KIND(XMR, "xmr")                                                                               \
    KIND(PATH, "file-path")                                                                        \
    KIND(REGISTRY, "registry-key")                                                                 \
    KIND(AGENT, "user-agent")                                                                      \
    KIND(YARA, "yara")                                                                             \
    KIND(PHONE, "phone")                                                                           \
    KIND(CARD, "card")                                                                             \
    KIND(IBAN, "iban")                                                                             \
    KIND(SSN, "us-ssn")                                                                            \
    KIND(NINO, "uk-nino")                                                                          \
    KIND(TLP, "tlp")

typedef enum bk_scan_kind {
#define BK_ONE(name, text) BK_SCAN_##name,
    BK_SCAN_ALL_KINDS(BK_ONE)
#undef BK_ONE
        BK_SCAN_KINDS
} bk_scan_kind;

enum {
    BK_SCAN_VALUE_MAX = 4096,
    BK_SCAN_BEHIND = 512,
    BK_SCAN_AHEAD = 32 * 1024, /* a longer URL or rule ends there, as "too-long" */
};

typedef struct bk_finding {
    size_t first, end; /* bytes[first..end) */
    size_t anchor;     /* the byte that led to it */
    bk_scan_kind kind;
    bool defanged;
    unsigned char why;   /* why it is held to be none: of bk_scan_why, 0 for one that holds */
    size_t host, host_n; /* of a URL or a mailbox: where in `value` its host is, without brackets */
    size_t n;            /* bytes of `value`, of a longer one the first */
    char value[BK_SCAN_VALUE_MAX + 8]; /* ends in a NUL; written eight bytes at a time */
} bk_finding;

typedef struct bk_scan {
    const char *p;
    size_t n, at, stop; /* no finding begins before `at`; no anchor is at `stop` or after */
    size_t marked;      /* where the bytes of `anchors` begin */
    unsigned word;      /* the word of them that is looked at */
    uint64_t left;      /* its anchors that were not looked at */
    bk_scan_anchors anchors;
    bk_scan_carry carry;
    bk_scan_mark *mark;
    unsigned char end[BK_SCAN_MARKED]; /* the last bytes, when they are less than are marked at a time */
    const bk_scan_rules *rules;
    bool people;  /* nothing but names and values of persons is looked for, and none is judged */
    size_t named; /* one more than where a name was looked for last, in vain; 0 for none */
    struct {
        char text[32];
        bool known;
    } tlds[64]; /* answers of the suffix list */
    struct {
        char text[40];
        bool suffix;
    } suffixes[256];
} bk_scan;

/* All of p[0..n). `rules` may be NULL, and else must outlive the scan. */
void bk_scan_start(bk_scan *s, const char *p, size_t n, const bk_scan_rules *rules);
/* What the anchors in [from, stop) lead to, with nothing before `at`. A scan that was started keeps
 * its rules and what it learnt. */
void bk_scan_go(bk_scan *s, const char *p, size_t n, size_t from, size_t stop, size_t at);
/* false at the end; `f` needs no initial value */
bool bk_scan_next(bk_scan *s, bk_finding *f);

const char *bk_scan_kind_name(bk_scan_kind kind);
/* Whether all findings of the kind tell of persons. */
bool bk_scan_personal(bk_scan_kind kind);

#endif
