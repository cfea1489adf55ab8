/* CSV: a header, then cells; lists joined by |, parts of objects by : (api.md 3). */
#include <string.h>

#include "csv/writer.h"
#include "formats/formats.h"

extern const struct format_writer writer_csv;

enum { SEPARATOR = ',' };

/* The list as a file shows it. */
static const char *joined(struct arena *arena, const char *list) {
    if (list == NULL) return NULL;
    char *cell = arena_strdup(arena, list);
    for (char *at = cell; *at != '\0'; at++) *at = *at == COLUMN_ITEM_END ? '|' : *at == COLUMN_PART_END ? ':' : *at;
    return cell;
}

static void add_header(struct writer *writer) {
    for (size_t i = 0; i < writer->column_count; i++) {
        if (i > 0) text_add_char(&writer->out, SEPARATOR);
        csv_add_cell(&writer->out, writer->columns[i].name, false, SEPARATOR);
    }
    csv_end_row(&writer->out);
}

static void add_row(struct writer *writer, const char *const *cells) {
    for (size_t i = 0; i < writer->column_count; i++) {
        enum column_type type = writer->columns[i].type;
        const char *cell = type == COLUMN_LIST ? joined(writer->out.arena, cells[i]) : cells[i];
        if (i > 0) text_add_char(&writer->out, SEPARATOR);
        csv_add_cell(&writer->out, cell, type == COLUMN_NUMBER, SEPARATOR);
    }
    csv_end_row(&writer->out);
}

const struct format_writer writer_csv = {.open = add_header, .row = add_row};
