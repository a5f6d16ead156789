// The reference for JSON decode: simdjson On Demand, fields asked for in the order they come, one parser.
//
// The structural pass is chosen at run time for the processor. What On Demand does after it (numbers, strings) is
// compiled for plain x86-64, as a Debian package would be; -march=native changes nothing here. Floats are read as
// doubles and narrowed: exact for this corpus, one unit off in rare cases elsewhere. On Demand does not validate what
// it is not asked for; here it is asked for everything but the end of the text.
#include "record.h"
#include "wrap.h"

#include <simdjson.h>

#include <cstring>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace {

using namespace simdjson;

class reader {
public:
    reader(const peer_message *, const lines &json, size_t) {
        size_t sum = 0, longest = 0;
        for (size_t i = 0; i < json.count; ++i) {
            sum += json.size[i];
            longest = std::max<size_t>(longest, json.size[i]);
        }
        // The padding may hold anything: the next line serves as this one's, and only the last needs its own.
        text_ = std::make_unique<char[]>(sum + SIMDJSON_PADDING);
        size_t start = 0;
        for (size_t i = 0; i < json.count; ++i) {
            std::memcpy(text_.get() + start, json.text[i], json.size[i]);
            places_.push_back({start, json.size[i]});
            start += json.size[i];
        }
        if (parser_.allocate(longest) != SUCCESS) {
            throw std::runtime_error("simdjson cannot allocate its tape");
        }
    }

    bool decode(size_t i) {
        const place &at = places_[i];
        const padded_string_view json(text_.get() + at.start, at.size, at.size + SIMDJSON_PADDING);
        ondemand::document document;
        ondemand::object object;
        std::string_view id;
        ondemand::raw_json_string state;
        ondemand::array particles;
        if (parser_.iterate(json).get(document) || document.get_object().get(object)
            || object.find_field("modelId").get_string().get(id)) {
            return false;
        }
        record_.model_id.assign(id);
        if (object.find_field("frame").get_uint64().get(record_.frame)
            || object.find_field("ts").get_double().get(record_.ts)
            || object.find_field("energy").get_double().get(record_.energy)
            || object.find_field("rate").get_double().get(record_.rate)
            || object.find_field("total").get_double().get(record_.total)
            || object.find_field("fps").get_double().get(record_.fps)
            || object.find_field("tokens").get_int64().get(record_.tokens)
            || object.find_field("state").get_raw_json_string().get(state)) {
            return false;
        }
        // "unsafe" because the name must hold no quote. A name spelled with escapes is not recognised.
        if (state.unsafe_is_equal("idle")) {
            record_.state = 0;
        } else if (state.unsafe_is_equal("prefill")) {
            record_.state = 1;
        } else if (state.unsafe_is_equal("decode")) {
            record_.state = 2;
        } else if (state.unsafe_is_equal("done")) {
            record_.state = 3;
        } else {
            return false;
        }
        if (object.find_field("particles").get_array().get(particles)) {
            return false;
        }
        record_.particles.clear();
        for (auto element : particles) {
            ondemand::object fields;
            double x, y, z;
            if (element.get_object().get(fields) || fields.find_field("x").get_double().get(x)
                || fields.find_field("y").get_double().get(y) || fields.find_field("z").get_double().get(z)) {
                return false;
            }
            record_.particles.push_back({static_cast<float>(x), static_cast<float>(y), static_cast<float>(z)});
        }
        return true;
    }
    void decoded(peer_message &out) const { record_.show(out); }

private:
    struct place {
        size_t start, size;
    };
    std::unique_ptr<char[]> text_;
    std::vector<place> places_;
    ondemand::parser parser_;
    record record_;
};

} // namespace

extern const peer simdjson_peer = wrap<reader>("simdjson", true);
