// The JSON lines as handed to `open`.
#pragma once

#include <cstddef>
#include <cstdint>

struct lines {
    const char *const *text;
    const uint32_t *size;
    size_t count;
};
