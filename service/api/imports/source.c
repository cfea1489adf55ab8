/* Rows one at a time, whatever the format of the file. */
#include <string.h>

#include "base/text.h"
#include "csv/reader.h"
#include "csv/writer.h"
#include "private.h"

struct import_source {
    struct arena *arena;
    struct csv_reader *csv; /* or */
    struct json_reader *json;
    size_t width;      /* CSV: cells of the header */
    size_t *positions; /* CSV: the cell of each column that has a name */
    size_t named;
    bool *complained; /* CSV: of each cell without a name, whether its content has been named */
    size_t *guesses;  /* JSON: the column of each member of the row before; rows are alike */
    size_t guess_count;
};

struct import_source *source_create(struct arena *arena, const struct import_job *job) {
    struct import_source *source = arena_alloc(arena, sizeof *source);
    source->arena = arena;
    if (job->format == IMPORT_CSV)
        source->csv = csv_reader_create(arena, job->file);
    else
        source->json = json_reader_create(arena, job->file, job->format == IMPORT_JSON ? FRAME_ARRAY : FRAME_LINES,
                                          job->most_depth);
    return source;
}

bool source_decimal_comma(const struct import_source *source) {
    return source->csv != NULL && csv_separator(source->csv) == ';';
}

/* ---- CSV ---- */

/* Columns without a name, as spreadsheets leave them behind the last one, count as long as they have no content. */
bool source_names(struct import_source *source, const char *const **names, size_t *count, long *line,
                  struct error *err) {
    const char *const *cells;
    int got = csv_read(source->csv, &cells, &source->width, line, err);
    if (got < 0) return false;
    if (got == 0) return error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, "", 1, VIOLATION_EMPTY, NULL, NULL);
    const char **copies = arena_alloc(source->arena, source->width * sizeof *copies);
    source->positions = arena_alloc(source->arena, source->width * sizeof *source->positions);
    source->complained = arena_alloc(source->arena, source->width * sizeof *source->complained);
    for (size_t i = 0; i < source->width; i++) {
        const char *name = text_trim(source->arena, cells[i]);
        source->complained[i] = *name != '\0';
        if (*name == '\0') continue;
        source->positions[source->named] = i;
        copies[source->named++] = arena_strdup(source->arena, name);
    }
    *names = copies;
    *count = source->named;
    return true;
}

/* Once a column: the header is what is wrong. */
static bool check_unnamed(struct import_source *source, const char *const *texts, long line, struct error *err) {
    bool good = true;
    for (size_t i = 0; i < source->width; i++) {
        if (source->complained[i] || text_is_blank(texts[i])) continue;
        source->complained[i] = true;
        const char *number = arena_printf(err->arena, "%zu", i + 1);
        good = error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, number, line, VIOLATION_UNNAMED_COLUMN, number, NULL);
    }
    return good;
}

static int next_csv(struct import_source *source, struct raw_value *cells, long *line, bool *skip, struct error *err) {
    const char *const *texts;
    size_t width;
    int got = csv_read(source->csv, &texts, &width, line, err);
    if (got != 1) return got;
    *skip = width != source->width;
    if (*skip) {
        error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, "", *line, VIOLATION_RAGGED_ROW,
                  arena_printf(err->arena, "%zu", width), arena_printf(err->arena, "%zu", source->width));
        return 1;
    }
    if (source->named < source->width) *skip = !check_unnamed(source, texts, *line, err);
    for (size_t i = 0; i < source->named; i++) {
        const char *text = texts[source->positions[i]];
        cells[i] = (struct raw_value){.text = text_is_blank(text) ? NULL : csv_without_guard(text)};
    }
    return 1;
}

/* ---- JSON ---- */

static void fault(const char *member, long line, enum violation_code code, const char *argument, struct error *err) {
    error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, member, line, code, argument, NULL);
}

static bool give(const struct import_column *column, const json_t *value, long line, struct raw_value *cell,
                 struct error *err) {
    if (cell->json != NULL) fault(column->name, line, VIOLATION_DUPLICATE, NULL, err);
    bool is_first = cell->json == NULL;
    cell->json = value;
    return is_first;
}

/* {"sv", "da", "en"} under the plural of a label, each language a column; null is all of them. False when the member is
 * no such thing. */
static bool take_label(const struct import *import, const char *member, const json_t *value, struct raw_value *cells,
                       bool *good, struct error *err) {
    size_t found = 0;
    for (size_t i = 0; i < import->column_count; i++) {
        const struct import_column *column = &import->columns[i];
        if (column->label == NULL || !text_equal(column->field->plural, member)) continue;
        const json_t *text = json_is_null(value) ? value : json_object_get(value, column->label);
        if (text == NULL) continue;
        found++;
        *good = give(column, text, import->line, &cells[i], err) && *good;
    }
    return found > 0 && (json_is_null(value) || found == json_object_size(value));
}

/* The column of a member, that of the member in the same place of the row before if it can be. */
static size_t find_column(struct import_source *source, const struct import *import, size_t place, const char *member) {
    size_t known = place < source->guess_count ? source->guesses[place] : import->column_count;
    if (known < import->column_count && text_equal(import->columns[known].name, member)) return known;
    for (size_t i = 0; i < import->column_count; i++) {
        if (!text_equal_fold(import->columns[i].name, member)) continue;
        if (place < source->guess_count) source->guesses[place] = i;
        return i;
    }
    return import->column_count;
}

static bool take_member(struct import_source *source, const struct import *import, size_t place, const char *member,
                        const json_t *value, struct raw_value *cells, struct error *err) {
    bool good = true;
    size_t column = find_column(source, import, place, member);
    if (column < import->column_count) return give(&import->columns[column], value, import->line, &cells[column], err);
    if (take_label(import, member, value, cells, &good, err)) return good;
    columns_refuse(import, member, err);
    return false;
}

/* What a row has no member for stays empty: absence is a property of the row. */
static int next_json(struct import_source *source, struct import *import, struct raw_value *cells, bool *skip,
                     struct error *err) {
    json_t *object, *value;
    const char *member;
    size_t place = 0;
    int got = json_read(source->json, &object, &import->line, err);
    if (got != 1) return got;
    if (source->guesses == NULL) {
        source->guess_count = import->column_count;
        source->guesses = arena_alloc(source->arena, source->guess_count * sizeof *source->guesses);
    }
    for (size_t i = 0; i < import->column_count; i++) cells[i] = (struct raw_value){NULL, NULL};
    json_object_foreach(object, member,
                        value) if (!take_member(source, import, place++, member, value, cells, err)) *skip = true;
    return 1;
}

int source_next(struct import_source *source, struct import *import, struct raw_value *cells, bool *skip,
                struct error *err) {
    *skip = false;
    return source->csv != NULL ? next_csv(source, cells, &import->line, skip, err)
                               : next_json(source, import, cells, skip, err);
}
