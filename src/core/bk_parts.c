#define _GNU_SOURCE /* O_NOATIME, O_PATH */
#include "bk_parts.h"

#include "bk_fs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { READ_AHEAD = 1 << 20 }; /* bytes of a file from which on the system is told what comes */

static bk_code failed(bk_error *err) {
    return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
}

static int open_to_read(int dir, const char *path) {
    int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
#ifdef O_NOATIME
    int fd = openat(dir, path, flags | O_NOATIME);
    if (fd >= 0 || errno != EPERM) return fd; /* EPERM: another's file */
#endif
    return openat(dir, path, flags);
}

/* Open the directory that a path too long for one call begins with; *path becomes the rest. */
static int walk_down(const char **path) {
    int dir = AT_FDCWD;
    while (strlen(*path) >= PATH_MAX) {
        char piece[PATH_MAX];
        size_t n = PATH_MAX - 1;
        while (n && (*path)[n] != '/') n--;
        if (n == 0) {
            if (dir >= 0) (void)close(dir);
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(piece, *path, n);
        piece[n] = '\0';
        int below = openat(dir, piece, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        int saved = errno;
        if (dir >= 0) (void)close(dir);
        errno = saved;
        if (below < 0) return -1;
        dir = below;
        *path += n + 1;
    }
    return dir;
}

static bk_code check_regular(const bk_parts *s, bk_error *err) {
    if (S_ISREG(s->before.st_mode)) return BK_OK;
    return bk_fail(err, BK_E_TYPE, 0, "a %s is not read",
                   bk_fs_type_name(bk_fs_type_of((unsigned)s->before.st_mode)));
}

static bk_code open_at(bk_parts *s, int dir, const char *path, bool regular, bk_error *err) {
    if (!regular) {
        if (fstatat(dir, path, &s->before, 0) != 0) return failed(err);
        bk_code code = check_regular(s, err);
        if (code) return code;
    }
    s->fd = open_to_read(dir, path);
    if (s->fd < 0) return failed(err);
    s->open = true;
    if (!regular) return BK_OK;
    if (fstat(s->fd, &s->before) != 0) return failed(err);
    return check_regular(s, err);
}

static bk_code open_part(bk_parts *s, bk_error *err) {
    const bk_part *part = &s->parts[s->next++];
    const char *path = part->path;
    int dir = AT_FDCWD;
    if (strlen(path) >= PATH_MAX) {
        dir = walk_down(&path);
        if (dir == -1) return failed(err);
    }
    bk_code code = open_at(s, dir, path, part->regular, err);
    if (dir >= 0) (void)close(dir);
    if (code) return code;
    uint64_t size = (uint64_t)s->before.st_size;
    uint64_t rest = part->offset < size ? size - part->offset : 0;
    s->at = part->offset;
    s->left = part->length == BK_PARTS_REST ? rest : part->length;
    s->unsized = size == 0 && part->length == BK_PARTS_REST;
    if (s->left > rest || part->offset > size || part->offset > INT64_MAX)
        return bk_fail(err, BK_E_RANGE, 0, "the file has only %llu bytes",
                       (unsigned long long)size);
#ifdef POSIX_FADV_SEQUENTIAL
    if (s->left > READ_AHEAD) (void)posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
    return BK_OK;
}

static bk_code changed(const bk_parts *s, const struct stat *now, bk_error *err) {
    if (now->st_size == s->before.st_size)
        return bk_fail(err, BK_E_CHANGED, 0, "the file was written to while it was read");
    return bk_fail(err, BK_E_CHANGED, 0, "the file %s while it was read, from %lld to %lld bytes",
                   now->st_size < s->before.st_size ? "shrank" : "grew",
                   (long long)s->before.st_size, (long long)now->st_size);
}

/* Is it still the file that it was when its size was asked for? */
static bk_code close_part(bk_parts *s, bk_error *err) {
    struct stat now;
    const struct stat *before = &s->before;
    bk_code code = BK_OK;
    if (fstat(s->fd, &now) != 0) code = failed(err);
    bk_parts_close(s);
    if (code) return code;
    if (now.st_ino != before->st_ino || now.st_dev != before->st_dev)
        return bk_fail(err, BK_E_CHANGED, 0, "the file was replaced while it was opened");
    if (s->left || now.st_size != before->st_size ||
        now.st_mtim.tv_sec != before->st_mtim.tv_sec ||
        now.st_mtim.tv_nsec != before->st_mtim.tv_nsec)
        return changed(s, &now, err);
    return BK_OK;
}

void bk_parts_init(bk_parts *s, const bk_part *parts, size_t count) {
    *s = (bk_parts){.parts = parts, .count = count};
}

bk_code bk_parts_read(bk_parts *s, void *p, size_t room, size_t *n, bk_error *err) {
    *n = 0;
    for (;;) {
        bk_code code = BK_OK;
        if (!s->open && s->next == s->count) return BK_OK;
        if (!s->open) code = open_part(s, err);
        if (code) return code;
        size_t want = !s->unsized && s->left < room ? (size_t)s->left : room;
        ssize_t got = 0;
        if (want) {
            do {
                got = pread(s->fd, p, want, (off_t)s->at);
            } while (got < 0 && errno == EINTR);
            if (got < 0) return failed(err);
        }
        *n = (size_t)got;
        s->at += *n;
        s->size += *n;
        if (!s->unsized) s->left -= *n;
        if (got == 0 || (!s->unsized && s->left == 0)) code = close_part(s, err);
        if (code || *n) return code;
    }
}

bool bk_parts_take(bk_parts *s, size_t n, uint64_t *at) {
    if (!s->open || s->unsized || s->left <= n) return false;
    *at = s->at;
    s->at += n;
    s->left -= n;
    s->size += n;
    return true;
}

bk_code bk_parts_read_taken(const bk_parts *s, void *p, size_t n, uint64_t at, bk_error *err) {
    size_t got;
    struct stat now;
    bk_code code = bk_fs_read_at(s->fd, p, n, at, &got, err);
    if (code || got == n) return code;
    if (fstat(s->fd, &now) != 0) return failed(err);
    return changed(s, &now, err);
}

uint64_t bk_parts_left(const bk_parts *s) {
    return s->open ? s->left : 0;
}

void bk_parts_close(bk_parts *s) {
    if (s->open) (void)close(s->fd);
    s->open = false;
}
