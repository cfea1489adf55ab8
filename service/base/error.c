/* Noting what went wrong; the words for it are a room of their own. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct {
    int status;
    const char *slug;
} identity[PROBLEM_COUNT] = {
#define X(name, status, slug) [PROBLEM_##name] = {status, slug},
    PROBLEM_KINDS(X)
#undef X
};

static const char *const violation_codes[VIOLATION_COUNT] = {
#define X(name, code) [VIOLATION_##name] = code,
    VIOLATIONS(X)
#undef X
};

int problem_status(enum problem kind) { return identity[kind].status; }
const char *problem_slug(enum problem kind) { return identity[kind].slug; }

enum problem problem_from_slug(const char *slug) {
    for (int kind = PROBLEM_NONE + 1; kind < PROBLEM_COUNT; kind++)
        if (text_equal(identity[kind].slug, slug)) return (enum problem)kind;
    return PROBLEM_NONE;
}

struct error error_start(struct arena *arena) {
    struct error err = {.arena = arena};
    return err;
}

bool error_is_set(const struct error *err) { return err->kind != PROBLEM_NONE; }

bool error_set(struct error *err, enum problem kind) {
    if (err->kind == PROBLEM_NONE) err->kind = kind;
    return false;
}

bool error_replace(struct error *err, enum problem kind) {
    *err = error_start(err->arena);
    return error_set(err, kind);
}

bool error_say(struct error *err, enum problem kind, const char *sv, const char *da, const char *en) {
    const char *const words[LANG_COUNT] = {sv, da, en};
    if (err->kind == PROBLEM_NONE)
        for (int lang = 0; lang < LANG_COUNT; lang++) err->detail[lang] = arena_strdup(err->arena, words[lang]);
    return error_set(err, kind);
}

bool error_cause(struct error *err, enum problem kind, const char *format, ...) {
    char cause[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(cause, sizeof cause, format, arguments);
    va_end(arguments);
    for (size_t length = strlen(cause); length > 0 && cause[length - 1] == '\n';) cause[--length] = '\0'; /* libpq's */
    if (err->cause == NULL) err->cause = arena_strdup(err->arena, cause);
    return error_set(err, kind);
}

static const char *copy_or_null(struct arena *arena, const char *string) {
    return string == NULL ? NULL : arena_strdup(arena, string);
}

bool error_add(struct error *err, enum problem kind, enum place place, const char *name, long line,
               enum violation_code code, const char *argument0, const char *argument1) {
    error_set(err, kind);
    err->violation_total++;
    if (err->violation_count == ERROR_MOST_VIOLATIONS) return false;
    if (err->violations == NULL)
        err->violations = arena_alloc(err->arena, ERROR_MOST_VIOLATIONS * sizeof *err->violations);
    struct violation *violation = &err->violations[err->violation_count++];
    violation->place = place;
    violation->name = arena_strdup(err->arena, name);
    violation->line = line;
    violation->code = code;
    violation->arguments[0] = copy_or_null(err->arena, argument0);
    violation->arguments[1] = copy_or_null(err->arena, argument1);
    return false;
}

const char *violation_code_name(enum violation_code code) { return violation_codes[code]; }

int violation_from_name(const char *name) {
    for (int code = 0; code < VIOLATION_COUNT; code++)
        if (text_equal(violation_codes[code], name)) return code;
    return -1;
}
