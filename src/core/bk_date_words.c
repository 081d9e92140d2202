#include "bk_date_words.h"

#include "bk_calendar.h"

#include <string.h>

#define WORD_MAX 11

typedef struct entry {
    char word[WORD_MAX + 1];
    unsigned char kind;
    short value;
    unsigned char ambiguous, vague;
} entry;

/* sorted by word */
static const entry table[] = {
    {"a", BK_WORD_NUMBER, 1, 0, 0},
    {"aedt", BK_WORD_ZONE, 660, 1, 0},
    {"aest", BK_WORD_ZONE, 600, 1, 0},
    {"after", BK_WORD_DIRECTION, 1, 0, 0},
    {"afternoon", BK_WORD_DAYPART, 12, 0, 0},
    {"afterwards", BK_WORD_DIRECTION, 1, 0, 0},
    {"ago", BK_WORD_DIRECTION, -1, 0, 0},
    {"am", BK_WORD_MERIDIEM, 0, 0, 0},
    {"an", BK_WORD_NUMBER, 1, 0, 0},
    {"apr", BK_WORD_MONTH, 4, 1, 0},
    {"april", BK_WORD_MONTH, 4, 0, 0},
    {"aug", BK_WORD_MONTH, 8, 1, 0},
    {"august", BK_WORD_MONTH, 8, 1, 0},
    {"autumn", BK_WORD_SEASON, 23, 0, 0},
    {"before", BK_WORD_DIRECTION, -1, 0, 0},
    {"beginning", BK_WORD_PART, 0, 0, 0},
    {"bst", BK_WORD_ZONE, 60, 1, 0},
    {"cdt", BK_WORD_ZONE, -300, 1, 0},
    {"centuries", BK_WORD_UNIT, 11, 0, 0},
    {"century", BK_WORD_UNIT, 11, 0, 0},
    {"cest", BK_WORD_ZONE, 120, 1, 0},
    {"cet", BK_WORD_ZONE, 60, 1, 0},
    {"coming", BK_WORD_WHICH, 1, 0, 0},
    {"couple", BK_WORD_NUMBER, 2, 0, 1},
    {"cst", BK_WORD_ZONE, -360, 1, 0},
    {"ct", BK_WORD_ZONE, -360, 1, 0},
    {"current", BK_WORD_WHICH, 0, 0, 0},
    {"day", BK_WORD_UNIT, 2, 0, 0},
    {"days", BK_WORD_UNIT, 2, 0, 0},
    {"dec", BK_WORD_MONTH, 12, 1, 0},
    {"decade", BK_WORD_UNIT, 10, 0, 0},
    {"decades", BK_WORD_UNIT, 10, 0, 0},
    {"december", BK_WORD_MONTH, 12, 0, 0},
    {"dozen", BK_WORD_NUMBER, 12, 0, 1},
    {"earlier", BK_WORD_DIRECTION, -1, 0, 0},
    {"early", BK_WORD_PART, 0, 0, 0},
    {"edt", BK_WORD_ZONE, -240, 1, 0},
    {"eest", BK_WORD_ZONE, 180, 1, 0},
    {"eet", BK_WORD_ZONE, 120, 1, 0},
    {"eight", BK_WORD_NUMBER, 8, 0, 0},
    {"eighteen", BK_WORD_NUMBER, 18, 0, 0},
    {"eighteenth", BK_WORD_ORDINAL, 18, 0, 0},
    {"eighth", BK_WORD_ORDINAL, 8, 0, 0},
    {"eleven", BK_WORD_NUMBER, 11, 0, 0},
    {"eleventh", BK_WORD_ORDINAL, 11, 0, 0},
    {"end", BK_WORD_PART, 2, 0, 0},
    {"est", BK_WORD_ZONE, -300, 1, 0},
    {"et", BK_WORD_ZONE, -300, 1, 0},
    {"evening", BK_WORD_DAYPART, 18, 0, 0},
    {"fall", BK_WORD_SEASON, 23, 1, 0},
    {"feb", BK_WORD_MONTH, 2, 1, 0},
    {"february", BK_WORD_MONTH, 2, 0, 0},
    {"few", BK_WORD_NUMBER, 3, 0, 1},
    {"fifteen", BK_WORD_NUMBER, 15, 0, 0},
    {"fifteenth", BK_WORD_ORDINAL, 15, 0, 0},
    {"fifth", BK_WORD_ORDINAL, 5, 0, 0},
    {"fifty", BK_WORD_NUMBER, 50, 0, 0},
    {"first", BK_WORD_ORDINAL, 1, 0, 0},
    {"five", BK_WORD_NUMBER, 5, 0, 0},
    {"fortnight", BK_WORD_UNIT, 4, 0, 0},
    {"fortnights", BK_WORD_UNIT, 4, 0, 0},
    {"forty", BK_WORD_NUMBER, 40, 0, 0},
    {"four", BK_WORD_NUMBER, 4, 0, 0},
    {"fourteen", BK_WORD_NUMBER, 14, 0, 0},
    {"fourteenth", BK_WORD_ORDINAL, 14, 0, 0},
    {"fourth", BK_WORD_ORDINAL, 4, 0, 0},
    {"fri", BK_WORD_WEEKDAY, 5, 1, 0},
    {"friday", BK_WORD_WEEKDAY, 5, 0, 0},
    {"gmt", BK_WORD_ZONE, 0, 1, 0},
    {"half", BK_WORD_UNIT, 8, 0, 0},
    {"hence", BK_WORD_DIRECTION, 1, 0, 0},
    {"hkt", BK_WORD_ZONE, 480, 1, 0},
    {"hour", BK_WORD_UNIT, 1, 0, 0},
    {"hours", BK_WORD_UNIT, 1, 0, 0},
    {"hrs", BK_WORD_UNIT, 1, 0, 0},
    {"jan", BK_WORD_MONTH, 1, 1, 0},
    {"january", BK_WORD_MONTH, 1, 0, 0},
    {"jst", BK_WORD_ZONE, 540, 1, 0},
    {"jul", BK_WORD_MONTH, 7, 1, 0},
    {"july", BK_WORD_MONTH, 7, 0, 0},
    {"jun", BK_WORD_MONTH, 6, 1, 0},
    {"june", BK_WORD_MONTH, 6, 0, 0},
    {"kst", BK_WORD_ZONE, 540, 1, 0},
    {"last", BK_WORD_WHICH, -1, 0, 0},
    {"late", BK_WORD_PART, 2, 0, 0},
    {"later", BK_WORD_DIRECTION, 1, 0, 0},
    {"mar", BK_WORD_MONTH, 3, 1, 0},
    {"march", BK_WORD_MONTH, 3, 1, 0},
    {"may", BK_WORD_MONTH, 5, 1, 0},
    {"mdt", BK_WORD_ZONE, -360, 1, 0},
    {"mid", BK_WORD_PART, 1, 0, 0},
    {"middle", BK_WORD_PART, 1, 0, 0},
    {"minute", BK_WORD_UNIT, 0, 0, 0},
    {"minutes", BK_WORD_UNIT, 0, 0, 0},
    {"mon", BK_WORD_WEEKDAY, 1, 1, 0},
    {"monday", BK_WORD_WEEKDAY, 1, 0, 0},
    {"month", BK_WORD_UNIT, 6, 0, 0},
    {"months", BK_WORD_UNIT, 6, 0, 0},
    {"morning", BK_WORD_DAYPART, 6, 0, 0},
    {"msk", BK_WORD_ZONE, 180, 1, 0},
    {"mst", BK_WORD_ZONE, -420, 1, 0},
    {"next", BK_WORD_WHICH, 1, 0, 0},
    {"night", BK_WORD_DAYPART, 18, 0, 0},
    {"nine", BK_WORD_NUMBER, 9, 0, 0},
    {"nineteen", BK_WORD_NUMBER, 19, 0, 0},
    {"nineteenth", BK_WORD_ORDINAL, 19, 0, 0},
    {"ninety", BK_WORD_NUMBER, 90, 0, 0},
    {"ninth", BK_WORD_ORDINAL, 9, 0, 0},
    {"nov", BK_WORD_MONTH, 11, 1, 0},
    {"november", BK_WORD_MONTH, 11, 0, 0},
    {"oct", BK_WORD_MONTH, 10, 1, 0},
    {"october", BK_WORD_MONTH, 10, 0, 0},
    {"one", BK_WORD_NUMBER, 1, 0, 0},
    {"past", BK_WORD_WHICH, -1, 0, 0},
    {"pdt", BK_WORD_ZONE, -420, 1, 0},
    {"pm", BK_WORD_MERIDIEM, 12, 0, 0},
    {"previous", BK_WORD_WHICH, -1, 0, 0},
    {"previously", BK_WORD_DIRECTION, -1, 0, 0},
    {"prior", BK_WORD_DIRECTION, -1, 0, 0},
    {"pst", BK_WORD_ZONE, -480, 1, 0},
    {"pt", BK_WORD_ZONE, -480, 1, 0},
    {"quarter", BK_WORD_UNIT, 7, 0, 0},
    {"quarters", BK_WORD_UNIT, 7, 0, 0},
    {"sat", BK_WORD_WEEKDAY, 6, 1, 0},
    {"saturday", BK_WORD_WEEKDAY, 6, 0, 0},
    {"second", BK_WORD_ORDINAL, 2, 0, 0},
    {"sep", BK_WORD_MONTH, 9, 1, 0},
    {"sept", BK_WORD_MONTH, 9, 1, 0},
    {"september", BK_WORD_MONTH, 9, 0, 0},
    {"seven", BK_WORD_NUMBER, 7, 0, 0},
    {"seventeen", BK_WORD_NUMBER, 17, 0, 0},
    {"seventeenth", BK_WORD_ORDINAL, 17, 0, 0},
    {"seventh", BK_WORD_ORDINAL, 7, 0, 0},
    {"several", BK_WORD_NUMBER, 3, 0, 1},
    {"sgt", BK_WORD_ZONE, 480, 1, 0},
    {"six", BK_WORD_NUMBER, 6, 0, 0},
    {"sixteen", BK_WORD_NUMBER, 16, 0, 0},
    {"sixteenth", BK_WORD_ORDINAL, 16, 0, 0},
    {"sixth", BK_WORD_ORDINAL, 6, 0, 0},
    {"sixty", BK_WORD_NUMBER, 60, 0, 0},
    {"spring", BK_WORD_SEASON, 21, 1, 0},
    {"start", BK_WORD_PART, 0, 0, 0},
    {"summer", BK_WORD_SEASON, 22, 0, 0},
    {"sun", BK_WORD_WEEKDAY, 7, 1, 0},
    {"sunday", BK_WORD_WEEKDAY, 7, 0, 0},
    {"ten", BK_WORD_NUMBER, 10, 0, 0},
    {"tenth", BK_WORD_ORDINAL, 10, 0, 0},
    {"third", BK_WORD_ORDINAL, 3, 0, 0},
    {"thirteen", BK_WORD_NUMBER, 13, 0, 0},
    {"thirteenth", BK_WORD_ORDINAL, 13, 0, 0},
    {"thirtieth", BK_WORD_ORDINAL, 30, 0, 0},
    {"thirty", BK_WORD_NUMBER, 30, 0, 0},
    {"this", BK_WORD_WHICH, 0, 0, 0},
    {"three", BK_WORD_NUMBER, 3, 0, 0},
    {"thu", BK_WORD_WEEKDAY, 4, 1, 0},
    {"thur", BK_WORD_WEEKDAY, 4, 1, 0},
    {"thurs", BK_WORD_WEEKDAY, 4, 1, 0},
    {"thursday", BK_WORD_WEEKDAY, 4, 0, 0},
    {"today", BK_WORD_DAYNAME, 0, 0, 0},
    {"tomorrow", BK_WORD_DAYNAME, 1, 0, 0},
    {"tonight", BK_WORD_DAYNAME, 0, 0, 0},
    {"tue", BK_WORD_WEEKDAY, 2, 1, 0},
    {"tues", BK_WORD_WEEKDAY, 2, 1, 0},
    {"tuesday", BK_WORD_WEEKDAY, 2, 0, 0},
    {"twelfth", BK_WORD_ORDINAL, 12, 0, 0},
    {"twelve", BK_WORD_NUMBER, 12, 0, 0},
    {"twentieth", BK_WORD_ORDINAL, 20, 0, 0},
    {"twenty", BK_WORD_NUMBER, 20, 0, 0},
    {"two", BK_WORD_NUMBER, 2, 0, 0},
    {"ut", BK_WORD_ZONE, 0, 1, 0},
    {"utc", BK_WORD_ZONE, 0, 1, 0},
    {"wed", BK_WORD_WEEKDAY, 3, 1, 0},
    {"wednesday", BK_WORD_WEEKDAY, 3, 0, 0},
    {"week", BK_WORD_UNIT, 3, 0, 0},
    {"weekend", BK_WORD_UNIT, 5, 0, 0},
    {"weekends", BK_WORD_UNIT, 5, 0, 0},
    {"weeks", BK_WORD_UNIT, 3, 0, 0},
    {"winter", BK_WORD_SEASON, 24, 0, 0},
    {"year", BK_WORD_UNIT, 9, 0, 0},
    {"years", BK_WORD_UNIT, 9, 0, 0},
    {"yesterday", BK_WORD_DAYNAME, -1, 0, 0},
    {"z", BK_WORD_ZONE, 0, 1, 0},
};

bk_date_word bk_date_word_of(const char *p, size_t n) {
    bk_date_word none = {0};
    char folded[WORD_MAX + 1];
    if (n == 0 || n > WORD_MAX) return none;
    for (size_t i = 0; i < n; i++) folded[i] = (char)(p[i] | 0x20);
    folded[n] = '\0';
    size_t low = 0, high = sizeof table / sizeof *table;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = strcmp(folded, table[mid].word);
        if (order == 0) {
            const entry *e = &table[mid];
            return (bk_date_word){(bk_word_kind)e->kind, e->value, e->ambiguous != 0,
                                  e->vague != 0};
        }
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return none;
}

const bk_holiday bk_holidays[] = {
    {"new year's day", 1, 1, 0, 0, 0},   {"new year's eve", 12, 31, 0, 0, 0},
    {"valentine's day", 2, 14, 0, 0, 0}, {"memorial day", 5, 0, 5, 1, 0},
    {"independence day", 7, 4, 0, 0, 0}, {"fourth of july", 7, 4, 0, 0, 0},
    {"labor day", 9, 0, 1, 1, 0},        {"halloween", 10, 31, 0, 0, 0},
    {"veterans day", 11, 11, 0, 0, 0},   {"thanksgiving day", 11, 0, 4, 4, 0},
    {"thanksgiving", 11, 0, 4, 4, 0},    {"black friday", 11, 0, 4, 4, 1},
    {"cyber monday", 11, 0, 4, 4, 4},    {"christmas eve", 12, 24, 0, 0, 0},
    {"christmas day", 12, 25, 0, 0, 0},  {"christmas", 12, 25, 0, 0, 0},
    {"boxing day", 12, 26, 0, 0, 0},     {"martin luther king day", 1, 0, 3, 1, 0},
};
const size_t bk_holiday_count = sizeof bk_holidays / sizeof *bk_holidays;

int64_t bk_holiday_day(const bk_holiday *h, int64_t year) {
    if (!h->nth) return bk_days(year, h->month, h->day);
    if (h->nth == 5) {
        int64_t last = bk_month_start(year, h->month, 1) - 1;
        return last - (bk_weekday(last) + 7 - h->weekday) % 7 + h->plus;
    }
    int64_t first = bk_days(year, h->month, 1);
    return first + (h->weekday + 7 - bk_weekday(first)) % 7 + (h->nth - 1) * 7 + h->plus;
}
