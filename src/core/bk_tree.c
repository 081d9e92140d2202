#define _XOPEN_SOURCE 700
#include "bk_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bk_code fail_errno(bk_error *err) {
    return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
}

static void free_level(bk_tree_level *level) {
    for (size_t i = 0; i < level->n; i++) free(level->names[i]);
    free(level->names);
    if (level->fd >= 0) (void)close(level->fd);
    *level = (bk_tree_level){.fd = -1};
}

static bk_code add_name(bk_tree_level *level, size_t *room, const char *name, bk_error *err) {
    size_t n = strlen(name) + 1;
    if (level->n == *room) {
        size_t grown = *room ? *room * 2 : 32;
        char **names = grown > SIZE_MAX / sizeof *names ? NULL : realloc(level->names, grown * sizeof *names);
        if (!names) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        level->names = names;
        *room = grown;
    }
    char *copy = malloc(n);
    if (!copy) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    memcpy(copy, name, n);
    level->names[level->n++] = copy;
    return BK_OK;
}

/* The names of the directory, sorted; readdir has a descriptor of its own to close. */
static bk_code read_names(bk_tree_level *level, bk_error *err) {
    int fd = dup(level->fd);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    bk_code code = BK_OK;
    size_t room = 0;
    if (!dir) {
        code = fail_errno(err);
        if (fd >= 0) (void)close(fd);
        return code;
    }
    while (!code) {
        errno = 0;
        struct dirent *d = readdir(dir);
        if (!d) {
            if (errno) code = fail_errno(err);
            break;
        }
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0) continue;
        code = add_name(level, &room, d->d_name, err);
    }
    (void)closedir(dir);
    if (!code && level->n > 1) qsort(level->names, level->n, sizeof *level->names, by_bytes);
    return code;
}

static bk_code push_level(bk_tree *t, int parent, const char *name, bk_error *err) {
    struct stat s = {0};
    if (t->depth == BK_TREE_DEPTH_MAX)
        return bk_fail(err, BK_E_LIMIT, 0, "more than %d directories deep", BK_TREE_DEPTH_MAX);
    bk_tree_level *level = &t->levels[t->depth];
    *level = (bk_tree_level){.path_length = t->path.n - 1};
    int no_link = t->follow || t->depth == 0 ? 0 : O_NOFOLLOW;
    level->fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | no_link);
    bk_code code = level->fd < 0 || fstat(level->fd, &s) != 0 ? fail_errno(err) : BK_OK;
    if (!code) {
        level->device = (uint64_t)s.st_dev;
        level->inode = (uint64_t)s.st_ino;
        for (size_t i = 0; i < t->depth && !code; i++) {
            if (t->levels[i].device == level->device && t->levels[i].inode == level->inode)
                code = bk_fail(err, BK_E_LIMIT, 0, "it leads back to a directory above it");
        }
    }
    if (!code) code = read_names(level, err);
    if (code)
        free_level(level);
    else
        t->depth++;
    return code;
}

bk_code bk_tree_open(bk_tree *t, const char *root, bk_error *err) {
    struct stat s;
    if ((t->follow ? stat(root, &s) : lstat(root, &s)) != 0) return fail_errno(err);
    if (S_ISLNK(s.st_mode) && stat(root, &s) != 0) return fail_errno(err);
    if (bk_buf_add(&t->path, root, strlen(root) + 1))
        return bk_fail(err, t->path.failed, 0, "out of memory");
    /* a root that is named is meant, also through a link */
    if (S_ISDIR(s.st_mode)) return push_level(t, AT_FDCWD, root, err);
    t->single = true;
    return BK_OK;
}

static const char *current_name(const bk_tree *t, int *parent) {
    if (!t->depth) {
        *parent = AT_FDCWD;
        return t->path.p;
    }
    const bk_tree_level *level = &t->levels[t->depth - 1];
    *parent = level->fd;
    return level->names[level->next - 1];
}

static void read_target(bk_tree *t, int parent, const char *name, size_t hint, bk_tree_entry *entry) {
    size_t room = (hint ? hint : PATH_MAX) + 1;
    t->target.n = 0;
    if (bk_buf_reserve(&t->target, room + 1)) {
        (void)bk_fail(&entry->err, BK_E_MEMORY, 0, "out of memory");
        return;
    }
    ssize_t n = readlinkat(parent, name, t->target.p, room);
    if (n < 0) {
        (void)fail_errno(&entry->err);
        return;
    }
    t->target.p[n] = '\0';
    t->target.n = (size_t)n + 1;
    entry->target = t->target.p;
}

/* Fill *entry; whether it is a directory to go into. */
static bool look(bk_tree *t, bk_tree_entry *entry) {
    struct stat s;
    int parent;
    const char *name = current_name(t, &parent);
    *entry = (bk_tree_entry){.path = t->path.p, .type = BK_FS_OTHER};
    /* a root that is named is meant, also through a link */
    bool follow = t->follow || t->depth == 0;
    int looked = fstatat(parent, name, &s, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    if (looked != 0 && follow) looked = fstatat(parent, name, &s, AT_SYMLINK_NOFOLLOW); /* a dead link */
    if (looked != 0) {
        (void)fail_errno(&entry->err);
        return false;
    }
    entry->type = bk_fs_type_of((unsigned)s.st_mode);
    entry->seen = bk_fs_seen_of(&s);
    entry->mode = (unsigned)s.st_mode & 07777u;
    if (entry->type == BK_FS_LINK) read_target(t, parent, name, (size_t)s.st_size, entry);
    return entry->type == BK_FS_DIRECTORY;
}

bool bk_tree_leave_out(bk_tree *t, const char *path) {
    struct stat s;
    if (stat(path, &s) != 0) return true;
    if (t->n_left_out == BK_TREE_LEFT_OUT_MAX) return false;
    t->left_out[t->n_left_out].device = (uint64_t)s.st_dev;
    t->left_out[t->n_left_out++].inode = (uint64_t)s.st_ino;
    return true;
}

static bool is_left_out(const bk_tree *t, const bk_tree_entry *entry) {
    if (entry->type != BK_FS_FILE) return false;
    for (size_t i = 0; i < t->n_left_out; i++)
        if (t->left_out[i].inode == entry->seen.inode && t->left_out[i].device == entry->seen.device) return true;
    return false;
}

bool bk_tree_next(bk_tree *t, bk_tree_entry *entry) {
    if (t->single) {
        t->single = false;
        (void)look(t, entry);
        return true;
    }
    while (t->depth) {
        bk_tree_level *level = &t->levels[t->depth - 1];
        if (level->next == level->n) {
            free_level(level);
            t->depth--;
            continue;
        }
        const char *name = level->names[level->next++];
        t->path.n = level->path_length;
        if (t->path.n && t->path.p[t->path.n - 1] != '/') (void)bk_buf_add_char(&t->path, '/');
        if (bk_buf_add(&t->path, name, strlen(name) + 1)) {
            *entry = (bk_tree_entry){.path = "", .type = BK_FS_OTHER};
            (void)bk_fail(&entry->err, BK_E_MEMORY, 0, "out of memory");
            while (t->depth) free_level(&t->levels[--t->depth]);
            return true;
        }
        if (!look(t, entry)) {
            if (is_left_out(t, entry)) continue;
            return true;
        }
        if (push_level(t, level->fd, name, &entry->err)) return true;
    }
    return false;
}

long bk_tree_head(const bk_tree *t, char *p, size_t n, bk_error *err) {
    int parent;
    const char *name = current_name(t, &parent);
    int no_link = t->follow || t->depth == 0 ? 0 : O_NOFOLLOW;
    /* O_NONBLOCK: what was a file may be a pipe by now */
    int fd = openat(parent, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | no_link);
    if (fd < 0) return fail_errno(err), -1;
    ssize_t got;
    do {
        got = read(fd, p, n);
    } while (got < 0 && errno == EINTR);
    if (got < 0) (void)fail_errno(err);
    (void)close(fd);
    return (long)got;
}

const char *bk_tree_reach(const bk_tree *t, bk_buf *out) {
    int parent;
    char by_fd[64];
    if (t->path.n <= PATH_MAX || !t->depth) return t->path.p;
    const char *name = current_name(t, &parent);
    (void)snprintf(by_fd, sizeof by_fd, "/proc/self/fd/%d/", parent);
    out->n = 0;
    (void)bk_buf_add_string(out, by_fd);
    return bk_buf_add(out, name, strlen(name) + 1) ? NULL : out->p;
}

void bk_tree_close(bk_tree *t) {
    while (t->depth) free_level(&t->levels[--t->depth]);
    bk_buf_free(&t->path);
    bk_buf_free(&t->target);
}
