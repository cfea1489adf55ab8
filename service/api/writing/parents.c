/* Where a record belongs, and what it has from there: municipality, plan. */
#include <string.h>

#include "base/text.h"
#include "private.h"

static bool is_own_member(const struct resource *resource, const char *name) {
    const struct field *field = resource_field(resource, name);
    return field != NULL && (field->flags & FIELD_WRITE);
}

/* The member that names what the record belongs to, when it is not the place in the body that says so. */
static const struct field *named_parent(const struct record *record) {
    for (size_t i = 0; i < record->resource->field_count; i++) {
        const struct field *field = &record->resource->fields[i];
        bool is_parent = field->type == FIELD_REF && (field->flags & FIELD_ONCE) && (field->flags & FIELD_WRITE) &&
                         !text_equal(field->of, "municipality");
        if (is_parent && json_is_string(json_object_get(record->values, field->name))) return field;
    }
    return NULL;
}

/* What the service takes from the parent: members that nobody writes and that the parent has too. */
static void inherit(struct record *record, const json_t *parent) {
    for (size_t i = 0; i < record->resource->field_count; i++) {
        const struct field *field = &record->resource->fields[i];
        bool is_taken = (field->type == FIELD_REF || field->type == FIELD_OWNER) && !(field->flags & FIELD_WRITE) &&
                        !(field->flags & FIELD_HELPER);
        json_t *value = json_object_get(parent, field->name);
        if (is_taken && json_is_string(value)) json_object_set(record->values, field->name, value);
    }
}

/* Its parent is not there, so that nothing can be said of what names it. */
static void forget_parent(struct writing *writing, struct record *record, const struct field *field) {
    names_add(writing->request->arena, &record->unknown, field->name);
    record->is_faulty = true;
}

/* From the object that it stands in, or from one that came along. */
static void take_from_record(struct writing *writing, struct record *record, const struct field *field,
                             const struct record *parent) {
    inherit(record, parent->values);
    if (parent->key != NULL) json_object_set_new(record->values, field->name, json_string(parent->key));
    if (!parent->is_stored) forget_parent(writing, record, field);
}

static bool take_from_row(struct writing *writing, struct record *record, const struct field *field,
                          struct error *err) {
    const struct resource *other = resource_of_relation(field->of);
    const char *key = json_string_value(json_object_get(record->values, field->name)), *row;
    if (!store_row(writing->db, other, key, &row, err)) return false;
    if (row != NULL) {
        inherit(record, json_in_arena(writing->request->arena, json_loads(row, 0, NULL)));
        return true;
    }
    record->is_faulty = true;
    error_add(&writing->faults, PROBLEM_INVALID_BODY, PLACE_POINTER,
              pointer_to(writing->request->arena, record->pointer, field->name), 0, VIOLATION_UNKNOWN_CODE, key, NULL);
    return true;
}

/* What comes along belongs to the municipality of the whole, unless it says otherwise. */
static void take_municipality(const struct writing *writing, struct record *record) {
    const struct record *whole = writing->body.records[0];
    json_t *municipality = json_object_get(whole->values, "municipality");
    bool is_left_out =
        is_own_member(record->resource, "municipality") && json_object_get(record->values, "municipality") == NULL;
    if (record != whole && is_left_out && municipality != NULL)
        json_object_set(record->values, "municipality", municipality);
}

bool record_take_from_parent(struct writing *writing, struct record *record, struct error *err) {
    take_municipality(writing, record);
    if (record->parent_field != NULL) {
        take_from_record(writing, record, record->parent_field, record->parent);
        return true;
    }
    const struct field *field = named_parent(record);
    if (field == NULL) return true;
    const char *key = json_string_value(json_object_get(record->values, field->name));
    struct record *brought = record_find(writing, field->of, key);
    if (brought != NULL && brought != record) {
        take_from_record(writing, record, field, brought);
        return true;
    }
    return is_own_member(record->resource, "municipality") || is_own_member(record->resource, "owner") ||
           take_from_row(writing, record, field, err);
}
