/* freshness-reports, burden-reports, inside-out-reports: a municipality's own picture (domain.md 2.5, A12, F8, J5, J8).
 */
#include <string.h>

#include "private.h"
#include "stats/trend.h"

static const struct field parameters[] = {
    PARAMETER("municipality", FIELD_REF, ASKED_NEEDED, "municipality", "se-9901", "Kommunen.", "The municipality."),
};

#define NAME_OUT(name_, example_, sv_, en_)                                                                            \
    { .name = name_, .type = FIELD_TEXT, .flags = SHAPE_NULL, .example = example_, .sv = sv_, .en = en_ }

/* ---- freshness-reports ---- */

static const char *const freshness[] = {"fresh", "aging", "stale"};
static const struct member series_parts[] = {
    NAME_OUT("indicator", "\"ins-01\"", "Indikatorn.", "The indicator."),
    NAME_OUT("area", "\"se-9901\"", "Området.", "The area."),
    NAME_OUT("respondent_group", "\"resident\"", "Gruppen.", "The group."),
    NAME_OUT("latest_period", "\"2024\"", "Senaste perioden med ett värde.", "The newest period with a value."),
    NUMBER_OUT("age_months", "9", "Hela månader sedan den tog slut.", "Whole months since it ended."),
    WORD_OUT("freshness", "freshness", freshness, "\"fresh\"", "Färsk, åldrande eller gammal.",
             "Fresh, aging or stale."),
};
static const struct member freshness_out[] = {
    COUNT_OUT("n_fresh", "30", "Färska serier.", "Fresh series."),
    COUNT_OUT("n_aging", "4", "Åldrande serier.", "Aging series."),
    COUNT_OUT("n_stale", "2", "Gamla serier.", "Stale series."),
    LIST_OUT("series", series_parts, "Serierna, de äldsta först.", "The series, the stalest first."),
};

static void out_words(struct run *item, const struct rows *rows, size_t row, const struct member *members,
                      size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *text = rows_value(rows, row, i);
        if (members[i].type == FIELD_DOUBLE || members[i].type == FIELD_INTEGER)
            out_number(item, members[i].name, number_of_text(text));
        else
            out_word(item, members[i].name, text);
    }
}

/* INV-12, by the column that says of each row whether it is invented. */
static void note_synthetic(struct analysis_run *run, const struct rows *rows, size_t column) {
    for (size_t i = 0; i < rows_count(rows); i++) run->is_synthetic = run->is_synthetic || rows_flag(rows, i, column);
}

static bool analyse_freshness(struct analysis_run *run, struct error *err) {
    static const char *const names[] = {"n_fresh", "n_aging", "n_stale"};
    const char *const asked[] = {analysis_value(run, "municipality"), run->today, run->as_of};
    struct rows *rows;
    double counts[3] = {0};
    if (!store_run(run->db, SQL_ANALYSIS_FRESHNESS, asked, 3, &rows, err)) return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        for (size_t j = 0; j < 3; j++) counts[j] += text_equal(rows_value(rows, i, FRESHNESS_FRESHNESS), freshness[j]);
    note_synthetic(run, rows, FRESHNESS_IS_SYNTHETIC);
    for (size_t j = 0; j < 3; j++) out_number(&run->result, names[j], counts[j]);
    out_list(&run->result, "series");
    for (size_t i = 0; i < rows_count(rows); i++) {
        out_object(&run->result, NULL);
        out_words(&run->result, rows, i, series_parts, sizeof series_parts / sizeof *series_parts);
        analysis_note_period(run, rows_value(rows, i, FRESHNESS_PERIOD));
        out_end(&run->result, '}');
    }
    out_end(&run->result, ']');
    if (counts[2] > 0) run->note.warnings |= WARNING_BIT(WARNING_STALE);
    return true;
}

const struct analysis analysis_freshness_reports = {
    .name = "freshness-reports",
    .list = "freshness_reports",
    .unfolded = "series",
    PARAMETERS(parameters),
    OUT(freshness_out),
    .analyse = analyse_freshness,
    .title_sv = "Hur färska siffrorna är",
    .title_en = "How fresh the figures are",
    .sv = "Tillit är en färskvara: ålder och färskhet för varje serie i kommunen.",
    .en = "Trust is perishable: age and freshness of each series of the municipality.",
};

/* ---- burden-reports ---- */

static const struct member burden_parts[] = {
    NAME_OUT("indicator", "\"soc-03\"", "Indikatorn.", "The indicator."),
    COUNT_OUT("n_series", "3", "Serier som följs.", "Series that are followed."),
    NAME_OUT("last_period", "\"2024\"", "Senaste perioden.", "The newest period."),
    {.name = "plans",
     .type = FIELD_TEXT,
     .flags = SHAPE_LIST,
     .example = "[\"pl-norr\"]",
     .sv = "Planer vars mål har använt den de senaste två åren.",
     .en = "Plans whose goals have used it in the last two years."},
    {.name = "last_used",
     .type = FIELD_DATE,
     .flags = SHAPE_NULL,
     .example = "null",
     .sv = "Senaste dag någon plan använde den; null för aldrig.",
     .en = "The last day a plan used it; null for never."},
    {.name = "is_unused",
     .type = FIELD_BOOLEAN,
     .flags = SHAPE_NULL,
     .example = "true",
     .sv = "Om ingen plan har använt den på två år.",
     .en = "Whether no plan has used it for two years."},
};
static const struct member burden_out[] = {
    COUNT_OUT("n_indicators", "30", "Indikatorer som kommunen följer.", "Indicators that the municipality follows."),
    NUMBER_OUT("n_unused", "18", "De som ingen plan har använt på två år.",
               "Those that no plan has used for two years."),
    LIST_OUT("indicators", burden_parts, "Indikatorerna.", "The indicators."),
};

static void out_list_of(struct run *item, const char *name, const char *with_commas) {
    char **parts;
    size_t count = with_commas == NULL ? 0 : text_split(item->arena, with_commas, ',', &parts);
    out_list(item, name);
    for (size_t i = 0; i < count; i++) out_word(item, NULL, parts[i]);
    out_end(item, ']');
}

/* Whoever does not see all plans cannot tell what none of them uses. */
static bool sees_plans_of(const struct analysis_run *run, const char *municipality) {
    const struct tenant *tenant = request_tenant(run->request);
    return !tenant->is_public && (tenant->is_operator || text_equal(tenant->municipality, municipality));
}

static bool analyse_burden(struct analysis_run *run, struct error *err) {
    const char *const asked[] = {analysis_value(run, "municipality"), run->today};
    struct rows *rows;
    struct run *item = &run->result;
    double unused = 0;
    if (!store_run(run->db, SQL_ANALYSIS_BURDEN, asked, 2, &rows, err)) return false;
    bool is_inside = sees_plans_of(run, asked[0]);
    note_synthetic(run, rows, BURDEN_IS_SYNTHETIC);
    if (!is_inside) run->note.reason = REASON_INSUFFICIENT;
    for (size_t i = 0; i < rows_count(rows); i++) unused += rows_value(rows, i, BURDEN_PLANS) == NULL;
    out_number(item, "n_indicators", (double)rows_count(rows));
    out_number(item, "n_unused", is_inside ? unused : NAN);
    out_list(item, "indicators");
    for (size_t i = 0; i < rows_count(rows); i++) {
        out_object(item, NULL);
        out_words(item, rows, i, burden_parts, 3);
        out_list_of(item, "plans", rows_value(rows, i, BURDEN_PLANS));
        out_word(item, "last_used", rows_value(rows, i, BURDEN_LAST_USED));
        bool is_used = rows_value(rows, i, BURDEN_PLANS) != NULL;
        out_ternary(item, "is_unused", is_used ? TERNARY_NO : is_inside ? TERNARY_YES : TERNARY_NULL);
        out_end(item, '}');
    }
    out_end(item, ']');
    return true;
}

const struct analysis analysis_burden_reports = {
    .name = "burden-reports",
    .list = "burden_reports",
    .unfolded = "indicators",
    PARAMETERS(parameters),
    OUT(burden_out),
    .analyse = analyse_burden,
    .title_sv = "Uppföljningens börda",
    .title_en = "The burden of follow-up",
    .sv = "Indikatorer som följs utan att någon plan har använt dem på två år.",
    .en = "Indicators that are followed though no plan has used them for two years.",
};

/* ---- inside-out-reports ---- */

static const struct member trend_parts[] = {
    NAME_OUT("indicator", "\"org-01\"", "Indikatorn.", "The indicator."),
    NAME_OUT("period", "\"2024\"", "Senaste perioden.", "The newest period."),
    NUMBER_OUT("value", "3.6", "Senaste värdet.", "The newest value."),
    NUMBER_OUT("slope_per_year", "0.1", "Förändring per år.", "Change per year."),
    WORD_OUT("classification", "trend_class", stats_trend_class_codes, "\"stable\"",
             "Trenden; null med färre än tre punkter.", "The trend; null with fewer than three points."),
};
static const struct member level_parts[] = {
    NAME_OUT("inside_out_level", "\"values\"", "Nivån.", "The level."),
    COUNT_OUT("n_actions", "3", "Insatser.", "Actions."),
    PART_OUT("p_done", "0.33", "Andel som är klara.", "Share that is done."),
    LIST_OUT("indicators", trend_parts, "Interna indikatorer.", "Internal indicators."),
};
static const struct member inside_out[] = {
    LIST_OUT("levels", level_parts, "Nivåerna i ordning.", "The levels in order."),
    LIST_OUT("external", trend_parts, "Tilliten utifrån till kommunen och dem som arbetar där bredvid.",
             "Trust from outside."),
};

/* The figures of a group, which come one after the other. */
static const struct figure *figures_of_group(const struct figure *figures, size_t *count, const char *group) {
    size_t first = 0, end;
    while (first < *count && !text_equal(figures[first].respondent_group, group)) first++;
    for (end = first; end < *count && text_equal(figures[end].respondent_group, group);) end++;
    *count = end - first;
    return figures + first;
}

/* The trend of one group's figures; figures of others are passed over. */
static bool out_trend_of(struct analysis_run *run, const char *indicator, const struct figure *figures, size_t count,
                         struct error *err) {
    struct run *item = &run->result;
    const struct figure *last = analysis_latest(figures, count);
    struct aim aim = {.direction = DIRECTION_NONE};
    size_t kept = 0, hidden;
    struct trend_point *points = arena_alloc(item->arena, (count + 1) * sizeof *points);
    const struct figure **used = arena_alloc(item->arena, (count + 1) * sizeof(struct figure *));
    run->mode = NULL; /* modes are compared within a series only */
    if (last != NULL) {
        const struct figure *own = figures_of_group(figures, &count, last->respondent_group);
        kept = analysis_line(own, count, used, &hidden);
        if (!analysis_aim(run, last, &aim, err)) return false;
    }
    for (size_t i = 0; i < kept; i++) {
        points[i] = (struct trend_point){used[i]->period_start_year, used[i]->value, used[i]->se, i == 0};
        analysis_use(run, used[i]);
    }
    struct trend trend = stats_trend(points, kept, aim, item->levels);
    out_object(item, NULL);
    out_word(item, "indicator", indicator);
    out_word(item, "period", last == NULL ? NULL : last->period);
    out_number(item, "value", last == NULL ? NAN : last->value);
    out_number(item, "slope_per_year", trend.slope.value);
    out_word(item, "classification", stats_trend_class_codes[trend.trend_class]);
    out_end(item, '}');
    return true;
}

static bool out_trends(struct analysis_run *run, const char *name, const char *indicators, struct error *err) {
    const struct figure_choice choice = {indicators, analysis_value(run, "municipality"), NULL, NULL};
    struct figure *figures;
    size_t count, start = 0;
    out_list(&run->result, name);
    if (indicators != NULL) {
        if (!analysis_figures(run, &choice, &figures, &count, err)) return false;
        for (size_t i = 1; i <= count; i++) {
            if (i < count && text_equal(figures[i].indicator, figures[start].indicator)) continue;
            if (!out_trend_of(run, figures[start].indicator, figures + start, i - start, err)) return false;
            start = i;
        }
    }
    out_end(&run->result, ']');
    return true;
}

/* Those of all levels, and of outside. */
static const char *indicators_of(struct arena *arena, const struct rows *rows) {
    struct text list = text_start(arena);
    for (size_t i = 0; i < rows_count(rows); i++)
        if (rows_value(rows, i, INSIDE_OUT_INDICATORS) != NULL)
            text_printf(&list, "%s%s", list.length > 0 ? "," : "", rows_value(rows, i, INSIDE_OUT_INDICATORS));
    return list.length > 0 ? list.data : "";
}

static bool analyse_inside_out(struct analysis_run *run, struct error *err) {
    const char *const asked[] = {analysis_value(run, "municipality")};
    struct rows *rows;
    struct run *item = &run->result;
    if (!store_run(run->db, SQL_ANALYSIS_INSIDE_OUT, asked, 1, &rows, err) ||
        !analysis_expect(run, indicators_of(item->arena, rows), asked[0], err))
        return false;
    run->note.method = METHOD_WEIGHTED_LEAST_SQUARES;
    out_list(item, "levels");
    size_t levels = rows_count(rows) - 1; /* the last row is what is outside */
    for (size_t i = 0; i < levels; i++) {
        double actions = rows_number(rows, i, INSIDE_OUT_N_ACTIONS), done = rows_number(rows, i, INSIDE_OUT_N_DONE);
        out_object(item, NULL);
        out_word(item, "inside_out_level", rows_value(rows, i, INSIDE_OUT_LEVEL));
        out_number(item, "n_actions", actions);
        out_number(item, "p_done", actions > 0 ? done / actions : NAN);
        if (!out_trends(run, "indicators", rows_value(rows, i, INSIDE_OUT_INDICATORS), err)) return false;
        out_end(item, '}');
    }
    out_end(item, ']');
    return out_trends(run, "external", rows_value(rows, levels, INSIDE_OUT_INDICATORS), err);
}

const struct analysis analysis_inside_out_reports = {
    .name = "inside-out-reports",
    .list = "inside_out_reports",
    .unfolded = "levels",
    PARAMETERS(parameters),
    OUT(inside_out),
    .analyse = analyse_inside_out,
    .title_sv = "Inifrån och ut",
    .title_en = "From the inside out",
    .sv = "Insatser och interna indikatorer per nivå, med tilliten utifrån bredvid.",
    .en = "Actions and internal indicators by level, with trust from outside beside them.",
};
