/* The body of an answer while it arrives: kept as it came (what a WARC file holds) and, when it was
 * sent compressed, unpacked at once, so that a bomb is noticed at its first excess and not at its
 * end. */
#ifndef BK_NET_BODY_H
#define BK_NET_BODY_H

#include "../core/bk_buf.h"
#include "bk_net_failure.h"

#include <stdbool.h>
#include <zlib.h>

typedef enum bk_net_coding { BK_NET_IDENTITY, BK_NET_GZIP, BK_NET_DEFLATE } bk_net_coding;

typedef struct bk_net_body {
    bk_buf raw;      /* as received, without the transfer's chunks */
    bk_buf unpacked; /* in use only with a coding */
    bk_net_coding coding;
    size_t most;  /* bytes of either */
    size_t ratio; /* unpacked to received, once there is a megabyte */
    size_t fed;   /* bytes of raw that zlib has had */
    z_stream z;
    bool open, ended;
} bk_net_body;

/* `b` starts zeroed but for `most` and `ratio`. The coding is a Content-Encoding's value. */
bk_net_failure bk_net_body_begin(bk_net_body *b, const char *coding, size_t n);
bk_net_failure bk_net_body_add(bk_net_body *b, const char *p, size_t n);
/* Whether what was begun is complete. */
bk_net_failure bk_net_body_end(bk_net_body *b);
/* The bytes as meant. */
const bk_buf *bk_net_body_bytes(const bk_net_body *b);
void bk_net_body_free(bk_net_body *b);

#endif
