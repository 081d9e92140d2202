/* What the readers of layouts share. */
#ifndef BK_LEAK_INTERNAL_H
#define BK_LEAK_INTERNAL_H

#include "bk_leak.h"

/* A window while it is read; `at` moves. */
typedef struct bk_leak_window {
    const char *p;
    size_t n, at;
    bool last;
} bk_leak_window;

/* Of several fields of one class the first that is filled counts, or all where the class is joined; an empty one is none. The
 * value stands at p until the next call, or in `made` at `first`, where p is NULL. */
void bk_leak_put(bk_leak *l, int class, const char *p, size_t first, size_t n);
/* The same of bytes that go away. */
void bk_leak_put_copy(bk_leak *l, int class, const char *p, size_t n);
bk_leak_status bk_leak_bad(bk_leak *l, uint64_t position, bk_tally_bad why);
/* The next line, without its end: BK_LEAK_RECORD, or BK_LEAK_BAD for one that is too long. */
bk_leak_status bk_leak_line(bk_leak *l, bk_leak_window *w, const char **line, size_t *n);
uint64_t bk_leak_at(const bk_leak *l, size_t offset); /* the position of a byte of the window */
bool bk_leak_space(char c);
bool bk_leak_sign(char c); /* a letter or digit of ASCII */
/* The host of an address: all that is told of whose account it is, since the rest may name persons. */
void bk_leak_put_host(bk_leak *l, const char *p, size_t n);

bk_leak_status bk_leak_next_jsonl(bk_leak *l, bk_leak_window *w);
bk_leak_status bk_leak_next_json(bk_leak *l, bk_leak_window *w);
bk_leak_status bk_leak_next_block(bk_leak *l, bk_leak_window *w);
bk_leak_status bk_leak_next_sql(bk_leak *l, bk_leak_window *w);

#endif
