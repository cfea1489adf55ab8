/* Which format to answer with, and what a body claims to be. Pure. */
#ifndef HTTP_NEGOTIATE_PRIVATE_H
#define HTTP_NEGOTIATE_PRIVATE_H

#include <stdbool.h>

#include "base/arena.h"
#include "cache/cache.h"
#include "http/media.h"

/* The best of `produces` (a set of MEDIA_BIT) for an Accept header (RFC 9110, 12.5.1); the lowest when the header is
 * NULL or empty or several are equally good; -1 when it allows none. */
int negotiate_accept(const char *accept, unsigned produces);

/* The member of `produces` whose `format=` name that is; -1 when none has it. */
int negotiate_format(const char *format, unsigned produces);

/* The member of `accepts` that a Content-Type names; -1 when none, or when its charset is not UTF-8. */
int negotiate_content_type(const char *content_type, unsigned accepts);

/* How the client wants the body: the coding it gives the highest quality, Brotli before gzip before none. */
enum cache_coding negotiate_coding(const char *accept_encoding);

/* Whether any of a set has a `format=` name. */
bool negotiate_has_formats(unsigned set);

/* "json, csv": the `format=` names of a set; "" when it has none. */
const char *negotiate_formats(struct arena *arena, unsigned set);

/* "application/json, text/csv": the media types of a set. */
const char *negotiate_types(struct arena *arena, unsigned set);

#endif
