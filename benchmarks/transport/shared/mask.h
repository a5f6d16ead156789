/* The mask of a client's frame: four bytes, over and over. */
#ifndef MASK_H
#define MASK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Masks, or unmasks, in place. `mask` holds the four bytes as they lie in memory. */
static inline void apply_mask(uint8_t *p, size_t n, uint32_t mask) {
    uint64_t twice = (uint64_t)mask << 32 | mask;
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t word;
        memcpy(&word, p + i, 8);
        word ^= twice;
        memcpy(p + i, &word, 8);
    }
    for (; i < n; i++) p[i] ^= (uint8_t)(mask >> (8 * (i & 3)));
}

#endif
