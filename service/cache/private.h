/* What the files of cache share. */
#ifndef CACHE_PRIVATE_H
#define CACHE_PRIVATE_H

#include <stdatomic.h>

#include "cache/cache.h"

enum { CODING_COUNT = CODING_BROTLI + 1 };

/* A body made smaller. */
struct coded {
    size_t length;
    char data[];
};

/* One piece of memory holds the entry, its key, headers, etag and body. */
struct cache_entry {
    struct cache *cache;
    struct cache_entry *next;          /* in its bucket */
    struct cache_entry *older, *newer; /* by when it was asked for last */
    uint64_t hash, generation;
    const char *key;
    size_t key_length;
    size_t bytes; /* with what was coded */
    bool is_listed;
    atomic_long references; /* one of them is the list's */
    _Atomic(struct coded *) coded[CODING_COUNT];
    struct cache_reply reply;
};

/* coding.c: the body in that coding; NULL when it would be hardly smaller. */
struct coded *coding_make(enum cache_coding coding, const char *body, size_t length);

#endif
