/* The bytes of a request's head, followed from first to last. Pure.
 *
 * libmicrohttpd hands out texts that end at the first NUL, loses folded lines, ends the head at a line that starts
 * with NUL or a colon, and takes LF for CR LF. But its texts point into its buffer, where it has put a NUL for the
 * separator after method, target and name, and two for each CR LF. So the head was plain when every text begins
 * exactly where the one before it ends, up to the last byte: each gap is something that was cut off or passed over.
 *
 * What this cannot see is a NUL or a colon in the place of CR right before a bare LF: it reads as the CR LF which any
 * intermediary would have written there. */
#ifndef HTTP_HEAD_PRIVATE_H
#define HTTP_HEAD_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

struct head {
    const char *target, *version;
    const char *next; /* where the next name must begin; NULL once something did not follow */
    const char *end;
};

/* With the target as it stands in the buffer, not yet decoded; NULL when there is none. */
struct head head_start(const char *target);

/* The request line, of a head of `size` bytes. */
void head_add_line(struct head *head, const char *method, const char *version, size_t size);

/* The next header. */
void head_add(struct head *head, const char *name, const char *value);

/* Whether the empty line is all that is left. */
bool head_is_plain(const struct head *head);

#endif
