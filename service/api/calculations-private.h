/* Calculations: the statistics library over HTTP (api.md 11). Each is data - what goes in and what comes out as tables
 * of shapes, from which bodies are checked and the OpenAPI document is printed - and one function in between. */
#ifndef API_CALCULATIONS_PRIVATE_H
#define API_CALCULATIONS_PRIVATE_H

#include <jansson.h>
#include <math.h>

#include "formats/sink.h"
#include "private.h"
#include "stats/codes.h"
#include "stats/effect.h"
#include "stats/interval.h"

enum shape_type {
    SHAPE_COUNT,  /* whole number 0 .. max_calculation_count */
    SHAPE_NUMBER, /* low .. high */
    SHAPE_WORD,   /* one of `words` */
    SHAPE_NAME,   /* a name of the client's own, 1-100 characters, given back */
    SHAPE_DATE,   /* 2024-12-31 */
    SHAPE_PERIOD, /* 2024-S1 */
    SHAPE_BOOLEAN,
    SHAPE_INTERVAL, /* {"low", "high"}, low <= high */
    SHAPE_OBJECT    /* `parts` */
};

enum shape_flag {
    SHAPE_NEEDED = 1 << 0,
    SHAPE_NULL = 1 << 1,   /* may be null */
    SHAPE_LIST = 1 << 2,   /* 1 .. max_calculation_items of them */
    SHAPE_MATRIX = 1 << 3, /* rows of equal length, at most max_calculation_lines each way */
    SHAPE_ABOVE = 1 << 4,  /* `low` itself is out of bounds */
    SHAPE_BELOW = 1 << 5,  /* `high` itself is */
    SHAPE_MAY_BE_EMPTY = 1 << 6
};

struct member {
    const char *name;
    enum shape_type type;
    unsigned flags;
    double low, high;
    const char *const *words; /* NULLs among them are no words */
    size_t word_count;
    const char *example; /* JSON */
    const char *sv, *en;
    const struct member *parts;
    size_t part_count;
    const char *otherwise; /* JSON of the default; NULL: none */
};

struct run;

/* A form of a calculation: chosen by the word in the calculation's `chosen_by`; the only one when that is NULL. */
struct variant {
    const char *word;
    const struct member *in;
    size_t in_count;
    const struct member *out;
    size_t out_count;
    void (*compute)(struct run *run); /* adds results, or violations to run->err and no results */
};

struct calculation {
    const char *name; /* path segment */
    const char *chosen_by;
    const char *chosen_sv, *chosen_en;
    const struct variant *variants;
    size_t variant_count;
    const char *title_sv, *title_en;
    const char *sv, *en;
};

extern const struct calculation *const calculations[];
extern const size_t calculation_count;

/* alpha, conf_level, power: members of every body. */
extern const struct member calculation_levels[];
enum { CALCULATION_LEVEL_COUNT = 3 };

/* method, warnings, reason: members of every result. */
extern const struct member calculation_notes[];
enum { CALCULATION_NOTE_COUNT = 3 };

/* One calculation under way. `in` has passed its shapes. */
struct run {
    struct arena *arena;
    const struct config *config;
    const json_t *in;
    struct levels levels;
    struct sink *out;
    struct error *err;
};

/* ---- calculations_input.c ---- */

/* Checks a body against the shapes of its variant; all violations at once. NULL when there is any. */
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

/* ---- calculations_output.c: members in the order of the table of results ---- */

void out_number(struct run *run, const char *name, double value);   /* not finite: null */
void out_word(struct run *run, const char *name, const char *word); /* NULL: null */
void out_boolean(struct run *run, const char *name, bool value);
void out_ternary(struct run *run, const char *name, enum ternary value);
void out_interval(struct run *run, const char *name, struct interval interval);
void out_object(struct run *run, const char *name); /* name NULL: an item of a list */
void out_list(struct run *run, const char *name);
void out_end(struct run *run, char bracket); /* '}' or ']' */

/* value, se, statistic, df, p_value and interval under the given names; a NULL name leaves one out. */
struct effect_names {
    const char *value, *se, *statistic, *df, *p_value, *ci;
};
void out_effect(struct run *run, const struct effect *effect, struct effect_names names);

/* ---- tables ---- */

#define SHAPES(table) table, sizeof(table) / sizeof *(table)
#define VARIANTS(table) .variants = table, .variant_count = sizeof(table) / sizeof *(table)
#define WORDS(list) .words = list, .word_count = sizeof(list) / sizeof *(list)
#define SHARE_RANGE .low = 0, .high = 1
#define MOST_NUMBER 1e12
#define ANY_RANGE .low = -MOST_NUMBER, .high = MOST_NUMBER
#define FROM_ZERO .low = 0, .high = MOST_NUMBER

#define COUNT_IN(name_, example_, sv_, en_)                                                                            \
    { .name = name_, .type = SHAPE_COUNT, .flags = SHAPE_NEEDED, .example = example_, .sv = sv_, .en = en_ }
#define BASE_IN(name_, example_, sv_, en_)                                                                             \
    { .name = name_, .type = SHAPE_COUNT, .flags = SHAPE_NEEDED, .low = 1, .example = example_, .sv = sv_, .en = en_ }
#define SHARE_IN(name_, example_, sv_, en_)                                                                            \
    {                                                                                                                  \
        .name = name_, .type = SHAPE_NUMBER, .flags = SHAPE_NEEDED, SHARE_RANGE, .example = example_, .sv = sv_,       \
        .en = en_                                                                                                      \
    }
#define NUMBER_IN(name_, example_, sv_, en_)                                                                           \
    { .name = name_, .type = SHAPE_NUMBER, .flags = SHAPE_NEEDED, ANY_RANGE, .example = example_, .sv = sv_, .en = en_ }
#define SPREAD_IN(name_, example_, sv_, en_)                                                                           \
    { .name = name_, .type = SHAPE_NUMBER, .flags = SHAPE_NEEDED, FROM_ZERO, .example = example_, .sv = sv_, .en = en_ }
#define WORD_IN(name_, words_, example_, sv_, en_)                                                                     \
    {                                                                                                                  \
        .name = name_, .type = SHAPE_WORD, .flags = SHAPE_NEEDED, WORDS(words_), .example = example_, .sv = sv_,       \
        .en = en_                                                                                                      \
    }
#define OBJECT_IN(name_, parts_, sv_, en_)                                                                             \
    {                                                                                                                  \
        .name = name_, .type = SHAPE_OBJECT, .flags = SHAPE_NEEDED, .sv = sv_, .en = en_, .parts = parts_,             \
        .part_count = sizeof(parts_) / sizeof *(parts_)                                                                \
    }
#define LIST_IN(name_, parts_, sv_, en_)                                                                               \
    {                                                                                                                  \
        .name = name_, .type = SHAPE_OBJECT, .flags = SHAPE_NEEDED | SHAPE_LIST, .sv = sv_, .en = en_,                 \
        .parts = parts_, .part_count = sizeof(parts_) / sizeof *(parts_)                                               \
    }

#define COUNT_OUT(name_, example_, sv_, en_)                                                                           \
    { .name = name_, .type = SHAPE_COUNT, .example = example_, .sv = sv_, .en = en_ }
#define NUMBER_OUT(name_, example_, sv_, en_)                                                                          \
    { .name = name_, .type = SHAPE_NUMBER, .flags = SHAPE_NULL, .example = example_, .sv = sv_, .en = en_ }
#define WORD_OUT(name_, words_, example_, sv_, en_)                                                                    \
    { .name = name_, .type = SHAPE_WORD, .flags = SHAPE_NULL, WORDS(words_), .example = example_, .sv = sv_, .en = en_ }
#define BOOLEAN_OUT(name_, example_, sv_, en_)                                                                         \
    { .name = name_, .type = SHAPE_BOOLEAN, .flags = SHAPE_NULL, .example = example_, .sv = sv_, .en = en_ }
#define INTERVAL_OUT(name_, sv_, en_)                                                                                  \
    { .name = name_, .type = SHAPE_INTERVAL, .flags = SHAPE_NULL, .sv = sv_, .en = en_ }
#define OBJECT_OUT(name_, parts_, sv_, en_)                                                                            \
    {                                                                                                                  \
        .name = name_, .type = SHAPE_OBJECT, .sv = sv_, .en = en_, .parts = parts_,                                    \
        .part_count = sizeof(parts_) / sizeof *(parts_)                                                                \
    }
#define LIST_OUT(name_, parts_, sv_, en_)                                                                              \
    {                                                                                                                  \
        .name = name_, .type = SHAPE_OBJECT, .flags = SHAPE_LIST, .sv = sv_, .en = en_, .parts = parts_,               \
        .part_count = sizeof(parts_) / sizeof *(parts_)                                                                \
    }

#endif
