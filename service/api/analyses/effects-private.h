/* effects: the files of one analysis (domain.md A5, A6), on which method-effects rests (A13).
 *
 * Whose figures (A5f). Of each member's figures the caller reads what he may see anyway, on his own connection: those
 * of members who agreed to be named, and his own. Members who only agreed to be pooled are read on a connection of the
 * operator's, which sees everything; what is read there is marked as hidden, and nothing but a pooled effect, its
 * interval and its p-value leaves: no rows, no counts, no inputs. Members who did not agree are not read. */
#ifndef API_ANALYSES_EFFECTS_PRIVATE_H
#define API_ANALYSES_EFFECTS_PRIVATE_H

#include "private.h"
#include "stats/did.h"
#include "stats/pooling.h"
#include "stats/share_change.h"

struct participant {
    const char *area;     /* a municipality; without an evaluation any area */
    const char *sampling; /* overrides the measure's; NULL: as the measure says */
    bool is_treated;
    bool is_named;       /* it agreed to be named */
    bool is_shown;       /* the caller sees its figures: named ones, and his own */
    bool is_pooled_only; /* it agreed to be pooled, not named */
    bool is_pooled;      /* so that only its pool may be told to the caller */
};

/* The same persons before and after. */
struct pairs {
    const char *area, *indicator, *group;
    double n, mean_before, sd_before, mean_after, sd_after, correlation, n_before_only, n_after_only;
    struct pair_counts counts;
    bool is_readable, is_told; /* for the caller; on the connection that read it */
    bool is_synthetic;
};

/* Which of the hidden members an effect of one indicator, group and two periods may be shown of. */
struct admission {
    struct admission *next;
    const char *indicator, *group, *from, *to;
    const char *wanted;   /* who has figures, with commas */
    const char *admitted; /* as tillit.admit_pool says; NULL: of none */
};

struct design {
    const char *evaluation; /* NULL: two periods of one area */
    const char *before, *after, *earlier, *correction;
    bool has_comparison, is_registered;
    struct participant *members;
    size_t member_count;
    struct pairs *pairs;
    size_t pair_count;
    struct figure *shown, *hidden; /* figures of all periods: as the caller sees them; of members pooled only */
    size_t shown_count, hidden_count;
    struct admission *admissions; /* all that this request needs, in the order in which they are asked for */
};

/* One member's change in one measure. Effects are in the indicator's unit. */
struct change {
    const struct participant *member;
    const struct figure *before, *after, *earlier;
    const struct pairs *pairs; /* main analysis when there are any and the sampling is not independent */
    const char *sampling;
    struct effect effect, independent;
    enum p_method p_method;
    double size, adjusted_p; /* size: Cohen's h, Hedges' g or d_z */
    struct attrition attrition;
    struct note note;
    bool is_counts_only, is_usable; /* usable: may be pooled */
};

enum pool_scope {
    POOL_SHOWN,      /* nobody is hidden: everything may be told */
    POOL_NAMED_ONLY, /* one or two are hidden: the pool of those who agreed to be named */
    POOL_WHOLE       /* three or more are hidden: the whole pool, but one effect, its interval and its p only; of hidden
                        members those that tillit.admit_pool admits, so that no two pools differ by a few */
};

/* Members of one arm whose figures go into a pool. */
struct pool {
    const struct change **changes;
    size_t count;
    enum pool_scope scope;
    bool is_kept; /* hidden members have come since, and are left out */
};

struct measure {
    const char *indicator, *group, *role, *sampling, *unit;
    bool is_confirmatory;
    struct change *changes;      /* of each member, as the caller sees it */
    struct change *pool_changes; /* of each member that is pooled only, as every pool has it, whoever asks */
    struct pool treated;
    struct pooled_effect pooled;
    double adjusted_p, did_adjusted_p;
    struct did did, placebo;
    enum pool_scope did_scope;
    unsigned warnings;
    enum reason reason;
};

/* ---- analyses_effects_read.c ---- */

/* The design of an evaluation, or (NULL) of two periods of one area, as the parameters say. Sets alpha of the run. */
bool effects_read_design(struct analysis_run *run, const char *evaluation, struct design *design,
                         struct measure **measures, size_t *count, struct error *err) must_check;

/* ---- analyses_effects_changes.c ---- */

/* Fills measure->changes, one per member; inputs of those shown are noted. */
void effects_changes(struct analysis_run *run, const struct design *design, struct measure *measure);

/* The change of the same persons as a group of differences, in the indicator's unit. */
bool effects_differences(const struct pairs *pairs, bool is_share, struct mean_group *group);

/* ---- analyses_effects_pools.c ---- */

/* Asks which hidden members the pools of these measures may be shown of, by one statement; their changes are there. */
bool effects_admit(struct analysis_run *run, struct design *design, const struct measure *measures, size_t count,
                   struct error *err) must_check;

/* With what was admitted. */
void effects_pool(struct analysis_run *run, const struct design *design, struct measure *measure);
void effects_compare(struct analysis_run *run, const struct design *design, struct measure *measure);

/* Whether a list with commas, or NULL, holds the value of that length. */
bool effects_is_listed(const char *list, const char *value, size_t length);

/* p-values of families: pooled confirmatory ones, the same against the comparison, and those of the members shown
 * (A5h). */
void effects_adjust(struct analysis_run *run, const struct design *design, struct measure *measures, size_t count);

#endif
