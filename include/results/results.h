/* What is computed, as tables of members: calculations take and give them, analyses give them, the OpenAPI document is
 * printed from them. And how results are printed: to a sink (formats/sink.h). */
#ifndef RESULTS_RESULTS_H
#define RESULTS_RESULTS_H

#include <jansson.h>
#include <math.h>

#include "base/config.h"
#include "base/error.h"
#include "base/text.h"
#include "domain/resource.h"
#include "formats/sink.h"
#include "stats/codes.h"
#include "stats/effect.h"
#include "stats/interval.h"

enum shape_flag {
    SHAPE_NEEDED = 1 << 0,
    SHAPE_NULL = 1 << 1,   /* may be null */
    SHAPE_LIST = 1 << 2,   /* 1 .. max_calculation_items of them */
    SHAPE_MATRIX = 1 << 3, /* rows of equal length, at most max_calculation_lines each way */
    SHAPE_ABOVE = 1 << 4,  /* `low` itself is out of bounds */
    SHAPE_BELOW = 1 << 5,  /* `high` itself is */
    SHAPE_MAY_BE_EMPTY = 1 << 6,
    SHAPE_SHARE = 1 << 7 /* a share of 1: percent for whoever asks for that */
};

/* A member is of one of these types of fields: INTEGER (0 .. max_calculation_count), DOUBLE (low .. high), ENUM (one of
 * `words`), TEXT (a name of the client's own, 1-100 characters, given back), DATE, PERIOD, BOOLEAN, INTERVAL with both
 * ends, OBJECTS (one object of `parts`, or with SHAPE_LIST several). */
struct member {
    const char *name;
    enum field_type type;
    unsigned flags;
    double low, high;
    const char *const *words; /* ENUM; NULLs among them are no words */
    size_t word_count;
    const char *list;    /* ENUM: the reference list that says what the words mean */
    const char *example; /* JSON */
    const char *sv, *en;
    const struct member *parts;
    size_t part_count;
    const char *otherwise; /* JSON of the default; NULL: none */
};

/* One calculation under way. `in` has passed its shapes. */
struct run {
    struct arena *arena;
    const struct config *config;
    const json_t *in;
    struct levels levels;
    struct sink *out;
    struct error *err;
};

/* ---- members in the order of the table of results ---- */

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
#define WORDS(list) .words = list, .word_count = sizeof(list) / sizeof *(list)
#define SHARE_RANGE .low = 0, .high = 1

/* A share of 1, and its interval. */
#define PART_OUT(name_, example_, sv_, en_)                                                                            \
    {                                                                                                                  \
        .name = name_, .type = FIELD_DOUBLE, .flags = SHAPE_NULL | SHAPE_SHARE, .example = example_, .sv = sv_,        \
        .en = en_                                                                                                      \
    }
#define PART_INTERVAL_OUT(name_, sv_, en_)                                                                             \
    { .name = name_, .type = FIELD_INTERVAL, .flags = SHAPE_NULL | SHAPE_SHARE, .sv = sv_, .en = en_ }
#define COUNT_OUT(name_, example_, sv_, en_)                                                                           \
    { .name = name_, .type = FIELD_INTEGER, .example = example_, .sv = sv_, .en = en_ }
#define NUMBER_OUT(name_, example_, sv_, en_)                                                                          \
    { .name = name_, .type = FIELD_DOUBLE, .flags = SHAPE_NULL, .example = example_, .sv = sv_, .en = en_ }
#define WORD_OUT(name_, list_, words_, example_, sv_, en_)                                                             \
    {                                                                                                                  \
        .name = name_, .type = FIELD_ENUM, .flags = SHAPE_NULL, WORDS(words_), .list = list_, .example = example_,     \
        .sv = sv_, .en = en_                                                                                           \
    }
#define BOOLEAN_OUT(name_, example_, sv_, en_)                                                                         \
    { .name = name_, .type = FIELD_BOOLEAN, .flags = SHAPE_NULL, .example = example_, .sv = sv_, .en = en_ }
#define INTERVAL_OUT(name_, sv_, en_)                                                                                  \
    { .name = name_, .type = FIELD_INTERVAL, .flags = SHAPE_NULL, .sv = sv_, .en = en_ }
#define OBJECT_OUT(name_, parts_, sv_, en_)                                                                            \
    {                                                                                                                  \
        .name = name_, .type = FIELD_OBJECTS, .sv = sv_, .en = en_, .parts = parts_,                                   \
        .part_count = sizeof(parts_) / sizeof *(parts_)                                                                \
    }
#define LIST_OUT(name_, parts_, sv_, en_)                                                                              \
    {                                                                                                                  \
        .name = name_, .type = FIELD_OBJECTS, .flags = SHAPE_LIST, .sv = sv_, .en = en_, .parts = parts_,              \
        .part_count = sizeof(parts_) / sizeof *(parts_)                                                                \
    }

#endif
