/* Before and after: share-changes, mean-changes, differences-in-differences. */
#include "private.h"
#include "stats/did.h"
#include "stats/mean_change.h"
#include "stats/share_change.h"

#define P_VALUE_OUT NUMBER_OUT("p_value", "0.008", "Tvåsidigt p-värde.", "Two-sided p-value.")
#define CI_OUT(sv, en) INTERVAL_OUT("ci", sv, en)
#define SAMPLING_SV "Om samma personer svarade båda gångerna (paired) eller olika (independent)."
#define SAMPLING_EN "Whether the same persons answered both times (paired) or different ones (independent)."

/* ---- share-changes ---- */

static const struct member independent_shares_in[] = {
    COUNT_IN("x_before", "48", "Ja före.", "Yes before."),
    BASE_IN("n_before", "80", "Svar före.", "Answers before."),
    COUNT_IN("x_after", "56", "Ja efter.", "Yes after."),
    BASE_IN("n_after", "70", "Svar efter.", "Answers after."),
};

#define SHARE_CHANGE_OUT                                                                                               \
    NUMBER_OUT("p_before", "0.6", "Andel före.", "Share before."),                                                     \
        NUMBER_OUT("p_after", "0.8", "Andel efter.", "Share after."),                                                  \
        NUMBER_OUT("diff", "0.2", "Efter minus före.", "After minus before."),                                         \
        CI_OUT("Newcombes intervall.", "Newcombe's interval."), P_VALUE_OUT,                                           \
        WORD_OUT("p_method", "p_method", stats_p_method_codes, "\"pooled_z\"", "Testet.", "The test.")

static const struct member independent_shares_out[] = {
    SHARE_CHANGE_OUT,
    NUMBER_OUT("z", "2.65", "Poolat z.", "Pooled z."),
    NUMBER_OUT("cohens_h", "0.44", "Effektstorlek: 2·asin√p₂ − 2·asin√p₁.", "Effect size: 2·asin√p₂ − 2·asin√p₁."),
    NUMBER_OUT("mde", "0.22", "Minsta effekt som hade kunnat upptäckas.",
               "Smallest effect that could have been detected."),
};

static const struct member paired_shares_in[] = {
    COUNT_IN("yes_yes", "14", "Ja båda gångerna.", "Yes both times."),
    COUNT_IN("yes_no", "0", "Ja före, nej efter.", "Yes before, no after."),
    COUNT_IN("no_yes", "5", "Nej före, ja efter.", "No before, yes after."),
    COUNT_IN("no_no", "22", "Nej båda gångerna.", "No both times."),
};

static const struct member paired_shares_out[] = {
    SHARE_CHANGE_OUT,
    COUNT_OUT("n", "41", "Par.", "Pairs."),
    NUMBER_OUT("phi_corrected", "0.72", "Newcombes korrigerade phi.", "Newcombe's corrected phi."),
};

static void out_share_change(struct run *run, const struct share_change *change) {
    out_number(run, "p_before", change->p_before);
    out_number(run, "p_after", change->p_after);
    out_number(run, "diff", change->diff);
    out_interval(run, "ci", change->ci);
    out_number(run, "p_value", change->p_value);
    out_word(run, "p_method", stats_p_method_codes[change->p_method]);
}

static void compute_independent_shares(struct run *run) {
    struct share_change change = stats_share_change(in_share(run->in, "x_before", "n_before"),
                                                    in_share(run->in, "x_after", "n_after"), false, run->levels);
    out_share_change(run, &change);
    out_number(run, "z", change.z);
    out_number(run, "cohens_h", change.cohens_h);
    out_number(run, "mde", change.mde);
    if (change.note.reason == REASON_NONE && isnan(change.mde)) change.note.reason = REASON_NO_VARIANCE;
    out_note(run, &change.note);
}

static void compute_paired_shares(struct run *run) {
    const struct pair_counts pairs = {in_number(run->in, "yes_yes"), in_number(run->in, "yes_no"),
                                      in_number(run->in, "no_yes"), in_number(run->in, "no_no")};
    if (pairs.yes_yes + pairs.yes_no + pairs.no_yes + pairs.no_no == 0) {
        in_refuse(run, "/yes_yes", VIOLATION_NOBODY, NULL, NULL);
        return;
    }
    struct share_change change = stats_share_change_paired(pairs, run->levels);
    out_share_change(run, &change);
    out_number(run, "n", change.n);
    out_number(run, "phi_corrected", change.phi_corrected);
    out_note(run, &change.note);
}

static const struct variant share_variants[] = {
    {"independent", SHAPES(independent_shares_in), SHAPES(independent_shares_out), compute_independent_shares},
    {"paired", SHAPES(paired_shares_in), SHAPES(paired_shares_out), compute_paired_shares},
};

const struct calculation calculation_share_changes = {
    .name = "share-changes",
    .chosen_by = "sampling",
    .chosen_sv = SAMPLING_SV,
    .chosen_en = SAMPLING_EN,
    VARIANTS(share_variants),
    .title_sv = "Förändring av en andel",
    .title_en = "Change of a share",
    .sv = "Före- och eftermätning av en andel: Newcombes intervall med z-test, Fishers eller McNemars exakta test.",
    .en = "Before and after of a share: Newcombe's interval with z, Fisher's exact or McNemar's exact test.",
};

/* ---- mean-changes ---- */

#define ANSWERS_IN(name_)                                                                                              \
    {                                                                                                                  \
        .name = name_, .type = FIELD_INTEGER, .flags = SHAPE_NEEDED, .low = 2, .example = "30",                        \
        .sv = "Svar, minst två.", .en = "Answers, at least two."                                                       \
    }
static const struct member group_parts[] = {
    NUMBER_IN("mean", "3.1", "Medelvärde.", "Mean."),
    SPREAD_IN("sd", "1.0", "Standardavvikelse.", "Standard deviation."),
    ANSWERS_IN("n"),
};
static const struct member moments_parts[] = {
    NUMBER_IN("mean", "3.1", "Medelvärde.", "Mean."),
    SPREAD_IN("sd", "1.0", "Standardavvikelse.", "Standard deviation."),
};

static const struct member independent_means_in[] = {
    OBJECT_IN("before", group_parts, "Före.", "Before."),
    OBJECT_IN("after", group_parts, "Efter.", "After."),
};

static const struct member paired_means_in[] = {
    OBJECT_IN("before", moments_parts, "Före.", "Before."),
    OBJECT_IN("after", moments_parts, "Efter.", "After."),
    {.name = "correlation",
     .type = FIELD_DOUBLE,
     .low = -1,
     .high = 1,
     .example = "0.5",
     .sv = "Korrelation mellan före och efter; eller sd_diff.",
     .en = "Correlation of before and after; or sd_diff."},
    {.name = "sd_diff",
     .type = FIELD_DOUBLE,
     FROM_ZERO,
     .sv = "Skillnadernas standardavvikelse; eller correlation.",
     .en = "Standard deviation of the differences; or correlation."},
    ANSWERS_IN("n_pairs"),
};

#define MEAN_CHANGE_OUT                                                                                                \
    NUMBER_OUT("diff", "0.5", "Efter minus före.", "After minus before."),                                             \
        NUMBER_OUT("se", "0.3", "Skillnadens medelfel.", "Standard error of the difference."),                         \
        NUMBER_OUT("t", "1.66", "t.", "t."), NUMBER_OUT("df", "46.8", "Frihetsgrader.", "Degrees of freedom."),        \
        P_VALUE_OUT, CI_OUT("Students intervall.", "Student's interval.")

static const struct member independent_means_out[] = {
    MEAN_CHANGE_OUT,
    NUMBER_OUT("hedges_g", "0.45", "Effektstorlek.", "Effect size."),
};
static const struct member paired_means_out[] = {
    MEAN_CHANGE_OUT,
    NUMBER_OUT("sd_diff", "1.11", "Skillnadernas standardavvikelse.", "Standard deviation of the differences."),
    NUMBER_OUT("dz", "0.45", "Effektstorlek: diff/sd_diff.", "Effect size: diff/sd_diff."),
};

static const struct effect_names mean_names = {"diff", "se", "t", "df", "p_value", "ci"};

static struct mean_group in_group(const json_t *object, const char *name) {
    const json_t *group = json_object_get(object, name);
    return (struct mean_group){in_number(group, "mean"), in_number(group, "sd"), in_number(group, "n")};
}

static void compute_independent_means(struct run *run) {
    struct mean_change change = stats_mean_change(in_group(run->in, "before"), in_group(run->in, "after"), run->levels);
    out_effect(run, &change.diff, mean_names);
    out_number(run, "hedges_g", change.hedges_g);
    out_note(run, &change.note);
}

static void compute_paired_means(struct run *run) {
    struct mean_group before = in_group(run->in, "before"), after = in_group(run->in, "after");
    if (in_has(run->in, "correlation") == in_has(run->in, "sd_diff")) {
        in_refuse(run, "/sd_diff", VIOLATION_ONE_OF, "correlation, sd_diff", NULL);
        return;
    }
    double sd_diff = in_number(run->in, "sd_diff");
    if (isnan(sd_diff)) sd_diff = stats_sd_of_differences(before.sd, after.sd, in_number(run->in, "correlation"));
    struct mean_change change =
        stats_mean_change_paired(after.mean - before.mean, sd_diff, in_number(run->in, "n_pairs"), run->levels);
    out_effect(run, &change.diff, mean_names);
    out_number(run, "sd_diff", change.sd_diff);
    out_number(run, "dz", change.dz);
    out_note(run, &change.note);
}

static const struct variant mean_variants[] = {
    {"independent", SHAPES(independent_means_in), SHAPES(independent_means_out), compute_independent_means},
    {"paired", SHAPES(paired_means_in), SHAPES(paired_means_out), compute_paired_means},
};

const struct calculation calculation_mean_changes = {
    .name = "mean-changes",
    .chosen_by = "sampling",
    .chosen_sv = SAMPLING_SV,
    .chosen_en = SAMPLING_EN,
    VARIANTS(mean_variants),
    .title_sv = "Förändring av ett medelvärde",
    .title_en = "Change of a mean",
    .sv = "Före- och eftermätning av ett medelvärde: Welchs test, eller t-test av par.",
    .en = "Before and after of a mean: Welch's test, or the t-test of pairs.",
};

/* ---- differences-in-differences ---- */

static const struct member share_cell_parts[] = {
    COUNT_IN("x", "40", "Ja.", "Yes."),
    BASE_IN("n", "100", "Svar.", "Answers."),
};
#define CELLS(parts)                                                                                                   \
    OBJECT_IN("treated_before", parts, "De som deltog, före.", "Treated, before."),                                    \
        OBJECT_IN("treated_after", parts, "De som deltog, efter.", "Treated, after."),                                 \
        OBJECT_IN("control_before", parts, "Jämförelsen, före.", "Control, before."),                                  \
        OBJECT_IN("control_after", parts, "Jämförelsen, efter.", "Control, after.")
static const struct member did_shares_in[] = {CELLS(share_cell_parts)};
static const struct member did_means_in[] = {CELLS(group_parts)};

#define DID_OUT                                                                                                        \
    NUMBER_OUT("did", "0.117", "Skillnad i skillnader.", "Difference in differences."),                                \
        NUMBER_OUT("se", "0.095", "Dess medelfel.", "Its standard error.")
static const struct member did_shares_out[] = {
    DID_OUT,
    NUMBER_OUT("z", "1.23", "z.", "z."),
    P_VALUE_OUT,
    CI_OUT("Normalintervall.", "Normal interval."),
};
static const struct member did_means_out[] = {
    DID_OUT,
    NUMBER_OUT("t", "1.23", "t.", "t."),
    NUMBER_OUT("df", "180.5", "Frihetsgrader.", "Degrees of freedom."),
    P_VALUE_OUT,
    CI_OUT("Students intervall.", "Student's interval."),
};

static struct share in_cell(const struct run *run, const char *name) {
    return in_share(json_object_get(run->in, name), "x", "n");
}

static void compute_did_shares(struct run *run) {
    const struct did_shares cells = {in_cell(run, "treated_before"), in_cell(run, "treated_after"),
                                     in_cell(run, "control_before"), in_cell(run, "control_after")};
    struct did did = stats_did_shares(cells, run->levels);
    out_effect(run, &did.effect, (struct effect_names){"did", "se", "z", NULL, "p_value", "ci"});
    out_note(run, &did.note);
}

static void compute_did_means(struct run *run) {
    const struct mean_group groups[] = {in_group(run->in, "treated_before"), in_group(run->in, "treated_after"),
                                        in_group(run->in, "control_before"), in_group(run->in, "control_after")};
    const struct did_means cells = {{&groups[0], 1}, {&groups[1], 1}, {&groups[2], 1}, {&groups[3], 1}};
    struct did did = stats_did_means(cells, run->levels);
    out_effect(run, &did.effect, (struct effect_names){"did", "se", "t", "df", "p_value", "ci"});
    out_note(run, &did.note);
}

static const struct variant did_variants[] = {
    {"share", SHAPES(did_shares_in), SHAPES(did_shares_out), compute_did_shares},
    {"mean", SHAPES(did_means_in), SHAPES(did_means_out), compute_did_means},
};

const struct calculation calculation_differences_in_differences = {
    .name = "differences-in-differences",
    .chosen_by = "measure",
    .chosen_sv = "Om måttet är en andel (share) eller ett medelvärde (mean).",
    .chosen_en = "Whether the measure is a share or a mean.",
    VARIANTS(did_variants),
    .title_sv = "Skillnad i skillnader",
    .title_en = "Differences in differences",
    .sv = "Förändringen bland dem som deltog minus förändringen i jämförelsen; bygger på parallella trender.",
    .en = "The change among the treated minus the change in the control; rests on parallel trends.",
};
