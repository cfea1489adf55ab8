/* A list request: query parameters read against a resource's field table, as typed values or all violations. */
#ifndef DOMAIN_QUERY_H
#define DOMAIN_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/config.h"
#include "base/error.h"
#include "base/lang.h"
#include "base/parameter.h"
#include "domain/resource.h"

enum filter_test { FILTER_IN, FILTER_AT_LEAST, FILTER_AT_MOST };

struct filter {
    const struct field *field;
    enum filter_test test;
    const char *const *values; /* FILTER_IN: several; else one */
    size_t value_count;
};

/* What a filter cannot say: a tree of tests, for readers that combine them freely (neighbours/odata). */
enum condition_kind { CONDITION_ALL, CONDITION_ANY, CONDITION_TEST };
enum condition_test {
    TEST_IS,
    TEST_IN,
    TEST_LESS,
    TEST_AT_MOST,
    TEST_MORE,
    TEST_AT_LEAST,
    TEST_CONTAINS,
    TEST_STARTS,
    TEST_ENDS
};

struct condition {
    enum condition_kind kind;
    const struct condition *const *parts; /* of ALL and ANY; without any they are true and false */
    size_t part_count;
    /* A test of a row's field, whose lists and PERSONS are tested as text, joined by |. An unknown value passes no test
     * but `ne` and the negation of a comparison, and no test of a part of it either way (OData 4.01, 5.1.1.1). */
    const struct field *field;
    enum condition_test test;
    bool is_negated;
    const char *const
        *values; /* IN: several; else one; IS, IN: NULL is null. Of the field's type, numbers as decimals */
    size_t value_count;
};

struct sort {
    const struct field *field;
    bool descending;
};

enum labels { LABELS_CODES, LABELS_NAMES, LABELS_BOTH, LABELS_COUNT };

struct query {
    const struct resource *resource;
    const struct filter *filters;
    size_t filter_count;
    const struct sort *sorts; /* as asked for or the default, then the tie-breakers */
    size_t sort_count;
    const struct field **fields; /* members of the reply in table order */
    size_t field_count;
    const char *const *expansions; /* names in the order asked for, each known */
    size_t expansion_count;
    const struct condition *where; /* NULL: none */
    bool lets_unknown;             /* codes of filters that name nothing leave no rows instead of being refused */
    bool is_page;                  /* of a stream: refused as a page is when it would cost too much */
    bool nulls_are_least;          /* what has no value comes first in ascending order, not last in any */
    const char *search;            /* q=, NULL when not given */
    enum lang lang;
    bool all_langs;
    long limit; /* 0: no limit (streams) */
    long offset;
    const char *const *after; /* values of the sorts at the cursor, NULL where null; NULL without cursor */
    /* figures in time (RESOURCE_SERIES) */
    bool latest;
    long last_n;
    const char *as_of;
    const char *updated_after;
    bool history;
    enum labels labels;
};

/* What a row becomes: not every parameter has an effect on every shape. */
enum shape { SHAPE_ANY, SHAPE_OBJECTS, SHAPE_TABLE, SHAPE_FIGURES, SHAPE_FEATURES };

struct query_limits {
    enum lang lang; /* when lang= is not given */
    bool is_stream; /* limit only when given */
    bool is_object; /* one object: only fields, expand, lang, as_of */
    bool is_new;    /* ... as it has just been written: no as_of */
    enum shape shape;
    const struct config *config;
};

/* Reads the parameters; false with every violation in `err`. Everything lives in err->arena. */
bool query_read(const struct resource *resource, const struct parameter *parameters, size_t count,
                const struct query_limits *limits, struct query *query, struct error *err) must_check;

/* The cursor that continues after a row with these values of the query's sorts (NULL: null). */
const char *query_cursor(struct arena *arena, const struct query *query, const char *const *values);

/* What parameters may be, for their reader and for the documentation: the words of labels= and lang=, the length of q=,
 * the bounds of limit=, offset= and last_n=. */
extern const char *const query_labels[LABELS_COUNT], *const query_langs[LANG_COUNT + 1];
enum { QUERY_LONGEST_SEARCH = 200 };

struct query_bounds {
    long lowest, highest;
};
struct query_bounds query_bounds(const struct config *config, const char *name);

/* The names of the parameters a resource takes, in order, for messages and documentation. */
size_t query_parameter_names(struct arena *arena, const struct resource *resource, const struct query_limits *limits,
                             const char *const **names);

#endif
