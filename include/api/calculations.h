/* Calculations: the statistics library over HTTP (api.md 11). Each is data - what goes in and what comes out as tables
 * of members, from which bodies are checked and the OpenAPI document is printed - and one function in between. */
#ifndef API_CALCULATIONS_H
#define API_CALCULATIONS_H

#include "results/results.h"
#include "work/work.h"

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

/* POST /calculations/{name}; route->subject is the calculation. */
handler handle_calculation;

#endif
