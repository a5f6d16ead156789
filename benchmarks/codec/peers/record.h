// The struct a peer decodes into, used again for every message.
#pragma once

#include "peers.h"

#include <string>
#include <vector>

struct particle {
    float x, y, z;
};

struct record {
    std::string model_id;
    uint64_t frame = 0;
    double ts = 0, energy = 0, rate = 0, total = 0, fps = 0;
    int64_t tokens = 0;
    uint8_t state = 0;
    std::vector<particle> particles;

    void show(peer_message &out) const {
        out.model_id = model_id.data();
        out.model_id_len = static_cast<uint32_t>(model_id.size());
        out.frame = frame;
        out.ts = ts;
        out.energy = energy;
        out.rate = rate;
        out.total = total;
        out.fps = fps;
        out.tokens = tokens;
        out.state = state;
        out.particles = particles.empty() ? nullptr : &particles.front().x;
        out.particle_count = static_cast<uint32_t>(particles.size());
    }
};

static_assert(sizeof(particle) == 3 * sizeof(float), "show() hands particles out as a run of floats");
