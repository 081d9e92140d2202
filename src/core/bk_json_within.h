/* The list within a document of JSON that a path of keys leads to, over bytes that come in pieces: by brackets and strings
 * alone, as bk_json_values finds its values. */
#ifndef BK_JSON_WITHIN_H
#define BK_JSON_WITHIN_H

#include <stdbool.h>
#include <stddef.h>

enum { BK_JSON_WITHIN = 127 /* bytes of a path */ };

typedef struct bk_json_within {
    char path[BK_JSON_WITHIN + 1]; /* keys with dots between them: "data.users" */
    size_t from;                   /* of `path`: the key that is looked for */
    size_t depth, matched;         /* brackets that are open; those of the path's keys, after the document's own */
    size_t at;                     /* bytes of the string's that are the key's too */
    bool string, escaped, name, same, named; /* name: a string is a key; named: the key that was looked for came last */
} bk_json_within;

/* Starts zeroed but for the path. Whether p[*used] is the bracket that begins the list; else all is used, and the search goes
 * on. What is given next is what stands behind the list. */
bool bk_json_within_next(bk_json_within *w, const char *p, size_t n, size_t *used);

#endif
