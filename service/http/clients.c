/* A table of clients by hash, one lock. The quota is kept as one moment: when all of it will be there again (the
 * generic cell rate algorithm of ITU-T I.371). */
#include "base/memory.h"
#include "clients-private.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { CHAINS = 4096, MOST_CLIENTS = 65536 };

static const int64_t minute_us = 60 * 1000000L, second_us = 1000000;

struct client {
    struct client *next;
    struct client_id id;
    size_t held;
    int64_t full_us; /* when nothing of the quota is used any more */
};

struct clients {
    pthread_mutex_t lock;
    unsigned char secret[crypto_shorthash_KEYBYTES]; /* nobody can aim at one chain */
    struct client *chains[CHAINS];
    size_t count;
};

struct client_id client_of_address(enum share share, const struct address *address) {
    struct client_id id = {.share = share};
    struct address site = address_of_site(address);
    memcpy(id.bytes, site.bytes, sizeof id.bytes);
    return id;
}

struct client_id client_of_account(const char *account) {
    struct client_id id = {.share = SHARE_KEY};
    crypto_generichash(id.bytes, sizeof id.bytes, (const unsigned char *)account, strlen(account), NULL, 0);
    return id;
}

struct clients *clients_create(void) {
    struct clients *clients = memory_zeroed(1, sizeof *clients);
    pthread_mutex_init(&clients->lock, NULL);
    crypto_shorthash_keygen(clients->secret);
    return clients;
}

void clients_destroy(struct clients *clients) {
    if (clients == NULL) return;
    for (size_t i = 0; i < CHAINS; i++)
        for (struct client *client = clients->chains[i], *next; client != NULL; client = next) {
            next = client->next;
            free(client);
        }
    pthread_mutex_destroy(&clients->lock);
    free(clients);
}

static bool is_same(const struct client_id *a, const struct client_id *b) {
    return a->share == b->share && memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static struct client **chain_of(struct clients *clients, const struct client_id *id) {
    unsigned char hash[crypto_shorthash_BYTES];
    crypto_shorthash(hash, id->bytes, sizeof id->bytes, clients->secret);
    return &clients->chains[(hash[0] | (size_t)hash[1] << 8) % CHAINS];
}

static struct client *find(struct clients *clients, const struct client_id *id) {
    for (struct client *client = *chain_of(clients, id); client != NULL; client = client->next)
        if (is_same(&client->id, id)) return client;
    return NULL;
}

/* Whoever has nothing in hand and nothing used up is as good as new. */
static void forget_idle(struct clients *clients, struct client **place, int64_t now_us) {
    while (*place != NULL) {
        struct client *client = *place;
        if (client->held > 0 || client->full_us > now_us) {
            place = &client->next;
            continue;
        }
        *place = client->next;
        free(client);
        clients->count--;
    }
}

static struct client *find_or_add(struct clients *clients, const struct client_id *id, int64_t now_us) {
    struct client *client = find(clients, id);
    if (client != NULL) return client;
    struct client **chain = chain_of(clients, id);
    forget_idle(clients, chain, now_us);
    if (clients->count == MOST_CLIENTS) return NULL;
    client = memory_zeroed(1, sizeof *client);
    client->id = *id;
    client->next = *chain;
    *chain = client;
    clients->count++;
    return client;
}

struct client *clients_enter(struct clients *clients, const struct client_id *id) {
    pthread_mutex_lock(&clients->lock);
    /* at the time 0 only those go who have never used anything up */
    struct client *client = find_or_add(clients, id, 0);
    if (client != NULL) client->held++;
    pthread_mutex_unlock(&clients->lock);
    return client;
}

void clients_leave(struct clients *clients, struct client *client) {
    if (client == NULL) return;
    pthread_mutex_lock(&clients->lock);
    client->held--;
    pthread_mutex_unlock(&clients->lock);
}

size_t clients_held(struct clients *clients, const struct client_id *id) {
    pthread_mutex_lock(&clients->lock);
    const struct client *client = find(clients, id);
    size_t held = client == NULL ? 0 : client->held;
    pthread_mutex_unlock(&clients->lock);
    return held;
}

static int in_seconds(int64_t us) { return us <= 0 ? 0 : (int)((us + second_us - 1) / second_us); }

/* Whether `cost` more may be used by a quota of which `used` are used, all in microseconds of flowing back. */
static bool settle(int64_t *used, int64_t cost, int64_t each, struct quota *quota) {
    int64_t missing = *used + cost - minute_us;
    if (missing <= 0) *used += cost;
    if (*used < 0) *used = 0;
    quota->remaining = (long)((minute_us - *used) / each);
    quota->reset_s = in_seconds(*used);
    quota->wait_s = in_seconds(missing);
    return missing <= 0;
}

bool clients_use(struct clients *clients, const struct client_id *id, long per_minute, int count, int64_t now_us,
                 struct quota *quota) {
    int64_t each = minute_us / per_minute;
    *quota = (struct quota){.most = per_minute, .remaining = per_minute};
    pthread_mutex_lock(&clients->lock);
    struct client *client = find_or_add(clients, id, now_us);
    int64_t used = client == NULL || client->full_us < now_us ? 0 : client->full_us - now_us;
    bool is_there = settle(&used, count * each, each, quota);
    if (client != NULL) client->full_us = now_us + used;
    pthread_mutex_unlock(&clients->lock);
    return is_there;
}
