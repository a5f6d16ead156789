/* Many connections that say nothing: what opening them costs, and what they take. */
#include <stdio.h>

#include "load.h"

void run_idle(void) {
    struct connection *connections = new_connections(options.connections);
    long before = server_resident();
    window_open();
    open_connections(connections, options.connections);
    window_close();
    settle(options.hold); /* some servers tidy up after a while */
    long after = server_resident();
    double count = options.connections;
    report_begin();
    printf(",\"connections\":%.0f,\"per_second\":%.0f,\"cpu_us\":%.3f,\"resident_before\":%ld,\"resident_after\":%ld,"
           "\"resident_each\":%.0f",
           count, count / window_seconds(), window_server_cpu() / count, before, after,
           (double)(after - before) / count);
    report_end();
    reset_on_close(connections, options.connections);
}
