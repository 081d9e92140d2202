#include "bk_dom_names.h"

#include <stddef.h>
#include <string.h>

typedef struct name_row {
    const char *name;
    int id;
} name_row;

#define TAG_ROW(id, name) {name, BK_TAG_##id},
static const name_row tag_rows[] = {BK_TAGS(TAG_ROW)};
#define ATTR_ROW(id, name) {name, BK_ATTR_##id},
static const name_row attr_rows[] = {BK_ATTRS(ATTR_ROW)};

static int find(const name_row *rows, size_t count, const char *name, int missing) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, rows[middle].name);
        if (order == 0) return rows[middle].id;
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return missing;
}

bk_tag bk_tag_of(const char *name) {
    return (bk_tag)find(tag_rows, sizeof tag_rows / sizeof *tag_rows, name, BK_TAG_OTHER);
}

bk_attr bk_attr_of(const char *name) {
    return (bk_attr)find(attr_rows, sizeof attr_rows / sizeof *attr_rows, name, BK_ATTR_NONE);
}

unsigned bk_tag_flow(bk_tag tag) {
    static const unsigned char flow[BK_TAG_COUNT] = {
        [BK_TAG_ADDRESS] = BK_FLOW_BLOCK, [BK_TAG_ARTICLE] = BK_FLOW_BLOCK,
        [BK_TAG_ASIDE] = BK_FLOW_BLOCK, [BK_TAG_BLOCKQUOTE] = BK_FLOW_BLOCK | BK_FLOW_LEAF,
        [BK_TAG_BODY] = BK_FLOW_BLOCK, [BK_TAG_CAPTION] = BK_FLOW_BLOCK | BK_FLOW_LEAF,
        [BK_TAG_CENTER] = BK_FLOW_BLOCK, [BK_TAG_DD] = BK_FLOW_BLOCK | BK_FLOW_LEAF,
        [BK_TAG_DETAILS] = BK_FLOW_BLOCK, [BK_TAG_DIALOG] = BK_FLOW_BLOCK,
        [BK_TAG_DIV] = BK_FLOW_BLOCK, [BK_TAG_DL] = BK_FLOW_BLOCK,
        [BK_TAG_DT] = BK_FLOW_BLOCK | BK_FLOW_LEAF, [BK_TAG_FIELDSET] = BK_FLOW_BLOCK,
        [BK_TAG_FIGCAPTION] = BK_FLOW_BLOCK, [BK_TAG_FIGURE] = BK_FLOW_BLOCK,
        [BK_TAG_FOOTER] = BK_FLOW_BLOCK, [BK_TAG_FORM] = BK_FLOW_BLOCK,
        [BK_TAG_H1] = BK_FLOW_BLOCK | BK_FLOW_LEAF, [BK_TAG_H2] = BK_FLOW_BLOCK | BK_FLOW_LEAF,
        [BK_TAG_H3] = BK_FLOW_BLOCK | BK_FLOW_LEAF, [BK_TAG_H4] = BK_FLOW_BLOCK | BK_FLOW_LEAF,
        [BK_TAG_H5] = BK_FLOW_BLOCK | BK_FLOW_LEAF, [BK_TAG_H6] = BK_FLOW_BLOCK | BK_FLOW_LEAF,
        [BK_TAG_HEADER] = BK_FLOW_BLOCK, [BK_TAG_HR] = BK_FLOW_BLOCK,
        [BK_TAG_HTML] = BK_FLOW_BLOCK, [BK_TAG_LEGEND] = BK_FLOW_BLOCK,
        [BK_TAG_LI] = BK_FLOW_BLOCK | BK_FLOW_LEAF, [BK_TAG_MAIN] = BK_FLOW_BLOCK,
        [BK_TAG_MENU] = BK_FLOW_BLOCK, [BK_TAG_NAV] = BK_FLOW_BLOCK, [BK_TAG_OL] = BK_FLOW_BLOCK,
        [BK_TAG_P] = BK_FLOW_BLOCK | BK_FLOW_LEAF, [BK_TAG_PRE] = BK_FLOW_BLOCK | BK_FLOW_LEAF,
        [BK_TAG_SECTION] = BK_FLOW_BLOCK, [BK_TAG_SUMMARY] = BK_FLOW_BLOCK,
        [BK_TAG_TABLE] = BK_FLOW_BLOCK, [BK_TAG_TBODY] = BK_FLOW_BLOCK,
        [BK_TAG_TD] = BK_FLOW_BLOCK | BK_FLOW_LEAF, [BK_TAG_TFOOT] = BK_FLOW_BLOCK,
        [BK_TAG_TH] = BK_FLOW_BLOCK | BK_FLOW_LEAF, [BK_TAG_THEAD] = BK_FLOW_BLOCK,
        [BK_TAG_TR] = BK_FLOW_BLOCK, [BK_TAG_UL] = BK_FLOW_BLOCK,

        [BK_TAG_AMP_IFRAME] = BK_FLOW_NONE, [BK_TAG_AUDIO] = BK_FLOW_NONE,
        [BK_TAG_BUTTON] = BK_FLOW_NONE, [BK_TAG_CANVAS] = BK_FLOW_NONE,
        [BK_TAG_EMBED] = BK_FLOW_NONE, [BK_TAG_HEAD] = BK_FLOW_NONE,
        [BK_TAG_IFRAME] = BK_FLOW_NONE, [BK_TAG_INPUT] = BK_FLOW_NONE,
        [BK_TAG_NOSCRIPT] = BK_FLOW_NONE, [BK_TAG_OBJECT] = BK_FLOW_NONE,
        [BK_TAG_OPTION] = BK_FLOW_NONE, [BK_TAG_SCRIPT] = BK_FLOW_NONE,
        [BK_TAG_SELECT] = BK_FLOW_NONE, [BK_TAG_STYLE] = BK_FLOW_NONE,
        [BK_TAG_SVG] = BK_FLOW_NONE, [BK_TAG_TEMPLATE] = BK_FLOW_NONE,
        [BK_TAG_TEXTAREA] = BK_FLOW_NONE, [BK_TAG_TITLE] = BK_FLOW_NONE,
        [BK_TAG_VIDEO] = BK_FLOW_NONE,
    };
    return (size_t)tag < BK_TAG_COUNT ? flow[tag] : 0;
}
