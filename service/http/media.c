/* The formats of replies and bodies. */
#include "http/media.h"

const struct media_type media_types[MEDIA_COUNT] = {
#define X(name, format, type, content_type, ending) [MEDIA_##name] = {format, type, content_type, ending},
    MEDIA_TYPES(X)
#undef X
};
