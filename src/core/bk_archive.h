/* Archives and compressed streams, read by libarchive: tar, zip, 7z; gzip, bzip2, xz, lzma, zstd, lz4.
 * Nothing is ever written and no program is started. libarchive reads a file or a piece of memory by
 * itself, save what is in gzip: its filter for that checks no checksum, so bk_gunzip feeds it. Entries are pulled one by one, in the order of the
 * archive, in constant memory. */
#ifndef BK_ARCHIVE_H
#define BK_ARCHIVE_H

#include "bk_status.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct bk_archive bk_archive;

/* What an archive may cost; 0 is no limit. All of it together, not an entry each. */
typedef struct bk_archive_limits {
    uint64_t entries; /* how many, links and folders too */
    uint64_t bytes;   /* unpacked */
    uint64_t ratio;   /* unpacked bytes for a packed one, asked once `slack` bytes are unpacked */
    uint64_t slack;
    double seconds; /* within libarchive, whatever the caller does between calls */
} bk_archive_limits;

typedef enum bk_archive_kind {
    BK_ARCHIVE_FILE,
    BK_ARCHIVE_STREAM, /* no archive: the only entry of a stream that is merely compressed */
    BK_ARCHIVE_FOLDER,
    BK_ARCHIVE_LINK, /* symbolic or hard */
    BK_ARCHIVE_OTHER /* device, pipe, socket */
} bk_archive_kind;

typedef struct bk_archive_entry {
    const char *name; /* as stored, maybe no UTF-8, maybe hostile; until the next call */
    bk_archive_kind kind;
    int64_t size;     /* as the archive says it, -1 when it does not */
    int64_t modified; /* seconds since 1970, -1 when unknown */
    bool encrypted;
} bk_archive_entry;

/* Both leave *out NULL on failure. BK_E_SYNTAX for what libarchive does not know, BK_E_IO. */
bk_code bk_archive_open_file(bk_archive **out, const char *path, const bk_archive_limits *limits,
                             bk_error *err);
/* p[0..n) must outlive the archive. */
bk_code bk_archive_open_bytes(bk_archive **out, const char *p, size_t n,
                              const bk_archive_limits *limits, bk_error *err);

/* The next entry; BK_E_EMPTY after the last. Any other failure ends the archive. */
bk_code bk_archive_next(bk_archive *a, bk_archive_entry *entry, bk_error *err);

/* Up to n bytes of the current entry; *got is 0 at its end. BK_E_TYPE when it is encrypted;
 * BK_E_SYNTAX leaves the entries after it readable where the format allows. */
bk_code bk_archive_read(bk_archive *a, char *p, size_t n, size_t *got, bk_error *err);

/* What libarchive calls the format, such as "ZIP 2.0 (deflation)": after the first entry. */
const char *bk_archive_format(const bk_archive *a);
/* Bytes unpacked and entries met so far. */
uint64_t bk_archive_unpacked(const bk_archive *a);
uint64_t bk_archive_entries(const bk_archive *a);

void bk_archive_close(bk_archive *a);

#endif
