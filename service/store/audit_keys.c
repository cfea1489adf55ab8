/* The keys of the audit trail: a file outside the database, so that who can write the one cannot forge the other. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "private.h"

enum { KEY_DIGITS = 2 * AUDIT_KEY_BYTES, FILE_MOST_BYTES = AUDIT_MOST_KEYS * (KEY_DIGITS + 2) };

static bool fail(struct error *err, const char *path, const char *what) {
    return error_cause(err, PROBLEM_INTERNAL, "TILLIT_AUDIT_KEY_FILE %s: %s", path, what);
}

static void name_key(struct audit_key *key) {
    unsigned char hash[crypto_generichash_BYTES_MIN];
    static const char purpose[] = "tillit audit key";
    crypto_generichash(hash, sizeof hash, (const unsigned char *)purpose, sizeof purpose, key->bytes,
                       sizeof key->bytes);
    sodium_bin2hex(key->id, sizeof key->id, hash, (sizeof key->id - 1) / 2);
}

const struct audit_key *audit_key_find(const struct audit_keys *keys, const char *id) {
    for (size_t i = 0; i < keys->count; i++)
        if (text_equal(keys->keys[i].id, id)) return &keys->keys[i];
    return NULL;
}

/* ---- reading ---- */

static bool read_line(const char *line, size_t length, struct audit_keys *keys) {
    size_t decoded;
    if (length == 0) return true;
    if (length != KEY_DIGITS || keys->count == AUDIT_MOST_KEYS) return false;
    struct audit_key *key = &keys->keys[keys->count];
    if (sodium_hex2bin(key->bytes, sizeof key->bytes, line, length, NULL, &decoded, NULL) != 0) return false;
    if (decoded != sizeof key->bytes) return false;
    name_key(key);
    keys->count++;
    return true;
}

static bool read_lines(const char *text, struct audit_keys *keys) {
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (!read_line(line, length, keys)) return false;
        line += length + (line[length] == '\n');
    }
    return keys->count > 0;
}

static const char *fault_of(const struct stat *status) {
    if (!S_ISREG(status->st_mode)) return "no file";
    if (status->st_mode & (S_IRWXO | S_IWGRP)) return "can be read by others or written by its group: chmod 600 it";
    if (status->st_size > FILE_MOST_BYTES) return "is too long for keys";
    return NULL;
}

static bool read_open(int file, const char *path, struct audit_keys *keys, struct error *err) {
    struct stat status;
    char text[FILE_MOST_BYTES + 1];
    if (fstat(file, &status) != 0) return fail(err, path, strerror(errno));
    const char *fault = fault_of(&status);
    if (fault != NULL) return fail(err, path, fault);
    ssize_t length = read(file, text, sizeof text - 1);
    text[length < 0 ? 0 : length] = '\0';
    bool good = read_lines(text, keys);
    sodium_memzero(text, sizeof text);
    return good || fail(err, path, "must hold one key a line, each of 64 hexadecimal digits, the newest first");
}

bool audit_keys_read(const char *path, struct audit_keys *keys, struct error *err) {
    keys->count = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return fail(err, path, strerror(errno));
    bool good = read_open(file, path, keys, err);
    close(file);
    if (!good) sodium_memzero(keys, sizeof *keys);
    return good;
}

/* ---- making ---- */

static bool write_key(int file) {
    struct audit_key key;
    char line[KEY_DIGITS + 2];
    randombytes_buf(key.bytes, sizeof key.bytes);
    sodium_bin2hex(line, sizeof line, key.bytes, sizeof key.bytes);
    line[KEY_DIGITS] = '\n';
    bool good = write(file, line, KEY_DIGITS + 1) == KEY_DIGITS + 1 && fsync(file) == 0;
    sodium_memzero(&key, sizeof key);
    sodium_memzero(line, sizeof line);
    return good;
}

/* Written beside and linked into place: nobody finds half a key, and of two makers one wins. */
bool audit_keys_create(const char *path, bool *created, struct error *err) {
    const char *beside = arena_printf(err->arena, "%s.%ld", path, (long)getpid());
    *created = false;
    if (access(path, F_OK) == 0) return true;
    int file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) return fail(err, path, strerror(errno));
    bool written = write_key(file);
    close(file);
    *created = written && link(beside, path) == 0;
    bool good = *created || (written && errno == EEXIST);
    if (!good) fail(err, path, strerror(errno));
    unlink(beside);
    return good;
}

bool audit_keys_ready(const struct audit_keys *keys, struct error *err) {
    if (keys->count > 0) return true;
    err->retry_after_s = 60;
    error_say(err, PROBLEM_UNAVAILABLE, "Loggens nyckel saknas på servern: ingenting kan skrivas förrän den finns.",
              "Loggens nøgle mangler på serveren: intet kan skrives, før den er der.",
              "The key of the audit trail is missing on the server: nothing can be written until it is there.");
    err->cause = "TILLIT_AUDIT_KEY_FILE is not set or cannot be used; `tillit migrate` makes the file that it names";
    return false;
}
