/* Rows of other datasets that are parts of an object: its lists of objects. */
#include <string.h>

#include "base/text.h"
#include "private.h"

/* The member that shows the rows of a dataset. */
static const struct field *field_of_parts(const struct resource *resource, const char *dataset) {
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].rows != NULL && text_equal(resource->fields[i].rows, dataset))
            return &resource->fields[i];
    return NULL;
}

/* The second of two rows with the same identity. */
static bool repeats(const struct resource *parts, const json_t *rows, size_t place, struct arena *arena) {
    char **identity;
    size_t count = text_split(arena, parts->identity, ',', &identity);
    for (size_t i = 0; i < place; i++) {
        bool same = true;
        for (size_t j = 1; j < count; j++)
            same = same && json_equal(json_object_get(json_array_get(rows, i), identity[j]),
                                      json_object_get(json_array_get(rows, place), identity[j]));
        if (same) return true;
    }
    return false;
}

static bool ask_rules_of_part(struct writing *writing, struct record *record, const struct resource *parts,
                              const char *pointer, json_t *values, struct error *err) {
    struct record part = {.resource = parts, .pointer = pointer, .values = values};
    struct arena *arena = writing->request->arena;
    char **identity;
    text_split(arena, parts->identity, ',', &identity);
    names_add(arena, &part.unknown, identity[0]);
    bool good = record_ask_rules(writing, &part, NULL, err);
    record->is_faulty = record->is_faulty || part.is_faulty;
    return good;
}

bool parts_check(struct writing *writing, struct record *record, struct error *err) {
    struct arena *arena = writing->request->arena;
    const char *dataset;
    json_t *rows;
    json_object_foreach(record->parts, dataset, rows) {
        const struct resource *parts = resource_find(dataset);
        const char *member = field_of_parts(record->resource, dataset)->name;
        for (size_t i = 0; i < json_array_size(rows); i++) {
            const char *pointer = arena_printf(arena, "%s/%s/%zu", record->pointer, member, i);
            if (repeats(parts, rows, i, arena))
                error_add(&writing->faults, PROBLEM_INVALID_BODY, PLACE_POINTER, pointer, 0, VIOLATION_DUPLICATE, NULL,
                          NULL);
            if (!ask_rules_of_part(writing, record, parts, pointer, json_array_get(rows, i), err)) return false;
        }
    }
    return true;
}

/* The database names a part's column: it is told of the row that it is about, where that is known, else of the list. */
static const char *pointer_of_part(struct arena *arena, const struct resource *parts, const json_t *rows,
                                   const char *list, const struct error *refusal) {
    const char *about = refusal->violation_count > 0 ? refusal->violations[0].arguments[0] : NULL;
    char **identity;
    text_split(arena, parts->identity, ',', &identity);
    for (size_t i = 0; about != NULL && i < json_array_size(rows); i++)
        if (text_equal(json_string_value(json_object_get(json_array_get(rows, i), identity[1])), about))
            return arena_printf(arena, "%s/%zu", list, i);
    return list;
}

bool parts_store(struct writing *writing, struct record *record, struct error *err) {
    const char *dataset;
    json_t *rows;
    json_object_foreach(record->parts, dataset, rows) {
        struct error refusal = error_start(writing->request->arena);
        if (store_replace_parts(writing->db, resource_find(dataset), record->key,
                                json_text_of(writing->request->arena, rows), &refusal))
            continue;
        if (!refusal_is_about_the_row(&refusal)) {
            *err = refusal;
            return false;
        }
        struct record list = {.resource = resource_find(dataset)};
        list.pointer = arena_printf(writing->request->arena, "%s/%s", record->pointer,
                                    field_of_parts(record->resource, dataset)->name);
        list.pointer = pointer_of_part(writing->request->arena, list.resource, rows, list.pointer, &refusal);
        faults_take(writing, &list, &refusal);
        record->is_faulty = true;
    }
    return true;
}
