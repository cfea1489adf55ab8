/* What the files of the import share: source -> columns -> cells -> staging -> checks -> merge. */
#ifndef API_IMPORTS_PRIVATE_H
#define API_IMPORTS_PRIVATE_H

#include <jansson.h>

#include "api/imports.h"
#include "base/text.h"
#include "domain/resource.h"
#include "store/store.h"
#include "values/values.h"
#include "work/work.h"

enum {
    CACHED_CELL = 80,
    MOST_MORE = 16, /* columns that a dataset stages beside its own */
};

/* A column of the file. */
struct import_column {
    const struct field *field;
    const char *name;  /* of the table: name_sv for one language of a label */
    const char *label; /* LABEL: "sv" */
    enum shown shown;  /* what may only be read is staged as it was sent, and compared with what is stored */
    bool is_sent;      /* shown: some row has it */
    size_t slot;       /* among the staged columns */
    /* the last cell and what it became: columns repeat themselves */
    char sent[CACHED_CELL], checked[CACHED_CELL];
};

struct import;

/* What is special about a dataset. */
struct import_kind {
    const char *dataset;
    const char *const *more;  /* columns of the table that are always staged */
    const char *const *extra; /* columns that only the statements below know; NULL-terminated like `more` */
    bool all_columns;         /* stages every writable column, absent ones as null */
    bool absent_stays;        /* `prepare` takes the columns of the file, |a|b|; null: `given` of each row says */
    bool (*open)(struct import *import, struct error *err);
    void (*row)(struct import *import, struct error *err);      /* violations go to err */
    bool (*complete)(struct import *import, struct error *err); /* what has to be there before the statements */
    enum statement recognise; /* names in `observation` which rows are stored; SQL_NONE: none */
    enum statement prepare;   /* SQL_NONE: none, or the generic one */
    enum statement check;
    enum statement merge;
    enum statement verify; /* like check, after the merge: rules that need the rows in their table */
    bool (*finish)(struct import *import, struct error *err);
};

struct import {
    const struct import_job *job;
    const struct import_kind *kind;
    const struct tenant *tenant;
    struct db *db;
    struct arena *arena;     /* of the import */
    struct arena *row_arena; /* of the row */
    struct import_column *columns;
    size_t column_count;
    const char **staged; /* names: columns of the table, then the kind's extra ones */
    size_t staged_count, table_count;
    const char **values; /* of the row, by slot; NULL: null */
    int given; /* slot of what says which columns a row came with, |a|b|; -1: all rows came with those of the file */
    bool decimal_comma;
    long line;
    void *figures; /* of figures.c */
    struct import_report *report;
};

/* source.c: rows one at a time. */
struct import_source;

struct import_source *source_create(struct arena *arena, const struct import_job *job);

/* CSV: the names of the columns and the line they stand on. */
bool source_names(struct import_source *source, const char *const **names, size_t *count, long *line,
                  struct error *err) must_check;

/* 1: a row, a cell per column of the import and import->line, valid until the next call; 0: the end; -1: unreadable, in
 * `err`. Rows that do not fit the columns are violations that leave *skip true. A cell without text and JSON is null in
 * CSV and absent in JSON, where null is json_null. */
int source_next(struct import_source *source, struct import *import, struct raw_value *cells, bool *skip,
                struct error *err) must_check;

/* Whether numbers have a decimal comma (CSV with `;`). */
bool source_decimal_comma(const struct import_source *source);

/* json.c: the objects of an NDJSON file, of a JSON array or of pages that hold one, one at a time. */
struct json_reader;

enum json_frame {
    FRAME_LINES, /* objects one after another */
    FRAME_ARRAY,
    FRAME_PAGES /* arrays, or objects whose member `values` is the array, one after another */
};

struct json_reader *json_reader_create(struct arena *arena, int file, enum json_frame frame, int most_depth);

/* As source_next: `object` is released at the next call; `line` is the 1-based line, in arrays the 1-based element,
 * counted on from page to page. */
int json_read(struct json_reader *reader, json_t **object, long *line, struct error *err) must_check;

/* columns.c: the columns of the import, those that the header names or, of JSON, all that a row may have. */
bool columns_read(struct import *import, const char *const *names, size_t count, long line,
                  struct error *err) must_check;
void columns_all(struct import *import);

void columns_stage(struct import *import);

/* Stages columns that are not staged yet; a list ends with NULL, and may be NULL. */
void import_stage(struct import *import, const char *name);
void import_stage_list(struct import *import, const char *const *names);

/* Why a member of the current row is none of the columns. */
void columns_refuse(const struct import *import, const char *name, struct error *err);

/* The writable columns of a resource, labels with their language. */
size_t columns_allowed(struct arena *arena, const struct resource *resource, const char *const **names);

/* shown.c: the column of an export that shows what imports cannot write; false when there is none of that name.
 */
bool shown_find(struct arena *arena, const struct resource *resource, const char *name, struct import_column *column);

/* What such a column is called among the staged ones. */
const char *shown_staged_name(struct arena *arena, const struct import_column *column);

/* Its cell as CSV would print it; NULL for nothing. */
const char *shown_cell(struct import *import, const struct import_column *column, const struct raw_value *cell);

/* Adds a violation for each cell that differs from what is stored; false when there is any. */
bool shown_check(struct import *import, struct error *err) must_check;

/* Whether a cell (NULL: null) is just that word. */
static inline bool says(const char *cell, const char *word) { return cell != NULL && text_equal(cell, word); }

/* The slot of a staged column; -1 when it is not staged. */
int import_slot(const struct import *import, const char *name);

/* cells.c: checks a row's cells and fills import->values; violations go to err. */
void cells_check(struct import *import, const struct raw_value *cells, struct error *err);

/* ---- report.c: what an import says of its rows ---- */

/* A violation in a column of the current row. */
void import_fault(const struct import *import, const char *column, enum violation_code code, const char *argument0,
                  const char *argument1, struct error *err);

void import_warn(struct import *import, const char *column, const char *code);

/* A warning for each row (warned) that a statement gives; $1 is how many. */
bool import_warn_rows(struct import *import, enum statement statement, const char *code, struct error *err) must_check;

/* A row's violations live in its arena: those that there is room for are copied. */
void import_take_violations(const struct error *from, struct error *err);

/* row.c: one row more; false when there are too many. */
bool import_count_row(struct import *import, struct error *err) must_check;

/* row.c: `release=` is for the rows that name none. */
void import_attach_release(struct import *import);

/* merge.c: what follows staging; a statement that names faults, $1 is how many. */
bool import_run_check(struct import *import, enum statement statement, struct error *err) must_check;
bool import_check_and_merge(struct import *import, struct error *err) must_check;

/* ---- made.c: figures that an import makes of what it was given ---- */

/* An import of figures within another, as `job` says; `kind` is theirs. */
void made_open(struct import *figures, const struct import *import, const struct import_job *job,
               const struct import_kind *kind);

/* Stages rows of a statement whose first column is the line that each comes from; the others are named as columns of
 * figures are. */
bool made_stage(struct import *figures, const struct rows *rows, size_t columns, struct error *err) must_check;

/* counts.c: figures that tables make; `resource` and `kind` are theirs. */
struct made_of {
    enum statement statement; /* whose rows made_stage takes */
    size_t columns;
    const char *told_at; /* the column that the warning names */
};
bool counts_make_figures(struct import *import, const struct made_of *of, const struct resource *resource,
                         const struct import_kind *kind, struct error *err) must_check;

/* kolada.c: what it stages, and the whole import. */
extern const char *const kolada_columns[];
bool kolada_import(struct import *import, struct error *err) must_check;

/* kinds.c: NULL fields when nothing is special. */
const struct import_kind *import_kind_of(const struct resource *resource);

/* figures.c */
bool figures_open(struct import *import, struct error *err) must_check;
void figures_row(struct import *import, struct error *err);
void figure_tables_row(struct import *import, struct error *err);

#endif
