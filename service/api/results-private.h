/* Results that a calculation and an analysis both give: their members, and how they are printed. Text holds for both. */
#ifndef API_RESULTS_PRIVATE_H
#define API_RESULTS_PRIVATE_H

#include "calculations-private.h"
#include "stats/composite.h"
#include "stats/goal.h"
#include "stats/pooling.h"
#include "stats/progress.h"
#include "stats/retention.h"
#include "stats/trend.h"
#include "stats/trust_class.h"

/* Each function prints the members of the table or macro above it, in that order. */

#define TREND_OUT                                                                                                      \
    {.name = "periods_used",                                                                                           \
     .type = SHAPE_PERIOD,                                                                                             \
     .flags = SHAPE_LIST,                                                                                              \
     .example = "[\"2021\", \"2022\"]",                                                                                \
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
        OBJECT_OUT("lack_of_fit", result_fit_parts, "Hur väl en rät linje passar.", "How well a straight line fits."), \
        WORD_OUT("classification", stats_trend_class_codes, "\"stable\"",                                              \
                 "stable betyder: ingen förändring kunde påvisas.", "stable means: no change could be shown.")
extern const struct member result_fit_parts[3];
/* periods: those given to stats_trend, in its order. */
void out_trend(struct run *run, const struct trend *trend, const char *const *periods);

/* of an estimate */
extern const struct member result_retention_parts[4];
extern const double result_retention_months[2]; /* asked for by default */
void out_retention(struct run *run, const struct retention *retention);

#define COMPOSITE_OUT                                                                                                  \
    LIST_OUT("scores", result_score_parts, "Delarnas poäng.", "Scores of the components."),                            \
        NUMBER_OUT("weight_coverage", "1", "Andel av vikten som finns.", "Share of the weight that is there."),        \
        NUMBER_OUT("index", "54.6", "Index 0–100.", "Index 0–100."),                                                   \
        NUMBER_OUT("se", "1.2", "Indexets medelfel.", "Standard error of the index."),                                 \
        INTERVAL_OUT("ci", "Normalintervall.", "Normal interval.")
extern const struct member result_score_parts[2];
void out_composite(struct run *run, const struct composite *composite, const struct component *components,
                   const char *const *codes, size_t count);

extern const struct member result_heterogeneity_parts[5];
/* pooled NULL: not to be told. */
void out_heterogeneity(struct run *run, const struct pooled_effect *pooled);

extern const struct member result_model_parts[4];
void out_model(struct run *run, const char *name, const struct effect *effect);

#define ACTION_OUT                                                                                                     \
    {.name = "code",                                                                                                   \
     .type = SHAPE_NAME,                                                                                               \
     .example = "\"pl-norr-a1\"",                                                                                      \
     .sv = "Insatsens namn.",                                                                                          \
     .en = "Name of the action."},                                                                                     \
        NUMBER_OUT("expected", "0.747", "Väntat genomförande.", "Expected progress."),                                 \
        NUMBER_OUT("spi", "0.67", "Genomfört delat med väntat.", "Progress over expected."),                           \
        NUMBER_OUT("overdue_days", "0", "Dagar över tiden.", "Days overdue."),                                         \
        WORD_OUT("rag", stats_rag_codes, "\"red\"", "Trafikljus; null när insatsen ställts in.",                       \
                 "Traffic light; null when cancelled.")
void out_action(struct run *run, const struct action_progress *action, const char *code);

#define PLAN_OUT                                                                                                       \
    NUMBER_OUT("progress", "0.5", "Planens genomförande.", "Progress of the plan."),                                   \
        NUMBER_OUT("expected_progress", "0.747", "Väntat genomförande.", "Expected progress."),                        \
        NUMBER_OUT("spi", "0.67", "Genomfört delat med väntat.", "Progress over expected.")
void out_plan(struct run *run, const struct plan_progress *plan);

#define GOAL_OUT                                                                                                       \
    NUMBER_OUT("achievement", "0.4", "(nu − start)/(mål − start).", "(current − baseline)/(target − baseline)."),      \
        NUMBER_OUT("achievement_clamped", "0.4", "Detsamma inom 0–1.", "The same within 0–1."),                        \
        NUMBER_OUT("expected_achievement", "0.19", "Andel av tiden som gått.", "Share of the time that has passed."),  \
        NUMBER_OUT("change", "4", "Förändringen, i värdenas enhet.", "The change, in the unit of the values."),        \
        NUMBER_OUT("change_z", "1.89", "z.", "z."),                                                                    \
        NUMBER_OUT("change_p_value", "0.059", "Tvåsidigt p-värde.", "Two-sided p-value."),                             \
        BOOLEAN_OUT("change_detectable", "false", "Om förändringen är säkerställd.",                                   \
                    "Whether the change is significant."),                                                             \
        WORD_OUT("status", stats_goal_status_codes, "\"no_detectable_change\"", "Läget.", "The status.")
void out_goal(struct run *run, const struct goal_achievement *achieved);

#define SHARE_OUT(name, example, sv, en)                                                                               \
    NUMBER_OUT(name, example, sv, en), INTERVAL_OUT(name "_ci", "Wilsons intervall.", "Wilson's interval.")

#define PROFILE_OUT                                                                                                    \
    NUMBER_OUT("n", "95", "Klassade svar.", "Classified answers."),                                                    \
        SHARE_OUT("p_trust", "0.326", "Andel tillit.", "Share of trust."),                                             \
        SHARE_OUT("p_lack", "0.421", "Andel bristande tillit.", "Share of lack of trust."),                            \
        SHARE_OUT("p_mistrust", "0.221", "Andel misstro.", "Share of mistrust."),                                      \
        SHARE_OUT("p_ambivalent", "0.032", "Andel motstridiga.", "Share of ambivalent answers."),                      \
        NUMBER_OUT("net_trust", "0.105", "p_trust − p_mistrust.", "p_trust − p_mistrust."), CLASS_OUT
void out_profile(struct run *run, const struct trust_profile *profile);

#define CLASS_OUT                                                                                                      \
    WORD_OUT("trust_class", stats_trust_class_codes, "\"mistrust\"", "Klassen; insufficient under 30 svar.",           \
             "The class; insufficient below 30 answers."),                                                             \
        BOOLEAN_OUT("class_certain", "false", "Om intervallen är entydiga.", "Whether the intervals agree."),          \
        WORD_OUT("class_basis", result_class_bases, "\"two_item\"", "Vad indelningen bygger på.",                      \
                 "What the division rests on."),                                                                       \
        WORD_OUT("strategy", stats_trust_strategy_codes, "\"competence\"", "Strategin som passar klassen.",            \
                 "The strategy that fits the class.")
extern const char *const result_class_bases[2];
void out_class(struct run *run, const struct trust_profile *profile);

void out_share(struct run *run, const char *name, const char *ci_name, const struct share_figure *figure);

#endif
