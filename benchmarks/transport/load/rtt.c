/* One message to and fro. */
#include <stdio.h>
#include <sys/epoll.h>

#include "load.h"

static void round_trip(struct connection *c) {
    struct epoll_event event;
    send_messages(c, 1, now());
    do {
        if (!options.spin && epoll_wait(poller, &event, 1, 5000) == 0) fail("no answer in 5 s");
    } while (receive(c) == 0);
}

void run_rtt(void) {
    struct connection *c = new_connections(1);
    open_connections(c, 1);
    uint64_t start = now() + nanoseconds(options.warm_up), end = start + nanoseconds(options.seconds);
    while (now() < start) round_trip(c);
    window_open();
    while (now() < end) round_trip(c);
    window_close();
    double count = (double)messages_measured;
    report_begin();
    printf(",\"messages\":%.0f,\"p50_us\":%.2f,\"p90_us\":%.2f,\"p99_us\":%.2f,\"max_us\":%.1f,\"cpu_us\":%.3f", count,
           histogram_quantile(.5), histogram_quantile(.9), histogram_quantile(.99), histogram_max(),
           window_server_cpu() / count);
    report_end();
}
