/* What the files of OData share. */
#ifndef NEIGHBOURS_ODATA_PRIVATE_H
#define NEIGHBOURS_ODATA_PRIVATE_H

#include "base/text.h"
#include "domain/query.h"
#include "neighbours/frame.h"

#define ODATA_ROOT "/odata/v4"
#define ODATA_NAMESPACE "Tillit"

/* ---- sets.c: collections as entity sets ---- */

/* A column of a row. */
struct property {
    const char *name; /* that of the field; of an interval two: ci_low, ci_high */
    const struct field *field;
};

struct entity_set {
    const struct resource *resource;
    const char *name, *type; /* FocusAreas, FocusArea */
    const struct property *properties;
    size_t property_count;
    const struct property *const *keys; /* that tell an entity from the others */
    size_t key_count;
};

/* All that everybody may ask for. */
struct entity_sets {
    const struct entity_set *list;
    size_t count;
};
struct entity_sets sets_make(struct arena *arena);

const struct entity_set *set_find(struct arena *arena, const char *name);
const struct property *set_property(const struct entity_set *set, const char *name);

/* "Edm.String": lists and objects are text as in CSV, so that tables stay flat. */
const char *property_type(const struct property *property);
bool property_may_be_null(const struct property *property);
bool property_can_filter(const struct property *property);
bool property_can_sort(const struct property *property);

/* Whether some of its texts can be searched. */
bool set_can_search(const struct entity_set *set);

/* ---- filter.c: $filter and keys ---- */

/* Reads a $filter into a tree; false with 400 when it is none, 501 when it asks for more than there is. */
bool filter_read(const struct request *request, const struct entity_set *set, const char *text,
                 const struct condition **condition, struct error *err) must_check;

/* Reads what stands in the parentheses of an address: 'ins-01', or area='se-9901',period='2024'. 404 when it is no
 * key. */
bool filter_read_key(const struct request *request, const struct entity_set *set, const char *text,
                     const struct condition **condition, struct error *err) must_check;

/* The names of the functions that a $filter may call, one by one; NULL after the last. */
const char *filter_function(size_t i);

/* Lets the query have it: what the lists filter by themselves becomes filters of theirs, the rest a condition. */
void filter_apply(struct arena *arena, const struct condition *condition, struct query *query);

/* ---- literal.c: values as OData spells them ---- */

enum literal_kind {
    LITERAL_NONE,
    LITERAL_NULL,
    LITERAL_BOOLEAN,
    LITERAL_TEXT,
    LITERAL_NUMBER,
    LITERAL_DATE,
    LITERAL_TIME,
    LITERAL_MALFORMED, /* begins as a number or a time, and is none */
    LITERAL_OTHER      /* of a kind that no property has */
};

struct literal {
    enum literal_kind kind;
    const char *value; /* as the store takes it; NULL: null */
};

/* Takes a literal off *at; LITERAL_NONE leaves it where it was. */
struct literal literal_take(struct arena *arena, const char **at);

/* The literal that a property is compared with. */
enum literal_kind literal_of(const struct property *property);

/* ---- options.c: what is asked ---- */

enum metadata { METADATA_NONE, METADATA_MINIMAL, METADATA_FULL };

enum { ODATA_MOST_ROWS = 5000 };

struct asking {
    const struct request *request;
    const struct entity_set *set;                                       /* NULL: of no set */
    unsigned takes;                                                     /* of the table in options.c */
    const char *filter, *search, *order, *select, *skip_token, *format; /* NULL: not given */
    long top, skip;                                                     /* top -1: all */
    bool counts;
    enum lang lang;
    enum metadata metadata;
    bool is_exact; /* IEEE754Compatible: whole numbers and decimals as texts, which no program rounds */
    long page_size;
};

/* What an address takes. */
enum { TAKES_FORMAT = 1, TAKES_SELECT = 2, TAKES_ROWS = 4, TAKES_FILTER = 8 };

bool options_read(const struct request *request, const struct entity_set *set, unsigned takes, struct asking *asking,
                  struct error *err) must_check;

/* The query of a set: its filter, order, place and the fields that the reply is made of. */
bool options_query(const struct asking *asking, const struct condition *key, struct query *query,
                   struct error *err) must_check;

/* Whether a property was selected. */
bool options_selects(const struct asking *asking, const struct property *property);

/* ---- say.c: replies ---- */

/* Absolute address below the root. */
const char *odata_link(const struct request *request, const char *path);

void odata_version(struct reply *reply);
void odata_reply(const struct asking *asking, const struct text *json, struct reply *reply);

/* 501: there is no such thing here; `instead` is what there is. Returns false. */
bool odata_refuse(const char *name, const char *instead, struct error *err);

/* The room's dialect: refusals as OData words them. */
void odata_word_refusal(const struct request *request, const struct error *err, struct refusal *refusal);

/* ---- feed.c, metadata.c ---- */

handler handle_odata_service, handle_odata_metadata, handle_odata_set, handle_odata_part;

#endif
