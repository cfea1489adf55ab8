/* The reader of query parameters: what it takes, what it refuses, and that it names everything at once. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "domain/parameters.h"
#include "domain/query.h"

static struct config config = {.default_page = 20, .max_page = 1000, .max_offset = 10000, .max_values = 200};

enum { MOST = 8 };

struct outcome {
    struct arena *arena;
    struct error err;
    struct query query;
    bool good;
};

/* Reads "a=1&b=2" against a resource. */
static struct outcome read_text(const char *resource, const char *text) {
    struct outcome outcome = {.arena = arena_create()};
    struct parameter parameters[MOST];
    struct query_limits limits = {.lang = LANG_SV, .config = &config};
    char **pairs;
    size_t count = *text == '\0' ? 0 : text_split(outcome.arena, text, '&', &pairs);
    for (size_t i = 0; i < count; i++) {
        char *equals = strchr(pairs[i], '=');
        *equals = '\0';
        parameters[i] = (struct parameter){pairs[i], equals + 1};
    }
    outcome.err = error_start(outcome.arena);
    outcome.good = query_read(resource_find(resource), parameters, count, &limits, &outcome.query, &outcome.err);
    return outcome;
}

struct refusal {
    const char *resource, *text, *parameter, *code;
};

static const struct refusal refusals[] = {
    {"indicators", "limit=0", "limit", "out_of_range"},
    {"indicators", "limit=-1", "limit", "out_of_range"},
    {"indicators", "limit=1001", "limit", "out_of_range"},
    {"indicators", "limit=1e3", "limit", "not_an_integer"},
    {"indicators", "limit=", "limit", "not_an_integer"},
    {"indicators", "limit=9999999999999999999", "limit", "out_of_range"},
    {"indicators", "limit=-9999999999999999999", "limit", "out_of_range"},
    {"indicators", "offset=10001", "offset", "out_of_range"},
    {"indicators", "colour=red", "colour", "unknown_parameter"},
    {"indicators", "sort=colour", "sort", "unknown_sort"},
    {"indicators", "sort=", "sort", "unknown_sort"},
    {"indicators", "fields=code,colour", "fields", "unknown_field"},
    {"indicators", "expand=colour", "expand", "unknown_expansion"},
    {"indicators", "kind=love", "kind", "unknown_code"},
    {"indicators", "kind=Trust", "kind", "unknown_code"},
    {"indicators", "lang=fi", "lang", "unknown_code"},
    {"indicators", "q=", "q", "empty"},
    {"indicators", "after=AAAA", "after", "not_a_cursor"},
    {"indicators", "after=!", "after", "not_a_cursor"},
    {"indicators", "decimals_min=x", "decimals_min", "not_an_integer"},
    {"indicators", "period=latest", "period", "unknown_parameter"},
    {"observations", "period=2024-13", "period", "not_a_period"},
    {"observations", "period_from=latest", "period_from", "not_a_period"},
    {"observations", "value_min=1,5", "value_min", "not_a_decimal"},
    {"observations", "is_synthetic=yes", "is_synthetic", "not_a_boolean"},
    {"observations", "history=1", "history", "not_a_boolean"},
    {"observations", "history=", "history", "not_a_boolean"},
    {"observations", "last_n=0", "last_n", "out_of_range"},
    {"observations", "as_of=", "as_of", "not_a_time"},
    {"observations", "as_of=yesterday", "as_of", "not_a_time"},
    {"observations", "as_of=2024-02-30", "as_of", "not_a_time"},
    {"observations", "period=latest&last_n=2", "period", "excludes"},
    {"observations", "indicator=INS-01", "indicator", "not_a_code"},
    {"observations", "indicator=", "indicator", "empty"},
};

Test(query, refuses_and_names) {
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct outcome outcome = read_text(refusals[i].resource, refusals[i].text);
        cr_expect_not(outcome.good, "%s was taken", refusals[i].text);
        cr_assert_eq(outcome.err.violation_count, 1, "%s: %zu violations", refusals[i].text,
                     outcome.err.violation_count);
        cr_expect_str_eq(outcome.err.violations[0].name, refusals[i].parameter);
        cr_expect_str_eq(violation_code_name(outcome.err.violations[0].code), refusals[i].code, "%s", refusals[i].text);
        arena_destroy(outcome.arena);
    }
}

Test(query, names_everything_at_once) {
    struct outcome outcome = read_text("observations", "limit=0&sort=one,two&value_min=z&colour=red");
    cr_expect_eq(outcome.err.violation_total, 5);
    cr_expect_eq(problem_status(outcome.err.kind), 400);
    arena_destroy(outcome.arena);
}

struct taken {
    long number;
    bool is_true;
    const char *code, *time;
    enum lang lang;
    int word;
    size_t count;
};

static bool take(void *state, const struct parameter *parameter, struct error *err) {
    static const char *const words[] = {"one", "two"};
    struct taken *taken = state;
    char **values;
    if (text_equal(parameter->name, "number")) parameter_integer(parameter, 1, 9, &taken->number, err);
    if (text_equal(parameter->name, "truth")) parameter_boolean(parameter, &taken->is_true, err);
    if (text_equal(parameter->name, "code")) parameter_code(parameter, &taken->code, err);
    if (text_equal(parameter->name, "time")) parameter_moment(parameter, &taken->time, err);
    if (text_equal(parameter->name, "lang")) parameter_lang(parameter, &taken->lang, err);
    if (text_equal(parameter->name, "word")) taken->word = parameter_word(parameter, words, 2, err);
    if (text_equal(parameter->name, "list")) parameter_values(parameter, true, 2, &values, &taken->count, err);
    if (text_equal(parameter->name, "whole")) parameter_values(parameter, false, 2, &values, &taken->count, err);
    return !text_equal(parameter->name, "other");
}

static const char *names(const void *state, struct arena *arena) {
    (void)state, (void)arena;
    return "number, format";
}

static const struct {
    const char *name, *value, *code, *argument; /* code NULL: taken */
} single[] = {
    {"number", "9", NULL, NULL},
    {"number", "10", "out_of_range", "1"},
    {"number", "", "not_an_integer", NULL},
    {"truth", "false", NULL, NULL},
    {"truth", "True", "not_a_boolean", NULL},
    {"code", "rel-1", NULL, NULL},
    {"code", "", "not_a_code", NULL},
    {"code", "Rel", "not_a_code", NULL},
    {"time", "2024-02-29", NULL, NULL},
    {"time", "2024-02-29T08:00:00Z", NULL, NULL},
    {"time", "2023-02-29", "not_a_time", NULL},
    {"lang", "da", NULL, NULL},
    {"lang", "all", "not_supported", "sv, da, en"},
    {"word", "two", NULL, NULL},
    {"word", "three", "unknown_code", "three"},
    {"list", "a,b", NULL, NULL},
    {"list", "a,b,c", "too_many", "2"},
    {"whole", "a,b,c", NULL, NULL},
    {"other", "1", "unknown_parameter", "number, format"},
};

Test(query, reads_each_kind_of_parameter) {
    static const struct parameter_reader reader = {take, names};
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) {
        struct arena *arena = arena_create();
        struct error err = error_start(arena);
        struct taken taken = {0};
        const struct parameter parameter = {single[i].name, single[i].value};
        bool good = parameters_read(&parameter, 1, &reader, &taken, &err);
        cr_expect_eq(good, single[i].code == NULL, "%s=%s", single[i].name, single[i].value);
        cr_assert_eq(err.violation_count, single[i].code != NULL, "%s=%s", single[i].name, single[i].value);
        if (single[i].code != NULL) {
            cr_expect_str_eq(err.violations[0].name, single[i].name);
            cr_expect_str_eq(violation_code_name(err.violations[0].code), single[i].code);
        }
        if (single[i].argument != NULL) cr_expect_str_eq(err.violations[0].arguments[0], single[i].argument);
        arena_destroy(arena);
    }
}

Test(query, takes_what_parameters_say) {
    static const struct parameter_reader reader = {take, names};
    const struct parameter parameters[] = {{"number", "9"},        {"truth", "true"}, {"code", "rel-1"},
                                           {"time", "2024-02-29"}, {"lang", "da"},    {"word", "two"},
                                           {"list", "a,b"}};
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    struct taken taken = {0};
    cr_assert(parameters_read(parameters, sizeof parameters / sizeof *parameters, &reader, &taken, &err));
    cr_expect_eq(taken.number, 9);
    cr_expect(taken.is_true);
    cr_expect_str_eq(taken.code, "rel-1");
    cr_expect_str_eq(taken.time, "2024-02-29T00:00:00Z");
    cr_expect_eq(taken.lang, LANG_DA);
    cr_expect_eq(taken.word, 1);
    cr_expect_eq(taken.count, 2);
    arena_destroy(arena);
}

Test(query, has_defaults) {
    struct outcome outcome = read_text("indicators", "");
    cr_assert(outcome.good);
    cr_expect_eq(outcome.query.limit, 20);
    cr_expect_eq(outcome.query.offset, 0);
    cr_expect_eq(outcome.query.lang, LANG_SV);
    cr_expect_str_eq(outcome.query.sorts[0].field->name, "code");
    arena_destroy(outcome.arena);
}

Test(query, orders_by_what_was_asked_and_then_by_the_tie) {
    struct outcome outcome = read_text("indicators", "sort=-kind,name");
    cr_assert(outcome.good);
    cr_assert_eq(outcome.query.sort_count, 3);
    cr_expect_str_eq(outcome.query.sorts[0].field->name, "kind");
    cr_expect(outcome.query.sorts[0].descending);
    cr_expect_str_eq(outcome.query.sorts[2].field->name, "code");
    arena_destroy(outcome.arena);
}

Test(query, takes_its_own_cursor_back) {
    struct outcome first = read_text("indicators", "sort=-decimals");
    const char *const values[] = {NULL, "ins-01"};
    const char *cursor = query_cursor(first.arena, &first.query, values);
    struct outcome second = read_text("indicators", arena_printf(first.arena, "sort=-decimals&after=%s", cursor));
    cr_assert(second.good);
    cr_expect_null(second.query.after[0]);
    cr_expect_str_eq(second.query.after[1], "ins-01");
    struct outcome other = read_text("indicators", arena_printf(first.arena, "sort=decimals&after=%s", cursor));
    cr_expect_not(other.good, "a cursor of another order was taken");
    arena_destroy(first.arena);
    arena_destroy(second.arena);
    arena_destroy(other.arena);
}

static const struct {
    const char *resource, *field, *value;
    bool is_taken;
} cursor_values[] = {
    {"actions", "expected_progress", "0.3452722063037249", true},
    {"actions", "expected_progress", "1e-05", true},
    {"actions", "expected_progress", "-0", true},
    {"actions", "expected_progress", "", false},
    {"actions", "expected_progress", "--", false},
    {"actions", "expected_progress", "1.2.3", false},
    {"actions", "expected_progress", "1e999", false},
    {"actions", "expected_progress", "1e-999", false},
    {"actions", "expected_progress", "0x1", false},
    {"actions", "expected_progress", "NaN", false},
    {"indicators", "decimals", "1", true},
    {"indicators", "decimals", "1.5", false},
    {"observations", "value", "52.9", true},
    {"observations", "value", "5e1", false},
    {"observations", "period_end", "2024-12-31", true},
    {"observations", "period_end", "2024-13-31", false},
    {"observations", "weighted", "true", true},
    {"observations", "weighted", "t", false},
    {"changes", "at", "2025-01-01T00:00:00.5Z", true},
    {"changes", "at", "2025-01-01", false},
    {"terms", "code", "\xFF", false},
};

/* A cursor whose values the database would refuse is none of ours. */
Test(query, takes_no_values_from_a_cursor_that_do_not_fit) {
    for (size_t i = 0; i < sizeof cursor_values / sizeof *cursor_values; i++) {
        const char *sort = cursor_values[i].field;
        struct arena *arena = arena_create();
        struct outcome asked = read_text(cursor_values[i].resource, arena_printf(arena, "sort=%s", sort));
        const char **values = arena_alloc(arena, asked.query.sort_count * sizeof *values);
        cr_assert(asked.good, "%s %s", cursor_values[i].resource, sort);
        values[0] = cursor_values[i].value;
        const char *cursor = query_cursor(arena, &asked.query, values);
        struct outcome outcome =
            read_text(cursor_values[i].resource, arena_printf(arena, "sort=%s&after=%s", sort, cursor));
        cr_expect_eq(outcome.good, cursor_values[i].is_taken, "%s %s", sort, cursor_values[i].value);
        arena_destroy(asked.arena);
        arena_destroy(outcome.arena);
        arena_destroy(arena);
    }
}

Test(query, filters_by_several_values_and_ranges) {
    struct outcome outcome =
        read_text("observations", "area=se-9901,se-9902&value_min=1.5&period_from=2022&period=latest");
    cr_assert(outcome.good);
    cr_assert_eq(outcome.query.filter_count, 3);
    cr_expect_eq(outcome.query.filters[0].value_count, 2);
    cr_expect_eq(outcome.query.filters[1].test, FILTER_AT_LEAST);
    cr_expect(outcome.query.latest);
    arena_destroy(outcome.arena);
}
