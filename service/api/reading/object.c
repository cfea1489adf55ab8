/* One object of any resource that has such. */
#include <string.h>

#include "private.h"

/* Nothing else about the request matters where there is no such object (api.md 5). */
static bool refuse_missing(struct request *request, struct error *err) {
    struct error missing = error_start(request->arena);
    struct query_limits limits = {.lang = request->lang, .is_object = true, .config = request->config};
    struct query query;
    struct db *db;
    const char *json;
    int64_t revision;
    if (!query_read(request->route->subject, NULL, 0, &limits, &query, &missing)) return false;
    if (!request_borrow(request, &db, &missing)) return false;
    bool is_there = store_object(db, &query, request->arguments[0], &json, &revision, &missing);
    store_return(db);
    if (is_there || missing.kind != PROBLEM_NOT_FOUND) return false;
    error_replace(err, PROBLEM_NOT_FOUND);
    return suggest_spelling(request, err);
}

bool handle_object(struct request *request, struct reply *reply, struct error *err) {
    struct query query;
    struct db *db;
    const char *json;
    int64_t revision;
    if (error_is_set(err) || !reading_query(request, true, &query, err)) return refuse_missing(request, err);
    if (!request_borrow(request, &db, err)) return false;
    bool good = store_object(db, &query, request->arguments[0], &json, &revision, err);
    store_return(db);
    if (!good) return err->kind == PROBLEM_NOT_FOUND ? suggest_spelling(request, err) : false;
    reply_public_json(reply, json, strlen(json));
    reply->revision = revision;
    reading_set_language(reply, &query);
    return true;
}
