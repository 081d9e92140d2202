/* An XML document as a flat tree: nodes in document order in one array. For feeds and other small
 * formats from strangers: what a broken document still says is read, nothing is fetched, and no
 * entity that the document declares is ever expanded; HTML's names (&eacute;) are known, since
 * feeds use them undeclared. The bytes must be UTF-8, whatever the declaration says.
 *
 * Node 0 is the root. The descendants of node i are the nodes i+1 .. end-1. Strings live in one
 * arena, are UTF-8 and NUL-terminated. */
#ifndef BK_XML_H
#define BK_XML_H

#include "bk_buf.h"

#include <stdint.h>

#define BK_XML_NONE UINT32_MAX /* no prefix, no namespace; the name of a text */

typedef struct bk_xml_node {
    uint32_t name;          /* offset in the arena; BK_XML_NONE for a run of text */
    uint32_t prefix, space; /* as written, and the namespace's address; or BK_XML_NONE */
    uint32_t parent;        /* of node 0: 0 */
    uint32_t end;           /* one past the last descendant */
    uint32_t data;          /* text: offset in the arena; element: its first attribute */
    uint32_t size;          /* text: bytes; element: how many attributes */
} bk_xml_node;

typedef struct bk_xml_attr {
    uint32_t name, prefix; /* offsets in the arena */
    uint32_t data, size;
} bk_xml_attr;

typedef struct bk_xml {
    bk_xml_node *nodes;
    size_t count, capacity;
    bk_xml_attr *attrs;
    size_t attr_count, attr_capacity;
    bk_buf chars;
    /* while parsing */
    uint32_t open;
    size_t depth, node_limit, depth_limit;
    bk_code failed;
} bk_xml;

/* Parse p[0..n). BK_E_LIMIT past either limit (0: a million nodes, 200 levels), BK_E_EMPTY when
 * there is no element in it. The tree must start zeroed; free it with bk_xml_free, after a failure
 * too. *sound, unless NULL, says whether the document was well-formed. */
bk_code bk_xml_parse(bk_xml *xml, const char *p, size_t n, size_t node_limit, size_t depth_limit,
                     bool *sound, bk_error *err);
void bk_xml_free(bk_xml *xml);

/* NULL for BK_XML_NONE. */
static inline const char *bk_xml_chars(const bk_xml *xml, uint32_t offset) {
    return offset == BK_XML_NONE ? NULL : xml->chars.p + offset;
}

#endif
