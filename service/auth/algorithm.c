/* The signature algorithms of RFC 7518 and RFC 8037 that a token may use: asymmetric ones, by OpenSSL. */
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "base/text.h"
#include "token-private.h"

static const struct algorithm algorithms[] = {
    {"RS256", KEY_RSA, "SHA256", false},  {"RS384", KEY_RSA, "SHA384", false},  {"RS512", KEY_RSA, "SHA512", false},
    {"PS256", KEY_RSA, "SHA256", true},   {"PS384", KEY_RSA, "SHA384", true},   {"PS512", KEY_RSA, "SHA512", true},
    {"ES256", KEY_P256, "SHA256", false}, {"ES384", KEY_P384, "SHA384", false}, {"EdDSA", KEY_ED25519, NULL, false},
};

const struct algorithm *algorithm_find(const char *name) {
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (text_equal(algorithms[i].name, name)) return &algorithms[i];
    return NULL;
}

static bool verify(const struct algorithm *algorithm, EVP_PKEY *key, const unsigned char *message, size_t length,
                   const unsigned char *signature, size_t signature_length) {
    EVP_PKEY_CTX *options = NULL;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good =
        context != NULL && EVP_DigestVerifyInit_ex(context, &options, algorithm->digest, NULL, NULL, key, NULL) == 1;
    if (good && algorithm->pss)
        good = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
    good = good && EVP_DigestVerify(context, signature, signature_length, message, length) == 1;
    EVP_MD_CTX_free(context);
    return good;
}

/* r and s, each as long as the curve's order, to the DER that OpenSSL wants. NULL when one is zero. */
static unsigned char *to_der(const unsigned char *raw, size_t half, int *der_length) {
    unsigned char *der = NULL;
    BIGNUM *r = BN_bin2bn(raw, (int)half, NULL), *s = BN_bin2bn(raw + half, (int)half, NULL);
    ECDSA_SIG *pair = ECDSA_SIG_new();
    if (r == NULL || s == NULL || pair == NULL || BN_is_zero(r) || BN_is_zero(s)) {
        BN_free(r);
        BN_free(s);
    } else {
        ECDSA_SIG_set0(pair, r, s);
        *der_length = i2d_ECDSA_SIG(pair, &der);
    }
    ECDSA_SIG_free(pair);
    return der;
}

static bool verify_ecdsa(const struct algorithm *algorithm, EVP_PKEY *key, const unsigned char *message, size_t length,
                         const unsigned char *signature, size_t half) {
    int der_length = 0;
    unsigned char *der = to_der(signature, half, &der_length);
    bool good = der != NULL && der_length > 0 && verify(algorithm, key, message, length, der, (size_t)der_length);
    OPENSSL_free(der);
    return good;
}

/* Bytes of a signature; the key's own size for RSA. */
static size_t signature_size(const struct algorithm *algorithm, EVP_PKEY *key) {
    switch (algorithm->kind) {
    case KEY_P256:
    case KEY_ED25519: return 64;
    case KEY_P384: return 96;
    case KEY_RSA: break;
    }
    return (size_t)EVP_PKEY_get_size(key);
}

bool algorithm_verify(const struct algorithm *algorithm, EVP_PKEY *key, const unsigned char *message, size_t length,
                      const unsigned char *signature, size_t signature_length) {
    if (signature_length != signature_size(algorithm, key)) return false;
    bool is_ecdsa = algorithm->kind == KEY_P256 || algorithm->kind == KEY_P384;
    bool good = is_ecdsa ? verify_ecdsa(algorithm, key, message, length, signature, signature_length / 2)
                         : verify(algorithm, key, message, length, signature, signature_length);
    ERR_clear_error();
    return good;
}
