// The floor for binary: a packed header, then the id, then the particles, each copied whole. It checks only sizes.
#include "corpus.h"
#include "forms.h"
#include "record.h"
#include "wrap.h"

#include <memory>

namespace {

struct __attribute__((packed)) header {
    uint64_t frame;
    double ts, energy, rate, total, fps;
    int64_t tokens;
    uint32_t particle_count;
    uint16_t model_id_len;
    uint8_t state;
};

class copier {
public:
    copier(const peer_message *messages, const lines &, size_t n) : corpus_(messages, n) {
        for (size_t i = 0; i < n; ++i) {
            const size_t size = encode(i);
            forms_.add(encoded(), size);
        }
    }

    size_t encode(size_t i) {
        const peer_message &m = corpus_[i];
        const size_t particle_bytes = size_t(m.particle_count) * sizeof(particle);
        const size_t size = sizeof(header) + m.model_id_len + particle_bytes;
        if (__builtin_expect(size > capacity_, 0)) {
            capacity_ = size * 2;
            buffer_.reset(new uint8_t[capacity_]);
        }
        uint8_t *p = buffer_.get();
        const header h{m.frame,  m.ts,  m.energy,         m.rate, m.total, m.fps,
                       m.tokens, m.particle_count, static_cast<uint16_t>(m.model_id_len), m.state};
        std::memcpy(p, &h, sizeof h);
        p += sizeof h;
        std::memcpy(p, m.model_id, m.model_id_len);
        p += m.model_id_len;
        std::memcpy(p, m.particles, particle_bytes);
        return size;
    }
    const void *encoded() const { return buffer_.get(); }

    bool decode(size_t i) {
        const auto [p, size] = forms_[i];
        header h;
        if (size < sizeof h) {
            return false;
        }
        std::memcpy(&h, p, sizeof h);
        const size_t particle_bytes = size_t(h.particle_count) * sizeof(particle);
        if (size != sizeof h + h.model_id_len + particle_bytes || h.state > 3) {
            return false;
        }
        record_.frame = h.frame;
        record_.ts = h.ts;
        record_.energy = h.energy;
        record_.rate = h.rate;
        record_.total = h.total;
        record_.fps = h.fps;
        record_.tokens = h.tokens;
        record_.state = h.state;
        record_.model_id.assign(reinterpret_cast<const char *>(p) + sizeof h, h.model_id_len);
        record_.particles.resize(h.particle_count);
        std::memcpy(record_.particles.data(), p + sizeof h + h.model_id_len, particle_bytes);
        return true;
    }
    void decoded(peer_message &out) const { record_.show(out); }

private:
    corpus corpus_;
    forms forms_;
    record record_;
    size_t capacity_ = 0;
    std::unique_ptr<uint8_t[]> buffer_;
};

} // namespace

extern const peer memcpy_peer = wrap<copier>("memcpy", false);
