// The encoded forms a peer decodes: back to back in one block, each beginning on 8 bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

class forms {
public:
    struct form {
        const uint8_t *bytes;
        size_t size;
    };

    void add(const void *bytes, size_t size) {
        const size_t start = words_.size();
        words_.resize(start + (size + 7) / 8);
        std::memcpy(words_.data() + start, bytes, size);
        places_.push_back({start, size});
    }

    form operator[](size_t i) const {
        return {reinterpret_cast<const uint8_t *>(words_.data() + places_[i].start), places_[i].size};
    }

private:
    struct place {
        size_t start, size;
    };
    std::vector<uint64_t> words_;
    std::vector<place> places_;
};
