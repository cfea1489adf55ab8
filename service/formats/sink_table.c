/* Results as rows: an object's members fill the cells of its row, which is written when the object ends. */
#include <math.h>
#include <string.h>

#include "private.h"

enum { MOST_DEPTH = 8, DEPTH_OF_ROWS = 1 };

/* A list on its way into one cell: its words, or as JSON when it has anything else. */
struct list_cell {
    size_t depth; /* of lists and objects that are open in it; 0: none is under way */
    const char *name;
    struct text words;
    struct json_sink json;
    bool has_items, has_others;
};

struct table_sink {
    struct sink sink;
    struct arena *arena;
    struct writer writer;
    const char *unfolded;
    const char **cells;  /* of the object */
    const char ***parts; /* of the objects of its unfolded list, each as wide */
    size_t part_count, part_capacity;
    const char **target;        /* cells or the newest part */
    struct text path;           /* "crude_": what stands before a member's name */
    size_t lengths[MOST_DEPTH]; /* of the path, before each group that is open */
    size_t depth;
    size_t place; /* where the next member's column is expected */
    struct list_cell list;
};

static struct table_sink *table_of(struct sink *sink) { return (struct table_sink *)sink; }

/* ---- cells ---- */

static bool is_named(const struct table_sink *table, size_t column, const char *name) {
    const char *whole = table->writer.columns[column].name;
    return strncmp(whole, table->path.data, table->path.length) == 0 && text_equal(whole + table->path.length, name);
}

/* Members come in the order of the columns, nearly always. */
static void set_cell(struct table_sink *table, const char *name, const char *cell) {
    size_t count = table->writer.column_count;
    for (size_t i = 0; i < count; i++) {
        size_t column = (table->place + i) % count;
        if (!is_named(table, column, name)) continue;
        table->target[column] = cell;
        table->place = column + 1;
        return;
    }
}

static const char **empty_cells(struct table_sink *table) {
    size_t size = table->writer.column_count * sizeof(char *);
    return memset(arena_alloc(table->arena, size), 0, size);
}

static const char *text_of_value(struct arena *arena, const struct value *value) {
    struct text number;
    switch (value->kind) {
    case VALUE_WORD: return value->word;
    case VALUE_BOOLEAN: return value->is_true ? "true" : "false";
    case VALUE_NUMBER:
        if (!isfinite(value->number)) return NULL;
        number = text_start(arena);
        text_add_double(&number, value->number);
        return number.data;
    default: return NULL;
    }
}

/* ---- lists in a cell ---- */

static void start_list(struct table_sink *table, const char *name) {
    struct arena *arena = table->arena;
    table->list =
        (struct list_cell){.depth = 1, .name = name, .words = text_start(arena), .json = json_sink_for_cell(arena)};
    sink_begin(&table->list.json.sink, NULL, GROUP_LIST);
}

static void list_begin(struct list_cell *list, const char *name, enum group group) {
    list->has_items = list->has_others = true;
    list->depth++;
    sink_begin(&list->json.sink, name, group);
}

static void list_member(struct list_cell *list, const char *name, const struct value *value) {
    if (value->kind != VALUE_WORD || value->word == NULL)
        list->has_others = true;
    else if (list->has_items)
        text_add_char(&list->words, COLUMN_ITEM_END);
    list->has_items = true;
    if (!list->has_others) text_add(&list->words, value->word);
    sink_member(&list->json.sink, name, value);
}

static void list_end(struct table_sink *table, enum group group) {
    struct list_cell *list = &table->list;
    sink_end(&list->json.sink, group);
    if (--list->depth > 0) return;
    set_cell(table, list->name, list->has_others ? list->json.out.data : list->words.data);
}

/* ---- rows ---- */

static void start_row(struct table_sink *table) {
    table->target = table->cells = empty_cells(table);
    table->part_count = 0;
    table->place = 0;
}

static void start_part(struct table_sink *table) {
    if (table->part_count == table->part_capacity) {
        size_t capacity = table->part_capacity == 0 ? 8 : 2 * table->part_capacity;
        const char ***larger = arena_alloc(table->arena, capacity * sizeof *larger);
        if (table->part_count > 0) memcpy(larger, table->parts, table->part_count * sizeof *larger);
        table->parts = larger;
        table->part_capacity = capacity;
    }
    table->target = table->parts[table->part_count++] = empty_cells(table);
}

/* A column is either the object's or its parts'. */
static void write_part(struct table_sink *table, const char **part) {
    for (size_t i = 0; i < table->writer.column_count; i++)
        if (part[i] == NULL) part[i] = table->cells[i];
    writer_row(&table->writer, part);
}

static void write_rows(struct table_sink *table) {
    for (size_t i = 0; i < table->part_count; i++) write_part(table, table->parts[i]);
    if (table->part_count == 0) writer_row(&table->writer, table->cells);
}

/* ---- the sink ---- */

static bool is_unfolded(const struct table_sink *table, const char *name) {
    return table->depth == DEPTH_OF_ROWS + 1 && text_equal(table->unfolded, name);
}

static void begin(struct sink *sink, const char *name, enum group group) {
    struct table_sink *table = table_of(sink);
    bool is_item = table->depth > DEPTH_OF_ROWS;
    if (table->list.depth > 0) {
        list_begin(&table->list, name, group);
        return;
    }
    if (is_item && group == GROUP_LIST && !is_unfolded(table, name)) {
        start_list(table, name);
        return;
    }
    if (table->depth == DEPTH_OF_ROWS) start_row(table);
    if (is_item && name == NULL) start_part(table);
    table->lengths[table->depth++] = table->path.length;
    if (name != NULL) text_printf(&table->path, "%s_", name);
}

static void add_member(struct sink *sink, const char *name, const struct value *value) {
    struct table_sink *table = table_of(sink);
    if (table->list.depth > 0)
        list_member(&table->list, name, value);
    else
        set_cell(table, name, text_of_value(table->arena, value));
}

static void end(struct sink *sink, enum group group) {
    struct table_sink *table = table_of(sink);
    if (table->list.depth > 0) {
        list_end(table, group);
        return;
    }
    table->path.length = table->lengths[--table->depth];
    table->path.data[table->path.length] = '\0';
    if (table->depth == DEPTH_OF_ROWS + 1) table->target = table->cells;
    if (table->depth == DEPTH_OF_ROWS) write_rows(table);
}

static struct text *text_of(struct sink *sink) { return &table_of(sink)->writer.out; }

struct writer *sink_table_writer(struct sink *sink) {
    return &table_of(sink)->writer;
}

struct sink *sink_table(struct arena *arena, const struct format *format, const struct column *columns, size_t count,
                        const char *unfolded, const struct about *about) {
    static const struct sink_type type = {begin, add_member, end, text_of};
    struct table_sink *table = arena_alloc(arena, sizeof *table);
    *table = (struct table_sink){.sink = {&type},
                                 .arena = arena,
                                 .writer = writer_open(arena, format, columns, count, about),
                                 .unfolded = unfolded,
                                 .path = text_start(arena)};
    return &table->sink;
}
