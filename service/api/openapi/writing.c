/* Creating, changing and deleting: the operations of resources that are written. */
#include "base/text.h"
#include "private.h"

/* What every writing of an object can be refused for. */
#define WRITING PROBLEM_BIT(FORBIDDEN)
#define OF_OBJECT (PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(STALE) | PROBLEM_BIT(PRECONDITION_REQUIRED))

/* What it is says its schema. */
static json_t *json_body(enum media media, json_t *schema, json_t *example) {
    json_t *content = json_pack("{s:{s:o, s:o}}", media_types[media].type, "schema", schema, "example", example);
    return json_pack("{s:b, s:o}", "required", 1, "content", content);
}

static void add_parameters(struct printing *printing, json_t *parameters, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) json_array_append_new(parameters, parameter_reference(printing, names[i]));
}

/* Its example is the record's where it can be. */
static json_t *new_body(struct printing *printing, const struct resource *resource) {
    json_t *schema = new_schema(printing, resource);
    if (!is_written_as_read(resource)) return json_body(MEDIA_JSON, schema, new_example(resource));
    json_t *example = reference(printing, "examples", shared_example(printing, resource));
    return json_pack("{s:b, s:{s:{s:o, s:{s:o}}}}", "required", 1, "content", media_types[MEDIA_JSON].type, "schema",
                     schema, "examples", "record", example);
}

/* Changes and deletions start with which object it is, and in which version. */
static void add_object(struct printing *printing, json_t *parameters, const struct resource *resource) {
    json_array_insert_new(parameters, 0, key_parameter(printing, resource));
    json_array_append_new(parameters, parameter_reference(printing, "if-match"));
}

/* Whose object it is decides which role is needed. */
static json_t *operation(const struct heading *heading, const struct route *route, json_t *parameters, json_t *body,
                         json_t *responses) {
    json_t *object = headed(heading);
    add_security(object, route);
    json_object_set_new(object, "parameters", parameters);
    if (body != NULL) json_object_set_new(object, "requestBody", body);
    json_object_set_new(object, "responses", responses);
    return object;
}

static struct good_reply whole_object(struct printing *printing, const struct resource *resource) {
    return (struct good_reply){
        .sv = "Posten.",
        .en = "The record.",
        .schema = reference(printing, "schemas", pascal_case(printing->arena, resource->one)),
        .shared_example = shared_example(printing, resource),
        .has_etag = true,
        .has_location = true,
    };
}

/* ---- keys, which are shown once and revoked ---- */

static bool is_key(const struct resource *resource) { return text_equal(resource->one, "api_key"); }

/* The new key's record together with the key itself. */
static json_t *shown_once(struct printing *printing, const struct resource *resource) {
    json_t *schema = resource_schema(printing, resource);
    json_t *key = described(json_pack("{s:[s, s], s:b}", "type", "string", "null", "readOnly", 1),
                            "Nyckeln själv, för huvudet Authorization. Visas bara här: null när svaret ges en gång "
                            "till på samma Idempotency-Key.",
                            "The key itself, for the header Authorization. Shown only here: null when the reply is "
                            "given again for the same Idempotency-Key.");
    json_object_set_new(json_object_get(schema, "properties"), "key", key);
    json_object_set_new(schema, "required", json_pack("[s]", "key"));
    json_object_set_new(printing->schemas, "ShownApiKey", schema);
    return reference(printing, "schemas", "ShownApiKey");
}

static void show_key(struct printing *printing, const struct resource *resource, struct good_reply *reply) {
    json_decref(reply->schema);
    reply->schema = shown_once(printing, resource);
    reply->sv = "Nyckeln, som visas bara den här gången.";
    reply->en = "The key, which is shown only this time.";
    reply->shared_example = NULL;
    reply->example = resource_example(resource);
    json_object_set_new(reply->example, "key", json_string("tillit_Vn0aXk3mJ8qTzR5wYb7cDf1gHs2uLp4eQ6iKo9MtWxE"));
}

/* ---- creating, changing, deleting ---- */

static json_t *create_operation(struct printing *printing, const struct route *route) {
    static const char *const names[] = {"idempotency-key", "trace"};
    const struct resource *resource = route->subject;
    struct arena *arena = printing->arena;
    const struct heading heading = {
        .id = operation_id(arena, "create", resource->one),
        .tag = resource->group,
        .summary_sv = arena_printf(arena, "%s: skapa", resource->title_sv),
        .summary_en = arena_printf(arena, "%s: create", resource->title_en),
        .sv = "Skapar en post.",
        .en = "Creates a record.",
    };
    struct good_reply reply = whole_object(printing, resource);
    json_t *parameters = reply_parameters(printing, resource, route->produces), *responses = json_object();
    if (is_key(resource)) show_key(printing, resource, &reply);
    json_object_set_new(responses, "201", good_response(printing, &reply));
    add_problems(printing, responses, WRITING | PROBLEM_BIT(INVALID_BODY) | PROBLEM_BIT(CONFLICT), WITH_BODY,
                 PLACE_POINTER);
    add_parameters(printing, parameters, names, sizeof names / sizeof *names);
    return operation(&heading, route, parameters, new_body(printing, resource), responses);
}

static json_t *change_operation(struct printing *printing, const struct route *route) {
    static const char *const names[] = {"trace"};
    const struct resource *resource = route->subject;
    struct arena *arena = printing->arena;
    const struct heading heading = {
        .id = operation_id(arena, "change", resource->one),
        .tag = resource->group,
        .summary_sv = arena_printf(arena, "%s: ändra", resource->title_sv),
        .summary_en = arena_printf(arena, "%s: change", resource->title_en),
        .sv = "Ändrar en post (RFC 7396).",
        .en = "Changes a record (RFC 7396).",
    };
    const struct good_reply reply = whole_object(printing, resource);
    json_t *parameters = reply_parameters(printing, resource, route->produces), *responses = json_object();
    json_object_set_new(responses, "200", good_response(printing, &reply));
    add_problems(printing, responses, WRITING | PROBLEM_BIT(INVALID_BODY) | OF_OBJECT,
                 WITH_BODY | PROBLEM_BIT(CONFLICT), PLACE_POINTER);
    add_object(printing, parameters, resource);
    add_parameters(printing, parameters, names, sizeof names / sizeof *names);
    return operation(&heading, route, parameters,
                     json_body(MEDIA_MERGE_PATCH, change_schema(printing, resource), change_example(resource)),
                     responses);
}

/* Whether anything can name an object of this resource, so that it cannot go. */
static bool is_named_by_others(const struct resource *resource) {
    for (size_t i = 0; i < resource_count; i++)
        for (size_t k = 0; k < resources[i]->field_count; k++) {
            const struct field *field = &resources[i]->fields[k];
            if (field->type == FIELD_REF && (field->flags & FIELD_WRITE) && resource_of_relation(field->of) == resource)
                return true;
        }
    return false;
}

static json_t *delete_operation(struct printing *printing, const struct route *route) {
    static const char *const names[] = {"trace"};
    const struct resource *resource = route->subject;
    struct arena *arena = printing->arena;
    bool is_named = is_named_by_others(resource), is_revoked = is_key(resource);
    const char *effect_sv = is_revoked ? "Återkallar en nyckel. Den slutar gälla genast och står kvar i listan."
                            : is_named ? "Om inget hör till den (409)."
                                       : "Tar bort en post.";
    const char *effect_en = is_revoked ? "Revokes a key. It stops working at once and stays in the list."
                            : is_named ? "If nothing belongs to it (409)."
                                       : "Deletes a record.";
    const struct heading heading = {
        .id = operation_id(arena, "delete", resource->one),
        .tag = resource->group,
        .summary_sv = arena_printf(arena, "%s: %s", resource->title_sv, is_revoked ? "återkalla" : "ta bort"),
        .summary_en = arena_printf(arena, "%s: %s", resource->title_en, is_revoked ? "revoke" : "delete"),
        .sv = effect_sv,
        .en = effect_en,
    };
    json_t *parameters = json_array(), *responses = json_object();
    json_object_set_new(responses, "204", reference(printing, "responses", "no-content"));
    add_problems(printing, responses, WRITING | OF_OBJECT | (is_named ? PROBLEM_BIT(CONFLICT) : 0), ANYWHERE,
                 PLACE_POINTER);
    add_object(printing, parameters, resource);
    add_parameters(printing, parameters, names, sizeof names / sizeof *names);
    return operation(&heading, route, parameters, NULL, responses);
}

json_t *writing_operation(struct printing *printing, const struct route *route) {
    switch (route->method) {
    case HTTP_PATCH: return change_operation(printing, route);
    case HTTP_DELETE: return delete_operation(printing, route);
    default: return create_operation(printing, route);
    }
}
