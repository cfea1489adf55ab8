/* CSV rows as text (RFC 4180): CRLF, quotes only where needed. */
#ifndef CSV_WRITER_H
#define CSV_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* Appends one cell. NULL is an empty cell. Text that a spreadsheet would run as a formula (it starts with = + - @ TAB
 * or CR) gets a leading '; numbers never. */
void csv_add_cell(struct text *out, const char *value, bool is_number, char separator);

/* Appends the end of a row: CRLF. */
void csv_end_row(struct text *out);

/* Appends a row of texts and its end. */
void csv_add_row(struct text *out, const char *const *values, size_t count, char separator);

/* What csv_add_cell was given: the cell without the apostrophe before what a spreadsheet would run as a formula. */
const char *csv_without_guard(const char *cell);

#endif
