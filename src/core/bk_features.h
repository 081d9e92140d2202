/* What a sequence labeller sees of a text: attributes of each token in columns, and templates that
 * join them into hashed features.
 *
 * A cell is 0 where the attribute is absent. The first columns are made from the text and the word
 * table of the model; the others are the caller's (phrases of a lexicon, dates, the event at hand).
 * A template names cells by column and offset; its feature is a 32-bit hash of their values, so
 * that no word of the training texts is kept anywhere. */
#ifndef BK_FEATURES_H
#define BK_FEATURES_H

#include "bk_text.h"

#include <stdbool.h>

typedef enum bk_column {
    BK_COLUMN_WORD,    /* the folded word */
    BK_COLUMN_SHAPE,   /* capitals, small letters, digits and marks, runs made one */
    BK_COLUMN_PREFIX,  /* its first four bytes, folded */
    BK_COLUMN_SUFFIX2, /* its last two */
    BK_COLUMN_SUFFIX3, /* its last three */
    BK_COLUMN_KIND,    /* word, number, mark, capital..., and how it joins the token before */
    BK_COLUMN_CODE,    /* the first of the codes of the word table */
    BK_WORD_CODES = 6,
    BK_COLUMN_OWN = BK_COLUMN_CODE + BK_WORD_CODES, /* the caller's first */
    BK_COLUMNS_MAX = 48
} bk_column;

/* Columns one after the other: cell (column, token) is cells[column * rows + token]. */
typedef struct bk_columns {
    uint32_t *cells;
    size_t rows;
    unsigned count;
    size_t room; /* cells that there are */
} bk_columns;

/* Words by their hash, each with BK_WORD_CODES codes; `slots` is a power of two, 0 for no table. A
 * slot is 1 + BK_WORD_CODES / 2 words: the hash, and two codes of 16 bits in each other word. `known`, where it is set,
 * has the bit of each hash that is there: the table is nearly full, and a word that it has not would be looked for in
 * many slots. */
typedef struct bk_word_table {
    const uint32_t *cells;
    size_t slots;
    const uint64_t *known;
} bk_word_table;

#define BK_WORD_SLOT (1 + BK_WORD_CODES / 2)
enum { BK_KNOWN_BITS = 18, BK_KNOWN_WORDS = 1 << (BK_KNOWN_BITS - 6) };

/* Set the bits of the table's words in BK_KNOWN_WORDS words, and let it use them. */
void bk_word_table_know(bk_word_table *t, uint64_t *known);

/* Columns of `rows` tokens, not set yet: those made from the text and `own` of the caller's behind them. The cells of
 * `spare`, other columns that are of no more use, are taken where they suffice, and it has none then; NULL for none.
 * Zeroed on failure; freeing twice is safe. */
bk_code bk_columns_make(bk_columns *c, size_t rows, unsigned own, bk_columns *spare, bk_error *err);
/* Set all cells of the tokens lo to hi - 1 to 0. */
void bk_columns_clear(bk_columns *c, size_t lo, size_t hi);
/* Fill the columns made from the text, which are clear, for its tokens lo to hi - 1. */
void bk_columns_read(bk_columns *c, const bk_text *t, const bk_word_table *words, size_t lo, size_t hi);
/* All this, for the tokens of a text. */
bk_code bk_columns_new(bk_columns *c, const bk_text *t, const bk_word_table *words, unsigned own,
                       bk_error *err);
void bk_columns_free(bk_columns *c);

/* Mark tokens first..last with a value: the first token begins it, the others are inside. */
void bk_columns_mark(bk_columns *c, unsigned column, size_t first, size_t last, uint32_t value);

/* For each token of lo..hi the value that `from` has at the nearest token before it (or with
 * `ahead` after it) where `gate` is set; 0 where there is none. The tokens that one phrase marks
 * have one value. */
void bk_columns_nearest(bk_columns *c, unsigned column, unsigned from, unsigned gate, size_t lo,
                        size_t hi, bool ahead);

/* Where each token of lo..hi, of which there are BK_SENTENCE_TOKENS at most, stands to the nearest of the events at
 * spans[0..n): five columns from `column` on: the event's own tokens; side and distance; its last word; its code; what
 * parts the two (marks and verbs). `code` is the column of a code of the event's word, `verb` a column that is set on
 * verbs. */
enum { BK_RELATION_COLUMNS = 5 };
void bk_columns_relate(bk_columns *c, unsigned column, size_t lo, size_t hi, const bk_span *spans,
                       size_t n, unsigned code, unsigned verb);

/* A template: `n` cells joined, or with `bag` the values of one column at offsets from..to, each a
 * feature of its own whatever its offset. */
enum { BK_TEMPLATE_CELLS = 4 };
typedef struct bk_template {
    uint8_t n;
    uint8_t bag;
    int8_t offset[BK_TEMPLATE_CELLS]; /* of a bag: from, to */
    uint8_t column[BK_TEMPLATE_CELLS];
    uint8_t unused[2]; /* as in the file: three words */
} bk_template;

/* The cells before a sentence and behind it. */
#define BK_CELL_BEFORE 0xFFFFFFF1u
#define BK_CELL_BEYOND 0xFFFFFFF2u

/* How a feature is hashed: the seed of template t, then its cells one after the other. */
static inline uint32_t bk_feature_mix(uint32_t h, uint32_t v) {
    h ^= v;
    h *= 0x9E3779B1u;
    return h ^ h >> 15;
}
static inline uint32_t bk_feature_seed(uint32_t t) {
    return bk_feature_mix(0x85EBCA6Bu, t + 1);
}

/* The feature, never 0, of what no token has but the text: its name, in two parts. */
uint32_t bk_feature_named(const char *p, size_t n, const char *q, size_t m);

/* The features of token `at` in a sentence of tokens lo..hi, by the templates from..to (`to` is
 * exclusive; a template's number is part of its features); at most `room` of them, the number
 * written. Cells outside the sentence have a value of their own. */
size_t bk_features(const bk_columns *c, const bk_template *templates, size_t from, size_t to,
                   size_t at, size_t lo, size_t hi, uint32_t *out, size_t room);

#endif
