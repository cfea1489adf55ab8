/* What rows leave as: one table of formats, and writers that make one of them row by row.
 *
 * A format is a line of MEDIA_TYPES (its media type and file ending), a line of FORMATS, and a file in service/formats
 * with its `const struct format_writer`. Routes, replies and the OpenAPI document follow from the tables. */
#ifndef FORMATS_FORMATS_H
#define FORMATS_FORMATS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"
#include "domain/column.h"
#include "domain/query.h"
#include "formats/cube.h"
#include "http/media.h"

/* What a row must come as: SHAPE_OBJECTS, one cell with the object as JSON text; SHAPE_TABLE, a cell per column;
 * SHAPE_FIGURES, a cell for each column of observations: only these come in such a format; SHAPE_FEATURES, a name, a
 * geometry and the object as JSON text: of areas, and of observations of one period.
 *
 * X(MEDIA, shape, leaving, writer) */
#define FORMATS(X)                                                                                                     \
    X(JSON, SHAPE_OBJECTS, LEAVES_PAGED, json)                                                                         \
    X(CSV, SHAPE_TABLE, LEAVES_STREAMED, csv)                                                                          \
    X(NDJSON, SHAPE_OBJECTS, LEAVES_STREAMED, ndjson)                                                                  \
    X(XLSX, SHAPE_TABLE, LEAVES_SPOOLED, xlsx)                                                                         \
    X(CSV_EXCEL, SHAPE_TABLE, LEAVES_STREAMED, csv_excel)                                                              \
    X(JSON_STAT, SHAPE_FIGURES, LEAVES_WHOLE, json_stat)                                                               \
    X(PX, SHAPE_FIGURES, LEAVES_WHOLE, px)                                                                             \
    X(SDMX_CSV, SHAPE_FIGURES, LEAVES_STREAMED, sdmx_csv)                                                              \
    X(GEOJSON, SHAPE_FEATURES, LEAVES_STREAMED, geojson)                                                               \
    X(PICTURE, SHAPE_FIGURES, LEAVES_WHOLE, svg)

/* How a list leaves: page by page, JSON as the rows come, within the frame of every list; row by row in memory that
 * does not grow; as a whole, as a cube of config.max_cube_cells at most; or from a file that is made row by row. */
enum format_leaving { LEAVES_PAGED, LEAVES_STREAMED, LEAVES_WHOLE, LEAVES_SPOOLED };

struct writer;

/* Each appends to writer->out. NULL: nothing to do. What leaves as a whole has `cube` alone, and may ask something of
 * the cube before (`prepare`). */
struct format_writer {
    void (*open)(struct writer *writer);
    void (*row)(struct writer *writer, const char *const *cells);
    void (*finish)(struct writer *writer);
    void (*cube)(struct text *out, const struct cube *cube);
    cube_preparer *prepare;
    bool is_looked_at; /* where it is asked for: no file to be kept */
};

struct format {
    enum media media;
    enum shape shape;
    enum format_leaving leaving;
    const struct format_writer *writer;
};

extern const struct format formats[];
extern const size_t format_count;

/* Sets of media types, for routes: what gives observations; areas; other lists from the database; a table made in the
 * program. */
enum {
#define X(media, ...) | MEDIA_BIT(media)
    FORMATS_OF_FIGURES = 0 FORMATS(X),
#undef X
#define X(media, shape, ...) | ((shape) == SHAPE_FIGURES ? 0 : MEDIA_BIT(media))
    FORMATS_OF_AREAS = 0 FORMATS(X),
#undef X
#define X(media, shape, ...) | ((shape) == SHAPE_FIGURES || (shape) == SHAPE_FEATURES ? 0 : MEDIA_BIT(media))
    FORMATS_OF_LISTS = 0 FORMATS(X),
#undef X
#define X(media, shape, leaving, ...) | ((shape) == SHAPE_TABLE || (leaving) == LEAVES_PAGED ? MEDIA_BIT(media) : 0)
    FORMATS_OF_TABLES = 0 FORMATS(X)
#undef X
};

/* NULL for media that are no format of rows. */
const struct format *format_of(enum media media);

/* What the rows are, for formats that say so. */
struct about {
    const char *title, *address;
    enum lang lang;
    const char *spool_dir;
};

enum writer_fault { WRITER_GOOD, WRITER_TOO_MANY_ROWS, WRITER_CELL_TOO_LONG, WRITER_NO_SPOOL };

/* One table under way. Whoever streams takes what is in `out` and starts it anew between two rows. */
struct writer {
    const struct format *format;
    const struct about *about;
    const struct column *columns;
    size_t column_count;
    struct text out;
    bool has_rows;
    enum writer_fault fault;
    int file;    /* once finished, of a format that is spooled: the caller's to close; else -1 */
    void *state; /* of the format, in the arena it was opened with */
};

/* Before the first row: also writes what comes first. `about` may be NULL for formats that are not spooled, and lives
 * as long as the writer. */
struct writer writer_open(struct arena *arena, const struct format *format, const struct column *columns, size_t count,
                          const struct about *about);

/* `cells` are as many as the columns. */
void writer_row(struct writer *writer, const char *const *cells);
void writer_finish(struct writer *writer);

/* False with a refusal of `format` when rows came that it cannot hold, or with a cause. */
bool writer_is_good(const struct writer *writer, struct error *err) must_check;

/* What a sheet can hold besides its header. */
enum { WRITER_MOST_ROWS = 1048575, WRITER_MOST_CHARACTERS = 32767 };

#endif
