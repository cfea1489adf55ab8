/* The parsers that read what clients write before anything else does: target, headers, negotiation, trace. The input
 * is a target, a Content-Type and then headers as "name:value", one a line. What must hold beyond not crashing stands
 * as assertions. */
#include "fuzz.h"
#include "http/conditional-private.h"
#include "http/headers-private.h"
#include "http/negotiate-private.h"
#include "http/target-private.h"
#include "http/trace-private.h"

enum { MOST_HEADERS = 16 };

/* A path that is accepted is text without control characters, and survives being written and read again. */
static void try_target(struct arena *arena, const char *raw) {
    struct target target, again;
    struct error err = error_start(arena);
    enum target_fault fault = target_parse(arena, raw, &target);
    if (fault != TARGET_FINE) {
        must(!target_refuse(fault, &err) && err.kind == PROBLEM_MALFORMED_REQUEST);
        return;
    }
    must(text_is_utf8(target.path, strlen(target.path)));
    must(strstr(target.path, "//") == NULL && strstr(target.path, "/../") == NULL && strchr(target.path, '\\') == NULL);
    for (const char *at = target.path; *at != '\0'; at++) must((unsigned char)*at >= 0x20 && *at != 0x7F);
    for (size_t i = 0; i < target.parameter_count; i++)
        must(target.parameters[i].name != NULL && target.parameters[i].value != NULL);
    must(target_parse(arena, target_encode(arena, target.path), &again) == TARGET_FINE);
    must(text_equal(again.path, target.path));
}

static void try_negotiation(struct arena *arena, const char *value) {
    enum { ALL = (1U << MEDIA_COUNT) - 1 };
    for (unsigned set = 1; set <= ALL; set = set * 8 + 5) { /* one, and ever more of them */
        int media = negotiate_accept(value, set);
        must(media < 0 || ((set >> media) & 1U) == 1);
        media = negotiate_content_type(value, set);
        must(media < 0 || ((set >> media) & 1U) == 1);
        media = negotiate_format(value, set);
        must(media < 0 || ((set >> media) & 1U) == 1);
        must(negotiate_formats(arena, set) != NULL && negotiate_types(arena, set) != NULL);
    }
    lang_negotiate(value, LANG_EN);
    negotiate_coding(value);
    etag_listed(value, "\"1-0\"");
    must(etag_matches(value, 1) != IF_MATCH_FITS || strpbrk(value, "1*") != NULL);
}

/* A trace that is accepted is written with the same id. */
static void try_trace(const char *value) {
    struct trace trace = {0}, again = {0};
    char written[TRACEPARENT_SIZE];
    bool is_taken = trace_parse(value, &trace);
    trace_continue(value, &again);
    must(!is_taken || text_equal(trace.trace_id, again.trace_id));
    trace_write(&again, written);
    must(trace_parse(written, &trace) && text_equal(trace.trace_id, again.trace_id));
}

/* Headers that pass leave no doubt about the length of the body. */
static void try_headers(struct arena *arena, char *lines) {
    static const struct config config = {.max_headers = MOST_HEADERS, .max_header_bytes = 4096};
    struct headers headers = headers_start(arena, MOST_HEADERS);
    struct framing framing;
    struct error err = error_start(arena);
    for (char *line = take_line(&lines); line != NULL; line = take_line(&lines)) {
        char *colon = strchr(line, ':');
        if (colon != NULL) *colon = '\0';
        headers_add(&headers, line, colon == NULL ? "" : colon + 1);
        try_negotiation(arena, colon == NULL ? line : colon + 1);
        try_trace(colon == NULL ? line : colon + 1);
    }
    bool is_fine = headers_check(&headers, &config, true, &framing, &err);
    must(is_fine != error_is_set(&err));
    if (!is_fine) return;
    bool in_chunks = headers_get(&headers, "Transfer-Encoding") != NULL;
    must(headers.count <= MOST_HEADERS && headers_get(&headers, "Host") != NULL);
    must(in_chunks == (framing.content_length == BODY_LENGTH_UNKNOWN));
    must(!in_chunks || headers_get(&headers, "Content-Length") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_watched();
    char *text = arena_strndup(arena, (const char *)data, size);
    try_target(arena, take_line(&text));
    if (text != NULL) try_negotiation(arena, take_line(&text));
    if (text != NULL) try_headers(arena, text);
    arena_destroy(arena);
    return 0;
}
