/* The closed word classes of amounts: numerals, magnitudes, byte units, currencies, bounding
 * phrases. */
#ifndef BK_QUANTITY_WORDS_H
#define BK_QUANTITY_WORDS_H

#include "bk_quantity.h"

typedef enum bk_qword_class {
    BK_QW_NONE,
    BK_QW_ONES,      /* one..nineteen */
    BK_QW_TENS,      /* twenty..ninety */
    BK_QW_HUNDRED,   /* multiplies what is before it */
    BK_QW_DOZEN,     /* the same, and is a count by itself */
    BK_QW_MAGNITUDE, /* thousand, million, lakh... */
    BK_QW_VAGUE,     /* plural of one of the above; value is one of them */
    BK_QW_FEW,       /* several, few, couple: value times the magnitude that must follow */
    BK_QW_HALF,      /* half, quarter: value is the divisor */
    BK_QW_SUFFIX,    /* k, m, bn: only attached, or after money */
    BK_QW_BYTES,     /* value is bytes; a unit abbreviation */
    BK_QW_BYTES_ONE, /* spelled out, singular */
    BK_QW_BYTES_ALL, /* spelled out, plural: "terabytes of data" is an amount by itself */
    BK_QW_MONEY,     /* a currency's name after the amount */
    BK_QW_CODE,      /* a code or abbreviation, before or after the amount */
    BK_QW_DOLLARISH, /* us, canadian, australian... before "dollars" or "$" */
    BK_QW_RATE,      /* gbps, gigabits: never a volume */
    BK_QW_PERCENT
} bk_qword_class;

typedef struct bk_qword {
    const char *word; /* lower case */
    bk_qword_class kind;
    uint64_t value;
    char currency[4];
} bk_qword;

#define BK_QWORD_MAX 12

/* A bit for each of the words by its length and its first, second and last letters: most words of a text are none of
 * them by these. */
void bk_qword_glimpses(uint64_t glimpses[BK_QWORD_GLIMPSES / 64]);

/* May ASCII word p[0..n) be one of them? */
bool bk_qword_glimpsed(const uint64_t glimpses[BK_QWORD_GLIMPSES / 64], const char *p, size_t n);

/* Look up ASCII word p[0..n) without regard to case; NULL when it is none. */
const bk_qword *bk_qword_find(const char *p, size_t n);

/* The bounding phrase that ends just before `at`; its first byte goes to *first. */
bk_quantity_bound bk_qword_bound_before(const char *p, size_t at, size_t *first);
/* The one that starts at `at` ("or more", "+"); its end goes to *end. */
bk_quantity_bound bk_qword_bound_after(const char *p, size_t n, size_t at, size_t *end);

#endif
