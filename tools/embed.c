/* embed OUT.c OUT.h [NAME=]FILE...: writes the files, under the names given, as the tables of include/base/embedded.h,
 * and what the program calls its statements as a header.
 *
 * A statement is a file below a folder `queries`, called by its file's name. What it takes and gives stands in its
 * head:
 *
 *     -- What it is for. $1 code, $2 the day.
 *     -- Row fault: line, column (of the file), code.
 *
 * Remarks stand in parentheses; a statement whose rows nobody reads has no such row. Rows of one name have the same
 * columns. Whether the statement is as its head says is asked of the database (store_check_statements). */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_PER_LINE = 96, MOST_COLUMNS = 64, MOST_NAME = 64 };

struct row {
    char name[MOST_NAME]; /* "": nobody reads it */
    char columns[MOST_COLUMNS][MOST_NAME];
    int count;
};

struct file {
    const char *path, *source; /* its name in the table, and where it is */
    char *text;
    long length;
    bool is_statement;
    char name[MOST_NAME];
    int parameters;
    struct row row;
};

static void die(const char *where, const char *what) {
    fprintf(stderr, "embed: %s: %s\n", where, what);
    exit(EXIT_FAILURE);
}

static void *taken(void *memory) {
    if (memory == NULL) die("memory", strerror(errno));
    return memory;
}

/* ---- reading ---- */

static void read_text(struct file *file) {
    FILE *in = fopen(file->source, "rb");
    if (in == NULL || fseek(in, 0, SEEK_END) != 0 || (file->length = ftell(in)) < 0) die(file->path, strerror(errno));
    rewind(in);
    file->text = taken(calloc((size_t)file->length + 1, 1));
    if (fread(file->text, 1, (size_t)file->length, in) != (size_t)file->length) die(file->path, "cannot be read");
    fclose(in);
}

/* queries/reading/one.sql: "one". */
static void read_name(struct file *file) {
    const char *base = strrchr(file->path, '/'), *end = strrchr(file->path, '.');
    file->is_statement = strstr(file->path, "/queries/") != NULL && base != NULL && end != NULL && base < end;
    if (!file->is_statement) return;
    if (end - base > MOST_NAME) die(file->path, "the name is too long");
    memcpy(file->name, base + 1, (size_t)(end - base - 1));
}

/* The highest $n of the comments. */
static void count_parameters(struct file *file) {
    for (const char *line = file->text; line != NULL; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        size_t length = strncmp(line, "--", 2) == 0 ? strcspn(line, "\n") : 0;
        for (size_t i = 0; i < length; i++) {
            int number = line[i] == '$' ? atoi(line + i + 1) : 0;
            if (number > file->parameters) file->parameters = number;
        }
    }
}

/* Copies a word of a head, from one line of it to the next. */
static const char *read_word(const struct file *file, const char *at, char word[MOST_NAME]) {
    int length = 0;
    at += strspn(at, " \n-");
    for (; isalnum((unsigned char)*at) || *at == '_'; at++) {
        if (length == MOST_NAME - 1) die(file->path, "a name in its row is too long");
        word[length++] = *at;
    }
    if (length == 0) die(file->path, "its row has a column without a name");
    word[length] = '\0';
    return at;
}

static const char *skip_remark(const struct file *file, const char *at) {
    at += strspn(at, " \n-");
    if (*at != '(') return at;
    at += strcspn(at, ")");
    if (*at == '\0') die(file->path, "a remark in its row does not end");
    return at + 1;
}

static void read_row(struct file *file) {
    struct row *row = &file->row;
    const char *at = strstr(file->text, "-- Row ");
    if (at == NULL) return;
    at = read_word(file, at + strlen("-- Row "), row->name);
    do {
        if (row->count == MOST_COLUMNS) die(file->path, "its row has too many columns");
        at = skip_remark(file, read_word(file, at + 1, row->columns[row->count++]));
    } while (*at == ',');
    if (*at != '.') die(file->path, "its row does not end with a full stop");
}

static void read_file(struct file *file) {
    read_text(file);
    read_name(file);
    if (!file->is_statement) return;
    count_parameters(file);
    read_row(file);
}

/* ---- the tables ---- */

/* A string literal, which compilers read some fifty times as fast as a list of numbers, of any bytes: what is not plain
 * is written as three octal digits, so that no digit after it belongs to it. Longer than the standard promises to take,
 * hence the pragma of write_tables. */
static void write_bytes(FILE *out, const struct file *file, int number) {
    fprintf(out, "static const char text_%d[] =", number);
    for (long i = 0; i < file->length; i++) {
        unsigned char byte = (unsigned char)file->text[i];
        bool is_plain = byte >= ' ' && byte <= '~' && strchr("\"\\?", byte) == NULL;
        if (i % BYTES_PER_LINE == 0) fputs(i == 0 ? "\n\"" : "\"\n\"", out);
        fprintf(out, is_plain ? "%c" : "\\%03o", byte);
    }
    fputs(file->length == 0 ? "\"\";\n" : "\";\n", out);
}

static void write_columns(FILE *out, const struct row *row, int number) {
    if (row->count == 0) return;
    fprintf(out, "static const char *const columns_%d[] = {", number);
    for (int i = 0; i < row->count; i++) fprintf(out, "\"%s\", ", row->columns[i]);
    fputs("};\n", out);
}

static void write_statement(FILE *out, const struct file *file, int number) {
    fprintf(out, "    {\"%s\", text_%d, %d, ", file->name, number, file->parameters);
    if (file->row.count == 0)
        fputs("NULL, 0},\n", out);
    else
        fprintf(out, "columns_%d, %d},\n", number, file->row.count);
}

static void write_tables(FILE *out, const struct file *files, int count) {
    fputs("/* Written by tools/embed.c. */\n#include \"base/embedded.h\"\n\n"
          "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n",
          out);
    for (int i = 0; i < count; i++) write_bytes(out, &files[i], i);
    for (int i = 0; i < count; i++) write_columns(out, &files[i].row, i);
    fputs("\nconst struct embedded embedded_files[] = {\n", out);
    for (int i = 0; i < count; i++) fprintf(out, "    {\"%s\", text_%d, %ld},\n", files[i].path, i, files[i].length);
    fputs("};\nconst size_t embedded_count = sizeof embedded_files / sizeof *embedded_files;\n", out);
    fputs("\nconst struct embedded_statement embedded_statements[] = {\n    {NULL, NULL, 0, NULL, 0},\n", out);
    for (int i = 0; i < count; i++)
        if (files[i].is_statement) write_statement(out, &files[i], i);
    fputs("};\n", out);
}

/* ---- the header ---- */

static void write_upper(FILE *out, const char *name) {
    for (; *name != '\0'; name++) fputc(toupper((unsigned char)*name), out);
}

static void write_row(FILE *out, const struct row *row) {
    fputs("\nenum {\n", out);
    for (int i = 0; i < row->count; i++) {
        fputs("    ", out);
        write_upper(out, row->name);
        fputc('_', out);
        write_upper(out, row->columns[i]);
        fputs(",\n", out);
    }
    fputs("    ", out);
    write_upper(out, row->name);
    fputs("_COLUMNS\n};\n", out);
}

static bool is_same_row(const struct row *a, const struct row *b) {
    bool same = a->count == b->count;
    for (int i = 0; same && i < a->count; i++) same = strcmp(a->columns[i], b->columns[i]) == 0;
    return same;
}

/* Once for each name. */
static void write_rows(FILE *out, const struct file *files, int count) {
    for (int i = 0; i < count; i++) {
        bool is_new = files[i].row.count > 0;
        for (int j = 0; is_new && j < i; j++) {
            if (strcmp(files[j].row.name, files[i].row.name) != 0) continue;
            if (!is_same_row(&files[j].row, &files[i].row)) die(files[i].path, "its row is another's of that name");
            is_new = false;
        }
        if (is_new) write_row(out, &files[i].row);
    }
}

static void write_header(FILE *out, const struct file *files, int count) {
    fputs("/* Written by tools/embed.c from sql/queries: statements, their parameters, the columns of their rows. */\n"
          "#ifndef STORE_STATEMENTS_H\n#define STORE_STATEMENTS_H\n\nenum statement {\n    SQL_NONE,\n",
          out);
    for (int i = 0; i < count; i++) {
        if (!files[i].is_statement) continue;
        fputs("    SQL_", out);
        write_upper(out, files[i].name);
        fputs(",\n", out);
    }
    fputs("    SQL_END\n};\n\nenum {\n", out);
    for (int i = 0; i < count; i++) {
        if (!files[i].is_statement) continue;
        fputs("    PARAMETERS_OF_SQL_", out);
        write_upper(out, files[i].name);
        fprintf(out, " = %d,\n", files[i].parameters);
    }
    fputs("};\n", out);
    write_rows(out, files, count);
    fputs("\n#endif\n", out);
}

/* ---- writing ---- */

typedef void writer(FILE *out, const struct file *files, int count);

/* A file that would be the same is left alone, so that nothing is built anew for it. */
static void write_out(const char *path, writer *write, const struct file *files, int count) {
    char *text = NULL;
    size_t length = 0;
    struct file before = {.path = path, .source = path};
    FILE *out = taken(open_memstream(&text, &length)), *there = fopen(path, "rb");
    write(out, files, count);
    if (fclose(out) != 0) die(path, strerror(errno));
    if (there != NULL) {
        fclose(there);
        read_text(&before);
    }
    bool is_same = there != NULL && (size_t)before.length == length && memcmp(before.text, text, length) == 0;
    if (!is_same) {
        out = taken(fopen(path, "wb"));
        if (fwrite(text, 1, length, out) != length || fclose(out) != 0) die(path, strerror(errno));
    }
    free(before.text);
    free(text);
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fputs("usage: embed OUT.c OUT.h [NAME=]FILE...\n", stderr);
        return EXIT_FAILURE;
    }
    int count = argc - 3;
    struct file *files = taken(calloc((size_t)count, sizeof *files));
    for (int i = 0; i < count; i++) {
        char *equals = strchr(argv[i + 3], '=');
        if (equals != NULL) *equals = '\0';
        files[i].path = argv[i + 3];
        files[i].source = equals == NULL ? argv[i + 3] : equals + 1;
        read_file(&files[i]);
    }
    write_out(argv[1], write_tables, files, count);
    write_out(argv[2], write_header, files, count);
    for (int i = 0; i < count; i++) free(files[i].text);
    free(files);
    return EXIT_SUCCESS;
}
