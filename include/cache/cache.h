/* Replies kept for others who ask the same: by key, as long as what they were made of has not changed. Knows neither
 * HTTP nor SQL: who asks makes the key, who watches the data says what is still true.
 *
 * Correct first. A reply is kept, and served, only in the state of the data in which asking for it began, and only
 * while changes are sure to be told. Who asks what another is just finding out waits for it, when both began in one
 * state. The bytes of all that is kept are bounded; what was not asked for longest goes first. */
#ifndef CACHE_CACHE_H
#define CACHE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/parameter.h"

struct cache;
struct cache_entry;  /* a kept reply; whoever has one gives it back by cache_release */
struct cache_flight; /* the duty to find a reply out, for others too: ended by cache_finish */

/* A reply as every receiver gets it. */
struct cache_reply {
    const struct parameter *headers;
    size_t header_count;
    size_t again_count; /* of them, the first: what who has the body already is told */
    const char *etag;   /* of the body as it is */
    const char *body;
    size_t length;
};

/* How the body travels. */
enum cache_coding { CODING_IDENTITY, CODING_GZIP, CODING_BROTLI };

struct cache *cache_create(size_t most_bytes, long most_stale_s);

/* Nobody may have an entry or a flight any more. NULL is allowed. */
void cache_destroy(struct cache *cache);

/* ---- what is true ---- */

/* What was kept is out of date; so is what somebody is finding out now. Trust ends at that moment at the latest. */
void cache_change(struct cache *cache, int64_t until_ms);

/* Until that moment of clock_now_ms changes will be told; 0: none will, from now on. */
void cache_trust(struct cache *cache, int64_t until_ms);

/* ---- asking ---- */

enum cache_answer {
    CACHE_PASS, /* neither: find out, nothing will be kept */
    CACHE_HIT,  /* *entry is the reply */
    CACHE_LEAD  /* find out, and end *flight */
};

/* Waits for who is finding out the same until that moment at most. */
enum cache_answer cache_find(struct cache *cache, const char *key, size_t key_length, int64_t wait_until_ms,
                             struct cache_entry **entry, struct cache_flight **flight);

/* Ends a flight with its reply, which is copied; NULL when it is not for others. The reply as an entry, NULL when it is
 * too large for one. */
struct cache_entry *cache_finish(struct cache_flight *flight, const struct cache_reply *reply);

/* What was true when changes were last heard of; NULL while they are, and when that is longer ago than allowed. */
struct cache_entry *cache_find_stale(struct cache *cache, const char *key, size_t key_length, long *age_s);

const struct cache_reply *cache_reply_of(const struct cache_entry *entry);

/* The body in the wanted coding, made when it is first wanted; as it is when that is no smaller. Says which. */
enum cache_coding cache_body(struct cache_entry *entry, enum cache_coding wanted, const char **body, size_t *length);

void cache_release(struct cache_entry *entry);

/* ---- counting ---- */

struct cache_counts {
    uint64_t hits, misses, shared, passed,
        stale; /* of questions: kept, found out, waited for, nothing to keep, stale */
    uint64_t evictions, changes;
    size_t entries, bytes;
    bool is_trusted;
};

struct cache_counts cache_count(struct cache *cache);

#endif
