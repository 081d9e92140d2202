/* Search among digests of real bytes: pieces of 4 KB of the files below TREE (/usr), N of them
 * (100,000; N=1000000 takes minutes and 1.5 GB). What is searched for are 200 of the pieces with 1
 * to 120 stretches of 16 bytes written over. Recall is the mean over the searches that have
 * anything to find, against comparing with all in the same run, by the same comparison; time is of
 * one search. */
#include "../src/core/bk_ctph.h"
#include "../src/core/bk_near.h"
#include "../src/core/bk_tlsh.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PIECE = 4096, SEARCHES = 200 };

static bk_tlsh_code *tlsh;
static bk_ctph_code *ctph;
static size_t tlsh_n, ctph_n;
static char sample[SEARCHES][PIECE];

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool tlsh_of(const char *p, bk_tlsh_code *code) {
    char text[BK_TLSH_TEXT_MAX + 1];
    bk_tlsh t;
    bk_tlsh_init(&t, false);
    bk_tlsh_update(&t, p, PIECE);
    return !bk_tlsh_text(&t, text, NULL) && !bk_tlsh_read(text, strlen(text), code, NULL);
}

static bool ctph_of(const char *p, bk_ctph_code *code) {
    char text[BK_CTPH_TEXT_MAX + 1];
    bk_ctph c;
    bk_ctph_init(&c);
    bk_ctph_update(&c, p, PIECE);
    return !bk_ctph_text(&c, text, NULL) && !bk_ctph_read(text, strlen(text), code, NULL);
}

static void read_pieces(const char *tree, size_t n) {
    char command[4096], path[4096], piece[PIECE];
    snprintf(command, sizeof command,
             "find '%s' -xdev -type f -size +7k 2>/dev/null | LC_ALL=C sort", tree);
    FILE *list = popen(command, "r");
    while (list && tlsh_n < n && fgets(path, sizeof path, list)) {
        path[strcspn(path, "\n")] = '\0';
        FILE *file = fopen(path, "rb");
        while (file && tlsh_n < n && fread(piece, 1, PIECE, file) == PIECE) {
            if (!tlsh_of(piece, &tlsh[tlsh_n])) continue;
            if (tlsh_n % (n / SEARCHES) == 0 && tlsh_n / (n / SEARCHES) < SEARCHES)
                memcpy(sample[tlsh_n / (n / SEARCHES)], piece, PIECE);
            tlsh_n++;
            ctph_n += ctph_of(piece, &ctph[ctph_n]);
        }
        if (file) fclose(file);
    }
    if (list) pclose(list);
}

static uint32_t random_below(uint32_t n) {
    static uint64_t state = 42;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % n);
}

static void edit(size_t i) {
    for (uint32_t k = random_below(120) + 1; k > 0; k--)
        memcpy(sample[i] + random_below(PIECE - 16),
               sample[(i + 1) % SEARCHES] + random_below(PIECE - 16), 16);
}

static void measure(bk_near_method method, double threshold) {
    bk_near_options o = {.method = method, .threshold = threshold, .size = 1};
    bk_near *x = bk_near_new(&o);
    size_t n = method == BK_NEAR_TLSH ? tlsh_n : ctph_n, all = 0, with_any = 0, compared = 0;
    uint32_t item;
    double start = now(), recall = 0, by_index = 0, by_all = 0;
    for (size_t i = 0; i < n; i++)
        bk_near_add(x, method == BK_NEAR_TLSH ? (void *)&tlsh[i] : (void *)&ctph[i], &item, NULL);
    double adding = (now() - start) / (double)n;
    for (size_t i = 0; i < SEARCHES; i++) {
        bk_tlsh_code t;
        bk_ctph_code c;
        bk_buf hits = {0};
        if (method == BK_NEAR_TLSH ? !tlsh_of(sample[i], &t) : !ctph_of(sample[i], &c)) continue;
        start = now();
        bk_near_find(x, method == BK_NEAR_TLSH ? (void *)&t : (void *)&c, 0, &hits, NULL);
        by_index += now() - start;
        compared += bk_near_compared(x);
        size_t found = hits.n / sizeof(bk_near_hit), truth = 0;
        bk_buf_free(&hits);
        start = now();
        for (size_t k = 0; k < n; k++) {
            unsigned score;
            if (method == BK_NEAR_TLSH)
                truth += bk_tlsh_compare(&t, &tlsh[k], true) <= threshold;
            else
                truth += !bk_ctph_compare(&c, &ctph[k], &score, NULL) && score >= threshold;
        }
        by_all += now() - start;
        all += truth;
        with_any += truth > 0;
        if (truth) recall += (double)found / (double)truth;
    }
    printf("%s %3.0f: recall %.4f of %zu in %zu searches; %.0f us by index, %.0f us by all: %.0f "
           "times; "
           "%.2f %% compared; %.1f us to add, %.0f bytes each\n",
           method == BK_NEAR_TLSH ? "tlsh" : "ssdeep", threshold,
           with_any ? recall / (double)with_any : 0, all, with_any, by_index / SEARCHES * 1e6,
           by_all / SEARCHES * 1e6, by_all / by_index,
           100.0 * (double)compared / SEARCHES / (double)n, adding * 1e6,
           (double)bk_near_memory(x) / (double)n);
    bk_near_free(x);
}

int main(void) {
    const char *tree = getenv("TREE"), *count = getenv("N");
    size_t n = count ? strtoul(count, NULL, 10) : 100000;
    if (n < SEARCHES) n = SEARCHES;
    tlsh = calloc(n, sizeof *tlsh);
    ctph = calloc(n, sizeof *ctph);
    if (!tlsh || !ctph) return 2;
    read_pieces(tree ? tree : "/usr", n);
    for (size_t i = 0; i < SEARCHES; i++) edit(i);
    printf("digests of %zu pieces (tlsh), %zu (ssdeep)\n", tlsh_n, ctph_n);
    for (int i = 0; i < 4; i++) measure(BK_NEAR_TLSH, (double[]){30, 50, 70, 100}[i]);
    measure(BK_NEAR_CTPH, 1);
    measure(BK_NEAR_CTPH, 50);
    free(tlsh);
    free(ctph);
    return 0;
}
