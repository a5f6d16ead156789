// Reads one line of the corpus, and what the JSON peers write: keys in order, no spaces, no escapes in strings.
// Not a peer. It shares nothing with them, so that the self-check has somebody else's word for every value.
#pragma once

#include "record.h"

#include <charconv>
#include <cstring>
#include <string_view>

class line {
public:
    line(const char *text, size_t size) : p_(text), end_(text + size) {}

    bool read(record &out) {
        std::string_view state;
        if (!(skip("{\"modelId\":\"") && text(out.model_id) && skip(",\"frame\":") && number(out.frame)
              && skip(",\"ts\":") && number(out.ts) && skip(",\"energy\":") && number(out.energy)
              && skip(",\"rate\":") && number(out.rate) && skip(",\"total\":") && number(out.total)
              && skip(",\"fps\":") && number(out.fps) && skip(",\"tokens\":") && number(out.tokens)
              && skip(",\"state\":\"") && text(state) && skip(",\"particles\":["))) {
            return false;
        }
        constexpr std::string_view names[4] = {"idle", "prefill", "decode", "done"};
        out.state = 0;
        while (out.state < 4 && names[out.state] != state) {
            ++out.state;
        }
        out.particles.clear();
        while (skip("{\"x\":")) {
            particle p{};
            if (!(number(p.x) && skip(",\"y\":") && number(p.y) && skip(",\"z\":") && number(p.z) && skip("}"))) {
                return false;
            }
            out.particles.push_back(p);
            skip(",");
        }
        return out.state < 4 && skip("]}") && p_ == end_;
    }

private:
    bool skip(std::string_view expected) {
        if (std::string_view(p_, static_cast<size_t>(end_ - p_)).substr(0, expected.size()) != expected) {
            return false;
        }
        p_ += expected.size();
        return true;
    }

    template <class Text> bool text(Text &out) {
        const void *quote = std::memchr(p_, '"', static_cast<size_t>(end_ - p_));
        if (!quote) {
            return false;
        }
        out = std::string_view(p_, static_cast<size_t>(static_cast<const char *>(quote) - p_));
        p_ += out.size() + 1;
        return true;
    }

    template <class Number> bool number(Number &out) {
        const auto [next, error] = std::from_chars(p_, end_, out);
        p_ = next;
        return error == std::errc();
    }

    const char *p_;
    const char *end_;
};
