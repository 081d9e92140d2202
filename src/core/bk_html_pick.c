#include "bk_html_internal.h"

#include <string.h>

/* Found by trying, and far from sensitive. */
static const double BODY_BONUS = 1.25; /* for an element that names itself the article */
static const double BODY_SHARE = 0.55;
static const double OWN_SHARE = 0.2; /* of one that says so by schema.org's name, or holds the headline */
static const double HEADLINED_LEAST = 400; /* what an article before the best must be worth to be it */
static const double LIST_SHARE = 0.5;  /* what is in other articles, of a list of them */
static const double OTHER_SHARE = 0.3; /* another with so much of its worth makes them several */
static const double ASCEND = 1.05;     /* a parent must be worth this much more than its best child */
static const double MORE_LINKED = 0.3; /* of what a container adds, at most so much is links */
static const double MORE_LEAST = 0.25; /* and so much of what is there is added at least */
enum { MOST_BODIES = 16, LEAD_LEVELS = 4, LEAD_LEAST = 60, HEADING_NODES = 200, HEADING_LEAST = 15 };

/* Walk down from the page to the child that keeps nearly all of the worth. */
static uint32_t choose(const bk_dom *dom, const bk_html_info *all, bool paragraphs) {
    uint32_t best = 0;
    double most = all[0].worth > 0 ? all[0].worth : 0;
    for (uint32_t i = 1; i < dom->count; i++) {
        if (dom->nodes[i].tag == BK_TAG_TEXT) continue;
        if (all[i].flags & BK_AT_SKIP || (dom->nodes[i].tag == BK_TAG_P && !paragraphs)) {
            i = dom->nodes[i].end - 1;
            continue;
        }
        double worth = all[i].worth;
        if (all[i].flags & BK_AT_BODY || all[i].marks & BK_MARK_BODY) worth *= BODY_BONUS;
        if (worth > 0 && worth * ASCEND >= most) {
            /* deeper and nearly as much, or elsewhere and more */
            bool inside = i < dom->nodes[best].end;
            if (inside || worth > most) {
                best = i;
                if (worth > most) most = worth;
            }
        }
    }
    return best;
}

static bool says_headline(const bk_dom *dom, uint32_t node) {
    const char *name = bk_dom_attribute(dom, node, BK_ATTR_ITEMPROP);
    return name && strstr(name, "headline");
}

/* The page's own headline: the first heading that says so by schema.org's name, or that its title or its og:title holds.
 * 0 when there is none. */
static uint32_t find_headline(const bk_dom *dom) {
    bk_buf titles = {0}, heading = {0};
    uint32_t found = 0;
    for (uint32_t i = 1; i < dom->count && !found; i++) {
        unsigned tag = dom->nodes[i].tag;
        if (tag == BK_TAG_TITLE) {
            bk_dom_text(dom, i, 0, &titles);
        } else if (tag == BK_TAG_META) {
            const char *name = bk_dom_attribute(dom, i, BK_ATTR_PROPERTY);
            const char *value = bk_dom_attribute(dom, i, BK_ATTR_CONTENT);
            if (name && value && strcmp(name, "og:title") == 0) bk_buf_add_string(&titles, value);
        } else if (tag == BK_TAG_H1 && says_headline(dom, i)) {
            found = i;
        } else if ((tag == BK_TAG_H1 || tag == BK_TAG_H2) && dom->nodes[i].end - i < HEADING_NODES && titles.n) {
            heading.n = 0;
            bk_dom_text(dom, i, 0, &heading);
            bk_buf_add_char(&heading, '\0');
            bk_buf_add_char(&titles, '\0');
            if (titles.failed || heading.failed) break;
            if (heading.n > HEADING_LEAST && strstr(titles.p, heading.p)) found = i;
            titles.n--;
        }
    }
    bk_buf_free(&titles);
    bk_buf_free(&heading);
    return found;
}

/* Is it a list of articles, and not one? */
static bool is_list(const bk_html_info *at) { return at->others > LIST_SHARE * at->worth; }

/* An article that holds the page's headline and words of its own, and ends before the one that is worth most: that one is
 * made of others. */
static uint32_t headlined(const bk_dom *dom, const bk_html_info *all, uint32_t headline, uint32_t best) {
    for (uint32_t i = headline; i; i = dom->nodes[i].parent) {
        if (all[i].marks & BK_MARK_BODY && all[i].worth > HEADLINED_LEAST && all[i].worth > OWN_SHARE * all[best].worth) {
            return dom->nodes[i].end <= best && is_list(&all[best]) ? i : best;
        }
    }
    return best;
}

/* What calls itself the article's body is, when most of the worth is in it: what stands beside it are other articles, or
 * comments. One that says so by schema.org's name is believed sooner, unless there are several. */
static uint32_t body_of(const bk_dom *dom, const bk_html_info *all, uint32_t headline, uint32_t best) {
    for (int depth = 0; depth < MOST_BODIES; depth++) {
        uint32_t body = best, outer = 0;
        double most = 0, own = 0, other = 0; /* other: the second of the outermost that use schema.org's name */
        for (uint32_t i = best + 1; i < dom->nodes[best].end; i++) {
            if (!(all[i].flags & BK_AT_BODY) || all[i].flags & BK_AT_SKIP || i < outer) continue;
            outer = dom->nodes[i].end;
            if (all[i].worth > other) other = all[i].worth;
            if (other > own) {
                double swap = own;
                own = other;
                other = swap;
            }
        }
        bool single = other < OTHER_SHARE * own;
        for (uint32_t i = best + 1; i < dom->nodes[best].end; i++) {
            const bk_html_info *at = &all[i];
            bool holds = i < headline && headline < dom->nodes[i].end;
            double share = holds || (at->flags & BK_AT_BODY && single) ? OWN_SHARE : BODY_SHARE;
            if (at->flags & BK_AT_SKIP) {
                i = dom->nodes[i].end - 1;
            } else if ((at->flags & BK_AT_BODY || at->marks & BK_MARK_BODY) && !is_list(at) && at->worth > most &&
                       at->worth > share * all[best].worth) {
                body = i;
                most = at->worth;
            }
        }
        if (body == best) break;
        best = body;
    }
    return best;
}

/* A walk down that ended in one part of a text split into small ones: its container is the article, when what it adds
 * is much, and not links. */
static uint32_t ascend(const bk_dom *dom, const bk_html_info *all, uint32_t best) {
    for (uint32_t i = best; i; i = dom->nodes[i].parent) {
        uint32_t up = dom->nodes[i].parent;
        double own = (double)all[best].text - all[best].linked;
        double more = (double)all[up].text - all[best].text, linked = (double)all[up].linked - all[best].linked;
        if (all[best].flags & BK_AT_BODY || all[best].marks & BK_MARK_BODY) break;
        if (linked < MORE_LINKED * more && more - linked > MORE_LEAST * own) best = up;
    }
    return best;
}

/* The article's first sentences, where they stand in an element of their own before its body. */
uint32_t bk_html_find_lead(const bk_dom *dom, const bk_html_info *all, uint32_t root) {
    uint32_t around = root;
    for (int levels = 0; around && levels < LEAD_LEVELS; levels++) around = dom->nodes[around].parent;
    for (uint32_t i = around + 1; i < root; i++) {
        const bk_html_info *at = &all[i];
        if (at->flags & BK_AT_SKIP) {
            i = dom->nodes[i].end - 1;
        } else if (at->marks & BK_MARK_LEAD && dom->nodes[i].end <= root && at->text >= LEAD_LEAST &&
                   at->linked * 4 < at->text) {
            return i;
        }
    }
    return 0;
}

uint32_t bk_html_pick(const bk_dom *dom, const bk_html_info *all, double *score) {
    uint32_t headline = find_headline(dom);
    uint32_t best = choose(dom, all, false);
    if (all[best].worth <= 0) best = choose(dom, all, true); /* one paragraph is hardly an article */
    best = headlined(dom, all, headline, best);
    best = body_of(dom, all, headline, best);
    *score = all[best].worth > 0 ? all[best].worth : 0;
    return ascend(dom, all, best);
}
