/* A composite index of an area, for the analyses that compare by scores. */
#ifndef API_ANALYSES_INDEX_PRIVATE_H
#define API_ANALYSES_INDEX_PRIVATE_H

#include "private.h"
#include "stats/composite.h"

struct index {
    struct composite composite;
    const char *period;
    const char **codes;
    struct component *components;
    size_t count; /* 0: the indicator is no index */
};

/* Computes it from visible figures of the period (NULL: the newest) and notes these as inputs. */
bool analysis_index(struct analysis_run *run, const char *index, const char *area, const char *period,
                    struct index *result, struct error *err) must_check;

#endif
