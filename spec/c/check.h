/* The smallest harness that says what failed and where: CHECK counts, CHECK_DONE prints and exits. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <string.h>

static unsigned check_passed, check_failed;

#define CHECK(condition) \
    ((condition) ? (void)check_passed++ \
                 : (void)(check_failed++, fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition)))
#define CHECK_STR(got, wanted) \
    do { \
        const char *check_got = (got), *check_wanted = (wanted); \
        if (check_got && strcmp(check_got, check_wanted) == 0) { \
            check_passed++; \
        } else { \
            check_failed++; \
            fprintf(stderr, "%s:%d: got \"%s\", wanted \"%s\"\n", __FILE__, __LINE__, \
                    check_got ? check_got : "(null)", check_wanted); \
        } \
    } while (0)
#define CHECK_DONE() \
    (printf("%s: %u passed, %u failed\n", __FILE__, check_passed, check_failed), check_failed != 0)

#endif
