/* CSV: a header, then cells; lists joined by |, parts of objects by : (api.md 3). */
#include <string.h>

#include "csv/writer.h"
#include "private.h"

extern const struct format_writer writer_csv;

const char *joined_list(struct arena *arena, const char *list) {
    char *cell = arena_strdup(arena, list);
    for (char *at = cell; *at != '\0'; at++) *at = *at == COLUMN_ITEM_END ? '|' : *at == COLUMN_PART_END ? ':' : *at;
    return cell;
}

static const char *pointed(struct arena *arena, const char *number, char decimal_point) {
    char *cell = arena_strdup(arena, number);
    cell[strcspn(cell, ".")] = cell[strcspn(cell, ".")] == '\0' ? '\0' : decimal_point;
    return cell;
}

static const char *shown(struct arena *arena, enum column_type type, const char *cell, char decimal_point) {
    if (cell == NULL) return NULL;
    if (type == COLUMN_LIST) return joined_list(arena, cell);
    return type == COLUMN_NUMBER && decimal_point != '.' ? pointed(arena, cell, decimal_point) : cell;
}

void csv_write_header(struct writer *writer, const struct csv_dialect *dialect) {
    text_add(&writer->out, dialect->mark);
    for (size_t i = 0; i < writer->column_count; i++) {
        if (i > 0) text_add_char(&writer->out, dialect->separator);
        csv_add_cell(&writer->out, writer->columns[i].name, false, dialect->separator);
    }
    csv_end_row(&writer->out);
}

void csv_write_row(struct writer *writer, const char *const *cells, const struct csv_dialect *dialect) {
    for (size_t i = 0; i < writer->column_count; i++) {
        enum column_type type = writer->columns[i].type;
        if (i > 0) text_add_char(&writer->out, dialect->separator);
        csv_add_cell(&writer->out, shown(writer->out.arena, type, cells[i], dialect->decimal_point),
                     type == COLUMN_NUMBER, dialect->separator);
    }
    csv_end_row(&writer->out);
}

static const struct csv_dialect dialect = {"", ',', '.'};

static void add_header(struct writer *writer) { csv_write_header(writer, &dialect); }

static void add_row(struct writer *writer, const char *const *cells) { csv_write_row(writer, cells, &dialect); }

const struct format_writer writer_csv = {.open = add_header, .row = add_row};
