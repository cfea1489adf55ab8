/* Figures as Kolada prints them: a row per kpi, area and year, with a value for each sex. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/parameters.h"
#include "domain/period.h"
#include "domain/value.h"
#include "private.h"

const struct data_kind data_of_municipalities[] = {
    {KOLADA_V2, "municipality", "municipality_id", "municipality,region,country,peer_group"},
    {KOLADA_V3, "municipality", "municipality_id", "municipality,region,country,peer_group"},
};
const struct data_kind data_of_units[] = {
    {KOLADA_V2, "ou", "ou_id", UNIT_TYPES},
    {KOLADA_V3, "ou", "ou_id", UNIT_TYPES},
};

/* ---- what is asked ---- */

struct asking {
    const struct request *request;
    const struct data_kind *kind;
    struct paging paging;
    struct ids kpis, areas, years;
    const char *from_date; /* NULL: whenever they were published */
};

enum { MOST_YEARS = 500, YEAR_LENGTH = 4 };

static size_t most_ids(const struct asking *asking) {
    return asking->kind->version == KOLADA_V3 ? KOLADA_MOST_IDS : (size_t)asking->request->config->max_values;
}

static bool is_year(const char *text) { return strlen(text) == YEAR_LENGTH && period_is_valid(text); }

static void read_years(struct asking *asking, const char *name, const char *value, struct error *err) {
    if (!ids_add(&asking->years, name, value, MOST_YEARS, err)) return;
    for (size_t i = 0; i < asking->years.count; i++)
        if (!is_year(asking->years.list[i])) parameter_refuse(err, name, VIOLATION_NOT_A_PERIOD, NULL, NULL);
}

/* kpi, municipality, year: of a path or of parameters. */
static bool read_dimension(struct asking *asking, const char *name, const char *value, struct error *err) {
    if (text_equal(name, "kpi"))
        ids_add(&asking->kpis, name, value, most_ids(asking), err);
    else if (text_equal(name, asking->kind->dimension))
        ids_add(&asking->areas, name, value, most_ids(asking), err);
    else if (text_equal(name, "year"))
        read_years(asking, name, value, err);
    else
        return false;
    return true;
}

static void read_from_date(struct asking *asking, const struct parameter *parameter, struct error *err) {
    if (value_is_date(parameter->value))
        asking->from_date = parameter->value;
    else
        parameter_refuse(err, parameter->name, VIOLATION_NOT_A_DATE, NULL, NULL);
}

static bool read_parameter(void *state, const struct parameter *parameter, struct error *err) {
    struct asking *asking = state;
    if (paging_read(&asking->paging, parameter, err)) return true;
    if (text_equal_fold(parameter->name, "from_date")) {
        read_from_date(asking, parameter, err);
        return true;
    }
    const char *name = text_lower(asking->request->arena, parameter->name);
    if (text_equal(name, "kpi_id")) name = "kpi";
    if (text_equal(name, asking->kind->parameter)) name = asking->kind->dimension;
    return read_dimension(asking, name, parameter->value, err);
}

static const char *names_of_parameters(const void *state, struct arena *arena) {
    const struct asking *asking = state;
    return arena_printf(arena, "kpi_id, %s, year, from_date, page, per_page", asking->kind->parameter);
}

/* Pairs of a dimension and its values; each once. */
static bool read_path(struct asking *asking, struct error *err) {
    const char *const *arguments = asking->request->arguments;
    for (size_t i = 0; i < ROUTE_MOST_ARGUMENTS && arguments[i] != NULL; i += 2) {
        for (size_t j = 0; j < i; j += 2)
            if (text_equal(arguments[i], arguments[j])) return error_set(err, PROBLEM_NOT_FOUND);
        if (!read_dimension(asking, arguments[i], arguments[i + 1], err)) return error_set(err, PROBLEM_NOT_FOUND);
    }
    return true;
}

static bool read_asking(struct asking *asking, struct error *err) {
    static const struct parameter_reader reader = {read_parameter, names_of_parameters};
    const struct request *request = asking->request;
    static const char *const lists[] = {"kpi", "municipality", "ou", "year", NULL};
    if (!read_path(asking, err) || !parameters_are_single(request, lists, err)) return false;
    parameters_read(request->parameters, request->parameter_count, &reader, asking, err);
    if (error_is_set(err)) return false;
    return asking->kpis.count + asking->areas.count + asking->years.count > 0 ||
           parameter_refuse(err, "kpi_id", VIOLATION_REQUIRED, NULL, NULL);
}

/* ---- ids that name something ---- */

/* Leaves those that name a row; false with 404 when none of several does. */
static bool keep_known(const struct request *request, const char *resource, struct ids *codes, const struct ids *asked,
                       struct error *err) {
    struct rows *unknown;
    struct db *db;
    if (codes->count == 0) return true;
    if (!request_borrow(request, &db, err)) return false;
    bool good = store_unknown(db, resource_find(resource), codes->list, codes->count, &unknown, err);
    store_return(db);
    if (!good) return false;
    size_t kept = 0, next = 0;
    for (size_t i = 0; i < codes->count; i++) {
        if (next < rows_count(unknown) && text_equal(rows_value(unknown, next, 0), codes->list[i]))
            next++;
        else
            codes->list[kept++] = codes->list[i];
    }
    codes->count = kept;
    return kept > 0 || refuse_unknown(asked, err);
}

/* ---- the question to the figures ---- */

/* In the order of the field table. */
enum { INDICATOR_CODE, INDICATOR_TRUSTERS };

static const char *joined(struct arena *arena, const struct ids *ids) {
    struct text list = text_start(arena);
    for (size_t i = 0; i < ids->count; i++) text_printf(&list, "%s%s", i > 0 ? "," : "", ids->list[i]);
    return list.data;
}

/* Of the indicators that are asked for, or all: which group is their own. */
static bool read_own_groups(const struct request *request, const struct ids *indicators, struct table *table,
                            struct error *err) {
    const struct parameter parameters[] = {{"fields", "code,trusters"}, {"code", joined(request->arena, indicators)}};
    struct query query;
    return rows_query(request, resource_find("indicators"), parameters, indicators->count > 0 ? 2 : 1, &query, err) &&
           rows_table(request, &query, table, err);
}

static const char *own_group(struct arena *arena, const struct table *indicators, const char *indicator) {
    for (size_t i = 0; i < indicators->count; i++)
        if (text_equal(indicators->rows[i][INDICATOR_CODE], indicator))
            return kpi_own_group(arena, indicators->rows[i][INDICATOR_TRUSTERS]);
    return "_T";
}

/* In the order of the field table. */
enum { CELL_INDICATOR, CELL_AREA, CELL_PERIOD, CELL_GROUP, CELL_SEX, CELL_VALUE, CELL_OBS_STATUS, CELL_REASON };

struct question {
    struct parameter parameters[12];
    size_t count;
};

static void ask(struct question *question, const char *name, const char *value) {
    if (value != NULL && *value != '\0') question->parameters[question->count++] = (struct parameter){name, value};
}

static const char *outermost(const struct ids *years, int sign) {
    const char *found = NULL;
    for (size_t i = 0; i < years->count; i++)
        if (found == NULL || (sign > 0 ? strcmp(years->list[i], found) > 0 : strcmp(years->list[i], found) < 0))
            found = years->list[i];
    return found;
}

static bool make_query(const struct asking *asking, const struct ids *indicators, const struct ids *areas,
                       struct query *query, struct error *err) {
    struct arena *arena = asking->request->arena;
    struct question question = {0};
    ask(&question, "fields", "indicator,area,period,respondent_group,sex,value,obs_status,reason");
    ask(&question, "sort", "indicator,area,respondent_group,period");
    ask(&question, "age_band", "_T");
    ask(&question, "sex", "_T,F,M");
    ask(&question, "area_type", asking->kind->area_types);
    ask(&question, "indicator", joined(arena, indicators));
    ask(&question, "area", joined(arena, areas));
    ask(&question, "period_from", outermost(&asking->years, -1));
    ask(&question, "period_to", outermost(&asking->years, 1));
    ask(&question, "updated_after", asking->from_date);
    return rows_query(asking->request, resource_find("observations"), question.parameters, question.count, query, err);
}

/* ---- rows ---- */

static const struct { const char *code, *gender; } sexes[] = {{"_T", "T"}, {"F", "K"}, {"M", "M"}};

enum { SEX_COUNT = sizeof sexes / sizeof *sexes };

struct value {
    bool is_there;
    const char *number, *obs_status;
    bool is_deleted;
};

/* The row under way: figures of one kpi, area and year. */
struct row {
    const char *kpi, *area;
    char year[YEAR_LENGTH + 1];
    const char *period; /* whose figures it has */
    struct value values[SEX_COUNT];
};

struct gathering {
    const struct asking *asking;
    const struct table *indicators;
    struct arena *arena;
    struct text values;
    struct row row;
    bool has_row;
    long seen;     /* rows of figures */
    long finished; /* rows of Kolada's */
    long printed;
};

/* Hidden is Private, whatever else there is no number for is Missing. */
static const char *status_of(const struct value *value) {
    if (value->number != NULL) return "";
    return text_equal(value->obs_status, "Q") ? "Private" : "Missing";
}

static void print_value(struct text *json, const char *gender, const struct value *value) {
    text_add(json, json->data[json->length - 1] == '}' ? ", {" : "{");
    kolada_text(json, "gender", gender);
    kolada_word(json, "count", value->number == NULL ? "0" : "1");
    kolada_text(json, "status", status_of(value));
    kolada_word(json, "value", value->number);
    kolada_word(json, "isdeleted", value->is_deleted ? "true" : "false");
    text_add_char(json, '}');
}

static void print_row(struct gathering *gathering) {
    struct text *json = &gathering->values;
    const struct row *row = &gathering->row;
    text_add(json, gathering->printed++ > 0 ? ", {" : "{");
    kolada_text(json, "kpi", row->kpi);
    kolada_text(json, gathering->asking->kind->dimension, national_code(gathering->arena, row->area));
    kolada_word(json, "period", row->year);
    kolada_word(json, "values", "[");
    for (size_t i = 0; i < SEX_COUNT; i++)
        if (row->values[i].is_there) print_value(json, sexes[i].gender, &row->values[i]);
    text_add(json, "]}");
}

static void finish_row(struct gathering *gathering) {
    if (gathering->has_row && paging_has(&gathering->asking->paging, gathering->finished++)) print_row(gathering);
    gathering->has_row = false;
}

/* The kpi that a figure is of; NULL when that is not asked for. */
static const char *kpi_of(const struct gathering *gathering, const char *const *cells) {
    const struct asking *asking = gathering->asking;
    const char *own = own_group(gathering->arena, gathering->indicators, cells[CELL_INDICATOR]);
    const char *id = kpi_id(gathering->arena, cells[CELL_INDICATOR], cells[CELL_GROUP], own);
    return asking->kpis.count == 0 || ids_have(&asking->kpis, id) ? id : NULL;
}

static void start_row(struct gathering *gathering, const char *kpi, const char *area, const char *year) {
    gathering->row =
        (struct row){.kpi = arena_strdup(gathering->arena, kpi), .area = arena_strdup(gathering->arena, area)};
    memcpy(gathering->row.year, year, YEAR_LENGTH);
    gathering->has_row = true;
}

/* Of several periods that lie within a year one counts. False when the row has figures of one that counts more. */
static bool take_period(struct row *row, struct arena *arena, const char *period) {
    int order = row->period == NULL ? 1 : year_order(period, row->period);
    if (order > 0) {
        memset(row->values, 0, sizeof row->values);
        row->period = arena_strdup(arena, period);
    }
    return order >= 0;
}

static void take_value(struct gathering *gathering, const char *const *cells) {
    for (size_t i = 0; i < SEX_COUNT; i++) {
        if (!text_equal(sexes[i].code, cells[CELL_SEX])) continue;
        gathering->row.values[i] = (struct value){
            .is_there = true,
            .number = cells[CELL_VALUE] == NULL ? NULL : arena_strdup(gathering->arena, cells[CELL_VALUE]),
            .obs_status = arena_strdup(gathering->arena, cells[CELL_OBS_STATUS]),
            .is_deleted = text_equal(cells[CELL_REASON], "retracted")};
    }
}

static void take_figure(void *state, const char *const *cells, size_t count) {
    (void)count;
    struct gathering *gathering = state;
    const struct asking *asking = gathering->asking;
    const struct row *row = &gathering->row;
    const char *kpi = kpi_of(gathering, cells);
    const char *year = arena_strndup(gathering->arena, cells[CELL_PERIOD], YEAR_LENGTH);
    gathering->seen++;
    if (kpi == NULL || (asking->years.count > 0 && !ids_have(&asking->years, year))) return;
    bool goes_on = gathering->has_row && text_equal(row->kpi, kpi) && text_equal(row->area, cells[CELL_AREA]) &&
                   text_equal(row->year, year);
    if (!goes_on) {
        finish_row(gathering);
        start_row(gathering, kpi, cells[CELL_AREA], year);
    }
    if (take_period(&gathering->row, gathering->arena, cells[CELL_PERIOD])) take_value(gathering, cells);
}

/* Reads figures from the first on until they make the page and one row more: how many that takes is not known before,
 * since a row is made of one figure to some. Reading to an end that was set keeps the connection in use. */
static bool gather(const struct asking *asking, const struct table *indicators, struct query *query,
                   struct gathering *gathering, struct error *err) {
    long needed = asking->paging.page * asking->paging.per_page + 1;
    for (query->limit = SEX_COUNT * needed;; query->limit *= 2) {
        *gathering = (struct gathering){.asking = asking, .indicators = indicators, .arena = asking->request->arena};
        gathering->values = text_start(gathering->arena);
        if (!rows_each(asking->request, query, take_figure, gathering, err)) return false;
        bool is_all = gathering->seen < query->limit;
        if (is_all) finish_row(gathering);
        if (is_all || gathering->finished >= needed) return true;
    }
}

/* ---- the reply ---- */

static struct ids codes_of(const struct asking *asking, const struct ids *ids, bool are_kpis) {
    struct arena *arena = asking->request->arena;
    struct ids codes = {.list = arena_alloc(arena, (ids->count + 1) * sizeof *codes.list)};
    for (size_t i = 0; i < ids->count; i++) {
        const char *code = are_kpis ? kpi_read(arena, ids->list[i]).indicator : national_code_area(arena, ids->list[i]);
        if (!ids_have(&codes, code)) codes.list[codes.count++] = code;
    }
    return codes;
}

bool handle_data(struct request *request, struct reply *reply, struct error *err) {
    struct asking asking = {.request = request, .kind = request->route->subject, .paging = {1, KOLADA_MOST_ROWS}};
    struct gathering gathering;
    struct table indicators;
    struct query query;
    if (!read_asking(&asking, err)) return false;
    struct ids kpis = codes_of(&asking, &asking.kpis, true), areas = codes_of(&asking, &asking.areas, false);
    if (!keep_known(request, "indicators", &kpis, &asking.kpis, err) ||
        !keep_known(request, "areas", &areas, &asking.areas, err) ||
        !read_own_groups(request, &kpis, &indicators, err) || !make_query(&asking, &kpis, &areas, &query, err) ||
        !gather(&asking, &indicators, &query, &gathering, err))
        return false;
    bool more = gathering.finished > asking.paging.page * asking.paging.per_page;
    kolada_reply(request, asking.kind->version, &asking.paging, gathering.values.data, gathering.printed, more, reply);
    return true;
}
