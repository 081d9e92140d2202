/* What names places on a machine, and programs: files of Windows and Unix, registry keys, user
 * agents, YARA rules. */
#include "bk_scan_internal.h"

#include <string.h>

enum { PATH_LONGEST = 1024, AGENT_LONGEST = 1024 };

/* A quotation mark, a bracket of markup or a byte that no path has. */
static bool ends_path(const bk_scan *s, size_t i) {
    unsigned char c = (unsigned char)s->p[i];
    if (c < ' ' || c == 0x7F) return true;
    if (c == 0xE2) return (unsigned char)bk_scan_at(s, i + 1) == 0x80; /* quotes, dashes, ... */
    if (c == 0xC2) return (unsigned char)bk_scan_at(s, i + 1) == 0xA0; /* a no-break space */
    return strchr("\"<>|*?`;,:", (char)c) != NULL;
}

/* "<user>" stands for a part of a path: its length, else 0 */
static size_t placeholder(const bk_scan *s, size_t i) {
    if (bk_scan_at(s, i) != '<') return 0;
    size_t n = 1;
    while (n < 40 && (bk_scan_is(s, i + n, BK_C_NAME) || bk_scan_at(s, i + n) == ' ')) n++;
    return n > 1 && bk_scan_at(s, i + n) == '>' ? n + 1 : 0;
}

/* Whether the blank at `i` is within a name of the path: the path goes on after at most three
 * words, and they begin no path of their own. */
static bool blank_within(const bk_scan *s, size_t i) {
    size_t blanks = 0;
    if (bk_scan_at(s, i + 1) == ' ') return false;
    for (size_t k = i; k < i + 48 && k < s->n; k++) {
        char c = s->p[k];
        if (c == ' ' &&
            (++blanks > 3 || bk_scan_word(s, k + 1, "hk") || bk_scan_at(s, k + 1) == '\\'))
            return false;
        if (c == '\\') return true;
        if (c == '(' || c == ')') continue; /* Program Files (x86) */
        if (c == '/' || ends_path(s, k)) return false;
    }
    return false;
}

static bool trails(char c) {
    return c == '.' || c == ')' || c == '!' || c == '\'' || c == ']' || c == '}' || c == ' ';
}

/* The names of a path that backslashes part, as far as they go; "\\" is one where it stands so in a
 * string. Appends them with single ones, gives the end. */
static size_t windows(const bk_scan *s, size_t i, bk_finding *f) {
    char quote = bk_scan_before(s, f->first);
    bool quoted = quote == '"' || quote == '\'' || quote == '`', doubled = false;
    size_t stop = f->first + PATH_LONGEST, from = i, braces = 0;
    while (i < s->n && i < stop) {
        char c = s->p[i];
        size_t stands = placeholder(s, i);
        if (stands) {
            bk_finding_add(f, s->p + i, stands);
            i += stands;
            continue;
        }
        if (ends_path(s, i) || (quoted && c == quote)) break;
        if (c == ' ' && !quoted && !blank_within(s, i)) break;
        if (c == ' ' && quoted && !memchr(s->p + i, quote, s->n - i < 64 ? s->n - i : 64)) break;
        if (c == '}' && braces == 0 && !quoted) break;
        if (c == '[' && bk_scan_at(s, i + 1) == '.') { /* a[.]dll */
            f->defanged = true;
            bk_finding_add(f, ".", 1);
            i += bk_scan_at(s, i + 2) == ']' ? 3 : 2;
            continue;
        }
        if (c == '\\' && bk_scan_at(s, i + 1) == '\\') {
            doubled = doubled || i == from;
            if (!doubled) break;
            i++;
        } else if (c == '\\' && doubled) {
            break; /* "\n" of a string */
        }
        braces += c == '{';
        braces -= c == '}' && braces > 0;
        bk_finding_add(f, &c, 1);
        i++;
    }
    while (i > from && f->n > 0 && trails(s->p[i - 1])) {
        if (s->p[i - 1] == ')' && memchr(f->value, '(', f->n)) break;
        if (s->p[i - 1] == '}' && memchr(f->value, '{', f->n)) break;
        i--;
        f->n--;
    }
    f->value[f->n] = '\0';
    return i;
}

static bool has_name(const bk_finding *f, size_t from) {
    for (size_t i = from; i < f->n; i++) {
        if (bk_scan_classes[(unsigned char)f->value[i]] & BK_C_ALNUM ||
            (unsigned char)f->value[i] >= 0x80)
            return true;
    }
    return false;
}

/* C:\..., %NAME%\... */
static bool windows_path(const bk_scan *s, size_t at, size_t back, bk_finding *f) {
    if (at < s->at) return false;
    bk_finding_begin(f, BK_SCAN_PATH, at);
    bk_finding_add(f, s->p + at, back - at);
    size_t n = f->n;
    f->end = windows(s, back, f);
    return has_name(f, n);
}

static bool environment(const bk_scan *s, size_t back, bk_finding *f) {
    size_t at = back - 1;
    while (back - at < 40 && (bk_scan_is_before(s, at, BK_C_NAME) || bk_scan_before(s, at) == '(' ||
                              bk_scan_before(s, at) == ')'))
        at--;
    return back - at >= 4 && bk_scan_before(s, at) == '%' && windows_path(s, at - 1, back, f);
}

/* \\server\share\..., or all of it doubled */
static bool share(const bk_scan *s, size_t q, bk_finding *f) {
    size_t slashes = 0;
    while (slashes < 5 && slashes < q && s->p[q - 1 - slashes] == '\\') slashes++;
    size_t at = q - slashes, server = bk_scan_run(s, q, BK_C_NAME, 64), end = q + server;
    while (bk_scan_at(s, end) == '.' && bk_scan_is(s, end + 1, BK_C_NAME))
        end += 1 + bk_scan_run(s, end + 1, BK_C_NAME, 64);
    size_t gap = bk_scan_at(s, end) == '\\' ? 1 + (bk_scan_at(s, end + 1) == '\\') : 0;
    if ((slashes != 2 && slashes != 4) || gap * 2 != slashes || server < 3 || at < s->at ||
        bk_scan_is_before(s, at, BK_C_NAME) || bk_scan_before(s, at) == ':' ||
        bk_scan_before(s, at) == '%' ||
        bk_scan_run(s, end + gap, BK_C_NAME, 2) + (bk_scan_at(s, end + gap + 1) == '$') < 2)
        return false;
    bk_finding_begin(f, BK_SCAN_PATH, at);
    bk_finding_add(f, "\\\\", 2);
    bk_finding_add(f, s->p + q, end - q);
    f->end = windows(s, end, f);
    return true;
}

static bool in_unix_name(const bk_scan *s, size_t i) {
    unsigned char c = (unsigned char)bk_scan_at(s, i);
    if (c >= 0x80) return !ends_path(s, i);
    return bk_scan_is(s, i, BK_C_NAME) || (c && strchr(".+@~%#=$", c) != NULL);
}

/* /usr/..., ~/... : below a folder that such systems have */
static bool unix_path(const bk_scan *s, size_t at, bk_finding *f) {
    size_t i = at + (s->p[at] == '~'), stop = at + PATH_LONGEST, slashes = 0;
    if (at < s->at) return false;
    if (s->p[at] == '/') {
        size_t n = bk_scan_run(s, at + 1, BK_C_ALPHA, 16);
        if (bk_scan_at(s, at + 1 + n) != '/' ||
            !bk_scan_listed(s->rules, BK_TABLE_FOLDER, s->p + at + 1, n))
            return false;
        /* a request's path */
        for (size_t k = 4; k <= 8 && k <= at; k++) {
            if (bk_scan_word(s, at - k, "get ") || bk_scan_word(s, at - k, "post ") ||
                bk_scan_word(s, at - k, "head ") || bk_scan_word(s, at - k, "put "))
                return false;
        }
    } else if (bk_scan_is_before(s, at, BK_C_NAME) || bk_scan_before(s, at) == '/') {
        return false;
    }
    size_t begin = i;
    while (i < stop) {
        char c = bk_scan_at(s, i);
        if (c == '/') {
            begin = i + 1;
            slashes++;
        } else if (c == ' ' || (c == '\\' && bk_scan_at(s, i + 1) == ' ')) {
            /* "/Library/Application Support/x": both words great, and the path goes on */
            size_t word = i + 1 + (c == '\\'), n = bk_scan_run(s, word, BK_C_NAME, 32);
            bool great = bk_scan_at(s, begin) >= 'A' && s->p[begin] <= 'Z' &&
                         bk_scan_at(s, word) >= 'A' && s->p[word] <= 'Z';
            if (!n || !(great || c == '\\') || bk_scan_at(s, word + n) != '/') break;
            i = word - 1;
        } else if (!in_unix_name(s, i)) {
            break;
        }
        i++;
    }
    while (i > at + 2 && strchr(".=#%", s->p[i - 1])) i--;
    if (slashes < 1 || (slashes == 1 && s->p[at] == '/') || i == begin) return false;
    bk_finding_begin(f, BK_SCAN_PATH, at);
    bk_finding_add(f, s->p + at, i - at);
    f->end = i;
    return true;
}

static bool registry_key(const bk_scan *s, size_t at, bk_finding *f) {
    static const char *const hives[] = {"hkey_local_machine",
                                        "hkey_current_user",
                                        "hkey_classes_root",
                                        "hkey_users",
                                        "hkey_current_config",
                                        "hklm",
                                        "hkcu",
                                        "hkcr",
                                        "hkcc",
                                        "hku"};
    if (at < s->at) return false;
    for (size_t h = 0; h < sizeof hives / sizeof *hives; h++) {
        size_t n = strlen(hives[h]), i = at + n;
        if (!bk_scan_word(s, at, hives[h])) continue;
        if (bk_scan_at(s, i) == ':' || bk_scan_at(s, i) == '>' || bk_scan_at(s, i) == ']') i++;
        if (bk_scan_at(s, i) != '\\') return false;
        bk_finding_begin(f, BK_SCAN_REGISTRY, at);
        for (size_t k = 0; k < n; k++) {
            char c = bk_scan_upper(hives[h][k]);
            bk_finding_add(f, &c, 1);
        }
        f->end = windows(s, i, f);
        if (f->n > 0 && f->value[f->n - 1] == '\\') { /* "...\Run\": the key without the sign */
            f->value[--f->n] = '\0';
        }
        return has_name(f, n);
    }
    return false;
}

/* RFC 9110, 10.1.5: products with versions and comments in brackets; it begins with a product that
 * is known. */
static bool user_agent(const bk_scan *s, size_t slash, bk_finding *f) {
    static const char *const words[] = {"gecko",  "mobile", "version",   "like",
                                        "safari", "tablet", "compatible"};
    size_t at = bk_scan_back(s, slash, BK_C_NAME, 32);
    char name[32];
    if (at < s->at || slash - at > sizeof name || bk_scan_before(s, at) == '/' ||
        bk_scan_before(s, at) == '.')
        return false;
    for (size_t i = at; i < slash; i++) name[i - at] = bk_scan_lower(s->p[i]);
    if (!bk_scan_listed(s->rules, BK_TABLE_AGENT, name, slash - at)) return false;
    size_t i = slash + 1, end, stop = at + AGENT_LONGEST;
    while (bk_scan_is(s, i, BK_C_NAME) || bk_scan_at(s, i) == '.') i++;
    if (bk_scan_at(s, i) == '/') return false; /* a folder */
    end = i;
    while (i < stop && bk_scan_at(s, i) == ' ') {
        size_t from = ++i;
        if (bk_scan_at(s, i) == '(') {
            size_t depth = 0;
            while (i < stop && i < s->n && s->p[i] >= ' ') {
                depth += s->p[i] == '(';
                if (s->p[i++] == ')' && --depth == 0) break;
            }
            if (depth) break;
            end = i;
            continue;
        }
        i += bk_scan_run(s, i, BK_C_NAME, 40);
        if (i == from || bk_scan_word(s, from, "mozilla/")) break;
        if (bk_scan_at(s, i) == '/' && bk_scan_is(s, i + 1, BK_C_ALNUM)) {
            i++;
            while (bk_scan_is(s, i, BK_C_NAME) || bk_scan_at(s, i) == '.' ||
                   bk_scan_at(s, i) == ':')
                i++;
            end = i;
            continue;
        }
        bool known = false;
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            known = known || (strlen(words[w]) == i - from && bk_scan_word(s, from, words[w]));
        if (!known) break;
    }
    while (s->p[end - 1] == '.' || s->p[end - 1] == '-' || s->p[end - 1] == '_' ||
           s->p[end - 1] == ':')
        end--;
    bk_finding_begin(f, BK_SCAN_AGENT, at);
    bk_finding_add(f, s->p + at, end - at);
    f->end = end;
    return true;
}

static size_t past_blanks(const bk_scan *s, size_t i) {
    size_t from = i;
    while (i - from < 64 && bk_scan_at(s, i) && strchr(" \t\r\n", s->p[i])) i++;
    return i;
}

/* rule NAME [: TAGS] { ... condition: ... }, to its closing brace; strings and comments may hold
 * others */
static bool yara(const bk_scan *s, size_t at, bk_finding *f) {
    size_t i = past_blanks(s, at + 4), from = i;
    if (at < s->at || i == at + 4) return false;
    i += bk_scan_run(s, i, BK_C_NAME, 128);
    if (i == from || bk_scan_is(s, from, BK_C_DIGIT)) return false;
    i = past_blanks(s, i);
    if (bk_scan_at(s, i) == ':') {
        do i = past_blanks(s, i + bk_scan_run(s, i, BK_C_NAME, 128) + (bk_scan_at(s, i) == ':'));
        while (bk_scan_is(s, i, BK_C_NAME) && i - at < 512);
    }
    if (bk_scan_at(s, i) != '{') return false;
    size_t depth = 0, stop = at + BK_SCAN_AHEAD / 2;
    bool condition = false;
    for (; i < s->n && i < stop; i++) {
        char c = s->p[i];
        if (c == '"') {
            while (i + 1 < s->n && i < stop && s->p[i + 1] != '"' && s->p[i + 1] != '\n')
                i += s->p[i + 1] == '\\' ? 2 : 1;
            i++;
        } else if (c == '/' && bk_scan_at(s, i + 1) == '/') {
            while (i + 1 < s->n && i < stop && s->p[i + 1] != '\n') i++;
        } else if (c == '{') {
            depth++;
        } else if (c == '}' && --depth == 0) {
            break;
        } else if (c == 'c' && depth == 1 && bk_scan_word(s, i, "condition")) {
            condition = true;
        }
    }
    if (!condition || depth || i >= s->n || i >= stop) return false;
    bk_finding_begin(f, BK_SCAN_YARA, at);
    f->end = i + 1;
    bk_finding_add(f, s->p + at, f->end - at);
    if (f->why == BK_WHY_TOO_LONG) f->why = BK_WHY_NONE; /* its text is the whole of it */
    return true;
}

bool bk_scan_path(bk_scan *s, size_t q, bk_finding *f) {
    char c = s->p[q], before = s->p[q - 1];
    if (before == '\\') return share(s, q, f);
    if (c == '\\') {
        if (before == '%') return environment(s, q, f);
        return windows_path(s, q - 2, q, f);
    }
    if (c == '/') return unix_path(s, q - 1, f);
    if (before == '/')
        return bk_scan_is(s, q, BK_C_DIGIT) ? user_agent(s, q - 1, f) : unix_path(s, q - 1, f);
    if (c == 'k' || c == 'K') return registry_key(s, q - 1, f);
    return c == 'e' && s->p[q - 3] == 'r' && bk_scan_before(s, q - 3) != '\'' && yara(s, q - 3, f);
}
