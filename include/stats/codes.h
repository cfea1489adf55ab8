/* Words that all calculations share (domain.md 3.0). What may be null is a double, and then NAN is null; enumerations
 * have a first member without text. Tables of texts have one entry per member; a NULL text is a null. */
#ifndef STATS_CODES_H
#define STATS_CODES_H

#include <stdbool.h>

/* Cautions. A set of them is an `unsigned` with WARNING_BIT of each. */
enum warning {
    WARNING_SMALL_N,
    WARNING_NO_UNCERTAINTY,
    WARNING_CENSUS,
    WARNING_BREAK_BETWEEN,
    WARNING_DIFFERENT_MODE,
    WARNING_HIGH_ATTRITION,
    WARNING_LOW_RESPONSE,
    WARNING_NONPROBABILITY,
    WARNING_OVERLAP_UNHANDLED,
    WARNING_FEW_CLUSTERS,
    WARNING_MULTIPLE_TESTS,
    WARNING_PRETREND,
    WARNING_EXPLORATORY,
    WARNING_STALE,
    WARNING_PROXY_CLASS,
    WARNING_NON_ADDITIVE,
    WARNING_CRUDE_SHARE,
    WARNING_BEYOND_FOLLOW_UP,
    WARNING_NAMED_ONLY,
    WARNING_POOL_KEPT,       /* the pool shown before: hidden members that have come since are left out (A5f) */
    WARNING_PERIOD_NOT_OVER, /* a figure's period goes on: it may have been measured early in it */
    WARNING_CONFOUNDED,      /* methods differ in something else as well, so that it may be that (A13) */
    WARNING_ECOLOGICAL,      /* what holds among places need not hold among the persons in them (A14) */
    WARNING_COUNT
};
#define WARNING_BIT(warning) (1u << (warning))
extern const char *const stats_warning_codes[WARNING_COUNT];

/* Why something could not be computed. */
enum reason {
    REASON_NONE,
    REASON_INSUFFICIENT,      /* too few answers, points or rows for the formula */
    REASON_NO_VARIANCE,       /* nothing varies: no test and no interval */
    REASON_NO_UNCERTAINTY,    /* a standard error or an interval is missing */
    REASON_CENSUS,            /* everybody was counted: no interval for description */
    REASON_TOO_FEW_PEERS,     /* fewer than five */
    REASON_LOW_COVERAGE,      /* too much of the weight is missing */
    REASON_BEYOND_FOLLOW_UP,  /* nobody was followed that long */
    REASON_NO_DIRECTION,      /* an indicator that only gives context has no better or worse */
    REASON_NO_DISTANCE,       /* baseline and target are the same */
    REASON_NO_BASE,           /* a share of nothing: what it would be relative to is 0, or no single value */
    REASON_NO_DATES,          /* the dates that say how much time has passed are missing */
    REASON_NOT_BEGUN,         /* nothing is expected yet */
    REASON_UNPROTECTED,       /* a hidden cell follows all the same */
    REASON_BREAK_BETWEEN,     /* an incompatible version or a break lies in between (INV-7) */
    REASON_NOT_PREREGISTERED, /* an evaluation whose plan has not been registered (INV-13) */
    REASON_HIDDEN,            /* its answers are hidden from the asker, as the figure is that they belong to */
    REASON_NOT_MEASURED,      /* nothing has been measured since the baseline */
    REASON_NO_SINGLE_GROUP,   /* it belongs to none or to several of the groups that are compared (A13) */
    REASON_NO_REFERENCE,      /* what it is to be compared with has no figure to be seen */
    REASON_COUNT
};
extern const char *const stats_reason_codes[REASON_COUNT];

enum method {
    METHOD_NONE,
    METHOD_WILSON,
    METHOD_WEIGHTED,
    METHOD_PUBLISHED,
    METHOD_FINITE,
    METHOD_NORMAL,
    METHOD_STUDENT_T,
    METHOD_TWO_ITEM,
    METHOD_SINGLE_ITEM_PROXY,
    METHOD_NEWCOMBE,
    METHOD_NEWCOMBE_PAIRED,
    METHOD_WELCH,
    METHOD_PAIRED_T,
    METHOD_DID_SHARE,
    METHOD_DID_MEAN,
    METHOD_DID_PANEL,
    METHOD_WEIGHTED_LEAST_SQUARES,
    METHOD_ORDINARY_LEAST_SQUARES,
    METHOD_FIXED_GOALPOSTS,
    METHOD_PEER_COMPARISON,
    METHOD_KAPLAN_MEIER,
    METHOD_CRUDE,
    METHOD_TARGET_DISTANCE,
    METHOD_WEIGHTED_PROGRESS,
    METHOD_HOLM_AND_BH,
    METHOD_POWER_NORMAL,
    METHOD_CELL_SUPPRESSION,
    METHOD_KNAPP_HARTUNG,
    METHOD_COUNT
};
extern const char *const stats_method_codes[METHOD_COUNT];

/* What every result says about itself. */
struct note {
    enum method method;
    enum reason reason;
    unsigned warnings;
};

/* Yes, no, or null. */
enum ternary { TERNARY_NULL, TERNARY_NO, TERNARY_YES };

/* alpha drives tests, classes and detectable effects; conf_level drives intervals; power is that of a planned study. */
struct levels {
    double alpha, conf_level, power;
};
extern const struct levels stats_default_levels; /* 0.05, 0.95, 0.8 */

/* The bit of SMALL_N when n is below 30, else 0 (A5g). */
unsigned stats_small_n(double n);

/* Whether an analysis shows counts and direction only, without p: n below 10 (A5g). */
bool stats_is_counts_only(double n);

#endif
