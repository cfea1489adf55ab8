/* method-effects: which methods of involvement work, and when (domain.md A13). An evaluation's effect is what `effects`
 * tells the same caller of it, so that nothing follows from this analysis that does not follow from that. */
#include "methods-private.h"

static const char *const dimensions[] = {[BY_METHOD] = "involvement_method", [BY_STEP] = "case_step"};

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
static const char *const factors[] = {
    [FACTOR_MUNICIPALITY] = "municipality",
    [FACTOR_PERIOD] = "period",
    [FACTOR_DESIGN] = "design",
    [FACTOR_STEP] = "case_step",
    [FACTOR_METHOD] = "involvement_method",
};
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
     .list = "confounder",
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
    struct run *item = &run->result;
    size_t *linked[FACTOR_COUNT];
    for (int f = 0; f < FACTOR_COUNT; f++) {
        linked[f] = arena_alloc(item->arena, (found->group_count + 1) * sizeof **linked);
        methods_link(found, (enum factor)f, linked[f]);
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
        for (int f = 0; f < FACTOR_COUNT; f++) {
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
    if (!read_dimension(run, &found.by, err) || !methods_evaluate(run, &found, err)) return false;
    methods_compare(run, &found);
    out_word(&run->result, "unit", found.unit);
    out_groups(run, &found);
    out_between(&run->result, &found.found);
    out_pairs(run, &found);
    out_evaluations(&run->result, &found);
    for (size_t i = 0; i < found.used_count; i++) run->warnings |= found.used[i]->warnings;
    run->warnings |= methods_overlap(&found);
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
