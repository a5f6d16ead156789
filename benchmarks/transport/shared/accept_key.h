/* SHA-1 and base64, just enough for the accept key of a WebSocket handshake. */
#ifndef ACCEPT_KEY_H
#define ACCEPT_KEY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { KEY_CHARACTERS = 24, ACCEPT_CHARACTERS = 28 };

static inline uint32_t sha1_rotate(uint32_t x, int n) { return x << n | x >> (32 - n); }

static inline void sha1_block(uint32_t h[5], const uint8_t *p) {
    uint32_t w[80];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 | (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
    for (int i = 16; i < 80; i++) w[i] = sha1_rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 80; i++) {
        uint32_t f, k;
        if (i < 20) f = (b & c) | (~b & d), k = 0x5A827999;
        else if (i < 40) f = b ^ c ^ d, k = 0x6ED9EBA1;
        else if (i < 60) f = (b & c) | (b & d) | (c & d), k = 0x8F1BBCDC;
        else f = b ^ c ^ d, k = 0xCA62C1D6;
        uint32_t t = sha1_rotate(a, 5) + f + e + k + w[i];
        e = d, d = c, c = sha1_rotate(b, 30), b = a, a = t;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

/* At most 119 bytes: two blocks. */
static inline void sha1(const uint8_t *p, size_t n, uint8_t digest[20]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    uint8_t padded[128] = {0};
    size_t total = n + 9 > 64 ? 128 : 64;
    memcpy(padded, p, n);
    padded[n] = 0x80;
    for (size_t i = 0; i < 8; i++) padded[total - 1 - i] = (uint8_t)((uint64_t)n * 8 >> (8 * i));
    for (size_t i = 0; i < total; i += 64) sha1_block(h, padded + i);
    for (int i = 0; i < 20; i++) digest[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}

/* Writes 4 * ceil(n / 3) characters and a zero. */
static inline void base64(const uint8_t *p, size_t n, char *out) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        uint32_t v = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);
        *out++ = digits[v >> 18];
        *out++ = digits[v >> 12 & 63];
        *out++ = i + 1 < n ? digits[v >> 6 & 63] : '=';
        *out++ = i + 2 < n ? digits[v & 63] : '=';
    }
    *out = 0;
}

/* The Sec-WebSocket-Accept for a Sec-WebSocket-Key of 24 characters. */
static inline void accept_key(const char *key, char accept[ACCEPT_CHARACTERS + 1]) {
    uint8_t both[60], digest[20];
    memcpy(both, key, KEY_CHARACTERS);
    memcpy(both + KEY_CHARACTERS, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 36);
    sha1(both, sizeof both, digest);
    base64(digest, sizeof digest, accept);
}

#endif
