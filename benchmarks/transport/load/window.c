/* The measured time: what the server and everybody else did in it.
 *
 * CPU comes from the schedstat of each thread of the server, in nanoseconds; /proc/PID/stat counts in 10 ms. Its second
 * figure is how long threads were ready and had no core: the surest sign of a noisy sample. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "load.h"

struct reading {
    uint64_t time, server, server_waited, own;
    double busy; /* core seconds of the whole machine since boot */
};

bool measuring;
uint64_t messages_measured, reads_measured;
static struct reading first, last;

static void read_server(struct reading *reading) {
    if (!options.server) return;
    char folder[64], file[384];
    snprintf(folder, sizeof folder, "/proc/%d/task", options.server);
    DIR *threads = opendir(folder);
    if (!threads) fail("the server, process %d, is gone", options.server);
    for (struct dirent *thread; (thread = readdir(threads));) {
        if (thread->d_name[0] == '.') continue;
        snprintf(file, sizeof file, "%s/%s/schedstat", folder, thread->d_name);
        FILE *stream = fopen(file, "r");
        unsigned long long ran, waited;
        if (stream && fscanf(stream, "%llu %llu", &ran, &waited) == 2) {
            reading->server += ran;
            reading->server_waited += waited;
        }
        if (stream) fclose(stream);
    }
    closedir(threads);
}

static double machine_busy(void) {
    FILE *stream = fopen("/proc/stat", "r");
    double ticks[8] = {0};
    if (!stream) return 0;
    int read = fscanf(stream, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", ticks, ticks + 1, ticks + 2, ticks + 3, ticks + 4,
                      ticks + 5, ticks + 6, ticks + 7);
    fclose(stream);
    if (read != 8) return 0;
    /* user, nice, system, –, –, interrupts, soft interrupts, stolen */
    return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) / (double)sysconf(_SC_CLK_TCK);
}

static struct reading take_reading(void) {
    struct reading reading = {0};
    struct timespec own;
    read_server(&reading);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
    reading.own = (uint64_t)own.tv_sec * 1000000000u + (uint64_t)own.tv_nsec;
    reading.busy = machine_busy();
    reading.time = now();
    return reading;
}

void window_open(void) {
    histogram_clear();
    messages_measured = reads_measured = 0;
    first = take_reading();
    measuring = true;
}

void window_close(void) {
    last = take_reading();
    measuring = false;
}

double window_server_cpu(void) { return (double)(last.server - first.server) / 1000; }
double window_seconds(void) { return (double)(last.time - first.time) / 1e9; }

long server_resident(void) {
    char file[64], line[256];
    long kilobytes = 0;
    snprintf(file, sizeof file, "/proc/%d/status", options.server);
    FILE *stream = fopen(file, "r");
    if (!stream) return 0;
    while (fgets(line, sizeof line, stream))
        if (sscanf(line, "VmRSS: %ld", &kilobytes) == 1) break;
    fclose(stream);
    return kilobytes * 1024;
}

void report_begin(void) {
    double wall = window_seconds() * 1e9;
    double server = (double)(last.server - first.server) / wall, own = (double)(last.own - first.own) / wall;
    double foreign = (last.busy - first.busy) / window_seconds() - server - own;
    printf("{\"mode\":\"%s\",\"size\":%d,\"errors\":%llu,\"seconds\":%.3f,\"server_cores\":%.3f,\"load_cores\":%.3f,"
           "\"server_waited\":%.4f,\"foreign_cores\":%.2f",
           options.mode, options.size, (unsigned long long)errors, window_seconds(), server, own,
           (double)(last.server_waited - first.server_waited) / wall, foreign > 0 ? foreign : 0);
}

void report_end(void) { puts("}"); }
