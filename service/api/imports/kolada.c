/* Kolada's figures: pages of its data or kpis as JSON, v3 or v2, taken in as figures of the indicators that name the
 * kpis. Kpis of uncertainty stand apart from those whose it is, so values are staged as they are, and what they are as
 * figures is for a statement to say. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/national_code.h"
#include "domain/period.h"
#include "private.h"

enum {
    STAGED_KPI,
    STAGED_TITLE,
    STAGED_AREA,
    STAGED_PERIOD,
    STAGED_SEX,
    STAGED_VALUE,
    STAGED_STATUS,
    STAGED_MEMBERS,
    STAGED_IS_DELETED,
    STAGED_COUNT
};

const char *const kolada_columns[] = {"kpi",   "title",  "area",    "period",     "sex",
                                      "value", "status", "members", "is_deleted", NULL};

static const struct { const char *gender, *sex; } sexes[] = {{"T", "_T"}, {"K", "F"}, {"M", "M"}};

/* ---- one value ---- */

static const char *text_of(const json_t *object, const char *member) {
    return json_string_value(json_object_get(object, member));
}

/* A year, as a number or as text. */
static const char *year_of(struct import *import, const json_t *row, struct error *err) {
    const json_t *period = json_object_get(row, "period");
    const char *year = json_is_integer(period)
                           ? arena_printf(import->row_arena, "%" JSON_INTEGER_FORMAT, json_integer_value(period))
                           : json_string_value(period);
    if (year != NULL && strlen(year) == strlen("2024") && period_is_valid(year)) return year;
    import_fault(import, "period", VIOLATION_NOT_A_PERIOD, NULL, NULL, err);
    return NULL;
}

static const char *sex_of(struct import *import, const json_t *value, struct error *err) {
    const char *gender = text_of(value, "gender");
    for (size_t i = 0; i < sizeof sexes / sizeof *sexes; i++)
        if (says(gender, sexes[i].gender)) return sexes[i].sex;
    import_fault(import, "gender", VIOLATION_UNKNOWN_CODE, gender == NULL ? "" : gender, "T, K, M", err);
    return NULL;
}

static const char *number_of(struct import *import, const json_t *value, struct error *err) {
    const json_t *number = json_object_get(value, "value");
    if (number == NULL || json_is_null(number)) return NULL;
    if (!json_is_number(number) || !isfinite(json_number_value(number))) {
        import_fault(import, "value", VIOLATION_NOT_A_DECIMAL, NULL, NULL, err);
        return NULL;
    }
    struct text text = text_start(import->row_arena);
    text_add_double(&text, json_number_value(number));
    return text.data;
}

/* A mean of municipalities says of how many; a municipality's own figure says 1. */
static const char *members_of(struct import *import, const json_t *value, struct error *err) {
    const json_t *count = json_object_get(value, "count");
    if (count == NULL || json_is_null(count)) return "1";
    if (json_is_integer(count) && json_integer_value(count) >= 0)
        return arena_printf(import->row_arena, "%" JSON_INTEGER_FORMAT, json_integer_value(count));
    import_fault(import, "count", VIOLATION_NOT_AN_INTEGER, NULL, NULL, err);
    return NULL;
}

static const char *is_deleted(struct import *import, const json_t *value, struct error *err) {
    const json_t *flag = json_object_get(value, "isdeleted");
    if (flag != NULL && !json_is_boolean(flag) && !json_is_null(flag))
        import_fault(import, "isdeleted", VIOLATION_NOT_A_BOOLEAN, NULL, NULL, err);
    return json_is_true(flag) ? "true" : "false";
}

/* ---- rows ---- */

/* Stages what is without fault. */
static bool stage(struct import *import, const char *const *values, const struct error *faults, struct error *err) {
    if (!error_is_set(faults)) return store_stage_row(import->db, import->line, values, err);
    import_take_violations(faults, err);
    return true;
}

static bool stage_value(struct import *import, const json_t *row, const json_t *value, struct error *err) {
    struct error faults = error_start(import->row_arena);
    const char *place = text_of(row, "municipality");
    if (place == NULL) place = text_of(row, "ou");
    if (place == NULL) import_fault(import, "municipality", VIOLATION_REQUIRED, NULL, NULL, &faults);
    const char *values[STAGED_COUNT] = {
        [STAGED_KPI] = text_of(row, "kpi"),
        [STAGED_AREA] = place == NULL ? NULL : national_code_area(import->row_arena, place),
        [STAGED_PERIOD] = year_of(import, row, &faults),
        [STAGED_SEX] = sex_of(import, value, &faults),
        [STAGED_VALUE] = number_of(import, value, &faults),
        [STAGED_STATUS] = text_of(value, "status"),
        [STAGED_MEMBERS] = members_of(import, value, &faults),
        [STAGED_IS_DELETED] = is_deleted(import, value, &faults),
    };
    return stage(import, values, &faults, err);
}

static bool stage_values(struct import *import, const json_t *row, const json_t *list, struct error *err) {
    const json_t *value;
    size_t i;
    json_array_foreach(list, i, value) {
        if (!import_count_row(import, err) || !stage_value(import, row, value, err)) return false;
    }
    return true;
}

static bool stage_title(struct import *import, const json_t *kpi, struct error *err) {
    const char *values[STAGED_COUNT] = {[STAGED_KPI] = text_of(kpi, "id"), [STAGED_TITLE] = text_of(kpi, "title")};
    return import_count_row(import, err) && store_stage_row(import->db, import->line, values, err);
}

/* A row of data, or a kpi. */
static bool stage_object(struct import *import, const json_t *object, struct error *err) {
    const json_t *values = json_object_get(object, "values");
    if (text_of(object, "kpi") != NULL && json_is_array(values)) return stage_values(import, object, values, err);
    if (text_of(object, "id") != NULL && text_of(object, "title") != NULL) return stage_title(import, object, err);
    import_fault(import, "kpi", VIOLATION_REQUIRED, NULL, NULL, err);
    return true;
}

static bool stage_all(struct import *import, struct error *err) {
    const struct import_job *job = import->job;
    struct json_reader *reader = json_reader_create(import->arena, job->file, FRAME_PAGES, job->most_depth);
    for (;;) {
        json_t *object;
        arena_reset(import->row_arena);
        int got = json_read(reader, &object, &import->line, err);
        if (got <= 0) return got == 0;
        if (!stage_object(import, object, err)) return false;
    }
}

/* ---- figures ---- */

static bool stage_as_told(struct import *import, struct error *err) {
    const struct staging told = {import->job->resource, kolada_columns, STAGED_COUNT, false};
    if (!store_stage(import->db, &told, err)) return false;
    bool good = stage_all(import, err);
    return store_stage_end(import->db, err) && good && !error_is_set(err);
}

static bool make_figures(struct import *import, struct error *err) {
    const struct import_job job = {
        .resource = import->job->resource, .format = IMPORT_JSON, .release = import->job->release};
    struct import figures;
    struct rows *rows;
    if (!store_run(import->db, SQL_IMPORT_KOLADA_FIGURES, NULL, 0, &rows, err) ||
        !store_run(import->db, SQL_IMPORT_STAGING_GONE, NULL, 0, NULL, err))
        return false;
    if (rows_count(rows) == 0) return true;
    made_open(&figures, import, &job, import->kind);
    return figures_open(&figures, err) && made_stage(&figures, rows, KOLADA_FIGURE_COLUMNS, err) &&
           import_check_and_merge(&figures, err);
}

bool kolada_import(struct import *import, struct error *err) {
    return stage_as_told(import, err) && import_run_check(import, SQL_CHECK_KOLADA, err) &&
           import_warn_rows(import, SQL_IMPORT_KOLADA_TITLES, "title_differs", err) &&
           import_warn_rows(import, SQL_IMPORT_KOLADA_ALONE, "margin_alone", err) && make_figures(import, err);
}
