/* What travels: one JSON object of exactly `options.size` bytes, so that any server may look into it.
 *
 *   {"at":"0011223344556677","seq":"00000000","by":"00000000","text":"xxxx…"}
 *
 * `at` is the sender's clock in nanoseconds, `seq` counts from 0 per sender; hexadecimal, because that is quick. */
#include <stdlib.h>
#include <string.h>

#include "../shared/mask.h"
#include "load.h"

enum { AT = 7, SEQUENCE = 32, SENDER = 48 };

static uint8_t *text;             /* a whole message; its head is written anew for each */
static uint8_t frame_head[FRAMING_BYTES_MAX];
static size_t frame_head_count;   /* without the mask */
static uint64_t mask_state;

/* xorshift64*: masks have to change, not to be secret. */
static uint32_t next_mask(void) {
    mask_state ^= mask_state >> 12;
    mask_state ^= mask_state << 25;
    mask_state ^= mask_state >> 27;
    return (uint32_t)(mask_state * 2685821657736338717u >> 32);
}

/* Eight hexadecimal digits at once. */
static void put_hex(uint8_t *p, uint32_t value) {
    uint64_t x = value;
    x = (x & 0xFFFF) << 32 | x >> 16;
    x = (x & 0x000000FF000000FFu) << 16 | (x & 0x0000FF000000FF00u) >> 8;
    x = (x & 0x000F000F000F000Fu) << 8 | (x & 0x00F000F000F000F0u) >> 4;
    uint64_t letters = (x + 0x0606060606060606u) >> 4 & 0x0101010101010101u;
    x += 0x3030303030303030u + letters * ('a' - '0' - 10);
    memcpy(p, &x, 8);
}

static void put_head(uint8_t *p, uint64_t at, uint64_t sequence, uint32_t sender) {
    memcpy(p, text, HEAD_BYTES);
    put_hex(p + AT, (uint32_t)(at >> 32));
    put_hex(p + AT + 8, (uint32_t)at);
    put_hex(p + SEQUENCE, (uint32_t)sequence);
    put_hex(p + SENDER, sender);
}

void messages_begin(void) {
    static const char head[] = "{\"at\":\"0000000000000000\",\"seq\":\"00000000\",\"by\":\"00000000\"";
    static const char key[] = ",\"text\":\"";
    size_t size = (size_t)options.size, lead = HEAD_BYTES + sizeof key - 1;
    text = malloc(size);
    /* The smallest have no room for a text: blanks, which JSON takes as well. */
    bool has_text = size >= lead + 2;
    memset(text, has_text ? 'x' : ' ', size);
    memcpy(text, head, HEAD_BYTES);
    if (has_text) {
        memcpy(text + HEAD_BYTES, key, sizeof key - 1);
        text[size - 2] = '"';
    }
    text[size - 1] = '}';
    mask_state = now() | 1;

    uint8_t *p = frame_head;
    *p++ = (uint8_t)(0x80 | (options.binary ? 2 : 1));
    if (size < 126) {
        *p++ = (uint8_t)(0x80 | size);
    } else if (size < 65536) {
        *p++ = 0x80 | 126;
        *p++ = (uint8_t)(size >> 8);
        *p++ = (uint8_t)size;
    } else {
        *p++ = 0x80 | 127;
        for (int i = 7; i >= 0; i--) *p++ = (uint8_t)((uint64_t)size >> (8 * i));
    }
    frame_head_count = (size_t)(p - frame_head);
}

uint8_t *put_message(uint8_t *p, uint64_t at, uint64_t sequence, uint32_t sender) {
    size_t size = (size_t)options.size;
    uint32_t mask = 0;
    if (options.framing == WEBSOCKET) {
        memcpy(p, frame_head, frame_head_count);
        p += frame_head_count;
        mask = next_mask();
        memcpy(p, &mask, 4);
        p += 4;
    }
    put_head(p, at, sequence, sender);
    memcpy(p + HEAD_BYTES, text + HEAD_BYTES, size - HEAD_BYTES);
    if (options.framing == WEBSOCKET) apply_mask(p, size, mask);
    p += size;
    if (options.framing == LINES) *p++ = '\n';
    return p;
}

bool is_message(const uint8_t *p, uint64_t at, uint64_t sequence, uint32_t sender) {
    uint8_t head[HEAD_BYTES];
    put_head(head, at, sequence, sender);
    return memcmp(p, head, HEAD_BYTES) == 0 &&
           memcmp(p + HEAD_BYTES, text + HEAD_BYTES, (size_t)options.size - HEAD_BYTES) == 0;
}

uint64_t message_time(const uint8_t *p) {
    uint64_t at = 0;
    for (int i = 0; i < 16; i++) {
        uint8_t c = p[AT + i];
        if (c >= '0' && c <= '9') at = at << 4 | (uint64_t)(c - '0');
        else if (c >= 'a' && c <= 'f') at = at << 4 | (uint64_t)(c - 'a' + 10);
        else return 0;
    }
    return at;
}
