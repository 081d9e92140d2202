#include "bk_fs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __APPLE__ /* has no fdatasync that it declares */
#define fdatasync fsync
#endif

static bk_code write_all(int fd, int64_t end, const char *p, size_t n, bk_error *err) {
    struct stat s;
    if (fstat(fd, &s)) return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    if (s.st_size < end) return bk_fail(err, BK_E_RANGE, 0, "it ends before byte %lld", (long long)end);
    if (s.st_size > end && ftruncate(fd, (off_t)end)) {
        return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    }
    off_t at = (off_t)end;
    while (n) {
        ssize_t put = pwrite(fd, p, n, at);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
        p += put;
        n -= (size_t)put;
        at += put;
    }
    return fdatasync(fd) ? bk_fail(err, BK_E_IO, 0, "%s", strerror(errno)) : BK_OK;
}

bk_code bk_fs_append(const char *path, int64_t end, const char *p, size_t n, bk_error *err) {
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    bk_code code = write_all(fd, end, p, n, err);
    if (close(fd) && !code) code = bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    return code;
}
