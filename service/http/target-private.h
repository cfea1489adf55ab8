/* The request target, read strictly: nothing is repaired and nothing is dropped. Pure. */
#ifndef HTTP_TARGET_PRIVATE_H
#define HTTP_TARGET_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/parameter.h"

enum target_fault {
    TARGET_FINE,
    TARGET_NO_PATH,       /* neither /path nor http://host/path nor * */
    TARGET_BAD_CHARACTER, /* white space or a control character, in the path also when escaped */
    TARGET_BAD_ESCAPE,    /* % without two hexadecimal digits */
    TARGET_NUL,           /* %00 */
    TARGET_ENCODED_SLASH, /* %2F in the path */
    TARGET_BACKSLASH,     /* in the path, also when escaped */
    TARGET_EMPTY_SEGMENT, /* // */
    TARGET_DOT_SEGMENT,   /* . or .. as a segment, also when escaped */
    TARGET_NOT_UTF8,
    TARGET_FRAGMENT, /* # */
    TARGET_FAULT_COUNT
};

struct target {
    const char *path;             /* decoded; "*" for the asterisk form */
    const char *query;            /* raw, "" when there is none */
    struct parameter *parameters; /* decoded, in order; without `=` the value is "" */
    size_t parameter_count;
};

/* Reads `raw` as the origin, absolute or asterisk form of RFC 9112, 3.2; everything is copied to the arena. */
enum target_fault target_parse(struct arena *arena, const char *raw, struct target *target);

/* Where the path of `raw` starts, not decoded, after scheme and authority in the absolute form; NULL when there is
 * none. */
const char *target_find_path(const char *raw);

/* Sets 400 with a sentence that names the fault. Returns false. */
bool target_refuse(enum target_fault fault, struct error *err);

/* The path with everything escaped that RFC 3986 does not allow in one. */
const char *target_encode(struct arena *arena, const char *path);

#endif
