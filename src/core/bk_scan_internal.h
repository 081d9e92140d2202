/* What the files of the scanner share. */
#ifndef BK_SCAN_INTERNAL_H
#define BK_SCAN_INTERNAL_H

#include "bk_scan.h"

#include <string.h>

enum {
    BK_C_DIGIT = 1,
    BK_C_HEX = 2, /* also the digits */
    BK_C_ALPHA = 4,
    BK_C_JOIN = 8,    /* - and _ */
    BK_C_ENDS = 16,   /* blanks, control characters and brackets that no URL has */
    BK_C_TRAILS = 32, /* signs that belong to the sentence around a URL that ends in them */
    BK_C_LINKS = 64, /* signs that may stand between the parts of what a name is in, defanged too */
    BK_C_PLAIN = 128, /* what a URL has behind its host and nobody defangs it with */
    BK_C_NAME = BK_C_DIGIT | BK_C_ALPHA | BK_C_JOIN,
    BK_C_ALNUM = BK_C_DIGIT | BK_C_ALPHA
};

extern const unsigned char bk_scan_classes[256];

static inline bool bk_scan_is(const bk_scan *s, size_t at, unsigned classes) {
    return at < s->n && (bk_scan_classes[(unsigned char)s->p[at]] & classes) != 0;
}
static inline char bk_scan_at(const bk_scan *s, size_t at) {
    return at < s->n ? s->p[at] : '\0';
}
/* the byte before `at` */
static inline char bk_scan_before(const bk_scan *s, size_t at) {
    return at > 0 ? s->p[at - 1] : '\0';
}
static inline bool bk_scan_is_before(const bk_scan *s, size_t at, unsigned classes) {
    return at > 0 && (bk_scan_classes[(unsigned char)s->p[at - 1]] & classes) != 0;
}
static inline char bk_scan_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
static inline char bk_scan_upper(char c) {
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* A byte beyond ASCII is before p[at], or near behind a label that ends there. */
static inline bool bk_idn_before(const bk_scan *s, size_t at) {
    return (unsigned char)bk_scan_before(s, at) >= 0x80;
}
bool bk_idn_behind_sign(const bk_scan *s, size_t at); /* a sign that may part labels is there */
static inline bool bk_idn_behind(const bk_scan *s, size_t at) {
    unsigned char c = (unsigned char)bk_scan_at(s, at);
    return c >= 0x80 || (c != ' ' && (bk_scan_classes[c] & BK_C_LINKS) && bk_idn_behind_sign(s, at));
}

/* `word`, in lower case, at `at` whatever its case there */
static inline bool bk_scan_word(const bk_scan *s, size_t at, const char *word) {
    size_t i = 0;
    for (; word[i]; i++) {
        if (at + i >= s->n || bk_scan_lower(s->p[at + i]) != word[i]) return false;
    }
    return true;
}
/* The marks of these classes, if there are some. */
static inline const uint64_t *bk_scan_marks(const bk_scan *s, unsigned classes) {
    return classes == BK_C_NAME ? s->anchors.in_name
           : classes == BK_C_ALNUM ? s->anchors.in_alnum
                                   : NULL;
}
/* How many bytes of these classes follow, counting `most` at most. */
static inline size_t bk_scan_run(const bk_scan *s, size_t at, unsigned classes, size_t most) {
    const unsigned char *p = (const unsigned char *)s->p + at;
    const uint64_t *marks = bk_scan_marks(s, classes);
    size_t n = 0, left = at < s->n ? s->n - at : 0;
    if (left < most) most = left;
    /* sixty-four at a time where they are marked */
    for (size_t i; marks && n < most && (i = at + n - s->marked) < BK_SCAN_MARKED;) {
        uint64_t others = ~marks[i / 64] >> i % 64;
        n += others ? (size_t)__builtin_ctzll(others) : 64 - i % 64;
        if (others) return n < most ? n : most;
    }
    while (n < most && (bk_scan_classes[p[n]] & classes)) n++;
    return n < most ? n : most;
}
/* Where those that end before `at` begin. */
static inline size_t bk_scan_back(const bk_scan *s, size_t at, unsigned classes, size_t most) {
    const unsigned char *p = (const unsigned char *)s->p;
    const uint64_t *marks = bk_scan_marks(s, classes);
    size_t least = at < most ? 0 : at - most;
    for (size_t i; marks && at > least && (i = at - 1 - s->marked) < BK_SCAN_MARKED;) {
        uint64_t others = ~marks[i / 64] << (63 - i % 64);
        at -= others ? (size_t)__builtin_clzll(others) : i % 64 + 1;
        if (others) return at > least ? at : least;
    }
    while (at > least && (bk_scan_classes[p[at - 1]] & classes)) at--;
    return at > least ? at : least;
}

/* Begin a finding with an empty value, then append; bytes past the most are counted as too many. */
static inline void bk_finding_begin(bk_finding *f, bk_scan_kind kind, size_t first) {
    f->first = first;
    f->end = first;
    f->kind = kind;
    f->defanged = false;
    f->why = BK_WHY_NONE;
    f->n = 0;
    f->value[0] = '\0';
}
void bk_finding_add_most(bk_finding *f, const char *p, size_t n); /* as much as there is room for */
static inline void bk_finding_add(bk_finding *f, const char *p, size_t n) {
    if (n > BK_SCAN_VALUE_MAX - f->n) {
        bk_finding_add_most(f, p, n);
        return;
    }
    memcpy(f->value + f->n, p, n);
    f->n += n;
    f->value[f->n] = '\0';
}
static inline void bk_finding_add_lower(bk_finding *f, const char *p, size_t n) {
    const uint64_t ones = 0x0101010101010101u, highs = 0x80 * ones;
    size_t from = f->n;
    bk_finding_add(f, p, n);
    for (size_t i = from; i < f->n;
         i += 8) { /* eight bytes at a time, by the bits that carry over */
        uint64_t x;
        memcpy(&x, f->value + i, 8);
        uint64_t low = x & ~highs;
        x |= ((low + (0x80 - 'A') * ones) & ~(low + (0x7F - 'Z') * ones) & ~x & highs) >> 2;
        memcpy(f->value + i, &x, 8);
    }
}

/* Each looks at what the anchor at `q` may mean, and on true has filled the finding. */
bool bk_scan_path(bk_scan *s, size_t q, bk_finding *f);   /* files, registry, user agents, rules */
bool bk_scan_joined(bk_scan *s, size_t q, bk_finding *f); /* names, addresses, URLs, mail */
bool bk_scan_colon(bk_scan *s, size_t q, bk_finding *f);  /* IPv6, MAC */
bool bk_scan_token(bk_scan *s, size_t q, bk_finding *f);  /* digests, coins, identifiers */
bool bk_scan_person(bk_scan *s, size_t q, bk_finding *f); /* phone, card, IBAN, national ids */
bool bk_scan_fuzzy(bk_scan *s, size_t q, bk_finding *f);  /* ssdeep */

/* A name, and what it is a part of, that the run of letters around `at` begins. */
bool bk_scan_name(bk_scan *s, size_t at, bk_finding *f);
/* Where the name begins that goes on before `end`; `end` when none does. */
/* What is at `at` belongs to who is named before the host of an address, whatever its scheme:
 * "bob:secret" of "mysql://bob:secret@db". */
bool bk_scan_in_user_info(const bk_scan *s, size_t at);
size_t bk_scan_name_start(const bk_scan *s, size_t end);
bool bk_scan_ipv6(const bk_scan *s, size_t at, bk_finding *f);

/* A defanged or plain separator at `at`: its length, 0 when there is none. */
size_t bk_scan_dot_written(const bk_scan *s, size_t at, bool *defanged); /* in any way */
size_t bk_scan_arroba_written(const bk_scan *s, size_t at, bool *defanged);
/* No separator begins at `at`, as after most words. */
static inline bool bk_scan_parts(const bk_scan *s, size_t at) {
    return !bk_scan_is(s, at, BK_C_LINKS) ||
           (s->p[at] == ' ' && !bk_scan_is(s, at + 1, BK_C_LINKS));
}
static inline size_t bk_scan_dot(const bk_scan *s, size_t at, bool *defanged) {
    if (bk_scan_parts(s, at)) return 0;
    if (s->p[at] == '.' && bk_scan_is(s, at + 1, BK_C_NAME)) return 1;
    return bk_scan_dot_written(s, at, defanged);
}
static inline size_t bk_scan_arroba(const bk_scan *s, size_t at, bool *defanged) {
    return bk_scan_parts(s, at) ? 0 : bk_scan_arroba_written(s, at, defanged);
}
size_t bk_scan_scheme(const bk_scan *s, size_t at, const char **scheme, bool *defanged);

bool bk_scan_bech32(const char *p, size_t n);      /* in one case */
bool bk_scan_base58check(const char *p, size_t n); /* version 0 or 5, 20 bytes */
bool bk_scan_eip55(const char hex[40]);
bool bk_scan_onion3(const char *name);                     /* the 56 letters, lower case */
bool bk_scan_monero(const char *p, size_t n, bool *known); /* known: of a network of Monero's */

#endif
