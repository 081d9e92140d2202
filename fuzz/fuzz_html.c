/* Any bytes as a page: no crash, a sound tree, blocks within the text; and as text of any charset. */
#include "../src/core/bk_charset.h"
#include "../src/core/bk_html.h"
#include "../src/core/bk_html_meta.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *p = (const char *)data;
    size_t bad, first;
    bk_error err;
    bk_buf text = {0};
    const char *name = bk_charset_detect(p, size);
    if (bk_charset_decode(name, p, size, &text, &bad, &first, &err)) abort();
    if (!bk_charset_is_utf8(text.p, text.n, &first)) abort();
    bk_html_rules *rules = bk_html_rules_new();
    bk_html_rules_add(rules, "nav", 3, BK_MARK_DROP, NULL);
    bk_html_rules_add(rules, "~body", 5, BK_MARK_BODY, NULL);
    bk_dom dom = {0};
    bk_article article = {0};
    bk_fact_cursor cursor = {0};
    if (bk_dom_parse(&dom, text.p ? text.p : "", text.n, 100000, &err) == BK_OK) {
        for (size_t i = 1; i < dom.count; i++) {
            if (dom.nodes[i].end <= i || dom.nodes[i].end > dom.nodes[dom.nodes[i].parent].end) abort();
        }
        bk_html_mark(&dom, rules);
        if (bk_html_article(&dom, &article, &err)) abort();
        for (size_t i = 0; i < article.count; i++) {
            if (article.blocks[i].offset + article.blocks[i].size > article.text.n) abort();
        }
        while (bk_html_next_fact(&dom, &cursor).kind) {}
        bk_article_free(&article);
        if (bk_html_whole(&dom, &article, &err)) abort();
        for (size_t i = 0; i < article.count; i++) {
            if (article.blocks[i].offset + article.blocks[i].size > article.text.n) abort();
        }
    }
    bk_buf_free(&cursor.text);
    bk_article_free(&article);
    bk_dom_free(&dom);
    bk_html_rules_free(rules);
    bk_buf_free(&text);
    return 0;
}
