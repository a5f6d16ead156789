// protobuf without an arena. Its generated class is the struct: decode parses into one that is used again.
//
// Encode comes twice. "protobuf" fills one reused message from the struct and serialises it, as a program does that has
// its own types. "protobuf, filled" serialises messages that were filled beforehand, as one does that lives in
// protobuf's.
#include "corpus.h"
#include "forms.h"
#include "record.h"
#include "wrap.h"

#include "message.pb.h"

#include <memory>

namespace {

namespace schema = bench_protobuf;

void fill(schema::EnergyUpdate &out, const peer_message &m) {
    out.Clear();
    out.set_model_id(m.model_id, m.model_id_len);
    out.set_frame(m.frame);
    out.set_ts(m.ts);
    out.set_energy(m.energy);
    out.set_rate(m.rate);
    out.set_total(m.total);
    out.set_fps(m.fps);
    out.set_tokens(m.tokens);
    out.set_state(static_cast<schema::State>(m.state));
    const float *f = m.particles;
    for (uint32_t k = 0; k < m.particle_count; ++k, f += 3) {
        schema::Particle *particle = out.add_particles();
        particle->set_x(f[0]);
        particle->set_y(f[1]);
        particle->set_z(f[2]);
    }
}

class output {
public:
    size_t write(const schema::EnergyUpdate &message) {
        while (__builtin_expect(!message.SerializeToArray(buffer_.get(), static_cast<int>(capacity_)), 0)) {
            capacity_ *= 2;
            buffer_.reset(new uint8_t[capacity_]);
        }
        return static_cast<size_t>(message.GetCachedSize());
    }
    const void *bytes() const { return buffer_.get(); }

private:
    size_t capacity_ = 4096;
    std::unique_ptr<uint8_t[]> buffer_{new uint8_t[capacity_]};
};

class translator {
public:
    translator(const peer_message *messages, const lines &, size_t n) : corpus_(messages, n) {
        for (size_t i = 0; i < n; ++i) {
            const size_t size = encode(i);
            forms_.add(encoded(), size);
        }
    }

    size_t encode(size_t i) {
        fill(sent_, corpus_[i]);
        return output_.write(sent_);
    }
    const void *encoded() const { return output_.bytes(); }

    bool decode(size_t i) {
        const auto [bytes, size] = forms_[i];
        return received_.ParseFromArray(bytes, static_cast<int>(size)) && schema::State_IsValid(received_.state());
    }
    void decoded(peer_message &out) {
        particles_.clear();
        for (const schema::Particle &p : received_.particles()) {
            particles_.push_back({p.x(), p.y(), p.z()});
        }
        out.model_id = received_.model_id().data();
        out.model_id_len = static_cast<uint32_t>(received_.model_id().size());
        out.frame = received_.frame();
        out.ts = received_.ts();
        out.energy = received_.energy();
        out.rate = received_.rate();
        out.total = received_.total();
        out.fps = received_.fps();
        out.tokens = received_.tokens();
        out.state = static_cast<uint8_t>(received_.state());
        out.particles = particles_.empty() ? nullptr : &particles_.front().x;
        out.particle_count = static_cast<uint32_t>(particles_.size());
    }

private:
    corpus corpus_;
    forms forms_;
    schema::EnergyUpdate sent_, received_;
    std::vector<particle> particles_;
    output output_;
};

class serializer {
public:
    serializer(const peer_message *messages, const lines &, size_t n) : filled_(n) {
        for (size_t i = 0; i < n; ++i) {
            fill(filled_[i], messages[i]);
        }
    }

    size_t encode(size_t i) { return output_.write(filled_[i]); }
    const void *encoded() const { return output_.bytes(); }

private:
    std::vector<schema::EnergyUpdate> filled_;
    output output_;
};

} // namespace

extern const peer protobuf_peer = wrap<translator>("protobuf", false);
extern const peer protobuf_filled_peer = wrap<serializer>("protobuf, filled", false);
