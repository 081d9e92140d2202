/* The body of an HTTP answer and its coding (RFC 9110, 8.4): kept as it came (what a WARC file holds)
 * and, when it was sent compressed, unpacked as it arrives, so that a bomb is noticed at its first
 * excess and not at its end. */
#ifndef BK_CONTENT_H
#define BK_CONTENT_H

#include "bk_buf.h"

#include <stdbool.h>
#include <zlib.h>

typedef enum bk_content_status {
    BK_CONTENT_OK,
    BK_CONTENT_DAMAGED, /* or in a coding that is none of ours */
    BK_CONTENT_SIZE,
    BK_CONTENT_RATIO,
    BK_CONTENT_MEMORY
} bk_content_status;

typedef enum bk_content_coding { BK_CONTENT_IDENTITY, BK_CONTENT_GZIP, BK_CONTENT_DEFLATE } bk_content_coding;

typedef struct bk_content {
    bk_buf raw;      /* as received, without the transfer's chunks */
    bk_buf unpacked; /* in use only with a coding */
    bk_content_coding coding;
    size_t most;  /* bytes of either */
    size_t ratio; /* unpacked to received, once there is a megabyte */
    size_t fed;   /* bytes of raw that zlib has had */
    z_stream z;
    bool open, ended;
} bk_content;

/* `b` starts zeroed but for `most` and `ratio`. The coding is a Content-Encoding's value. */
bk_content_status bk_content_begin(bk_content *b, const char *coding, size_t n);
bk_content_status bk_content_add(bk_content *b, const char *p, size_t n);
/* Whether what was begun is complete. */
bk_content_status bk_content_end(bk_content *b);
/* The bytes as meant. */
const bk_buf *bk_content_bytes(const bk_content *b);
void bk_content_free(bk_content *b);

#endif
