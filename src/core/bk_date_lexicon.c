#include "bk_date_lexicon.h"

#include "bk_calendar.h"

#include <string.h>

/* A letter of ASCII or of Latin-1 in UTF-8 in lower case; *n is how many bytes it takes. */
static uint32_t fold(const char *p, size_t left, size_t *n) {
    unsigned char c = (unsigned char)*p;
    *n = 1;
    if (c >= 'A' && c <= 'Z') return c | 0x20u;
    if (c != 0xC3 || left < 2) return c;
    unsigned char d = (unsigned char)p[1];
    *n = 2;
    return 0xC300u | (d >= 0x80 && d <= 0x9E && d != 0x97 ? d + 0x20u : d);
}

static uint32_t hash_of(const char *p, size_t n) {
    uint32_t h = 2166136261u;
    for (size_t i = 0, step; i < n; i += step) h = (h ^ fold(p + i, n - i, &step)) * 16777619u;
    return h ^ (h >> 15);
}

static bool same_word(const char *p, size_t n, const char *entry, size_t length) {
    if (n != length) return false;
    for (size_t i = 0, a, b; i < n; i += a) {
        if (fold(p + i, n - i, &a) != fold(entry + i, n - i, &b) || a != b) return false;
    }
    return true;
}

/* The first word of an entry, as the finder's tokens part words: letters only. */
static size_t first_word(const char *text) {
    size_t n = 0;
    while ((unsigned char)text[n] >= 0x80 || (text[n] >= 'a' && text[n] <= 'z')) n++;
    return n;
}

void bk_date_lexicon_init(bk_date_lexicon *lexicon, const bk_date_language *language) {
    memset(lexicon, 0, sizeof *lexicon);
    lexicon->language = language;
    for (size_t i = 0; i < language->count && i < BK_LEXICON_MOST; i++) {
        const char *text = language->entries[i].text;
        size_t word = first_word(text), length = strlen(text), step;
        uint32_t first = fold(text, word, &step);
        lexicon->lengths[step == 2 ? 0xC3 : first] |= 1u << (word < 31 ? word : 31);
        uint32_t at = hash_of(text, word) % BK_LEXICON_SLOTS;
        while (lexicon->slots[at]) {
            const char *other = language->entries[lexicon->slots[at] - 1].text;
            if (same_word(text, word, other, first_word(other))) break;
            at = (at + 1) % BK_LEXICON_SLOTS;
        }
        uint16_t *link = &lexicon->slots[at]; /* longer entries come first */
        while (*link && strlen(language->entries[*link - 1].text) >= length)
            link = &lexicon->chain[*link - 1];
        lexicon->chain[i] = *link;
        *link = (uint16_t)(i + 1);
    }
}

/* Where the rest of a phrase ends in the text, 0 when it is not there. */
static size_t match_rest(const char *p, size_t n, size_t at, const char *rest) {
    while (*rest) {
        if (at >= n) return 0;
        unsigned char c = (unsigned char)p[at];
        size_t step, entry_step;
        if (*rest == ' ') {
            size_t from = at;
            for (; at < n && at - from < 4; at++) {
                if (p[at] != ' ' && p[at] != '\t' && p[at] != '\n' && p[at] != '\r' &&
                    (p[at] != '-' || at != from))
                    break;
            }
            if (at + 1 < n && at == from && c == 0xC2 && (unsigned char)p[at + 1] == 0xA0) at += 2;
            if (at == from) return 0;
            rest++;
            continue;
        }
        if (*rest == '\'' && c == 0xE2 && at + 2 < n && (unsigned char)p[at + 1] == 0x80 &&
            ((unsigned char)p[at + 2] | 1) == 0x99) {
            at += 3;
            rest++;
            continue;
        }
        if (fold(p + at, n - at, &step) != fold(rest, strlen(rest), &entry_step)) return 0;
        at += step;
        rest += entry_step;
    }
    unsigned char after = at < n ? (unsigned char)p[at] : ' ';
    bool goes_on = (after | 0x20) >= 'a' && (after | 0x20) <= 'z';
    return goes_on || (after >= 0xC3 && after != 0xE2) ? 0 : at;
}

const bk_date_entry *bk_date_lexicon_find(const bk_date_lexicon *lexicon, const char *p, size_t n,
                                          size_t at, size_t word_end, size_t *end) {
    size_t length = word_end - at;
    unsigned char c = (unsigned char)p[at];
    if (c >= 'A' && c <= 'Z') c |= 0x20;
    if (length > 30 || !(lexicon->lengths[c] >> length & 1)) return NULL;
    const bk_date_entry *entries = lexicon->language->entries;
    uint32_t slot = hash_of(p + at, length) % BK_LEXICON_SLOTS;
    uint16_t i;
    while ((i = lexicon->slots[slot]) != 0) {
        const char *text = entries[i - 1].text;
        size_t word = first_word(text);
        if (same_word(p + at, length, text, word)) break;
        slot = (slot + 1) % BK_LEXICON_SLOTS;
    }
    for (; i; i = lexicon->chain[i - 1]) {
        const char *rest = entries[i - 1].text + length;
        if (!*rest) {
            *end = word_end;
            return &entries[i - 1];
        }
        size_t e = match_rest(p, n, word_end, rest);
        if (e) {
            *end = e;
            return &entries[i - 1];
        }
    }
    return NULL;
}

const bk_date_language *bk_date_language_of(const char *code, size_t n) {
    static const bk_date_language *const all[] = {&bk_date_english, &bk_date_german,
                                                  &bk_date_french, &bk_date_spanish,
                                                  &bk_date_dutch};
    if (n < 2 || (n > 2 && code[2] != '-' && code[2] != '_')) return NULL;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if ((code[0] | 0x20) == all[i]->code[0] && (code[1] | 0x20) == all[i]->code[1])
            return all[i];
    }
    return NULL;
}

const bk_holiday bk_holidays[] = {
    [BK_HOLIDAY_NEW_YEAR] = {1, 1, 0, 0, 0},
    [BK_HOLIDAY_NEW_YEARS_EVE] = {12, 31, 0, 0, 0},
    [BK_HOLIDAY_EPIPHANY] = {1, 6, 0, 0, 0},
    [BK_HOLIDAY_KING_DAY] = {1, 0, 3, 1, 0},
    [BK_HOLIDAY_VALENTINE] = {2, 14, 0, 0, 0},
    [BK_HOLIDAY_PRESIDENTS_DAY] = {2, 0, 3, 1, 0},
    [BK_HOLIDAY_ST_PATRICK] = {3, 17, 0, 0, 0},
    [BK_HOLIDAY_APRIL_FOOLS] = {4, 1, 0, 0, 0},
    [BK_HOLIDAY_EARTH_DAY] = {4, 22, 0, 0, 0},
    [BK_HOLIDAY_GOOD_FRIDAY] = {0, 0, 0, 0, -2},
    [BK_HOLIDAY_EASTER] = {0, 0, 0, 0, 0},
    [BK_HOLIDAY_EASTER_MONDAY] = {0, 0, 0, 0, 1},
    [BK_HOLIDAY_ASCENSION] = {0, 0, 0, 0, 39},
    [BK_HOLIDAY_PENTECOST] = {0, 0, 0, 0, 49},
    [BK_HOLIDAY_WHIT_MONDAY] = {0, 0, 0, 0, 50},
    [BK_HOLIDAY_MAY_DAY] = {5, 1, 0, 0, 0},
    [BK_HOLIDAY_CINCO_DE_MAYO] = {5, 5, 0, 0, 0},
    [BK_HOLIDAY_MOTHERS_DAY] = {5, 0, 2, 7, 0},
    [BK_HOLIDAY_MEMORIAL_DAY] = {5, 0, 5, 1, 0},
    [BK_HOLIDAY_JUNETEENTH] = {6, 19, 0, 0, 0},
    [BK_HOLIDAY_FATHERS_DAY] = {6, 0, 3, 7, 0},
    [BK_HOLIDAY_CANADA_DAY] = {7, 1, 0, 0, 0},
    [BK_HOLIDAY_INDEPENDENCE_DAY] = {7, 4, 0, 0, 0},
    [BK_HOLIDAY_BASTILLE_DAY] = {7, 14, 0, 0, 0},
    [BK_HOLIDAY_ASSUMPTION] = {8, 15, 0, 0, 0},
    [BK_HOLIDAY_LABOR_DAY] = {9, 0, 1, 1, 0},
    [BK_HOLIDAY_GERMAN_UNITY] = {10, 3, 0, 0, 0},
    [BK_HOLIDAY_COLUMBUS_DAY] = {10, 0, 2, 1, 0},
    [BK_HOLIDAY_HALLOWEEN] = {10, 31, 0, 0, 0},
    [BK_HOLIDAY_ALL_SAINTS] = {11, 1, 0, 0, 0},
    [BK_HOLIDAY_GUY_FAWKES] = {11, 5, 0, 0, 0},
    [BK_HOLIDAY_VETERANS_DAY] = {11, 11, 0, 0, 0},
    [BK_HOLIDAY_THANKSGIVING] = {11, 0, 4, 4, 0},
    [BK_HOLIDAY_BLACK_FRIDAY] = {11, 0, 4, 4, 1},
    [BK_HOLIDAY_CYBER_MONDAY] = {11, 0, 4, 4, 4},
    [BK_HOLIDAY_CHRISTMAS_EVE] = {12, 24, 0, 0, 0},
    [BK_HOLIDAY_CHRISTMAS] = {12, 25, 0, 0, 0},
    [BK_HOLIDAY_BOXING_DAY] = {12, 26, 0, 0, 0},
    [BK_HOLIDAY_ASH_WEDNESDAY] = {0, 0, 0, 0, -46},
    [BK_HOLIDAY_PALM_SUNDAY] = {0, 0, 0, 0, -7},
    [BK_HOLIDAY_MAUNDY_THURSDAY] = {0, 0, 0, 0, -3},
    [BK_HOLIDAY_WOMENS_DAY] = {3, 8, 0, 0, 0},
};

/* The Gregorian computus of J. Meeus, Astronomical Algorithms, chapter 8. */
static int64_t easter(int64_t year) {
    int64_t a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4;
    int64_t f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
    int64_t i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
    int64_t m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
    return bk_days(year, (unsigned)(n / 31), (unsigned)(n % 31) + 1);
}

int64_t bk_holiday_day(const bk_holiday *h, int64_t year) {
    if (!h->month) return easter(year) + h->plus;
    if (!h->nth) return bk_days(year, h->month, h->day);
    if (h->nth == 5) {
        int64_t last = bk_month_start(year, h->month, 1) - 1;
        return last - (bk_weekday(last) + 7 - h->weekday) % 7 + h->plus;
    }
    int64_t first = bk_days(year, h->month, 1);
    return first + (h->weekday + 7 - bk_weekday(first)) % 7 + (h->nth - 1) * 7 + h->plus;
}
