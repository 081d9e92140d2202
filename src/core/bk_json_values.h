/* The JSON values of a list, or that follow one another: where each begins and ends, by its brackets and strings alone, over
 * bytes that come in pieces. Whether a value is one is for its reader to tell, and a bad one does not keep the next
 * from being found. */
#ifndef BK_JSON_VALUES_H
#define BK_JSON_VALUES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bk_json_values {
    size_t depth; /* of brackets within the value */
    bool inside, fresh, string, escaped, scalar; /* fresh: nothing of the value was used yet */
    bool once; /* set before the first byte: only a list is read, and what is behind it is not used */
    bool begun, list, closed; /* something came; it began with a bracket that holds all; which was closed */
} bk_json_values;

typedef enum bk_json_values_status {
    BK_JSON_VALUES_MORE,  /* all bytes are used; a value may be open */
    BK_JSON_VALUES_BEGIN, /* a value begins at p[*used] */
    BK_JSON_VALUES_END    /* it ended right before p[*used] */
} bk_json_values_status;

/* `v` starts zeroed. Give what was not used again, followed by more; at the end an open value is one that was cut. */
bk_json_values_status bk_json_values_next(bk_json_values *v, const char *p, size_t n, size_t *used);

#endif
