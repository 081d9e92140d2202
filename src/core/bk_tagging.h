/* A sentence as rules see it: a tag for each word, and its noun phrases, by a vocabulary of function
 * words and verb forms and by what stands around a word. No grammar of a language is in here beyond
 * how English puts nouns and verbs side by side; the words are the caller's. */
#ifndef BK_TAGGING_H
#define BK_TAGGING_H

#include "bk_vocabulary.h"

/* The tags that the rules heed. A vocabulary may have others, up to BK_TAGS_MAX - 1. */
typedef enum bk_tag {
    BK_TAG_NONE,
    BK_TAG_NOUN, /* anything nominal */
    BK_TAG_NUMBER,
    BK_TAG_VERB, /* finite or base */
    BK_TAG_ED,   /* past or participle */
    BK_TAG_ING,
    BK_TAG_MARK,
    BK_TAG_GENITIVE,
    BK_TAG_DETERMINER,
    BK_TAG_POSSESSIVE,
    BK_TAG_QUANTIFIER,
    BK_TAG_PREPOSITION,
    BK_TAG_TO,
    BK_TAG_MODAL,
    BK_TAG_PRONOUN,
    BK_TAG_NEGATION,
    BK_TAG_WH,
    BK_TAG_DO,
    BK_TAG_ADVERB,
    BK_TAG_CONJUNCTION,
    BK_TAG_BE,
    BK_TAG_HAVE,
    BK_TAG_OTHER, /* the first of the caller's own */
    BK_TAGS_MAX = 32
} bk_tag;
enum { BK_CLASSES_MAX = 62 }; /* of nouns, by the caller: bits */

typedef enum bk_form {
    BK_FORM_BASE = 1,
    BK_FORM_S = 2,
    BK_FORM_PAST = 4,
    BK_FORM_PARTICIPLE = 8,
    BK_FORM_ING = 16
} bk_form;

/* The sets of words that the rules heed, in this order; the bits above are the caller's. */
typedef enum bk_word_set {
    BK_SET_OF = 1,
    BK_SET_THAT = 2,       /* opens a clause, or points after a preposition */
    BK_SET_GENITIVE = 4,   /* 's */
    BK_SET_ADJECTIVE = 8,  /* a participle or base form after it belongs to the noun phrase */
    BK_SET_MAGNITUDE = 16, /* of a number: million, gigabytes */
    BK_SET_COUNT = 32,     /* a number by itself: dozens */
    BK_SET_CALENDAR = 64,
    BK_SET_NO_NOUN = 128, /* a verb whose base form is no noun after a noun; a form with -s that is none */
    BK_SET_PAST = 256,    /* of the auxiliaries those that tell of the past */
    BK_SET_MEASURE = 512, /* adjectives that say how great or new a thing is */
    BK_SET_DEFINITE = 1024,  /* determiners that belong to what an event is called */
    BK_SET_ADNOMINAL = 2048 /* adverbs that stand before nouns, too */
} bk_word_set;

/* A noun phrase. Places count from 1, the sentence's first token; 0 is none. */
typedef struct bk_phrase {
    uint16_t first, last;
    uint16_t start;       /* past determiner and numbers */
    uint16_t before;      /* the token before it, and before a number that stands apart */
    uint16_t count, counted; /* the number in or before it, from, to */
    uint8_t determiner;   /* BK_TAG_DETERMINER, BK_TAG_POSSESSIVE or none */
    bool head;            /* has one: is no determiner or number alone, and no pronoun */
    bool pronoun, capital, calendar, aside; /* aside: in parentheses */
} bk_phrase;

typedef struct bk_tagging {
    size_t n;
    uint64_t classes[BK_SENTENCE_TOKENS + 2]; /* in: bits, at the last words of phrases that have a class */
    /* by place, from 1; 0 and n + 1 have no tag and no phrase */
    const bk_known *known[BK_SENTENCE_TOKENS + 2];
    uint8_t tags[BK_SENTENCE_TOKENS + 2];
    uint16_t phrase_at[BK_SENTENCE_TOKENS + 2]; /* number of the phrase, from 1 */
    bk_phrase phrases[BK_SENTENCE_TOKENS];
    size_t phrase_count;
    uint32_t sets; /* those of all its words */
    bool shouting; /* in capitals, or a headline In Title Case: a capital tells nothing of a name */
    bool past, verbal; /* told in the past; has a verb at all */
} bk_tagging;

/* Read the n <= BK_SENTENCE_TOKENS tokens from `from` on. `more`, which may be NULL, is looked in
 * before `words`. `s->classes` is the caller's, for all of 0 to
 * n + 1; the rest is written. */
void bk_tagging_read(bk_tagging *s, const bk_vocabulary *words, const bk_vocabulary *more,
                     const bk_text *text, size_t from, size_t n);

#endif
