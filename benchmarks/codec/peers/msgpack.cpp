// msgpack-cxx: a packer into one sbuffer; unpack into one zone, then convert. Fields by position, in arrays, as
// MSGPACK_DEFINE lays them out; names would add some 86 bytes a message.
#include "corpus.h"
#include "forms.h"
#include "record.h"
#include "wrap.h"

#include <msgpack.hpp>

namespace {

constexpr uint32_t field_count = 10;

/// Strings stay where they are in the input until they are converted: nothing is copied twice.
bool referenced(msgpack::type::object_type, std::size_t, void *) { return true; }

class packer {
public:
    packer(const peer_message *messages, const lines &, size_t n) : corpus_(messages, n), packer_(buffer_) {
        for (size_t i = 0; i < n; ++i) {
            const size_t size = encode(i);
            forms_.add(encoded(), size);
        }
    }

    size_t encode(size_t i) {
        const peer_message &m = corpus_[i];
        buffer_.clear();
        packer_.pack_array(field_count);
        packer_.pack_str(m.model_id_len);
        packer_.pack_str_body(m.model_id, m.model_id_len);
        packer_.pack_uint64(m.frame);
        packer_.pack_double(m.ts);
        packer_.pack_double(m.energy);
        packer_.pack_double(m.rate);
        packer_.pack_double(m.total);
        packer_.pack_double(m.fps);
        packer_.pack_int64(m.tokens);
        packer_.pack_uint8(m.state);
        packer_.pack_array(m.particle_count);
        const float *f = m.particles;
        for (uint32_t k = 0; k < m.particle_count; ++k, f += 3) {
            packer_.pack_array(3);
            packer_.pack_float(f[0]);
            packer_.pack_float(f[1]);
            packer_.pack_float(f[2]);
        }
        return buffer_.size();
    }
    const void *encoded() const { return buffer_.data(); }

    bool decode(size_t i) {
        const auto [bytes, size] = forms_[i];
        try {
            zone_.clear();
            const msgpack::object root =
                msgpack::unpack(zone_, reinterpret_cast<const char *>(bytes), size, referenced);
            const msgpack::object *field = elements(root, field_count);
            field[0].convert(record_.model_id);
            field[1].convert(record_.frame);
            field[2].convert(record_.ts);
            field[3].convert(record_.energy);
            field[4].convert(record_.rate);
            field[5].convert(record_.total);
            field[6].convert(record_.fps);
            field[7].convert(record_.tokens);
            field[8].convert(record_.state);
            if (record_.state > 3 || field[9].type != msgpack::type::ARRAY) {
                return false;
            }
            const uint32_t count = field[9].via.array.size;
            record_.particles.resize(count);
            for (uint32_t k = 0; k < count; ++k) {
                const msgpack::object *axis = elements(field[9].via.array.ptr[k], 3);
                axis[0].convert(record_.particles[k].x);
                axis[1].convert(record_.particles[k].y);
                axis[2].convert(record_.particles[k].z);
            }
            return true;
        } catch (const std::exception &) {
            return false;
        }
    }
    void decoded(peer_message &out) const { record_.show(out); }

private:
    static const msgpack::object *elements(const msgpack::object &array, uint32_t count) {
        if (array.type != msgpack::type::ARRAY || array.via.array.size != count) {
            throw msgpack::type_error();
        }
        return array.via.array.ptr;
    }

    corpus corpus_;
    forms forms_;
    record record_;
    msgpack::sbuffer buffer_;
    msgpack::packer<msgpack::sbuffer> packer_;
    msgpack::zone zone_;
};

} // namespace

extern const peer msgpack_peer = wrap<packer>("msgpack-cxx", false);
