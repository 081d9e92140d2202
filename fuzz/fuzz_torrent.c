/* Any bytes as the file list of a torrent, of either version: no crash, paths that stay below their folder, offsets that
 * add up, and two lists that agree with themselves. The first byte chooses the version. */
#include "../src/core/bk_torrent.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_path(const char *p, size_t n) {
    size_t first = 0;
    if (n == 0) abort();
    for (size_t i = 0; i <= n; i++) {
        if (i < n && p[i] == '\0') abort();
        if (i < n && p[i] != '/') continue;
        if (i == first || (p[first] == '.' && (i - first == 1 || (i - first == 2 && p[first + 1] == '.')))) abort();
        first = i + 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bk_torrent_files files = {0};
    if (size < 2) return 0;
    const char *p = (const char *)data + 1;
    bk_code code = data[0] & 1 ? bk_torrent_files_v1(&files, p, size - 1, 0, NULL)
                               : bk_torrent_files_v2(&files, p, size - 1, 0, NULL);
    if (!code) {
        int64_t offset = 0;
        for (size_t i = 0; i < files.count; i++) {
            const bk_torrent_file *file = bk_torrent_files_get(&files, i);
            check_path(files.names.p + file->path, file->n_path);
            if (file->n_target) check_path(files.names.p + file->target, file->n_target);
            if (file->size < 0 || file->offset != offset) abort();
            if (file->root && (file->root < p || file->root + BK_TORRENT_ROOT > p + size - 1)) abort();
            offset += file->size;
        }
        if (offset != files.size || files.count == 0 || bk_torrent_files_get(&files, files.count)) abort();
        if (!(data[0] & 1) && bk_torrent_files_agree(&files, &files, 1, NULL)) abort();
    }
    bk_torrent_files_free(&files);
    return 0;
}
