/* The code that chains audit events, and the keys it is made with. */
#ifndef STORE_AUDIT_PRIVATE_H
#define STORE_AUDIT_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { AUDIT_MOST_KEYS = 16, AUDIT_KEY_BYTES = 32, AUDIT_KEY_ID_SIZE = 17, AUDIT_MAC_SIZE = 65 };

struct audit_key {
    char id[AUDIT_KEY_ID_SIZE]; /* says which key it is and nothing about it */
    unsigned char bytes[AUDIT_KEY_BYTES];
};

/* The first one signs, the others only verify. */
struct audit_keys {
    struct audit_key keys[AUDIT_MOST_KEYS];
    size_t count; /* 0: none */
};

/* What an event's code is made of, in this order; rows of sql/queries/audit/audit_rows.sql begin with them, too. */
#define AUDIT_FIELDS(X)                                                                                                \
    X(CHAIN)                                                                                                           \
    X(SEQUENCE)                                                                                                        \
    X(KEY_ID)                                                                                                          \
    X(MUNICIPALITY)                                                                                                    \
    X(AT_US)                                                                                                           \
    X(ACTOR)                                                                                                           \
    X(ACTION)                                                                                                          \
    X(OBJECT)                                                                                                          \
    X(STATUS)                                                                                                          \
    X(BEFORE_HASH)                                                                                                     \
    X(AFTER_HASH)                                                                                                      \
    X(PREVIOUS_MAC)

enum audit_field {
#define X(name) AUDIT_##name,
    AUDIT_FIELDS(X)
#undef X
        AUDIT_FIELD_COUNT
};

/* HMAC-SHA256 in lower-case hexadecimal. Each field is preceded by its length in eight bytes, big-endian; all of them
 * ones is null. So no two events have the same bytes, whatever their texts hold. */
void audit_mac(const struct audit_key *key, const char *const fields[AUDIT_FIELD_COUNT], char mac[AUDIT_MAC_SIZE]);

/* Reads one key a line, 64 hexadecimal digits, the newest first. False with a cause when the file is not there, is open
 * to others, or holds anything else. */
bool audit_keys_read(const char *path, struct audit_keys *keys, struct error *err) must_check;

/* Makes the file with one random key, readable by its owner alone; leaves one that is there as it is. */
bool audit_keys_create(const char *path, bool *created, struct error *err) must_check;

/* NULL when the file no longer holds it. */
const struct audit_key *audit_key_find(const struct audit_keys *keys, const char *id);

#endif
