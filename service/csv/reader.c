/* CSV row by row: libcsv's strict parser, fed one physical line at a time so that rows know where they start. */
#include "csv/reader.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/decode.h"
#include "base/memory.h"
#include "base/text.h"

enum { BUFFER_SIZE = 256 * 1024, PIECE_SIZE = 32 * 1024 };

struct csv_reader {
    struct csv_parser parser;
    struct arena *arena;
    struct decoder decoder;
    /* what has been read and not yet parsed */
    unsigned char buffer[BUFFER_SIZE];
    size_t start, end;
    bool at_end, started, finished;
    unsigned char separator;
    /* the row under construction: its cells one after the other, each terminated */
    char *row;
    size_t row_length, row_capacity;
    size_t *offsets;
    const char **cells;
    size_t cell_count;
    size_t fed; /* bytes of the row given to the parser */
    bool complete;
    long line, row_line;
    /* what is wrong with it */
    enum violation_code fault;
    const char *fault_words[2];
    bool failed;
};

static void release_reader(void *object) {
    struct csv_reader *reader = object;
    csv_free(&reader->parser);
    free(reader->row);
    free(reader->offsets);
    free(reader->cells);
    free(reader);
}

struct csv_reader *csv_reader_create(struct arena *arena, int file) {
    struct csv_reader *reader = memory_zeroed(1, sizeof *reader);
    if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) abort();
    reader->arena = arena;
    reader->decoder.file = file;
    reader->line = 1;
    reader->separator = ',';
    reader->row_capacity = CSV_MOST_ROW_BYTES + CSV_MOST_CELLS + PIECE_SIZE;
    reader->row = memory_take(reader->row_capacity);
    reader->offsets = memory_take(CSV_MOST_CELLS * sizeof *reader->offsets);
    reader->cells = memory_take(CSV_MOST_CELLS * sizeof *reader->cells);
    arena_defer(arena, release_reader, reader);
    return reader;
}

char csv_separator(const struct csv_reader *reader) { return (char)reader->separator; }

/* ---- what the parser calls ---- */

static void fail(struct csv_reader *reader, enum violation_code fault, const char *word) {
    if (reader->failed) return;
    reader->failed = true;
    reader->fault = fault;
    reader->fault_words[0] = word;
}

static void take_cell(void *bytes, size_t length, void *state) {
    struct csv_reader *reader = state;
    if (reader->failed) return;
    if (reader->cell_count == CSV_MOST_CELLS) {
        fail(reader, VIOLATION_TOO_MANY, arena_printf(reader->arena, "%d", CSV_MOST_CELLS));
    } else if (length > CSV_MOST_CELL_BYTES || reader->row_length + length + 1 > reader->row_capacity) {
        fail(reader, VIOLATION_TOO_LONG, arena_printf(reader->arena, "%d", CSV_MOST_CELL_BYTES));
    } else if (!text_is_utf8(bytes, length)) {
        reader->fault_words[1] = decode_guess(bytes, length);
        fail(reader, VIOLATION_NOT_UTF8, NULL);
    } else {
        reader->offsets[reader->cell_count++] = reader->row_length;
        memcpy(reader->row + reader->row_length, bytes, length);
        reader->row_length += length;
        reader->row[reader->row_length++] = '\0';
    }
}

static void end_row(int terminator, void *state) {
    struct csv_reader *reader = state;
    (void)terminator;
    reader->complete = true;
}

/* ---- reading ---- */

static void fill(struct csv_reader *reader) {
    if (reader->start > 0) {
        memmove(reader->buffer, reader->buffer + reader->start, reader->end - reader->start);
        reader->end -= reader->start;
        reader->start = 0;
    }
    while (!reader->at_end && reader->end < BUFFER_SIZE) {
        if (BUFFER_SIZE - reader->end < DECODE_LEAST) break;
        ssize_t got = decode_read(&reader->decoder, (char *)reader->buffer + reader->end, BUFFER_SIZE - reader->end);
        if (got < 0) fail(reader, VIOLATION_MALFORMED_CSV, "the file cannot be read");
        if (got <= 0) reader->at_end = true;
        if (got > 0) reader->end += (size_t)got;
        if (reader->end - reader->start >= PIECE_SIZE) break;
    }
}

/* Bytes up to and with the next line end, at most PIECE_SIZE; 0 at the end of the file. */
static size_t next_piece(struct csv_reader *reader) {
    if (reader->end - reader->start < PIECE_SIZE && !reader->at_end) fill(reader);
    const unsigned char *at = reader->buffer + reader->start;
    size_t left = reader->end - reader->start;
    size_t most = left < PIECE_SIZE ? left : PIECE_SIZE;
    const unsigned char *newline = memchr(at, '\n', most);
    size_t length = newline == NULL ? most : (size_t)(newline - at) + 1;
    const unsigned char *cr = memchr(at, '\r', length);
    bool alone = cr != NULL && (size_t)(cr - at) + 1 < length && cr[1] != '\n';
    return alone ? (size_t)(cr - at) + 1 : length;
}

/* ---- the separator ---- */

static const char separators[] = ",;\t"; /* the first wins where the header has as many of several */

static bool ends_line(unsigned char c) { return c == '\n' || c == '\r'; }

/* The one that the header has most of outside quotes. */
static void choose_separator(struct csv_reader *reader) {
    size_t counts[sizeof separators] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = reader->start; i < reader->end && (quoted || !ends_line(reader->buffer[i])); i++) {
        const char *found = memchr(separators, reader->buffer[i], sizeof separators - 1);
        if (reader->buffer[i] == '"') quoted = !quoted;
        if (found != NULL && !quoted) counts[found - separators]++;
    }
    for (size_t i = 1; i < sizeof separators - 1; i++)
        if (counts[i] > counts[best]) best = i;
    reader->separator = (unsigned char)separators[best];
}

/* A first line `sep=;` is Excel's own and no row; it may be quoted. */
static bool take_separator_line(struct csv_reader *reader) {
    const unsigned char *at = reader->buffer + reader->start, *end = reader->buffer + reader->end;
    bool quoted = at < end && *at == '"';
    size_t length = sizeof "sep=;" - 1 + 2 * quoted;
    if ((size_t)(end - at) <= length || strncasecmp((const char *)at + quoted, "sep=", 4) != 0) return false;
    const unsigned char *separator = at + quoted + 4, *rest = at + length;
    if (memchr(separators, *separator, sizeof separators - 1) == NULL || !ends_line(*rest)) return false;
    reader->separator = *separator;
    bool both = rest + 1 < end && rest[0] == '\r' && rest[1] == '\n';
    reader->start += length + 1 + both;
    reader->line++;
    return true;
}

static void begin(struct csv_reader *reader) {
    fill(reader);
    /* blank lines say nothing */
    while (reader->start < reader->end && ends_line(reader->buffer[reader->start])) {
        bool pair = reader->buffer[reader->start] == '\r' && reader->start + 1 < reader->end &&
                    reader->buffer[reader->start + 1] == '\n';
        reader->start += 1 + (size_t)pair;
        reader->line++;
    }
    if (!take_separator_line(reader)) choose_separator(reader);
    csv_set_delim(&reader->parser, reader->separator);
    reader->started = true;
}

/* ---- rows ---- */

static void count_lines(struct csv_reader *reader, size_t length) {
    unsigned char last = reader->buffer[reader->start + length - 1];
    bool more = reader->start + length < reader->end;
    bool lone_cr = last == '\r' && more && reader->buffer[reader->start + length] != '\n';
    if (last == '\n' || lone_cr) reader->line++;
}

static void feed(struct csv_reader *reader, size_t length) {
    size_t parsed = csv_parse(&reader->parser, reader->buffer + reader->start, length, take_cell, end_row, reader);
    if (parsed != length) fail(reader, VIOLATION_MALFORMED_CSV, "a quote stands inside a cell that is not quoted");
    count_lines(reader, length);
    reader->start += length;
    reader->fed += length;
    if (reader->fed > CSV_MOST_ROW_BYTES)
        fail(reader, VIOLATION_TOO_LONG, arena_printf(reader->arena, "%d", CSV_MOST_ROW_BYTES));
}

static void finish(struct csv_reader *reader) {
    reader->finished = true;
    if (csv_fini(&reader->parser, take_cell, end_row, reader) != 0)
        fail(reader, VIOLATION_MALFORMED_CSV, "a quoted cell is never closed");
}

static void start_row(struct csv_reader *reader) {
    reader->row_length = reader->cell_count = reader->fed = 0;
    reader->complete = false;
    reader->row_line = reader->line;
}

static void read_row(struct csv_reader *reader) {
    start_row(reader);
    while (!reader->complete && !reader->failed && !reader->finished) {
        size_t length = next_piece(reader);
        if (length == 0) {
            finish(reader);
        } else {
            feed(reader, length);
            if (!reader->complete && reader->cell_count == 0 && reader->parser.pstate == 0)
                start_row(reader); /* blank */
        }
    }
}

/* A row of separators and nothing else, as spreadsheets write below the last one. */
static bool is_blank_row(const struct csv_reader *reader) {
    for (size_t i = 0; i < reader->cell_count; i++)
        if (!text_is_blank(reader->row + reader->offsets[i])) return false;
    return true;
}

int csv_read(struct csv_reader *reader, const char *const **cells, size_t *count, long *line, struct error *err) {
    if (!reader->started) begin(reader);
    do {
        if (!reader->failed) read_row(reader);
    } while (!reader->failed && reader->complete && is_blank_row(reader));
    if (reader->failed) {
        bool unreadable = reader->fault == VIOLATION_MALFORMED_CSV || reader->fault == VIOLATION_NOT_UTF8;
        error_add(err, unreadable ? PROBLEM_MALFORMED_BODY : PROBLEM_INVALID_BODY, PLACE_COLUMN, "", reader->row_line,
                  reader->fault, reader->fault_words[0], reader->fault_words[1]);
        return -1;
    }
    if (!reader->complete) return 0;
    for (size_t i = 0; i < reader->cell_count; i++) reader->cells[i] = reader->row + reader->offsets[i];
    *cells = reader->cells;
    *count = reader->cell_count;
    *line = reader->row_line;
    return 1;
}
