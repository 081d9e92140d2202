#include "bk_html_meta.h"

#include <string.h>

/* An element with more nodes than this is no label: its text is not gathered, so that nested
 * elements cannot make the walk quadratic. */
enum { LABEL_NODES = 48, LABEL_BYTES = 240, HEADING_NODES = 200 };

static const char *first_of(const bk_dom *dom, uint32_t node, const bk_attr *names) {
    for (; *names; names++) {
        const char *value = bk_dom_attribute(dom, node, *names);
        if (value && *value) return value;
    }
    return NULL;
}

static bool gather_flagged(const bk_dom *dom, uint32_t node, uint32_t most, unsigned flags, bk_fact *fact,
                           bk_buf *buf) {
    if (dom->nodes[node].end - node > most) return false;
    buf->n = 0;
    bk_dom_text(dom, node, flags, buf);
    if (!buf->n || buf->failed) return false;
    fact->text = buf->p;
    fact->text_size = buf->n;
    return true;
}

static bool gather(const bk_dom *dom, uint32_t node, uint32_t most, bk_fact *fact, bk_buf *buf) {
    return gather_flagged(dom, node, most, 0, fact, buf);
}

static unsigned label_marks(const bk_dom *dom, uint32_t node) {
    const bk_dom_node *at = &dom->nodes[node];
    unsigned marks = 0;
    for (uint32_t i = 0; i < at->size; i++) {
        const bk_dom_attr *attr = &dom->attrs[at->data + i];
        if (attr->name == BK_ATTR_CLASS || attr->name == BK_ATTR_ID) marks |= attr->marks;
    }
    return marks;
}

/* schema.org's names that tell of the article, whichever element has them. */
static bool is_property(const char *name) {
    return strcmp(name, "headline") == 0 || strcmp(name, "articleSection") == 0 || strcmp(name, "inLanguage") == 0;
}

/* An element whose attributes say that it holds an author or a date. */
static bool label(const bk_dom *dom, uint32_t i, bk_fact *fact, bk_buf *buf) {
    static const bk_attr names[] = {BK_ATTR_ITEMPROP, BK_ATTR_REL, BK_ATTR_NONE};
    fact->name = first_of(dom, i, names);
    fact->value = bk_dom_attribute(dom, i, BK_ATTR_CONTENT);
    if (fact->name && strncmp(fact->name, "date", 4) == 0) {
        fact->kind = fact->value ? BK_FACT_META : BK_FACT_DATE;
        return gather(dom, i, LABEL_NODES, fact, buf) || fact->value;
    }
    if (fact->name && is_property(fact->name)) {
        fact->kind = BK_FACT_META;
        return gather(dom, i, LABEL_NODES, fact, buf) || fact->value;
    }
    bool author = fact->name && strstr(fact->name, "author");
    unsigned marks = author ? BK_MARK_BYLINE : label_marks(dom, i);
    if (!(marks & (BK_MARK_BYLINE | BK_MARK_DATE))) return false;
    fact->kind = marks & BK_MARK_BYLINE ? BK_FACT_BYLINE : BK_FACT_DATE;
    if (!author) fact->name = NULL;
    return gather(dom, i, LABEL_NODES, fact, buf) && fact->text_size <= LABEL_BYTES;
}

static bool examine(const bk_dom *dom, uint32_t i, bk_fact *fact, bk_buf *buf) {
    static const bk_attr meta_names[] = {BK_ATTR_PROPERTY, BK_ATTR_NAME, BK_ATTR_ITEMPROP,
                                         BK_ATTR_HTTP_EQUIV, BK_ATTR_NONE};
    static const bk_attr time_names[] = {BK_ATTR_ITEMPROP, BK_ATTR_PUBDATE, BK_ATTR_CLASS,
                                         BK_ATTR_NONE};
    *fact = (bk_fact){.node = i};
    switch (dom->nodes[i].tag) {
    case BK_TAG_TEXT: return false;
    case BK_TAG_TITLE:
        fact->kind = BK_FACT_TITLE;
        return gather(dom, i, LABEL_NODES, fact, buf);
    case BK_TAG_META:
        fact->kind = BK_FACT_META;
        fact->name = first_of(dom, i, meta_names);
        fact->value = bk_dom_attribute(dom, i, BK_ATTR_CONTENT);
        return fact->name && fact->value;
    case BK_TAG_SCRIPT: {
        const char *type = bk_dom_attribute(dom, i, BK_ATTR_TYPE);
        fact->kind = BK_FACT_JSONLD;
        if (!type || !strstr(type, "ld+json") || dom->nodes[i].end != i + 2) return false;
        fact->text = bk_dom_chars(dom, dom->nodes[i + 1].data);
        fact->text_size = dom->nodes[i + 1].size;
        return true;
    }
    case BK_TAG_TIME:
        fact->kind = BK_FACT_TIME;
        fact->name = first_of(dom, i, time_names);
        fact->value = bk_dom_attribute(dom, i, BK_ATTR_DATETIME);
        return gather(dom, i, LABEL_NODES, fact, buf) || fact->value;
    case BK_TAG_LINK:
        fact->kind = BK_FACT_RELATION;
        fact->name = bk_dom_attribute(dom, i, BK_ATTR_REL);
        fact->value = bk_dom_attribute(dom, i, BK_ATTR_HREF);
        return fact->name && fact->value;
    case BK_TAG_H1:
    case BK_TAG_H2:
        fact->kind = BK_FACT_HEADING;
        fact->name = dom->nodes[i].tag == BK_TAG_H1 ? "h1" : "h2";
        fact->value = bk_dom_attribute(dom, i, BK_ATTR_ITEMPROP);
        return gather(dom, i, HEADING_NODES, fact, buf);
    case BK_TAG_HTML:
        fact->kind = BK_FACT_LANGUAGE;
        fact->value = bk_dom_attribute(dom, i, BK_ATTR_LANG);
        return fact->value != NULL;
    case BK_TAG_BASE:
        fact->kind = BK_FACT_BASE;
        fact->value = bk_dom_attribute(dom, i, BK_ATTR_HREF);
        return fact->value != NULL;
    case BK_TAG_BODY: return false;
    default: return label(dom, i, fact, buf);
    }
}

static bool anchor(const bk_dom *dom, uint32_t i, bk_fact *fact, bk_buf *buf) {
    *fact = (bk_fact){.kind = BK_FACT_LINK, .node = i};
    fact->name = bk_dom_attribute(dom, i, BK_ATTR_REL);
    fact->value = bk_dom_attribute(dom, i, BK_ATTR_HREF);
    if (!fact->value || !*fact->value) return false;
    (void)gather_flagged(dom, i, LABEL_NODES, BK_DOM_LINKED, fact, buf);
    return true;
}

bk_fact bk_html_next_fact(const bk_dom *dom, bk_fact_cursor *cursor) {
    /* an anchor can be a byline and a link: it is looked at twice, on even and odd steps */
    for (; cursor->next / 2 < dom->count && !cursor->text.failed; cursor->next++) {
        uint32_t i = cursor->next / 2;
        bk_fact fact;
        bool found = cursor->next % 2 == 0 ? examine(dom, i, &fact, &cursor->text)
                                           : dom->nodes[i].tag == BK_TAG_A &&
                                                 anchor(dom, i, &fact, &cursor->text);
        if (found) {
            cursor->next++;
            return fact;
        }
    }
    return (bk_fact){0};
}
