#include "bk_mask.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
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

bk_code bk_mask_key_file(const char *path, unsigned char key[BK_MASK_KEY], bk_error *err) {
    struct stat info;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        bk_code failed = make(fd, key, err);
        if (close(fd) != 0 && !failed) failed = bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
        if (failed) (void)unlink(path);
        return failed;
    }
    if (errno != EEXIST) return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
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
