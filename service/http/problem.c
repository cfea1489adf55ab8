/* Errors as problem+json (RFC 9457). */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "http/http.h"
#include "target-private.h"
#include "words/words.h"

static const char *const place_members[] = {
    [PLACE_PARAMETER] = "parameter", [PLACE_POINTER] = "pointer", [PLACE_COLUMN] = "column", [PLACE_HEADER] = "header"};

/* Not every text comes from a client that speaks UTF-8, and Jansson makes nothing of one that is not. */
static void set_text(json_t *object, const char *member, const char *text) {
    size_t length = strlen(text);
    json_object_set_new(object, member, text_is_utf8(text, length) ? json_stringn(text, length) : json_string("?"));
}

static json_t *violation_json(struct arena *arena, const struct violation *violation, enum lang lang) {
    json_t *object = json_object();
    set_text(object, place_members[violation->place], violation->name);
    if (violation->line > 0) json_object_set_new(object, "line", json_integer(violation->line));
    set_text(object, "code", violation_code_name(violation->code));
    set_text(object, "detail", violation_detail(arena, violation, lang));
    return object;
}

static void add_violations(json_t *problem, struct arena *arena, const struct error *err, enum lang lang) {
    json_t *errors = json_array();
    for (size_t i = 0; i < err->violation_count; i++)
        json_array_append_new(errors, violation_json(arena, &err->violations[i], lang));
    json_object_set_new(problem, "errors", errors);
    json_object_set_new(problem, "errors_total", json_integer((json_int_t)err->violation_total));
}

const char *http_problem(struct arena *arena, const struct error *err, enum lang lang, const char *public_url,
                         const char *instance, const char *trace_id, size_t *length) {
    json_t *problem = json_object();
    set_text(problem, "type", arena_printf(arena, "%s/problems/%s", public_url, problem_slug(err->kind)));
    set_text(problem, "title", problem_title(err->kind, lang));
    json_object_set_new(problem, "status", json_integer(problem_status(err->kind)));
    set_text(problem, "detail", error_detail(err, lang));
    set_text(problem, "instance", target_encode(arena, instance));
    set_text(problem, "trace_id", trace_id);
    if (err->violation_count > 0) add_violations(problem, arena, err, lang);
    char *dumped = json_dumps(problem, JSON_COMPACT);
    json_decref(problem);
    const char *body = arena_strdup(arena, dumped == NULL ? "{}" : dumped);
    free(dumped);
    *length = strlen(body);
    return body;
}
