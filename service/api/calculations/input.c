/* Bodies of calculations against their shapes: closed objects, bounds, limits; every violation with its pointer. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domain/value.h"
#include "private.h"
#include "values/values.h"

#define LEVEL(name_, otherwise_, sv_, en_)                                                                             \
    {                                                                                                                  \
        .name = name_, .type = FIELD_DOUBLE, .flags = SHAPE_ABOVE | SHAPE_BELOW, SHARE_RANGE, .example = otherwise_,   \
        .otherwise = otherwise_, .sv = sv_, .en = en_                                                                  \
    }
const struct member calculation_levels[CALCULATION_LEVEL_COUNT] = {
    LEVEL("alpha", "0.05", "Signifikansnivå för test, klasser och minsta effekt.",
          "Significance level of tests, classes and smallest effects."),
    LEVEL("conf_level", "0.95", "Nivå för intervall.", "Level of intervals."),
    LEVEL("power", "0.8", "Styrka hos en planerad mätning.", "Power of a planned measurement."),
};

enum { LONGEST_NAME = 100, LONGEST_POINTED = 4 * LONGEST_NAME };

struct checking {
    const struct config *config;
    struct error *err;
};

static bool refuse_input(struct checking *checking, const char *pointer, enum violation_code code,
                         const char *argument0, const char *argument1) {
    return error_add(checking->err, PROBLEM_INVALID_BODY, PLACE_POINTER, pointer, 0, code, argument0, argument1);
}

static const char *in_words(struct arena *arena, double number) { return arena_printf(arena, "%.15g", number); }

/* ---- one value ---- */

static bool check_range(struct checking *checking, const struct member *shape, double value, const char *pointer) {
    struct arena *arena = checking->err->arena;
    bool is_count = shape->type == FIELD_INTEGER;
    double high = is_count ? (double)checking->config->max_calculation_count : shape->high;
    bool too_low = shape->flags & SHAPE_ABOVE ? value <= shape->low : value < shape->low;
    bool too_high = shape->flags & SHAPE_BELOW ? value >= high : value > high;
    if (!too_low && !too_high) return true;
    return refuse_input(checking, pointer,
                        shape->flags & (SHAPE_ABOVE | SHAPE_BELOW) ? VIOLATION_NOT_BETWEEN : VIOLATION_OUT_OF_RANGE,
                        in_words(arena, shape->low), in_words(arena, high));
}

static bool check_number(struct checking *checking, const struct member *shape, const json_t *value,
                         const char *pointer) {
    if (!json_is_number(value)) return refuse_input(checking, pointer, VIOLATION_WRONG_TYPE, "a number", NULL);
    double number = json_number_value(value);
    if (shape->type == FIELD_INTEGER && number != floor(number))
        return refuse_input(checking, pointer, VIOLATION_NOT_AN_INTEGER, NULL, NULL);
    return check_range(checking, shape, number, pointer);
}

static bool check_word(struct checking *checking, const struct member *shape, const char *word, const char *pointer) {
    struct text allowed = text_start(checking->err->arena);
    for (size_t i = 0; i < shape->word_count; i++) {
        if (shape->words[i] == NULL) continue;
        if (text_equal(shape->words[i], word)) return true;
        text_add_item(&allowed, shape->words[i]);
    }
    return refuse_input(checking, pointer, VIOLATION_UNKNOWN_CODE, text_characters(word) > LONGEST_NAME ? "" : word,
                        allowed.data);
}

static bool check_form(struct checking *checking, const struct member *shape, const char *text, const char *pointer) {
    const struct field field = {.type = shape->type};
    const struct origin origin = {PROBLEM_INVALID_BODY, PLACE_POINTER, pointer, 0, .fold_case = false};
    return value_check_type(&field, text, &origin, checking->err) != NULL;
}

static bool check_string(struct checking *checking, const struct member *shape, const json_t *value,
                         const char *pointer) {
    const char *text = json_string_value(value);
    if (text == NULL) return refuse_input(checking, pointer, VIOLATION_WRONG_TYPE, "a string", NULL);
    size_t characters = text_characters(text);
    switch (shape->type) {
    case FIELD_ENUM: return check_word(checking, shape, text, pointer);
    case FIELD_DATE:
    case FIELD_PERIOD: return check_form(checking, shape, text, pointer);
    default:
        if (characters == 0) return refuse_input(checking, pointer, VIOLATION_EMPTY, NULL, NULL);
        return characters <= LONGEST_NAME || refuse_input(checking, pointer, VIOLATION_TOO_LONG, "100", NULL);
    }
}

static bool check_interval(struct checking *checking, const json_t *value, const char *pointer);
static bool check_object(struct checking *checking, const struct member *const *lists, const size_t *counts,
                         size_t list_count, const json_t *object, const char *pointer);

static bool check_one(struct checking *checking, const struct member *shape, const json_t *value, const char *pointer) {
    switch (shape->type) {
    case FIELD_INTEGER:
    case FIELD_DOUBLE: return check_number(checking, shape, value, pointer);
    case FIELD_BOOLEAN:
        return json_is_boolean(value) || refuse_input(checking, pointer, VIOLATION_WRONG_TYPE, "true or false", NULL);
    case FIELD_INTERVAL: return check_interval(checking, value, pointer);
    case FIELD_OBJECTS: return check_object(checking, &shape->parts, &shape->part_count, 1, value, pointer);
    default: return check_string(checking, shape, value, pointer);
    }
}

static bool check_interval(struct checking *checking, const json_t *value, const char *pointer) {
    static const struct member ends[] = {NUMBER_IN("low", "0", "", ""), NUMBER_IN("high", "1", "", "")};
    const struct member *lists[] = {ends};
    const size_t counts[] = {2};
    if (!check_object(checking, lists, counts, 1, value, pointer)) return false;
    if (in_number(value, "low") <= in_number(value, "high")) return true;
    return refuse_input(checking, arena_printf(checking->err->arena, "%s/high", pointer), VIOLATION_INTERVAL_ORDER,
                        "low", NULL);
}

/* ---- lists and matrices ---- */

static bool check_list(struct checking *checking, const struct member *shape, const json_t *list, long most,
                       const char *pointer) {
    struct arena *arena = checking->err->arena;
    bool good = true;
    if (!json_is_array(list)) return refuse_input(checking, pointer, VIOLATION_WRONG_TYPE, "an array", NULL);
    if (json_array_size(list) == 0 && !(shape->flags & SHAPE_MAY_BE_EMPTY))
        return refuse_input(checking, pointer, VIOLATION_EMPTY, NULL, NULL);
    if (json_array_size(list) > (size_t)most)
        return refuse_input(checking, pointer, VIOLATION_TOO_MANY, arena_printf(arena, "%ld", most), NULL);
    for (size_t i = 0; i < json_array_size(list); i++)
        good &= check_one(checking, shape, json_array_get(list, i), arena_printf(arena, "%s/%zu", pointer, i));
    return good;
}

static bool check_matrix(struct checking *checking, const struct member *shape, const json_t *rows,
                         const char *pointer) {
    struct arena *arena = checking->err->arena;
    long most = checking->config->max_calculation_lines;
    bool good = true;
    if (!json_is_array(rows)) return refuse_input(checking, pointer, VIOLATION_WRONG_TYPE, "an array of arrays", NULL);
    if (json_array_size(rows) == 0) return refuse_input(checking, pointer, VIOLATION_EMPTY, NULL, NULL);
    if (json_array_size(rows) > (size_t)most)
        return refuse_input(checking, pointer, VIOLATION_TOO_MANY, arena_printf(arena, "%ld", most), NULL);
    size_t width = json_array_size(json_array_get(rows, 0));
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const char *at = arena_printf(arena, "%s/%zu", pointer, i);
        good &= check_list(checking, shape, row, most, at);
        if (json_is_array(row) && json_array_size(row) != width)
            good = refuse_input(checking, at, VIOLATION_WRONG_LENGTH, arena_printf(arena, "%zu", width), NULL);
    }
    return good;
}

static bool check_member(struct checking *checking, const struct member *shape, const json_t *value,
                         const char *pointer) {
    if (json_is_null(value) && (shape->flags & SHAPE_NULL)) return true;
    if (shape->flags & SHAPE_MATRIX) return check_matrix(checking, shape, value, pointer);
    if (shape->flags & SHAPE_LIST)
        return check_list(checking, shape, value, checking->config->max_calculation_items, pointer);
    return check_one(checking, shape, value, pointer);
}

/* ---- objects ---- */

static const struct member *find_shape(const struct member *const *lists, const size_t *counts, size_t list_count,
                                       const char *name) {
    for (size_t i = 0; i < list_count; i++)
        for (size_t j = 0; j < counts[i]; j++)
            if (text_equal(lists[i][j].name, name)) return &lists[i][j];
    return NULL;
}

static const char *allowed_names(struct arena *arena, const struct member *const *lists, const size_t *counts,
                                 size_t list_count) {
    struct text names = text_start(arena);
    for (size_t i = 0; i < list_count; i++)
        for (size_t j = 0; j < counts[i]; j++) text_add_item(&names, lists[i][j].name);
    return names.data;
}

/* x of n: the same ending belongs together (x_before, n_before). */
static bool check_numerators(struct checking *checking, const struct member *shapes, size_t count, const json_t *object,
                             const char *pointer) {
    struct arena *arena = checking->err->arena;
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        if (*shapes[i].name != 'x' || shapes[i].type != FIELD_INTEGER) continue;
        double x = in_number(object, shapes[i].name);
        const char *base = arena_printf(arena, "n%s", shapes[i].name + 1);
        double n = in_number(object, base);
        if (x > n)
            good = refuse_input(checking, pointer_to(arena, pointer, shapes[i].name), VIOLATION_ABOVE, base,
                                in_words(arena, n));
    }
    return good;
}

static bool check_object(struct checking *checking, const struct member *const *lists, const size_t *counts,
                         size_t list_count, const json_t *object, const char *pointer) {
    struct arena *arena = checking->err->arena;
    const char *name;
    json_t *value;
    bool good = true;
    if (!json_is_object(object)) return refuse_input(checking, pointer, VIOLATION_WRONG_TYPE, "an object", NULL);
    json_object_foreach((json_t *)object, name, value) {
        const struct member *shape = find_shape(lists, counts, list_count, name);
        const char *at = pointer_to(arena, pointer, arena_strndup(arena, name, strnlen(name, LONGEST_POINTED)));
        good &= shape == NULL ? refuse_input(checking, at, VIOLATION_UNKNOWN_MEMBER,
                                             allowed_names(arena, lists, counts, list_count), NULL)
                              : check_member(checking, shape, value, at);
    }
    for (size_t i = 0; i < list_count; i++)
        for (size_t j = 0; j < counts[i]; j++)
            if ((lists[i][j].flags & SHAPE_NEEDED) && json_object_get(object, lists[i][j].name) == NULL)
                good = refuse_input(checking, pointer_to(arena, pointer, lists[i][j].name), VIOLATION_REQUIRED, NULL,
                                    NULL);
    for (size_t i = 0; i < list_count; i++) good &= check_numerators(checking, lists[i], counts[i], object, pointer);
    return good;
}

/* ---- the variant ---- */

static const char *variant_words(struct arena *arena, const struct calculation *calculation) {
    struct text words = text_start(arena);
    for (size_t i = 0; i < calculation->variant_count; i++) text_add_item(&words, calculation->variants[i].word);
    return words.data;
}

static const struct variant *choose_variant(struct checking *checking, const struct calculation *calculation,
                                            const json_t *body) {
    struct arena *arena = checking->err->arena;
    if (calculation->chosen_by == NULL) return &calculation->variants[0];
    const json_t *chosen = json_object_get(body, calculation->chosen_by);
    const char *pointer = pointer_to(arena, "", calculation->chosen_by), *word = json_string_value(chosen);
    for (size_t i = 0; word != NULL && i < calculation->variant_count; i++)
        if (text_equal(calculation->variants[i].word, word)) return &calculation->variants[i];
    if (chosen == NULL)
        refuse_input(checking, pointer, VIOLATION_REQUIRED, NULL, NULL);
    else
        refuse_input(checking, pointer, VIOLATION_NOT_SUPPORTED, variant_words(arena, calculation), NULL);
    return NULL;
}

const struct variant *calculation_check(const struct calculation *calculation, const json_t *body,
                                        const struct config *config, struct error *err) {
    struct checking checking = {.config = config, .err = err};
    const struct member choice = {.name = calculation->chosen_by, .type = FIELD_TEXT};
    const struct variant *variant = choose_variant(&checking, calculation, body);
    if (variant == NULL) return NULL;
    const struct member *lists[] = {variant->in, calculation_levels, &choice};
    const size_t counts[] = {variant->in_count, CALCULATION_LEVEL_COUNT, calculation->chosen_by != NULL};
    return check_object(&checking, lists, counts, 3, body, "") ? variant : NULL;
}

/* ---- reading what has passed ---- */

bool in_has(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    return value != NULL && !json_is_null(value);
}

double in_number(const json_t *object, const char *name) { return in_number_or(object, name, NAN); }

double in_number_or(const json_t *object, const char *name, double otherwise) {
    const json_t *value = json_object_get(object, name);
    return json_is_number(value) ? json_number_value(value) : otherwise;
}

const json_t *in_list(const json_t *object, const char *name, size_t *count) {
    const json_t *list = json_object_get(object, name);
    *count = json_array_size(list);
    return list;
}

const char *in_word(const json_t *object, const char *name) { return json_string_value(json_object_get(object, name)); }

int in_code(const json_t *object, const char *name, const char *const *codes, int count) {
    const char *word = in_word(object, name);
    for (int i = 0; word != NULL && i < count; i++)
        if (codes[i] != NULL && text_equal(codes[i], word)) return i;
    return -1;
}

double in_day(const json_t *object, const char *name) {
    const char *date = in_word(object, name);
    struct tm tm = {0};
    if (date == NULL || strptime(date, "%Y-%m-%d", &tm) == NULL) return NAN;
    return (double)timegm(&tm) / 86400;
}

struct interval in_interval(const json_t *object, const char *name) {
    const json_t *interval = json_object_get(object, name);
    if (!json_is_object(interval)) return stats_no_interval;
    return (struct interval){in_number(interval, "low"), in_number(interval, "high")};
}

struct share in_share(const json_t *object, const char *x, const char *n) {
    return (struct share){in_number(object, x), in_number(object, n)};
}

double *in_numbers(struct run *run, const char *name, size_t *count) {
    const json_t *list = in_list(run->in, name, count);
    double *numbers = arena_alloc(run->arena, (*count + 1) * sizeof *numbers);
    for (size_t i = 0; i < *count; i++) numbers[i] = json_number_value(json_array_get(list, i));
    return numbers;
}

void in_refuse(struct run *run, const char *pointer, enum violation_code code, const char *argument0,
               const char *argument1) {
    error_add(run->err, PROBLEM_INVALID_BODY, PLACE_POINTER, pointer, 0, code, argument0, argument1);
}
