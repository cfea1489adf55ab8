/* Schemas and examples of calculations and analyses, from their tables of members. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "members-private.h"

static json_t *from_text(const char *json) {
    return json == NULL ? NULL : json_loads(json, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
}

static json_t *words_schema(const struct member *member, bool is_nullable) {
    json_t *words = json_array();
    for (size_t i = 0; i < member->word_count; i++)
        if (member->words[i] != NULL) json_array_append_new(words, json_string(member->words[i]));
    if (is_nullable) json_array_append_new(words, json_null());
    return words;
}

static json_t *bound(double value) {
    return value == floor(value) ? json_integer((json_int_t)value) : json_real(value);
}

static void add_bounds(struct printing *printing, json_t *schema, const struct member *member) {
    bool is_count = member->type == FIELD_INTEGER;
    if (!is_count && member->low == member->high) return;
    double high = is_count ? (double)printing->config->max_calculation_count : member->high;
    json_object_set_new(schema, member->flags & SHAPE_ABOVE ? "exclusiveMinimum" : "minimum", bound(member->low));
    json_object_set_new(schema, member->flags & SHAPE_BELOW ? "exclusiveMaximum" : "maximum", bound(high));
}

static json_t *interval_of(struct printing *printing, bool is_nullable) {
    json_t *ends = json_pack("{s:{s:s, s:s}, s:{s:s, s:s}}", "low", "type", "number", "format", "double", "high",
                             "type", "number", "format", "double");
    json_t *schema = closed_object(ends, true);
    json_object_set_new(schema, "type", type_name("object", is_nullable));
    return shared_schema(
        printing, is_nullable ? "IntervalOrNull" : "Interval",
        described(schema, "Ett intervall med nedre och övre ände.", "An interval with its lower and upper end."));
}

/* One value; `is_result`: as replies have it. */
static json_t *one_schema(struct printing *printing, const struct member *member, bool is_nullable, bool is_result) {
    if (member->type == FIELD_INTERVAL) return interval_of(printing, is_nullable);
    if (member->type == FIELD_OBJECTS)
        return members_schema(printing, &member->parts, &member->part_count, 1, is_result);
    json_t *schema = type_schema(member->type, is_nullable);
    if (member->type == FIELD_TEXT) json_object_set_new(schema, "maxLength", json_integer(100));
    if (member->type == FIELD_ENUM) json_object_set_new(schema, "enum", words_schema(member, is_nullable));
    if (!is_result && (member->type == FIELD_INTEGER || member->type == FIELD_DOUBLE))
        add_bounds(printing, schema, member);
    return schema;
}

static json_t *list_of(json_t *items, const struct member *member, long most, bool is_result) {
    json_t *schema = json_pack("{s:s, s:o}", "type", "array", "items", items);
    if (is_result) return schema;
    json_object_set_new(schema, "minItems", json_integer(member->flags & SHAPE_MAY_BE_EMPTY ? 0 : 1));
    json_object_set_new(schema, "maxItems", json_integer(most));
    return schema;
}

static json_t *member_schema(struct printing *printing, const struct member *member, bool is_result) {
    const struct config *config = printing->config;
    bool is_matrix = member->flags & SHAPE_MATRIX, is_list = member->flags & SHAPE_LIST;
    json_t *schema = one_schema(printing, member, (member->flags & SHAPE_NULL) != 0, is_result);
    if (is_list) schema = list_of(schema, member, config->max_calculation_items, is_result);
    for (int level = 0; is_matrix && level < 2; level++)
        schema = list_of(schema, member, config->max_calculation_lines, is_result);
    json_t *example = from_text(member->example), *otherwise = is_result ? NULL : from_text(member->otherwise);
    /* The example of a result stands whole at the reply. */
    if (is_result)
        json_decref(example);
    else if (example != NULL)
        json_object_set_new(schema, "examples", json_pack("[o]", example));
    if (otherwise != NULL) json_object_set_new(schema, "default", otherwise);
    return described(schema, member->sv, member->en);
}

json_t *members_schema(struct printing *printing, const struct member *const *lists, const size_t *counts,
                       size_t list_count, bool is_result) {
    json_t *properties = json_object(), *required = json_array();
    for (size_t i = 0; i < list_count; i++)
        for (size_t j = 0; j < counts[i]; j++) {
            const struct member *member = &lists[i][j];
            json_object_set_new(properties, member->name, member_schema(printing, member, is_result));
            if (is_result || (member->flags & SHAPE_NEEDED)) json_array_append_new(required, json_string(member->name));
        }
    return requiring(closed_object(properties, false), required);
}

/* ---- examples ---- */

static json_t *member_example(const struct member *member) {
    json_t *example = from_text(member->example);
    if (example == NULL && member->type == FIELD_INTERVAL && (member->flags & SHAPE_NULL))
        return json_pack("{s:f, s:f}", "low", 0.1, "high", 0.3);
    if (example != NULL || member->type != FIELD_OBJECTS) return example;
    example = members_example(member->parts, member->part_count);
    return member->flags & SHAPE_LIST ? json_pack("[o]", example) : example;
}

json_t *members_example(const struct member *members, size_t count) {
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++) {
        json_t *example = member_example(&members[i]);
        if (example != NULL) json_object_set_new(object, members[i].name, example);
    }
    return object;
}
