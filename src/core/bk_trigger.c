#include "bk_trigger.h"

#define BIT(tag) (UINT32_C(1) << (tag))

enum { OBJECT_REACH = 9, SUBJECT_REACH = 12, NOUN_REACH = 4, UNLESS_REACH = 6, LATER_REACH = 12, LEAD_REACH = 8 };

static const uint32_t VERBAL = BIT(BK_TAG_VERB) | BIT(BK_TAG_ED) | BIT(BK_TAG_ING) | BIT(BK_TAG_BE) |
                               BIT(BK_TAG_DO) | BIT(BK_TAG_HAVE);
static const uint32_t IN_GROUP = BIT(BK_TAG_BE) | BIT(BK_TAG_HAVE) | BIT(BK_TAG_ADVERB) | BIT(BK_TAG_NEGATION);
static const uint32_t BEFORE_VERB = IN_GROUP | BIT(BK_TAG_DO) | BIT(BK_TAG_MODAL);
static const uint32_t BEFORE_OBJECT =
    BIT(BK_TAG_ADVERB) | BIT(BK_TAG_PREPOSITION) | BIT(BK_TAG_QUANTIFIER) | BIT(BK_TAG_NUMBER);

static bool tagged(const bk_tagging *s, size_t k, uint32_t tags) {
    return k <= s->n && (BIT(s->tags[k]) & tags);
}
static bool in_set(const bk_tagging *s, size_t k, uint32_t set) {
    return s->known[k] && (s->known[k]->sets & set);
}
static const bk_phrase *phrase_at(const bk_tagging *s, size_t k) {
    return k <= s->n && s->phrase_at[k] ? &s->phrases[s->phrase_at[k] - 1] : NULL;
}
static bool has_class(const bk_tagging *s, const bk_phrase *np, uint64_t set) {
    return np && (np->head || np->pronoun) && (s->classes[np->last] & set);
}
static bool is_word(const bk_trigger_place *at, size_t k, const char *word, size_t n) {
    const bk_token *token = &at->text->tokens[at->from + k - 1];
    return bk_text_folds_to(at->text->p + token->at, token->n, word, n);
}

/* Does a word of the lexicon stand among the places i..j? */
static bool holds_word(const bk_trigger_place *at, const bk_lexicon *words, size_t i, size_t j) {
    bk_match m;
    if (j > at->s->n) j = at->s->n;
    return i <= j && bk_lexicon_next(words, at->text, at->from + i - 1, at->from + j, &m);
}

/* Does a class of the set stand among the places i..j, outside the trigger's own, a..b? */
static bool stands(const bk_tagging *s, uint64_t set, size_t i, size_t j, size_t a, size_t b) {
    if (j > s->n) j = s->n;
    for (size_t k = i; k <= j; k++)
        if ((k < a || k > b) && (s->classes[k] & set)) return true;
    return false;
}

/* The place n before k, or the first. */
static size_t back(size_t k, size_t n) {
    return k > n ? k - n : 1;
}

/* The verb's own object: the phrase after it, past an adverb or the verb's preposition ("access to"), or what it
 * lists. */
static bool takes(const bk_trigger_place *at, uint64_t set, size_t j) {
    const bk_tagging *s = at->s;
    size_t k = j + 1;
    for (int i = 0; i < 3; i++) k += tagged(s, k, BEFORE_OBJECT);
    const bk_phrase *np = phrase_at(s, k);
    for (int i = 0; i < 3 && np; i++) {
        if (has_class(s, np, set)) return true;
        k = np->last + 1u;
        bool goes_on = k <= s->n && (is_word(at, k, ",", 1) || is_word(at, k, "and", 3) ||
                                     is_word(at, k, "of", 2) || is_word(at, k, "'s", 2));
        np = goes_on ? phrase_at(s, k + 1) : NULL;
    }
    return false;
}

static bool led_by(const bk_tagging *s, uint64_t set, size_t i) {
    for (size_t k = 0; k < s->phrase_count; k++) {
        const bk_phrase *np = &s->phrases[k];
        if (np->last < i && i - np->last <= LEAD_REACH && has_class(s, np, set)) return true;
    }
    return false;
}

/* Does the phrase before the verb at place i, and its auxiliaries, have one of the words? */
static bool described(const bk_trigger_place *at, const bk_lexicon *words, size_t i) {
    size_t last = i - 1;
    while (tagged(at->s, last, BEFORE_VERB)) last--;
    const bk_phrase *np = phrase_at(at->s, last);
    return np && holds_word(at, words, np->first, last);
}

static bool has_object(const bk_trigger_place *at, const bk_trigger *t, size_t i, size_t j, bool passive) {
    const bk_tagging *s = at->s;
    if (!t->form) return stands(s, t->object, back(i, NOUN_REACH), j + OBJECT_REACH, i, j);
    if (passive && stands(s, t->object, back(i, SUBJECT_REACH), i - 1, i, j)) return true;
    if (t->direct) return !passive && takes(at, t->object, j);
    return stands(s, t->object, j + 1, j + OBJECT_REACH, i, j);
}

/* Does the trigger's later word go with a verb that ends at place j: "knocked its website offline", but not "took data
 * when the website was knocked offline"? */
static bool goes_with(const bk_trigger_place *at, const bk_trigger *t, size_t j) {
    const bk_tagging *s = at->s;
    size_t last = j + 2;
    while (last < j + LATER_REACH && last <= s->n && s->tags[last] != BK_TAG_BE && s->tags[last] != BK_TAG_WH) last++;
    if (last <= s->n && s->tags[last] == BK_TAG_WH) last = j + LATER_REACH;
    return holds_word(at, t->later, j + 1, last);
}

static bool holds(const bk_trigger_place *at, const bk_trigger *t, size_t i, size_t j, bool passive) {
    const bk_tagging *s = at->s;
    if (t->topic && t->topic != at->topic) return false;
    if (t->near && !stands(s, t->near, 1, s->n, i, i)) return false;
    if (t->object && !has_object(at, t, i, j, passive)) return false;
    if (t->later && !goes_with(at, t, j)) return false;
    if (t->subject && !led_by(s, t->subject, i)) return false;
    if (t->led && !described(at, t->led, i)) return false;
    return !t->unless || !stands(s, t->unless, back(i, UNLESS_REACH), j + OBJECT_REACH, i, j);
}

/* A reduced relative ("data stolen from") is a passive, and so is a headline ("Acme hacked"): a participle at i..j
 * behind the place `before`, without an auxiliary. */
static bool reduced(const bk_trigger_place *at, const bk_trigger *t, size_t j, size_t before) {
    const bk_tagging *s = at->s;
    uint8_t following = s->tags[j + 1];
    if (s->tags[before] != BK_TAG_NOUN) return false;
    const bk_known *w = s->known[j];
    if (w && w->forms && !(w->forms & BK_FORM_PARTICIPLE)) return false; /* "stole" is no "stolen" */
    if (following != BK_TAG_PREPOSITION && following != BK_TAG_MARK && following != BK_TAG_NONE) return false;
    return t->form == BK_FORM_PARTICIPLE ||
           (t->form == BK_FORM_PAST && (following == BK_TAG_PREPOSITION || at->heading));
}

static bool find_verb(const bk_trigger_place *at, const bk_trigger *t, size_t i, size_t j, bk_named *found) {
    const bk_tagging *s = at->s;
    uint8_t tag = s->tags[i];
    size_t first = i, k = i - 1;
    bool passive = false;
    for (; tagged(s, k, IN_GROUP); k--) {
        if (s->tags[k] == BK_TAG_BE) passive = true;
        if (s->tags[k] == BK_TAG_BE || s->tags[k] == BK_TAG_HAVE) first = k;
    }
    bool with_object = s->tags[j] == BK_TAG_NOUN; /* "demanded a ransom" */
    if (tag == BK_TAG_ED && !passive && !with_object && t->form != BK_FORM_BASE) passive = reduced(at, t, j, k);
    if (tag == BK_TAG_ING || tag == BK_TAG_VERB) passive = false;
    if ((t->active && passive) || !holds(at, t, i, j, passive)) return false;
    *found = (bk_named){(uint16_t)first, (uint16_t)j, (uint16_t)i, passive, false, 0};
    return true;
}

/* Where a noun's words begin: over its noun modifiers when the trigger asks for them, and the determiner before those. A
 * name ("the X data breach") or an adjective of measure ("massive", "recent") is no part of what the event is called. */
static size_t noun_begins(const bk_trigger_place *at, const bk_trigger *t, const bk_phrase *np, size_t i) {
    const bk_tagging *s = at->s;
    size_t first = i;
    while (t->extend && first > np->start && !in_set(s, first - 1, BK_SET_MEASURE) &&
           (t->extend == BK_EXTEND_ALL ||
            !(at->text->tokens[at->from + first - 2].flags & BK_TOKEN_CAPITAL)))
        first--;
    bool definite = np->determiner == BK_TAG_DETERMINER && in_set(s, np->first, BK_SET_DEFINITE);
    return first == np->start && definite ? np->first : first;
}

static bool find_noun(const bk_trigger_place *at, const bk_trigger *t, size_t i, size_t j, bk_named *found) {
    const bk_tagging *s = at->s;
    const bk_phrase *np = phrase_at(s, j);
    if (!np && s->tags[i] != BK_TAG_ING) return false;
    if (np && np->last != j && s->tags[j + 1] == BK_TAG_NOUN) return false;
    if (!holds(at, t, i, j, false)) return false;
    size_t first = np ? noun_begins(at, t, np, i) : i;
    if (first > i) first = i;
    *found = (bk_named){(uint16_t)first, (uint16_t)j, (uint16_t)j, false, false, 0};
    return true;
}

bool bk_trigger_find(const bk_trigger_place *at, const bk_trigger *triggers, uint32_t low, uint32_t high, size_t i,
                     size_t j, const bk_named *before, bk_named *found, bool *absorbs) {
    const bk_tagging *s = at->s;
    *absorbs = false;
    for (uint32_t n = low; n < high; n++) {
        const bk_trigger *t = &triggers[n];
        /* an auxiliary that belongs to the phrase ("be vulnerable") is a verb's */
        if (!t->form) {
            if (!find_noun(at, t, i, j, found)) continue;
        } else if (tagged(s, i, VERBAL)) {
            if (!find_verb(at, t, i, j, found)) continue;
            const bk_phrase *subject = t->absorb && found->passive ? phrase_at(s, found->first - 1u) : NULL;
            if (has_class(s, subject, t->absorb)) {
                found->first = subject->first;
                *absorbs = before && before->last >= subject->first;
            }
        } else {
            const bk_phrase *np = phrase_at(s, j);
            if (!t->adjective || t->form != BK_FORM_PARTICIPLE || s->tags[i] != BK_TAG_NOUN || !np ||
                np->last <= j || !has_class(s, np, t->object))
                continue;
            *found = (bk_named){(uint16_t)i, (uint16_t)j, (uint16_t)i, true, true, 0};
        }
        found->trigger = n;
        return true;
    }
    return false;
}
