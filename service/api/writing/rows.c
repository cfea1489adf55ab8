/* A record as a row, and the rules that it breaks. */
#include <stdlib.h>

#include "private.h"

bool refusal_is_about_the_row(const struct error *refusal) {
    return refusal->violation_count > 0 && (refusal->kind == PROBLEM_INVALID_BODY || refusal->kind == PROBLEM_CONFLICT);
}

const char *json_text_of(struct arena *arena, const json_t *json) {
    char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(15));
    const char *kept = arena_strdup(arena, text == NULL ? "{}" : text);
    free(text);
    return kept;
}

struct written record_row(struct writing *writing, struct record *record) {
    struct arena *arena = writing->request->arena;
    struct names columns = {0};
    const char *column;
    json_t *value;
    json_object_foreach(record->values, column, value) { names_add(arena, &columns, column); }
    return (struct written){
        .resource = record->resource,
        .values = json_text_of(arena, record->values),
        .columns = columns.items,
        .column_count = columns.count,
        .defaulted = record->defaulted.items,
        .defaulted_count = record->defaulted.count,
        .unknown = record->unknown.items,
        .unknown_count = record->unknown.count,
    };
}

/* Every rule of the table that the row breaks, and every rule that its parts break. */
bool record_ask_rules(struct writing *writing, struct record *record, const char *before, struct error *err) {
    struct error found = error_start(writing->request->arena);
    const struct written row = record_row(writing, record);
    if (!store_broken_rules(writing->db, &row, before, &found)) {
        *err = found;
        return false;
    }
    faults_take(writing, record, &found);
    return true;
}
