#include "bk_number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

__extension__ typedef unsigned __int128 u128;

/* A double is decided by at most 767 significant digits; one that was cut off is remembered. */
enum { DIGITS = 800, SHIFT_ROOM = 20, SHIFT_MAX = 59 };

/* 0.d[0]d[1]... times 10 to the `point` */
typedef struct decimal {
    unsigned char d[DIGITS + SHIFT_ROOM];
    int n;
    int point;
    bool cut; /* digits that are not all zero were dropped */
} decimal;

static void trim(decimal *a) {
    while (a->n > 0 && a->d[a->n - 1] == 0) a->n--;
    if (a->n == 0) a->point = 0;
}

static void cut_to_size(decimal *a) {
    for (int i = DIGITS; i < a->n; i++) a->cut = a->cut || a->d[i] != 0;
    if (a->n > DIGITS) a->n = DIGITS;
    trim(a);
}

static void shift_left(decimal *a, int bits) {
    unsigned char out[DIGITS + SHIFT_ROOM];
    int at = (int)sizeof out;
    uint64_t carry = 0;
    for (int i = a->n - 1; i >= 0; i--) {
        uint64_t x = ((uint64_t)a->d[i] << bits) + carry;
        out[--at] = (unsigned char)(x % 10);
        carry = x / 10;
    }
    int kept = a->n;
    while (carry) {
        out[--at] = (unsigned char)(carry % 10);
        carry /= 10;
    }
    a->n = (int)sizeof out - at;
    a->point += a->n - kept;
    memcpy(a->d, out + at, (size_t)a->n);
    cut_to_size(a);
}

static void shift_right(decimal *a, int bits) {
    uint64_t rest = 0, mask = ((uint64_t)1 << bits) - 1;
    int read = 0, write = 0;
    while (rest >> bits == 0) {
        if (read >= a->n) {
            if (rest == 0) {
                a->n = 0;
                a->point = 0;
                return;
            }
            while (rest >> bits == 0) {
                rest *= 10;
                read++;
            }
            break;
        }
        rest = rest * 10 + a->d[read++];
    }
    a->point -= read - 1;
    for (; read < a->n; read++) {
        unsigned char next = a->d[read];
        a->d[write++] = (unsigned char)(rest >> bits);
        rest = (rest & mask) * 10 + next;
    }
    while (rest) {
        unsigned char digit = (unsigned char)(rest >> bits);
        rest = (rest & mask) * 10;
        if (write < DIGITS)
            a->d[write++] = digit;
        else
            a->cut = a->cut || digit;
    }
    a->n = write;
    trim(a);
}

static void shift(decimal *a, int bits) {
    for (; bits > SHIFT_MAX; bits -= SHIFT_MAX) shift_left(a, SHIFT_MAX);
    for (; bits < -SHIFT_MAX; bits += SHIFT_MAX) shift_right(a, SHIFT_MAX);
    if (bits > 0) shift_left(a, bits);
    if (bits < 0) shift_right(a, -bits);
}

/* The integer part, rounded half to even. */
static uint64_t rounded(const decimal *a) {
    if (a->point > 20) return UINT64_MAX;
    uint64_t x = 0;
    for (int i = 0; i < a->point; i++) x = x * 10 + (i < a->n ? a->d[i] : 0);
    int p = a->point;
    if (p < 0 || p >= a->n) return x;
    bool up = a->d[p] >= 5;
    if (a->d[p] == 5 && p + 1 == a->n) up = a->cut || (x & 1);
    return x + up;
}

/* The slow, exact way: shift by powers of two until the value is in [1/2, 1), then take 53 bits. */
static double from_decimal(decimal *a) {
    static const unsigned char step[] = {0, 3, 6, 9, 13, 16, 19, 23, 26};
    enum { STEPS = sizeof step, BIG_STEP = 27 };
    int exponent = 0;
    if (a->n == 0 || a->point < -330) return 0.0;
    if (a->point > 310) return HUGE_VAL;
    while (a->point > 0) {
        int bits = a->point >= STEPS ? BIG_STEP : step[a->point];
        shift(a, -bits);
        exponent += bits;
    }
    while (a->point < 0 || (a->point == 0 && a->d[0] < 5)) {
        int bits = -a->point >= STEPS ? BIG_STEP : a->point == 0 ? 1 : step[-a->point];
        shift(a, bits);
        exponent -= bits;
    }
    /* subnormals have fewer bits: shift so that the 53-bit integer below is in their units */
    int bits = exponent < -1021 ? 53 + (exponent + 1021) : 53;
    shift(a, bits);
    return ldexp((double)rounded(a), exponent - bits);
}

/* w times 10 to the e, exactly rounded, by 128-bit integers. Only when 5 to the |e| fits in 63
 * bits. */
static double from_integer(uint64_t w, int e) {
    uint64_t power = 1;
    int two = 0;
    u128 x;
    bool rest = false;
    for (int i = e < 0 ? -e : e; i > 0; i--) power *= 5;
    if (e >= 0) {
        x = (u128)w * power;
        two = e;
    } else {
        /* shift up so that the quotient has at least 55 bits */
        int up = 127;
        while (up > 0 && ((u128)w >> (127 - up)) != 0) up--;
        u128 top = (u128)w << up;
        x = top / power;
        rest = top % power != 0;
        two = e - up;
    }
    int drop = 0;
    while (x >> drop >> 54) drop++;
    if (drop) {
        rest = rest || (x & (((u128)1 << drop) - 1)) != 0;
        x >>= drop;
        two += drop;
    }
    uint64_t m = (uint64_t)x; /* 54 bits at most: one to round by */
    if (m >> 53) {
        bool half = m & 1;
        m >>= 1;
        two++;
        if (half && (rest || (m & 1))) m++;
    }
    return ldexp((double)m, two);
}

double bk_number_parse(const char *p, size_t n) {
    const char *end = p + n;
    bool negative = p < end && *p == '-';
    if (negative) p++;
    const char *start = p;
    uint64_t w = 0;
    long point = 0, exponent = 0; /* digits after the point; the written exponent */
    int significant = 0;
    bool fraction = false;
    for (; p < end && ((*p >= '0' && *p <= '9') || *p == '.'); p++) {
        if (*p == '.') {
            fraction = true;
            continue;
        }
        if (fraction) point++;
        if (significant || *p != '0') {
            if (++significant <= 19) w = w * 10 + (uint64_t)(*p - '0');
            if (significant > 1000000) significant = 1000000;
        }
    }
    const char *digits_end = p;
    if (p < end) {
        bool below = ++p < end && *p == '-';
        if (p < end && (*p == '-' || *p == '+')) p++;
        for (; p < end; p++) {
            if (exponent < 100000000) exponent = exponent * 10 + (*p - '0');
        }
        if (below) exponent = -exponent;
    }
    double d;
    long e = exponent - point;
    if (w == 0) {
        d = 0.0;
    } else if (significant <= 19 && e >= -27 && e <= 27) {
        d = from_integer(w, (int)e);
    } else {
        decimal a = {.n = 0};
        long place = 0; /* digits before the point, counted from the first that is not 0 */
        bool seen = false;
        fraction = false;
        for (p = start; p < digits_end; p++) {
            if (*p == '.') {
                fraction = true;
                continue;
            }
            seen = seen || *p != '0';
            if (seen) {
                if (a.n < DIGITS)
                    a.d[a.n++] = (unsigned char)(*p - '0');
                else
                    a.cut = a.cut || *p != '0';
                if (!fraction) place++;
            } else if (fraction) {
                place--;
            }
        }
        long where = place + exponent;
        a.point = where > 100000 ? 100000 : where < -100000 ? -100000 : (int)where;
        while (a.n > 0 && a.d[a.n - 1] == 0) a.n--;
        d = from_decimal(&a);
    }
    return negative ? -d : d;
}

bool bk_number_parse_integer(const char *p, size_t n, int64_t *out) {
    bool negative = n && *p == '-';
    uint64_t most = negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX, w = 0;
    for (size_t i = negative; i < n; i++) {
        unsigned digit = (unsigned)(p[i] - '0');
        if (w > (most - digit) / 10) return false;
        w = w * 10 + digit;
    }
    if (negative && w == 0) return false;
    *out = negative ? (int64_t)(~w + 1) : (int64_t)w;
    return true;
}

size_t bk_number_format(double d, char out[BK_NUMBER_MAX]) {
    size_t n = 0;
    for (int precision = 15; precision <= 17; precision++) {
        char raw[BK_NUMBER_MAX * 2];
        (void)snprintf(raw, sizeof raw, "%.*g", precision, d);
        bool point = false, plain = true;
        n = 0;
        for (const char *s = raw; *s && n < BK_NUMBER_MAX - 3; s++) {
            bool known = (*s >= '0' && *s <= '9') || *s == '-' || *s == '+' || *s == 'e';
            if (known) {
                out[n++] = *s;
                if (*s == 'e') plain = false;
            } else if (!point) { /* the locale's decimal point, of one or more bytes */
                out[n++] = '.';
                point = true;
            }
        }
        if (plain && !point) {
            out[n++] = '.';
            out[n++] = '0';
        }
        out[n] = '\0';
        if (bk_number_parse(out, n) == d) break;
    }
    return n;
}
