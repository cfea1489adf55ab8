/* The pure parts of http: target, head, matcher, negotiation, trace, entity tags, headers, shares of clients, problem.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <jansson.h>
#include <netinet/in.h>
#include <string.h>

#include "../../service/http/clients-private.h"
#include "../../service/http/conditional-private.h"
#include "../../service/http/head-private.h"
#include "../../service/http/headers-private.h"
#include "../../service/http/http-private.h"
#include "../../service/http/match-private.h"
#include "../../service/http/negotiate-private.h"
#include "../../service/http/target-private.h"
#include "../../service/http/trace-private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct arena *arena;

static void open_arena(void) { arena = arena_create(); }
static void close_arena(void) { arena_destroy(arena); }

TestSuite(http, .init = open_arena, .fini = close_arena);

static const struct {
    const char *raw;
    enum target_fault fault;
    const char *path;
} targets[] = {
    {"/", TARGET_FINE, "/"},
    {"*", TARGET_FINE, "*"},
    {"/a/b", TARGET_FINE, "/a/b"},
    {"/a/", TARGET_FINE, "/a/"},
    {"/a%20b", TARGET_FINE, "/a b"},
    {"/a+b", TARGET_FINE, "/a+b"},
    {"/%C3%A5", TARGET_FINE, "/å"},
    {"/å", TARGET_FINE, "/å"},
    {"/...", TARGET_FINE, "/..."},
    {"/a.b", TARGET_FINE, "/a.b"},
    {"/a%252F", TARGET_FINE, "/a%2F"},
    {"http://host/a", TARGET_FINE, "/a"},
    {"HTTPS://host:1", TARGET_FINE, "/"},
    {"http://host?a=1", TARGET_FINE, "/"},
    {"", TARGET_NO_PATH, NULL},
    {"a", TARGET_NO_PATH, NULL},
    {"?a", TARGET_NO_PATH, NULL},
    {"http:///a", TARGET_NO_PATH, NULL},
    {"ftp://host/a", TARGET_NO_PATH, NULL},
    {"/a b", TARGET_BAD_CHARACTER, NULL},
    {"/a%0Ab", TARGET_BAD_CHARACTER, NULL},
    {"/a\x7F", TARGET_BAD_CHARACTER, NULL},
    {"/?a\tb", TARGET_BAD_CHARACTER, NULL},
    {"/%", TARGET_BAD_ESCAPE, NULL},
    {"/%4", TARGET_BAD_ESCAPE, NULL},
    {"/%4g", TARGET_BAD_ESCAPE, NULL},
    {"/?%", TARGET_BAD_ESCAPE, NULL},
    {"/?a=%4&b=1", TARGET_BAD_ESCAPE, NULL},
    {"/%00", TARGET_NUL, NULL},
    {"/?a=%00", TARGET_NUL, NULL},
    {"/a%2Fb", TARGET_ENCODED_SLASH, NULL},
    {"/a%2fb", TARGET_ENCODED_SLASH, NULL},
    {"/a\\b", TARGET_BACKSLASH, NULL},
    {"/a%5Cb", TARGET_BACKSLASH, NULL},
    {"//", TARGET_EMPTY_SEGMENT, NULL},
    {"/a//b", TARGET_EMPTY_SEGMENT, NULL},
    {"//a", TARGET_EMPTY_SEGMENT, NULL},
    {"/.", TARGET_DOT_SEGMENT, NULL},
    {"/a/../b", TARGET_DOT_SEGMENT, NULL},
    {"/%2e%2E", TARGET_DOT_SEGMENT, NULL},
    {"/a/.%2e/b", TARGET_DOT_SEGMENT, NULL},
    {"/%FF", TARGET_NOT_UTF8, NULL},
    {"/%C3", TARGET_NOT_UTF8, NULL},
    {"/%C0%AF", TARGET_NOT_UTF8, NULL},
    {"/%ED%A0%80", TARGET_NOT_UTF8, NULL},
    {"/?q=%C3%28", TARGET_NOT_UTF8, NULL},
    {"/?%FF", TARGET_NOT_UTF8, NULL},
    {"/#a", TARGET_FRAGMENT, NULL},
    {"/?a#b", TARGET_FRAGMENT, NULL},
};

Test(http, target_is_read_or_refused) {
    for (size_t i = 0; i < COUNT(targets); i++) {
        struct target target;
        enum target_fault fault = target_parse(arena, targets[i].raw, &target);
        cr_expect_eq(fault, targets[i].fault, "%s: %d", targets[i].raw, (int)fault);
        if (targets[i].path != NULL) cr_expect_str_eq(target.path, targets[i].path, "%s", targets[i].raw);
    }
}

Test(http, every_target_fault_is_worded) {
    for (int fault = TARGET_FINE + 1; fault < TARGET_FAULT_COUNT; fault++) {
        struct error err = error_start(arena);
        cr_expect_not(target_refuse((enum target_fault)fault, &err));
        cr_expect_eq(err.kind, PROBLEM_MALFORMED_REQUEST);
        for (int lang = 0; lang < LANG_COUNT; lang++) cr_expect_gt(strlen(err.detail[lang]), 10);
    }
}

Test(http, parameters_are_decoded_in_order) {
    static const struct parameter expected[] = {{"a", "1"}, {"b", "x y+z"}, {"c", ""},   {"d", ""},
                                                {"", "e"},  {"f=g", "h=i"}, {"å", "1/2"}};
    struct target target;
    enum target_fault fault = target_parse(arena, "/p?a=1&b=x+y%2Bz&c&d=&=e&f%3Dg=h=i&&%C3%A5=1/2&", &target);
    cr_assert_eq(fault, TARGET_FINE);
    cr_assert_eq(target.parameter_count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        cr_expect_str_eq(target.parameters[i].name, expected[i].name);
        cr_expect_str_eq(target.parameters[i].value, expected[i].value);
    }
}

Test(http, path_is_encoded_for_problems) {
    cr_expect_str_eq(target_encode(arena, "/a b/å?\"%"), "/a%20b/%C3%A5%3F%22%25");
    cr_expect_str_eq(target_encode(arena, "/a-1._~/(x)"), "/a-1._~/(x)");
}

static bool handle(struct request *request, struct reply *reply, struct error *err) {
    (void)request, (void)reply, (void)err;
    return true;
}

#define ROUTE(verb, path)                                                                                              \
    { .method = HTTP_##verb, .pattern = (path), .handle = handle, .scope = 1 }

static const struct route routes[] = {
    ROUTE(GET, "/"),
    ROUTE(GET, "/docs/"),
    ROUTE(GET, "/v1/trust-gaps"),
    ROUTE(POST, "/v1/trust-gaps"),
    ROUTE(GET, "/v1/trust-gaps/{code}"),
    ROUTE(DELETE, "/v1/trust-gaps/{code}"),
    ROUTE(GET, "/v1/trust-gaps/latest"),
    ROUTE(GET, "/v1/{kind}/{code}"),
    ROUTE(GET, "/v1/releases/{code}/preview"),
};

static void make_table(struct route_table *table) {
    struct error err = error_start(arena);
    cr_assert(route_table_make(arena, routes, COUNT(routes), table, &err));
}

Test(http, the_most_exact_pattern_wins) {
    static const struct {
        const char *path, *pattern, *arguments[ROUTE_MOST_ARGUMENTS];
    } cases[] = {
        {"/", "/", {NULL}},
        {"/docs/", "/docs/", {NULL}},
        {"/docs", NULL, {NULL}},
        {"/v1/trust-gaps", "/v1/trust-gaps", {NULL}},
        {"/v1/trust-gaps/", NULL, {NULL}},
        {"/v1/trust-gaps/latest", "/v1/trust-gaps/latest", {NULL}},
        {"/v1/trust-gaps/tg-1", "/v1/trust-gaps/{code}", {"tg-1"}},
        {"/v1/other/x", "/v1/{kind}/{code}", {"other", "x"}},
        {"/v1/releases/rel-1/preview", "/v1/releases/{code}/preview", {"rel-1"}},
        {"/v1/releases//preview", NULL, {NULL}},
        {"/v1", NULL, {NULL}},
        {"*", NULL, {NULL}},
        {"/1/2/3/4/5/6/7/8/9/10/11/12/13/14", NULL, {NULL}},
    };
    struct route_table table;
    make_table(&table);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *arguments[ROUTE_MOST_ARGUMENTS] = {NULL};
        const struct pattern *pattern = route_table_match(&table, arena, cases[i].path, arguments);
        cr_expect_eq(pattern == NULL, cases[i].pattern == NULL, "%s", cases[i].path);
        if (pattern != NULL && cases[i].pattern != NULL) cr_expect_str_eq(pattern->text, cases[i].pattern);
        for (size_t j = 0; j < ROUTE_MOST_ARGUMENTS; j++)
            if (cases[i].arguments[j] != NULL) cr_expect_str_eq(arguments[j], cases[i].arguments[j]);
    }
}

Test(http, right_spelling_is_suggested) {
    static const struct {
        const char *path, *suggestion;
    } cases[] = {
        {"/v1/Trust-Gaps", "/v1/trust-gaps"},
        {"/v1/trust_gaps", "/v1/trust-gaps"},
        {"/v1/trust-gaps/", "/v1/trust-gaps"},
        {"/V1/TRUST_GAPS/", "/v1/trust-gaps"},
        {"/v1/Releases/Rel-1/preview/", "/v1/releases/Rel-1/preview"},
        {"/docs", "/docs/"},
        {"/DOCS", "/docs/"},
        {"/v1/trust-gap", "/v1/trust-gaps"},
        {"/v1/trust-gapps", "/v1/trust-gaps"},
        {"/v1/rust-gaps/", "/v1/trust-gaps"},
        {"/v1/trust-bags", NULL},
        {"/v1/trust-gabs", "/v1/trust-gaps"},
        {"/v1/tursT-gaps", NULL},
        {"/v1/turst-gaps", "/v1/trust-gaps"},
        {"/v1/trust-gasp", "/v1/trust-gaps"},
        {"/v1/relaeses/rel-1/preveiw", "/v1/releases/rel-1/preview"},
        {"/doc", "/docs/"},
        {"/bocs", "/docs/"},
        {"/v1/trust-gapsss", NULL},
        {"/v1/trust", NULL},
        {"/v2/trust-gaps", "/v1/trust-gaps"},
        {"/v2/Trust_Gaps/", "/v1/trust-gaps"},
        {"/trust-gaps", "/v1/trust-gaps"},
        {"/trust-gap", "/v1/trust-gaps"},
        {"/trust-gaps/a1", "/v1/trust-gaps/a1"},
        {"/api/v1/trust-gaps", "/v1/trust-gaps"},
        {"/a/b/v1/trust-gaps/", "/v1/trust-gaps"},
        {"/a/b/c/v1/trust-gaps", NULL},
        {"/v2/releases/rel-1/preview", "/v1/releases/rel-1/preview"},
        {"/v2/releases/rel-1/preview/", "/v1/releases/rel-1/preview"},
        {"/a/rel-1/preview", NULL},
        {"/v1", "/v1/trust-gaps"},
        {"/v2", NULL},
        {"/preview", NULL},
        {"/x/", NULL},
        {"/v1/", "/v1/trust-gaps"},
        {"*", NULL},
        {"/1/2/3/4/5/6/7/8/9/10/11/12", NULL},
    };
    struct route_table table;
    make_table(&table);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *suggestion = route_table_suggest(&table, arena, cases[i].path);
        cr_expect_eq(suggestion == NULL, cases[i].suggestion == NULL, "%s", cases[i].path);
        if (suggestion != NULL && cases[i].suggestion != NULL) cr_expect_str_eq(suggestion, cases[i].suggestion);
    }
}

Test(http, allow_names_the_methods) {
    const char *arguments[ROUTE_MOST_ARGUMENTS];
    struct route_table table;
    make_table(&table);
    cr_expect_str_eq(pattern_allow(route_table_match(&table, arena, "/v1/trust-gaps", arguments), arena),
                     "GET, HEAD, POST, OPTIONS");
    cr_expect_str_eq(pattern_allow(route_table_match(&table, arena, "/v1/trust-gaps/x", arguments), arena),
                     "GET, HEAD, DELETE, OPTIONS");
}

Test(http, bad_tables_are_refused) {
    static const struct route bad[][2] = {
        {ROUTE(GET, "/a"), ROUTE(GET, "/a")},
        {ROUTE(GET, "/a"), {.method = HTTP_GET, .pattern = "/b", .handle = handle}},
        {ROUTE(GET, "/a"), ROUTE(GET, "b")},
        {ROUTE(GET, "/a"), ROUTE(GET, "/{a}/{b}/{c}/{d}/{e}/{f}/{g}")},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct error err = error_start(arena);
        struct route_table table;
        cr_expect_not(route_table_make(arena, bad[i], 2, &table, &err), "%zu", i);
        cr_expect_not_null(err.cause);
    }
}

Test(http, accept_is_negotiated) {
    const unsigned both = MEDIA_BIT(JSON) | MEDIA_BIT(CSV);
    const struct {
        const char *accept;
        unsigned produces;
        int media;
    } cases[] = {
        {NULL, both, MEDIA_JSON},
        {"", both, MEDIA_JSON},
        {"*/*", both, MEDIA_JSON},
        {"*/*", MEDIA_BIT(CSV), MEDIA_CSV},
        {"text/csv", both, MEDIA_CSV},
        {"TEXT/CSV ; q=0.5", both, MEDIA_CSV},
        {"text/*", both, MEDIA_CSV},
        {"application/json;q=0.5, text/csv", both, MEDIA_CSV},
        {"application/json;q=0.5,text/csv;q=0.500", both, MEDIA_JSON},
        {"text/html, application/xhtml+xml, */*;q=0.8", both, MEDIA_JSON},
        {"*/*, application/json;q=0", both, MEDIA_CSV},
        {"text/*;q=0.3, text/csv;q=0.9, application/json;q=0.5", both, MEDIA_CSV},
        {"text/csv;header=present", both, MEDIA_CSV},
        {"image/png", both, -1},
        {"application/json;q=0", both, -1},
        {"application/json;q=2", both, MEDIA_JSON},
        {"application/json;q=x", both, MEDIA_JSON},
        {"application/json;q=", both, MEDIA_JSON},
        {"application/json;q", both, MEDIA_JSON},
        {"application/json;q=-1", both, MEDIA_JSON},
        {"application/json;q=.", both, MEDIA_JSON},
        {"application/json;q=0.5.5", both, MEDIA_JSON},
        {"application/json;q=0.0", both, -1},
        {"application/json;q=.9", both, MEDIA_JSON},
        {"application/json;q=.5, text/csv;q=.9", both, MEDIA_CSV},
        {"application/json;q=0.33333, text/csv;q=0.4", both, MEDIA_CSV},
        {"application/json; q = 0.2 , text/csv ; Q=0.4", both, MEDIA_CSV},
        {"application/json;q=0.00001", both, MEDIA_JSON},
        {"application/json;q=00.5", both, MEDIA_JSON},
        {"application/json;q=1.0000, text/csv", both, MEDIA_JSON},
        {"application/json;profile=\"a,b;q=0\", text/csv;q=0.5", both, MEDIA_JSON},
        {"application/json;profile=\"a\\\",b\";q=0.1, text/csv;q=0.5", both, MEDIA_CSV},
        {"image/png;profile=\"open", both, -1},
        {"*", both, MEDIA_JSON},
        {"*;q=.2", MEDIA_BIT(CSV), MEDIA_CSV},
        {"*;q=0", both, -1},
        {"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", both, MEDIA_JSON},
        {"application", both, -1},
        {"text/csvx", both, -1},
        {"image/png", 0, MEDIA_JSON},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect_eq(negotiate_accept(cases[i].accept, cases[i].produces), cases[i].media, "%s",
                     cases[i].accept == NULL ? "none" : cases[i].accept);
}

static const struct {
    const char *accept;
    enum cache_coding coding;
} accepted_codings[] = {
    {NULL, CODING_IDENTITY},
    {"", CODING_IDENTITY},
    {"gzip", CODING_GZIP},
    {"gzip, deflate, br, zstd", CODING_BROTLI},
    {"GZIP;q=0.8 , br; q=0.2", CODING_GZIP},
    {"br;q=0, gzip;q=0", CODING_IDENTITY},
    {"*", CODING_BROTLI},
    {"*;q=0.5, br;q=0", CODING_GZIP},
    {"*;q=0", CODING_IDENTITY},
    {"identity, gzip;q=0.5", CODING_IDENTITY},
    {"identity;q=0.5, gzip;q=0.5", CODING_GZIP},
    {"brotli", CODING_IDENTITY},
    {"gzip;q=x", CODING_GZIP},
};

Test(http, coding_of_the_body) {
    for (size_t i = 0; i < COUNT(accepted_codings); i++)
        cr_expect_eq(negotiate_coding(accepted_codings[i].accept), accepted_codings[i].coding, "%s",
                     accepted_codings[i].accept);
}

Test(http, format_and_content_type_name_a_medium) {
    const unsigned both = MEDIA_BIT(JSON) | MEDIA_BIT(CSV);
    cr_expect_eq(negotiate_format("csv", both), MEDIA_CSV);
    cr_expect_eq(negotiate_format("CSV", both), -1);
    cr_expect_eq(negotiate_format("ndjson", both), -1);
    cr_expect_eq(negotiate_format("", both), -1);
    cr_expect_str_eq(negotiate_formats(arena, both | MEDIA_BIT(METRICS)), "json, csv");
    cr_expect_str_eq(negotiate_formats(arena, MEDIA_BIT(METRICS)), "");
    cr_expect_str_eq(negotiate_types(arena, both), "application/json, text/csv");
    cr_expect_eq(negotiate_content_type("application/json", both), MEDIA_JSON);
    cr_expect_eq(negotiate_content_type("Application/JSON ;charset=\"UTF-8\"", both), MEDIA_JSON);
    cr_expect_eq(negotiate_content_type("text/csv; header=present; charset=utf-8", both), MEDIA_CSV);
    cr_expect_eq(negotiate_content_type("application/json; charset=utf8", both), MEDIA_JSON);
    cr_expect_eq(negotiate_content_type("application/json; charset='UTF-8';", both), MEDIA_JSON);
    cr_expect_eq(negotiate_content_type("application/json; charset", both), MEDIA_JSON);
    cr_expect_eq(negotiate_content_type("application/json; charset=", both), MEDIA_JSON);
    cr_expect_eq(negotiate_content_type("application/json; profile=\"a;charset=x\"", both), MEDIA_JSON);
    cr_expect_eq(negotiate_content_type("text/csv; charset=iso-8859-1", both), -1);
    cr_expect_eq(negotiate_content_type("text/csv; charset=\"utf-16\"", both), -1);
    cr_expect_eq(negotiate_content_type("application/jsonx", both), -1);
    cr_expect_eq(negotiate_content_type("application/merge-patch+json", both), -1);
    cr_expect_eq(negotiate_content_type("", both), -1);
}

#define TRACE_ID "0af7651916cd43dd8448eb211c80319c"
#define PARENT "b7ad6b7169203331"

Test(http, traceparent_is_validated) {
    static const struct {
        const char *traceparent;
        bool is_valid;
    } cases[] = {
        {"00-" TRACE_ID "-" PARENT "-01", true},
        {"00-" TRACE_ID "-" PARENT "-ff", true},
        {"cc-" TRACE_ID "-" PARENT "-01", true},
        {"cc-" TRACE_ID "-" PARENT "-01-what-comes", true},
        {"cc-" TRACE_ID "-" PARENT "-01.what", false},
        {"00-" TRACE_ID "-" PARENT "-01-", false},
        {"ff-" TRACE_ID "-" PARENT "-01", false},
        {"0x-" TRACE_ID "-" PARENT "-01", false},
        {"00-0AF7651916CD43DD8448EB211C80319C-" PARENT "-01", false},
        {"00-00000000000000000000000000000000-" PARENT "-01", false},
        {"00-" TRACE_ID "-0000000000000000-01", false},
        {"00-" TRACE_ID "-" PARENT "-0", false},
        {"00-" TRACE_ID "-" PARENT "-0g", false},
        {"00_" TRACE_ID "-" PARENT "-01", false},
        {"00-" TRACE_ID PARENT "--01", false},
        {"", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct trace trace;
        cr_expect_eq(trace_parse(cases[i].traceparent, &trace), cases[i].is_valid, "%s", cases[i].traceparent);
    }
}

Test(http, trace_goes_on_or_starts) {
    struct trace on, fresh;
    char traceparent[TRACEPARENT_SIZE];
    trace_continue("00-" TRACE_ID "-" PARENT "-01", &on);
    cr_expect_str_eq(on.trace_id, TRACE_ID);
    cr_expect_str_eq(on.parent, PARENT);
    cr_expect_str_neq(on.span_id, PARENT);
    trace_write(&on, traceparent);
    cr_expect_eq(strlen(traceparent), 55);
    cr_expect(strncmp(traceparent, "00-" TRACE_ID "-", 36) == 0);
    trace_continue("nonsense", &fresh);
    trace_write(&fresh, traceparent);
    cr_expect(trace_parse(traceparent, &on));
    cr_expect_str_eq(fresh.parent, "");
}

Test(http, entity_tags_are_compared_weakly) {
    static const struct {
        const char *header;
        bool is_listed;
    } cases[] = {
        {"\"3-ab\"", true},
        {"W/\"3-ab\"", true},
        {"*", true},
        {"\"x\", W/\"y,z\" ,\"3-ab\"", true},
        {"\"x\",,\"3-ab\"", true},
        {"\"3-ab-gzip\"", true},
        {"W/\"3-ab--gzip\"", true},
        {"\"3-ab;br\"", true},
        {"\"x\", \"3-ab-gzip\"", true},
        {"\"3-ab-0\"", false},
        {"\"3-a-gzip\"", false},
        {"\"3-abc\"", false},
        {"\"3-a\"", false},
        {"3-ab", false},
        {"\"3-ab", false},
        {"\"x\" 3-ab", false},
        {"w/\"3-ab\"", false},
        {"", false},
        {" , ", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect_eq(etag_listed(cases[i].header, "\"3-ab\""), cases[i].is_listed, "%s", cases[i].header);
}

Test(http, entity_tag_follows_revision_and_content) {
    const char *tag = etag_make(arena, 7, "abc", 3);
    cr_expect_eq(strlen(tag), 20);
    cr_expect(strncmp(tag, "\"7-", 3) == 0);
    cr_expect_str_eq(tag, etag_make(arena, 7, "abc", 3));
    cr_expect_str_neq(tag, etag_make(arena, 8, "abc", 3));
    cr_expect_str_neq(tag, etag_make(arena, 7, "abd", 3));
}

/* Reads "Name: value" lines, ended by NULL. */
static struct headers read_headers(const char *const *lines) {
    struct headers headers = headers_start(arena, 8);
    for (; *lines != NULL; lines++) {
        const char *colon = strchr(*lines, ':');
        headers_add(&headers, arena_strndup(arena, *lines, (size_t)(colon - *lines)), colon + 2);
    }
    return headers;
}

Test(http, ambiguous_headers_are_refused) {
    static const struct config config = {.max_headers = 8, .max_header_bytes = 200};
    static const struct {
        const char *lines[10];
        enum problem problem;
        int64_t length;
    } cases[] = {
        {{"Host: a"}, PROBLEM_NONE, 0},
        {{"Host: a", "Content-Length: 12"}, PROBLEM_NONE, 12},
        {{"Host: a", "Transfer-Encoding: Chunked"}, PROBLEM_NONE, BODY_LENGTH_UNKNOWN},
        {{"Host: a", "Accept: b", "accept: c"}, PROBLEM_NONE, 0},
        {{"X: a"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "host: b"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a b"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "Content-Length: 1", "Content-Length: 1"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "Content-Length: 1", "Transfer-Encoding: chunked"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "Content-Length: +1"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "Content-Length: 1, 1"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "Content-Length: "}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "Content-Length: 1234567890123456789"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "Transfer-Encoding: gzip, chunked"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "Authorization: a", "Authorization: b"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "If-Match: a", "If-Match: b"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "Idempotency-Key: a", "Idempotency-Key: a"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "A b: c"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "A: b\x01"}, PROBLEM_MALFORMED_REQUEST, 0},
        {{"Host: a", "A: ", "A: ", "A: ", "A: ", "A: ", "A: ", "A: "}, PROBLEM_NONE, 0},
        {{"Host: a", "A: ", "A: ", "A: ", "A: ", "A: ", "A: ", "A: ", "A: "}, PROBLEM_HEADERS_TOO_LARGE, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct headers headers = read_headers(cases[i].lines);
        struct framing framing;
        struct error err = error_start(arena);
        bool is_fine = headers_check(&headers, &config, true, &framing, &err);
        cr_expect_eq(is_fine, cases[i].problem == PROBLEM_NONE, "%zu", i);
        cr_expect_eq(err.kind, cases[i].problem, "%zu", i);
        if (is_fine) cr_expect_eq(framing.content_length, cases[i].length, "%zu", i);
    }
}

Test(http, header_lines_are_joined) {
    static const char *const lines[] = {"Accept: a", "X: b", "ACCEPT: c", NULL};
    struct headers headers = read_headers(lines);
    cr_expect_str_eq(headers_get(&headers, "accept"), "a, c");
    cr_expect_str_eq(headers_get(&headers, "x"), "b");
    cr_expect_null(headers_get(&headers, "y"));
}

/* Reads a head as libmicrohttpd 0.9.75 does, in place: what a line holds beyond a NUL is passed over, a folded line
 * is joined to a copy of the name, and a line that begins with NUL, or with a colon, which it overwrites, is the last.
 */
struct lenient {
    char *at, *end;
    char *name, *value; /* of the line before */
};

static char *next_line(struct lenient *reader) {
    char *line = reader->at;
    char *end = memchr(line, '\n', (size_t)(reader->end - line));
    cr_assert_not_null(end, "the head of a case must end");
    reader->at = end + 1;
    if (end > line && end[-1] == '\r') end[-1] = '\0';
    *end = '\0';
    return line;
}

static void read_header(struct lenient *reader, char *line) {
    char *colon = strchr(line, ':');
    cr_assert_not_null(colon, "libmicrohttpd itself refuses a line without a colon");
    *colon = '\0';
    reader->name = line;
    reader->value = colon + 1 + strspn(colon + 1, " \t");
}

static bool read_leniently(const char *raw, size_t size) {
    struct lenient reader = {.at = arena_strndup(arena, raw, size)};
    reader.end = reader.at + size;
    char *method = next_line(&reader);
    char *target = memchr(method, ' ', size);
    *target++ = '\0';
    target += strspn(target, " ");
    char *version = memrchr(target, ' ', (size_t)(reader.at - target));
    *version++ = '\0';
    struct head head = head_start(target);
    char *line = next_line(&reader);
    if (line[0] != '\0') read_header(&reader, line);
    bool is_last = line[0] == '\0' && reader.name == NULL;
    const char *names[8], *values[8];
    size_t count = 0;
    while (!is_last) {
        line = next_line(&reader);
        if (line[0] == ' ' || line[0] == '\t') {
            reader.name = arena_printf(arena, "%s%s", reader.name, line + strspn(line, " \t"));
            continue;
        }
        names[count] = reader.name;
        values[count++] = reader.value;
        if (line[0] != '\0') read_header(&reader, line);
        is_last = line[0] == '\0';
    }
    head_add_line(&head, method, version, (size_t)(reader.at - method));
    for (size_t i = 0; i < count; i++) head_add(&head, names[i], values[i]);
    return head_is_plain(&head);
}

#define HEAD(lines) "GET / HTTP/1.1\r\n" lines "\r\n"
#define CASE(raw, is_plain)                                                                                            \
    { raw, sizeof(raw) - 1, is_plain }

Test(http, only_a_plain_head_passes) {
    static const struct {
        const char *raw;
        size_t size;
        bool is_plain;
    } cases[] = {
        CASE(HEAD(""), true),
        CASE(HEAD("A: b\r\n"), true),
        CASE(HEAD("A: b\r\nC:d\r\nE: \t f \r\nG:\r\nH: i: j\r\n"), true),
        CASE(HEAD("A:\r\n b\r\n"), false),
        CASE(HEAD("A: b\r\n\tc\r\n"), false),
        CASE(HEAD("A: b\r\n \r\n"), false),
        CASE(HEAD("A: b\r\n c\r\nD: e\r\n"), false),
        CASE(HEAD("A: b\r\nTransfer-Encoding:\r\n chunked\r\nContent-Length: 4\r\n"), false),
        CASE(HEAD("A: b\0c\r\n"), false),
        CASE(HEAD("A: b\0\r\n"), false),
        CASE(HEAD("A: b\0\r\nC: d\r\n"), false),
        CASE(HEAD("A: \0b\r\nC: d\r\n"), false),
        CASE(HEAD("A: b\0c\0d\r\nE: f\r\n"), false),
        CASE(HEAD("A: b\r\n: c\r\n"), false),
        CASE(HEAD("A: b\r\n:\r\nC: d\r\n"), false),
        CASE(HEAD("A: b\r\n\0C: d\r\n"), false),
        CASE(HEAD("A: b\nC: d\r\n"), false),
        CASE(HEAD("A: b\n"), false),
        CASE("GET / HTTP/1.1\r\nA: b\r\n\n", false),
        CASE("GET / HTTP/1.1\nA: b\r\n\r\n", false),
        CASE("GET / HTTP/1.1\n\r\n", false),
        CASE("GET / HTTP/1.1\n\n", false),
        CASE("GET / HTTP/1.1\0\r\n\r\n", false),
        CASE("GET\0X / HTTP/1.1\r\n\r\n", false),
        CASE("GET  / HTTP/1.1\r\n\r\n", false),
        CASE("GET /a\0b HTTP/1.1\r\n\r\n", false),
        CASE("GET /\0HTTP/1.1 HTTP/1.1\r\n\r\n", false),
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect_eq(read_leniently(cases[i].raw, cases[i].size), cases[i].is_plain, "%zu", i);
    static const char buffer[] = "GET\0/\0HTTP/1.1\0\0A\0b\0\0C\0d\0\0\0";
    struct head skipping = head_start(buffer + 4);
    head_add_line(&skipping, buffer, buffer + 6, sizeof buffer);
    head_add(&skipping, buffer + 16, buffer + 23);
    cr_expect_not(head_is_plain(&skipping));
    struct head without_target = head_start(NULL);
    head_add_line(&without_target, "GET", "", 4);
    cr_expect_not(head_is_plain(&without_target));
}

/* What is asked of a quota of four a minute, one client, at that second. */
static const struct {
    int second, count;
    bool is_there;
    long remaining;
    int reset_s, wait_s;
} uses[] = {
    {100, 1, true, 3, 15, 0},   {100, 1, true, 2, 30, 0},  {100, 1, true, 1, 45, 0}, {100, 1, true, 0, 60, 0},
    {100, 1, false, 0, 60, 15}, {114, 1, false, 0, 46, 1}, {115, 1, true, 0, 60, 0}, {115, 1, false, 0, 60, 15},
    {115, -1, true, 1, 45, 0},  {115, 1, true, 0, 60, 0},  {400, -1, true, 4, 0, 0}, {400, 1, true, 3, 15, 0},
};

Test(http, quota_flows_back) {
    struct clients *clients = clients_create();
    const struct client_id id = client_of_account("key-1"), other = client_of_account("key-2");
    struct quota quota;
    for (size_t i = 0; i < COUNT(uses); i++) {
        bool is_there = clients_use(clients, &id, 4, uses[i].count, uses[i].second * 1000000L, &quota);
        cr_expect_eq(is_there, uses[i].is_there, "row %zu", i);
        cr_expect_eq(quota.remaining, uses[i].remaining, "row %zu: %ld remain", i, quota.remaining);
        cr_expect_eq(quota.reset_s, uses[i].reset_s, "row %zu: in %d s", i, quota.reset_s);
        cr_expect_eq(quota.wait_s, uses[i].wait_s, "row %zu: wait %d s", i, quota.wait_s);
    }
    cr_expect(clients_use(clients, &other, 4, 1, 100, &quota));
    cr_expect_eq(quota.remaining, 3);
    clients_destroy(clients);
}

Test(http, what_is_in_hand_is_counted_by_client) {
    struct clients *clients = clients_create();
    struct address address = {{0}};
    const struct client_id id = client_of_address(SHARE_ADDRESS, &address);
    struct client *first = clients_enter(clients, &id), *second = clients_enter(clients, &id);
    cr_expect_eq(first, second);
    cr_expect_eq(clients_held(clients, &id), 2);
    clients_leave(clients, first);
    cr_expect_eq(clients_held(clients, &id), 1);
    const struct client_id guesses = client_of_address(SHARE_GUESSES, &address);
    cr_expect_eq(clients_held(clients, &guesses), 0);
    clients_leave(clients, second);
    clients_destroy(clients);
}

/* Who has nothing in hand and used nothing up is forgotten, or a hundred thousand addresses would fill the table. */
Test(http, clients_are_forgotten) {
    struct clients *clients = clients_create();
    struct address address = {{0}};
    struct quota quota;
    for (int second = 0; second < 3; second++)
        for (int i = 0; i < 60000; i++) {
            memcpy(address.bytes, &i, sizeof i);
            address.bytes[7] = (unsigned char)second;
            const struct client_id id = client_of_address(SHARE_ADDRESS, &address);
            clients_use(clients, &id, 60, 1, second * 2000000L, &quota);
            cr_assert_eq(clients_held(clients, &id), 0);
            cr_assert_not(clients_use(clients, &id, 60, 60, second * 2000000L, &quota), "%d is not remembered", i);
        }
    clients_destroy(clients);
}

Test(http, problem_says_what_is_wrong) {
    struct error err = error_start(arena);
    size_t length;
    error_add(&err, PROBLEM_INVALID_BODY, PLACE_COLUMN, "value", 7, VIOLATION_NOT_A_DECIMAL, NULL, NULL);
    error_add(&err, PROBLEM_INVALID_BODY, PLACE_POINTER, "/a\xFF", 0, VIOLATION_REQUIRED, NULL, NULL);
    const char *body = http_problem(arena, &err, LANG_SV, "http://x", "/a b", "trace", &length);
    cr_assert_eq(strlen(body), length);
    json_t *problem = json_loadb(body, length, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(problem);
    const char *type, *title, *detail, *instance, *trace_id, *column, *code, *text, *pointer;
    int status, total, line;
    cr_assert_eq(json_unpack(problem, "{s:s,s:s,s:i,s:s,s:s,s:s,s:[{s:s,s:i,s:s,s:s},{s:s,s:s,s:s}],s:i!}", "type",
                             &type, "title", &title, "status", &status, "detail", &detail, "instance", &instance,
                             "trace_id", &trace_id, "errors", "column", &column, "line", &line, "code", &code, "detail",
                             &text, "pointer", &pointer, "code", &code, "detail", &text, "errors_total", &total),
                 0);
    cr_expect_str_eq(type, "http://x/problems/invalid-body");
    cr_expect_eq(status, 422);
    cr_expect_str_eq(instance, "/a%20b");
    cr_expect_str_eq(column, "value");
    cr_expect_eq(line, 7);
    cr_expect_str_eq(pointer, "?");
    cr_expect_str_eq(code, "required");
    cr_expect_eq(total, 2);
    json_decref(problem);
}

Test(http, a_client_is_known_by_its_address) {
    static const struct {
        int family;
        const char *given, *written;
    } cases[] = {{AF_INET, "192.0.2.7", "192.0.2.7"},
                 {AF_INET6, "2001:db8::7", "2001:db8::7"},
                 {AF_INET6, "::ffff:192.0.2.7", "192.0.2.7"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        union {
            struct sockaddr any;
            struct sockaddr_in v4;
            struct sockaddr_in6 v6;
        } socket_address = {.any.sa_family = (sa_family_t)cases[i].family};
        void *bytes = cases[i].family == AF_INET ? (void *)&socket_address.v4.sin_addr : &socket_address.v6.sin6_addr;
        char written[ADDRESS_TEXT_SIZE];
        cr_assert_eq(inet_pton(cases[i].family, cases[i].given, bytes), 1);
        const struct address address = client_address(&socket_address.any);
        address_write(&address, written);
        cr_expect_str_eq(written, cases[i].written, "%s: %s", cases[i].given, written);
    }
}
