#include "bk_dom.h"

#include "bk_dom_build.h"

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
    void *p = wanted > SIZE_MAX / size ? NULL : realloc(*array, wanted * size);
    if (!p) return fail(dom, BK_E_MEMORY);
    *array = p;
    *capacity = wanted;
    return true;
}

uint32_t bk_dom_add_node(bk_dom *dom, bk_tag tag, uint32_t parent) {
    if (dom->failed) return 0;
    if (dom->count >= dom->node_limit) {
        fail(dom, BK_E_LIMIT);
        return 0;
    }
    void *nodes = dom->nodes;
    if (!grow(dom, &nodes, &dom->capacity, dom->count, sizeof *dom->nodes)) return 0;
    dom->nodes = nodes;
    uint32_t index = (uint32_t)dom->count++;
    dom->nodes[index] = (bk_dom_node){
        .tag = (uint16_t)tag, .parent = parent, .end = index + 1, .data = (uint32_t)dom->attr_count};
    return index;
}

/* Keep a string in the arena; false when it would not fit 32 bits. */
static bool keep(bk_dom *dom, bk_html_span s, unsigned how, uint32_t *offset, uint32_t *size) {
    size_t before = dom->chars.n;
    bk_html_decode(s.p, s.n, how, &dom->chars);
    *offset = (uint32_t)before;
    *size = (uint32_t)(dom->chars.n - before);
    bk_buf_add_char(&dom->chars, '\0');
    if (dom->chars.failed) return fail(dom, dom->chars.failed);
    return dom->chars.n <= UINT32_MAX || fail(dom, BK_E_LIMIT);
}

void bk_dom_add_attributes(bk_dom *dom, const bk_html_token *token) {
    uint32_t seen = 0;
    for (size_t i = 0; i < token->count && !dom->failed; i++) {
        const bk_html_attribute *a = &token->attributes[i];
        bk_attr name = bk_attr_of(a->name.p, a->name.n);
        if (!name || seen & (uint32_t)1 << name) continue;
        seen |= (uint32_t)1 << name;
        void *attrs = dom->attrs;
        bk_dom_attr attr = {.name = (uint16_t)name};
        if (!grow(dom, &attrs, &dom->attr_capacity, dom->attr_count, sizeof attr)) return;
        dom->attrs = attrs;
        if (!keep(dom, a->value, BK_HTML_REFERENCES | BK_HTML_ATTRIBUTE | BK_HTML_NUL_MARK, &attr.data, &attr.size)) {
            return;
        }
        dom->attrs[dom->attr_count++] = attr;
        dom->nodes[dom->count - 1].size++;
    }
}

void bk_dom_add_text(bk_dom *dom, uint32_t parent, const bk_html_token *token, unsigned flags) {
    bk_dom_node *last = &dom->nodes[dom->count - 1];
    unsigned how = token->how & BK_HTML_NUL_MARK ? token->how : token->how | BK_HTML_NUL_DROP;
    uint32_t offset, size;
    if (dom->failed) return;
    if (last->tag == BK_TAG_TEXT && last->parent == parent && last->flags == flags) {
        dom->chars.n--; /* text is the last thing that was kept: its NUL goes */
        if (keep(dom, token->data, how, &offset, &size)) last->size += size;
        return;
    }
    uint32_t index = bk_dom_add_node(dom, BK_TAG_TEXT, parent);
    if (!index || !keep(dom, token->data, how, &offset, &size)) return;
    dom->nodes[index].flags = (uint16_t)flags;
    dom->nodes[index].data = offset;
    dom->nodes[index].size = size;
}

bk_code bk_dom_parse(bk_dom *dom, const char *p, size_t n, size_t node_limit, bk_error *err) {
    dom->node_limit = node_limit ? node_limit : DEFAULT_NODES;
    if (dom->node_limit > UINT32_MAX - 2) dom->node_limit = UINT32_MAX - 2;
    /* the arena takes at most three times the page, and its positions are of 32 bits */
    if (n > UINT32_MAX / 4) return bk_fail(err, BK_E_LIMIT, 0, "page of %zu bytes is too large", n);
    (void)bk_dom_add_node(dom, BK_TAG_OTHER, 0);
    if (!dom->failed) bk_dom_build(dom, p, n);
    if (dom->failed == BK_E_LIMIT) {
        return bk_fail(err, BK_E_LIMIT, 0, "page has more than %zu elements", dom->node_limit);
    }
    if (dom->failed) return bk_fail(err, dom->failed, 0, "out of memory");
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
        if (attr->name == (unsigned)name) return bk_dom_chars(dom, attr->data);
    }
    return NULL;
}

/* The nearest block around a node, not above `root`. */
static uint32_t block_of(const bk_dom *dom, uint32_t node, uint32_t root) {
    while (node > root && !(bk_tag_flow(dom->nodes[node].tag) & BK_FLOW_BLOCK)) node = dom->nodes[node].parent;
    return node;
}

void bk_dom_text(const bk_dom *dom, uint32_t node, unsigned flags, bk_buf *out) {
    size_t start = out->n;
    uint32_t block = node;
    bool space = false;
    for (uint32_t i = node; i < dom->nodes[node].end; i++) {
        const bk_dom_node *at = &dom->nodes[i];
        if (i != node && bk_tag_flow(at->tag) & BK_FLOW_NONE) {
            i = at->end - 1;
            continue;
        }
        if (at->tag == BK_TAG_BR || bk_tag_flow(at->tag) & BK_FLOW_BLOCK) space = true;
        if (at->tag != BK_TAG_TEXT || (at->flags & flags) != flags) continue;
        uint32_t around = block_of(dom, i, node);
        if (around != block) space = true;
        block = around;
        const char *p = bk_dom_chars(dom, at->data);
        if (bk_buf_reserve(out, (size_t)at->size + 1)) return;
        for (uint32_t k = 0; k < at->size; k++) {
            if (bk_html_is_space(p[k]) || p[k] == '\v') {
                space = true;
            } else {
                if (space && out->n > start) out->p[out->n++] = ' ';
                space = false;
                out->p[out->n++] = p[k];
            }
        }
    }
}
