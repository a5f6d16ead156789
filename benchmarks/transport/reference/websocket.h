/* WebSocket with nothing left that could be left out. */
#ifndef WEBSOCKET_H
#define WEBSOCKET_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../shared/accept_key.h"
#include "../shared/mask.h"

enum { UPGRADE_BYTES_MAX = 160 };

/* Where a frame ends and what its head says. */
struct frame {
    uint32_t head;
    uint64_t payload;
};

/* Answers the upgrade request that ends at `end` (a zero stands there). Bytes of the answer; 0 if it is no upgrade. */
static inline int answer_upgrade(char *request, char *end, char answer[UPGRADE_BYTES_MAX]) {
    char accept[ACCEPT_CHARACTERS + 1];
    char *key = strcasestr(request, "\r\nsec-websocket-key:");
    if (!key) return 0;
    key += strlen("\r\nsec-websocket-key:");
    while (*key == ' ') key++;
    if (end - key < KEY_CHARACTERS) return 0;
    accept_key(key, accept);
    return snprintf(answer, UPGRADE_BYTES_MAX,
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Accept: %s\r\n\r\n",
                    accept);
}

/* Reads the head of a masked frame; false while it is not whole. */
static inline int read_frame_head(const uint8_t *p, uint32_t count, struct frame *frame) {
    if (count < 6) return 0;
    *frame = (struct frame){.head = 6, .payload = p[1] & 127};
    if (frame->payload == 126) {
        if (count < 8) return 0;
        frame->payload = (uint64_t)p[2] << 8 | p[3];
        frame->head = 8;
    } else if (frame->payload == 127) {
        if (count < 14) return 0;
        frame->payload = 0;
        for (int i = 2; i < 10; i++) frame->payload = frame->payload << 8 | p[i];
        frame->head = 14;
    }
    return 1;
}

/* Turns the masked frame at `p` into the server's frame with the same payload, and returns its start.
 * A server's head is four bytes shorter, so the payload stays where it is. */
static inline uint8_t *answer_frame(uint8_t *p, const struct frame *frame) {
    uint8_t *payload = p + frame->head, first = p[0];
    uint64_t count = frame->payload;
    uint32_t mask;
    memcpy(&mask, payload - 4, 4);
    apply_mask(payload, count, mask);
    uint8_t *start = payload;
    if (count < 126) {
        *--start = (uint8_t)count;
    } else if (count < 65536) {
        *--start = (uint8_t)count;
        *--start = (uint8_t)(count >> 8);
        *--start = 126;
    } else {
        for (int i = 0; i < 8; i++) *--start = (uint8_t)(count >> (8 * i));
        *--start = 127;
    }
    *--start = first;
    return start;
}

#endif
