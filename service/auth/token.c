/* The steps in their order, and how a refusal is worded. */
#include "auth/token.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "token-private.h"

enum { RETRY_AFTER_S = 5 };

struct token_verifier {
    struct token_rules rules;
    struct key_cache *keys;
};

static const char *const fault_words[] = {[TOKEN_GOOD] = "is good",
#define X(name, words) [TOKEN_##name] = (words),
                                          TOKEN_FAULTS(X)
#undef X
};

bool token_rules_read(const struct config *config, struct token_rules *rules) {
    *rules = (struct token_rules){
        .issuer = config->oidc_issuer,
        .audience = config->oidc_audience,
        .jwks = config->oidc_jwks,
        .municipality_claim = config->oidc_municipality_claim,
        .role_claim = config->oidc_role_claim,
        .clock_leeway_s = config->oidc_leeway_s,
        .keys_max_age_s = config->oidc_keys_max_age_s,
        .keys_interval_s = config->oidc_keys_interval_s,
    };
    return *rules->issuer != '\0';
}

struct token_verifier *token_verifier_create(const struct token_rules *rules) {
    struct token_verifier *verifier = memory_zeroed(1, sizeof *verifier);
    verifier->rules = *rules;
    verifier->keys = key_cache_create(rules);
    return verifier;
}

void token_verifier_destroy(struct token_verifier *verifier) {
    if (verifier == NULL) return;
    key_cache_destroy(verifier->keys);
    free(verifier);
}

enum token_fault token_check(struct token_verifier *verifier, struct arena *arena, const char *token, size_t length,
                             int64_t now_s, struct principal *principal) {
    struct jws jws;
    EVP_PKEY *key = NULL;
    memset(principal, 0, sizeof *principal);
    enum token_fault fault = jws_read(arena, token, length, &jws);
    if (fault == TOKEN_GOOD) fault = key_cache_find(verifier->keys, &jws, &key);
    if (fault != TOKEN_GOOD) return fault;
    bool good = algorithm_verify(jws.algorithm, key, (const unsigned char *)jws.text, jws.signed_length,
                                 (const unsigned char *)jws.signature, jws.signature_length);
    EVP_PKEY_free(key);
    if (!good) return TOKEN_SIGNATURE;
    fault = claims_read(arena, &verifier->rules, jws.payload, jws.payload_length, now_s, principal);
    if (fault != TOKEN_GOOD) memset(principal, 0, sizeof *principal);
    return fault;
}

static bool refuse_token(enum token_fault fault, struct error *err) {
    if (fault == TOKEN_KEYS) {
        error_say(err, PROBLEM_UNAVAILABLE, "Identitetsleverantörens nycklar går inte att hämta just nu.",
                  "Identitetsudbyderens nøgler kan ikke hentes lige nu.",
                  "The identity provider's keys cannot be had right now.");
        err->retry_after_s = RETRY_AFTER_S;
        return error_cause(err, PROBLEM_UNAVAILABLE, "access token %s", fault_words[fault]);
    }
    if (fault == TOKEN_EXPIRED)
        error_say(err, PROBLEM_KEY_REQUIRED, "Åtkomstbeviset har gått ut.", "Adgangsbeviset er udløbet.",
                  "The access token has expired.");
    else
        error_say(err, PROBLEM_KEY_REQUIRED, "Åtkomstbeviset är inte giltigt.", "Adgangsbeviset er ikke gyldigt.",
                  "The access token is not valid.");
    return error_cause(err, PROBLEM_KEY_REQUIRED, "access token %s", fault_words[fault]);
}

bool token_verify(struct token_verifier *verifier, struct arena *arena, const char *token, struct principal *principal,
                  struct error *err) {
    size_t length = strnlen(token, TOKEN_MOST_BYTES + 1);
    enum token_fault fault = token_check(verifier, arena, token, length, (int64_t)time(NULL), principal);
    return fault == TOKEN_GOOD || refuse_token(fault, err);
}
