#include "bk_fs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *bk_fs_type_name(bk_fs_type type) {
    static const char *const names[] = {"file",   "directory", "link", "pipe",
                                        "socket", "device",    "other"};
    return names[type];
}

bk_fs_type bk_fs_type_of(unsigned mode) {
    return S_ISREG(mode)                    ? BK_FS_FILE
           : S_ISDIR(mode)                  ? BK_FS_DIRECTORY
           : S_ISLNK(mode)                  ? BK_FS_LINK
           : S_ISFIFO(mode)                 ? BK_FS_PIPE
           : S_ISSOCK(mode)                 ? BK_FS_SOCKET
           : S_ISCHR(mode) || S_ISBLK(mode) ? BK_FS_DEVICE
                                            : BK_FS_OTHER;
}

bk_fs_seen bk_fs_seen_of(const struct stat *s) {
    return (bk_fs_seen){.size = (int64_t)s->st_size,
                        .modified = (int64_t)s->st_mtim.tv_sec,
                        .nanoseconds = s->st_mtim.tv_nsec,
                        .allocated = (int64_t)s->st_blocks * 512,
                        .device = (uint64_t)s->st_dev,
                        .inode = (uint64_t)s->st_ino,
                        .links = (uint64_t)s->st_nlink};
}

static void from_stat(const struct stat *s, bk_fs_info *info) {
    info->type = bk_fs_type_of((unsigned)s->st_mode);
    info->size = (int64_t)s->st_size;
    info->modified = (int64_t)s->st_mtime;
    info->mode = (unsigned)s->st_mode & 07777u;
    info->device = (uint64_t)s->st_dev;
    info->inode = (uint64_t)s->st_ino;
    info->changed = (int64_t)s->st_ctim.tv_sec * 1000000000 + s->st_ctim.tv_nsec;
}

bk_code bk_fs_stat(const char *path, bk_fs_info *info, bk_error *err) {
    struct stat s;
    if (stat(path, &s) != 0) return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    from_stat(&s, info);
    return BK_OK;
}

bk_code bk_fs_read(const char *path, size_t limit, bk_buf *out, bk_error *err) {
    bk_code code = BK_OK;
    struct stat s;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode) && s.st_size > 0) {
        /* one allocation for the common case; the size is only a hint, it may change while we read
         */
        size_t hint = (size_t)s.st_size < limit ? (size_t)s.st_size : limit;
        (void)bk_buf_reserve(out, hint + 1);
    }
    size_t got = 0;
    for (;;) {
        size_t most = limit - got;
        most = most < 65536 ? most + 1 : 65536;
        if (bk_buf_reserve(out, most)) {
            code = bk_fail(err, out->failed, 0, "out of memory");
            break;
        }
        ssize_t k = read(fd, out->p + out->n, most);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) code = bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
        if (k <= 0) break;
        got += (size_t)k;
        if (got > limit) {
            code = bk_fail(err, BK_E_LIMIT, 0, "more than %zu bytes", limit);
            break;
        }
        out->n += (size_t)k;
    }
    (void)close(fd);
    return code;
}

bk_code bk_fs_read_at(int fd, char *p, size_t n, uint64_t at, size_t *got, bk_error *err) {
    *got = 0;
    while (*got < n) {
        ssize_t k = pread(fd, p + *got, n - *got, (off_t)(at + *got));
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
        if (k == 0) break;
        *got += (size_t)k;
    }
    return BK_OK;
}

bk_code bk_fs_write_at(int fd, const char *p, size_t n, uint64_t at, bk_error *err) {
    while (n) {
        ssize_t k = pwrite(fd, p, n, (off_t)at);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
        p += k;
        n -= (size_t)k;
        at += (uint64_t)k;
    }
    return BK_OK;
}

bk_code bk_fs_set_time(const char *path, int64_t seconds, bk_error *err) {
    struct timespec times[2] = {{0, UTIME_OMIT}, {(time_t)seconds, 0}};
    if (utimensat(AT_FDCWD, path, times, 0) == 0) return BK_OK;
    return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
}

bk_code bk_fs_mkdir(const char *path, bool parents, bk_error *err) {
    bk_buf b = {0};
    bk_code code = BK_OK;
    size_t n = strlen(path);
    if (bk_buf_add(&b, path, n + 1)) return bk_fail(err, b.failed, 0, "out of memory");
    while (n > 1 && b.p[n - 1] == '/') b.p[--n] = '\0';
    size_t above = 0; /* the first that cannot be made ends here, and this is why */
    int why = 0;
    for (size_t i = 1; parents && i < n; i++) {
        if (b.p[i] != '/') continue;
        b.p[i] = '\0';
        if (mkdir(b.p, 0777) != 0 && errno != EEXIST && !above) above = i, why = errno;
        b.p[i] = '/';
    }
    if (mkdir(b.p, 0777) != 0) {
        int saved = errno;
        struct stat s;
        bool there = saved == EEXIST && stat(b.p, &s) == 0 && S_ISDIR(s.st_mode);
        if (saved == ENOENT && above) {
            code = bk_fail(err, BK_E_IO, 0, "%s, making %.*s", strerror(why), (int)above, b.p);
        } else if (!parents || !there) {
            code = bk_fail(err, BK_E_IO, 0, "%s", strerror(saved));
        }
    }
    bk_buf_free(&b);
    return code;
}

void bk_fs_hold_standard(void) {
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
        int held = open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
        if (held > fd) (void)close(held);
    }
}
