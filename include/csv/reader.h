/* CSV row by row (RFC 4180), in memory that does not grow with the file: strict quoting, UTF-8 or UTF-16 by its byte
 * order mark, whatever ends a line. The separator, `,` `;` or a tab, is the one that the header has most of, or what a
 * first line `sep=;` says. Rows without content are skipped; spaces around unquoted cells are dropped. */
#ifndef CSV_READER_H
#define CSV_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

enum { CSV_MOST_CELL_BYTES = 64 * 1024, CSV_MOST_ROW_BYTES = 1024 * 1024, CSV_MOST_CELLS = 1000 };

struct csv_reader;

/* Reads from a file descriptor, which stays the caller's; the reader lives as long as the arena. */
struct csv_reader *csv_reader_create(struct arena *arena, int file);

/* 1: a row; cells (terminated, "" when empty) and `line`, the 1-based physical line where it starts, are valid until
 * the next call. 0: the end. -1: not readable as CSV: a violation with its line is in `err`, no more is read. */
int csv_read(struct csv_reader *reader, const char *const **cells, size_t *count, long *line,
             struct error *err) must_check;

/* ',', ';' or a tab, known after the first row. */
char csv_separator(const struct csv_reader *reader);

#endif
