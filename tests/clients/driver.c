/* The writers of formats over standard input, for tests/clients/test_cells.py: rows in, a file out.
 *
 *   tillit-writer FORMAT    the format by the name of its writer: csv, csv_excel, xlsx, json_stat, ...
 *   tillit-writer read      the other way round: a CSV file in, its cells as an import takes them out
 *
 * Rows are JSON, one a line: first the columns, [["area", "text"], ["value", "number"], ...] (or boolean, list), then
 * the cells of a row (domain/column.h), null or text. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csv/reader.h"
#include "csv/writer.h"
#include "formats/formats.h"

enum { MOST_COLUMNS = 100, MOST_CELLS = 100000000 };

static const char *const types[] = {
    [COLUMN_TEXT] = "text", [COLUMN_NUMBER] = "number", [COLUMN_BOOLEAN] = "boolean", [COLUMN_LIST] = "list"};

static const struct {
    const char *name;
    enum media media;
} names[] = {
#define X(media, shape, leaving, writer) {#writer, MEDIA_##media},
    FORMATS(X)
#undef X
};

static void end_with(const char *why) {
    fprintf(stderr, "tillit-writer: %s\n", why);
    exit(2);
}

/* ---- rows ---- */

struct rows {
    struct arena *arena, *row_arena;
    char *line;
    size_t room;
    struct column columns[MOST_COLUMNS];
    const char *cells[MOST_COLUMNS];
    size_t count;
};

static json_t *next_line(struct rows *rows) {
    ssize_t length = getline(&rows->line, &rows->room, stdin);
    if (length <= 0) return NULL;
    json_t *line = json_loadb(rows->line, (size_t)length, 0, NULL);
    if (!json_is_array(line)) end_with("a line is no list");
    return line;
}

static enum column_type type_of(const char *name) {
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (text_equal(types[i], name)) return (enum column_type)i;
    end_with("a column of an unknown type");
    return COLUMN_TEXT;
}

static void read_columns(struct rows *rows) {
    json_t *line = next_line(rows);
    rows->count = json_array_size(line);
    if (rows->count > MOST_COLUMNS) end_with("too many columns");
    for (size_t i = 0; i < rows->count; i++) {
        const json_t *column = json_array_get(line, i);
        rows->columns[i].name = arena_strdup(rows->arena, json_string_value(json_array_get(column, 0)));
        rows->columns[i].type = type_of(json_string_value(json_array_get(column, 1)));
    }
    json_decref(line);
}

static bool next_row(struct rows *rows) {
    json_t *line = next_line(rows);
    arena_reset(rows->row_arena);
    if (line == NULL) return false;
    for (size_t i = 0; i < rows->count; i++) {
        const char *cell = json_string_value(json_array_get(line, i));
        rows->cells[i] = cell == NULL ? NULL : arena_strdup(rows->row_arena, cell);
    }
    json_decref(line);
    return true;
}

/* ---- rows as objects, for formats that take these ---- */

static void add_list(struct text *json, const char *list) {
    char **items;
    size_t count = *list == '\0' ? 0 : text_split(json->arena, list, COLUMN_ITEM_END, &items);
    text_add_char(json, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) text_add_char(json, ',');
        text_add_json(json, items[i]);
    }
    text_add_char(json, ']');
}

static void add_member(struct text *json, const struct column *column, const char *cell) {
    text_add_json(json, column->name);
    text_add_char(json, ':');
    if (cell == NULL)
        text_add(json, "null");
    else if (column->type == COLUMN_LIST)
        add_list(json, cell);
    else if (column->type == COLUMN_TEXT)
        text_add_json(json, cell);
    else
        text_add(json, cell);
}

static const char *object_of(const struct rows *rows) {
    struct text json = text_start(rows->row_arena);
    text_add_char(&json, '{');
    for (size_t i = 0; i < rows->count; i++) {
        if (i > 0) text_add_char(&json, ',');
        add_member(&json, &rows->columns[i], rows->cells[i]);
    }
    text_add_char(&json, '}');
    return json.data;
}

/* ---- writing ---- */

static void write_out(const char *bytes, size_t length) {
    if (fwrite(bytes, 1, length, stdout) != length) end_with("standard output is closed");
}

static void copy_file(int file) {
    static char buffer[65536];
    ssize_t got;
    off_t at = 0;
    while ((got = pread(file, buffer, sizeof buffer, at)) > 0) {
        write_out(buffer, (size_t)got);
        at += got;
    }
    close(file);
}

static void write_row(struct writer *writer, const struct rows *rows) {
    const char *object = object_of(rows);
    const char *const features[] = {rows->cells[0], NULL, object};
    enum shape shape = writer->format->shape;
    writer_row(writer, shape == SHAPE_OBJECTS ? &object : shape == SHAPE_FEATURES ? features : rows->cells);
}

/* Piece by piece, as a list leaves. */
static void write_rows(const struct format *format, struct rows *rows) {
    static const struct about about = {"Rows", "http://localhost/rows", LANG_EN, "/tmp"};
    struct error err = error_start(rows->arena);
    struct writer writer = writer_open(rows->arena, format, rows->columns, rows->count, &about);
    write_out(writer.out.data, writer.out.length);
    while (next_row(rows)) {
        writer.out = text_start(rows->row_arena);
        write_row(&writer, rows);
        write_out(writer.out.data, writer.out.length);
    }
    writer.out = text_start(rows->arena);
    writer_finish(&writer);
    if (!writer_is_good(&writer, &err)) end_with("the format cannot hold these rows");
    write_out(writer.out.data, writer.out.length);
    if (writer.file >= 0) copy_file(writer.file);
}

static void write_cube(const struct format *format, struct rows *rows) {
    struct cube cube = cube_start(rows->arena, LANG_EN, rows->columns, rows->count, MOST_CELLS);
    struct text out = text_start(rows->arena);
    while (next_row(rows))
        if (!cube_add(&cube, rows->cells)) end_with("too many cells");
    if (!cube_lay(&cube)) end_with("two figures for one cell");
    cube.title = "Rows";
    format->writer->cube(&out, &cube);
    write_out(out.data, out.length);
}

static const struct format *find_format(const char *name) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_equal(names[i].name, name)) return format_of(names[i].media);
    end_with("an unknown format");
    return NULL;
}

/* ---- reading ---- */

static void read_file(struct rows *rows) {
    struct csv_reader *reader = csv_reader_create(rows->arena, STDIN_FILENO);
    struct error err = error_start(rows->arena);
    const char *const *cells;
    size_t count;
    long line;
    int state;
    while ((state = csv_read(reader, &cells, &count, &line, &err)) == 1) {
        struct text json = text_start(rows->row_arena);
        for (size_t i = 0; i < count; i++) {
            text_add_char(&json, i == 0 ? '[' : ',');
            text_add_json(&json, csv_without_guard(cells[i]));
        }
        text_add(&json, "]\n");
        write_out(json.data, json.length);
        arena_reset(rows->row_arena);
    }
    if (state < 0) end_with(err.violation_count > 0 ? violation_code_name(err.violations[0].code) : "no CSV");
}

int main(int argc, char **argv) {
    static struct rows rows;
    if (argc != 2) end_with("wants the name of a format, or read");
    rows.arena = arena_create();
    rows.row_arena = arena_create();
    if (text_equal(argv[1], "read")) {
        read_file(&rows);
    } else {
        const struct format *format = find_format(argv[1]);
        read_columns(&rows);
        (format->leaving == LEAVES_WHOLE ? write_cube : write_rows)(format, &rows);
    }
    arena_destroy(rows.row_arena);
    arena_destroy(rows.arena);
    free(rows.line);
    return 0;
}
