#include "bk_json_within.h"

#include <string.h>

static size_t key_length(const bk_json_within *w) {
    return strcspn(w->path + w->from, ".");
}

static void in_string(bk_json_within *w, char c) {
    if (w->escaped || c == '\\') {
        w->escaped = !w->escaped;
        w->same = false;
    } else if (c == '"') {
        w->string = false;
        w->named = w->same && w->at == key_length(w);
    } else {
        w->same = w->same && w->at < key_length(w) && w->path[w->from + w->at] == c;
        w->at++;
    }
}

/* Into the object that the key just named has. */
static void enter(bk_json_within *w) {
    size_t n = key_length(w);
    if (!w->named || !w->path[w->from + n]) return;
    w->from += n + 1;
    w->matched++;
}

static void leave(bk_json_within *w) {
    if (w->depth) w->depth--;
    if (!w->matched || w->depth > w->matched) return;
    w->matched--;
    w->from--; /* the dot */
    while (w->from && w->path[w->from - 1] != '.') w->from--;
}

bool bk_json_within_next(bk_json_within *w, const char *p, size_t n, size_t *used) {
    for (size_t i = 0; i < n; i++) {
        char c = p[i];
        if (w->string) {
            in_string(w, c);
            continue;
        }
        switch (c) {
        case '"':
            w->string = true;
            w->at = 0;
            w->named = false;
            w->same = w->name && w->depth == w->matched + 1;
            break;
        case ':': w->name = false; break;
        case ',': w->name = true; w->named = false; break;
        case '{':
            if (w->depth == w->matched + 1) enter(w);
            w->depth++;
            w->name = true;
            w->named = false;
            break;
        case '[':
            if (w->named && !w->name && !w->path[w->from + key_length(w)]) {
                w->named = false;
                *used = i;
                return true;
            }
            w->depth++;
            w->named = false;
            break;
        case '}':
        case ']': leave(w); break;
        default: break;
        }
    }
    *used = n;
    return false;
}
