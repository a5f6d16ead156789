// Allocations of the calling thread so far; 0 for ever where a sanitizer owns malloc.
#pragma once
unsigned long allocation_count(void);
int allocation_count_works(void);
