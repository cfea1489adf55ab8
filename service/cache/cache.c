/* A table of entries with chains, a list of them by use, the flights under way; one lock for all of it, held shortly.
 */
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "private.h"

/* One reply may take a part of the whole, and no more than so much. */
enum { LARGEST_PART = 8, LARGEST_BYTES = 2 * 1024 * 1024 };
/* Chains stay short at the usual size of a reply. */
enum { BYTES_A_BUCKET = 4096, FEWEST_BUCKETS = 64, MOST_BUCKETS = 1024 * 1024, FLIGHT_BUCKETS = 256 };

struct cache_flight {
    struct cache *cache;
    struct cache_flight *next;
    uint64_t hash, generation;
    char *key;
    size_t key_length;
    pthread_cond_t ended;
    bool has_ended;
    int waiting;
    struct cache_entry *entry; /* for those who wait */
};

struct cache {
    pthread_mutex_t lock;
    unsigned char hash_key[crypto_shorthash_KEYBYTES]; /* nobody can make keys that fall into one chain */
    size_t most_bytes;
    int64_t most_stale_ms;
    uint64_t generation;
    int64_t trusted_until_ms, lost_ms; /* lost_ms: since when nothing is told, 0 while it is */
    struct cache_entry **buckets;
    size_t bucket_count; /* a power of two */
    struct cache_entry *newest, *oldest;
    struct cache_flight *flights[FLIGHT_BUCKETS];
    struct cache_counts counts;
};

struct cache *cache_create(size_t most_bytes, long most_stale_s) {
    struct cache *cache = memory_zeroed(1, sizeof *cache);
    if (sodium_init() < 0) abort();
    pthread_mutex_init(&cache->lock, NULL);
    crypto_shorthash_keygen(cache->hash_key);
    cache->most_bytes = most_bytes;
    cache->most_stale_ms = (int64_t)most_stale_s * 1000;
    cache->bucket_count = FEWEST_BUCKETS;
    while (cache->bucket_count < MOST_BUCKETS && cache->bucket_count < most_bytes / BYTES_A_BUCKET)
        cache->bucket_count *= 2;
    cache->buckets = memory_zeroed(cache->bucket_count, sizeof(struct cache_entry *));
    return cache;
}

/* ---- entries ---- */

static char *put(char **at, const void *bytes, size_t length) {
    char *place = *at;
    memcpy(place, bytes, length);
    *at += length;
    return place;
}

static char *put_text(char **at, const char *text) { return put(at, text, strlen(text) + 1); }

static size_t size_of(size_t key_length, const struct cache_reply *reply) {
    size_t size = sizeof(struct cache_entry) + reply->header_count * sizeof *reply->headers + key_length +
                  strlen(reply->etag) + 1 + reply->length;
    for (size_t i = 0; i < reply->header_count; i++)
        size += strlen(reply->headers[i].name) + strlen(reply->headers[i].value) + 2;
    return size;
}

/* With one reference, the caller's; NULL when it is too large or memory is short. */
static struct cache_entry *entry_create(const struct cache_flight *flight, const struct cache_reply *reply) {
    struct cache *cache = flight->cache;
    size_t bytes = size_of(flight->key_length, reply);
    if (bytes > LARGEST_BYTES || bytes > cache->most_bytes / LARGEST_PART) return NULL;
    struct cache_entry *entry = malloc(bytes);
    if (entry == NULL) return NULL;
    *entry = (struct cache_entry){.cache = cache,
                                  .hash = flight->hash,
                                  .generation = flight->generation,
                                  .key_length = flight->key_length,
                                  .bytes = bytes,
                                  .reply = *reply};
    struct parameter *headers = (struct parameter *)(entry + 1);
    char *at = (char *)(headers + reply->header_count);
    for (size_t i = 0; i < reply->header_count; i++) {
        headers[i].name = put_text(&at, reply->headers[i].name);
        headers[i].value = put_text(&at, reply->headers[i].value);
    }
    entry->reply.headers = headers;
    entry->reply.etag = put_text(&at, reply->etag);
    entry->reply.body = put(&at, reply->body, reply->length);
    entry->key = put(&at, flight->key, flight->key_length);
    atomic_init(&entry->references, 1);
    return entry;
}

static struct cache_entry *hold(struct cache_entry *entry) {
    atomic_fetch_add_explicit(&entry->references, 1, memory_order_relaxed);
    return entry;
}

static void drop_coded(struct cache_entry *entry);

void cache_release(struct cache_entry *entry) {
    if (entry == NULL || atomic_fetch_sub_explicit(&entry->references, 1, memory_order_acq_rel) > 1) return;
    drop_coded(entry);
    free(entry);
}

const struct cache_reply *cache_reply_of(const struct cache_entry *entry) { return &entry->reply; }

/* ---- the list by use; the lock is held ---- */

static void unlink_use(struct cache *cache, struct cache_entry *entry) {
    if (entry->newer != NULL) entry->newer->older = entry->older;
    if (entry->older != NULL) entry->older->newer = entry->newer;
    if (cache->newest == entry) cache->newest = entry->older;
    if (cache->oldest == entry) cache->oldest = entry->newer;
    entry->newer = entry->older = NULL;
}

static void link_use(struct cache *cache, struct cache_entry *entry) {
    entry->older = cache->newest;
    if (cache->newest != NULL) cache->newest->newer = entry;
    cache->newest = entry;
    if (cache->oldest == NULL) cache->oldest = entry;
}

static void note_use(struct cache *cache, struct cache_entry *entry) {
    if (cache->newest == entry) return;
    unlink_use(cache, entry);
    link_use(cache, entry);
}

/* ---- the table; the lock is held ---- */

static struct cache_entry **bucket_of(struct cache *cache, uint64_t hash) {
    return &cache->buckets[hash & (cache->bucket_count - 1)];
}

static struct cache_entry *find_entry(struct cache *cache, uint64_t hash, const char *key, size_t length) {
    struct cache_entry *entry = *bucket_of(cache, hash);
    while (entry != NULL &&
           (entry->hash != hash || entry->key_length != length || memcmp(entry->key, key, length) != 0))
        entry = entry->next;
    return entry;
}

static void remove_entry(struct cache *cache, struct cache_entry *entry) {
    struct cache_entry **at = bucket_of(cache, entry->hash);
    while (*at != entry) at = &(*at)->next;
    *at = entry->next;
    unlink_use(cache, entry);
    entry->is_listed = false;
    cache->counts.entries--;
    cache->counts.bytes -= entry->bytes;
    cache_release(entry);
}

static void make_room(struct cache *cache) {
    while (cache->counts.bytes > cache->most_bytes && cache->oldest != NULL) {
        remove_entry(cache, cache->oldest);
        cache->counts.evictions++;
    }
}

static void add_entry(struct cache *cache, struct cache_entry *entry) {
    struct cache_entry *same = find_entry(cache, entry->hash, entry->key, entry->key_length);
    if (same != NULL) remove_entry(cache, same);
    struct cache_entry **bucket = bucket_of(cache, entry->hash);
    entry->next = *bucket;
    *bucket = hold(entry);
    entry->is_listed = true;
    link_use(cache, entry);
    cache->counts.entries++;
    cache->counts.bytes += entry->bytes;
    make_room(cache);
}

void cache_destroy(struct cache *cache) {
    if (cache == NULL) return;
    while (cache->oldest != NULL) remove_entry(cache, cache->oldest);
    pthread_mutex_destroy(&cache->lock);
    free(cache->buckets);
    free(cache);
}

/* ---- what is true ---- */

void cache_change(struct cache *cache, int64_t until_ms) {
    pthread_mutex_lock(&cache->lock);
    cache->generation++;
    if (until_ms < cache->trusted_until_ms) cache->trusted_until_ms = until_ms;
    cache->counts.changes++;
    pthread_mutex_unlock(&cache->lock);
}

void cache_trust(struct cache *cache, int64_t until_ms) {
    int64_t now_ms = clock_now_ms();
    pthread_mutex_lock(&cache->lock);
    cache->trusted_until_ms = until_ms;
    if (until_ms != 0)
        cache->lost_ms = 0;
    else if (cache->lost_ms == 0)
        cache->lost_ms = now_ms;
    pthread_mutex_unlock(&cache->lock);
}

static bool is_trusted(const struct cache *cache) { return clock_now_ms() < cache->trusted_until_ms; }

/* ---- flights; the lock is held ---- */

static struct cache_flight *find_flight(struct cache *cache, uint64_t hash, const char *key, size_t length) {
    struct cache_flight *flight = cache->flights[hash % FLIGHT_BUCKETS];
    while (flight != NULL && (flight->generation != cache->generation || flight->key_length != length ||
                              memcmp(flight->key, key, length) != 0))
        flight = flight->next;
    return flight;
}

static struct cache_flight *start_flight(struct cache *cache, uint64_t hash, const char *key, size_t length) {
    struct cache_flight *flight = memory_zeroed(1, sizeof *flight);
    char *own = memory_take(length);
    memcpy(own, key, length);
    struct cache_flight **bucket = &cache->flights[hash % FLIGHT_BUCKETS];
    *flight = (struct cache_flight){.cache = cache,
                                    .next = *bucket,
                                    .hash = hash,
                                    .generation = cache->generation,
                                    .key = own,
                                    .key_length = length};
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&flight->ended, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *bucket = flight;
    return flight;
}

static void unlink_flight(struct cache *cache, struct cache_flight *flight) {
    struct cache_flight **at = &cache->flights[flight->hash % FLIGHT_BUCKETS];
    while (*at != flight) at = &(*at)->next;
    *at = flight->next;
}

/* By whoever is last: the leader when nobody waits, else the last who waited. */
static void free_flight(struct cache_flight *flight) {
    pthread_cond_destroy(&flight->ended);
    free(flight->key);
    free(flight);
}

/* Nobody wrote between the leader's beginning and ours: its reply is true for us, whatever was written since. */
static struct cache_entry *wait_for(struct cache *cache, struct cache_flight *flight, int64_t until_ms) {
    const struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000};
    int waited = 0;
    flight->waiting++;
    while (!flight->has_ended && waited == 0) waited = pthread_cond_timedwait(&flight->ended, &cache->lock, &until);
    struct cache_entry *entry = flight->entry;
    bool is_last = --flight->waiting == 0 && flight->has_ended;
    if (is_last)
        free_flight(flight); /* what it held is ours now */
    else if (entry != NULL)
        hold(entry);
    return entry;
}

/* ---- asking ---- */

static uint64_t hash_of(const struct cache *cache, const char *key, size_t length) {
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)key, length, cache->hash_key);
    return hash;
}

static enum cache_answer count(uint64_t *counter, enum cache_answer answer) {
    ++*counter;
    return answer;
}

static enum cache_answer find(struct cache *cache, uint64_t hash, const char *key, size_t length, int64_t until_ms,
                              struct cache_entry **entry, struct cache_flight **flight) {
    struct cache_counts *counts = &cache->counts;
    if (!is_trusted(cache)) return count(&counts->passed, CACHE_PASS);
    struct cache_entry *kept = find_entry(cache, hash, key, length);
    if (kept != NULL && kept->generation == cache->generation) {
        note_use(cache, kept);
        *entry = hold(kept);
        return count(&counts->hits, CACHE_HIT);
    }
    struct cache_flight *others = find_flight(cache, hash, key, length);
    if (others == NULL) {
        *flight = start_flight(cache, hash, key, length);
        return count(&counts->misses, CACHE_LEAD);
    }
    *entry = wait_for(cache, others, until_ms);
    return *entry == NULL ? count(&counts->passed, CACHE_PASS) : count(&counts->shared, CACHE_HIT);
}

enum cache_answer cache_find(struct cache *cache, const char *key, size_t key_length, int64_t wait_until_ms,
                             struct cache_entry **entry, struct cache_flight **flight) {
    uint64_t hash = hash_of(cache, key, key_length);
    *entry = NULL;
    *flight = NULL;
    pthread_mutex_lock(&cache->lock);
    enum cache_answer answer = find(cache, hash, key, key_length, wait_until_ms, entry, flight);
    pthread_mutex_unlock(&cache->lock);
    return answer;
}

struct cache_entry *cache_finish(struct cache_flight *flight, const struct cache_reply *reply) {
    struct cache *cache = flight->cache;
    struct cache_entry *entry = reply == NULL ? NULL : entry_create(flight, reply);
    pthread_mutex_lock(&cache->lock);
    unlink_flight(cache, flight);
    if (entry != NULL && flight->generation == cache->generation && is_trusted(cache)) add_entry(cache, entry);
    flight->has_ended = true;
    if (flight->waiting == 0) {
        free_flight(flight);
    } else {
        flight->entry = entry == NULL ? NULL : hold(entry);
        pthread_cond_broadcast(&flight->ended);
    }
    pthread_mutex_unlock(&cache->lock);
    return entry;
}

/* What is known to be out of date is not served: only what was true when nothing more was heard. */
static struct cache_entry *find_stale(struct cache *cache, uint64_t hash, const char *key, size_t length, long *age_s) {
    int64_t age_ms = clock_now_ms() - cache->lost_ms;
    if (cache->lost_ms == 0 || age_ms > cache->most_stale_ms) return NULL;
    struct cache_entry *kept = find_entry(cache, hash, key, length);
    if (kept == NULL || kept->generation != cache->generation) return NULL;
    cache->counts.stale++;
    *age_s = (long)(age_ms / 1000);
    return hold(kept);
}

struct cache_entry *cache_find_stale(struct cache *cache, const char *key, size_t key_length, long *age_s) {
    uint64_t hash = hash_of(cache, key, key_length);
    pthread_mutex_lock(&cache->lock);
    struct cache_entry *entry = find_stale(cache, hash, key, key_length, age_s);
    pthread_mutex_unlock(&cache->lock);
    return entry;
}

/* ---- codings ---- */

/* Stands where a coding is being made, or is not worth it: the body goes as it is. */
static struct coded no_gain;

static void drop_coded(struct cache_entry *entry) {
    for (int i = 0; i < CODING_COUNT; i++) {
        struct coded *coded = atomic_load(&entry->coded[i]);
        if (coded != &no_gain) free(coded);
    }
}

/* The first who wants it makes it; others do not wait. */
static void make_coded(struct cache_entry *entry, enum cache_coding coding) {
    struct coded *expected = NULL;
    if (!atomic_compare_exchange_strong(&entry->coded[coding], &expected, &no_gain)) return;
    struct coded *coded = coding_make(coding, entry->reply.body, entry->reply.length);
    if (coded == NULL) return;
    atomic_store(&entry->coded[coding], coded);
    struct cache *cache = entry->cache;
    pthread_mutex_lock(&cache->lock);
    entry->bytes += coded->length;
    if (entry->is_listed) {
        cache->counts.bytes += coded->length;
        make_room(cache);
    }
    pthread_mutex_unlock(&cache->lock);
}

enum cache_coding cache_body(struct cache_entry *entry, enum cache_coding wanted, const char **body, size_t *length) {
    *body = entry->reply.body;
    *length = entry->reply.length;
    if (wanted == CODING_IDENTITY) return CODING_IDENTITY;
    if (atomic_load(&entry->coded[wanted]) == NULL) make_coded(entry, wanted);
    const struct coded *coded = atomic_load(&entry->coded[wanted]);
    if (coded == &no_gain) return CODING_IDENTITY;
    *body = coded->data;
    *length = coded->length;
    return wanted;
}

/* ---- counting ---- */

struct cache_counts cache_count(struct cache *cache) {
    pthread_mutex_lock(&cache->lock);
    struct cache_counts counts = cache->counts;
    counts.is_trusted = is_trusted(cache);
    pthread_mutex_unlock(&cache->lock);
    return counts;
}
