/* The registry of resources. */
#include "resources/private.h"

#include <string.h>

const struct resource *const resources[] = {
#define X(name) &resource_##name,
    RESOURCES(X)
#undef X
};
const size_t resource_count = COUNT(resources);

const struct resource *resource_find(const char *name) {
    for (size_t i = 0; i < resource_count; i++)
        if (strcmp(resources[i]->name, name) == 0) return resources[i];
    return NULL;
}

const struct resource *resource_of_relation(const char *one) {
    for (size_t i = 0; i < resource_count; i++)
        if (strcmp(resources[i]->one, one) == 0) return resources[i];
    return NULL;
}

const char *resource_codes(struct arena *arena, const struct resource *resource) {
    return arena_printf(arena, API_ROOT "/%s?fields=%s", resource->name, resource->key);
}

bool resource_is_named_by(const struct resource *parent, const struct field *field) {
    if ((field->flags & FIELD_WRITE) == 0) return false;
    if (field->type == FIELD_OWNER) return strcmp(parent->one, "municipality") == 0;
    return field->type == FIELD_REF && (field->flags & FIELD_ONCE) && strcmp(field->of, parent->one) == 0;
}

static bool sends(const struct resource *whole, const struct resource *other) {
    for (size_t i = 0; i < whole->expansion_count; i++)
        if (whole->expansions[i].is_sent && strcmp(whole->expansions[i].resource, other->name) == 0) return true;
    return false;
}

bool resource_brings(const struct resource *whole, const struct resource *other) {
    if (sends(whole, other)) return true;
    for (size_t i = 0; i < resource_count && whole != other; i++)
        if (sends(resources[i], whole) && sends(resources[i], other)) return true;
    return false;
}

bool resource_can_search(const struct resource *resource) {
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].flags & FIELD_SEARCH) return true;
    return false;
}

const struct field *resource_field(const struct resource *resource, const char *name) {
    for (size_t i = 0; i < resource->field_count; i++)
        if (strcmp(resource->fields[i].name, name) == 0) return &resource->fields[i];
    return NULL;
}
