/* The cells of a row against their fields, and as the staging table takes them: text, array literals, JSON. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "private.h"

/* ---- one value ---- */

static void warn(void *import, const char *name, const char *code) { import_warn(import, name, code); }

static struct value_rules rules_of(struct import *import) {
    return (struct value_rules){import->row_arena, true, import->decimal_comma, warn, import};
}

static struct value_place place_of(const struct import *import, const struct import_column *column) {
    return (struct value_place){PLACE_COLUMN, column->name, import->line};
}

/* Cells of these types repeat from row to row. */
static bool is_repetitive(const struct field *field) {
    switch (field->type) {
    case FIELD_CODE:
    case FIELD_REF:
    case FIELD_OWNER:
    case FIELD_ENUM:
    case FIELD_BOOLEAN:
    case FIELD_PERIOD: return true;
    default: return false;
    }
}

/* A cell as it is compared with the one before: JSON counts when it is a string. */
static const char *sent_text(const struct import_column *column, const struct raw_value *cell) {
    if (!is_repetitive(column->field)) return NULL;
    const char *text = cell->json == NULL ? cell->text : json_string_value(cell->json);
    return text != NULL && *text != '\0' && strlen(text) < CACHED_CELL ? text : NULL;
}

static const char *check_scalar(struct import *import, struct import_column *column, const struct raw_value *cell,
                                struct error *err) {
    const char *text = sent_text(column, cell);
    if (text != NULL && strcmp(text, column->sent) == 0) return column->checked;
    const struct value_rules rules = rules_of(import);
    const struct value_place place = place_of(import, column);
    const char *checked = value_scalar(&rules, column->field, cell, &place, err);
    if (text != NULL && checked != NULL && strlen(checked) < CACHED_CELL) {
        memcpy(column->sent, text, strlen(text) + 1);
        memcpy(column->checked, checked, strlen(checked) + 1);
    }
    return checked;
}

/* ---- lists: arrays of the database, or JSON ---- */

static void add_quoted(struct text *array, const char *item) {
    text_add_char(array, '"');
    for (; *item != '\0'; item++) {
        if (*item == '"' || *item == '\\') text_add_char(array, '\\');
        text_add_char(array, *item);
    }
    text_add_char(array, '"');
}

static const char *array_literal(struct arena *arena, const json_t *list) {
    struct text array = text_start(arena);
    text_add_char(&array, '{');
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (i > 0) text_add_char(&array, ',');
        add_quoted(&array, json_string_value(json_array_get(list, i)));
    }
    text_add_char(&array, '}');
    return array.data;
}

static const char *printed(struct arena *arena, const json_t *list) {
    char *dumped = json_dumps(list, JSON_COMPACT | JSON_REAL_PRECISION(15));
    const char *text = dumped == NULL ? NULL : arena_strdup(arena, dumped);
    free(dumped);
    return text;
}

static const char *check_list(struct import *import, const struct import_column *column, const struct raw_value *cell,
                              struct error *err) {
    const struct value_rules rules = rules_of(import);
    const struct value_place place = place_of(import, column);
    const json_t *list = value_list(&rules, column->field, cell, &place, err);
    if (list == NULL) return NULL;
    return column->field->type == FIELD_OBJECTS ? printed(import->row_arena, list)
                                                : array_literal(import->row_arena, list);
}

/* ---- rows ---- */

static const char *check_cell(struct import *import, struct import_column *column, const struct raw_value *cell,
                              struct error *err) {
    return value_is_list(column->field) ? check_list(import, column, cell, err)
                                        : check_scalar(import, column, cell, err);
}

static bool is_needed(const struct import *import, const struct field *field) {
    const char *key = import->job->resource->key;
    bool is_key = key != NULL && field->type == FIELD_CODE && text_equal(field->name, key);
    if (field->type == FIELD_LABEL) return field_languages(field) == LANG_COUNT;
    return (field->flags & FIELD_REQUIRED) || is_key;
}

/* A label that a row shows in one language says that the row is stored. */
static bool is_label_shown(const struct import *import, const struct raw_value *cells, const struct field *field) {
    for (size_t i = 0; i < import->column_count; i++)
        if (import->columns[i].shown == SHOWN_LABEL && import->columns[i].field == field && cells[i].json != NULL)
            return true;
    return false;
}

/* Dimensions that are left out mean the total. */
static void fill_totals(struct import *import) {
    static const char *const dimensions[] = {"sex", "age_band"};
    for (size_t i = 0; i < sizeof dimensions / sizeof *dimensions; i++) {
        int slot = import_slot(import, dimensions[i]);
        if (slot >= 0 && import->values[slot] == NULL) import->values[slot] = "_T";
    }
}

/* Which columns a row of JSON came with; null is one of them. */
static void note_given(struct import *import, const struct raw_value *cells) {
    struct text given = text_start(import->row_arena);
    text_add_char(&given, '|');
    for (size_t i = 0; i < import->column_count; i++)
        if (cells[i].json != NULL) text_printf(&given, "%s|", import->columns[i].name);
    import->values[import->given] = given.data;
}

static bool is_null(const struct raw_value *cell) {
    return cell->text == NULL && (cell->json == NULL || json_is_null(cell->json));
}

void cells_check(struct import *import, const struct raw_value *cells, struct error *err) {
    for (size_t i = 0; i < import->staged_count; i++) import->values[i] = NULL;
    for (size_t i = 0; i < import->column_count; i++) {
        struct import_column *column = &import->columns[i];
        const struct field *field = column->field;
        if (column->shown != SHOWN_NOT) {
            import->values[column->slot] = shown_cell(import, column, &cells[i]);
            column->is_sent = column->is_sent || cells[i].json != NULL || import->given < 0;
        } else if (!is_null(&cells[i])) {
            import->values[column->slot] = check_cell(import, column, &cells[i], err);
        } else if (is_needed(import, field) && !is_label_shown(import, cells, field)) {
            import_fault(import, column->name, VIOLATION_REQUIRED, NULL, NULL, err);
        }
    }
    if (import->given >= 0) note_given(import, cells);
    fill_totals(import);
}
