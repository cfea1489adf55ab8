/* fidelities: how closely practice follows a model, by rater and by principle (domain.md A12). */
#include "private.h"
#include "stats/fidelity.h"

static const struct field parameters[] = {
    PARAMETER("plan", FIELD_REF, ASKED_NEEDED, "plan", "pl-sund", "Planen.", "The plan."),
    PARAMETER("model", FIELD_ENUM, ASKED_NEEDED, "fidelity_principle", "housing_first",
              "Modellen, en rot i listan fidelity_principle.", "The model, a root of the list fidelity_principle."),
};

#define CODE_OUT(name_, example_, sv_, en_)                                                                            \
    { .name = name_, .type = FIELD_TEXT, .example = example_, .sv = sv_, .en = en_ }
#define FIDELITY_OUT                                                                                                   \
    NUMBER_OUT("score", "83.3", "Medelvärde i procent av det möjliga.", "Mean in percent of the possible."),           \
        NUMBER_OUT("se", "8.9", "Medelfel; null för ett enda betyg.", "Standard error; null for a single score."),     \
        INTERVAL_OUT("ci", "Students intervall, inom skalan.", "Student's interval, within the scale.")

static const struct member assessment_parts[] = {
    CODE_OUT("code", "\"fid-9902-egen\"", "Bedömningen.", "The assessment."),
    CODE_OUT("rater", "\"own_unit\"", "Vem som bedömt.", "Who rated."),
    {.name = "assessed_on", .type = FIELD_DATE, .example = "\"2025-03-10\"", .sv = "Dagen.", .en = "The day."},
    COUNT_OUT("n_raters", "3", "Antal som bedömt.", "Number who rated."),
    COUNT_OUT("n_items", "8", "Antal principer som bedömts.", "Number of principles rated."),
    FIDELITY_OUT,
};
static const struct member principle_parts[] = {
    CODE_OUT("principle", "\"separation\"", "Principen.", "The principle."),
    COUNT_OUT("n_assessments", "2", "Bedömningar av den.", "Assessments of it."),
    NUMBER_OUT("score", "75", "Medelvärde i procent av det möjliga.", "Mean in percent of the possible."),
    NUMBER_OUT("lowest", "66.7", "Lägsta.", "Lowest."),
    NUMBER_OUT("highest", "83.3", "Högsta.", "Highest."),
};
static const struct member fidelities_out[] = {
    COUNT_OUT("n_assessments", "2", "Bedömningar, den nyaste av varje roll.", "Assessments, the newest of each role."),
    FIDELITY_OUT,
    LIST_OUT("assessments", assessment_parts, "Efter roll.", "By role."),
    LIST_OUT("principles", principle_parts, "Efter princip.", "By principle."),
};

static double percent_of(const struct rows *rows, size_t row) {
    return stats_percent_of_possible(rows_number(rows, row, ITEM_SCORE), rows_number(rows, row, ITEM_SCALE_LOW),
                                     rows_number(rows, row, ITEM_SCALE_HIGH));
}

static void out_fidelity(struct run *item, const struct mean_estimate *fidelity) {
    out_number(item, "score", fidelity->mean);
    out_number(item, "se", fidelity->se);
    out_interval(item, "ci", fidelity->ci);
}

/* How many rows from `first` on are one assessment's. */
static size_t items_of(const struct rows *rows, size_t first) {
    size_t end = first + 1;
    while (end < rows_count(rows) && text_equal(rows_value(rows, end, ITEM_CODE), rows_value(rows, first, ITEM_CODE)))
        end++;
    return end - first;
}

struct rated {
    size_t first, count;
    struct mean_estimate fidelity;
};

static struct rated rate(struct analysis_run *run, const struct rows *rows, size_t first) {
    struct rated rated = {.first = first, .count = items_of(rows, first)};
    double *scores = arena_alloc(run->result.arena, rated.count * sizeof *scores);
    for (size_t i = 0; i < rated.count; i++) scores[i] = percent_of(rows, first + i);
    rated.fidelity = stats_fidelity(scores, rated.count, run->result.levels.conf_level);
    return rated;
}

static void out_assessment(struct analysis_run *run, const struct rows *rows, const struct rated *rated) {
    struct run *item = &run->result;
    out_object(item, NULL);
    out_word(item, "code", rows_value(rows, rated->first, ITEM_CODE));
    out_word(item, "rater", rows_value(rows, rated->first, ITEM_RATER));
    out_word(item, "assessed_on", rows_value(rows, rated->first, ITEM_ASSESSED_ON));
    out_number(item, "n_raters", rows_number(rows, rated->first, ITEM_N_RATERS));
    out_number(item, "n_items", (double)rated->count);
    out_fidelity(item, &rated->fidelity);
    out_end(item, '}');
    const struct figure input = {.table = "fidelity-assessments",
                                 .id = rows_value(rows, rated->first, ITEM_CODE),
                                 .n_valid = rows_number(rows, rated->first, ITEM_N_RATERS),
                                 .n_invited = NAN,
                                 .is_synthetic = rows_flag(rows, rated->first, ITEM_IS_FICTIONAL)};
    analysis_use(run, &input);
}

static bool is_first_of_principle(const struct rows *rows, size_t row) {
    for (size_t i = 0; i < row; i++)
        if (text_equal(rows_value(rows, i, ITEM_PRINCIPLE), rows_value(rows, row, ITEM_PRINCIPLE))) return false;
    return true;
}

static void out_principle(struct run *item, const struct rows *rows, size_t first) {
    double sum = 0, lowest = INFINITY, highest = -INFINITY;
    size_t count = 0;
    for (size_t i = first; i < rows_count(rows); i++) {
        if (!text_equal(rows_value(rows, i, ITEM_PRINCIPLE), rows_value(rows, first, ITEM_PRINCIPLE))) continue;
        double percent = percent_of(rows, i);
        sum += percent;
        lowest = fmin(lowest, percent);
        highest = fmax(highest, percent);
        count++;
    }
    out_object(item, NULL);
    out_word(item, "principle", rows_value(rows, first, ITEM_PRINCIPLE));
    out_number(item, "n_assessments", (double)count);
    out_number(item, "score", sum / (double)count);
    out_number(item, "lowest", lowest);
    out_number(item, "highest", highest);
    out_end(item, '}');
}

static bool analyse_fidelities(struct analysis_run *run, struct error *err) {
    const char *const asked[] = {analysis_value(run, "plan"), analysis_value(run, "model"), run->today};
    struct run *item = &run->result;
    struct rows *rows;
    if (!store_run(run->db, SQL_ANALYSIS_FIDELITIES, asked, 3, &rows, err)) return false;
    size_t count = 0;
    struct rated *rated = arena_alloc(item->arena, (rows_count(rows) + 1) * sizeof *rated);
    double *totals = arena_alloc(item->arena, (rows_count(rows) + 1) * sizeof *totals);
    for (size_t first = 0; first < rows_count(rows); first += rated[count++].count) {
        rated[count] = rate(run, rows, first);
        totals[count] = rated[count].fidelity.mean;
    }
    struct mean_estimate whole = stats_fidelity(totals, count, item->levels.conf_level);
    out_number(item, "n_assessments", (double)count);
    out_fidelity(item, &whole);
    out_list(item, "assessments");
    for (size_t i = 0; i < count; i++) out_assessment(run, rows, &rated[i]);
    out_end(item, ']');
    out_list(item, "principles");
    for (size_t i = 0; i < rows_count(rows); i++)
        if (is_first_of_principle(rows, i)) out_principle(item, rows, i);
    out_end(item, ']');
    run->note = whole.note;
    return true;
}

const struct analysis analysis_fidelities = {
    .name = "fidelities",
    .list = "fidelities",
    .unfolded = "assessments",
    PARAMETERS(parameters),
    OUT(fidelities_out),
    .analyse = analyse_fidelities,
    .title_sv = "Programtrohet",
    .title_en = "Fidelity",
    .sv = "Hur nära praktiken är en modell: efter roll och efter princip, i procent av det möjliga, med osäkerhet över "
          "principer och över roller.",
    .en = "How close practice is to a model: by role and by principle, in percent of the possible, with uncertainty "
          "over principles and over roles.",
};
