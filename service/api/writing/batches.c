/* Records of a resource with the same columns become rows in one statement, as long as nothing is wrong with any.
 *
 * Circle with records.c: it has them stored so, and takes them one by one when a statement is refused. */
#include <string.h>

#include "base/text.h"
#include "private.h"

struct batch {
    struct record **records;
    size_t count;
};

static const char *value_of(const struct record *record, const char *column) {
    return column == NULL ? NULL : json_string_value(json_object_get(record->values, column));
}

/* Whether its key is known, or can be, before it is stored. */
static bool may_be_gathered(const struct record *record, const struct resource *resource) {
    return record->resource == resource && !record->is_faulty && !record->is_stored &&
           (value_of(record, resource->key) != NULL || value_of(record, resource->code_of) != NULL);
}

/* The same columns; what gets a code of its own has the same parent too. */
static bool fits(const struct record *record, const struct record *first) {
    const char *column;
    json_t *value;
    if (json_object_size(record->values) != json_object_size(first->values)) return false;
    json_object_foreach(first->values, column, value) {
        if (json_object_get(record->values, column) == NULL) return false;
    }
    return value_of(first, first->resource->key) != NULL ||
           text_equal(value_of(record, first->resource->code_of), value_of(first, first->resource->code_of));
}

/* Takes the first of those left, and all that fit it, out of `left`. */
static struct batch take_batch(struct arena *arena, struct batch *left) {
    struct batch batch = {arena_alloc(arena, left->count * sizeof *batch.records), 0};
    size_t kept = 0;
    for (size_t i = 0; i < left->count; i++) {
        bool is_taken = batch.count == 0 || fits(left->records[i], batch.records[0]);
        if (is_taken)
            batch.records[batch.count++] = left->records[i];
        else
            left->records[kept++] = left->records[i];
    }
    left->count = kept;
    return batch;
}

/* The next free code for the first, those that follow it for the others. */
static bool give_codes(struct writing *writing, const struct batch *batch, struct error *err) {
    const struct resource *resource = batch->records[0]->resource;
    if (!record_give_code(writing, batch->records[0], 0, err)) return false;
    long number = record_number(batch->records[0]);
    for (size_t i = 1; i < batch->count; i++) {
        json_t *values = batch->records[i]->values;
        const char *parent = value_of(batch->records[i], resource->code_of);
        json_object_set_new(values, resource->key,
                            json_sprintf("%s-%s%ld", parent, resource->code_infix, number + (long)i));
    }
    return true;
}

static const char *rows_of(struct arena *arena, const struct batch *batch) {
    json_t *rows = json_in_arena(arena, json_array());
    for (size_t i = 0; i < batch->count; i++) json_array_append(rows, batch->records[i]->values);
    return json_text_of(arena, rows);
}

static void mark_stored(struct arena *arena, const struct batch *batch) {
    for (size_t i = 0; i < batch->count; i++) {
        struct record *record = batch->records[i];
        record->key = arena_strdup(arena, value_of(record, record->resource->key));
        record->is_stored = true;
    }
}

/* What is wrong, if anything is, is found when each is stored alone. */
static bool insert_batch(struct writing *writing, const struct batch *batch, struct error *err) {
    struct error refusal = error_start(writing->request->arena);
    const struct record *first = batch->records[0];
    bool is_coded = value_of(first, first->resource->key) != NULL;
    if (batch->count == 1) return true;
    if (!is_coded && !give_codes(writing, batch, err)) return false;
    const struct written like = record_row(writing, batch->records[0]);
    if (store_insert_all(writing->db, &like, rows_of(writing->request->arena, batch), &refusal)) {
        mark_stored(writing->request->arena, batch);
        return true;
    }
    for (size_t i = 0; i < batch->count && !is_coded; i++)
        json_object_del(batch->records[i]->values, first->resource->key);
    if (refusal_lets_go_on(&refusal)) return true;
    *err = refusal;
    return false;
}

bool batches_insert(struct writing *writing, const struct resource *resource, struct error *err) {
    struct arena *arena = writing->request->arena;
    struct batch left = {arena_alloc(arena, writing->body.count * sizeof *left.records), 0};
    for (size_t i = 0; i < writing->body.count; i++)
        if (may_be_gathered(writing->body.records[i], resource)) left.records[left.count++] = writing->body.records[i];
    while (left.count > 0) {
        const struct batch batch = take_batch(arena, &left);
        if (!insert_batch(writing, &batch, err)) return false;
    }
    return true;
}
