/* method-effects: evaluations with their effects, in groups, and what else tells the groups apart. */
#include <string.h>

#include "methods-private.h"

/* ---- evaluations ---- */

static bool read_candidates(struct analysis_run *run, struct comparison *found, struct error *err) {
    const char *const asked[] = {analysis_value(run, "indicator"), analysis_value(run, "respondent_group"),
                                 analysis_value(run, "involvement_method"), analysis_value(run, "case_step")};
    struct rows *rows;
    if (!store_run(run->db, SQL_ANALYSIS_METHODS, asked, 4, &rows, err)) return false;
    found->count = rows_count(rows);
    found->all = arena_alloc(run->result.arena, (found->count + 1) * sizeof *found->all);
    for (size_t i = 0; i < found->count; i++)
        found->all[i] = (struct candidate){.evaluation = rows_value(rows, i, CANDIDATE_EVALUATION),
                                           .methods = rows_value(rows, i, CANDIDATE_INVOLVEMENT_METHODS),
                                           .step = rows_value(rows, i, CANDIDATE_CASE_STEP),
                                           .design = rows_value(rows, i, CANDIDATE_DESIGN),
                                           .before = rows_value(rows, i, CANDIDATE_BEFORE_PERIOD),
                                           .after = rows_value(rows, i, CANDIDATE_AFTER_PERIOD),
                                           .treated = rows_value(rows, i, CANDIDATE_TREATED),
                                           .members = rows_value(rows, i, CANDIDATE_MEMBERS),
                                           .effect = stats_effect_untested(NAN),
                                           .n = NAN};
    if (found->count > 0) found->unit = rows_value(rows, 0, CANDIDATE_UNIT);
    if (found->count > 0) found->direction = rows_value(rows, 0, CANDIDATE_DIRECTION);
    return true;
}

/* Answers of those who are in the pool and may be counted. */
static double answers_of(const struct measure *measure, const struct design *design, enum pool_scope scope) {
    double n = 0;
    for (size_t i = 0; i < design->member_count; i++) {
        const struct change *change = &measure->changes[i];
        const struct participant *member = change->member;
        if (change->before == NULL || change->after == NULL || !(member->is_treated || design->has_comparison))
            continue;
        if (scope == POOL_NAMED_ONLY ? member->is_named : member->is_shown)
            n += change->before->n_valid + change->after->n_valid;
    }
    return scope == POOL_WHOLE ? NAN : n;
}

/* Against a comparison where there is one. */
static void take_effect(struct candidate *candidate, const struct design *design, const struct measure *measure) {
    bool has_did = design->has_comparison;
    const struct note *did = &measure->did.note;
    enum pool_scope scope = has_did ? measure->did_scope : measure->treated.scope;
    candidate->effect = has_did ? measure->did.effect : measure->pooled.random;
    candidate->reason = has_did ? did->reason : measure->reason;
    candidate->warnings = measure->warnings & ~WARNING_BIT(WARNING_FEW_CLUSTERS);
    if (has_did) candidate->warnings |= did->warnings & ~WARNING_BIT(WARNING_FEW_CLUSTERS);
    candidate->is_hidden = scope == POOL_WHOLE;
    candidate->n = answers_of(measure, design, scope);
    if (candidate->reason == REASON_NONE && !(candidate->effect.se > 0)) candidate->reason = REASON_NO_UNCERTAINTY;
}

static bool evaluate(struct analysis_run *run, struct candidate *candidate, struct error *err) {
    struct design design;
    struct measure *measures;
    size_t count;
    candidate->reason = REASON_NOT_PREREGISTERED;
    if (!effects_read_design(run, candidate->evaluation, &design, &measures, &count, err)) return false;
    for (size_t i = 0; design.is_registered && i < count; i++) {
        if (!text_equal(measures[i].indicator, analysis_value(run, "indicator")) ||
            !text_equal(measures[i].group, analysis_value(run, "respondent_group")))
            continue;
        effects_changes(run, &design, &measures[i]);
        if (!effects_admit(run, &design, &measures[i], 1, err)) return false;
        effects_pool(run, &design, &measures[i]);
        effects_compare(run, &design, &measures[i]);
        take_effect(candidate, &design, &measures[i]);
    }
    return true;
}

/* What it is of, as far as groups go: NULL for none or several. */
static const char *single_of(const struct comparison *found, const struct candidate *candidate) {
    const char *value = found->by == BY_METHOD ? candidate->methods : candidate->step;
    return value == NULL || strchr(value, ',') != NULL ? NULL : value;
}

bool methods_evaluate(struct analysis_run *run, struct comparison *found, struct error *err) {
    if (!read_candidates(run, found, err)) return false;
    for (size_t i = 0; i < found->count; i++) {
        struct candidate *candidate = &found->all[i];
        candidate->reason = REASON_NO_SINGLE_GROUP;
        if (single_of(found, candidate) == NULL) continue;
        if (!store_has_time(run->db, err) || !evaluate(run, candidate, err)) return false;
    }
    run->result.levels = stats_default_levels; /* not that of the last evaluation */
    return true;
}

/* ---- groups ---- */

/* In the order of their codes. */
static void add_code(struct comparison *found, const char *code) {
    size_t at = 0;
    while (at < found->group_count && strcmp(found->codes[at], code) < 0) at++;
    if (at < found->group_count && text_equal(found->codes[at], code)) return;
    memmove(found->codes + at + 1, found->codes + at, (found->group_count - at) * sizeof *found->codes);
    found->codes[at] = code;
    found->group_count++;
}

static size_t group_of(const struct comparison *found, const char *code) {
    size_t at = 0;
    while (!text_equal(found->codes[at], code)) at++;
    return at;
}

static void form_groups(struct arena *arena, struct comparison *found) {
    found->codes = arena_alloc(arena, (found->count + 1) * sizeof *found->codes);
    found->used = arena_alloc(arena, (found->count + 1) * sizeof(struct candidate *));
    for (size_t i = 0; i < found->count; i++)
        if (single_of(found, &found->all[i]) != NULL) add_code(found, single_of(found, &found->all[i]));
    for (size_t i = 0; i < found->count; i++) {
        if (found->all[i].reason != REASON_NONE) continue;
        found->all[i].group = group_of(found, single_of(found, &found->all[i]));
        found->used[found->used_count++] = &found->all[i];
    }
}

void methods_compare(struct analysis_run *run, struct comparison *found) {
    struct arena *arena = run->result.arena;
    form_groups(arena, found);
    size_t pairs = found->group_count * (found->group_count + 1) / 2 + 1; /* no fewer than groups */
    struct study *studies = arena_alloc(arena, (found->used_count + 1) * sizeof *studies);
    size_t *groups = arena_alloc(arena, (found->used_count + 1) * sizeof *groups);
    const struct moderation_room room = {arena_alloc(arena, pairs * sizeof(size_t)),
                                         arena_alloc(arena, pairs * sizeof(double)),
                                         arena_alloc(arena, pairs * sizeof(double))};
    found->groups = arena_alloc(arena, (found->group_count + 1) * sizeof *found->groups);
    found->pairs = arena_alloc(arena, pairs * sizeof *found->pairs);
    for (size_t i = 0; i < found->used_count; i++) {
        const struct effect *effect = &found->used[i]->effect;
        studies[i] = (struct study){effect->value, effect->se, isnan(effect->df) ? 0 : effect->df};
        groups[i] = found->used[i]->group;
    }
    found->found = stats_moderation(studies, groups, found->used_count, found->groups, found->group_count, found->pairs,
                                    &found->pair_count, room, run->result.levels);
}

/* ---- what else tells groups apart ---- */

/* Whether two lists with commas have a value in common. What is unknown has nothing in common. */
static bool share_value(const char *a, const char *b) {
    for (const char *at = a; at != NULL && b != NULL; at = strchr(at, ',') == NULL ? NULL : strchr(at, ',') + 1)
        if (effects_is_listed(b, at, strcspn(at, ","))) return true;
    return false;
}

typedef bool alike(const struct candidate *a, const struct candidate *b);

static bool share_place(const struct candidate *a, const struct candidate *b) {
    return share_value(a->treated, b->treated);
}

static bool share_period(const struct candidate *a, const struct candidate *b) {
    return text_equal(a->before, b->before) && text_equal(a->after, b->after);
}

static bool share_design(const struct candidate *a, const struct candidate *b) {
    return text_equal(a->design, b->design);
}

static bool share_step(const struct candidate *a, const struct candidate *b) { return text_equal(a->step, b->step); }

static bool share_method(const struct candidate *a, const struct candidate *b) {
    return share_value(a->methods, b->methods);
}

static alike *const alikes[] = {
    [FACTOR_MUNICIPALITY] = share_place, [FACTOR_PERIOD] = share_period, [FACTOR_DESIGN] = share_design,
    [FACTOR_STEP] = share_step,          [FACTOR_METHOD] = share_method,
};

void methods_link(const struct comparison *found, enum factor factor, size_t *linked) {
    for (size_t g = 0; g < found->group_count; g++) linked[g] = g;
    for (size_t i = 0; i < found->used_count; i++)
        for (size_t j = 0; j < i; j++) {
            size_t one = linked[found->used[i]->group], other = linked[found->used[j]->group];
            if (one == other || !alikes[factor](found->used[i], found->used[j])) continue;
            for (size_t g = 0; g < found->group_count; g++)
                if (linked[g] == one) linked[g] = other;
        }
}

/* The same answers in two evaluations. */
static bool share_answers(const struct candidate *a, const struct candidate *b) {
    bool same_time = text_equal(a->before, b->before) || text_equal(a->after, b->after) ||
                     text_equal(a->before, b->after) || text_equal(a->after, b->before);
    return same_time && share_value(a->members, b->members);
}

unsigned methods_overlap(const struct comparison *found) {
    for (size_t i = 0; i < found->used_count; i++)
        for (size_t j = 0; j < i; j++)
            if (share_answers(found->used[i], found->used[j])) return WARNING_BIT(WARNING_OVERLAP_UNHANDLED);
    return 0;
}
