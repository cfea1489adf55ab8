/* The codes of the reference lists, from the same file that `migrate` loads into the database. */
#ifndef DOMAIN_CODELIST_H
#define DOMAIN_CODELIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Whether `code` belongs to `list` ("trust_form"). */
bool codelist_has(const char *list, const char *code);

/* The spelling of `code` in `list`, whatever case it was sent in; NULL when the list has no such code. */
const char *codelist_fold(const char *list, const char *code);

/* The codes in order; count 0 when there is no such list. */
size_t codelist_codes(const char *list, const char *const **codes);

/* "a, b, c" for messages. */
const char *codelist_words(struct arena *arena, const char *list);

#endif
