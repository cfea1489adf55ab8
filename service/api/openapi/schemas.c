/* JSON Schemas (2020-12, as in OpenAPI 3.1) from field tables. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/codelist.h"
#include "private.h"

#define CODE_PATTERN "^[a-z0-9]+(-[a-z0-9]+)*$"
#define PERIOD_PATTERN "^[1-9][0-9]{3}(-(S[12]|Q[1-4]|0[1-9]|1[0-2]))?$"
#define LONGEST_CODE "64"
#define LONGEST_TEXT "10000"

static const struct {
    const char *type, *format, *pattern, *max_length;
} shapes[] = {
    [FIELD_CODE] = {"string", NULL, CODE_PATTERN, LONGEST_CODE},
    [FIELD_UUID] = {"string", "uuid", NULL, NULL},
    [FIELD_TEXT] = {"string", NULL, NULL, LONGEST_TEXT},
    [FIELD_LABEL] = {"string", NULL, NULL, LONGEST_TEXT},
    [FIELD_ENUM] = {"string", NULL, NULL, NULL},
    [FIELD_REF] = {"string", NULL, CODE_PATTERN, LONGEST_CODE},
    [FIELD_OWNER] = {"string", NULL, CODE_PATTERN, LONGEST_CODE},
    [FIELD_INTEGER] = {"integer", NULL, NULL, NULL},
    [FIELD_PERSONS] = {"integer", NULL, NULL, NULL},
    [FIELD_DECIMAL] = {"number", NULL, NULL, NULL},
    [FIELD_DOUBLE] = {"number", "double", NULL, NULL},
    [FIELD_BOOLEAN] = {"boolean", NULL, NULL, NULL},
    [FIELD_DATE] = {"string", "date", NULL, NULL},
    [FIELD_TIME] = {"string", "date-time", NULL, NULL},
    [FIELD_PERIOD] = {"string", NULL, PERIOD_PATTERN, NULL},
    [FIELD_INTERVAL] = {"object", NULL, NULL, NULL},
    [FIELD_OBJECTS] = {"object", NULL, NULL, NULL},
    [FIELD_CODES] = {"object", NULL, NULL, NULL},
};

static json_t *type_of(const char *type, bool is_nullable) {
    return is_nullable ? json_pack("[s, s]", type, "null") : json_string(type);
}

static void set_if(json_t *object, const char *name, const char *value) {
    if (value != NULL) json_object_set_new(object, name, json_string(value));
}

static void set_bound(json_t *schema, const char *name, const char *bound) {
    if (bound != NULL) json_object_set_new(schema, name, json_integer(strtoll(bound, NULL, 10)));
}

static json_t *codes_of_list(const char *list, bool is_nullable) {
    const char *const *codes;
    size_t count = codelist_codes(list, &codes);
    json_t *array = strings(codes, count);
    if (is_nullable) json_array_append_new(array, json_null());
    return array;
}

static json_t *parts_schema(const struct field *field, bool is_written);

json_t *value_schema(const struct field *field, bool is_nullable) {
    if (field->type == FIELD_OBJECTS) return parts_schema(field, false);
    if (field->type == FIELD_PERSONS)
        return json_pack("{s:[s,s,s],s:s,s:i}", "type", "integer", "string", "null", "pattern", "^<[0-9]+$", "minimum",
                         0);
    json_t *schema = json_pack("{s:o}", "type", type_of(shapes[field->type].type, is_nullable));
    bool is_number = field_is_number(field);
    const char *longest = field->max != NULL && !is_number ? field->max : shapes[field->type].max_length;
    set_if(schema, "format", shapes[field->type].format);
    set_if(schema, "pattern", shapes[field->type].pattern);
    set_bound(schema, "maxLength", longest);
    set_bound(schema, "minimum", is_number ? field->min : NULL);
    set_bound(schema, "maximum", is_number ? field->max : NULL);
    if (field->type == FIELD_ENUM) json_object_set_new(schema, "enum", codes_of_list(field->of, is_nullable));
    return schema;
}

/* Objects in a list: as replies have them, with all parts, or as clients write them, with what they must give. */
static json_t *parts_schema(const struct field *field, bool is_written) {
    unsigned needed = is_written ? FIELD_REQUIRED : FIELD_READ, sure = is_written ? FIELD_REQUIRED : FIELD_PRESENT;
    json_t *properties = json_object(), *required = json_array();
    for (size_t i = 0; i < field->part_count; i++) {
        const struct field *part = &field->parts[i];
        if (!(part->flags & (is_written ? FIELD_WRITE : FIELD_READ))) continue;
        json_t *schema = value_schema(part, !(part->flags & sure));
        json_object_set_new(properties, part->name, described(schema, part->sv, part->en));
        if (part->flags & needed) json_array_append_new(required, json_string(part->name));
    }
    json_t *schema = closed_object(properties, false);
    json_object_set_new(schema, "required", required);
    return schema;
}

static json_t *interval_schema(bool is_nullable) {
    json_t *bounds =
        json_pack("{s:{s:[s, s]}, s:{s:[s, s]}}", "low", "type", "number", "null", "high", "type", "number", "null");
    json_t *schema = closed_object(bounds, true);
    json_object_set_new(schema, "type", type_of("object", is_nullable));
    return schema;
}

static json_t *names_schema(const char *sv, const char *en) {
    json_t *names = json_object();
    for (int lang = 0; lang < LANG_COUNT; lang++)
        json_object_set_new(names, lang_codes[lang], json_pack("{s:[s, s]}", "type", "string", "null"));
    return described(closed_object(names, true), sv, en);
}

/* A code of a reference list; `name` in one language or, with lang=all, `names`. */
static json_t *list_code_schema(void) {
    json_t *properties = json_object();
    json_object_set_new(properties, "code", described(json_pack("{s:s}", "type", "string"), "Koden.", "The code."));
    json_object_set_new(properties, "sort",
                        described(json_pack("{s:s}", "type", "integer"), "Plats i listan.", "Place in the list."));
    json_object_set_new(
        properties, "parent",
        described(json_pack("{s:[s, s]}", "type", "string", "null"), "Överordnad kod.", "Parent code."));
    json_object_set_new(
        properties, "valid_from",
        described(json_pack("{s:s, s:s}", "type", "string", "format", "date"), "Gäller från och med.", "Valid from."));
    json_object_set_new(properties, "valid_to",
                        described(json_pack("{s:[s, s], s:s}", "type", "string", "null", "format", "date"),
                                  "Gäller till och med; null tills vidare.",
                                  "Valid until; null until further notice."));
    json_object_set_new(properties, "name",
                        described(json_pack("{s:s}", "type", "string"), "Benämningen.", "The name."));
    json_object_set_new(
        properties, "names",
        names_schema("Benämningen på alla språk, med lang=all.", "The name in all languages, with lang=all."));
    json_t *schema = closed_object(properties, false);
    json_object_set_new(schema, "required",
                        json_pack("[s, s, s, s, s]", "code", "sort", "parent", "valid_from", "valid_to"));
    return schema;
}

/* A code, or with expand= the object. */
static json_t *expandable(struct printing *printing, const struct field *field, json_t *schema) {
    if (!(field->flags & FIELD_EXPAND)) return schema;
    const struct resource *other = resource_of_relation(field->of);
    return json_pack("{s:[o, o]}", "anyOf", schema,
                     reference(printing, "schemas", pascal_case(printing->arena, other->one)));
}

/* What a member holds, before it is described. */
static json_t *member_shape(struct printing *printing, const struct field *field) {
    bool is_list = field->flags & FIELD_LIST, is_nullable = !(field->flags & FIELD_PRESENT);
    if (field->type == FIELD_INTERVAL) return interval_schema(is_nullable);
    if (field->type == FIELD_CODES) return json_pack("{s:s, s:o}", "type", "array", "items", list_code_schema());
    json_t *schema = expandable(printing, field, value_schema(field, is_nullable && !is_list));
    if (!is_list) return schema;
    return json_pack("{s:o, s:o}", "type", type_of("array", is_nullable), "items", schema);
}

static void add_member_example(json_t *schema, const struct field *field) {
    if (*field->example == '\0' || field->type == FIELD_CODES) return;
    json_object_set_new(schema, "examples", json_pack("[o]", value_example(field, field->example)));
}

static void add_member(struct printing *printing, json_t *properties, const struct field *field) {
    json_t *schema = described(member_shape(printing, field), field->sv, field->en);
    add_member_example(schema, field);
    if (!(field->flags & FIELD_WRITE)) json_object_set_new(schema, "readOnly", json_true());
    json_object_set_new(properties, field->name, schema);
    if (field->type != FIELD_LABEL) return;
    json_object_set_new(properties, field->plural,
                        names_schema(arena_printf(printing->arena, "%s På alla språk, i stället för %s, med lang=all.",
                                                  field->sv, field->name),
                                     arena_printf(printing->arena, "%s In all languages, instead of %s, with lang=all.",
                                                  field->en, field->name)));
}

static void add_expansion(struct printing *printing, json_t *properties, const struct expansion *expansion) {
    const struct resource *other = resource_find(expansion->resource);
    json_t *items = reference(printing, "schemas", pascal_case(printing->arena, other->one));
    json_t *schema = json_pack("{s:s, s:o}", "type", "array", "items", items);
    described(schema, arena_printf(printing->arena, "%s, bara med expand=%s.", other->title_sv, expansion->name),
              arena_printf(printing->arena, "%s, only with expand=%s.", other->title_en, expansion->name));
    json_object_set_new(properties, expansion->name, schema);
}

/* fields= leaves members out and lang=all renames labels, so that none can be required; x-always names those that a
 * reply without these parameters always has. */
json_t *resource_schema(struct printing *printing, const struct resource *resource) {
    json_t *properties = json_object(), *always = json_array();
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!(field->flags & FIELD_READ)) continue;
        add_member(printing, properties, field);
        json_array_append_new(always, json_string(field->name));
    }
    for (size_t i = 0; i < resource->expansion_count; i++)
        add_expansion(printing, properties, &resource->expansions[i]);
    json_t *schema = closed_object(properties, false);
    json_object_set_new(schema, "minProperties", json_integer(1));
    json_object_set_new(schema, "x-always", always);
    return described(schema, resource->sv, resource->en);
}

/* ---- rows of imports ---- */

static json_t *cell_schema(const struct field *field, bool is_nullable) {
    bool is_list = field->flags & FIELD_LIST;
    json_t *schema =
        field->type == FIELD_OBJECTS ? parts_schema(field, true) : value_schema(field, is_nullable && !is_list);
    return is_list ? json_pack("{s:o, s:o}", "type", type_of("array", is_nullable), "items", schema) : schema;
}

static json_t *languages_schema(const struct field *field, bool is_nullable) {
    json_t *languages = json_object();
    for (int lang = 0; lang < LANG_COUNT; lang++)
        json_object_set_new(languages, lang_codes[lang], value_schema(field, is_nullable));
    json_t *schema = closed_object(languages, false);
    json_object_set_new(schema, "type", type_of("object", is_nullable));
    return schema;
}

json_t *written_schema(const struct field *field, bool is_nullable) {
    return field->type == FIELD_LABEL ? languages_schema(field, is_nullable) : cell_schema(field, is_nullable);
}

static void allow_type(json_t *schema, const char *type) {
    json_t *types = json_object_get(schema, "type");
    if (json_is_string(types)) json_object_set_new(schema, "type", json_pack("[O]", types));
    json_array_append_new(json_object_get(schema, "type"), json_string(type));
}

/* Imports read a value however it is spelled: a number as text, a year as a number. */
static json_t *spelled(json_t *schema, const struct field *field) {
    if (field->flags & FIELD_LIST) return schema;
    if (field_is_number(field) || field->type == FIELD_BOOLEAN) allow_type(schema, "string");
    if (field->type == FIELD_PERIOD) allow_type(schema, "number");
    return schema;
}

static void add_cell(json_t *properties, json_t *required, const struct field *field, const char *name) {
    bool must = field->flags & FIELD_REQUIRED;
    json_object_set_new(properties, name, described(spelled(cell_schema(field, !must), field), field->sv, field->en));
    if (must) json_array_append_new(required, json_string(name));
}

/* As columns or, in JSON, as one object: hence none of the two can be required. */
static void add_label_cells(struct printing *printing, json_t *properties, const struct field *field) {
    json_t *languages = json_object();
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const char *column = arena_printf(printing->arena, "%s_%s", field->name, lang_codes[lang]);
        json_object_set_new(properties, column, described(cell_schema(field, true), field->sv, field->en));
        json_object_set_new(languages, lang_codes[lang], described(cell_schema(field, true), field->sv, field->en));
    }
    json_object_set_new(properties, field->plural,
                        described(closed_object(languages, false), "I JSON: språken i ett objekt.",
                                  "In JSON: the languages as one object."));
}

/* What is only read may come back as it was shown, whatever it is. */
static void add_shown(json_t *properties, const struct field *field) {
    json_object_set_new(properties, field->name,
                        described(json_object(), "Som den lästes; måste stämma med det som är lagrat.",
                                  "As it was read; must agree with what is stored."));
    if (field->type == FIELD_LABEL)
        json_object_set(properties, field->plural, json_object_get(properties, field->name));
}

json_t *row_schema(struct printing *printing, const struct resource *resource) {
    json_t *properties = json_object(), *required = json_array();
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!field_is_column(field)) {
            if (field->flags & FIELD_READ) add_shown(properties, field);
            continue;
        }
        if (field->type != FIELD_LABEL) add_cell(properties, required, field, field->name);
        if (field->type == FIELD_LABEL) add_label_cells(printing, properties, field);
    }
    json_t *schema = closed_object(properties, false);
    if (json_array_size(required) > 0)
        json_object_set_new(schema, "required", required);
    else
        json_decref(required);
    return described(schema, resource->sv, resource->en);
}
