/* A provider's published keys: JWK set (RFC 7517) to OpenSSL keys, weak ones left out. */
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "token-private.h"

/* The largest RSA key is a bound on what one verification may cost. */
enum { RSA_LEAST_BITS = 2048, RSA_MOST_BITS = 8192, RSA_LEAST_EXPONENT = 65537, EXPONENT_MOST_BITS = 64 };

struct jwk {
    const char *kid;                   /* NULL: none */
    const struct algorithm *algorithm; /* NULL: any of its kind */
    enum key_kind kind;
    EVP_PKEY *key;
};

struct key_set {
    struct arena *arena;
    struct jwk keys[KEYS_MOST];
    size_t count;
};

/* --- building OpenSSL keys */

static EVP_PKEY *build(const char *type, OSSL_PARAM_BLD *builder) {
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (parameters == NULL || context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    return key;
}

/* The public key if OpenSSL's own checks (point on the curve, plausible modulus) agree, else NULL. */
static EVP_PKEY *checked(EVP_PKEY *key) {
    if (key == NULL) return NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    bool good = context != NULL && EVP_PKEY_public_check(context) == 1;
    EVP_PKEY_CTX_free(context);
    if (good) return key;
    EVP_PKEY_free(key);
    return NULL;
}

static const unsigned char *bytes_of(struct arena *arena, const json_t *jwk, const char *member, size_t *length) {
    const char *encoded = json_string_value(json_object_get(jwk, member));
    return encoded == NULL ? NULL : (const unsigned char *)text_from_base64url(arena, encoded, length);
}

static BIGNUM *number_of(struct arena *arena, const json_t *jwk, const char *member) {
    size_t length;
    const unsigned char *bytes = bytes_of(arena, jwk, member, &length);
    return bytes == NULL || length > RSA_MOST_BITS / 8 + 1 ? NULL : BN_bin2bn(bytes, (int)length, NULL);
}

static bool is_strong_rsa(const BIGNUM *n, const BIGNUM *e) {
    if (n == NULL || e == NULL) return false;
    int bits = BN_num_bits(n);
    return bits >= RSA_LEAST_BITS && bits <= RSA_MOST_BITS && BN_is_odd(n) && BN_is_odd(e) &&
           BN_num_bits(e) <= EXPONENT_MOST_BITS && BN_get_word(e) >= RSA_LEAST_EXPONENT;
}

static EVP_PKEY *rsa_key(struct arena *arena, const json_t *jwk) {
    EVP_PKEY *key = NULL;
    BIGNUM *n = number_of(arena, jwk, "n"), *e = number_of(arena, jwk, "e");
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    if (is_strong_rsa(n, e) && builder != NULL && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) == 1)
        key = checked(build("RSA", builder));
    OSSL_PARAM_BLD_free(builder);
    BN_free(n);
    BN_free(e);
    return key;
}

/* Puts a coordinate right-aligned into `size` bytes: some libraries (GnuTLS, and so Glewlwyd) print a leading zero,
 * others drop one. */
static bool put_coordinate(struct arena *arena, const json_t *jwk, const char *member, unsigned char *point,
                           size_t size) {
    size_t length;
    const unsigned char *bytes = bytes_of(arena, jwk, member, &length);
    while (bytes != NULL && length > size && *bytes == 0) {
        bytes++;
        length--;
    }
    if (bytes == NULL || length == 0 || length > size) return false;
    memcpy(point + size - length, bytes, length);
    return true;
}

static EVP_PKEY *ec_key(struct arena *arena, const json_t *jwk, const char *group, size_t size) {
    EVP_PKEY *key = NULL;
    unsigned char point[1 + 2 * 48] = {POINT_CONVERSION_UNCOMPRESSED};
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    if (builder != NULL && put_coordinate(arena, jwk, "x", point + 1, size) &&
        put_coordinate(arena, jwk, "y", point + 1 + size, size) &&
        OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, group, 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, 1 + 2 * size) == 1)
        key = checked(build("EC", builder));
    OSSL_PARAM_BLD_free(builder);
    return key;
}

static EVP_PKEY *ed25519_key(struct arena *arena, const json_t *jwk) {
    size_t length;
    const unsigned char *bytes = bytes_of(arena, jwk, "x", &length);
    return bytes == NULL || length != 32 ? NULL : EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes, length);
}

static EVP_PKEY *p256_key(struct arena *arena, const json_t *jwk) { return ec_key(arena, jwk, "P-256", 32); }

static EVP_PKEY *p384_key(struct arena *arena, const json_t *jwk) { return ec_key(arena, jwk, "P-384", 48); }

/* --- judging entries */

static const struct kind {
    const char *kty, *crv; /* crv NULL: has none */
    enum key_kind kind;
    EVP_PKEY *(*read)(struct arena *arena, const json_t *jwk);
} kinds[] = {{"RSA", NULL, KEY_RSA, rsa_key},
             {"EC", "P-256", KEY_P256, p256_key},
             {"EC", "P-384", KEY_P384, p384_key},
             {"OKP", "Ed25519", KEY_ED25519, ed25519_key}};

static const char *text_of(const json_t *jwk, const char *member) {
    const char *text = json_string_value(json_object_get(jwk, member));
    return text == NULL ? "" : text;
}

static const struct kind *find_kind(const json_t *jwk) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!text_equal(text_of(jwk, "kty"), kinds[i].kty)) continue;
        if (kinds[i].crv == NULL || text_equal(text_of(jwk, "crv"), kinds[i].crv)) return &kinds[i];
    }
    return NULL;
}

/* A private or shared key that the whole world can read signs for nobody. */
static bool is_public(const json_t *jwk) {
    static const char *const secrets[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        if (json_object_get(jwk, secrets[i]) != NULL) return false;
    return true;
}

static bool is_for_signatures(const json_t *jwk) {
    const json_t *use = json_object_get(jwk, "use"), *operations = json_object_get(jwk, "key_ops");
    size_t i;
    json_t *operation;
    if (use != NULL && !text_equal(text_of(jwk, "use"), "sig")) return false;
    if (operations == NULL) return true;
    json_array_foreach(operations, i, operation) {
        if (json_is_string(operation) && text_equal(json_string_value(operation), "verify")) return true;
    }
    return false;
}

static bool equal_or_null(const char *a, const char *b) { return a == NULL || b == NULL ? a == b : text_equal(a, b); }

static bool is_taken(const struct key_set *set, const struct jwk *jwk) {
    for (size_t i = 0; i < set->count; i++)
        if (jwk->kid != NULL && set->keys[i].kind == jwk->kind && equal_or_null(set->keys[i].kid, jwk->kid))
            return true;
    return false;
}

/* NULL when the entry was taken in, else why not. */
static const char *take(struct key_set *set, const json_t *entry) {
    struct jwk jwk = {.kid = json_string_value(json_object_get(entry, "kid"))};
    const json_t *alg = json_object_get(entry, "alg");
    const struct kind *kind = find_kind(entry);
    if (kind == NULL) return "of a kind that is not used here";
    jwk.kind = kind->kind;
    if (!is_for_signatures(entry)) return "not for verifying signatures";
    if (!is_public(entry)) return "not a public key";
    if (alg != NULL) jwk.algorithm = algorithm_find(text_of(entry, "alg"));
    if (alg != NULL && (jwk.algorithm == NULL || jwk.algorithm->kind != jwk.kind))
        return "for an algorithm not allowed";
    if (is_taken(set, &jwk)) return "named like another one";
    if (set->count == KEYS_MOST) return "one too many";
    jwk.key = kind->read(set->arena, entry);
    if (jwk.key == NULL) return "too weak or broken";
    set->keys[set->count++] = jwk;
    return NULL;
}

static void free_key(void *key) { EVP_PKEY_free(key); }

static void take_all(struct key_set *set, const json_t *entries) {
    size_t i;
    json_t *entry;
    json_array_foreach(entries, i, entry) {
        const char *why_not = take(set, entry);
        if (why_not == NULL)
            arena_defer(set->arena, free_key, set->keys[set->count - 1].key);
        else
            log_warning("provider key", "the key \"%s\" is left out: it is %s", text_of(entry, "kid"), why_not);
    }
    ERR_clear_error();
}

struct key_set *key_set_read(const char *json, size_t length) {
    struct arena *arena = arena_create();
    struct key_set *set = arena_alloc(arena, sizeof *set);
    set->arena = arena;
    if (length <= KEYS_MOST_BYTES) take_all(set, json_object_get(json_read_object(arena, json, length), "keys"));
    if (set->count > 0) return set;
    arena_destroy(arena);
    return NULL;
}

void key_set_destroy(struct key_set *set) {
    if (set != NULL) arena_destroy(set->arena);
}

size_t key_set_count(const struct key_set *set) { return set->count; }

/* --- choosing one */

static bool fits(const struct jwk *jwk, const struct jws *jws) {
    return jwk->kind == jws->algorithm->kind && (jwk->algorithm == NULL || jwk->algorithm == jws->algorithm) &&
           (jws->kid == NULL || equal_or_null(jwk->kid, jws->kid));
}

EVP_PKEY *key_set_find(const struct key_set *set, const struct jws *jws) {
    EVP_PKEY *found = NULL;
    for (size_t i = 0; i < set->count; i++) {
        if (!fits(&set->keys[i], jws)) continue;
        if (found != NULL) return NULL;
        found = set->keys[i].key;
    }
    return found;
}
