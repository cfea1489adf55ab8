/* Records become rows, parents first; a record that cannot become one is asked what else is wrong with it. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "write-private.h"

static struct arena *arena_of(const struct writing *writing) { return writing->request->arena; }

/* ---- faults ---- */

/* The pointer of a column: labels have one for each language. `name`: "/column" and what follows. */
static const char *pointer_of_column(struct arena *arena, const struct record *record, const char *name) {
    const struct resource *resource = record->resource;
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        size_t length = strlen(field->name);
        if (field->type != FIELD_LABEL || strncmp(name + 1, field->name, length) != 0) continue;
        int lang = name[1 + length] == '_' ? lang_from_code(name + 2 + length) : -1;
        if (lang >= 0) return arena_printf(arena, "%s/%s/%s", record->pointer, field->plural, lang_codes[lang]);
    }
    return arena_printf(arena, "%s%s", record->pointer, name);
}

/* Whether that is said already, of the same place or of one inside it. */
static bool is_known(const struct error *faults, const char *pointer, enum violation_code code) {
    size_t length = strlen(pointer);
    for (size_t i = 0; i < faults->violation_count; i++) {
        const struct violation *known = &faults->violations[i];
        bool is_there = known->code == code && strncmp(known->name, pointer, length) == 0;
        if (is_there && (known->name[length] == '\0' || known->name[length] == '/')) return true;
    }
    return false;
}

/* "/targets/1" -> "targets" */
static const char *column_of(struct arena *arena, const char *name) {
    name += *name == '/';
    return arena_strndup(arena, name, strcspn(name, "/"));
}

/* Two rows cannot have one key, by whichever index the database finds out. */
static const char *pointer_of_violation(struct arena *arena, const struct record *record,
                                        const struct violation *violation) {
    if (violation->code == VIOLATION_TAKEN && record->resource->key != NULL)
        return pointer_to(arena, record->pointer, record->resource->key);
    return pointer_of_column(arena, record, violation->name);
}

static struct record *find_brought(const struct writing *writing, const char *one, const char *key) {
    for (size_t i = 0; i < writing->body.count; i++) {
        struct record *other = writing->body.records[i];
        const char *own = json_string_value(json_object_get(other->values, other->resource->key));
        if (text_equal(other->resource->one, one) && own != NULL && text_equal(own, key)) return other;
    }
    return NULL;
}

/* Lists of codes may name what came along and is faulty: that is said there. */
static bool is_said_elsewhere(const struct writing *writing, const struct record *record,
                              const struct violation *violation) {
    const struct field *field = resource_field(record->resource, column_of(arena_of(writing), violation->name));
    if (violation->code != VIOLATION_UNKNOWN_CODE || field == NULL || field->type != FIELD_REF) return false;
    const char *code = violation->arguments[0];
    const struct record *brought = code == NULL ? NULL : find_brought(writing, field->of, code);
    return brought != NULL && !brought->is_stored;
}

/* Takes over what the database found in a row of the record. */
static void take_faults(struct writing *writing, struct record *record, const struct error *found) {
    for (size_t i = 0; i < found->violation_count; i++) {
        const struct violation *violation = &found->violations[i];
        const char *pointer = pointer_of_violation(arena_of(writing), record, violation);
        record->is_faulty = true;
        names_add(arena_of(writing), &record->unknown, column_of(arena_of(writing), violation->name));
        bool is_told =
            is_known(&writing->faults, pointer, violation->code) || is_said_elsewhere(writing, record, violation);
        if (is_told) continue;
        error_add(&writing->faults, found->kind, PLACE_POINTER, pointer, 0, violation->code, violation->arguments[0],
                  violation->arguments[1]);
    }
}

/* "/goals/2" before "/goals/10". */
static int by_pointer(const void *a, const void *b) {
    const char *first = ((const struct violation *)a)->name, *second = ((const struct violation *)b)->name;
    while (*first != '\0' && *first == *second) {
        first++;
        second++;
    }
    size_t first_digits = strspn(first, "0123456789"), second_digits = strspn(second, "0123456789");
    if (first_digits != second_digits) return first_digits < second_digits ? -1 : 1;
    return (unsigned char)*first - (unsigned char)*second;
}

/* A code that is taken is a conflict when nothing else is wrong. */
static enum problem kind_of(const struct error *faults) {
    for (size_t i = 0; i < faults->violation_count; i++)
        if (faults->violations[i].code != VIOLATION_TAKEN) return PROBLEM_INVALID_BODY;
    return PROBLEM_CONFLICT;
}

bool writing_is_good(struct writing *writing, struct error *err) {
    struct error *faults = &writing->faults;
    if (!error_is_set(faults)) return true;
    if (faults->violation_count > 1)
        qsort(faults->violations, faults->violation_count, sizeof *faults->violations, by_pointer);
    if (faults->violation_count > 0) faults->kind = kind_of(faults);
    *err = *faults;
    return false;
}

static bool is_about_the_row(const struct error *refusal) {
    return refusal->violation_count > 0 && (refusal->kind == PROBLEM_INVALID_BODY || refusal->kind == PROBLEM_CONFLICT);
}

/* A value that the database cannot hold, of which it does not say which. */
static bool is_out_of_bounds(const struct error *refusal) {
    return refusal->violation_count == 0 && refusal->kind == PROBLEM_INVALID_BODY;
}

/* ---- rows ---- */

static const char *dumped(struct arena *arena, const json_t *json) {
    char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(15));
    const char *kept = arena_strdup(arena, text == NULL ? "{}" : text);
    free(text);
    return kept;
}

static struct written row_of(struct writing *writing, struct record *record) {
    struct arena *arena = arena_of(writing);
    struct names columns = {0};
    const char *column;
    json_t *value;
    json_object_foreach(record->values, column, value) names_add(arena, &columns, column);
    return (struct written){
        .resource = record->resource,
        .values = dumped(arena, record->values),
        .columns = columns.items,
        .column_count = columns.count,
        .defaulted = record->defaulted.items,
        .defaulted_count = record->defaulted.count,
        .unknown = record->unknown.items,
        .unknown_count = record->unknown.count,
    };
}

/* Every rule of the table that the row breaks, and every rule that its parts break. */
static bool ask_rules(struct writing *writing, struct record *record, const char *before, struct error *err) {
    struct error found = error_start(arena_of(writing));
    const struct written row = row_of(writing, record);
    if (!store_broken_rules(writing->db, &row, before, &found)) {
        *err = found;
        return false;
    }
    take_faults(writing, record, &found);
    return true;
}

/* ---- parts ---- */

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
    struct arena *arena = arena_of(writing);
    char **identity;
    text_split(arena, parts->identity, ',', &identity);
    names_add(arena, &part.unknown, identity[0]);
    bool good = ask_rules(writing, &part, NULL, err);
    record->is_faulty = record->is_faulty || part.is_faulty;
    return good;
}

static bool check_parts(struct writing *writing, struct record *record, struct error *err) {
    struct arena *arena = arena_of(writing);
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

/* The database names a part's column: it is told of the list. */
static bool store_parts(struct writing *writing, struct record *record, struct error *err) {
    const char *dataset;
    json_t *rows;
    json_object_foreach(record->parts, dataset, rows) {
        struct error refusal = error_start(arena_of(writing));
        if (store_replace_parts(writing->db, resource_find(dataset), record->key, dumped(arena_of(writing), rows),
                                &refusal))
            continue;
        if (!is_about_the_row(&refusal)) {
            *err = refusal;
            return false;
        }
        struct record list = {.resource = resource_find(dataset)};
        list.pointer =
            arena_printf(arena_of(writing), "%s/%s", record->pointer, field_of_parts(record->resource, dataset)->name);
        take_faults(writing, &list, &refusal);
        record->is_faulty = true;
    }
    return true;
}

/* ---- where a record belongs ---- */

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
    names_add(arena_of(writing), &record->unknown, field->name);
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
        inherit(record, json_in_arena(arena_of(writing), json_loads(row, 0, NULL)));
        return true;
    }
    record->is_faulty = true;
    error_add(&writing->faults, PROBLEM_INVALID_BODY, PLACE_POINTER,
              pointer_to(arena_of(writing), record->pointer, field->name), 0, VIOLATION_UNKNOWN_CODE, key, NULL);
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

static bool take_from_parent(struct writing *writing, struct record *record, struct error *err) {
    take_municipality(writing, record);
    if (record->parent_field != NULL) {
        take_from_record(writing, record, record->parent_field, record->parent);
        return true;
    }
    const struct field *field = named_parent(record);
    if (field == NULL) return true;
    const char *key = json_string_value(json_object_get(record->values, field->name));
    struct record *brought = find_brought(writing, field->of, key);
    if (brought != NULL && brought != record) {
        take_from_record(writing, record, field, brought);
        return true;
    }
    return is_own_member(record->resource, "municipality") || is_own_member(record->resource, "owner") ||
           take_from_row(writing, record, field, err);
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

/* Somebody whose rows the caller does not see may have taken a code that fits: then a later one is tried. False with
 * the refusal in `err`. */
static bool insert_row(struct writing *writing, struct record *record, struct error *err) {
    enum { MOST_TAKEN = 100 };
    bool is_given = is_coded(record);
    long least = 0;
    for (int taken = 0;; taken++) {
        if (!is_given && !give_code(writing, record, least, err)) return false;
        const struct written row = row_of(writing, record);
        if (store_insert(writing->db, &row, &record->key, err)) return true;
        bool is_taken = err->violation_count > 0 && err->violations[0].code == VIOLATION_TAKEN;
        if (is_given || !is_taken || taken == MOST_TAKEN) return false;
        least = number_of(record);
        *err = error_start(arena_of(writing));
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
    if (!is_about_the_row(refusal)) {
        *err = *refusal;
        return false;
    }
    if (!ask_rules(writing, record, before, err)) return false;
    take_faults(writing, record, refusal);
    return true;
}

static bool insert_record(struct writing *writing, struct record *record, struct error *err) {
    struct error refusal = error_start(arena_of(writing));
    if (!insert_row(writing, record, &refusal))
        return explain(writing, record, NULL, &refusal, err) && check_parts(writing, record, err);
    record->is_stored = true;
    json_object_set_new(record->values, record->resource->key, json_string(record->key));
    if (json_object_size(record->parts) == 0) return true;
    if (!check_parts(writing, record, err)) return false;
    return record->is_faulty || store_parts(writing, record, err);
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
    struct error refusal = error_start(arena_of(writing));
    struct record other = *record;
    other.values = json_in_arena(arena_of(writing), json_copy(record->values));
    for (size_t i = 0; i < record->unknown.count; i++) json_object_del(other.values, record->unknown.items[i]);
    if (!has_all_needed(arena_of(writing), &other, other.values)) return true;
    if (insert_row(writing, &other, &refusal)) {
        record->key = other.key;
        record->is_stored = true;
        return true;
    }
    *err = refusal;
    bool may_go_on = is_about_the_row(&refusal) || is_out_of_bounds(&refusal) || refusal.kind == PROBLEM_FORBIDDEN;
    if (may_go_on) *err = error_start(arena_of(writing));
    return may_go_on;
}

static bool place_record(struct writing *writing, struct record *record, struct error *err) {
    if (!take_from_parent(writing, record, err)) return false;
    if (!check_access(writing, record, err)) return false;
    bool good = record->is_faulty ? ask_rules(writing, record, NULL, err) && check_parts(writing, record, err)
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

/* Values that are stored already are no change. */
static void leave_out_same(struct record *record, const json_t *before) {
    const char *column;
    json_t *value;
    void *next;
    json_object_foreach_safe(record->values, next, column, value) {
        if (json_equal(value, json_object_get(before, column))) json_object_del(record->values, column);
    }
}

bool record_update(struct writing *writing, const char *before_text, const json_t *before, struct error *err) {
    struct record *record = writing->body.records[0];
    struct error refusal = error_start(arena_of(writing));
    if (json_object_get(record->values, "owner") != NULL || json_object_get(record->values, "municipality") != NULL)
        if (!check_access(writing, record, err)) return false;
    leave_out_same(record, before);
    if (record->is_faulty) return ask_rules(writing, record, before_text, err) && check_parts(writing, record, err);
    const struct written row = row_of(writing, record);
    if (!store_update(writing->db, &row, record->key, &refusal))
        return explain(writing, record, before_text, &refusal, err) && check_parts(writing, record, err);
    record->is_stored = true;
    if (!check_parts(writing, record, err)) return false;
    return record->is_faulty || store_parts(writing, record, err);
}

/* ---- rules that a stored row is asked ---- */

bool record_check(struct writing *writing, struct record *record, const char *state, struct error *err) {
    struct arena *arena = arena_of(writing);
    const char *query = arena_printf(arena, "check_%s", record->resource->one);
    const char *const parameters[] = {record->key, state};
    struct rows *rows;
    if (!record->is_stored || record->is_faulty || !store_has_query(query)) return true;
    if (!store_run(writing->db, query, parameters, 2, &rows, err)) return false;
    struct error found = error_start(arena);
    for (size_t i = 0; i < rows_count(rows); i++) {
        int code = violation_from_name(rows_value(rows, i, 1));
        error_add(&found, PROBLEM_INVALID_BODY, PLACE_POINTER, arena_printf(arena, "/%s", rows_value(rows, i, 0)), 0,
                  code < 0 ? VIOLATION_RULE : (enum violation_code)code,
                  code < 0 ? rows_value(rows, i, 1) : rows_value(rows, i, 2), rows_value(rows, i, 3));
    }
    take_faults(writing, record, &found);
    return true;
}
