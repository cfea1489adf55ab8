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
    [FIELD_DECIMAL] = {"number", "double", NULL, NULL},
    [FIELD_DOUBLE] = {"number", "double", NULL, NULL},
    [FIELD_BOOLEAN] = {"boolean", NULL, NULL, NULL},
    [FIELD_DATE] = {"string", "date", NULL, NULL},
    [FIELD_TIME] = {"string", "date-time", NULL, NULL},
    [FIELD_PERIOD] = {"string", NULL, PERIOD_PATTERN, NULL},
    [FIELD_INTERVAL] = {"object", NULL, NULL, NULL},
    [FIELD_OBJECTS] = {"object", NULL, NULL, NULL},
    [FIELD_CODES] = {"object", NULL, NULL, NULL},
    [FIELD_GEOMETRY] = {"object", NULL, NULL, NULL},
};

json_t *type_name(const char *type, bool is_nullable) {
    return is_nullable ? json_pack("[s, s]", type, "null") : json_string(type);
}

static void set_if(json_t *object, const char *name, const char *value) {
    if (value != NULL) json_object_set_new(object, name, json_string(value));
}

static void set_bound(json_t *schema, const char *name, const char *bound) {
    if (bound != NULL) json_object_set_new(schema, name, json_integer(strtoll(bound, NULL, 10)));
}

json_t *type_schema(enum field_type type, bool is_nullable) {
    json_t *schema = json_pack("{s:o}", "type", type_name(shapes[type].type, is_nullable));
    set_if(schema, "format", shapes[type].format);
    set_if(schema, "pattern", shapes[type].pattern);
    return schema;
}

static json_t *codes_of_list(const char *list, bool is_nullable) {
    const char *const *codes;
    size_t count = codelist_codes(list, &codes);
    json_t *array = strings(codes, count);
    if (is_nullable) json_array_append_new(array, json_null());
    return array;
}

static json_t *parts_schema(struct printing *printing, const struct field *field, bool is_written);

/* A kind of value that many members have, as a schema of its own: a type that generators name. */
static json_t *named_type(struct printing *printing, const struct field *field, json_t *schema, bool is_nullable) {
    struct arena *arena = printing->arena;
    const char *ending = is_nullable ? "OrNull" : "";
    switch (field->type) {
    case FIELD_ENUM:
        described(schema, arena_printf(arena, "En kod ur %s.", field->of),
                  arena_printf(arena, "A code of %s.", field->of));
        return shared_schema(printing, arena_printf(arena, "%sCode%s", pascal_case(arena, field->of), ending), schema);
    case FIELD_CODE:
    case FIELD_REF:
    case FIELD_OWNER:
        described(schema, "En kod: gemener, siffror och bindestreck.", "A code: lower case, digits and hyphens.");
        return shared_schema(printing, arena_printf(arena, "Code%s", ending), schema);
    case FIELD_PERIOD:
        described(schema, "2024, 2024-S1, 2024-Q3 eller 2024-05.", "2024, 2024-S1, 2024-Q3 or 2024-05.");
        return shared_schema(printing, arena_printf(arena, "PeriodText%s", ending), schema);
    default: return schema;
    }
}

/* Without a type, for which programs have no name: what it is not says the same. */
static json_t *untyped(struct printing *printing, const char *name, json_t *schema, const char *sv, const char *en) {
    return shared_schema(printing, name, described(schema, sv, en));
}

/* No list, no object and not of the other type either. */
static json_t *neither(const char *other, bool nor_null) {
    json_t *types = json_pack("[s, s, s]", other, "array", "object");
    if (nor_null) json_array_append_new(types, json_string("null"));
    return json_pack("{s:{s:o, s:{}}}", "not", "type", types, "items");
}

static json_t *persons_schema(struct printing *printing) {
    json_t *schema = neither("boolean", false);
    json_object_set_new(schema, "pattern", json_string("^<[0-9]+$"));
    json_object_set_new(schema, "minimum", json_integer(0));
    json_object_set_new(schema, "multipleOf", json_integer(1));
    return untyped(printing, "Persons", schema,
                   "Ett antal personer, som tal; texten <5 där antalet är för litet; eller null.",
                   "A number of persons, as a number; the text <5 where it is too small; or null.");
}

static json_t *geometry_schema(struct printing *printing, bool is_nullable) {
    json_t *schema = json_pack("{s:o, s:[s, s], s:{s:{s:s, s:[s, s, s]}, s:{s:s, s:i, s:{}}}}", "type",
                               type_name("object", is_nullable), "required", "type", "coordinates", "properties",
                               "type", "type", "string", "enum", "Point", "Polygon", "MultiPolygon", "coordinates",
                               "type", "array", "minItems", 1, "items");
    json_object_set_new(schema, "additionalProperties", json_false());
    return shared_schema(printing, is_nullable ? "GeometryOrNull" : "Geometry",
                         described(schema, "En geometri i GeoJSON (RFC 7946).", "A geometry in GeoJSON (RFC 7946)."));
}

json_t *value_schema(struct printing *printing, const struct field *field, bool is_nullable) {
    if (field->type == FIELD_GEOMETRY) return geometry_schema(printing, is_nullable);
    if (field->type == FIELD_OBJECTS) return parts_schema(printing, field, false);
    if (field->type == FIELD_PERSONS) return persons_schema(printing);
    json_t *schema = type_schema(field->type, is_nullable);
    bool is_number = field_is_number(field);
    const char *longest = field->max != NULL && !is_number ? field->max : shapes[field->type].max_length;
    set_bound(schema, "maxLength", longest);
    set_bound(schema, "minimum", is_number ? field->min : NULL);
    set_bound(schema, "maximum", is_number ? field->max : NULL);
    if (field->type == FIELD_ENUM) json_object_set_new(schema, "enum", codes_of_list(field->of, is_nullable));
    return named_type(printing, field, schema, is_nullable);
}

/* Objects in a list: as replies have them, with all parts, or as clients write them, with what they must give. */
static json_t *parts_schema(struct printing *printing, const struct field *field, bool is_written) {
    unsigned needed = is_written ? FIELD_REQUIRED : FIELD_READ, sure = is_written ? FIELD_REQUIRED : FIELD_PRESENT;
    json_t *properties = json_object(), *required = json_array();
    for (size_t i = 0; i < field->part_count; i++) {
        const struct field *part = &field->parts[i];
        if (!(part->flags & (is_written ? FIELD_WRITE : FIELD_READ))) continue;
        json_t *schema = value_schema(printing, part, !(part->flags & sure));
        json_object_set_new(properties, part->name, described(schema, part->sv, part->en));
        if (part->flags & needed) json_array_append_new(required, json_string(part->name));
    }
    json_t *schema = closed_object(properties, false);
    json_object_set_new(schema, "required", required);
    return schema;
}

static json_t *interval_schema(struct printing *printing, bool is_nullable) {
    json_t *bounds = json_pack("{s:{s:[s, s], s:s}, s:{s:[s, s], s:s}}", "low", "type", "number", "null", "format",
                               "double", "high", "type", "number", "null", "format", "double");
    json_t *schema = closed_object(bounds, true);
    json_object_set_new(schema, "type", type_name("object", is_nullable));
    return shared_schema(printing, is_nullable ? "OpenIntervalOrNull" : "OpenInterval",
                         described(schema, "Ett intervall; null är utan gräns.", "An interval; null is no bound."));
}

static json_t *names_schema(struct printing *printing) {
    json_t *names = json_object();
    for (int lang = 0; lang < LANG_COUNT; lang++)
        json_object_set_new(names, lang_codes[lang], json_pack("{s:[s, s]}", "type", "string", "null"));
    json_t *schema = described(closed_object(names, true),
                               "Benämningen på alla språk, i stället för den på ett, med "
                               "lang=all.",
                               "The label in all languages, instead of in one, with lang=all.");
    return shared_schema(printing, "ShownLabel", schema);
}

/* A code of a reference list; `name` in one language or, with lang=all, `names`. */
static json_t *list_code_schema(struct printing *printing) {
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
    json_object_set_new(properties, "names", names_schema(printing));
    json_t *schema = closed_object(properties, false);
    json_object_set_new(schema, "required",
                        json_pack("[s, s, s, s, s]", "code", "sort", "parent", "valid_from", "valid_to"));
    return schema;
}

/* A code, or with expand= the object. */
static json_t *expandable(struct printing *printing, const struct field *field, json_t *schema) {
    if (!(field->flags & FIELD_EXPAND)) return schema;
    const struct resource *other = resource_of_relation(field->of);
    struct arena *arena = printing->arena;
    const char *one = pascal_case(arena, other->one), *code = json_string_value(json_object_get(schema, "$ref"));
    const char *ending = code != NULL && text_ends(code, "OrNull") ? "OrNull" : "";
    json_t *either = json_pack("{s:[o, o]}", "anyOf", schema, reference(printing, "schemas", one));
    described(either, arena_printf(arena, "Koden eller, med expand, %s.", one),
              arena_printf(arena, "The code or, with expand, the %s.", one));
    return shared_schema(printing, arena_printf(arena, "%sOrCode%s", one, ending), either);
}

/* What a member holds, before it is described. */
static json_t *member_shape(struct printing *printing, const struct field *field) {
    bool is_list = field->flags & FIELD_LIST, is_nullable = !(field->flags & FIELD_PRESENT);
    if (field->type == FIELD_INTERVAL) return interval_schema(printing, is_nullable);
    if (field->type == FIELD_CODES)
        return json_pack("{s:s, s:o}", "type", "array", "items", list_code_schema(printing));
    json_t *schema = expandable(printing, field, value_schema(printing, field, is_nullable && !is_list));
    if (!is_list) return schema;
    return json_pack("{s:o, s:o}", "type", type_name("array", is_nullable), "items", schema);
}

static void add_member(struct printing *printing, json_t *properties, const struct field *field) {
    json_t *schema = described(member_shape(printing, field), field->sv, field->en);
    if (!(field->flags & FIELD_WRITE)) json_object_set_new(schema, "readOnly", json_true());
    json_object_set_new(properties, field->name, schema);
    if (field->type != FIELD_LABEL) return;
    json_object_set_new(properties, field->plural, names_schema(printing));
}

static void add_expansion(struct printing *printing, json_t *properties, const struct expansion *expansion) {
    const struct resource *other = resource_find(expansion->resource);
    json_t *items = reference(printing, "schemas", pascal_case(printing->arena, other->one));
    json_t *schema = json_pack("{s:s, s:o}", "type", "array", "items", items);
    described(schema, arena_printf(printing->arena, "%s, bara med expand=%s.", other->title_sv, expansion->name),
              arena_printf(printing->arena, "%s, only with expand=%s.", other->title_en, expansion->name));
    json_object_set_new(properties, expansion->name, schema);
}

json_t *labels_schema(struct printing *printing) {
    json_t *parts = json_pack("{s:{s:s}, s:{s:s}, s:{s:s}}", "member", "type", "string", "code", "type", "string",
                              "name", "type", "string");
    json_t *label = shared_schema(
        printing, "CodeLabel",
        described(closed_object(parts, true), "Vad en medlems kod heter.", "What the code of a member is called."));
    return shared_schema(printing, "CodeLabels",
                         described(json_pack("{s:s, s:o}", "type", "array", "items", label),
                                   "Kodernas namn, bara med labels=both.",
                                   "Names of the codes, with labels=both only."));
}

/* fields= leaves members out and lang=all renames labels, so that none can be required. */
json_t *resource_schema(struct printing *printing, const struct resource *resource) {
    json_t *properties = json_object();
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & FIELD_READ) add_member(printing, properties, &resource->fields[i]);
    for (size_t i = 0; i < resource->expansion_count; i++)
        add_expansion(printing, properties, &resource->expansions[i]);
    if (resource->flags & RESOURCE_SERIES) json_object_set_new(properties, "labels", labels_schema(printing));
    json_t *schema = closed_object(properties, false);
    json_object_set_new(schema, "minProperties", json_integer(1));
    return described(schema, arena_printf(printing->arena, "%s: en post.", resource->title_sv),
                     arena_printf(printing->arena, "%s: a record.", resource->title_en));
}

/* ---- rows of imports ---- */

static json_t *cell_schema(struct printing *printing, const struct field *field, bool is_nullable) {
    bool is_list = field->flags & FIELD_LIST;
    json_t *schema = field->type == FIELD_OBJECTS ? parts_schema(printing, field, true)
                                                  : value_schema(printing, field, is_nullable && !is_list);
    return is_list ? json_pack("{s:o, s:o}", "type", type_name("array", is_nullable), "items", schema) : schema;
}

/* A label in the three languages. */
static json_t *languages_schema(struct printing *printing, const struct field *field, bool is_nullable,
                                bool may_lack_words) {
    json_t *languages = json_object();
    for (int lang = 0; lang < LANG_COUNT; lang++)
        json_object_set_new(languages, lang_codes[lang], value_schema(printing, field, may_lack_words));
    json_t *schema = closed_object(languages, false);
    json_object_set_new(schema, "type", type_name("object", is_nullable));
    const char *name = arena_printf(printing->arena, "LabelOf%s%s%s", field->max == NULL ? LONGEST_TEXT : field->max,
                                    may_lack_words ? "InPart" : "", is_nullable ? "OrNull" : "");
    return shared_schema(printing, name,
                         described(schema, "En benämning på tre språk.", "A label in three languages."));
}

json_t *written_schema(struct printing *printing, const struct field *field, bool is_nullable) {
    return field->type == FIELD_LABEL
               ? languages_schema(printing, field, is_nullable, is_nullable || field_languages(field) < LANG_COUNT)
               : cell_schema(printing, field, is_nullable);
}

/* The text of a number, or the number; the bounds stand beside it. */
static json_t *number_cell(struct printing *printing, json_t *schema, bool is_nullable) {
    json_t *cell = is_nullable ? untyped(printing, "NumberCellOrNull", neither("boolean", false),
                                         "Ett tal, dess text eller null.", "A number, its text or null.")
                               : untyped(printing, "NumberCell", neither("boolean", true), "Ett tal eller dess text.",
                                         "A number or its text.");
    json_object_del(schema, "type");
    json_object_del(schema, "format");
    json_object_update_missing(cell, schema);
    json_decref(schema);
    return cell;
}

static json_t *boolean_cell(struct printing *printing, json_t *schema) {
    json_decref(schema);
    return untyped(printing, "BooleanCell", neither("number", false), "true eller false, texten av dem, eller null.",
                   "true or false, the text of them, or null.");
}

static json_t *period_cell(struct printing *printing, json_t *schema) {
    json_decref(schema);
    json_t *cell = neither("boolean", false);
    json_object_set_new(cell, "pattern", json_string(PERIOD_PATTERN));
    return untyped(printing, "PeriodCell", cell, "En period; ett år också som tal.",
                   "A period; a year as a number as well.");
}

/* Imports read a value however it is spelled: a number as text, a year as a number. */
static json_t *spelled(struct printing *printing, json_t *schema, const struct field *field, bool is_nullable) {
    if (field->flags & FIELD_LIST) return schema;
    if (field_is_number(field)) return number_cell(printing, schema, is_nullable);
    if (field->type == FIELD_BOOLEAN) return boolean_cell(printing, schema);
    if (field->type == FIELD_PERIOD) return period_cell(printing, schema);
    return schema;
}

json_t *told_once(json_t *schema, const struct resource *resource, const struct field *field) {
    bool is_told = (resource->flags & RESOURCE_COLLECTION) && (field->flags & FIELD_READ);
    return is_told ? schema : described(schema, field->sv, field->en);
}

static void add_cell(struct printing *printing, const struct resource *resource, json_t *properties, json_t *required,
                     const struct field *field) {
    bool must = field->flags & FIELD_REQUIRED;
    json_t *schema = spelled(printing, cell_schema(printing, field, !must), field, !must);
    json_object_set_new(properties, field->name, told_once(schema, resource, field));
    if (must) json_array_append_new(required, json_string(field->name));
}

/* As columns or, in JSON, as one object: hence none of the two can be required. */
static void add_label_cells(struct printing *printing, const struct resource *resource, json_t *properties,
                            const struct field *field) {
    for (int lang = 0; lang < LANG_COUNT; lang++)
        json_object_set_new(properties, arena_printf(printing->arena, "%s_%s", field->name, lang_codes[lang]),
                            told_once(cell_schema(printing, field, true), resource, field));
    json_object_set_new(properties, field->plural, languages_schema(printing, field, false, true));
}

/* What is only read may come back as it was shown, whatever it is. */
static void add_shown(json_t *properties, const struct field *field) {
    json_object_set_new(properties, field->name, json_object());
    if (field->type == FIELD_LABEL) json_object_set_new(properties, field->plural, json_object());
}

/* Whether a row holds what a change of the resource does. */
static bool is_row_of_change(const struct resource *resource) {
    for (size_t i = 0; i < resource->field_count; i++)
        if (field_is_column(&resource->fields[i]) && !(resource->fields[i].flags & FIELD_WRITE)) return false;
    return resource->flags & RESOURCE_WRITTEN;
}

/* Labels may stand as columns of their languages, hence they are not required. */
static json_t *row_of_change(struct printing *printing, const struct resource *resource) {
    const char *change = arena_printf(printing->arena, "Change%s", pascal_case(printing->arena, resource->one));
    json_t *required = json_array();
    for (size_t i = 0; i < resource->field_count; i++)
        if ((resource->fields[i].flags & FIELD_REQUIRED) && resource->fields[i].type != FIELD_LABEL)
            json_array_append_new(required, json_string(resource->fields[i].name));
    return requiring(json_pack("{s:[o]}", "allOf", reference(printing, "schemas", change)), required);
}

static json_t *row_of_cells(struct printing *printing, const struct resource *resource) {
    json_t *properties = json_object(), *required = json_array();
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!field_is_column(field)) {
            if (field->flags & FIELD_READ) add_shown(properties, field);
            continue;
        }
        if (field->type != FIELD_LABEL) add_cell(printing, resource, properties, required, field);
        if (field->type == FIELD_LABEL) add_label_cells(printing, resource, properties, field);
    }
    return requiring(closed_object(properties, false), required);
}

/* What creates an object, where a row of its dataset holds just that; else NULL. */
static json_t *row_of_new(struct printing *printing, const struct resource *resource, json_t *row) {
    json_t *created = new_schema(printing, resource);
    json_t *schema =
        json_object_get(printing->schemas, strrchr(json_string_value(json_object_get(created, "$ref")), '/') + 1);
    bool is_same = json_equal(json_object_get(row, "allOf"), json_object_get(schema, "allOf")) &&
                   json_equal(json_object_get(row, "required"), json_object_get(schema, "required"));
    if (is_same) return created;
    json_decref(created);
    return NULL;
}

json_t *row_schema(struct printing *printing, const struct resource *resource) {
    bool is_change = is_row_of_change(resource);
    json_t *schema = is_change ? row_of_change(printing, resource) : row_of_cells(printing, resource);
    json_t *same = is_change ? row_of_new(printing, resource, schema) : NULL;
    if (same != NULL) {
        json_decref(schema);
        return same;
    }
    const char *name = arena_printf(printing->arena, "%sRow", pascal_case(printing->arena, resource->one));
    return shared_schema(printing, name,
                         described(schema, arena_printf(printing->arena, "%s: en rad.", resource->title_sv),
                                   arena_printf(printing->arena, "%s: a row.", resource->title_en)));
}
