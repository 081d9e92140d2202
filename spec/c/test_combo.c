#include "../../src/core/bk_combo.h"
#include "check.h"

#include <stdlib.h>

static bk_tally_bad read_line(const char *separator, bool secret_first, const char *line, bk_combo_record *r) {
    bk_combo c = {.separator_n = strlen(separator), .secret_first = secret_first};
    memcpy(c.separator, separator, c.separator_n);
    return bk_combo_read(&c, line, strlen(line), r);
}

static bool parts(const bk_combo_record *r, const char *login, const char *secret) {
    return r->login_n == strlen(login) && memcmp(r->login, login, r->login_n) == 0 &&
           r->secret_n == strlen(secret) && memcmp(r->secret, secret, r->secret_n) == 0;
}

/* The lines by threads, in pieces read from the file, must sum up as the same lines in one go. */
static void check_file(const char *p, size_t n) {
    FILE *f = tmpfile();
    CHECK(f && fwrite(p, 1, n, f) == n && fflush(f) == 0);
    bk_error err;
    bk_combo c = {":", 1, false, false};
    bk_tally_sets sets[3] = {{{0}, {0}, {0}}}, whole = {{0}, {0}, {0}};
    bk_tally_counts counts = {0}, all = {0};
    size_t used;
    for (size_t i = 0; i < 3; i++) CHECK(bk_tally_sets_start(&sets[i], &err) == BK_OK);
    CHECK(bk_tally_sets_start(&whole, &err) == BK_OK && bk_tally_counts_start(&all, &err) == BK_OK);
    CHECK(bk_tally_counts_start(&counts, &err) == BK_OK);
    CHECK(bk_combo_lines(&c, &whole, &all, p, n, 0, n, true, &used) == BK_OK && used == n);
    CHECK(f && bk_combo_file(&c, fileno(f), 0, n, sets, 3, &counts, &err) == BK_OK);
    CHECK(counts.records == all.records && counts.emails == all.emails);
    CHECK(memcmp(counts.bad, all.bad, sizeof all.bad) == 0);
    for (size_t i = 0; i < all.samples_n; i++)
        CHECK(counts.samples[i].position == all.samples[i].position);
    bk_distinct_settle(&whole.people);
    for (size_t i = 0; i < 3; i++) bk_distinct_settle(&sets[i].people);
    bk_tally_sets_merge(&sets[0], &sets[1]);
    bk_tally_sets_merge(&sets[0], &sets[2]);
    bk_distinct_settle(&sets[0].people);
    CHECK(sets[0].people.n == whole.people.n && sets[0].people.seen == whole.people.seen);
    for (size_t i = 0; i < 3; i++) bk_tally_sets_free(&sets[i]);
    bk_tally_sets_free(&whole);
    bk_tally_counts_free(&counts);
    bk_tally_counts_free(&all);
    if (f) (void)fclose(f);
}

int main(void) {
    bk_combo_record r;
    CHECK(read_line(":", false, "jane:a:b\r", &r) == BK_TALLY_BADS && parts(&r, "jane", "a:b"));
    CHECK(read_line(":", true, "a:b:jane", &r) == BK_TALLY_BADS && parts(&r, "jane", "a:b"));
    CHECK(read_line(":", false, " jane\t: a ", &r) == BK_TALLY_BADS && parts(&r, "jane", " a "));
    CHECK(read_line(":", false, "jane:", &r) == BK_TALLY_BADS && parts(&r, "jane", ""));
    CHECK(read_line(":", false, "jane", &r) == BK_TALLY_NO_SEPARATOR);
    CHECK(read_line(":", false, "", &r) == BK_TALLY_NO_SEPARATOR);
    CHECK(read_line(":", false, "\r", &r) == BK_TALLY_NO_SEPARATOR);
    CHECK(read_line(":", false, " :a", &r) == BK_TALLY_NO_LOGIN);
    CHECK(read_line(":", true, "a:", &r) == BK_TALLY_NO_LOGIN);
    CHECK(read_line("----", false, "jane--x----a----b", &r) == BK_TALLY_BADS && parts(&r, "jane--x", "a----b"));
    CHECK(read_line("----", true, "a----b----jane", &r) == BK_TALLY_BADS && parts(&r, "jane", "a----b"));
    CHECK(read_line("----", false, "jane---", &r) == BK_TALLY_NO_SEPARATOR);
    CHECK(read_line("----", true, "----", &r) == BK_TALLY_NO_LOGIN);
    CHECK(read_line("::", true, "a:::jane", &r) == BK_TALLY_BADS && parts(&r, "jane", "a:"));

    CHECK(bk_tally_domain("a@b.c", 5) == 2 && bk_tally_domain("a@b@c.de", 8) == 4);
    CHECK(!bk_tally_domain("", 0) && !bk_tally_domain("@b.cd", 5) && !bk_tally_domain("a@b.", 4) &&
          !bk_tally_domain("a@.b", 4) && !bk_tally_domain("a b@c.de", 8) && !bk_tally_domain("a@bc", 4));

    /* lines of all lengths around the edges of pieces and blocks; one longer than either */
    size_t n = 0, most = 3u * BK_COMBO_PIECE + 5000000;
    char *p = malloc(most);
    CHECK(p != NULL);
    for (size_t i = 0; p && n < 2u * BK_COMBO_PIECE + 1000; i++)
        n += (size_t)snprintf(p + n, most - n, i % 97 ? "user%zu@example.com:%0*d\n" : "none\n", i,
                              (int)(i % 60), 7);
    if (p) {
        memset(p + n, 'x', BK_COMBO_PIECE + 3);
        p[n + 3] = ':';
        n += BK_COMBO_PIECE + 3;
        n += (size_t)snprintf(p + n, most - n, "\nlast:line");
        check_file(p, n);
        check_file(p, 0);
        check_file("a:b", 3);
    }
    free(p);
    return CHECK_DONE();
}
