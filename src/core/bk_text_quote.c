#include "bk_text.h"

#include <string.h>

enum { LONGEST = 400 }; /* tokens: what is open longer was no quotation */

static bool is(const bk_text *t, size_t i, const char *s) {
    size_t n = strlen(s);
    return t->tokens[i].n == n && memcmp(t->p + t->tokens[i].at, s, n) == 0;
}

/* What closes a quotation that token i opens; NULL when it opens none. */
static const char *closing(const bk_text *t, size_t i) {
    if (!(t->tokens[i].flags & BK_TOKEN_PUNCT)) return NULL;
    if (is(t, i, "\xE2\x80\x9C")) return "\xE2\x80\x9D";
    if (is(t, i, "\xC2\xAB")) return "\xC2\xBB";
    bool opens = is(t, i, "\"") &&
                 (!(t->tokens[i].flags & BK_TOKEN_GLUED) || i == 0 || is(t, i - 1, "("));
    return opens ? "\"" : NULL;
}

/* Does token i, met within a quotation, open another? A straight mark does behind white space, before none. */
static bool reopens(const bk_text *t, size_t i, const char *close) {
    const char *other = closing(t, i);
    if (!other) return false;
    if (*other != '"') return strcmp(other, close) == 0;
    return i + 1 < t->count && t->tokens[i + 1].flags & BK_TOKEN_GLUED &&
           !(t->tokens[i].flags & BK_TOKEN_GLUED);
}

/* Does token i begin a paragraph, or a sentence where the text's paragraphs may have been joined? */
static bool begins(const bk_text *t, size_t i) {
    return t->tokens[i].flags & BK_TOKEN_LINE || is(t, i - 1, ".") || is(t, i - 1, "!") ||
           is(t, i - 1, "?");
}

bool bk_text_quote(const bk_text *t, size_t from, bk_quote *quote) {
    const char *close = NULL;
    size_t open = 0;
    for (size_t i = from; i < t->count; i++) {
        bool again = close && reopens(t, i, close);
        if (close && (t->tokens[i].flags & BK_TOKEN_PARAGRAPH || (again && begins(t, i)))) {
            *quote = (bk_quote){(uint32_t)open, (uint32_t)i - 1, true};
            return true;
        }
        if (!close || again) { /* what opens again was never closed */
            close = closing(t, i);
            open = i;
        } else if (is(t, i, close) || (is(t, i, "\"") && (unsigned char)close[0] == 0xE2)) {
            *quote = (bk_quote){(uint32_t)open, (uint32_t)i, false};
            return true;
        } else if (i - open > LONGEST) {
            close = NULL;
        }
    }
    return false;
}
