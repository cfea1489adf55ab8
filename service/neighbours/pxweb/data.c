/* The figures that are chosen, as json-stat2, csv, px or xlsx. */
#include <jansson.h>
#include <string.h>

#include "base/text.h"
#include "domain/parameters.h"
#include "private.h"
#include "values/values.h"

struct asking {
    struct arena *arena;
    struct selection selection;
    int output; /* of output_names; -1: not said */
};

/* ---- parameters ---- */

static const char *const output_names[] = {"json-stat2", "csv", "px", "xlsx"};
static const enum media outputs[] = {MEDIA_JSON_STAT, MEDIA_CSV, MEDIA_PX, MEDIA_XLSX};
enum { OUTPUT_COUNT = sizeof outputs / sizeof *outputs };

/* The dimension in valueCodes[Tid], whatever the case; one that no cube has is refused. */
static struct asked_dimension *named_dimension(struct asking *asking, const char *name, const char *id,
                                               struct error *err) {
    static const struct cube all = {0};
    size_t dimension = selection_dimension(&all, id);
    asking->selection.is_any = true;
    if (dimension < CUBE_DIMENSION_COUNT) return &asking->selection.of[dimension];
    struct text names = text_start(err->arena);
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) text_add_item(&names, cube_dimension_id(i));
    parameter_refuse(err, name, VIOLATION_UNKNOWN_CODE, id, names.data);
    return NULL;
}

static bool read_selection(struct asking *asking, const struct parameter *parameter, struct error *err) {
    size_t kind = strcspn(parameter->name, "["), length = strlen(parameter->name);
    if (kind == length || parameter->name[length - 1] != ']') return false;
    const char *about = arena_strndup(err->arena, parameter->name, kind);
    const char *id = arena_strndup(err->arena, parameter->name + kind + 1, length - kind - 2);
    bool is_values = text_equal_fold(about, "valueCodes"), is_list = text_equal_fold(about, "codelist");
    if (!is_values && !is_list && !text_equal_fold(about, "outputValues")) return false;
    struct asked_dimension *asked = named_dimension(asking, parameter->name, id, err);
    if (asked == NULL) return true;
    if (is_values)
        selection_add(asking->arena, asked, parameter->value);
    else
        *(is_list ? &asked->codelist : &asked->output) = parameter->value;
    return true;
}

static bool read_parameter(void *state, const struct parameter *parameter, struct error *err) {
    struct asking *asking = state;
    if (text_equal_fold(parameter->name, "outputFormat")) {
        const struct parameter lower = {parameter->name, text_lower(asking->arena, parameter->value)};
        asking->output = parameter_word(&lower, output_names, OUTPUT_COUNT, err);
        return true;
    }
    return read_selection(asking, parameter, err);
}

/* ---- bodies ---- */

static bool refuse_body(const char *pointer, enum violation_code code, struct error *err) {
    return error_add(err, PROBLEM_INVALID_BODY, PLACE_POINTER, pointer, 0, code, NULL, NULL);
}

/* A body in another version's form, or with a name misspelled, would be answered with what is not asked for. What is
 * null asks for nothing: programs send "placement" along like that. */
static void check_names(const json_t *object, const char *const names[], size_t count, const char *pointer,
                        struct error *err) {
    struct text allowed = text_start(err->arena);
    for (size_t i = 0; i < count; i++) text_add_item(&allowed, names[i]);
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value) {
        size_t i = 0;
        while (i < count && !text_equal(names[i], name)) i++;
        if (i == count && !json_is_null(value))
            error_add(err, PROBLEM_INVALID_BODY, PLACE_POINTER, pointer_to(err->arena, pointer, name), 0,
                      VIOLATION_UNKNOWN_MEMBER, allowed.data, NULL);
    }
}

static const char *word_of(const json_t *object, const char *name, const char *pointer, struct error *err) {
    const json_t *value = json_object_get(object, name);
    if (value == NULL || json_is_null(value)) return NULL;
    if (!json_is_string(value))
        refuse_body(arena_printf(err->arena, "%s/%s", pointer, name), VIOLATION_NOT_A_TEXT, err);
    return json_string_value(value);
}

static void read_codes(struct asking *asking, struct asked_dimension *asked, const json_t *codes, const char *pointer,
                       struct error *err) {
    if (codes != NULL && !json_is_array(codes)) refuse_body(pointer, VIOLATION_NOT_A_LIST, err);
    for (size_t i = 0; i < json_array_size(codes); i++) {
        const char *code = json_string_value(json_array_get(codes, i));
        if (code == NULL)
            refuse_body(arena_printf(err->arena, "%s/%zu", pointer, i), VIOLATION_NOT_A_TEXT, err);
        else
            selection_add(asking->arena, asked, code);
    }
}

static void read_variable(struct asking *asking, const json_t *variable, size_t place, struct error *err) {
    static const char *const names[] = {"variableCode", "valueCodes", "codelist", "outputValues"};
    const char *pointer = arena_printf(err->arena, "/selection/%zu", place);
    check_names(variable, names, sizeof names / sizeof *names, pointer, err);
    const char *id = word_of(variable, "variableCode", pointer, err);
    if (id == NULL) {
        refuse_body(arena_printf(err->arena, "%s/variableCode", pointer), VIOLATION_REQUIRED, err);
        return;
    }
    struct asked_dimension *asked = named_dimension(asking, "variableCode", id, err);
    if (asked == NULL) return;
    read_codes(asking, asked, json_object_get(variable, "valueCodes"),
               arena_printf(err->arena, "%s/valueCodes", pointer), err);
    asked->codelist = word_of(variable, "codelist", pointer, err);
    asked->output = word_of(variable, "outputValues", pointer, err);
}

static bool read_body(const struct request *request, struct asking *asking, struct error *err) {
    const json_t *body;
    if (request->method != HTTP_POST) return true;
    static const char *const names[] = {"selection"};
    if (!body_parse(request, &body, err)) return false;
    check_names(body, names, 1, "", err);
    const json_t *selection = json_object_get(body, "selection");
    if (selection != NULL && !json_is_array(selection)) return refuse_body("/selection", VIOLATION_NOT_A_LIST, err);
    for (size_t i = 0; i < json_array_size(selection); i++) read_variable(asking, json_array_get(selection, i), i, err);
    return !error_is_set(err);
}

/* ---- the question ---- */

/* The parameters of /observations by dimension; NULL where they have none. */
static const char *const filter_names[CUBE_DIMENSION_COUNT] = {
    [CUBE_AREA] = "area", [CUBE_INDICATOR] = "indicator", [CUBE_GROUP] = "respondent_group",
    [CUBE_SEX] = "sex",   [CUBE_AGE] = "age_band",        [CUBE_PERIOD] = "period",
};

static const char *joined(struct arena *arena, const struct cube *outline, const struct chosen *chosen,
                          size_t dimension) {
    struct text list = text_start(arena);
    for (size_t i = 0; i < cube_size(outline, dimension); i++)
        if (chosen->of[dimension][i])
            text_printf(&list, "%s%s", list.length > 0 ? "," : "", cube_category_code(outline, dimension, i));
    return list.data;
}

/* Filters where fewer than all are chosen and not too many: what comes besides is passed over. */
static size_t add_filters(const struct request *request, const struct cube *outline, const struct chosen *chosen,
                          struct parameter *filters) {
    size_t count = 0, most = (size_t)request->config->max_values;
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        bool is_needed = cube_has(outline, i) && chosen->counts[i] < cube_size(outline, i) && chosen->counts[i] <= most;
        if (filter_names[i] == NULL || !is_needed) continue;
        filters[count++] = (struct parameter){filter_names[i], joined(request->arena, outline, chosen, i)};
    }
    return count;
}

struct preparing {
    const struct cube *outline;
    const struct chosen *chosen;
};

static void fix_set(struct cube *cube, const struct preparing *preparing, size_t dimension) {
    for (size_t i = 0; i < cube_size(preparing->outline, dimension); i++)
        if (preparing->chosen->of[dimension][i])
            category_add(cube->arena, &cube->sets[dimension], cube_category_code(preparing->outline, dimension, i));
    cube->sets[dimension].is_fixed = true;
}

/* The categories are those that are chosen, whether a figure has them or not. */
static void prepare(struct cube *cube, void *state) {
    const struct preparing *preparing = state;
    cube->without_indicator = preparing->outline->without_indicator;
    cube->content_count = 0;
    for (size_t i = 0; i < cube_size(preparing->outline, CUBE_CONTENTS); i++)
        if (preparing->chosen->of[CUBE_CONTENTS][i]) cube->contents[cube->content_count++] = i;
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++)
        if (i != CUBE_CONTENTS && cube_has(cube, i)) fix_set(cube, preparing, i);
}

static bool check_size(const struct request *request, const struct cube *outline, const struct chosen *chosen,
                       struct error *err) {
    size_t cells = 1, most = (size_t)request->config->max_cube_cells;
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++) {
        if (!cube_has(outline, i)) continue;
        if (chosen->counts[i] > most / cells)
            return parameter_refuse(err, "valueCodes", VIOLATION_TOO_MANY_CELLS, arena_printf(err->arena, "%zu", most),
                                    NULL);
        cells *= chosen->counts[i];
    }
    return true;
}

static bool read_cube(const struct request *request, const struct px_table *table, const struct asking *asking,
                      enum lang lang, struct cube *cube, struct error *err) {
    struct parameter filters[CUBE_DIMENSION_COUNT];
    struct cube outline;
    struct chosen chosen;
    struct query query;
    if (!px_outline(request, table, lang, &outline, err) ||
        !selection_resolve(request, &outline, &asking->selection, lang, &chosen, err) ||
        !check_size(request, &outline, &chosen, err))
        return false;
    struct preparing preparing = {&outline, &chosen};
    size_t count = add_filters(request, &outline, &chosen, filters);
    if (!px_table_query(request, table, lang, filters, count, &query, err) ||
        !request_cube(request, &query, prepare, &preparing, cube, err))
        return false;
    cube->title = table->label;
    return true;
}

/* ---- as rows: for csv and xlsx ---- */

/* Codes of the dimensions but that of contents, a column for each content, the status. */
struct rows_of_cube {
    struct column columns[CUBE_DIMENSION_COUNT + CONTENT_COUNT + 1];
    const char *cells[CUBE_DIMENSION_COUNT + CONTENT_COUNT + 1];
    size_t count;
};

static void add_column(struct rows_of_cube *rows, const char *name, enum column_type type, enum column_role role) {
    rows->columns[rows->count++] = (struct column){name, NULL, type, role};
}

static struct rows_of_cube columns_of(const struct cube *cube) {
    struct rows_of_cube rows = {.count = 0};
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++)
        if (i != CUBE_CONTENTS && cube_has(cube, i))
            add_column(&rows, cube_dimension_id(i), COLUMN_TEXT, COLUMN_DIMENSION);
    for (size_t i = 0; i < cube->content_count; i++)
        add_column(&rows, cube_category_code(cube, CUBE_CONTENTS, i), COLUMN_NUMBER, COLUMN_MEASURE);
    add_column(&rows, "status", COLUMN_TEXT, COLUMN_ATTRIBUTE);
    return rows;
}

static size_t distance(const struct cube *cube, size_t dimension) {
    size_t cells = 1;
    for (size_t i = dimension + 1; i < CUBE_DIMENSION_COUNT; i++) cells *= cube_has(cube, i) ? cube_size(cube, i) : 1;
    return cells;
}

static void write_row(struct writer *writer, const struct cube *cube, struct rows_of_cube *rows, size_t cell) {
    size_t count = 0, step = distance(cube, CUBE_CONTENTS);
    for (size_t i = 0; i < CUBE_DIMENSION_COUNT; i++)
        if (i != CUBE_CONTENTS && cube_has(cube, i))
            rows->cells[count++] = cube_category_code(cube, i, cell / distance(cube, i) % cube_size(cube, i));
    for (size_t i = 0; i < cube->content_count; i++) rows->cells[count++] = cube->values[cell + i * step];
    rows->cells[count] = cube->statuses[cell];
    writer_row(writer, rows->cells);
}

static bool reply_rows(const struct request *request, const struct cube *cube, const struct format *format,
                       const char *name, struct reply *reply, struct error *err) {
    struct rows_of_cube rows = columns_of(cube);
    struct about about = request_about(request, cube->title, cube->lang);
    struct writer writer = writer_open(request->arena, format, rows.columns, rows.count, &about);
    size_t step = distance(cube, CUBE_CONTENTS);
    for (size_t i = 0; i < cube->cell_count && writer.fault == WRITER_GOOD; i++)
        if (i / step % cube->content_count == 0) write_row(&writer, cube, &rows, i);
    return reply_table(request, &writer, name, reply, err);
}

/* ---- the reply ---- */

static void reply_whole(const struct request *request, const struct cube *cube, const struct format *format,
                        const char *name, struct reply *reply) {
    struct text out = text_start(request->arena);
    format->writer->cube(&out, cube);
    reply_public_json(reply, out.data, out.length);
    if (format->media != MEDIA_JSON_STAT) reply_file_name(request, name, format->media, reply);
}

/* What outputFormat says, else what is accepted. JSON-stat goes by the name of JSON, as clients expect. */
static enum media output_of(const struct request *request, const struct asking *asking) {
    if (asking->output >= 0) return outputs[asking->output];
    return request->media == MEDIA_JSON ? MEDIA_JSON_STAT : request->media;
}

bool handle_pxweb_data(struct request *request, struct reply *reply, struct error *err) {
    struct asking asking = {.arena = request->arena, .output = -1};
    const struct pxweb_parameters parameters = {
        read_parameter, "lang, outputFormat, valueCodes[...], codelist[...], outputValues[...]", &asking};
    enum lang lang;
    struct px_table table;
    struct cube cube;
    if (!pxweb_read(request, &parameters, &lang, err) ||
        !px_table_find(request, request->arguments[0], lang, &table, err) || !read_body(request, &asking, err) ||
        !request_take_export(request, err) || !read_cube(request, &table, &asking, lang, &cube, err))
        return false;
    enum media media = output_of(request, &asking);
    const struct format *format = format_of(media);
    reply->language = lang_codes[lang];
    reply->content_type = media_types[media == MEDIA_JSON_STAT ? MEDIA_JSON : media].content_type;
    if (format->shape == SHAPE_TABLE) return reply_rows(request, &cube, format, table.id, reply, err);
    reply_whole(request, &cube, format, table.id, reply);
    return true;
}
