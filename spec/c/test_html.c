#include "../../src/core/bk_charset.h"
#include "../../src/core/bk_html.h"
#include "../../src/core/bk_html_meta.h"
#include "check.h"

#include <string.h>

#include <stdlib.h>

static void test_rules(void) {
    bk_error err;
    bk_html_rules *rules = bk_html_rules_new();
    CHECK(bk_html_rules_add(rules, "share", 5, BK_MARK_DROP, &err) == BK_OK);
    CHECK(bk_html_rules_add(rules, "relat*", 6, BK_MARK_WEAK, &err) == BK_OK);
    CHECK(bk_html_rules_add(rules, "~articlebody", 12, BK_MARK_BODY, &err) == BK_OK);
    CHECK(bk_html_rules_add(rules, "No", 2, BK_MARK_BODY, &err) == BK_E_SYNTAX);
    CHECK(bk_html_rules_add(rules, "", 0, BK_MARK_BODY, &err) == BK_E_SYNTAX);
    CHECK(bk_html_rules_match(rules, "post__share-bar") == BK_MARK_DROP);
    CHECK(bk_html_rules_match(rules, "shareholders") == 0);
    CHECK(bk_html_rules_match(rules, "isRelatedTo shareIt") == (BK_MARK_WEAK | BK_MARK_DROP));
    CHECK(bk_html_rules_match(rules, "x Main-Article_Body2") == BK_MARK_BODY);
    CHECK(bk_html_rules_match(rules, "") == 0);
    bk_html_rules_free(rules);
}

static void test_tree(void) {
    static const char page[] = "<body><div class=a><p>One <b>two</b><p>&eacute;<br>x</div><p>y";
    bk_dom dom = {0};
    CHECK(bk_dom_parse(&dom, page, sizeof page - 1, 0, NULL) == BK_OK);
    CHECK(dom.nodes[0].end == dom.count);
    for (size_t i = 1; i < dom.count; i++) {
        const bk_dom_node *parent = &dom.nodes[dom.nodes[i].parent];
        CHECK(dom.nodes[i].parent < i && dom.nodes[i].end > i && dom.nodes[i].end <= parent->end);
    }
    bk_buf text = {0};
    bk_dom_text(&dom, 0, 0, &text);
    bk_buf_add_char(&text, '\0');
    CHECK_STR(text.p, "One two \xC3\xA9 x y");
    bk_buf_free(&text);
    bk_dom_free(&dom);

    bk_error err;
    CHECK(bk_dom_parse(&dom, page, sizeof page - 1, 5, &err) == BK_E_LIMIT);
    bk_dom_free(&dom);
    CHECK(bk_dom_parse(&dom, "", 0, 0, NULL) == BK_OK);
    bk_dom_free(&dom);
}

static void test_article(void) {
    static const char page[] =
        "<nav><a href=/>Home</a><a href=/w>World</a></nav><div id=c><p>The firm said on Monday that "
        "attackers had taken files from its servers.<ul><li>One item of the list<li>Two</ul></div>";
    bk_dom dom = {0};
    bk_article article = {0};
    bk_html_rules *rules = bk_html_rules_new();
    CHECK(bk_dom_parse(&dom, page, sizeof page - 1, 0, NULL) == BK_OK);
    bk_html_mark(&dom, rules);
    CHECK(bk_html_article(&dom, &article, NULL) == BK_OK);
    CHECK(article.count >= 1 && article.score > 0);
    CHECK_STR(article.text.p + article.blocks[0].offset,
              "The firm said on Monday that attackers had taken files from its servers.");
    bk_fact_cursor cursor = {0};
    unsigned links = 0;
    for (;;) {
        bk_fact fact = bk_html_next_fact(&dom, &cursor);
        if (!fact.kind) break;
        links += fact.kind == BK_FACT_LINK;
    }
    CHECK(links == 2);
    bk_buf_free(&cursor.text);
    bk_article_free(&article);
    CHECK(bk_html_whole(&dom, &article, NULL) == BK_OK && article.count == 4);
    CHECK(memcmp(article.text.p, "HomeWorld", 9) == 0); /* what the article leaves out */
    bk_article_free(&article);
    bk_html_rules_free(rules);
    bk_dom_free(&dom);
}

static void test_charset(void) {
    bk_buf out = {0};
    size_t bad, first;
    bk_error err;
    CHECK_STR(bk_charset_name("\tLATIN1 ", 8), "windows-1252");
    CHECK(bk_charset_name("", 0) == NULL);
    CHECK(bk_charset_decode("windows-1252", "caf\xE9\x81", 5, &out, &bad, &first, &err) == BK_OK);
    bk_buf_add_char(&out, '\0');
    CHECK_STR(out.p, "caf\xC3\xA9\xC2\x81");
    CHECK(bad == 0 && first == 0);
    bk_buf_free(&out);
    CHECK(bk_charset_decode("UTF-16LE", "a", 1, &out, &bad, &first, &err) == BK_OK);
    CHECK(bad == 1 && out.n == 3);
    bk_buf_free(&out);
    CHECK(bk_charset_decode("nope", "a", 1, &out, &bad, &first, &err) == BK_E_TYPE);
    bk_buf_free(&out);
}

int main(void) {
    test_rules();
    test_tree();
    test_article();
    test_charset();
    return CHECK_DONE();
}
