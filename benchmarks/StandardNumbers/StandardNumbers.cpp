#include "StandardNumbers.h"

#include <charconv>

template <typename Value>
static size_t write(const Value *values, size_t count, char *room) {
    char *p = room;
    for (size_t i = 0; i < count; i++) {
        p = std::to_chars(p, p + 40, values[i]).ptr;
        *p++ = ',';
    }
    return p - room;
}

template <typename Value>
static size_t read(const char *text, const char *end, Value *values, size_t count) {
    const char *p = text;
    for (size_t i = 0; i < count; i++) {
        auto result = std::from_chars(p, end, values[i]);
        if (result.ec != std::errc()) return 0;
        p = result.ptr + 1;
    }
    return p - text;
}

size_t standardWriteDoubles(const double *v, size_t n, char *p) { return write(v, n, p); }
size_t standardWriteFloats(const float *v, size_t n, char *p) { return write(v, n, p); }
size_t standardWriteIntegers(const uint64_t *v, size_t n, char *p) { return write(v, n, p); }
size_t standardReadDoubles(const char *p, const char *e, double *v, size_t n) { return read(p, e, v, n); }
size_t standardReadFloats(const char *p, const char *e, float *v, size_t n) { return read(p, e, v, n); }
size_t standardReadIntegers(const char *p, const char *e, uint64_t *v, size_t n) { return read(p, e, v, n); }
