/* The formats of replies and bodies: one table. */
#ifndef HTTP_MEDIA_H
#define HTTP_MEDIA_H

#include <stddef.h>

/* X(NAME, "format=" name or NULL, media type as matched, Content-Type as sent, file ending). Of two with one media type
 * the upper one is meant by it; the other is asked for by its name alone. */
#define MEDIA_TYPES(X)                                                                                                 \
    X(JSON, "json", "application/json", "application/json; charset=utf-8", "json")                                     \
    X(CSV, "csv", "text/csv", "text/csv; charset=utf-8; header=present", "csv")                                        \
    X(NDJSON, "ndjson", "application/x-ndjson", "application/x-ndjson; charset=utf-8", "ndjson")                       \
    X(CSV_EXCEL, "csv-excel", "text/csv", "text/csv; charset=utf-8; header=present", "csv")                            \
    X(JSON_STAT, "json-stat", "application/vnd.json-stat2+json", "application/vnd.json-stat2+json; charset=utf-8",     \
      "json")                                                                                                          \
    X(SDMX_CSV, "sdmx-csv", "application/vnd.sdmx.data+csv",                                                           \
      "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8", "csv")                                            \
    X(XLSX, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",                               \
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")                                     \
    X(PX, "px", "text/x-pc-axis", "text/x-pc-axis; charset=utf-8", "px")                                               \
    X(GEOJSON, "geojson", "application/geo+json", "application/geo+json", "geojson")                                   \
    X(HTML, NULL, "text/html", "text/html; charset=utf-8", "html")                                                     \
    X(STYLE, NULL, "text/css", "text/css; charset=utf-8", "css")                                                       \
    X(SCRIPT, NULL, "text/javascript", "text/javascript; charset=utf-8", "js")                                         \
    X(SVG, NULL, "image/svg+xml", "image/svg+xml", "svg")                                                              \
    X(PICTURE, "svg", "image/svg+xml", "image/svg+xml", "svg")                                                         \
    X(MERGE_PATCH, NULL, "application/merge-patch+json", "application/merge-patch+json", "json")                       \
    X(RDF_XML, NULL, "application/rdf+xml", "application/rdf+xml; charset=utf-8", "rdf")                               \
    X(TURTLE, NULL, "text/turtle", "text/turtle; charset=utf-8", "ttl")                                                \
    X(JSON_LD, NULL, "application/ld+json", "application/ld+json", "jsonld")                                           \
    X(XML, NULL, "application/xml", "application/xml; charset=utf-8", "xml")                                           \
    X(METRICS, NULL, "text/plain", "text/plain; version=0.0.4; charset=utf-8", "txt")                                  \
    X(PROBLEM, NULL, "application/problem+json", "application/problem+json; charset=utf-8", "json")

enum media {
#define X(name, ...) MEDIA_##name,
    MEDIA_TYPES(X)
#undef X
        MEDIA_COUNT
};

struct media_type {
    const char *format; /* the value of the parameter `format`, NULL when it has none */
    const char *type;
    const char *content_type;
    const char *ending;
};

extern const struct media_type media_types[MEDIA_COUNT];

/* What a file is, by the ending of its name; MEDIA_COUNT: nobody knows. */
enum media media_of_file(const char *name);

/* Sets of media types are bit masks. */
#define MEDIA_BIT(name) (1u << MEDIA_##name)

#endif
