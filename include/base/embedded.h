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

#endif
