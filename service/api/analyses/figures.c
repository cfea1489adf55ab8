/* Stored figures as analyses take them. */
#include <stdlib.h>
#include <string.h>

#include "domain/period.h"
#include "private.h"
#include "stats/interval.h"

double number_of_text(const char *text) { return text == NULL ? NAN : strtod(text, NULL); }

static enum direction direction_of(const char *code) {
    for (int i = 0; code != NULL && i < DIRECTION_COUNT; i++)
        if (text_equal(stats_direction_codes[i], code)) return (enum direction)i;
    return DIRECTION_NONE;
}

static double z_95(void) { return stats_normal(0, 1, stats_default_levels.conf_level).high; }

/* Of counts, since a share is rounded; weighted answers have none that say it. */
static double share_of(const struct figure *figure) {
    return isnan(figure->x) || figure->is_weighted ? figure->value / 100 : figure->x / figure->n_valid;
}

/* How many answers of a plain sample have the figure's error: of a share from p and its error, or, where that is 0 by
 * its formula, from Wilson's interval, which ends there; of a mean from sd. NAN where no error tells. */
static double answers_of_error(const struct figure *figure) {
    double p = share_of(figure), z = z_95();
    double width = (figure->ci.high - figure->ci.low) / 100;
    if (!text_equal(figure->unit, "pct"))
        return figure->sd > 0 ? figure->sd * figure->sd / (figure->se * figure->se) : NAN;
    if (p > 0 && p < 1) return p * (1 - p) / (figure->se / 100 * (figure->se / 100));
    return text_equal(figure->ci_method, "wilson") && width > 0 ? z * z * (1 - width) / width : NAN;
}

/* Counts alone say how sure a figure is, unless answers are weighted, not counted, or drawn so that the error which was
 * stored is another than theirs (a design effect, the sender's error), by more than it may have been rounded. */
static bool has_effective_n(const struct figure *figure, double stored_se) {
    if (figure->is_weighted || (text_equal(figure->unit, "pct") && isnan(figure->x))) return true;
    bool is_told = stored_se > 0 || text_equal(figure->ci_method, "wilson");
    return is_told && fabs(answers_of_error(figure) / figure->n_valid - 1) > 0.01;
}

/* The error that goes with an interval. A sample of which all said the same has none by its formula, and none is given
 * beside an interval that was sent: half that interval's width in quantiles stands for it. Where there is no such
 * interval either the error is not known; only a census has none. */
static double error_of(double se, struct interval ci, const char *ci_method) {
    if (se > 0 || text_equal(ci_method, "census")) return se;
    return ci.high > ci.low ? stats_se_of_margin((ci.high - ci.low) / 2, stats_default_levels.conf_level) : NAN;
}

static struct figure read_figure(const struct rows *rows, size_t row) {
#define TEXT(column) rows_value(rows, row, column)
#define NUMBER(column) rows_number(rows, row, column)
    const struct interval ci = {NUMBER(FIGURE_CI_LOW), NUMBER(FIGURE_CI_HIGH)};
    struct figure figure = {
        .indicator = TEXT(FIGURE_INDICATOR),
        .indicator_version = TEXT(FIGURE_INDICATOR_VERSION),
        .area = TEXT(FIGURE_AREA),
        .municipality = TEXT(FIGURE_MUNICIPALITY),
        .period = TEXT(FIGURE_PERIOD),
        .respondent_group = TEXT(FIGURE_RESPONDENT_GROUP),
        .sex = TEXT(FIGURE_SEX),
        .age_band = TEXT(FIGURE_AGE_BAND),
        .unit = TEXT(FIGURE_UNIT),
        .obs_status = TEXT(FIGURE_OBS_STATUS),
        .conf_status = TEXT(FIGURE_CONF_STATUS),
        .ci_method = TEXT(FIGURE_CI_METHOD),
        .statistic = TEXT(FIGURE_STATISTIC),
        .release = TEXT(FIGURE_RELEASE),
        .survey_wave = TEXT(FIGURE_SURVEY_WAVE),
        .aim = {.direction = direction_of(TEXT(FIGURE_DIRECTION))},
        .period_start_year = NUMBER(FIGURE_TIME),
        .value = NUMBER(FIGURE_VALUE),
        .n_valid = NUMBER(FIGURE_N_VALID),
        .n_invited = NUMBER(FIGURE_N_INVITED),
        .x = NUMBER(FIGURE_X),
        .sd = NUMBER(FIGURE_SD),
        .se = error_of(NUMBER(FIGURE_SE), ci, TEXT(FIGURE_CI_METHOD)),
        .ci = ci,
        .is_weighted = rows_flag(rows, row, FIGURE_WEIGHTED),
        .is_synthetic = rows_flag(rows, row, FIGURE_IS_SYNTHETIC),
        .revision = rows_whole(rows, row, FIGURE_REVISION),
        .goalpost_low = NUMBER(FIGURE_GOALPOST_LOW),
        .goalpost_high = NUMBER(FIGURE_GOALPOST_HIGH),
        .period_end_day = NUMBER(FIGURE_PERIOD_END_DAY),
        .era = rows_whole(rows, row, FIGURE_ERA),
        .collection = TEXT(FIGURE_COLLECTION),
        .mode = TEXT(FIGURE_MODE),
        .freshness = TEXT(FIGURE_FRESHNESS),
    };
    figure.is_effective = has_effective_n(&figure, NUMBER(FIGURE_SE));
    return figure;
#undef TEXT
#undef NUMBER
}

bool analysis_figures_by(struct analysis_run *run, struct db *db, enum statement statement,
                         const struct figure_choice *choice, struct figure **figures, size_t *count,
                         struct error *err) {
    const char *const parameters[] = {choice->indicators, choice->areas, choice->periods, choice->group, run->as_of};
    struct rows *rows;
    if (!store_run_chosen(db, statement, parameters, 5, &rows, err)) return false;
    *count = rows_count(rows);
    *figures = arena_alloc(run->result.arena, (*count + 1) * sizeof **figures);
    for (size_t i = 0; i < *count; i++) (*figures)[i] = read_figure(rows, i);
    return true;
}

/* ---- comparing ---- */

static bool same_series(const struct figure *a, const struct figure *b) {
    return text_equal(a->indicator, b->indicator) && text_equal(a->area, b->area) &&
           text_equal(a->respondent_group, b->respondent_group);
}

/* A hidden figure keeps its version though not its B, and the version tells. The B of another era, measured beside this
 * one, is no break in it. */
bool figures_break(const struct figure *figures, size_t count, const struct figure *earlier,
                   const struct figure *later) {
    if (text_equal(earlier->indicator, later->indicator) && earlier->era != later->era) return true;
    for (size_t i = 0; same_series(earlier, later) && i < count; i++)
        if (same_series(&figures[i], later) && figures[i].era == later->era && text_equal(figures[i].obs_status, "B") &&
            figures[i].period_end_day > earlier->period_end_day && figures[i].period_end_day <= later->period_end_day)
            return true;
    return false;
}

bool analysis_allows_break(const struct analysis_run *run) {
    const char *asked = analysis_value(run, "allow_break");
    return asked != NULL && text_equal(asked, "true");
}

bool figure_is_later(const struct figure *a, const struct figure *b) {
    if (a->period_end_day != b->period_end_day) return a->period_end_day > b->period_end_day;
    return a->period_start_year > b->period_start_year;
}

bool figure_tells_more(const struct figure *a, const struct figure *b) {
    if (isnan(a->value) != isnan(b->value)) return !isnan(a->value);
    if (same_series(a, b) && a->era != b->era) return a->era > b->era;
    return a->n_valid > b->n_valid;
}

bool analysis_is_hidden(const struct figure *figure) { return text_equal(figure->obs_status, "Q"); }

const struct figure *analysis_latest(const struct figure *figures, size_t count) {
    const struct figure *latest = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct figure *figure = &figures[i];
        if (isnan(figure->value) && !analysis_is_hidden(figure)) continue;
        bool is_as_late = latest != NULL && !figure_is_later(latest, figure);
        if (latest == NULL || figure_is_later(figure, latest) || (is_as_late && figure_tells_more(figure, latest)))
            latest = figure;
    }
    return latest;
}

bool figure_is_measured(const struct figure *figure) {
    return !isnan(figure->value) && !text_equal(figure->obs_status, "F");
}

size_t analysis_line(const struct figure *figures, size_t count, const struct figure **used, size_t *hidden) {
    size_t kept = 0;
    *hidden = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_break = text_equal(figures[i].obs_status, "B");
        if (is_break || (kept > 0 && !text_equal(figures[i].indicator_version, used[kept - 1]->indicator_version)))
            kept = *hidden = 0;
        *hidden += analysis_is_hidden(&figures[i]);
        if (figure_is_measured(&figures[i])) used[kept++] = &figures[i];
    }
    return kept;
}

enum reason analysis_absence(const struct figure *latest) {
    return latest != NULL && analysis_is_hidden(latest) ? REASON_HIDDEN : REASON_INSUFFICIENT;
}

static const double low_response = 0.30;

void analysis_note_period(struct analysis_run *run, const char *period) {
    char last_day[11], newest[11] = "";
    if (period == NULL) return;
    period_end_date(period, last_day);
    if (run->period_used != NULL) period_end_date(run->period_used, newest);
    if (strcmp(last_day, newest) > 0) run->period_used = period;
    if (strcmp(last_day, run->today) > 0) run->warnings |= WARNING_BIT(WARNING_PERIOD_NOT_OVER);
}

static void warn_of(struct analysis_run *run, const struct figure *figure) {
    if (figure->collection != NULL && text_equal(figure->collection, "nonprobability"))
        run->warnings |= WARNING_BIT(WARNING_NONPROBABILITY);
    if (figure->n_invited > 0 && figure->n_valid < low_response * figure->n_invited)
        run->warnings |= WARNING_BIT(WARNING_LOW_RESPONSE);
    if (run->mode != NULL && figure->mode != NULL && !text_equal(run->mode, figure->mode))
        run->warnings |= WARNING_BIT(WARNING_DIFFERENT_MODE);
    if (run->mode == NULL) run->mode = figure->mode;
    analysis_note_period(run, figure->period);
}

void analysis_use(struct analysis_run *run, const struct figure *figure) {
    struct input *input = arena_alloc(run->result.arena, sizeof *input);
    input->figure = *figure;
    *run->last_input = input;
    run->last_input = &input->next;
    run->is_synthetic = run->is_synthetic || figure->is_synthetic;
    warn_of(run, figure);
}

void out_input(struct run *run, const struct figure *figure) {
    out_object(run, NULL);
    out_word(run, "table", figure->table == NULL ? "observations" : figure->table);
    out_word(run, "id", figure->id);
    out_word(run, "indicator", figure->indicator);
    out_word(run, "indicator_version", figure->indicator_version);
    out_word(run, "area", figure->area);
    out_word(run, "period", figure->period);
    out_word(run, "respondent_group", figure->respondent_group);
    out_word(run, "sex", figure->sex);
    out_word(run, "age_band", figure->age_band);
    out_number(run, "revision", figure->revision == 0 ? NAN : (double)figure->revision);
    out_word(run, "release", figure->release);
    out_number(run, "n", figure->n_valid);
    out_end(run, '}');
}

bool figure_share(const struct figure *figure, struct share *share) {
    if (!text_equal(figure->unit, "pct") || isnan(figure->value)) return false;
    double n = figure->is_effective ? answers_of_error(figure) : figure->n_valid;
    *share = (struct share){figure->is_effective ? share_of(figure) * n : figure->x, n};
    return share->n > 0 && isfinite(share->n);
}

double figure_n(const struct figure *figure) {
    bool is_effective = figure->is_effective && figure->se > 0 && figure->sd > 0;
    return is_effective ? answers_of_error(figure) : figure->n_valid;
}

bool figure_mean(const struct figure *figure, struct mean_group *group) {
    if (!text_equal(figure->statistic, "mean")) return false;
    *group = (struct mean_group){figure->value, figure->sd, figure_n(figure)};
    return !isnan(group->mean) && !isnan(group->sd) && group->n >= 2;
}
