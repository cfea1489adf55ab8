/* Files of every dataset, up to the point where rows go to the database: the first line is "DATASET FORMAT", the rest
 * the file. A row without a fault has a value for each staged column, as text or null. */
#include "api/imports/private.h"
#include "fuzz.h"

static const char *const format_names[] = {"csv", "ndjson", "json"};
enum { FORMAT_COUNT = sizeof format_names / sizeof *format_names };

static enum import_format choose_format(const char *word) {
    for (int i = 0; i < FORMAT_COUNT; i++)
        if (text_equal(format_names[i], word)) return (enum import_format)i;
    return (enum import_format)choose(word, FORMAT_COUNT);
}

static bool read_columns(struct import *import, struct import_source *source, struct error *err) {
    const char *const *names;
    size_t count;
    if (import->job->format == IMPORT_CSV) {
        if (!source_names(source, &names, &count, &import->line, err)) return false;
        import->decimal_comma = source_decimal_comma(source);
        return columns_read(import, names, count, import->line, err);
    }
    columns_all(import);
    return true;
}

/* What opens with the database is not run: figures, whose rows are judged by their indicators. */
static void check_row(struct import *import, const struct raw_value *cells) {
    struct error faults = error_start(import->row_arena);
    cells_check(import, cells, &faults);
    if (import->kind->row != NULL && import->kind->open == NULL) import->kind->row(import, &faults);
    if (error_is_set(&faults)) {
        must(is_refusal(&faults));
        return;
    }
    for (size_t i = 0; i < import->staged_count; i++)
        must(import->values[i] == NULL || text_is_utf8(import->values[i], strlen(import->values[i])));
}

static void read_rows(struct import *import, struct import_source *source, struct error *err) {
    struct raw_value *cells = arena_alloc(import->arena, import->column_count * sizeof *cells);
    bool skip;
    while (source_next(source, import, cells, &skip, err) == 1) {
        if (!skip) check_row(import, cells);
        import->report->rows++;
        arena_reset(import->row_arena);
    }
}

static void run(struct arena *arena, const struct import_job *job) {
    struct import_report report = {0};
    struct import import = {.job = job,
                            .kind = import_kind_of(job->resource),
                            .tenant = &store_operator,
                            .arena = arena,
                            .row_arena = arena_watched(),
                            .report = &report};
    struct error err = error_start(arena);
    struct import_source *source = source_create(arena, job);
    if (read_columns(&import, source, &err))
        read_rows(&import, source, &err);
    else
        must(is_refusal(&err));
    arena_destroy(import.row_arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const uint8_t *end = memchr(data, '\n', size);
    if (end == NULL) return 0;
    struct arena *arena = arena_watched();
    char *name = arena_strndup(arena, (const char *)data, (size_t)(end - data)), *format = strchr(name, ' ');
    if (format != NULL) *format++ = '\0';
    struct import_job job = {.resource = choose_resource(name),
                             .format = choose_format(format == NULL ? "" : format),
                             .file = file_of(end + 1, size - (size_t)(end + 1 - data)),
                             .most_depth = (int)settings()->max_json_depth};
    if (job.resource->flags & RESOURCE_DATASET) run(arena, &job);
    close(job.file);
    arena_destroy(arena);
    return 0;
}
