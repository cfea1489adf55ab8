/* effects: before and after, by member, pooled, and against a comparison (domain.md A5, A6). */
#include "effects-private.h"

static const struct field parameters[] = {
    PARAMETER("evaluation", FIELD_REF, ASKED, "evaluation", "ev-sam",
              "Utvärderingen; annars indikator, område, två perioder och urval.",
              "The evaluation; otherwise indicator, area, two periods and sampling."),
    PARAMETER("indicator", FIELD_REF, ASKED, "indicator", "ins-01", "Indikatorn.", "The indicator."),
    PARAMETER("area", FIELD_REF, ASKED, "area", "se-9901", "Området.", "The area."),
    PARAMETER("respondent_group", FIELD_ENUM, ASKED, "respondent_group", "resident",
              "Gruppen som svarat; förval är den största.", "The group that answered; default is the largest."),
    PARAMETER("period_before", FIELD_PERIOD, ASKED_ONCE, NULL, "2022", "Perioden före.", "The period before."),
    PARAMETER("period_after", FIELD_PERIOD, ASKED_ONCE, NULL, "2024", "Perioden efter.", "The period after."),
    PARAMETER("sampling", FIELD_ENUM, ASKED_ONCE, "sampling", "independent",
              "Om det är samma personer före och efter: paired, independent eller overlapping.",
              "Whether the persons are the same before and after: paired, independent or overlapping."),
    ALLOW_BREAK,
};

/* ---- results ---- */

#define NAME_OUT(name_, example_, sv_, en_)                                                                            \
    { .name = name_, .type = FIELD_TEXT, .flags = SHAPE_NULL, .example = example_, .sv = sv_, .en = en_ }
static const struct member wave_parts[] = {
    {.name = "period",
     .type = FIELD_PERIOD,
     .flags = SHAPE_NULL,
     .example = "\"2021-05\"",
     .sv = "Perioden.",
     .en = "The period."},
    NUMBER_OUT("value", "3.095", "Värdet.", "The value."),
    NUMBER_OUT("n", "21", "Svar.", "Answers."),
};
static const struct member independent_parts[] = {
    NUMBER_OUT("diff", "0.336", "Efter minus före, som om det vore olika personer.",
               "After minus before, as if the persons were others."),
    NUMBER_OUT("se", "0.276", "Medelfel.", "Standard error."),
    INTERVAL_OUT("ci", "Intervall.", "Interval."),
    NUMBER_OUT("p_value", "0.23", "Tvåsidigt p-värde.", "Two-sided p-value."),
};
static const struct member pair_parts[] = {
    NUMBER_OUT("n_both", "15", "De som svarat båda gångerna.", "Those who answered both times."),
    NUMBER_OUT("n_before_only", "6", "De som bara svarat före.", "Those who answered before only."),
    NUMBER_OUT("n_after_only", "9", "De som bara svarat efter.", "Those who answered after only."),
    NUMBER_OUT("mean_before", "3.133", "Medelvärde före.", "Mean before."),
    NUMBER_OUT("mean_after", "3.511", "Medelvärde efter.", "Mean after."),
    NUMBER_OUT("sd_before", "0.933", "Standardavvikelse före.", "Standard deviation before."),
    NUMBER_OUT("sd_after", "0.999", "Standardavvikelse efter.", "Standard deviation after."),
    NUMBER_OUT("correlation", "0.552", "Korrelation.", "Correlation."),
    NUMBER_OUT("yes_yes", "4", "Ja båda gångerna.", "Yes both times."),
    NUMBER_OUT("yes_no", "1", "Ja, sedan nej.", "Yes, then no."),
    NUMBER_OUT("no_yes", "5", "Nej, sedan ja.", "No, then yes."),
    NUMBER_OUT("no_no", "5", "Nej båda gångerna.", "No both times."),
    PART_OUT("p_share_diff", "0.267", "Andelens förändring, 0–1.", "Change of the share, 0–1."),
    PART_INTERVAL_OUT("p_share_ci", "Newcombes intervall för par.", "Newcombe's interval for pairs."),
    NUMBER_OUT("p_share_p_value", "0.21875", "McNemars exakta test.", "McNemar's exact test."),
    PART_OUT("attrition", "0.286", "Andel av de första som inte svarat igen.",
             "Share of the first who did not answer again."),
    NUMBER_OUT("leavers_minus_stayers", "-0.13", "Hur de som försvann svarade före, mot dem som blev kvar.",
               "How those who left had answered before, against those who stayed."),
};
static const struct member change_parts[] = {
    NAME_OUT("area", "\"dk-991\"", "Kommunen eller området.", "The municipality or area."),
    NAME_OUT("arm", "\"treated\"", "Gruppen den hör till.", "The arm it belongs to."),
    NAME_OUT("sampling", "\"overlapping\"", "Urvalet.", "The sampling."),
    OBJECT_OUT("before", wave_parts, "Före.", "Before."),
    OBJECT_OUT("after", wave_parts, "Efter.", "After."),
    NAME_OUT("direction", "\"increase\"", "increase, decrease eller unchanged.", "increase, decrease or unchanged."),
    NUMBER_OUT("diff", "0.378", "Efter minus före; null när färre än tio svarat.",
               "After minus before; null when fewer than ten answered."),
    NUMBER_OUT("se", "0.236", "Medelfel.", "Standard error."),
    INTERVAL_OUT("ci", "Intervall.", "Interval."),
    NUMBER_OUT("statistic", "1.6", "z, eller t när df finns.", "z, or t when there is df."),
    NUMBER_OUT("df", "14", "Frihetsgrader.", "Degrees of freedom."),
    NUMBER_OUT("p_value", "0.13", "Tvåsidigt p-värde.", "Two-sided p-value."),
    WORD_OUT("p_method", "p_method", stats_p_method_codes, "null", "Testet av andelar.", "The test of shares."),
    NUMBER_OUT("adjusted_p_value", "0.4", "Justerat bland bekräftande mått per medlem.",
               "Adjusted in the family of confirmatory measures by member."),
    NUMBER_OUT("effect_size", "0.4", "Cohens h, Hedges g eller d_z.", "Cohen's h, Hedges' g or d_z."),
    OBJECT_OUT("independent", independent_parts, "Känslighetsanalys: alla svar, som oberoende.",
               "Sensitivity: all answers, as independent."),
    OBJECT_OUT("pairs", pair_parts, "De som svarat båda gångerna; tal bara för den som får se tabellen.",
               "Those who answered both times; numbers only for who may see the table."),
    NOTE_OUT,
};
static const struct member placebo_parts[] = {
    {.name = "period",
     .type = FIELD_PERIOD,
     .flags = SHAPE_NULL,
     .example = "\"2020-05\"",
     .sv = "Från den här perioden till före.",
     .en = "From this period to before."},
    NUMBER_OUT("did", "0.1", "Skillnaden innan något gjordes.", "The difference before anything was done."),
    INTERVAL_OUT("ci", "Intervall.", "Interval."),
    NUMBER_OUT("p_value", "0.6", "Under 0.10: pretrend.", "Below 0.10: pretrend."),
};
static const struct member did_parts[] = {
    NUMBER_OUT("did", "0.54", "Förändringen utöver jämförelsens.", "The change beyond that of the comparison."),
    NUMBER_OUT("se", "0.2", "Medelfel; null när medlemmar är dolda.", "Standard error; null when members are hidden."),
    INTERVAL_OUT("ci", "Intervall.", "Interval."),
    NUMBER_OUT("statistic", "2.6", "z, eller t när df finns.", "z, or t when there is df."),
    NUMBER_OUT("df", "70", "Frihetsgrader.", "Degrees of freedom."),
    NUMBER_OUT("p_value", "0.01", "Tvåsidigt p-värde.", "Two-sided p-value."),
    NUMBER_OUT("adjusted_p_value", "0.02", "Justerat bland bekräftande mått.",
               "Adjusted among the confirmatory measures."),
    OBJECT_OUT("placebo", placebo_parts, "Samma skillnad före insatsen.", "The same difference before the action."),
    NOTE_OUT,
};
static const char *const scopes[] = {[POOL_SHOWN] = "all", [POOL_NAMED_ONLY] = "named_only", [POOL_WHOLE] = "pooled"};
static const struct member measure_parts[] = {
    NAME_OUT("indicator", "\"sam-01\"", "Indikatorn.", "The indicator."),
    NAME_OUT("respondent_group", "\"user\"", "Gruppen.", "The group."),
    NAME_OUT("role", "\"confirmatory\"", "Bekräftande eller undersökande.", "Confirmatory or exploratory."),
    NAME_OUT("sampling", "\"overlapping\"", "Urvalet.", "The sampling."),
    NAME_OUT("unit", "\"score_1_5\"", "Enheten.", "The unit."),
    WORD_OUT("scope", "pool_scope", scopes, "\"pooled\"",
             "all: alla visas; named_only: bara namngivna; pooled: även dolda, men bara en modell.",
             "all: everybody is shown; named_only: named members only; pooled: hidden ones too, but one model only."),
    NUMBER_OUT("n_members", "4", "Medlemmar i poolen; null när några är dolda.",
               "Members in the pool; null when some are hidden."),
    FIXED_MODEL_OUT,
    RANDOM_MODEL_OUT,
    HETEROGENEITY_OUT,
    NUMBER_OUT("adjusted_p_value", "0.003", "Slumpmodellens p, justerat bland bekräftande mått.",
               "p of the random model, adjusted among the confirmatory measures."),
    OBJECT_OUT("difference_in_differences", did_parts, "Mot jämförelsen.", "Against the comparison."),
    LIST_OUT("members", change_parts, "Medlemmarna som får visas.", "The members that may be shown."),
    WARNINGS_OUT,
    REASON_OUT,
};
static const struct member out[] = {
    NUMBER_OUT("alpha", "0.05", "Signifikansnivå.", "Significance level."),
    NAME_OUT("correction", "\"holm\"", "Justering för många test.", "Correction for many tests."),
    LIST_OUT("measures", measure_parts, "Måtten, de bekräftande först.", "The measures, confirmatory ones first."),
};

/* ---- printing ---- */

static void out_wave(struct run *item, const char *name, const char *period, const struct figure *figure) {
    out_object(item, name);
    out_word(item, "period", period);
    out_number(item, "value", figure == NULL ? NAN : figure->value);
    out_number(item, "n", figure == NULL ? NAN : figure->n_valid);
    out_end(item, '}');
}

static const char *direction_of(double diff) {
    if (isnan(diff)) return NULL;
    return diff > 0 ? "increase" : diff < 0 ? "decrease" : "unchanged";
}

static void out_pairs(struct run *item, const struct change *change) {
    static const struct pairs none = {.n = NAN,
                                      .n_before_only = NAN,
                                      .n_after_only = NAN,
                                      .mean_before = NAN,
                                      .mean_after = NAN,
                                      .sd_before = NAN,
                                      .sd_after = NAN,
                                      .correlation = NAN,
                                      .counts = {NAN, NAN, NAN, NAN}};
    bool is_told = change->pairs != NULL && change->pairs->is_readable;
    const struct pairs *pairs = is_told ? change->pairs : &none;
    struct share_change share = {.diff = NAN, .ci = {NAN, NAN}, .p_value = NAN};
    if (!isnan(pairs->counts.yes_yes)) share = stats_share_change_paired(pairs->counts, item->levels);
    out_object(item, "pairs");
    out_number(item, "n_both", pairs->n);
    out_number(item, "n_before_only", pairs->n_before_only);
    out_number(item, "n_after_only", pairs->n_after_only);
    out_number(item, "mean_before", pairs->mean_before);
    out_number(item, "mean_after", pairs->mean_after);
    out_number(item, "sd_before", pairs->sd_before);
    out_number(item, "sd_after", pairs->sd_after);
    out_number(item, "correlation", pairs->correlation);
    out_number(item, "yes_yes", pairs->counts.yes_yes);
    out_number(item, "yes_no", pairs->counts.yes_no);
    out_number(item, "no_yes", pairs->counts.no_yes);
    out_number(item, "no_no", pairs->counts.no_no);
    out_number(item, "p_share_diff", share.diff);
    out_interval(item, "p_share_ci", share.ci);
    out_number(item, "p_share_p_value", share.p_value);
    out_number(item, "attrition", is_told ? change->attrition.share : NAN);
    out_number(item, "leavers_minus_stayers", is_told ? change->attrition.leavers_minus_stayers : NAN);
    out_end(item, '}');
}

static void out_independent(struct run *item, const struct change *change) {
    struct effect untold = stats_effect_untested(NAN);
    const struct effect *effect = change->pairs == NULL || change->is_counts_only ? &untold : &change->independent;
    out_object(item, "independent");
    out_effect(item, effect, (struct effect_names){"diff", "se", NULL, NULL, NULL, "ci"});
    out_number(item, "p_value", effect->p_value);
    out_end(item, '}');
}

static void out_change(struct run *item, const struct design *design, const struct change *change) {
    struct effect effect = change->is_counts_only ? stats_effect_untested(NAN) : change->effect;
    bool is_counts_only = change->is_counts_only;
    out_object(item, NULL);
    out_word(item, "area", change->member->area);
    out_word(item, "arm", design->evaluation == NULL ? NULL : change->member->is_treated ? "treated" : "comparison");
    out_word(item, "sampling", change->sampling);
    out_wave(item, "before", design->before, change->before);
    out_wave(item, "after", design->after, change->after);
    out_word(item, "direction", direction_of(change->effect.value));
    out_number(item, "diff", effect.value);
    out_number(item, "se", effect.se);
    out_interval(item, "ci", effect.ci);
    out_number(item, "statistic", effect.statistic);
    out_number(item, "df", effect.df);
    out_number(item, "p_value", effect.p_value);
    out_word(item, "p_method", is_counts_only ? NULL : stats_p_method_codes[change->p_method]);
    out_number(item, "adjusted_p_value", change->adjusted_p);
    out_number(item, "effect_size", is_counts_only ? NAN : change->size);
    out_independent(item, change);
    out_pairs(item, change);
    out_note(item, &change->note);
    out_end(item, '}');
}

/* What remains to be told of a pool with hidden members: the random model's effect, interval and p. */
static struct pooled_effect told_of(const struct pooled_effect *pooled, bool is_open) {
    struct pooled_effect told = *pooled;
    if (is_open) return told;
    told.fixed = stats_effect_untested(NAN);
    told.random.se = NAN;
    told.spread = stats_no_spread;
    return told;
}

static void out_pool(struct run *item, const struct measure *measure) {
    bool is_open = measure->treated.scope != POOL_WHOLE;
    const struct pooled_effect told = told_of(&measure->pooled, is_open);
    out_word(item, "scope", scopes[measure->treated.scope]);
    out_number(item, "n_members", is_open ? (double)measure->treated.count : NAN);
    out_pooled_model(item, "fixed", &told.fixed);
    out_pooled_model(item, "random", &told.random);
    out_heterogeneity(item, &told.spread);
    out_number(item, "adjusted_p_value", measure->adjusted_p);
}

static void out_did(struct run *item, const struct design *design, const struct measure *measure) {
    const struct effect *effect = &measure->did.effect;
    bool is_open = measure->did_scope != POOL_WHOLE;
    out_object(item, "difference_in_differences");
    out_number(item, "did", effect->value);
    out_number(item, "se", is_open ? effect->se : NAN);
    out_interval(item, "ci", effect->ci);
    out_number(item, "statistic", is_open ? effect->statistic : NAN);
    out_number(item, "df", is_open ? effect->df : NAN);
    out_number(item, "p_value", effect->p_value);
    out_number(item, "adjusted_p_value", measure->did_adjusted_p);
    out_object(item, "placebo");
    out_word(item, "period", isnan(measure->placebo.effect.value) ? NULL : design->earlier);
    out_number(item, "did", measure->placebo.effect.value);
    out_interval(item, "ci", measure->placebo.effect.ci);
    out_number(item, "p_value", measure->placebo.effect.p_value);
    out_end(item, '}');
    out_note(item, &measure->did.note);
    out_end(item, '}');
}

static void out_measure(struct run *item, const struct design *design, const struct measure *measure) {
    out_object(item, NULL);
    out_word(item, "indicator", measure->indicator);
    out_word(item, "respondent_group", measure->group);
    out_word(item, "role", measure->role);
    out_word(item, "sampling", measure->sampling);
    out_word(item, "unit", measure->unit);
    out_pool(item, measure);
    out_did(item, design, measure);
    out_list(item, "members");
    for (size_t i = 0; i < design->member_count; i++)
        if (design->members[i].is_shown) out_change(item, design, &measure->changes[i]);
    out_end(item, ']');
    out_warnings(item, measure->warnings);
    out_reason(item, measure->reason);
    out_end(item, '}');
}

/* ---- the analysis ---- */

/* Either an evaluation alone, or all that two periods need. */
static bool check_parameters(struct analysis_run *run, struct error *err) {
    static const char *const needed[] = {"indicator", "area", "period_before", "period_after", "sampling"};
    bool has_evaluation = analysis_value(run, "evaluation") != NULL;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        bool is_given = analysis_value(run, needed[i]) != NULL;
        if (has_evaluation && is_given) parameter_refuse(err, needed[i], VIOLATION_EXCLUDES, "evaluation", NULL);
        if (!has_evaluation && !is_given) parameter_refuse(err, needed[i], VIOLATION_REQUIRED, NULL, NULL);
    }
    if (has_evaluation && analysis_value(run, "respondent_group") != NULL)
        parameter_refuse(err, "respondent_group", VIOLATION_EXCLUDES, "evaluation", NULL);
    return !error_is_set(err);
}

static enum reason reason_of(const struct design *design, const struct measure *measures, size_t count) {
    if (!design->is_registered) return REASON_NOT_PREREGISTERED;
    for (size_t i = 0; i < count; i++)
        if (measures[i].reason == REASON_NONE) return REASON_NONE;
    return count == 0 ? REASON_INSUFFICIENT : measures[0].reason;
}

/* Alone, what the area's own change says about itself says more than a pool of one. */
static void explain(const struct design *design, struct measure *measure) {
    const struct change *only = &measure->changes[0];
    if (design->evaluation == NULL && only->note.reason != REASON_NONE) measure->reason = only->note.reason;
    if (design->evaluation == NULL) measure->warnings = only->note.warnings;
}

/* Of an evaluation the pools', among which those of one member have another. */
static enum method method_of(const struct design *design, const struct measure *measures, size_t count) {
    if (count == 0) return METHOD_NONE;
    if (design->evaluation == NULL) return measures[0].changes[0].note.method;
    for (size_t i = 0; i < count; i++)
        if (measures[i].pooled.note.method != METHOD_NORMAL) return measures[i].pooled.note.method;
    return METHOD_NORMAL;
}

static bool analyse(struct analysis_run *run, struct error *err) {
    struct design design;
    struct measure *measures;
    size_t count;
    run->result.levels = stats_default_levels;
    if (!check_parameters(run, err) ||
        !effects_read_design(run, analysis_value(run, "evaluation"), &design, &measures, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) effects_changes(run, &design, &measures[i]);
    if (!effects_admit(run, &design, measures, count, err)) return false;
    for (size_t i = 0; i < count; i++) {
        effects_pool(run, &design, &measures[i]);
        effects_compare(run, &design, &measures[i]);
        explain(&design, &measures[i]);
    }
    effects_adjust(run, &design, measures, count);
    out_number(&run->result, "alpha", run->result.levels.alpha);
    out_word(&run->result, "correction", design.correction);
    out_list(&run->result, "measures");
    for (size_t i = 0; i < count; i++) out_measure(&run->result, &design, &measures[i]);
    out_end(&run->result, ']');
    run->note =
        (struct note){.method = method_of(&design, measures, count), .reason = reason_of(&design, measures, count)};
    for (size_t i = 0; i < count; i++) run->note.warnings |= measures[i].warnings;
    return true;
}

const struct analysis analysis_effects = {
    .name = "effects",
    .list = "effects",
    .unfolded = "measures",
    PARAMETERS(parameters),
    OUT(out),
    .analyse = analyse,
    .title_sv = "Före och efter",
    .title_en = "Before and after",
    .sv = "Förändringen per medlem, sammanvägd och mot jämförelsen, så långt medlemmarnas delningsnivåer tillåter.",
    .en = "The change by member, pooled and against the comparison, as far as the members' share levels allow.",
};
