/* The objects of an NDJSON file, of a JSON array or of pages that hold one, cut out of the stream by counting brackets
 * and parsed one at a time. */
#include <stdlib.h>
#include <string.h>

#include "base/decode.h"
#include "base/memory.h"
#include "base/text.h"
#include "private.h"

enum { BUFFER_SIZE = 64 * 1024, MOST_OBJECT_BYTES = 1024 * 1024 };

/* Where in a page: between two, before a member, after one, before the first element of its array, after one. */
enum page_place { PAGE_OUTSIDE, PAGE_MEMBER, PAGE_AFTER_MEMBER, PAGE_FIRST, PAGE_AFTER_ELEMENT };

struct json_reader {
    struct arena *arena;
    struct decoder decoder;
    enum json_frame frame;
    int most_depth;
    char buffer[BUFFER_SIZE];
    size_t start, end;
    bool at_end, is_unreadable;
    long line, element;
    bool opened, closed;
    enum page_place place; /* FRAME_PAGES */
    bool is_bare;          /* the page is the array itself */
    char *bytes;           /* the object under construction */
    size_t length;
    json_t *object;
};

static void release_reader(void *object) {
    struct json_reader *reader = object;
    json_decref(reader->object);
    free(reader->bytes);
    free(reader);
}

struct json_reader *json_reader_create(struct arena *arena, int file, enum json_frame frame, int most_depth) {
    struct json_reader *reader = memory_zeroed(1, sizeof *reader);
    reader->bytes = memory_take(MOST_OBJECT_BYTES);
    reader->arena = arena;
    reader->decoder.file = file;
    reader->frame = frame;
    reader->most_depth = most_depth;
    reader->line = 1;
    arena_defer(arena, release_reader, reader);
    return reader;
}

/* The next byte without taking it; -1 at the end. */
static int peek(struct json_reader *reader) {
    while (reader->start == reader->end && !reader->at_end) {
        ssize_t got = decode_read(&reader->decoder, reader->buffer, BUFFER_SIZE);
        reader->at_end = got <= 0;
        reader->is_unreadable = got < 0;
        reader->start = 0;
        reader->end = got > 0 ? (size_t)got : 0;
    }
    return reader->start == reader->end ? -1 : (unsigned char)reader->buffer[reader->start];
}

static void take(struct json_reader *reader) {
    if (reader->buffer[reader->start] == '\n') reader->line++;
    reader->start++;
}

static int skip_space(struct json_reader *reader) {
    int c = peek(reader);
    while (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        take(reader);
        c = peek(reader);
    }
    return c;
}

static long place(const struct json_reader *reader, long line) {
    return reader->frame == FRAME_LINES ? line : reader->element;
}

/* Where the file cannot be read any further it only seems to end. */
static int fail(const struct json_reader *reader, long line, enum violation_code code, const char *word,
                struct error *err) {
    if (reader->is_unreadable) word = "the file cannot be read";
    bool is_json = code == VIOLATION_TOO_LONG || code == VIOLATION_NUMBER_TOO_LARGE;
    error_add(err, is_json ? PROBLEM_INVALID_BODY : PROBLEM_MALFORMED_BODY, PLACE_COLUMN, "", place(reader, line), code,
              word, NULL);
    return -1;
}

static int fail_encoding(const struct json_reader *reader, long line, const char *encoding, struct error *err) {
    error_add(err, PROBLEM_MALFORMED_BODY, PLACE_COLUMN, "", place(reader, line), VIOLATION_NOT_UTF8, NULL, encoding);
    return -1;
}

/* What stands around the objects is levels as well: an array, and the object that holds it. */
static int depth_around(const struct json_reader *reader) {
    static const int depths[] = {[FRAME_LINES] = 0, [FRAME_ARRAY] = 1, [FRAME_PAGES] = 2};
    return depths[reader->frame];
}

/* Cuts out one object: all bytes from { to its }. */
static int cut_object(struct json_reader *reader, long line, struct error *err) {
    struct json_depth nesting = {0};
    reader->length = 0;
    do {
        int c = peek(reader);
        if (c < 0) return fail(reader, line, VIOLATION_MALFORMED_JSON, "the object never ends", err);
        if (reader->length == MOST_OBJECT_BYTES)
            return fail(reader, line, VIOLATION_TOO_LONG, arena_printf(reader->arena, "%d", MOST_OBJECT_BYTES), err);
        reader->bytes[reader->length++] = (char)c;
        take(reader);
        json_depth_add(&nesting, (char)c);
        if (nesting.depth + depth_around(reader) > reader->most_depth)
            return fail(reader, line, VIOLATION_TOO_DEEP, arena_printf(reader->arena, "%d", reader->most_depth), err);
    } while (nesting.depth > 0);
    return 1;
}

static int parse_object(struct json_reader *reader, long line, json_t **object, struct error *err) {
    json_error_t problem;
    if (!text_is_utf8(reader->bytes, reader->length))
        return fail_encoding(reader, line, decode_guess(reader->bytes, reader->length), err);
    reader->object = json_loadb(reader->bytes, reader->length, JSON_REJECT_DUPLICATES, &problem);
    *object = reader->object;
    return reader->object != NULL ? 1 : fail(reader, line, body_violation(&problem), problem.text, err);
}

/* Goes to the next element of an array: 1 when there is one, 0 at its end. */
static int next_element(struct json_reader *reader, struct error *err) {
    int c = skip_space(reader);
    char expected = !reader->opened ? '[' : reader->element > 0 ? ',' : '\0';
    if (reader->opened && c == ']') {
        take(reader);
        reader->closed = true;
        if (skip_space(reader) < 0) return 0;
        return fail(reader, reader->line, VIOLATION_MALFORMED_JSON, "something follows the array", err);
    }
    if (expected != '\0' && c != expected)
        return fail(reader, reader->line, VIOLATION_MALFORMED_JSON,
                    reader->opened ? "',' or ']' expected" : "'[' expected", err);
    if (expected != '\0') take(reader);
    if (!reader->opened) {
        reader->opened = true;
        return next_element(reader, err);
    }
    return 1;
}

/* ---- pages ---- */

static int fail_page(const struct json_reader *reader, const char *what, struct error *err) {
    return fail(reader, reader->line, VIOLATION_MALFORMED_JSON, what, err);
}

/* Passes over a text and says whether it is `word`: 1, 0; -1 when it never ends. */
static int pass_text(struct json_reader *reader, const char *word) {
    bool is_word = true;
    size_t length = 0;
    take(reader);
    for (int c = peek(reader); c != '"'; c = peek(reader)) {
        if (c < 0) return -1;
        is_word = is_word && length < strlen(word) && word[length] == c;
        length++;
        take(reader);
        if (c == '\\' && peek(reader) >= 0) take(reader);
    }
    take(reader);
    return is_word && length == strlen(word);
}

/* Passes over a value, whatever it is: a text, what brackets hold, or what ends where the member does. */
static bool pass_value(struct json_reader *reader) {
    struct json_depth nesting = {0};
    for (int c = peek(reader); c >= 0; c = peek(reader)) {
        if (nesting.depth == 0 && !nesting.in_string && (c == ',' || c == '}')) return true;
        json_depth_add(&nesting, (char)c);
        take(reader);
    }
    return false;
}

/* In a page, before one of its members. */
static bool pass_member(struct json_reader *reader) {
    int is_values = skip_space(reader) == '"' ? pass_text(reader, "values") : -1;
    if (is_values < 0 || skip_space(reader) != ':') return false;
    take(reader);
    if (skip_space(reader) == '[' && is_values) {
        take(reader);
        reader->place = PAGE_FIRST;
        return true;
    }
    reader->place = PAGE_AFTER_MEMBER;
    return pass_value(reader);
}

/* Takes the sign that stands here and goes where it leads; false when it may not stand here. */
static bool go_on(struct json_reader *reader, int sign) {
    static const struct {
        enum page_place from;
        int sign;
        enum page_place to;
    } ways[] = {
        {PAGE_OUTSIDE, '{', PAGE_MEMBER},
        {PAGE_OUTSIDE, '[', PAGE_FIRST},
        {PAGE_MEMBER, '}', PAGE_OUTSIDE},
        {PAGE_AFTER_MEMBER, ',', PAGE_MEMBER},
        {PAGE_AFTER_MEMBER, '}', PAGE_OUTSIDE},
        {PAGE_FIRST, ']', PAGE_AFTER_MEMBER},
        {PAGE_AFTER_ELEMENT, ']', PAGE_AFTER_MEMBER},
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (ways[i].from != reader->place || ways[i].sign != sign) continue;
        take(reader);
        reader->place = ways[i].to;
        if (sign == '[') reader->is_bare = true;
        if (sign == '{') reader->is_bare = false;
        if (sign == ']' && reader->is_bare) reader->place = PAGE_OUTSIDE;
        return true;
    }
    return false;
}

/* Goes to the next element of the array of a page: 1 when there is one, 0 at the end of the last page. */
static int next_in_pages(struct json_reader *reader, struct error *err) {
    for (;;) {
        int sign = skip_space(reader);
        if (sign < 0 && reader->place == PAGE_OUTSIDE) return 0;
        if (go_on(reader, sign)) continue;
        if (reader->place == PAGE_MEMBER && pass_member(reader)) continue;
        bool follows = reader->place == PAGE_AFTER_ELEMENT && sign == ',';
        if (!follows && reader->place != PAGE_FIRST) return fail_page(reader, "no page of values", err);
        if (follows) take(reader);
        reader->place = PAGE_AFTER_ELEMENT;
        return 1;
    }
}

static int read_object(struct json_reader *reader, json_t **object, long *line, struct error *err) {
    if (reader->closed) return 0;
    int more = reader->frame == FRAME_ARRAY ? next_element(reader, err) : 1;
    if (reader->frame == FRAME_PAGES) more = next_in_pages(reader, err);
    if (more != 1) return more;
    int c = skip_space(reader);
    if (c < 0 && reader->frame == FRAME_LINES) return 0;
    long start = reader->line;
    reader->element++;
    *line = place(reader, start);
    if (c == 0) return fail_encoding(reader, start, "UTF-16", err); /* without a byte order mark */
    if (c != '{') return fail(reader, start, VIOLATION_MALFORMED_JSON, "an object expected", err);
    int cut = cut_object(reader, start, err);
    return cut == 1 ? parse_object(reader, start, object, err) : cut;
}

int json_read(struct json_reader *reader, json_t **object, long *line, struct error *err) {
    json_decref(reader->object);
    reader->object = NULL;
    int got = read_object(reader, object, line, err);
    return got == 0 && reader->is_unreadable ? fail(reader, reader->line, VIOLATION_MALFORMED_JSON, NULL, err) : got;
}
