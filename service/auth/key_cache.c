/* The provider's keys in memory: read when first needed, anew when old or when a token names another key, and never
 * more often than the interval allows, so that invented kids cost the provider nothing. One thread reads; those who
 * have a usable key go on, the others wait for it. */
#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "token-private.h"

/* After a failure the next try need not wait for the whole interval. */
enum { RETRY_MS = 5000, STALE_FACTOR = 10 };

struct key_cache {
    const char *source;
    int64_t max_age_ms, max_stale_ms, interval_ms;
    pthread_mutex_t lock;
    pthread_cond_t read;
    struct key_set *set; /* NULL: none yet */
    int64_t read_at_ms, tried_at_ms;
    bool tried, failed, reading;
};

struct key_cache *key_cache_create(const struct token_rules *rules) {
    struct key_cache *cache = memory_zeroed(1, sizeof *cache);
    cache->source = rules->jwks;
    cache->max_age_ms = rules->keys_max_age_s * 1000;
    cache->max_stale_ms = cache->max_age_ms * STALE_FACTOR;
    cache->interval_ms = rules->keys_interval_s * 1000;
    pthread_mutex_init(&cache->lock, NULL);
    pthread_cond_init(&cache->read, NULL);
    return cache;
}

void key_cache_destroy(struct key_cache *cache) {
    if (cache == NULL) return;
    key_set_destroy(cache->set);
    pthread_cond_destroy(&cache->read);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

static struct key_set *read_set(const char *source) {
    size_t length;
    struct arena *arena = arena_create();
    const char *json = key_source_read(arena, source, &length);
    struct key_set *set = json == NULL ? NULL : key_set_read(json, length);
    if (json != NULL && set == NULL) log_warning("provider keys", "%s: holds no usable key", source);
    arena_destroy(arena);
    return set;
}

/* Called with the lock held; lets it go while reading. */
static void renew(struct key_cache *cache) {
    cache->reading = true;
    pthread_mutex_unlock(&cache->lock);
    struct key_set *set = read_set(cache->source);
    pthread_mutex_lock(&cache->lock);
    cache->reading = false;
    cache->tried = true;
    cache->failed = set == NULL;
    cache->tried_at_ms = clock_now_ms();
    if (set != NULL) {
        key_set_destroy(cache->set);
        cache->set = set;
        cache->read_at_ms = cache->tried_at_ms;
    }
    pthread_cond_broadcast(&cache->read);
}

static bool may_read(const struct key_cache *cache) {
    int64_t pause_ms = cache->failed && cache->interval_ms > RETRY_MS ? RETRY_MS : cache->interval_ms;
    return !cache->tried || clock_now_ms() - cache->tried_at_ms >= pause_ms;
}

/* The key, if there is one that may still be used; `fresh` when nobody need ask the provider. */
static EVP_PKEY *look(const struct key_cache *cache, const struct jws *jws, bool *fresh) {
    int64_t age_ms = clock_now_ms() - cache->read_at_ms;
    *fresh = cache->set != NULL && age_ms < cache->max_age_ms;
    return cache->set != NULL && age_ms < cache->max_stale_ms ? key_set_find(cache->set, jws) : NULL;
}

enum token_fault key_cache_find(struct key_cache *cache, const struct jws *jws, EVP_PKEY **key) {
    bool fresh, waited = false;
    pthread_mutex_lock(&cache->lock);
    EVP_PKEY *found = look(cache, jws, &fresh);
    while (found == NULL && cache->reading) {
        waited = true;
        pthread_cond_wait(&cache->read, &cache->lock);
        found = look(cache, jws, &fresh);
    }
    bool wanted = (found == NULL || !fresh) && !cache->reading && !waited;
    if (wanted && may_read(cache)) renew(cache);
    found = look(cache, jws, &fresh);
    if (found != NULL) EVP_PKEY_up_ref(found);
    bool unknown = found == NULL && cache->set != NULL && !cache->failed;
    pthread_mutex_unlock(&cache->lock);
    *key = found;
    return found != NULL ? TOKEN_GOOD : unknown ? TOKEN_NO_KEY : TOKEN_KEYS;
}
