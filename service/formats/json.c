/* JSON: the objects of a list, without its brackets: the frame is that of every list (api.md 3). */
#include "formats/formats.h"

extern const struct format_writer writer_json;

static void add_row(struct writer *writer, const char *const *cells) {
    if (writer->has_rows) text_add_char(&writer->out, ',');
    text_add(&writer->out, cells[0]);
}

const struct format_writer writer_json = {.row = add_row};
