#include "bk_scan_internal.h"

#include <string.h>

#define P BK_C_PLAIN
#define D (BK_C_DIGIT | BK_C_HEX | P)
#define H (BK_C_ALPHA | BK_C_HEX | P)
#define A (BK_C_ALPHA | P)
#define E BK_C_ENDS
#define T BK_C_TRAILS
#define L BK_C_LINKS
#define E8 E, E, E, E, E, E, E, E
const unsigned char bk_scan_classes[256] = {
    E8,
    E8,
    E8,
    E8,
    [' '] = E | L,
    [0x7F] = E,
    ['!'] = T | P,
    ['"'] = E,
    ['#'] = P,
    ['$'] = P,
    ['%'] = L | P,
    ['&'] = P,
    ['\''] = T | L,
    ['('] = L,
    ['*'] = T | L | P,
    ['+'] = L | P,
    [','] = T | P,
    ['-'] = BK_C_JOIN | P,
    ['.'] = T | L | P,
    ['/'] = P,
    ['0'] = D,
    ['1'] = D,
    ['2'] = D,
    ['3'] = D,
    ['4'] = D,
    ['5'] = D,
    ['6'] = D,
    ['7'] = D,
    ['8'] = D,
    ['9'] = D,
    [':'] = T | L | P,
    [';'] = T | P,
    ['<'] = E | L,
    ['='] = P,
    ['>'] = E,
    ['?'] = T | P,
    ['@'] = L | P,
    ['A'] = H,
    ['B'] = H,
    ['C'] = H,
    ['D'] = H,
    ['E'] = H,
    ['F'] = H,
    ['G'] = A,
    ['H'] = A,
    ['I'] = A,
    ['J'] = A,
    ['K'] = A,
    ['L'] = A,
    ['M'] = A,
    ['N'] = A,
    ['O'] = A,
    ['P'] = A,
    ['Q'] = A,
    ['R'] = A,
    ['S'] = A,
    ['T'] = A,
    ['U'] = A,
    ['V'] = A,
    ['W'] = A,
    ['X'] = A,
    ['Y'] = A,
    ['Z'] = A,
    ['['] = E | L,
    ['\\'] = L,
    [']'] = E,
    ['^'] = E,
    ['_'] = BK_C_JOIN | P,
    ['`'] = E,
    ['a'] = H,
    ['b'] = H,
    ['c'] = H,
    ['d'] = H,
    ['e'] = H,
    ['f'] = H,
    ['g'] = A,
    ['h'] = A,
    ['i'] = A,
    ['j'] = A,
    ['k'] = A,
    ['l'] = A,
    ['m'] = A,
    ['n'] = A,
    ['o'] = A,
    ['p'] = A,
    ['q'] = A,
    ['r'] = A,
    ['s'] = A,
    ['t'] = A,
    ['u'] = A,
    ['v'] = A,
    ['w'] = A,
    ['x'] = A,
    ['y'] = A,
    ['z'] = A,
    ['{'] = E | L,
    ['|'] = E,
    ['}'] = E,
    ['~'] = P,
};
#undef D
#undef H
#undef A
#undef E
#undef E8
#undef T
#undef L
#undef P

static const char *const kind_names[BK_SCAN_KINDS] = {
#define BK_ONE(name, text) text,
    BK_SCAN_ALL_KINDS(BK_ONE)
#undef BK_ONE
};

const char *bk_scan_kind_name(bk_scan_kind kind) {
    return kind_names[kind];
}

bool bk_scan_personal(bk_scan_kind kind) {
    switch (kind) {
    case BK_SCAN_EMAIL:
    case BK_SCAN_PHONE:
    case BK_SCAN_CARD:
    case BK_SCAN_IBAN:
    case BK_SCAN_SSN:
    case BK_SCAN_NINO:
        return true;
    default:
        return false;
    }
}

void bk_finding_add_most(bk_finding *f, const char *p, size_t n) {
    size_t room = BK_SCAN_VALUE_MAX - f->n;
    if (n > room) {
        n = room;
        f->why = BK_WHY_TOO_LONG;
    }
    memcpy(f->value + f->n, p, n);
    f->n += n;
    f->value[f->n] = '\0';
}

/* The anchors of the bytes from `at` on. */
static void mark(bk_scan *s, size_t at) {
    const unsigned char *p = (const unsigned char *)s->p + at;
    if (s->n - at < BK_SCAN_MARKED) {
        memset(s->end, 0, sizeof s->end);
        memcpy(s->end, p, s->n - at);
        p = s->end;
    }
    s->mark(p, &s->carry, &s->anchors);
    s->marked = at;
    s->word = 0;
    s->left = s->anchors.any[0];
}

void bk_scan_go(bk_scan *s, const char *p, size_t n, size_t from, size_t stop, size_t at) {
    s->p = p;
    s->n = n;
    s->stop = stop < n ? stop : n;
    s->at = at;
    s->named = 0;
    s->left = 0;
    s->marked = s->stop;
    memset(&s->carry, 0, sizeof s->carry);
    if (from >= s->stop) return;
    /* no anchor depends on more than the 64 bytes before its own */
    mark(s, from < 64 ? 0 : from - 64);
    s->word = (unsigned)(from - s->marked) / 64;
    s->left = s->anchors.any[s->word] & UINT64_MAX << (from - s->marked) % 64;
}

void bk_scan_start(bk_scan *s, const char *p, size_t n, const bk_scan_rules *rules) {
    memset(s, 0, sizeof *s);
    s->mark = bk_scan_marker(0);
    s->rules = rules;
    bk_scan_go(s, p, n, 0, n, 0);
}

static bool look(bk_scan *s, size_t q, uint64_t bit, bk_finding *f) {
    const bk_scan_anchors *a = &s->anchors;
    unsigned w = s->word;
    if (s->people)
        return ((a->name[w] & bit) && bk_scan_joined(s, q, f)) ||
               ((a->person[w] & bit) && bk_scan_person(s, q, f));
    return ((a->path[w] & bit) && bk_scan_path(s, q, f)) ||
           ((a->name[w] & bit) && bk_scan_joined(s, q, f)) ||
           ((a->colon[w] & bit) && bk_scan_colon(s, q, f)) ||
           ((a->token[w] & bit) && bk_scan_token(s, q, f)) ||
           ((a->person[w] & bit) && bk_scan_person(s, q, f)) ||
           ((a->fuzzy[w] & bit) && bk_scan_fuzzy(s, q, f));
}

/* The anchors within what was found are passed over. */
static void pass(bk_scan *s) {
    size_t within = s->at - s->marked;
    if (within >= 64 * (s->word + 1)) s->left = 0;
    else if (within > 64 * s->word) s->left &= UINT64_MAX << within % 64;
}

bool bk_scan_next(bk_scan *s, bk_finding *f) {
    while (s->marked < s->stop) {
        while (s->left) {
            unsigned i = (unsigned)__builtin_ctzll(s->left);
            size_t q = s->marked + 64 * s->word + i;
            if (q >= s->stop) {
                s->marked = s->stop;
                return false;
            }
            s->left &= s->left - 1;
            if (q < s->at || !look(s, q, UINT64_C(1) << i, f)) continue;
            f->anchor = q;
            s->at = f->end;
            pass(s);
            if (!f->why && s->rules && !s->people) f->why = bk_scan_judge(s->rules, s, f);
            return true;
        }
        if (++s->word < BK_SCAN_WORDS)
            s->left = s->anchors.any[s->word];
        else if (s->stop - s->marked > BK_SCAN_MARKED)
            mark(s, s->marked + BK_SCAN_MARKED);
        else
            s->marked = s->stop;
    }
    return false;
}
