/* One reader of query parameters: lists, objects, analyses and imports say what they take, and read each value with the
 * functions here. What is wrong becomes a violation that names the parameter. */
#ifndef DOMAIN_PARAMETERS_H
#define DOMAIN_PARAMETERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/lang.h"
#include "base/parameter.h"
#include "domain/resource.h"

/* What a request takes. */
struct parameter_reader {
    /* Reads one; false when it takes none of that name. */
    bool (*read)(void *state, const struct parameter *parameter, struct error *err);
    /* All that it takes, for the message: "limit, offset, format". */
    const char *(*names)(const void *state, struct arena *arena);
};

/* Reads them all, in the order sent; false with every violation in `err`. */
bool parameters_read(const struct parameter *parameters, size_t count, const struct parameter_reader *reader,
                     void *state, struct error *err);

/* Adds a violation; false. */
bool parameter_refuse(struct error *err, const char *name, enum violation_code code, const char *argument0,
                      const char *argument1);

/* ---- single values: false, NULL or -1 with a violation ---- */

/* One value of a field, of a parameter of that name. */
const char *parameter_check(const struct field *field, const char *name, const char *value, struct error *err);

bool parameter_integer(const struct parameter *parameter, long lowest, long highest, long *number, struct error *err);
bool parameter_boolean(const struct parameter *parameter, bool *is_true, struct error *err);
bool parameter_code(const struct parameter *parameter, const char **code, struct error *err);

/* A time; of a day its first moment. */
bool parameter_moment(const struct parameter *parameter, const char **time, struct error *err);

/* The place of the value among the words. */
int parameter_word(const struct parameter *parameter, const char *const *words, size_t count, struct error *err);

/* One of the three languages, in which the service can answer. */
bool parameter_lang(const struct parameter *parameter, enum lang *lang, struct error *err);

/* a,b,c, or the whole as one value unless it is a list; false with a violation, but taken apart, when there are more
 * than `most`. */
bool parameter_values(const struct parameter *parameter, bool is_list, long most, char ***values, size_t *count,
                      struct error *err);

#endif
