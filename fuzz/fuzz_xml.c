/* Any bytes as XML: no crash, a sound tree, every string UTF-8 and in its place. */
#include "../src/core/bk_charset.h"
#include "../src/core/bk_xml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const bk_xml *xml, uint32_t offset, size_t n) {
    size_t bad;
    if (offset == BK_XML_NONE) return;
    if (offset + n >= xml->chars.n || xml->chars.p[offset + n]) abort();
    if (!bk_charset_is_utf8(xml->chars.p + offset, n, &bad)) abort();
}

static void check_name(const bk_xml *xml, uint32_t offset) {
    if (offset != BK_XML_NONE) check_text(xml, offset, strlen(xml->chars.p + offset));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *p = (const char *)data;
    bk_error err;
    bk_xml xml = {0};
    bool sound;
    if (bk_xml_parse(&xml, p, size, 10000, 50, &sound, &err) == BK_OK) {
        if (xml.count < 2 || xml.nodes[0].end != xml.count) abort();
        for (size_t i = 1; i < xml.count; i++) {
            const bk_xml_node *node = &xml.nodes[i];
            if (node->parent >= i || node->end <= i || node->end > xml.nodes[node->parent].end)
                abort();
            check_name(&xml, node->name);
            check_name(&xml, node->prefix);
            check_name(&xml, node->space);
            if (node->name == BK_XML_NONE) {
                check_text(&xml, node->data, node->size);
                continue;
            }
            if ((size_t)node->data + node->size > xml.attr_count) abort();
            for (uint32_t k = 0; k < node->size; k++) {
                const bk_xml_attr *attr = &xml.attrs[node->data + k];
                check_name(&xml, attr->name);
                check_name(&xml, attr->prefix);
                check_text(&xml, attr->data, attr->size);
            }
        }
    }
    bk_xml_free(&xml);
    return 0;
}
