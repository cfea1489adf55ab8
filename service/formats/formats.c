/* The table of formats. */
#include "formats/formats.h"

#include "domain/parameters.h"

#define X(media, shape, leaving, name) extern const struct format_writer writer_##name;
FORMATS(X)
#undef X

const struct format formats[] = {
#define X(media, shape, leaving, name) {MEDIA_##media, shape, leaving, &writer_##name},
    FORMATS(X)
#undef X
};
const size_t format_count = sizeof formats / sizeof *formats;

const struct format *format_of(enum media media) {
    for (size_t i = 0; i < format_count; i++)
        if (formats[i].media == media) return &formats[i];
    return NULL;
}

struct writer writer_open(struct arena *arena, const struct format *format, const struct column *columns, size_t count,
                          const struct about *about) {
    struct writer writer = {.format = format,
                            .about = about,
                            .columns = columns,
                            .column_count = count,
                            .out = text_start(arena),
                            .file = -1};
    if (format->writer->open != NULL) format->writer->open(&writer);
    return writer;
}

void writer_row(struct writer *writer, const char *const *cells) {
    writer->format->writer->row(writer, cells);
    writer->has_rows = true;
}

void writer_finish(struct writer *writer) {
    if (writer->format->writer->finish != NULL) writer->format->writer->finish(writer);
}

bool writer_is_good(const struct writer *writer, struct error *err) {
    static const struct {
        enum violation_code code;
        long most;
    } refusals[] = {
        [WRITER_TOO_MANY_ROWS] = {VIOLATION_TOO_MANY_ROWS, WRITER_MOST_ROWS},
        [WRITER_CELL_TOO_LONG] = {VIOLATION_CELL_TOO_LONG, WRITER_MOST_CHARACTERS},
    };
    if (writer->fault == WRITER_GOOD) return true;
    if (writer->fault == WRITER_NO_SPOOL) return error_cause(err, PROBLEM_OUT_OF_STORAGE, "no file for a table");
    return parameter_refuse(err, "format", refusals[writer->fault].code,
                            arena_printf(err->arena, "%ld", refusals[writer->fault].most), NULL);
}
