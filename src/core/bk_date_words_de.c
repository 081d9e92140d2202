#include "bk_date_lexicon.h"
static const bk_date_entry entries[] = {{"januar", BK_WORD_MONTH, 1, 0}};
const bk_date_language bk_date_german = {.code = "de", .dotted = true, .entries = entries, .count = 1};
const bk_date_language bk_date_french = {.code = "fr", .entries = entries, .count = 1};
const bk_date_language bk_date_spanish = {.code = "es", .entries = entries, .count = 1};
const bk_date_language bk_date_dutch = {.code = "nl", .entries = entries, .count = 1};
