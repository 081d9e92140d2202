#include "bk_dom.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_NODES = 4000000 };

static bool fail(bk_dom *dom, bk_code code) {
    if (!dom->failed) dom->failed = code;
    return false;
}

static bool grow(bk_dom *dom, void **array, size_t *capacity, size_t count, size_t size) {
    if (count < *capacity) return true;
    size_t wanted = *capacity ? *capacity * 2 : 1024;
    if (wanted > SIZE_MAX / size) return fail(dom, BK_E_LIMIT);
    void *p = realloc(*array, wanted * size);
    if (!p) return fail(dom, BK_E_MEMORY);
    *array = p;
    *capacity = wanted;
    return true;
}

static bk_dom_node *add_node(bk_dom *dom, bk_tag tag) {
    if (dom->failed) return NULL;
    if (dom->count >= dom->node_limit) {
        fail(dom, BK_E_LIMIT);
        return NULL;
    }
    void *nodes = dom->nodes;
    if (!grow(dom, &nodes, &dom->capacity, dom->count, sizeof *dom->nodes)) return NULL;
    dom->nodes = nodes;
    bk_dom_node *node = &dom->nodes[dom->count++];
    *node = (bk_dom_node){.tag = (uint16_t)tag, .parent = dom->open, .end = (uint32_t)dom->count};
    return node;
}

/* Keep a string in the arena; false when it would not fit 32 bits. */
static bool keep(bk_dom *dom, const char *p, size_t n, uint32_t *offset) {
    if (n > UINT32_MAX - 1 || dom->chars.n > UINT32_MAX - 1 - n) return fail(dom, BK_E_LIMIT);
    *offset = (uint32_t)dom->chars.n;
    bk_buf_add(&dom->chars, p, n);
    bk_buf_add_char(&dom->chars, '\0');
    return dom->chars.failed ? fail(dom, dom->chars.failed) : true;
}

static void add_attribute(bk_dom *dom, bk_attr name, const char *value) {
    void *attrs = dom->attrs;
    size_t n = strlen(value);
    bk_dom_attr attr = {.name = name, .size = (uint32_t)n};
    if (!grow(dom, &attrs, &dom->attr_capacity, dom->attr_count, sizeof attr)) return;
    dom->attrs = attrs;
    if (!keep(dom, value, n, &attr.data)) return;
    dom->attrs[dom->attr_count++] = attr;
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes) {
    bk_dom *dom = context;
    bk_tag tag = bk_tag_of((const char *)name);
    uint32_t index = (uint32_t)dom->count, first = (uint32_t)dom->attr_count;
    if (!add_node(dom, tag)) return;
    for (const xmlChar **a = attributes; a && *a; a += 2) {
        bk_attr kept = bk_attr_of((const char *)a[0]);
        if (kept) add_attribute(dom, kept, a[1] ? (const char *)a[1] : "");
    }
    dom->nodes[index].data = first;
    dom->nodes[index].size = (uint32_t)dom->attr_count - first;
    dom->open = index;
}

static void on_end(void *context, const xmlChar *name) {
    bk_dom *dom = context;
    (void)name;
    if (dom->failed || dom->open == 0) return;
    dom->nodes[dom->open].end = (uint32_t)dom->count;
    dom->open = dom->nodes[dom->open].parent;
}

static bool wanted_script(const bk_dom *dom, uint32_t node) {
    const char *type = bk_dom_attribute(dom, node, BK_ATTR_TYPE);
    return type && strstr(type, "ld+json");
}

static void on_text(void *context, const xmlChar *text, int length) {
    bk_dom *dom = context;
    if (dom->failed || length <= 0) return;
    bk_dom_node *open = &dom->nodes[dom->open];
    if (open->tag == BK_TAG_STYLE || (open->tag == BK_TAG_SCRIPT && !wanted_script(dom, dom->open))) {
        return;
    }
    size_t n = (size_t)length;
    bk_dom_node *last = &dom->nodes[dom->count - 1];
    /* the parser hands text over in pieces: glue those that follow each other */
    if (last->tag == BK_TAG_TEXT && last->parent == dom->open && dom->count > 1 &&
        last->data + last->size + 1 == dom->chars.n && n < UINT32_MAX - dom->chars.n) {
        dom->chars.n--;
        bk_buf_add(&dom->chars, (const char *)text, n);
        bk_buf_add_char(&dom->chars, '\0');
        if (dom->chars.failed) fail(dom, dom->chars.failed);
        else last->size += (uint32_t)n;
        return;
    }
    uint32_t offset;
    if (!keep(dom, (const char *)text, n, &offset)) return;
    bk_dom_node *node = add_node(dom, BK_TAG_TEXT);
    if (!node) return;
    node->data = offset;
    node->size = (uint32_t)n;
}

static bk_code parse(bk_dom *dom, const char *p, size_t n, bk_error *err) {
    htmlSAXHandler sax = {.startElement = on_start,
                          .endElement = on_end,
                          .characters = on_text,
                          .ignorableWhitespace = on_text,
                          .cdataBlock = on_text};
    /* The push parser has states of its own that read broken pages differently: the pull parser
     * over memory is the one to trust. */
    htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(p, (int)n);
    if (!parser) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    htmlSAXHandlerPtr own = parser->sax;
    parser->sax = &sax;
    parser->userData = dom;
    (void)htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                         HTML_PARSE_NONET | HTML_PARSE_NOIMPLIED |
                                         HTML_PARSE_IGNORE_ENC);
    xmlCharEncodingHandlerPtr utf8 = xmlFindCharEncodingHandler("UTF-8");
    if (utf8) (void)xmlSwitchToEncoding(parser, utf8);
    (void)htmlParseDocument(parser);
    parser->sax = own;
    if (parser->myDoc) xmlFreeDoc(parser->myDoc);
    parser->myDoc = NULL;
    htmlFreeParserCtxt(parser);
    return BK_OK;
}

bk_code bk_dom_parse(bk_dom *dom, const char *p, size_t n, size_t node_limit, bk_error *err) {
    dom->node_limit = node_limit ? node_limit : DEFAULT_NODES;
    if (dom->node_limit > UINT32_MAX - 2) dom->node_limit = UINT32_MAX - 2;
    if (n > INT32_MAX - 64) return bk_fail(err, BK_E_LIMIT, 0, "page of %zu bytes is too large", n);
    if (!add_node(dom, BK_TAG_OTHER)) return bk_fail(err, dom->failed, 0, "out of memory");
    bk_code code = n ? parse(dom, p, n, err) : BK_OK;
    if (code) return code;
    if (dom->failed == BK_E_LIMIT) {
        return bk_fail(err, BK_E_LIMIT, 0, "page has more than %zu elements", dom->node_limit);
    }
    if (dom->failed) return bk_fail(err, dom->failed, 0, "out of memory");
    /* whatever the page left open ends where the page ends */
    for (uint32_t i = dom->open;; i = dom->nodes[i].parent) {
        dom->nodes[i].end = (uint32_t)dom->count;
        if (i == 0) break;
    }
    dom->open = 0;
    return BK_OK;
}

void bk_dom_free(bk_dom *dom) {
    free(dom->nodes);
    free(dom->attrs);
    bk_buf_free(&dom->chars);
    *dom = (bk_dom){0};
}

const char *bk_dom_attribute(const bk_dom *dom, uint32_t node, bk_attr name) {
    const bk_dom_node *element = &dom->nodes[node];
    if (element->tag == BK_TAG_TEXT) return NULL;
    for (uint32_t i = 0; i < element->size; i++) {
        const bk_dom_attr *attr = &dom->attrs[element->data + i];
        if (attr->name == (uint32_t)name) return bk_dom_chars(dom, attr->data);
    }
    return NULL;
}

void bk_dom_text(const bk_dom *dom, uint32_t node, bk_buf *out) {
    size_t start = out->n;
    bool space = false;
    for (uint32_t i = node; i < dom->nodes[node].end; i++) {
        const bk_dom_node *at = &dom->nodes[i];
        if (i != node && at->tag != BK_TAG_TEXT && bk_tag_flow((bk_tag)at->tag) & BK_FLOW_NONE) {
            i = at->end - 1;
            continue;
        }
        if (at->tag == BK_TAG_BR || bk_tag_flow((bk_tag)at->tag) & BK_FLOW_BLOCK) space = true;
        if (at->tag != BK_TAG_TEXT) continue;
        const char *p = bk_dom_chars(dom, at->data);
        for (uint32_t k = 0; k < at->size; k++) {
            if (p[k] == ' ' || (p[k] >= '\t' && p[k] <= '\r')) {
                space = true;
            } else {
                if (space && out->n > start) bk_buf_add_char(out, ' ');
                space = false;
                bk_buf_add_char(out, p[k]);
            }
        }
    }
}
