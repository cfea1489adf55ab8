#include "base/embedded.h"

#include <stdlib.h>

#include "base/text.h"

const struct embedded *embedded_file(const char *name) {
    for (size_t i = 0; i < embedded_count; i++)
        if (text_equal(embedded_files[i].name, name)) return &embedded_files[i];
    abort(); /* the build put it there */
}
