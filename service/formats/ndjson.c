/* NDJSON: an object a line. */
#include "formats/formats.h"

extern const struct format_writer writer_ndjson;

static void add_row(struct writer *writer, const char *const *cells) {
    text_add(&writer->out, cells[0]);
    text_add_char(&writer->out, '\n');
}

const struct format_writer writer_ndjson = {.row = add_row};
