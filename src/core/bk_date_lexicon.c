#include "bk_date_lexicon.h"

#include "bk_calendar.h"

#include <string.h>

/* Byte `i` of a text in lower case: ASCII, and Latin-1's letters in UTF-8 (C3 80 to C3 9E). */
static inline unsigned char folded(const char *p, size_t i) {
    unsigned char c = (unsigned char)p[i];
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    bool capital = c <= 0x9E && c != 0x97 && i > 0 && (unsigned char)p[i - 1] == 0xC3;
    return capital ? (unsigned char)(c + 0x20) : c;
}

/* The same for letters that fold to the same, which differ in this bit. */
static uint32_t hash_of(const char *p, size_t n) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) h = (h ^ ((unsigned char)p[i] | 0x20u)) * 16777619u;
    return h ^ (h >> 15);
}

/* Most words of a text are none of the table's: their first two bytes and their length say so. */
static inline uint32_t glimpse(const char *p, size_t n) {
    uint32_t first = (unsigned char)p[0] | 0x20u, second = n > 1 ? (unsigned char)p[1] | 0x20u : 0;
    return (first ^ second << 4 ^ (uint32_t)n << 8 ^ second) % BK_LEXICON_GLIMPSES;
}

static bool same_word(const char *p, const char *entry, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (p[i] != entry[i] && folded(p, i) != (unsigned char)entry[i]) return false;
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
        size_t word = first_word(text), length = strlen(text);
        uint32_t seen = glimpse(text, word);
        lexicon->seen[seen / 64] |= UINT64_C(1) << seen % 64;
        uint32_t at = hash_of(text, word) % BK_LEXICON_SLOTS;
        while (lexicon->slots[at]) {
            const char *other = language->entries[lexicon->slots[at] - 1].text;
            if (first_word(other) == word && memcmp(text, other, word) == 0) break;
            at = (at + 1) % BK_LEXICON_SLOTS;
        }
        lexicon->word[i] = (uint8_t)word;
        uint16_t *link = &lexicon->slots[at]; /* longer entries come first */
        while (*link && strlen(language->entries[*link - 1].text) >= length)
            link = &lexicon->chain[*link - 1];
        lexicon->chain[i] = *link;
        *link = (uint16_t)(i + 1);
    }
}

/* Where what parts two words of a phrase ends; `at` when nothing does. */
static size_t gap_end(const char *p, size_t n, size_t at) {
    size_t from = at;
    for (; at < n && at - from < 4; at++) {
        if (p[at] != ' ' && p[at] != '\t' && p[at] != '\n' && p[at] != '\r' &&
            (p[at] != '-' || at != from))
            break;
    }
    bool no_break = at == from && at + 1 < n && (unsigned char)p[at] == 0xC2 &&
                    (unsigned char)p[at + 1] == 0xA0;
    return no_break ? at + 2 : at;
}

/* Where the rest of a phrase ends in the text, 0 when it is not there. */
static size_t match_rest(const char *p, size_t n, size_t at, const char *rest) {
    while (*rest) {
        if (at >= n) return 0;
        unsigned char c = (unsigned char)p[at];
        if (*rest == ' ') {
            size_t end = gap_end(p, n, at);
            if (end == at) return 0;
            at = end;
            rest++;
            continue;
        }
        if (*rest == '\'' && c == 0xE2 && at + 2 < n && (unsigned char)p[at + 1] == 0x80 &&
            ((unsigned char)p[at + 2] | 1) == 0x99) {
            at += 3;
            rest++;
            continue;
        }
        if (folded(p, at) != (unsigned char)*rest) return 0;
        at++;
        rest++;
    }
    unsigned char after = at < n ? (unsigned char)p[at] : ' ';
    bool goes_on = (after | 0x20) >= 'a' && (after | 0x20) <= 'z';
    return goes_on || (after >= 0xC3 && after != 0xE2) ? 0 : at;
}

const bk_date_entry *bk_date_lexicon_find(const bk_date_lexicon *lexicon, const char *p, size_t n,
                                          size_t at, size_t word_end, size_t *end) {
    size_t length = word_end - at;
    uint32_t seen = glimpse(p + at, length);
    if (!(lexicon->seen[seen / 64] >> seen % 64 & 1)) return NULL;
    const bk_date_entry *entries = lexicon->language->entries;
    uint32_t slot = hash_of(p + at, length) % BK_LEXICON_SLOTS;
    uint16_t i;
    while ((i = lexicon->slots[slot]) != 0) {
        const char *text = entries[i - 1].text;
        bool whole = lexicon->word[i - 1] == length;
        if (whole && same_word(p + at, text, length)) break;
        slot = (slot + 1) % BK_LEXICON_SLOTS;
    }
    size_t second = 0; /* where a second word begins */
    for (; i; i = lexicon->chain[i - 1]) {
        const char *rest = entries[i - 1].text + length;
        if (!*rest) {
            *end = word_end;
            return &entries[i - 1];
        }
        if (*rest == ' ') {
            if (!second) second = gap_end(p, n, word_end);
            if (second >= n || folded(p, second) != (unsigned char)rest[1]) continue;
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
    static const bk_date_language *const all[] = {
        &bk_date_english, &bk_date_german, &bk_date_french, &bk_date_spanish, &bk_date_dutch};
    if (n < 2 || (n > 2 && code[2] != '-' && code[2] != '_')) return NULL;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if ((code[0] | 0x20) == all[i]->code[0] && (code[1] | 0x20) == all[i]->code[1])
            return all[i];
    }
    return NULL;
}

const bk_holiday bk_holidays[] = {
    [BK_HOLIDAY_NEW_YEAR] = {1, 1, 0, 0, 0},         [BK_HOLIDAY_NEW_YEARS_EVE] = {12, 31, 0, 0, 0},
    [BK_HOLIDAY_EPIPHANY] = {1, 6, 0, 0, 0},         [BK_HOLIDAY_KING_DAY] = {1, 0, 3, 1, 0},
    [BK_HOLIDAY_VALENTINE] = {2, 14, 0, 0, 0},       [BK_HOLIDAY_PRESIDENTS_DAY] = {2, 0, 3, 1, 0},
    [BK_HOLIDAY_ST_PATRICK] = {3, 17, 0, 0, 0},      [BK_HOLIDAY_APRIL_FOOLS] = {4, 1, 0, 0, 0},
    [BK_HOLIDAY_EARTH_DAY] = {4, 22, 0, 0, 0},       [BK_HOLIDAY_GOOD_FRIDAY] = {0, 0, 0, 0, -2},
    [BK_HOLIDAY_EASTER] = {0, 0, 0, 0, 0},           [BK_HOLIDAY_EASTER_MONDAY] = {0, 0, 0, 0, 1},
    [BK_HOLIDAY_ASCENSION] = {0, 0, 0, 0, 39},       [BK_HOLIDAY_PENTECOST] = {0, 0, 0, 0, 49},
    [BK_HOLIDAY_WHIT_MONDAY] = {0, 0, 0, 0, 50},     [BK_HOLIDAY_MAY_DAY] = {5, 1, 0, 0, 0},
    [BK_HOLIDAY_CINCO_DE_MAYO] = {5, 5, 0, 0, 0},    [BK_HOLIDAY_MOTHERS_DAY] = {5, 0, 2, 7, 0},
    [BK_HOLIDAY_MEMORIAL_DAY] = {5, 0, 5, 1, 0},     [BK_HOLIDAY_JUNETEENTH] = {6, 19, 0, 0, 0},
    [BK_HOLIDAY_FATHERS_DAY] = {6, 0, 3, 7, 0},      [BK_HOLIDAY_CANADA_DAY] = {7, 1, 0, 0, 0},
    [BK_HOLIDAY_INDEPENDENCE_DAY] = {7, 4, 0, 0, 0}, [BK_HOLIDAY_BASTILLE_DAY] = {7, 14, 0, 0, 0},
    [BK_HOLIDAY_ASSUMPTION] = {8, 15, 0, 0, 0},      [BK_HOLIDAY_LABOR_DAY] = {9, 0, 1, 1, 0},
    [BK_HOLIDAY_GERMAN_UNITY] = {10, 3, 0, 0, 0},    [BK_HOLIDAY_COLUMBUS_DAY] = {10, 0, 2, 1, 0},
    [BK_HOLIDAY_HALLOWEEN] = {10, 31, 0, 0, 0},      [BK_HOLIDAY_ALL_SAINTS] = {11, 1, 0, 0, 0},
    [BK_HOLIDAY_GUY_FAWKES] = {11, 5, 0, 0, 0},      [BK_HOLIDAY_VETERANS_DAY] = {11, 11, 0, 0, 0},
    [BK_HOLIDAY_THANKSGIVING] = {11, 0, 4, 4, 0},    [BK_HOLIDAY_BLACK_FRIDAY] = {11, 0, 4, 4, 1},
    [BK_HOLIDAY_CYBER_MONDAY] = {11, 0, 4, 4, 4},    [BK_HOLIDAY_CHRISTMAS_EVE] = {12, 24, 0, 0, 0},
    [BK_HOLIDAY_CHRISTMAS] = {12, 25, 0, 0, 0},      [BK_HOLIDAY_BOXING_DAY] = {12, 26, 0, 0, 0},
    [BK_HOLIDAY_ASH_WEDNESDAY] = {0, 0, 0, 0, -46},  [BK_HOLIDAY_PALM_SUNDAY] = {0, 0, 0, 0, -7},
    [BK_HOLIDAY_MAUNDY_THURSDAY] = {0, 0, 0, 0, -3}, [BK_HOLIDAY_WOMENS_DAY] = {3, 8, 0, 0, 0},
    [BK_HOLIDAY_PATCH_TUESDAY] = {0, 0, 2, 2, 0},
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
