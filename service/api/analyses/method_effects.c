/* method-effects: which methods of involvement work, and when (domain.md A13). An evaluation's effect is what `effects`
 * tells the same caller of it, so that nothing follows from this analysis that does not follow from that. */
#include <string.h>

#include "effects-private.h"
#include "stats/moderation.h"

static const char *const dimensions[] = {"involvement_method", "case_step"};
enum dimension { BY_METHOD, BY_STEP, DIMENSION_COUNT };

static const struct field parameters[] = {
    PARAMETER("indicator", FIELD_REF, ASKED_NEEDED, "indicator", "int-02", "Indikatorn.", "The indicator."),
    PARAMETER("respondent_group", FIELD_ENUM, ASKED_NEEDED, "respondent_group", "user", "Gruppen som svarat.",
              "The group that answered."),
    PARAMETER("compare", FIELD_TEXT, ASKED_ONCE, NULL, "involvement_method",
              "Vad som jämförs: involvement_method (förval) eller case_step.",
              "What is compared: involvement_method (default) or case_step."),
    PARAMETER("involvement_method", FIELD_ENUM, ASKED, "involvement_method", "citizen_interview",
              "Bara utvärderingar av metoden.", "Evaluations of the method only."),
    PARAMETER("case_step", FIELD_ENUM, ASKED, "case_step", "assessment", "Bara utvärderingar av steget i ärendet.",
              "Evaluations of the step of the case only."),
};

/* ---- results ---- */

#define NAME_OUT(name_, example_, sv_, en_)                                                                            \
    { .name = name_, .type = FIELD_TEXT, .flags = SHAPE_NULL, .example = example_, .sv = sv_, .en = en_ }
#define TEST_OUT                                                                                                       \
    NUMBER_OUT("se", "0.09", "Medelfel; null när medlemmar är dolda.",                                                 \
               "Standard error; null when members are hidden."),                                                       \
        INTERVAL_OUT("ci", "Intervall.", "Interval."), NUMBER_OUT("df", "9", "Frihetsgrader.", "Degrees of freedom."), \
        NUMBER_OUT("p_value", "0.004", "Tvåsidigt p-värde.", "Two-sided p-value.")

static const struct member group_parts[] = {
    NAME_OUT("code", "\"citizen_interview\"", "Metoden eller steget.", "The method or the step."),
    COUNT_OUT("k", "5", "Utvärderingar.", "Evaluations."),
    NUMBER_OUT("n", "556", "Svar före och efter; null när några är dolda.",
               "Answers before and after; null when some are hidden."),
    NUMBER_OUT("effect", "0.61", "Sammanvägd effekt, i indikatorns enhet.", "Pooled effect, in the indicator's unit."),
    TEST_OUT,
    NUMBER_OUT("adjusted_p_value", "0.008", "Holm, bland grupperna.", "Holm, among the groups."),
    HETEROGENEITY_OUT,
    NOTE_OUT,
};
static const char *const factors[] = {"municipality", "period", "design", "case_step", "involvement_method"};
static const struct member pair_parts[] = {
    NAME_OUT("a", "\"citizen_interview\"", "Den ena.", "The one."),
    NAME_OUT("b", "\"citizen_journey\"", "Den andra.", "The other."),
    NUMBER_OUT("diff", "-0.5", "Effekten av b minus den av a.", "The effect of b minus that of a."),
    TEST_OUT,
    NUMBER_OUT("adjusted_p_value", "0.02", "Holm, bland paren.", "Holm, among the pairs."),
    BOOLEAN_OUT("is_carried", "true", "Om skillnaden är säkerställd efter justeringen; annars är ingen före den andra.",
                "Whether the difference is significant after adjustment; otherwise neither is ahead of the other."),
    NAME_OUT(
        "better", "\"citizen_interview\"",
        "Den med bättre effekt; null om skillnaden inte bär eller indikatorn saknar riktning.",
        "The one with the better effect; null unless the difference is carried and the indicator has a direction."),
    {.name = "confounded_with",
     .type = FIELD_ENUM,
     .flags = SHAPE_LIST | SHAPE_MAY_BE_EMPTY,
     WORDS(factors),
     .example = "[]",
     .sv = "Det som skiljer dem lika mycket som metoden, så att skillnaden kan bero på det.",
     .en = "What tells them apart as the method does, so that the difference may be due to it."},
};
static const struct member between_parts[] = {
    NUMBER_OUT("q", "14.1", "Q mellan grupperna, med slumpmodellens vikter.",
               "Q between the groups, with the weights of the random model."),
    NUMBER_OUT("df", "2", "Frihetsgrader.", "Degrees of freedom."),
    NUMBER_OUT("f", "7.1", "Q/df delat med skalan (Knapp–Hartung).", "Q/df over the scale (Knapp–Hartung)."),
    NUMBER_OUT("df_within", "9", "Nämnarens frihetsgrader.", "Degrees of freedom of the denominator."),
    NUMBER_OUT("p_value", "0.014", "p-värde för F.", "p-value of F."),
};
static const struct member evaluation_parts[] = {
    NAME_OUT("evaluation", "\"ev-991-1\"", "Utvärderingen.", "The evaluation."),
    NAME_OUT("involvement_methods", "\"citizen_interview\"", "Dess metoder, med komma.", "Its methods, with commas."),
    NAME_OUT("case_step", "\"assessment\"", "Steget i ärendet.", "The step of the case."),
    NAME_OUT("design", "\"before_after\"", "Upplägget: för did är effekten skillnaden i skillnad.",
             "The design: of did the effect is the difference-in-differences."),
    NUMBER_OUT("n", "112", "Svar före och efter; null när några är dolda.",
               "Answers before and after; null when some are hidden."),
    NUMBER_OUT("effect", "0.58", "Effekten som effects ger den.", "The effect as effects gives it."),
    TEST_OUT,
    WARNINGS_OUT,
    REASON_OUT,
};
static const struct member out[] = {
    NAME_OUT("unit", "\"score_1_5\"", "Enheten.", "The unit."),
    LIST_OUT("groups", group_parts, "Metoderna eller stegen, i kodernas ordning: ingen rangordning.",
             "The methods or steps, in the order of their codes: no ranking."),
    OBJECT_OUT("between", between_parts, "Om grupperna skiljer sig.", "Whether the groups differ."),
    LIST_OUT("comparisons", pair_parts, "Grupper med minst två utvärderingar, två och två.",
             "Groups of at least two evaluations, two by two."),
    LIST_OUT("evaluations", evaluation_parts, "Utvärderingarna, även de som inte kunde räknas med, med skäl.",
             "The evaluations, those that could not be counted with their reason."),
};

/* ---- evaluations ---- */

struct candidate {
    const char *evaluation, *methods, *step, *design, *before, *after, *treated, *members;
    struct effect effect; /* unset without one */
    double n;
    bool is_hidden; /* some members are, so that the interval is told and the standard error is not */
    unsigned warnings;
    enum reason reason; /* why it is in no group */
    size_t group;
};

/* All that one item compares. */
struct comparison {
    enum dimension by;
    const char *unit, *direction;
    struct candidate *all;
    size_t count;
    const char **codes; /* of the groups */
    struct group_effect *groups;
    size_t group_count;
    struct group_pair *pairs;
    size_t pair_count;
    struct candidate **used;
    size_t used_count;
    struct moderation found;
};

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
        if (!effects_pool(run, &design, &measures[i], err) || !effects_compare(run, &design, &measures[i], err))
            return false;
        take_effect(candidate, &design, &measures[i]);
    }
    return true;
}

/* What it is of, as far as groups go: NULL for none or several. */
static const char *single_of(const struct comparison *found, const struct candidate *candidate) {
    const char *value = found->by == BY_METHOD ? candidate->methods : candidate->step;
    return value == NULL || strchr(value, ',') != NULL ? NULL : value;
}

static bool evaluate_all(struct analysis_run *run, struct comparison *found, struct error *err) {
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

static void compare_groups(struct analysis_run *run, struct comparison *found) {
    struct arena *arena = run->result.arena;
    size_t pairs = found->group_count * (found->group_count + 1) / 2 + 1; /* no fewer than groups */
    struct study *studies = arena_alloc(arena, (found->used_count + 1) * sizeof *studies);
    size_t *groups = arena_alloc(arena, (found->used_count + 1) * sizeof *groups);
    const struct moderation_room room = {arena_alloc(arena, pairs * sizeof(size_t)),
                                         arena_alloc(arena, pairs * sizeof(double)),
                                         arena_alloc(arena, pairs * sizeof(double))};
    found->groups = arena_alloc(arena, (found->group_count + 1) * sizeof *found->groups);
    found->pairs = arena_alloc(arena, pairs * sizeof *found->pairs);
    for (size_t i = 0; i < found->used_count; i++) {
        studies[i] = (struct study){found->used[i]->effect.value, found->used[i]->effect.se};
        groups[i] = found->used[i]->group;
    }
    found->found = stats_moderation(studies, groups, found->used_count, found->groups, found->group_count, found->pairs,
                                    &found->pair_count, room, run->result.levels);
}

/* ---- what else tells groups apart ---- */

static bool has_value(const char *list, const char *value, size_t length) {
    for (const char *at = list; at != NULL; at = strchr(at, ',') == NULL ? NULL : strchr(at, ',') + 1)
        if (strncmp(at, value, length) == 0 && (at[length] == ',' || at[length] == '\0')) return true;
    return false;
}

/* Whether two lists with commas have a value in common. What is unknown has nothing in common. */
static bool share_value(const char *a, const char *b) {
    for (const char *at = a; at != NULL && b != NULL; at = strchr(at, ',') == NULL ? NULL : strchr(at, ',') + 1)
        if (has_value(b, at, strcspn(at, ","))) return true;
    return false;
}

static bool share_period(const struct candidate *a, const struct candidate *b) {
    return text_equal(a->before, b->before) && text_equal(a->after, b->after);
}

static bool is_alike(const char *factor, const struct candidate *a, const struct candidate *b) {
    if (text_equal(factor, "municipality")) return share_value(a->treated, b->treated);
    if (text_equal(factor, "period")) return share_period(a, b);
    if (text_equal(factor, "design")) return text_equal(a->design, b->design);
    if (text_equal(factor, "case_step")) return text_equal(a->step, b->step);
    return share_value(a->methods, b->methods);
}

/* Two groups can be told apart from the factor where they hang together by evaluations that have a value of it in
 * common, be it over others: then both can be estimated side by side (Weeks and Williams 1964). linked: a number for
 * each group, equal where they do. */
static void link_groups(const struct comparison *found, const char *factor, size_t *linked) {
    for (size_t g = 0; g < found->group_count; g++) linked[g] = g;
    for (size_t i = 0; i < found->used_count; i++)
        for (size_t j = 0; j < i; j++) {
            size_t one = linked[found->used[i]->group], other = linked[found->used[j]->group];
            if (one == other || !is_alike(factor, found->used[i], found->used[j])) continue;
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

static unsigned overlap_of(const struct comparison *found) {
    for (size_t i = 0; i < found->used_count; i++)
        for (size_t j = 0; j < i; j++)
            if (share_answers(found->used[i], found->used[j])) return WARNING_BIT(WARNING_OVERLAP_UNHANDLED);
    return 0;
}

/* ---- printing ---- */

static void out_test(struct run *item, const struct effect *effect, bool is_hidden) {
    out_number(item, "se", is_hidden ? NAN : effect->se);
    out_interval(item, "ci", effect->ci);
    out_number(item, "df", is_hidden ? NAN : effect->df);
    out_number(item, "p_value", effect->p_value);
}

static bool holds_hidden(const struct comparison *found, size_t group) {
    for (size_t i = 0; i < found->used_count; i++)
        if (found->used[i]->group == group && found->used[i]->is_hidden) return true;
    return false;
}

static double answers_in(const struct comparison *found, size_t group) {
    double n = 0;
    for (size_t i = 0; i < found->used_count; i++)
        if (found->used[i]->group == group) n += found->used[i]->n;
    return n;
}

static void out_groups(struct analysis_run *run, const struct comparison *found) {
    struct run *item = &run->result;
    out_list(item, "groups");
    for (size_t g = 0; g < found->group_count; g++) {
        const struct group_effect *group = &found->groups[g];
        out_object(item, NULL);
        out_word(item, "code", found->codes[g]);
        out_number(item, "k", (double)group->count);
        out_number(item, "n", answers_in(found, g));
        out_number(item, "effect", group->effect.value);
        out_test(item, &group->effect, holds_hidden(found, g));
        out_number(item, "adjusted_p_value", group->adjusted_p);
        out_heterogeneity(item, &group->spread);
        out_note(item, &group->note);
        out_end(item, '}');
        run->warnings |= group->note.warnings;
    }
    out_end(item, ']');
}

static void out_between(struct run *item, const struct moderation *found) {
    out_object(item, "between");
    out_number(item, "q", found->q);
    out_number(item, "df", found->df);
    out_number(item, "f", found->f);
    out_number(item, "df_within", found->within.df);
    out_number(item, "p_value", found->p_value);
    out_end(item, '}');
}

static const char *better_of(const struct comparison *found, const struct group_pair *pair) {
    bool up = text_equal(found->direction, "up"), down = text_equal(found->direction, "down");
    if (!pair->is_carried || !(up || down)) return NULL;
    return found->codes[(pair->diff.value > 0) == up ? pair->b : pair->a];
}

/* What is compared is no factor beside itself. */
static bool is_beside(const struct comparison *found, const char *factor) {
    return !text_equal(factor, dimensions[found->by]);
}

static void out_pairs(struct analysis_run *run, const struct comparison *found) {
    enum { FACTORS = sizeof factors / sizeof *factors };
    struct run *item = &run->result;
    size_t *linked[FACTORS];
    for (size_t f = 0; f < FACTORS; f++) {
        linked[f] = arena_alloc(item->arena, (found->group_count + 1) * sizeof **linked);
        link_groups(found, factors[f], linked[f]);
    }
    out_list(item, "comparisons");
    for (size_t i = 0; i < found->pair_count; i++) {
        const struct group_pair *pair = &found->pairs[i];
        out_object(item, NULL);
        out_word(item, "a", found->codes[pair->a]);
        out_word(item, "b", found->codes[pair->b]);
        out_number(item, "diff", pair->diff.value);
        out_test(item, &pair->diff, false);
        out_number(item, "adjusted_p_value", pair->adjusted_p);
        out_boolean(item, "is_carried", pair->is_carried);
        out_word(item, "better", better_of(found, pair));
        out_list(item, "confounded_with");
        for (size_t f = 0; f < FACTORS; f++) {
            if (!is_beside(found, factors[f]) || linked[f][pair->a] == linked[f][pair->b]) continue;
            out_word(item, NULL, factors[f]);
            run->warnings |= WARNING_BIT(WARNING_CONFOUNDED);
        }
        out_end(item, ']');
        out_end(item, '}');
    }
    out_end(item, ']');
}

static void out_evaluations(struct run *item, const struct comparison *found) {
    out_list(item, "evaluations");
    for (size_t i = 0; i < found->count; i++) {
        const struct candidate *candidate = &found->all[i];
        out_object(item, NULL);
        out_word(item, "evaluation", candidate->evaluation);
        out_word(item, "involvement_methods", candidate->methods);
        out_word(item, "case_step", candidate->step);
        out_word(item, "design", candidate->design);
        out_number(item, "n", candidate->n);
        out_number(item, "effect", candidate->effect.value);
        out_test(item, &candidate->effect, candidate->is_hidden);
        out_warnings(item, candidate->warnings);
        out_reason(item, candidate->reason);
        out_end(item, '}');
    }
    out_end(item, ']');
}

/* ---- the analysis ---- */

static bool read_dimension(const struct analysis_run *run, enum dimension *by, struct error *err) {
    const char *asked = analysis_value(run, "compare");
    struct text allowed = text_start(err->arena);
    *by = BY_METHOD;
    if (asked == NULL) return true;
    for (int i = 0; i < DIMENSION_COUNT; i++) {
        if (text_equal(dimensions[i], asked)) {
            *by = (enum dimension)i;
            return true;
        }
        text_add_item(&allowed, dimensions[i]);
    }
    return parameter_refuse(err, "compare", VIOLATION_NOT_SUPPORTED, allowed.data, NULL);
}

static bool analyse(struct analysis_run *run, struct error *err) {
    struct comparison found = {0};
    run->result.levels = stats_default_levels;
    if (!read_dimension(run, &found.by, err) || !read_candidates(run, &found, err) || !evaluate_all(run, &found, err))
        return false;
    form_groups(run->result.arena, &found);
    compare_groups(run, &found);
    out_word(&run->result, "unit", found.unit);
    out_groups(run, &found);
    out_between(&run->result, &found.found);
    out_pairs(run, &found);
    out_evaluations(&run->result, &found);
    for (size_t i = 0; i < found.used_count; i++) run->warnings |= found.used[i]->warnings;
    run->warnings |= overlap_of(&found);
    run->note = found.found.note;
    return true;
}

const struct analysis analysis_method_effects = {
    .name = "method-effects",
    .list = "method_effects",
    PARAMETERS(parameters),
    OUT(out),
    .unfolded = "groups",
    .analyse = analyse,
    .title_sv = "Metoder som verkar",
    .title_en = "Methods that work",
    .sv =
        "Vilka metoder för inflytande som verkar, och när: utvärderingars effekter sammanvägda per metod eller steg i "
        "ärendet och jämförda mellan dem, med varning för få och för det som inte går att skilja från metoden.",
    .en =
        "Which methods of involvement work, and when: effects of evaluations pooled by method or step of the case and "
        "compared between them, with warnings of few and of what cannot be told apart from the method.",
};
