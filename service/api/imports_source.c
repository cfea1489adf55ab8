/* Rows one at a time, whatever the format of the file. */
#include <string.h>

#include "base/text.h"
#include "csv/reader.h"
#include "csv/writer.h"
#include "imports-private.h"

struct import_source {
    struct arena *arena;
    struct csv_reader *csv; /* or */
    struct json_reader *json;
    json_t *first; /* read for its names, not given out yet */
    long first_line;
    size_t width;        /* CSV: cells of the header */
    const char *members; /* JSON: those of the first object, for messages */
};

struct import_source *source_create(struct arena *arena, const struct import_job *job) {
    struct import_source *source = arena_alloc(arena, sizeof *source);
    source->arena = arena;
    if (job->format == IMPORT_CSV)
        source->csv = csv_reader_create(arena, job->file);
    else
        source->json = json_reader_create(arena, job->file, job->format == IMPORT_JSON, job->most_depth);
    return source;
}

bool source_decimal_comma(const struct import_source *source) {
    return source->csv != NULL && csv_separator(source->csv) == ';';
}

/* ---- names ---- */

static bool is_space(char c) { return c == ' ' || c == '\t'; }

static const char *trimmed(struct arena *arena, const char *name) {
    size_t length = strlen(name);
    while (length > 0 && is_space(name[length - 1])) length--;
    while (length > 0 && is_space(*name)) name++, length--;
    return arena_strndup(arena, name, length);
}

static bool csv_names(struct import_source *source, const char *const **names, size_t *count, long *line,
                      struct error *err) {
    const char *const *cells;
    int got = csv_read(source->csv, &cells, &source->width, line, err);
    if (got < 0) return false;
    if (got == 0) return error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, "", 1, VIOLATION_EMPTY, NULL, NULL);
    const char **copies = arena_alloc(source->arena, source->width * sizeof *copies);
    for (size_t i = 0; i < source->width; i++) copies[i] = trimmed(source->arena, cells[i]);
    *names = copies;
    *count = source->width;
    return true;
}

/* The label field whose member with all languages this is. */
static const struct field *label_of_plural(const struct resource *resource, const char *member) {
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].type == FIELD_LABEL && text_equal(resource->fields[i].plural, member))
            return &resource->fields[i];
    return NULL;
}

static size_t object_names(struct import_source *source, const struct resource *resource, const char **names) {
    const char *member;
    json_t *value;
    size_t count = 0;
    struct text members = text_start(source->arena);
    json_object_foreach(source->first, member, value) {
        const struct field *label = label_of_plural(resource, member);
        text_add_item(&members, member);
        if (label == NULL || !json_is_object(value)) {
            names[count++] = arena_strdup(source->arena, member);
            continue;
        }
        for (int lang = 0; lang < LANG_COUNT; lang++)
            if (json_object_get(value, lang_codes[lang]) != NULL)
                names[count++] = arena_printf(source->arena, "%s_%s", label->name, lang_codes[lang]);
    }
    source->members = members.data;
    return count;
}

bool source_names(struct import_source *source, const struct resource *resource, const char *const **names,
                  size_t *count, long *line, struct error *err) {
    if (source->csv != NULL) return csv_names(source, names, count, line, err);
    int got = json_read(source->json, &source->first, line, err);
    if (got < 0) return false;
    if (got == 0) return error_add(err, PROBLEM_INVALID_BODY, PLACE_POINTER, "", 0, VIOLATION_EMPTY, NULL, NULL);
    source->first_line = *line;
    const char **list = arena_alloc(source->arena, LANG_COUNT * (json_object_size(source->first) + 1) * sizeof *list);
    *count = object_names(source, resource, list);
    *names = list;
    return true;
}

/* ---- rows ---- */

static int next_csv(struct import_source *source, struct raw_value *cells, long *line, bool *skip, struct error *err) {
    const char *const *texts;
    size_t width;
    int got = csv_read(source->csv, &texts, &width, line, err);
    if (got != 1) return got;
    *skip = width != source->width;
    if (*skip)
        error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, "", *line, VIOLATION_RAGGED_ROW,
                  arena_printf(err->arena, "%zu", width), arena_printf(err->arena, "%zu", source->width));
    for (size_t i = 0; !*skip && i < width; i++)
        cells[i] = (struct raw_value){.text = *texts[i] == '\0' ? NULL : csv_without_guard(texts[i])};
    return 1;
}

static const json_t *member_of(const json_t *object, const struct import_column *column) {
    const json_t *value = json_object_get(object, column->name);
    if (value == NULL && column->label != NULL)
        value = json_object_get(json_object_get(object, column->field->plural), column->label);
    return json_is_null(value) ? NULL : value;
}

static bool is_column(const struct import_column *columns, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (text_equal(columns[i].name, name)) return true;
    return false;
}

/* A label's member is made of columns when each of its languages is one. */
static bool is_known_label(const struct import_column *columns, size_t count, const char *member, const json_t *value) {
    const char *lang;
    json_t *text;
    const struct field *label = NULL;
    for (size_t i = 0; i < count && label == NULL; i++)
        if (columns[i].label != NULL && text_equal(columns[i].field->plural, member)) label = columns[i].field;
    if (label == NULL || !json_is_object(value)) return false;
    json_object_foreach((json_t *)value, lang, text) {
        bool known = false;
        for (size_t i = 0; i < count; i++)
            known = known || (columns[i].field == label && text_equal(columns[i].label, lang));
        if (!known) return false;
    }
    return true;
}

static void check_members(const struct import_source *source, json_t *object, const struct import_column *columns,
                          size_t count, long line, bool *skip, struct error *err) {
    const char *member;
    json_t *value;
    json_object_foreach(object, member, value) {
        if (is_column(columns, count, member) || is_known_label(columns, count, member, value)) continue;
        *skip = true;
        error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, member, line, VIOLATION_UNKNOWN_MEMBER, source->members,
                  NULL);
    }
}

static int next_json(struct import_source *source, const struct import_column *columns, size_t count,
                     struct raw_value *cells, long *line, bool *skip, struct error *err) {
    json_t *object = source->first;
    *line = source->first_line;
    source->first = NULL;
    int got = object != NULL ? 1 : json_read(source->json, &object, line, err);
    if (got != 1) return got;
    check_members(source, object, columns, count, *line, skip, err);
    for (size_t i = 0; i < count; i++) cells[i] = (struct raw_value){.json = member_of(object, &columns[i])};
    return 1;
}

int source_next(struct import_source *source, const struct import_column *columns, size_t count,
                struct raw_value *cells, long *line, bool *skip, struct error *err) {
    *skip = false;
    return source->csv != NULL ? next_csv(source, cells, line, skip, err)
                               : next_json(source, columns, count, cells, line, skip, err);
}
