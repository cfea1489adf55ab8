/* What is wrong with a body: gathered record by record, each thing told once and where it stands. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "private.h"

/* The pointer of a column: labels have one for each language. `name`: "/column" and what follows. */
static const char *pointer_of_column(struct arena *arena, const struct record *record, const char *name) {
    const struct resource *resource = record->resource;
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        size_t length = strlen(field->name);
        if (field->type != FIELD_LABEL || strncmp(name + 1, field->name, length) != 0) continue;
        if (name[1 + length] == '\0') return arena_printf(arena, "%s/%s", record->pointer, field->plural);
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

struct record *record_find(const struct writing *writing, const char *one, const char *key) {
    for (size_t i = 0; i < writing->body.count; i++) {
        struct record *other = writing->body.records[i];
        const char *brought = json_string_value(json_object_get(other->values, other->resource->key));
        const char *own = other->key != NULL ? other->key : brought; /* a changed one does not bring its key */
        if (text_equal(other->resource->one, one) && own != NULL && text_equal(own, key)) return other;
    }
    return NULL;
}

/* Lists of codes may name what came along and is faulty: that is said there. */
static bool is_said_elsewhere(const struct writing *writing, const struct record *record,
                              const struct violation *violation) {
    const struct field *field = resource_field(record->resource, column_of(writing->request->arena, violation->name));
    if (violation->code != VIOLATION_UNKNOWN_CODE || field == NULL || field->type != FIELD_REF) return false;
    const char *code = violation->arguments[0];
    const struct record *brought = code == NULL ? NULL : record_find(writing, field->of, code);
    return brought != NULL && !brought->is_stored;
}

/* Takes over what the database found in a row of the record. */
void faults_take(struct writing *writing, struct record *record, const struct error *found) {
    for (size_t i = 0; i < found->violation_count; i++) {
        const struct violation *violation = &found->violations[i];
        const char *pointer = pointer_of_violation(writing->request->arena, record, violation);
        record->is_faulty = true;
        names_add(writing->request->arena, &record->unknown, column_of(writing->request->arena, violation->name));
        bool is_told =
            is_known(&writing->faults, pointer, violation->code) || is_said_elsewhere(writing, record, violation);
        if (is_told) continue;
        error_add(&writing->faults, found->kind, PLACE_POINTER, pointer, 0, violation->code, violation->arguments[0],
                  violation->arguments[1]);
    }
    /* Those beyond what a reply tells are counted. */
    writing->faults.violation_total += found->violation_total - found->violation_count;
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
