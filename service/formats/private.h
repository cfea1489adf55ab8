/* What the files of formats share. */
#ifndef FORMATS_PRIVATE_H
#define FORMATS_PRIVATE_H

#include "formats/sink.h"

/* ---- csv.c ---- */

/* A list as files show it: a|b, objects as a:b|c:d. */
const char *joined_list(struct arena *arena, const char *list);

/* How one kind of CSV differs from another. */
struct csv_dialect {
    const char *mark; /* what comes before all */
    char separator, decimal_point;
};

void csv_write_header(struct writer *writer, const struct csv_dialect *dialect);
void csv_write_row(struct writer *writer, const char *const *cells, const struct csv_dialect *dialect);

/* ---- sink_json.c ---- */

/* How JSON is spaced, and how its numbers are printed. */
struct json_style {
    const char *after_item, *after_name;
    void (*add_number)(struct text *text, double value);
};

struct json_sink {
    struct sink sink;
    const struct json_style *style;
    struct text out;
};

/* JSON as it stands in a cell: without spaces, numbers with 17 digits. */
struct json_sink json_sink_for_cell(struct arena *arena);

#endif
