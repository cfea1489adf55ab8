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

/* ---- who may ---- */

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

static bool check_access(const struct writing *writing, const struct record *record, struct error *err) {
    const char *owner;
    return !owner_of(record, &owner) || access_may_write(writing->request, owner, err);
}

/* ---- inserting ---- */

static bool is_coded(const struct record *record) {
    const struct resource *resource = record->resource;
    return resource->code_of == NULL || json_object_get(record->values, resource->key) != NULL;
}

static bool give_code(struct writing *writing, struct record *record, long least, struct error *err) {
    const struct resource *resource = record->resource;
    const char *code;
    const char *parent = json_string_value(json_object_get(record->values, resource->code_of));
    if (parent == NULL || !store_next_code(writing->db, resource, parent, least, &code, err)) return parent == NULL;
    json_object_set_new(record->values, resource->key, json_string(code));
    return true;
}

/* "pl-norr-g12" -> 12 */
static long number_of(const struct record *record) {
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
        if (!is_given && !give_code(writing, record, least, err)) return false;
        const struct written row = record_row(writing, record);
        if (store_insert(writing->db, &row, &record->key, err)) return true;
        bool is_taken = err->violation_count > 0 && err->violations[0].code == VIOLATION_TAKEN;
        if (is_given || !is_taken || taken == MOST_TAKEN) return false;
        int bits = taken < LARGEST_STEP_BITS ? taken : LARGEST_STEP_BITS;
        least = number_of(record) + (long)randombytes_uniform(1U << bits);
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

static bool insert_record(struct writing *writing, struct record *record, struct error *err) {
    struct error refusal = error_start(writing->request->arena);
    if (!insert_row(writing, record, &refusal))
        return explain(writing, record, NULL, &refusal, err) && parts_check(writing, record, err);
    record->is_stored = true;
    json_object_set_new(record->values, record->resource->key, json_string(record->key));
    if (json_object_size(record->parts) == 0) return true;
    if (!parts_check(writing, record, err)) return false;
    return record->is_faulty || parts_store(writing, record, err);
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
    *err = refusal;
    bool may_go_on =
        refusal_is_about_the_row(&refusal) || is_out_of_bounds(&refusal) || refusal.kind == PROBLEM_FORBIDDEN;
    if (may_go_on) *err = error_start(writing->request->arena);
    return may_go_on;
}

static bool place_record(struct writing *writing, struct record *record, struct error *err) {
    if (!record_take_from_parent(writing, record, err)) return false;
    if (!check_access(writing, record, err)) return false;
    bool good = record->is_faulty ? record_ask_rules(writing, record, NULL, err) && parts_check(writing, record, err)
                                  : insert_record(writing, record, err);
    return good && (record->is_stored || stand_in(writing, record, err));
}

static bool insert_resource(struct writing *writing, const struct resource *resource, struct error *err) {
    for (size_t i = 0; i < writing->body.count; i++)
        if (writing->body.records[i]->resource == resource && !place_record(writing, writing->body.records[i], err))
            return false;
    return true;
}

/* The object itself first, then what came along in the order in which datasets are loaded. */
bool records_insert(struct writing *writing, struct error *err) {
    const struct resource *whole = writing->body.records[0]->resource;
    int most = 0;
    if (!insert_resource(writing, whole, err)) return false;
    for (size_t i = 0; i < resource_count; i++)
        if (resources[i]->load_order > most) most = resources[i]->load_order;
    for (int order = 1; order <= most && writing->body.count > 1; order++)
        for (size_t i = 0; i < resource_count; i++)
            if (resources[i]->load_order == order && resources[i] != whole &&
                !insert_resource(writing, resources[i], err))
                return false;
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

static enum statement check_of(const struct resource *resource) {
    static const struct {
        const char *one;
        enum statement statement;
    } checks[] = {{"action", SQL_CHECK_ACTION},
                  {"evaluation", SQL_CHECK_EVALUATION},
                  {"goal", SQL_CHECK_GOAL},
                  {"milestone", SQL_CHECK_MILESTONE}};
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (text_equal(checks[i].one, resource->one)) return checks[i].statement;
    return SQL_NONE;
}

bool record_check(struct writing *writing, struct record *record, const char *state, struct error *err) {
    struct arena *arena = writing->request->arena;
    enum statement check = check_of(record->resource);
    const char *const parameters[] = {record->key, state};
    struct rows *rows;
    if (!record->is_stored || record->is_faulty || check == SQL_NONE) return true;
    if (!store_run_chosen(writing->db, check, parameters, 2, &rows, err)) return false;
    struct error found = error_start(arena);
    for (size_t i = 0; i < rows_count(rows); i++) {
        int code = violation_from_name(rows_value(rows, i, BROKEN_RULE_CODE));
        error_add(&found, PROBLEM_INVALID_BODY, PLACE_POINTER,
                  arena_printf(arena, "/%s", rows_value(rows, i, BROKEN_RULE_FIELD)), 0,
                  code < 0 ? VIOLATION_RULE : (enum violation_code)code,
                  code < 0 ? rows_value(rows, i, BROKEN_RULE_CODE) : rows_value(rows, i, BROKEN_RULE_ARGUMENT0),
                  rows_value(rows, i, BROKEN_RULE_ARGUMENT1));
    }
    faults_take(writing, record, &found);
    return true;
}
