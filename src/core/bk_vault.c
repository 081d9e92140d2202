#include "bk_vault.h"

#include "bk_pages.h"

#include <stdlib.h>
#include <string.h>

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

static int class_of(size_t n) {
    int class = 0;
    while ((size_t)LEAST << class < n) class++;
    return class;
}

/* Cut new pages into blocks of a class. */
static bool refill(bk_vault *vault, int class) {
    chunk *c = malloc(sizeof *c);
    if (!c) return false;
    c->p = bk_pages_new(CHUNK, &vault->unlocked);
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
        block = bk_pages_new(n, &vault->unlocked);
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
    if (n > LARGEST) {
        bk_pages_drop(p, n);
        return;
    }
    bk_wipe(p, n);
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
        bk_pages_drop(c->p, CHUNK);
        free(c);
    }
    free(vault);
}
