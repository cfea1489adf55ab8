/* embed OUT.c [NAME=]FILE...: writes the files, under the names given, as the table of include/base/embedded.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_PER_LINE = 24 };

static void die(const char *what) {
    fprintf(stderr, "embed: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

static const char *file_of(const char *word) {
    const char *equals = strchr(word, '=');
    return equals == NULL ? word : equals + 1;
}

/* Numbers instead of a string literal: a literal over 4095 bytes is not portable C. */
static long write_bytes(FILE *out, const char *name, int number) {
    FILE *in = fopen(name, "rb");
    if (in == NULL) die(name);
    fprintf(out, "static const unsigned char text_%d[] = {", number);
    long length = 0;
    for (int byte = getc(in); byte != EOF; byte = getc(in), length++)
        fprintf(out, "%s%d,", length % BYTES_PER_LINE == 0 ? "\n" : "", byte);
    if (ferror(in)) die(name);
    fclose(in);
    fputs("0};\n", out);
    return length;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fputs("usage: embed OUT.c [NAME=]FILE...\n", stderr);
        return EXIT_FAILURE;
    }
    FILE *out = fopen(argv[1], "w");
    if (out == NULL) die(argv[1]);
    long *lengths = calloc((size_t)argc, sizeof *lengths);
    if (lengths == NULL) die("memory");
    fputs("/* Written by tools/embed.c. */\n#include \"base/embedded.h\"\n\n", out);
    for (int i = 2; i < argc; i++) lengths[i] = write_bytes(out, file_of(argv[i]), i);
    fputs("\nconst struct embedded embedded_files[] = {\n", out);
    for (int i = 2; i < argc; i++)
        fprintf(out, "    {\"%.*s\", (const char *)text_%d, %ld},\n", (int)strcspn(argv[i], "="), argv[i], i,
                lengths[i]);
    fputs("};\nconst size_t embedded_count = sizeof embedded_files / sizeof *embedded_files;\n", out);
    free(lengths);
    if (fclose(out) != 0) die(argv[1]);
    return EXIT_SUCCESS;
}
