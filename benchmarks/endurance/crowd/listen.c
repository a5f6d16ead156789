/* A crowd that listens: comes in, hears beats, leaves and comes again. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "crowd.h"

enum { OPENING_SECONDS_MAX = 120 };

static struct guest *guests;
static uint64_t start;

/* Something that happens again and again, on a schedule of its own. */
struct rhythm {
    uint64_t period, next;
};

static struct rhythm every(double hertz) {
    uint64_t period = hertz > 0 ? nanoseconds(1 / hertz) : 0;
    return (struct rhythm){period, start + period};
}

/* How many times it was due. */
static uint64_t due(struct rhythm *rhythm, uint64_t at) {
    uint64_t times = 0;
    for (; rhythm->period > 0 && rhythm->next <= at; rhythm->next += rhythm->period) times++;
    return times;
}

static int count_in(void) {
    int count = 0;
    for (int i = 0; i < options.clients; i++) count += guests[i].state == IN;
    return count;
}

/* Those who are out come, so many at a time. */
static void let_in(void) {
    static int next;
    for (int looked = 0; coming < options.opening && looked < options.clients && looked < 64; looked++) {
        struct guest *guest = &guests[next];
        if (guest->state == OUT) guest_come(guest);
        next = (next + 1) % options.clients;
    }
}

/* The next one of the second half goes; the first half stays to the end. */
static void send_one_away(void) {
    static int next;
    static enum leave how;
    int half = options.clients / 2;
    struct guest *guest = &guests[half + next];
    next = (next + 1) % (options.clients - half);
    if (guest->state != IN) return;
    guest_leave(guest, how);
    how = (how + 1) % LEAVES;
}

/* Beats that came too late to be played are left out, as an engine's are. */
static void beat(struct rhythm *drum, uint64_t at) {
    uint64_t first = drum->next;
    if (due(drum, at) == 0) return;
    if (at - first > tally.beat_late) tally.beat_late = at - first;
    drum_beat();
}

static int make_timer(void) {
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &start};
    if (timer < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event)) fail("timer: %s", strerror(errno));
    return timer;
}

/* From `first` on, once in each period. */
static void wind(int timer, uint64_t first, uint64_t period) {
    enum { SECOND = 1000000000 };
    struct itimerspec time = {.it_interval = {0, (long)period},
                              .it_value = {(time_t)(first / SECOND), (long)(first % SECOND)}};
    if (timerfd_settime(timer, TFD_TIMER_ABSTIME, &time, NULL)) fail("timer: %s", strerror(errno));
}

static void turn(int timer) {
    struct epoll_event events[512];
    int ready = epoll_wait(poller, events, 512, 1000);
    for (int i = 0; i < ready; i++) {
        void *owner = events[i].data.ptr;
        uint64_t expirations;
        if (owner == &start) (void)!read(timer, &expirations, sizeof expirations);
        else if (!mute_ready(owner)) guest_ready(owner);
    }
}

void run_listen(void) {
    guests = calloc((size_t)options.clients + 1, sizeof *guests);
    mutes_begin(options.mutes);
    int timer = make_timer();
    wind(timer, start = now(), nanoseconds(0.05));
    while (count_in() < options.clients) {
        let_in();
        turn(timer);
        if (now() > start + nanoseconds(OPENING_SECONDS_MAX))
            fail("only %d of %d clients got in", count_in(), options.clients);
    }
    tally_report(start, count_in());
    /* Not before: the server is patient for two seconds with who says nothing. */
    if (options.hertz) drum_begin(options.bytes);
    start = now();
    struct rhythm drum = every(options.hertz), churn = every(options.churn), reports = every(1 / options.every);
    wind(timer, start, drum.period ? drum.period : nanoseconds(0.05));
    for (uint64_t at; (at = now()) < start + nanoseconds(options.seconds);) {
        beat(&drum, at);
        for (uint64_t times = due(&churn, at); times > 0; times--) send_one_away();
        if (options.churn) let_in();
        mutes_turn(at);
        if (due(&reports, at)) tally_report(start, count_in());
        turn(timer);
    }
}
