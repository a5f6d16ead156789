#include "fuzz_engine.h"

// There only with -sanitize=fuzzer, so that the package builds without it too.
extern int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*target)(const uint8_t *, size_t)) __attribute__((weak));

int fuzz_engine_run(int *argc, char ***argv, int (*target)(const uint8_t *, size_t)) {
    return LLVMFuzzerRunDriver ? LLVMFuzzerRunDriver(argc, argv, target) : -1;
}

// What libFuzzer's own `main` would call; ours comes first, so it never does.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    (void)bytes;
    (void)count;
    return -1;
}
