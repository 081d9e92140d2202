/* What the finders of layouts share. */
#ifndef BK_LEAK_FIND_INTERNAL_H
#define BK_LEAK_FIND_INTERNAL_H

#include "bk_leak_find.h"

/* The beginning of a file, and its lines that have something: 500 at most. */
typedef struct bk_leak_sample {
    const char *p;
    size_t n;
    bool cut; /* the file goes on */
    size_t lines;
    bk_leak_value line[BK_LEAK_SAMPLE_LINES];
} bk_leak_sample;

/* Nearly every line has a separator, with who on one side of it. *people: the share of lines with an e-mail address or an
 * address of the account there. */
bool bk_leak_find_combo(const bk_leak_sample *s, const bk_leak_classes *c, bk_leak_layout *out, double *people);
/* The path of keys to the list of most bytes that has logins, within documents that have none of their own; "" when there is
 * none. */
void bk_leak_find_within(const bk_leak_sample *s, const bk_leak_classes *c, char *path);
bool bk_leak_find_sql(const bk_leak_sample *s, bk_leak_layout *out);

#endif
