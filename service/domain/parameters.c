/* One reader of query parameters. */
#include "domain/parameters.h"

#include <stdlib.h>

#include "base/text.h"
#include "domain/value.h"

bool parameters_read(const struct parameter *parameters, size_t count, const struct parameter_reader *reader,
                     void *state, struct error *err) {
    for (size_t i = 0; i < count; i++)
        if (!reader->read(state, &parameters[i], err))
            parameter_refuse(err, parameters[i].name, VIOLATION_UNKNOWN_PARAMETER, reader->names(state, err->arena),
                             NULL);
    return !error_is_set(err);
}

bool parameter_refuse(struct error *err, const char *name, enum violation_code code, const char *argument0,
                      const char *argument1) {
    return error_add(err, PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, name, 0, code, argument0, argument1);
}

/* ---- single values ---- */

static struct origin origin_of(const char *name) {
    return (struct origin){PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, name, 0, .fold_case = false};
}

const char *parameter_check(const struct field *field, const char *name, const char *value, struct error *err) {
    const struct origin origin = origin_of(name);
    return value_check(field, value, &origin, err);
}

static bool is_of_type(const struct field *field, const struct parameter *parameter, struct error *err) {
    const struct origin origin = origin_of(parameter->name);
    return value_check_type(field, parameter->value, &origin, err) != NULL;
}

bool parameter_integer(const struct parameter *parameter, long lowest, long highest, long *number, struct error *err) {
    const struct field field = {.type = FIELD_INTEGER,
                                .min = arena_printf(err->arena, "%ld", lowest),
                                .max = arena_printf(err->arena, "%ld", highest)};
    if (!is_of_type(&field, parameter, err)) return false;
    *number = strtol(parameter->value, NULL, 10);
    return true;
}

bool parameter_boolean(const struct parameter *parameter, bool *is_true, struct error *err) {
    static const struct field field = {.type = FIELD_BOOLEAN};
    *is_true = text_equal(parameter->value, "true");
    return is_of_type(&field, parameter, err);
}

bool parameter_code(const struct parameter *parameter, const char **code, struct error *err) {
    static const struct field field = {.type = FIELD_CODE};
    *code = parameter->value;
    return is_of_type(&field, parameter, err);
}

bool parameter_moment(const struct parameter *parameter, const char **time, struct error *err) {
    static const struct field field = {.type = FIELD_TIME};
    bool is_day = value_is_date(parameter->value);
    if (!is_day && !is_of_type(&field, parameter, err)) return false;
    *time = is_day ? arena_printf(err->arena, "%sT00:00:00Z", parameter->value) : parameter->value;
    return true;
}

static const char *listed(struct arena *arena, const char *const *words, size_t count) {
    struct text list = text_start(arena);
    for (size_t i = 0; i < count; i++) text_add_item(&list, words[i]);
    return list.data;
}

int parameter_word(const struct parameter *parameter, const char *const *words, size_t count, struct error *err) {
    for (size_t i = 0; i < count; i++)
        if (text_equal(words[i], parameter->value)) return (int)i;
    parameter_refuse(err, parameter->name, VIOLATION_UNKNOWN_CODE, parameter->value, listed(err->arena, words, count));
    return -1;
}

bool parameter_lang(const struct parameter *parameter, enum lang *lang, struct error *err) {
    int found = lang_from_code(parameter->value);
    if (found < 0)
        return parameter_refuse(err, parameter->name, VIOLATION_NOT_SUPPORTED,
                                listed(err->arena, lang_codes, LANG_COUNT), NULL);
    *lang = (enum lang)found;
    return true;
}

bool parameter_values(const struct parameter *parameter, bool is_list, long most, char ***values, size_t *count,
                      struct error *err) {
    *count = text_split(err->arena, parameter->value, is_list ? ',' : '\0', values);
    return *count <= (size_t)most ||
           parameter_refuse(err, parameter->name, VIOLATION_TOO_MANY, arena_printf(err->arena, "%ld", most), NULL);
}
