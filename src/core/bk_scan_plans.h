/* The numbering plans that numbers of persons are checked by. */
#ifndef BK_SCAN_PLANS_H
#define BK_SCAN_PLANS_H

#include <stddef.h>

/* How many of the digits of an international number are its country's code, and how many must
 * follow; 0 when no country has it. */
size_t bk_plan_country(const char *digits, size_t n, size_t *least, size_t *most);

/* What follows the country and the two check digits of an IBAN, as "4a14n" (four capitals, 14
 * digits; c is either); NULL for a country without. */
const char *bk_plan_account(const char country[2]);

/* The lengths that cards of this beginning may have, a bit a length; 0 when nobody issues them. */
unsigned bk_plan_card(const char digits[6]);

#endif
