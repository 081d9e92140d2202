/* What the columns of leaked tables hold, told by their names. */
#ifndef BK_LEAK_CLASSES_H
#define BK_LEAK_CLASSES_H

#include "bk_buf.h"

#include <stdint.h>

enum { BK_LEAK_CLASSES = 64, BK_LEAK_CLASS_NAME = 23, BK_LEAK_COLUMN = 63 };

typedef struct bk_leak_class {
    char name[BK_LEAK_CLASS_NAME + 1];
    bool personal, joined; /* its values are masked; several columns of it are one value */
} bk_leak_class;

typedef struct bk_leak_column {
    uint64_t hash; /* of the name in lower case, letters and digits alone; 0: the place is free */
    int class;
} bk_leak_column;

typedef struct bk_leak_classes {
    bk_leak_class all[BK_LEAK_CLASSES];
    int count;
    int email, user, secret, site, date, ip; /* those that readers know: -1 when they are not there */
    bk_leak_column *columns;
    size_t room, known;
} bk_leak_classes;

/* `c` starts zeroed. */
bk_code bk_leak_classes_start(bk_leak_classes *c);
void bk_leak_classes_free(bk_leak_classes *c);
/* BK_E_LIMIT when there are too many, or the name is too long. */
bk_code bk_leak_classes_add(bk_leak_classes *c, const bk_leak_class *class);
/* A column's name of the last class; of a name that comes again the last class counts. */
bk_code bk_leak_classes_column(bk_leak_classes *c, const char *p, size_t n);

/* The class that a column's name stands for, whatever its case, its blanks and signs; -1 for none. */
int bk_leak_class_of(const bk_leak_classes *c, const char *p, size_t n);
int bk_leak_class_named(const bk_leak_classes *c, const char *name);

#endif
