// Wraps a C++ class as a `peer`: one plain function per member, nothing virtual, nothing thrown across the C face.
//
//     class thing {
//     public:
//         thing(const peer_message *messages, const lines &json, size_t n);
//         size_t encode(size_t i);            // both or neither
//         const void *encoded() const;
//         bool decode(size_t i);              // both or neither
//         void decoded(peer_message &out);
//     };
//     extern const peer thing_peer = wrap<thing>("thing", false);
#pragma once

#include "lines.h"
#include "peers.h"

template <class Thing> concept encodes = requires(Thing &t) { t.encode(size_t()); };
template <class Thing> concept decodes = requires(Thing &t) { t.decode(size_t()); };

template <class Thing> constexpr peer wrap(const char *name, bool is_json) {
    peer p{};
    p.name = name;
    p.is_json = is_json;
    p.open = [](const peer_message *messages, const char *const *text, const uint32_t *sizes, size_t n) -> void * {
        try {
            return new Thing(messages, lines{text, sizes, n}, n);
        } catch (...) {
            return nullptr;
        }
    };
    if constexpr (encodes<Thing>) {
        p.encode = [](void *context, size_t i) -> size_t { return static_cast<Thing *>(context)->encode(i); };
        p.encoded = [](void *context) -> const void * { return static_cast<Thing *>(context)->encoded(); };
    }
    if constexpr (decodes<Thing>) {
        p.decode = [](void *context, size_t i) -> int { return static_cast<Thing *>(context)->decode(i) ? 0 : 1; };
        p.decoded = [](void *context, peer_message *out) { static_cast<Thing *>(context)->decoded(*out); };
    }
    p.close = [](void *context) { delete static_cast<Thing *>(context); };
    return p;
}
