/* Entity tags and conditional reading. Pure. */
#ifndef HTTP_CONDITIONAL_PRIVATE_H
#define HTTP_CONDITIONAL_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* "\"<revision>-<16 hexadecimal digits of the XXH3 of the body>\"": the same content has the same tag everywhere. It guards
 * against change, not against forgery: whoever can choose a body may read it. */
const char *etag_make(struct arena *arena, int64_t revision, const char *body, size_t length);

/* Whether an If-None-Match header names that tag (weak comparison, RFC 9110, 13.1.2), also with a suffix that a
 * compressing proxy appended. */
bool etag_listed(const char *if_none_match, const char *etag);

enum if_match { IF_MATCH_MALFORMED, IF_MATCH_FITS, IF_MATCH_STALE };

/* What an If-Match header says about an object in that revision. Only what stands before the '-' is compared: it names
 * the stored object exactly, also in a tag that a compressing proxy weakened (W/) or lengthened. */
enum if_match etag_matches(const char *if_match, int64_t revision);

#endif
