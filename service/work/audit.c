/* What the audit trail calls things, and the refusals that it keeps: those of callers whose key is known. */
#include <string.h>

#include "base/log.h"
#include "words/words.h"
#include "work/work.h"

/* The first row that fits; NULL fits every route. */
static const struct {
    enum http_method method;
    const char *collection;
    const char *action;
} actions[] = {
    {HTTP_POST, "imports", "import"}, {HTTP_PATCH, "releases", "publish"}, {HTTP_DELETE, "api-keys", "revoke"},
    {HTTP_GET, NULL, "read"},         {HTTP_POST, NULL, "create"},         {HTTP_PATCH, NULL, "change"},
    {HTTP_DELETE, NULL, "delete"},
};

/* Whether the pattern is /tillit/v1/<collection> or below it. */
static bool is_under(const char *pattern, const char *collection) {
    size_t length = strlen(collection);
    if (!text_starts(pattern, API_ROOT "/")) return false;
    pattern += strlen(API_ROOT "/");
    return strncmp(pattern, collection, length) == 0 && (pattern[length] == '\0' || pattern[length] == '/');
}

const char *audit_action(const struct route *route) {
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (actions[i].method == route->method &&
            (actions[i].collection == NULL || is_under(route->pattern, actions[i].collection)))
            return actions[i].action;
    return "read";
}

bool key_audit(struct db *db, const char *action, const char *code, struct error *err) {
    const struct audit_event event = {.action = action,
                                      .object = arena_printf(err->arena, API_ROOT "/api-keys/%s", code),
                                      .status = text_equal(action, "create") ? 201 : 204};
    return store_audit(db, &event, err);
}

/* A key that is not valid belongs to nobody, and who is slowed down must not be able to fill the trail. */
static bool is_kept(int status) { return status != 401 && status != 429; }

static bool append(const struct request *request, const struct audit_event *event, struct error *err) {
    struct db *db;
    if (!work_borrow(request_work(request)->store, request_tenant(request), false, request->arena, &db, err))
        return false;
    bool good = store_audit(db, event, err) && store_commit(db, err);
    store_return(db);
    return good;
}

void audit_refusal(struct request *request, int status) {
    if (!is_kept(status)) return;
    const struct audit_event event = {
        .action = audit_action(request->route), .object = request->path, .status = status};
    struct error err = error_start(request->arena);
    if (append(request, &event, &err)) return;
    log_error("audit", "not kept: %s %s by %s, refused with %d: %s", event.action, event.object,
              request_tenant(request)->account, status, err.cause == NULL ? error_detail(&err, LANG_EN) : err.cause);
}
