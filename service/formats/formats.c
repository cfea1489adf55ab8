/* The table of formats. */
#include "formats/formats.h"

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

struct writer writer_open(struct arena *arena, const struct format *format, const struct column *columns,
                          size_t count) {
    struct writer writer = {.format = format, .columns = columns, .column_count = count, .out = text_start(arena)};
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
