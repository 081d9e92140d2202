#define _DEFAULT_SOURCE /* _SC_NPROCESSORS_ONLN */
#include "bk_proc.h"

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

bk_code bk_proc_spawn(bk_proc *p, bool *in_worker, bk_error *err) {
    int ends[2];
    *in_worker = false;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return bk_fail(err, BK_E_IO, 0, "%s", strerror(errno));
    for (int i = 0; i < 2; i++) (void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    pid_t pid = fork();
    if (pid < 0) {
        int saved = errno;
        (void)close(ends[0]);
        (void)close(ends[1]);
        return bk_fail(err, BK_E_IO, 0, "%s", strerror(saved));
    }
    *in_worker = pid == 0;
    /* a key that interrupts both is the parent's to hear: it ends the worker by hanging up */
    if (pid == 0) (void)signal(SIGINT, SIG_IGN);
    (void)close(ends[pid == 0 ? 0 : 1]);
    p->fd = ends[pid == 0 ? 1 : 0];
    p->pid = pid;
    p->owner = getpid();
    return BK_OK;
}

void bk_proc_forget(bk_proc *p) {
    if (p->fd >= 0) (void)close(p->fd);
    p->fd = -1;
    p->pid = 0;
}

static bool send_all(int fd, const char *p, size_t n) {
    while (n) {
        /* no SIGPIPE: a worker that died is an error of its item, not the end of the program */
        ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

bk_code bk_proc_send(bk_proc *p, const char *bytes, size_t n, bk_error *err) {
    uint64_t length = n;
    char head[sizeof length];
    memcpy(head, &length, sizeof head);
    if (send_all(p->fd, head, sizeof head) && send_all(p->fd, bytes, n)) return BK_OK;
    return bk_fail(err, BK_E_IO, 0, "the other process is gone");
}

bk_proc_news bk_proc_receive(bk_proc *p, bool wait, const char **bytes, size_t *n) {
    uint64_t length = 0;
    for (;;) {
        size_t have = p->in.n, want = sizeof length;
        if (have >= sizeof length) {
            memcpy(&length, p->in.p, sizeof length);
            if (length > SIZE_MAX / 4) return BK_PROC_GONE;
            want = sizeof length + (size_t)length;
        }
        if (have >= sizeof length && have == want) {
            *bytes = p->in.p + sizeof length;
            *n = (size_t)length;
            p->in.n = 0; /* one message is under way at a time: the answer to one request */
            return BK_PROC_MESSAGE;
        }
        if (bk_buf_reserve(&p->in, want - have)) return BK_PROC_GONE;
        ssize_t k = recv(p->fd, p->in.p + have, want - have, wait ? 0 : MSG_DONTWAIT);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return BK_PROC_NOTHING;
        if (k <= 0) return BK_PROC_GONE;
        p->in.n += (size_t)k;
    }
}

bool bk_proc_wait_any(bk_proc *const *p, size_t n, int ms) {
    if (n == 0) return true;
    struct pollfd *fds = n > SIZE_MAX / sizeof *fds ? NULL : malloc(n * sizeof *fds);
    if (!fds) return false;
    /* poll passes over negative descriptors */
    for (size_t i = 0; i < n; i++) fds[i] = (struct pollfd){.fd = p[i]->fd, .events = POLLIN};
    int k = poll(fds, (nfds_t)n, ms);
    free(fds);
    return k >= 0;
}

void bk_proc_close(bk_proc *p) {
    if (p->fd >= 0) (void)close(p->fd);
    p->fd = -1;
    if (p->pid > 0 && p->owner == getpid()) {
        /* one that has ended is a zombie until the wait below: its number cannot be another's yet
         */
        (void)kill(p->pid, SIGKILL);
        pid_t got;
        do got = waitpid(p->pid, &p->status, 0);
        while (got < 0 && errno == EINTR);
        p->ended = got == p->pid;
        p->pid = 0;
    }
    bk_buf_free(&p->in);
}

bool bk_proc_user(char *out, size_t n) {
    char room[4096];
    struct passwd entry, *found = NULL;
    int wrote = getpwuid_r(getuid(), &entry, room, sizeof room, &found) == 0 && found
                    ? snprintf(out, n, "%s", entry.pw_name)
                    : snprintf(out, n, "%lu", (unsigned long)getuid());
    return wrote > 0 && (size_t)wrote < n;
}

long bk_proc_cpus(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? n : 1;
}
