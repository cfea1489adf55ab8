/* Which route a path means: patterns grouped by their number of segments, the more exact first. */
#include "match-private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

const char *const http_method_names[HTTP_METHOD_COUNT] = {"GET", "POST", "PATCH", "DELETE"};

/* Cuts "/a/b" into its segments; returns their number, at most `most` + 1. */
static size_t cut(const char *path, struct segment *segments, size_t most) {
    size_t count = 0;
    for (const char *at = path; *at == '/';) {
        size_t length = strcspn(++at, "/");
        if (count == most) return most + 1;
        segments[count].text = at;
        segments[count].length = length;
        segments[count].is_name = length > 2 && at[0] == '{' && at[length - 1] == '}';
        count++;
        at += length;
    }
    return count;
}

static bool pattern_make(struct pattern *pattern, const char *text, struct error *err) {
    size_t names = 0;
    pattern->text = text;
    pattern->segment_count = cut(text, pattern->segments, PATTERN_MOST_SEGMENTS);
    for (size_t i = 0; i < pattern->segment_count && i < PATTERN_MOST_SEGMENTS; i++) {
        names += pattern->segments[i].is_name;
        if (!pattern->segments[i].is_name) pattern->literals |= 1u << (PATTERN_MOST_SEGMENTS - i);
    }
    if (pattern->segment_count == 0 || pattern->segment_count > PATTERN_MOST_SEGMENTS || names > ROUTE_MOST_ARGUMENTS)
        return error_cause(err, PROBLEM_INTERNAL, "the route %s is no pattern", text);
    return true;
}

static struct pattern *find_pattern(const struct route_table *table, const char *text) {
    for (size_t i = 0; i < table->pattern_count; i++)
        if (text_equal(table->patterns[i].text, text)) return &table->patterns[i];
    return NULL;
}

static bool add_route(struct route_table *table, const struct route *route, struct error *err) {
    struct pattern *pattern = find_pattern(table, route->pattern);
    if (route->scope == 0) return error_cause(err, PROBLEM_INTERNAL, "the route %s declares no scope", route->pattern);
    if (pattern == NULL) {
        pattern = &table->patterns[table->pattern_count++];
        if (!pattern_make(pattern, route->pattern, err)) return false;
    }
    if (pattern->routes[route->method] != NULL)
        return error_cause(err, PROBLEM_INTERNAL, "the route %s stands twice", route->pattern);
    pattern->routes[route->method] = route;
    return true;
}

static int compare_patterns(const void *left, const void *right) {
    const struct pattern *a = left, *b = right;
    if (a->segment_count != b->segment_count) return a->segment_count < b->segment_count ? -1 : 1;
    if (a->literals != b->literals) return a->literals > b->literals ? -1 : 1;
    return strcmp(a->text, b->text);
}

bool route_table_make(struct arena *arena, const struct route *routes, size_t count, struct route_table *table,
                      struct error *err) {
    *table = (struct route_table){.patterns = arena_alloc(arena, (count + 1) * sizeof *table->patterns)};
    for (size_t i = 0; i < count; i++)
        if (!add_route(table, &routes[i], err)) return false;
    qsort(table->patterns, table->pattern_count, sizeof *table->patterns, compare_patterns);
    for (size_t segments = 0, i = 0; segments < PATTERN_MOST_SEGMENTS + 2; segments++) {
        while (i < table->pattern_count && table->patterns[i].segment_count < segments) i++;
        table->first[segments] = i;
    }
    return true;
}

static bool segment_equal(const struct segment *a, const struct segment *b) {
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* Equal but for ASCII case and `_` where the pattern has `-`. */
static bool segment_alike(const struct segment *pattern, const struct segment *segment) {
    if (pattern->length != segment->length) return false;
    for (size_t i = 0; i < pattern->length; i++) {
        char c = segment->text[i] == '_' ? '-' : segment->text[i];
        if (strncasecmp(&pattern->text[i], &c, 1) != 0) return false;
    }
    return true;
}

enum { NEAR_LEAST = 4 };    /* shorter words are others, no slips */
enum { LONGEST_START = 2 }; /* segments that may stand for the start of a path */

static bool is_version(const struct segment *segment) {
    return segment->length == 2 && segment->text[0] == 'v' && segment->text[1] >= '0' && segment->text[1] <= '9';
}

/* Alike, or by one slip; of versions any. */
static bool segment_near(const struct segment *pattern, const struct segment *segment) {
    if (segment_alike(pattern, segment) || (is_version(pattern) && is_version(segment))) return true;
    return pattern->length >= NEAR_LEAST &&
           text_slips(pattern->text, pattern->length, segment->text, segment->length, 1) <= 1;
}

typedef bool segment_test(const struct segment *pattern, const struct segment *segment);

/* From the last segment to the first, because the first are the same everywhere. */
static bool pattern_fits(const struct pattern *pattern, const struct segment *segments, segment_test *fits) {
    for (size_t i = pattern->segment_count; i-- > 0;) {
        const struct segment *own = &pattern->segments[i];
        if (own->is_name ? segments[i].length == 0 : !fits(own, &segments[i])) return false;
    }
    return true;
}

static const struct pattern *find_fitting(const struct route_table *table, const struct segment *segments, size_t count,
                                          segment_test *fits) {
    if (count == 0 || count > PATTERN_MOST_SEGMENTS) return NULL;
    for (size_t i = table->first[count]; i < table->first[count + 1]; i++)
        if (pattern_fits(&table->patterns[i], segments, fits)) return &table->patterns[i];
    return NULL;
}

const struct pattern *route_table_match(const struct route_table *table, struct arena *arena, const char *path,
                                        const char *arguments[ROUTE_MOST_ARGUMENTS]) {
    struct segment segments[PATTERN_MOST_SEGMENTS];
    size_t count = cut(path, segments, PATTERN_MOST_SEGMENTS), argument = 0;
    const struct pattern *pattern = find_fitting(table, segments, count, segment_equal);
    for (size_t i = 0; pattern != NULL && i < count; i++)
        if (pattern->segments[i].is_name)
            arguments[argument++] = arena_strndup(arena, segments[i].text, segments[i].length);
    return pattern;
}

static const char *spell(const struct pattern *pattern, struct arena *arena, const struct segment *segments,
                         size_t count) {
    struct text path = text_start(arena);
    for (size_t i = 0; i < pattern->segment_count; i++) {
        const struct segment *own = &pattern->segments[i];
        const struct segment *segment = own->is_name ? &segments[i + count - pattern->segment_count] : own;
        text_add_char(&path, '/');
        text_add_bytes(&path, segment->text, segment->length);
    }
    return path.data;
}

/* With a slash less at the end, or one more, if that is what fits. */
static const struct pattern *find_similar(const struct route_table *table, struct segment *segments, size_t count,
                                          segment_test *fits) {
    const struct pattern *pattern = find_fitting(table, segments, count, fits);
    if (pattern == NULL && segments[count - 1].length == 0) pattern = find_fitting(table, segments, count - 1, fits);
    return pattern == NULL ? find_fitting(table, segments, count + 1, fits) : pattern;
}

/* Whether a value stands among so many first segments. */
static bool has_value(const struct pattern *pattern, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (pattern->segments[i].is_name) return true;
    return false;
}

/* Alike, or any word where the path has ended. */
static bool segment_open(const struct segment *pattern, const struct segment *segment) {
    return *segment->text == '\0' ? pattern->length > 0 : segment_alike(pattern, segment);
}

/* The address that the path is all of but a last word. */
static const struct pattern *find_by_start(const struct route_table *table, const struct segment *segments,
                                           size_t count) {
    if (segments[count - 1].length == 0) return NULL;
    const struct pattern *pattern = find_fitting(table, segments, count + 1, segment_open);
    return pattern == NULL || has_value(pattern, count + 1) ? NULL : pattern;
}

/* How many segments at the end of a path are those of the pattern, from a word on before which no value stands: all but
 * /tillit/v1 for whoever wrote /v1, /tillit/v2 or nothing before them. 0 when they are not. */
static size_t count_end(const struct pattern *pattern, const struct segment *segments, size_t count,
                        segment_test *fits) {
    const struct segment *own = pattern->segments + pattern->segment_count, *given = segments + count;
    size_t same = 0;
    for (; same < count && same < pattern->segment_count; same++, own--, given--)
        if (own[-1].is_name ? given[-1].length == 0 : !fits(&own[-1], &given[-1])) break;
    bool is_end = same > 0 && !own->is_name && own->length > 0 && count - same <= LONGEST_START;
    return is_end && !has_value(pattern, pattern->segment_count - same) ? same : 0;
}

static const struct pattern *find_by_end(const struct route_table *table, const struct segment *segments, size_t count,
                                         segment_test *fits) {
    const struct pattern *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < table->pattern_count; i++) {
        size_t same = count_end(&table->patterns[i], segments, count, fits);
        if (same > most) best = &table->patterns[i];
        if (same > most) most = same;
    }
    return best;
}

/* Without the empty segment of a slash at the end. */
static size_t count_words(const struct segment *segments, size_t count) {
    return count > 1 && segments[count - 1].length == 0 ? count - 1 : count;
}

const char *route_table_suggest(const struct route_table *table, struct arena *arena, const char *path) {
    struct segment segments[PATTERN_MOST_SEGMENTS + 1] = {{0}};
    size_t count = cut(path, segments, PATTERN_MOST_SEGMENTS);
    if (count == 0 || count > PATTERN_MOST_SEGMENTS) return NULL;
    segments[count].text = "";
    const struct pattern *pattern = find_similar(table, segments, count, segment_alike);
    if (pattern == NULL) pattern = find_similar(table, segments, count, segment_near);
    if (pattern != NULL) return spell(pattern, arena, segments, pattern->segment_count);
    count = count_words(segments, count);
    pattern = find_by_end(table, segments, count, segment_alike);
    if (pattern == NULL) pattern = find_by_start(table, segments, count);
    if (pattern == NULL) pattern = find_by_end(table, segments, count, segment_near);
    return pattern == NULL ? NULL : spell(pattern, arena, segments, count);
}

const char *pattern_allow(const struct pattern *pattern, struct arena *arena) {
    struct text allow = text_start(arena);
    for (int method = 0; method < HTTP_METHOD_COUNT; method++) {
        if (pattern->routes[method] == NULL) continue;
        text_add_item(&allow, http_method_names[method]);
        if (method == HTTP_GET) text_add_item(&allow, "HEAD");
    }
    text_add_item(&allow, "OPTIONS");
    return allow.data;
}
