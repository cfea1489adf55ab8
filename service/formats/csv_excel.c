/* CSV for spreadsheets of the Nordic countries: a mark that says UTF-8, semicolons, decimal commas. */
#include "private.h"

extern const struct format_writer writer_csv_excel;

static const struct csv_dialect dialect = {"\xEF\xBB\xBF", ';', ','};

static void add_header(struct writer *writer) { csv_write_header(writer, &dialect); }

static void add_row(struct writer *writer, const char *const *cells) { csv_write_row(writer, cells, &dialect); }

const struct format_writer writer_csv_excel = {.open = add_header, .row = add_row};
