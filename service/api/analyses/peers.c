/* benchmarks: a municipality among its peers (domain.md A8). */
#include "private.h"
#include "stats/benchmark.h"

static const struct field parameters[] = {
    PARAMETER("indicator", FIELD_REF, ASKED_NEEDED, "indicator", "ins-01", "Indikatorn.", "The indicator."),
    PARAMETER("municipality", FIELD_REF, ASKED_NEEDED, "municipality", "se-9901", "Kommunen.", "The municipality."),
    PARAMETER("peer_group", FIELD_REF, ASKED_NEEDED, "peer_group", "pg-demo10", "Jämförelsegruppen.",
              "The peer group."),
    PARAMETER("period", FIELD_PERIOD, ASKED, NULL, "2024", "Perioden; förval är kommunens senaste.",
              "The period; default is the municipality's newest."),
};

static const struct member out[] = {
    {.name = "unit", .type = FIELD_TEXT, .flags = SHAPE_NULL, .example = "\"pct\"", .sv = "Enhet.", .en = "Unit."},
    NUMBER_OUT("value", "52.9", "Kommunens värde.", "The municipality's value."),
    BENCHMARK_OUT,
    BOOLEAN_OUT("differs_from_peer_mean", "false", "Om skillnaden mot medelvärdet är större än den egna osäkerheten.",
                "Whether the difference from the mean exceeds the own uncertainty."),
    COUNT_OUT("best_from", "75", "Percentilen från vilken band är best_25.",
              "band is best_25 from this percentile on."),
    COUNT_OUT("worst_below", "25", "Percentilen under vilken band är worst_25.",
              "band is worst_25 below this percentile."),
    COUNT_OUT("least_peers", "5", "Andra som behövs för percentile och band.", "Peers that percentile and band need."),
};

static void out_place(struct analysis_run *run, const struct figure *own, const struct benchmark *found) {
    struct run *item = &run->result;
    out_word(item, "unit", own == NULL ? NULL : own->unit);
    out_number(item, "value", own == NULL ? NAN : own->value);
    out_benchmark(item, found);
    out_ternary(item, "differs_from_peer_mean", found->differs_from_mean);
    out_number(item, "best_from", BENCHMARK_BEST_FROM);
    out_number(item, "worst_below", BENCHMARK_WORST_BELOW);
    out_number(item, "least_peers", BENCHMARK_LEAST_PEERS);
    run->note = found->note;
}

/* The municipality's own figure: of the period or the newest, of the group with most answers; without a value where it
 * is hidden. */
static bool find_own(struct analysis_run *run, const struct figure **own, struct error *err) {
    const struct figure_choice choice = {analysis_value(run, "indicator"), analysis_value(run, "municipality"),
                                         analysis_value(run, "period"), NULL};
    struct figure *figures;
    size_t count;
    if (!analysis_figures(run, &choice, &figures, &count, err)) return false;
    *own = analysis_latest(figures, count);
    return true;
}

/* The peers' figures of the same version, period and group. */
static bool find_peers(struct analysis_run *run, const struct figure *own, double **values, size_t *count,
                       struct error *err) {
    const char *const asked[] = {analysis_value(run, "peer_group"), analysis_value(run, "municipality"), run->today};
    struct rows *rows;
    struct figure *figures;
    size_t found;
    if (!analysis_ask(run, SQL_ANALYSIS_PEERS, asked, 3, &rows, err)) return false;
    const struct figure_choice choice = {own->indicator, rows_value(rows, 0, PEERS_AREAS), own->period,
                                         own->respondent_group};
    if (!analysis_figures(run, &choice, &figures, &found, err)) return false;
    *count = 0;
    *values = arena_alloc(run->result.arena, (found + 1) * sizeof **values);
    for (size_t i = 0; i < found; i++) {
        if (isnan(figures[i].value) || !text_equal(figures[i].indicator_version, own->indicator_version)) continue;
        (*values)[(*count)++] = figures[i].value;
        analysis_use(run, &figures[i]);
    }
    return true;
}

static bool analyse(struct analysis_run *run, struct error *err) {
    struct benchmark found =
        stats_benchmark(NAN, NAN, NULL, 0, (struct aim){DIRECTION_NONE}, run->result.levels.conf_level);
    const struct figure *own;
    struct aim aim;
    double *values;
    size_t count;
    if (!find_own(run, &own, err)) return false;
    found.note.reason = analysis_absence(own);
    if (own != NULL && isnan(own->value)) own = NULL;
    if (own != NULL) {
        analysis_use(run, own);
        if (!analysis_aim(run, own, &aim, err) || !find_peers(run, own, &values, &count, err)) return false;
        found = stats_benchmark(own->value, own->se, values, count, aim, run->result.levels.conf_level);
    }
    out_place(run, own, &found);
    return true;
}

const struct analysis analysis_benchmarks = {
    .name = "benchmarks",
    .list = "benchmarks",
    PARAMETERS(parameters),
    OUT(out),
    .analyse = analyse,
    .title_sv = "Plats bland andra",
    .title_en = "Place among peers",
    .sv = "Kommunens plats i en jämförelsegrupp, och om skillnaden mot medelvärdet är större än osäkerheten.",
    .en = "The municipality's place in a peer group, and whether the difference from the mean exceeds uncertainty.",
};
