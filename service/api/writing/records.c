/* Records become rows, parents first; a record that cannot become one is asked what else is wrong with it. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "private.h"

/* A value that the database cannot hold, of which it does not say which. */
static bool is_out_of_bounds(const struct error *refusal) {
    return refusal->violation_count == 0 && refusal->kind == PROBLEM_INVALID_BODY;
}

bool refusal_lets_go_on(const struct error *refusal) {
    return refusal_is_about_the_row(refusal) || is_out_of_bounds(refusal) || refusal->kind == PROBLEM_FORBIDDEN;
}

/* ---- who may ---- */

/* Where nobody says whose it is: the caller's municipality's, which alone he may write; without one (an operator)
 * shared. */
static void take_owner(const struct writing *writing, struct record *record) {
    const struct field *field = resource_field(record->resource, "owner");
    const char *municipality = request_tenant(writing->request)->municipality;
    bool is_left_out = field != NULL && (field->flags & FIELD_WRITE) && !(field->flags & FIELD_REQUIRED) &&
                       json_object_get(record->values, "owner") == NULL;
    if (is_left_out && !record->is_faulty && !text_equal(municipality, ""))
        json_object_set_new(record->values, "owner", json_string(municipality));
}

/* Whose the row will be; NULL when that is not known, because it is what is wrong. */
static bool owner_of(const struct record *record, const char **owner) {
    static const char *const members[] = {"owner", "municipality"};
    *owner = "shared";
    for (size_t i = 0; i < 2; i++) {
        const struct field *field = resource_field(record->resource, members[i]);
        if (field == NULL) continue;
        *owner = json_string_value(json_object_get(record->values, members[i]));
        if (*owner == NULL && field->type == FIELD_OWNER && !(field->flags & FIELD_REQUIRED) && !record->is_faulty)
            *owner = "shared";
        return *owner != NULL;
    }
    return true;
}

/* What stands in a new municipality is of whoever makes that: nobody has a key of it yet. */
static bool is_of_new_municipality(const struct writing *writing, const struct record *record) {
    const struct resource *whole = writing->body.records[0]->resource;
    return record->parent_field != NULL && record->parent->resource == whole && text_equal(whole->one, "municipality");
}

static bool check_access(const struct writing *writing, const struct record *record, struct error *err) {
    const char *owner;
    return is_of_new_municipality(writing, record) || !owner_of(record, &owner) ||
           access_may_write(writing->request, owner, err);
}

/* ---- inserting ---- */

static bool is_coded(const struct record *record) {
    const struct resource *resource = record->resource;
    return resource->code_of == NULL || json_object_get(record->values, resource->key) != NULL;
}

bool record_give_code(struct writing *writing, struct record *record, long least, struct error *err) {
    const struct resource *resource = record->resource;
    const char *code;
    const char *parent = json_string_value(json_object_get(record->values, resource->code_of));
    if (parent == NULL || !store_next_code(writing->db, resource, parent, least, &code, err)) return parent == NULL;
    json_object_set_new(record->values, resource->key, json_string(code));
    return true;
}

long record_number(const struct record *record) {
    const char *code = json_string_value(json_object_get(record->values, record->resource->key));
    const char *end = code == NULL ? NULL : strrchr(code, '-');
    return end == NULL ? 0 : strtol(end + 1 + strlen(record->resource->code_infix), NULL, 10);
}

/* Somebody whose rows the caller does not see may have taken a code that fits: then a later one is tried, further off
 * each time and nobody knows how far, so that no one can stand in the way by taking many. False with the refusal in
 * `err`. */
static bool insert_row(struct writing *writing, struct record *record, struct error *err) {
    enum { MOST_TAKEN = 30, LARGEST_STEP_BITS = 16 };
    bool is_given = is_coded(record);
    long least = 0;
    for (int taken = 0;; taken++) {
        if (!is_given && !record_give_code(writing, record, least, err)) return false;
        const struct written row = record_row(writing, record);
        if (store_insert(writing->db, &row, &record->key, err)) return true;
        bool is_taken = err->violation_count > 0 && err->violations[0].code == VIOLATION_TAKEN;
        if (is_given || !is_taken || taken == MOST_TAKEN) return false;
        int bits = taken < LARGEST_STEP_BITS ? taken : LARGEST_STEP_BITS;
        least = record_number(record) + (long)randombytes_uniform(1U << bits);
        *err = error_start(writing->request->arena);
    }
}

/* What the database found, and every other rule that the row breaks. */
static bool explain(struct writing *writing, struct record *record, const char *before, const struct error *refusal,
                    struct error *err) {
    if (is_out_of_bounds(refusal)) {
        error_add(&writing->faults, PROBLEM_INVALID_BODY, PLACE_POINTER, record->pointer, 0, VIOLATION_OUT_OF_BOUNDS,
                  NULL, NULL);
        record->is_faulty = true;
        return true;
    }
    if (!refusal_is_about_the_row(refusal)) {
        *err = *refusal;
        return false;
    }
    if (!record_ask_rules(writing, record, before, err)) return false;
    faults_take(writing, record, refusal);
    return true;
}

/* The rest of a record whose row is stored. */
static bool finish_record(struct writing *writing, struct record *record, struct error *err) {
    record->is_stored = true;
    json_object_set_new(record->values, record->resource->key, json_string(record->key));
    if (json_object_size(record->parts) == 0) return true;
    if (!parts_check(writing, record, err)) return false;
    return record->is_faulty || parts_store(writing, record, err);
}

static bool insert_record(struct writing *writing, struct record *record, struct error *err) {
    struct error refusal = error_start(writing->request->arena);
    if (!insert_row(writing, record, &refusal))
        return explain(writing, record, NULL, &refusal, err) && parts_check(writing, record, err);
    return finish_record(writing, record, err);
}

/* ---- stand-ins: nothing of a faulty body stays, but what came along can be asked against a row like the faulty one
 * ---- */

/* A key that nobody else has. */
static json_t *random_key(struct arena *arena) {
    unsigned char bytes[16];
    char *hex = arena_alloc(arena, 2 * sizeof bytes + 1);
    randombytes_buf(bytes, sizeof bytes);
    return json_string(sodium_bin2hex(hex, 2 * sizeof bytes + 1, bytes, sizeof bytes));
}

/* Something of the kind where it says nothing about others: no dates, no relations. */
static bool fill_in(struct arena *arena, const struct record *record, const struct field *field, json_t *values) {
    bool is_harmless = field->type == FIELD_TEXT || field->type == FIELD_ENUM || field->type == FIELD_INTEGER;
    if (text_equal(field->name, record->resource->key) && record->resource->code_of == NULL)
        json_object_set_new(values, field->name, random_key(arena));
    else if (is_harmless && !(field->flags & FIELD_LIST))
        json_object_set_new(values, field->name, json_string(field->example));
    return json_object_get(values, field->name) != NULL;
}

static bool has_all_needed(struct arena *arena, const struct record *record, json_t *values) {
    for (size_t i = 0; i < record->resource->field_count; i++) {
        const struct field *field = &record->resource->fields[i];
        bool is_needed = (field->flags & FIELD_WRITE) && (field->flags & FIELD_REQUIRED);
        bool is_there = field->type != FIELD_LABEL && json_object_get(values, field->name) != NULL;
        if (is_needed && !is_there && !fill_in(arena, record, field, values)) return false;
    }
    return true;
}

static bool stand_in(struct writing *writing, struct record *record, struct error *err) {
    struct error refusal = error_start(writing->request->arena);
    struct record other = *record;
    other.values = json_in_arena(writing->request->arena, json_copy(record->values));
    for (size_t i = 0; i < record->unknown.count; i++) json_object_del(other.values, record->unknown.items[i]);
    if (!has_all_needed(writing->request->arena, &other, other.values)) return true;
    if (insert_row(writing, &other, &refusal)) {
        record->key = other.key;
        record->is_stored = true;
        return true;
    }
    if (refusal_lets_go_on(&refusal)) return true;
    *err = refusal;
    return false;
}

static bool place_record(struct writing *writing, struct record *record, struct error *err) {
    if (record->is_stored) return finish_record(writing, record, err);
    bool good = record->is_faulty ? record_ask_rules(writing, record, NULL, err) && parts_check(writing, record, err)
                                  : insert_record(writing, record, err);
    return good && (record->is_stored || stand_in(writing, record, err));
}

static bool prepare_record(struct writing *writing, struct record *record, struct error *err) {
    if (record->is_prepared) return true;
    record->is_prepared = true;
    if (!record_take_from_parent(writing, record, err)) return false;
    take_owner(writing, record);
    return check_access(writing, record, err);
}

typedef bool record_function(struct writing *writing, struct record *record, struct error *err);

static bool each_of(struct writing *writing, const struct resource *resource, record_function *act, struct error *err) {
    for (size_t i = 0; i < writing->body.count; i++)
        if (writing->body.records[i]->resource == resource && !act(writing, writing->body.records[i], err))
            return false;
    return true;
}

static bool insert_resource(struct writing *writing, const struct resource *resource, struct error *err) {
    return each_of(writing, resource, prepare_record, err) && batches_insert(writing, resource, err) &&
           each_of(writing, resource, place_record, err);
}

/* In the order in which datasets are loaded, so that what others name is there before them. The object itself is
 * prepared first: what comes along has its municipality from it. */
bool records_insert(struct writing *writing, struct error *err) {
    int most = 0;
    if (!prepare_record(writing, writing->body.records[0], err)) return false;
    for (size_t i = 0; i < resource_count; i++)
        if (resources[i]->load_order > most) most = resources[i]->load_order;
    for (int order = 0; order <= most; order++)
        for (size_t i = 0; i < resource_count; i++)
            if (resources[i]->load_order == order && !insert_resource(writing, resources[i], err)) return false;
    return true;
}

/* ---- changing ---- */

bool record_update(struct writing *writing, const char *before, struct error *err) {
    struct record *record = writing->body.records[0];
    struct error refusal = error_start(writing->request->arena);
    if (json_object_get(record->values, "owner") != NULL || json_object_get(record->values, "municipality") != NULL)
        if (!check_access(writing, record, err)) return false;
    if (record->is_faulty) return record_ask_rules(writing, record, before, err) && parts_check(writing, record, err);
    const struct written row = record_row(writing, record);
    if (!store_update(writing->db, &row, record->key, &refusal))
        return explain(writing, record, before, &refusal, err) && parts_check(writing, record, err);
    record->is_stored = true;
    if (!parts_check(writing, record, err)) return false;
    return record->is_faulty || parts_store(writing, record, err);
}

/* ---- rules that a stored row is asked ---- */

static const struct {
    const char *one;
    enum statement statement;
} checks[] = {{"action", SQL_CHECK_ACTION}, {"evaluation", SQL_CHECK_EVALUATION}, {"goal", SQL_CHECK_GOAL},
              {"idea", SQL_CHECK_IDEA},     {"milestone", SQL_CHECK_MILESTONE},   {"plan", SQL_CHECK_PLAN}};

static void take_broken(struct writing *writing, const struct resource *resource, const struct rows *rows, size_t row) {
    struct arena *arena = writing->request->arena;
    struct error found = error_start(arena);
    struct record *record = record_find(writing, resource->one, rows_value(rows, row, BROKEN_RECORD_RECORD));
    const char *name = rows_value(rows, row, BROKEN_RECORD_CODE);
    int code = violation_from_name(name);
    error_add(&found, PROBLEM_INVALID_BODY, PLACE_POINTER,
              arena_printf(arena, "/%s", rows_value(rows, row, BROKEN_RECORD_FIELD)), 0,
              code < 0 ? VIOLATION_RULE : (enum violation_code)code,
              code < 0 ? name : rows_value(rows, row, BROKEN_RECORD_ARGUMENT0),
              rows_value(rows, row, BROKEN_RECORD_ARGUMENT1));
    faults_take(writing, record, &found);
}

/* The keys of those stored whole, as a JSON array; NULL for none. */
static const char *keys_to_check(const struct writing *writing, const struct resource *resource) {
    json_t *keys = json_in_arena(writing->request->arena, json_array());
    for (size_t i = 0; i < writing->body.count; i++) {
        const struct record *record = writing->body.records[i];
        if (record->resource == resource && record->is_stored && !record->is_faulty)
            json_array_append_new(keys, json_string(record->key));
    }
    return json_array_size(keys) == 0 ? NULL : json_text_of(writing->request->arena, keys);
}

bool records_check(struct writing *writing, const char *state, struct error *err) {
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        const struct resource *resource = resource_of_relation(checks[i].one);
        const char *const parameters[] = {keys_to_check(writing, resource), state};
        struct rows *rows;
        if (parameters[0] == NULL) continue;
        if (!store_run_chosen(writing->db, checks[i].statement, parameters, 2, &rows, err)) return false;
        for (size_t row = 0; row < rows_count(rows); row++) take_broken(writing, resource, rows, row);
    }
    return true;
}
