/* Nanoseconds in a log-linear histogram: 256 steps per power of two, so 0.4 % apart. */
#include <string.h>

#include "load.h"

enum { STEP_BITS = 8 };

static uint64_t buckets[(64 - STEP_BITS + 1) << STEP_BITS];
static uint64_t count, most;

void histogram_clear(void) {
    memset(buckets, 0, sizeof buckets);
    count = most = 0;
}

/* The bucket is (shift << STEP_BITS) + (value >> shift), with the shift that leaves STEP_BITS + 1 bits. */
void histogram_add(uint64_t value) {
    int bits = 63 - __builtin_clzll(value | 1), shift = bits > STEP_BITS ? bits - STEP_BITS : 0;
    buckets[((uint64_t)shift << STEP_BITS) + (value >> shift)]++;
    count++;
    if (value > most) most = value;
}

uint64_t histogram_count(void) { return count; }

double histogram_quantile(double p) {
    uint64_t wanted = (uint64_t)((double)count * p), seen = 0;
    for (size_t i = 0; i < sizeof buckets / sizeof *buckets; i++) {
        seen += buckets[i];
        if (seen <= wanted) continue;
        int shift = (int)(i >> STEP_BITS);
        if (shift) shift--; /* value >> shift has STEP_BITS + 1 bits, so its top bit counted as one more */
        uint64_t least = (i - ((uint64_t)shift << STEP_BITS)) << shift;
        return (double)(least + ((1u << shift) >> 1)) / 1000;
    }
    return histogram_max();
}

double histogram_max(void) { return (double)most / 1000; }
