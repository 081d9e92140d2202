#include "bk_scan_mask.h"

#include <string.h>

void bk_scan_classify_portable(const unsigned char p[64], bk_scan_bytes *out) {
    memset(out, 0, sizeof *out);
    for (unsigned i = 0; i < 64; i++) {
        unsigned char c = p[i], low = c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
        uint64_t bit = UINT64_C(1) << i;
        if (c >= 0x80) {
            out->high |= bit;
            continue;
        }
#define EQ(name, what) out->name |= c == (what) ? bit : 0;
#define RANGE(name, from, to) out->name |= c >= (from) && c <= (to) ? bit : 0;
#define LETTER(name) out->name |= low == (#name)[0] ? bit : 0;
#define LETTERS(name, from, to) out->name |= low >= (from) && low <= (to) ? bit : 0;
        BK_SCAN_BYTES(EQ, RANGE, LETTER, LETTERS)
#undef EQ
#undef RANGE
#undef LETTER
#undef LETTERS
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

/* Folding case by a bit turns some signs into others, never a sign into a letter: "@" and "["
 * become what is no letter either. */
#define RANGE(name, from, to) out->name = WITHIN(v, from, to);
#define EQ(name, what) out->name = SAME(v, what);
#define LETTER(name) out->name = SAME(low, (#name)[0]);
#define LETTERS(name, from, to) out->name = WITHIN(low, from, to);

static inline uint64_t join16(const __m128i m[4]) {
    return (uint64_t)(uint32_t)_mm_movemask_epi8(m[0]) |
           (uint64_t)(uint32_t)_mm_movemask_epi8(m[1]) << 16 |
           (uint64_t)(uint32_t)_mm_movemask_epi8(m[2]) << 32 |
           (uint64_t)(uint32_t)_mm_movemask_epi8(m[3]) << 48;
}
static inline uint64_t same16(const __m128i v[4], char c) {
    __m128i k = _mm_set1_epi8(c), m[4];
    for (int i = 0; i < 4; i++) m[i] = _mm_cmpeq_epi8(v[i], k);
    return join16(m);
}
static inline uint64_t within16(const __m128i v[4], char from, char to) {
    __m128i base = _mm_set1_epi8(from), span = _mm_set1_epi8((char)(to - from)), m[4];
    for (int i = 0; i < 4; i++) {
        __m128i x = _mm_sub_epi8(v[i], base);
        m[i] = _mm_cmpeq_epi8(_mm_min_epu8(x, span), x);
    }
    return join16(m);
}

void bk_scan_classify_sse2(const unsigned char p[64], bk_scan_bytes *out) {
    __m128i v[4], low[4];
    for (int i = 0; i < 4; i++) {
        v[i] = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
        low[i] = _mm_or_si128(v[i], _mm_set1_epi8(0x20));
    }
    out->high = join16(v);
#define SAME same16
#define WITHIN within16
    BK_SCAN_BYTES(EQ, RANGE, LETTER, LETTERS)
#undef SAME
#undef WITHIN
}

#define AVX2 __attribute__((target("avx2")))
AVX2 static inline uint64_t join32(__m256i a, __m256i b) {
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b)
                                                             << 32;
}
AVX2 static inline uint64_t same32(const __m256i v[2], char c) {
    __m256i k = _mm256_set1_epi8(c);
    return join32(_mm256_cmpeq_epi8(v[0], k), _mm256_cmpeq_epi8(v[1], k));
}
AVX2 static inline uint64_t within32(const __m256i v[2], char from, char to) {
    __m256i base = _mm256_set1_epi8(from), span = _mm256_set1_epi8((char)(to - from));
    __m256i x = _mm256_sub_epi8(v[0], base), y = _mm256_sub_epi8(v[1], base);
    return join32(_mm256_cmpeq_epi8(_mm256_min_epu8(x, span), x),
                  _mm256_cmpeq_epi8(_mm256_min_epu8(y, span), y));
}

AVX2 void bk_scan_classify_avx2(const unsigned char p[64], bk_scan_bytes *out) {
    __m256i v[2], low[2];
    for (int i = 0; i < 2; i++) {
        v[i] = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32 * i));
        low[i] = _mm256_or_si256(v[i], _mm256_set1_epi8(0x20));
    }
    out->high = join32(v[0], v[1]);
#define SAME same32
#define WITHIN within32
    BK_SCAN_BYTES(EQ, RANGE, LETTER, LETTERS)
#undef SAME
#undef WITHIN
}
#endif

bk_scan_classify *bk_scan_classifier(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") ? bk_scan_classify_avx2 : bk_scan_classify_sse2;
#else
    return bk_scan_classify_portable;
#endif
}

/* the mask as it was k bytes earlier */
static inline uint64_t ago(uint64_t now, uint64_t before, unsigned k) {
    /* a sum, since compilers make a double shift of the like with "or", which AMD is slow at */
    return (now << k) + (before >> (64 - k));
}

/* What joins the parts of names. `w` is the bytes of names. */
static uint64_t joins(const bk_scan_bytes *b, const bk_scan_bytes *c, uint64_t w,
                      uint64_t w_before) {
#define AGO(name, k) ago(b->name, c->name, k)
    uint64_t w1 = ago(w, w_before, 1), w2 = ago(w, w_before, 2), w3 = ago(w, w_before, 3);
    uint64_t letter = w | b->high, letter2 = w2 | AGO(high, 2);
    uint64_t open = b->square | b->round | b->curly | b->angle;
    uint64_t open1 = ago(open, c->square | c->round | c->curly | c->angle, 1);
    uint64_t fang =
        b->dot | b->at | b->colon | b->slash | b->blank | b->a | b->d | b->s | b->t | b->x;
    uint64_t found = letter & AGO(dot, 1) & letter2;                 /* a.b */
    found |= (b->unsquare | b->unround) & AGO(dot, 1) & w2;          /* a.]b */
    found |= b->blank & AGO(dot, 1) & AGO(blank, 2) & AGO(digit, 3); /* 8 . 8 */
    found |= b->dot & AGO(back, 1) & letter2;                        /* a\.b */
    found |= fang & open1 &
             (w2 | AGO(high, 2) | AGO(star, 2) | (AGO(blank, 2) & w3)); /* a[.]b, a [.] b */
    found |= b->at & w1;
    found |= (b->slash | b->back | b->square) & AGO(colon, 1); /* ://, :\\, :[//] */
    return found;
#undef AGO
}

void bk_scan_anchor(const bk_scan_bytes *b, bk_scan_carry *c, bk_scan_anchors *out) {
#define AGO(name, k) ago(b->name, c->bytes.name, k)
    uint64_t alnum = b->alpha | b->digit, name = alnum | b->dash | b->under;
    uint64_t start = alnum & ~ago(alnum, c->alnum, 1);
    uint64_t hex = b->digit | b->a_to_f;

    out->name = joins(b, &c->bytes, name, c->name);

    /* three colons within a few bytes of each other, or two at once */
    uint64_t chain = b->colon & (AGO(colon, 2) | AGO(colon, 3) | AGO(colon, 4) | AGO(colon, 5));
    uint64_t third = chain & (ago(chain, c->chain, 2) | ago(chain, c->chain, 3) |
                              ago(chain, c->chain, 4) | ago(chain, c->chain, 5));
    uint64_t dashes = b->dash & AGO(dash, 3);
    out->colon = third | (b->colon & AGO(colon, 1)) |
                 (dashes & AGO(dash, 6) & ago(hex, c->bytes.digit | c->bytes.a_to_f, 1));

    /* runs of letters and digits of 26 bytes or more: run[i] is of 2, 4, 8, 16, 26 */
    uint64_t r2 = alnum & ago(alnum, c->alnum, 1), r4 = r2 & ago(r2, c->run[0], 2);
    uint64_t r8 = r4 & ago(r4, c->run[1], 4), r16 = r8 & ago(r8, c->run[2], 8);
    uint64_t r26 = r16 & ago(r8, c->run[2], 16) & ago(r2, c->run[0], 24);
    uint64_t token = r26 & ~ago(r26, c->run[4], 1);
    /* T1059, TA0040, G0032, S0154, AS3356, ASN3356, ASN 3356 */
    uint64_t code = start & (b->a | b->g | b->s | b->t);
    token |= b->digit & AGO(alpha, 1) &
             (ago(code, c->code, 1) | ago(code, c->code, 2) | ago(code, c->code, 3));
    token |= b->digit & AGO(blank, 1) & AGO(n, 2) & AGO(s, 3);
    /* CVE-2014, CWE-79, with any hyphen */
    uint64_t sign = b->dash | b->under | b->blank,
             sign_before = c->bytes.dash | c->bytes.under | c->bytes.blank;
    token |= b->digit & ago(sign, sign_before, 1) & AGO(e, 2) & (AGO(v, 3) | AGO(w, 3));
    token |= b->digit & AGO(high, 1) & AGO(high, 3) & AGO(e, 4);
    token |= b->p & AGO(l, 1) & ago(start, c->start, 2) & AGO(t, 2);
    out->token = token;

    /* six bytes of base 64 behind a number and a colon */
    uint64_t base64 = alnum | b->plus | b->slash,
             base64_before = c->alnum | c->bytes.plus | c->bytes.slash;
    uint64_t b2 = base64 & ago(base64, base64_before, 1);
    uint64_t b2_before = base64_before & base64_before << 1;
    out->fuzzy = b2 & ago(b2, b2_before, 2) & ago(b2, b2_before, 4) & AGO(colon, 6) & AGO(digit, 7);

    /* digits[i] is of runs of 2, 4, 13 */
    uint64_t d2 = b->digit & AGO(digit, 1), d4 = d2 & ago(d2, c->digits[0], 2);
    uint64_t d13 = d4 & ago(d4, c->digits[1], 4) & ago(d4, c->digits[1], 8) & AGO(digit, 12);
    uint64_t gap = b->dash | b->blank, gap_before = c->bytes.dash | c->bytes.blank;
    uint64_t loose = gap | b->dot | b->unround,
             loose_before = gap_before | c->bytes.dot | c->bytes.unround;
    uint64_t person = b->digit & AGO(plus, 1);
    person |=
        dashes & ago(d2, c->digits[0], 1) & ago(d2, c->digits[0], 4) & AGO(digit, 6); /* 123-45- */
    person |= d13 & ~ago(d13, c->digits[2], 1);
    person |= d4 & ago(gap, gap_before, 4) & ago(d4, c->digits[1], 5); /* 1234 1234 */
    person |= d4 & ago(loose, loose_before, 4) & ago(d2, c->digits[0], 5) &
              AGO(digit, 7) & /* 555-555-1234 */
              (ago(loose, loose_before, 8) | ago(loose, loose_before, 9));
    person |= d2 & AGO(upper, 2) & AGO(upper, 3) & ago(start, c->start, 3); /* GB82, AB12 */
    person |=
        d2 & AGO(blank, 2) & AGO(upper, 3) & AGO(upper, 4) & ago(start, c->start, 4); /* AB 12 */
    person |= b->digit & ago(start, c->start, 1) & AGO(zero, 1);                      /* 020 */
    out->person = person;

    uint64_t path =
        b->back & ((AGO(colon, 1) & AGO(alpha, 2) & ago(start, c->start, 2)) | AGO(percent, 1));
    path |= alnum & AGO(back, 1) & AGO(back, 2);
    path |=
        b->alpha & AGO(slash, 1) &
        ~ago(name | b->slash | b->colon | b->angle | b->unsquare | b->unround | b->dot | b->high,
             c->name | c->bytes.slash | c->bytes.colon | c->bytes.angle | c->bytes.unsquare |
                 c->bytes.unround | c->bytes.dot | c->bytes.high,
             2);
    path |= b->slash & AGO(tilde, 1);
    path |= b->k & ago(start, c->start, 1) & AGO(h, 1);
    path |= b->digit & AGO(slash, 1) & (AGO(alpha, 2));
    path |= b->e & AGO(l, 1) & AGO(u, 2) & AGO(r, 3) & ago(start, c->start, 3);
    out->path = path;

    c->bytes = *b;
    c->name = name;
    c->alnum = alnum;
    c->start = start;
    c->chain = chain;
    c->run[0] = r2, c->run[1] = r4, c->run[2] = r8, c->run[3] = r16, c->run[4] = r26;
    c->digits[0] = d2, c->digits[1] = d4, c->digits[2] = d13;
    c->code = code;
#undef AGO
}
