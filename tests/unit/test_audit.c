/* The code of an audit event: every field counts, wherever its bytes could be moved to; and the file of its keys. */
#include <criterion/criterion.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/audit-private.h"

static struct audit_key counting_key(void) {
    struct audit_key key = {.id = "0123456789abcdef"};
    for (size_t i = 0; i < sizeof key.bytes; i++) key.bytes[i] = (unsigned char)i;
    return key;
}

static const char *const event[AUDIT_FIELD_COUNT] = {
    [AUDIT_CHAIN] = "se-9901",
    [AUDIT_SEQUENCE] = "2",
    [AUDIT_KEY_ID] = "0123456789abcdef",
    [AUDIT_MUNICIPALITY] = "se-9901",
    [AUDIT_AT_US] = "1744264800000000",
    [AUDIT_ACTOR] = "key-07b3d2f4",
    [AUDIT_ACTION] = "change",
    [AUDIT_OBJECT] = "/tillit/v1/plans/pl-norr",
    [AUDIT_STATUS] = "200",
    [AUDIT_BEFORE_HASH] = NULL,
    [AUDIT_AFTER_HASH] = "",
    [AUDIT_PREVIOUS_MAC] = "00ff",
};

static bool differs(const char *const changed[AUDIT_FIELD_COUNT]) {
    char mac[AUDIT_MAC_SIZE], other[AUDIT_MAC_SIZE];
    struct audit_key key = counting_key();
    audit_mac(&key, event, mac);
    audit_mac(&key, changed, other);
    return strcmp(mac, other) != 0;
}

/* Computed apart from this program: Python's hmac over struct.pack(">Q", length) + bytes of each field. */
Test(audit, makes_the_code_that_others_make) {
    char mac[AUDIT_MAC_SIZE];
    struct audit_key key = counting_key();
    audit_mac(&key, event, mac);
    cr_expect_str_eq(mac, "178b7a30ef4dd85e613a3bdd5d0ab2d306b651be20eba4cba5d79ae8041f0f26");
}

Test(audit, counts_every_field) {
    for (size_t i = 0; i < AUDIT_FIELD_COUNT; i++) {
        const char *changed[AUDIT_FIELD_COUNT];
        memcpy(changed, event, sizeof changed);
        changed[i] = "9";
        cr_expect(differs(changed), "field %zu", i);
        changed[i] = event[i] == NULL ? "" : NULL;
        cr_expect(differs(changed), "field %zu: null is not empty", i);
    }
}

/* The same bytes, cut in another place. */
Test(audit, keeps_fields_apart) {
    for (size_t i = 0; i + 1 < AUDIT_FIELD_COUNT; i++) {
        const char *changed[AUDIT_FIELD_COUNT];
        char longer[100];
        if (event[i] == NULL || event[i + 1] == NULL || *event[i + 1] == '\0') continue;
        memcpy(changed, event, sizeof changed);
        snprintf(longer, sizeof longer, "%s%c", event[i], *event[i + 1]);
        changed[i] = longer;
        changed[i + 1] = event[i + 1] + 1;
        cr_expect(differs(changed), "between field %zu and the next", i);
    }
}

Test(audit, depends_on_the_key) {
    char mac[AUDIT_MAC_SIZE], other[AUDIT_MAC_SIZE];
    struct audit_key key = counting_key();
    audit_mac(&key, event, mac);
    key.bytes[31] ^= 1;
    audit_mac(&key, event, other);
    cr_expect_str_neq(mac, other);
}

/* ---- the file ---- */

#define KEY_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define KEY_B "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static const struct {
    const char *name, *content;
    mode_t mode;
    size_t keys; /* 0: refused */
} files[] = {
    {"one key", KEY_A "\n", 0600, 1},
    {"without the last line's end", KEY_A, 0600, 1},
    {"two keys", KEY_A "\n" KEY_B "\n", 0400, 2},
    {"an empty line between", KEY_A "\n\n" KEY_B "\n", 0600, 2},
    {"the group may read", KEY_A "\n", 0640, 1},
    {"nothing", "", 0600, 0},
    {"others may read", KEY_A "\n", 0604, 0},
    {"others may write", KEY_A "\n", 0602, 0},
    {"the group may write", KEY_A "\n", 0620, 0},
    {"a digit too few",
     KEY_A "\n"
           "ff",
     0600, 0},
    {"a digit too many", KEY_A "0\n", 0600, 0},
    {"no digit", "x" KEY_A "\n", 0600, 0},
    {"something else last", KEY_A "\nsecret\n", 0600, 0},
};

Test(audit, reads_key_files) {
    char folder[] = "/tmp/tillit-unit.XXXXXX", path[64];
    struct arena *arena = arena_create();
    struct audit_keys keys;
    cr_assert(sodium_init() >= 0 && mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/key", folder);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct error err = error_start(arena);
        FILE *file = fopen(path, "w");
        cr_assert(file != NULL && fputs(files[i].content, file) >= 0 && fclose(file) == 0);
        cr_assert(chmod(path, files[i].mode) == 0);
        bool good = audit_keys_read(path, &keys, &err);
        cr_expect(good == (files[i].keys > 0) && keys.count == files[i].keys, "%s", files[i].name);
        cr_expect(good || strstr(err.cause, KEY_A) == NULL, "%s: the key is in the message", files[i].name);
        unlink(path);
    }
    struct error err = error_start(arena);
    cr_expect(!audit_keys_read(folder, &keys, &err), "a folder is no file");
    rmdir(folder);
    arena_destroy(arena);
}

Test(audit, makes_a_key_file_once) {
    char folder[] = "/tmp/tillit-unit.XXXXXX", path[64];
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    struct audit_keys keys, again;
    struct stat status;
    bool created;
    cr_assert(sodium_init() >= 0 && mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/key", folder);
    cr_expect(audit_keys_create(path, &created, &err) && created);
    cr_expect(stat(path, &status) == 0 && (status.st_mode & 07777) == 0600 && status.st_nlink == 1);
    cr_expect(audit_keys_read(path, &keys, &err) && keys.count == 1);
    cr_expect(audit_keys_create(path, &created, &err) && !created);
    cr_expect(audit_keys_read(path, &again, &err) && memcmp(&keys, &again, sizeof keys.keys[0]) == 0);
    cr_expect_eq(audit_key_find(&again, keys.keys[0].id), &again.keys[0]);
    cr_expect_null(audit_key_find(&again, "0000000000000000"));
    unlink(path);
    cr_expect(rmdir(folder) == 0, "something is left beside the file");
    arena_destroy(arena);
}
