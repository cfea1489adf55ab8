/* The formats of replies and bodies. */
#include "http/media.h"

#include <string.h>

#include "base/text.h"

const struct media_type media_types[MEDIA_COUNT] = {
#define X(name, format, type, content_type, ending) [MEDIA_##name] = {format, type, content_type, ending},
    MEDIA_TYPES(X)
#undef X
};

enum media media_of_file(const char *name) {
    const char *dot = strrchr(name, '.');
    int media = 0;
    while (media < MEDIA_COUNT && (dot == NULL || !text_equal(dot + 1, media_types[media].ending))) media++;
    return (enum media)media;
}
