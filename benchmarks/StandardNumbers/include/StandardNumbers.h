// What C++ does with the same numbers: std::to_chars and std::from_chars over whole arrays.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

size_t standardWriteDoubles(const double *values, size_t count, char *room);
size_t standardWriteFloats(const float *values, size_t count, char *room);
size_t standardWriteIntegers(const uint64_t *values, size_t count, char *room);
/// Texts follow each other with one byte between; return the number of bytes read.
size_t standardReadDoubles(const char *text, const char *end, double *values, size_t count);
size_t standardReadFloats(const char *text, const char *end, float *values, size_t count);
size_t standardReadIntegers(const char *text, const char *end, uint64_t *values, size_t count);

#ifdef __cplusplus
}
#endif
