/* The statistics as a filter: each line of standard input is a method and its numbers, each line of standard output the
 * figures, with all digits and `nan` for null. The suites beside it compare them with R and statsmodels. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/adjust.h"
#include "stats/answers.h"
#include "stats/association.h"
#include "stats/benchmark.h"
#include "stats/composite.h"
#include "stats/did.h"
#include "stats/estimate.h"
#include "stats/moderation.h"
#include "stats/part_whole.h"
#include "stats/pooling.h"
#include "stats/power.h"
#include "stats/retention.h"
#include "stats/share_change.h"
#include "stats/trend.h"

enum { MOST_NUMBERS = 4096 };

struct input {
    double numbers[MOST_NUMBERS];
    size_t count;
};

static struct levels levels_of(double conf_level) {
    return (struct levels){.alpha = 1 - conf_level, .conf_level = conf_level, .power = 0.8};
}

static void put(double value) {
    if (isnan(value))
        fputs("nan ", stdout);
    else
        printf("%.17g ", value);
}

static void put_interval(struct interval interval) {
    put(interval.low);
    put(interval.high);
}

static void put_effect(struct effect effect) {
    put(effect.value);
    put(effect.se);
    put(effect.statistic);
    put(effect.df);
    put(effect.p_value);
    put_interval(effect.ci);
}

/* Methods. The comment beside each names its numbers; `..` repeats. */

static void wilson(const struct input *in) { /* conf x n */
    const double *v = in->numbers;
    put_interval(stats_share_wilson((struct share){v[1], v[2]}, v[0]));
}

static void put_estimate(struct estimate estimate) {
    put(estimate.p);
    put(estimate.se);
    put_interval(estimate.ci);
    put(estimate.n_eff);
    put(estimate.deff);
    put(estimate.se_linearised);
    put(estimate.n_star);
}

static void weighted(const struct input *in) { /* conf (weight x n).. */
    struct weight_group groups[MOST_NUMBERS / 3];
    size_t count = (in->count - 1) / 3;
    for (size_t i = 0; i < count; i++) {
        const double *v = in->numbers + 1 + 3 * i;
        groups[i] = (struct weight_group){.weight = v[0], .share = {.x = v[1], .n = v[2]}};
    }
    put_estimate(stats_estimate_weighted(groups, count, in->numbers[0]));
}

static void published(const struct input *in) { /* conf p moe95 */
    put_estimate(stats_estimate_published(in->numbers[1], in->numbers[2], in->numbers[0]));
}

static void finite_population(const struct input *in) { /* conf x n population */
    const double *v = in->numbers;
    put_estimate(stats_estimate_finite((struct share){v[1], v[2]}, v[3], v[0]));
}

static void finite_mean(const struct input *in) { /* conf mean sd n population */
    const double *v = in->numbers;
    struct mean_estimate estimate = stats_estimate_mean(v[1], v[2], v[3], v[4], v[0]);
    put(estimate.se);
    put_interval(estimate.ci);
}

static void distribution(const struct input *in) { /* conf (value count).. */
    double values[MOST_NUMBERS / 2], counts[MOST_NUMBERS / 2];
    size_t options = (in->count - 1) / 2;
    for (size_t i = 0; i < options; i++) {
        values[i] = in->numbers[1 + 2 * i];
        counts[i] = in->numbers[2 + 2 * i];
    }
    struct answer_moments moments = stats_answers_moments((struct answers){values, counts, options}, in->numbers[0]);
    put(moments.mean);
    put(moments.sd);
    put(moments.se);
    put_interval(moments.ci);
}

static void balance(const struct input *in) { /* conf high low n */
    const double *v = in->numbers;
    struct balance result = stats_balance(v[1], v[2], v[3], v[0]);
    put(result.value);
    put(result.se);
    put_interval(result.ci);
}

static void put_share_change(struct share_change change) {
    put(change.diff);
    put_interval(change.ci);
    put(change.p_value);
    put(change.z);
    put(change.cohens_h);
    put(change.mde);
    put(change.phi_corrected);
    put(change.p_method == P_METHOD_FISHER_EXACT);
}

static void share_change(const struct input *in) { /* conf x1 n1 x2 n2 weighted */
    const double *v = in->numbers;
    put_share_change(
        stats_share_change((struct share){v[1], v[2]}, (struct share){v[3], v[4]}, v[5] != 0, levels_of(v[0])));
}

static void share_pairs(const struct input *in) { /* conf yes_yes yes_no no_yes no_no */
    const double *v = in->numbers;
    put_share_change(stats_share_change_paired((struct pair_counts){v[1], v[2], v[3], v[4]}, levels_of(v[0])));
}

static void fisher(const struct input *in) { /* x1 n1 x2 n2 */
    const double *v = in->numbers;
    put(stats_fisher_exact((struct share){v[0], v[1]}, (struct share){v[2], v[3]}));
}

static void part_whole(const struct input *in) { /* conf x_part n_part x_whole n_whole */
    const double *v = in->numbers;
    struct part_whole_gap gap =
        stats_part_whole_gap((struct share){v[1], v[2]}, (struct share){v[3], v[4]}, DIRECTION_UP, levels_of(v[0]));
    put(gap.gap_whole_minus_part);
    put_interval(gap.gap_whole_minus_part_ci);
    put(gap.p_value);
}

static struct mean_group group_at(const double *v) { return (struct mean_group){.mean = v[0], .sd = v[1], .n = v[2]}; }

static void put_mean_change(struct mean_change change) {
    put_effect(change.diff);
    put(change.hedges_g);
    put(change.dz);
}

static void welch(const struct input *in) { /* conf mean1 sd1 n1 mean2 sd2 n2 */
    const double *v = in->numbers;
    put_mean_change(stats_mean_change(group_at(v + 1), group_at(v + 4), levels_of(v[0])));
}

static void paired_mean(const struct input *in) { /* conf diff sd_diff n */
    const double *v = in->numbers;
    put_mean_change(stats_mean_change_paired(v[1], v[2], v[3], levels_of(v[0])));
}

static void paired_moments(const struct input *in) { /* conf mean1 sd1 mean2 sd2 correlation n */
    const double *v = in->numbers;
    double sd = stats_sd_of_differences(v[2], v[4], v[5]);
    put_mean_change(stats_mean_change_paired(v[3] - v[1], sd, v[6], levels_of(v[0])));
}

static void did_shares(const struct input *in) { /* conf (x n) of treated before, after, control before, after */
    const double *v = in->numbers;
    struct did_shares cells = {{v[1], v[2]}, {v[3], v[4]}, {v[5], v[6]}, {v[7], v[8]}};
    put_effect(stats_did_shares(cells, levels_of(v[0])).effect);
}

static void did_means(const struct input *in) { /* conf (mean sd n) of the same four cells, k municipalities in each */
    struct mean_group groups[MOST_NUMBERS / 3];
    size_t count = (in->count - 1) / 3, k = count / 4;
    for (size_t i = 0; i < count; i++) groups[i] = group_at(in->numbers + 1 + 3 * i);
    struct did_means cells = {{groups, k}, {groups + k, k}, {groups + 2 * k, k}, {groups + 3 * k, k}};
    put_effect(stats_did_means(cells, levels_of(in->numbers[0])).effect);
}

static void did_panel(const struct input *in) { /* conf (mean sd n) of the treated, of the control group's changes */
    struct mean_group treated = group_at(in->numbers + 1), control = group_at(in->numbers + 4);
    struct did did =
        stats_did_panel((struct mean_cell){&treated, 1}, (struct mean_cell){&control, 1}, levels_of(in->numbers[0]));
    put_effect(did.effect);
}

static void pool(const struct input *in) { /* conf (effect se).. */
    struct study studies[MOST_NUMBERS / 2];
    size_t count = (in->count - 1) / 2;
    for (size_t i = 0; i < count; i++)
        studies[i] = (struct study){.effect = in->numbers[1 + 2 * i], .se = in->numbers[2 + 2 * i]};
    struct pooled_effect pooled = stats_pool(studies, count, levels_of(in->numbers[0]));
    put_effect(pooled.fixed);
    put_effect(pooled.random);
    put(pooled.spread.q);
    put(pooled.spread.p_value);
    put(pooled.spread.i2);
    put(pooled.spread.tau2);
}

static void put_spread(const struct spread *spread) {
    put(spread->tau2);
    put(spread->q);
    put(spread->df);
    put(spread->p_value);
    put(spread->i2);
}

static void put_groups(const struct group_effect *groups, size_t count) {
    for (size_t g = 0; g < count; g++) {
        put_effect(groups[g].effect);
        put(groups[g].adjusted_p);
        put_spread(&groups[g].spread);
    }
}

static void put_pairs(const struct group_pair *pairs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        put_effect(pairs[i].diff);
        put(pairs[i].adjusted_p);
    }
}

static void moderation(const struct input *in) { /* conf groups (group effect se).. */
    enum { MOST_STUDIES = MOST_NUMBERS / 3, MOST_GROUPS = 12, MOST_PAIRS = MOST_GROUPS * (MOST_GROUPS - 1) / 2 };
    struct study studies[MOST_STUDIES];
    size_t group_of[MOST_STUDIES], order[MOST_PAIRS], pair_count;
    size_t count = (in->count - 2) / 3, group_count = (size_t)in->numbers[1];
    double p_values[MOST_PAIRS], adjusted[MOST_PAIRS];
    struct group_effect groups[MOST_GROUPS];
    struct group_pair pairs[MOST_PAIRS];
    for (size_t i = 0; i < count; i++) {
        const double *v = in->numbers + 2 + 3 * i;
        group_of[i] = (size_t)v[0];
        studies[i] = (struct study){v[1], v[2]};
    }
    struct moderation found =
        stats_moderation(studies, group_of, count, groups, group_count, pairs, &pair_count,
                         (struct moderation_room){order, p_values, adjusted}, levels_of(in->numbers[0]));
    put_spread(&found.within);
    put(found.q);
    put(found.df);
    put(found.f);
    put(found.p_value);
    put_groups(groups, group_count);
    put_pairs(pairs, pair_count);
}

static void association(const struct input *in) { /* conf (x x_se y y_se).. */
    struct site places[MOST_NUMBERS / 4], room[MOST_NUMBERS / 4];
    size_t count = (in->count - 1) / 4;
    struct levels levels = levels_of(in->numbers[0]);
    for (size_t i = 0; i < count; i++) {
        const double *v = in->numbers + 1 + 4 * i;
        places[i] = (struct site){v[0], v[1], {v[2], v[3]}};
    }
    struct association found = stats_association(places, count, levels);
    struct leave_one_out without = stats_leave_one_out(places, count, room, levels);
    put_effect(found.slope);
    put(found.intercept);
    put_spread(&found.spread);
    put(found.correlation);
    put_interval(found.correlation_ci);
    put(found.effective);
    put(found.reliability);
    put(without.least);
    put(without.largest);
    put((double)without.most);
}

static void adjust(const struct input *in) { /* p.. : all by Holm, then all by BH */
    double adjusted[MOST_NUMBERS];
    size_t order[MOST_NUMBERS];
    stats_adjust_holm(in->numbers, in->count, order, adjusted);
    for (size_t i = 0; i < in->count; i++) put(adjusted[i]);
    stats_adjust_bh(in->numbers, in->count, order, adjusted);
    for (size_t i = 0; i < in->count; i++) put(adjusted[i]);
}

static void power(const struct input *in) { /* alpha power deff effect (variance n).. */
    const double *v = in->numbers;
    struct power_cell cells[MOST_NUMBERS / 2];
    struct levels levels = {.alpha = v[0], .conf_level = 0.95, .power = v[1]};
    size_t count = (in->count - 4) / 2;
    for (size_t i = 0; i < count; i++) cells[i] = (struct power_cell){.variance = v[4 + 2 * i], .n = v[5 + 2 * i]};
    put(stats_mde(cells, count, v[2], levels));
    put(stats_n_required(cells, count, v[3], v[2], levels));
}

static void trend(const struct input *in) { /* conf (t y se).. */
    struct trend_point points[MOST_NUMBERS / 3];
    size_t count = (in->count - 1) / 3;
    for (size_t i = 0; i < count; i++) {
        const double *v = in->numbers + 1 + 3 * i;
        points[i] = (struct trend_point){.t = v[0], .value = v[1], .se = v[2]};
    }
    struct aim up = {.direction = DIRECTION_UP};
    struct trend result = stats_trend(points, count, up, levels_of(in->numbers[0]));
    put_effect(result.slope);
    put(result.t_mean);
    put(result.y_mean);
    put(result.chi2);
    put(result.p_value);
}

static void composite(const struct input *in) { /* conf (value se low high weight direction aim_low aim_high).. */
    struct component components[MOST_NUMBERS / 8];
    size_t count = (in->count - 1) / 8;
    for (size_t i = 0; i < count; i++) {
        const double *v = in->numbers + 1 + 8 * i;
        components[i] = (struct component){.value = v[0],
                                           .se = v[1],
                                           .goalpost_low = v[2],
                                           .goalpost_high = v[3],
                                           .weight = v[4],
                                           .aim = {(enum direction)v[5], v[6], v[7]}};
    }
    struct composite result = stats_composite(components, count, 2.0 / 3, in->numbers[0]);
    put(result.index);
    put(result.se);
    put_interval(result.ci);
    put(result.weight_coverage);
}

static void benchmark(const struct input *in) { /* direction own peer.. */
    double peers[MOST_NUMBERS];
    size_t count = in->count - 2;
    memcpy(peers, in->numbers + 2, count * sizeof *peers);
    struct aim aim = {.direction = (enum direction)in->numbers[0]};
    struct benchmark result = stats_benchmark(in->numbers[1], NAN, peers, count, aim, 0.95);
    put(result.rank);
    put(result.percentile);
    put(result.peer_mean);
    put(result.peer_sd);
    put(result.peer_q1);
    put(result.peer_median);
    put(result.peer_q3);
    put(result.z_score);
}

static void retention(const struct input *in) { /* conf month (month at_risk exits censored).. */
    struct life_table_row rows[MOST_NUMBERS / 4];
    size_t count = (in->count - 2) / 4;
    for (size_t i = 0; i < count; i++) {
        const double *v = in->numbers + 2 + 4 * i;
        rows[i] = (struct life_table_row){.month = v[0], .at_risk = v[1], .exits = v[2], .censored = v[3]};
    }
    struct retention result = stats_retention(rows, count, in->numbers[1], in->numbers[0]);
    put(result.survival);
    put(result.se_greenwood);
    put_interval(result.ci);
}

static void difference(const struct input *in) { /* conf a moe95_a b moe95_b */
    const double *v = in->numbers;
    put_effect(stats_difference(v[1], stats_se_of_margin(v[2], 0.95), v[3], stats_se_of_margin(v[4], 0.95), v[0]));
}

static const struct method_entry {
    const char *name;
    void (*compute)(const struct input *in);
} methods[] = {
    {"wilson", wilson},
    {"weighted", weighted},
    {"published", published},
    {"finite", finite_population},
    {"finite_mean", finite_mean},
    {"distribution", distribution},
    {"balance", balance},
    {"share_change", share_change},
    {"share_pairs", share_pairs},
    {"fisher", fisher},
    {"part_whole", part_whole},
    {"welch", welch},
    {"paired_mean", paired_mean},
    {"paired_moments", paired_moments},
    {"did_shares", did_shares},
    {"did_means", did_means},
    {"did_panel", did_panel},
    {"pool", pool},
    {"moderation", moderation},
    {"association", association},
    {"adjust", adjust},
    {"power", power},
    {"trend", trend},
    {"composite", composite},
    {"benchmark", benchmark},
    {"retention", retention},
    {"difference", difference},
};

static const struct method_entry *find(const char *name) {
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i].name, name) == 0) return &methods[i];
    return NULL;
}

static void read_numbers(char *text, struct input *in) {
    char *end = text;
    in->count = 0;
    for (;;) {
        double number = strtod(text, &end);
        if (end == text || in->count == MOST_NUMBERS) return;
        in->numbers[in->count++] = number;
        text = end;
    }
}

int main(void) {
    static struct input in;
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        size_t length = strcspn(line, " \n");
        char *numbers = line + length + (line[length] != '\0');
        line[length] = '\0';
        const struct method_entry *method = find(line);
        if (!method) {
            fprintf(stderr, "unknown method %s\n", line);
            return EXIT_FAILURE;
        }
        read_numbers(numbers, &in);
        method->compute(&in);
        putchar('\n');
    }
    free(line);
    return EXIT_SUCCESS;
}
