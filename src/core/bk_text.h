/* Text as tokens and sentences, by byte spans, in one linear pass.
 *
 * A token is a word, a number, an address (URL, domain, mail) or one mark of punctuation. The parts
 * of a hyphenated compound are tokens of their own ("spear-phishing" is two), so that a phrase is
 * found in either spelling; a hyphen before a digit stays inside ("CVE-2014-1234", "2014-11-25"). A
 * possessive "'s" is a token of its own, other apostrophes stay inside the word. "U.S.", "11.5",
 * "1,000" and "example.com" are single tokens. Bytes that are not UTF-8 are letters of no script:
 * nothing is refused.
 *
 * Spans are 0-based offsets with lengths here; the binding makes them 1-based inclusive positions.
 */
#ifndef BK_TEXT_H
#define BK_TEXT_H

#include "bk_status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum bk_token_flag {
    BK_TOKEN_WORD = 1,        /* starts with a letter (or # or @ and a letter) */
    BK_TOKEN_NUMBER = 2,      /* starts with a digit */
    BK_TOKEN_PUNCT = 4,       /* one mark, or a run of dots */
    BK_TOKEN_ADDRESS = 8,     /* a URL, or a word with an inner dot or @ */
    BK_TOKEN_CAPITAL = 16,    /* its first letter is a capital */
    BK_TOKEN_UPPER = 32,      /* two letters or more, all of them capitals */
    BK_TOKEN_GLUED = 64,      /* no white space before it */
    BK_TOKEN_PARAGRAPH = 128, /* a blank line before it */
    BK_TOKEN_LINE = 256,      /* a line end before it */
    BK_TOKEN_HYPHEN = 512,    /* follows a hyphen that joins it to the token before */
    BK_TOKEN_FOREIGN = 1024   /* begins with a letter outside Latin script */
} bk_token_flag;

typedef struct bk_token {
    uint32_t at, n; /* offset and length in bytes */
    uint32_t hash;  /* of the folded bytes */
    uint32_t flags;
} bk_token;

typedef struct bk_span {
    uint32_t first, last; /* token indexes, 0-based, inclusive */
} bk_span;

typedef struct bk_text {
    const char *p; /* borrowed from the caller for as long as the struct lives */
    size_t n;
    bk_token *tokens;
    size_t count, capacity;
} bk_text;

/* Split p[0..n) into tokens. On failure (memory, or more than 2^32-2 bytes) the struct is empty.
 * bk_text_free leaves it zeroed; freeing twice is safe. */
bk_code bk_text_tokens(bk_text *t, const char *p, size_t n, bk_error *err);
void bk_text_free(bk_text *t);

/* The sentence that starts at token `from`: its last token. A blank line ends one; so does a list's
 * bullet, and the end of a title before a byline, of a byline, of a line with a name and a date; abbreviations, initials and decimals do not; none is longer than BK_SENTENCE_TOKENS. */
#define BK_SENTENCE_TOKENS 300
size_t bk_text_sentence(const bk_text *t, size_t from);

/* A quotation: its tokens, the marks included. One that a blank line ends, or a line or
 * sentence that opens it again, runs on where that opens it again. What anything else opens before it was
 * closed was none. */
typedef struct bk_quote {
    uint32_t first, last;
    bool runs_on;
} bk_quote;

/* The next quotation that opens at or after token `from`, outside any other; false when there is
 * none. Call again from quote->last + 1. */
bool bk_text_quote(const bk_text *t, size_t from, bk_quote *quote);

/* One byte in lower case by ASCII; UTF-8 capitals of Latin-1 are folded by bk_text_fold. */
char bk_text_lower(char c);
/* Write the folded form of p[0..n) (lower case of ASCII and Latin-1, ’ as ') to `out`, which has
 * room for n bytes; the length of the result. */
size_t bk_text_fold(char *out, const char *p, size_t n);
/* Is `folded`[0..length) the folded form of p[0..n)? */
bool bk_text_folds_to(const char *p, size_t n, const char *folded, size_t length);
uint32_t bk_text_hash(const char *p, size_t n);

#endif
