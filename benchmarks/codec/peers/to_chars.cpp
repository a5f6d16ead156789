// The reference for JSON encode: straight-line code over std::to_chars, shortest digits, one bound check a message.
#include "corpus.h"
#include "wrap.h"

#include <charconv>
#include <memory>

namespace {

/// Where the next byte goes. In a register all the way: nothing else points at it.
using cursor = char *;

template <size_t n> inline cursor put(cursor p, const char (&text)[n]) {
    std::memcpy(p, text, n - 1);
    return p + (n - 1);
}

/// The caller has reserved `number_max` bytes per number, so that to_chars cannot fail.
constexpr size_t number_max = 32;

template <class Number> inline cursor put(cursor p, Number value) {
    return std::to_chars(p, p + number_max, value).ptr;
}

inline uint64_t load(const char *p) {
    uint64_t word;
    std::memcpy(&word, p, 8);
    return word;
}

/// High bit set in each byte that JSON cannot carry as it is: below 0x20, '"' and '\\'. A byte above such a one may be
/// flagged too; only "none" is exact, and only that is asked.
inline uint64_t escapes(uint64_t word) {
    constexpr uint64_t ones = 0x0101010101010101, highs = ones * 0x80;
    const uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\');
    return ((word - ones * 0x20) & ~word & highs) | ((quote - ones) & ~quote & highs)
           | ((slash - ones) & ~slash & highs);
}

__attribute__((noinline)) cursor put_escaped(cursor p, const char *text, size_t size) {
    for (size_t i = 0; i < size; ++i) {
        const unsigned char c = static_cast<unsigned char>(text[i]);
        if (c == '"' || c == '\\') {
            *p++ = '\\';
            *p++ = static_cast<char>(c);
        } else if (c < 0x20) {
            p = put(p, "\\u00");
            *p++ = "0123456789abcdef"[c >> 4];
            *p++ = "0123456789abcdef"[c & 15];
        } else {
            *p++ = static_cast<char>(c);
        }
    }
    return p;
}

/// Eight bytes at a time, the last eight overlapping: from 8 bytes on, text is checked and copied without a tail.
inline cursor put_text(cursor p, const char *text, size_t size) {
    if (size < 8) {
        return put_escaped(p, text, size);
    }
    uint64_t found = 0;
    for (size_t i = 0; i + 8 < size; i += 8) {
        const uint64_t word = load(text + i);
        std::memcpy(p + i, &word, 8);
        found |= escapes(word);
    }
    const uint64_t last = load(text + size - 8);
    std::memcpy(p + size - 8, &last, 8);
    found |= escapes(last);
    if (__builtin_expect(found != 0, 0)) {
        return put_escaped(p, text, size);
    }
    return p + size;
}

/// Name and closing quote, padded to eight bytes: one store, then the cursor moves by what counts.
struct state_text {
    char bytes[9];
    uint8_t size;
};
constexpr state_text states[4] = {{"idle\"   ", 5}, {"prefill\"", 8}, {"decode\" ", 7}, {"done\"   ", 5}};

constexpr size_t fixed_max = 128 + 8 * number_max;         // keys, brackets and the eight scalars
constexpr size_t particle_max = 32 + 3 * number_max;       // {"x":,"y":,"z":}, and three numbers
constexpr size_t escaped_max = 6;                          // \u001f for one byte

class writer {
public:
    writer(const peer_message *messages, const lines &, size_t n) : corpus_(messages, n) {}

    size_t encode(size_t i) {
        const peer_message &m = corpus_[i];
        reserve(fixed_max + escaped_max * m.model_id_len + particle_max * m.particle_count);
        cursor p = buffer_.get();
        p = put(p, "{\"modelId\":\"");
        p = put_text(p, m.model_id, m.model_id_len);
        p = put(p, "\",\"frame\":");
        p = put(p, m.frame);
        p = put(p, ",\"ts\":");
        p = put(p, m.ts);
        p = put(p, ",\"energy\":");
        p = put(p, m.energy);
        p = put(p, ",\"rate\":");
        p = put(p, m.rate);
        p = put(p, ",\"total\":");
        p = put(p, m.total);
        p = put(p, ",\"fps\":");
        p = put(p, m.fps);
        p = put(p, ",\"tokens\":");
        p = put(p, m.tokens);
        p = put(p, ",\"state\":\"");
        const state_text &state = states[m.state & 3];
        std::memcpy(p, state.bytes, 8);
        p += state.size;
        p = put(p, ",\"particles\":[");
        const float *f = m.particles;
        const float *const end = f + size_t(3) * m.particle_count;
        if (f != end) {
            for (;;) {
                p = put(p, "{\"x\":");
                p = put(p, f[0]);
                p = put(p, ",\"y\":");
                p = put(p, f[1]);
                p = put(p, ",\"z\":");
                p = put(p, f[2]);
                f += 3;
                if (f == end) {
                    break;
                }
                p = put(p, "},");
            }
            *p++ = '}';
        }
        p = put(p, "]}");
        return static_cast<size_t>(p - buffer_.get());
    }
    const void *encoded() const { return buffer_.get(); }

private:
    inline void reserve(size_t size) {
        if (__builtin_expect(size > capacity_, 0)) {
            capacity_ = size * 2;
            buffer_.reset(new char[capacity_]);
        }
    }

    corpus corpus_;
    size_t capacity_ = 0;
    std::unique_ptr<char[]> buffer_;
};

} // namespace

extern const peer to_chars_peer = wrap<writer>("to_chars", true);
