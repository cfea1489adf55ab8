/* The text of a JSON body: well-formed, not too deep, no member twice. */
#include <string.h>

#include "base/decode.h"
#include "base/text.h"
#include "values/values.h"
#include "work/work.h"

static bool refuse_encoding(const struct request *request, struct error *err) {
    const char *guess = decode_guess(request->body, request->body_length);
    return error_add(err, PROBLEM_MALFORMED_BODY, PLACE_POINTER, "", 0, VIOLATION_NOT_UTF8, NULL, guess);
}

static bool refuse_body(enum violation_code code, const char *argument, struct error *err) {
    return error_add(err, PROBLEM_MALFORMED_BODY, PLACE_POINTER, "", 0, code, argument, NULL);
}

/* Before the parser sees it: Jansson recurses. */
static bool check_depth(const struct request *request, struct error *err) {
    struct json_depth nesting = {0};
    long most = request->config->max_json_depth;
    for (size_t i = 0; i < request->body_length; i++) {
        json_depth_add(&nesting, request->body[i]);
        if (nesting.depth > most) return refuse_body(VIOLATION_TOO_DEEP, arena_printf(err->arena, "%ld", most), err);
    }
    return true;
}

enum violation_code body_violation(const json_error_t *problem) {
    enum json_error_code code = json_error_code(problem);
    if (code == json_error_duplicate_key) return VIOLATION_REPEATED_MEMBER;
    return code == json_error_numeric_overflow ? VIOLATION_NUMBER_TOO_LARGE : VIOLATION_MALFORMED_JSON;
}

/* Jansson's words for what is wrong may repeat what the body says: the place is enough. */
static bool refuse_text(const json_error_t *problem, struct error *err) {
    enum violation_code code = body_violation(problem);
    enum problem kind = code == VIOLATION_NUMBER_TOO_LARGE ? PROBLEM_INVALID_BODY : PROBLEM_MALFORMED_BODY;
    const char *place = arena_printf(err->arena, "%d:%d", problem->line, problem->column);
    return error_add(err, kind, PLACE_POINTER, "", 0, code, place, place);
}

/* The text without the byte order mark that some programs put before it. */
static const char *without_mark(const struct request *request, size_t *length) {
    static const char mark[] = "\xEF\xBB\xBF";
    size_t size = sizeof mark - 1;
    bool marked = request->body_length >= size && memcmp(request->body, mark, size) == 0;
    *length = request->body_length - (marked ? size : 0);
    return request->body + (marked ? size : 0);
}

bool body_parse(const struct request *request, const json_t **object, struct error *err) {
    json_error_t problem;
    if (request->body == NULL) return refuse_body(VIOLATION_EMPTY, NULL, err);
    if (!text_is_utf8(request->body, request->body_length)) return refuse_encoding(request, err);
    if (!check_depth(request, err)) return false;
    size_t length;
    const char *text = without_mark(request, &length);
    json_t *json = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
    if (json == NULL) return refuse_text(&problem, err);
    *object = json_in_arena(request->arena, json);
    if (json_is_object(json)) return true;
    return error_add(err, PROBLEM_INVALID_BODY, PLACE_POINTER, "", 0, VIOLATION_NOT_AN_OBJECT, NULL, NULL);
}
