/* trust-distributions, trust-classes, target-gaps, part-whole-gaps. */
#include "private.h"
#include "stats/answers.h"
#include "stats/gap.h"
#include "stats/part_whole.h"
#include "stats/trust_class.h"

#define THETAS                                                                                                         \
    {.name = "theta_trust",                                                                                            \
     .type = FIELD_DOUBLE,                                                                                             \
     SHARE_RANGE,                                                                                                      \
     .example = "0.6",                                                                                                 \
     .otherwise = "0.6",                                                                                               \
     .sv = "Andel från vilken klassen är tillit.",                                                                     \
     .en = "Share from which the class is trust."},                                                                    \
    {                                                                                                                  \
        .name = "theta_mistrust", .type = FIELD_DOUBLE, SHARE_RANGE, .example = "0.2", .otherwise = "0.2",             \
        .sv = "Andel från vilken klassen är misstro.", .en = "Share from which the class is mistrust."                 \
    }

static struct trust_thresholds thresholds_of(const struct run *run) {
    return (struct trust_thresholds){in_number_or(run->in, "theta_trust", stats_default_thresholds.trust),
                                     in_number_or(run->in, "theta_mistrust", stats_default_thresholds.mistrust)};
}

/* ---- trust-distributions ---- */

/* The response scales, their options and the bands that are theirs by default (domain.md 2.2 banding). */
static const struct scale {
    const char *code;
    int low, high;
    bool has_bands;
    struct trust_bands bands;
} scales[] = {
    {"rs_0_10", 0, 10, true, {{0, 3}, {4, 6}, {7, 10}}},  {"rs_4_good", 1, 4, true, {{1, 1}, {2, 2}, {3, 4}}},
    {"rs_5_agree", 1, 5, true, {{1, 1}, {2, 3}, {4, 5}}}, {"rs_5_sat_dk", 1, 5, false, {{0, 0}, {0, 0}, {0, 0}}},
    {"rs_bin", 0, 1, false, {{0, 0}, {0, 0}, {0, 0}}},    {"rs_m5_p5", -5, 5, false, {{0, 0}, {0, 0}, {0, 0}}},
};
enum { SCALE_COUNT = sizeof scales / sizeof *scales };
static const char *const scale_codes[] = {"rs_0_10", "rs_4_good", "rs_5_agree", "rs_5_sat_dk", "rs_bin", "rs_m5_p5"};

#define BAND(name_, example_, sv_, en_)                                                                                \
    { .name = name_, .type = FIELD_INTERVAL, .flags = SHAPE_NEEDED, .example = example_, .sv = sv_, .en = en_ }
static const struct member band_parts[] = {
    BAND("mistrust", "{\"low\": 0, \"high\": 3}", "Svar som räknas som misstro.", "Answers that count as mistrust."),
    BAND("lack", "{\"low\": 4, \"high\": 6}", "Svar som räknas som bristande tillit.",
         "Answers that count as lack of trust."),
    BAND("trust", "{\"low\": 7, \"high\": 10}", "Svar som räknas som tillit.", "Answers that count as trust."),
};

static const struct member distribution_in[] = {
    WORD_IN("scale", scale_codes, "\"rs_0_10\"", "Svarsskalan.", "The response scale."),
    {.name = "counts",
     .type = FIELD_INTEGER,
     .flags = SHAPE_NEEDED | SHAPE_LIST,
     .example = "[3, 4, 6, 10, 12, 20, 25, 40, 45, 25, 10]",
     .sv = "Antal svar per svarsalternativ, stigande.",
     .en = "Answers per option, ascending."},
    {.name = "dont_know",
     .type = FIELD_INTEGER,
     .example = "12",
     .otherwise = "0",
     .sv = "Vet ej och inget svar.",
     .en = "Don't know and no answer."},
    {.name = "bands",
     .type = FIELD_OBJECTS,
     .example = NULL,
     .sv = "Indelningen av svaren; förval är skalans egen, de tre sista skalorna har ingen.",
     .en = "The division of the answers; default is the scale's own, the last three scales have none.",
     .parts = band_parts,
     .part_count = 3},
    THETAS,
};

static const struct member distribution_out[] = {
    COUNT_OUT("n_valid", "200", "Giltiga svar.", "Valid answers."),
    NUMBER_OUT("item_nonresponse", "0.0566", "Andel utan giltigt svar.", "Share without a valid answer."),
    NUMBER_OUT("mean", "6.545", "Medelvärde.", "Mean."),
    NUMBER_OUT("sd", "2.25", "Standardavvikelse.", "Standard deviation."),
    NUMBER_OUT("se_mean", "0.159", "Medelvärdets medelfel.", "Standard error of the mean."),
    INTERVAL_OUT("mean_ci", "Students intervall.", "Student's interval."),
    TRUST_BANDS_OUT,
    NUMBER_OUT("balance", "48.5", "Balansmått, −100 till 100.", "Balance, −100 to 100."),
    NUMBER_OUT("se_balance", "4.9", "Balansmåttets medelfel.", "Standard error of the balance."),
    INTERVAL_OUT("balance_ci", "Normalintervall.", "Normal interval."),
    NUMBER_OUT("mistrust_share_of_nontrusting", "0.2875", "Misstrons andel av dem som inte litar på.",
               "Share of mistrust among those who do not trust."),
    TRUST_CLASS_OUT,
};

static const struct scale *scale_of(const struct run *run) {
    return &scales[in_code(run->in, "scale", scale_codes, SCALE_COUNT)];
}

/* Bands lie within the scale and do not overlap. */
static bool bands_fit(struct run *run, const struct scale *scale, const struct trust_bands *bands) {
    const struct interval *const all[] = {&bands->mistrust, &bands->lack, &bands->trust};
    bool good = true;
    for (size_t i = 0; i < 3; i++) {
        const char *pointer = arena_printf(run->arena, "/bands/%s", band_parts[i].name);
        if (all[i]->low < scale->low || all[i]->high > scale->high) {
            in_refuse(run, pointer, VIOLATION_OUTSIDE_SCALE, arena_printf(run->arena, "%d", scale->low),
                      arena_printf(run->arena, "%d", scale->high));
            good = false;
        }
        for (size_t j = 0; j < i; j++)
            if (all[i]->low <= all[j]->high && all[j]->low <= all[i]->high) {
                in_refuse(run, pointer, VIOLATION_OVERLAPS, band_parts[j].name, NULL);
                good = false;
            }
    }
    return good;
}

static bool read_bands(struct run *run, const struct scale *scale, struct trust_bands *bands) {
    const json_t *given = json_object_get(run->in, "bands");
    *bands = scale->bands;
    if (given == NULL && !scale->has_bands) in_refuse(run, "/bands", VIOLATION_REQUIRED, NULL, NULL);
    if (given == NULL) return scale->has_bands;
    *bands =
        (struct trust_bands){in_interval(given, "mistrust"), in_interval(given, "lack"), in_interval(given, "trust")};
    return bands_fit(run, scale, bands);
}

static bool read_counts(struct run *run, const struct scale *scale, struct answers *answers) {
    size_t count, options = (size_t)scale->high - (size_t)scale->low + 1; /* also right from below 0 on */
    double *counts = in_numbers(run, "counts", &count), *values = arena_alloc(run->arena, options * sizeof *values);
    double sum = 0;
    for (size_t i = 0; i < options; i++) values[i] = scale->low + (double)i;
    *answers = (struct answers){values, counts, options};
    if (count != options) {
        in_refuse(run, "/counts", VIOLATION_WRONG_LENGTH, arena_printf(run->arena, "%zu", options), NULL);
        return false;
    }
    for (size_t i = 0; i < count; i++) sum += counts[i];
    if (sum == 0) in_refuse(run, "/counts", VIOLATION_NOBODY, NULL, NULL);
    return sum > 0;
}

static void compute_distribution(struct run *run) {
    const struct scale *scale = scale_of(run);
    struct answers answers;
    struct trust_bands bands;
    struct balance balance;
    bool good = read_counts(run, scale, &answers);
    if (!read_bands(run, scale, &bands) || !good) return;
    struct answer_moments moments = stats_answers_moments(answers, run->levels.conf_level);
    struct trust_profile profile =
        stats_trust_single_item(answers, bands, thresholds_of(run), run->levels.conf_level, &balance);
    out_number(run, "n_valid", moments.n);
    out_number(run, "item_nonresponse", stats_item_nonresponse(moments.n, in_number_or(run->in, "dont_know", 0)));
    out_number(run, "mean", moments.mean);
    out_number(run, "sd", moments.sd);
    out_number(run, "se_mean", moments.se);
    out_interval(run, "mean_ci", moments.ci);
    out_trust_bands(run, &profile);
    out_number(run, "balance", balance.value);
    out_number(run, "se_balance", balance.se);
    out_interval(run, "balance_ci", balance.ci);
    out_number(run, "mistrust_share_of_nontrusting", profile.mistrust_share_of_nontrusting);
    out_trust_class(run, &profile);
    if (profile.note.reason == REASON_NONE && (isnan(moments.ci.low) || isnan(balance.ci.low)))
        profile.note.reason = REASON_NO_VARIANCE;
    out_note(run, &profile.note);
}

static const struct variant distribution_variants[] = {
    {NULL, SHAPES(distribution_in), SHAPES(distribution_out), compute_distribution}};

const struct calculation calculation_trust_distributions = {
    .name = "trust-distributions",
    VARIANTS(distribution_variants),
    .title_sv = "Fördelning av svar",
    .title_en = "Distribution of answers",
    .sv = "Medelvärde, balansmått och andelar tillit, bristande tillit och misstro ur en svarsfördelning.",
    .en = "Mean, balance and shares of trust, lack of trust and mistrust from a distribution of answers.",
};

/* ---- trust-classes ---- */

static const struct member two_item_parts[] = {
    COUNT_IN("trust_yes_harm_no", "31", "Litar på, väntar inte skada.", "Trust, expect no harm."),
    COUNT_IN("trust_yes_harm_yes", "3", "Litar på, väntar skada.", "Trust, expect harm."),
    COUNT_IN("trust_no_harm_no", "40", "Litar inte på, väntar inte skada.", "Do not trust, expect no harm."),
    COUNT_IN("trust_no_harm_yes", "21", "Litar inte på, väntar skada.", "Do not trust, expect harm."),
};

static const struct member class_in[] = {
    OBJECT_IN("two_item", two_item_parts, "Svar på två frågor: om tillit och om avsikt att skada.",
              "Answers to two items: trust, and intent to harm."),
    THETAS,
};

static const struct member class_out[] = {
    COUNT_OUT("n", "95", "Klassade svar.", "Classified answers."),
    TRUST_SHARES_OUT,
    TRUST_CLASS_OUT,
};

static void compute_class(struct run *run) {
    const json_t *table = json_object_get(run->in, "two_item");
    const struct trust_counts counts = {
        .trust = in_number(table, "trust_yes_harm_no"),
        .ambivalent = in_number(table, "trust_yes_harm_yes"),
        .lack = in_number(table, "trust_no_harm_no"),
        .mistrust = in_number(table, "trust_no_harm_yes"),
    };
    if (counts.trust + counts.ambivalent + counts.lack + counts.mistrust == 0) {
        in_refuse(run, "/two_item", VIOLATION_NOBODY, NULL, NULL);
        return;
    }
    struct trust_profile profile = stats_trust_two_item(counts, thresholds_of(run), run->levels.conf_level);
    out_number(run, "n", profile.n);
    out_trust_shares(run, &profile);
    out_trust_class(run, &profile);
    out_note(run, &profile.note);
}

static const struct variant class_variants[] = {{NULL, SHAPES(class_in), SHAPES(class_out), compute_class}};

const struct calculation calculation_trust_classes = {
    .name = "trust-classes",
    VARIANTS(class_variants),
    .title_sv = "Tillit, bristande tillit eller misstro",
    .title_en = "Trust, lack of trust or mistrust",
    .sv = "Klassen ur två frågor, och strategin som passar: välvilja mot bristande tillit, kompetens mot misstro.",
    .en = "The class from two items, and the strategy that fits: benevolence for lack of trust, competence against "
          "mistrust.",
};
