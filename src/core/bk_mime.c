#include "bk_mime.h"

#include <stdlib.h>
#include <string.h>

typedef struct boundary {
    char *p;
    size_t n;
} boundary;

typedef struct state {
    bk_mime *m;
    const char *p;
    size_t n, most;
    unsigned depth_most;
    boundary open[BK_MIME_DEPTH_MAX + 1]; /* of the multiparts that are open, outermost first */
    unsigned open_n;
    bk_code failed;
} state;

/* what ended a stretch of lines */
typedef struct stop {
    size_t at, next; /* where the boundary's line starts, and the line after it */
    unsigned level;  /* of the boundary in `open`; open_n for the end of the message */
    bool closing;
} stop;

static size_t line_end(const state *s, size_t at) {
    const char *end = memchr(s->p + at, '\n', s->n - at);
    return end ? (size_t)(end - s->p) + 1 : s->n;
}

/* Is the line at `at` a boundary of one of the open multiparts? The innermost is asked first. */
static bool boundary_at(const state *s, size_t at, size_t next, stop *out) {
    if (next - at < 3 || s->p[at] != '-' || s->p[at + 1] != '-') return false;
    for (unsigned level = s->open_n; level-- > 0;) {
        const boundary *b = &s->open[level];
        size_t i = at + 2;
        if (next - i < b->n || memcmp(s->p + i, b->p, b->n) != 0) continue;
        i += b->n;
        bool closing = next - i >= 2 && s->p[i] == '-' && s->p[i + 1] == '-';
        if (closing) i += 2;
        while (i < next && (s->p[i] == ' ' || s->p[i] == '\t' || s->p[i] == '\r' || s->p[i] == '\n')) i++;
        if (i < next) continue;
        *out = (stop){at, next, level, closing};
        return true;
    }
    return false;
}

/* The first boundary from `at` on, or the end. */
static stop scan(const state *s, size_t at) {
    stop found;
    while (at < s->n) {
        size_t next = line_end(s, at);
        if (boundary_at(s, at, next, &found)) return found;
        at = next;
    }
    return (stop){s->n, s->n, s->open_n, false};
}

/* The line's end before a boundary belongs to the boundary. */
static size_t without_end(const state *s, size_t first, size_t last) {
    if (last > first && s->p[last - 1] == '\n') last--;
    if (last > first && s->p[last - 1] == '\r') last--;
    return last;
}

static bool field_line(const state *s, size_t at, size_t next) {
    size_t i = at;
    while (i < next && s->p[i] > ' ' && s->p[i] != ':' && s->p[i] != 127) i++;
    size_t name = i;
    while (i < next && (s->p[i] == ' ' || s->p[i] == '\t')) i++;
    return name > at && i < next && s->p[i] == ':';
}

/* "From jane Sat ..." of a mailbox, and its mangled kin among the fields */
static bool from_line(const state *s, size_t at, size_t next) {
    size_t quoted = at;
    while (quoted < next && s->p[quoted] == '>') quoted++;
    return next - quoted > 5 && memcmp(s->p + quoted, "From ", 5) == 0;
}

/* The head from `at` on: returns where the body starts. */
static size_t read_head(const state *s, size_t at, bk_mime_part *part) {
    stop found;
    bool any = false;
    part->head = at;
    while (at < s->n) {
        size_t next = line_end(s, at);
        char c = s->p[at];
        if (c == '\n' || (c == '\r' && at + 1 < s->n && s->p[at + 1] == '\n')) {
            part->head_n = at - part->head;
            return next;
        }
        if (boundary_at(s, at, next, &found)) break;
        bool more = (c == ' ' || c == '\t') && any;
        if (!more && !field_line(s, at, next) && !from_line(s, at, next)) {
            part->lacks |= BK_MIME_NO_SEPARATOR;
            break;
        }
        any = true;
        at = next;
    }
    part->head_n = at - part->head;
    return at;
}

static bk_mime_encoding encoding_of(const char *p, size_t n, bk_mime_part *part, bk_code *failed) {
    static const struct {
        const char *name;
        bk_mime_encoding encoding;
    } known[] = {{"", BK_MIME_PLAIN},           {"7bit", BK_MIME_PLAIN},
                 {"8bit", BK_MIME_PLAIN},       {"binary", BK_MIME_PLAIN},
                 {"base64", BK_MIME_BASE64},    {"quoted-printable", BK_MIME_QUOTED},
                 {"x-uuencode", BK_MIME_UUENCODE}, {"uuencode", BK_MIME_UUENCODE},
                 {"x-uue", BK_MIME_UUENCODE},   {"uue", BK_MIME_UUENCODE}};
    bk_mime_field field;
    bk_buf token = {0};
    bk_mime_encoding encoding = BK_MIME_PLAIN;
    bool found = false;
    if (!bk_mime_field_find(p, n, "content-transfer-encoding", &field)) return encoding;
    (void)bk_mime_token(field.value, field.value_n, &token);
    (void)bk_buf_add_char(&token, '\0');
    if (token.failed) *failed = token.failed;
    for (size_t i = 0; !token.failed && !found && i < sizeof known / sizeof *known; i++) {
        found = strcmp(token.p, known[i].name) == 0;
        if (found) encoding = known[i].encoding;
    }
    if (!found) part->lacks |= BK_MIME_UNKNOWN_ENCODING;
    bk_buf_free(&token);
    return encoding;
}

/* The kind of a part by its head, and of a multipart its boundary. */
static void classify(state *s, bk_mime_part *part, bk_buf *mark, bool *digest) {
    const char *head = s->p + part->head;
    bk_mime_field field;
    bk_buf type = {0};
    bool found = false;
    part->kind = part->digest ? BK_MIME_MESSAGE : BK_MIME_LEAF;
    part->encoding = encoding_of(head, part->head_n, part, &s->failed);
    if (bk_mime_field_find(head, part->head_n, "content-type", &field)) {
        (void)bk_mime_token(field.value, field.value_n, &type);
        (void)bk_buf_add_char(&type, '\0');
        if (type.failed) {
            s->failed = type.failed;
            bk_buf_free(&type);
            return;
        }
        part->kind = BK_MIME_LEAF;
        if (strncmp(type.p, "multipart/", 10) == 0) {
            part->kind = BK_MIME_MULTIPART;
            *digest = strcmp(type.p, "multipart/digest") == 0;
            bk_code code = bk_mime_parameter(field.value, field.value_n, "boundary", mark, &found);
            if (code) s->failed = code;
            while (mark->n && (mark->p[mark->n - 1] == ' ' || mark->p[mark->n - 1] == '\t')) mark->n--;
        } else if (strcmp(type.p, "message/rfc822") == 0 || strcmp(type.p, "message/global") == 0 ||
                   strcmp(type.p, "message/news") == 0) {
            part->kind = BK_MIME_MESSAGE;
        }
        bk_buf_free(&type);
    }
    /* a message in an encoding (against the standard, and done) is a leaf to be decoded first */
    if (part->kind == BK_MIME_MESSAGE && part->encoding != BK_MIME_PLAIN) part->kind = BK_MIME_LEAF;
    if (part->kind == BK_MIME_MULTIPART && !mark->n) {
        part->kind = BK_MIME_LEAF;
        part->lacks |= BK_MIME_NO_BOUNDARY;
    }
    if (part->kind != BK_MIME_LEAF && part->depth >= s->depth_most) {
        part->kind = BK_MIME_LEAF;
        part->lacks |= BK_MIME_TOO_DEEP;
    }
}

static size_t add_part(state *s, const bk_mime_part *part) {
    bk_mime *m = s->m;
    if (m->count >= s->most) {
        m->cut = true;
        return SIZE_MAX;
    }
    if (m->count == m->capacity) {
        size_t capacity = m->capacity ? m->capacity * 2 : 8;
        bk_mime_part *parts = realloc(m->parts, capacity * sizeof *parts);
        if (!parts) {
            s->failed = BK_E_MEMORY;
            return SIZE_MAX;
        }
        m->parts = parts;
        m->capacity = capacity;
    }
    m->parts[m->count] = *part;
    return m->count++;
}

static stop read_part(state *s, size_t at, size_t parent, unsigned depth, bool digest);

/* What follows the head of a multipart whose boundary has just been opened. */
static stop read_multipart(state *s, size_t at, size_t self, unsigned depth, bool digest) {
    unsigned own = s->open_n - 1;
    unsigned lacks = 0;
    stop end = scan(s, at); /* the preamble */
    if (end.level != own) lacks = BK_MIME_NO_BOUNDARY;
    while (end.level == own && !s->failed && !s->m->cut) {
        if (end.closing) {
            s->open_n = own; /* what comes after it is the epilogue, until an outer boundary */
            end = scan(s, end.next);
            s->m->parts[self].lacks |= lacks;
            return end;
        }
        end = read_part(s, end.next, self, depth + 1, digest);
    }
    s->open_n = own;
    if (!lacks) lacks = BK_MIME_UNCLOSED;
    s->m->parts[self].lacks |= lacks;
    if (end.level > own) end.level = own; /* the message's end, seen from outside */
    return end;
}

static stop read_part(state *s, size_t at, size_t parent, unsigned depth, bool digest) {
    bk_mime_part part = {.parent = parent, .depth = depth, .digest = digest};
    bk_buf mark = {0};
    bool inner_digest = false;
    size_t body = read_head(s, at, &part);
    part.body = body;
    classify(s, &part, &mark, &inner_digest);
    size_t self = s->failed ? SIZE_MAX : add_part(s, &part);
    stop end;
    if (self == SIZE_MAX) {
        bk_buf_free(&mark);
        return (stop){s->n, s->n, s->open_n, false};
    }
    if (depth == 0) s->m->parts[self].parent = self;
    if (part.kind == BK_MIME_MULTIPART) {
        s->open[s->open_n++] = (boundary){mark.p, mark.n};
        end = read_multipart(s, body, self, depth, inner_digest);
    } else if (part.kind == BK_MIME_MESSAGE) {
        end = read_part(s, body, self, depth + 1, false);
    } else {
        end = scan(s, body);
    }
    bk_buf_free(&mark);
    size_t last = end.level < s->open_n ? without_end(s, body, end.at) : end.at;
    s->m->parts[self].body_n = last > body ? last - body : 0;
    return end;
}

bk_code bk_mime_parse(bk_mime *m, const char *p, size_t n, unsigned depth, size_t most,
                      bk_error *err) {
    state s = {.m = m, .p = p, .n = n, .most = most ? most : 1,
               .depth_most = depth < BK_MIME_DEPTH_MAX ? depth : BK_MIME_DEPTH_MAX};
    (void)read_part(&s, 0, 0, 0, false);
    /* a multipart in which its boundary never stands is one text */
    for (size_t i = 0; i < m->count; i++) {
        bk_mime_part *part = &m->parts[i];
        if (part->kind == BK_MIME_MULTIPART && part->lacks & BK_MIME_NO_BOUNDARY) part->kind = BK_MIME_LEAF;
    }
    if (s.failed) return bk_fail(err, s.failed, 0, "out of memory");
    return BK_OK;
}

void bk_mime_free(bk_mime *m) {
    free(m->parts);
    *m = (bk_mime){0};
}
