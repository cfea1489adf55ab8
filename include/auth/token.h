/* OpenID Connect access tokens: signed JWTs (RFC 7519, RFC 9068) of one issuer, asymmetric algorithms only.
 *
 * In this order: a guard over the bare text (length, three segments, canonical base64url, header members, algorithm),
 * the key (by kid, of the right kind), the signature, and only then the payload. Nothing in a token can make the
 * service fetch anything: the keys come from the one address in the settings.
 *
 * Claims. `role_claim` holds what the holder may do: a list of texts, or one text with blanks or commas between
 * values. A value is `<municipality>:<role>` (se-9901:editor), `<evaluation>:evaluator` (ev-sam:evaluator) or
 * `operator`. Where the provider has the two in claims of their own, a bare role (editor) holds for the municipality in
 * `municipality_claim`, which then must be just one. Other values are other programs' business and give nothing. A
 * name that starts with "/" is a JSON pointer (RFC 6901): /realm_access/roles. A token without any grant is valid and
 * may do what everybody may; one that names two municipalities or two evaluations is refused, because a request belongs
 * to one. */
#ifndef AUTH_TOKEN_H
#define AUTH_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/principal.h"
#include "base/arena.h"
#include "base/config.h"
#include "base/error.h"

/* The texts must live as long as the verifier. */
struct token_rules {
    const char *issuer;             /* `iss`, to the letter */
    const char *audience;           /* `aud` is it, or a list that holds it */
    const char *jwks;               /* where the keys are: config_is_key_source */
    const char *municipality_claim; /* "" when role_claim says it all */
    const char *role_claim;
    long clock_leeway_s;  /* how far nbf and iat may lie ahead */
    long keys_max_age_s;  /* keys are read anew after this; when that fails, the old ones serve ten times as long */
    long keys_interval_s; /* least time between two readings, whatever kid a token names */
};

/* Thread-safe; one per program. */
struct token_verifier;

/* The rules in the settings; false when OpenID Connect is not configured. */
bool token_rules_read(const struct config *config, struct token_rules *rules);

/* Reads no keys yet: that happens with the first token that needs one. */
struct token_verifier *token_verifier_create(const struct token_rules *rules);
void token_verifier_destroy(struct token_verifier *verifier);

/* Fills `principal` from a valid token; its texts live in `arena`, `account` is "oidc:" and the subject. Otherwise
 * false: 401 (`cause` has the reason, never the token), or 503 with retry_after_s when the keys cannot be had. May wait
 * for the provider, at most about five seconds. */
bool token_verify(struct token_verifier *verifier, struct arena *arena, const char *token, struct principal *principal,
                  struct error *err) must_check;

#endif
