/* crowd: many clients of one `lifeline serve`, cheap enough to share a machine with it.
 *
 *   crowd listen --port P --unix PATH --token T [--clients N] [--hertz H] [--bytes B] [--binary] [--window W]
 *                [--mutes M] [--churn K] [--seconds S] [--every T]
 *   crowd visit  --port P --token T [--count N]
 *
 * listen  N clients with a session each; H times a second a producer publishes B bytes on `energy`, of which each of
 *         them hears. K of them leave and come again each second, in turn with a goodbye, without one, and without one
 *         but back to their session. M more never read. Without `--hertz` all are idle but for heartbeats.
 * visit   N clients, one after the other, at most `--opening` at once: in, welcome, out again.
 *
 * All is checked: order on the channel, every byte of a payload, that nobody is sent away. Prints a line of JSON every T
 * seconds; latencies are a histogram, so that they can be added up. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include "crowd.h"

struct options options = {
    .clients = 100, .bytes = 1024, .window = 8, .opening = 8, .count = 1000, .seconds = 10, .every = 1,
};

static const struct {
    const char *name;
    void (*run)(void);
} modes[] = {{"listen", run_listen}, {"visit", run_visit}};

void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("crowd: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    exit(1);
}

static bool read_number(const char *name, const char *value) {
    const struct {
        const char *name;
        int *place, least, most;
    } numbers[] = {
        {"--port", &options.port, 1, 65535},      {"--clients", &options.clients, 0, 50000},
        {"--mutes", &options.mutes, 0, 1000},     {"--churn", &options.churn, 0, 1000},
        {"--hertz", &options.hertz, 0, 1000},     {"--bytes", &options.bytes, 200, 60000},
        {"--window", &options.window, 4, 64},     {"--opening", &options.opening, 1, 256},
        {"--count", &options.count, 1, 10000000},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strcmp(name, numbers[i].name) != 0) continue;
        *numbers[i].place = atoi(value);
        if (*numbers[i].place < numbers[i].least || *numbers[i].place > numbers[i].most)
            fail("%s takes %d to %d", name, numbers[i].least, numbers[i].most);
        return true;
    }
    return false;
}

static bool read_word(const char *name, const char *value) {
    if (strcmp(name, "--unix") == 0) options.unix_path = value;
    else if (strcmp(name, "--token") == 0) options.token = value;
    else if (strcmp(name, "--seconds") == 0) options.seconds = atof(value);
    else if (strcmp(name, "--every") == 0) options.every = atof(value);
    else return false;
    return true;
}

static void read_options(int count, char **words) {
    for (int i = 2; i < count; i++) {
        const char *name = words[i];
        if (strcmp(name, "--binary") == 0) options.binary = true;
        else if (++i == count || (!read_number(name, words[i]) && !read_word(name, words[i])))
            fail("no option %s, or it lacks a value", name);
    }
    if (!options.port || !options.token) fail("--port and --token are needed");
    if (options.hertz && !options.unix_path) fail("--hertz needs --unix, where beats are published");
}

static void allow_descriptors(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    rlim_t wanted = (rlim_t)(options.clients + options.mutes + 32);
    if (wanted > limit.rlim_cur)
        fail("%d clients need %lu open files; the limit is %lu (ulimit -Hn)", options.clients, (unsigned long)wanted,
             (unsigned long)limit.rlim_cur);
}

int main(int count, char **words) {
    if (count < 3) fail("usage: crowd listen|visit --port P --token T [options]; see the head of crowd.c");
    options.mode = words[1];
    read_options(count, words);
    allow_descriptors();
    setvbuf(stdout, NULL, _IOLBF, 0);
    poller = epoll_create1(EPOLL_CLOEXEC);
    if (poller < 0) fail("epoll: %s", strerror(errno));
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(options.mode, modes[i].name) != 0) continue;
        modes[i].run();
        return 0;
    }
    fail("no mode %s", options.mode);
}
