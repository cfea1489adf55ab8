/* POST, PATCH and DELETE of every resource that is written, from its field table: one transaction each. */
#include <sodium.h>
#include <string.h>

#include "private.h"

/* ---- what every writing ends with ---- */

/* A hash of a row for the audit trail. */
static const char *hash_of(struct arena *arena, const char *row) {
    unsigned char hash[crypto_generichash_BYTES];
    char *hex = arena_alloc(arena, sizeof hash * 2 + 1);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)row, strlen(row), NULL, 0);
    return sodium_bin2hex(hex, sizeof hash * 2 + 1, hash, sizeof hash);
}

static const char *object_path(const struct request *request, const struct resource *resource, const char *key) {
    return arena_printf(request->arena, "%s/%s/%s", API_ROOT, resource->name, key);
}

static bool commit(struct db *db, const struct request *request, const char *object, int status, const char *before,
                   const char *after, struct error *err) {
    const struct audit_event event = {
        .action = audit_action(request->route),
        .object = object,
        .status = status,
        .before_hash = before == NULL ? NULL : hash_of(request->arena, before),
        .after_hash = after == NULL ? NULL : hash_of(request->arena, after),
    };
    return store_audit(db, &event, err) && store_commit(db, err);
}

/* The whole object as GET shows it. */
static bool reply_object(struct db *db, const struct query *query, const char *key, struct reply *reply,
                         struct error *err) {
    const char *json;
    if (!store_object(db, query, key, &json, &reply->revision, err)) return false;
    reply_body(reply, json, strlen(json));
    reply->language = query->all_langs ? "sv, da, en" : lang_codes[query->lang];
    reply->cache_control = HTTP_CACHE_PRIVATE;
    return true;
}

typedef bool attempt_function(struct request *request, struct reply *reply, struct query *query, struct error *err);

struct attempted {
    attempt_function *attempt;
    struct request *request;
    struct reply *reply;
    const struct query *query;
    struct reply blank;
};

/* Each attempt starts from the same query and an empty reply. */
static bool try_once(void *state, struct error *err) {
    struct attempted *writing = state;
    struct query query = *writing->query;
    *writing->reply = writing->blank;
    return writing->attempt(writing->request, writing->reply, &query, err);
}

static bool with_retries(attempt_function *attempt, struct request *request, struct reply *reply, struct error *err) {
    struct query_limits limits = {
        .lang = request->lang, .is_object = true, .is_new = true, .shape = SHAPE_OBJECTS, .config = request->config};
    struct query query;
    if (!query_read(request->route->subject, request->parameters, request->parameter_count, &limits, &query, err))
        return false;
    struct attempted writing = {attempt, request, reply, &query, *reply};
    return attempts_make(try_once, &writing, request->arena, err);
}

static struct writing start_writing(struct request *request, struct db *db) {
    return (struct writing){.request = request, .db = db, .faults = error_start(request->arena)};
}

/* ---- creating ---- */

static bool is_expanded(const struct query *query, const char *name) {
    for (size_t i = 0; i < query->expansion_count; i++)
        if (text_equal(query->expansions[i], name)) return true;
    return false;
}

static bool is_brought(const struct body *body, const struct expansion *expansion) {
    for (size_t i = 1; i < body->count; i++)
        if (text_equal(body->records[i]->resource->name, expansion->resource)) return expansion->is_sent;
    return false;
}

/* What came along is shown along. */
static void expand_brought(struct query *query, const struct body *body, struct arena *arena) {
    const struct resource *resource = query->resource;
    struct names names = {0};
    for (size_t i = 0; i < query->expansion_count; i++) names_add(arena, &names, query->expansions[i]);
    for (size_t i = 0; i < resource->expansion_count; i++)
        if (is_brought(body, &resource->expansions[i]) && !is_expanded(query, resource->expansions[i].name))
            names_add(arena, &names, resource->expansions[i].name);
    query->expansions = names.items;
    query->expansion_count = names.count;
}

static bool insert_all(struct writing *writing, struct error *err) {
    return records_insert(writing, err) && records_check(writing, NULL, err) && writing_is_good(writing, err);
}

static bool create_rows(struct writing *writing, struct query *query, struct reply *reply, struct error *err) {
    struct request *request = writing->request;
    const json_t *object;
    const char *row;
    if (!body_parse(request, &object, err)) return false;
    body_read(request, object, NULL, &writing->body, &writing->faults);
    if (!insert_all(writing, err)) return false;
    const struct record *whole = writing->body.records[0];
    expand_brought(query, &writing->body, request->arena);
    if (!reply_object(writing->db, query, whole->key, reply, err)) return false;
    if (!store_row(writing->db, whole->resource, whole->key, &row, err)) return false;
    reply->status = 201;
    const char *path = object_path(request, whole->resource, whole->key), *retry_key;
    reply_header(reply, "Location", request_link(request, path));
    return retry_key_read(request, &retry_key, err) && retry_key_keep(writing->db, request, retry_key, reply, err) &&
           commit(writing->db, request, path, reply->status, NULL, row, err);
}

static bool try_create(struct request *request, struct reply *reply, struct query *query, struct error *err) {
    const char *retry_key;
    struct db *db;
    bool is_answered = false;
    if (!retry_key_read(request, &retry_key, err) || !request_borrow(request, &db, err)) return false;
    struct writing writing = start_writing(request, db);
    bool good = retry_key_take(db, request, retry_key, reply, &is_answered, err) &&
                (is_answered || create_rows(&writing, query, reply, err));
    store_return(db);
    return good;
}

bool handle_create(struct request *request, struct reply *reply, struct error *err) {
    return with_retries(try_create, request, reply, err);
}

/* ---- changing ---- */

/* Whether the body leaves the state as it is. */
static bool keeps_state(const struct record *record, const json_t *before) {
    const json_t *state = json_object_get(record->values, "state");
    return state == NULL || json_equal(state, json_object_get(before, "state"));
}

/* The act that the new state asks for, which is then not written; NULL for none. */
static const struct act *take_act(const struct work *work, struct record *record) {
    const char *state = json_string_value(json_object_get(record->values, "state"));
    for (size_t i = 0; state != NULL && i < work->act_count; i++) {
        const struct act *act = &work->acts[i];
        if (!text_equal(act->resource, record->resource->name) || !text_equal(act->state, state)) continue;
        json_object_del(record->values, "state");
        return act;
    }
    return NULL;
}

static bool change_row(struct writing *writing, const char *before_text, struct error *err) {
    struct request *request = writing->request;
    const json_t *object, *before = json_in_arena(request->arena, json_loads(before_text, 0, NULL));
    if (!body_parse(request, &object, err)) return false;
    body_read(request, object, before, &writing->body, &writing->faults);
    struct record *record = writing->body.records[0];
    record->key = request->arguments[0];
    const struct act *act = keeps_state(record, before) ? NULL : take_act(request_work(request), record);
    if (!record_update(writing, before_text, err)) return false;
    const char *state = json_string_value(json_object_get(before, "state"));
    return records_check(writing, state, err) && writing_is_good(writing, err) &&
           (act == NULL || act->make(writing->db, record->key, err));
}

static bool change_own(struct writing *writing, const char **before, struct error *err) {
    const struct request *request = writing->request;
    int64_t revision;
    return store_lock(writing->db, request->route->subject, request->arguments[0], before, &revision, err) &&
           request_may_change(request, revision, err) && change_row(writing, *before, err);
}

static bool change_part(struct writing *writing, const struct query *query, const char **before, struct error *err) {
    const struct request *request = writing->request;
    return store_row(writing->db, request->route->subject, request->arguments[0], before, err) &&
           evaluation_part_change(writing, query, err);
}

static bool change_and_reply(struct writing *writing, const struct query *query, struct reply *reply,
                             struct error *err) {
    struct request *request = writing->request;
    const struct resource *resource = request->route->subject;
    const char *key = request->arguments[0], *owner, *before, *after;
    bool is_part;
    if (!store_owner(writing->db, resource, key, &owner, err)) return false;
    if (!evaluation_part_is_own(request, writing->db, owner, &is_part, err)) return false;
    if (!(is_part ? change_part(writing, query, &before, err) : change_own(writing, &before, err))) return false;
    if (!store_row(writing->db, resource, key, &after, err)) return false;
    return reply_object(writing->db, query, key, reply, err) &&
           commit(writing->db, request, request->path, reply->status, before, after, err);
}

static bool try_change(struct request *request, struct reply *reply, struct query *query, struct error *err) {
    struct db *db;
    if (!request_borrow(request, &db, err)) return false;
    struct writing writing = start_writing(request, db);
    bool good = change_and_reply(&writing, query, reply, err);
    store_return(db);
    return good;
}

bool handle_change(struct request *request, struct reply *reply, struct error *err) {
    return with_retries(try_change, request, reply, err);
}

/* ---- deleting ---- */

static bool delete_row(struct db *db, const struct request *request, struct error *err) {
    const struct resource *resource = request->route->subject;
    const char *key = request->arguments[0], *before;
    int64_t revision;
    return store_lock(db, resource, key, &before, &revision, err) && request_may_change(request, revision, err) &&
           store_delete(db, resource, key, err) && commit(db, request, request->path, 204, before, NULL, err);
}

static bool try_delete(struct request *request, struct reply *reply, struct query *query, struct error *err) {
    struct db *db;
    (void)query;
    if (!request_borrow(request, &db, err)) return false;
    bool good = delete_row(db, request, err);
    store_return(db);
    reply->status = 204;
    return good;
}

bool handle_delete(struct request *request, struct reply *reply, struct error *err) {
    return refuse_parameters(request, err) && with_retries(try_delete, request, reply, err);
}
