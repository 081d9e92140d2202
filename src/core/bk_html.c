#include "bk_html_internal.h"

#include <stdlib.h>
#include <string.h>

/* What a run of text is worth; found by trying, and far from sensitive. */
static const double RUN_COST = 30;     /* short runs cost more than they bring: menus, labels */
static const double ROW_COST = 8;      /* rows of tables are short */
static const double LINK_COST = 1.5;   /* a linked character takes this away */
static const double RUN_LEAST = -40;   /* one long link cannot outweigh a paragraph */
static const double SLUG_LINKED = 0.1; /* what an id made from a heading names is no furniture below that */
static const double GUARD = 0.4;       /* furniture with this share of the page's words is none */

enum { SLUG_WORDS = 5 };

static bool is_heading(unsigned tag) { return tag >= BK_TAG_H1 && tag <= BK_TAG_H6; }

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static uint32_t solid(const char *p, uint32_t n) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++) count += !is_space(p[i]);
    return count;
}

/* style="display:none" and its kin. */
static bool hidden_by_style(const char *style) {
    char squeezed[96];
    size_t n = 0;
    for (; *style && n < sizeof squeezed - 1; style++) {
        if (is_space(*style)) continue;
        squeezed[n++] = *style >= 'A' && *style <= 'Z' ? (char)(*style + 32) : *style;
    }
    squeezed[n] = '\0';
    return strstr(squeezed, "display:none") || strstr(squeezed, "visibility:hidden");
}

static bool is_furniture_tag(unsigned tag) {
    return tag == BK_TAG_NAV || tag == BK_TAG_ASIDE || tag == BK_TAG_FOOTER || tag == BK_TAG_MENU ||
           tag == BK_TAG_DIALOG || tag == BK_TAG_HEADER || tag == BK_TAG_FIGCAPTION || tag == BK_TAG_LABEL;
}

static bool one_of(const char *value, const char *const names[]) {
    for (; *names; names++) {
        if (strcmp(value, *names) == 0) return true;
    }
    return false;
}

/* An id of many words is made from a heading, and is about what that tells of. */
static bool is_slug(const char *id) {
    unsigned words = 1;
    for (; *id; id++) words += *id == '-' || *id == '_';
    return words >= SLUG_WORDS;
}

/* Pages give the same names to many elements: a value that has just been matched is not matched again. */
void bk_html_mark(bk_dom *dom, const bk_html_rules *rules) {
    enum { SEEN = 256 };
    struct {
        uint32_t data, size;
        uint16_t marks;
    } seen[SEEN] = {{0}};
    for (size_t i = 0; i < dom->attr_count; i++) {
        bk_dom_attr *attr = &dom->attrs[i];
        if (attr->name != BK_ATTR_CLASS && attr->name != BK_ATTR_ID && attr->name != BK_ATTR_DATA_TESTID) continue;
        if (!attr->size) continue;
        const char *value = bk_dom_chars(dom, attr->data);
        uint32_t hash = attr->size;
        for (uint32_t k = 0; k < attr->size; k++) hash = hash * 31 + (unsigned char)value[k];
        size_t slot = (hash ^ hash >> 16) % SEEN;
        if (seen[slot].size != attr->size || memcmp(bk_dom_chars(dom, seen[slot].data), value, attr->size) != 0) {
            seen[slot].data = attr->data;
            seen[slot].size = attr->size;
            seen[slot].marks = (uint16_t)bk_html_rules_match(rules, value);
        }
        attr->marks = seen[slot].marks;
    }
}

static void mark(const bk_dom *dom, uint32_t i, bk_html_info *at) {
    static const char *const furniture_roles[] = {
        "navigation", "complementary", "banner",  "contentinfo", "dialog", "alertdialog",
        "search",     "menu",          "menubar", "tablist",     "button", NULL};
    const bk_dom_node *node = &dom->nodes[i];
    unsigned tag = node->tag;
    if (bk_tag_flow(tag) & BK_FLOW_NONE) at->flags |= BK_AT_SKIP;
    for (uint32_t k = 0; k < node->size; k++) {
        const bk_dom_attr *attr = &dom->attrs[node->data + k];
        const char *value = bk_dom_chars(dom, attr->data);
        switch (attr->name) {
        case BK_ATTR_ID:
            if (is_slug(value)) at->flags |= BK_AT_SLUG;
            at->marks |= attr->marks;
            break;
        case BK_ATTR_CLASS:
        case BK_ATTR_DATA_TESTID: at->marks |= attr->marks; break;
        case BK_ATTR_ROLE:
            if (one_of(value, furniture_roles)) at->marks |= BK_MARK_DROP;
            break;
        case BK_ATTR_ITEMPROP:
            if (strcmp(value, "articleBody") == 0) at->flags |= BK_AT_BODY;
            break;
        case BK_ATTR_HIDDEN: at->flags |= BK_AT_SKIP; break;
        case BK_ATTR_ARIA_HIDDEN:
            if (strcmp(value, "true") == 0) at->flags |= BK_AT_SKIP;
            break;
        case BK_ATTR_STYLE:
            if (hidden_by_style(value)) at->flags |= BK_AT_SKIP;
            break;
        default: break;
        }
    }
    if (is_furniture_tag(tag)) at->marks |= BK_MARK_DROP;
    if (at->marks & BK_MARK_KEEP) at->marks &= (uint16_t) ~(BK_MARK_DROP | BK_MARK_WEAK);
    if (tag == BK_TAG_ARTICLE || tag == BK_TAG_MAIN) at->marks |= BK_MARK_BODY;
    if (tag == BK_TAG_BODY || tag == BK_TAG_HTML) at->marks = 0; /* their classes tell of the page */
}

/* How much text there is in each text node, and who links it. */
static void measure(const bk_dom *dom, bk_html_info *all) {
    for (uint32_t i = 1; i < dom->count; i++) {
        const bk_dom_node *node = &dom->nodes[i];
        if (all[i].flags & BK_AT_SKIP) {
            i = node->end - 1;
        } else if (node->tag == BK_TAG_TEXT) {
            all[i].text = solid(bk_dom_chars(dom, node->data), node->size);
            if (node->flags & BK_DOM_LINKED) all[i].linked = all[i].text;
        }
    }
}

/* Add the text of every subtree up; what is skipped counts for nothing. */
static void add_up(const bk_dom *dom, bk_html_info *all) {
    for (size_t i = 0; i < dom->count; i++) {
        if (dom->nodes[i].tag != BK_TAG_TEXT) all[i].text = all[i].linked = 0;
    }
    for (size_t i = dom->count; i-- > 1;) {
        bk_html_info *parent = &all[dom->nodes[i].parent];
        if (all[i].flags & BK_AT_SKIP) continue;
        parent->text += all[i].text;
        parent->linked += all[i].linked;
    }
}

/* Furniture goes, unless it holds so much of the page's running text that its name must be wrong. */
static void drop_furniture(const bk_dom *dom, bk_html_info *all) {
    double page = (double)all[0].text - all[0].linked;
    for (uint32_t i = 1; i < dom->count; i++) {
        bk_html_info *at = &all[i];
        if (dom->nodes[i].tag == BK_TAG_TEXT || at->flags & BK_AT_SKIP) continue;
        double own = (double)at->text - at->linked;
        bool much = own > page * GUARD || (at->flags & BK_AT_SLUG && at->linked < SLUG_LINKED * at->text);
        if (at->marks & (BK_MARK_DROP | BK_MARK_CAPTION) && much && own > 200) {
            at->marks &= (uint16_t) ~(BK_MARK_DROP | BK_MARK_CAPTION);
            at->flags |= BK_AT_GUARDED;
        }
        if (at->marks & (BK_MARK_DROP | BK_MARK_CAPTION)) at->flags |= BK_AT_SKIP;
    }
}

/* The cells of a table's row are one run: a table of figures is no menu. */
static uint32_t row_of(const bk_dom *dom, uint32_t block) {
    unsigned tag = dom->nodes[block].tag;
    return tag == BK_TAG_TD || tag == BK_TAG_TH ? dom->nodes[block].parent : block;
}

/* The nearest block element around a text, and what runs in it are worth. */
static void value_runs(const bk_dom *dom, bk_html_info *all) {
    uint32_t block = 0;
    double text = 0, linked = 0;
    for (size_t i = 0; i < dom->count; i++) all[i].worth = 0;
    for (uint32_t i = 1; i <= dom->count; i++) {
        const bk_dom_node *node = i < dom->count ? &dom->nodes[i] : NULL;
        uint32_t around = block;
        if (node) around = row_of(dom, all[node->parent].block);
        bool starts = !node || around != block ||
                      (bk_tag_flow(node->tag) & BK_FLOW_BLOCK &&
                       node->tag != BK_TAG_TD && node->tag != BK_TAG_TH);
        if (starts && text > 0) {
            bool row = dom->nodes[block].tag == BK_TAG_TR;
            double worth = (text - linked) - LINK_COST * linked - (row ? ROW_COST : RUN_COST);
            if (worth < RUN_LEAST) worth = RUN_LEAST;
            if (is_heading(dom->nodes[block].tag)) worth = -2;
            all[block].worth += worth;
            text = linked = 0;
        }
        block = around;
        if (!node) break;
        if (all[i].flags & BK_AT_SKIP) {
            i = node->end - 1;
            continue;
        }
        if (node->tag == BK_TAG_TEXT) {
            text += all[i].text;
            linked += all[i].linked;
        }
    }
    for (size_t i = dom->count; i-- > 1;) {
        bk_html_info *parent = &all[dom->nodes[i].parent];
        if (all[i].flags & BK_AT_SKIP) continue;
        parent->worth += all[i].worth;
        parent->others += dom->nodes[i].tag == BK_TAG_ARTICLE && all[i].worth > 0 ? all[i].worth : all[i].others;
    }
}

static bk_block *add_block(bk_article *article) {
    if (article->count == article->capacity) {
        size_t wanted = article->capacity ? article->capacity * 2 : 64;
        bk_block *p = realloc(article->blocks, wanted * sizeof *p);
        if (!p) return NULL;
        article->blocks = p;
        article->capacity = wanted;
    }
    bk_block *block = &article->blocks[article->count++];
    *block = (bk_block){0};
    return block;
}

/* The run being written. */
typedef struct writer {
    const bk_dom *dom;
    const bk_html_info *all;
    bk_article *article;
    size_t start, linked, solid;
    uint32_t block; /* its block element */
    uint32_t root;
    bool space, preformatted, failed;
    unsigned breaks;
} writer;

static void finish(writer *w) {
    bk_article *article = w->article;
    size_t size = article->text.n - w->start;
    if (size) {
        bk_block *block = add_block(article);
        if (!block) {
            w->failed = true;
            return;
        }
        block->node = w->block;
        block->offset = w->start;
        block->size = size;
        block->solid = w->solid;
        block->linked = w->linked;
        block->marks = w->all[w->block].around;
        block->kind = (bk_block_kind)w->all[w->block].kind;
        block->level = w->all[w->block].level;
        bk_buf_add_char(&article->text, '\0');
    }
    w->start = article->text.n;
    w->linked = w->solid = 0;
    w->breaks = 0;
    w->space = false;
}

static void write_text(writer *w, const char *p, uint32_t n, bool linked) {
    bk_buf *out = &w->article->text;
    if (bk_buf_reserve(out, (size_t)n + 1)) return;
    for (uint32_t i = 0; i < n; i++) {
        bool nbsp = p[i] == '\xC2' && i + 1 < n && p[i + 1] == '\xA0';
        if (nbsp) i++;
        if (!nbsp && !is_space(p[i])) {
            if ((w->breaks || w->space) && out->n > w->start) out->p[out->n++] = w->breaks ? '\n' : ' ';
            w->space = false;
            w->breaks = 0;
            out->p[out->n++] = p[i];
            w->solid++;
            if (linked) w->linked++;
        } else if (w->preformatted && p[i] == '\n') {
            w->breaks = 1;
        } else {
            w->space = true;
        }
    }
}

/* Pass down from the root what an element tells about the blocks within it. */
static void inherit(const bk_dom *dom, bk_html_info *all, uint32_t root) {
    for (uint32_t i = root; i < dom->nodes[root].end; i++) {
        const bk_dom_node *node = &dom->nodes[i];
        const bk_html_info *parent = i == root ? NULL : &all[node->parent];
        bk_html_info *at = &all[i];
        at->around = (uint16_t)(at->marks | (parent ? parent->around : 0));
        at->kind = parent ? parent->kind : BK_BLOCK_PARAGRAPH;
        at->level = parent ? parent->level : 0;
        if (is_heading(node->tag)) {
            at->kind = BK_BLOCK_HEADING;
            at->level = (unsigned char)(node->tag - BK_TAG_H1 + 1);
        } else if (node->tag == BK_TAG_LI || node->tag == BK_TAG_DD || node->tag == BK_TAG_DT) {
            at->kind = BK_BLOCK_ITEM;
        } else if (node->tag == BK_TAG_TD || node->tag == BK_TAG_TH) {
            at->kind = BK_BLOCK_ROW;
        } else if (node->tag == BK_TAG_PRE) {
            at->kind = BK_BLOCK_PRE;
        } else if (node->tag == BK_TAG_BLOCKQUOTE) {
            at->kind = BK_BLOCK_QUOTE;
        }
    }
}

static void write_article(writer *w, uint32_t root) {
    const bk_dom *dom = w->dom;
    w->root = root;
    uint32_t end = dom->nodes[w->root].end;
    w->block = w->root;
    w->start = w->article->text.n;
    for (uint32_t i = w->root; i < end && !w->failed; i++) {
        const bk_dom_node *node = &dom->nodes[i];
        uint32_t around = w->all[i].block > w->root ? w->all[i].block : w->root;
        if (around != w->block) {
            finish(w);
            w->block = around;
        }
        w->preformatted = w->all[around].kind == BK_BLOCK_PRE;
        if (i != w->root && w->all[i].flags & BK_AT_SKIP) {
            i = node->end - 1;
        } else if (node->tag == BK_TAG_BR) {
            /* two breaks are how old pages write a paragraph */
            if (++w->breaks >= 2) finish(w);
        } else if (node->tag == BK_TAG_TEXT) {
            write_text(w, bk_dom_chars(dom, node->data), node->size, node->flags & BK_DOM_LINKED);
        }
    }
    finish(w);
}

/* What each element says of itself, and the block that it stands in; NULL when out of memory. */
static bk_html_info *look(const bk_dom *dom) {
    bk_html_info *all = calloc(dom->count ? dom->count : 1, sizeof *all);
    for (uint32_t i = 0; all && i < dom->count; i++) {
        if (dom->nodes[i].tag != BK_TAG_TEXT) mark(dom, i, &all[i]);
        if (i == 0) continue;
        bool block = bk_tag_flow(dom->nodes[i].tag) & BK_FLOW_BLOCK;
        all[i].block = block ? i : all[dom->nodes[i].parent].block;
    }
    return all;
}

bk_code bk_html_whole(const bk_dom *dom, bk_article *article, bk_error *err) {
    bk_html_info *all = look(dom);
    if (!all) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    writer w = {.dom = dom, .all = all, .article = article};
    inherit(dom, all, 0);
    write_article(&w, 0);
    free(all);
    if (w.failed || article->text.failed) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    return BK_OK;
}

static void flag_dropped(bk_dom *dom, const bk_html_info *all) {
    for (uint32_t i = 1; i < dom->count; i++) {
        bool within = dom->nodes[dom->nodes[i].parent].flags & BK_DOM_DROPPED;
        if (within || all[i].flags & BK_AT_SKIP) dom->nodes[i].flags |= BK_DOM_DROPPED;
    }
}

bk_code bk_html_article(bk_dom *dom, bk_article *article, bk_error *err) {
    bk_html_info *all = look(dom);
    if (!all) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    measure(dom, all);
    add_up(dom, all);
    drop_furniture(dom, all);
    add_up(dom, all);
    value_runs(dom, all);
    article->root = bk_html_pick(dom, all, &article->score);
    article->lead = bk_html_find_lead(dom, all, article->root);
    writer w = {.dom = dom, .all = all, .article = article};
    if (article->lead) {
        inherit(dom, all, article->lead);
        write_article(&w, article->lead);
    }
    inherit(dom, all, article->root);
    write_article(&w, article->root);
    flag_dropped(dom, all);
    free(all);
    if (w.failed || article->text.failed) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    return BK_OK;
}

void bk_article_free(bk_article *article) {
    free(article->blocks);
    bk_buf_free(&article->text);
    *article = (bk_article){0};
}
