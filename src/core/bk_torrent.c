#include "bk_torrent.h"

#include "bk_bencode.h"

#include <stdlib.h>
#include <string.h>

/* the values of one file, whichever list it is of */
typedef struct entry {
    size_t first; /* for errors */
    bool has_size, has_path;
    bk_torrent_file file;
} entry;

void bk_torrent_files_free(bk_torrent_files *files) {
    bk_buf_free(&files->names);
    bk_buf_free(&files->list);
    *files = (bk_torrent_files){0};
}

static bk_torrent_file *at_index(const bk_torrent_files *files, size_t i) {
    return (bk_torrent_file *)(void *)files->list.p + i;
}

const bk_torrent_file *bk_torrent_files_get(const bk_torrent_files *files, size_t i) {
    return i < files->count ? at_index(files, i) : NULL;
}

bk_code bk_torrent_check_name(const char *p, size_t n, size_t position, bk_error *err) {
    if (n == 0) return bk_fail(err, BK_E_SYNTAX, position, "a name is empty");
    if (p[0] == '.' && (n == 1 || (n == 2 && p[1] == '.'))) {
        return bk_fail(err, BK_E_SYNTAX, position, "a name is '%s', which leads out of the folder",
                       n == 1 ? "." : "..");
    }
    if (memchr(p, '/', n)) return bk_fail(err, BK_E_SYNTAX, position, "a name holds a '/'");
    if (memchr(p, '\0', n)) return bk_fail(err, BK_E_SYNTAX, position, "a name holds a NUL byte");
    return BK_OK;
}

static unsigned odd(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (p[i] < ' ' || p[i] > '~' || p[i] == '\\') return BK_TORRENT_ODD;
    }
    return 0;
}

static bool is(const bk_bencode_token *key, const char *name) {
    size_t n = strlen(name);
    return key->n_text == n && memcmp(key->text, name, n) == 0;
}

static bk_code expect(bk_bencode *b, bk_bencode_token *token, bk_bencode_kind kind, const char *what, bk_error *err) {
    bk_code code = bk_bencode_next(b, token, err);
    if (code) return code;
    return token->kind == kind ? BK_OK : bk_fail(err, BK_E_TYPE, token->first + 1, "%s", what);
}

/* A list of names as one path in `names`. */
static bk_code read_path(bk_torrent_files *files, bk_bencode *b, size_t *path, size_t *n_path, bk_error *err) {
    bk_bencode_token token;
    bk_code code = expect(b, &token, BK_BENCODE_LIST, "a path is no list", err);
    if (code) return code;
    *path = files->names.n;
    for (;;) {
        code = bk_bencode_next(b, &token, err);
        if (code) return code;
        if (token.kind == BK_BENCODE_CLOSE) break;
        if (token.kind != BK_BENCODE_STRING) return bk_fail(err, BK_E_TYPE, token.first + 1, "a name is no string");
        code = bk_torrent_check_name(token.text, token.n_text, token.first + 1, err);
        if (code) return code;
        if (files->names.n > *path) (void)bk_buf_add_char(&files->names, '/');
        (void)bk_buf_add(&files->names, token.text, token.n_text);
    }
    if (files->names.failed) return bk_fail(err, files->names.failed, 0, "out of memory");
    *n_path = files->names.n - *path;
    return *n_path ? BK_OK : bk_fail(err, BK_E_SYNTAX, token.first + 1, "a path is empty");
}

static bk_code read_attributes(bk_bencode *b, bk_torrent_file *file, bk_error *err) {
    bk_bencode_token token;
    bk_code code = expect(b, &token, BK_BENCODE_STRING, "attributes are no string", err);
    for (size_t i = 0; !code && i < token.n_text; i++) {
        if (token.text[i] == 'p') file->flags |= BK_TORRENT_PAD;
        if (token.text[i] == 'l') file->flags |= BK_TORRENT_LINK;
        if (token.text[i] == 'x') file->flags |= BK_TORRENT_EXECUTABLE;
        if (token.text[i] == 'h') file->flags |= BK_TORRENT_HIDDEN;
    }
    return code;
}

/* The value of `key`; keys that are not known are passed over. */
static bk_code read_value(bk_torrent_files *files, bk_bencode *b, const bk_bencode_token *key, entry *e, bool tree,
                          bk_error *err) {
    bk_bencode_token token;
    bk_code code;
    if (is(key, "length")) {
        code = expect(b, &token, BK_BENCODE_INTEGER, "a length is no number", err);
        if (code) return code;
        if (token.integer < 0) return bk_fail(err, BK_E_RANGE, token.first + 1, "a length is negative");
        e->has_size = true;
        e->file.size = token.integer;
        return BK_OK;
    }
    if (!tree && is(key, "path")) {
        e->has_path = true;
        return read_path(files, b, &e->file.path, &e->file.n_path, err);
    }
    if (is(key, "attr")) return read_attributes(b, &e->file, err);
    if (is(key, "symlink path")) return read_path(files, b, &e->file.target, &e->file.n_target, err);
    if (tree && is(key, "pieces root")) {
        static const char zeros[BK_TORRENT_ROOT];
        code = expect(b, &token, BK_BENCODE_STRING, "a pieces root is no string", err);
        if (code) return code;
        if (token.n_text != BK_TORRENT_ROOT || memcmp(token.text, zeros, BK_TORRENT_ROOT) == 0) {
            return bk_fail(err, BK_E_SYNTAX, token.first + 1, "a pieces root is no SHA-256");
        }
        e->file.root = token.text;
        return BK_OK;
    }
    code = bk_bencode_next(b, &token, err);
    return code ? code : bk_bencode_skip(b, &token, err);
}

static bk_code add_file(bk_torrent_files *files, entry *e, bk_error *err) {
    bool link = (e->file.flags & BK_TORRENT_LINK) != 0;
    if (link && !e->file.n_target) return bk_fail(err, BK_E_TYPE, e->first + 1, "a link leads nowhere");
    if (link) e->file.size = 0; /* what some writers give is the size of what it leads to */
    else if (!e->has_size) return bk_fail(err, BK_E_TYPE, e->first + 1, "a file has no length");
    if (e->file.size > INT64_MAX - files->size) {
        return bk_fail(err, BK_E_RANGE, e->first + 1, "the lengths add up to more than 64 bits hold");
    }
    e->file.offset = files->size;
    files->size += e->file.size;
    files->count++;
    return bk_buf_add(&files->list, (const char *)&e->file, sizeof e->file)
               ? bk_fail(err, files->list.failed, 0, "out of memory")
               : BK_OK;
}

/* The keys of one file, up to the end of its dictionary, which is open. */
static bk_code read_file(bk_torrent_files *files, bk_bencode *b, entry *e, bool tree, bk_error *err) {
    for (;;) {
        bk_bencode_token key;
        bk_code code = bk_bencode_next(b, &key, err);
        if (code) return code;
        if (key.kind == BK_BENCODE_CLOSE) return BK_OK;
        if (key.order == BK_BENCODE_DUPLICATE || (key.order && (tree || (is(&key, "length") && e->has_size) ||
                                                                (is(&key, "path") && e->has_path)))) {
            return bk_fail(err, BK_E_SYNTAX, key.first + 1, "a key of a file stands twice or out of order");
        }
        if (key.order) e->file.flags |= BK_TORRENT_UNSORTED;
        code = read_value(files, b, &key, e, tree, err);
        if (code) return code;
    }
}

static uint64_t hash_of(const char *p, size_t n) {
    uint64_t h = 14695981039346656037u; /* FNV-1a, finished by a multiplication so that high bits spread */
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * 1099511628211u;
    return (h ^ h >> 32) * 0x9E3779B97F4A7C15u;
}

/* Mark files whose path an earlier one has. Probes are bounded, so that names made to collide cost no more than they
 * would by chance; what is then not found goes unmarked. */
static bk_code mark_duplicates(bk_torrent_files *files, bk_error *err) {
    enum { PROBES = 64 };
    size_t slots = 16;
    while (slots < 2 * files->count) slots *= 2;
    uint32_t *table = files->count < UINT32_MAX ? calloc(slots, sizeof *table) : NULL;
    if (!table) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
    for (size_t i = 0; i < files->count; i++) {
        bk_torrent_file *file = at_index(files, i);
        const char *path = files->names.p + file->path;
        size_t slot = (size_t)hash_of(path, file->n_path) & (slots - 1);
        if (file->flags & BK_TORRENT_PAD) continue; /* those of one size have one name */
        for (int probe = 0; probe < PROBES; probe++, slot = (slot + 1) & (slots - 1)) {
            if (!table[slot]) {
                table[slot] = (uint32_t)i + 1;
                break;
            }
            const bk_torrent_file *other = at_index(files, table[slot] - 1);
            if (other->n_path == file->n_path && memcmp(files->names.p + other->path, path, file->n_path) == 0) {
                file->flags |= BK_TORRENT_DUPLICATE;
                break;
            }
        }
    }
    free(table);
    return BK_OK;
}

bk_code bk_torrent_files_v1(bk_torrent_files *files, const char *p, size_t n, size_t at, bk_error *err) {
    bk_bencode b;
    bk_bencode_token token;
    bk_bencode_start(&b, p, n, at, BK_BENCODE_DEPTH_MAX);
    bk_code code = expect(&b, &token, BK_BENCODE_LIST, "'files' is no list", err);
    while (!code) {
        code = bk_bencode_next(&b, &token, err);
        if (code) return code;
        if (token.kind == BK_BENCODE_CLOSE) break;
        if (token.kind != BK_BENCODE_DICTIONARY) {
            return bk_fail(err, BK_E_TYPE, token.first + 1, "a file is no dictionary");
        }
        entry e = {.first = token.first};
        code = read_file(files, &b, &e, false, err);
        if (code) return code;
        if (!e.has_path) return bk_fail(err, BK_E_TYPE, e.first + 1, "a file has no path");
        e.file.flags |= odd(files->names.p + e.file.path, e.file.n_path);
        code = add_file(files, &e, err);
    }
    if (!code && !files->count) return bk_fail(err, BK_E_EMPTY, at + 1, "no file is in it");
    return code ? code : mark_duplicates(files, err);
}

/* A file of the tree: its name was read, and the empty key that says that it is a file. */
static bk_code read_leaf(bk_torrent_files *files, bk_bencode *b, const bk_buf *path, bk_error *err) {
    bk_bencode_token token;
    bk_code code = expect(b, &token, BK_BENCODE_DICTIONARY, "a file is no dictionary", err);
    if (code) return code;
    entry e = {.first = token.first};
    code = read_file(files, b, &e, true, err);
    if (code) return code;
    if (e.file.flags & BK_TORRENT_PAD) {
        return bk_fail(err, BK_E_SYNTAX, e.first + 1, "padding stands in a file tree");
    }
    code = add_file(files, &e, err);
    if (code) return code;
    bk_torrent_file *file = at_index(files, files->count - 1);
    if (file->size > 0 && !file->root) return bk_fail(err, BK_E_TYPE, e.first + 1, "a file has no pieces root");
    file->path = files->names.n;
    file->n_path = path->n;
    file->flags |= odd(path->p, path->n);
    if (bk_buf_add(&files->names, path->p, path->n)) {
        return bk_fail(err, files->names.failed, e.first + 1, "the paths take too much memory");
    }
    return expect(b, &token, BK_BENCODE_CLOSE, "more than a file stands under its name", err);
}

static bk_code read_tree(bk_torrent_files *files, bk_bencode *b, bk_buf *path, bk_error *err) {
    size_t ends[BK_BENCODE_DEPTH_MAX]; /* of the paths of the folders that are open */
    bk_bencode_token token;
    size_t depth = 0;
    bk_code code = expect(b, &token, BK_BENCODE_DICTIONARY, "'file tree' is no dictionary", err);
    if (code) return code;
    for (;;) {
        code = bk_bencode_next(b, &token, err);
        if (code) return code;
        if (token.kind == BK_BENCODE_CLOSE) {
            if (!depth) return BK_OK;
            path->n = ends[--depth];
            continue;
        }
        if (token.order) return bk_fail(err, BK_E_SYNTAX, token.first + 1, "the names of a file tree are not in order");
        if (token.n_text == 0 && depth) {
            code = read_leaf(files, b, path, err); /* with the CLOSE of what stands under its name */
            if (code) return code;
            path->n = ends[--depth];
            continue;
        }
        code = bk_torrent_check_name(token.text, token.n_text, token.first + 1, err);
        if (code) return code;
        ends[depth++] = path->n; /* the parser's depth bounds it */
        if (path->n) (void)bk_buf_add_char(path, '/');
        if (bk_buf_add(path, token.text, token.n_text)) return bk_fail(err, path->failed, 0, "the path is too long");
        code = expect(b, &token, BK_BENCODE_DICTIONARY, "what stands under a name is no dictionary", err);
        if (code) return code;
    }
}

bk_code bk_torrent_files_v2(bk_torrent_files *files, const char *p, size_t n, size_t at, bk_error *err) {
    bk_bencode b;
    bk_buf path = {.cap = 1 << 16};
    /* short names under long folders: what real trees need, and not what a made one could ask for */
    files->names.cap = 2 * n + (1 << 24);
    bk_bencode_start(&b, p, n, at, BK_BENCODE_DEPTH_MAX);
    bk_code code = read_tree(files, &b, &path, err);
    bk_buf_free(&path);
    if (!code && !files->count) return bk_fail(err, BK_E_EMPTY, at + 1, "no file is in it");
    return code;
}

bk_code bk_torrent_files_agree(const bk_torrent_files *v1, const bk_torrent_files *v2, int64_t piece_length,
                               bk_error *err) {
    size_t j = 0;
    for (size_t i = 0; i < v1->count; i++) {
        const bk_torrent_file *a = at_index(v1, i);
        if (a->flags & BK_TORRENT_PAD) continue;
        const bk_torrent_file *b = bk_torrent_files_get(v2, j++);
        if (!b || a->n_path != b->n_path || a->size != b->size ||
            memcmp(v1->names.p + a->path, v2->names.p + b->path, a->n_path) != 0) {
            return bk_fail(err, BK_E_TYPE, 0, "the file lists of versions 1 and 2 differ at file %zu", j);
        }
        if (a->size && a->offset % piece_length) {
            return bk_fail(err, BK_E_TYPE, 0, "file %zu of a hybrid does not begin with a piece", j);
        }
    }
    return j == v2->count ? BK_OK
                          : bk_fail(err, BK_E_TYPE, 0, "the list of version 2 has more files than that of version 1");
}
