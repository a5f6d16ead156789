#pragma once
#include <stddef.h>
#include <stdint.h>

/// Hands `argv` and the target to libFuzzer and returns its exit code; -1 if the program was linked without it.
int fuzz_engine_run(int *argc, char ***argv, int (*target)(const uint8_t *bytes, size_t count));
