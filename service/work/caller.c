/* Who is asking, and what they may (api.md 7). */
#include "auth/key.h"
#include "auth/token.h"
#include "work/work.h"

/* ---- who ---- */

struct caller {
    struct principal principal;
    struct tenant tenant;
};

const struct principal *request_principal(const struct request *request) {
    const struct caller *caller = request->identity;
    return caller == NULL ? NULL : &caller->principal;
}

const struct tenant *request_tenant(const struct request *request) {
    const struct caller *caller = request->identity;
    if (caller != NULL) return &caller->tenant;
    struct tenant *everybody = arena_alloc(request->arena, sizeof *everybody);
    *everybody = store_public;
    everybody->client = request->client;
    return everybody;
}

/* The one evaluation that the grants name; NULL for none. */
static const char *evaluation_of(const struct principal *principal) {
    for (size_t i = 0; i < principal->grant_count; i++)
        if (principal->grants[i].evaluation != NULL) return principal->grants[i].evaluation;
    return NULL;
}

static void set_identity(struct request *request, struct caller *caller) {
    const struct principal *principal = &caller->principal;
    const char *municipality = principal_municipality(principal);
    caller->tenant = (struct tenant){.municipality = municipality == NULL ? "" : municipality,
                                     .is_operator = principal_is_operator(principal),
                                     .evaluation = evaluation_of(principal),
                                     .account = principal->account,
                                     .sees_reasons = principal_may(principal, ACTION_READ_REASONS, municipality),
                                     .client = principal->account};
    request->identity = caller;
    request->account = principal->account;
}

static bool refuse_key(struct error *err) {
    return error_say(err, PROBLEM_KEY_REQUIRED, "Nyckeln är inte giltig.", "Nøglen er ikke gyldig.",
                     "The key is not valid.");
}

static void principal_of_key(struct arena *arena, const struct stored_key *key, struct principal *principal) {
    struct grant *grant = arena_alloc(arena, sizeof *grant);
    *grant = (struct grant){
        .role = (enum role)role_from_code(key->role), .municipality = key->municipality, .evaluation = key->evaluation};
    *principal = (struct principal){.account = key->code, .grants = grant, .grant_count = 1};
}

static bool find_key(struct request *request, const char *text, struct principal *principal, struct error *err) {
    struct stored_key key;
    char hash[KEY_HASH_SIZE];
    key_hash(text, hash);
    if (!store_find_key(request_work(request)->store, request->client, request->arena, hash, &key, err)) return false;
    if (key.code == NULL || !key_hash_equal(key.hash, hash) || role_from_code(key.role) < 0) return refuse_key(err);
    principal_of_key(request->arena, &key, principal);
    return true;
}

static bool find_principal(struct request *request, const char *credential, struct principal *principal,
                           struct error *err) {
    struct token_verifier *verifier = request_work(request)->verifier;
    if (credential == NULL) return refuse_key(err);
    if (key_is_well_formed(credential)) return find_key(request, credential, principal, err);
    return verifier == NULL ? refuse_key(err) : token_verify(verifier, request->arena, credential, principal, err);
}

bool caller_identify(struct request *request, struct error *err) {
    const char *authorization = request_header(request, "Authorization");
    if (authorization == NULL) return true;
    struct caller *caller = arena_alloc(request->arena, sizeof *caller);
    if (!find_principal(request, bearer_credential(authorization), &caller->principal, err)) return false;
    set_identity(request, caller);
    return true;
}

/* ---- what they may ---- */

bool access_refuse(enum action action, const char *where, struct error *err) {
    return error_add(err, PROBLEM_FORBIDDEN, PLACE_HEADER, "Authorization", 0, VIOLATION_ROLE_NEEDED,
                     action_roles(err->arena, action), where);
}

bool access_may(const struct request *request, enum action action, const char *where, struct error *err) {
    return principal_may(request_principal(request), action, where) || access_refuse(action, where, err);
}

enum action access_writing(const struct resource *resource) {
    return text_equal(resource->name, "releases") ? ACTION_PUBLISH : ACTION_WRITE_DRAFTS;
}

bool access_may_write(const struct request *request, const char *owner, struct error *err) {
    if (request->route->scope == SCOPE_KEYS) return access_may(request, ACTION_MANAGE_KEYS, owner, err);
    if (owner == NULL || text_equal(owner, "shared")) return access_may(request, ACTION_WRITE_SHARED, NULL, err);
    return access_may(request, access_writing(request->route->subject), owner, err);
}
