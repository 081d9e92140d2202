#include "bk_fs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_level(bk_fs_level *level) {
    for (size_t i = 0; i < level->n; i++) free(level->names[i]);
    free(level->names);
    *level = (bk_fs_level){0};
}

static char *copy_name(const char *name) {
    size_t n = strlen(name) + 1;
    char *p = malloc(n);
    if (p) memcpy(p, name, n);
    return p;
}

/* Read the names of the directory that w->path names onto a new level. */
static bk_code push_level(bk_fs_walk *w, bk_error *err) {
    if (w->depth == BK_FS_DEPTH_MAX)
        return bk_fail(err, BK_E_LIMIT, 0, "more than %d directories deep", BK_FS_DEPTH_MAX);
    DIR *dir = opendir(w->path.p);
    if (!dir) return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    bk_fs_level *level = &w->levels[w->depth];
    bk_code code = BK_OK;
    size_t room = 0;
    struct dirent *d;
    *level = (bk_fs_level){.path_length = w->path.n - 1};
    for (;;) {
        errno = 0;
        d = readdir(dir);
        if (!d) {
            if (errno) code = bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
            break;
        }
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0) continue;
        if (level->n == room) {
            size_t grown = room ? room * 2 : 32;
            char **names = grown > SIZE_MAX / sizeof *names
                               ? NULL
                               : realloc(level->names, grown * sizeof *names);
            if (!names) {
                code = bk_fail(err, BK_E_MEMORY, 0, "out of memory");
                break;
            }
            level->names = names;
            room = grown;
        }
        char *name = copy_name(d->d_name);
        if (!name) {
            code = bk_fail(err, BK_E_MEMORY, 0, "out of memory");
            break;
        }
        level->names[level->n++] = name;
    }
    (void)closedir(dir);
    if (code) {
        free_level(level);
        return code;
    }
    if (level->n > 1) qsort(level->names, level->n, sizeof *level->names, by_bytes);
    w->depth++;
    return BK_OK;
}

bk_code bk_fs_walk_open(bk_fs_walk *w, const char *root, bk_error *err) {
    bk_fs_info info;
    bk_code code = bk_fs_stat(root, &info, err);
    if (code) return code;
    if (bk_buf_add(&w->path, root, strlen(root) + 1))
        return bk_fail(err, w->path.failed, 0, "out of memory");
    if (info.type == BK_FS_DIRECTORY) {
        w->started = true;
        return push_level(w, err);
    }
    return BK_OK;
}

static const char *const reasons[] = {[BK_FS_FILE] = NULL,
                                      [BK_FS_DIRECTORY] = "a link to a directory is not followed",
                                      [BK_FS_LINK] = "a link that leads nowhere",
                                      [BK_FS_PIPE] = "a pipe is not read",
                                      [BK_FS_SOCKET] = "a socket is not read",
                                      [BK_FS_DEVICE] = "a device is not read",
                                      [BK_FS_OTHER] = "neither file nor directory"};

/* Fill *entry for w->path; *descend when it is a directory to read. */
static void look(bk_fs_walk *w, bk_fs_entry *entry, bool *descend) {
    struct stat s;
    *entry = (bk_fs_entry){.path = w->path.p};
    *descend = false;
    if (lstat(w->path.p, &s) != 0) {
        entry->info.type = BK_FS_OTHER;
        (void)bk_fail(&entry->err, BK_E_IO, 0, "%s", strerror(errno));
        return;
    }
    bool link = S_ISLNK(s.st_mode);
    if (bk_fs_stat(w->path.p, &entry->info, NULL) != BK_OK) {
        entry->info.type = BK_FS_LINK;
        entry->reason = reasons[BK_FS_LINK];
        return;
    }
    if (entry->info.type == BK_FS_DIRECTORY && !link)
        *descend = true;
    else
        entry->reason = reasons[entry->info.type];
}

bool bk_fs_walk_next(bk_fs_walk *w, bk_fs_entry *entry) {
    bool descend;
    if (!w->started && w->path.p) {
        w->started = true;
        look(w, entry, &descend);
        return true;
    }
    while (w->depth) {
        bk_fs_level *level = &w->levels[w->depth - 1];
        if (level->next == level->n) {
            free_level(level);
            w->depth--;
            continue;
        }
        const char *name = level->names[level->next++];
        w->path.n = level->path_length;
        if (w->path.p && w->path.n && w->path.p[w->path.n - 1] != '/') (void)bk_buf_add_char(&w->path, '/');
        if (bk_buf_add(&w->path, name, strlen(name) + 1)) {
            *entry = (bk_fs_entry){.path = name, .info = {.type = BK_FS_OTHER}};
            (void)bk_fail(&entry->err, BK_E_MEMORY, 0, "out of memory");
            while (w->depth) free_level(&w->levels[--w->depth]);
            return true;
        }
        look(w, entry, &descend);
        if (!descend) return true;
        if (push_level(w, &entry->err)) return true;
    }
    return false;
}

void bk_fs_walk_close(bk_fs_walk *w) {
    while (w->depth) free_level(&w->levels[--w->depth]);
    bk_buf_free(&w->path);
}
