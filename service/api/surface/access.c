/* May they: decided before the body of a request is read (api.md 5 and 7). */
#include "api/writing.h"
#include "private.h"

/* Resources whose rows say whose they are may belong to a municipality; the others are the operator's. */
static bool may_write_somewhere(const struct request *request, struct error *err) {
    const struct principal *principal = request_principal(request);
    const struct resource *resource = request->route->subject;
    bool owned = resource_field(resource, "owner") != NULL,
         municipal = resource_field(resource, "municipality") != NULL;
    enum action own = access_writing(resource);
    if ((owned || municipal) && principal_may_somewhere(principal, own)) return true;
    if ((owned || !municipal) && principal_may(principal, ACTION_WRITE_SHARED, NULL)) return true;
    return access_refuse(owned || municipal ? own : ACTION_WRITE_SHARED, NULL, err);
}

static bool may_somewhere(const struct request *request, enum action action, struct error *err) {
    return principal_may_somewhere(request_principal(request), action) || access_refuse(action, NULL, err);
}

static bool imports_releases(const struct request *request) {
    for (size_t i = 0; i < request->parameter_count; i++)
        if (text_equal(request->parameters[i].name, "dataset") && text_equal(request->parameters[i].value, "releases"))
            return true;
    return false;
}

static bool may_import_somewhere(const struct request *request, struct error *err) {
    return principal_may_somewhere(request_principal(request), ACTION_LOAD_ARCHIVE) ||
           may_somewhere(request, imports_releases(request) ? ACTION_PUBLISH : ACTION_WRITE_DRAFTS, err);
}

static bool may_manage_keys_somewhere(const struct request *request, struct error *err) {
    return may_somewhere(request, ACTION_MANAGE_KEYS, err);
}

static bool may_read_audit_somewhere(const struct request *request, struct error *err) {
    return may_somewhere(request, ACTION_READ_AUDIT, err);
}

static bool may_read_audit(const struct request *request, const char *owner, struct error *err) {
    return access_may(request, ACTION_READ_AUDIT, owner, err);
}

static bool may_read_reasons_somewhere(const struct request *request, struct error *err) {
    return may_somewhere(request, ACTION_READ_REASONS, err);
}

static bool may_read_reasons(const struct request *request, const char *owner, struct error *err) {
    return access_may(request, ACTION_READ_REASONS, owner, err);
}

/* By scope: whether the caller may do it anywhere at all, and to an object of that owner. */
static const struct {
    bool (*somewhere)(const struct request *request, struct error *err);
    bool (*there)(const struct request *request, const char *owner, struct error *err);
} rules[] = {
    [SCOPE_IMPORT] = {may_import_somewhere, NULL},
    [SCOPE_WRITE] = {may_write_somewhere, access_may_write},
    [SCOPE_KEYS] = {may_manage_keys_somewhere, access_may_write},
    [SCOPE_REASONS] = {may_read_reasons_somewhere, may_read_reasons},
    [SCOPE_AUDIT] = {may_read_audit_somewhere, may_read_audit},
};

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
    return rules[request->route->scope].somewhere(request, err);
}

bool access_authorise(struct request *request, struct error *err) {
    if (!caller_identify(request, err)) return false;
    if (request->route->scope == SCOPE_PUBLIC) return true;
    return request->identity == NULL ? error_set(err, PROBLEM_KEY_REQUIRED) : permit(request, err);
}
