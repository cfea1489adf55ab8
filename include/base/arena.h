/* Memory of one request (or one import row, one command): allocated piece by piece, released at once.
 *
 * Nothing taken from an arena is freed singly. What lives elsewhere (a database connection, a parsed JSON
 * tree) is handed over with arena_defer and released with the arena, last first, so that callers have no
 * clean-up code. Out of memory ends the process with a log line: a half-built reply is never sent. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_create(void);

/* Runs the deferred releases, then frees everything. NULL is allowed. */
void arena_destroy(struct arena *arena);

/* Forgets everything but the first block: for loops that reuse one arena, row by row. */
void arena_reset(struct arena *arena);

/* Zeroed and aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same as it comes: for what is written at once. */
void *arena_take(struct arena *arena, size_t size);

/* Room for `needed` items of `size` bytes each, the first `count` kept: `items` as long as its *room is enough, else
 * moved to at least twice the room. NULL with *room 0 is an array of none. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t needed, size_t *room, size_t size);

char *arena_strdup(struct arena *arena, const char *string);
char *arena_strndup(struct arena *arena, const char *string, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Calls release(object) when the arena is reset or destroyed. */
void arena_defer(struct arena *arena, void (*release)(void *object), void *object);

#endif
