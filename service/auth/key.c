/* API keys with libsodium. */
#include "auth/key.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static const char prefix[] = "tillit_";

enum { KEY_BYTES = 32, PREFIX_LENGTH = sizeof prefix - 1, ENCODED_LENGTH = KEY_TEXT_SIZE - 1 - PREFIX_LENGTH };

void key_create(char text[KEY_TEXT_SIZE]) {
    unsigned char secret[KEY_BYTES];
    if (sodium_init() < 0) sodium_misuse();
    randombytes_buf(secret, sizeof secret);
    memcpy(text, prefix, PREFIX_LENGTH);
    sodium_bin2base64(text + PREFIX_LENGTH, ENCODED_LENGTH + 1, secret, sizeof secret,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(secret, sizeof secret);
}

void key_wipe(char text[KEY_TEXT_SIZE]) { sodium_memzero(text, KEY_TEXT_SIZE); }

bool key_is_well_formed(const char *text) {
    unsigned char secret[KEY_BYTES];
    size_t length = 0;
    if (strnlen(text, KEY_TEXT_SIZE) != KEY_TEXT_SIZE - 1 || !text_starts(text, prefix)) return false;
    bool good = sodium_base642bin(secret, sizeof secret, text + PREFIX_LENGTH, ENCODED_LENGTH, NULL, &length, NULL,
                                  sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
    sodium_memzero(secret, sizeof secret);
    return good && length == KEY_BYTES;
}

void key_hash(const char *text, char hash[KEY_HASH_SIZE]) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)text, strlen(text));
    sodium_bin2hex(hash, KEY_HASH_SIZE, digest, sizeof digest);
}

bool key_hash_equal(const char *a, const char *b) {
    if (strnlen(a, KEY_HASH_SIZE) != KEY_HASH_SIZE - 1 || strnlen(b, KEY_HASH_SIZE) != KEY_HASH_SIZE - 1) return false;
    return sodium_memcmp(a, b, KEY_HASH_SIZE - 1) == 0;
}

const char *bearer_credential(const char *authorization) {
    static const char scheme[] = "Bearer ";
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";
    if (authorization == NULL || strncasecmp(authorization, scheme, sizeof scheme - 1) != 0) return NULL;
    const char *credential = authorization + sizeof scheme - 1;
    return *credential != '\0' && credential[strspn(credential, allowed)] == '\0' ? credential : NULL;
}
