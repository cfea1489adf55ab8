/* What clients send to create an object and to change one, from field tables. */
#include <string.h>

#include "base/text.h"
#include "domain/codelist.h"
#include "domain/life_cycle.h"
#include "openapi-private.h"

/* The member of a body that a field is written by: a label by that of all languages. */
static const char *member_of(const struct field *field) {
    return field->type == FIELD_LABEL ? field->plural : field->name;
}

static bool is_state(const struct resource *resource, const struct field *field) {
    return text_equal(field->name, "state") && life_cycle_initial(resource) != NULL;
}

/* ---- the moves of a life cycle, in words ---- */

/* "draft: adopted, cancelled; adopted: active, cancelled" */
static const char *moves_in_words(struct arena *arena, const struct resource *resource, const struct field *state) {
    const char *const *codes;
    size_t count = codelist_codes(state->of, &codes);
    struct text words = text_start(arena);
    for (size_t i = 0; i < count; i++) {
        const char *moves = life_cycle_moves(arena, resource, codes[i]);
        if (*moves != '\0') text_printf(&words, "%s%s → %s", words.length > 0 ? "; " : "", codes[i], moves);
    }
    return words.data;
}

static json_t *described_state(struct printing *printing, json_t *schema, const struct resource *resource,
                               const struct field *state) {
    struct arena *arena = printing->arena;
    const char *moves = moves_in_words(arena, resource, state), *initial = life_cycle_initial(resource);
    return described(schema, arena_printf(arena, "%s Börjar som %s. Tillåtna steg: %s.", state->sv, initial, moves),
                     arena_printf(arena, "%s Starts as %s. Allowed moves: %s.", state->en, initial, moves));
}

static json_t *member_schema(struct printing *printing, const struct resource *resource, const struct field *field,
                             bool is_nullable) {
    json_t *schema = written_schema(field, is_nullable);
    if (is_state(resource, field)) return described_state(printing, schema, resource, field);
    return described(schema, field->sv, field->en);
}

/* ---- creating ---- */

/* Every language of a label that must be given. */
static void require_languages(json_t *schema) {
    json_object_set_new(schema, "required", strings(lang_codes, LANG_COUNT));
}

static void add_new_member(struct printing *printing, json_t *properties, const struct resource *resource,
                           const struct field *field) {
    bool must = field->flags & FIELD_REQUIRED;
    json_t *schema = member_schema(printing, resource, field, !must);
    if (must && field->type == FIELD_LABEL) require_languages(schema);
    json_object_set_new(properties, member_of(field), schema);
}

static json_t *required_members(const struct resource *resource) {
    json_t *required = json_array();
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & FIELD_REQUIRED)
            json_array_append_new(required, json_string(member_of(&resource->fields[i])));
    return required;
}

json_t *new_schema(struct printing *printing, const struct resource *resource) {
    const char *name = arena_printf(printing->arena, "New%s", pascal_case(printing->arena, resource->one));
    json_t *properties = json_object();
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & FIELD_WRITE)
            add_new_member(printing, properties, resource, &resource->fields[i]);
    json_t *schema = closed_object(properties, false);
    json_object_set_new(schema, "required", required_members(resource));
    json_object_set_new(printing->schemas, name, described(schema, resource->sv, resource->en));
    return reference(printing, "schemas", name);
}

/* What objects only have in a later state than their first. */
static const struct {
    const char *one, *name;
} later_members[] = {
    {"milestone", "met_on"},
    {"feedback_item", "answered_on"},
    {"feedback_item", "outcome"},
};

static bool comes_later(const struct resource *resource, const struct field *field) {
    for (size_t i = 0; i < sizeof later_members / sizeof *later_members; i++)
        if (text_equal(later_members[i].one, resource->one) && text_equal(later_members[i].name, field->name))
            return true;
    return false;
}

/* What the service gives itself, and what is null, is left out. */
static bool is_in_example(const struct resource *resource, const struct field *field) {
    return (field->flags & FIELD_WRITE) && field->type != FIELD_UUID && *field_cell_example(field) != '\0' &&
           !comes_later(resource, field);
}

json_t *new_example(const struct resource *resource) {
    json_t *object = json_object();
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!is_in_example(resource, field)) continue;
        const char *cell = is_state(resource, field) ? life_cycle_initial(resource) : field->example;
        json_object_set_new(object, member_of(field), written_example(field, cell));
    }
    return object;
}

/* ---- changing ---- */

static bool is_changeable(const struct field *field) {
    return (field->flags & FIELD_WRITE) && !(field->flags & FIELD_ONCE);
}

json_t *change_schema(struct printing *printing, const struct resource *resource) {
    const char *name = arena_printf(printing->arena, "Change%s", pascal_case(printing->arena, resource->one));
    json_t *properties = json_object();
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (is_changeable(field))
            json_object_set_new(properties, member_of(field),
                                member_schema(printing, resource, field, !(field->flags & FIELD_REQUIRED)));
    }
    json_object_set_new(printing->schemas, name,
                        described(closed_object(properties, false),
                                  arena_printf(printing->arena, "Ändring. %s", resource->sv),
                                  arena_printf(printing->arena, "A change. %s", resource->en)));
    return reference(printing, "schemas", name);
}

json_t *change_example(const struct resource *resource) {
    json_t *object = json_object();
    for (size_t i = 0; i < resource->field_count && json_object_size(object) == 0; i++) {
        const struct field *field = &resource->fields[i];
        if (is_changeable(field) && is_in_example(resource, field) && !is_state(resource, field))
            json_object_set_new(object, member_of(field), written_example(field, field->example));
    }
    return object;
}
