/* Reading and writing CSV: what is taken, what is refused, where rows stand. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csv/reader.h"
#include "csv/writer.h"

static struct arena *arena;

static void open_arena(void) { arena = arena_create(); }
static void close_arena(void) { arena_destroy(arena); }

TestSuite(csv, .init = open_arena, .fini = close_arena);

static struct csv_reader *reader_of(const char *bytes, size_t length) {
    char path[] = "/tmp/test-csv-XXXXXX";
    int file = mkstemp(path);
    unlink(path);
    cr_assert(write(file, bytes, length) == (ssize_t)length);
    lseek(file, 0, SEEK_SET);
    return csv_reader_create(arena, file);
}

/* All rows as "line:cell|cell " and the fault, if any, as "!code@line". */
static const char *read_all(const char *bytes, size_t length) {
    struct csv_reader *reader = reader_of(bytes, length);
    struct error err = error_start(arena);
    struct text all = text_start(arena);
    const char *const *cells;
    size_t count;
    long line;
    int got;
    while ((got = csv_read(reader, &cells, &count, &line, &err)) == 1) {
        text_printf(&all, "%ld:", line);
        for (size_t i = 0; i < count; i++) text_printf(&all, "%s%s", i > 0 ? "|" : "", cells[i]);
        text_add_char(&all, ' ');
    }
    if (got < 0) text_printf(&all, "!%s@%ld", violation_code_name(err.violations[0].code), err.violations[0].line);
    return all.data;
}

static const struct {
    const char *name, *bytes, *rows;
} cases[] = {
    {"plain", "a,b\n1,2\n", "1:a|b 2:1|2 "},
    {"without a last line end", "a,b\n1,2", "1:a|b 2:1|2 "},
    {"CRLF", "a,b\r\n1,2\r\n", "1:a|b 2:1|2 "},
    {"CR alone", "a,b\r1,2\r3,4", "1:a|b 2:1|2 3:3|4 "},
    {"byte order mark",
     "\xEF\xBB\xBF"
     "a\n1\n",
     "1:a 2:1 "},
    {"quotes", "a,b\n\"x, \"\"y\"\"\",2\n", "1:a|b 2:x, \"y\"|2 "},
    {"line end in quotes", "a,b\n\"x\ny\",2\n3,4\n", "1:a|b 2:x\ny|2 4:3|4 "},
    {"blank lines", "a,b\n\n \n1,2\n\n", "1:a|b 4:1|2 "},
    {"blank first line", "\n\na\n1\n", "3:a 4:1 "},
    {"empty cells", "a,b,c\n1,,\n", "1:a|b|c 2:1|| "},
    {"rows of separators are blank", "a,b,c\n,,\n , ,\n\"\",,\n,,,,,\n\u00A0,,\n1,2,3\n", "1:a|b|c 7:1|2|3 "},
    {"rows of separators before the header", ";;\na;b;c\n1,5;2;3\n", "2:a|b|c 3:1,5|2|3 "},
    {"blank lines before the header", "\n\r\na;b\n1,5;2\n", "3:a|b 4:1,5|2 "},
    {"spaces around", "a , b\n 1 ,\" 2 \"\n", "1:a|b 2:1| 2  "},
    {"ragged rows are rows", "a,b\n1\n1,2,3\n", "1:a|b 2:1 3:1|2|3 "},
    {"semicolon", "a;b\n1,5;2\n", "1:a|b 2:1,5|2 "},
    {"lines that end in CR", "a;b\r1,5;2\r3,5;4\r", "1:a|b 2:1,5|2 3:3,5|4 "},
    {"the separator that there is most of", "a;b, c;d\n1,5;2;3\n", "1:a|b, c|d 2:1,5|2|3 "},
    {"tabs", "a\tb\tc\n1,5\t\t2;3\n", "1:a|b|c 2:1,5||2;3 "},
    {"sep=;", "sep=;\na;b\n1,5;2\n", "2:a|b 3:1,5|2 "},
    {"sep=, and CRLF", "SEP=,\r\na,\"b;c;d\"\r\n1,2\r\n", "2:a|b;c;d 3:1|2 "},
    {"sep= in quotes, a tab", "\"sep=\t\"\na\tb\n1\t2\n", "2:a|b 3:1|2 "},
    {"sep= of a word", "sep=ab,b\n1,2\n", "1:sep=ab|b 2:1|2 "},
    {"byte order mark and sep=", "\xEF\xBB\xBFsep=;\na;b\n", "2:a|b "},
    {"comma wins", "a,\"b;c\"\n1,2\n", "1:a|b;c 2:1|2 "},
    {"semicolon in a cell", "a,b\n1;2,3\n", "1:a|b 2:1;2|3 "},
    {"UTF-8", "a\nÅäö–\n", "1:a 2:Åäö– "},
    {"not UTF-8", "a\n\xE5\n", "1:a !not_utf8@2"},
    {"quote inside a cell", "a,b\n1,2\"3\n", "1:a|b !malformed_csv@2"},
    {"text after a quoted cell", "a,b\n\"1\"2,3\n", "1:a|b !malformed_csv@2"},
    {"quote never closed", "a,b\n1,2\n\"3,4\n5,6\n", "1:a|b 2:1|2 !malformed_csv@3"},
    {"nothing", "", ""},
    {"only blank lines", "\n\n", ""},
};

Test(csv, reads_rows_with_their_lines) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *rows = read_all(cases[i].bytes, strlen(cases[i].bytes));
        cr_expect_str_eq(rows, cases[i].rows, "%s: %s", cases[i].name, rows);
    }
}

/* Pairs of bytes: UTF-16 in both orders, a character beyond the first plane, half of one. */
Test(csv, reads_utf16) {
    static const char little[] = "\xFF\xFE"
                                 "a\0;\0b\0\r\0\n\0\xE5\0;\0\x3D\xD8\x00\xDE\n\0";
    static const char big[] = "\xFE\xFF"
                              "\0a\0;\0b\0\r\0\n\0\xE5\0;\xD8\x3D\xDE\x00\0\n";
    static const char half[] = "\xFF\xFE"
                               "a\0\n\0\x3D\xD8\n\0";
    cr_expect_str_eq(read_all(little, sizeof little - 1), "1:a|b 2:å|😀 ");
    cr_expect_str_eq(read_all(big, sizeof big - 1), "1:a|b 2:å|😀 ");
    cr_expect_str_eq(read_all(half, sizeof half - 1), "1:a !not_utf8@2");
    cr_expect_str_eq(read_all("a\0;\0b\0\n\0", 8), "!not_utf8@1");
}

Test(csv, refuses_nul) { cr_expect_str_eq(read_all("a\nx\0y\n", 6), "1:a !not_utf8@2"); }

/* `head`, then so many times `c`, then a line end. */
static const char *padded(const char *head, char c, size_t count) {
    struct text bytes = text_start(arena);
    text_add(&bytes, head);
    for (size_t i = 0; i < count; i++) text_add_char(&bytes, c);
    text_add_char(&bytes, '\n');
    return bytes.data;
}

Test(csv, bounds_cells) {
    const char *fits = padded("a\n", 'x', CSV_MOST_CELL_BYTES), *too_long = padded("a\n", 'x', CSV_MOST_CELL_BYTES + 1);
    cr_expect(strstr(read_all(fits, strlen(fits)), "!") == NULL);
    cr_expect_str_eq(read_all(too_long, strlen(too_long)), "1:a !too_long@2");
}

/* A quote that swallows the rest of a large file must not swallow memory too. */
Test(csv, bounds_rows) {
    const char *bytes = padded("a\n\"", '\n', 3 * CSV_MOST_ROW_BYTES);
    cr_expect_str_eq(read_all(bytes, strlen(bytes)), "1:a !too_long@2");
}

Test(csv, bounds_the_number_of_cells) {
    const char *fits = padded("", ',', CSV_MOST_CELLS - 1), *too_many = padded("", ',', CSV_MOST_CELLS);
    cr_expect(strstr(read_all(fits, strlen(fits)), "!") == NULL);
    cr_expect_str_eq(read_all(too_many, strlen(too_many)), "!too_many@1");
}

Test(csv, keeps_lines_over_many_buffers) {
    struct text bytes = text_start(arena);
    for (int i = 0; i < 100000; i++) text_printf(&bytes, "%d,\"%d\"\r\n", i, i);
    struct csv_reader *reader = reader_of(bytes.data, bytes.length);
    struct error err = error_start(arena);
    const char *const *cells;
    size_t count;
    long line, row = 0;
    while (csv_read(reader, &cells, &count, &line, &err) == 1) {
        cr_assert(count == 2 && line == row + 1 && strtol(cells[0], NULL, 10) == row, "row %ld at line %ld", row, line);
        row++;
    }
    cr_expect(row == 100000 && !error_is_set(&err));
}

static const struct {
    const char *value;
    bool is_number;
    const char *cell;
} written[] = {
    {NULL, false, ""},
    {"", false, ""},
    {"plain", false, "plain"},
    {"a,b", false, "\"a,b\""},
    {"a\"b", false, "\"a\"\"b\""},
    {"a\nb", false, "\"a\nb\""},
    {" a", false, "\" a\""},
    {"=1+1", false, "'=1+1"},
    {"+46", false, "'+46"},
    {"-1", false, "'-1"},
    {"-1", true, "-1"},
    {"@x", false, "'@x"},
    {"\tx", false, "\"'\tx\""},
    {"\rx", false, "\"'\rx\""},
    {"a;b", false, "a;b"},
    {"=a,b", false, "\"'=a,b\""},
};

Test(csv, writes_cells) {
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        struct text out = text_start(arena);
        csv_add_cell(&out, written[i].value, written[i].is_number, ',');
        cr_expect_str_eq(out.data, written[i].cell, "%zu: %s", i, out.data);
    }
}

Test(csv, reads_what_it_writes) {
    const char *const values[] = {"a,b", "c\"d", "e\nf", " g ", NULL, "å"};
    struct text out = text_start(arena);
    csv_add_row(&out, values, 6, ',');
    cr_expect_str_eq(read_all(out.data, out.length), "1:a,b|c\"d|e\nf| g ||å ");
}
