/* effects: pools over municipalities by their share levels, differences-in-differences, families of tests (domain.md A5
 * f, h, A6). */
#include <string.h>

#include "effects-private.h"
#include "stats/adjust.h"

/* ---- who is in ---- */

enum { LEAST_HIDDEN = 3 }; /* in a pool that shows one of them no more than the others */

typedef bool usable(const struct measure *measure, const struct change *change);

static bool has_effect(const struct measure *measure, const struct change *change) {
    (void)measure;
    return change->is_usable;
}

/* The two periods whose figures a pool compares, and whose. */
struct sieve {
    const char *from, *to;
    bool is_treated;
    usable *is_usable;
};

static bool is_candidate(const struct design *design, const struct measure *measure, const struct sieve *sieve,
                         size_t i) {
    return design->members[i].is_pooled_only && design->members[i].is_treated == sieve->is_treated &&
           sieve->is_usable(measure, &measure->pool_changes[i]);
}

/* The municipalities of members pooled only that have figures, or of those named; in order, as members stand. */
static const char *list_members(struct arena *arena, const struct design *design, const struct measure *measure,
                                const struct sieve *sieve) {
    struct text list = text_start(arena);
    for (size_t i = 0; i < design->member_count; i++)
        if (sieve == NULL ? design->members[i].is_named : is_candidate(design, measure, sieve, i))
            text_printf(&list, "%s%s", list.length > 0 ? "," : "", design->members[i].area);
    return list.length == 0 ? "" : list.data;
}

bool effects_is_listed(const char *list, const char *value, size_t length) {
    for (const char *at = list; at != NULL && *at != '\0'; at = strchr(at, ',') == NULL ? NULL : strchr(at, ',') + 1)
        if (strncmp(at, value, length) == 0 && (at[length] == ',' || at[length] == '\0')) return true;
    return false;
}

static bool is_listed(const char *list, const char *area) { return effects_is_listed(list, area, strlen(area)); }

static size_t count_hidden(const struct design *design, const struct measure *measure, const struct sieve *sieve,
                           const char *admitted) {
    size_t hidden = 0;
    for (size_t i = 0; i < design->member_count; i++)
        hidden += design->members[i].is_pooled && is_candidate(design, measure, sieve, i) &&
                  is_listed(admitted, design->members[i].area);
    return hidden;
}

/* Those of the hidden members whose pool may be shown beside all that were; NULL for none. */
static bool admit(struct analysis_run *run, const struct measure *measure, const struct sieve *sieve,
                  const char *wanted, const char *named, const char **admitted, struct error *err) {
    const char *const asked[] = {measure->indicator, measure->group, sieve->from, sieve->to, wanted, named};
    struct db *inside;
    struct rows *rows;
    if (!analysis_go_inside(run, &inside, err)) return false;
    if (!store_run(inside, SQL_ANALYSIS_ADMIT_POOL, asked, 6, &rows, err) || !store_commit(inside, err)) {
        store_return(inside);
        return false;
    }
    *admitted = rows_value(rows, 0, ADMITTED_MEMBERS);
    return analysis_come_back(run, inside, err);
}

/* Share levels hold per arm, and count those whose figures are there: a hidden member without any hides nobody. What
 * was known at an earlier time is no pool for outsiders, since the difference between two times is one member. */
static bool find_scope(struct analysis_run *run, const struct design *design, const struct measure *measure,
                       const struct sieve *sieve, struct pool *pool, const char **admitted, struct error *err) {
    const char *wanted = list_members(run->result.arena, design, measure, sieve);
    const char *named = list_members(run->result.arena, design, measure, NULL);
    size_t hidden = count_hidden(design, measure, sieve, wanted);
    *admitted = NULL;
    pool->scope = hidden == 0 ? POOL_SHOWN : POOL_NAMED_ONLY;
    if (hidden < LEAST_HIDDEN || run->as_of != NULL) return true;
    if (!admit(run, measure, sieve, wanted, named, admitted, err)) return false;
    if (count_hidden(design, measure, sieve, *admitted) < LEAST_HIDDEN) return true;
    pool->scope = POOL_WHOLE;
    pool->is_kept = !text_equal(*admitted, wanted);
    return true;
}

static bool select_arm(struct analysis_run *run, const struct design *design, const struct measure *measure,
                       const struct sieve *sieve, struct pool *pool, struct error *err) {
    const char *admitted;
    *pool =
        (struct pool){.changes = arena_alloc(run->result.arena, (design->member_count + 1) * sizeof *pool->changes)};
    if (!find_scope(run, design, measure, sieve, pool, &admitted, err)) return false;
    for (size_t i = 0; i < design->member_count; i++) {
        const struct participant *member = &design->members[i];
        bool is_in = pool->scope == POOL_NAMED_ONLY                        ? member->is_named
                     : pool->scope == POOL_WHOLE && member->is_pooled_only ? is_listed(admitted, member->area)
                                                                           : member->is_shown;
        const struct change *change =
            pool->scope == POOL_WHOLE && member->is_pooled_only ? &measure->pool_changes[i] : &measure->changes[i];
        if (is_in && member->is_treated == sieve->is_treated && sieve->is_usable(measure, change))
            pool->changes[pool->count++] = change;
    }
    return true;
}

/* The stricter of two arms. */
static enum pool_scope both(enum pool_scope a, enum pool_scope b) { return a > b ? a : b; }

static unsigned warnings_of(const struct pool *pool) {
    return (pool->scope == POOL_NAMED_ONLY ? WARNING_BIT(WARNING_NAMED_ONLY) : 0) |
           (pool->is_kept ? WARNING_BIT(WARNING_POOL_KEPT) : 0);
}

/* Why nobody is left: figures of members that the caller sees hidden, else too few. */
static enum reason absence_of(const struct design *design, const struct measure *measure) {
    for (size_t i = 0; i < design->member_count; i++)
        if (design->members[i].is_shown && measure->changes[i].note.reason == REASON_HIDDEN) return REASON_HIDDEN;
    return REASON_INSUFFICIENT;
}

/* ---- pooled effect ---- */

bool effects_pool(struct analysis_run *run, const struct design *design, struct measure *measure, struct error *err) {
    const struct sieve sieve = {design->before, design->after, true, has_effect};
    const struct pool *pool = &measure->treated;
    if (!select_arm(run, design, measure, &sieve, &measure->treated, err)) return false;
    struct study *studies = arena_alloc(run->result.arena, (pool->count + 1) * sizeof *studies);
    for (size_t i = 0; i < pool->count; i++)
        studies[i] = (struct study){pool->changes[i]->effect.value, pool->changes[i]->effect.se};
    bool is_one_small = pool->count == 1 && pool->changes[0]->is_counts_only; /* A5g holds for a pool of one */
    measure->pooled = stats_pool(studies, is_one_small ? 0 : pool->count, run->result.levels);
    measure->adjusted_p = NAN;
    measure->reason = pool->count == 0 ? absence_of(design, measure) : measure->pooled.note.reason;
    measure->warnings |= measure->pooled.note.warnings | warnings_of(pool);
    if (!measure->is_confirmatory && measure->role != NULL) measure->warnings |= WARNING_BIT(WARNING_EXPLORATORY);
    return true;
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
    struct arena *arena = run->result.arena;
    if (!is_share(measure))
        return stats_did_means((struct did_means){mean_cell(arena, treated, from), mean_cell(arena, treated, to),
                                                  mean_cell(arena, control, from), mean_cell(arena, control, to)},
                               run->result.levels);
    struct did did =
        stats_did_shares((struct did_shares){share_cell(arena, treated, from), share_cell(arena, treated, to),
                                             share_cell(arena, control, from), share_cell(arena, control, to)},
                         run->result.levels);
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

struct arms {
    struct pool treated, control;
};

static bool select_arms(struct analysis_run *run, const struct design *design, const struct measure *measure,
                        struct sieve sieve, struct arms *arms, struct error *err) {
    sieve.is_treated = true;
    if (!select_arm(run, design, measure, &sieve, &arms->treated, err)) return false;
    sieve.is_treated = false;
    return select_arm(run, design, measure, &sieve, &arms->control, err);
}

static bool placebo(struct analysis_run *run, const struct design *design, struct measure *measure, struct error *err) {
    const struct sieve sieve = {.from = design->earlier, .to = design->before, .is_usable = has_earlier_cells};
    struct arms arms;
    measure->placebo = no_did();
    if (design->earlier == NULL) return true;
    if (!select_arms(run, design, measure, sieve, &arms, err)) return false;
    if (arms.treated.count == 0 || arms.control.count == 0) return true;
    measure->placebo = cells_did(run, measure, &arms.treated, &arms.control, WAVE_EARLIER, WAVE_BEFORE);
    measure->did.note.warnings |= stats_pretrend(&measure->placebo.effect);
    return true;
}

static void compare_arms(struct analysis_run *run, struct measure *measure, const struct arms *arms, bool is_panel) {
    struct arena *arena = run->result.arena;
    if (arms->treated.count == 0 || arms->control.count == 0) return;
    measure->did = is_panel ? stats_did_panel(panel_cell(arena, &arms->treated, is_share(measure)),
                                              panel_cell(arena, &arms->control, is_share(measure)), run->result.levels)
                            : cells_did(run, measure, &arms->treated, &arms->control, WAVE_BEFORE, WAVE_AFTER);
    measure->did.note.warnings |= stats_few_clusters(arms->treated.count, arms->control.count);
}

bool effects_compare(struct analysis_run *run, const struct design *design, struct measure *measure,
                     struct error *err) {
    measure->did = measure->placebo = no_did();
    if (!design->has_comparison) return true;
    bool panel = is_panel(design, measure);
    const struct sieve sieve = {design->before, design->after, true, panel ? has_panel : has_cells};
    struct arms arms;
    if (!select_arms(run, design, measure, sieve, &arms, err)) return false;
    measure->did_scope = both(arms.treated.scope, arms.control.scope);
    measure->did.note.reason = absence_of(design, measure);
    compare_arms(run, measure, &arms, panel);
    if (measure->did_scope == POOL_WHOLE) measure->did.note.warnings &= ~WARNING_BIT(WARNING_SMALL_N);
    measure->did.note.warnings |= warnings_of(&arms.treated) | warnings_of(&arms.control);
    return placebo(run, design, measure, err);
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
    struct arena *arena = run->result.arena;
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
    struct family pooled = new_family(run->result.arena, count);
    struct family shown = new_family(run->result.arena, count * design->member_count);
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
