#include "bk_xml.h"
#include "bk_charset.h"
#include "bk_html_decode.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_NODES = 1000000, DEFAULT_DEPTH = 200 };

/* What the parser is handed: the tree, and the one entity that a reference is answered with. */
typedef struct reading {
    bk_xml *xml;
    xmlParserCtxtPtr parser;
    xmlEntity entity;
    xmlChar content[16];
    bool broken;
} reading;

/* After the first error the parser drops every entity reference, &amp; too, even when it was told
 * to recover: let it forget the error, and remember it here. */
static void carry_on(reading *r) {
    if (r->parser->wellFormed) return;
    r->broken = true;
    r->parser->wellFormed = 1;
}

static void fail(reading *r, bk_code code) {
    if (!r->xml->failed) r->xml->failed = code;
    xmlStopParser(r->parser);
}

static bool grow(reading *r, void **array, size_t *capacity, size_t count, size_t size) {
    if (count < *capacity) return true;
    size_t wanted = *capacity ? *capacity * 2 : 256;
    void *p = wanted > SIZE_MAX / size ? NULL : realloc(*array, wanted * size);
    if (!p) {
        fail(r, BK_E_MEMORY);
        return false;
    }
    *array = p;
    *capacity = wanted;
    return true;
}

/* Keep a string in the arena; BK_XML_NONE for NULL. */
static uint32_t keep(reading *r, const xmlChar *text, size_t n) {
    bk_buf *chars = &r->xml->chars;
    size_t bad;
    if (!text) return BK_XML_NONE;
    if (n > UINT32_MAX - 2 || chars->n > UINT32_MAX - 2 - n) {
        fail(r, BK_E_LIMIT);
        return BK_XML_NONE;
    }
    uint32_t offset = (uint32_t)chars->n;
    /* the parser recovers from anything: what it makes of broken bytes is checked again */
    if (bk_charset_is_utf8((const char *)text, n, &bad)) {
        bk_buf_add(chars, (const char *)text, n);
    } else {
        for (size_t i = 0; i < n; i++) bk_buf_add_char(chars, text[i] < 0x80 ? (char)text[i] : '?');
    }
    bk_buf_add_char(chars, '\0');
    if (chars->failed) fail(r, chars->failed);
    return offset;
}

static uint32_t keep_string(reading *r, const xmlChar *text) {
    return keep(r, text, text ? strlen((const char *)text) : 0);
}

static bk_xml_node *add_node(reading *r) {
    bk_xml *xml = r->xml;
    void *nodes = xml->nodes;
    if (xml->failed) return NULL;
    if (xml->count >= xml->node_limit) {
        fail(r, BK_E_LIMIT);
        return NULL;
    }
    if (!grow(r, &nodes, &xml->capacity, xml->count, sizeof *xml->nodes)) return NULL;
    xml->nodes = nodes;
    bk_xml_node *node = &xml->nodes[xml->count++];
    *node = (bk_xml_node){.name = BK_XML_NONE,
                          .prefix = BK_XML_NONE,
                          .space = BK_XML_NONE,
                          .parent = xml->open,
                          .end = (uint32_t)xml->count};
    return node;
}

/* libxml2 leaves every "&" of an attribute as "&#38;", whichever way it was written. */
static size_t plain_ampersands(char *p, size_t n) {
    size_t to = 0;
    for (size_t i = 0; i < n; to++) {
        bool escaped = n - i >= 5 && memcmp(p + i, "&#38;", 5) == 0;
        p[to] = p[i];
        i += escaped ? 5 : 1;
    }
    return to;
}

/* libxml2 hands an attribute over as five pointers: name, prefix, namespace, value, end of value.
 */
static void add_attribute(reading *r, const xmlChar **a) {
    bk_xml *xml = r->xml;
    void *attrs = xml->attrs;
    if (!grow(r, &attrs, &xml->attr_capacity, xml->attr_count, sizeof *xml->attrs)) return;
    xml->attrs = attrs;
    size_t n = a[3] && a[4] > a[3] ? (size_t)(a[4] - a[3]) : 0;
    bk_xml_attr attr = {.name = keep_string(r, a[0]), .prefix = keep_string(r, a[1])};
    attr.data = keep(r, n ? a[3] : (const xmlChar *)"", n);
    if (xml->failed) return;
    attr.size = (uint32_t)plain_ampersands(xml->chars.p + attr.data, n);
    xml->chars.p[attr.data + attr.size] = '\0';
    xml->attrs[xml->attr_count++] = attr;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *space, int declared_count, const xmlChar **declared, int count,
                     int defaulted, const xmlChar **attributes) {
    reading *r = context;
    bk_xml *xml = r->xml;
    (void)declared_count, (void)declared, (void)defaulted;
    carry_on(r);
    if (xml->failed) return;
    if (xml->depth >= xml->depth_limit) {
        fail(r, BK_E_LIMIT);
        return;
    }
    uint32_t index = (uint32_t)xml->count;
    if (!add_node(r)) return;
    uint32_t first = (uint32_t)xml->attr_count;
    uint32_t kept[3] = {keep_string(r, name), keep_string(r, prefix), keep_string(r, space)};
    for (int i = 0; i < count && !xml->failed; i++) add_attribute(r, attributes + 5 * (size_t)i);
    bk_xml_node *node = &xml->nodes[index];
    node->name = kept[0], node->prefix = kept[1], node->space = kept[2];
    node->data = first;
    node->size = (uint32_t)xml->attr_count - first;
    xml->open = index;
    xml->depth++;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *space) {
    reading *r = context;
    bk_xml *xml = r->xml;
    (void)name, (void)prefix, (void)space;
    carry_on(r);
    if (xml->failed || !xml->open) return;
    xml->nodes[xml->open].end = (uint32_t)xml->count;
    xml->open = xml->nodes[xml->open].parent;
    xml->depth--;
}

static void on_text(void *context, const xmlChar *text, int length) {
    reading *r = context;
    bk_xml *xml = r->xml;
    carry_on(r);
    if (xml->failed || length <= 0 || !xml->open) return;
    size_t n = (size_t)length;
    bk_xml_node *last = &xml->nodes[xml->count - 1];
    /* the parser hands text over in pieces: glue those that follow each other */
    bool glued = last->name == BK_XML_NONE && last->parent == xml->open && xml->count > 1 &&
                 (size_t)last->data + last->size + 1 == xml->chars.n;
    if (glued) xml->chars.n--;
    uint32_t offset = keep(r, text, n);
    if (xml->failed) return;
    if (glued) {
        last->size += (uint32_t)n;
        return;
    }
    bk_xml_node *node = add_node(r);
    if (!node) return;
    node->data = offset;
    node->size = (uint32_t)n;
}

/* Nothing that the document declares is ever looked up. HTML's names stand for themselves, as if
 * they were predefined: but not in attributes, where the parser takes such an entity to be a byte.
 */
static xmlEntityPtr on_entity(void *context, const xmlChar *name) {
    reading *r = context;
    carry_on(r);
    xmlEntityPtr predefined = xmlGetPredefinedEntity(name);
    if (predefined) return predefined;
    if (r->parser->instate == XML_PARSER_ATTRIBUTE_VALUE) return NULL;
    bk_buf reference = {0}, utf8 = {0};
    (void)bk_buf_add_char(&reference, '&');
    (void)bk_buf_add_string(&reference, (const char *)name);
    (void)bk_buf_add_char(&reference, ';');
    if (!reference.failed) bk_html_decode(reference.p, reference.n, BK_HTML_REFERENCES, &utf8);
    /* a name that is none stays as it was written */
    bool known = !utf8.failed && utf8.n && utf8.n < sizeof r->content && (utf8.n == 1 || utf8.p[utf8.n - 1] != ';');
    if (known) {
        memcpy(r->content, utf8.p, utf8.n);
        r->content[utf8.n] = '\0';
        r->entity = (xmlEntity){.type = XML_ENTITY_DECL,
                                .name = name,
                                .content = r->content,
                                .orig = r->content,
                                .length = (int)utf8.n,
                                .etype = XML_INTERNAL_PREDEFINED_ENTITY};
    }
    bk_buf_free(&reference);
    bk_buf_free(&utf8);
    return known ? &r->entity : NULL;
}

static bk_code parse(bk_xml *xml, const char *p, size_t n, bool *sound, bk_error *err) {
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .characters = on_text,
                         .ignorableWhitespace = on_text,
                         .cdataBlock = on_text,
                         .getEntity = on_entity};
    xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(p, (int)n);
    if (!parser) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    reading r = {.xml = xml, .parser = parser};
    xmlSAXHandlerPtr own = parser->sax;
    parser->sax = &sax;
    parser->userData = &r;
    (void)xmlCtxtUseOptions(parser, XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                        XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    /* an encoding that is known is not guessed at from the first bytes */
    if (!parser->encoding) parser->encoding = xmlStrdup((const xmlChar *)"UTF-8");
    (void)xmlParseDocument(parser);
    if (sound) *sound = parser->wellFormed && !r.broken;
    parser->sax = own;
    if (parser->myDoc) xmlFreeDoc(parser->myDoc);
    parser->myDoc = NULL;
    xmlFreeParserCtxt(parser);
    return BK_OK;
}

bk_code bk_xml_parse(bk_xml *xml, const char *p, size_t n, size_t node_limit, size_t depth_limit,
                     bool *sound, bk_error *err) {
    if (sound) *sound = false;
    if (n > INT32_MAX - 64) return bk_fail(err, BK_E_LIMIT, 0, "%zu bytes of XML are too many", n);
    xml->node_limit = node_limit && node_limit < UINT32_MAX - 2 ? node_limit + 1 : DEFAULT_NODES;
    xml->depth_limit = depth_limit ? depth_limit : DEFAULT_DEPTH;
    xml->nodes = calloc(1, sizeof *xml->nodes);
    if (!xml->nodes) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    xml->count = xml->capacity = 1;
    xml->nodes[0] = (bk_xml_node){.name = BK_XML_NONE, .prefix = BK_XML_NONE, .space = BK_XML_NONE};
    /* white space before the declaration is against the rules and common */
    while (n && (*p == ' ' || (*p >= '\t' && *p <= '\r'))) p++, n--;
    bk_code code = n ? parse(xml, p, n, sound, err) : BK_OK;
    if (code) return code;
    if (xml->failed == BK_E_LIMIT) {
        return bk_fail(err, BK_E_LIMIT, 0,
                       "XML with more than %zu elements and texts, or %zu levels",
                       xml->node_limit - 1, xml->depth_limit);
    }
    if (xml->failed) return bk_fail(err, xml->failed, 0, "out of memory");
    if (xml->count < 2) return bk_fail(err, BK_E_EMPTY, 0, "no element in it");
    /* whatever the document left open ends where it ends */
    for (uint32_t i = xml->open;; i = xml->nodes[i].parent) {
        xml->nodes[i].end = (uint32_t)xml->count;
        if (i == 0) break;
    }
    return BK_OK;
}

void bk_xml_free(bk_xml *xml) {
    free(xml->nodes);
    free(xml->attrs);
    bk_buf_free(&xml->chars);
    *xml = (bk_xml){0};
}
