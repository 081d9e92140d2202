#define _DEFAULT_SOURCE /* flock */
#include "bk_fs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __APPLE__ /* has no fdatasync that it declares */
#define fdatasync fsync
#endif

static bk_code failed(bk_error *err) {
    return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
}

static bk_code put(int fd, int64_t where, const char *p, size_t n, bk_error *err) {
    bk_code code = bk_fs_write_at(fd, p, n, (uint64_t)where, err);
    if (code) return code;
    return fdatasync(fd) ? failed(err) : BK_OK;
}

static bk_code ends_before(int64_t at, bk_error *err) {
    return bk_fail(err, BK_E_RANGE, 0, "it ends before byte %lld", (long long)at);
}

static bk_code close_with(int fd, bk_code code, bk_error *err) {
    if (close(fd) && !code) code = failed(err);
    return code;
}

static bk_code cut_and_put(int fd, int64_t end, const char *p, size_t n, bk_error *err) {
    struct stat s;
    if (fstat(fd, &s)) return failed(err);
    if (s.st_size < end) return ends_before(end, err);
    if (s.st_size > end && ftruncate(fd, (off_t)end)) return failed(err);
    return put(fd, end, p, n, err);
}

bk_code bk_fs_append(const char *path, int64_t end, const char *p, size_t n, bk_error *err) {
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) return failed(err);
    return close_with(fd, cut_and_put(fd, end, p, n, err), err);
}

bk_code bk_fs_overwrite(const char *path, int64_t at, const char *p, size_t n, bk_error *err) {
    struct stat s;
    bk_code code;
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return failed(err);
    if (fstat(fd, &s)) {
        code = failed(err);
    } else if ((uint64_t)s.st_size < (uint64_t)at + n) {
        code = ends_before(at + (int64_t)n, err);
    } else {
        code = put(fd, at, p, n, err);
    }
    return close_with(fd, code, err);
}

/* Who had it may have removed it before it was locked; another may then be in its place. */
static bool stands_at(int fd, const char *path) {
    struct stat mine, there;
    return fstat(fd, &mine) == 0 && stat(path, &there) == 0 && mine.st_ino == there.st_ino &&
           mine.st_dev == there.st_dev;
}

static bk_code lock(int fd, bk_error *err) {
    struct stat s;
    if (fstat(fd, &s)) return failed(err);
    if (!S_ISREG(s.st_mode)) return bk_fail(err, BK_E_TYPE, 0, "it is no regular file");
    if (flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
        return bk_fail(err, BK_E_IO, 0, "another run is writing it");
    return BK_OK;
}

bk_code bk_fs_lock(const char *path, int *fd, bk_error *err) {
    for (;;) {
        *fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0666);
        if (*fd < 0) return failed(err);
        bk_code code = lock(*fd, err);
        if (!code && stands_at(*fd, path)) return BK_OK;
        (void)close(*fd);
        if (code) return code;
    }
}
