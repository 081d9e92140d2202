/* The peer of bench/scan.lua: Vectorscan over a file in blocks of 1 MB, with the patterns of scan.patterns and,
 * where it can, where each match begins; it counts what it is called with. */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int count(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
    (void)id, (void)from, (void)to, (void)flags;
    ++*(unsigned long long *)context;
    return 0;
}

int main(int argc, char **argv) {
    static char lines[64][1024], block[1 << 20];
    const char *patterns[64];
    unsigned flags[64], ids[64], n = 0;
    FILE *list = argc == 3 ? fopen(argv[1], "r") : NULL, *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
    if (!list || !file) return 2;
    while (n < 64 && fgets(lines[n], sizeof lines[n], list)) {
        lines[n][strcspn(lines[n], "\n")] = '\0';
        patterns[n] = lines[n];
        flags[n] = HS_FLAG_SOM_LEFTMOST;
        ids[n] = n;
        n++;
    }
    hs_database_t *database;
    hs_compile_error_t *error;
    hs_scratch_t *scratch = NULL;
    unsigned without = 0;
    for (unsigned i = 0; i < n; i++) { /* some are too large with where they begin */
        if (hs_compile(patterns[i], flags[i], HS_MODE_BLOCK, NULL, &database, &error) == HS_SUCCESS) {
            hs_free_database(database);
            continue;
        }
        hs_free_compile_error(error);
        flags[i] = 0;
        without++;
    }
    if (hs_compile_multi(patterns, flags, ids, n, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
        fprintf(stderr, "%s\n", error->message);
        return 2;
    }
    if (without) fprintf(stderr, "Vectorscan: %u of %u patterns without where they begin\n", without, n);
    if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) return 2;
    unsigned long long found = 0;
    size_t got;
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        if (hs_scan(database, block, (unsigned)got, 0, scratch, count, &found) != HS_SUCCESS) return 2;
    printf("%llu\n", found);
    return 0;
}
