/* The body of a bk_scan_mark, for bk_scan_mask.c to include once for each width of vectors: V is a
 * vector of unsigned bytes, LOAD(p) one from any address; IS(v, c) and WITHIN(v, from, to) compare
 * its bytes, HIGH(v) tells those of 0x80 and above, and BITS makes a mask of what they give, or of
 * what | and & make of it; MARK is the function with its attributes. */
MARK {
    /* the bytes as they are, in lower case, and those k bytes before; folding case by a bit turns
     * some signs into others, never one into a letter */
#define EACH for (unsigned i = 0; i < 64; i += (unsigned)sizeof(V))
#define AT(k) LOAD(p + i - (k))
#define LOW(k) (AT(k) | (unsigned char)0x20)
#define PUT(mask, v) mask |= (uint64_t)BITS(v) << i
    uint64_t alpha = 0, digit = 0, upper = 0, dash = 0, under = 0, dot = 0, colon = 0, blank = 0,
             high = 0, at = 0, open = 0, slash = 0, back = 0, word = 0;
    EACH {
        V v = AT(0), low = v | (unsigned char)0x20, l1 = LOW(1), l2 = LOW(2);
        PUT(alpha, WITHIN(low, 'a', 'z'));
        PUT(digit, WITHIN(v, '0', '9'));
        PUT(upper, WITHIN(v, 'A', 'Z'));
        PUT(dash, IS(v, '-'));
        PUT(under, IS(v, '_'));
        PUT(dot, IS(v, '.'));
        PUT(colon, IS(v, ':'));
        PUT(blank, IS(v, ' '));
        PUT(at, IS(v, '@'));
        PUT(slash, IS(v, '/'));
        PUT(back, IS(v, '\\'));
        PUT(open, IS(low, '{') | IS(low, '(')); /* [ is { in lower case */
        PUT(high, HIGH(v));
        PUT(word, (IS(low, 'k') & IS(l1, 'h')) | (IS(l1, 'l') & ((IS(low, 'e') & IS(l2, 'u')) |
                                                                 (IS(low, 'p') & IS(l2, 't')))));
    }
    uint64_t alnum = alpha | digit, join = dash | under, name = alnum | join;
    uint64_t alnum_before = c->alpha | c->digit, name_before = alnum_before | c->join;
    uint64_t start = alnum & ~ago(alnum, alnum_before, 1);
#define AGO(mask, k) ago(mask, c->mask, k)
#define NAME_AGO(k) ago(name, name_before, k)

    /* ---- names ---- */
    uint64_t w1 = NAME_AGO(1), w2 = NAME_AGO(2), shut = 0;
    uint64_t found = (at & w1) | ((slash | back) & AGO(colon, 1)); /* a@, ://, :\\ */
    if (dot | c->dot >> 61) {
        EACH PUT(shut, IS(AT(0), ']') | IS(AT(0), ')'));
        uint64_t dot1 = AGO(dot, 1), letter2 = w2 | AGO(high, 2);
        /* a.b; between digits only behind another dot, since most such are numbers */
        uint64_t number = digit & AGO(digit, 2) & ~(AGO(dot, 3) | AGO(dot, 4) | AGO(dot, 5));
        found |= (name | high) & dot1 & letter2 & ~number;
        found |= shut & dot1 & w2;                             /* a.]b */
        found |= blank & dot1 & AGO(blank, 2) & AGO(digit, 3); /* 8 . 8 */
        found |= dot & AGO(back, 1) & letter2;                 /* a\.b */
    }
    if (open | c->open >> 62) {
        uint64_t sign = 0, pair = 0, star = 0, star3 = 0;
        EACH {
            V low = LOW(0), l1 = LOW(1);
            PUT(pair, (IS(l1, 'a') & IS(low, 't')) | (IS(l1, 'd') & IS(low, 'o')) |
                          (IS(l1, 't') & IS(low, 't')) | (IS(l1, 'x') & IS(low, 'x')) |
                          (IS(l1, 's') & (IS(AT(0), ']') | IS(AT(0), ')'))) |
                          (IS(AT(1), ' ') &
                           (IS(AT(0), '.') | IS(AT(0), '@') | IS(low, 'd') | IS(low, 'a'))));
            PUT(star, IS(AT(2), '*'));
            PUT(star3, IS(AT(3), '*'));
        }
        sign = dot | at | colon | slash;
        found |= sign & AGO(open, 1) &
                 (w2 | AGO(high, 2) | star | (AGO(blank, 2) & NAME_AGO(3))); /* a[.]b, a [.] b */
        found |= pair & AGO(open, 2) &
                 (NAME_AGO(3) | AGO(high, 3) | star3 |
                  (AGO(blank, 3) & NAME_AGO(4)));      /* a[dot]b, a [ . ] b */
        found |= slash & AGO(open, 1) & AGO(colon, 2); /* :[//] */
    }
    if (dot | at) {
        uint64_t angle = 0;
        EACH PUT(angle, IS(AT(1), '<'));
        found |= (dot | at) & angle & (w2 | (AGO(blank, 2) & NAME_AGO(3))); /* a<.>b */
    }
    out->name = found;

    /* ---- colons: three within a few bytes of each other, or two at once; and three dashes ---- */
    uint64_t chain = 0, dashes = dash & AGO(dash, 3), twice = 0;
    /* a number before three bytes that no time has behind its hour */
    uint64_t other = colon | blank | dot | dash,
             other_before = c->colon | c->blank | c->dot | c->dash;
    out->fuzzy = AGO(colon, 3) & AGO(digit, 4) &
                 ~(other | ago(other, other_before, 1) | ago(other, other_before, 2));
    if (colon) {
        chain = colon & (AGO(colon, 2) | AGO(colon, 3) | AGO(colon, 4) | AGO(colon, 5));
        twice = chain & (AGO(chain, 2) | AGO(chain, 3) | AGO(chain, 4) | AGO(chain, 5));
        twice |= colon & AGO(colon, 1);
    }
    out->colon = twice | (dashes & AGO(dash, 6));

    /* ---- tokens: runs of letters and digits of 26 bytes or more; run[i] is of 2, 4, 8, 26 ---- */
    uint64_t r2 = alnum & ago(alnum, alnum_before, 1), r4 = r2 & ago(r2, c->run[0], 2);
    uint64_t r8 = r4 & ago(r4, c->run[1], 4), r16 = r8 & ago(r8, c->run[2], 8);
    uint64_t r26 = r16 & ago(r8, c->run[2], 16) & ago(r2, c->run[0], 24);
    uint64_t token = r26 & ~ago(r26, c->run[3], 1), path = 0, person = 0, d2 = 0, d4 = 0, d13 = 0;

    /* ---- what has digits ---- */
    if (digit) {
        uint64_t code = 0, weak = 0, zero = 0, plus = 0, v1 = AGO(alpha, 1);
        EACH {
            V l1 = LOW(1), l2 = LOW(2), l3 = LOW(3);
#define CODE(l) (IS(l, 'a') | IS(l, 'g') | IS(l, 's') | IS(l, 't'))
            /* T1059, TA0040, AS3356, ASN3356: a letter of these, one, two or three bytes before */
            PUT(code, CODE(l1) | CODE(l2) | CODE(l3));
            /* CVE-2014, CWE-79, with any hyphen; ASN 3356 */
            PUT(weak, (IS(l2, 'e') & (IS(l3, 'v') | IS(l3, 'w'))) | (IS(l2, 'n') & IS(l3, 's')));
            /* no month, no day, no decimals */
            PUT(zero, IS(AT(1), '0') &
                          ~(IS(AT(2), '-') | IS(AT(2), '.') | IS(AT(2), ',') | IS(AT(2), '/')));
            PUT(plus, IS(AT(1), '+') & WITHIN(AT(0), '1', '9'));
        }
        uint64_t start1 = AGO(start, 1), start3 = AGO(start, 3);
        token |= digit & v1 & code & (start1 | AGO(start, 2) | start3);
        token |= digit & weak & (AGO(dash, 1) | AGO(blank, 1) | AGO(join, 1));
        token |= digit & AGO(high, 1) & AGO(high, 2) & AGO(high, 3) & AGO(alpha, 4);

        /* digits[i] is of runs of 2, 4, 13 */
        d2 = digit & AGO(digit, 1), d4 = d2 & ago(d2, c->digits[0], 2);
        d13 = d4 & ago(d4, c->digits[1], 4) & ago(d4, c->digits[1], 8) & AGO(digit, 12);
        person = digit & plus;
        person |= d13 & ~ago(d13, c->digits[2], 1);
        person |= d2 & AGO(upper, 2) & AGO(upper, 3) & start3;              /* GB82, AB12 */
        person |= digit & start1 & zero & ~(AGO(colon, 2) & AGO(digit, 3)); /* 020, but no 12:07 */
        /* 1234 1234 1, 1234 123456 1 */
        uint64_t gap = dash | blank, gap_before = c->dash | c->blank;
        person |=
            digit & ago(gap, gap_before, 1) & ago(d4, c->digits[1], 2) &
            ((ago(gap, gap_before, 6) & ago(d4, c->digits[1], 7)) |
             (AGO(digit, 6) & AGO(digit, 7) & ago(gap, gap_before, 8) & ago(d4, c->digits[1], 9)));
        if (d4) { /* 555-555-1234, (555) 555-1234 */
            uint64_t shut8 = 0, shut9 = 0;
            EACH {
                PUT(shut8, IS(AT(8), ')'));
                PUT(shut9, IS(AT(9), ')') & IS(AT(8), ' '));
            }
            person |= d4 & (ago(gap, gap_before, 4) | AGO(dot, 4)) & ago(d2, c->digits[0], 5) &
                      AGO(digit, 7) &
                      (((ago(gap, gap_before, 8) | AGO(dot, 8) | shut8) & AGO(digit, 9)) |
                       (shut9 & AGO(digit, 10)));
        }
        path |= digit & AGO(slash, 1) & AGO(alpha, 2); /* curl/7 */
    }
    person |= dashes & ago(d2, c->digits[0], 1) & ago(d2, c->digits[0], 4) & AGO(digit, 6) &
              ~AGO(digit, 7); /* 123-45- */
    /* AB 12 and a blank or another digit */
    person |= (blank | digit) & ago(d2, c->digits[0], 1) & AGO(blank, 3) & AGO(upper, 4) &
              AGO(upper, 5) & AGO(start, 5);
    out->person = person;

    /* ---- paths ---- */
    if (back | c->back >> 62) {
        uint64_t percent = 0;
        EACH PUT(percent, IS(AT(1), '%'));
        path |= back & ((AGO(colon, 1) & AGO(alpha, 2) & AGO(start, 2)) | percent);
        path |= alnum & AGO(back, 1) & AGO(back, 2);
    }
    if (slash | c->slash >> 63) {
        uint64_t tilde = 0, tag = 0;
        EACH {
            V two = AT(2);
            PUT(tilde, IS(AT(1), '~'));
            PUT(tag, IS(two, ']') | IS(two, ')') | IS(two, '<'));
        }
        path |= slash & tilde;
        path |= alpha & AGO(slash, 1) &
                ~(w2 | AGO(slash, 2) | AGO(colon, 2) | AGO(dot, 2) | AGO(high, 2) | tag);
    }
    for (; word; word &= word - 1) { /* HK, RULE, TLP */
        unsigned q = (unsigned)__builtin_ctzll(word);
        uint64_t bit = UINT64_C(1) << q;
        unsigned char l = p[q] | 0x20;
        if (l == 'k')
            path |= bit & AGO(start, 1);
        else if (l == 'p')
            token |= bit & AGO(start, 2);
        else if ((p[(int)q - 3] | 0x20) == 'r')
            path |= bit & AGO(start, 3);
    }
    out->path = path;
    out->token = token;

    c->alpha = alpha, c->digit = digit, c->upper = upper, c->join = join, c->dot = dot,
    c->colon = colon;
    c->blank = blank, c->dash = dash, c->high = high, c->open = open, c->slash = slash,
    c->back = back;
    c->start = start, c->chain = chain;
    c->run[0] = r2, c->run[1] = r4, c->run[2] = r8, c->run[3] = r26;
    c->digits[0] = d2, c->digits[1] = d4, c->digits[2] = d13;
#undef EACH
#undef AT
#undef LOW
#undef PUT
#undef AGO
#undef NAME_AGO
#undef CODE
}
#undef MARK
#undef V
#undef LOAD
#undef BITS
#undef IS
#undef WITHIN
#undef HIGH
