#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MADV_DONTDUMP */
#include "bk_vault.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { CLASSES = 8, LEAST = 32, LARGEST = LEAST << (CLASSES - 1), CHUNK = 1 << 16 };

typedef struct chunk {
    struct chunk *next;
    char *p;
} chunk;

struct bk_vault {
    chunk *chunks;
    char *free[CLASSES]; /* blocks of 32 bytes, of 64 ...; each begins with where the next one is */
    bool unlocked;
};

bk_vault *bk_vault_new(void) {
    return calloc(1, sizeof(bk_vault));
}

static char *pages(bk_vault *vault, size_t n) {
    char *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return NULL;
    if (mlock(p, n) != 0) vault->unlocked = true;
#ifdef MADV_DONTDUMP
    (void)madvise(p, n, MADV_DONTDUMP);
#endif
    return p;
}

static int class_of(size_t n) {
    int class = 0;
    while ((size_t)LEAST << class < n) class++;
    return class;
}

/* Cut new pages into blocks of a class. */
static bool refill(bk_vault *vault, int class) {
    chunk *c = malloc(sizeof *c);
    if (!c) return false;
    c->p = pages(vault, CHUNK);
    if (!c->p) {
        free(c);
        return false;
    }
    c->next = vault->chunks;
    vault->chunks = c;
    size_t size = (size_t)LEAST << class;
    for (size_t at = 0; at + size <= CHUNK; at += size) {
        memcpy(c->p + at, &vault->free[class], sizeof vault->free[class]);
        vault->free[class] = c->p + at;
    }
    return true;
}

char *bk_vault_keep(bk_vault *vault, const char *p, size_t n) {
    char *block;
    if (n > LARGEST) {
        block = pages(vault, n);
        if (!block) return NULL;
    } else {
        int class = class_of(n);
        if (!vault->free[class] && !refill(vault, class)) return NULL;
        block = vault->free[class];
        memcpy(&vault->free[class], block, sizeof vault->free[class]);
    }
    memcpy(block, p, n);
    return block;
}

void bk_vault_drop(bk_vault *vault, char *p, size_t n) {
    OPENSSL_cleanse(p, n);
    if (n > LARGEST) {
        (void)munmap(p, n);
        return;
    }
    int class = class_of(n);
    memcpy(p, &vault->free[class], sizeof vault->free[class]);
    vault->free[class] = p;
}

bool bk_vault_locked(const bk_vault *vault) {
    return !vault->unlocked;
}

void bk_vault_free(bk_vault *vault) {
    if (!vault) return;
    while (vault->chunks) {
        chunk *c = vault->chunks;
        vault->chunks = c->next;
        OPENSSL_cleanse(c->p, CHUNK);
        (void)munmap(c->p, CHUNK);
        free(c);
    }
    free(vault);
}
