/* What went wrong: filled where it happens, worded at the end (words/words.h), logged once, sent once as problem+json
 * (RFC 9457).
 *
 * A function that can fail returns bool and takes `struct error *err` last. `cause` is for the log and never leaves
 * the process; everything else is for the client. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/lang.h"

#define must_check __attribute__((warn_unused_result))

/* Kinds of problem: X(NAME, HTTP status, slug of /problems/<slug>). Titles and explanations are in service/words. */
#define PROBLEM_KINDS(X)                                                                                               \
    X(MALFORMED_REQUEST, 400, "malformed-request")                                                                     \
    X(INVALID_PARAMETERS, 400, "invalid-parameters")                                                                   \
    X(MALFORMED_BODY, 400, "malformed-body")                                                                           \
    X(KEY_REQUIRED, 401, "key-required")                                                                               \
    X(FORBIDDEN, 403, "forbidden")                                                                                     \
    X(NOT_FOUND, 404, "not-found")                                                                                     \
    X(METHOD_NOT_ALLOWED, 405, "method-not-allowed")                                                                   \
    X(NOT_ACCEPTABLE, 406, "not-acceptable")                                                                           \
    X(REQUEST_TIMEOUT, 408, "request-timeout")                                                                         \
    X(CONFLICT, 409, "conflict")                                                                                       \
    X(STALE, 412, "stale")                                                                                             \
    X(BODY_TOO_LARGE, 413, "body-too-large")                                                                           \
    X(URL_TOO_LONG, 414, "url-too-long")                                                                               \
    X(UNSUPPORTED_MEDIA_TYPE, 415, "unsupported-media-type")                                                           \
    X(INVALID_BODY, 422, "invalid-body")                                                                               \
    X(PRECONDITION_REQUIRED, 428, "precondition-required")                                                             \
    X(TOO_MANY_REQUESTS, 429, "too-many-requests")                                                                     \
    X(HEADERS_TOO_LARGE, 431, "headers-too-large")                                                                     \
    X(INTERNAL, 500, "internal")                                                                                       \
    X(UNAVAILABLE, 503, "unavailable")                                                                                 \
    X(DEADLINE_EXCEEDED, 503, "deadline-exceeded")                                                                     \
    X(OUT_OF_STORAGE, 507, "out-of-storage")

enum problem {
    PROBLEM_NONE,
#define X(name, status, slug) PROBLEM_##name,
    PROBLEM_KINDS(X)
#undef X
        PROBLEM_COUNT
};

int problem_status(enum problem kind);
const char *problem_slug(enum problem kind);

/* The kind of that slug; PROBLEM_NONE when there is none. */
enum problem problem_from_slug(const char *slug);

/* Where a violation stands. */
enum place { PLACE_PARAMETER, PLACE_POINTER, PLACE_COLUMN, PLACE_HEADER };

/* Codes of violations, members `errors[].code`: X(NAME, "code"). Their words are in service/words. */
#define VIOLATIONS(X)                                                                                                  \
    X(UNKNOWN_PARAMETER, "unknown_parameter")                                                                          \
    X(DUPLICATE, "duplicate")                                                                                          \
    X(EXCLUDES, "excludes")                                                                                            \
    X(UNKNOWN_FIELD, "unknown_field")                                                                                  \
    X(UNKNOWN_SORT, "unknown_sort")                                                                                    \
    X(UNKNOWN_EXPANSION, "unknown_expansion")                                                                          \
    X(UNKNOWN_CODE, "unknown_code")                                                                                    \
    X(NOT_AN_INTEGER, "not_an_integer")                                                                                \
    X(NOT_A_DECIMAL, "not_a_decimal")                                                                                  \
    X(NOT_A_BOOLEAN, "not_a_boolean")                                                                                  \
    X(NOT_A_DATE, "not_a_date")                                                                                        \
    X(NOT_A_TIME, "not_a_time")                                                                                        \
    X(NOT_A_GEOMETRY, "not_a_geometry")                                                                                \
    X(RING_OPEN, "ring_open")                                                                                          \
    X(RING_SHORT, "ring_short")                                                                                        \
    X(NOT_A_PERIOD, "not_a_period")                                                                                    \
    X(NOT_A_CODE, "not_a_code")                                                                                        \
    X(NOT_A_UUID, "not_a_uuid")                                                                                        \
    X(NOT_A_CURSOR, "not_a_cursor")                                                                                    \
    X(OUT_OF_RANGE, "out_of_range")                                                                                    \
    X(TOO_LONG, "too_long")                                                                                            \
    X(TOO_MANY, "too_many")                                                                                            \
    X(TOO_MANY_ITEMS, "too_many_items")                                                                                \
    X(TOO_LARGE, "too_large")                                                                                          \
    X(TOO_MANY_CELLS, "too_many_cells")                                                                                \
    X(TOO_MANY_ROWS, "too_many_rows")                                                                                  \
    X(CELL_TOO_LONG, "cell_too_long")                                                                                  \
    X(SAME_CELL, "same_cell")                                                                                          \
    X(NO_CELLS, "no_cells")                                                                                            \
    X(SEVERAL_UNITS, "several_units")                                                                                  \
    X(EMPTY, "empty")                                                                                                  \
    X(REQUIRED, "required")                                                                                            \
    X(LANGUAGES, "languages")                                                                                          \
    X(MISSING_WORD, "missing_word")                                                                                    \
    X(UNNAMED_COLUMN, "unnamed_column")                                                                                \
    X(NOT_BEGUN, "not_begun")                                                                                          \
    X(REPEATED_ROW, "repeated_row")                                                                                    \
    X(NOT_UTF8, "not_utf8")                                                                                            \
    X(UNKNOWN_MEMBER, "unknown_member")                                                                                \
    X(SERVER_OWNED, "server_owned")                                                                                    \
    X(SHOWN_DIFFERS, "shown_differs")                                                                                  \
    X(WRONG_TYPE, "wrong_type")                                                                                        \
    X(RAGGED_ROW, "ragged_row")                                                                                        \
    X(PERSON_COLUMN, "person_column")                                                                                  \
    X(PERSONAL_DATA, "personal_data")                                                                                  \
    X(MALFORMED_CSV, "malformed_csv")                                                                                  \
    X(MALFORMED_JSON, "malformed_json")                                                                                \
    X(REPEATED_MEMBER, "repeated_member")                                                                              \
    X(NUMBER_TOO_LARGE, "number_too_large")                                                                            \
    X(TOO_DEEP, "too_deep")                                                                                            \
    X(X_ABOVE_N, "x_above_n")                                                                                          \
    X(NOT_SUPPORTED, "not_supported")                                                                                  \
    X(TAKEN, "taken")                                                                                                  \
    X(FIXED, "fixed")                                                                                                  \
    X(OUT_OF_BOUNDS, "out_of_bounds")                                                                                  \
    X(OUTSIDE_UNIT, "outside_unit")                                                                                    \
    X(OUTSIDE_SCALE, "outside_scale")                                                                                  \
    X(NOT_THE_SHARE, "not_the_share")                                                                                  \
    X(IMPOSSIBLE_MEAN, "impossible_mean")                                                                              \
    X(SD_TOO_LARGE, "sd_too_large")                                                                                    \
    X(ABOVE, "above")                                                                                                  \
    X(INTERVAL_ORDER, "interval_order")                                                                                \
    X(OUTSIDE_INTERVAL, "outside_interval")                                                                            \
    X(STATUS_MISMATCH, "status_mismatch")                                                                              \
    X(FUTURE, "future")                                                                                                \
    X(SET_BY_RELEASE, "set_by_release")                                                                                \
    X(NOT_A_TRUSTER, "not_a_truster")                                                                                  \
    X(WRONG_FREQUENCY, "wrong_frequency")                                                                              \
    X(COMPUTED_INDEX, "computed_index")                                                                                \
    X(OTHER_INDICATOR, "other_indicator")                                                                              \
    X(WRONG_WAVE, "wrong_wave")                                                                                        \
    X(BREAK_UNMARKED, "break_unmarked")                                                                                \
    X(RELEASE_PUBLISHED, "release_published")                                                                          \
    X(REVISION_GAP, "revision_gap")                                                                                    \
    X(REVISION_DIFFERS, "revision_differs")                                                                            \
    X(REVISION_REASON, "revision_reason")                                                                              \
    X(TIME_ORDER, "time_order")                                                                                        \
    X(STORED_DIFFERS, "stored_differs")                                                                                \
    X(NO_SUCH_REVISION, "no_such_revision")                                                                            \
    X(NOT_AN_OPTION, "not_an_option")                                                                                  \
    X(WRONG_SUM, "wrong_sum")                                                                                          \
    X(TOO_MANY_LEAVE, "too_many_leave")                                                                                \
    X(NOT_A_TEXT, "not_a_text")                                                                                        \
    X(NOT_A_LIST, "not_a_list")                                                                                        \
    X(NOT_AN_OBJECT, "not_an_object")                                                                                  \
    X(NOT_A_URL, "not_a_url")                                                                                          \
    X(NOT_A_RETRY_KEY, "not_a_retry_key")                                                                              \
    X(RETRY_KEY_USED, "retry_key_used")                                                                                \
    X(RETRY_KEY_BUSY, "retry_key_busy")                                                                                \
    X(NOT_AN_ETAG, "not_an_etag")                                                                                      \
    X(OTHER_PARENT, "other_parent")                                                                                    \
    X(INITIAL_STATE, "initial_state")                                                                                  \
    X(NOT_A_MOVE, "not_a_move")                                                                                        \
    X(REFERRED, "referred")                                                                                            \
    X(NOT_BEFORE, "not_before")                                                                                        \
    X(LATER_THAN, "later_than")                                                                                        \
    X(EARLIER_THAN, "earlier_than")                                                                                    \
    X(AT_LEAST, "at_least")                                                                                            \
    X(MORE_THAN, "more_than")                                                                                          \
    X(AT_MOST, "at_most")                                                                                              \
    X(NEEDED_WHEN, "needed_when")                                                                                      \
    X(ONLY_WHEN, "only_when")                                                                                          \
    X(EXACTLY_WHEN, "exactly_when")                                                                                    \
    X(ALL_OR_NONE, "all_or_none")                                                                                      \
    X(ONE_OF, "one_of")                                                                                                \
    X(SAME_AS, "same_as")                                                                                              \
    X(BEGINS_WITH, "begins_with")                                                                                      \
    X(MUST_BE, "must_be")                                                                                              \
    X(MUST_NOT_BE, "must_not_be")                                                                                      \
    X(OUTSIDE, "outside")                                                                                              \
    X(LEAVES_OUTSIDE, "leaves_outside")                                                                                \
    X(CYCLE, "cycle")                                                                                                  \
    X(BEGAN_EARLIER, "began_earlier")                                                                                  \
    X(SUCCEEDED_BY, "succeeded_by")                                                                                    \
    X(OTHER_OWNER, "other_owner")                                                                                      \
    X(NOT_YOURS, "not_yours")                                                                                          \
    X(ROLE_NEEDED, "role_needed")                                                                                      \
    X(APPEND_ONLY, "append_only")                                                                                      \
    X(OVERLAPPING, "overlapping")                                                                                      \
    X(EXPOSED, "exposed")                                                                                              \
    X(NOTHING_TO_PUBLISH, "nothing_to_publish")                                                                        \
    X(NOT_BETWEEN, "not_between")                                                                                      \
    X(WRONG_LENGTH, "wrong_length")                                                                                    \
    X(OVERLAPS, "overlaps")                                                                                            \
    X(NOBODY, "nobody")                                                                                                \
    X(NOT_ASCENDING, "not_ascending")                                                                                  \
    X(SMART_S, "smart_s")                                                                                              \
    X(SMART_M, "smart_m")                                                                                              \
    X(SMART_A, "smart_a")                                                                                              \
    X(SMART_R, "smart_r")                                                                                              \
    X(SMART_T, "smart_t")                                                                                              \
    X(MILESTONES_OPEN, "milestones_open")                                                                              \
    X(NOT_DUE, "not_due")                                                                                              \
    X(PREREGISTERED, "preregistered")                                                                                  \
    X(AGREED, "agreed")                                                                                                \
    X(RULE, "rule")

enum violation_code {
#define X(name, code) VIOLATION_##name,
    VIOLATIONS(X)
#undef X
        VIOLATION_COUNT
};

struct violation {
    enum place place;
    const char *name; /* parameter, JSON pointer, column or header */
    long line;        /* 1-based line of a file, 0 when there is none */
    enum violation_code code;
    const char *arguments[2];
};

enum { ERROR_MOST_VIOLATIONS = 100 };

/* Texts live in `arena`. Start with error_start; kind PROBLEM_NONE means that nothing is wrong. */
struct error {
    struct arena *arena;
    enum problem kind;
    const char *detail[LANG_COUNT]; /* one sentence about this case; NULL: the kind's explanation */
    const char *cause;              /* for the log only */
    struct violation *violations;   /* the first ERROR_MOST_VIOLATIONS */
    size_t violation_count;
    size_t violation_total;
    int retry_after_s; /* 0: no Retry-After */
    bool may_retry;    /* the whole transaction may succeed when it is tried again */
    bool was_locked;   /* somebody else held for too long what was needed */
    bool was_slow;     /* the database ended a statement that took too long */
};

struct error error_start(struct arena *arena);

/* Sets the kind; the first kind set stays. Returns false, so that a caller can `return error_set(...)`. */
bool error_set(struct error *err, enum problem kind);

/* Forgets what was noted and sets the kind: for what comes before everything else. Returns false. */
bool error_replace(struct error *err, enum problem kind);

/* Sets the kind and its one sentence in three languages. Returns false. */
bool error_say(struct error *err, enum problem kind, const char *sv, const char *da, const char *en);

/* Sets the kind and the cause for the log. Returns false. */
bool error_cause(struct error *err, enum problem kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Adds a violation; the texts are copied, arguments may be NULL. `kind` is set when none is. Returns false. */
bool error_add(struct error *err, enum problem kind, enum place place, const char *name, long line,
               enum violation_code code, const char *argument0, const char *argument1);

/* Whether anything is wrong. */
bool error_is_set(const struct error *err);

const char *violation_code_name(enum violation_code code);

/* The code of that name; -1 when there is none. */
int violation_from_name(const char *name);

#endif
