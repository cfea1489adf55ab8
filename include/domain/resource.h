/* A resource is data: a table of fields with their rules, labels and examples.
 *
 * Filters, sorting, replies, CSV, imports, bodies and the OpenAPI document are all read from these tables. A field's
 * name is the JSON member, the CSV column and the column of the resource's view at once. Whoever adds a resource
 * writes a migration with its view, one table in service/domain/resources and its line in private.h there. */
#ifndef DOMAIN_RESOURCE_H
#define DOMAIN_RESOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum field_type {
    FIELD_CODE,    /* lower-case kebab, 1-64 characters */
    FIELD_UUID,    /* UUIDv7 */
    FIELD_TEXT,    /* at most `max` characters */
    FIELD_LABEL,   /* text in three languages: columns <name>_sv, _da, _en; member in one language, lang=all <plural> */
    FIELD_ENUM,    /* a code of reference list `of` */
    FIELD_REF,     /* the key of another resource, whose relation name is `of` */
    FIELD_OWNER,   /* a municipality's code or `shared` */
    FIELD_INTEGER, /* min..max */
    FIELD_PERSONS, /* how many answered: an integer, or "<5" where no more is told; only shown */
    FIELD_DECIMAL, /* stored as sent, never rounded by a double; min..max */
    FIELD_DOUBLE,  /* computed: shortest form that reads back */
    FIELD_BOOLEAN, /* true, false */
    FIELD_DATE,    /* 2024-12-31 */
    FIELD_TIME,    /* 2024-12-31T08:00:00Z */
    FIELD_PERIOD,  /* 2024, 2024-S1, 2024-Q3, 2024-05 */
    FIELD_INTERVAL, /* {"low", "high"}: columns <name>_low, <name>_high; null when both are */
    FIELD_OBJECTS,  /* list of objects described by `parts`; in CSV a:b|c:d in the order of the parts */
    FIELD_GEOMETRY, /* GeoJSON: Point, Polygon or MultiPolygon */
    FIELD_CODES     /* list of {code, sort, parent, valid_from, valid_to, name}: the codes of a reference list */
};

enum field_flag {
    FIELD_READ = 1 << 0,     /* member of replies */
    FIELD_WRITE = 1 << 1,    /* clients may write it */
    FIELD_REQUIRED = 1 << 2, /* an object cannot be created without it */
    FIELD_PRESENT = 1 << 3,  /* never null in replies */
    FIELD_LIST = 1 << 4,     /* several of them: JSON array, joined by | in CSV */
    FIELD_FILTER = 1 << 5, /* query parameter; numbers also <name>_min, _max; dates, times, periods <name>_from, _to */
    FIELD_SORT = 1 << 6,   /* may stand in sort= */
    FIELD_SEARCH = 1 << 7, /* q= looks here */
    FIELD_ONCE = 1 << 8,   /* written at creation only */
    FIELD_FREE_TEXT = 1 << 9, /* passes the privacy check */
    FIELD_EXPAND = 1 << 10,   /* expand= replaces the code by the object */
    FIELD_HELPER = 1 << 11,   /* of the view but no member: only a filter */
    FIELD_CELL = 1 << 12,     /* varies within a series: filters on it come after period=latest has chosen */
    FIELD_SERIES = 1 << 13,   /* of observations and changes: the same for all figures of a series, a column of
                                 api.public_series_keys */
    FIELD_ASKED = 1 << 14     /* member only of replies whose fields= names it, and of features */
};

struct field {
    const char *name;
    enum field_type type;
    unsigned flags;
    const char *of;        /* ENUM: reference list; REF: relation name of the resource */
    const char *plural;    /* LABEL: member with all languages */
    const char *min, *max; /* INTEGER, DECIMAL: bounds, NULL for none; TEXT, LABEL: `max` characters, NULL for 10000;
                              LABEL: `min` languages where it is REQUIRED, NULL for all */
    const char *example;   /* as a CSV cell, "" for null; LABEL: the English one */
    const char *sv, *en;   /* what it means, one sentence each */
    const struct field *parts; /* OBJECTS */
    size_t part_count;
    const char *parameter; /* FILTER: the query parameter where it is not `name` (focus_area filters focus_areas) */
    const char *rows; /* OBJECTS: the dataset whose rows they are ("evaluation-members"); NULL: a column of its own */
};

/* Objects of another resource that belong to this one. */
struct expansion {
    const char *name;      /* expand=goals */
    const char *resource;  /* "follow-ups": whose view is read as x ... */
    const char *condition; /* ... where this holds; this resource's row is v */
    bool is_sent;          /* a new object may bring them along */
};

enum resource_flag {
    RESOURCE_COLLECTION = 1 << 0, /* GET /tillit/v1/<name> */
    RESOURCE_OBJECT = 1 << 1,     /* GET /tillit/v1/<name>/{key} */
    RESOURCE_DATASET = 1 << 2,    /* POST /tillit/v1/imports?dataset=<name> */
    RESOURCE_SERIES = 1 << 3,     /* figures in time: period=latest, last_n, as_of, updated_after, history */
    RESOURCE_WRITTEN = 1 << 4,    /* POST to the collection, PATCH and DELETE of its objects */
    RESOURCE_ADMIN = 1 << 5,      /* read by admins and operators only */
    RESOURCE_OPEN = 1 << 6,       /* has a view of its own for each reader: api.<reader>_<list> */
    RESOURCE_PARTS = 1 << 7,      /* rows are published figures; members read it in parts (service/store/select.c) */
    RESOURCE_KNOWN = 1 << 8       /* what was known then can be asked for: as_of */
};

enum resource_group {
    GROUP_REFERENCE,
    GROUP_PLACES,
    GROUP_MEASURES,
    GROUP_FOLLOW_UP,
    GROUP_EVALUATION,
    GROUP_GOVERNANCE,
    GROUP_PARTICIPATION,
    GROUP_ADMINISTRATION,
    GROUP_COUNT
};

struct resource {
    const char *name;     /* "survey-waves": path segment, dataset */
    const char *list;     /* "survey_waves": member that holds the list, and the view api.<list> */
    const char *one;      /* "survey_wave": relation name, and the table tillit.<one> */
    const char *key;      /* "code" or "id"; NULL when its rows have no public name */
    const char *identity; /* columns that identify a row of the dataset: "code", "evaluation,municipality" */
    const char *sort;     /* default order: "code", "indicator,area,-period"; made unique by `tie` */
    const char *tie;      /* columns that make the order total: "code" */
    enum resource_group group;
    unsigned flags;
    const char *code_of, *code_infix; /* new codes: that of the row of this table, -<infix> and a number; NULL: given */
    int load_order;                   /* datasets are loaded in this order; 0: no dataset */
    const char *title_sv, *title_en;  /* "Mätomgångar", "Survey waves" */
    const char *sv, *en;              /* what it is, one or two sentences */
    const struct field *fields;
    size_t field_count;
    const struct expansion *expansions;
    size_t expansion_count;
    /* OPEN: the columns that the public's view also has in one, `printed`, in their order there; NULL: no such column
     */
    const char *const *printed;
    size_t printed_count;
};

/* All resources, in the order of the documentation. */
extern const struct resource *const resources[];
extern const size_t resource_count;

/* By path segment ("survey-waves"), by relation name ("survey_wave"); NULL when there is none. */
const struct resource *resource_find(const char *name);
const struct resource *resource_of_relation(const char *one);

/* The address below which all resources are, and where the codes of one are listed: what a refused code is told. */
#define API_ROOT "/tillit/v1"
const char *resource_codes(struct arena *arena, const struct resource *resource);

/* NULL when there is none. */
const struct field *resource_field(const struct resource *resource, const char *name);

/* Whether a field of another resource says which `parent` an object belongs to: written once, or the municipality that
 * owns it. */
bool resource_is_named_by(const struct resource *parent, const struct field *field);

/* Whether a new object of `whole` may bring along new ones of `other`: its expansions say so (is_sent), or those of a
 * third that brings both, so that a goal alone takes targets as it does inside a plan. */
bool resource_brings(const struct resource *whole, const struct resource *other);

/* Whether some of its texts can be searched (q=). */
bool resource_can_search(const struct resource *resource);

/* The example as a file would have it: what the service computes when nobody sends it is left empty. */
const char *field_cell_example(const struct field *field);

/* Whether clients write it as a column of the resource's own dataset. */
bool field_is_column(const struct field *field);

/* In how many languages a label has to be there: 0, 1 or all. */
int field_languages(const struct field *field);

/* The query parameter that filters by a field. */
const char *field_parameter(const struct field *field);

/* Whether a field takes _min and _max (numbers), or _from and _to (dates, times, periods). */
bool field_is_number(const struct field *field);
bool field_is_time(const struct field *field);

#endif
