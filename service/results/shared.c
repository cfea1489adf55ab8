/* How results are printed that an analysis and a calculation both give. */
#include "results/shared.h"

/* ---- what any result may say about itself ---- */

void out_method(struct run *run, enum method method) { out_word(run, "method", stats_method_codes[method]); }

void out_warnings(struct run *run, unsigned warnings) {
    out_list(run, "warnings");
    for (int warning = 0; warning < WARNING_COUNT; warning++)
        if (warnings & WARNING_BIT(warning)) out_word(run, NULL, stats_warning_codes[warning]);
    out_end(run, ']');
}

void out_reason(struct run *run, enum reason reason) { out_word(run, "reason", stats_reason_codes[reason]); }

void out_note(struct run *run, const struct note *note) {
    out_method(run, note->method);
    out_warnings(run, note->warnings);
    out_reason(run, note->reason);
}

/* ---- shares and classes of trust ---- */

const char *const trust_class_bases[] = {"two_item", "single_item_proxy"};

static void out_share(struct run *run, const char *name, const char *ci_name, const struct share_figure *figure) {
    out_number(run, name, figure->p);
    out_interval(run, ci_name, figure->ci);
}

void out_trust_bands(struct run *run, const struct trust_profile *profile) {
    out_share(run, "p_trust", "p_trust_ci", &profile->trust);
    out_share(run, "p_lack", "p_lack_ci", &profile->lack);
    out_share(run, "p_mistrust", "p_mistrust_ci", &profile->mistrust);
}

void out_trust_shares(struct run *run, const struct trust_profile *profile) {
    out_trust_bands(run, profile);
    out_share(run, "p_ambivalent", "p_ambivalent_ci", &profile->ambivalent);
    out_number(run, "net_trust", profile->net_trust);
}

void out_trust_class(struct run *run, const struct trust_profile *profile) {
    out_word(run, "trust_class", stats_trust_class_codes[profile->trust_class]);
    out_ternary(run, "class_certain", profile->certain);
    out_word(run, "class_basis", stats_method_codes[profile->note.method]);
    out_word(run, "strategy", stats_trust_strategy_codes[profile->strategy]);
}

/* ---- trends ---- */

const struct member trend_fit_parts[] = {
    NUMBER_OUT("chi2", "1.05", "χ² för avvikelsen från linjen.", "χ² of the deviation from the line."),
    NUMBER_OUT("df", "2", "Frihetsgrader.", "Degrees of freedom."),
    NUMBER_OUT("p_value", "0.59", "p-värde.", "p-value."),
};

void out_trend(struct run *run, const struct trend *trend, const char *const *periods) {
    out_list(run, "periods_used");
    for (size_t i = 0; i < trend->used; i++) out_word(run, NULL, periods[trend->first + i]);
    out_end(run, ']');
    out_effect(run, &trend->slope, (struct effect_names){"slope_per_year", "se", "z", NULL, "p_value", "ci"});
    out_number(run, "t_mean", trend->t_mean);
    out_number(run, "y_mean", trend->y_mean);
    out_object(run, "lack_of_fit");
    out_number(run, "chi2", trend->chi2);
    out_number(run, "df", trend->df);
    out_number(run, "p_value", trend->p_value);
    out_end(run, '}');
    out_word(run, "classification", stats_trend_class_codes[trend->trend_class]);
}

/* ---- indices ---- */

const struct member index_score_parts[] = {
    {.name = "code", .type = FIELD_TEXT, .example = "\"ins-01\"", .sv = "Delens namn.", .en = "Name of the component."},
    NUMBER_OUT("score", "52.9", "Poäng 0–100.", "Score 0–100."),
};

void out_index(struct run *run, const struct composite *index, const struct component *components,
               const char *const *codes, size_t count) {
    out_list(run, "scores");
    for (size_t i = 0; i < count; i++) {
        out_object(run, NULL);
        out_word(run, "code", codes[i]);
        out_number(run, "score", components[i].score);
        out_end(run, '}');
    }
    out_end(run, ']');
    out_number(run, "weight_coverage", index->weight_coverage);
    out_number(run, "index", index->index);
    out_number(run, "se", index->se);
    out_interval(run, "ci", index->ci);
}

/* ---- a place among peers ---- */

void out_benchmark(struct run *run, const struct benchmark *benchmark) {
    out_number(run, "rank", benchmark->rank);
    out_number(run, "n_peers", benchmark->n_peers);
    out_number(run, "percentile", benchmark->percentile);
    out_word(run, "band", stats_benchmark_band_codes[benchmark->band]);
    out_number(run, "peer_mean", benchmark->peer_mean);
    out_number(run, "peer_median", benchmark->peer_median);
    out_number(run, "peer_sd", benchmark->peer_sd);
    out_number(run, "peer_q1", benchmark->peer_q1);
    out_number(run, "peer_q3", benchmark->peer_q3);
    out_number(run, "z_score", benchmark->z_score);
}

/* ---- retention ---- */

const struct member retention_parts[] = {
    COUNT_OUT("month", "12", "Månaden.", "The month."),
    PART_OUT("s", "0.778", "Andel som bor kvar, 0–1 (Kaplan–Meier).", "Share still housed, 0–1 (Kaplan–Meier)."),
    PART_OUT("se_greenwood", "0.098", "Greenwoods medelfel.", "Greenwood's standard error."),
    PART_INTERVAL_OUT("ci", "Log-log-intervall.", "Log-log interval."),
};

static void out_estimate(struct run *run, const struct retention *retention, double month) {
    out_object(run, NULL);
    out_number(run, "month", month);
    out_number(run, "s", retention->survival);
    out_number(run, "se_greenwood", retention->se_greenwood);
    out_interval(run, "ci", retention->ci);
    out_end(run, '}');
}

void out_retention(struct run *run, const struct life_table_row *rows, size_t row_count, const double *months,
                   size_t month_count, struct note *note) {
    out_list(run, "estimates");
    for (size_t i = 0; i < month_count; i++) {
        struct retention retention = stats_retention(rows, row_count, months[i], run->levels.conf_level);
        note->warnings |= retention.note.warnings;
        if (note->reason == REASON_NONE) note->reason = retention.note.reason;
        out_estimate(run, &retention, months[i]);
    }
    out_end(run, ']');
}

/* ---- progress and goals ---- */

void out_action_progress(struct run *run, const char *code, const struct action_progress *action, const char *rag) {
    out_word(run, "code", code);
    out_number(run, "expected", action->expected);
    out_number(run, "spi", action->spi);
    out_number(run, "overdue_days", action->overdue_days);
    out_word(run, "rag", rag);
}

void out_plan_progress(struct run *run, const struct plan_progress *plan) {
    out_number(run, "progress", plan->progress);
    out_number(run, "expected_progress", plan->expected);
    out_number(run, "spi", plan->spi);
}

void out_goal(struct run *run, const struct goal_achievement *goal) {
    out_number(run, "achievement", goal->achievement);
    out_number(run, "achievement_clamped", goal->clamped);
    out_number(run, "expected_achievement", goal->expected);
    out_number(run, "change", goal->change);
    out_number(run, "change_z", goal->z);
    out_number(run, "change_p_value", goal->p_value);
    out_ternary(run, "change_detectable", goal->change_detectable);
    out_word(run, "status", stats_goal_status_codes[goal->status]);
}

/* ---- pools ---- */

const struct member pooled_model_parts[] = {
    NUMBER_OUT("effect", "0.23", "Sammanvägd effekt.", "Pooled effect."),
    NUMBER_OUT("se", "0.068", "Dess medelfel; null när bidrag är dolda.",
               "Its standard error; null when contributions are hidden."),
    INTERVAL_OUT("ci", "Intervall: i slumpmodellen Students, annars normalt.",
                 "Interval: Student's in the random model, else normal."),
    NUMBER_OUT("p_value", "0.0008", "Tvåsidigt p-värde.", "Two-sided p-value."),
};

const struct member heterogeneity_parts[] = {
    NUMBER_OUT("q", "4.5", "Cochrans Q.", "Cochran's Q."),
    NUMBER_OUT("df", "2", "Frihetsgrader.", "Degrees of freedom."),
    NUMBER_OUT("p_value", "0.105", "p-värde för Q.", "p-value of Q."),
    PART_OUT("i2", "0.556", "Andel av spridningen som är olikhet.", "Share of the spread that is heterogeneity."),
    NUMBER_OUT("tau2", "0.0185", "Varians mellan bidragen (DerSimonian–Laird).",
               "Variance between contributions (DerSimonian–Laird)."),
};

void out_pooled_model(struct run *run, const char *name, const struct effect *effect) {
    out_object(run, name);
    out_number(run, "effect", effect->value);
    out_number(run, "se", effect->se);
    out_interval(run, "ci", effect->ci);
    out_number(run, "p_value", effect->p_value);
    out_end(run, '}');
}

void out_heterogeneity(struct run *run, const struct spread *spread) {
    out_object(run, "heterogeneity");
    out_number(run, "q", spread->q);
    out_number(run, "df", spread->df);
    out_number(run, "p_value", spread->p_value);
    out_number(run, "i2", spread->i2);
    out_number(run, "tau2", spread->tau2);
    out_end(run, '}');
}
