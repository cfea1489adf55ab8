/* Operations: those of resources from their tables, the others from the table at the end. */
#include <stdlib.h>
#include <string.h>

#include "api/analyses.h"
#include "api/calculations.h"
#include "api/releases.h"
#include "base/text.h"
#include "private.h"
#include "service-private.h"

/* What a role can be too small for is refused with 403. */
static problem_set refusals_of(const struct route *route) {
    return route->scope == SCOPE_PUBLIC ? 0 : PROBLEM_BIT(FORBIDDEN);
}

/* ---- of resources ---- */

/* The whole object stands at its own address: a list shows it as with fields= of the first members. */
enum { SHOWN = 1 };

static json_t *first_members(json_t *whole, size_t most) {
    json_t *shown = json_object(), *value;
    const char *key;
    json_object_foreach(whole, key, value) if (json_object_size(shown) < most) json_object_set(shown, key, value);
    json_decref(whole);
    return shown;
}

static json_t *listed_example(const struct resource *resource) {
    json_t *whole = resource_example(resource);
    return resource->flags & RESOURCE_OBJECT ? first_members(whole, SHOWN) : whole;
}

static json_t *page_schema(struct printing *printing, const struct resource *resource) {
    const char *one = pascal_case(printing->arena, resource->one);
    const char *name = arena_printf(printing->arena, "%sPage", one);
    json_t *properties =
        page_properties(printing, resource->list, reference(printing, "schemas", one), listed_example(resource));
    json_object_set_new(printing->schemas, one, resource_schema(printing, resource));
    json_object_set_new(printing->schemas, name,
                        described(closed_object(properties, true),
                                  arena_printf(printing->arena, "En sida: %s.", resource->title_sv),
                                  arena_printf(printing->arena, "A page: %s.", resource->title_en)));
    return reference(printing, "schemas", name);
}

static json_t *list_responses(struct printing *printing, const struct route *route) {
    const struct resource *resource = route->subject;
    json_t *responses = json_object();
    const struct good_reply reply = {
        .sv = "En sida.",
        .en = "A page.",
        .schema = page_schema(printing, resource),
        .formats = route->produces,
        .figure = cells_example(printing->arena, resource, false, SIZE_MAX),
    };
    json_object_set_new(responses, "200", good_response(printing, &reply));
    add_problems(printing, responses, OF_QUESTION | refusals_of(route), ANYWHERE, PLACE_COLUMN);
    return responses;
}

static json_t *list_operation(struct printing *printing, const struct route *route) {
    const struct resource *resource = route->subject;
    struct arena *arena = printing->arena;
    const struct heading heading = {
        .id = operation_id(arena, "list", resource->list),
        .tag = resource->group,
        .summary_sv = resource->title_sv,
        .summary_en = resource->title_en,
        .sv = resource->sv,
        .en = resource->en,
    };
    json_t *operation = headed(&heading);
    add_security(operation, route);
    json_object_set_new(operation, "parameters", list_parameters(printing, resource, route->produces));
    json_object_set_new(operation, "responses", list_responses(printing, route));
    return operation;
}

static json_t *object_operation(struct printing *printing, const struct route *route) {
    const struct resource *resource = route->subject;
    struct arena *arena = printing->arena;
    const char *one = pascal_case(arena, resource->one);
    const struct heading heading = {
        .id = operation_id(arena, "get", resource->one),
        .tag = resource->group,
        .summary_sv = arena_printf(arena, "%s: en post", resource->title_sv),
        .summary_en = arena_printf(arena, "%s: one record", resource->title_en),
        .sv = "En post.",
        .en = "One record.",
    };
    const struct good_reply reply = {
        .sv = "Posten.",
        .en = "The record.",
        .schema = reference(printing, "schemas", one),
        .shared_example = shared_example(printing, resource),
        .has_etag = true,
        .has_location = resource->flags & RESOURCE_WRITTEN,
    };
    json_t *operation = headed(&heading), *responses = json_object();
    json_object_set_new(responses, "200", good_response(printing, &reply));
    add_problems(printing, responses, PROBLEM_BIT(NOT_FOUND) | refusals_of(route), ANYWHERE, PLACE_COLUMN);
    add_security(operation, route);
    json_object_set_new(operation, "parameters", object_parameters(printing, resource, route->produces));
    json_object_set_new(operation, "responses", responses);
    return operation;
}

/* ---- of routes of their own ---- */

struct own_operation {
    enum http_method method;
    const char *pattern;
    struct heading heading;
    const struct own_content *content;
    problem_set problems, anywhere;
};

static const struct own_operation own_operations[] = {
    {HTTP_GET,
     API_ROOT,
     {"getRoot", TAG_SERVICE, "Ingången", "The entrance", "Länkar till alla samlingar.", "Links to all collections."},
     &content_root,
     OF_QUESTION,
     ANYWHERE},
    {HTTP_GET,
     API_ROOT "/api-info",
     {"getApiInfo", TAG_SERVICE, "API:ets identitet", "Identity of the API",
      "Namn, version, släppdatum, dokumentation och status.", "Name, version, release date, documentation and status."},
     &content_api_info,
     OF_QUESTION,
     ANYWHERE},
    {HTTP_GET,
     API_ROOT "/limits",
     {"getLimits", TAG_SERVICE, "Gränser", "Limits", "Varje gräns som gäller, vid namn.",
      "Every limit in force, by name."},
     &content_limits,
     OF_QUESTION,
     ANYWHERE},
    {HTTP_GET,
     API_ROOT "/openapi.json",
     {"getOpenapi", TAG_SERVICE, "Den här beskrivningen", "This description",
      "Det maskinläsbara kontraktet, OpenAPI 3.1, på svenska eller engelska.",
      "The machine-readable contract, OpenAPI 3.1, in Swedish or English."},
     &content_openapi,
     OF_QUESTION,
     ANYWHERE},
    {HTTP_GET,
     "/problems/{slug}",
     {"getProblemType", TAG_SERVICE, "Vad ett fel betyder", "What a problem means",
      "Förklaringen bakom type i ett felsvar.", "The explanation behind the type of a problem."},
     &content_problem_type,
     PROBLEM_BIT(NOT_FOUND),
     ANYWHERE},
    {HTTP_GET,
     API_ROOT "/import-templates",
     {"listImportTemplates", TAG_IMPORTS, "Mallar för import", "Import templates",
      "Vilka dataset som kan lämnas, med länk till var och ens mall.",
      "Which datasets can be handed in, with a link to the template of each."},
     &content_import_templates,
     OF_QUESTION,
     ANYWHERE},
    {HTTP_GET,
     API_ROOT "/import-templates/{dataset}",
     {"getImportTemplate", TAG_IMPORTS, "Mall för ett dataset", "Template of a dataset",
      "Kolumnerna med sina regler, och som tabell rubriken med en exempelrad.",
      "The columns with their rules, and as a table the header with an example row."},
     &content_import_template,
     PROBLEM_BIT(NOT_FOUND),
     ANYWHERE},
    {HTTP_POST,
     API_ROOT "/imports",
     {"createImport", TAG_IMPORTS, "Lämna data", "Hand in data",
      "Tar emot ett dataset som CSV, NDJSON eller JSON. Allt eller inget: är en rad fel sparas ingenting, och svaret "
      "namnger varje felaktig rad. Samma fil en gång till ändrar ingenting. Filer med en rad per person avvisas. "
      "Den egna kommunens data lämnas med en redaktörs nyckel, alla andras med driftarens.",
      "Takes a dataset as CSV, NDJSON or JSON. All or nothing: if one row is wrong, nothing is stored, and the reply "
      "names every wrong row. The same file once more changes nothing. Files with one row per person are refused. "
      "An editor's key hands in the data of its own municipality, the operator's that of all."},
     &content_imports,
     PROBLEM_BIT(INVALID_BODY),
     WITH_BODY | PROBLEM_BIT(OUT_OF_STORAGE)},
    {HTTP_GET,
     API_ROOT "/releases/{code}/preview",
     {"getReleasePreview", GROUP_MEASURES, "Vad en publicering döljer", "What a release hides",
      "Röjandekontrollen på prov: vilka siffror som döljs om publiceringen sker nu, och varför. Ingenting sparas. Av "
      "en "
      "publicerad visas vad som beslutades. För ägarens redaktörer, publicerare och administratörer.",
      "Disclosure control on trial: which figures are hidden if the release is published now, and why. Nothing is "
      "stored. Of a published one it shows what was decided. For the owner's editors, publishers and admins."},
     &content_preview,
     PROBLEM_BIT(NOT_FOUND),
     ANYWHERE},
};

static json_t *own_responses(struct printing *printing, const struct route *route, const struct own_operation *own) {
    const struct own_content *content = own->content;
    json_t *responses = json_object();
    const struct good_reply reply = {
        .sv = content->sv,
        .en = content->en,
        .schema = content->schema(printing),
        .example = content->example == NULL ? NULL : content->example(printing),
        .formats = content->is_table ? route->produces : 0,
    };
    json_object_set_new(responses, "200", good_response(printing, &reply));
    add_problems(printing, responses, own->problems | refusals_of(route), own->anywhere, PLACE_COLUMN);
    return responses;
}

static json_t *own_parameters(struct printing *printing, const struct route *route, const struct own_operation *own) {
    json_t *parameters = own->content->parameters == NULL ? json_array() : own->content->parameters(printing);
    add_format_parameter(printing, parameters, route->produces);
    json_array_append_new(parameters, parameter_reference(printing, "trace"));
    return parameters;
}

static json_t *own_operation(struct printing *printing, const struct route *route) {
    for (size_t i = 0; i < sizeof own_operations / sizeof *own_operations; i++) {
        const struct own_operation *own = &own_operations[i];
        if (own->method != route->method || !text_equal(own->pattern, route->pattern)) continue;
        json_t *operation = headed(&own->heading);
        add_security(operation, route);
        json_object_set_new(operation, "parameters", own_parameters(printing, route, own));
        if (own->content->body != NULL) json_object_set_new(operation, "requestBody", own->content->body(printing));
        json_object_set_new(operation, "responses", own_responses(printing, route, own));
        return operation;
    }
    /* Nobody has described it: the linters will say so. */
    return json_object();
}

json_t *operation_of(struct printing *printing, const struct route *route) {
    if (route->subject == NULL || route->handle == handle_preview) return own_operation(printing, route);
    if (route->handle == handle_analysis) return analysis_operation(printing, route);
    if (route->handle == handle_calculation) return calculation_operation(printing, route);
    if (route->method != HTTP_GET) return writing_operation(printing, route);
    return strchr(route->pattern, '{') == NULL ? list_operation(printing, route) : object_operation(printing, route);
}
