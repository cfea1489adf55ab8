/* Everything that reads what a sender of tokens, or a provider gone bad, can send. The first byte chooses: the bare
 * token; header and payload (split at a NUL) correctly signed with a published key, so that the claims are reached; a
 * key set. Whatever happens, no token is accepted but one that was signed here, for the right issuer and audience, in
 * time. */
#include <openssl/evp.h>

#include "auth/key.h"
#include "auth/token-private.h"
#include "base/log.h"
#include "fuzz.h"

enum { NOW_S = 1800000100 };

static EVP_PKEY *signer;
static struct token_verifier *verifier;
static char path[] = "/tmp/tillit-fuzz-XXXXXX";

/* RFC 8037, appendix A.1: a key that is no secret. */
static const unsigned char private_key[32] = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                                              0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                                              0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};

static enum token_fault check(struct arena *arena, const char *token, size_t length) {
    struct principal principal;
    enum token_fault fault = token_check(verifier, arena, token, length, NOW_S, &principal);
    if (fault != TOKEN_GOOD && (principal.account != NULL || principal.grant_count > 0)) abort();
    for (size_t i = 0; i < principal.grant_count; i++) {
        const struct grant *grant = &principal.grants[i];
        bool in_municipality = role_scope(grant->role) == GRANT_MUNICIPALITY;
        if ((grant->municipality != NULL) != in_municipality) abort();
        if (in_municipality && !text_equal(grant->municipality, principal_municipality(&principal))) abort();
    }
    return fault;
}

static void bare_token(struct arena *arena, const char *data, size_t size) {
    if (check(arena, data, size) == TOKEN_GOOD) abort();
    char *text = arena_strndup(arena, data, size);
    const char *credential = bearer_credential(text);
    if (credential != NULL) key_is_well_formed(credential);
}

static char *sign(struct arena *arena, const char *text) {
    char signature[64];
    size_t length = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (EVP_DigestSignInit(context, NULL, NULL, NULL, signer) != 1 ||
        EVP_DigestSign(context, (unsigned char *)signature, &length, (const unsigned char *)text, strlen(text)) != 1)
        abort();
    EVP_MD_CTX_free(context);
    return arena_printf(arena, "%s.%s", text, text_to_base64url(arena, signature, length));
}

/* With a token that must be accepted, or the fuzzer would only ever see refusals. */
static void read_keys(void) {
    struct arena *arena = arena_watched();
    const char header[] = "{\"alg\":\"EdDSA\"}",
               payload[] = "{\"iss\":\"iss\",\"aud\":\"aud\",\"sub\":\"a\",\"exp\":1900000000}";
    const char *token = sign(arena, arena_printf(arena, "%s.%s", text_to_base64url(arena, header, sizeof header - 1),
                                                 text_to_base64url(arena, payload, sizeof payload - 1)));
    if (check(arena, token, strlen(token)) != TOKEN_GOOD) abort();
    arena_destroy(arena);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    static const char keys[] = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ed\","
                               "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";
    static struct token_rules rules = {.issuer = "iss",
                                       .audience = "aud",
                                       .jwks = path,
                                       .municipality_claim = "kommun",
                                       .role_claim = "roles",
                                       .clock_leeway_s = 30,
                                       .keys_max_age_s = 1000000,
                                       .keys_interval_s = 1000000};
    (void)argc;
    (void)argv;
    log_set_level(LOG_LEVEL_FATAL);
    int file = mkstemp(path);
    if (file < 0 || write(file, keys, sizeof keys - 1) != sizeof keys - 1) abort();
    close(file);
    signer = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, private_key, sizeof private_key);
    verifier = token_verifier_create(&rules);
    read_keys();
    unlink(path);
    return 0;
}

/* An accepted payload says what it must, as a second reader sees it. */
static void judge_accepted(const char *payload, size_t length) {
    json_t *claims = json_loadb(payload, length, 0, NULL);
    const char *issuer = json_string_value(json_object_get(claims, "iss"));
    if (issuer == NULL || strcmp(issuer, "iss") != 0) abort();
    if (!(json_number_value(json_object_get(claims, "exp")) > NOW_S)) abort();
    if (json_object_get(claims, "aud") == NULL || json_object_get(claims, "sub") == NULL) abort();
    json_decref(claims);
}

static void signed_token(struct arena *arena, const char *data, size_t size) {
    const char *split = memchr(data, '\0', size);
    size_t header_length = split == NULL ? 0 : (size_t)(split - data);
    const char *header = split == NULL ? "{\"alg\":\"EdDSA\",\"kid\":\"ed\"}" : data;
    const char *payload = split == NULL ? data : split + 1;
    size_t length = split == NULL ? size : size - header_length - 1;
    if (split == NULL) header_length = strlen(header);
    const char *token = sign(arena, arena_printf(arena, "%s.%s", text_to_base64url(arena, header, header_length),
                                                 text_to_base64url(arena, payload, length)));
    if (check(arena, token, strlen(token)) == TOKEN_GOOD) judge_accepted(payload, length);
}

static void keys(const char *data, size_t size) {
    struct key_set *set = key_set_read(data, size);
    if (set != NULL && (key_set_count(set) == 0 || key_set_count(set) > KEYS_MOST)) abort();
    key_set_destroy(set);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    if (size == 0) return 0;
    struct arena *arena = arena_watched();
    const char *rest = arena_strndup(arena, (const char *)data + 1, size - 1);
    switch (*data % 3) {
    case 0: bare_token(arena, rest, size - 1); break;
    case 1: signed_token(arena, rest, size - 1); break;
    default: keys(rest, size - 1); break;
    }
    arena_destroy(arena);
    return 0;
}
