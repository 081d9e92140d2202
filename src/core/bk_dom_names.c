#include "bk_dom_names.h"

#include "bk_html_token.h"

typedef struct name_row {
    const char *name;
    unsigned char n, id;
} name_row;

#define TAG_ROW(id, name, flow) {name, sizeof name - 1, BK_TAG_##id},
static const name_row tag_rows[] = {BK_TAGS(TAG_ROW) {"", 0, BK_TAG_OTHER}};
#define ATTR_ROW(id, name) {name, sizeof name - 1, BK_ATTR_##id},
static const name_row attr_rows[] = {BK_ATTRS(ATTR_ROW) {"", 0, BK_ATTR_NONE}};

/* The first tag and attribute of each letter, a to z; where there is none, the list's end. */
static const unsigned char tag_first[26] = {
    [0] = BK_TAG_A,        ['b' - 'a'] = BK_TAG_B,       ['c' - 'a'] = BK_TAG_CANVAS,   ['d' - 'a'] = BK_TAG_DD,
    ['e' - 'a'] = BK_TAG_EM, ['f' - 'a'] = BK_TAG_FIELDSET, ['h' - 'a'] = BK_TAG_H1,    ['i' - 'a'] = BK_TAG_I,
    ['k' - 'a'] = BK_TAG_KEYGEN, ['l' - 'a'] = BK_TAG_LABEL, ['m' - 'a'] = BK_TAG_MAIN, ['n' - 'a'] = BK_TAG_NAV,
    ['o' - 'a'] = BK_TAG_OBJECT, ['p' - 'a'] = BK_TAG_P, ['r' - 'a'] = BK_TAG_RP,       ['s' - 'a'] = BK_TAG_S,
    ['t' - 'a'] = BK_TAG_TABLE, ['u' - 'a'] = BK_TAG_U,  ['v' - 'a'] = BK_TAG_VAR,      ['w' - 'a'] = BK_TAG_WBR,
    ['x' - 'a'] = BK_TAG_XMP};
static const unsigned char attr_first[26] = {
    [0] = BK_ATTR_ALT,            ['c' - 'a'] = BK_ATTR_CLASS,    ['d' - 'a'] = BK_ATTR_DATA_TESTID,
    ['h' - 'a'] = BK_ATTR_HIDDEN, ['i' - 'a'] = BK_ATTR_ID,       ['l' - 'a'] = BK_ATTR_LANG,
    ['n' - 'a'] = BK_ATTR_NAME,   ['p' - 'a'] = BK_ATTR_PROPERTY, ['r' - 'a'] = BK_ATTR_REL,
    ['s' - 'a'] = BK_ATTR_STYLE,  ['t' - 'a'] = BK_ATTR_TITLE};

static int find(const name_row *row, const char *p, size_t n, int missing) {
    char letter = row->name[0];
    for (; row->name[0] == letter; row++) {
        if (row->n == n && bk_html_same(p, row->name, n)) return row->id;
    }
    return missing;
}

static int letter_of(const char *p, size_t n) {
    char c = n ? p[0] : '\0';
    if (c >= 'A' && c <= 'Z') return c - 'A';
    return c >= 'a' && c <= 'z' ? c - 'a' : -1;
}

bk_tag bk_tag_of(const char *p, size_t n) {
    int letter = letter_of(p, n);
    if (letter < 0 || !tag_first[letter]) return BK_TAG_OTHER;
    return (bk_tag)find(&tag_rows[tag_first[letter] - BK_TAG_A], p, n, BK_TAG_OTHER);
}

bk_attr bk_attr_of(const char *p, size_t n) {
    int letter = letter_of(p, n);
    if (letter < 0 || !attr_first[letter]) return BK_ATTR_NONE;
    return (bk_attr)find(&attr_rows[attr_first[letter] - BK_ATTR_ALT], p, n, BK_ATTR_NONE);
}

#define TAG_FLOW(id, name, flow) [BK_TAG_##id] = (flow),
const uint16_t bk_tag_flows[BK_TAG_COUNT] = {BK_TAGS(TAG_FLOW)};
