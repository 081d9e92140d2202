#include "bk_threads.h"

#include <pthread.h>

void bk_threads_run(void *(*run)(void *), void *arguments, size_t size, size_t n) {
    pthread_t ids[BK_THREADS_MOST];
    size_t started = 1;
    while (started < n && pthread_create(&ids[started], NULL, run, (char *)arguments + started * size) == 0)
        started++;
    (void)run(arguments);
    for (size_t i = 1; i < started; i++) (void)pthread_join(ids[i], NULL);
}
