/* The ways in which separators are written so that nobody clicks: [.], (dot), \., [at], hxxp://...
 */
#include "bk_scan_internal.h"

#include <string.h>

static char closer(char open) {
    switch (open) {
    case '[':
        return ']';
    case '(':
        return ')';
    case '{':
        return '}';
    case '<':
        return '>';
    default:
        return '\0';
    }
}

/* `sign` or one of the words within brackets, with blanks around or within: its length or 0. */
static size_t bracketed(const bk_scan *s, size_t at, char sign, const char *word) {
    size_t i = at;
    if (!bk_scan_is(s, i, BK_C_LINKS)) return 0;
    bool spaced = s->p[i] == ' ';
    if (spaced) i++;
    char open = bk_scan_at(s, i), close = closer(open);
    if (!close) return 0;
    i++;
    if (bk_scan_at(s, i) == ' ') i++;
    if (bk_scan_at(s, i) == sign) {
        i++;
    } else if (bk_scan_word(s, i, word)) {
        i += strlen(word);
    } else {
        return 0;
    }
    if (bk_scan_at(s, i) == ' ' && bk_scan_at(s, i + 1) == close) i++;
    if (bk_scan_at(s, i) == close) {
        i++;
        if (spaced && bk_scan_at(s, i) == ' ') i++;
    } else if (open != '[' || spaced || s->p[i - 1] != sign) {
        return 0; /* only "[." is known to be left open */
    }
    return i - at;
}

size_t bk_scan_dot_written(const bk_scan *s, size_t at, bool *defanged) {
    char c = bk_scan_at(s, at);
    size_t n = 0;
    if (c == '.') {
        n = 1;
        if (bk_scan_at(s, at + 1) == ']' || bk_scan_at(s, at + 1) == ')') n = 2;
    } else if (c == '\\') {
        n = bk_scan_at(s, at + 1) == '.' ? 2 : 0;
    } else {
        n = bracketed(s, at, '.', "dot");
    }
    /* "(see a.b)" ends a name; "a.]b" goes on */
    if (!n || !bk_scan_is(s, at + n, BK_C_NAME)) return 0;
    *defanged = true;
    return n;
}

size_t bk_scan_arroba_written(const bk_scan *s, size_t at, bool *defanged) {
    size_t n = bk_scan_at(s, at) == '@' ? 1 : 0;
    if (!n) {
        n = bracketed(s, at, '@', "at");
        if (n)
            *defanged = true;
        else if (bk_scan_word(s, at, "%40"))
            n = 3;
    }
    bool high = (unsigned char)bk_scan_at(s, at + n) >= 0xC3; /* a letter in UTF-8 */
    return n && (high || bk_scan_is(s, at + n, BK_C_ALNUM)) ? n : 0;
}

static const struct {
    const char *written, *scheme;
    bool defanged;
} schemes[] = {{"https", "https", false},  {"http", "http", false},    {"hxxps", "https", true},
               {"hxxp", "http", true},     {"hxtps", "https", true},   {"hxtp", "http", true},
               {"htxps", "https", true},   {"htxp", "http", true},     {"h**ps", "https", true},
               {"h**p", "http", true},     {"http[s]", "https", true}, {"http(s)", "https", true},
               {"hxxp[s]", "https", true}, {"h[tt]ps", "https", true}, {"h[tt]p", "http", true},
               {"h[xx]ps", "https", true}, {"h[xx]p", "http", true},   {"ftps", "ftps", false},
               {"ftp", "ftp", false},      {"fxps", "ftps", true},     {"fxp", "ftp", true},
               {"sftp", "sftp", false},    {"tcp", "tcp", false},      {"udp", "udp", false},
               {"ldaps", "ldaps", false},  {"ldap", "ldap", false},    {"wss", "wss", false},
               {"ws", "ws", false},        {"ssh", "ssh", false},      {"smb", "smb", false},
               {"rmi", "rmi", false},      {"irc", "irc", false}};

/* between a scheme and its host */
static const struct {
    const char *written;
    bool defanged;
} gaps[] = {{"://", false},  {"[:]//", true},    {"[://]", true},   {"(:)//", true},
            {"{:}//", true}, {"(://)", true},    {" :// ", true},   {"[:]\\\\", true},
            {":\\\\", true}, {"[:/]/", true},    {":[/][/]", true}, {":[//]", true},
            {" ://", true},  {"[:][/][/]", true}};

size_t bk_scan_scheme(const bk_scan *s, size_t at, const char **scheme, bool *defanged) {
    switch (bk_scan_at(s, at)) { /* most words end here */
    case 'h':
    case 'H':
    case 'f':
    case 'F':
    case 's':
    case 'S':
    case 't':
    case 'T':
    case 'u':
    case 'U':
    case 'l':
    case 'L':
    case 'w':
    case 'W':
    case 'r':
    case 'R':
    case 'i':
    case 'I':
        break;
    default:
        return 0;
    }
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (!bk_scan_word(s, at, schemes[i].written)) continue;
        size_t after = at + strlen(schemes[i].written);
        for (size_t j = 0; j < sizeof gaps / sizeof *gaps; j++) {
            if (!bk_scan_word(s, after, gaps[j].written)) continue;
            size_t n = after + strlen(gaps[j].written) - at;
            *scheme = schemes[i].scheme;
            *defanged = schemes[i].defanged || gaps[j].defanged;
            if (*defanged && bk_scan_at(s, at + n) == ' ') n++;
            return n;
        }
    }
    return 0;
}
