/* retentions: housing retention (kvarboende) from life tables, the crude share beside it (domain.md A11). */
#include "private.h"
#include "stats/retention.h"

static const struct field parameters[] = {
    PARAMETER("area", FIELD_REF, ASKED_NEEDED, "area", "se-9902", "Området.", "The area."),
    PARAMETER("period", FIELD_PERIOD, ASKED_NEEDED, NULL, "2023", "Perioden för inflyttning.",
              "The period of moving in."),
    {.name = "months",
     .type = FIELD_INTEGER,
     .flags = ASKED | FIELD_HELPER,
     .min = "1",
     .max = "600",
     .example = "12",
     .sv = "Månader; förval 12,24.",
     .en = "Months; default 12,24."},
};

static const struct member crude_parts[] = {
    NUMBER_OUT("x", "41", "Bor kvar.", "Still housed."),
    NUMBER_OUT("n", "49", "Flyttade in.", "Moved in."),
    PART_OUT("p", "0.837", "Andelen utan hänsyn till när var och en flyttade in.", "The share whenever each moved in."),
    PART_INTERVAL_OUT("ci", "Wilsons intervall.", "Wilson's interval."),
};
static const struct member out[] = {
    {.name = "indicator",
     .type = FIELD_TEXT,
     .flags = SHAPE_NULL,
     .example = "\"bof-01\"",
     .sv = "Indikatorn.",
     .en = "The indicator."},
    {.name = "respondent_group",
     .type = FIELD_TEXT,
     .flags = SHAPE_NULL,
     .example = "\"tenant\"",
     .sv = "Gruppen.",
     .en = "The group."},
    NUMBER_OUT("value", "85.0", "Den publicerade siffran, i indikatorns enhet.",
               "The figure itself, in the indicator's unit."),
    INTERVAL_OUT("ci", "Dess intervall.", "Its interval."),
    RETENTION_OUT,
    OBJECT_OUT("crude", crude_parts, "Den råa andelen bredvid.", "The crude share beside it."),
};

/* The first indicator's rows: an area follows one kind of housing. */
static size_t read_table(struct arena *arena, const struct rows *rows, struct life_table_row **table) {
    size_t count = 0;
    *table = arena_alloc(arena, (rows_count(rows) + 1) * sizeof **table);
    for (size_t i = 0; i < rows_count(rows); i++) {
        bool same = text_equal(rows_value(rows, i, LIFE_TABLE_INDICATOR), rows_value(rows, 0, LIFE_TABLE_INDICATOR)) &&
                    text_equal(rows_value(rows, i, LIFE_TABLE_RESPONDENT_GROUP),
                               rows_value(rows, 0, LIFE_TABLE_RESPONDENT_GROUP));
        double month = rows_number(rows, i, LIFE_TABLE_MONTH);
        if (!same || (count > 0 && month <= (*table)[count - 1].month)) break;
        (*table)[count++] =
            (struct life_table_row){month, rows_number(rows, i, LIFE_TABLE_AT_RISK),
                                    rows_number(rows, i, LIFE_TABLE_EXITS), rows_number(rows, i, LIFE_TABLE_CENSORED)};
    }
    return count;
}

static void use_table(struct analysis_run *run, const struct rows *rows, size_t count) {
    const struct figure table = {.table = "life-table-rows",
                                 .indicator = rows_value(rows, 0, LIFE_TABLE_INDICATOR),
                                 .indicator_version = rows_value(rows, 0, LIFE_TABLE_INDICATOR_VERSION),
                                 .area = analysis_value(run, "area"),
                                 .period = analysis_value(run, "period"),
                                 .respondent_group = rows_value(rows, 0, LIFE_TABLE_RESPONDENT_GROUP),
                                 .sex = "_T",
                                 .age_band = "_T",
                                 .revision = rows_whole(rows, 0, LIFE_TABLE_REVISION),
                                 .release = rows_value(rows, 0, LIFE_TABLE_RELEASE),
                                 .n_valid = count > 0 ? rows_number(rows, 0, LIFE_TABLE_AT_RISK) : NAN,
                                 .n_invited = NAN,
                                 .is_synthetic = rows_flag(rows, 0, LIFE_TABLE_IS_SYNTHETIC)};
    analysis_use(run, &table);
}

/* None without a table. */
static void out_estimates(struct analysis_run *run, const struct life_table_row *table, size_t count) {
    const char *asked = analysis_value(run, "months");
    char **texts;
    size_t month_count = text_split(run->result.arena, asked == NULL ? "12,24" : asked, ',', &texts);
    double *months = arena_alloc(run->result.arena, month_count * sizeof *months);
    for (size_t i = 0; i < month_count; i++) months[i] = number_of_text(texts[i]);
    if (count > 0) run->note.warnings |= stats_small_n(table[0].at_risk);
    out_retention(&run->result, table, count, months, count > 0 ? month_count : 0, &run->note);
}

static void out_crude(struct analysis_run *run, const struct figure *figure) {
    struct share share = {NAN, NAN};
    struct run *item = &run->result;
    bool has_share = figure != NULL && !isnan(figure->x) && figure_share(figure, &share);
    out_object(item, "crude");
    out_number(item, "x", share.x);
    out_number(item, "n", share.n);
    out_number(item, "p", has_share ? share.x / share.n : NAN);
    out_interval(item, "ci", has_share ? stats_share_wilson(share, item->levels.conf_level) : stats_no_interval);
    out_end(item, '}');
}

static bool find_crude(struct analysis_run *run, const char *indicator, const char *group, const struct figure **crude,
                       struct error *err) {
    const char *const place[] = {analysis_value(run, "area"), analysis_value(run, "period")};
    struct figure *figures;
    struct rows *rows;
    size_t count;
    *crude = NULL;
    if (indicator == NULL) {
        if (!analysis_ask(run, SQL_ANALYSIS_RETAINED, place, 2, &rows, err)) return false;
        if (rows_count(rows) == 0) return true;
        indicator = rows_value(rows, 0, RETAINED_INDICATOR);
    }
    const struct figure_choice choice = {indicator, place[0], place[1], group};
    if (!analysis_figures(run, &choice, &figures, &count, err)) return false;
    *crude = analysis_latest(figures, count);
    if (*crude != NULL && !isnan((*crude)->value)) analysis_use(run, *crude);
    return true;
}

static bool analyse(struct analysis_run *run, struct error *err) {
    const char *const asked[] = {analysis_value(run, "area"), analysis_value(run, "period"), run->as_of};
    struct life_table_row *table = NULL;
    const struct figure *crude;
    struct rows *rows;
    if (!analysis_ask_members(run, SQL_ANALYSIS_LIFE_TABLE, asked, 3, &rows, err)) return false;
    bool is_there = rows != NULL && rows_count(rows) > 0;
    bool is_hidden = is_there && !rows_flag(rows, 0, LIFE_TABLE_IS_TOLD);
    size_t count = is_there && !is_hidden ? read_table(run->result.arena, rows, &table) : 0;
    if (count > 0) use_table(run, rows, count);
    const char *indicator = is_there ? rows_value(rows, 0, LIFE_TABLE_INDICATOR) : NULL;
    if (!find_crude(run, indicator, is_there ? rows_value(rows, 0, LIFE_TABLE_RESPONDENT_GROUP) : NULL, &crude, err))
        return false;
    bool is_crude = count == 0 && crude != NULL && !isnan(crude->x);
    run->note.method = is_crude ? METHOD_CRUDE : METHOD_KAPLAN_MEIER;
    if (count == 0) run->note.reason = is_hidden ? REASON_HIDDEN : analysis_absence(crude);
    if (is_crude) run->note.warnings |= WARNING_BIT(WARNING_CRUDE_SHARE);
    out_word(&run->result, "indicator", crude != NULL ? crude->indicator : indicator);
    out_word(&run->result, "respondent_group", crude != NULL ? crude->respondent_group : NULL);
    out_number(&run->result, "value", crude == NULL ? NAN : crude->value);
    out_interval(&run->result, "ci", crude == NULL ? stats_no_interval : crude->ci);
    out_estimates(run, table, count);
    out_crude(run, crude);
    return true;
}

const struct analysis analysis_retentions = {
    .name = "retentions",
    .list = "retentions",
    .unfolded = "estimates",
    PARAMETERS(parameters),
    OUT(out),
    .analyse = analyse,
    .title_sv = "Kvarboende",
    .title_en = "Housing retention",
    .sv =
        "Kvarboende efter 12 och 24 månader ur livslängdstabellen, som bara den egna kommunen ser, och den råa andelen "
        "bredvid.",
    .en = "Housing retention at 12 and 24 months from the life table, which only the own municipality sees, and the "
          "crude "
          "share beside it.",
};
