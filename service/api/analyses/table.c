/* An analysis as a table: one row per item, or per part of its unfolded list; an object's members are columns of their
 * own. */
#include "private.h"

struct table {
    struct arena *arena;
    struct column *columns;
    size_t count, capacity;
};

static void add_column(struct table *table, struct column column) {
    if (table->count == table->capacity) {
        size_t capacity = table->capacity == 0 ? 32 : 2 * table->capacity;
        struct column *larger = arena_alloc(table->arena, capacity * sizeof *larger);
        for (size_t i = 0; i < table->count; i++) larger[i] = table->columns[i];
        table->columns = larger;
        table->capacity = capacity;
    }
    table->columns[table->count++] = column;
}

static bool is_list(const struct member *member) { return member->flags & (SHAPE_LIST | SHAPE_MATRIX); }

/* Lists of words are lists; what else a list may hold stands in its cell as JSON. */
static struct column column_of_member(const struct member *member, const char *name) {
    static const struct {
        enum column_type type;
        enum column_role role;
    } kinds[] = {
        [FIELD_INTEGER] = {COLUMN_NUMBER, COLUMN_MEASURE},
        [FIELD_DOUBLE] = {COLUMN_NUMBER, COLUMN_MEASURE},
        [FIELD_ENUM] = {COLUMN_TEXT, COLUMN_ATTRIBUTE},
        [FIELD_TEXT] = {COLUMN_TEXT, COLUMN_DIMENSION},
        [FIELD_DATE] = {COLUMN_TEXT, COLUMN_TIME},
        [FIELD_PERIOD] = {COLUMN_TEXT, COLUMN_TIME},
        [FIELD_BOOLEAN] = {COLUMN_BOOLEAN, COLUMN_ATTRIBUTE},
        [FIELD_INTERVAL] = {COLUMN_NUMBER, COLUMN_MEASURE},
        [FIELD_OBJECTS] = {COLUMN_JSON, COLUMN_ATTRIBUTE},
    };
    bool has_words = kinds[member->type].type == COLUMN_TEXT;
    if (is_list(member)) return (struct column){name, NULL, has_words ? COLUMN_LIST : COLUMN_JSON, COLUMN_ATTRIBUTE};
    return (struct column){name, NULL, kinds[member->type].type, kinds[member->type].role};
}

static void add_members(struct table *table, const struct member *members, size_t count, const char *before,
                        const char *unfolded);

static void add_member(struct table *table, const struct member *member, const char *before, bool is_one) {
    struct arena *arena = table->arena;
    const char *name = arena_printf(arena, "%s%s", before, member->name);
    if (member->type == FIELD_INTERVAL && is_one) {
        add_column(table, column_of_member(member, arena_printf(arena, "%s_low", name)));
        add_column(table, column_of_member(member, arena_printf(arena, "%s_high", name)));
    } else if (member->type == FIELD_OBJECTS && is_one) {
        add_members(table, member->parts, member->part_count, arena_printf(arena, "%s_", name), NULL);
    } else {
        add_column(table, column_of_member(member, name));
    }
}

/* The unfolded list has a row for each of its objects, so that it is one object to a row. */
static void add_members(struct table *table, const struct member *members, size_t count, const char *before,
                        const char *unfolded) {
    for (size_t i = 0; i < count; i++)
        add_member(table, &members[i], before, !is_list(&members[i]) || text_equal(unfolded, members[i].name));
}

static void add_names(struct table *table, const struct member *members, size_t count) {
    for (size_t i = 0; i < count; i++) {
        bool is_cell = is_list(&members[i]);
        if (members[i].list == NULL) continue;
        add_column(table, (struct column){arena_printf(table->arena, "%s_name", members[i].name), NULL,
                                          is_cell ? COLUMN_LIST : COLUMN_TEXT, COLUMN_ATTRIBUTE});
    }
}

/* A column for the name of each code that present_labels names. */
static void add_labels(struct table *table, const struct analysis *analysis) {
    for (size_t i = 0; i < analysis->parameter_count; i++) {
        const struct field *parameter = &analysis->parameters[i];
        if (parameter_has_names(parameter))
            add_column(table, field_text_column(parameter, arena_printf(table->arena, "%s_name", parameter->name)));
    }
    add_names(table, analysis->out, analysis->out_count);
    add_names(table, analysis_notes, ANALYSIS_NOTE_COUNT);
}

struct sink *analysis_table(struct arena *arena, const struct analysis *analysis, const struct format *format,
                            const struct presentation *how, const struct about *about) {
    struct table table = {.arena = arena};
    for (size_t i = 0; i < analysis->parameter_count; i++)
        add_column(&table, field_text_column(&analysis->parameters[i], analysis->parameters[i].name));
    add_column(&table, field_text_column(&analysis_as_of, "as_of"));
    add_members(&table, analysis->out, analysis->out_count, "", how->unfolded);
    add_members(&table, analysis_notes, ANALYSIS_NOTE_COUNT, "", how->unfolded);
    if (how->has_labels) add_labels(&table, analysis);
    return sink_table(arena, format, table.columns, table.count, how->unfolded, about);
}
