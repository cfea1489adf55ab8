/* The reader of query parameters: what it takes, what it refuses, and that it names everything at once. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
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
    {"indicators", "limit=9999999999999999999", "limit", "not_an_integer"},
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
