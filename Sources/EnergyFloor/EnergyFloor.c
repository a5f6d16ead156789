#include "EnergyFloor.h"
#include <string.h>
struct __attribute__((packed)) frame {
    uint8_t magic, version; uint16_t kind; uint32_t length, channel, reference; uint64_t seq; int64_t time;
    uint32_t tick; uint16_t fixed, flags; uint64_t presence;
    uint32_t id_at, id_count; uint64_t frame; double ts, energy, rate, total, fps; uint64_t tokens, state;
    uint32_t points_at, point_count;
};
size_t floor_encode(const struct floor_motion *m, const struct floor_envelope *e, uint8_t *p, uint8_t *end) {
    size_t id = m->id_count, points = (size_t)m->point_count * 12, at = m->point_count ? (128 + id + 3) & ~3ul : 128 + id, n = (at + points + 7) & ~7ul;
    if ((size_t)(end - p) < n + 8) return 0;
    struct frame f = {0xFB, 1, 0x401, n, e->channel, e->reference, e->seq, e->time, e->tick, 80, e->flags, 0x3FF,
        128, m->id_count, m->frame, m->ts, m->energy, m->rate, m->total, m->fps, m->tokens, m->state, m->point_count ? at : 0, m->point_count};
    memcpy(p, &f, 128);
    memcpy(p + 128, m->id, id);
    memset(p + 128 + id, 0, 8);
    memcpy(p + at, m->points, points);
    memset(p + at + points, 0, 8);
    return n;
}
