/* Memory for what must not leak: locked so that it is not swapped out (mlock), left out of core
 * dumps, and wiped when it is given back. Where the system allows no more locked memory the rest is
 * kept unlocked, and that is told. */
#ifndef BK_VAULT_H
#define BK_VAULT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bk_vault bk_vault;

bk_vault *bk_vault_new(void); /* NULL without memory */
/* Wipes all of it. */
void bk_vault_free(bk_vault *vault);
/* A copy of p[0..n), n from 1; NULL without memory. */
char *bk_vault_keep(bk_vault *vault, const char *p, size_t n);
/* Wipe and give back what bk_vault_keep gave for n bytes. */
void bk_vault_drop(bk_vault *vault, char *p, size_t n);
/* Whether all that was ever kept was locked. */
bool bk_vault_locked(const bk_vault *vault);

#endif
