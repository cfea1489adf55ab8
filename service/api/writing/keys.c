/* POST /api-keys and DELETE /api-keys/{code}: a key is shown once, and revoked rather than deleted. */
#include <string.h>

#include "auth/key.h"
#include "private.h"

/* ---- who may make which ---- */

/* Whether a key of the record's role is for a municipality: so for all roles that it may be when it has none. */
static bool is_municipal(const struct record *record) {
    const char *code = json_string_value(json_object_get(record->values, "role"));
    int role = code == NULL ? -1 : role_from_code(code);
    return role < 0 || role_scope((enum role)role) == GRANT_MUNICIPALITY;
}

/* Admins give the roles of their municipality; those that belong to none are the operator's to give. */
static bool check_access(struct writing *writing, struct record *record, struct error *err) {
    const char *municipality = json_string_value(json_object_get(record->values, "municipality"));
    if (!is_municipal(record)) return access_may(writing->request, ACTION_MANAGE_KEYS, NULL, err);
    if (municipality != NULL) return access_may(writing->request, ACTION_MANAGE_KEYS, municipality, err);
    record->is_faulty = true;
    names_add(writing->request->arena, &record->unknown, "municipality");
    error_add(&writing->faults, PROBLEM_INVALID_BODY, PLACE_POINTER, "/municipality", 0, VIOLATION_REQUIRED, NULL,
              NULL);
    return true;
}

/* ---- making one ---- */

static bool insert_key(struct writing *writing, const char *text, struct error *err) {
    struct request *request = writing->request;
    const json_t *object;
    char hash[KEY_HASH_SIZE];
    if (!body_parse(request, &object, err)) return false;
    body_read(request, object, NULL, &writing->body, &writing->faults);
    struct record *record = writing->body.records[0];
    if (!check_access(writing, record, err)) return false;
    key_hash(text, hash);
    json_object_set_new(record->values, "hash", json_string(hash));
    return records_insert(writing, err) && writing_is_good(writing, err);
}

/* The object as GET shows it, and the member "key": its text, or null. */
static const char *with_key(struct arena *arena, const char *object, const char *text) {
    size_t length = strlen(object) - 1; /* without the last brace */
    if (text == NULL) return arena_printf(arena, "%.*s,\"key\":null}", (int)length, object);
    return arena_printf(arena, "%.*s,\"key\":\"%s\"}", (int)length, object, text);
}

static bool read_object(struct db *db, const struct request *request, const char *code, const char **object,
                        int64_t *revision, enum lang *lang, struct error *err) {
    struct query_limits limits = {.lang = request->lang, .is_object = true, .config = request->config};
    struct query query;
    if (!query_read(request->route->subject, request->parameters, request->parameter_count, &limits, &query, err))
        return false;
    *lang = query.lang;
    return store_object(db, &query, code, object, revision, err);
}

/* What is kept for a retry does not hold the key. */
static bool reply_once(struct writing *writing, const char *retry_key, const char *text, struct reply *reply,
                       struct error *err) {
    struct request *request = writing->request;
    const char *code = writing->body.records[0]->key, *object;
    enum lang lang;
    if (!read_object(writing->db, request, code, &object, &reply->revision, &lang, err)) return false;
    reply->status = 201;
    reply->language = lang_codes[lang];
    reply->cache_control = HTTP_CACHE_PRIVATE;
    reply_header(reply, "Location", request_link(request, arena_printf(request->arena, API_ROOT "/api-keys/%s", code)));
    const char *body = with_key(request->arena, object, NULL);
    reply_body(reply, body, strlen(body));
    if (!retry_key_keep(writing->db, request, retry_key, reply, err)) return false;
    body = with_key(request->arena, object, text);
    reply_body(reply, body, strlen(body));
    return key_audit(writing->db, "create", code, err) && store_commit(writing->db, err);
}

static bool create_key(struct writing *writing, const char *retry_key, struct reply *reply, struct error *err) {
    char text[KEY_TEXT_SIZE];
    key_create(text);
    bool good = insert_key(writing, text, err) && reply_once(writing, retry_key, text, reply, err);
    key_wipe(text);
    return good;
}

bool handle_create_key(struct request *request, struct reply *reply, struct error *err) {
    struct writing writing = {.request = request, .faults = error_start(request->arena)};
    const char *retry_key;
    bool is_answered = false;
    if (!retry_key_read(request, &retry_key, err)) return false;
    if (!request_borrow(request, &writing.db, err)) return false;
    bool good = retry_key_take(writing.db, request, retry_key, reply, &is_answered, err) &&
                (is_answered || create_key(&writing, retry_key, reply, err));
    store_return(writing.db);
    return good;
}

/* ---- revoking one ---- */

static bool revoke_key(struct request *request, struct db *db, struct error *err) {
    const char *code = request->arguments[0], *object;
    int64_t revision;
    enum lang lang;
    return read_object(db, request, code, &object, &revision, &lang, err) &&
           request_may_change(request, revision, err) && store_revoke_key(db, code, err) &&
           key_audit(db, "revoke", code, err) && store_commit(db, err);
}

bool handle_revoke_key(struct request *request, struct reply *reply, struct error *err) {
    struct db *db;
    if (!request_borrow(request, &db, err)) return false;
    bool good = revoke_key(request, db, err);
    store_return(db);
    reply->status = 204;
    return good;
}
