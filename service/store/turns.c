/* Whose turn it is: the slots of a pool are shared between clients, so that who asks much does not keep others waiting.
 *
 * A client may hold its share: a quarter of the slots stays for who holds none, the rest is divided by those who hold
 * some. Of those who wait, who holds least is next, among equals who came first. A slot is handed to who waits, not put
 * back for whoever is quickest. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "private.h"

struct waiter {
    pthread_cond_t handed;
    struct slot *slot;
    uint64_t client;
    struct waiter *next;
};

uint64_t turns_client(const char *name) {
    static const unsigned char key[crypto_shorthash_KEYBYTES] = {0};
    struct address address;
    uint64_t client;
    if (name == NULL) return TURNS_HOUSE;
    bool is_address = address_read(name, &address);
    if (is_address) address = address_of_site(&address);
    const unsigned char *bytes = is_address ? address.bytes : (const unsigned char *)name;
    crypto_shorthash((unsigned char *)&client, bytes, is_address ? sizeof address.bytes : strlen(name), key);
    return client == TURNS_HOUSE ? 1 : client;
}

void turns_open(struct turns *turns, int size) {
    pthread_mutex_init(&turns->lock, NULL);
    turns->size = size;
    if (size > 0) turns->slots = memory_zeroed((size_t)size, sizeof *turns->slots);
}

void turns_close(struct turns *turns) {
    free(turns->slots);
    pthread_mutex_destroy(&turns->lock);
}

/* ---- shares; with the lock held ---- */

static int held_by(const struct turns *turns, uint64_t client) {
    int held = 0;
    for (int i = 0; i < turns->size; i++) held += turns->slots[i].busy && turns->slots[i].client == client;
    return client == TURNS_HOUSE ? 0 : held;
}

static bool is_first_of_client(const struct turns *turns, int slot) {
    for (int i = 0; i < slot; i++)
        if (turns->slots[i].busy && turns->slots[i].client == turns->slots[slot].client) return false;
    return turns->slots[slot].busy && turns->slots[slot].client != TURNS_HOUSE;
}

static int share(const struct turns *turns) {
    int holders = 0, shared = turns->size - turns->size / 4;
    for (int i = 0; i < turns->size; i++) holders += is_first_of_client(turns, i);
    return holders == 0 ? shared : (shared + holders - 1) / holders;
}

static struct slot *free_slot(struct turns *turns) {
    struct slot *closed = NULL;
    for (int i = 0; i < turns->size; i++) {
        if (turns->slots[i].busy) continue;
        if (turns->slots[i].connection != NULL) return &turns->slots[i];
        if (closed == NULL) closed = &turns->slots[i];
    }
    return closed;
}

static bool may_take(const struct turns *turns, int held) { return held == 0 || held < share(turns); }

/* ---- the line ---- */

/* Where the next in line hangs; NULL when nobody waits. */
static struct waiter **next_in_line(struct turns *turns, int *held) {
    struct waiter **least = NULL;
    uint64_t counted = TURNS_HOUSE;
    int count = 0;
    *held = turns->size + 1;
    for (struct waiter **at = &turns->first; *at != NULL && *held > 0; at = &(*at)->next) {
        if ((*at)->client != counted || (*at)->client == TURNS_HOUSE) count = held_by(turns, (*at)->client);
        counted = (*at)->client;
        if (count >= *held) continue;
        *held = count;
        least = at;
    }
    return least;
}

static void take(struct slot *slot, uint64_t client) {
    slot->busy = true;
    slot->client = client;
}

static void leave_line(struct turns *turns, struct waiter **at) {
    struct waiter *waiter = *at;
    *at = waiter->next;
    if (turns->last == &waiter->next) turns->last = at;
}

static void hand_out(struct turns *turns) {
    for (;;) {
        int held;
        struct slot *slot = free_slot(turns);
        struct waiter **next = slot == NULL ? NULL : next_in_line(turns, &held);
        if (next == NULL || !may_take(turns, held)) return;
        struct waiter *waiter = *next;
        leave_line(turns, next);
        take(slot, waiter->client);
        waiter->slot = slot;
        pthread_cond_signal(&waiter->handed);
    }
}

static void join_line(struct turns *turns, struct waiter *waiter) {
    if (turns->last == NULL) turns->last = &turns->first;
    *turns->last = waiter;
    turns->last = &waiter->next;
}

static void give_up(struct turns *turns, struct waiter *waiter) {
    for (struct waiter **at = &turns->first; *at != NULL; at = &(*at)->next) {
        if (*at != waiter) continue;
        leave_line(turns, at);
        return;
    }
}

static struct slot *wait_in_line(struct turns *turns, uint64_t client, int64_t deadline_ms) {
    struct timespec deadline = {.tv_sec = deadline_ms / 1000, .tv_nsec = (deadline_ms % 1000) * 1000000};
    struct waiter waiter = {.client = client};
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&waiter.handed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    join_line(turns, &waiter);
    int failure = 0;
    while (waiter.slot == NULL && failure == 0)
        failure = pthread_cond_timedwait(&waiter.handed, &turns->lock, &deadline);
    if (waiter.slot == NULL) give_up(turns, &waiter);
    pthread_cond_destroy(&waiter.handed);
    return waiter.slot;
}

struct slot *turns_take(struct turns *turns, uint64_t client, int64_t deadline_ms) {
    pthread_mutex_lock(&turns->lock);
    struct slot *slot = free_slot(turns);
    if (slot != NULL && may_take(turns, held_by(turns, client)))
        take(slot, client);
    else
        slot = wait_in_line(turns, client, deadline_ms);
    pthread_mutex_unlock(&turns->lock);
    return slot;
}

void turns_give(struct turns *turns, struct slot *slot) {
    pthread_mutex_lock(&turns->lock);
    slot->busy = false;
    slot->idle_since_ms = clock_now_ms();
    hand_out(turns);
    pthread_mutex_unlock(&turns->lock);
}

struct store_state turns_state(struct turns *turns) {
    struct store_state state = {.most = turns->size};
    pthread_mutex_lock(&turns->lock);
    for (int i = 0; i < turns->size; i++) {
        state.open += atomic_load(&turns->slots[i].is_open);
        state.busy += turns->slots[i].busy;
    }
    for (const struct waiter *at = turns->first; at != NULL; at = at->next) state.waiting++;
    pthread_mutex_unlock(&turns->lock);
    return state;
}
