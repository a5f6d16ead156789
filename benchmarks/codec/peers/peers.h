/* The C face of the codec peers: what the benchmark (Swift) and the peers (C++) both see. */
#ifndef CODEC_PEERS_H
#define CODEC_PEERS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One message. Whoever hands it out owns the id and the particles. Numbers are finite. */
struct peer_message {
    const char *model_id; /* UTF-8, not terminated */
    uint32_t model_id_len;
    uint64_t frame;
    double ts;
    double energy;
    double rate;
    double total;
    double fps;
    int64_t tokens; /* 0 ... 2^53 */
    uint8_t state;  /* 0 idle, 1 prefill, 2 decode, 3 done */
    const float *particles; /* x, y, z, x, y, z ... */
    uint32_t particle_count;
};

/* One library, wrapped. A context belongs to one thread. */
struct peer {
    const char *name;
    int is_json;

    /* Copies what it needs of the messages and of their JSON lines: both may go once this returns.
       Prepares the encoded form of every message for `decode`. Null if that fails. */
    void *(*open)(const struct peer_message *messages, const char *const *json_lines, const uint32_t *json_lens,
                  size_t n);

    /* Writes message `i` into the one reused buffer and returns its size. Null if the peer cannot encode. */
    size_t (*encode)(void *context, size_t i);
    /* The bytes of the latest `encode`, good until the next. */
    const void *(*encoded)(void *context);

    /* Reads the prepared form of message `i` into the one reused struct, whose string and vector keep their storage.
       A JSON peer reads the line that `open` was given. 0 on success. Null if the peer cannot decode. */
    int (*decode)(void *context, size_t i);
    /* Points `out` at the latest decoded message, good until the next `decode`. */
    void (*decoded)(void *context, struct peer_message *out);

    void (*close)(void *context);
};

/* The peers built into this library. They live as long as it does. */
const struct peer *codec_peers(size_t *count);

#ifdef __cplusplus
}
#endif

#endif
