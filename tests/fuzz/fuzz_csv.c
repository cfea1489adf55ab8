/* Files of rows, whatever their encoding, separator and line ends. What was read and is written is read again. */
#include "csv/reader.h"
#include "csv/writer.h"
#include "fuzz.h"

static struct csv_reader *reader_of(struct arena *arena, const struct text *bytes, int *file) {
    *file = file_of(bytes->data, bytes->length);
    return csv_reader_create(arena, *file);
}

static bool is_any(const char *const *cells, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (*cells[i] != '\0') return true;
    return false;
}

/* One row as we write it, behind a line that tells the separator. */
static void read_again(const char *const *cells, size_t count) {
    struct arena *arena = arena_watched();
    struct text bytes = text_start(arena);
    struct error err = error_start(arena);
    const char *const *again;
    size_t again_count;
    long line;
    int file;
    text_add(&bytes, "sep=;\r\n");
    csv_add_row(&bytes, cells, count, ';');
    struct csv_reader *reader = reader_of(arena, &bytes, &file);
    must(csv_read(reader, &again, &again_count, &line, &err) == 1 && again_count == count);
    for (size_t i = 0; i < count; i++) must(text_equal(csv_without_guard(again[i]), cells[i]));
    must(csv_read(reader, &again, &again_count, &line, &err) == 0);
    close(file);
    arena_destroy(arena);
}

static void judge_row(const char *const *cells, size_t count, long line, long before) {
    enum { MOST_WRITTEN = 20 };
    must(count > 0 && count <= CSV_MOST_CELLS && line > before && is_any(cells, count));
    for (size_t i = 0; i < count; i++) must(text_is_utf8(cells[i], strlen(cells[i])));
    if (line <= MOST_WRITTEN) read_again(cells, count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_watched();
    struct error err = error_start(arena);
    const char *const *cells;
    size_t count;
    long line = 0, before = 0;
    int file = file_of(data, size), got;
    struct csv_reader *reader = csv_reader_create(arena, file);
    for (; (got = csv_read(reader, &cells, &count, &line, &err)) == 1; before = line)
        judge_row(cells, count, line, before);
    must((got < 0) == is_refusal(&err));
    if (before > 0) must(strchr(",;\t", csv_separator(reader)) != NULL);
    close(file);
    arena_destroy(arena);
    return 0;
}
