/* Keys and tokens made for tests: good ones and every kind of bad one. */
#ifndef TEST_AUTH_FORGE_H
#define TEST_AUTH_FORGE_H

#include <openssl/evp.h>
#include <stddef.h>

#include "base/arena.h"

enum forge_key {
    FORGE_RSA,
    FORGE_RSA_OTHER,
    FORGE_RSA_1024,
    FORGE_RSA_E3,
    FORGE_P256,
    FORGE_P256_OTHER,
    FORGE_P384,
    FORGE_P521,
    FORGE_SECP256K1,
    FORGE_ED25519,
    FORGE_ED25519_OTHER,
    FORGE_KEY_COUNT
};

/* Made at first use, then kept until forge_forget. */
EVP_PKEY *forge_key(enum forge_key key);
void forge_forget(void);

/* The public half as a JWK with these members added: "\"kid\":\"a\"". */
char *forge_jwk(struct arena *arena, enum forge_key key, const char *members);

char *forge_base64url(struct arena *arena, const char *bytes, size_t length);

/* header.payload, not signed. */
char *forge_unsigned(struct arena *arena, const char *header, size_t header_length, const char *payload,
                     size_t payload_length);

/* `text` and a signature by that algorithm, whatever the key; "" gives none. */
char *forge_sign(struct arena *arena, const char *text, const char *algorithm, enum forge_key key);

/* `text` and its HMAC-SHA256 by that secret. */
char *forge_hmac(struct arena *arena, const char *text, const char *secret, size_t length);

/* The public key as PEM or DER: what an attacker would use as an HMAC secret. */
char *forge_public(struct arena *arena, enum forge_key key, int as_pem, size_t *length);

#endif
