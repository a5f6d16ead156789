// RapidJSON's SAX Writer into a reused StringBuffer.
//
// The Writer knows one floating type. A float goes out as the double of the same value: exact, read back as the same
// float, but with the double's 16 or 17 digits where the float needs 8. That costs bytes and time, and is what the
// library gives. Its digits are Grisu2's: they read back exactly, and now and then are not the shortest.
#include "corpus.h"
#include "wrap.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace {

struct name {
    const char *text;
    rapidjson::SizeType size;
};
constexpr name states[4] = {{"idle", 4}, {"prefill", 7}, {"decode", 6}, {"done", 4}};

class writer {
public:
    writer(const peer_message *messages, const lines &, size_t n) : corpus_(messages, n), writer_(buffer_) {}

    size_t encode(size_t i) {
        const peer_message &m = corpus_[i];
        buffer_.Clear();
        writer_.Reset(buffer_);
        writer_.StartObject();
        writer_.Key("modelId", 7);
        writer_.String(m.model_id, m.model_id_len);
        writer_.Key("frame", 5);
        writer_.Uint64(m.frame);
        writer_.Key("ts", 2);
        writer_.Double(m.ts);
        writer_.Key("energy", 6);
        writer_.Double(m.energy);
        writer_.Key("rate", 4);
        writer_.Double(m.rate);
        writer_.Key("total", 5);
        writer_.Double(m.total);
        writer_.Key("fps", 3);
        writer_.Double(m.fps);
        writer_.Key("tokens", 6);
        writer_.Int64(m.tokens);
        writer_.Key("state", 5);
        const name &state = states[m.state & 3];
        writer_.String(state.text, state.size);
        writer_.Key("particles", 9);
        writer_.StartArray();
        const float *f = m.particles;
        for (uint32_t k = 0; k < m.particle_count; ++k, f += 3) {
            writer_.StartObject();
            writer_.Key("x", 1);
            writer_.Double(f[0]);
            writer_.Key("y", 1);
            writer_.Double(f[1]);
            writer_.Key("z", 1);
            writer_.Double(f[2]);
            writer_.EndObject();
        }
        writer_.EndArray();
        writer_.EndObject();
        return buffer_.GetSize();
    }
    const void *encoded() const { return buffer_.GetString(); }

private:
    corpus corpus_;
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_;
};

} // namespace

extern const peer rapidjson_peer = wrap<writer>("RapidJSON", true);
