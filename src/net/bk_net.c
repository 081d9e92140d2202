#include "bk_net.h"
#include "bk_net_transfer.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { TICK = 200 }; /* milliseconds: how soon an interrupt is noticed, how late a limit on time */

int64_t bk_net_clock(void) {
    struct timespec t = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bk_code bk_net_pool_open(bk_net_pool *p, long kept, bk_error *err) {
    p->multi = curl_multi_init();
    if (!p->multi) return bk_fail(err, BK_E_MEMORY, 0, "libcurl cannot start");
    p->owner = (long)getpid();
    (void)curl_multi_setopt(p->multi, CURLMOPT_MAXCONNECTS, kept);
    (void)curl_multi_setopt(p->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    return BK_OK;
}

void bk_net_pool_close(bk_net_pool *p) {
    if (p->multi && p->owner == (long)getpid()) {
        for (size_t i = 0; i < p->n; i++) {
            (void)curl_multi_remove_handle(p->multi, p->transfers[i]->easy);
            bk_net_transfer_free(p->transfers[i]);
        }
        while (p->n_spare) bk_net_transfer_free(p->spare[--p->n_spare]);
        (void)curl_multi_cleanup(p->multi);
        free(p->transfers);
    }
    *p = (bk_net_pool){0};
}

bk_code bk_net_pool_add(bk_net_pool *p, const bk_net_request *q, int64_t *id, bk_error *err) {
    if (p->n == p->room) {
        size_t room = p->room * 2 + 16;
        bk_net_transfer **grown = realloc(p->transfers, room * sizeof *grown);
        if (!grown) return bk_fail(err, BK_E_MEMORY, 0, "out of memory");
        p->transfers = grown;
        p->room = room;
    }
    bk_net_transfer *spare = p->n_spare ? p->spare[--p->n_spare] : NULL;
    bk_net_transfer *t = bk_net_transfer_new(spare, q, p->next_id + 1, err);
    if (!t) return err->code;
    CURLMcode code = curl_multi_add_handle(p->multi, t->easy);
    if (code) {
        bk_net_transfer_free(t);
        return bk_fail(err, BK_E_IO, 0, "%s", curl_multi_strerror(code));
    }
    *id = ++p->next_id;
    p->transfers[p->n++] = t;
    return BK_OK;
}

/* Take those that libcurl is done with, and those whose time is up. */
static bool collect(bk_net_pool *p, int64_t *patience) {
    int left;
    CURLMsg *m;
    bool any = false;
    while ((m = curl_multi_info_read(p->multi, &left))) {
        char *mine = NULL;
        if (m->msg != CURLMSG_DONE) continue;
        (void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &mine);
        CURLcode result = m->data.result;
        bk_net_transfer *t = (bk_net_transfer *)(void *)mine;
        bk_net_transfer_finish(t, result);
        (void)curl_multi_remove_handle(p->multi, t->easy);
    }
    int64_t now = bk_net_clock();
    for (size_t i = 0; i < p->n; i++) {
        bk_net_transfer *t = p->transfers[i];
        int64_t wait = t->finished ? 0 : bk_net_transfer_patience(t, now);
        if (!t->finished && wait <= 0) {
            bk_net_transfer_finish(t, CURLE_OPERATION_TIMEDOUT);
            (void)curl_multi_remove_handle(p->multi, t->easy);
        }
        any = any || t->finished;
        if (wait < *patience) *patience = wait;
    }
    return any;
}

bk_code bk_net_pool_step(bk_net_pool *p, int wait_ms, bk_error *err) {
    int64_t until = bk_net_clock() + wait_ms;
    for (;;) {
        int running, ready;
        int64_t now, patience = TICK;
        CURLMcode code = curl_multi_perform(p->multi, &running);
        if (code) return bk_fail(err, BK_E_IO, 0, "%s", curl_multi_strerror(code));
        if (collect(p, &patience)) return BK_OK;
        now = bk_net_clock();
        if (now >= until) return BK_OK;
        if (patience > until - now) patience = until - now;
        if (patience < 1) patience = 1;
        code = curl_multi_poll(p->multi, NULL, 0, (int)patience, &ready);
        if (code) return bk_fail(err, BK_E_IO, 0, "%s", curl_multi_strerror(code));
    }
}

bk_net_transfer *bk_net_pool_finished(const bk_net_pool *p) {
    for (size_t i = 0; i < p->n; i++) {
        if (p->transfers[i]->finished) return p->transfers[i];
    }
    return NULL;
}

void bk_net_pool_drop(bk_net_pool *p, int64_t id) {
    for (size_t i = 0; i < p->n; i++) {
        bk_net_transfer *t = p->transfers[i];
        if (t->id != id) continue;
        if (!t->finished) (void)curl_multi_remove_handle(p->multi, t->easy);
        if (p->n_spare < sizeof p->spare / sizeof *p->spare) {
            bk_net_transfer_clear(t);
            p->spare[p->n_spare++] = t;
        } else {
            bk_net_transfer_free(t);
        }
        p->transfers[i] = p->transfers[--p->n];
        return;
    }
}
