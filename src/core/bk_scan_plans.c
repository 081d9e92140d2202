/* Who gives out which numbers. Compiled by the authors from ITU-T E.164 and the national plans
 * notified under it (how many digits follow a country's code), the SWIFT IBAN registry (the
 * structure behind the check digits) and the issuers' published ranges (ISO/IEC 7812). */
#include "bk_scan_plans.h"

#include <string.h>

/* in the order of codes; none begins another */
static const struct {
    unsigned short code;
    unsigned char least, most;
} countries[] = {
    {1, 10, 10},  {7, 10, 10},  {20, 8, 10},   {27, 9, 9},   {30, 10, 10}, {31, 9, 9},
    {32, 8, 9},   {33, 9, 9},   {34, 9, 9},    {36, 8, 9},   {39, 6, 11},  {40, 9, 9},
    {41, 9, 9},   {43, 7, 13},  {44, 9, 10},   {45, 8, 8},   {46, 7, 10},  {47, 8, 8},
    {48, 9, 9},   {49, 6, 13},  {51, 8, 9},    {52, 10, 10}, {53, 6, 8},   {54, 10, 11},
    {55, 10, 11}, {56, 9, 9},   {57, 8, 10},   {58, 10, 10}, {60, 8, 10},  {61, 9, 9},
    {62, 8, 12},  {63, 8, 10},  {64, 8, 10},   {65, 8, 8},   {66, 8, 9},   {81, 9, 10},
    {82, 8, 10},  {84, 9, 10},  {86, 10, 11},  {90, 10, 10}, {91, 10, 10}, {92, 9, 10},
    {93, 9, 9},   {94, 9, 9},   {95, 7, 10},   {98, 10, 10}, {211, 9, 9},  {212, 9, 9},
    {213, 8, 9},  {216, 8, 8},  {218, 9, 9},   {220, 7, 7},  {221, 9, 9},  {222, 8, 8},
    {223, 8, 8},  {224, 8, 9},  {225, 10, 10}, {226, 8, 8},  {227, 8, 8},  {228, 8, 8},
    {229, 8, 10}, {230, 7, 8},  {231, 7, 9},   {232, 8, 8},  {233, 9, 9},  {234, 8, 10},
    {235, 8, 8},  {236, 8, 8},  {237, 9, 9},   {238, 7, 7},  {239, 7, 7},  {240, 9, 9},
    {241, 7, 8},  {242, 9, 9},  {243, 9, 9},   {244, 9, 9},  {245, 7, 9},  {246, 7, 7},
    {247, 4, 6},  {248, 7, 7},  {249, 9, 9},   {250, 9, 9},  {251, 9, 9},  {252, 7, 9},
    {253, 8, 8},  {254, 9, 9},  {255, 9, 9},   {256, 9, 9},  {257, 8, 8},  {258, 8, 9},
    {260, 9, 9},  {261, 9, 9},  {262, 9, 9},   {263, 9, 9},  {264, 8, 9},  {265, 7, 9},
    {266, 8, 8},  {267, 7, 8},  {268, 8, 8},   {269, 7, 7},  {290, 4, 5},  {291, 7, 7},
    {297, 7, 7},  {298, 6, 6},  {299, 6, 6},   {350, 8, 8},  {351, 9, 9},  {352, 6, 11},
    {353, 7, 9},  {354, 7, 9},  {355, 8, 9},   {356, 8, 8},  {357, 8, 8},  {358, 6, 11},
    {359, 8, 9},  {370, 8, 8},  {371, 8, 8},   {372, 7, 8},  {373, 8, 8},  {374, 8, 8},
    {375, 9, 9},  {376, 6, 9},  {377, 8, 9},   {378, 6, 10}, {380, 9, 9},  {381, 8, 9},
    {382, 8, 8},  {383, 8, 9},  {385, 8, 9},   {386, 8, 8},  {387, 8, 9},  {389, 8, 8},
    {420, 9, 9},  {421, 9, 9},  {423, 7, 9},   {500, 5, 5},  {501, 7, 7},  {502, 8, 8},
    {503, 8, 8},  {504, 8, 8},  {505, 8, 8},   {506, 8, 8},  {507, 7, 8},  {508, 6, 6},
    {509, 8, 8},  {590, 9, 9},  {591, 8, 8},   {592, 7, 7},  {593, 8, 9},  {594, 9, 9},
    {595, 8, 9},  {596, 9, 9},  {597, 6, 7},   {598, 8, 8},  {599, 7, 8},  {670, 7, 8},
    {672, 6, 6},  {673, 7, 7},  {674, 7, 7},   {675, 7, 8},  {676, 5, 7},  {677, 5, 7},
    {678, 5, 7},  {679, 7, 7},  {680, 7, 7},   {681, 6, 6},  {682, 5, 5},  {683, 4, 7},
    {685, 5, 7},  {686, 5, 8},  {687, 6, 6},   {688, 5, 6},  {689, 6, 8},  {690, 4, 5},
    {691, 7, 7},  {692, 7, 7},  {800, 8, 8},   {850, 8, 10}, {852, 8, 8},  {853, 8, 8},
    {855, 8, 9},  {856, 8, 10}, {870, 9, 9},   {880, 8, 10}, {886, 8, 9},  {960, 7, 7},
    {961, 7, 8},  {962, 8, 9},  {963, 8, 9},   {964, 8, 10}, {965, 8, 8},  {966, 9, 9},
    {967, 7, 9},  {968, 8, 8},  {970, 8, 9},   {971, 8, 9},  {972, 8, 9},  {973, 8, 8},
    {974, 8, 8},  {975, 8, 8},  {976, 8, 8},   {977, 8, 10}, {992, 9, 9},  {993, 8, 8},
    {994, 9, 9},  {995, 9, 9},  {996, 9, 9},   {998, 9, 9},
};

size_t bk_plan_country(const char *digits, size_t n, size_t *least, size_t *most) {
    if (n && digits[0] == '0') return 0;
    for (size_t length = 1; length <= 3 && length < n; length++) {
        unsigned code = 0;
        for (size_t i = 0; i < length; i++) code = code * 10 + (unsigned)(digits[i] - '0');
        size_t from = 0, to = sizeof countries / sizeof *countries;
        while (from < to) {
            size_t i = (from + to) / 2;
            if (countries[i].code == code) {
                *least = countries[i].least;
                *most = countries[i].most;
                return length;
            }
            if (countries[i].code < code)
                from = i + 1;
            else
                to = i;
        }
    }
    return 0;
}

/* n: digits, a: capitals, c: either */
static const struct {
    char country[3];
    const char *structure;
} accounts[] = {
    {"AD", "8n12c"},    {"AE", "19n"},     {"AL", "8n16c"},    {"AT", "16n"},
    {"AZ", "4a20c"},    {"BA", "16n"},     {"BE", "12n"},      {"BG", "4a6n8c"},
    {"BH", "4a14c"},    {"BI", "23n"},     {"BR", "23n1a1c"},  {"BY", "4c4n16c"},
    {"CH", "5n12c"},    {"CR", "18n"},     {"CY", "8n16c"},    {"CZ", "20n"},
    {"DE", "18n"},      {"DJ", "23n"},     {"DK", "14n"},      {"DO", "4c20n"},
    {"EE", "16n"},      {"EG", "25n"},     {"ES", "20n"},      {"FI", "14n"},
    {"FK", "2a12n"},    {"FO", "14n"},     {"FR", "10n11c2n"}, {"GB", "4a14n"},
    {"GE", "2a16n"},    {"GI", "4a15c"},   {"GL", "14n"},      {"GR", "7n16c"},
    {"GT", "24c"},      {"HR", "17n"},     {"HU", "24n"},      {"IE", "4a14n"},
    {"IL", "19n"},      {"IQ", "4a15n"},   {"IS", "22n"},      {"IT", "1a10n12c"},
    {"JO", "4a4n18c"},  {"KW", "4a22c"},   {"KZ", "3n13c"},    {"LB", "4n20c"},
    {"LC", "4a24c"},    {"LI", "5n12c"},   {"LT", "16n"},      {"LU", "3n13c"},
    {"LV", "4a13c"},    {"LY", "21n"},     {"MC", "10n11c2n"}, {"MD", "20c"},
    {"ME", "18n"},      {"MK", "3n10c2n"}, {"MN", "16n"},      {"MR", "23n"},
    {"MT", "4a5n18c"},  {"MU", "4a19n3a"}, {"NI", "4a20n"},    {"NL", "4a10n"},
    {"NO", "11n"},      {"OM", "3n16c"},   {"PK", "4a16c"},    {"PL", "24n"},
    {"PS", "4a21c"},    {"PT", "21n"},     {"QA", "4a21c"},    {"RO", "4a16c"},
    {"RS", "18n"},      {"RU", "14n15c"},  {"SA", "2n18c"},    {"SC", "4a20n3a"},
    {"SD", "14n"},      {"SE", "20n"},     {"SI", "15n"},      {"SK", "20n"},
    {"SM", "1a10n12c"}, {"SO", "19n"},     {"ST", "21n"},      {"SV", "4a20n"},
    {"TL", "19n"},      {"TN", "20n"},     {"TR", "6n16c"},    {"UA", "6n19c"},
    {"VA", "18n"},      {"VG", "4a16n"},   {"XK", "16n"},      {"YE", "4a4n18c"},
};

const char *bk_plan_account(const char country[2]) {
    for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++) {
        if (memcmp(accounts[i].country, country, 2) == 0) return accounts[i].structure;
    }
    return NULL;
}

/* the first digits, filled up to six; how many digits in all, a bit a length */
#define ONLY(n) (1u << (n))
#define FROM_TO(a, b) ((ONLY((b) + 1) - 1u) & ~(ONLY(a) - 1u))
static const struct {
    unsigned from, to, lengths;
} issuers[] = {
    {220000, 220499, FROM_TO(16, 19)},                /* Mir */
    {222100, 272099, ONLY(16)},                       /* Mastercard */
    {300000, 305999, ONLY(14) | ONLY(16)},            /* Diners Club */
    {309500, 309599, ONLY(14) | ONLY(16)},            /* Diners Club */
    {340000, 349999, ONLY(15)},                       /* American Express */
    {352800, 358999, FROM_TO(16, 19)},                /* JCB */
    {360000, 369999, FROM_TO(14, 19)},                /* Diners Club */
    {370000, 379999, ONLY(15)},                       /* American Express */
    {380000, 399999, FROM_TO(16, 19)},                /* Diners Club */
    {400000, 499999, ONLY(13) | ONLY(16) | ONLY(19)}, /* Visa */
    {500000, 509999, FROM_TO(13, 19)},                /* Maestro */
    {510000, 559999, ONLY(16)},                       /* Mastercard */
    {560000, 589999, FROM_TO(13, 19)},                /* Maestro */
    {601100, 601199, FROM_TO(16, 19)},                /* Discover */
    {620000, 629999, FROM_TO(16, 19)},                /* UnionPay */
    {630400, 630499, FROM_TO(13, 19)},                /* Maestro */
    {639000, 639099, FROM_TO(13, 19)},                /* Maestro */
    {644000, 659999, FROM_TO(16, 19)},                /* Discover */
    {670000, 679999, FROM_TO(13, 19)},                /* Maestro */
    {810000, 817199, FROM_TO(16, 19)},                /* UnionPay */
};

unsigned bk_plan_card(const char digits[6]) {
    unsigned head = 0;
    for (size_t i = 0; i < 6; i++) head = head * 10 + (unsigned)(digits[i] - '0');
    for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++) {
        if (head >= issuers[i].from && head <= issuers[i].to) return issuers[i].lengths;
    }
    return 0;
}
