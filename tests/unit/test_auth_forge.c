/* Keys and tokens made for tests, with OpenSSL only, so that they do not share faults with what they test. */
#include "test_auth_forge.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static EVP_PKEY *keys[FORGE_KEY_COUNT];

static void need(bool good, const char *what) {
    if (good) return;
    fprintf(stderr, "forge: %s\n", what);
    abort();
}

static EVP_PKEY *make_rsa(int bits, unsigned long exponent) {
    EVP_PKEY *key = NULL;
    BIGNUM *e = BN_new();
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    need(BN_set_word(e, exponent) && EVP_PKEY_keygen_init(context) == 1 &&
             EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) == 1 &&
             EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context, e) == 1 && EVP_PKEY_generate(context, &key) == 1,
         "RSA key");
    EVP_PKEY_CTX_free(context);
    BN_free(e);
    return key;
}

static EVP_PKEY *make(enum forge_key key) {
    switch (key) {
    case FORGE_RSA:
    case FORGE_RSA_OTHER: return make_rsa(2048, 65537);
    case FORGE_RSA_1024: return make_rsa(1024, 65537);
    case FORGE_RSA_E3: return make_rsa(2048, 3);
    case FORGE_P256:
    case FORGE_P256_OTHER: return EVP_EC_gen("P-256");
    case FORGE_P384: return EVP_EC_gen("P-384");
    case FORGE_P521: return EVP_EC_gen("P-521");
    case FORGE_SECP256K1: return EVP_EC_gen("secp256k1");
    case FORGE_ED25519:
    case FORGE_ED25519_OTHER: return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    case FORGE_KEY_COUNT: break;
    }
    return NULL;
}

EVP_PKEY *forge_key(enum forge_key key) {
    if (keys[key] == NULL) keys[key] = make(key);
    need(keys[key] != NULL, "key");
    return keys[key];
}

void forge_forget(void) {
    for (int i = 0; i < FORGE_KEY_COUNT; i++) {
        EVP_PKEY_free(keys[i]);
        keys[i] = NULL;
    }
}

char *forge_base64url(struct arena *arena, const char *bytes, size_t length) {
    char *encoded = arena_alloc(arena, length / 3 * 4 + 5);
    int written = EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)bytes, (int)length);
    for (int i = 0; i < written; i++) {
        if (encoded[i] == '+') encoded[i] = '-';
        if (encoded[i] == '/') encoded[i] = '_';
        if (encoded[i] == '=') encoded[i] = '\0';
    }
    return encoded;
}

/* --- JWK */

static char *number(struct arena *arena, enum forge_key key, const char *name, int size) {
    BIGNUM *number = NULL;
    need(EVP_PKEY_get_bn_param(forge_key(key), name, &number) == 1, name);
    int length = size > 0 ? size : BN_num_bytes(number);
    char *bytes = arena_alloc(arena, (size_t)length);
    BN_bn2binpad(number, (unsigned char *)bytes, length);
    BN_free(number);
    return forge_base64url(arena, bytes, (size_t)length);
}

static char *ec_jwk(struct arena *arena, enum forge_key key, const char *crv, int size, const char *members) {
    return arena_printf(arena, "{\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\",%s}", crv,
                        number(arena, key, OSSL_PKEY_PARAM_EC_PUB_X, size),
                        number(arena, key, OSSL_PKEY_PARAM_EC_PUB_Y, size), members);
}

static char *okp_jwk(struct arena *arena, enum forge_key key, const char *members) {
    unsigned char bytes[32];
    size_t length = sizeof bytes;
    need(EVP_PKEY_get_raw_public_key(forge_key(key), bytes, &length) == 1, "raw key");
    return arena_printf(arena, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\",%s}",
                        forge_base64url(arena, (const char *)bytes, length), members);
}

char *forge_jwk(struct arena *arena, enum forge_key key, const char *members) {
    switch (key) {
    case FORGE_P256:
    case FORGE_P256_OTHER: return ec_jwk(arena, key, "P-256", 32, members);
    case FORGE_P384: return ec_jwk(arena, key, "P-384", 48, members);
    case FORGE_P521: return ec_jwk(arena, key, "P-521", 66, members);
    case FORGE_SECP256K1: return ec_jwk(arena, key, "P-256", 32, members); /* a lie: not on that curve */
    case FORGE_ED25519:
    case FORGE_ED25519_OTHER: return okp_jwk(arena, key, members);
    default:
        return arena_printf(arena, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\",%s}", number(arena, key, "n", 0),
                            number(arena, key, "e", 0), members);
    }
}

/* --- signatures */

static const struct {
    const char *name, *digest;
    int pss;      /* length of the salt, -1: not PSS */
    int ec_bytes; /* of r and of s, 0: no ECDSA */
} algorithms[] = {
    {"RS1", "SHA1", -1, 0},      {"RS256", "SHA256", -1, 0},        {"RS384", "SHA384", -1, 0},
    {"RS512", "SHA512", -1, 0},  {"PS256", "SHA256", 32, 0},        {"PS384", "SHA384", 48, 0},
    {"PS512", "SHA512", 64, 0},  {"PS256 no salt", "SHA256", 0, 0}, {"ES256", "SHA256", -1, 32},
    {"ES384", "SHA384", -1, 48}, {"ES512", "SHA512", -1, 66},       {"ES256 DER", "SHA256", -1, 0},
    {"EdDSA", NULL, -1, 0},
};

static size_t raw_of_der(unsigned char *raw, const unsigned char *der, size_t length, int half) {
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)length);
    need(pair != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw, half) == half &&
             BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw + half, half) == half,
         "ECDSA signature");
    ECDSA_SIG_free(pair);
    return (size_t)half * 2;
}

static size_t sign(unsigned char *signature, size_t size, const char *text, size_t row, EVP_PKEY *key) {
    EVP_PKEY_CTX *options;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t length = size;
    need(EVP_DigestSignInit_ex(context, &options, algorithms[row].digest, NULL, NULL, key, NULL) == 1, "signing");
    if (algorithms[row].pss >= 0)
        need(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
                 EVP_PKEY_CTX_set_rsa_pss_saltlen(options, algorithms[row].pss) == 1,
             "PSS");
    need(EVP_DigestSign(context, signature, &length, (const unsigned char *)text, strlen(text)) == 1, "signature");
    EVP_MD_CTX_free(context);
    return length;
}

char *forge_sign(struct arena *arena, const char *text, const char *algorithm, enum forge_key key) {
    unsigned char signature[1024], raw[256];
    for (size_t row = 0; row < sizeof algorithms / sizeof *algorithms; row++) {
        if (strcmp(algorithms[row].name, algorithm) != 0) continue;
        size_t length = sign(signature, sizeof signature, text, row, forge_key(key));
        const unsigned char *bytes = signature;
        if (algorithms[row].ec_bytes > 0) {
            length = raw_of_der(raw, signature, length, algorithms[row].ec_bytes);
            bytes = raw;
        }
        return arena_printf(arena, "%s.%s", text, forge_base64url(arena, (const char *)bytes, length));
    }
    return arena_printf(arena, "%s.", text);
}

char *forge_hmac(struct arena *arena, const char *text, const char *secret, size_t length) {
    unsigned char digest[32];
    unsigned size = sizeof digest;
    HMAC(EVP_sha256(), secret, (int)length, (const unsigned char *)text, strlen(text), digest, &size);
    return arena_printf(arena, "%s.%s", text, forge_base64url(arena, (const char *)digest, size));
}

char *forge_public(struct arena *arena, enum forge_key key, int as_pem, size_t *length) {
    char *bytes;
    BIO *memory = BIO_new(BIO_s_mem());
    need(as_pem ? PEM_write_bio_PUBKEY(memory, forge_key(key)) : i2d_PUBKEY_bio(memory, forge_key(key)), "public key");
    *length = (size_t)BIO_get_mem_data(memory, &bytes);
    char *copy = arena_strndup(arena, bytes, *length);
    BIO_free(memory);
    return copy;
}

char *forge_unsigned(struct arena *arena, const char *header, size_t header_length, const char *payload,
                     size_t payload_length) {
    return arena_printf(arena, "%s.%s", forge_base64url(arena, header, header_length),
                        forge_base64url(arena, payload, payload_length));
}
