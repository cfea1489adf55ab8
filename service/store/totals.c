/* Totals of what everybody may read. A count belongs to the state of the data that it was made in, which is part of its
 * key: what is out of date is never found, and its place is taken when another count comes to it. */
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "private.h"

enum { TOTALS_MOST = 4096, KEY_BYTES = 16 };

struct total {
    unsigned char key[KEY_BYTES];
    long count;
};

struct totals {
    pthread_mutex_t lock;
    struct total kept[TOTALS_MOST];
};

struct totals *totals_create(void) {
    struct totals *totals = memory_zeroed(1, sizeof *totals);
    pthread_mutex_init(&totals->lock, NULL);
    return totals;
}

void totals_destroy(struct totals *totals) {
    pthread_mutex_destroy(&totals->lock);
    free(totals);
}

/* With its final zero byte, so that two texts are not one. */
static void add_text(crypto_generichash_state *hash, const char *text) {
    crypto_generichash_update(hash, (const unsigned char *)text, strlen(text) + 1);
}

static void key_of(const struct select *select, const char *state, unsigned char key[KEY_BYTES]) {
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, KEY_BYTES);
    add_text(&hash, state);
    add_text(&hash, select->sql.data);
    for (size_t i = 0; i < select->parameter_count; i++) add_text(&hash, select->parameters[i]);
    crypto_generichash_final(&hash, key, KEY_BYTES);
}

static struct total *place_of(struct totals *totals, const unsigned char key[KEY_BYTES]) {
    unsigned number;
    memcpy(&number, key, sizeof number);
    return &totals->kept[number % TOTALS_MOST];
}

bool totals_find(struct totals *totals, const struct select *select, const char *state, long *total) {
    unsigned char key[KEY_BYTES];
    key_of(select, state, key);
    pthread_mutex_lock(&totals->lock);
    const struct total *place = place_of(totals, key);
    bool found = memcmp(place->key, key, KEY_BYTES) == 0;
    *total = place->count;
    pthread_mutex_unlock(&totals->lock);
    return found;
}

void totals_keep(struct totals *totals, const struct select *select, const char *state, long total) {
    struct total kept = {.count = total};
    key_of(select, state, kept.key);
    pthread_mutex_lock(&totals->lock);
    *place_of(totals, kept.key) = kept;
    pthread_mutex_unlock(&totals->lock);
}
