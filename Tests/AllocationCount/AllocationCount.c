// Stands in front of glibc's malloc in the test executable and counts, per thread.
#include "AllocationCount.h"
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

static __thread unsigned long count;

unsigned long allocation_count(void) { return count; }

#ifdef SANITIZED
int allocation_count_works(void) { return 0; }
#else
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

int allocation_count_works(void) { return 1; }

void *malloc(size_t size) {
    count++;
    return __libc_malloc(size);
}
void *calloc(size_t n, size_t size) {
    count++;
    return __libc_calloc(n, size);
}
void *realloc(void *p, size_t size) {
    count++;
    return __libc_realloc(p, size);
}
void *aligned_alloc(size_t alignment, size_t size) {
    count++;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void **p, size_t alignment, size_t size) {
    count++;
    *p = __libc_memalign(alignment, size);
    return *p ? 0 : 12;
}
#endif
