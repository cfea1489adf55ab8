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

/* The two periods whose figures a pool compares, and whose. */
struct sieve {
    const char *from, *to;
    bool is_treated;
    usable *is_usable;
};

/* What pools are made of: the pooled effect; both arms of a comparison, and before anything was done. */
enum arm { ARM_POOL, ARM_TREATED, ARM_CONTROL, ARM_EARLIER_TREATED, ARM_EARLIER_CONTROL, ARM_COUNT };

static struct sieve sieve_of(const struct design *design, const struct measure *measure, enum arm arm) {
    usable *compared = is_panel(design, measure) ? has_panel : has_cells;
    const struct sieve sieves[] = {
        [ARM_POOL] = {design->before, design->after, true, has_effect},
        [ARM_TREATED] = {design->before, design->after, true, compared},
        [ARM_CONTROL] = {design->before, design->after, false, compared},
        [ARM_EARLIER_TREATED] = {design->earlier, design->before, true, has_earlier_cells},
        [ARM_EARLIER_CONTROL] = {design->earlier, design->before, false, has_earlier_cells},
    };
    return sieves[arm];
}

/* How many of them there are. */
static enum arm arms_of(const struct design *design) {
    return !design->has_comparison ? ARM_TREATED : design->earlier == NULL ? ARM_EARLIER_TREATED : ARM_COUNT;
}

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

/* ---- what may be shown of hidden members ---- */

static bool is_same_effect(const struct admission *asked, const struct measure *measure, const struct sieve *sieve) {
    return text_equal(asked->indicator, measure->indicator) && text_equal(asked->group, measure->group) &&
           text_equal(asked->from, sieve->from) && text_equal(asked->to, sieve->to);
}

/* Each is asked once: without pairs the effect and the treated arm are of the same members. */
static void want(struct analysis_run *run, struct design *design, const struct measure *measure,
                 const struct sieve *sieve) {
    const char *wanted = list_members(run->result.arena, design, measure, sieve);
    struct admission **last = &design->admissions;
    if (count_hidden(design, measure, sieve, wanted) < LEAST_HIDDEN) return;
    for (; *last != NULL; last = &(*last)->next)
        if (is_same_effect(*last, measure, sieve) && text_equal((*last)->wanted, wanted)) return;
    *last = arena_alloc(run->result.arena, sizeof **last);
    **last = (struct admission){.indicator = measure->indicator,
                                .group = measure->group,
                                .from = sieve->from,
                                .to = sieve->to,
                                .wanted = wanted};
}

enum { ASKED_LISTS = 5 };

static void add_part(struct text *list, const char *value) {
    text_printf(list, "%s%s", list->length > 0 ? ";" : "", value);
}

/* As the statement wants them; the named ones last. */
static void list_admissions(struct arena *arena, const struct design *design, const char *asked[ASKED_LISTS + 1]) {
    struct text lists[ASKED_LISTS];
    for (size_t i = 0; i < ASKED_LISTS; i++) lists[i] = text_start(arena);
    for (const struct admission *one = design->admissions; one != NULL; one = one->next) {
        const char *const values[ASKED_LISTS] = {one->indicator, one->group, one->from, one->to, one->wanted};
        for (size_t i = 0; i < ASKED_LISTS; i++) add_part(&lists[i], values[i]);
    }
    for (size_t i = 0; i < ASKED_LISTS; i++) asked[i] = lists[i].data;
    asked[ASKED_LISTS] = list_members(arena, design, NULL, NULL);
}

static void take_admitted(struct design *design, const struct rows *rows) {
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct admission *one = design->admissions;
        for (long number = rows_whole(rows, i, ADMITTED_NUMBER); number > 1; number--) one = one->next;
        one->admitted = rows_value(rows, i, ADMITTED_MEMBERS);
    }
}

static bool admit(struct analysis_run *run, struct design *design, struct error *err) {
    const char *asked[ASKED_LISTS + 1];
    struct db *inside;
    struct rows *rows;
    list_admissions(run->result.arena, design, asked);
    if (!analysis_go_inside(run, &inside, err)) return false;
    if (!store_run(inside, SQL_ANALYSIS_ADMIT_POOLS, asked, 6, &rows, err) || !store_commit(inside, err)) {
        store_return(inside);
        return false;
    }
    take_admitted(design, rows);
    return analysis_come_back(run, inside, err);
}

/* What was known at an earlier time is no pool for outsiders, since the difference between two times is one member. */
bool effects_admit(struct analysis_run *run, struct design *design, const struct measure *measures, size_t count,
                   struct error *err) {
    for (size_t i = 0; run->as_of == NULL && i < count; i++)
        for (enum arm arm = ARM_POOL; arm < arms_of(design); arm++) {
            const struct sieve sieve = sieve_of(design, &measures[i], arm);
            want(run, design, &measures[i], &sieve);
        }
    return design->admissions == NULL || admit(run, design, err);
}

/* The hidden members with figures whose pool may be shown beside all that were; NULL for none. */
static const char *admitted_of(const struct design *design, const struct measure *measure, const struct sieve *sieve,
                               const char *wanted) {
    for (const struct admission *asked = design->admissions; asked != NULL; asked = asked->next)
        if (is_same_effect(asked, measure, sieve) && text_equal(asked->wanted, wanted)) return asked->admitted;
    return NULL;
}

/* Share levels hold per arm, and count those whose figures are there: a hidden member without any hides nobody. */
static void find_scope(struct analysis_run *run, const struct design *design, const struct measure *measure,
                       const struct sieve *sieve, struct pool *pool, const char **admitted) {
    const char *wanted = list_members(run->result.arena, design, measure, sieve);
    size_t hidden = count_hidden(design, measure, sieve, wanted);
    pool->scope = hidden == 0 ? POOL_SHOWN : POOL_NAMED_ONLY;
    *admitted = admitted_of(design, measure, sieve, wanted);
    if (*admitted == NULL || count_hidden(design, measure, sieve, *admitted) < LEAST_HIDDEN) return;
    pool->scope = POOL_WHOLE;
    pool->is_kept = !text_equal(*admitted, wanted);
}

static void select_arm(struct analysis_run *run, const struct design *design, const struct measure *measure,
                       const struct sieve *sieve, struct pool *pool) {
    const char *admitted;
    *pool =
        (struct pool){.changes = arena_alloc(run->result.arena, (design->member_count + 1) * sizeof *pool->changes)};
    find_scope(run, design, measure, sieve, pool, &admitted);
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
}

/* The stricter of two arms. */
static enum pool_scope both(enum pool_scope a, enum pool_scope b) { return a > b ? a : b; }

static unsigned warnings_of(const struct pool *pool) {
    return (pool->scope == POOL_NAMED_ONLY ? WARNING_BIT(WARNING_NAMED_ONLY) : 0) |
           (pool->is_kept ? WARNING_BIT(WARNING_POOL_KEPT) : 0);
}

/* Samples that may be of the same persons, taken for others: said of members that are shown only. */
static unsigned overlap_of(const struct pool *pool, bool uses_pairs) {
    for (size_t i = 0; i < pool->count; i++) {
        const struct change *change = pool->changes[i];
        bool is_apart = text_equal(change->sampling, "independent") || (uses_pairs && change->pairs != NULL);
        if (change->member->is_shown && !is_apart) return WARNING_BIT(WARNING_OVERLAP_UNHANDLED);
    }
    return 0;
}

/* Why nobody is left: figures of members that the caller sees hidden, else too few. */
static enum reason absence_of(const struct design *design, const struct measure *measure) {
    for (size_t i = 0; i < design->member_count; i++)
        if (design->members[i].is_shown && measure->changes[i].note.reason == REASON_HIDDEN) return REASON_HIDDEN;
    return REASON_INSUFFICIENT;
}

/* A5g holds for a pool of one. */
static bool is_one_small(const struct pool *pool) { return pool->count == 1 && pool->changes[0]->is_counts_only; }

/* ---- pooled effect ---- */

void effects_pool(struct analysis_run *run, const struct design *design, struct measure *measure) {
    const struct sieve sieve = sieve_of(design, measure, ARM_POOL);
    const struct pool *pool = &measure->treated;
    select_arm(run, design, measure, &sieve, &measure->treated);
    struct study *studies = arena_alloc(run->result.arena, (pool->count + 1) * sizeof *studies);
    for (size_t i = 0; i < pool->count; i++)
        studies[i] = (struct study){pool->changes[i]->effect.value, pool->changes[i]->effect.se};
    measure->pooled = stats_pool(studies, is_one_small(pool) ? 0 : pool->count, run->result.levels);
    measure->adjusted_p = NAN;
    measure->reason = pool->count == 0 ? absence_of(design, measure) : measure->pooled.note.reason;
    measure->warnings |= measure->pooled.note.warnings | warnings_of(pool) | overlap_of(pool, true);
    if (!measure->is_confirmatory && measure->role != NULL) measure->warnings |= WARNING_BIT(WARNING_EXPLORATORY);
}

/* ---- difference-in-differences ---- */

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

struct arms {
    struct pool treated, control;
};

static void select_arms(struct analysis_run *run, const struct design *design, const struct measure *measure,
                        enum arm treated, enum arm control, struct arms *arms) {
    const struct sieve sieves[] = {sieve_of(design, measure, treated), sieve_of(design, measure, control)};
    select_arm(run, design, measure, &sieves[0], &arms->treated);
    select_arm(run, design, measure, &sieves[1], &arms->control);
}

static void placebo(struct analysis_run *run, const struct design *design, struct measure *measure) {
    struct arms arms;
    measure->placebo = no_did();
    if (design->earlier == NULL) return;
    select_arms(run, design, measure, ARM_EARLIER_TREATED, ARM_EARLIER_CONTROL, &arms);
    if (arms.treated.count == 0 || arms.control.count == 0) return;
    if (is_one_small(&arms.treated) || is_one_small(&arms.control)) return;
    measure->placebo = cells_did(run, measure, &arms.treated, &arms.control, WAVE_EARLIER, WAVE_BEFORE);
    measure->did.note.warnings |= stats_pretrend(&measure->placebo.effect);
}

static void compare_arms(struct analysis_run *run, struct measure *measure, const struct arms *arms, bool is_panel) {
    struct arena *arena = run->result.arena;
    if (arms->treated.count == 0 || arms->control.count == 0) return;
    if (is_one_small(&arms->treated) || is_one_small(&arms->control)) return;
    measure->did = is_panel ? stats_did_panel(panel_cell(arena, &arms->treated, is_share(measure)),
                                              panel_cell(arena, &arms->control, is_share(measure)), run->result.levels)
                            : cells_did(run, measure, &arms->treated, &arms->control, WAVE_BEFORE, WAVE_AFTER);
    measure->did.note.warnings |= stats_few_clusters(arms->treated.count, arms->control.count) |
                                  overlap_of(&arms->treated, is_panel) | overlap_of(&arms->control, is_panel);
}

void effects_compare(struct analysis_run *run, const struct design *design, struct measure *measure) {
    struct arms arms;
    measure->did = measure->placebo = no_did();
    if (!design->has_comparison) return;
    select_arms(run, design, measure, ARM_TREATED, ARM_CONTROL, &arms);
    measure->did_scope = both(arms.treated.scope, arms.control.scope);
    measure->did.note.reason = absence_of(design, measure);
    compare_arms(run, measure, &arms, is_panel(design, measure));
    if (measure->did_scope == POOL_WHOLE) measure->did.note.warnings &= ~WARNING_BIT(WARNING_SMALL_N);
    measure->did.note.warnings |= warnings_of(&arms.treated) | warnings_of(&arms.control);
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
    struct family compared = new_family(run->result.arena, count);
    struct family shown = new_family(run->result.arena, count * design->member_count);
    for (size_t i = 0; i < count; i++) {
        measures[i].did_adjusted_p = NAN;
        if (!measures[i].is_confirmatory) continue;
        add_test(&pooled, measures[i].pooled.random.p_value, &measures[i].adjusted_p);
        add_test(&compared, measures[i].did.effect.p_value, &measures[i].did_adjusted_p);
        for (size_t j = 0; j < design->member_count; j++) {
            struct change *change = &measures[i].changes[j];
            if (change->member->is_shown && !change->is_counts_only)
                add_test(&shown, change->effect.p_value, &change->adjusted_p);
        }
    }
    adjust(run, design->correction, &pooled);
    adjust(run, design->correction, &compared);
    adjust(run, design->correction, &shown);
}
