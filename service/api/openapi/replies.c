/* Replies: headers, the frame of lists, good replies and problems. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "private.h"
#include "words/words.h"

#define TRACE_ID "4bf92f3577b34da6a3ce929d0e0e4736"

/* ---- headers ---- */

static const struct {
    const char *name;
    bool is_number;
    const char *example, *sv, *en;
} headers[] = {
    {"traceparent", false, "00-" TRACE_ID "-b7ad6b7169203331-01", "Spårningskontext (W3C) för det här anropet.",
     "Trace context (W3C) of this request."},
    {"Content-Language", false, "en", "Språk för benämningar och texter i svaret.",
     "Language of labels and texts in the reply."},
    {"ETag", false, "\"1-8f3a6c1d2b4e5f60\"",
     "Svarets märke, för If-None-Match och If-Match. Saknas på svar som strömmas.",
     "The reply's tag, for If-None-Match and If-Match. Missing on streamed replies."},
    {"Location", false, "http://localhost:8080/tillit/v1/plans/pl-norr", "Den nya postens adress; bara när den skapas.",
     "The address of the new record; only when it is created."},
    {"Retry-After", true, "2", "Sekunder att vänta.", "Seconds to wait."},
    {"WWW-Authenticate", false, "Bearer realm=\"tillit\"", "Hur en nyckel skickas.", "How a key is sent."},
};

static void add_headers(struct printing *printing) {
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        json_t *example = headers[i].is_number ? json_integer(strtoll(headers[i].example, NULL, 10))
                                               : json_string(headers[i].example);
        json_t *header = json_pack("{s:{s:s}, s:o}", "schema", "type", headers[i].is_number ? "integer" : "string",
                                   "example", example);
        json_object_set_new(printing->headers, headers[i].name, described(header, headers[i].sv, headers[i].en));
    }
}

static void use_header(struct printing *printing, json_t *used, const char *name) {
    json_object_set_new(used, name, reference(printing, "headers", name));
}

/* ---- the frame of lists ---- */

static json_t *link_schema(bool is_nullable) {
    json_t *properties = json_pack("{s:{s:s, s:s}, s:{s:s}, s:{s:s, s:s}}", "href", "type", "string", "format", "uri",
                                   "rel", "type", "string", "method", "type", "string", "const", "GET");
    json_t *schema = closed_object(properties, true);
    if (is_nullable) json_object_set_new(schema, "type", json_pack("[s, s]", "object", "null"));
    return schema;
}

static json_t *number_schema(long least, bool is_nullable) {
    json_t *type = is_nullable ? json_pack("[s, s]", "integer", "null") : json_string("integer");
    return json_pack("{s:o, s:I}", "type", type, "minimum", (json_int_t)least);
}

static json_t *meta_schema(void) {
    json_t *properties = json_object();
    json_object_set_new(properties, "limit", described(number_schema(1, false), "Rader per sida.", "Rows per page."));
    json_object_set_new(
        properties, "offset",
        described(number_schema(0, true), "Överhoppade rader; null med markör.", "Rows skipped; null with a cursor."));
    json_object_set_new(properties, "count",
                        described(number_schema(0, false), "Rader på sidan.", "Rows of this page."));
    json_object_set_new(properties, "total_records",
                        described(number_schema(0, false), "Rader i hela urvalet; också i huvudet Total-Count.",
                                  "Rows of the whole selection; also in the header Total-Count."));
    json_object_set_new(properties, "next_after",
                        described(json_pack("{s:[s, s]}", "type", "string", "null"),
                                  "Markör för nästa sida (parametern after); null på den sista.",
                                  "Cursor of the next page (parameter after); null on the last."));
    json_t *schema = closed_object(properties, true);
    json_object_set_new(schema, "examples",
                        json_pack("[{s:i, s:i, s:i, s:i, s:n}]", "limit", 20, "offset", 0, "count", 1, "total_records",
                                  1, "next_after"));
    return described(schema, "Om sidan.", "About the page.");
}

static json_t *page_links_schema(struct printing *printing) {
    json_t *properties = json_pack("{s:o, s:o, s:o}", "self", reference(printing, "schemas", "Linked"), "next",
                                   reference(printing, "schemas", "LinkedOrNull"), "prev",
                                   reference(printing, "schemas", "LinkedOrNull"));
    const char *self = arena_printf(printing->arena, "%s%s/plans", printing->public_url, API_ROOT);
    json_t *schema = closed_object(properties, true);
    json_object_set_new(schema, "examples",
                        json_pack("[{s:{s:s, s:s, s:s}, s:n, s:n}]", "self", "href", self, "rel", "self", "method",
                                  "GET", "next", "prev"));
    return described(schema, "Länkar till sidan själv, nästa och föregående; också i huvudet Link (RFC 8288).",
                     "Links to the page itself, the next and the previous; also in the header Link (RFC 8288).");
}

json_t *page_properties(struct printing *printing, const char *list, json_t *items, json_t *example) {
    json_t *rows = json_pack("{s:s, s:o, s:[[o]]}", "type", "array", "items", items, "examples", example);
    return json_pack("{s:o, s:o, s:o}", list, rows, "_meta", reference(printing, "schemas", "PageMeta"), "_links",
                     reference(printing, "schemas", "PageLinks"));
}

/* ---- problems ---- */

static json_t *violation_schema(void) {
    json_t *properties = json_object();
    const char *codes[VIOLATION_COUNT];
    for (int code = 0; code < VIOLATION_COUNT; code++) codes[code] = violation_code_name((enum violation_code)code);
    static const struct {
        const char *name, *sv, *en;
    } places[] = {{"parameter", "Parametern.", "The parameter."},
                  {"pointer", "Platsen i kroppen (JSON Pointer).", "The place in the body (JSON Pointer)."},
                  {"column", "Kolumnen i filen.", "The column of the file."},
                  {"header", "Huvudet i anropet.", "The header of the request."}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        json_object_set_new(properties, places[i].name,
                            described(json_pack("{s:s}", "type", "string"), places[i].sv, places[i].en));
    json_object_set_new(properties, "line",
                        described(number_schema(1, false), "Raden i filen.", "The line of the file."));
    json_object_set_new(properties, "code",
                        described(json_pack("{s:s, s:o}", "type", "string", "enum", strings(codes, VIOLATION_COUNT)),
                                  "Vad som är fel, för program.", "What is wrong, for programs."));
    json_object_set_new(properties, "detail",
                        described(json_pack("{s:s}", "type", "string"), "Vad som är fel, för människor.",
                                  "What is wrong, for people."));
    json_t *schema = closed_object(properties, false);
    json_object_set_new(schema, "required", json_pack("[s, s]", "code", "detail"));
    return schema;
}

static const struct {
    const char *name, *format, *sv, *en;
} problem_members[] = {
    {"type", "uri", "Adress som förklarar felet.", "Address that explains the problem."},
    {"title", NULL, "Slaget av fel.", "The kind of problem."},
    {"detail", NULL, "Vad som gick fel den här gången.", "What went wrong this time."},
    {"instance", "uri-reference", "Adressen som anropades.", "The address that was called."},
    {"trace_id", NULL, "Spårets id, att ange när du hör av dig.", "The trace's id, to be quoted when you report it."},
};

static json_t *problem_schema(void) {
    json_t *properties = json_object();
    for (size_t i = 0; i < sizeof problem_members / sizeof *problem_members; i++) {
        json_t *schema = json_pack("{s:s}", "type", "string");
        if (problem_members[i].format != NULL)
            json_object_set_new(schema, "format", json_string(problem_members[i].format));
        json_object_set_new(properties, problem_members[i].name,
                            described(schema, problem_members[i].sv, problem_members[i].en));
    }
    json_object_set_new(properties, "status",
                        described(json_pack("{s:s, s:i, s:i}", "type", "integer", "minimum", 400, "maximum", 599),
                                  "HTTP-status.", "HTTP status."));
    json_t *schema = closed_object(properties, true);
    json_object_set_new(properties, "errors",
                        described(json_pack("{s:s, s:i, s:o}", "type", "array", "maxItems", ERROR_MOST_VIOLATIONS,
                                            "items", violation_schema()),
                                  "Allt som är fel, högst 100.", "All that is wrong, at most 100."));
    json_object_set_new(properties, "errors_total",
                        described(number_schema(1, false), "Antal fel i allt.", "Number of errors in all."));
    return described(schema, "Ett fel (RFC 9457).", "A problem (RFC 9457).");
}

/* What the example of a kind of problem names; the other kinds have their explanation only. */
static const struct {
    enum problem kind;
    enum place place;
    const char *name;
    long line;
    enum violation_code code;
    const char *arguments[2];
} violations[] = {
    {PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, "limit", 0, VIOLATION_OUT_OF_RANGE, {"1", "1000"}},
    {PROBLEM_INVALID_PARAMETERS,
     PLACE_PARAMETER,
     "colour",
     0,
     VIOLATION_UNKNOWN_PARAMETER,
     {"limit, offset, after", NULL}},
    {PROBLEM_NOT_ACCEPTABLE, PLACE_HEADER, "Accept", 0, VIOLATION_NOT_SUPPORTED, {"application/json", NULL}},
    {PROBLEM_UNSUPPORTED_MEDIA_TYPE,
     PLACE_HEADER,
     "Content-Type",
     0,
     VIOLATION_NOT_SUPPORTED,
     {"application/json, text/csv", NULL}},
    {PROBLEM_CONFLICT, PLACE_POINTER, "/code", 0, VIOLATION_TAKEN, {NULL, NULL}},
    {PROBLEM_INVALID_BODY, PLACE_POINTER, "/end_date", 0, VIOLATION_NOT_A_DATE, {NULL, NULL}},
    {PROBLEM_INVALID_BODY, PLACE_POINTER, "/created_at", 0, VIOLATION_SERVER_OWNED, {NULL, NULL}},
    {PROBLEM_MALFORMED_BODY, PLACE_COLUMN, "indicator", 3, VIOLATION_RAGGED_ROW, {"4", "5"}},
    {PROBLEM_INVALID_BODY, PLACE_COLUMN, "x", 2, VIOLATION_X_ABOVE_N, {NULL, NULL}},
    {PROBLEM_INVALID_BODY, PLACE_COLUMN, "area", 7, VIOLATION_UNKNOWN_CODE, {"se-9901-d9", ""}},
};

/* Whether an example about a body's `place` names this one: parameters and headers are the same for all. */
static bool is_example_of(size_t i, enum problem kind, enum place place) {
    bool is_in_body = violations[i].place == PLACE_COLUMN || violations[i].place == PLACE_POINTER;
    return violations[i].kind == kind && (!is_in_body || violations[i].place == place);
}

static json_t *problem_example(struct printing *printing, enum problem kind, enum place place) {
    struct error err = error_start(printing->arena);
    size_t length;
    error_set(&err, kind);
    for (size_t i = 0; i < sizeof violations / sizeof *violations; i++)
        if (is_example_of(i, kind, place))
            error_add(&err, kind, violations[i].place, violations[i].name, violations[i].line, violations[i].code,
                      violations[i].arguments[0], violations[i].arguments[1]);
    const char *body =
        http_problem(printing->arena, &err, LANG_EN, printing->public_url, API_ROOT "/observations", TRACE_ID, &length);
    return json_loadb(body, length, 0, NULL);
}

static bool has_kind(problem_set kinds, enum problem kind) { return (kinds >> kind) & 1; }

/* What has other examples for an object than for a file. */
#define ABOUT_BODIES (PROBLEM_BIT(MALFORMED_BODY) | PROBLEM_BIT(INVALID_BODY))

/* The example of a kind of problem, in components. */
static json_t *shared_problem(struct printing *printing, enum problem kind, enum place place) {
    bool is_of_file = has_kind(ABOUT_BODIES, kind) && place == PLACE_COLUMN;
    const char *name = arena_printf(printing->arena, "%sProblem%s", pascal_case(printing->arena, problem_slug(kind)),
                                    is_of_file ? "InFile" : "");
    if (json_object_get(printing->examples, name) == NULL)
        json_object_set_new(printing->examples, name,
                            json_pack("{s:s, s:s, s:o}", "summary", problem_title(kind, LANG_EN), "x-summary-sv",
                                      problem_title(kind, LANG_SV), "value", problem_example(printing, kind, place)));
    return reference(printing, "examples", name);
}

static json_t *problem_content(struct printing *printing, problem_set kinds, enum place place) {
    json_t *examples = json_object();
    for (int kind = PROBLEM_NONE + 1; kind < PROBLEM_COUNT; kind++)
        if (has_kind(kinds, (enum problem)kind))
            json_object_set_new(examples, problem_slug((enum problem)kind),
                                shared_problem(printing, (enum problem)kind, place));
    return json_pack("{s:{s:o, s:o}}", media_types[MEDIA_PROBLEM].type, "schema",
                     reference(printing, "schemas", "Problem"), "examples", examples);
}

static json_t *problem_headers(struct printing *printing, problem_set kinds) {
    json_t *used = json_object();
    use_header(printing, used, "traceparent");
    use_header(printing, used, "Content-Language");
    if (kinds & PROBLEM_BIT(KEY_REQUIRED)) use_header(printing, used, "WWW-Authenticate");
    problem_set with_wait = PROBLEM_BIT(UNAVAILABLE) | PROBLEM_BIT(DEADLINE_EXCEEDED) | PROBLEM_BIT(CONFLICT);
    if (kinds & with_wait) use_header(printing, used, "Retry-After");
    return used;
}

/* "Malformed request. Invalid parameters." */
static const char *titles(struct arena *arena, problem_set kinds, enum lang lang) {
    struct text words = text_start(arena);
    for (int kind = PROBLEM_NONE + 1; kind < PROBLEM_COUNT; kind++)
        if (has_kind(kinds, (enum problem)kind))
            text_printf(&words, "%s%s.", words.length > 0 ? " " : "", problem_title((enum problem)kind, lang));
    return words.data;
}

/* What tells the replies of one status apart. */
#define NOT_EVERYWHERE (PROBLEM_BIT(MALFORMED_BODY) | PROBLEM_BIT(OUT_OF_STORAGE) | PROBLEM_BIT(CONFLICT))

/* A response of components that stands for these kinds, by a name made of the statuses: the one that it is of, or
 * NULL and those that may be met. */
static json_t *problem_response(struct printing *printing, const char *status, problem_set kinds, enum place place) {
    struct text key = text_start(printing->arena);
    text_printf(&key, "%s%s", status == NULL ? "problems" : "problem-", status == NULL ? "" : status);
    for (int kind = PROBLEM_NONE + 1; status == NULL && kind < PROBLEM_COUNT; kind++)
        if (has_kind(kinds & (MET_ALIKE | NOT_EVERYWHERE), (enum problem)kind))
            text_printf(&key, "-%d", problem_status((enum problem)kind));
    if (place == PLACE_COLUMN && (kinds & ABOUT_BODIES)) text_add(&key, "-of-file");
    if (json_object_get(printing->responses, key.data) == NULL) {
        json_t *response =
            described(json_object(), titles(printing->arena, kinds, LANG_SV), titles(printing->arena, kinds, LANG_EN));
        json_object_set_new(response, "headers", problem_headers(printing, kinds));
        json_object_set_new(response, "content", problem_content(printing, kinds, place));
        json_object_set_new(printing->responses, key.data, response);
    }
    return reference(printing, "responses", key.data);
}

void add_problems(struct printing *printing, json_t *responses, problem_set kinds, problem_set elsewhere,
                  enum place place) {
    elsewhere |= kinds & MET_ALIKE;
    kinds &= ~MET_ALIKE;
    for (int status = 400; status < 600; status++) {
        problem_set same = 0;
        for (int kind = PROBLEM_NONE + 1; kind < PROBLEM_COUNT; kind++)
            if (has_kind(kinds, (enum problem)kind) && problem_status((enum problem)kind) == status)
                same |= 1ul << kind;
        const char *name = arena_printf(printing->arena, "%d", status);
        if (same != 0) json_object_set_new(responses, name, problem_response(printing, name, same, place));
    }
    json_object_set_new(responses, "default", problem_response(printing, NULL, elsewhere, place));
}

/* ---- good replies ---- */

/* "Csv": rows as a text, the same component wherever they leave so. */
static json_t *text_of_rows(struct printing *printing, enum media media) {
    static const struct column columns[] = {{.name = "code"}, {.name = "municipality"}};
    static const char *const cells[] = {"pl-norr", "se-9901"};
    const struct example_row row = {.columns = columns,
                                    .count = sizeof columns / sizeof *columns,
                                    .cells = cells,
                                    .object = "{\"code\":\"pl-norr\",\"municipality\":\"se-9901\"}"};
    json_t *schema =
        json_pack("{s:s, s:[s]}", "type", "string", "examples", format_example(printing->arena, media, &row));
    return shared_schema(
        printing, pascal_case(printing->arena, media_types[media].format),
        described(schema, "Rader, med de medlemmar som poster har.", "Rows, with the members that records have."));
}

static json_t *format_media(struct printing *printing, const struct format *format, const struct good_reply *reply) {
    if (format->leaving != LEAVES_SPOOLED && format->shape != SHAPE_FIGURES)
        return json_pack("{s:o}", "schema", text_of_rows(printing, format->media));
    const char *example = format_example(printing->arena, format->media, &reply->figure);
    if (format->leaving == LEAVES_SPOOLED) return json_pack("{s:s}", "example", example); /* bytes have no schema */
    return json_pack("{s:{s:s}, s:s}", "schema", "type", "string", "example", example);
}

/* With a second type of JSON beside the first, clients of generators look for the one or the other by the whole
 * Content-Type, which has a charset, and find neither: `format` alone tells of it. */
static bool is_other_json(enum media media) { return text_ends(media_types[media].type, "+json"); }

/* The other formats are no more than texts to JSON Schema; of two with one media type the first is shown. */
static void add_formats(struct printing *printing, json_t *content, const struct good_reply *reply) {
    for (size_t i = 0; i < format_count; i++) {
        enum media media = formats[i].media;
        if (formats[i].leaving == LEAVES_PAGED || !(reply->formats & (1u << media)) || is_other_json(media)) continue;
        if (json_object_get(content, media_types[media].type) != NULL) continue;
        json_object_set_new(content, media_types[media].type, format_media(printing, &formats[i], reply));
    }
}

static json_t *json_media(struct printing *printing, const struct good_reply *reply) {
    const char *name = reply->shared_example;
    if (name == NULL) return json_pack("{s:o, s:o*}", "schema", reply->schema, "example", reply->example);
    json_t *examples = json_pack("{s:o}", "record", reference(printing, "examples", name));
    return json_pack("{s:o, s:o}", "schema", reply->schema, "examples", examples);
}

json_t *good_response(struct printing *printing, const struct good_reply *reply) {
    json_t *content = json_object(), *used = json_object();
    json_object_set_new(content, media_types[MEDIA_JSON].type, json_media(printing, reply));
    add_formats(printing, content, reply);
    if (reply->has_etag) use_header(printing, used, "ETag");
    if (reply->has_location) use_header(printing, used, "Location");
    json_t *response = described(json_object(), reply->sv, reply->en);
    if (json_object_size(used) > 0) json_object_set(response, "headers", used);
    json_decref(used);
    json_object_set_new(response, "content", content);
    return response;
}

void add_common_replies(struct printing *printing) {
    add_headers(printing);
    json_object_set_new(printing->schemas, "Problem", problem_schema());
    json_object_set_new(printing->schemas, "Linked", described(link_schema(false), "En länk.", "A link."));
    json_object_set_new(printing->schemas, "LinkedOrNull",
                        described(link_schema(true), "En länk; null utan.", "A link; null for none."));
    json_object_set_new(printing->schemas, "PageMeta", meta_schema());
    json_object_set_new(printing->schemas, "PageLinks", page_links_schema(printing));
    json_object_set_new(printing->responses, "no-content",
                        described(json_object(), "Posten är borta.", "The record is gone."));
}
