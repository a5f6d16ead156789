/* load: offers load to a WebSocket server and measures what it costs the server.
 *
 *   load rtt    (--port P | --unix PATH) [--size S] [--seconds T] [--spin]
 *   load echo   …  [--connections C] [--depth D] [--size S] [--seconds T]
 *   load fanout …  [--connections C] [--rate HZ | --window W] [--burst B] [--size S] [--seconds T]
 *   load idle   …  [--connections C] [--opening K] [--hold T]
 *
 *   --server PID        whose CPU and memory to read; without it those figures are 0
 *   --framing lines     one JSON record per line instead of WebSocket frames
 *   --subprotocol NAME  ask for it, and insist on getting it
 *   --binary            binary frames; an echo has to come back as what it was
 *   --warm-up T         seconds before the measured time
 *
 * rtt     One message to and fro on one connection; `--spin` never sleeps while it waits.
 * echo    D messages under way on each of C connections. Each read is answered by as many new messages as it brought.
 * fanout  One publisher, C subscribers. `--rate` publishes bursts on a fixed schedule (an open loop: a stall shows as
 *         latency); `--window` publishes the next burst when fewer than W bursts are undelivered, flat out.
 * idle    Opens C connections, at most K at once, and looks at the server's CPU and memory.
 *
 * Everything is checked always: the accept key, each frame head, each byte of each echo, and that each subscriber gets
 * each message once and in order. Prints one JSON object on one line; one error makes the exit code 1. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "load.h"

struct options options = {
    .connections = 64, .depth = 1, .size = 200, .burst = 1, .opening = 64, .seconds = 3, .warm_up = 0.5, .hold = 1,
};

static const struct {
    const char *name;
    void (*run)(void);
} modes[] = {{"rtt", run_rtt}, {"echo", run_echo}, {"fanout", run_fanout}, {"idle", run_idle}};

void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("load: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    exit(1);
}

static bool says(const char *a, const char *b) { return strcmp(a, b) == 0; }

static bool read_number(const char *name, const char *value) {
    const struct {
        const char *name;
        int *place;
        int least, most;
    } numbers[] = {
        {"--port", &options.port, 1, 65535},
        {"--server", &options.server, 1, 1 << 30},
        {"--connections", &options.connections, 1, 100000},
        {"--depth", &options.depth, 1, 1024},
        {"--size", &options.size, MESSAGE_BYTES_MIN, MESSAGE_BYTES_MAX},
        {"--burst", &options.burst, 1, 1024},
        {"--window", &options.window, 1, 1024},
        {"--opening", &options.opening, 1, 4096},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (!says(name, numbers[i].name)) continue;
        *numbers[i].place = atoi(value);
        if (*numbers[i].place < numbers[i].least || *numbers[i].place > numbers[i].most)
            fail("%s takes %d to %d", name, numbers[i].least, numbers[i].most);
        return true;
    }
    return false;
}

static bool read_amount(const char *name, const char *value) {
    const struct {
        const char *name;
        double *place, most;
    } amounts[] = {
        {"--seconds", &options.seconds, 60},
        {"--warm-up", &options.warm_up, 10},
        {"--hold", &options.hold, 10},
        {"--rate", &options.rate, 10000},
    };
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        if (!says(name, amounts[i].name)) continue;
        *amounts[i].place = atof(value);
        if (*amounts[i].place < 0 || *amounts[i].place > amounts[i].most)
            fail("%s takes 0 to %g", name, amounts[i].most);
        return true;
    }
    return false;
}

static bool read_word(const char *name, const char *value) {
    if (says(name, "--unix")) options.unix_path = value;
    else if (says(name, "--subprotocol")) options.subprotocol = value;
    else if (says(name, "--framing") && says(value, "lines")) options.framing = LINES;
    else if (says(name, "--framing") && says(value, "websocket")) options.framing = WEBSOCKET;
    else return false;
    return true;
}

static void read_options(int count, char **words) {
    for (int i = 2; i < count; i++) {
        const char *name = words[i];
        if (says(name, "--binary")) options.binary = true;
        else if (says(name, "--spin")) options.spin = true;
        else {
            if (++i == count) fail("%s needs a value, or is unknown", name);
            if (!read_number(name, words[i]) && !read_amount(name, words[i]) && !read_word(name, words[i]))
                fail("no option %s %s", name, words[i]);
        }
    }
    if (!options.port && !options.unix_path) fail("--port or --unix is needed");
}

/* As many descriptors as the system allows; the server needs as many. */
static void raise_descriptor_limit(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if ((rlim_t)options.connections + 32 > limit.rlim_cur)
        fail("%d connections need a limit of %d open files; it is %lu (ulimit -Hn)", options.connections,
             options.connections + 32, (unsigned long)limit.rlim_cur);
}

int main(int count, char **words) {
    if (count < 3) fail("usage: load rtt|echo|fanout|idle (--port P | --unix PATH) [options]; see the head of load.c");
    options.mode = words[1];
    read_options(count, words);
    raise_descriptor_limit();
    messages_begin();
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        if (!says(options.mode, modes[i].name)) continue;
        modes[i].run();
        if (errors) fail("%llu messages were wrong", (unsigned long long)errors);
        return 0;
    }
    fail("no mode %s", options.mode);
}
