#define _DEFAULT_SOURCE /* flock, realpath */
#include "bk_fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bk_code fail_errno(bk_error *err) {
    return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
}

/* The part of a path up to and with its last slash: 0 when there is none. */
static size_t directory_length(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

#define HIDDEN ".breachkit-"
#define UNFINISHED ".tmp"

/* Whether nobody else has what is open, and it is there still; from now on nobody takes it for left
 * behind. */
static bool is_mine(int fd) {
    struct stat s;
    /* a file system may have no locks */
    bool had = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    return !had && fstat(fd, &s) == 0 && s.st_nlink > 0;
}

/* A new file beside the target, hidden, with a name that says whose it is, and locked. */
static bk_code open_temporary(bk_fs_writer *w, unsigned mode, bk_error *err) {
    size_t directory = directory_length(w->target);
    size_t room = directory + 64;
    struct timespec now = {0};
    w->temporary = malloc(room);
    if (!w->temporary) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    (void)clock_gettime(CLOCK_REALTIME, &now);
    for (unsigned attempt = 0; attempt < 100; attempt++) {
        memcpy(w->temporary, w->target, directory);
        (void)snprintf(w->temporary + directory, room - directory, HIDDEN "%ld-%lx-%u" UNFINISHED,
                       w->owner, (unsigned long)now.tv_nsec, attempt);
        w->fd = open(w->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
        if (w->fd >= 0 && is_mine(w->fd)) return BK_OK;
        if (w->fd >= 0)
            (void)close(w->fd);
        else if (errno != EEXIST)
            break;
    }
    bk_code code = fail_errno(err);
    free(w->temporary);
    w->temporary = NULL;
    return code;
}

bk_code bk_fs_writer_open(bk_fs_writer *w, const char *path, unsigned mode, bk_error *err) {
    struct stat s;
    bool there = stat(path, &s) == 0;
    if (!there && errno != ENOENT) return fail_errno(err);
    if (there && S_ISDIR(s.st_mode)) return bk_fail(err, BK_E_IO, 0, "it is a directory");
    w->owner = (long)getpid();
    w->fd = -1;
    w->target = there ? realpath(path, NULL) : NULL;
    if (!w->target) {
        size_t n = strlen(path) + 1;
        w->target = malloc(n);
        if (!w->target) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        memcpy(w->target, path, n);
    }
    bk_code code = BK_OK;
    if (there && !S_ISREG(s.st_mode)) {
        w->fd = open(w->target, O_WRONLY | O_CLOEXEC);
        if (w->fd < 0) code = fail_errno(err);
    } else {
        code = open_temporary(w, there ? s.st_mode & 0777 : mode, err);
        /* an owner that differs must not gain by it: a failure to keep the mode is one to report */
        if (!code && there && fchmod(w->fd, s.st_mode & 0777) != 0) code = fail_errno(err);
    }
    if (code) bk_fs_writer_close(w);
    return code;
}

bk_code bk_fs_writer_write(bk_fs_writer *w, const char *p, size_t n, bk_error *err) {
    while (n) {
        ssize_t k = write(w->fd, p, n);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) {
            w->failed = true;
            return fail_errno(err);
        }
        p += k;
        n -= (size_t)k;
    }
    return BK_OK;
}

static bk_code sync_directory(const char *target, bk_error *err) {
    size_t n = directory_length(target);
    char *directory = malloc(n + 2);
    if (!directory) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    if (n)
        memcpy(directory, target, n);
    else
        directory[n++] = '.';
    directory[n] = '\0';
    bk_code code = BK_OK;
    int fd = open(directory, O_RDONLY | O_CLOEXEC);
    free(directory);
    if (fd < 0) return BK_OK; /* a directory that may be written but not read cannot be synced */
    /* EINVAL: a file system that has no such thing */
    if (fsync(fd) != 0 && errno != EINVAL) code = fail_errno(err);
    (void)close(fd);
    return code;
}

bk_code bk_fs_writer_commit(bk_fs_writer *w, bk_error *err) {
    bk_code code = BK_OK;
    if (w->temporary) {
        if (fsync(w->fd) != 0) code = fail_errno(err);
        if (close(w->fd) != 0 && !code) code = fail_errno(err);
        w->fd = -1;
        if (!code && rename(w->temporary, w->target) != 0) code = fail_errno(err);
        if (!code) {
            free(w->temporary);
            w->temporary = NULL;
            code = sync_directory(w->target, err);
        }
    } else {
        if (close(w->fd) != 0) code = fail_errno(err);
        w->fd = -1;
    }
    bk_fs_writer_close(w);
    return code;
}

void bk_fs_writer_close(bk_fs_writer *w) {
    if (!w->target) return;
    if (w->fd >= 0) (void)close(w->fd);
    if (w->temporary && w->owner == (long)getpid()) (void)unlink(w->temporary);
    free(w->temporary);
    free(w->target);
    *w = (bk_fs_writer){.fd = -1};
}

void bk_fs_sweep(const char *beside) {
    const size_t hidden = sizeof HIDDEN - 1, unfinished = sizeof UNFINISHED - 1;
    size_t n = directory_length(beside);
    char *directory = malloc(n + 2);
    if (!directory) return;
    memcpy(directory, n ? beside : ".", n ? n : 1);
    directory[n ? n : 1] = '\0';
    DIR *names = opendir(directory);
    free(directory);
    if (!names) return;
    for (const struct dirent *e; (e = readdir(names)) != NULL;) {
        size_t length = strlen(e->d_name);
        struct stat s;
        if (length < hidden + unfinished || strncmp(e->d_name, HIDDEN, hidden) != 0 ||
            strcmp(e->d_name + length - unfinished, UNFINISHED) != 0)
            continue;
        int fd = openat(dirfd(names), e->d_name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0) continue;
        /* who writes one has it locked */
        if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode) && flock(fd, LOCK_EX | LOCK_NB) == 0)
            (void)unlinkat(dirfd(names), e->d_name, 0);
        (void)close(fd);
    }
    (void)closedir(names);
}

bk_code bk_fs_temporary(const char *beside, int *fd, bk_error *err) {
    static const char name[] = HIDDEN "XXXXXX";
    size_t directory = directory_length(beside);
    char *path = malloc(directory + sizeof name);
    if (!path) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    memcpy(path, beside, directory);
    memcpy(path + directory, name, sizeof name);
    *fd = mkstemp(path);
    bk_code code = *fd < 0 ? fail_errno(err) : BK_OK;
    if (!code) (void)unlink(path);
    if (!code) (void)fcntl(*fd, F_SETFD, FD_CLOEXEC);
    free(path);
    return code;
}
