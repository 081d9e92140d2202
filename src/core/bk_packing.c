#include "bk_packing.h"

#include <stdbool.h>
#include <string.h>

typedef struct magic {
    bk_packing packing;
    size_t at, n;
    const char *bytes;
} magic;

static const magic magics[] = {
    {BK_PACKING_ARCHIVE, 0, 4, "PK\x03\x04"},         {BK_PACKING_ARCHIVE, 0, 4, "PK\x05\x06"},
    {BK_PACKING_ARCHIVE, 0, 4, "PK\x07\x08"},         {BK_PACKING_ARCHIVE, 0, 6, "7z\xbc\xaf\x27\x1c"},
    {BK_PACKING_ARCHIVE, 257, 5, "ustar"},            {BK_PACKING_STREAM, 0, 2, "\x1f\x8b"},
    {BK_PACKING_STREAM, 0, 6, "\xfd" "7zXZ\0"},       {BK_PACKING_STREAM, 0, 4, "\x28\xb5\x2f\xfd"},
    {BK_PACKING_STREAM, 0, 4, "\x04\x22\x4d\x18"},
};

/* By the name of the first member: the format's own members are no reports. */
static const struct {
    const char *what, *name;
} documents[] = {
    {"Office document", "[Content_Types].xml"}, {"Office document", "_rels/"}, {"Office document", "word/"},
    {"Office document", "xl/"},                 {"Office document", "ppt/"},   {"Office document", "docProps/"},
    {"OpenDocument or EPUB", "mimetype"},       {"Java program", "META-INF/"}, {"Java program", "AndroidManifest.xml"},
};

static bool begins(const char *p, size_t n, size_t at, const char *bytes, size_t k) {
    return n >= at + k && memcmp(p + at, bytes, k) == 0;
}

/* A tar header carries the sum of its own bytes, those of the sum taken as spaces. */
static bool is_tar(const char *p, size_t n) {
    enum { HEADER = 512, SUM = 148, SUM_END = 156 };
    unsigned long told = 0, sum = 8 * 32;
    size_t i = SUM;
    if (n < HEADER) return false;
    while (i < SUM_END && p[i] == ' ') i++;
    size_t first = i;
    for (; i < SUM_END && p[i] >= '0' && p[i] <= '7'; i++) told = told * 8 + (unsigned long)(p[i] - '0');
    if (i == first) return false;
    for (i = 0; i < HEADER; i++)
        if (i < SUM || i >= SUM_END) sum += (unsigned char)p[i];
    return told == sum;
}

static bool is_bzip2(const char *p, size_t n) {
    return n >= 10 && memcmp(p, "BZh", 3) == 0 && p[3] >= '1' && p[3] <= '9' && memcmp(p + 4, "1AY&SY", 6) == 0;
}

bk_packing bk_packing_of(const char *p, size_t n, const char **what) {
    enum { NAME = 30 }; /* where a zip's first member has its name */
    bool zip = begins(p, n, 0, "PK\x03\x04", 4);
    for (size_t i = 0; zip && i < sizeof documents / sizeof *documents; i++) {
        if (!begins(p, n, NAME, documents[i].name, strlen(documents[i].name))) continue;
        *what = documents[i].what;
        return BK_PACKING_DOCUMENT;
    }
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (begins(p, n, magics[i].at, magics[i].bytes, magics[i].n)) return magics[i].packing;
    if (is_bzip2(p, n)) return BK_PACKING_STREAM;
    return is_tar(p, n) ? BK_PACKING_ARCHIVE : BK_PACKING_NONE;
}
