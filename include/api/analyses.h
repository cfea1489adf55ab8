/* Analyses: the statistics library on stored figures that the caller may see (api.md 10). Each is data - its query
 * parameters as fields, its results as members - and one function that makes an item of them. */
#ifndef API_ANALYSES_H
#define API_ANALYSES_H

#include "domain/resource.h"
#include "results/results.h"
#include "work/work.h"

struct analysis_run;

struct analysis {
    const char *name;               /* path segment */
    const char *list;               /* member that holds the items */
    const struct field *parameters; /* FIELD_LIST: one item for each value; with FIELD_HELPER they stay together */
    size_t parameter_count;
    const struct member *out; /* of an item, after its parameters */
    size_t out_count;
    const char *unfolded; /* list of objects among `out` that CSV has a row for each of; NULL: one row per item */
    /* Adds the members of one item to run->result.out in the order of `out` (or violations, which end it all), notes
     * what it used by analysis_use, and sets run->note. */
    bool (*analyse)(struct analysis_run *run, struct error *err);
    const char *title_sv, *title_en;
    const char *sv, *en;
};

extern const struct analysis *const analyses[];
extern const size_t analysis_count;

/* as_of: a parameter of all. */
extern const struct field analysis_as_of;

/* The others that all have, by the names of their components in the document. */
extern const char *const analysis_presentation[];
enum { ANALYSIS_PRESENTATION_COUNT = 5, ANALYSIS_MOST_DIGITS = 15 };

/* Words of shares=. */
extern const char *const analysis_shares[2];

/* inputs, period_used, method, warnings, reason, is_synthetic: members of every item, at its end. */
extern const struct member analysis_notes[];
enum { ANALYSIS_NOTE_COUNT = 6 };

/* Names of codes, after them; in tables each is a column of its own. */
extern const char analysis_labels[];

/* GET /analyses/{name}; route->subject is the analysis. */
handler handle_analysis;

#endif
