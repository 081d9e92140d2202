/* Which words of a sentence name an event: phrases that may, kept where what must stand around them does. Phrases,
 * classes and conditions are the caller's. */
#ifndef BK_TRIGGER_H
#define BK_TRIGGER_H

#include "bk_tagging.h"
#include "bk_text_lexicon.h"

typedef enum bk_extend {
    BK_EXTEND_NONE,
    BK_EXTEND_COMMON, /* a noun's modifiers belong to the event's words, but not names among them */
    BK_EXTEND_ALL
} bk_extend;

/* What a phrase may name, as a verb in one of its forms or as a noun, and on which conditions: classes are bits, 0 where
 * nothing is asked. */
typedef struct bk_trigger {
    uint64_t near;    /* one of these stands in the sentence */
    uint64_t object;  /* one stands within reach after it, or before it in the passive */
    uint64_t unless;  /* none stands within reach */
    uint64_t subject; /* a phrase before it has one */
    uint64_t absorb;  /* a passive's subject with one of these belongs to the event's words */
    uint32_t topic;   /* the document's, or 0 */
    const bk_lexicon *later; /* words one of which follows, or NULL */
    const bk_lexicon *led;   /* words one of which is in the phrase before the verb, or NULL */
    bool direct;      /* `object` is the verb's own object */
    bool active;      /* a passive of it is none */
    bool adjective;   /* a participle before its noun counts too */
    uint8_t extend;   /* a bk_extend */
    uint8_t form;     /* of the verb, a bk_form; 0 for a noun */
} bk_trigger;

/* An event's words, by place in the sentence. */
typedef struct bk_named {
    uint16_t first, last, head;
    bool passive, given; /* given: told by an adjective ("the leaked films") */
    uint32_t trigger;    /* which of the triggers, from 0 */
} bk_named;

/* A sentence to look in. */
typedef struct bk_trigger_place {
    const bk_tagging *s;
    const bk_text *text;
    size_t from;    /* the sentence's first token, from 0 */
    bool heading;   /* it names and does not say */
    uint32_t topic; /* the document's, or 0 */
} bk_trigger_place;

/* The first of the triggers low..high-1, those of a phrase at the places i..j, whose conditions hold; false when none
 * does. `before` is the event found before this one in the sentence, or NULL: `absorbs` tells that its words are this
 * one's too ("a ransom was paid" is one event). */
bool bk_trigger_find(const bk_trigger_place *at, const bk_trigger *triggers, uint32_t low, uint32_t high, size_t i,
                     size_t j, const bk_named *before, bk_named *found, bool *absorbs);

#endif
