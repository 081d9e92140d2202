/* Records that are a list within a document: {"users": [{...}, ...]}, {"data": {"users": [...]}}. */
#include "bk_leak_find_internal.h"

#include "bk_leak_internal.h"

#include <stdio.h>
#include <string.h>

enum { DEPTH = 3 /* objects around a list */, LISTS = 8 };

typedef struct list {
    char path[BK_JSON_WITHIN + 1];
    size_t n; /* bytes of the sample */
} list;

static const char *over_space(const char *p, const char *end) {
    while (p < end && bk_leak_space(*p)) p++;
    return p;
}

/* From behind a string's opening quote to the closing one, or to the end. */
static const char *over_string(const char *p, const char *end) {
    while (p < end && *p != '"') {
        if (*p == '\\') p++;
        if (p < end) p++;
    }
    return p < end ? p : end;
}

/* Whether a key of such a class is a person's: who, or a secret. */
static bool is_of_login(const bk_leak_classes *c, const char *p, size_t n) {
    int class = bk_leak_class_of(c, p, n);
    return class >= 0 && (class == c->email || class == c->user || class == c->secret);
}

/* Over the list that begins at p, or to the end; whether there is a login in it. */
static const char *over_list(const bk_leak_classes *c, const char *p, const char *end, bool *logins) {
    size_t depth = 0;
    *logins = false;
    do {
        if (*p == '"') {
            const char *stop = over_string(p + 1, end), *next = stop < end ? over_space(stop + 1, end) : end;
            *logins = *logins || (next < end && *next == ':' && is_of_login(c, p + 1, (size_t)(stop - p) - 1));
            p = stop;
        } else if (*p == '[' || *p == '{') {
            depth++;
        } else if (*p == ']' || *p == '}') {
            depth--;
        }
        p += p < end;
    } while (p < end && depth);
    return p;
}

/* Keys that can hardly be a person's, as those of {"jane@example.com": [...]} are. */
static bool is_plain(const bk_leak_value *key) {
    for (size_t i = 0; i < key->n; i++)
        if (!bk_leak_sign(key->p[i]) && key->p[i] != '_' && key->p[i] != '-') return false;
    return key->n > 0 && key->n <= 32;
}

static void add(list *lists, const bk_leak_value *keys, size_t depth, size_t n) {
    char path[BK_JSON_WITHIN + 1] = "";
    size_t length = 0;
    for (size_t i = 0; i < depth; i++) {
        if (!is_plain(&keys[i])) return;
        length += (size_t)snprintf(path + length, sizeof path - length, "%s%.*s", i ? "." : "", (int)keys[i].n, keys[i].p);
    }
    for (size_t i = 0; i < LISTS; i++) {
        if (lists[i].n && strcmp(lists[i].path, path) != 0) continue;
        memcpy(lists[i].path, path, sizeof path);
        lists[i].n += n;
        return;
    }
}

void bk_leak_find_within(const bk_leak_sample *s, const bk_leak_classes *c, char *path) {
    list lists[LISTS] = {{"", 0}}, *most = lists;
    bk_leak_value keys[DEPTH + 1];
    const char *p = s->p, *end = p + s->n;
    size_t depth = 0, arrays = 0; /* of objects; of brackets from the first list on that is none of objects */
    bool colon = false;
    while (p < end) {
        char ch = *p;
        if (ch == '"') {
            const char *stop = over_string(p + 1, end);
            const char *next = stop < end ? over_space(stop + 1, end) : end;
            bool key = !arrays && depth && depth <= DEPTH && next < end && *next == ':';
            if (key) keys[depth - 1] = (bk_leak_value){p + 1, 0, (size_t)(stop - p) - 1};
            const char *value = key ? over_space(next + 1, end) : end;
            bool text = end - value > 1 && *value == '"' && value[1] != '"'; /* "users" may have their number */
            /* whose member a login is, is a record */
            if (text && is_of_login(c, keys[depth - 1].p, keys[depth - 1].n)) return;
            colon = key;
            p = key ? next + 1 : stop + (stop < end);
            continue;
        }
        if (ch == '[' && colon) {
            bool logins;
            const char *first = over_space(p + 1, end);
            if (first < end && *first == '{') {
                const char *behind = over_list(c, p, end, &logins);
                if (logins) add(lists, keys, depth, (size_t)(behind - p));
                p = behind;
                colon = false;
                continue;
            }
        }
        if (arrays || ch == '[' || (ch == '{' && depth == DEPTH)) {
            arrays += ch == '[' || ch == '{';
            arrays -= arrays && (ch == ']' || ch == '}');
        } else if (ch == '{') {
            keys[depth++] = (bk_leak_value){0}; /* none was read: "{" may be where no key is */
        } else if (ch == '}' && depth) {
            depth--;
        }
        colon = colon && bk_leak_space(ch);
        p++;
    }
    for (size_t i = 1; i < LISTS; i++)
        if (lists[i].n > most->n) most = &lists[i];
    memcpy(path, most->path, sizeof most->path);
}
