/* Operations of analyses: parameters from fields, items from members. */
#include <stdlib.h>
#include <string.h>

#include "members-private.h"

static json_t *parameter_of(struct printing *printing, const struct field *field) {
    json_t *schema = value_schema(printing, field, false);
    bool is_list = field->flags & FIELD_LIST;
    if (is_list) schema = json_pack("{s:s, s:o}", "type", "array", "items", schema);
    json_t *example = value_example(field, field->example);
    json_t *parameter = json_pack("{s:s, s:s, s:o, s:o}", "name", field_parameter(field), "in", "query", "schema",
                                  schema, "example", example);
    if (field->flags & FIELD_REQUIRED) json_object_set_new(parameter, "required", json_true());
    if (is_list) json_object_set_new(parameter, "explode", json_false());
    return described(parameter, field->sv, field->en);
}

static json_t *parameters_of(struct printing *printing, const struct route *route) {
    const struct analysis *analysis = route->subject;
    json_t *parameters = json_array();
    for (size_t i = 0; i < analysis->parameter_count; i++)
        json_array_append_new(parameters, parameter_of(printing, &analysis->parameters[i]));
    json_array_append_new(parameters, parameter_of(printing, &analysis_as_of));
    for (size_t i = 0; i < ANALYSIS_PRESENTATION_COUNT; i++)
        json_array_append_new(parameters, parameter_reference(printing, analysis_presentation[i]));
    add_format_parameter(printing, parameters, route->produces);
    json_array_append_new(parameters, parameter_reference(printing, "trace"));
    return parameters;
}

/* A parameter of that name says what it means. */
static json_t *echoed(struct printing *printing) {
    return shared_schema(printing, "Asked",
                         described(json_pack("{s:[s, s]}", "type", "string", "null"), "Som det frågades efter.",
                                   "As it was asked for."));
}

static json_t *item_schema(struct printing *printing, const struct analysis *analysis) {
    const struct member *lists[] = {analysis->out, analysis_notes};
    const size_t counts[] = {analysis->out_count, ANALYSIS_NOTE_COUNT};
    json_t *schema = members_schema(printing, lists, counts, 2, true);
    json_t *properties = json_object_get(schema, "properties"), *required = json_object_get(schema, "required");
    for (size_t i = 0; i <= analysis->parameter_count; i++) {
        const struct field *field = i < analysis->parameter_count ? &analysis->parameters[i] : &analysis_as_of;
        json_object_set_new(properties, field->name, echoed(printing));
        json_array_append_new(required, json_string(field->name));
    }
    json_object_set_new(properties, analysis_labels, labels_schema(printing));
    json_array_append_new(required, json_string(analysis_labels));
    return described(schema, analysis->sv, analysis->en);
}

static json_t *item_example(const struct analysis *analysis) {
    json_t *item = json_object(), *results = members_example(analysis->out, analysis->out_count);
    json_t *notes = members_example(analysis_notes, ANALYSIS_NOTE_COUNT);
    for (size_t i = 0; i < analysis->parameter_count; i++) {
        const struct field *field = &analysis->parameters[i];
        bool is_given = i == 0 || (field->flags & FIELD_REQUIRED);
        json_object_set_new(item, field->name, is_given ? json_string(field->example) : json_null());
    }
    json_object_set_new(item, "as_of", json_string("2025-09-30"));
    json_object_update(item, results);
    json_object_update(item, notes);
    json_object_set_new(item, analysis_labels, json_array());
    json_decref(results);
    json_decref(notes);
    return item;
}

static json_t *page_of(struct printing *printing, const struct analysis *analysis) {
    const char *item = arena_printf(printing->arena, "%sAnalysis", pascal_case(printing->arena, analysis->name));
    json_object_set_new(printing->schemas, item, item_schema(printing, analysis));
    json_t *properties =
        page_properties(printing, analysis->list, reference(printing, "schemas", item), item_example(analysis));
    return shared_schema(printing,
                         arena_printf(printing->arena, "%sAnalysisPage", pascal_case(printing->arena, analysis->name)),
                         described(closed_object(properties, true), analysis->title_sv, analysis->title_en));
}

json_t *analysis_operation(struct printing *printing, const struct route *route) {
    const struct analysis *analysis = route->subject;
    const struct heading heading = {.id = operation_id(printing->arena, "analyse", analysis->list),
                                    .tag = TAG_ANALYSES,
                                    .summary_sv = analysis->title_sv,
                                    .summary_en = analysis->title_en,
                                    .sv = analysis->sv,
                                    .en = analysis->en};
    json_t *operation = headed(&heading), *responses = json_object();
    const struct good_reply reply = {
        .sv = "En post för varje kombination av värden.",
        .en = "An item for each combination of values.",
        .schema = page_of(printing, analysis),
        .formats = route->produces,
    };
    add_security(operation, route);
    json_object_set_new(operation, "parameters", parameters_of(printing, route));
    json_object_set_new(responses, "200", good_response(printing, &reply));
    add_problems(printing, responses, OF_QUESTION, ANYWHERE, PLACE_PARAMETER);
    json_object_set_new(operation, "responses", responses);
    return operation;
}
