/* Appending to the audit trail. The key stays here: the database locks the chain and says where it stands, the code is
 * made in this process, the database appends. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "private.h"

enum { OBJECT_MOST_BYTES = 200 };

/* ---- the code ---- */

static void add_field(crypto_auth_hmacsha256_state *state, const char *value) {
    unsigned char length[8];
    size_t bytes = value == NULL ? 0 : strlen(value);
    for (size_t i = 0; i < sizeof length; i++)
        length[i] = (unsigned char)(value == NULL ? 0xFF : (uint64_t)bytes >> (8 * (sizeof length - 1 - i)));
    crypto_auth_hmacsha256_update(state, length, sizeof length);
    if (value != NULL) crypto_auth_hmacsha256_update(state, (const unsigned char *)value, bytes);
}

void audit_mac(const struct audit_key *key, const char *const fields[AUDIT_FIELD_COUNT], char mac[AUDIT_MAC_SIZE]) {
    unsigned char code[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key->bytes, sizeof key->bytes);
    add_field(&state, "tillit audit event");
    for (size_t i = 0; i < AUDIT_FIELD_COUNT; i++) add_field(&state, fields[i]);
    crypto_auth_hmacsha256_final(&state, code);
    sodium_bin2hex(mac, AUDIT_MAC_SIZE, code, sizeof code);
}

/* ---- one event ---- */

/* At most so many bytes, whole characters. */
static const char *shorten(struct arena *arena, const char *object) {
    size_t length = strlen(object);
    if (length <= OBJECT_MOST_BYTES) return object;
    for (length = OBJECT_MOST_BYTES; length > 0 && ((unsigned char)object[length] & 0xC0) == 0x80;) length--;
    return arena_strndup(arena, object, length);
}

static bool begin_event(struct db *db, const char *fields[AUDIT_FIELD_COUNT], struct error *err) {
    struct rows *rows;
    if (!store_run(db, SQL_AUDIT_BEGIN, NULL, 0, &rows, err)) return false;
    fields[AUDIT_CHAIN] = rows_value(rows, 0, AUDIT_START_CHAIN);
    fields[AUDIT_SEQUENCE] = rows_value(rows, 0, AUDIT_START_SEQUENCE);
    fields[AUDIT_MUNICIPALITY] = rows_value(rows, 0, AUDIT_START_MUNICIPALITY);
    fields[AUDIT_AT_US] = rows_value(rows, 0, AUDIT_START_AT_US);
    fields[AUDIT_ACTOR] = rows_value(rows, 0, AUDIT_START_ACTOR);
    fields[AUDIT_PREVIOUS_MAC] = rows_value(rows, 0, AUDIT_START_PREVIOUS_MAC);
    return true;
}

static bool append_event(struct db *db, const char *const fields[AUDIT_FIELD_COUNT], const char *mac,
                         struct error *err) {
    const char *const parameters[] = {fields[AUDIT_SEQUENCE],   fields[AUDIT_AT_US],  fields[AUDIT_ACTION],
                                      fields[AUDIT_OBJECT],     fields[AUDIT_STATUS], fields[AUDIT_BEFORE_HASH],
                                      fields[AUDIT_AFTER_HASH], fields[AUDIT_KEY_ID], mac};
    return store_run(db, SQL_AUDIT_APPEND, parameters, sizeof parameters / sizeof *parameters, NULL, err);
}

static const char *hash_text(struct arena *arena, const char *hash) {
    return hash == NULL ? NULL : text_lower(arena, hash);
}

bool store_audit(struct db *db, const struct audit_event *event, struct error *err) {
    const struct audit_key *key = &db->audit_keys->keys[0];
    const char *fields[AUDIT_FIELD_COUNT] = {
        [AUDIT_KEY_ID] = key->id,
        [AUDIT_ACTION] = event->action,
        [AUDIT_OBJECT] = shorten(db->arena, event->object),
        [AUDIT_STATUS] = arena_printf(db->arena, "%d", event->status),
        [AUDIT_BEFORE_HASH] = hash_text(db->arena, event->before_hash),
        [AUDIT_AFTER_HASH] = hash_text(db->arena, event->after_hash),
    };
    char *mac = arena_alloc(db->arena, AUDIT_MAC_SIZE);
    if (!audit_keys_ready(db->audit_keys, err) || !begin_event(db, fields, err)) return false;
    audit_mac(key, fields, mac);
    if (!append_event(db, fields, mac, err)) return false;
    db->audit_head = arena_printf(db->arena, "%s:%s:%s", fields[AUDIT_CHAIN], fields[AUDIT_SEQUENCE], mac);
    return true;
}

/* ---- with the key or without ---- */

bool store_check_audit_keys(const struct config *config, struct error *err) {
    struct audit_keys keys;
    if (*config->audit_key_file == '\0')
        return error_cause(err, PROBLEM_UNAVAILABLE, "TILLIT_AUDIT_KEY_FILE is not set: nothing can be written");
    bool good = audit_keys_read(config->audit_key_file, &keys, err);
    sodium_memzero(&keys, sizeof keys);
    return good;
}
