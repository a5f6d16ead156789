/* Many visits: in, welcome, out again, in each of the ways there are. */
#include <stdlib.h>
#include <sys/epoll.h>

#include "crowd.h"

void run_visit(void) {
    struct guest *guests = calloc((size_t)options.opening, sizeof *guests);
    struct epoll_event events[256];
    uint64_t start = now(), report = start + nanoseconds(options.every);
    int begun = 0, gone = 0, left = 0;
    while (gone < options.count) {
        for (int i = 0; i < options.opening && begun < options.count; i++) {
            if (guests[i].state != OUT) continue;
            guest_come(&guests[i]);
            begun++;
        }
        int ready = epoll_wait(poller, events, 256, 5000);
        if (ready == 0) fail("nothing happens any more after %d visits", gone);
        for (int i = 0; i < ready; i++) {
            struct guest *guest = events[i].data.ptr;
            guest_ready(guest);
            if (guest->state == IN) guest_leave(guest, (enum leave)(left++ % LEAVES));
            gone += guest->state == OUT;
        }
        if (now() < report) continue;
        report += nanoseconds(options.every);
        tally_report(start, begun - gone);
    }
    tally_report(start, 0);
}
