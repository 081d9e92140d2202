/* Unpacking gzip (RFC 1952) as a stream, all members, with what libarchive's own filter leaves out: the
 * checksum and the length that end each member are held to what came out. */
#ifndef BK_GUNZIP_H
#define BK_GUNZIP_H

#include "bk_status.h"

#include <stdbool.h>
#include <zlib.h>

enum { BK_GUNZIP_PIECE = 64 * 1024 };

typedef struct bk_gunzip {
    int fd;           /* -1: from bytes */
    const char *p;    /* what is left of them */
    size_t n;
    z_stream z;
    bool open, ended; /* ended: between two members */
    unsigned char in[BK_GUNZIP_PIECE], out[BK_GUNZIP_PIECE];
} bk_gunzip;

/* Do bytes start like gzip? */
bool bk_gunzip_is(const char *p, size_t n);

/* `g` starts zeroed. The file stays the caller's, read from where it is; bytes must outlive `g`. */
bk_code bk_gunzip_open_file(bk_gunzip *g, int fd, bk_error *err);
bk_code bk_gunzip_open_bytes(bk_gunzip *g, const char *p, size_t n, bk_error *err);
/* The next unpacked bytes, until the next call: *n is 0 at the end. What follows the last member and is
 * none is passed over, as gzip does. */
bk_code bk_gunzip_next(bk_gunzip *g, const unsigned char **p, size_t *n, bk_error *err);
void bk_gunzip_close(bk_gunzip *g);

#endif
