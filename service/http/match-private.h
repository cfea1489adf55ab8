/* Which route a path means. Pure. */
#ifndef HTTP_MATCH_PRIVATE_H
#define HTTP_MATCH_PRIVATE_H

#include "http/http.h"

enum { HTTP_METHOD_COUNT = 4, PATTERN_MOST_SEGMENTS = 12 };

struct segment {
    const char *text;
    size_t length;
    bool is_name; /* {name}: any one segment that is not empty */
};

/* All routes of one pattern. */
struct pattern {
    const char *text;
    const struct route *routes[HTTP_METHOD_COUNT];
    struct segment segments[PATTERN_MOST_SEGMENTS];
    size_t segment_count;
    unsigned literals; /* one bit a literal segment, the first the highest: the larger, the more exact */
};

struct route_table {
    struct pattern *patterns; /* by segment count, the more exact first */
    size_t pattern_count;
    size_t first[PATTERN_MOST_SEGMENTS + 2]; /* of the patterns with that many segments */
};

/* Groups the routes; false with `err` when a pattern cannot be one, a route stands twice or declares no scope. */
bool route_table_make(struct arena *arena, const struct route *routes, size_t count, struct route_table *table,
                      struct error *err) must_check;

/* The most exact pattern for a decoded path, with the values of its {names}; NULL when there is none. */
const struct pattern *route_table_match(const struct route_table *table, struct arena *arena, const char *path,
                                        const char *arguments[ROUTE_MOST_ARGUMENTS]);

/* The right spelling of a path that matches nothing but for case, a trailing slash, `_` for `-` or one slip in each of
 * its longer words; or NULL. */
const char *route_table_suggest(const struct route_table *table, struct arena *arena, const char *path);

/* "GET, HEAD, POST, OPTIONS": the methods of a pattern. */
const char *pattern_allow(const struct pattern *pattern, struct arena *arena);

extern const char *const http_method_names[HTTP_METHOD_COUNT];

#endif
