/* The one end of a process that gets no memory. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

void memory_out(size_t size) {
    log_fatal("out of memory", "%zu bytes could not be had", size);
    abort();
}

void *memory_take(size_t size) {
    void *memory = malloc(size);
    if (memory == NULL && size > 0) memory_out(size);
    return memory;
}

void *memory_zeroed(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (memory == NULL && count > 0) memory_out(count * size);
    return memory;
}

void *memory_resize(void *old, size_t size) {
    void *memory = realloc(old, size);
    if (memory == NULL && size > 0) memory_out(size);
    return memory;
}

char *memory_copy(const char *string) {
    size_t size = strlen(string) + 1;
    return memcpy(memory_take(size), string, size);
}

void *memory_given(void *memory) {
    if (memory == NULL) memory_out(0);
    return memory;
}
