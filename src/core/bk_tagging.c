#include "bk_tagging.h"

#define BIT(tag) (UINT32_C(1) << (tag))
enum { NUMBER_OR_MARK = BK_TOKEN_NUMBER | BK_TOKEN_PUNCT };

static const uint32_t OPENING = BIT(BK_TAG_DETERMINER) | BIT(BK_TAG_POSSESSIVE) |
                                BIT(BK_TAG_QUANTIFIER) | BIT(BK_TAG_NOUN) | BIT(BK_TAG_NUMBER);
static const uint32_t BEFORE_NOUN = BIT(BK_TAG_DETERMINER) | BIT(BK_TAG_POSSESSIVE) |
                                    BIT(BK_TAG_QUANTIFIER) | BIT(BK_TAG_PREPOSITION) |
                                    BIT(BK_TAG_GENITIVE) | BIT(BK_TAG_NUMBER);
static const uint32_t BEFORE_VERB = BIT(BK_TAG_TO) | BIT(BK_TAG_MODAL) | BIT(BK_TAG_PRONOUN) |
                                    BIT(BK_TAG_NEGATION) | BIT(BK_TAG_WH) | BIT(BK_TAG_DO);
static const uint32_t AFTER_VERB = BIT(BK_TAG_DETERMINER) | BIT(BK_TAG_POSSESSIVE) |
                                   BIT(BK_TAG_QUANTIFIER) | BIT(BK_TAG_PRONOUN) |
                                   BIT(BK_TAG_NUMBER);
static const uint32_t AFTER_SUBJECT =
    BIT(BK_TAG_NOUN) | BIT(BK_TAG_ADVERB) | BIT(BK_TAG_CONJUNCTION);
static const uint32_t VERBS = BIT(BK_TAG_VERB) | BIT(BK_TAG_ED) | BIT(BK_TAG_ING) |
                              BIT(BK_TAG_BE) | BIT(BK_TAG_HAVE) | BIT(BK_TAG_MODAL);

typedef struct reader {
    bk_tagging *s;
    const char *p;
    const bk_token *tokens; /* the sentence's, from place 1 */
} reader;

static const bk_token *token(const reader *r, size_t k) {
    return &r->tokens[k - 1];
}
static bool is_one(uint8_t tag, uint32_t set) {
    return BIT(tag) & set;
}
static uint8_t tag_of(const bk_known *w) {
    return w ? w->tag : BK_TAG_NONE;
}
static uint8_t forms_of(const bk_known *w) {
    return w ? w->forms : 0;
}
static bool in_set(const reader *r, size_t k, uint32_t set) {
    const bk_known *w = r->s->known[k];
    return w && (w->sets & set);
}
static bool is_capital(const reader *r, size_t k) {
    return token(r, k)->flags & BK_TOKEN_CAPITAL;
}
/* A capital inside a sentence: a name's. */
static bool is_name(const reader *r, size_t k) {
    return k > 1 && is_capital(r, k) && !r->s->shouting;
}
static bool is_mark(const reader *r, size_t k, char mark) {
    return k >= 1 && k <= r->s->n && token(r, k)->n == 1 && r->p[token(r, k)->at] == mark;
}

/* The i-th byte of a word from its end, folded; 0 before its beginning. Right for ASCII letters. */
static char from_end(const reader *r, size_t k, size_t i) {
    const bk_token *t = token(r, k);
    return t->n < i ? '\0' : bk_text_lower(r->p[t->at + t->n - i]);
}

/* Is the word after place k no mark, and without a tag of the vocabulary? */
static bool nominal_after(const reader *r, size_t k) {
    return k < r->s->n && !(token(r, k + 1)->flags & BK_TOKEN_PUNCT) &&
           !tag_of(r->s->known[k + 1]) && !in_set(r, k + 1, BK_SET_GENITIVE);
}

/* "Red Anvil hacks Halden Bank", "Ransomware gang hits Halden Bank", "Hackers breach Halden Bank", "Halden Bank confirms
 * breach": a small word, of this form, between the nouns that open the sentence and a name, or what a name's verb has
 * for its object. */
static bool tells_heading(const reader *r, size_t k, unsigned form) {
    const bk_tagging *s = r->s;
    if (k == 1 || k == s->n || is_capital(r, k) || in_set(r, k + 1, BK_SET_CALENDAR)) return false;
    bool names = true;
    for (size_t i = 1; i < k; i++) {
        if (s->tags[i] != BK_TAG_NOUN) return false;
        names = names && is_capital(r, i);
    }
    bool plural = from_end(r, k - 1, 1) == 's';
    bool capital = is_capital(r, k + 1);
    if (!(form & BK_FORM_S)) return (form & BK_FORM_BASE) && plural && capital && (k == 2 || !names);
    bool object = nominal_after(r, k) && (!forms_of(s->known[k + 1]) || s->classes[k + 1]) &&
                  !(from_end(r, k + 1, 2) == 'e' && from_end(r, k + 1, 1) == 'd');
    return names ? capital || object : capital && !s->classes[k] && !plural;
}

/* "Hacks the bank, steals data": after a comma, and after a verb of its form. */
static bool goes_on(const reader *r, size_t k) {
    if (k < 3 || !is_mark(r, k - 1, ',') || !nominal_after(r, k)) return false;
    for (size_t i = 1; i < k - 1; i++)
        if (r->s->tags[i] == BK_TAG_VERB && forms_of(r->s->known[i]) & BK_FORM_S) return true;
    return false;
}

/* Does "this" stand before place k? What ends in "s" behind it is no plural: "this indicates". */
static bool after_this(const reader *r, size_t k) {
    return k > 1 && bk_text_folds_to(r->p + token(r, k - 1)->at, token(r, k - 1)->n, "this", 4);
}

/* Does who speaks stand before place k, at a sentence's end: ", the company believes"? */
static bool after_speaker(const reader *r, size_t k) {
    const uint8_t *tags = r->s->tags;
    size_t i = k - 1;
    while (i > 1 && tags[i] == BK_TAG_NOUN) i--;
    return i > 1 && i < k - 1 && tags[i] == BK_TAG_DETERMINER && is_mark(r, i - 1, ',');
}

/* The tag of a word with the forms of a verb, by what stands around it. */
static uint8_t tag_form(const reader *r, unsigned form, size_t k) {
    const bk_tagging *s = r->s;
    uint8_t prev = s->tags[k - 1];
    bool open = k < s->n && !(token(r, k + 1)->flags & BK_TOKEN_PUNCT);
    uint8_t following = open ? tag_of(s->known[k + 1]) : BK_TAG_NONE;
    if (is_mark(r, k + 1, '$')) following = BK_TAG_NUMBER; /* "wants $5,000" */
    bool after_adjective = prev == BK_TAG_NOUN && in_set(r, k - 1, BK_SET_ADJECTIVE);
    if (form & BK_FORM_ING)
        return prev == BK_TAG_DETERMINER || prev == BK_TAG_POSSESSIVE || prev == BK_TAG_GENITIVE ||
                       is_name(r, k)
                   ? BK_TAG_NOUN
                   : BK_TAG_ING;
    if (form & (BK_FORM_PAST | BK_FORM_PARTICIPLE)) {
        if (nominal_after(r, k) && (is_one(prev, BEFORE_NOUN) || after_adjective))
            return BK_TAG_NOUN;
        return (form & BK_FORM_BASE) && is_one(prev, BEFORE_NOUN) ? BK_TAG_NOUN : BK_TAG_ED;
    }
    if ((form & BK_FORM_S) && in_set(r, k, BK_SET_NO_NOUN) && prev != BK_TAG_DETERMINER && !is_name(r, k))
        return BK_TAG_VERB;
    if ((form & BK_FORM_S) && after_this(r, k)) return BK_TAG_VERB;
    if (is_one(prev, BEFORE_NOUN) || is_name(r, k) || after_adjective ||
        (k < s->n && in_set(r, k + 1, BK_SET_OF)))
        return BK_TAG_NOUN;
    if (is_one(prev, BEFORE_VERB) ||
        (prev == BK_TAG_ADVERB && k > 1 && is_one(s->tags[k - 2], BEFORE_VERB)))
        return BK_TAG_VERB;
    if (is_one(following, AFTER_VERB)) return BK_TAG_VERB;
    if (tells_heading(r, k, form) || ((form & BK_FORM_S) && goes_on(r, k))) return BK_TAG_VERB;
    if (s->classes[k] ||
        ((form & BK_FORM_BASE) && !in_set(r, k, BK_SET_NO_NOUN) && prev == BK_TAG_NOUN &&
         !is_capital(r, k - 1) && from_end(r, k - 1, 1) != 's'))
        return BK_TAG_NOUN;
    if (prev == BK_TAG_NOUN && (form & BK_FORM_S) && !open)
        return after_speaker(r, k) ? BK_TAG_VERB : BK_TAG_NOUN;
    if (is_one(prev, AFTER_SUBJECT)) return BK_TAG_VERB;
    return k == 1 ? BK_TAG_VERB : BK_TAG_NOUN;
}

/* Of a word of more than n letters, an apostrophe of three bytes being one. */
static bool longer_than(const reader *r, size_t k, size_t n) {
    const bk_token *t = token(r, k);
    char folded[16];
    if (t->n > sizeof folded) return true;
    return bk_text_fold(folded, r->p + t->at, t->n) > n;
}

/* The tag of a word that no table has, by its ending. */
static uint8_t tag_unknown(const reader *r, size_t k) {
    const bk_tagging *s = r->s;
    char a = from_end(r, k, 2), b = from_end(r, k, 1);
    uint8_t prev = s->tags[k - 1];
    bool name = is_name(r, k);
    if (a == 'l' && b == 'y' && k > 1) return name ? BK_TAG_NOUN : BK_TAG_ADVERB;
    /* "which serves", "this indicates", not "this business" */
    bool verbal = prev == BK_TAG_WH || (after_this(r, k) && a != 's' && a != 'u' && a != 'i' && a != 'w');
    if (verbal && b == 's' && !is_capital(r, k) && !s->classes[k]) return BK_TAG_VERB;
    if (a != 'e' || b != 'd' || name || s->classes[k] || !longer_than(r, k, 4)) return BK_TAG_NOUN;
    return is_one(prev, BEFORE_NOUN) && nominal_after(r, k) ? BK_TAG_NOUN : BK_TAG_ED;
}

/* Between the hyphens of a name: the "by" of "Marrow-by-Sea". */
static bool within_name(const reader *r, size_t k) {
    return k > 1 && k < r->s->n && is_capital(r, k - 1) && is_capital(r, k + 1) &&
           (token(r, k)->flags & token(r, k + 1)->flags & BK_TOKEN_HYPHEN);
}

static uint8_t tag_word(const reader *r, size_t k) {
    uint32_t flags = token(r, k)->flags;
    if (flags & NUMBER_OR_MARK) return flags & BK_TOKEN_PUNCT ? BK_TAG_MARK : BK_TAG_NUMBER;
    if (within_name(r, k)) return BK_TAG_NOUN;
    const bk_known *w = r->s->known[k];
    if (!w) return tag_unknown(r, k);
    if (w->sets & BK_SET_GENITIVE) return BK_TAG_GENITIVE;
    if (w->tag == BK_TAG_WH && (w->sets & BK_SET_THAT) && is_one(r->s->tags[k - 1], BEFORE_NOUN))
        return BK_TAG_DETERMINER;
    if ((w->sets & BK_SET_ADNOMINAL) && nominal_after(r, k) && is_one(r->s->tags[k - 1], BEFORE_NOUN))
        return BK_TAG_NOUN; /* "its online shop", "an outside party" */
    if (w->tag) return w->tag;
    if (!w->forms) return tag_unknown(r, k);
    return flags & BK_TOKEN_HYPHEN ? BK_TAG_NOUN : tag_form(r, w->forms, k);
}

static void hold(bk_tagging *s, size_t i, size_t j, size_t number) {
    for (size_t k = i; k <= j; k++)
        if (!s->phrase_at[k]) s->phrase_at[k] = (uint16_t)number;
}

/* "of" or "&" between two names belongs to the phrase: "Bank of America", "Marks & Spencer". */
static bool joins_names(const reader *r, size_t k) {
    const bk_tagging *s = r->s;
    return (is_mark(r, k, '&') ||
            (s->tags[k] == BK_TAG_PREPOSITION && in_set(r, k, BK_SET_OF))) &&
           is_capital(r, k - 1) && s->tags[k - 1] == BK_TAG_NOUN &&
           s->tags[k + 1] == BK_TAG_NOUN && is_capital(r, k + 1);
}

/* The phrase that may open at place k; where the next one may. */
static size_t read_phrase(const reader *r, size_t k) {
    bk_tagging *s = r->s;
    size_t first = k, opened = k, number = s->phrase_count + 1;
    bk_phrase np = {0};
    if (s->tags[k] == BK_TAG_DETERMINER || s->tags[k] == BK_TAG_POSSESSIVE)
        np.determiner = s->tags[k++];
    while (s->tags[k] == BK_TAG_NUMBER || s->tags[k] == BK_TAG_QUANTIFIER ||
           (np.count && in_set(r, k, BK_SET_MAGNITUDE))) {
        if (s->tags[k] == BK_TAG_NUMBER || in_set(r, k, BK_SET_COUNT | BK_SET_MAGNITUDE)) {
            if (!np.count) np.count = (uint16_t)k;
            np.counted = (uint16_t)k;
        }
        if (!np.determiner) first = k + 1;
        k++;
    }
    size_t start = k;
    while (s->tags[k] == BK_TAG_NOUN ||
           (k > start && (s->tags[k] == BK_TAG_NUMBER || joins_names(r, k))))
        k++;
    np.start = (uint16_t)start;
    np.last = (uint16_t)(k - 1);
    bool apart = np.count && !np.determiner; /* the number is no part of the phrase */
    if (k > start) {
        size_t head = k - 1, from = apart ? start : first;
        np.head = true;
        np.first = (uint16_t)from;
        np.before = (uint16_t)((apart ? np.count : first) - 1);
        np.calendar = in_set(r, head, BK_SET_CALENDAR);
        np.capital = !np.calendar && is_capital(r, head) &&
                     (head > 1 || (!s->classes[head] && from_end(r, head, 1) != 's' &&
                                   !forms_of(s->known[head])));
        np.aside = is_mark(r, np.before, '(') && is_mark(r, k, ')');
        hold(s, opened, from - 1, number);
        for (size_t i = from; i <= head; i++) s->phrase_at[i] = (uint16_t)number;
        if (apart) hold(s, np.count, np.counted, number);
    } else if (np.count || np.determiner) {
        size_t from = np.determiner ? first : np.count;
        np.first = (uint16_t)from;
        np.before = (uint16_t)(from - 1);
        for (size_t i = from; i < k; i++) s->phrase_at[i] = (uint16_t)number;
    } else {
        return k == first ? k + 1 : k;
    }
    s->phrases[s->phrase_count++] = np;
    return k;
}

static void find_phrases(const reader *r) {
    bk_tagging *s = r->s;
    for (size_t k = 1; k <= s->n;) {
        if (is_one(s->tags[k], OPENING)) {
            k = read_phrase(r, k);
            continue;
        }
        if (s->tags[k] == BK_TAG_PRONOUN) {
            uint16_t at = (uint16_t)k;
            s->phrases[s->phrase_count++] = (bk_phrase){
                .first = at, .last = at, .start = at, .before = (uint16_t)(k - 1), .pronoun = true};
            s->phrase_at[k] = (uint16_t)s->phrase_count;
        }
        k++;
    }
}

static bool shouts(const reader *r) {
    unsigned words = 0, capitals = 0;
    for (size_t k = 2; k <= r->s->n; k++) {
        if (!(token(r, k)->flags & BK_TOKEN_WORD) || tag_of(r->s->known[k])) continue;
        words++;
        capitals += is_capital(r, k);
    }
    return words >= 3 && 5 * capitals > 4 * words;
}

static void find_tense(const reader *r) {
    bk_tagging *s = r->s;
    for (size_t k = 1; k <= s->n; k++) {
        uint8_t tag = s->tags[k];
        if (!is_one(tag, VERBS)) continue;
        s->verbal = true;
        if (tag == BK_TAG_ED)
            s->past = s->past || s->tags[k - 1] != BK_TAG_BE;
        else if (tag != BK_TAG_VERB && tag != BK_TAG_ING)
            s->past = s->past || in_set(r, k, BK_SET_PAST);
    }
}

void bk_tagging_read(bk_tagging *s, const bk_vocabulary *words, const bk_vocabulary *more,
                     const bk_text *text, size_t from, size_t n) {
    reader r = {s, text->p, text->tokens + from};
    s->n = n;
    s->phrase_count = 0;
    s->sets = 0;
    s->past = s->verbal = false;
    for (size_t k = 0; k <= n + 1; k++) {
        s->known[k] = NULL;
        s->tags[k] = BK_TAG_NONE;
        s->phrase_at[k] = 0;
    }
    for (size_t k = 1; k <= n; k++) {
        const bk_known *w = more ? bk_vocabulary_find(more, text->p, token(&r, k)) : NULL;
        s->known[k] = w ? w : bk_vocabulary_find(words, text->p, token(&r, k));
        if (s->known[k]) s->sets |= s->known[k]->sets;
    }
    s->shouting = shouts(&r);
    for (size_t k = 1; k <= n; k++) s->tags[k] = tag_word(&r, k);
    find_phrases(&r);
    find_tense(&r);
}
