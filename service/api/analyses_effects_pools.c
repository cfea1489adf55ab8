/* effects: pools over municipalities by their share levels, differences-in-differences, families of tests (domain.md A5
 * f, h, A6). */
#include "analyses_effects-private.h"
#include "stats/adjust.h"

/* ---- who is in ---- */

enum { LEAST_HIDDEN = 3 }; /* in a pool that shows one of them no more than the others */

typedef bool usable(const struct measure *measure, const struct change *change);

static bool has_effect(const struct measure *measure, const struct change *change) {
    (void)measure;
    return change->is_usable;
}

/* Share levels hold per arm, and count those whose figures are there: a hidden member without any hides nobody. What
 * was known at an earlier time is no pool for outsiders, since the difference between two times is one member. */
static struct pool select_arm(struct analysis_run *run, const struct design *design, const struct measure *measure,
                              bool treated, usable *is_usable) {
    struct pool pool = {.changes = arena_alloc(run->run.arena, (design->member_count + 1) * sizeof *pool.changes)};
    size_t hidden = 0;
    for (size_t i = 0; i < design->member_count; i++)
        hidden += design->members[i].is_pooled && design->members[i].is_treated == treated &&
                  is_usable(measure, &measure->changes[i]);
    if (hidden > 0) pool.scope = hidden < LEAST_HIDDEN || run->as_of != NULL ? POOL_NAMED_ONLY : POOL_WHOLE;
    for (size_t i = 0; i < design->member_count; i++) {
        const struct participant *member = &design->members[i];
        bool is_in = pool.scope == POOL_NAMED_ONLY
                         ? member->is_named
                         : member->is_shown || (member->is_pooled && pool.scope == POOL_WHOLE);
        if (is_in && member->is_treated == treated && is_usable(measure, &measure->changes[i]))
            pool.changes[pool.count++] = &measure->changes[i];
    }
    return pool;
}

/* The stricter of two arms. */
static enum pool_scope both(enum pool_scope a, enum pool_scope b) { return a > b ? a : b; }

static unsigned warning_of(enum pool_scope a, enum pool_scope b) {
    return a == POOL_NAMED_ONLY || b == POOL_NAMED_ONLY ? WARNING_BIT(WARNING_NAMED_ONLY) : 0;
}

/* ---- pooled effect ---- */

void effects_pool(struct analysis_run *run, const struct design *design, struct measure *measure) {
    measure->treated = select_arm(run, design, measure, true, has_effect);
    const struct pool *pool = &measure->treated;
    struct study *studies = arena_alloc(run->run.arena, (pool->count + 1) * sizeof *studies);
    for (size_t i = 0; i < pool->count; i++)
        studies[i] = (struct study){pool->changes[i]->effect.value, pool->changes[i]->effect.se};
    bool is_one_small = pool->count == 1 && pool->changes[0]->is_counts_only; /* A5g holds for a pool of one */
    measure->pooled = stats_pool(studies, is_one_small ? 0 : pool->count, run->run.levels);
    measure->adjusted_p = NAN;
    measure->reason = measure->pooled.note.reason;
    measure->warnings |= measure->pooled.note.warnings | warning_of(pool->scope, pool->scope);
    if (!measure->is_confirmatory && measure->role != NULL) measure->warnings |= WARNING_BIT(WARNING_EXPLORATORY);
}

/* ---- difference-in-differences ---- */

static bool is_share(const struct measure *measure) {
    return measure->unit != NULL && text_equal(measure->unit, "pct");
}

static bool has_cell(const struct measure *measure, const struct figure *figure) {
    struct share share;
    struct mean_group group;
    if (figure == NULL) return false;
    return is_share(measure) ? figure_share(figure, &share) : figure_mean(figure, &group);
}

static bool has_cells(const struct measure *measure, const struct change *change) {
    return change->note.reason != REASON_BREAK_BETWEEN && has_cell(measure, change->before) &&
           has_cell(measure, change->after);
}

static bool has_earlier_cells(const struct measure *measure, const struct change *change) {
    return change->note.reason != REASON_BREAK_BETWEEN && has_cell(measure, change->earlier) &&
           has_cell(measure, change->before) && change->earlier->era == change->before->era &&
           !text_equal(change->before->obs_status, "B");
}

static bool has_panel(const struct measure *measure, const struct change *change) {
    struct mean_group group;
    return change->pairs != NULL && effects_differences(change->pairs, is_share(measure), &group);
}

enum wave { WAVE_EARLIER, WAVE_BEFORE, WAVE_AFTER };

static const struct figure *figure_in(const struct change *change, enum wave wave) {
    return wave == WAVE_EARLIER ? change->earlier : wave == WAVE_BEFORE ? change->before : change->after;
}

static struct share share_cell(struct arena *arena, const struct pool *pool, enum wave wave) {
    struct share *shares = arena_alloc(arena, (pool->count + 1) * sizeof *shares);
    for (size_t i = 0; i < pool->count; i++) (void)figure_share(figure_in(pool->changes[i], wave), &shares[i]);
    return stats_share_sum(shares, pool->count);
}

static struct mean_cell mean_cell(struct arena *arena, const struct pool *pool, enum wave wave) {
    struct mean_group *groups = arena_alloc(arena, (pool->count + 1) * sizeof *groups);
    for (size_t i = 0; i < pool->count; i++) (void)figure_mean(figure_in(pool->changes[i], wave), &groups[i]);
    return (struct mean_cell){groups, pool->count};
}

static struct mean_cell panel_cell(struct arena *arena, const struct pool *pool, bool share) {
    struct mean_group *groups = arena_alloc(arena, (pool->count + 1) * sizeof *groups);
    for (size_t i = 0; i < pool->count; i++) (void)effects_differences(pool->changes[i]->pairs, share, &groups[i]);
    return (struct mean_cell){groups, pool->count};
}

static void to_percent(struct effect *effect) {
    effect->value *= 100;
    effect->se *= 100;
    effect->ci.low *= 100;
    effect->ci.high *= 100;
}

static struct did no_did(void) {
    return (struct did){.note = {.reason = REASON_INSUFFICIENT}, .effect = stats_effect_untested(NAN)};
}

static struct did cells_did(struct analysis_run *run, const struct measure *measure, const struct pool *treated,
                            const struct pool *control, enum wave from, enum wave to) {
    struct arena *arena = run->run.arena;
    if (!is_share(measure))
        return stats_did_means((struct did_means){mean_cell(arena, treated, from), mean_cell(arena, treated, to),
                                                  mean_cell(arena, control, from), mean_cell(arena, control, to)},
                               run->run.levels);
    struct did did =
        stats_did_shares((struct did_shares){share_cell(arena, treated, from), share_cell(arena, treated, to),
                                             share_cell(arena, control, from), share_cell(arena, control, to)},
                         run->run.levels);
    to_percent(&did.effect);
    return did;
}

/* A panel when everybody who has figures has a paired table, else the four cells. */
static bool is_panel(const struct design *design, const struct measure *measure) {
    size_t panels = 0, cells = 0;
    for (size_t i = 0; i < design->member_count; i++) {
        const struct participant *member = &design->members[i];
        if (!member->is_shown && !member->is_pooled) continue;
        panels += has_panel(measure, &measure->changes[i]);
        cells += has_cells(measure, &measure->changes[i]);
    }
    return panels > 0 && panels == cells;
}

static void placebo(struct analysis_run *run, const struct design *design, struct measure *measure) {
    struct pool treated = select_arm(run, design, measure, true, has_earlier_cells);
    struct pool control = select_arm(run, design, measure, false, has_earlier_cells);
    measure->placebo = no_did();
    measure->placebo_scope = both(treated.scope, control.scope);
    if (treated.count == 0 || control.count == 0) return;
    measure->placebo = cells_did(run, measure, &treated, &control, WAVE_EARLIER, WAVE_BEFORE);
    measure->did.note.warnings |= stats_pretrend(&measure->placebo.effect);
}

void effects_compare(struct analysis_run *run, const struct design *design, struct measure *measure) {
    measure->did = measure->placebo = no_did();
    if (!design->has_comparison) return;
    bool panel = is_panel(design, measure);
    struct pool treated = select_arm(run, design, measure, true, panel ? has_panel : has_cells);
    struct pool control = select_arm(run, design, measure, false, panel ? has_panel : has_cells);
    measure->did_scope = both(treated.scope, control.scope);
    if (treated.count > 0 && control.count > 0) {
        measure->did = panel ? stats_did_panel(panel_cell(run->run.arena, &treated, is_share(measure)),
                                               panel_cell(run->run.arena, &control, is_share(measure)), run->run.levels)
                             : cells_did(run, measure, &treated, &control, WAVE_BEFORE, WAVE_AFTER);
        measure->did.note.warnings |= stats_few_clusters(treated.count, control.count);
    }
    if (measure->did_scope == POOL_WHOLE) measure->did.note.warnings &= ~WARNING_BIT(WARNING_SMALL_N);
    measure->did.note.warnings |= warning_of(treated.scope, control.scope);
    placebo(run, design, measure);
}

/* ---- families of tests ---- */

struct family {
    double *p_values, **adjusted;
    size_t count;
};

static void add_test(struct family *family, double p_value, double *adjusted) {
    if (isnan(p_value)) return;
    family->p_values[family->count] = p_value;
    family->adjusted[family->count++] = adjusted;
}

static void adjust(struct analysis_run *run, const char *correction, const struct family *family) {
    struct arena *arena = run->run.arena;
    double *adjusted = arena_alloc(arena, (family->count + 1) * sizeof *adjusted);
    size_t *order = arena_alloc(arena, (family->count + 1) * sizeof *order);
    if (family->count == 0) return;
    if (text_equal(correction, "holm"))
        stats_adjust_holm(family->p_values, family->count, order, adjusted);
    else if (text_equal(correction, "bh"))
        stats_adjust_bh(family->p_values, family->count, order, adjusted);
    else
        for (size_t i = 0; i < family->count; i++) adjusted[i] = family->p_values[i];
    for (size_t i = 0; i < family->count; i++) *family->adjusted[i] = adjusted[i];
    if (family->count > 1 && text_equal(correction, "none")) run->warnings |= WARNING_BIT(WARNING_MULTIPLE_TESTS);
}

static struct family new_family(struct arena *arena, size_t most) {
    return (struct family){arena_alloc(arena, (most + 1) * sizeof(double)),
                           arena_alloc(arena, (most + 1) * sizeof(double *)), 0};
}

void effects_adjust(struct analysis_run *run, const struct design *design, struct measure *measures, size_t count) {
    struct family pooled = new_family(run->run.arena, count);
    struct family shown = new_family(run->run.arena, count * design->member_count);
    for (size_t i = 0; i < count; i++) {
        if (!measures[i].is_confirmatory) continue;
        add_test(&pooled, measures[i].pooled.random.p_value, &measures[i].adjusted_p);
        for (size_t j = 0; j < design->member_count; j++) {
            struct change *change = &measures[i].changes[j];
            if (change->member->is_shown && !change->is_counts_only)
                add_test(&shown, change->effect.p_value, &change->adjusted_p);
        }
    }
    adjust(run, design->correction, &pooled);
    adjust(run, design->correction, &shown);
}
