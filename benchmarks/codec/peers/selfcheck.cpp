// peers-selfcheck MESSAGES: takes every message through every peer and back, compares bit for bit, prints ns/op.
#include "line.h"
#include "record.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>

namespace {

constexpr int samples = 15;
constexpr double sample_ns_min = 2e6;

bool same(const peer_message &a, const peer_message &b) {
    const auto bits = [](const double &x, const double &y) { return std::memcmp(&x, &y, sizeof x) == 0; };
    const size_t particle_bytes = a.particle_count * sizeof(particle);
    return a.model_id_len == b.model_id_len && std::memcmp(a.model_id, b.model_id, a.model_id_len) == 0
           && a.frame == b.frame && bits(a.ts, b.ts) && bits(a.energy, b.energy) && bits(a.rate, b.rate)
           && bits(a.total, b.total) && bits(a.fps, b.fps) && a.tokens == b.tokens && a.state == b.state
           && a.particle_count == b.particle_count
           && (particle_bytes == 0 || std::memcmp(a.particles, b.particles, particle_bytes) == 0);
}

double now() {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

/// The least of a few samples: good enough to see a blunder. The benchmark proper takes medians of interleaved rounds.
template <class Pass> double least(size_t n, Pass pass) {
    double best = 1e18;
    for (int sample = 0; sample < samples; ++sample) {
        size_t passes = 0;
        const double start = now();
        double spent = 0;
        while (spent < sample_ns_min) {
            pass();
            ++passes;
            spent = now() - start;
        }
        best = std::min(best, spent / static_cast<double>(passes * n));
    }
    return best;
}

struct mismatch {
    const char *what;
    size_t message;
};

void check(const peer &p, void *context, const std::vector<peer_message> &messages) {
    record scratch;
    for (size_t i = 0; i < messages.size(); ++i) {
        peer_message out{};
        if (p.decode) {
            if (p.decode(context, i) != 0) {
                throw mismatch{"decode refuses", i};
            }
            p.decoded(context, &out);
            if (!same(out, messages[i])) {
                throw mismatch{"decode changes", i};
            }
        }
        if (p.encode && p.is_json) {
            const size_t size = p.encode(context, i);
            if (!line(static_cast<const char *>(p.encoded(context)), size).read(scratch)) {
                throw mismatch{"encode garbles", i};
            }
            scratch.show(out);
            if (!same(out, messages[i])) {
                throw mismatch{"encode changes", i};
            }
        }
    }
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: peers-selfcheck MESSAGES\n");
        return 2;
    }
    std::ifstream file(argv[1]);
    std::vector<std::string> text;
    for (std::string row; std::getline(file, row);) {
        text.push_back(row);
    }
    const size_t n = text.size();
    std::vector<record> records(n);
    std::vector<peer_message> messages(n);
    std::vector<const char *> json;
    std::vector<uint32_t> sizes;
    for (size_t i = 0; i < n; ++i) {
        if (!line(text[i].data(), text[i].size()).read(records[i])) {
            std::fprintf(stderr, "%s:%zu: not a message\n", argv[1], i + 1);
            return 1;
        }
        records[i].show(messages[i]);
        json.push_back(text[i].data());
        sizes.push_back(static_cast<uint32_t>(text[i].size()));
    }
    if (n == 0) {
        std::fprintf(stderr, "%s: no messages\n", argv[1]);
        return 1;
    }

    size_t count = 0, failures = 0, bytes = 0;
    const peer *peers = codec_peers(&count);
    std::printf("%zu messages\n%-18s %10s %10s %10s\n", n, "peer", "encode ns", "decode ns", "bytes");
    for (size_t k = 0; k < count; ++k) {
        const peer &p = peers[k];
        void *context = p.open(messages.data(), json.data(), sizes.data(), n);
        if (!context) {
            std::printf("%-18s does not open\n", p.name);
            ++failures;
            continue;
        }
        try {
            check(p, context, messages);
            std::printf("%-18s", p.name);
            if (p.encode) {
                const double ns = least(n, [&] {
                    bytes = 0;
                    for (size_t i = 0; i < n; ++i) {
                        bytes += p.encode(context, i);
                    }
                });
                std::printf(" %10.1f", ns);
            } else {
                std::printf(" %10s", "-");
            }
            if (p.decode) {
                const double ns = least(n, [&] {
                    for (size_t i = 0; i < n; ++i) {
                        failures += p.decode(context, i) != 0;
                    }
                });
                std::printf(" %10.1f", ns);
            } else {
                std::printf(" %10s", "-");
            }
            if (p.encode) {
                std::printf(" %10.1f\n", static_cast<double>(bytes) / static_cast<double>(n));
            } else {
                std::printf(" %10s\n", "-");
            }
        } catch (const mismatch &fault) {
            std::printf("%-18s %s message %zu\n", p.name, fault.what, fault.message);
            ++failures;
        }
        p.close(context);
    }
    return failures == 0 ? 0 : 1;
}
