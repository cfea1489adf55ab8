/* Memory that is there: where none can be had the process ends with a log line, and another is started. So nobody
 * answers with half a reply, stores half a body, or takes a body that could not be read for one that is wrong. For what
 * outlives a request, and for libraries that ask who uses them for memory; a request's own lives in its arena
 * (base/arena.h). */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* As malloc, calloc, realloc and strdup; free releases all of them. */
void *memory_take(size_t size);
void *memory_zeroed(size_t count, size_t size);
void *memory_resize(void *old, size_t size);
char *memory_copy(const char *string);

/* `memory` as a library has given it, which gives NULL for nothing else than want of memory. */
void *memory_given(void *memory);

/* Ends the process: `size` bytes could not be had. */
_Noreturn void memory_out(size_t size);

#endif
