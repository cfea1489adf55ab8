/* Columns of rows: what the cells of a table are, wherever its rows come from and in whatever format they leave.
 *
 * A cell is text, NULL for null: a number in its shortest form, true or false, a time with its Z, a code. A list's
 * elements stand between COLUMN_ITEM_END, the parts of an object in a list between COLUMN_PART_END: how a format shows
 * them is its own matter. */
#ifndef DOMAIN_COLUMN_H
#define DOMAIN_COLUMN_H

#include "base/arena.h"
#include "domain/resource.h"

#define COLUMN_ITEM_END '\x1e'
#define COLUMN_PART_END '\x1f'

enum column_type {
    COLUMN_TEXT,
    COLUMN_NUMBER,
    COLUMN_BOOLEAN,
    COLUMN_LIST, /* of texts, or of objects by their parts */
    COLUMN_JSON  /* a JSON text: a whole row, or what no cell holds otherwise */
};

/* What a cell is to its table: what the figure is about, when it was, the figure, or more about it. */
enum column_role { COLUMN_DIMENSION, COLUMN_TIME, COLUMN_MEASURE, COLUMN_ATTRIBUTE };

struct column {
    const char *name;
    const struct field *field; /* NULL: of no field */
    enum column_type type;
    enum column_role role;
};

/* The column of a field under this name. */
struct column field_column(const struct field *field, const char *name);

/* A column of text about another: a code's name, a label in one language. */
struct column field_text_column(const struct field *field, const char *name);

/* What a file of ours has in that field's cell (lists as a|b, objects as a:b|c:d) as a cell of a column. NULL stays. */
const char *field_cell(struct arena *arena, const struct field *field, const char *text);

#endif
