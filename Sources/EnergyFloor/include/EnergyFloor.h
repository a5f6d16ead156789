#pragma once
#include <stddef.h>
#include <stdint.h>
struct floor_point { float x, y, z; };
struct floor_motion {
    uint64_t frame; double ts, energy, rate, total, fps; uint64_t tokens; uint8_t state;
    const char *id; uint32_t id_count; const struct floor_point *points; uint32_t point_count;
};
struct floor_envelope { uint32_t channel, reference; uint64_t seq; int64_t time; uint32_t tick; uint16_t flags; };
// The same frame, straight on: no checks of values, one check of room.
size_t floor_encode(const struct floor_motion *m, const struct floor_envelope *e, uint8_t *p, uint8_t *end);
