/* GET /analyses/{name}: parameters read, one item for each combination of their values, framed as JSON or CSV. */
#include <stdlib.h>
#include <string.h>

#include "domain/query.h"
#include "private.h"

#define ANALYSES(X)                                                                                                    \
    X(trust_gaps)                                                                                                      \
    X(trust_classes)                                                                                                   \
    X(trends)                                                                                                          \
    X(effects)                                                                                                         \
    X(method_effects)                                                                                                  \
    X(trust_associations)                                                                                              \
    X(composite_indices)                                                                                               \
    X(benchmarks)                                                                                                      \
    X(retentions)                                                                                                      \
    X(plan_progresses)                                                                                                 \
    X(weakest_links)                                                                                                   \
    X(steering_reaches)                                                                                                \
    X(freshness_reports)                                                                                               \
    X(burden_reports)                                                                                                  \
    X(fidelities)                                                                                                      \
    X(document_shares)                                                                                                 \
    X(inside_out_reports)

#define X(name) extern const struct analysis analysis_##name;
ANALYSES(X)
#undef X

const struct analysis *const analyses[] = {
#define X(name) &analysis_##name,
    ANALYSES(X)
#undef X
};
const size_t analysis_count = sizeof analyses / sizeof *analyses;

/* ---- parameters ---- */

const char *const analysis_presentation[] = {"digits", "labels", "language", "shares", "unfold"};
const char *const analysis_shares[] = {"share", "percent"};

static void read_as_of(struct asked *asked, const struct parameter *parameter, struct error *err) {
    parameter_moment(parameter, &asked->as_of, err);
}

static void read_digits(struct asked *asked, const struct parameter *parameter, struct error *err) {
    parameter_integer(parameter, 1, ANALYSIS_MOST_DIGITS, &asked->how.digits, err);
}

/* Codes stay: what a client knows is told by them. */
static void read_labels(struct asked *asked, const struct parameter *parameter, struct error *err) {
    int word = parameter_word(parameter, query_labels, LABELS_COUNT, err);
    asked->how.has_labels = word == LABELS_BOTH;
    if (word == LABELS_NAMES) parameter_refuse(err, parameter->name, VIOLATION_NOT_SUPPORTED, "codes, both", NULL);
}

static void read_lang(struct asked *asked, const struct parameter *parameter, struct error *err) {
    parameter_lang(parameter, &asked->how.lang, err);
}

static void read_shares(struct asked *asked, const struct parameter *parameter, struct error *err) {
    size_t count = sizeof analysis_shares / sizeof *analysis_shares;
    asked->how.shares_as_percent = parameter_word(parameter, analysis_shares, count, err) == 1;
}

/* One of the lists of objects, inputs among them. */
static void read_unfold(struct asked *asked, const struct parameter *parameter, struct error *err) {
    const struct analysis *analysis = asked->analysis;
    const char **lists = arena_alloc(err->arena, (analysis->out_count + 1) * sizeof *lists);
    size_t count = 0;
    for (size_t i = 0; i < analysis->out_count; i++)
        if (analysis->out[i].type == FIELD_OBJECTS && (analysis->out[i].flags & SHAPE_LIST))
            lists[count++] = analysis->out[i].name;
    lists[count++] = analysis_notes[0].name;
    int word = parameter_word(parameter, lists, count, err);
    if (word >= 0) asked->how.unfolded = lists[word];
}

/* What all analyses take. */
static const struct {
    const char *name;
    void (*read)(struct asked *asked, const struct parameter *parameter, struct error *err);
} common[] = {
    {"as_of", read_as_of}, {"digits", read_digits}, {"labels", read_labels},
    {"lang", read_lang},   {"shares", read_shares}, {"unfold", read_unfold},
};
enum { COMMON_COUNT = sizeof common / sizeof *common };

static const char *names_of_parameters(const void *state, struct arena *arena) {
    const struct analysis *analysis = ((const struct asked *)state)->analysis;
    struct text names = text_start(arena);
    for (size_t i = 0; i < analysis->parameter_count; i++)
        text_add_item(&names, field_parameter(&analysis->parameters[i]));
    for (size_t i = 0; i < COMMON_COUNT; i++) text_add_item(&names, common[i].name);
    text_add_item(&names, "format");
    return names.data;
}

/* Keeps the first of equal values: each makes one item. Returns how many are left. */
static size_t leave_out_repeated(char **values, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_new = true;
        for (size_t j = 0; is_new && j < kept; j++) is_new = !text_equal(values[j], values[i]);
        if (is_new) values[kept++] = values[i];
    }
    return kept;
}

static void read_values(struct asked *asked, size_t index, const struct parameter *parameter, struct error *err) {
    const struct field *field = &asked->analysis->parameters[index];
    char **values;
    size_t count;
    bool fits = parameter_values(parameter, field->flags & FIELD_LIST, asked->most, &values, &count, err);
    asked->values[index] = values;
    asked->counts[index] = fits ? leave_out_repeated(values, count) : 1;
    for (size_t i = 0; i < asked->counts[index]; i++) parameter_check(field, parameter->name, values[i], err);
}

static bool read_parameter(void *state, const struct parameter *parameter, struct error *err) {
    struct asked *asked = state;
    for (size_t i = 0; i < COMMON_COUNT; i++) {
        if (!text_equal(parameter->name, common[i].name)) continue;
        common[i].read(asked, parameter, err);
        return true;
    }
    for (size_t i = 0; i < asked->analysis->parameter_count; i++) {
        if (!text_equal(field_parameter(&asked->analysis->parameters[i]), parameter->name)) continue;
        read_values(asked, i, parameter, err);
        return true;
    }
    return false;
}

/* How many values a parameter is taken apart into. */
static size_t choices_of(const struct asked *asked, size_t index) {
    bool together = asked->analysis->parameters[index].flags & FIELD_HELPER;
    return together || asked->counts[index] == 0 ? 1 : asked->counts[index];
}

/* The parameter with most values is the one to send fewer of. */
static void count_items(struct asked *asked, struct error *err) {
    size_t largest = 0, most = (size_t)asked->most;
    asked->item_count = 1;
    for (size_t i = 0; i < asked->analysis->parameter_count; i++) {
        asked->item_count *= choices_of(asked, i);
        if (choices_of(asked, i) > choices_of(asked, largest)) largest = i;
    }
    if (asked->item_count > most)
        parameter_refuse(err, field_parameter(&asked->analysis->parameters[largest]), VIOLATION_TOO_MANY_ITEMS,
                         arena_printf(err->arena, "%zu", asked->item_count), arena_printf(err->arena, "%zu", most));
}

static bool read_parameters(const struct request *request, struct asked *asked, struct error *err) {
    static const struct parameter_reader reader = {read_parameter, names_of_parameters};
    const struct analysis *analysis = asked->analysis;
    asked->values = arena_alloc(err->arena, (analysis->parameter_count + 1) * sizeof *asked->values);
    asked->counts = arena_alloc(err->arena, (analysis->parameter_count + 1) * sizeof *asked->counts);
    parameters_read(request->parameters, request->parameter_count, &reader, asked, err);
    for (size_t i = 0; i < analysis->parameter_count; i++)
        if ((analysis->parameters[i].flags & FIELD_REQUIRED) && asked->counts[i] == 0)
            parameter_refuse(err, field_parameter(&analysis->parameters[i]), VIOLATION_REQUIRED, NULL, NULL);
    count_items(asked, err);
    return !error_is_set(err);
}

/* ---- what is asked before the items ---- */

static void refuse_unknown(const struct field *field, const struct store_question *asked, struct error *err) {
    for (size_t i = 0; i < rows_count(asked->rows); i++)
        parameter_refuse(err, field_parameter(field), VIOLATION_UNKNOWN_CODE, rows_value(asked->rows, i, 0),
                         resource_codes(err->arena, asked->resource));
}

/* The day that the analysis is about, and codes that name nothing the caller may see. */
static bool ask_first(struct analysis_run *run, const struct asked *asked, struct error *err) {
    size_t most = 1 + asked->analysis->parameter_count, count = 1;
    struct store_question *questions = arena_alloc(err->arena, most * sizeof *questions);
    const struct field **fields = arena_alloc(err->arena, most * sizeof *fields);
    questions[0] = (struct store_question)QUESTION(SQL_ANALYSIS_DAY, &run->as_of, 1);
    for (size_t i = 0; i < asked->analysis->parameter_count; i++) {
        const struct field *field = &asked->analysis->parameters[i];
        if (field->type != FIELD_REF || asked->counts[i] == 0) continue;
        fields[count] = field;
        questions[count] = (struct store_question){.resource = resource_of_relation(field->of),
                                                   .parameters = (const char *const *)asked->values[i],
                                                   .count = asked->counts[i]};
        count++;
    }
    if (!store_run_together(run->db, questions, count, err)) return false;
    run->today = rows_value(questions[0].rows, 0, TODAY_DAY);
    for (size_t i = 1; i < count; i++) refuse_unknown(fields[i], &questions[i], err);
    return !error_is_set(err);
}

/* ---- items ---- */

static void choose_values(struct analysis_run *run, const struct asked *asked, size_t item) {
    for (size_t i = asked->analysis->parameter_count; i-- > 0;) {
        size_t choices = choices_of(asked, i), count = asked->counts[i];
        bool together = asked->analysis->parameters[i].flags & FIELD_HELPER;
        run->values[i] = count == 0 ? NULL
                         : together ? analysis_joined(run->result.arena, asked->values[i], count)
                                    : asked->values[i][item % choices];
        item /= choices;
    }
}

static void out_parameters(struct analysis_run *run) {
    for (size_t i = 0; i < run->analysis->parameter_count; i++)
        out_word(&run->result, run->analysis->parameters[i].name, run->values[i]);
    out_word(&run->result, "as_of", run->today);
}

static void out_notes(struct analysis_run *run) {
    struct run *out = &run->result;
    out_list(out, analysis_notes[0].name);
    for (const struct input *input = run->inputs; input != NULL; input = input->next) out_input(out, &input->figure);
    out_end(out, ']');
    out_word(out, "period_used", run->period_used);
    run->note.warnings |= run->warnings;
    out_note(out, &run->note);
    out_boolean(out, "is_synthetic", run->is_synthetic);
}

static bool make_item(struct analysis_run *run, const struct asked *asked, size_t item, struct error *err) {
    choose_values(run, asked, item);
    run->note = (struct note){.method = METHOD_NONE};
    run->is_synthetic = false;
    run->warnings = 0;
    run->period_used = NULL;
    run->mode = NULL;
    run->inputs = NULL;
    run->last_input = &run->inputs;
    out_object(&run->result, NULL);
    out_parameters(run);
    if (!run->analysis->analyse(run, err)) return false;
    out_notes(run);
    if (!present_labels(run, err)) return false;
    out_end(&run->result, '}');
    return true;
}

/* Whether the items up to now fit into a reply; refused with how many did. */
static bool has_room(const struct analysis_run *run, size_t items, struct error *err) {
    long most = run->request->config->max_analysis_bytes;
    if (sink_text(run->result.out)->length <= (size_t)most) return true;
    return parameter_refuse(err, field_parameter(&run->analysis->parameters[0]), VIOLATION_TOO_LARGE,
                            arena_printf(err->arena, "%ld", most), arena_printf(err->arena, "%zu", items));
}

static bool make_items(struct analysis_run *run, const struct asked *asked, struct error *err) {
    for (size_t i = 0; i < asked->item_count; i++)
        if (!store_has_time(run->db, err) || !make_item(run, asked, i, err) || !has_room(run, i, err)) return false;
    return true;
}

/* ---- the request ---- */

static bool analyse_all(struct analysis_run *run, const struct asked *asked, struct error *err) {
    return ask_first(run, asked, err) && store_look_back(run->db, run->as_of, err) && make_items(run, asked, err);
}

static void reply_list(const struct analysis_run *run, struct reply *reply) {
    const struct text *list = sink_text(run->result.out);
    long count = (long)run->asked->item_count;
    struct text json = collection_start(run->request, run->analysis->list, list->length);
    text_add_bytes(&json, list->data + strlen("["), list->length - strlen("[]"));
    const struct collection collection = {.count = count, .total = count, .limit = count};
    collection_reply(run->request, &collection, &json, reply);
}

bool handle_analysis(struct request *request, struct reply *reply, struct error *err) {
    const struct analysis *analysis = request->route->subject;
    struct asked asked = {.analysis = analysis, .most = request->config->max_analysis_items};
    struct arena *arena = request->arena;
    const struct format *format = format_of(request->media);
    bool is_table = format->shape == SHAPE_TABLE;
    asked.how = (struct presentation){.lang = request->lang, .unfolded = analysis->unfolded, .is_table = is_table};
    if (!read_parameters(request, &asked, err)) return false;
    bool is_swedish = asked.how.lang == LANG_SV;
    struct about about =
        request_about(request, is_swedish ? analysis->title_sv : analysis->title_en, is_swedish ? LANG_SV : LANG_EN);
    struct analysis_run run = {
        .analysis = analysis, .asked = &asked, .request = request, .as_of = asked.as_of, .how = asked.how};
    struct sink *sink = is_table ? analysis_table(arena, analysis, format, &run.how, &about) : sink_json(arena);
    struct sink *presented = present(arena, analysis, &run.how, sink);
    run.result = (struct run){arena, request->config, NULL, stats_default_levels, presented, err};
    if (run.how.has_labels || format->leaving == LEAVES_SPOOLED) reply->language = lang_codes[run.how.lang];
    run.values = arena_alloc(arena, (asked.analysis->parameter_count + 1) * sizeof *run.values);
    if (!request_borrow(request, &run.db, err)) return false;
    out_list(&run.result, NULL);
    bool good = analyse_all(&run, &asked, err);
    store_return(run.db);
    if (!good || error_is_set(err)) return false;
    out_end(&run.result, ']');
    if (is_table) return reply_table(request, sink_table_writer(sink), asked.analysis->name, reply, err);
    reply_list(&run, reply);
    return true;
}
