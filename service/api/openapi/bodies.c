/* What clients send to create an object and to change one, from field tables. */
#include <string.h>

#include "base/text.h"
#include "domain/codelist.h"
#include "domain/life_cycle.h"
#include "private.h"

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
    json_t *schema = written_schema(printing, field, is_nullable);
    if (is_state(resource, field)) return described_state(printing, schema, resource, field);
    return told_once(schema, resource, field);
}

/* ---- creating ---- */

/* Every language of a label that must be given. */
static void require_languages(json_t *schema) {
    json_object_set_new(schema, "required", strings(lang_codes, LANG_COUNT));
}

/* The member of a child that names what it belongs to: the place in a body may stand for it. */
/* Whether an object inside one of `parent` (NULL: by itself) must have the member: the municipality is that of the
 * whole. */
static bool is_needed(const struct field *field, const struct resource *parent) {
    if (!(field->flags & FIELD_REQUIRED)) return false;
    bool is_municipality = field->type == FIELD_REF && text_equal(field->of, "municipality");
    return parent == NULL || !(is_municipality || resource_is_named_by(parent, field));
}

static const struct expansion *sent_expansion(const struct resource *resource, const struct resource *child) {
    for (size_t i = 0; resource != NULL && i < resource->expansion_count; i++)
        if (resource->expansions[i].is_sent && text_equal(resource->expansions[i].resource, child->name))
            return &resource->expansions[i];
    return NULL;
}

static json_t *child_schema(struct printing *printing, const struct resource *child, const struct resource *parent);

/* A list of codes takes new objects as well where the whole may bring them along. */
static void let_items_be_new(struct printing *printing, json_t *schema, const struct field *field,
                             const struct resource *parent) {
    const struct resource *other = field->type == FIELD_REF ? resource_of_relation(field->of) : NULL;
    if (!(field->flags & FIELD_LIST) || other == NULL || sent_expansion(parent, other) == NULL) return;
    struct arena *arena = printing->arena;
    json_t *either =
        json_pack("{s:[O, o]}", "anyOf", json_object_get(schema, "items"), child_schema(printing, other, parent));
    described(either, "Koden för en som finns, eller en ny som skapas med den.",
              "The code of one that there is, or a new one that is created along with it.");
    const char *name = arena_printf(arena, "%sCodeOrNew", pascal_case(arena, other->one));
    json_object_set_new(schema, "items", shared_schema(printing, name, either));
}

static void add_new_member(struct printing *printing, json_t *properties, const struct resource *resource,
                           const struct field *field, const struct resource *parent) {
    bool must = is_needed(field, parent);
    json_t *schema = member_schema(printing, resource, field, !must);
    if (must && field_languages(field) == LANG_COUNT) require_languages(schema);
    let_items_be_new(printing, schema, field, parent);
    json_object_set_new(properties, member_of(field), schema);
}

static void add_children(struct printing *printing, json_t *properties, const struct resource *resource,
                         const struct expansion *expansion) {
    const struct resource *child = resource_find(expansion->resource);
    json_t *schema = json_pack("{s:s, s:o}", "type", "array", "items", child_schema(printing, child, resource));
    json_object_set_new(
        properties, expansion->name,
        described(schema, arena_printf(printing->arena, "%s som skapas med den, allt eller inget.", child->title_sv),
                  arena_printf(printing->arena, "%s created along with it, all or nothing.", child->title_en)));
}

static json_t *required_members(const struct resource *resource, const struct resource *parent) {
    json_t *required = json_array();
    for (size_t i = 0; i < resource->field_count; i++)
        if (is_needed(&resource->fields[i], parent))
            json_array_append_new(required, json_string(member_of(&resource->fields[i])));
    return required;
}

/* A new object by itself, or inside a new one of `parent`. */
static json_t *new_object(struct printing *printing, const struct resource *resource, const struct resource *parent) {
    json_t *properties = json_object();
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & FIELD_WRITE)
            add_new_member(printing, properties, resource, &resource->fields[i], parent);
    for (size_t i = 0; i < resource->expansion_count; i++)
        if (resource->expansions[i].is_sent) add_children(printing, properties, resource, &resource->expansions[i]);
    json_t *schema = closed_object(properties, false), *required = required_members(resource, parent);
    json_object_set_new(schema, "required", required);
    struct arena *arena = printing->arena;
    const char *one = pascal_case(arena, resource->one);
    return described(schema, arena_printf(arena, "Ny %s, som säger vad medlemmarna betyder.", one),
                     arena_printf(arena, "A new %s, which says what the members mean.", one));
}

/* Whether objects of a resource bring others along. */
static bool has_children(const struct resource *resource) {
    for (size_t i = 0; i < resource->expansion_count; i++)
        if (resource->expansions[i].is_sent) return true;
    return false;
}

static bool needs_label(const struct resource *resource) {
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].type == FIELD_LABEL && (resource->fields[i].flags & FIELD_REQUIRED)) return true;
    return false;
}

/* What a change may hold, with what is needed at first. */
static json_t *needed_of_change(struct printing *printing, const struct resource *resource,
                                const struct resource *parent) {
    struct arena *arena = printing->arena;
    const char *one = pascal_case(arena, resource->one), *change = arena_printf(arena, "Change%s", one);
    json_t *schema = requiring(json_pack("{s:[o]}", "allOf", reference(printing, "schemas", change)),
                               required_members(resource, parent));
    bool has_label = needs_label(resource);
    return described(schema, arena_printf(arena, "Ny %s%s.", one, has_label ? "; benämningen på alla språk" : ""),
                     arena_printf(arena, "A new %s%s.", one, has_label ? "; the label in all languages" : ""));
}

static json_t *child_schema(struct printing *printing, const struct resource *child, const struct resource *parent) {
    struct arena *arena = printing->arena;
    const char *one = pascal_case(arena, child->one);
    json_t *schema =
        has_children(child) ? new_object(printing, child, parent) : needed_of_change(printing, child, parent);
    const char *name = arena_printf(arena, "New%sInside", one);
    json_t *there = json_object_get(printing->schemas, name);
    if (there != NULL && !json_equal(there, schema))
        name = arena_printf(arena, "New%sOf%s", one, pascal_case(arena, parent->one));
    return shared_schema(printing, name, schema);
}

json_t *new_schema(struct printing *printing, const struct resource *resource) {
    const char *name = arena_printf(printing->arena, "New%s", pascal_case(printing->arena, resource->one));
    json_object_set_new(printing->schemas, name,
                        resource->flags & RESOURCE_WRITTEN && !has_children(resource)
                            ? needed_of_change(printing, resource, NULL)
                            : new_object(printing, resource, NULL));
    return reference(printing, "schemas", name);
}

/* What objects only have in a later state than their first. */
static const struct {
    const char *one, *name;
} later_members[] = {
    {"milestone", "met_on"},     {"feedback_item", "answered_on"},    {"feedback_item", "outcome"},
    {"release", "published_at"}, {"interest_conflict", "settled_on"}, {"evaluation", "declared_on"},
};

static bool comes_later(const struct resource *resource, const struct field *field) {
    for (size_t i = 0; i < sizeof later_members / sizeof *later_members; i++)
        if (text_equal(later_members[i].one, resource->one) && text_equal(later_members[i].name, field->name))
            return true;
    return false;
}

static bool is_free_text(const struct field *field) {
    return (field->type == FIELD_TEXT || field->type == FIELD_LABEL) && !(field->flags & FIELD_REQUIRED);
}

/* What the service gives itself, what is null and texts that need not be given are left out. */
static bool is_in_example(const struct resource *resource, const struct field *field) {
    return (field->flags & FIELD_WRITE) && !is_free_text(field) && field->type != FIELD_UUID &&
           *field_cell_example(field) != '\0' && !comes_later(resource, field);
}

/* The service gives codes to what comes along, and the place says what it belongs to. */
static bool is_in_child_example(const struct field *field) { return !(field->flags & FIELD_ONCE); }

static json_t *example_of(const struct resource *resource, bool is_child) {
    json_t *object = json_object();
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!is_in_example(resource, field) || (is_child && !is_in_child_example(field))) continue;
        const char *cell = is_state(resource, field) ? life_cycle_initial(resource) : field->example;
        json_object_set_new(object, member_of(field), written_example(field, cell));
    }
    return object;
}

/* Whether every object of the child belongs to one of the parent, for good. */
static bool is_part_of(const struct resource *child, const struct resource *parent) {
    for (size_t i = 0; i < child->field_count; i++)
        if (resource_is_named_by(parent, &child->fields[i]) && (child->fields[i].flags & FIELD_REQUIRED) &&
            (child->fields[i].flags & FIELD_ONCE))
            return true;
    return false;
}

static json_t *whole_example(const struct resource *resource, bool is_child) {
    json_t *object = example_of(resource, is_child);
    for (size_t i = 0; i < resource->expansion_count; i++) {
        const struct resource *child = resource_find(resource->expansions[i].resource);
        if (resource->expansions[i].is_sent && is_part_of(child, resource))
            json_object_set_new(object, resource->expansions[i].name, json_pack("[o]", whole_example(child, true)));
    }
    return object;
}

json_t *new_example(const struct resource *resource) { return whole_example(resource, false); }

/* Whether clients write the member as replies have it; stamps say nothing about the object. */
static bool is_same_both_ways(const struct field *field) {
    for (size_t i = 0; i < field->part_count; i++)
        if (!(field->parts[i].flags & FIELD_WRITE)) return false;
    if (field->type == FIELD_TIME || !(field->flags & FIELD_READ)) return true;
    return (field->flags & FIELD_WRITE) && field->type != FIELD_LABEL;
}

bool is_written_as_read(const struct resource *resource) {
    for (size_t i = 0; i < resource->field_count; i++)
        if (!is_same_both_ways(&resource->fields[i])) return false;
    return (resource->flags & RESOURCE_WRITTEN) && !has_children(resource);
}

/* ---- changing ---- */

/* What is fixed at creation may be repeated. */
static const char *fixed_members(struct arena *arena, const struct resource *resource) {
    struct text names = text_start(arena);
    for (size_t i = 0; i < resource->field_count; i++)
        if ((resource->fields[i].flags & FIELD_WRITE) && (resource->fields[i].flags & FIELD_ONCE))
            text_add_item(&names, member_of(&resource->fields[i]));
    return names.data;
}

json_t *change_schema(struct printing *printing, const struct resource *resource) {
    const char *name = arena_printf(printing->arena, "Change%s", pascal_case(printing->arena, resource->one));
    json_t *properties = json_object();
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!(field->flags & FIELD_WRITE)) continue;
        json_t *schema = member_schema(printing, resource, field, !(field->flags & FIELD_REQUIRED));
        json_object_set_new(properties, member_of(field), schema);
    }
    struct arena *arena = printing->arena;
    const char *one = pascal_case(arena, resource->one), *fixed = fixed_members(arena, resource);
    json_object_set_new(
        printing->schemas, name,
        described(closed_object(properties, false),
                  arena_printf(arena, "Ändring av %s. Sätts när posten skapas, och får upprepas: %s.", one, fixed),
                  arena_printf(arena, "A change of %s. Set at creation, may be repeated: %s.", one, fixed)));
    return reference(printing, "schemas", name);
}

json_t *change_example(const struct resource *resource) {
    json_t *object = json_object();
    for (size_t i = 0; i < resource->field_count && json_object_size(object) == 0; i++) {
        const struct field *field = &resource->fields[i];
        if (is_in_example(resource, field) && !(field->flags & FIELD_ONCE) && !is_state(resource, field))
            json_object_set_new(object, member_of(field), written_example(field, field->example));
    }
    return object;
}
