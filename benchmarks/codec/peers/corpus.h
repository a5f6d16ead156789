// The messages a peer encodes: an own copy, the ids back to back, the particles back to back.
#pragma once

#include "peers.h"

#include <cstring>
#include <string>
#include <vector>

class corpus {
public:
    corpus(const peer_message *given, size_t n) : messages_(given, given + n) {
        size_t id_bytes = 0, floats = 0;
        for (const peer_message &m : messages_) {
            id_bytes += m.model_id_len;
            floats += size_t(3) * m.particle_count;
        }
        // Reserved in full: the pointers taken below stay good.
        ids_.reserve(id_bytes);
        floats_.reserve(floats);
        for (peer_message &m : messages_) {
            const char *id = ids_.data() + ids_.size();
            const float *particles = floats_.data() + floats_.size();
            ids_.append(m.model_id, m.model_id_len);
            if (m.particle_count > 0) {
                floats_.insert(floats_.end(), m.particles, m.particles + size_t(3) * m.particle_count);
            }
            m.model_id = id;
            m.particles = particles;
        }
    }
    corpus(const corpus &) = delete;
    corpus &operator=(const corpus &) = delete;

    size_t size() const { return messages_.size(); }
    const peer_message &operator[](size_t i) const { return messages_[i]; }

private:
    std::vector<peer_message> messages_;
    std::string ids_;
    std::vector<float> floats_;
};
