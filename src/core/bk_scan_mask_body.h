/* The body of a bk_scan_mark, for bk_scan_mask.c to include once for each width of vectors. B is a
 * vector of bytes, LOAD(p) one from any address and TOP(v) a mask of the highest bits of its bytes;
 * M is a vector of 64-bit masks, and SLIDE(m, first) is `first` and what m has but for its last;
 * TRANSPOSE(b, p), if there is one, puts the bits of the bytes at p into eight M, and FUNNEL(m, n, k)
 * shifts m left with what comes from the top of n; MARK is the function with its attributes. */
MARK {
    enum { WORDS = sizeof(M) / sizeof(uint64_t) };
    for (unsigned word = 0; word < BK_SCAN_WORDS; word += WORDS) {
        /* ---- the bits of the bytes ---- */
        M b[8];
#ifdef TRANSPOSE
        TRANSPOSE(b, p);
        p += 64 * WORDS;
#else
        uint64_t bits[8][WORDS];
        for (unsigned w = 0; w < WORDS; w++, p += 64) {
            B v[64 / sizeof(B)];
            for (unsigned i = 0; i < 64 / sizeof(B); i++) v[i] = LOAD(p + i * sizeof(B));
            for (unsigned bit = 8; bit-- > 0;) {
                uint64_t mask = 0;
                for (unsigned i = 0; i < 64 / sizeof(B); i++) {
                    mask |= (uint64_t)TOP(v[i]) << (i * sizeof(B) % 64);
                    v[i] += v[i];
                }
                bits[bit][w] = mask;
            }
        }
        memcpy(b, bits, sizeof b);
#endif

        /* ---- classes: by the row of the ASCII table (high four bits) and the column ---- */
        M ascii = ~b[7], lower = ascii & b[6];
        M row2 = ascii & ~b[6] & b[5] & ~b[4], row3 = ascii & ~b[6] & b[5] & b[4];
        M row46 = lower & ~b[4], row57 = lower & b[4]; /* letters in either case */
        M row4 = row46 & ~b[5], row5 = row57 & ~b[5], row7 = row57 & b[5];
        M col_0 = ~b[0] & ~b[1], col_1 = b[0] & ~b[1], col_2 = ~b[0] & b[1], col_3 = b[0] & b[1];
        M col0_ = ~b[2] & ~b[3], col4_ = b[2] & ~b[3], col8_ = ~b[2] & b[3], colC_ = b[2] & b[3];
/* the character in this row and in column c4 + c1 */
#define CELL(row, c4, c1) (row & col##c4##_ & col_##c1)
        M high = b[7], blank = CELL(row2, 0, 0), percent = CELL(row2, 4, 1),
          round = CELL(row2, 8, 1), star = CELL(row2, 8, 2), plus = CELL(row2, 8, 3),
          comma = CELL(row2, C, 0), dash = CELL(row2, C, 1), dot = CELL(row2, C, 2),
          slash = CELL(row2, C, 3);
        M zero = CELL(row3, 0, 0), colon = CELL(row3, 8, 2), less = CELL(row3, C, 0),
          at = CELL(row4, 0, 0), back = CELL(row5, C, 0), under = CELL(row5, C, 3),
          tilde = CELL(row7, C, 2);
        M open = CELL(row2, 8, 0) | CELL(row57, 8, 3), shut = round | CELL(row5, C, 1);
        M c0 = CELL(row4, 0, 3);
        M a = CELL(row46, 0, 1), d = CELL(row46, 4, 0), e = CELL(row46, 4, 1),
          g = CELL(row46, 4, 3), h = CELL(row46, 8, 0), k = CELL(row46, 8, 3),
          l = CELL(row46, C, 0), n = CELL(row46, C, 2), o = CELL(row46, C, 3);
        M lp = CELL(row57, 0, 0), r = CELL(row57, 0, 2), s = CELL(row57, 0, 3),
          t = CELL(row57, 4, 0), u = CELL(row57, 4, 1), vw = row57 & col4_ & b[1],
          x = CELL(row57, 8, 0);
#undef CELL
        M digit = row3 & ~(b[3] & (b[2] | b[1]));
        M alpha = (row46 & ~(col0_ & col_0)) | (row57 & ~(b[3] & (b[2] | col_3)));
        M upper = alpha & ~b[5], alnum = alpha | digit, join = dash | under, name = alnum | join;
        M gap = dash | blank, date = dash | dot | comma | slash, other = colon | blank | dot | dash;
        M code = a | g | s | t;
        /* the mask as it was k bytes before */
#ifdef FUNNEL
#define AGO(mask, k) FUNNEL(mask, SLIDE(mask, c->mask), k)
#else
#define AGO(mask, k) (mask << k | SLIDE(mask, c->mask) >> (64 - k))
#endif
        M start = alnum & ~AGO(alnum, 1);

        /* ---- names ---- */
        M w1 = AGO(name, 1), w2 = AGO(name, 2), dot1 = AGO(dot, 1), letter2 = w2 | AGO(high, 2);
        M found = (at & (w1 | AGO(high, 1))) | ((slash | back) & AGO(colon, 1)); /* a@, ://, :\\ */
        /* a.b; between digits only behind another dot, since most such are numbers */
        M number = digit & AGO(digit, 2) & ~(AGO(dot, 3) | AGO(dot, 4) | AGO(dot, 5));
        found |= (name | high) & dot1 & letter2 & ~number;
        found |= shut & dot1 & w2;                             /* a.]b */
        found |= blank & dot1 & AGO(blank, 2) & AGO(digit, 3); /* 8 . 8 */
        found |= dot & AGO(back, 1) & letter2;                 /* a\.b */
        M apart2 = AGO(blank, 2) & AGO(name, 3), apart3 = AGO(blank, 3) & AGO(name, 4);
        M pair = (AGO(a, 1) & t) | (AGO(d, 1) & o) | (AGO(t, 1) & t) | (AGO(x, 1) & x) |
                 (AGO(s, 1) & shut) | (AGO(blank, 1) & (dot | at | d | a));
        found |= (dot | at | colon | slash) & AGO(open, 1) &
                 (letter2 | AGO(star, 2) | apart2); /* a[.]b, a [.] b */
        found |= pair & AGO(open, 2) &
                 (AGO(name, 3) | AGO(high, 3) | AGO(star, 3) | apart3); /* a[dot]b, a [ . ] b */
        found |= slash & AGO(open, 1) & AGO(colon, 2);                  /* :[//] */
        found |= (dot | at) & AGO(less, 1) & (w2 | apart2);             /* a<.>b */

        /* ---- colons: three within a few bytes of each other, or two at once; and dashes ---- */
        M chain = colon & (AGO(colon, 2) | AGO(colon, 3) | AGO(colon, 4) | AGO(colon, 5));
        M dashes = dash & AGO(dash, 3);
        M colons = (chain & (AGO(chain, 2) | AGO(chain, 3) | AGO(chain, 4) | AGO(chain, 5))) |
                   (colon & AGO(colon, 1)) | (dashes & AGO(dash, 6));
        /* a number before three bytes that no time has behind its hour */
        M fuzzy = AGO(colon, 3) & AGO(digit, 4) & ~(other | AGO(other, 1) | AGO(other, 2));

        /* ---- tokens: runs of letters and digits of 26 bytes or more ---- */
        M r2 = alnum & AGO(alnum, 1), r4 = r2 & AGO(r2, 2), r8 = r4 & AGO(r4, 4);
        M r26 = r8 & AGO(r8, 8) & AGO(r8, 16) & AGO(r2, 24);
        M token = r26 & ~AGO(r26, 1);
        M start1 = AGO(start, 1), start2 = AGO(start, 2), start3 = AGO(start, 3);
        /* T1059, TA0040, AS3356, ASN3356: a letter of these, one, two or three bytes before */
        token |= digit & AGO(alpha, 1) & (AGO(code, 1) | AGO(code, 2) | AGO(code, 3)) &
                 (start1 | start2 | start3);
        token |= zero & start1 & AGO(c0, 1); /* C0024 */
        /* CVE-2014, CWE-79, with any hyphen; ASN 3356 */
        M weak = (e & AGO(vw, 1)) | (n & AGO(s, 1));
        token |= digit & AGO(weak, 2) & (AGO(join, 1) | AGO(blank, 1));
        token |= digit & AGO(high, 1) & AGO(high, 2) & AGO(high, 3) & AGO(alpha, 4);
        token |= lp & AGO(l, 1) & AGO(t, 2) & start2; /* TLP */

        /* ---- numbers of persons ---- */
        M d2 = digit & AGO(digit, 1), d4 = d2 & AGO(d2, 2);
        M d13 = d4 & AGO(d4, 4) & AGO(d4, 8) & AGO(digit, 12);
        M person = digit & ~zero & AGO(plus, 1);
        person |= d13 & ~AGO(d13, 1);
        person |= d2 & AGO(alpha, 2) & AGO(alpha, 3) & start3; /* GB82, gb82, AB12 */
        /* 020: no month, no day, no decimals, no 12:07 */
        person |= digit & start1 & AGO(zero, 1) & ~(AGO(date, 2) | (AGO(colon, 2) & AGO(digit, 3)));
        /* 1234 1234 1, 1234 123456 1 */
        person |= digit & AGO(gap, 1) & AGO(d4, 2) &
                  ((AGO(gap, 6) & AGO(d4, 7)) |
                   (AGO(digit, 6) & AGO(digit, 7) & AGO(gap, 8) & AGO(d4, 9)));
        /* 555-555-1234, (555) 555-1234 */
        person |= d4 & (AGO(gap, 4) | AGO(dot, 4)) & AGO(d2, 5) & AGO(digit, 7) &
                  (((AGO(gap, 8) | AGO(dot, 8) | AGO(round, 8)) & AGO(digit, 9)) |
                   (AGO(blank, 8) & AGO(round, 9) & AGO(digit, 10)));
        person |= dashes & AGO(d2, 1) & AGO(d2, 4) & AGO(digit, 6) & ~AGO(digit, 7); /* 123-45- */
        /* AB 12 and a blank or another digit */
        person |= (blank | digit) & AGO(d2, 1) & AGO(blank, 3) & AGO(upper, 4) & AGO(upper, 5) &
                  AGO(start, 5);

        /* ---- paths ---- */
        M path = digit & AGO(slash, 1) & AGO(alpha, 2); /* curl/7 */
        path |= back & ((AGO(colon, 1) & AGO(alpha, 2) & start2) | AGO(percent, 1));
        path |= alnum & AGO(back, 1) & AGO(back, 2);
        path |= slash & AGO(tilde, 1);
        path |=
            alpha & AGO(slash, 1) &
            ~(letter2 | AGO(slash, 2) | AGO(colon, 2) | AGO(dot, 2) | AGO(shut, 2) | AGO(less, 2));
        path |= k & AGO(h, 1) & start1;                         /* HK */
        path |= e & AGO(l, 1) & AGO(u, 2) & AGO(r, 3) & start3; /* RULE */

        M any = found | colons | token | fuzzy | person | path;
#define PUT(mask, field) memcpy(out->field + word, &mask, sizeof mask)
        PUT(found, name);
        PUT(colons, colon);
        PUT(token, token);
        PUT(fuzzy, fuzzy);
        PUT(person, person);
        PUT(path, path);
        PUT(any, any);
        PUT(alnum, in_alnum);
        PUT(name, in_name);
#define KEEP(mask) c->mask = mask[WORDS - 1];
        BK_SCAN_CARRIED(KEEP)
#undef KEEP
#undef PUT
#undef AGO
    }
}
#undef MARK
#undef B
#undef M
#undef LOAD
#undef TOP
#undef SLIDE
#undef TRANSPOSE
#undef FUNNEL
