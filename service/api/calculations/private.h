/* What the files of calculations share. */
#ifndef API_CALCULATIONS_PRIVATE_H
#define API_CALCULATIONS_PRIVATE_H

#include <jansson.h>
#include <math.h>

#include "api/calculations.h"
#include "results/shared.h"

/* ---- input.c ---- */

/* Checks a body, an object, against the shapes of its variant; all violations at once. NULL when there is any. */
const struct variant *calculation_check(const struct calculation *calculation, const json_t *body,
                                        const struct config *config, struct error *err);

/* Members of a checked object. Absent or null: NAN, NULL, `otherwise`. */
double in_number(const json_t *object, const char *name);
double in_number_or(const json_t *object, const char *name, double otherwise);
bool in_has(const json_t *object, const char *name);
const json_t *in_list(const json_t *object, const char *name, size_t *count);
const char *in_word(const json_t *object, const char *name);
int in_code(const json_t *object, const char *name, const char *const *codes, int count); /* -1: absent */
double in_day(const json_t *object, const char *name);                                    /* since 1970 */
struct interval in_interval(const json_t *object, const char *name);
struct share in_share(const json_t *object, const char *x, const char *n);
double *in_numbers(struct run *run, const char *name, size_t *count);

/* Adds a violation at a pointer of the body. */
void in_refuse(struct run *run, const char *pointer, enum violation_code code, const char *argument0,
               const char *argument1);

/* ---- tables ---- */

#define VARIANTS(table) .variants = table, .variant_count = sizeof(table) / sizeof *(table)
#define MOST_NUMBER 1e12
#define ANY_RANGE .low = -MOST_NUMBER, .high = MOST_NUMBER
#define FROM_ZERO .low = 0, .high = MOST_NUMBER

#define COUNT_IN(name_, example_, sv_, en_)                                                                            \
    { .name = name_, .type = FIELD_INTEGER, .flags = SHAPE_NEEDED, .example = example_, .sv = sv_, .en = en_ }
#define BASE_IN(name_, example_, sv_, en_)                                                                             \
    { .name = name_, .type = FIELD_INTEGER, .flags = SHAPE_NEEDED, .low = 1, .example = example_, .sv = sv_, .en = en_ }
#define SHARE_IN(name_, example_, sv_, en_)                                                                            \
    {                                                                                                                  \
        .name = name_, .type = FIELD_DOUBLE, .flags = SHAPE_NEEDED, SHARE_RANGE, .example = example_, .sv = sv_,       \
        .en = en_                                                                                                      \
    }
#define NUMBER_IN(name_, example_, sv_, en_)                                                                           \
    { .name = name_, .type = FIELD_DOUBLE, .flags = SHAPE_NEEDED, ANY_RANGE, .example = example_, .sv = sv_, .en = en_ }
#define SPREAD_IN(name_, example_, sv_, en_)                                                                           \
    { .name = name_, .type = FIELD_DOUBLE, .flags = SHAPE_NEEDED, FROM_ZERO, .example = example_, .sv = sv_, .en = en_ }
#define WORD_IN(name_, words_, example_, sv_, en_)                                                                     \
    {                                                                                                                  \
        .name = name_, .type = FIELD_ENUM, .flags = SHAPE_NEEDED, WORDS(words_), .example = example_, .sv = sv_,       \
        .en = en_                                                                                                      \
    }
#define OBJECT_IN(name_, parts_, sv_, en_)                                                                             \
    {                                                                                                                  \
        .name = name_, .type = FIELD_OBJECTS, .flags = SHAPE_NEEDED, .sv = sv_, .en = en_, .parts = parts_,            \
        .part_count = sizeof(parts_) / sizeof *(parts_)                                                                \
    }
#define LIST_IN(name_, parts_, sv_, en_)                                                                               \
    {                                                                                                                  \
        .name = name_, .type = FIELD_OBJECTS, .flags = SHAPE_NEEDED | SHAPE_LIST, .sv = sv_, .en = en_,                \
        .parts = parts_, .part_count = sizeof(parts_) / sizeof *(parts_)                                               \
    }

#endif
