// FlatBuffers: one builder, cleared for each message; decode verifies, then copies into the struct.
#include "corpus.h"
#include "forms.h"
#include "record.h"
#include "wrap.h"

#include "message_generated.h"

namespace {

namespace schema = bench_flatbuffers;
static_assert(sizeof(schema::Particle) == sizeof(particle) && sizeof(schema::Particle) == 3 * sizeof(float));

class builder {
public:
    builder(const peer_message *messages, const lines &, size_t n) : corpus_(messages, n) {
        for (size_t i = 0; i < n; ++i) {
            const size_t size = encode(i);
            forms_.add(encoded(), size);
        }
    }

    size_t encode(size_t i) {
        const peer_message &m = corpus_[i];
        builder_.Clear();
        // Little-endian hosts only: a struct of three floats is three floats.
        const auto particles = builder_.CreateVectorOfStructs(
            reinterpret_cast<const schema::Particle *>(m.particles), m.particle_count);
        const auto id = builder_.CreateString(m.model_id, m.model_id_len);
        builder_.Finish(schema::CreateEnergyUpdate(builder_, id, m.frame, m.ts, m.energy, m.rate, m.total, m.fps,
                                                   m.tokens, static_cast<schema::State>(m.state), particles));
        return builder_.GetSize();
    }
    const void *encoded() const { return builder_.GetBufferPointer(); }

    bool decode(size_t i) {
        const auto [bytes, size] = forms_[i];
        flatbuffers::Verifier verifier(bytes, size);
        if (!schema::VerifyEnergyUpdateBuffer(verifier)) {
            return false;
        }
        const schema::EnergyUpdate *m = schema::GetEnergyUpdate(bytes);
        if (m->state() > schema::State_MAX) {
            return false;
        }
        record_.model_id.assign(m->model_id()->c_str(), m->model_id()->size());
        record_.frame = m->frame();
        record_.ts = m->ts();
        record_.energy = m->energy();
        record_.rate = m->rate();
        record_.total = m->total();
        record_.fps = m->fps();
        record_.tokens = m->tokens();
        record_.state = static_cast<uint8_t>(m->state());
        const auto *particles = m->particles();
        record_.particles.resize(particles->size());
        std::memcpy(record_.particles.data(), particles->Data(), particles->size() * sizeof(particle));
        return true;
    }
    void decoded(peer_message &out) const { record_.show(out); }

private:
    corpus corpus_;
    forms forms_;
    record record_;
    flatbuffers::FlatBufferBuilder builder_{1024};
};

} // namespace

extern const peer flatbuffers_peer = wrap<builder>("FlatBuffers", false);
