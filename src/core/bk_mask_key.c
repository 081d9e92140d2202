#include "bk_mask.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bk_code make(int fd, unsigned char key[BK_MASK_KEY], bk_error *err) {
    if (RAND_bytes(key, BK_MASK_KEY) != 1)
        return bk_fail(err, BK_E_IO, 0, "the system gives no random bytes");
    ssize_t n = write(fd, key, BK_MASK_KEY);
    if (n != BK_MASK_KEY || fsync(fd) != 0)
        return bk_fail(err, BK_E_IO, 0, "%s", strerror(n < 0 ? errno : ENOSPC));
    return BK_OK;
}

/* Make the file, whole or not at all: others may use it for the first time at this moment. */
static bk_code make_file(const char *path, bk_error *err) {
    unsigned char key[BK_MASK_KEY];
    bk_buf temporary = {0};
    char ending[32];
    int n = snprintf(ending, sizeof ending, ".%ld", (long)getpid());
    (void)bk_buf_add(&temporary, path, strlen(path));
    if (bk_buf_add(&temporary, ending, (size_t)n + 1)) {
        bk_buf_free(&temporary);
        return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    }
    bk_code failed = BK_OK;
    (void)unlink(temporary.p); /* of a process of the same number that was killed */
    int fd = open(temporary.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        failed = bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    } else {
        failed = make(fd, key, err);
        OPENSSL_cleanse(key, sizeof key);
        if (close(fd) != 0 && !failed) failed = bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
        /* unlike rename, link leaves another's that was quicker; some file systems have no links */
        if (!failed && link(temporary.p, path) != 0 && errno != EEXIST && rename(temporary.p, path) != 0)
            failed = bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
        (void)unlink(temporary.p);
    }
    bk_buf_free(&temporary);
    return failed;
}

bk_code bk_mask_key_file(const char *path, unsigned char key[BK_MASK_KEY], bk_error *err) {
    struct stat info;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        bk_code made = make_file(path, err);
        if (made) return made;
        fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    }
    if (fd < 0 || fstat(fd, &info) != 0) {
        bk_code failed = bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
        if (fd >= 0) (void)close(fd);
        return failed;
    }
    bk_code failed = BK_OK;
    if (!S_ISREG(info.st_mode) || info.st_size != BK_MASK_KEY)
        failed = bk_fail(err, BK_E_TYPE, 0, "holds no key of %d bytes", BK_MASK_KEY);
    else if (info.st_mode & (S_IRWXG | S_IRWXO))
        failed =
            bk_fail(err, BK_E_TYPE, 0, "others than its owner may read or write it: chmod 600 it");
    else if (read(fd, key, BK_MASK_KEY) != BK_MASK_KEY)
        failed = bk_fail(err, BK_E_IO, 0, "cannot be read whole");
    (void)close(fd);
    return failed;
}
