/* Figures as a dense cube: dimensions with their categories, and a cell for each combination of these. What JSON-stat
 * and PC-Axis files are made of.
 *
 * cube_start; cube_add for each row of observations; cube_lay; whoever reads the database gives the categories of all
 * sets their names; then a format's writer prints it. */
#ifndef FORMATS_CUBE_H
#define FORMATS_CUBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/lang.h"
#include "domain/column.h"

enum cube_role { CUBE_GEO, CUBE_TIME, CUBE_METRIC, CUBE_CLASS };

/* What tells figures apart, in the order of a cube's dimensions. X(NAME, id, column, role, sv, da, en): labels differ
 * from one another and from "value" in every language; readers depend on the ids Region, ContentsCode and Tid. */
#define CUBE_DIMENSIONS(X)                                                                                             \
    X(AREA, "Region", "area", CUBE_GEO, "Område", "Område", "Area")                                                    \
    X(INDICATOR, "Indicator", "indicator", CUBE_METRIC, "Indikator", "Indikator", "Indicator")                         \
    X(GROUP, "Respondent", "respondent_group", CUBE_CLASS, "Svarsgrupp", "Svargruppe", "Respondent group")             \
    X(SEX, "Sex", "sex", CUBE_CLASS, "Kön", "Køn", "Sex")                                                              \
    X(AGE, "Age", "age_band", CUBE_CLASS, "Ålder", "Alder", "Age")                                                     \
    X(CONTENTS, "ContentsCode", NULL, CUBE_METRIC, "Innehåll", "Indhold", "Contents")                                  \
    X(PERIOD, "Tid", "period", CUBE_TIME, "Period", "Periode", "Period")

/* What a figure tells. X(NAME, code, column, has the indicator's unit, sv, da, en) */
#define CUBE_CONTENTS(X)                                                                                               \
    X(VALUE, "value", "value", true, "Värde", "Værdi", "Figure")                                                       \
    X(N, "n", "n_valid", false, "Antal svar", "Antal svar", "Answers")                                                 \
    X(SE, "se", "se", true, "Standardfel", "Standardfejl", "Standard error")                                           \
    X(CI_LOW, "ci_low", "ci_low", true, "Konfidensintervall, undre gräns", "Konfidensinterval, nedre grænse",          \
      "Confidence interval, lower limit")                                                                              \
    X(CI_HIGH, "ci_high", "ci_high", true, "Konfidensintervall, övre gräns", "Konfidensinterval, øvre grænse",         \
      "Confidence interval, upper limit")

enum {
#define X(name, ...) CUBE_##name,
    CUBE_DIMENSIONS(X) CUBE_DIMENSION_COUNT,
    /* sets of codes beside the dimensions */
    CUBE_UNITS = CUBE_DIMENSION_COUNT,
    CUBE_SOURCES,
    CUBE_OBS_STATUS,
    CUBE_CONF_STATUS,
    CUBE_SET_COUNT
#undef X
};
enum {
#define X(name, ...) CONTENT_##name,
    CUBE_CONTENTS(X) CONTENT_COUNT
#undef X
};

struct category {
    const char *code, *name; /* NULL: named by its code */
    size_t unit;             /* of an indicator: its place in CUBE_UNITS */
    const char *decimals;    /* of an indicator */
};

/* Codes in the order of the cube, each once. */
struct category_set {
    const struct field *field; /* whose codes these are; NULL: of none */
    struct category *categories;
    size_t count, room;
    bool is_fixed;         /* in the order given; otherwise cube_lay puts them in that of their codes */
    const char *extension; /* JSON members of the dimension's own, NULL for none */
    uint32_t *places;      /* of categories, by hash */
    size_t place_room, latest;
};

struct cube_figure;

struct cube {
    struct arena *arena;
    enum lang lang;
    const char *title, *described_by; /* address; NULL for none */
    const char *extension;            /* JSON members of the cube's own, NULL for none */
    struct category_set sets[CUBE_SET_COUNT];
    bool is_outline;
    bool without_indicator;                        /* only one, and no dimension of it */
    bool is_of_one_unit;                           /* it may have figures of one unit only */
    size_t contents[CONTENT_COUNT], content_count; /* which of them, in order */
    const char *updated;                           /* when the newest figure was recorded */
    bool is_synthetic;                             /* some figure is */
    const char *ci_level;                          /* of its intervals; NULL for none */
    bool has_ci_levels;                            /* they differ in that */
    size_t most_cells;
    struct cube_figure *figures;
    size_t figure_count, figure_room;
    const size_t *columns; /* of a row */
    /* once laid */
    size_t cell_count;
    const char **values;   /* of each cell, the last dimension fastest: a number, NULL for none */
    const char **statuses; /* of each cell: NULL where it is ordinary or there is no figure */
};

/* What is asked of a cube beyond its rows, set before the first of them. */
typedef void cube_preparer(struct cube *cube, void *state);

/* The codes of the cube's dimensions and what is said of them, without figures and without a bound: set before the
 * first row. */
void cube_outline(struct cube *cube);

/* The members of observations that a cube is made of, for those who ask for no others. */
#define CUBE_FIELDS                                                                                                    \
    "indicator,area,period,respondent_group,sex,age_band,value,unit,decimals,n_valid,se,ci,ci_level,obs_status,"       \
    "conf_status,recorded_at,source,is_synthetic"

/* A cube of rows with these columns (of observations), with all contents. */
struct cube cube_start(struct arena *arena, enum lang lang, const struct column *columns, size_t count,
                       size_t most_cells);

/* Adds a category that is there whether a figure has it or not; its place. */
size_t category_add(struct arena *arena, struct category_set *set, const char *code);

/* The place of a code; set->count when it is none of them. */
size_t category_find(const struct category_set *set, const char *code);

/* False when its cells become more than `most_cells`. A row with a code that a fixed set has not is passed over. */
bool cube_add(struct cube *cube, const char *const *cells);

/* Whether some dimension has no category: readers stumble over such a cube. */
bool cube_is_empty(const struct cube *cube);

/* Puts each figure into its place; false when two have the same. */
bool cube_lay(struct cube *cube);

/* Tells categories of a dimension apart that have the same name, by their codes: once they have their names. */
void cube_name_apart(struct cube *cube);

/* ---- for writers: dimensions by their place in CUBE_DIMENSIONS, their categories by their place in order ---- */

/* Whether the dimension is one of this cube. */
bool cube_has(const struct cube *cube, size_t dimension);
size_t cube_size(const struct cube *cube, size_t dimension);
const char *cube_dimension_id(size_t dimension);
const char *cube_dimension_label(const struct cube *cube, size_t dimension);
enum cube_role cube_dimension_role(size_t dimension);
const char *cube_category_code(const struct cube *cube, size_t dimension, size_t place);
const char *cube_category_label(const struct cube *cube, size_t dimension, size_t place);

/* The unit of a category and its decimals; NULL where it has none, or not one for all indicators. */
const char *cube_unit(const struct cube *cube, size_t dimension, size_t place);
const char *cube_decimals(const struct cube *cube, size_t dimension, size_t place);

/* What a status says: "Q/C" -> "Suppressed; Confidential". */
const char *cube_status_words(const struct cube *cube, const char *status);

/* What readers are to know of the whole, in its language; and the sources by name. */
enum { CUBE_MOST_NOTES = 64 };
size_t cube_notes(const struct cube *cube, const char **notes);
const char *cube_source(const struct cube *cube);

#endif
