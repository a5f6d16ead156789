/* What was seen, as lines of JSON: counts, and a log-linear histogram of latencies, 64 steps per power of two. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "crowd.h"

enum { STEP_BITS = 6, BUCKETS = (64 - STEP_BITS + 1) << STEP_BITS };

struct tally tally;
static uint32_t buckets[BUCKETS];

/* The bucket is (shift << STEP_BITS) + (value >> shift), with the shift that leaves STEP_BITS + 1 bits. */
void tally_late(uint64_t value) {
    int bits = 63 - __builtin_clzll(value | 1), shift = bits > STEP_BITS ? bits - STEP_BITS : 0;
    buckets[((uint64_t)shift << STEP_BITS) + (value >> shift)]++;
}

/* The middle of a bucket in microseconds. */
static double middle(int bucket) {
    int shift = bucket >> STEP_BITS;
    if (shift) shift--; /* value >> shift has STEP_BITS + 1 bits, so its top bit counted as one more */
    uint64_t least = ((uint64_t)bucket - ((uint64_t)shift << STEP_BITS)) << shift;
    return (double)(least + (1ull << shift >> 1)) / 1000;
}

static double processor_seconds(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

void tally_report(uint64_t start, int open) {
    printf("{\"at\":%.3f,\"open\":%d,\"received\":%lu,\"conflated\":%lu,\"disordered\":%lu,\"wrong\":%lu,\"joined\":%lu,"
           "\"resumed\":%lu,\"left\":%lu,\"lost\":%lu,\"mutes\":%lu,\"beat_late_us\":%.0f,\"processor\":%.3f,\"late\":[",
           (double)(now() - start) / 1e9, open, tally.received, tally.conflated, tally.disordered, tally.wrong,
           tally.joined, tally.resumed, tally.left, tally.lost, tally.mutes, (double)tally.beat_late / 1000,
           processor_seconds());
    const char *comma = "";
    for (int i = 0; i < BUCKETS; i++) {
        if (buckets[i] == 0) continue;
        printf("%s[%.1f,%u]", comma, middle(i), buckets[i]);
        comma = ",";
    }
    puts("]}");
    memset(buckets, 0, sizeof buckets);
    memset(&tally, 0, sizeof tally);
}
