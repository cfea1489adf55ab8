/* Files of the repository that travel inside the program (migrations, views, statements, reference lists), sorted by
 * name. tools/embed.c writes the table at build time; CMakeLists.txt says which files. */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
    const char *name; /* path in the repository: "sql/views/areas.sql" */
    const char *text; /* ends with a NUL that `length` does not count */
    size_t length;
};

extern const struct embedded embedded_files[];
extern const size_t embedded_count;

/* The file of that name, which the build has put there. */
const struct embedded *embedded_file(const char *name);

/* A statement, a file below sql/queries, by its number in the header that is written with it; the first one
 * stands for none. */
struct embedded_statement {
    const char *name, *text;
    size_t parameters;          /* as its head names them */
    const char *const *columns; /* of its rows, likewise; NULL: nobody reads them */
    size_t column_count;
};

extern const struct embedded_statement embedded_statements[];

#endif
