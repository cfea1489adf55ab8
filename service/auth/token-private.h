/* The steps of verifying an access token, for each other and for their tests. */
#ifndef AUTH_TOKEN_PRIVATE_H
#define AUTH_TOKEN_PRIVATE_H

#include <jansson.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/token.h"

enum { TOKEN_MOST_BYTES = 8192, KEYS_MOST_BYTES = 256 * 1024, KEYS_MOST = 64 };

/* Why a token is refused: X(NAME, for the log) */
#define TOKEN_FAULTS(X)                                                                                                \
    X(TOO_LONG, "is longer than 8 KiB")                                                                                \
    X(SEGMENTS, "has not three segments of base64url")                                                                 \
    X(ENCODING, "has a segment that is not canonical base64url")                                                       \
    X(HEADER, "has a header that is no JSON object, or repeats a member")                                              \
    X(HEADER_MEMBER, "has a header member that is not allowed, or of the wrong type")                                  \
    X(ALGORITHM, "has an algorithm that is not allowed")                                                               \
    X(TYPE, "is of another type than JWT or at+jwt")                                                                   \
    X(NO_KEY, "names no key that the provider publishes for its algorithm")                                            \
    X(SIGNATURE, "has a wrong signature")                                                                              \
    X(PAYLOAD, "has a payload that is no JSON object, or repeats a member")                                            \
    X(ISSUER, "is from another issuer")                                                                                \
    X(AUDIENCE, "is for another audience")                                                                             \
    X(TIME, "lacks exp, or has a time that is no sensible number")                                                     \
    X(EXPIRED, "has expired")                                                                                          \
    X(NOT_YET, "is not valid yet")                                                                                     \
    X(SUBJECT, "has no usable sub")                                                                                    \
    X(OTHER_USE, "is an ID or logout token")                                                                           \
    X(BOUND, "is bound to a client key (cnf), which is not supported")                                                 \
    X(CLAIM, "has a municipality or role claim that is neither text nor a list of texts")                              \
    X(MUNICIPALITIES, "names more than one municipality")                                                              \
    X(EVALUATIONS, "names more than one evaluation")                                                                   \
    X(KEYS, "cannot be verified: the provider's keys cannot be had")

enum token_fault {
    TOKEN_GOOD,
#define X(name, words) TOKEN_##name,
    TOKEN_FAULTS(X)
#undef X
};

/* --- algorithms (algorithm.c) */

enum key_kind { KEY_RSA, KEY_P256, KEY_P384, KEY_ED25519 };

struct algorithm {
    const char *name; /* alg */
    enum key_kind kind;
    const char *digest; /* NULL where the scheme has its own */
    bool pss;
};

/* The allowed algorithm of that name; NULL otherwise. */
const struct algorithm *algorithm_find(const char *name);

/* Whether `signature`, in the form of a JWS, is one of `message` by that key, which must be of the algorithm's kind. */
bool algorithm_verify(const struct algorithm *algorithm, EVP_PKEY *key, const unsigned char *message, size_t length,
                      const unsigned char *signature, size_t signature_length);

/* --- JSON (json.c) */

/* A JSON object without repeated members, nested at most 16 deep, UTF-8 without NUL; lives in the arena. NULL
 * otherwise. */
json_t *json_read_object(struct arena *arena, const char *bytes, size_t length);

/* The texts of a claim: a text is split at blanks and commas, a list of texts is taken as it is. A claim that is absent
 * has none. False when it is anything else. */
bool json_texts(struct arena *arena, const json_t *claim, const char ***texts, size_t *count);

/* The member of that name, or at that JSON pointer when it starts with "/"; NULL when there is none. */
const json_t *json_at(struct arena *arena, const json_t *object, const char *name);

/* --- the guard (jws.c) */

struct jws {
    const struct algorithm *algorithm;
    const char *kid; /* NULL: none */
    const char *text;
    size_t signed_length; /* of text: header, dot, payload */
    const char *payload;
    size_t payload_length;
    const char *signature;
    size_t signature_length;
};

/* Takes a token apart; the payload is decoded and not looked at. */
enum token_fault jws_read(struct arena *arena, const char *token, size_t length, struct jws *jws);

/* --- keys (key_set.c, key_source.c, key_cache.c) */

struct key_set;

/* The usable keys of a JWK set (RFC 7517). Weak, private, foreign and broken entries are left out with a warning in the
 * log; NULL when the document is none or no key remains. */
struct key_set *key_set_read(const char *json, size_t length);
void key_set_destroy(struct key_set *set);
size_t key_set_count(const struct key_set *set);

/* The key for that token: by kid; without a kid only when just one key fits. The set keeps it. NULL: none. */
EVP_PKEY *key_set_find(const struct key_set *set, const struct jws *jws);

/* Reads the document at an address or path into `arena`: 200 only, no redirects, at most KEYS_MOST_BYTES, five seconds.
 * NULL on failure, which is logged. */
char *key_source_read(struct arena *arena, const char *source, size_t *length);

struct key_cache;

struct key_cache *key_cache_create(const struct token_rules *rules);
void key_cache_destroy(struct key_cache *cache);

/* The key for that token, which the caller frees; else TOKEN_NO_KEY or TOKEN_KEYS. */
enum token_fault key_cache_find(struct key_cache *cache, const struct jws *jws, EVP_PKEY **key);

/* --- claims (claims.c) */

/* Checks a payload whose signature is good and fills the principal. `now_s` counts from 1970. */
enum token_fault claims_read(struct arena *arena, const struct token_rules *rules, const char *payload, size_t length,
                             int64_t now_s, struct principal *principal);

/* All of it, at a given time (token.c). */
enum token_fault token_check(struct token_verifier *verifier, struct arena *arena, const char *token, size_t length,
                             int64_t now_s, struct principal *principal);

#endif
