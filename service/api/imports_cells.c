/* The cells of a row against their fields, and as the staging table takes them: text, array literals, JSON. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/privacy.h"
#include "domain/value.h"
#include "imports-private.h"

void import_fault(const struct import *import, const char *column, enum violation_code code, const char *argument0,
                  const char *argument1, struct error *err) {
    error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, column, import->line, code, argument0, argument1);
}

/* ---- one value ---- */

static bool is_number(const struct field *field) {
    return field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL || field->type == FIELD_DOUBLE;
}

/* The shortest decimal that reads back as the same double: what the sender wrote, up to fifteen digits. */
static const char *real_text(struct arena *arena, double real) {
    char *text = NULL;
    for (int digits = 15; digits <= 17; digits++) {
        text = arena_printf(arena, "%.*g", digits, real);
        if (strtod(text, NULL) == real) break;
    }
    return strchr(text, 'e') == NULL ? text : arena_printf(arena, "%.18f", real);
}

/* The text of a JSON value that fits the field; NULL when it is of another type. */
static const char *json_text(struct arena *arena, const struct field *field, const json_t *json) {
    if (json_is_string(json)) return field->type == FIELD_BOOLEAN ? NULL : json_string_value(json);
    if (json_is_boolean(json)) return field->type == FIELD_BOOLEAN ? (json_is_true(json) ? "true" : "false") : NULL;
    if (json_is_integer(json) && is_number(field))
        return arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
    return json_is_real(json) && is_number(field) ? real_text(arena, json_real_value(json)) : NULL;
}

static const char *text_of(const struct import *import, const struct field *field, const struct import_cell *cell) {
    if (cell->json != NULL) return json_text(import->row_arena, field, cell->json);
    if (!import->decimal_comma || !is_number(field)) return cell->text;
    char *text = arena_strdup(import->row_arena, cell->text), *comma = strchr(text, ',');
    if (comma != NULL) *comma = '.';
    return text;
}

/* The rule of privacy that a value breaks: codes and words are checked too, before any message repeats them. */
static const char *privacy_rule(const struct field *field, const char *text) {
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_LABEL: return field->flags & FIELD_FREE_TEXT ? privacy_check(text) : privacy_check_code(text);
    case FIELD_CODE:
    case FIELD_REF:
    case FIELD_OWNER:
    case FIELD_ENUM: return privacy_check_code(text);
    default: return NULL;
    }
}

static void warn_of_text(struct import *import, const struct field *field, const char *column, const char *text) {
    const char *odd = field->flags & FIELD_FREE_TEXT ? privacy_warning(text) : NULL;
    if (odd != NULL) import_warn(import, column, odd);
}

static const char *check_one(struct import *import, const struct import_column *column, const struct field *field,
                             const char *text, struct error *err) {
    const struct origin origin = {PROBLEM_INVALID_BODY, PLACE_COLUMN, column->name, import->line, .fold_case = true};
    if (text == NULL) {
        import_fault(import, column->name, VIOLATION_WRONG_TYPE, value_type_words(import->row_arena, field), NULL, err);
        return NULL;
    }
    const char *rule = privacy_rule(field, text);
    if (rule != NULL) {
        import_fault(import, column->name, VIOLATION_PERSONAL_DATA, rule, NULL, err);
        return NULL;
    }
    warn_of_text(import, field, column->name, text);
    return value_check(field, text, &origin, err);
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

static const char *check_scalar(struct import *import, struct import_column *column, const struct import_cell *cell,
                                struct error *err) {
    const char *text = text_of(import, column->field, cell);
    bool cacheable = text != NULL && is_repetitive(column->field) && strlen(text) < CACHED_CELL;
    if (cacheable && *text != '\0' && strcmp(text, column->sent) == 0) return column->checked;
    const char *checked = check_one(import, column, column->field, text, err);
    if (cacheable && checked != NULL && strlen(checked) < CACHED_CELL) {
        memcpy(column->sent, text, strlen(text) + 1);
        memcpy(column->checked, checked, strlen(checked) + 1);
    }
    return checked;
}

/* ---- lists ---- */

static void add_quoted(struct text *array, const char *item) {
    text_add_char(array, '"');
    for (; *item != '\0'; item++) {
        if (*item == '"' || *item == '\\') text_add_char(array, '\\');
        text_add_char(array, *item);
    }
    text_add_char(array, '"');
}

/* The items of a list: the parts of a CSV cell, or the elements of a JSON array. */
static size_t split_items(const struct import *import, const struct import_cell *cell, struct import_cell **items) {
    char **parts = NULL;
    size_t count =
        cell->json != NULL ? json_array_size(cell->json) : text_split(import->row_arena, cell->text, '|', &parts);
    *items = arena_alloc(import->row_arena, (count + 1) * sizeof **items);
    for (size_t i = 0; i < count; i++) {
        (*items)[i].text = parts == NULL ? NULL : parts[i];
        (*items)[i].json = parts == NULL ? json_array_get(cell->json, i) : NULL;
    }
    return count;
}

static const char *check_list(struct import *import, struct import_column *column, const struct import_cell *cell,
                              struct error *err) {
    struct import_cell *items;
    size_t count = split_items(import, cell, &items);
    struct text array = text_start(import->row_arena);
    text_add_char(&array, '{');
    for (size_t i = 0; i < count; i++) {
        const char *item = check_one(import, column, column->field, text_of(import, column->field, &items[i]), err);
        if (item == NULL) return NULL;
        if (i > 0) text_add_char(&array, ',');
        add_quoted(&array, item);
    }
    text_add_char(&array, '}');
    return array.data;
}

/* ---- lists of objects ---- */

static json_t *part_json(const struct field *part, const char *value) {
    if (value == NULL) return json_null();
    if (part->type == FIELD_BOOLEAN) return json_boolean(text_equal(value, "true"));
    bool is_whole = is_number(part) && strchr(value, '.') == NULL; /* 1 stays 1, not 1.0 */
    if (is_whole) return json_integer(strtoll(value, NULL, 10));
    return is_number(part) ? json_real(strtod(value, NULL)) : json_string(value);
}

static bool check_part(struct import *import, struct import_column *column, const struct field *part,
                       const struct import_cell *cell, json_t *object, struct error *err) {
    const char *value = NULL;
    bool absent = cell->json == NULL && (cell->text == NULL || *cell->text == '\0');
    if (absent && (part->flags & FIELD_REQUIRED)) {
        import_fault(import, column->name, VIOLATION_WRONG_TYPE, value_type_words(import->row_arena, column->field),
                     NULL, err);
        return false;
    }
    if (!absent) value = check_one(import, column, part, text_of(import, part, cell), err);
    json_object_set_new(object, part->name, part_json(part, value));
    return absent || value != NULL;
}

/* a:b in the order of the parts; the last part takes the rest, so that it may hold a colon. */
static void split_object(const struct import *import, const struct field *field, const char *text,
                         struct import_cell *parts) {
    char *rest = arena_strdup(import->row_arena, text);
    for (size_t i = 0; i < field->part_count && rest != NULL; i++) {
        char *colon = i + 1 < field->part_count ? strchr(rest, ':') : NULL;
        if (colon != NULL) *colon = '\0';
        parts[i].text = rest;
        rest = colon != NULL ? colon + 1 : NULL;
    }
}

static bool members_of(struct import *import, struct import_column *column, const json_t *object,
                       struct import_cell *parts, struct error *err) {
    const struct field *field = column->field;
    size_t known = 0;
    for (size_t i = 0; i < field->part_count; i++) {
        const json_t *member = json_object_get(object, field->parts[i].name);
        known += member != NULL;
        if (!json_is_null(member)) parts[i].json = member;
    }
    if (json_is_object(object) && known == json_object_size(object)) return true;
    import_fault(import, column->name, VIOLATION_WRONG_TYPE, value_type_words(import->row_arena, field), NULL, err);
    return false;
}

static bool check_object(struct import *import, struct import_column *column, const struct import_cell *cell,
                         json_t *object, struct error *err) {
    const struct field *field = column->field;
    struct import_cell *parts = arena_alloc(import->row_arena, field->part_count * sizeof *parts);
    bool good = true;
    if (cell->json != NULL)
        good = members_of(import, column, cell->json, parts, err);
    else
        split_object(import, field, cell->text, parts);
    for (size_t i = 0; good && i < field->part_count; i++)
        good = check_part(import, column, &field->parts[i], &parts[i], object, err);
    return good;
}

static const char *check_objects(struct import *import, struct import_column *column, const struct import_cell *cell,
                                 struct error *err) {
    struct import_cell *items;
    size_t count = split_items(import, cell, &items);
    json_t *array = json_array();
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        json_t *object = json_object();
        json_array_append_new(array, object);
        good = check_object(import, column, &items[i], object, err);
    }
    char *printed = good ? json_dumps(array, JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
    const char *text = printed == NULL ? NULL : arena_strdup(import->row_arena, printed);
    free(printed);
    json_decref(array);
    return text;
}

/* ---- rows ---- */

static const char *check_cell(struct import *import, struct import_column *column, const struct import_cell *cell,
                              struct error *err) {
    const struct field *field = column->field;
    bool is_list = (field->flags & FIELD_LIST) || field->type == FIELD_OBJECTS;
    if (!is_list) return check_scalar(import, column, cell, err);
    if (cell->json != NULL && !json_is_array(cell->json)) {
        import_fault(import, column->name, VIOLATION_WRONG_TYPE, value_type_words(import->row_arena, field), NULL, err);
        return NULL;
    }
    return field->type == FIELD_OBJECTS ? check_objects(import, column, cell, err)
                                        : check_list(import, column, cell, err);
}

static bool is_key(const struct import *import, const struct field *field) {
    const char *key = import->job->resource->key;
    return key != NULL && field->type == FIELD_CODE && text_equal(field->name, key);
}

/* Dimensions that are left out mean the total. */
static void fill_totals(struct import *import) {
    static const char *const dimensions[] = {"sex", "age_band"};
    for (size_t i = 0; i < sizeof dimensions / sizeof *dimensions; i++) {
        int slot = import_slot(import, dimensions[i]);
        if (slot >= 0 && import->values[slot] == NULL) import->values[slot] = "_T";
    }
}

void cells_check(struct import *import, const struct import_cell *cells, struct error *err) {
    for (size_t i = 0; i < import->staged_count; i++) import->values[i] = NULL;
    for (size_t i = 0; i < import->column_count; i++) {
        struct import_column *column = &import->columns[i];
        const struct field *field = column->field;
        if (cells[i].text != NULL || cells[i].json != NULL)
            import->values[column->slot] = check_cell(import, column, &cells[i], err);
        else if ((field->flags & FIELD_REQUIRED) || is_key(import, field))
            import_fault(import, column->name, VIOLATION_REQUIRED, NULL, NULL, err);
    }
    fill_totals(import);
}
