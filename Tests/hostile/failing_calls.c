// Stands before the C library in the program under test (LD_PRELOAD) and lets the n-th accept, read or write of a socket
// fail, or the n-th setting of a timer, as a file that the test maps too tells it to.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ACCEPT, READ, WRITE, TIMER, KINDS };

// Spelled the same way in check_faults.py.
struct orders {
    _Atomic int kind, error, countdown, fired;
    // 0 lets one call fail; else every so-manieth from then on.
    _Atomic int every;
    _Atomic int calls[KINDS];
};

static struct orders *orders;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("LIFELINE_FAULTS");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *map = mmap(NULL, sizeof(struct orders), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (map != MAP_FAILED) orders = map;
}

// The errno to fail with, 0 for none, or -1 for one byte only.
static int fault(int descriptor, int kind) {
    struct stat status;
    if (!orders || (kind != TIMER && (fstat(descriptor, &status) != 0 || !S_ISSOCK(status.st_mode)))) return 0;
    orders->calls[kind]++;
    if (orders->kind != kind || orders->countdown <= 0 || --orders->countdown != 0) return 0;
    orders->fired++;
    orders->countdown = orders->every;
    return orders->error;
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

#define FAIL_IF(error) \
    if ((error) > 0) { errno = (error); return -1; }

int accept4(int listener, struct sockaddr *address, socklen_t *count, int flags) {
    REAL(accept4);
    int error = fault(listener, ACCEPT);
    FAIL_IF(error)
    return real(listener, address, count, flags);
}

ssize_t read(int descriptor, void *bytes, size_t count) {
    REAL(read);
    int error = fault(descriptor, READ);
    FAIL_IF(error)
    return real(descriptor, bytes, error && count ? 1 : count);
}

ssize_t recvmsg(int descriptor, struct msghdr *message, int flags) {
    REAL(recvmsg);
    int error = fault(descriptor, READ);
    FAIL_IF(error)
    return real(descriptor, message, flags);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    REAL(write);
    int error = fault(descriptor, WRITE);
    FAIL_IF(error)
    return real(descriptor, bytes, error && count ? 1 : count);
}

ssize_t writev(int descriptor, const struct iovec *pieces, int count) {
    REAL(writev);
    int error = fault(descriptor, WRITE);
    FAIL_IF(error)
    if (error && count > 0 && pieces[0].iov_len > 0) return write(descriptor, pieces[0].iov_base, 1);
    return real(descriptor, pieces, count);
}

ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags) {
    REAL(sendmsg);
    int error = fault(descriptor, WRITE);
    FAIL_IF(error)
    return real(descriptor, message, flags);
}

int timerfd_settime(int timer, int flags, const struct itimerspec *time, struct itimerspec *former) {
    REAL(timerfd_settime);
    int error = fault(timer, TIMER);
    FAIL_IF(error)
    return real(timer, flags, time, former);
}
