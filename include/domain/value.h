/* One validator for single values, whether they come from a query string, a CSV cell or a JSON body. */
#ifndef DOMAIN_VALUE_H
#define DOMAIN_VALUE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "domain/resource.h"

/* Where a value came from, for the violation. */
struct origin {
    enum problem kind; /* PROBLEM_INVALID_PARAMETERS, PROBLEM_INVALID_BODY */
    enum place place;
    const char *name; /* parameter, pointer or column */
    long line;
    bool fold_case; /* imports fold the case of codes */
};

/* Checks one value of a field (one item when the field is a list) and returns its canonical spelling: codes folded
 * when origin says so, the rest as sent. NULL with a violation added to `err` when it is not of the field's type,
 * outside its bounds or not in its list. Whether a REF exists is for the database to say. */
const char *value_check(const struct field *field, const char *value, const struct origin *origin, struct error *err);

/* The same of well-formed UTF-8 where an empty value is only one that is not of the type. */
const char *value_check_type(const struct field *field, const char *value, const struct origin *origin,
                             struct error *err);

/* The type in words for messages and documentation: "an integer", "one of a, b, c". */
const char *value_type_words(struct arena *arena, const struct field *field);

/* Whether a message may repeat it: at most 64 ASCII letters, digits, hyphens and underscores. */
bool value_is_word(const char *value);

bool value_is_code(const char *value);
bool value_is_uuid(const char *value);
bool value_is_integer(const char *value);
bool value_is_decimal(const char *value);
bool value_is_date(const char *value);
bool value_is_time(const char *value);

#endif
