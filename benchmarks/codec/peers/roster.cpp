// Which peers this library holds. build-peers defines HAVE_... for each library it found.
#include "peers.h"

extern const peer to_chars_peer;
extern const peer memcpy_peer;
extern const peer rapidjson_peer;
extern const peer simdjson_peer;
extern const peer flatbuffers_peer;
extern const peer protobuf_peer;
extern const peer protobuf_filled_peer;
extern const peer msgpack_peer;

extern "C" __attribute__((visibility("default"))) const peer *codec_peers(size_t *count) {
    static const peer roster[] = {
        to_chars_peer,
        memcpy_peer,
#ifdef HAVE_RAPIDJSON
        rapidjson_peer,
#endif
#ifdef HAVE_SIMDJSON
        simdjson_peer,
#endif
#ifdef HAVE_FLATBUFFERS
        flatbuffers_peer,
#endif
#ifdef HAVE_PROTOBUF
        protobuf_peer,
        protobuf_filled_peer,
#endif
#ifdef HAVE_MSGPACK
        msgpack_peer,
#endif
    };
    *count = sizeof roster / sizeof roster[0];
    return roster;
}
