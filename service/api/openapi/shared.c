/* What is said more than once in the OpenAPI document becomes a component that is referred to. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "private.h"

enum { MOST_PASSES = 8 };

struct sharing {
    struct printing *printing;
    json_t *counts;  /* how often, by text */
    json_t *names;   /* of the components made so far, by text */
    json_t *members; /* that have an object of that shape, by its text */
    bool is_counting;
    size_t made;
};

static const char *text_of(struct printing *printing, json_t *value) {
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(16));
    arena_defer(printing->arena, free, text);
    return text;
}

static void count(struct sharing *sharing, const char *text) {
    json_int_t so_far = json_integer_value(json_object_get(sharing->counts, text));
    json_object_set_new(sharing->counts, text, json_integer(so_far + 1));
}

/* A reference and a name are text as well, and the document is printed in one language. */
static bool is_shorter_shared(json_t *value, const char *text, const char *name, size_t times) {
    size_t swedish =
        strlen("\"x-description-sv\":\"\",") + json_string_length(json_object_get(value, "x-description-sv"));
    size_t length = strlen(text) - swedish, named = strlen(name) + strlen("OrNull");
    size_t referring = strlen("{\"$ref\":\"#/components/schemas/\"}") + named;
    return times * length > times * referring + named + length;
}

static bool is_repeated(const struct sharing *sharing, const char *text) {
    return json_object_get(sharing->names, text) != NULL ||
           json_integer_value(json_object_get(sharing->counts, text)) > 1;
}

/* ---- names, which generators make types of: no two of the document differ in case or hyphens only ---- */

static const char *letters_of(struct arena *arena, const char *name) {
    struct text letters = text_start(arena);
    for (; *name != '\0'; name++)
        if (isalnum((unsigned char)*name)) text_add_char(&letters, (char)tolower((unsigned char)*name));
    return letters.data;
}

static bool has_name(struct printing *printing, json_t *section, const char *letters) {
    for (void *at = json_object_iter(section); at != NULL; at = json_object_iter_next(section, at))
        if (text_equal(letters_of(printing->arena, json_object_iter_key(at)), letters)) return true;
    return false;
}

static bool is_taken(struct printing *printing, const char *name) {
    json_t *const sections[] = {printing->schemas, printing->responses, printing->parameters, printing->headers};
    const char *letters = letters_of(printing->arena, name);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (has_name(printing, sections[i], letters)) return true;
    return false;
}

static const char *free_name(struct printing *printing, const char *const *wanted, size_t wanted_count) {
    for (size_t i = 0; i < wanted_count; i++)
        if (!is_taken(printing, wanted[i])) return wanted[i];
    for (int number = 2;; number++) {
        const char *name = arena_printf(printing->arena, "%s%d", wanted[wanted_count - 1], number);
        if (!is_taken(printing, name)) return name;
    }
}

json_t *shared_schema(struct printing *printing, const char *name, json_t *schema) {
    const char *own = name;
    json_t *there = json_object_get(printing->schemas, own);
    for (int number = 2; there != NULL && !json_equal(there, schema); number++) {
        own = arena_printf(printing->arena, "%s%d", name, number);
        there = json_object_get(printing->schemas, own);
    }
    json_object_set_new(printing->schemas, own, schema);
    return reference(printing, "schemas", own);
}

/* ---- schemas of members ---- */

static bool is_null_too(json_t *schema) {
    json_t *types = json_object_get(schema, "type");
    size_t size = json_array_size(types);
    const char *referred = json_string_value(json_object_get(schema, "$ref"));
    if (referred != NULL) return text_ends(referred, "OrNull");
    return size > 0 && text_equal(json_string_value(json_array_get(types, size - 1)), "null");
}

/* "Indicator" of NewIndicator, IndicatorRow, IndicatorPage. */
static const char *subject_of(struct arena *arena, const char *owner) {
    static const char *const before[] = {"New", "Change", "Shown"}, *const after[] = {"Row", "Page", "Input"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (text_starts(owner, before[i]) && owner[strlen(before[i])] != '\0') owner += strlen(before[i]);
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        if (text_ends(owner, after[i])) return arena_strndup(arena, owner, strlen(owner) - strlen(after[i]));
    return owner;
}

/* "Row", unlike "LackOfFit": a word alone says too little about an object. */
static bool is_one_word(const char *pascal) {
    size_t capitals = 0;
    for (; *pascal != '\0'; pascal++) capitals += isupper((unsigned char)*pascal) != 0;
    return capitals <= 1;
}

static const char *schema_name(struct printing *printing, const char *member, json_t *schema, const char *owner) {
    struct arena *arena = printing->arena;
    const char *pascal = pascal_case(arena, member), *ending = is_null_too(schema) ? "OrNull" : "";
    const char *name = arena_printf(arena, "%s%s", pascal, ending);
    const char *const wanted[] = {name, arena_printf(arena, "%s%s", subject_of(arena, owner), name),
                                  arena_printf(arena, "%s%s", owner, name)};
    size_t from = json_object_get(schema, "properties") != NULL && is_one_word(pascal) ? 1 : 0;
    return free_name(printing, wanted + from, sizeof wanted / sizeof *wanted - from);
}

/* The component of a schema that is said more than once. */
static json_t *component_of(struct sharing *sharing, const char *text, const char *member, json_t *schema,
                            const char *owner) {
    const char *name = json_string_value(json_object_get(sharing->names, text));
    if (name == NULL) {
        name = schema_name(sharing->printing, member, schema, owner);
        json_object_set_new(sharing->names, text, json_string(name));
        json_object_set(sharing->printing->schemas, name, schema);
        sharing->made++;
    }
    return reference(sharing->printing, "schemas", name);
}

static bool may_be_shared(json_t *value) {
    return json_object_get(value, "description") != NULL && json_object_get(value, "x-description-sv") != NULL;
}

static bool is_value(const char *key) {
    static const char *const keys[] = {"example", "examples", "default", "enum", "const"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (text_equal(keys[i], key)) return true;
    return false;
}

static void visit_schema(struct sharing *sharing, json_t *schema, const char *owner);

/* ---- objects inside others get names of their own, that generators need not invent any ---- */

static bool is_object_inside(json_t *schema) { return json_object_get(schema, "properties") != NULL; }

/* "Measure" of "measures" */
static const char *singular(struct arena *arena, const char *list) {
    bool is_plural = text_ends(list, "s") && !text_ends(list, "ss") && !text_ends(list, "series");
    return is_plural ? arena_strndup(arena, list, strlen(list) - 1) : list;
}

/* What an object consists of, whatever it is there for. */
static json_t *shape_of(json_t *object) {
    json_t *shape = json_copy(object);
    json_object_del(shape, "description");
    json_object_del(shape, "x-description-sv");
    return shape;
}

/* Notes which member has that shape; "part" when several do. */
static void note_member(struct sharing *sharing, const char *shape, const char *key) {
    const char *noted = json_string_value(json_object_get(sharing->members, shape));
    if (noted == NULL || !text_equal(noted, key))
        json_object_set_new(sharing->members, shape, json_string(noted == NULL ? key : "part"));
}

/* The object becomes a component; what it is there for is said beside the reference. */
static void share_object(struct sharing *sharing, json_t *properties, const char *key, json_t *object,
                         const char *owner) {
    struct arena *arena = sharing->printing->arena;
    json_t *shape = shape_of(object);
    const char *text = text_of(sharing->printing, shape);
    if (sharing->is_counting) {
        note_member(sharing, text, key);
        json_decref(shape);
        return;
    }
    const char *member = json_string_value(json_object_get(sharing->members, text));
    described(shape, arena_printf(arena, "Delar av %s.", key), arena_printf(arena, "Parts of %s.", key));
    json_t *component = component_of(sharing, text, member == NULL ? key : member, shape, owner);
    const char *words[] = {"description", "x-description-sv"};
    for (size_t i = 0; i < 2; i++)
        if (json_object_get(object, words[i]) != NULL)
            json_object_set(component, words[i], json_object_get(object, words[i]));
    json_object_set_new(properties, key, component);
    json_decref(shape);
}

static void name_items(struct sharing *sharing, json_t *list, const char *key, const char *owner) {
    json_t *items = json_object_get(list, "items");
    if (!is_object_inside(items)) return;
    if (json_object_get(items, "description") == NULL)
        described(items, arena_printf(sharing->printing->arena, "En post i %s.", key),
                  arena_printf(sharing->printing->arena, "An item of %s.", key));
    json_object_set_new(list, "items",
                        component_of(sharing, text_of(sharing->printing, items),
                                     singular(sharing->printing->arena, key), items, owner));
}

static bool is_worth_sharing(struct sharing *sharing, json_t *value, const char *text, const char *key) {
    enum { SHORTEST_NAME = 3 };
    if (strlen(key) < SHORTEST_NAME) return false;
    if (json_object_get(sharing->names, text) != NULL) return true;
    json_int_t times = json_integer_value(json_object_get(sharing->counts, text));
    return is_shorter_shared(value, text, key, (size_t)times);
}

static void visit_member(struct sharing *sharing, json_t *properties, const char *key, json_t *value,
                         const char *owner) {
    name_items(sharing, value, key, owner);
    if (is_object_inside(value)) {
        share_object(sharing, properties, key, value, owner);
        if (sharing->is_counting) visit_schema(sharing, value, owner);
        return;
    }
    if (may_be_shared(value)) {
        const char *text = text_of(sharing->printing, value);
        if (sharing->is_counting) count(sharing, text);
        if (!sharing->is_counting && is_worth_sharing(sharing, value, text, key)) {
            json_object_set_new(properties, key, component_of(sharing, text, key, value, owner));
            return;
        }
    }
    visit_schema(sharing, value, owner);
}

static void visit_properties(struct sharing *sharing, json_t *properties, const char *owner) {
    const char *key;
    json_t *value;
    void *next;
    json_object_foreach_safe(properties, next, key, value) visit_member(sharing, properties, key, value, owner);
}

static void visit_schema(struct sharing *sharing, json_t *schema, const char *owner) {
    const char *key;
    json_t *value;
    size_t i;
    json_array_foreach(schema, i, value) visit_schema(sharing, value, owner);
    json_object_foreach(schema, key, value) {
        if (text_equal(key, "properties"))
            visit_properties(sharing, value, owner);
        else if (!is_value(key))
            visit_schema(sharing, value, owner);
    }
}

static void visit_schemas(struct sharing *sharing, bool is_counting) {
    json_t *owners = json_array(), *owner;
    size_t i;
    const char *key;
    json_t *value;
    json_object_foreach(sharing->printing->schemas, key, value) json_array_append_new(owners, json_string(key));
    sharing->is_counting = is_counting;
    json_array_foreach(owners, i, owner) {
        const char *name = json_string_value(owner);
        visit_schema(sharing, json_object_get(sharing->printing->schemas, name), name);
    }
    json_decref(owners);
}

/* Until a pass finds nothing more: what was said twice may hold what was said twice. */
static void share_schemas(struct sharing *sharing) {
    for (int pass = 0; pass < MOST_PASSES; pass++) {
        size_t before = sharing->made;
        json_object_clear(sharing->counts);
        visit_schemas(sharing, true);
        visit_schemas(sharing, false);
        if (sharing->made == before) return;
    }
}

/* ---- what all operations of a path take stands at the path ---- */

static size_t index_of(json_t *list, json_t *wanted) {
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) if (json_equal(item, wanted)) return i;
    return SIZE_MAX;
}

static json_t *parameters_at(json_t *path, const char *method) {
    return json_object_get(json_object_get(path, method), "parameters");
}

static bool is_taken_by_all(json_t *path, json_t *parameter) {
    const char *method;
    json_t *operation;
    json_object_foreach(path, method,
                        operation) if (json_is_object(operation) &&
                                       index_of(parameters_at(path, method), parameter) == SIZE_MAX) return false;
    return true;
}

static void lift_parameter(json_t *path, json_t *parameter, json_t *lifted) {
    const char *method;
    json_t *operation;
    json_array_append(lifted, parameter);
    json_object_foreach(path, method, operation) if (json_is_object(operation))
        json_array_remove(parameters_at(path, method), index_of(parameters_at(path, method), parameter));
}

static void lift_common(json_t *path) {
    const char *method;
    json_t *operation, *first = NULL, *lifted = json_array(), *parameter;
    size_t count = 0, i;
    json_object_foreach(path, method, operation) if (json_is_object(operation)) {
        if (first == NULL) first = json_copy(parameters_at(path, method));
        count++;
    }
    json_array_foreach(first, i, parameter) if (count > 1 && is_taken_by_all(path, parameter))
        lift_parameter(path, parameter, lifted);
    json_decref(first);
    if (json_array_size(lifted) > 0)
        json_object_set_new(path, "parameters", lifted);
    else
        json_decref(lifted);
}

/* ---- parameters and replies of operations ---- */

/* "Goal" of getGoal */
static const char *subject_of_operation(const char *id) {
    while (islower((unsigned char)*id)) id++;
    return id;
}

static const char *parameter_name(struct printing *printing, json_t *parameter, const char *id) {
    const char *name = json_string_value(json_object_get(parameter, "name"));
    bool is_path = text_equal(json_string_value(json_object_get(parameter, "in")), "path");
    const char *by_kind = arena_printf(printing->arena, "%s-%s", name, is_path ? "in-path" : "filter");
    const char *by_name = arena_printf(printing->arena, "by-%s", name);
    const char *of_one = arena_printf(printing->arena, "%s-of-%s", name, subject_of_operation(id));
    const char *const wanted[] = {name, by_kind, is_path ? of_one : by_name, of_one};
    return free_name(printing, wanted, sizeof wanted / sizeof *wanted);
}

/* "GoalReply" of getGoal */
static const char *response_name(struct printing *printing, const char *id) {
    const char *const wanted[] = {arena_printf(printing->arena, "%sReply", subject_of_operation(id))};
    return free_name(printing, wanted, 1);
}

/* Whether an example of that schema must be of an object that there is, or of a member that it has. */
static bool names_an_object(const json_t *schema) {
    const char *kind = json_string_value(json_object_get(schema, "$ref"));
    return kind != NULL &&
           (strstr(kind, "/Code") != NULL || strstr(kind, "/Uuid") != NULL || text_ends(kind, "/MemberNames"));
}

/* What makes a part the same as another: a filter whatever its example, unless that names an object. */
static const char *key_of_part(struct printing *printing, json_t *part) {
    json_t *copy = json_copy(part), *schema = json_object_get(part, "schema");
    if (schema != NULL && !names_an_object(schema)) json_object_del(copy, "example");
    const char *text = text_of(printing, copy);
    json_decref(copy);
    return text;
}

static json_t *operation_part(struct sharing *sharing, const char *section, json_t *components, json_t *part,
                              const char *id) {
    if (json_object_get(part, "$ref") != NULL) return NULL;
    const char *text = key_of_part(sharing->printing, part);
    if (sharing->is_counting) count(sharing, text);
    if (sharing->is_counting || !is_repeated(sharing, text)) return NULL;
    const char *name = json_string_value(json_object_get(sharing->names, text));
    if (name == NULL) {
        bool is_parameter = components == sharing->printing->parameters;
        name = is_parameter ? parameter_name(sharing->printing, part, id) : response_name(sharing->printing, id);
        json_object_set_new(sharing->names, text, json_string(name));
        json_object_set(components, name, part);
    }
    return reference(sharing->printing, section, name);
}

static void visit_parameters(struct sharing *sharing, json_t *parameters, const char *id) {
    json_t *part;
    size_t i;
    json_array_foreach(parameters, i, part) {
        json_t *shared = operation_part(sharing, "parameters", sharing->printing->parameters, part, id);
        if (shared != NULL) json_array_set_new(parameters, i, shared);
    }
}

static const char *id_of(json_t *operation) { return json_string_value(json_object_get(operation, "operationId")); }

static void visit_operation(struct sharing *sharing, json_t *operation) {
    struct printing *printing = sharing->printing;
    const char *id = id_of(operation), *status;
    json_t *part, *shared;
    void *next;
    visit_parameters(sharing, json_object_get(operation, "parameters"), id);
    json_t *responses = json_object_get(operation, "responses");
    json_object_foreach_safe(responses, next, status, part) {
        shared = operation_part(sharing, "responses", printing->responses, part, id);
        if (shared != NULL) json_object_set_new(responses, status, shared);
    }
}

static void visit_operations(struct sharing *sharing, json_t *paths, bool is_counting) {
    const char *pattern, *method;
    json_t *path, *operation;
    sharing->is_counting = is_counting;
    json_object_foreach(paths, pattern, path) {
        const char *id = NULL;
        json_object_foreach(path, method, operation) if (json_is_object(operation)) {
            if (id == NULL) id = id_of(operation);
            visit_operation(sharing, operation);
        }
        visit_parameters(sharing, json_object_get(path, "parameters"), id);
    }
}

/* ---- words and objects, or null: a type of their own, or null ---- */

static bool is_word_or_null(json_t *schema) {
    json_t *types = json_object_get(schema, "type");
    bool has_parts = json_object_get(schema, "enum") != NULL || json_object_get(schema, "properties") != NULL;
    return has_parts && json_array_size(types) == 2 && is_null_too(schema);
}

/* The schema without null and without its words about what it is there for. */
static json_t *never_null(json_t *schema) {
    json_t *type = shape_of(schema), *words = json_object_get(schema, "enum"), *word, *kept = json_array();
    size_t i;
    json_object_set(type, "type", json_array_get(json_object_get(schema, "type"), 0));
    json_array_foreach(words, i, word) if (!json_is_null(word)) json_array_append(kept, word);
    if (words != NULL) json_object_set(type, "enum", kept);
    json_decref(kept);
    return type;
}

/* The component that is this type, whatever is said about it; NULL when there is none. */
static const char *component_like(struct printing *printing, json_t *type) {
    const char *name;
    json_t *schema;
    json_object_foreach(printing->schemas, name, schema) {
        json_t *shape = shape_of(schema);
        bool is_like = json_equal(shape, type);
        json_decref(shape);
        if (is_like) return name;
    }
    return NULL;
}

/* The names that generators give to both: "Rag" and "RagOrNull". */
static const char *type_of_word(struct printing *printing, json_t *schema, const char *member, const char *owner) {
    json_t *type = never_null(schema);
    const char *name = component_like(printing, type);
    if (name == NULL) {
        name = schema_name(printing, member, type, owner);
        json_object_set_new(type, "description", json_incref(json_object_get(schema, "description")));
        json_object_set_new(type, "x-description-sv", json_incref(json_object_get(schema, "x-description-sv")));
        json_object_set(printing->schemas, name, type);
    }
    json_decref(type);
    return name;
}

/* Turns the schema of a component into: that type, or null. */
static void make_choice(struct printing *printing, json_t *schema, const char *type) {
    json_t *choice = json_pack("{s:[o, {s:s}]}", "anyOf", reference(printing, "schemas", type), "type", "null");
    json_object_set(choice, "description", json_object_get(schema, "description"));
    json_object_set(choice, "x-description-sv", json_object_get(schema, "x-description-sv"));
    json_object_clear(schema);
    json_object_update(schema, choice);
    json_decref(choice);
}

/* A member of an object: what it is there for stays with it. */
static void refer_to_choice(struct printing *printing, json_t *member, const char *type) {
    const char *name = arena_printf(printing->arena, "%sOrNull", type);
    if (json_object_get(printing->schemas, name) == NULL) {
        json_t *choice = described(json_object(), arena_printf(printing->arena, "%s eller null.", type),
                                   arena_printf(printing->arena, "%s or null.", type));
        make_choice(printing, choice, type);
        json_object_set_new(printing->schemas, name, choice);
    }
    json_t *kept = json_pack("{s:o*, s:o*, s:o*}", "description", json_incref(json_object_get(member, "description")),
                             "x-description-sv", json_incref(json_object_get(member, "x-description-sv")), "readOnly",
                             json_incref(json_object_get(member, "readOnly")));
    json_object_clear(member);
    json_t *referred = reference(printing, "schemas", name);
    json_object_update(member, referred);
    json_object_update(member, kept);
    json_decref(referred);
    json_decref(kept);
}

static const char *without_or_null(struct arena *arena, const char *name) {
    return text_ends(name, "OrNull") ? arena_strndup(arena, name, strlen(name) - strlen("OrNull")) : name;
}

static void split_component(struct printing *printing, const char *name) {
    json_t *schema = json_object_get(printing->schemas, name), *member;
    const char *key, *type;
    if (is_word_or_null(schema)) {
        type = type_of_word(printing, schema, without_or_null(printing->arena, name), name);
        make_choice(printing, schema, type);
        return;
    }
    json_object_foreach(json_object_get(schema, "properties"), key, member) if (is_word_or_null(member))
        refer_to_choice(printing, member, type_of_word(printing, member, key, name));
}

static void split_words_from_null(struct printing *printing) {
    json_t *names = json_array(), *owner;
    const char *name;
    json_t *schema;
    size_t i;
    json_object_foreach(printing->schemas, name, schema) json_array_append_new(names, json_string(name));
    json_array_foreach(names, i, owner) split_component(printing, json_string_value(owner));
    json_decref(names);
}

void share_repeated(struct printing *printing, json_t *paths) {
    struct sharing sharing = {
        .printing = printing, .counts = json_object(), .names = json_object(), .members = json_object()};
    const char *pattern;
    json_t *path;
    json_object_foreach(paths, pattern, path) lift_common(path);
    visit_operations(&sharing, paths, true);
    visit_operations(&sharing, paths, false);
    json_object_clear(sharing.names);
    share_schemas(&sharing);
    split_words_from_null(printing);
    json_decref(sharing.counts);
    json_decref(sharing.names);
    json_decref(sharing.members);
}
