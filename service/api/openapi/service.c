/* What the routes that belong to no resource take and give: the service about itself, and previews of releases. */
#include <string.h>

#include "base/text.h"
#include "service-private.h"
#include "words/words.h"

static json_t *text(const char *sv, const char *en) { return described(json_pack("{s:s}", "type", "string"), sv, en); }

static json_t *link_to(struct printing *printing, const char *rel, const char *path) {
    return json_pack("{s:s, s:s, s:s}", "href", arena_printf(printing->arena, "%s%s", printing->public_url, path),
                     "rel", rel, "method", "GET");
}

/* Gives the schema a name in components. */
static json_t *named(struct printing *printing, const char *name, json_t *schema) {
    json_object_set_new(printing->schemas, name, schema);
    return reference(printing, "schemas", name);
}

/* ---- the entrance ---- */

static json_t *root_schema(struct printing *printing) {
    json_t *links =
        json_pack("{s:s, s:o}", "type", "object", "additionalProperties", reference(printing, "schemas", "Linked"));
    described(links, "Länkar vid namn: self, service-desc och en per samling.",
              "Links by name: self, service-desc and one per collection.");
    json_t *properties = json_pack("{s:o}", "_links", links);
    return named(printing, "Root", described(closed_object(properties, true), "Ingången.", "The entrance."));
}

static json_t *root_example(struct printing *printing) {
    json_t *links = json_pack("{s:o, s:o}", "self", link_to(printing, "self", API_ROOT), "service-desc",
                              link_to(printing, "service-desc", API_ROOT "/openapi.json"));
    json_object_set_new(links, "indicators", link_to(printing, "indicators", API_ROOT "/indicators"));
    return json_pack("{s:o}", "_links", links);
}

const struct own_content content_root = {
    .sv = "Länkarna.", .en = "The links.", .schema = root_schema, .example = root_example};

/* ---- api-info ---- */

static json_t *api_info_schema(struct printing *printing) {
    json_t *properties = json_object();
    json_object_set_new(properties, "api_name", text("API:ets namn.", "Name of the API."));
    json_object_set_new(properties, "api_version",
                        text("Version (semantisk versionering).", "Version (semantic versioning)."));
    json_object_set_new(properties, "api_released",
                        described(json_pack("{s:s, s:s}", "type", "string", "format", "date"),
                                  "Dagen då versionen släpptes.", "The day the version was released."));
    json_object_set_new(properties, "api_documentation",
                        described(json_pack("{s:s, s:s}", "type", "string", "format", "uri"),
                                  "Var dokumentationen finns.", "Where the documentation is."));
    json_object_set_new(
        properties, "api_status",
        described(json_pack("{s:s, s:[s, s, s]}", "type", "string", "enum", "active", "deprecated", "retired"),
                  "Var i livscykeln versionen är.", "Where in its life cycle the version is."));
    return named(printing, "ApiInfo",
                 described(closed_object(properties, true), "API:ets identitet (DIGG VER.06).",
                           "Identity of the API (DIGG VER.06)."));
}

static json_t *api_info_example(struct printing *printing) {
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "api_name", "Tillit", "api_version", TILLIT_VERSION, "api_released",
                     "2026-11-21", "api_documentation",
                     arena_printf(printing->arena, "%s%s/openapi.json", printing->public_url, API_ROOT), "api_status",
                     "active");
}

const struct own_content content_api_info = {
    .sv = "Identiteten.", .en = "The identity.", .schema = api_info_schema, .example = api_info_example};

/* ---- limits ---- */

static json_t *limits_schema(struct printing *printing) {
    json_t *limit = json_object();
    json_object_set_new(limit, "value", described(json_pack("{s:s}", "type", "integer"), "Värdet.", "The value."));
    json_object_set_new(limit, "description", text("Vad som begränsas, på engelska.", "What is limited."));
    json_object_set_new(printing->schemas, "LimitInForce",
                        described(closed_object(limit, true), "En gräns.", "A limit."));
    json_t *limits = json_pack("{s:s, s:o}", "type", "object", "additionalProperties",
                               reference(printing, "schemas", "LimitInForce"));
    json_t *properties = json_pack("{s:o}", "limits", described(limits, "Gränserna vid namn.", "The limits by name."));
    return named(printing, "Limits",
                 described(closed_object(properties, true), "Gränser som gäller.", "Limits in force."));
}

static json_t *limits_example(struct printing *printing) {
    struct setting *settings = arena_alloc(printing->arena, config_setting_count() * sizeof *settings);
    json_t *limits = json_object();
    config_list(printing->config, settings);
    for (size_t i = 0; i < config_setting_count() && json_object_size(limits) == 0; i++)
        if (settings[i].is_limit)
            json_object_set_new(limits, settings[i].name,
                                json_pack("{s:I, s:s}", "value", (json_int_t)settings[i].number, "description",
                                          settings[i].description));
    return json_pack("{s:o}", "limits", limits);
}

const struct own_content content_limits = {
    .sv = "Gränserna.", .en = "The limits.", .schema = limits_schema, .example = limits_example};

/* ---- this document ---- */

static json_t *openapi_schema(struct printing *printing) {
    static const char *const parts[] = {"info", "paths", "components"}, *const lists[] = {"servers", "tags",
                                                                                          "security"};
    json_t *properties = json_object();
    json_object_set_new(properties, "openapi", text("Version av OpenAPI.", "Version of OpenAPI."));
    for (size_t i = 0; i < 3; i++) json_object_set_new(properties, parts[i], json_pack("{s:s}", "type", "object"));
    json_t *schema = closed_object(properties, true);
    for (size_t i = 0; i < 3; i++)
        json_object_set_new(properties, lists[i],
                            json_pack("{s:s, s:{s:s}}", "type", "array", "items", "type", "object"));
    return named(printing, "OpenapiDocument",
                 described(schema, "Ett OpenAPI-dokument; dess inre beskrivs av OpenAPI 3.1.",
                           "An OpenAPI document; its inside is described by OpenAPI 3.1."));
}

static json_t *openapi_example(struct printing *printing) {
    return json_pack("{s:s, s:{s:s, s:s}, s:[{s:s}], s:[], s:[{}], s:{}, s:{}}", "openapi", "3.1.0", "info", "title",
                     "Tillit", "version", TILLIT_VERSION, "servers", "url",
                     arena_printf(printing->arena, "%s%s", printing->public_url, API_ROOT), "tags", "security", "paths",
                     "components");
}

static json_t *openapi_parameters(struct printing *printing) { return json_pack("[o]", lang_parameter(printing)); }

const struct own_content content_openapi = {
    .sv = "Dokumentet.",
    .en = "The document.",
    .schema = openapi_schema,
    .example = openapi_example,
    .parameters = openapi_parameters,
};

/* ---- problem types ---- */

static json_t *slug_parameter(struct printing *printing) {
    json_t *slugs = json_array();
    (void)printing;
    for (int kind = PROBLEM_NONE + 1; kind < PROBLEM_COUNT; kind++)
        json_array_append_new(slugs, json_string(problem_slug((enum problem)kind)));
    json_t *parameter =
        json_pack("{s:s, s:s, s:b, s:{s:s, s:o}, s:s}", "name", "slug", "in", "path", "required", 1, "schema", "type",
                  "string", "enum", slugs, "example", problem_slug(PROBLEM_INVALID_PARAMETERS));
    return json_pack("[o]", described(parameter, "Sista ledet i felets type.", "The last part of a problem's type."));
}

static json_t *problem_type_schema(struct printing *printing) {
    json_t *properties = json_object();
    json_object_set_new(
        properties, "type",
        described(json_pack("{s:s, s:s}", "type", "string", "format", "uri"), "Adressen.", "The address."));
    json_object_set_new(properties, "title", text("Slaget av fel.", "The kind of problem."));
    json_object_set_new(properties, "status",
                        described(json_pack("{s:s}", "type", "integer"), "HTTP-status.", "HTTP status."));
    json_object_set_new(properties, "description",
                        text("Vad det betyder och vad man kan göra.", "What it means and what can be done."));
    return named(printing, "ProblemType",
                 described(closed_object(properties, true), "Ett slag av fel.", "A kind of problem."));
}

static json_t *problem_type_example(struct printing *printing) {
    const char *slug = problem_slug(PROBLEM_INVALID_PARAMETERS);
    return json_pack("{s:s, s:s, s:i, s:s}", "type",
                     arena_printf(printing->arena, "%s/problems/%s", printing->public_url, slug), "title",
                     problem_title(PROBLEM_INVALID_PARAMETERS, LANG_EN), "status",
                     problem_status(PROBLEM_INVALID_PARAMETERS), "description",
                     problem_explanation(PROBLEM_INVALID_PARAMETERS, LANG_EN));
}

const struct own_content content_problem_type = {
    .sv = "Förklaringen.",
    .en = "The explanation.",
    .schema = problem_type_schema,
    .example = problem_type_example,
    .parameters = slug_parameter,
};

/* ---- previews of releases ---- */

/* Members of a hidden cell, as observations have them. */
static const char *const hidden_members[] = {
    "indicator", "indicator_version", "area",      "period",      "respondent_group", "sex",
    "age_band",  "revision",          "n_display", "conf_status", "hidden_reason",
};
static const char *const hidden_examples[] = {
    "ins-01", "ins-01-v2", "se-9901-d2b", "2024", "resident", "_T", "_T", "1", "", "A", "small_base",
};

static json_t *hidden_cell_schema(struct printing *printing) {
    const struct resource *observations = resource_find("observations");
    json_t *properties = json_object();
    for (size_t i = 0; i < sizeof hidden_members / sizeof *hidden_members; i++) {
        const struct field *field = resource_field(observations, hidden_members[i]);
        json_object_set_new(
            properties, field->name,
            described(value_schema(printing, field, !(field->flags & FIELD_PRESENT)), field->sv, field->en));
    }
    return named(printing, "HiddenCell",
                 described(closed_object(properties, true), "En siffra som döljs, och varför.",
                           "A figure that is hidden, and why."));
}

static json_t *count_of(const char *sv, const char *en) {
    return described(json_pack("{s:s, s:i}", "type", "integer", "minimum", 0), sv, en);
}

static json_t *preview_schema(struct printing *printing) {
    const struct field *code = resource_field(resource_find("releases"), "code");
    json_t *properties = json_object();
    json_object_set_new(properties, "release", described(value_schema(printing, code, false), code->sv, code->en));
    json_object_set_new(properties, "n_cells", count_of("Antal siffror.", "The number of figures."));
    json_object_set_new(properties, "n_hidden", count_of("Antal av dem som döljs.", "How many of them are hidden."));
    json_object_set_new(properties, "n_exposed",
                        count_of("Antal dolda siffror som ändå går att räkna ut; är det inte 0 kan inget publiceras.",
                                 "The number of hidden figures that follow all the same; unless 0 nothing can be "
                                 "published."));
    json_object_set_new(properties, "hidden_cells",
                        described(json_pack("{s:s, s:o}", "type", "array", "items", hidden_cell_schema(printing)),
                                  "Siffrorna som döljs.", "The figures that are hidden."));
    return named(printing, "ReleasePreview",
                 described(closed_object(properties, true), "Vad en publicering döljer.", "What a release hides."));
}

static json_t *preview_example(struct printing *printing) {
    const struct resource *observations = resource_find("observations");
    json_t *cell = json_object();
    (void)printing;
    for (size_t i = 0; i < sizeof hidden_members / sizeof *hidden_members; i++)
        json_object_set_new(cell, hidden_members[i],
                            value_example(resource_field(observations, hidden_members[i]), hidden_examples[i]));
    json_object_set_new(cell, "n_display", json_string("<5"));
    return json_pack("{s:s, s:i, s:i, s:i, s:[o]}", "release", "rel-demo-public", "n_cells", 5, "n_hidden", 1,
                     "n_exposed", 0, "hidden_cells", cell);
}

static json_t *release_parameter(struct printing *printing) {
    (void)printing;
    return json_pack("[o]", key_parameter(printing, resource_find("releases")));
}

const struct own_content content_preview = {.sv = "Vad som döljs och varför.",
                                            .en = "What is hidden and why.",
                                            .schema = preview_schema,
                                            .example = preview_example,
                                            .parameters = release_parameter};
