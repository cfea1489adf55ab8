/* A chain of blocks, each twice the size of the one before; large pieces apart; a list of deferred releases. */
#include "base/arena.h"
#include "base/memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__) /* gcc */
#define IS_WATCHED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) /* clang */
#define IS_WATCHED
#endif
#endif

enum { FIRST_BLOCK = 8 * 1024, LARGEST_BLOCK = 1024 * 1024, ALIGNMENT = alignof(max_align_t) };
enum { MOST_PRINTED = 256 }; /* most of what is printed is no longer than this, and printed once */

/* Behind every piece stays a poisoned gap, so that writing past its end is seen. */
#if defined(IS_WATCHED)
#include <sanitizer/asan_interface.h>
enum { GAP = ALIGNMENT };
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
enum { GAP = 0 };
#endif

struct block {
    struct block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char data[];
};

struct deferred {
    struct deferred *next;
    void (*release)(void *object);
    void *object;
};

struct arena {
    struct block *newest;
    struct block *large; /* blocks of one piece each, so that smaller pieces still go into the newest */
    struct deferred *deferred;
};

static struct block *block_create(size_t size) {
    struct block *block = memory_take(sizeof *block + size);
    block->next = NULL;
    block->size = size;
    block->used = 0;
    ASAN_POISON_MEMORY_REGION(block->data, size);
    return block;
}

static void block_free(struct block *block) {
    ASAN_UNPOISON_MEMORY_REGION(block->data, block->size);
    free(block);
}

struct arena *arena_create(void) {
    struct arena *arena = memory_zeroed(1, sizeof *arena);
    arena->newest = block_create(FIRST_BLOCK);
    return arena;
}

static void run_deferred(struct arena *arena) {
    while (arena->deferred != NULL) {
        struct deferred *last = arena->deferred;
        arena->deferred = last->next;
        last->release(last->object);
    }
}

static void free_newest(struct block **newest) {
    struct block *block = *newest;
    *newest = block->next;
    block_free(block);
}

void arena_reset(struct arena *arena) {
    run_deferred(arena);
    while (arena->newest->next != NULL) free_newest(&arena->newest);
    while (arena->large != NULL) free_newest(&arena->large);
    arena->newest->used = 0;
    ASAN_POISON_MEMORY_REGION(arena->newest->data, arena->newest->size);
}

void arena_destroy(struct arena *arena) {
    if (arena == NULL) return;
    arena_reset(arena);
    block_free(arena->newest);
    free(arena);
}

static struct block *block_before(struct block **newest, size_t size) {
    struct block *fresh = block_create(size);
    fresh->next = *newest;
    return *newest = fresh;
}

/* The block that a piece goes into. */
static struct block *block_for(struct arena *arena, size_t size) {
    struct block *block = arena->newest;
    if (block->size - block->used >= size) return block;
    size_t larger = block->size < LARGEST_BLOCK ? block->size * 2 : LARGEST_BLOCK;
    return size > larger ? block_before(&arena->large, size) : block_before(&arena->newest, larger);
}

void *arena_take(struct arena *arena, size_t size) {
    if (size > SIZE_MAX / 4) memory_out(size);
    size_t rounded = (size + GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *block = block_for(arena, rounded);
    void *memory = block->data + block->used;
    block->used += rounded;
    ASAN_UNPOISON_MEMORY_REGION(memory, size);
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size) { return memset(arena_take(arena, size), 0, size); }

char *arena_strndup(struct arena *arena, const char *string, size_t length) {
    char *copy = arena_alloc(arena, length + 1);
    memcpy(copy, string, length);
    return copy;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t needed, size_t *room, size_t size) {
    if (needed <= *room) return items;
    *room = needed > 2 * *room ? needed : 2 * *room;
    void *moved = arena_alloc(arena, *room * size);
    if (count > 0) memcpy(moved, items, count * size);
    return moved;
}

char *arena_strdup(struct arena *arena, const char *string) { return arena_strndup(arena, string, strlen(string)); }

char *arena_printf(struct arena *arena, const char *format, ...) {
    va_list arguments, again;
    char most[MOST_PRINTED];
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(most, sizeof most, format, arguments);
    va_end(arguments);
    char *string = arena_alloc(arena, (size_t)(length < 0 ? 0 : length) + 1);
    if (length > 0 && (size_t)length < sizeof most)
        memcpy(string, most, (size_t)length);
    else if (length > 0)
        vsnprintf(string, (size_t)length + 1, format, again);
    va_end(again);
    return string;
}

void arena_defer(struct arena *arena, void (*release)(void *object), void *object) {
    struct deferred *deferred = arena_alloc(arena, sizeof *deferred);
    deferred->release = release;
    deferred->object = object;
    deferred->next = arena->deferred;
    arena->deferred = deferred;
}
