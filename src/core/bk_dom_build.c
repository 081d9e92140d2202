#include "bk_dom_build.h"

#include <stdlib.h>
#include <string.h>

/* As in browsers; the bound on every search through the open elements. */
enum { MOST_OPEN = 512, NAMES = 256 };

/* An open element. The _at are places in the stack, 0 for none: the p, li, dd or dt, and table that an end tag or a
 * start tag would find from here, and the link that text here belongs to. */
typedef struct entry {
    uint32_t node, hash; /* hash: of the name, to tell unknown elements apart */
    uint16_t tag, p_at, li_at, dd_at, table_at, link_at;
    bool foreign; /* its content is svg's or math's, not HTML's */
    bool mute;    /* its text is not kept */
} entry;

typedef struct builder {
    bk_dom *dom;
    bk_html_tokenizer tokens;
    bk_html_token token;
    entry stack[MOST_OPEN + 2]; /* 0 is the root */
    unsigned top;
    size_t beyond; /* elements opened beyond MOST_OPEN */
    uint32_t open[BK_TAG_COUNT], unknown[NAMES]; /* how many are open: by tag; of unknown ones by hash */
    bool gap; /* a block has just started or ended: white space here is none of the text */
    bool head_seen;
} builder;

static uint32_t hash_of(bk_html_span name) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        h = (h ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 16777619u;
    }
    return h;
}

static unsigned top_tag(const builder *b) { return b->stack[b->top].tag; }

static void pop(builder *b) {
    const entry *e = &b->stack[b->top--];
    b->dom->nodes[e->node].end = (uint32_t)b->dom->count;
    b->open[e->tag]--;
    if (e->tag == BK_TAG_OTHER) b->unknown[e->hash % NAMES]--;
    if (bk_tag_flow(e->tag) & BK_FLOW_BLOCK) b->gap = true;
}

/* Close everything down to the place, and the element there too. */
static void pop_to(builder *b, unsigned place) {
    while (b->top >= place && b->top > 0) pop(b);
}

/* ---- finding open elements ---- */

/* The innermost open element with one of two tags, if no boundary of the scope stands before it; else 0. */
static unsigned in_scope(const builder *b, bk_tag one, bk_tag other) {
    if (!b->open[one] && !b->open[other]) return 0;
    for (unsigned i = b->top; i > 0; i--) {
        unsigned tag = b->stack[i].tag;
        if (tag == one || tag == other) return i;
        if (bk_tag_flow(tag) & BK_TREE_SCOPE) return 0;
    }
    return 0;
}

static unsigned heading_in_scope(const builder *b) {
    for (unsigned i = b->top; i > 0; i--) {
        unsigned tag = b->stack[i].tag;
        if (tag >= BK_TAG_H1 && tag <= BK_TAG_H6) return i;
        if (bk_tag_flow(tag) & BK_TREE_SCOPE) return 0;
    }
    return 0;
}

/* The element that an end tag closes by name alone: nothing special may stand before it. */
static unsigned by_name(const builder *b, bk_tag tag, uint32_t hash) {
    if (tag == BK_TAG_OTHER ? !b->unknown[hash % NAMES] : !b->open[tag]) return 0;
    for (unsigned i = b->top; i > 0; i--) {
        const entry *e = &b->stack[i];
        if (e->tag == tag && (tag != BK_TAG_OTHER || e->hash == hash)) return i;
        if (!e->foreign && bk_tag_flow(e->tag) & BK_TREE_SPECIAL) return 0;
    }
    return 0;
}

/* ---- opening ---- */

static void push(builder *b, uint32_t node, bk_tag tag, uint32_t hash) {
    const entry *parent = &b->stack[b->top];
    unsigned flow = bk_tag_flow(tag);
    uint16_t place = (uint16_t)(b->top + 1);
    entry e = *parent;
    e.node = node;
    e.tag = (uint16_t)tag;
    e.hash = hash;
    bool title = tag == BK_TAG_TITLE && !parent->foreign;
    e.mute = !title && (parent->mute || flow & BK_FLOW_NONE) && tag != BK_TAG_HEAD;
    if (flow & BK_TREE_SCOPE || tag == BK_TAG_BUTTON) e.p_at = 0;
    if (flow & BK_TREE_SPECIAL && tag != BK_TAG_ADDRESS && tag != BK_TAG_DIV && tag != BK_TAG_P) e.li_at = e.dd_at = 0;
    if (tag == BK_TAG_P) e.p_at = place;
    if (tag == BK_TAG_LI) e.li_at = place;
    if (tag == BK_TAG_DD || tag == BK_TAG_DT) e.dd_at = place;
    if (tag == BK_TAG_TABLE) e.table_at = place;
    if (tag == BK_TAG_TEMPLATE) e.table_at = 0;
    if (tag == BK_TAG_A && bk_dom_attribute(b->dom, node, BK_ATTR_HREF)) e.link_at = place;
    b->stack[++b->top] = e;
    b->open[tag]++;
    if (tag == BK_TAG_OTHER) b->unknown[hash % NAMES]++;
}

/* Add an element for the token; false when it was not opened: it is void, or too deep. */
static bool insert(builder *b, bk_tag tag, bool leaf) {
    bool raw = b->tokens.model != BK_HTML_DATA; /* nothing can be nested in it */
    uint32_t node = bk_dom_add_node(b->dom, tag, b->stack[b->top].node);
    if (!node) return false;
    bk_dom_add_attributes(b->dom, &b->token);
    if (bk_tag_flow(tag) & BK_FLOW_BLOCK || tag == BK_TAG_BR) b->gap = true;
    else if (tag == BK_TAG_IMG) b->gap = false;
    if (leaf) return false;
    if (b->top >= MOST_OPEN && !raw) {
        b->beyond++;
        return false;
    }
    push(b, node, tag, tag == BK_TAG_OTHER ? hash_of(b->token.name) : 0);
    return true;
}

/* An element that the page does not write. */
static void imply(builder *b, bk_tag tag) {
    uint32_t node = bk_dom_add_node(b->dom, tag, b->stack[b->top].node);
    if (node && b->top < MOST_OPEN) push(b, node, tag, 0);
}

static void leave_head(builder *b) {
    if (top_tag(b) == BK_TAG_HEAD) pop(b);
}

static void close_paragraph(builder *b) {
    if (b->stack[b->top].p_at) pop_to(b, b->stack[b->top].p_at);
}

/* What is not part of a table's frame is closed, down to the innermost of its rows, sections or itself. */
static void clear_to(builder *b, bool row, bool section) {
    for (unsigned at = b->stack[b->top].table_at; b->top > at; pop(b)) {
        unsigned tag = top_tag(b);
        if (row && tag == BK_TAG_TR) return;
        if (section && (tag == BK_TAG_TBODY || tag == BK_TAG_THEAD || tag == BK_TAG_TFOOT)) return;
    }
}

/* The start tag of a part of a table; false when there is no table to be part of. */
static bool start_table_part(builder *b, bk_tag tag) {
    if (!b->stack[b->top].table_at) return false;
    switch (tag) {
    case BK_TAG_TD:
    case BK_TAG_TH:
        clear_to(b, true, true);
        if (top_tag(b) != BK_TAG_TR) imply(b, BK_TAG_TR);
        break;
    case BK_TAG_TR: clear_to(b, false, true); break;
    case BK_TAG_COL:
        if (top_tag(b) != BK_TAG_COLGROUP) clear_to(b, false, false);
        break;
    default: clear_to(b, false, false); break;
    }
    return true;
}

static bool is_table_part(bk_tag tag) {
    return tag == BK_TAG_TD || tag == BK_TAG_TH || tag == BK_TAG_TR || tag == BK_TAG_TBODY || tag == BK_TAG_THEAD ||
           tag == BK_TAG_TFOOT || tag == BK_TAG_CAPTION || tag == BK_TAG_COLGROUP || tag == BK_TAG_COL;
}

/* A link ends: text from here on belongs to none, also where the element itself must stay open. */
static void end_link(builder *b) {
    unsigned place = by_name(b, BK_TAG_A, 0);
    if (place) {
        pop_to(b, place);
        return;
    }
    unsigned link = b->stack[b->top].link_at;
    for (unsigned i = b->top; link && i >= link; i--) {
        if (bk_tag_flow(b->stack[i].tag) & BK_TREE_SCOPE) return; /* a cell does not end the link around its table */
    }
    for (unsigned i = b->top; link && i >= link; i--) b->stack[i].link_at = 0;
}

/* What a start tag ends before its element is opened; false when the tag is to be passed over. */
static bool make_room(builder *b, bk_tag tag) {
    const entry *top = &b->stack[b->top];
    unsigned place;
    switch (tag) {
    case BK_TAG_HTML: return b->top == 0 && b->dom->count == 1;
    case BK_TAG_HEAD:
        if (b->head_seen || (b->top && top->tag != BK_TAG_HTML)) return false;
        b->head_seen = true;
        return true;
    case BK_TAG_BODY: return b->top == 0 || (top->tag == BK_TAG_HTML && !b->open[BK_TAG_BODY]);
    case BK_TAG_A:
        if (top->link_at) end_link(b);
        return true;
    case BK_TAG_H1:
    case BK_TAG_H2:
    case BK_TAG_H3:
    case BK_TAG_H4:
    case BK_TAG_H5:
    case BK_TAG_H6:
        if (top->tag >= BK_TAG_H1 && top->tag <= BK_TAG_H6) pop(b);
        return true;
    case BK_TAG_LI:
        if (top->li_at) pop_to(b, top->li_at);
        close_paragraph(b);
        return true;
    case BK_TAG_DD:
    case BK_TAG_DT:
        if (top->dd_at) pop_to(b, top->dd_at);
        close_paragraph(b);
        return true;
    case BK_TAG_FORM: return !b->open[BK_TAG_FORM];
    case BK_TAG_BUTTON:
    case BK_TAG_SELECT:
    case BK_TAG_NOBR:
        place = in_scope(b, tag, tag);
        if (place) pop_to(b, place);
        return true;
    case BK_TAG_OPTION:
    case BK_TAG_OPTGROUP:
        if (top->tag == BK_TAG_OPTION) pop(b);
        if (tag == BK_TAG_OPTGROUP && top_tag(b) == BK_TAG_OPTGROUP) pop(b);
        return true;
    case BK_TAG_TABLE:
        /* right within a table's frame, another table ends it */
        if (is_table_part((bk_tag)top->tag) && top->tag != BK_TAG_TD && top->tag != BK_TAG_TH &&
            top->tag != BK_TAG_CAPTION) {
            pop_to(b, top->table_at);
        } else if (top->tag == BK_TAG_TABLE) {
            pop(b);
        }
        return true;
    default: return !is_table_part(tag) || start_table_part(b, tag);
    }
}

static bk_html_model model_of(bk_tag tag) {
    switch (tag) {
    case BK_TAG_TITLE:
    case BK_TAG_TEXTAREA: return BK_HTML_RCDATA;
    case BK_TAG_SCRIPT: return BK_HTML_SCRIPT;
    case BK_TAG_STYLE:
    case BK_TAG_XMP:
    case BK_TAG_IFRAME:
    case BK_TAG_NOEMBED:
    case BK_TAG_NOFRAMES:
    case BK_TAG_NOSCRIPT: return BK_HTML_RAWTEXT;
    case BK_TAG_PLAINTEXT: return BK_HTML_PLAINTEXT;
    default: return BK_HTML_DATA;
    }
}

static void start_foreign(builder *b, bk_tag tag) {
    if (!insert(b, tag, b->token.self_closing)) return;
    entry *e = &b->stack[b->top];
    e->foreign = !(tag == BK_TAG_FOREIGNOBJECT || tag == BK_TAG_DESC || tag == BK_TAG_TITLE || tag == BK_TAG_MI ||
                   tag == BK_TAG_MN || tag == BK_TAG_MO || tag == BK_TAG_MS || tag == BK_TAG_MTEXT);
}

static void start(builder *b) {
    bk_tag tag = bk_tag_of(b->token.name.p, b->token.name.n);
    unsigned flow = bk_tag_flow(tag);
    if (b->stack[b->top].foreign) {
        if (!(flow & BK_TREE_BREAKOUT)) {
            start_foreign(b, tag);
            return;
        }
        while (b->stack[b->top].foreign) pop(b);
    }
    if (tag == BK_TAG_IMAGE) tag = BK_TAG_IMG;
    if (!(flow & BK_TREE_HEAD) && tag != BK_TAG_HTML && tag != BK_TAG_HEAD) leave_head(b);
    if (flow & BK_TREE_CLOSES_P && tag != BK_TAG_LI && tag != BK_TAG_DD && tag != BK_TAG_DT) close_paragraph(b);
    if (!make_room(b, tag)) return;
    if (tag == BK_TAG_SVG || tag == BK_TAG_MATH) {
        start_foreign(b, tag);
        return;
    }
    b->tokens.model = model_of(tag);
    if (!insert(b, tag, flow & BK_TREE_VOID)) return;
    if (tag == BK_TAG_SCRIPT) {
        const char *type = bk_dom_attribute(b->dom, b->stack[b->top].node, BK_ATTR_TYPE);
        b->stack[b->top].mute = !type || !strstr(type, "ld+json");
    }
}

/* ---- closing ---- */

static unsigned table_part_to_end(const builder *b, bk_tag tag) {
    unsigned at = b->stack[b->top].table_at;
    if (!at || tag == BK_TAG_TABLE) return at;
    for (unsigned i = b->top; i > at; i--) {
        if (b->stack[i].tag == tag) return i;
    }
    return 0;
}

static unsigned place_to_end(const builder *b, bk_tag tag, uint32_t hash) {
    const entry *top = &b->stack[b->top];
    if (is_table_part(tag) || tag == BK_TAG_TABLE) return table_part_to_end(b, tag);
    if (tag == BK_TAG_P) return top->p_at;
    if (tag >= BK_TAG_H1 && tag <= BK_TAG_H6) return heading_in_scope(b);
    if (tag == BK_TAG_FORM) return top->tag == BK_TAG_FORM ? b->top : 0;
    if (bk_tag_flow(tag) & BK_TREE_SPECIAL) return in_scope(b, tag, tag);
    return by_name(b, tag, hash);
}

static void end(builder *b) {
    bk_tag tag = bk_tag_of(b->token.name.p, b->token.name.n);
    if (b->beyond) {
        b->beyond--;
        return;
    }
    if (tag == BK_TAG_HTML || tag == BK_TAG_BODY) {
        leave_head(b); /* what follows still belongs to the page */
        return;
    }
    if (tag == BK_TAG_A) {
        end_link(b);
        return;
    }
    unsigned place = place_to_end(b, tag, tag == BK_TAG_OTHER ? hash_of(b->token.name) : 0);
    if (place) {
        pop_to(b, place);
    } else if (tag == BK_TAG_P || tag == BK_TAG_BR) {
        leave_head(b);
        b->token.count = 0;
        (void)insert(b, tag, true); /* an end tag without a start makes an empty one */
    }
}

static bool is_blank(bk_html_span s) {
    for (size_t i = 0; i < s.n; i++) {
        if (!bk_html_is_space(s.p[i])) return false;
    }
    return true;
}

static void text(builder *b) {
    if (b->stack[b->top].mute) return;
    if ((b->gap || bk_tag_flow(top_tag(b)) & BK_TREE_GAP) && is_blank(b->token.data) && !b->open[BK_TAG_PRE]) return;
    leave_head(b);
    const entry *top = &b->stack[b->top];
    bk_dom_add_text(b->dom, top->node, &b->token, top->link_at ? BK_DOM_LINKED : 0);
    b->gap = false;
}

void bk_dom_build(bk_dom *dom, const char *p, size_t n) {
    builder *b = calloc(1, sizeof *b);
    if (!b) {
        dom->failed = BK_E_MEMORY;
        return;
    }
    b->stack[0].tag = BK_TAG_OTHER;
    b->gap = true;
    b->dom = dom;
    b->tokens = bk_html_tokens(p, n);
    while (!dom->failed) {
        bk_html_kind kind = bk_html_next(&b->tokens, &b->token);
        if (kind == BK_HTML_EOF) break;
        if (kind == BK_HTML_TEXT) text(b);
        else if (kind == BK_HTML_START) start(b);
        else if (kind == BK_HTML_END) end(b);
        b->tokens.foreign = b->stack[b->top].foreign;
    }
    while (b->top > 0) pop(b);
    dom->nodes[0].end = (uint32_t)dom->count;
    free(b);
}
