/* Results that an analysis and a calculation both give: each described once, with the one function that prints it. A
 * macro stands in a table of results for the members that its function prints, in their order. */
#ifndef RESULTS_SHARED_H
#define RESULTS_SHARED_H

#include "results/results.h"
#include "stats/benchmark.h"
#include "stats/composite.h"
#include "stats/goal.h"
#include "stats/mixed.h"
#include "stats/pooling.h"
#include "stats/progress.h"
#include "stats/retention.h"
#include "stats/trend.h"
#include "stats/trust_class.h"

/* ---- what any result may say about itself ---- */

#define METHOD_OUT WORD_OUT("method", "method", stats_method_codes, "\"wilson\"", "Metoden.", "The method.")
#define WARNINGS_OUT                                                                                                   \
    {                                                                                                                  \
        .name = "warnings", .type = FIELD_ENUM, .flags = SHAPE_LIST | SHAPE_MAY_BE_EMPTY, WORDS(stats_warning_codes),  \
        .list = "warning", .example = "[]", .sv = "Vad man bör tänka på.", .en = "What to keep in mind."               \
    }
#define REASON_OUT                                                                                                     \
    WORD_OUT("reason", "reason", stats_reason_codes, "null", "Varför något är null; null när allt kunde räknas ut.",   \
             "Why something is null; null when everything could be computed.")

void out_method(struct run *run, enum method method);
void out_warnings(struct run *run, unsigned warnings);
void out_reason(struct run *run, enum reason reason);

/* All three. */
#define NOTE_OUT METHOD_OUT, WARNINGS_OUT, REASON_OUT
void out_note(struct run *run, const struct note *note);

/* ---- shares and classes of trust (domain.md A3) ---- */

#define SHARE_OUT(name, example, sv, en)                                                                               \
    PART_OUT(name, example, sv, en), PART_INTERVAL_OUT(name "_ci", "Wilsons intervall.", "Wilson's interval.")
#define TRUST_BANDS_OUT                                                                                                \
    SHARE_OUT("p_trust", "0.326", "Andel tillit.", "Share of trust."),                                                 \
        SHARE_OUT("p_lack", "0.421", "Andel bristande tillit.", "Share of lack of trust."),                            \
        SHARE_OUT("p_mistrust", "0.221", "Andel misstro.", "Share of mistrust.")
void out_trust_bands(struct run *run, const struct trust_profile *profile);

#define TRUST_SHARES_OUT                                                                                               \
    TRUST_BANDS_OUT, SHARE_OUT("p_ambivalent", "0.032", "Andel motstridiga.", "Share of ambivalent answers."),         \
        PART_OUT("net_trust", "0.105", "p_trust − p_mistrust.", "p_trust − p_mistrust.")
void out_trust_shares(struct run *run, const struct trust_profile *profile);

extern const char *const trust_class_bases[2];
#define TRUST_CLASS_OUT                                                                                                \
    WORD_OUT("trust_class", "trust_state", stats_trust_class_codes, "\"mistrust\"",                                    \
             "Klassen; insufficient under 30 svar.", "The class; insufficient below 30 answers."),                     \
        BOOLEAN_OUT("class_certain", "false", "Om intervallen är entydiga.", "Whether the intervals agree."),          \
        {.name = "class_basis",                                                                                        \
         .type = FIELD_ENUM,                                                                                           \
         .flags = SHAPE_NULL,                                                                                          \
         .words = trust_class_bases,                                                                                   \
         .word_count = sizeof trust_class_bases / sizeof *trust_class_bases,                                           \
         .list = "method",                                                                                             \
         .example = "\"two_item\"",                                                                                    \
         .sv = "Vad indelningen bygger på.",                                                                           \
         .en = "What the division rests on."},                                                                         \
        WORD_OUT("strategy", "trust_strategy", stats_trust_strategy_codes, "\"competence\"",                           \
                 "Strategin som passar klassen.", "The strategy that fits the class.")
void out_trust_class(struct run *run, const struct trust_profile *profile);

/* ---- trends (domain.md A4) ---- */

extern const struct member trend_fit_parts[3];
#define TREND_OUT                                                                                                      \
    {.name = "periods_used",                                                                                           \
     .type = FIELD_PERIOD,                                                                                             \
     .flags = SHAPE_LIST,                                                                                              \
     .example = "[\"2021\", \"2022\", \"2023\", \"2024\"]",                                                            \
     .sv = "Perioder efter det sista brottet.",                                                                        \
     .en = "Periods after the last break."},                                                                           \
        NUMBER_OUT("slope_per_year", "1.4", "Förändring per år, i värdenas enhet.",                                    \
                   "Change per year, in the unit of the values."),                                                     \
        NUMBER_OUT("se", "0.894", "Lutningens medelfel.", "Standard error of the slope."),                             \
        NUMBER_OUT("z", "1.565", "z; t när alla räknats.", "z; t when everybody was counted."),                        \
        NUMBER_OUT("p_value", "0.118", "Tvåsidigt p-värde.", "Two-sided p-value."),                                    \
        INTERVAL_OUT("ci", "Lutningens intervall.", "Interval of the slope."),                                         \
        NUMBER_OUT("t_mean", "2022.5", "Vägd medeltid.", "Weighted mean time."),                                       \
        NUMBER_OUT("y_mean", "52", "Vägt medelvärde.", "Weighted mean value."),                                        \
        OBJECT_OUT("lack_of_fit", trend_fit_parts, "Hur väl en rät linje passar.", "How well a straight line fits."),  \
        WORD_OUT("classification", "trend_class", stats_trend_class_codes, "\"stable\"",                               \
                 "stable betyder: ingen förändring kunde påvisas.", "stable means: no change could be shown.")

/* `periods`: of all points the trend was asked of. */
void out_trend(struct run *run, const struct trend *trend, const char *const *periods);

/* ---- indices (domain.md A7) ---- */

extern const struct member index_score_parts[2];
#define INDEX_OUT                                                                                                      \
    LIST_OUT("scores", index_score_parts, "Delarnas poäng.", "Scores of the components."),                             \
        PART_OUT("weight_coverage", "1", "Andel av vikten som finns.", "Share of the weight that is there."),          \
        NUMBER_OUT("index", "54.6", "Index 0–100.", "Index 0–100."),                                                   \
        NUMBER_OUT("se", "1.2", "Indexets medelfel.", "Standard error of the index."),                                 \
        INTERVAL_OUT("ci", "Normalintervall.", "Normal interval.")

/* `codes`: of the components. */
void out_index(struct run *run, const struct composite *index, const struct component *components,
               const char *const *codes, size_t count);

/* ---- a place among peers (domain.md A8) ---- */

#define BENCHMARK_OUT                                                                                                  \
    NUMBER_OUT("rank", "4", "1 plus antal bättre.", "1 plus the number of better ones."),                              \
        COUNT_OUT("n_peers", "6", "Antal andra med värde.", "Peers with a value."),                                    \
        NUMBER_OUT("percentile", "33.3", "0–100, högre är bättre; null under fem andra.",                              \
                   "0–100, higher is better; null below five peers."),                                                 \
        WORD_OUT("band", "benchmark_band", stats_benchmark_band_codes, "\"middle_50\"",                                \
                 "Bästa fjärdedelen, mitten eller sämsta fjärdedelen.", "Best quarter, middle or worst quarter."),     \
        NUMBER_OUT("peer_mean", "54", "De andras ovägda medelvärde.", "Unweighted mean of the peers."),                \
        NUMBER_OUT("peer_median", "54.1", "Median.", "Median."),                                                       \
        NUMBER_OUT("peer_sd", "4.2", "Standardavvikelse.", "Standard deviation."),                                     \
        NUMBER_OUT("peer_q1", "51.5", "Undre kvartil (typ 7).", "Lower quartile (type 7)."),                           \
        NUMBER_OUT("peer_q3", "56.5", "Övre kvartil (typ 7).", "Upper quartile (type 7)."),                            \
        NUMBER_OUT("z_score", "-0.27", "(eget − medelvärde)/standardavvikelse.", "(own − mean)/standard deviation.")
void out_benchmark(struct run *run, const struct benchmark *benchmark);

/* ---- retention (domain.md A11) ---- */

extern const struct member retention_parts[4];
#define RETENTION_OUT                                                                                                  \
    LIST_OUT("estimates", retention_parts, "En skattning per månad, ur livslängdstabellen.",                           \
             "One estimate per month, from the life table.")

/* An estimate for each month; their warnings and the first reason are added to the note. */
void out_retention(struct run *run, const struct life_table_row *rows, size_t row_count, const double *months,
                   size_t month_count, struct note *note);

/* ---- progress and goals (domain.md A10) ---- */

#define ACTION_PROGRESS_OUT                                                                                            \
    {.name = "code", .type = FIELD_TEXT, .example = "\"pl-norr-a1\"", .sv = "Insatsen.", .en = "The action."},         \
        PART_OUT("expected", "0.747", "Väntat genomförande.", "Expected progress."),                                   \
        NUMBER_OUT("spi", "0.67", "Genomfört delat med väntat.", "Progress over expected."),                           \
        NUMBER_OUT("overdue_days", "0", "Dagar över tiden.", "Days overdue."),                                         \
        WORD_OUT("rag", "rag", stats_rag_codes, "\"red\"", "Trafikljus; null när insatsen ställts in.",                \
                 "Traffic light; null when cancelled.")

/* `rag`: a word of stats_rag_codes. */
void out_action_progress(struct run *run, const char *code, const struct action_progress *action, const char *rag);

#define PLAN_PROGRESS_OUT                                                                                              \
    PART_OUT("progress", "0.5", "Planens genomförande.", "Progress of the plan."),                                     \
        PART_OUT("expected_progress", "0.747", "Väntat genomförande.", "Expected progress."),                          \
        NUMBER_OUT("spi", "0.67", "Genomfört delat med väntat.", "Progress over expected.")
void out_plan_progress(struct run *run, const struct plan_progress *plan);

#define GOAL_OUT                                                                                                       \
    PART_OUT("achievement", "0.4", "(nu − start)/(mål − start).", "(current − baseline)/(target − baseline)."),        \
        PART_OUT("achievement_clamped", "0.4", "Detsamma inom 0–1.", "The same within 0–1."),                          \
        PART_OUT("expected_achievement", "0.19", "Andel av tiden som gått.", "Share of the time that has passed."),    \
        NUMBER_OUT("change", "4", "Förändringen, i värdenas enhet.", "The change, in the unit of the values."),        \
        NUMBER_OUT("change_z", "1.89", "z.", "z."),                                                                    \
        NUMBER_OUT("change_p_value", "0.059", "Tvåsidigt p-värde.", "Two-sided p-value."),                             \
        BOOLEAN_OUT("change_detectable", "false", "Om förändringen är säkerställd.",                                   \
                    "Whether the change is significant."),                                                             \
        WORD_OUT("status", "goal_status", stats_goal_status_codes, "\"no_detectable_change\"", "Läget.",               \
                 "The status.")
void out_goal(struct run *run, const struct goal_achievement *goal);

/* ---- pools (domain.md A5 f) ---- */

extern const struct member pooled_model_parts[4], heterogeneity_parts[5];
#define FIXED_MODEL_OUT                                                                                                \
    OBJECT_OUT("fixed", pooled_model_parts, "Fast modell: samma effekt överallt.",                                     \
               "Fixed model: the same effect everywhere.")
#define RANDOM_MODEL_OUT                                                                                               \
    OBJECT_OUT("random", pooled_model_parts, "Slumpmodell (DerSimonian–Laird, Knapp–Hartung): effekter som varierar.", \
               "Random model (DerSimonian–Laird, Knapp–Hartung): effects that vary.")
#define HETEROGENEITY_OUT                                                                                              \
    OBJECT_OUT("heterogeneity", heterogeneity_parts, "Hur olika bidragen är.", "How different the contributions are.")
void out_pooled_model(struct run *run, const char *name, const struct effect *effect);
void out_heterogeneity(struct run *run, const struct spread *spread);

#endif
