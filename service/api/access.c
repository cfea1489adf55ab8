/* Who is asking, and may they: decided before the body of a request is read (api.md 5 and 7). */
#include "auth/key.h"
#include "auth/token.h"
#include "private.h"

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
    return caller == NULL ? &store_public : &caller->tenant;
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
                                     .sees_reasons = principal_may(principal, ACTION_READ_REASONS, municipality)};
    request->identity = caller;
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
    if (!store_find_key(request_api(request)->store, request->arena, hash, &key, err)) return false;
    if (key.code == NULL || !key_hash_equal(key.hash, hash) || role_from_code(key.role) < 0) return refuse_key(err);
    principal_of_key(request->arena, &key, principal);
    return true;
}

static bool find_principal(struct request *request, const char *credential, struct principal *principal,
                           struct error *err) {
    struct token_verifier *verifier = request_api(request)->verifier;
    if (credential == NULL) return refuse_key(err);
    if (key_is_well_formed(credential)) return find_key(request, credential, principal, err);
    return verifier == NULL ? refuse_key(err) : token_verify(verifier, request->arena, credential, principal, err);
}

/* A key that is not valid is refused wherever it is sent, also where none is needed. */
static bool identify(struct request *request, struct error *err) {
    const char *authorization = request_header(request, "Authorization");
    if (authorization == NULL) return true;
    struct caller *caller = arena_alloc(request->arena, sizeof *caller);
    if (!find_principal(request, bearer_credential(authorization), &caller->principal, err)) return false;
    set_identity(request, caller);
    return true;
}

/* ---- what ---- */

bool access_may(const struct request *request, enum action action, const char *where, struct error *err) {
    return principal_may(request_principal(request), action, where) || error_set(err, PROBLEM_FORBIDDEN);
}

/* Releases are made and published by publishers, whichever way they come. */
static const char releases[] = "releases";

static bool is_releases(const struct resource *resource) { return text_equal(resource->name, releases); }

bool access_may_write(const struct request *request, const char *owner, struct error *err) {
    if (request->route->scope == SCOPE_KEYS) return access_may(request, ACTION_MANAGE_KEYS, owner, err);
    if (owner == NULL || text_equal(owner, "shared")) return access_may(request, ACTION_WRITE_SHARED, NULL, err);
    return access_may(request, is_releases(request->route->subject) ? ACTION_PUBLISH : ACTION_WRITE_DRAFTS, owner, err);
}

/* Resources whose rows say whose they are may belong to a municipality; the others are the operator's. */
static bool may_write_somewhere(const struct request *request) {
    const struct principal *principal = request_principal(request);
    const struct resource *resource = request->route->subject;
    bool owned = resource_field(resource, "owner") != NULL,
         municipal = resource_field(resource, "municipality") != NULL;
    enum action own = is_releases(resource) ? ACTION_PUBLISH : ACTION_WRITE_DRAFTS;
    if ((owned || municipal) && principal_may_somewhere(principal, own)) return true;
    return (owned || !municipal) && principal_may(principal, ACTION_WRITE_SHARED, NULL);
}

static bool imports_releases(const struct request *request) {
    for (size_t i = 0; i < request->parameter_count; i++)
        if (text_equal(request->parameters[i].name, "dataset") && text_equal(request->parameters[i].value, releases))
            return true;
    return false;
}

static bool may_import_somewhere(const struct request *request) {
    const struct principal *principal = request_principal(request);
    return principal_may_somewhere(principal, imports_releases(request) ? ACTION_PUBLISH : ACTION_WRITE_DRAFTS) ||
           principal_may_somewhere(principal, ACTION_LOAD_ARCHIVE);
}

static bool may_manage_keys_somewhere(const struct request *request) {
    return principal_may_somewhere(request_principal(request), ACTION_MANAGE_KEYS);
}

static bool may_read_audit_somewhere(const struct request *request) {
    return principal_may_somewhere(request_principal(request), ACTION_READ_AUDIT);
}

static bool may_read_audit(const struct request *request, const char *owner, struct error *err) {
    return access_may(request, ACTION_READ_AUDIT, owner, err);
}

static bool may_read_reasons_somewhere(const struct request *request) {
    return principal_may_somewhere(request_principal(request), ACTION_READ_REASONS);
}

static bool may_read_reasons(const struct request *request, const char *owner, struct error *err) {
    return access_may(request, ACTION_READ_REASONS, owner, err);
}

/* By scope: whether the caller may do it anywhere at all, and to an object of that owner. */
static const struct {
    bool (*somewhere)(const struct request *request);
    bool (*there)(const struct request *request, const char *owner, struct error *err);
} rules[] = {
    [SCOPE_IMPORT] = {may_import_somewhere, NULL},
    [SCOPE_WRITE] = {may_write_somewhere, access_may_write},
    [SCOPE_KEYS] = {may_manage_keys_somewhere, access_may_write},
    [SCOPE_REASONS] = {may_read_reasons_somewhere, may_read_reasons},
    [SCOPE_AUDIT] = {may_read_audit_somewhere, may_read_audit},
};

bool request_borrow(const struct request *request, struct db **db, struct error *err) {
    if (!store_borrow(request_api(request)->store, request_tenant(request), false, request->arena, db, err))
        return false;
    store_set_deadline(*db, request->deadline_ms);
    return true;
}

/* An object that the caller does not see is missing; one that he sees may still not be his. */
static bool permit_object(const struct request *request, struct error *err) {
    struct db *db;
    const char *owner;
    if (!request_borrow(request, &db, err)) return false;
    bool is_own_part = false, is_there = store_owner(db, request->route->subject, request->arguments[0], &owner, err);
    bool is_known = is_there && evaluation_part_is_own(request, db, owner, &is_own_part, err);
    store_return(db);
    if (!is_there) return err->kind == PROBLEM_NOT_FOUND ? suggest_spelling(request, err) : false;
    if (!is_known || is_own_part) return is_known;
    return rules[request->route->scope].there(request, owner, err);
}

static bool permit(const struct request *request, struct error *err) {
    bool is_object = request->route->subject != NULL && request->arguments[0] != NULL;
    if (is_object) return permit_object(request, err);
    return rules[request->route->scope].somewhere(request) || error_set(err, PROBLEM_FORBIDDEN);
}

bool access_authorise(struct request *request, struct error *err) {
    if (!identify(request, err)) return false;
    if (request->route->scope == SCOPE_PUBLIC) return true;
    return request->identity == NULL ? error_set(err, PROBLEM_KEY_REQUIRED) : permit(request, err);
}
