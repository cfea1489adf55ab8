/* XLSX: a sheet `data` with the rows, a sheet `about` with what they are. Made in a file without a name, row by row, so
 * that memory does not grow. Numbers are numbers, everything else is text: there are no formulas. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/log.h"
#include "base/memory.h"
#include "private.h"

extern const struct format_writer writer_xlsx;

struct workbook {
    int file; /* -1 once handed over */
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_row_t row;
};

static void release(void *state) {
    struct workbook *workbook = state;
    if (workbook->book != NULL) lxw_workbook_free(workbook->book);
    if (workbook->file >= 0) close(workbook->file);
}

static int open_spool(struct arena *arena, const char *folder) {
    int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0) return file;
    char *name = arena_printf(arena, "%s/tillit-XXXXXX", folder);
    file = mkostemp(name, O_CLOEXEC);
    if (file >= 0) unlink(name);
    return file;
}

/* Whether a cell is written; a workbook that lacks some for want of memory is another one. */
static bool is_written(lxw_error error) {
    if (error == LXW_ERROR_MEMORY_MALLOC_FAILED) memory_out(0);
    return error == LXW_NO_ERROR;
}

static void add_header(struct writer *writer, lxw_workbook *book, lxw_worksheet *sheet) {
    lxw_format *bold = memory_given(workbook_add_format(book));
    format_set_bold(bold);
    for (size_t i = 0; i < writer->column_count; i++)
        is_written(worksheet_write_string(sheet, 0, (lxw_col_t)i, writer->columns[i].name, bold));
    worksheet_freeze_panes(sheet, 1, 0);
}

static void refuse_spool(struct writer *writer, const char *what, const char *why) {
    log_error("xlsx", "%s in %s: %s", what, writer->about->spool_dir, why);
    writer->fault = WRITER_NO_SPOOL;
}

/* NULL where the library finds no place for what it keeps of a sheet. */
static lxw_worksheet *add_sheet(struct writer *writer, lxw_workbook *book, const char *name) {
    lxw_worksheet *sheet = workbook_add_worksheet(book, name);
    if (sheet == NULL) refuse_spool(writer, "no place for a sheet", name);
    return sheet;
}

/* The library opens the file by a name that stands for the descriptor. */
static void open_workbook(struct writer *writer) {
    struct arena *arena = writer->out.arena;
    const char *folder = writer->about->spool_dir;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = arena_strdup(arena, folder)};
    struct workbook *workbook = arena_alloc(arena, sizeof *workbook);
    workbook->file = open_spool(arena, folder);
    if (workbook->file < 0) {
        refuse_spool(writer, "no spool file", strerror(errno));
        return;
    }
    arena_defer(arena, release, workbook);
    const char *name = arena_printf(arena, "/proc/self/fd/%d", workbook->file);
    workbook->book = memory_given(workbook_new_opt(name, &options));
    workbook->sheet = add_sheet(writer, workbook->book, "data");
    if (workbook->sheet != NULL) add_header(writer, workbook->book, workbook->sheet);
    writer->state = workbook;
}

/* Of persons it may be said "<5". */
static bool read_number(const struct column *column, const char *cell, double *number) {
    bool may_be = column->type == COLUMN_NUMBER || (column->field != NULL && column->field->type == FIELD_PERSONS);
    char *end;
    if (!may_be) return false;
    *number = strtod(cell, &end);
    return end != cell && *end == '\0';
}

/* ---- text as a sheet holds it ---- */

/* _x0041_ stands for A there (ECMA-376, 22.9.2.19, ST_Xstring). A control character becomes such an escape, so that it
 * ends one as well. */
static bool is_escape(const char *at) {
    if (strncmp(at, "_x", 2) != 0 || strspn(at + 2, "0123456789ABCDEFabcdef") < 4) return false;
    unsigned char end = (unsigned char)at[6];
    return end == '_' || (end != '\0' && end < ' ' && end != '\t' && end != '\n');
}

/* U+FFFE and U+FFFF, which XML cannot hold. */
static bool is_unwritable(const char *at) {
    return strncmp(at, "\xEF\xBF\xBE", 3) == 0 || strncmp(at, "\xEF\xBF\xBF", 3) == 0;
}

/* The library writes both as they are: the one would be read as something else, the other as no workbook at all.
 * Control characters it escapes itself. */
static const char *held(struct arena *arena, const char *text) {
    const char *at = text;
    while (*at != '\0' && !is_escape(at) && !is_unwritable(at)) at++;
    if (*at == '\0') return text;
    struct text out = text_start(arena);
    for (; *text != '\0'; text++) {
        if (is_escape(text)) text_add(&out, "_x005F");
        if (is_unwritable(text)) {
            text_add(&out, "\xEF\xBF\xBD");
            text += 2;
        } else {
            text_add_char(&out, *text);
        }
    }
    return out.data;
}

static bool add_cell(struct writer *writer, lxw_row_t row, size_t place, const char *cell) {
    struct workbook *workbook = writer->state;
    const struct column *column = &writer->columns[place];
    lxw_col_t at = (lxw_col_t)place;
    double number;
    if (read_number(column, cell, &number))
        return is_written(worksheet_write_number(workbook->sheet, row, at, number, NULL));
    if (column->type == COLUMN_BOOLEAN)
        return is_written(worksheet_write_boolean(workbook->sheet, row, at, strcmp(cell, "true") == 0, NULL));
    const char *text = column->type == COLUMN_LIST ? joined_list(writer->out.arena, cell) : cell;
    return is_written(worksheet_write_string(workbook->sheet, row, at, held(writer->out.arena, text), NULL));
}

static void add_row(struct writer *writer, const char *const *cells) {
    struct workbook *workbook = writer->state;
    if (writer->fault != WRITER_GOOD) return;
    if (++workbook->row > WRITER_MOST_ROWS) {
        writer->fault = WRITER_TOO_MANY_ROWS;
        return;
    }
    for (size_t i = 0; i < writer->column_count; i++)
        if (cells[i] != NULL && !add_cell(writer, workbook->row, i, cells[i])) writer->fault = WRITER_CELL_TOO_LONG;
}

/* ---- what the rows are ---- */

static void add_line(lxw_worksheet *sheet, lxw_row_t row, const char *name, const char *text) {
    is_written(worksheet_write_string(sheet, row, 0, name, NULL));
    if (text != NULL) is_written(worksheet_write_string(sheet, row, 1, text, NULL));
}

static void add_about(const struct writer *writer, lxw_worksheet *sheet) {
    const struct about *about = writer->about;
    enum { COLUMNS_BEGIN = 4 };
    add_line(sheet, 0, "title", about->title);
    add_line(sheet, 1, "address", about->address);
    add_line(sheet, 2, "language", lang_codes[about->lang]);
    for (size_t i = 0; i < writer->column_count; i++) {
        const struct field *field = writer->columns[i].field;
        const char *words = field == NULL ? NULL : about->lang == LANG_SV ? field->sv : field->en;
        add_line(sheet, (lxw_row_t)i + COLUMNS_BEGIN, writer->columns[i].name, words);
    }
}

/* The library does not ask whether it could write the rows: a disk that is full would leave half a sheet. */
static bool has_all_rows(struct writer *writer, lxw_worksheet *sheet) {
    lxw_worksheet_write_single_row(sheet);
    if (fflush(sheet->optimize_tmpfile) == 0 && !ferror(sheet->optimize_tmpfile)) return true;
    refuse_spool(writer, "no room for the rows", strerror(errno));
    return false;
}

static void close_workbook(struct writer *writer) {
    struct workbook *workbook = writer->state;
    if (writer->fault != WRITER_GOOD || !has_all_rows(writer, workbook->sheet)) return;
    lxw_worksheet *about = add_sheet(writer, workbook->book, "about");
    if (about == NULL) return;
    add_about(writer, about);
    lxw_error error = workbook_close(workbook->book); /* also frees it */
    workbook->book = NULL;
    if (error != LXW_NO_ERROR) {
        refuse_spool(writer, "no workbook", lxw_strerror(error));
        return;
    }
    writer->file = workbook->file;
    workbook->file = -1;
}

const struct format_writer writer_xlsx = {.open = open_workbook, .row = add_row, .finish = close_workbook};
