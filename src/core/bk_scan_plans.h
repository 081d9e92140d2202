/* The numbering plans that numbers of persons are checked by. */
#ifndef BK_SCAN_PLANS_H
#define BK_SCAN_PLANS_H

#include <stddef.h>

typedef struct bk_plan {
    size_t least, most; /* how many digits a number has behind the country's code */
    size_t zero;        /* 1 when the digits have a 0 in between that is dialled within the country */
} bk_plan;

/* How many of the digits of an international number are its country's code; 0 when no country has
 * it, or none of its numbers begin so. */
size_t bk_plan_country(const char *digits, size_t n, bk_plan *plan);

/* What follows the country and the two check digits of an IBAN, as "4a14n" (four capitals, 14
 * digits; c is either); NULL for a country without. */
const char *bk_plan_account(const char country[2]);

/* The lengths that cards of this beginning may have, a bit a length; 0 when nobody issues them. */
unsigned bk_plan_card(const char digits[6]);

#endif
