#include "bk_quantity_words.h"

#include <string.h>

/* Sorted, for the binary search. */
static const bk_qword words[] = {
    {"a", BK_QW_DOLLARISH, 1, "AUD"},
    {"aed", BK_QW_CODE, 1, "AED"},
    {"american", BK_QW_DOLLARISH, 1, "USD"},
    {"au", BK_QW_DOLLARISH, 1, "AUD"},
    {"aud", BK_QW_CODE, 1, "AUD"},
    {"australian", BK_QW_DOLLARISH, 1, "AUD"},
    {"b", BK_QW_SUFFIX, 1000000000, ""},
    {"baht", BK_QW_MONEY, 1, "THB"},
    {"billion", BK_QW_MAGNITUDE, 1000000000, ""},
    {"billions", BK_QW_VAGUE, 1000000000, ""},
    {"bitcoin", BK_QW_MONEY, 1, "XBT"},
    {"bitcoins", BK_QW_MONEY, 1, "XBT"},
    {"bln", BK_QW_SUFFIX, 1000000000, ""},
    {"bn", BK_QW_SUFFIX, 1000000000, ""},
    {"bps", BK_QW_RATE, 0, ""},
    {"brl", BK_QW_CODE, 1, "BRL"},
    {"btc", BK_QW_CODE, 1, "XBT"},
    {"btcs", BK_QW_CODE, 1, "XBT"},
    {"byte", BK_QW_BYTES_ONE, 1, ""},
    {"bytes", BK_QW_BYTES, 1, ""},
    {"c", BK_QW_DOLLARISH, 1, "CAD"},
    {"ca", BK_QW_DOLLARISH, 1, "CAD"},
    {"cad", BK_QW_CODE, 1, "CAD"},
    {"canadian", BK_QW_DOLLARISH, 1, "CAD"},
    {"chf", BK_QW_CODE, 1, "CHF"},
    {"cny", BK_QW_CODE, 1, "CNY"},
    {"couple", BK_QW_FEW, 2, ""},
    {"cr", BK_QW_SUFFIX, 10000000, ""},
    {"crore", BK_QW_MAGNITUDE, 10000000, ""},
    {"crores", BK_QW_VAGUE, 10000000, ""},
    {"czk", BK_QW_CODE, 1, "CZK"},
    {"dirhams", BK_QW_MONEY, 1, "AED"},
    {"dkk", BK_QW_CODE, 1, "DKK"},
    {"dollar", BK_QW_MONEY, 1, "USD"},
    {"dollars", BK_QW_MONEY, 1, "USD"},
    {"dozen", BK_QW_DOZEN, 12, ""},
    {"dozens", BK_QW_VAGUE, 12, ""},
    {"eb", BK_QW_BYTES, UINT64_C(1000000000000000000), ""},
    {"ebit", BK_QW_RATE, 0, ""},
    {"ebits", BK_QW_RATE, 0, ""},
    {"ebps", BK_QW_RATE, 0, ""},
    {"ebs", BK_QW_BYTES, UINT64_C(1000000000000000000), ""},
    {"eib", BK_QW_BYTES, UINT64_C(1152921504606846976), ""},
    {"eight", BK_QW_ONES, 8, ""},
    {"eighteen", BK_QW_ONES, 18, ""},
    {"eighty", BK_QW_TENS, 80, ""},
    {"eleven", BK_QW_ONES, 11, ""},
    {"eth", BK_QW_CODE, 1, "ETH"},
    {"ether", BK_QW_MONEY, 1, "ETH"},
    {"ethereum", BK_QW_MONEY, 1, "ETH"},
    {"eur", BK_QW_CODE, 1, "EUR"},
    {"euro", BK_QW_MONEY, 1, "EUR"},
    {"euros", BK_QW_MONEY, 1, "EUR"},
    {"exabit", BK_QW_RATE, 0, ""},
    {"exabits", BK_QW_RATE, 0, ""},
    {"exabyte", BK_QW_BYTES_ONE, UINT64_C(1000000000000000000), ""},
    {"exabytes", BK_QW_BYTES_ALL, UINT64_C(1000000000000000000), ""},
    {"exbibyte", BK_QW_BYTES_ONE, UINT64_C(1152921504606846976), ""},
    {"exbibytes", BK_QW_BYTES_ALL, UINT64_C(1152921504606846976), ""},
    {"few", BK_QW_FEW, 2, ""},
    {"fifteen", BK_QW_ONES, 15, ""},
    {"fifty", BK_QW_TENS, 50, ""},
    {"five", BK_QW_ONES, 5, ""},
    {"forty", BK_QW_TENS, 40, ""},
    {"four", BK_QW_ONES, 4, ""},
    {"fourteen", BK_QW_ONES, 14, ""},
    {"franc", BK_QW_MONEY, 1, "CHF"},
    {"francs", BK_QW_MONEY, 1, "CHF"},
    {"gb", BK_QW_BYTES, 1000000000, ""},
    {"gbit", BK_QW_RATE, 0, ""},
    {"gbits", BK_QW_RATE, 0, ""},
    {"gbp", BK_QW_CODE, 1, "GBP"},
    {"gbps", BK_QW_RATE, 0, ""},
    {"gbs", BK_QW_BYTES, 1000000000, ""},
    {"gib", BK_QW_BYTES, 1073741824, ""},
    {"gibibyte", BK_QW_BYTES_ONE, 1073741824, ""},
    {"gibibytes", BK_QW_BYTES_ALL, 1073741824, ""},
    {"gig", BK_QW_BYTES, 1000000000, ""},
    {"gigabit", BK_QW_RATE, 0, ""},
    {"gigabits", BK_QW_RATE, 0, ""},
    {"gigabyte", BK_QW_BYTES_ONE, 1000000000, ""},
    {"gigabytes", BK_QW_BYTES_ALL, 1000000000, ""},
    {"gigs", BK_QW_BYTES, 1000000000, ""},
    {"half", BK_QW_HALF, 2, ""},
    {"hk", BK_QW_DOLLARISH, 1, "HKD"},
    {"hkd", BK_QW_CODE, 1, "HKD"},
    {"hongkong", BK_QW_DOLLARISH, 1, "HKD"},
    {"hryvnia", BK_QW_MONEY, 1, "UAH"},
    {"hryvnias", BK_QW_MONEY, 1, "UAH"},
    {"huf", BK_QW_CODE, 1, "HUF"},
    {"hundred", BK_QW_HUNDRED, 100, ""},
    {"hundreds", BK_QW_VAGUE, 100, ""},
    {"ils", BK_QW_CODE, 1, "ILS"},
    {"inr", BK_QW_CODE, 1, "INR"},
    {"jpy", BK_QW_CODE, 1, "JPY"},
    {"k", BK_QW_SUFFIX, 1000, ""},
    {"kb", BK_QW_BYTES, 1000, ""},
    {"kbit", BK_QW_RATE, 0, ""},
    {"kbits", BK_QW_RATE, 0, ""},
    {"kbps", BK_QW_RATE, 0, ""},
    {"kbs", BK_QW_BYTES, 1000, ""},
    {"kib", BK_QW_BYTES, 1024, ""},
    {"kibibyte", BK_QW_BYTES_ONE, 1024, ""},
    {"kibibytes", BK_QW_BYTES_ALL, 1024, ""},
    {"kilobit", BK_QW_RATE, 0, ""},
    {"kilobits", BK_QW_RATE, 0, ""},
    {"kilobyte", BK_QW_BYTES_ONE, 1000, ""},
    {"kilobytes", BK_QW_BYTES_ALL, 1000, ""},
    {"kroner", BK_QW_MONEY, 1, "NOK"},
    {"kronor", BK_QW_MONEY, 1, "SEK"},
    {"krw", BK_QW_CODE, 1, "KRW"},
    {"lac", BK_QW_MAGNITUDE, 100000, ""},
    {"lacs", BK_QW_VAGUE, 100000, ""},
    {"lakh", BK_QW_MAGNITUDE, 100000, ""},
    {"lakhs", BK_QW_VAGUE, 100000, ""},
    {"lira", BK_QW_MONEY, 1, "TRY"},
    {"m", BK_QW_SUFFIX, 1000000, ""},
    {"mb", BK_QW_BYTES, 1000000, ""},
    {"mbit", BK_QW_RATE, 0, ""},
    {"mbits", BK_QW_RATE, 0, ""},
    {"mbps", BK_QW_RATE, 0, ""},
    {"mbs", BK_QW_BYTES, 1000000, ""},
    {"mebibyte", BK_QW_BYTES_ONE, 1048576, ""},
    {"mebibytes", BK_QW_BYTES_ALL, 1048576, ""},
    {"meg", BK_QW_BYTES, 1000000, ""},
    {"megabit", BK_QW_RATE, 0, ""},
    {"megabits", BK_QW_RATE, 0, ""},
    {"megabyte", BK_QW_BYTES_ONE, 1000000, ""},
    {"megabytes", BK_QW_BYTES_ALL, 1000000, ""},
    {"megs", BK_QW_BYTES, 1000000, ""},
    {"mib", BK_QW_BYTES, 1048576, ""},
    {"million", BK_QW_MAGNITUDE, 1000000, ""},
    {"millions", BK_QW_VAGUE, 1000000, ""},
    {"mio", BK_QW_SUFFIX, 1000000, ""},
    {"mln", BK_QW_SUFFIX, 1000000, ""},
    {"mn", BK_QW_SUFFIX, 1000000, ""},
    {"monero", BK_QW_MONEY, 1, "XMR"},
    {"mrd", BK_QW_SUFFIX, 1000000000, ""},
    {"mxn", BK_QW_CODE, 1, "MXN"},
    {"myr", BK_QW_CODE, 1, "MYR"},
    {"naira", BK_QW_MONEY, 1, "NGN"},
    {"ngn", BK_QW_CODE, 1, "NGN"},
    {"nine", BK_QW_ONES, 9, ""},
    {"nineteen", BK_QW_ONES, 19, ""},
    {"ninety", BK_QW_TENS, 90, ""},
    {"nok", BK_QW_CODE, 1, "NOK"},
    {"nt", BK_QW_DOLLARISH, 1, "TWD"},
    {"nz", BK_QW_DOLLARISH, 1, "NZD"},
    {"nzd", BK_QW_CODE, 1, "NZD"},
    {"one", BK_QW_ONES, 1, ""},
    {"pb", BK_QW_BYTES, UINT64_C(1000000000000000), ""},
    {"pbit", BK_QW_RATE, 0, ""},
    {"pbits", BK_QW_RATE, 0, ""},
    {"pbps", BK_QW_RATE, 0, ""},
    {"pbs", BK_QW_BYTES, UINT64_C(1000000000000000), ""},
    {"pct", BK_QW_PERCENT, 0, ""},
    {"pebibyte", BK_QW_BYTES_ONE, UINT64_C(1125899906842624), ""},
    {"pebibytes", BK_QW_BYTES_ALL, UINT64_C(1125899906842624), ""},
    {"per", BK_QW_PERCENT, 0, ""},
    {"percent", BK_QW_PERCENT, 0, ""},
    {"pesos", BK_QW_MONEY, 1, "MXN"},
    {"petabit", BK_QW_RATE, 0, ""},
    {"petabits", BK_QW_RATE, 0, ""},
    {"petabyte", BK_QW_BYTES_ONE, UINT64_C(1000000000000000), ""},
    {"petabytes", BK_QW_BYTES_ALL, UINT64_C(1000000000000000), ""},
    {"pib", BK_QW_BYTES, UINT64_C(1125899906842624), ""},
    {"pln", BK_QW_CODE, 1, "PLN"},
    {"pound", BK_QW_MONEY, 1, "GBP"},
    {"pounds", BK_QW_MONEY, 1, "GBP"},
    {"quarter", BK_QW_HALF, 4, ""},
    {"quid", BK_QW_MONEY, 1, "GBP"},
    {"r", BK_QW_DOLLARISH, 1, "BRL"},
    {"rand", BK_QW_MONEY, 1, "ZAR"},
    {"reais", BK_QW_MONEY, 1, "BRL"},
    {"renminbi", BK_QW_MONEY, 1, "CNY"},
    {"ringgit", BK_QW_MONEY, 1, "MYR"},
    {"riyals", BK_QW_MONEY, 1, "SAR"},
    {"rmb", BK_QW_MONEY, 1, "CNY"},
    {"rouble", BK_QW_MONEY, 1, "RUB"},
    {"roubles", BK_QW_MONEY, 1, "RUB"},
    {"rs", BK_QW_CODE, 1, "INR"},
    {"rub", BK_QW_CODE, 1, "RUB"},
    {"ruble", BK_QW_MONEY, 1, "RUB"},
    {"rubles", BK_QW_MONEY, 1, "RUB"},
    {"rupee", BK_QW_MONEY, 1, "INR"},
    {"rupees", BK_QW_MONEY, 1, "INR"},
    {"s", BK_QW_DOLLARISH, 1, "SGD"},
    {"sar", BK_QW_CODE, 1, "SAR"},
    {"scores", BK_QW_VAGUE, 20, ""},
    {"sek", BK_QW_CODE, 1, "SEK"},
    {"seven", BK_QW_ONES, 7, ""},
    {"seventeen", BK_QW_ONES, 17, ""},
    {"seventy", BK_QW_TENS, 70, ""},
    {"several", BK_QW_FEW, 3, ""},
    {"sg", BK_QW_DOLLARISH, 1, "SGD"},
    {"sgd", BK_QW_CODE, 1, "SGD"},
    {"shekels", BK_QW_MONEY, 1, "ILS"},
    {"singapore", BK_QW_DOLLARISH, 1, "SGD"},
    {"six", BK_QW_ONES, 6, ""},
    {"sixteen", BK_QW_ONES, 16, ""},
    {"sixty", BK_QW_TENS, 60, ""},
    {"sterling", BK_QW_MONEY, 1, "GBP"},
    {"taiwan", BK_QW_DOLLARISH, 1, "TWD"},
    {"tb", BK_QW_BYTES, UINT64_C(1000000000000), ""},
    {"tbit", BK_QW_RATE, 0, ""},
    {"tbits", BK_QW_RATE, 0, ""},
    {"tbps", BK_QW_RATE, 0, ""},
    {"tbs", BK_QW_BYTES, UINT64_C(1000000000000), ""},
    {"tebibyte", BK_QW_BYTES_ONE, UINT64_C(1099511627776), ""},
    {"tebibytes", BK_QW_BYTES_ALL, UINT64_C(1099511627776), ""},
    {"ten", BK_QW_ONES, 10, ""},
    {"tens", BK_QW_VAGUE, 10, ""},
    {"terabit", BK_QW_RATE, 0, ""},
    {"terabits", BK_QW_RATE, 0, ""},
    {"terabyte", BK_QW_BYTES_ONE, UINT64_C(1000000000000), ""},
    {"terabytes", BK_QW_BYTES_ALL, UINT64_C(1000000000000), ""},
    {"thb", BK_QW_CODE, 1, "THB"},
    {"thirteen", BK_QW_ONES, 13, ""},
    {"thirty", BK_QW_TENS, 30, ""},
    {"thousand", BK_QW_MAGNITUDE, 1000, ""},
    {"thousands", BK_QW_VAGUE, 1000, ""},
    {"three", BK_QW_ONES, 3, ""},
    {"tib", BK_QW_BYTES, UINT64_C(1099511627776), ""},
    {"tn", BK_QW_SUFFIX, UINT64_C(1000000000000), ""},
    {"trillion", BK_QW_MAGNITUDE, UINT64_C(1000000000000), ""},
    {"trillions", BK_QW_VAGUE, UINT64_C(1000000000000), ""},
    {"trn", BK_QW_SUFFIX, UINT64_C(1000000000000), ""},
    {"try", BK_QW_CODE, 1, "TRY"},
    {"twd", BK_QW_CODE, 1, "TWD"},
    {"twelve", BK_QW_ONES, 12, ""},
    {"twenty", BK_QW_TENS, 20, ""},
    {"two", BK_QW_ONES, 2, ""},
    {"uah", BK_QW_CODE, 1, "UAH"},
    {"us", BK_QW_DOLLARISH, 1, "USD"},
    {"usd", BK_QW_CODE, 1, "USD"},
    {"won", BK_QW_MONEY, 1, "KRW"},
    {"xbt", BK_QW_CODE, 1, "XBT"},
    {"xmr", BK_QW_CODE, 1, "XMR"},
    {"yen", BK_QW_MONEY, 1, "JPY"},
    {"yuan", BK_QW_MONEY, 1, "CNY"},
    {"zar", BK_QW_CODE, 1, "ZAR"},
    {"zealand", BK_QW_DOLLARISH, 1, "NZD"},
    {"zloty", BK_QW_MONEY, 1, "PLN"},
};

/* Where ASCII word p[0..n) has its bit; n > 0. */
static unsigned glimpse(const char *p, size_t n) {
    unsigned first = p[0] & 0x1F, second = n > 1 ? p[1] & 0x1F : 0, last = p[n - 1] & 0x1F;
    return (first ^ (second ^ (unsigned)n) << 5 ^ last << 7) % BK_QWORD_GLIMPSES;
}

void bk_qword_glimpses(uint64_t glimpses[BK_QWORD_GLIMPSES / 64]) {
    memset(glimpses, 0, BK_QWORD_GLIMPSES / 8);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        unsigned bit = glimpse(words[i].word, strlen(words[i].word));
        glimpses[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

bool bk_qword_glimpsed(const uint64_t glimpses[BK_QWORD_GLIMPSES / 64], const char *p, size_t n) {
    if (n == 0 || n > BK_QWORD_MAX) return false;
    unsigned bit = glimpse(p, n);
    return glimpses[bit / 64] >> bit % 64 & 1;
}

const bk_qword *bk_qword_find(const char *p, size_t n) {
    char lower[BK_QWORD_MAX + 1];
    if (n == 0 || n > BK_QWORD_MAX) return NULL;
    for (size_t i = 0; i < n; i++) {
        char c = p[i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    lower[n] = 0;
    size_t low = 0, high = sizeof words / sizeof *words;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = lower[0] - words[middle].word[0]; /* tells already for most words of a text */
        if (order == 0) order = strcmp(lower + 1, words[middle].word + 1);
        if (order == 0) return &words[middle];
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

typedef struct phrase {
    const char *words;
    size_t n;
    bk_quantity_bound bound;
} phrase;

#define PHRASE(words, bound)                                                                       \
    { words, sizeof(words) - 1, bound }

/* Longest first: "no more than" before "more than". */
static const phrase before[] = {
    PHRASE("somewhere around", BK_QUANTITY_ABOUT),
    PHRASE("in the region of", BK_QUANTITY_ABOUT),
    PHRASE("no fewer than", BK_QUANTITY_AT_LEAST),
    PHRASE("not less than", BK_QUANTITY_AT_LEAST),
    PHRASE("approximately", BK_QUANTITY_ABOUT),
    PHRASE("a little over", BK_QUANTITY_ABOUT),
    PHRASE("not more than", BK_QUANTITY_AT_MOST),
    PHRASE("in excess of", BK_QUANTITY_AT_LEAST),
    PHRASE("no less than", BK_QUANTITY_AT_LEAST),
    PHRASE("greater than", BK_QUANTITY_AT_LEAST),
    PHRASE("no more than", BK_QUANTITY_AT_MOST),
    PHRASE("a maximum of", BK_QUANTITY_AT_MOST),
    PHRASE("just shy of", BK_QUANTITY_ABOUT),
    PHRASE("upwards of", BK_QUANTITY_AT_LEAST),
    PHRASE("surpassing", BK_QUANTITY_AT_LEAST),
    PHRASE("minimum of", BK_QUANTITY_AT_LEAST),
    PHRASE("just under", BK_QUANTITY_ABOUT),
    PHRASE("as many as", BK_QUANTITY_AT_MOST),
    PHRASE("as much as", BK_QUANTITY_AT_MOST),
    PHRASE("fewer than", BK_QUANTITY_AT_MOST),
    PHRASE("maximum of", BK_QUANTITY_AT_MOST),
    PHRASE("more than", BK_QUANTITY_AT_LEAST),
    PHRASE("upward of", BK_QUANTITY_AT_LEAST),
    PHRASE("exceeding", BK_QUANTITY_AT_LEAST),
    PHRASE("as few as", BK_QUANTITY_AT_LEAST),
    PHRASE("well over", BK_QUANTITY_AT_LEAST),
    PHRASE("estimated", BK_QUANTITY_ABOUT),
    PHRASE("just over", BK_QUANTITY_ABOUT),
    PHRASE("virtually", BK_QUANTITY_ABOUT),
    PHRASE("less than", BK_QUANTITY_AT_MOST),
    PHRASE("at least", BK_QUANTITY_AT_LEAST),
    PHRASE("exceeded", BK_QUANTITY_AT_LEAST),
    PHRASE("close to", BK_QUANTITY_ABOUT),
    PHRASE("at worst", BK_QUANTITY_AT_MOST),
    PHRASE("exceeds", BK_QUANTITY_AT_LEAST),
    PHRASE("topping", BK_QUANTITY_AT_LEAST),
    PHRASE("approx.", BK_QUANTITY_ABOUT),
    PHRASE("roughly", BK_QUANTITY_ABOUT),
    PHRASE("at most", BK_QUANTITY_AT_MOST),
    PHRASE("around", BK_QUANTITY_ABOUT),
    PHRASE("approx", BK_QUANTITY_ABOUT),
    PHRASE("nearly", BK_QUANTITY_ABOUT),
    PHRASE("almost", BK_QUANTITY_ABOUT),
    PHRASE("about", BK_QUANTITY_ABOUT),
    PHRASE("circa", BK_QUANTITY_ABOUT),
    PHRASE("up to", BK_QUANTITY_AT_MOST),
    PHRASE("under", BK_QUANTITY_AT_MOST),
    PHRASE("below", BK_QUANTITY_AT_MOST),
    PHRASE("over", BK_QUANTITY_AT_LEAST),
    PHRASE("some", BK_QUANTITY_ABOUT),
    PHRASE("near", BK_QUANTITY_ABOUT),
    PHRASE("\xe2\x89\xa5", BK_QUANTITY_AT_LEAST),
    PHRASE("ca.", BK_QUANTITY_ABOUT),
    PHRASE("\xe2\x89\x88", BK_QUANTITY_ABOUT),
    PHRASE("\xe2\x89\xa4", BK_QUANTITY_AT_MOST),
    PHRASE(">", BK_QUANTITY_AT_LEAST),
    PHRASE("~", BK_QUANTITY_ABOUT),
    PHRASE("<", BK_QUANTITY_AT_MOST),
};

static const phrase after[] = {
    PHRASE(" or more", BK_QUANTITY_AT_LEAST), PHRASE(" or above", BK_QUANTITY_AT_LEAST),
    PHRASE(" or fewer", BK_QUANTITY_AT_MOST), PHRASE(" or less", BK_QUANTITY_AT_MOST),
    PHRASE(" or so", BK_QUANTITY_ABOUT),      PHRASE("+", BK_QUANTITY_AT_LEAST),
    PHRASE("-plus", BK_QUANTITY_AT_LEAST),    PHRASE(" plus", BK_QUANTITY_AT_LEAST),
    PHRASE("-odd", BK_QUANTITY_ABOUT),        PHRASE("-ish", BK_QUANTITY_ABOUT),
};

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool same_words(const char *p, const char *lower, size_t n) {
    for (size_t i = 0; i < n; i++) {
        char c = p[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + ('a' - 'A'));
        if (c == '\n') c = ' '; /* phrases wrap over lines */
        if (c != lower[i]) return false;
    }
    return true;
}

bk_quantity_bound bk_qword_bound_before(const char *p, size_t at, size_t *first) {
    size_t end = at;
    if (end && (p[end - 1] == ' ' || p[end - 1] == '\n')) end--;
    if (!end) return BK_QUANTITY_EXACT;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        size_t n = before[i].n;
        bool ends_so = ((p[end - 1] ^ before[i].words[n - 1]) & ~0x20) == 0;
        if (!ends_so || n > end || !same_words(p + end - n, before[i].words, n)) continue;
        bool word = is_letter(before[i].words[0]);
        if (word && end == at) continue; /* glued to the number */
        if (word && n < end && is_letter(p[end - n - 1])) continue;
        *first = end - n;
        return before[i].bound;
    }
    return BK_QUANTITY_EXACT;
}

bk_quantity_bound bk_qword_bound_after(const char *p, size_t n, size_t at, size_t *end) {
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        size_t length = after[i].n;
        if (length > n - at || !same_words(p + at, after[i].words, length)) continue;
        if (at + length < n && is_letter(p[at + length]) && after[i].words[0] != '+') continue;
        *end = at + length;
        return after[i].bound;
    }
    return BK_QUANTITY_EXACT;
}
