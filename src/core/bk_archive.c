#include "bk_archive.h"

#include "bk_gunzip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024 };

struct bk_archive {
    struct archive *reader;
    bk_archive_limits limits;
    int fd; /* -1: from bytes */
    uint64_t packed, unpacked, entries;
    double spent;
    bool stopped, damaged; /* no more is read: a limit was passed; nothing more can be told apart */
    bool encrypted, inside; /* inside: an entry that is not yet at its end */
    locale_t locale;
    bk_gunzip *gunzip; /* what is in gzip comes through this, its checksums held */
    bk_error broken;   /* how that failed: libarchive may take it for the end */
};

/* libarchive converts names between the archive's charset and that of the locale, and drops what the
 * latter has not. So each call of it runs in a UTF-8 locale of this thread alone, whatever the
 * process's is, and names come out the same everywhere. */
static locale_t enter(const bk_archive *a) {
    return a->locale ? uselocale(a->locale) : (locale_t)0;
}

static void leave(locale_t before) {
    if (before) (void)uselocale(before);
}

static double now(void) {
    struct timespec t;
    if (clock_gettime(CLOCK_MONOTONIC, &t)) return 0;
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* libarchive's words, cut to a line */
static bk_code failed(bk_archive *a, bool encrypted, bk_error *err) {
    const char *words = archive_error_string(a->reader);
    int number = archive_errno(a->reader);
    if (a->broken.code) {
        if (err) *err = a->broken;
        return a->broken.code;
    }
    if (number == ENOMEM) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    if (encrypted) return bk_fail(err, BK_E_TYPE, 0, "is encrypted");
    return bk_fail(err, BK_E_SYNTAX, 0, "damaged or cut short: %s", words ? words : "no reason given");
}

static bool set_up(struct archive *reader) {
    /* no filter that would start a program, no format that nobody packs reports in */
    return archive_read_support_filter_bzip2(reader) == ARCHIVE_OK &&
           archive_read_support_filter_xz(reader) == ARCHIVE_OK &&
           archive_read_support_filter_lzma(reader) == ARCHIVE_OK &&
           archive_read_support_filter_zstd(reader) == ARCHIVE_OK &&
           archive_read_support_filter_lz4(reader) == ARCHIVE_OK &&
           archive_read_support_format_tar(reader) == ARCHIVE_OK &&
           archive_read_support_format_zip(reader) == ARCHIVE_OK &&
           archive_read_support_format_7zip(reader) == ARCHIVE_OK &&
           archive_read_support_format_raw(reader) == ARCHIVE_OK &&
           archive_read_support_format_empty(reader) == ARCHIVE_OK;
}

static bk_archive *make(const bk_archive_limits *limits) {
    bk_archive *a = calloc(1, sizeof *a);
    if (!a) return NULL;
    a->limits = *limits;
    a->fd = -1;
    a->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    a->reader = archive_read_new();
    if (!a->reader || !set_up(a->reader)) {
        bk_archive_close(a);
        return NULL;
    }
    return a;
}

static bk_code opened(bk_archive **out, bk_archive *a, int status, bk_error *err) {
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
        bk_code code = failed(a, false, err);
        bk_archive_close(a);
        return code;
    }
    *out = a;
    return BK_OK;
}

static la_ssize_t read_unpacked(struct archive *reader, void *data, const void **buffer) {
    bk_archive *a = data;
    const unsigned char *p = NULL;
    size_t n;
    if (bk_gunzip_next(a->gunzip, &p, &n, &a->broken)) {
        archive_set_error(reader, EILSEQ, "%s", a->broken.message);
        return ARCHIVE_FATAL;
    }
    *buffer = p;
    return (la_ssize_t)n;
}

/* By libarchive itself, which can seek; or through gzip. `fd` is -1 for bytes, and the archive's. */
static int open_any(bk_archive *a, int fd, const char *p, size_t n) {
    bk_error err;
    if (!bk_gunzip_is(p, n)) {
        return fd < 0 ? archive_read_open_memory(a->reader, p, n) : archive_read_open_fd(a->reader, fd, BLOCK);
    }
    a->gunzip = calloc(1, sizeof *a->gunzip);
    if (!a->gunzip || (fd < 0 ? bk_gunzip_open_bytes(a->gunzip, p, n, &err)
                              : bk_gunzip_open_file(a->gunzip, fd, &err))) {
        archive_set_error(a->reader, ENOMEM, "out of memory");
        return ARCHIVE_FATAL;
    }
    return archive_read_open(a->reader, a, NULL, read_unpacked, NULL);
}

bk_code bk_archive_open_file(bk_archive **out, const char *path, const bk_archive_limits *limits,
                             bk_error *err) {
    struct stat info;
    *out = NULL;
    if (stat(path, &info)) return bk_fail(err, BK_E_IO, 0, "cannot be read: %s", strerror(errno));
    bk_archive *a = make(limits);
    if (!a) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    a->packed = info.st_size > 0 ? (uint64_t)info.st_size : 0;
    char head[3];
    a->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (a->fd < 0) {
        int failure = errno;
        bk_archive_close(a);
        return bk_fail(err, BK_E_IO, 0, "cannot be read: %s", strerror(failure));
    }
    ssize_t got = pread(a->fd, head, sizeof head, 0);
    return opened(out, a, open_any(a, a->fd, head, got > 0 ? (size_t)got : 0), err);
}

bk_code bk_archive_open_bytes(bk_archive **out, const char *p, size_t n,
                              const bk_archive_limits *limits, bk_error *err) {
    *out = NULL;
    bk_archive *a = make(limits);
    if (!a) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    a->packed = n;
    return opened(out, a, open_any(a, -1, p, n), err);
}

static bk_code stop(bk_archive *a, bk_error *err, const char *what) {
    a->stopped = true;
    return bk_fail(err, BK_E_LIMIT, 0, "%s", what);
}

static bk_code within(bk_archive *a, bk_error *err) {
    const bk_archive_limits *most = &a->limits;
    if (a->stopped) return stop(a, err, "a limit was passed: no more is unpacked");
    if (most->entries && a->entries > most->entries) return stop(a, err, "holds too many entries");
    if (most->bytes && a->unpacked > most->bytes) return stop(a, err, "unpacks to too many bytes");
    if (most->ratio && a->unpacked > most->slack && a->unpacked / most->ratio > a->packed) {
        return stop(a, err, "unpacks to too many times its size");
    }
    if (most->seconds > 0 && a->spent > most->seconds) return stop(a, err, "takes too long to unpack");
    return BK_OK;
}

/* as UTF-8 where the archive says what its charset is, else the stored bytes */
static const char *name_of(struct archive_entry *entry) {
    const char *name = archive_entry_pathname_utf8(entry);
    if (!name || !*name) name = archive_entry_pathname(entry);
    return name ? name : "";
}

static bk_archive_kind kind_of(const bk_archive *a, struct archive_entry *entry) {
    if (archive_entry_hardlink(entry) || archive_entry_hardlink_w(entry)) return BK_ARCHIVE_LINK;
    switch (archive_entry_filetype(entry)) {
    case AE_IFDIR: return BK_ARCHIVE_FOLDER;
    case AE_IFLNK: return BK_ARCHIVE_LINK;
    case AE_IFREG: break;
    case 0: break; /* not said: a file */
    default: return BK_ARCHIVE_OTHER;
    }
    return archive_format(a->reader) == ARCHIVE_FORMAT_RAW ? BK_ARCHIVE_STREAM : BK_ARCHIVE_FILE;
}

/* libarchive passes over what was not read of an entry in one call, however long it is. Where that
 * unpacks it, it is done here, block by block, so that the limits hold for it too. */
static bk_code pass_over(bk_archive *a, bk_error *err) {
    const void *block;
    size_t n;
    la_int64_t offset;
    bool packed = a->gunzip || archive_filter_code(a->reader, 0) != ARCHIVE_FILTER_NONE ||
                  (archive_format(a->reader) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_7ZIP;
    if (!a->inside || !packed || a->encrypted) return within(a, err);
    for (;;) {
        bk_code code = within(a, err);
        if (code) return code;
        double begun = now();
        int status = archive_read_data_block(a->reader, &block, &n, &offset);
        a->spent += now() - begun;
        if (status != ARCHIVE_OK) break; /* its end; damage shows in the next header */
        a->unpacked += n;
    }
    a->inside = false;
    return BK_OK;
}

bk_code bk_archive_next(bk_archive *a, bk_archive_entry *out, bk_error *err) {
    struct archive_entry *entry = NULL;
    if (a->damaged) return bk_fail(err, BK_E_EMPTY, 0, "no more entries");
    bk_code code = pass_over(a, err);
    if (code) return code;
    double begun = now();
    locale_t before = enter(a);
    int status = archive_read_next_header(a->reader, &entry);
    const char *name = status == ARCHIVE_OK || status == ARCHIVE_WARN ? name_of(entry) : "";
    leave(before);
    a->spent += now() - begun;
    if (status == ARCHIVE_EOF && a->broken.code) {
        a->damaged = true;
        return failed(a, false, err);
    }
    if (status == ARCHIVE_EOF) return bk_fail(err, BK_E_EMPTY, 0, "no more entries");
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
        a->damaged = true;
        /* 7z can hide even the names */
        return failed(a, archive_read_has_encrypted_entries(a->reader) > 0, err);
    }
    a->entries++;
    a->inside = true;
    a->encrypted = archive_entry_is_encrypted(entry) != 0;
    *out = (bk_archive_entry){
        .name = name,
        .kind = kind_of(a, entry),
        .size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : -1,
        .modified = archive_entry_mtime_is_set(entry) ? (int64_t)archive_entry_mtime(entry) : -1,
        .encrypted = a->encrypted,
    };
    return within(a, err);
}

bk_code bk_archive_read(bk_archive *a, char *p, size_t n, size_t *got, bk_error *err) {
    *got = 0;
    if (a->encrypted) return bk_fail(err, BK_E_TYPE, 0, "is encrypted");
    bk_code code = within(a, err);
    if (code) return code;
    double begun = now();
    la_ssize_t read = archive_read_data(a->reader, p, n);
    a->spent += now() - begun;
    if (read == ARCHIVE_RETRY || read == ARCHIVE_WARN) {
        return bk_fail(err, BK_E_SYNTAX, 0, "damaged: %s", archive_error_string(a->reader));
    }
    if (read < 0) {
        if (read == ARCHIVE_FATAL) a->damaged = true;
        /* 7z can hide even the names */
        return failed(a, archive_read_has_encrypted_entries(a->reader) > 0, err);
    }
    if (!read && a->broken.code) return failed(a, false, err);
    *got = (size_t)read;
    if (!read) a->inside = false;
    a->unpacked += *got;
    return within(a, err);
}

const char *bk_archive_format(const bk_archive *a) {
    const char *name = archive_format_name(a->reader);
    return name ? name : "unknown";
}

uint64_t bk_archive_unpacked(const bk_archive *a) {
    return a->unpacked;
}

uint64_t bk_archive_entries(const bk_archive *a) {
    return a->entries;
}

void bk_archive_close(bk_archive *a) {
    if (!a) return;
    if (a->reader) (void)archive_read_free(a->reader);
    if (a->gunzip) bk_gunzip_close(a->gunzip);
    free(a->gunzip);
    if (a->fd >= 0) (void)close(a->fd);
    if (a->locale) freelocale(a->locale);
    free(a);
}
