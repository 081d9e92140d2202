/* Threads for the length of one call. */
#ifndef BK_THREADS_H
#define BK_THREADS_H

#include <stddef.h>

enum { BK_THREADS_MOST = 64 };

/* Run a function on n arguments of `size` bytes each, one behind the other, by as many threads, this one among them,
 * and wait for all. Where no more threads can be had, those there are run: the arguments take their work from what
 * they share, so that any number of them does all of it. n is BK_THREADS_MOST at most. */
void bk_threads_run(void *(*run)(void *), void *arguments, size_t size, size_t n);

#endif
