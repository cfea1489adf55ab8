/* Entity sets: made from the tables of the resources, so that a new resource is a new set. */
#include <ctype.h>
#include <string.h>

#include "private.h"

/* peer_groups: PeerGroups */
static const char *in_camels(struct arena *arena, const char *name) {
    struct text camels = text_start(arena);
    bool is_start = true;
    for (; *name != '\0'; name++) {
        if (*name != '_') text_add_char(&camels, is_start ? (char)toupper((unsigned char)*name) : *name);
        is_start = *name == '_';
    }
    return camels.data;
}

/* Filters that are no members are columns as well: tables that are flat need no other to be chosen from. */
static bool is_property(const struct field *field) { return field->flags & (FIELD_READ | FIELD_FILTER); }

static const char *part_name(struct arena *arena, const struct field *field, const char *part) {
    return arena_printf(arena, "%s_%s", field->name, part);
}

static void add_properties(struct arena *arena, struct entity_set *set) {
    const struct resource *resource = set->resource;
    struct property *properties = arena_alloc(arena, 2 * resource->field_count * sizeof *properties);
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        if (!is_property(field)) continue;
        if (field->type == FIELD_INTERVAL) {
            properties[set->property_count++] = (struct property){part_name(arena, field, "low"), field};
            properties[set->property_count++] = (struct property){part_name(arena, field, "high"), field};
        } else {
            properties[set->property_count++] = (struct property){field->name, field};
        }
    }
    set->properties = properties;
}

const struct property *set_property(const struct entity_set *set, const char *name) {
    for (size_t i = 0; i < set->property_count; i++)
        if (text_equal(set->properties[i].name, name)) return &set->properties[i];
    return NULL;
}

/* The key, or what identifies a row of a dataset, or the order: false where that is no set of members that are always
 * there. */
static bool add_keys(struct arena *arena, struct entity_set *set) {
    const struct resource *resource = set->resource;
    const char *names = resource->key != NULL ? resource->key : resource->identity;
    char **list;
    size_t count = text_split(arena, names == NULL ? resource->sort : names, ',', &list);
    const struct property **keys = arena_alloc(arena, count * sizeof *keys);
    for (size_t i = 0; i < count; i++) {
        keys[i] = set_property(set, list[i]);
        if (keys[i] == NULL || property_may_be_null(keys[i]) || !property_can_filter(keys[i])) return false;
    }
    set->keys = keys;
    set->key_count = count;
    return true;
}

static bool is_offered(const struct resource *resource) {
    return (resource->flags & RESOURCE_COLLECTION) && !(resource->flags & RESOURCE_ADMIN);
}

static bool make_set(struct arena *arena, const struct resource *resource, struct entity_set *set) {
    *set = (struct entity_set){.resource = resource};
    if (!is_offered(resource)) return false;
    set->name = in_camels(arena, resource->list);
    set->type = in_camels(arena, resource->one);
    if (text_equal(set->name, set->type)) set->type = arena_printf(arena, "%sEntry", set->type);
    add_properties(arena, set);
    return add_keys(arena, set);
}

struct entity_sets sets_make(struct arena *arena) {
    struct entity_set *list = arena_alloc(arena, resource_count * sizeof *list);
    struct entity_sets sets = {list, 0};
    for (size_t i = 0; i < resource_count; i++) sets.count += make_set(arena, resources[i], &list[sets.count]);
    return sets;
}

const struct entity_set *set_find(struct arena *arena, const char *name) {
    const struct entity_sets sets = sets_make(arena);
    const struct entity_set *set = sets.list, *end = set + sets.count;
    while (set < end && !text_equal(set->name, name)) set++;
    return set < end ? set : NULL;
}

/* ---- properties ---- */

static bool is_flattened(const struct field *field) {
    return (field->flags & FIELD_LIST) || field->type == FIELD_OBJECTS || field->type == FIELD_CODES;
}

const char *property_type(const struct property *property) {
    switch (is_flattened(property->field) ? FIELD_TEXT : property->field->type) {
    case FIELD_INTEGER: return "Edm.Int64";
    case FIELD_DECIMAL: return "Edm.Decimal";
    case FIELD_DOUBLE:
    case FIELD_INTERVAL: return "Edm.Double";
    case FIELD_BOOLEAN: return "Edm.Boolean";
    case FIELD_DATE: return "Edm.Date";
    case FIELD_TIME: return "Edm.DateTimeOffset";
    default: return "Edm.String";
    }
}

bool property_may_be_null(const struct property *property) {
    return !(property->field->flags & FIELD_PRESENT) || is_flattened(property->field);
}

bool property_can_filter(const struct property *property) {
    enum field_type type = property->field->type;
    return type != FIELD_OBJECTS && type != FIELD_CODES && type != FIELD_INTERVAL && type != FIELD_GEOMETRY;
}

bool property_can_sort(const struct property *property) { return property->field->flags & FIELD_SORT; }

bool set_can_search(const struct entity_set *set) { return resource_can_search(set->resource); }
