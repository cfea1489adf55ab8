/* What the files of analyses share. */
#ifndef API_ANALYSES_PRIVATE_H
#define API_ANALYSES_PRIVATE_H

#include "api/analyses.h"
#include "domain/parameters.h"
#include "results/shared.h"
#include "stats/aim.h"
#include "stats/mean_change.h"

/* A stored figure as the caller sees it. Numbers are NAN where they are null or hidden. */
struct figure {
    const char *table, *id; /* of inputs that are no observations: the dataset, and which row where it has an id */
    const char *indicator, *indicator_version, *area, *municipality, *period, *respondent_group, *sex, *age_band;
    const char *unit, *obs_status, *conf_status, *ci_method, *statistic, *release, *survey_wave, *collection, *mode,
        *freshness;
    struct aim aim; /* the direction; low and high only where a target has been looked up */
    double period_start_year, value, n_valid, n_invited, x, sd, se, deff, goalpost_low, goalpost_high, period_end_day;
    long era; /* versions since the last break have the same */
    struct interval ci;
    bool is_weighted, is_effective /* n and x by the error (A1), as of weighted answers */, is_synthetic;
    long revision;
};

/* How a caller wants results presented (present.c). */
struct presentation {
    enum lang lang;
    bool has_labels;        /* names of codes beside them */
    bool shares_as_percent; /* 0-100 instead of 0-1 */
    long digits;            /* significant ones; 0: as they are */
    const char *unfolded;   /* in tables: the list that has a row for each of its objects; NULL: none */
    bool is_table;
};

/* A figure that an item used. */
struct input {
    struct input *next;
    struct figure figure;
};

/* What a request asks for: an item for each combination of the values. */
struct asked {
    const struct analysis *analysis;
    char ***values; /* per parameter */
    size_t *counts;
    size_t item_count;
    long most; /* items, and values of a parameter */
    const char *as_of;
    struct presentation how;
};

struct kept_figures;
struct kept_names;
struct kept_rows;

struct analysis_run {
    const struct analysis *analysis;
    const struct asked *asked;
    struct request *request;
    struct db *db;
    const char **values; /* of this item, in the order of the parameters; NULL: not given */
    const char *as_of;   /* time stamp; NULL: now */
    const char *today;   /* the day the analysis is about: as_of's, or today */
    struct run result;   /* arena, levels, where the items are printed to */
    struct note note;
    bool is_synthetic;
    unsigned warnings;            /* about the inputs of this item */
    const char *period_used;      /* the newest of the inputs; NULL: they have none */
    const char *mode;             /* how the first input was collected */
    struct input *inputs;         /* of this item, in the order of their use */
    struct input **last_input;    /* where the next one goes */
    struct kept_figures *figures; /* read for the items so far (kept.c) */
    struct kept_rows *rows;
    struct presentation how;
    struct kept_names *names; /* read for the items so far (present.c) */
};

/* ---- run.c: what an analysis asks of its run ---- */

/* The value of a parameter; NULL when it was not given. */
const char *analysis_value(const struct analysis_run *run, const char *parameter);

/* Values with commas. */
const char *analysis_joined(struct arena *arena, char *const *values, size_t count);

/* All values that were asked for of the parameter, with commas, when `value` is one of them; else `value`. */
const char *analysis_widened(const struct analysis_run *run, const char *parameter, const char *value);

/* Whether there is a key: tables that are never public are asked for only then. */
bool analysis_has_key(const struct analysis_run *run);

/* A statement on such tables, on the caller's connection; without a key *rows is NULL. */
bool analysis_ask_members(struct analysis_run *run, enum statement statement, const char *const *parameters,
                          size_t count, struct rows **rows, struct error *err) must_check;

/* A connection of an operator's, for what an outsider may learn of tables that he may not read, which the analysis
 * decides. The caller's own is given back for that time: run->db is another one afterwards. */
bool analysis_go_inside(struct analysis_run *run, struct db **inside, struct error *err) must_check;
bool analysis_come_back(struct analysis_run *run, struct db *inside, struct error *err) must_check;

/* The same for one statement. */
bool analysis_ask_inside(struct analysis_run *run, enum statement statement, const char *const *parameters,
                         size_t count, struct rows **rows, struct error *err) must_check;

/* ---- kept.c: what several items of a request need is read once ---- */

/* Runs a statement on the caller's connection, unless an item before has asked the same. */
bool analysis_ask(struct analysis_run *run, enum statement statement, const char *const *parameters, size_t count,
                  struct rows **rows, struct error *err) must_check;

/* Which figures: lists with commas; no periods and no group (NULL): of all. Sex and age band are totals. */
struct figure_choice {
    const char *indicators, *areas, *periods, *group;
};

/* Reads the figures of these lists in one statement, for an item that will ask for some of them at a time. */
bool analysis_expect(struct analysis_run *run, const char *indicators, const char *areas, struct error *err) must_check;

/* The visible figures in order of indicator, area, group and period, as the caller sees them at as_of. One statement
 * reads those of all values that were asked for (kept.c). */
bool analysis_figures(struct analysis_run *run, const struct figure_choice *choice, struct figure **figures,
                      size_t *count, struct error *err) must_check;

/* ---- table.c ---- */

/* Items as rows of a format. */
struct sink *analysis_table(struct arena *arena, const struct analysis *analysis, const struct format *format,
                            const struct presentation *how, const struct about *about);

/* ---- present.c ---- */

/* What is printed to the sink goes to `under` as the caller wants it presented. */
struct sink *present(struct arena *arena, const struct analysis *analysis, const struct presentation *how,
                     struct sink *under);

/* Adds the names of the item's codes, where they were asked for: of the parameters, and of what it has said itself. */
bool present_labels(struct analysis_run *run, struct error *err) must_check;

/* Whether values of the parameter are codes that are called something. */
bool parameter_has_names(const struct field *parameter);

/* ---- figures.c ---- */

/* The same by another statement with these columns and parameters, on another connection. */
bool analysis_figures_by(struct analysis_run *run, struct db *db, enum statement statement,
                         const struct figure_choice *choice, struct figure **figures, size_t *count,
                         struct error *err) must_check;

/* Whether INV-7 forbids to compare them: other eras, or, of one series, a break after `earlier` up to `later`. */
bool figures_break(const struct figure *figures, size_t count, const struct figure *earlier,
                   const struct figure *later);

/* Whether the caller asks for comparisons over a break all the same (parameter allow_break). */
bool analysis_allows_break(const struct analysis_run *run);

/* n, or the effective n. */
double figure_n(const struct figure *figure);

/* Whether a's period ends later; of periods that end together, begins later. */
bool figure_is_later(const struct figure *a, const struct figure *b);

/* Which of two of a period is taken: shown before hidden, then of the newer era of a series, whose next figures it is
 * compared with, then of more answers. */
bool figure_tells_more(const struct figure *a, const struct figure *b);

/* Of the newest period that has a figure, hidden or not, the one that tells most; NULL when there is none. What every
 * analysis takes for the latest: no older figure stands in for a hidden one. */
const struct figure *analysis_latest(const struct figure *figures, size_t count);

/* Whether it has a value that is no forecast. */
bool figure_is_measured(const struct figure *figure);

/* What may stand on one line of a series, in its order: measured and shown, and of one version from the last break on.
 * How many; and how many there are hidden. */
size_t analysis_line(const struct figure *figures, size_t count, const struct figure **used, size_t *hidden);

/* What is better: the indicator's direction, of a range the interval of the target of the figure's area and group that
 * is due next as the caller sees it. No direction without such a target: a range is better nowhere by itself. */
bool analysis_aim(struct analysis_run *run, const struct figure *figure, struct aim *aim, struct error *err) must_check;

/* Whether the figure is there and the caller is not told it (INV-3). */
bool analysis_is_hidden(const struct figure *figure);

/* Why an analysis has no figure to go by: what it took for the latest is hidden from the caller, who sees as much in
 * /observations, or there is none (NULL). */
enum reason analysis_absence(const struct figure *latest);

/* Notes the period as one that was used, and warns when it goes on after the day that the analysis is about; NULL:
 * none.
 */
void analysis_note_period(struct analysis_run *run, const char *period);

/* Adds the figure to the inputs of the item, and its is_synthetic to the item's. */
void analysis_use(struct analysis_run *run, const struct figure *figure);

/* Prints one of them. */
void out_input(struct run *run, const struct figure *figure);

/* x and n of a share (of the effective n where is_effective), false when it has none. Shares are 0-1. */
bool figure_share(const struct figure *figure, struct share *share);

/* mean, sd, n; false when something is missing, or it is no mean. */
bool figure_mean(const struct figure *figure, struct mean_group *group);

/* A NULL or short text as a double, NAN for NULL. */
double number_of_text(const char *text);

/* ---- tables ---- */

#define PARAMETERS(table) .parameters = table, .parameter_count = sizeof(table) / sizeof *(table)
#define OUT(table) .out = table, .out_count = sizeof(table) / sizeof *(table)
#define ASKED (FIELD_FILTER | FIELD_LIST)
#define ASKED_NEEDED (FIELD_FILTER | FIELD_LIST | FIELD_REQUIRED)
#define ASKED_ONCE FIELD_FILTER
#define ALLOW_BREAK                                                                                                    \
    PARAMETER("allow_break", FIELD_BOOLEAN, ASKED_ONCE, NULL, "false",                                                 \
              "Jämför även över seriebrott och oförenliga versioner, med varning; förval false.",                      \
              "Compare even over breaks and incompatible versions, with a warning; default false.")
#define PARAMETER(name_, type_, flags_, of_, example_, sv_, en_)                                                       \
    { .name = name_, .type = type_, .flags = flags_, .of = of_, .example = example_, .sv = sv_, .en = en_ }

#endif
