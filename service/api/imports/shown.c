/* Columns of exports that imports cannot write: what the service sets, what it computes, labels. A file that comes back
 * as it went out has them; they say nothing new, and must agree with what is stored. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "private.h"

/* ---- which column shows what ---- */

static bool ends_as(const struct field *field, const char *name, const char *ending) {
    size_t length = strlen(field->name);
    return strncmp(name, field->name, length) == 0 && text_equal(name + length, ending);
}

static enum shown interval_part(const struct field *field, const char *name) {
    if (ends_as(field, name, "_low")) return SHOWN_LOW;
    if (ends_as(field, name, "_high")) return SHOWN_HIGH;
    return ends_as(field, name, "") ? SHOWN_VALUE : SHOWN_NOT;
}

static enum shown label_part(const struct field *field, const char *name) {
    static const char *const endings[LANG_COUNT] = {"_sv", "_da", "_en"};
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (ends_as(field, name, endings[lang])) return SHOWN_LANG;
    return ends_as(field, name, "") ? SHOWN_LABEL : SHOWN_NOT;
}

static enum shown part_of(const struct field *field, const char *name) {
    bool has_name = (field->type == FIELD_ENUM || field->type == FIELD_REF) && !(field->flags & FIELD_LIST);
    if (field->type == FIELD_INTERVAL) return interval_part(field, name);
    if (field->type == FIELD_LABEL) return label_part(field, name);
    if (has_name && ends_as(field, name, "_name")) return SHOWN_NAME;
    return ends_as(field, name, "") ? SHOWN_VALUE : SHOWN_NOT;
}

bool shown_find(struct arena *arena, const struct resource *resource, const char *name, struct import_column *column) {
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct field *field = &resource->fields[i];
        enum shown shown = (field->flags & FIELD_READ) ? part_of(field, name) : SHOWN_NOT;
        if (shown == SHOWN_NOT) continue;
        *column = (struct import_column){.field = field, .name = arena_strdup(arena, name), .shown = shown};
        if (shown == SHOWN_LANG) column->label = column->name + strlen(field->name) + 1;
        return true;
    }
    return false;
}

const char *shown_staged_name(struct arena *arena, const struct import_column *column) {
    return arena_printf(arena, "shown %s", column->name);
}

/* ---- cells as CSV prints them ---- */

/* The shortest form that reads back. */
static const char *number_text(struct arena *arena, double number) {
    const char *text = NULL;
    for (int digits = 15; digits <= 17 && (text == NULL || strtod(text, NULL) != number); digits++)
        text = arena_printf(arena, "%.*g", digits, number);
    return text;
}

static const char *scalar_text(struct arena *arena, const json_t *value) {
    switch (json_typeof(value)) {
    case JSON_STRING: return json_string_value(value);
    case JSON_INTEGER: return arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    case JSON_REAL: return number_text(arena, json_real_value(value));
    case JSON_TRUE: return "true";
    case JSON_FALSE: return "false";
    default: return NULL;
    }
}

static const char *member_text(struct arena *arena, const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    return value == NULL ? NULL : scalar_text(arena, value);
}

/* a:b, in the order of the parts; what is null is left out */
static void add_object(struct text *out, const struct field *field, const json_t *object) {
    bool is_first = true;
    for (size_t i = 0; i < field->part_count; i++) {
        const char *text = member_text(out->arena, object, field->parts[i].name);
        if (text == NULL) continue;
        if (!is_first) text_add_char(out, ':');
        text_add(out, text);
        is_first = false;
    }
}

static void add_item(struct text *out, const struct field *field, const json_t *item) {
    const char *text = scalar_text(out->arena, item);
    if (json_is_object(item))
        add_object(out, field, item);
    else if (text != NULL)
        text_add(out, text);
}

static const char *list_text(struct arena *arena, const struct field *field, const json_t *list) {
    struct text out = text_start(arena);
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (i > 0) text_add_char(&out, '|');
        add_item(&out, field, json_array_get(list, i));
    }
    return out.length == 0 ? NULL : out.data;
}

static const char *interval_text(struct arena *arena, const json_t *interval) {
    const char *low = member_text(arena, interval, "low"), *high = member_text(arena, interval, "high");
    return arena_printf(arena, "%s:%s", low == NULL ? "" : low, high == NULL ? "" : high);
}

static const char *json_text(struct arena *arena, const struct field *field, const json_t *value) {
    if (json_is_array(value)) return list_text(arena, field, value);
    return json_is_object(value) ? interval_text(arena, value) : scalar_text(arena, value);
}

static const char *with_point(struct arena *arena, const char *number) {
    char *copy = arena_strdup(arena, number);
    char *comma = strchr(copy, ',');
    if (comma != NULL) *comma = '.';
    return copy;
}

const char *shown_cell(struct import *import, const struct import_column *column, const struct raw_value *cell) {
    if (cell->json != NULL) return json_text(import->row_arena, column->field, cell->json);
    bool is_number = field_is_number(column->field) || column->field->type == FIELD_INTERVAL;
    if (cell->text == NULL || !is_number || !import->decimal_comma) return cell->text;
    return with_point(import->row_arena, cell->text);
}

/* ---- against what is stored ---- */

bool shown_check(struct import *import, struct error *err) {
    struct shown_column *shown = arena_alloc(import->arena, (import->column_count + 1) * sizeof *shown);
    size_t count = 0;
    for (size_t i = 0; i < import->column_count; i++) {
        const struct import_column *column = &import->columns[i];
        if (column->shown == SHOWN_NOT || !column->is_sent) continue;
        shown[count++] =
            (struct shown_column){column->name, import->staged[column->slot], column->field, column->shown};
    }
    return store_stage_shown(import->db, import->job->resource, shown, count, import->given >= 0, err);
}
