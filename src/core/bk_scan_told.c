#include "bk_scan_told.h"

#include "bk_scan_internal.h"
#include "bk_scan_veil.h"

enum { NAME_MOST = 48, CLAUSE_MOST = 96, PATH_MOST = 256 };

typedef struct text {
    const bk_scan_rules *rules;
    const char *p;
    size_t n;
    bk_buf *spans;
} text;

static bool is_in(char c, const char *set) {
    return c && strchr(set, c) != NULL;
}

static bool is_alnum(char c) {
    return (bk_scan_classes[(unsigned char)c] & BK_C_ALNUM) != 0;
}

/* a letter of any script */
static bool is_letter(char c) {
    return (bk_scan_classes[(unsigned char)c] & BK_C_ALPHA) || (unsigned char)c >= 0x80;
}

static bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool ends_line(char c) {
    return c == '\n' || c == '\r';
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static void hide(const text *t, size_t first, size_t end) {
    bk_veiled s = {first, end, 0, 0};
    if (end > first) (void)bk_buf_add(t->spans, (const char *)&s, sizeof s);
}

/* Whether p[from..end), its letters and digits in lower case, is in a table. */
static bool listed(const text *t, bk_scan_table table, size_t from, size_t end) {
    char word[NAME_MOST];
    size_t n = 0;
    for (size_t i = from; i < end; i++) {
        if (!is_alnum(t->p[i])) continue;
        if (n == sizeof word) return false;
        word[n++] = bk_scan_lower(t->p[i]);
    }
    return bk_scan_listed(t->rules, table, word, n);
}

static size_t skip(const text *t, size_t at, const char *set) {
    while (at < t->n && is_in(t->p[at], set)) at++;
    return at;
}

/* A string that is quoted: what is behind its opening quote ends here. */
static size_t quoted_end(const text *t, size_t at) {
    char quote = t->p[at - 1];
    for (; at < t->n && t->p[at] != quote; at++) at += t->p[at] == '\\';
    return at < t->n ? at : t->n;
}

/* The value that begins at `from`, up to one of `stops` where no quotes say where it ends. */
static void hide_value(const text *t, size_t from, const char *stops) {
    size_t end = from;
    if (from < t->n && is_in(t->p[from], "'\"`")) {
        hide(t, from + 1, quoted_end(t, from + 1));
        return;
    }
    while (end < t->n && !is_in(t->p[end], stops)) end++;
    hide(t, from, end);
}

/* ---- fields ---- */

/* Whether the name that ends at `end` is one of a field that is hidden: of a
 * secret's some last words are enough ("his password", AWS_ACCESS_KEY_ID, dbPassword). */
static bool names_field(const text *t, size_t end) {
    const char *p = t->p;
    size_t from = end;
    while (from && end - from < NAME_MOST && (is_alnum(p[from - 1]) || is_in(p[from - 1], "_-. ")))
        from--;
    for (size_t at = from; at < end; at++) {
        bool within = at > from && is_alnum(p[at - 1]);
        bool hump = within && is_capital(p[at]) && !is_capital(p[at - 1]);
        bool whole = at > from + 1 && p[at - 1] == '-' && is_in(p[at - 2], "- "); /* an option */
        if (is_alnum(p[at]) && (!within || hump) &&
            bk_scan_hidden_field(t->rules, p + at, end - at, !whole))
            return true;
    }
    return bk_scan_hidden_field(t->rules, p + from, end - from, false);
}

/* The value that the name before `sign` is of. */
static void hide_named(const text *t, size_t sign, bool quoted) {
    size_t from = sign + 1;
    bool apart = from < t->n && is_blank(t->p[from]);
    from = skip(t, from, " \t=>");
    if (from < t->n && ends_line(t->p[from])) { /* it stands in the next line */
        from = skip(t, from, " \t\r\n");
        apart = true;
    }
    hide_value(t, from,
               t->p[sign] == '>'             ? "<"
               : quoted                      ? ",}]\r\n"
               : t->p[sign] == '=' && !apart ? " \t\r\n"
                                             : "\r\n");
}

static void fields(const text *t) {
    for (size_t i = 1; i < t->n; i++) {
        char c = t->p[i];
        if ((c != ':' && c != '=' && c != '>') || (c == ':' && i + 1 < t->n && t->p[i + 1] == '/'))
            continue;
        size_t end = i;
        while (end && t->p[end - 1] == ' ') end--;
        bool quoted = end && is_in(t->p[end - 1], "'\"`");
        end -= quoted;
        if (names_field(t, end)) hide_named(t, i, quoted);
    }
}

/* ---- options of programs ---- */

/* An option -x or --name at `at`, of the program that stands in p[program..program_end) (none when
 * that is empty): the argument of one that takes a secret or a person's name. */
static void option(const text *t, size_t at, size_t program, size_t program_end) {
    const char *p = t->p;
    size_t name = at + 1 + (at + 1 < t->n && p[at + 1] == '-'), end = name;
    while (end < t->n && (bk_scan_classes[(unsigned char)p[end]] & BK_C_NAME)) end++;
    bool apart = end < t->n && is_blank(p[end]);
    if (end > name + 1 && apart && names_field(t, end)) {
        hide_value(t, skip(t, end, " \t"), " \t\r\n");
        return;
    }
    if (name > at + 1 || end == name || program == program_end) return;
    /* -pSECRET, -p SECRET; the last one of several, as of -su; all letters of one, as of -pw */
    const size_t starts[] = {name, end - 1, name}, ends[] = {name + 1, end, end};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        char key[NAME_MOST];
        size_t n = program_end - program, letters = ends[i] - starts[i];
        if ((i > 0 && !apart) || n + 2 + letters > sizeof key) continue;
        for (size_t k = 0; k < n; k++) key[k] = bk_scan_lower(p[program + k]);
        memcpy(key + n, " -", 2);
        memcpy(key + n + 2, p + starts[i], letters);
        if (!bk_scan_listed(t->rules, BK_TABLE_OPTION, key, n + 2 + letters)) continue;
        hide_value(t, ends[i] == end ? skip(t, end, " \t") : ends[i], " \t\r\n");
        return;
    }
}

static void options(const text *t) {
    const char *p = t->p;
    size_t program = 0, program_end = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (ends_line(p[i])) program = program_end = 0;
        if (i && is_alnum(p[i - 1])) continue;
        if (p[i] == '-' && (!i || is_in(p[i - 1], " \t\n\r'\"`([")))
            option(t, i, program, program_end);
        size_t end = i;
        while (end < t->n && (bk_scan_classes[(unsigned char)p[end]] & BK_C_NAME)) end++;
        if (end - i < 2 || end - i > 24) continue;
        char word[24];
        for (size_t k = i; k < end; k++) word[k - i] = bk_scan_lower(p[k]);
        if (!bk_scan_listed(t->rules, BK_TABLE_OPTION, word, end - i)) continue;
        program = i;
        program_end = end;
    }
}

/* ---- sentences ---- */

/* The end of a clause: a sign that a blank follows. */
static bool ends_clause(const text *t, size_t at) {
    return is_in(t->p[at], ".,;!?)") && (at + 1 == t->n || is_in(t->p[at + 1], " \t\r\n"));
}

/* Letters and digits, or signs that words have not. */
static bool looks_secret(const char *p, size_t n) {
    bool letter = false, digit = false, sign = false;
    for (size_t i = 0; i < n; i++) {
        letter = letter || is_letter(p[i]);
        digit = digit || (p[i] >= '0' && p[i] <= '9');
        sign = sign || (i + 1 < n && is_in(p[i], "!$%^&*#@+"));
    }
    return (letter && digit) || (letter && sign);
}

/* "the password for the VPN is X", "password (VPN): X", "password X1": what is behind the word for a
 * secret that ends at `at`. */
static void sentence(const text *t, size_t at) {
    const char *p = t->p;
    size_t stop = t->n - at > CLAUSE_MOST ? at + CLAUSE_MOST : t->n, from = 0;
    bool same_line = true;
    for (size_t i = at; i < stop && !from && !ends_clause(t, i); i++) {
        if (ends_line(p[i]) && i + 1 < stop && ends_line(p[i + 1]) && p[i] == p[i + 1]) break;
        same_line = same_line && !ends_line(p[i]);
        if (same_line && is_in(p[i], ":=") && i + 1 < t->n && is_in(p[i + 1], " \t\r\n'\"`"))
            from = i + 1;
        if (!is_letter(p[i]) || !is_in(p[i - 1], " \t\r\n")) continue;
        size_t end = i;
        while (end < t->n && is_letter(p[end])) end++;
        if (end < t->n && is_in(p[end], " \t\r\n:") && listed(t, BK_TABLE_SAYS_WORD, i, end))
            from = end;
    }
    if (from) {
        from = skip(t, from, " \t\r\n:=");
        if (from < t->n && is_in(p[from], "'\"`")) {
            hide_value(t, from, "");
            return;
        }
        size_t end = from;
        while (end < t->n && !ends_line(p[end]) && !ends_clause(t, end)) end++;
        hide(t, from, end);
        return;
    }
    from = skip(t, at, " \t'\"`");
    size_t end = from;
    while (end < t->n && (unsigned char)p[end] > ' ' && !ends_clause(t, end)) end++;
    if (from > at && looks_secret(p + from, end - from)) hide(t, from, end);
}

static void sentences(const text *t) {
    size_t before = 0;
    for (size_t i = 0; i < t->n;) {
        size_t end = i;
        while (end < t->n && is_alnum(t->p[end])) end++;
        if (end == i) {
            i++;
            continue;
        }
        /* by one word, or by two that one sign joins: "api key" */
        bool joined = i && end - i <= 4 && is_in(t->p[i - 1], " -_");
        if (end < t->n &&
            (bk_scan_hidden_field(t->rules, t->p + i, end - i, true) ||
             (joined && bk_scan_hidden_field(t->rules, t->p + before, end - before, true))))
            sentence(t, end);
        before = i;
        i = end;
    }
}

/* ---- names before mailboxes ---- */

/* Where in the line around `at` what a field of mail says begins ("From:"); 0 when it is none. */
static size_t header(const text *t, size_t at) {
    size_t line = at, end;
    while (line && !ends_line(t->p[line - 1])) line--;
    for (end = line; end < at && (is_alnum(t->p[end]) || t->p[end] == '-'); end++) {}
    return t->p[end] == ':' && listed(t, BK_TABLE_HEADER, line, end) ? end + 1 : 0;
}

/* The name of who has the mailbox in angles at `angle`: in a field of mail all that stands before
 * it, else what is quoted or words with a capital. */
static void name_before(const text *t, size_t angle) {
    const char *p = t->p;
    size_t end = angle, from = header(t, angle);
    while (end && is_blank(p[end - 1])) end--;
    if (from) {
        bool quoted = end > from && p[end - 1] == '"';
        for (size_t i = from; i + quoted < end; i++) {
            if (p[i] == '"') quoted = !quoted;
            if ((p[i] == ',' || p[i] == ';') && (!i || p[i - 1] == '>')) from = i + 1;
        }
        hide(t, skip(t, from, " \t"), end);
        return;
    }
    from = end;
    if (end && is_in(p[end - 1], "'\"")) {
        size_t open = end - 1;
        while (open && end - open < 64 && p[open - 1] != p[end - 1] && !ends_line(p[open - 1]))
            open--;
        if (open && p[open - 1] == p[end - 1]) hide(t, open, end - 1);
        return;
    }
    for (size_t word = end, words = 0; words < 5; words++) {
        size_t begin = word;
        while (begin && (is_letter(p[begin - 1]) || is_in(p[begin - 1], "-'."))) begin--;
        if (begin == word || !(is_capital(p[begin]) || (unsigned char)p[begin] >= 0x80)) break;
        from = begin;
        if (!begin || p[begin - 1] != ' ') break;
        word = begin - 1;
        if (word && p[word - 1] == ',') word--; /* Doe, Jane */
    }
    hide(t, from, end);
}

static void names(const text *t) {
    for (size_t i = 1; i < t->n; i++) {
        if (t->p[i] != '<') continue;
        size_t end = i + 1;
        bool mailbox = false;
        while (end < t->n && end - i < PATH_MOST && (unsigned char)t->p[end] > ' ' &&
               !is_in(t->p[end], "<>"))
            mailbox = t->p[end++] == '@' || mailbox;
        if (mailbox && end < t->n && t->p[end] == '>') name_before(t, i);
    }
}

/* ---- folders of people ---- */

static bool is_separator(char c) {
    return c == '/' || c == '\\';
}

/* Whether p[at] is within an address that has a host. */
static bool in_address(const text *t, size_t at) {
    const char *p = t->p;
    for (size_t i = at; i && at - i < PATH_MOST; i--) {
        if ((unsigned char)p[i - 1] <= ' ' || is_in(p[i - 1], "\"'<>")) return false;
        if (p[i - 1] == ':' && i + 2 < t->n && p[i] == '/' && p[i + 1] == '/')
            return p[i + 2] != '/';
    }
    return false;
}

/* Where what a folder is called ends. */
static size_t folder_end(const text *t, size_t at, bool spaceless) {
    while (at < t->n && (unsigned char)t->p[at] >= ' ' && !(spaceless && t->p[at] == ' ') &&
           !is_in(t->p[at], "/\\\"'<>|*?`;:,)]"))
        at++;
    return at;
}

/* /home/jane, C:\Users\jane, C:\\Users\\jane */
static void folders(const text *t) {
    const char *p = t->p;
    for (size_t i = 0; i + 1 < t->n; i++) {
        char sign = p[i];
        size_t end = i + 1;
        if (!is_separator(sign) || is_separator(p[end])) continue;
        while (end < t->n && end - i < NAME_MOST && (is_alnum(p[end]) || p[end] == ' ')) end++;
        if (end == t->n || p[end] != sign || !listed(t, BK_TABLE_PEOPLE_FOLDER, i + 1, end))
            continue;
        size_t from = end + 1;
        if (from < t->n && p[from] == sign) from++;
        end = folder_end(t, from, sign == '/');
        if (!listed(t, BK_TABLE_NOBODY, from, end) && !(sign == '/' && in_address(t, i)))
            hide(t, from, end);
    }
}

void bk_scan_told(const bk_scan_rules *rules, const char *p, size_t n, bk_buf *spans) {
    text t = {rules, p, n, spans};
    if (!rules) return;
    fields(&t);
    options(&t);
    sentences(&t);
    names(&t);
    folders(&t);
}
