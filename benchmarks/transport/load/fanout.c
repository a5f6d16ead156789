/* One publisher, many subscribers. */
#include <stdio.h>
#include <sys/epoll.h>

#include "load.h"

enum { MISSING_SECONDS_MAX = 10 };

static struct connection *publisher;
static uint64_t subscribers, deliveries;
static uint64_t next_tick, tick; /* tick is 0 when publishing flat out */
static uint64_t late;

static uint64_t undelivered(void) { return publisher->sent * subscribers - deliveries; }

/* Publishes what is due; returns how long nothing will be. */
static uint64_t publish_due(void) {
    if (tick == 0) {
        uint64_t most = (uint64_t)options.window * (uint64_t)options.burst * subscribers;
        while (undelivered() < most) send_messages(publisher, options.burst, now());
        return 1000000000;
    }
    uint64_t time = now();
    if (time >= next_tick) {
        send_messages(publisher, options.burst, time);
        if (time > next_tick + tick && measuring) late++;
        next_tick += tick;
        /* No catching up: a stall shows as latency and as a lower rate. */
        if (time > next_tick) next_tick = time;
        time = now();
    }
    return next_tick > time ? next_tick - time : 0;
}

static void deliver(uint64_t patience) {
    struct epoll_event events[512];
    struct timespec timeout = {(time_t)(patience / 1000000000), (long)(patience % 1000000000)};
    int ready = epoll_pwait2(poller, events, 512, &timeout, NULL);
    for (int i = 0; i < ready; i++) deliveries += (uint64_t)receive(events[i].data.ptr);
}

static void publish_until(uint64_t end) {
    while (now() < end) deliver(publish_due());
}

void run_fanout(void) {
    subscribers = (uint64_t)options.connections;
    struct connection *connections = new_connections(options.connections + 1);
    for (int i = 0; i < options.connections; i++) connections[i].role = SUBSCRIBES;
    publisher = &connections[options.connections];
    publisher->role = PUBLISHES;
    publisher_id = publisher->id;
    open_connections(connections, options.connections + 1);
    settle(0.3); /* a server may subscribe after it has answered the handshake */

    if (options.rate > 0) tick = (uint64_t)(1e9 / options.rate);
    else if (options.window == 0) options.window = 1;
    next_tick = now();
    uint64_t start = next_tick + nanoseconds(options.warm_up), end = start + nanoseconds(options.seconds);
    publish_until(start);
    window_open();
    uint64_t published = publisher->sent;
    publish_until(end);
    window_close();
    published = publisher->sent - published;
    double count = (double)messages_measured;
    uint64_t last = end + nanoseconds(MISSING_SECONDS_MAX);
    while (undelivered() > 0) {
        deliver(100000000);
        if (now() > last)
            fail("%llu deliveries missing %d s after the end", (unsigned long long)undelivered(), MISSING_SECONDS_MAX);
    }
    report_begin();
    printf(",\"connections\":%d,\"rate\":%.0f,\"burst\":%d,\"window\":%d,\"published\":%llu,\"late\":%llu,"
           "\"messages\":%.0f,\"per_second\":%.0f,\"cpu_us\":%.4f,\"p50_us\":%.0f,\"p90_us\":%.0f,\"p99_us\":%.0f,"
           "\"max_us\":%.0f,\"messages_per_read\":%.2f",
           options.connections, options.rate, options.burst, options.window, (unsigned long long)published,
           (unsigned long long)late, count, count / window_seconds(), window_server_cpu() / count,
           histogram_quantile(.5), histogram_quantile(.9), histogram_quantile(.99), histogram_max(),
           count / (double)(reads_measured ? reads_measured : 1));
    report_end();
}
