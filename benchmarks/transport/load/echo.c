/* Many connections, each with some messages under way. */
#include <stdio.h>
#include <sys/epoll.h>

#include "load.h"

/* Every read is answered by as many new messages as it brought, in one write. */
static void answer_until(uint64_t end) {
    struct epoll_event events[512];
    while (now() < end) {
        int ready = epoll_wait(poller, events, 512, 5000);
        if (ready == 0) fail("no answer in 5 s");
        for (int i = 0; i < ready; i++) {
            struct connection *c = events[i].data.ptr;
            int messages = receive(c);
            if (messages) send_messages(c, messages, 0);
        }
    }
}

void run_echo(void) {
    if (options.size * options.depth > MESSAGE_BYTES_MAX)
        fail("--size times --depth may be %d at most", MESSAGE_BYTES_MAX);
    struct connection *connections = new_connections(options.connections);
    open_connections(connections, options.connections);
    for (int i = 0; i < options.connections; i++) send_messages(&connections[i], options.depth, 0);
    uint64_t start = now() + nanoseconds(options.warm_up);
    answer_until(start);
    window_open();
    answer_until(start + nanoseconds(options.seconds));
    window_close();
    double count = (double)messages_measured;
    report_begin();
    printf(",\"connections\":%d,\"depth\":%d,\"messages\":%.0f,\"per_second\":%.0f,\"cpu_us\":%.4f,"
           "\"messages_per_read\":%.2f",
           options.connections, options.depth, count, count / window_seconds(), window_server_cpu() / count,
           count / (double)(reads_measured ? reads_measured : 1));
    report_end();
}
