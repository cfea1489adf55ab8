/* What the files of Kolada's interface share. */
#ifndef NEIGHBOURS_KOLADA_PRIVATE_H
#define NEIGHBOURS_KOLADA_PRIVATE_H

#include "domain/national_code.h"
#include "neighbours/frame.h"

enum version { KOLADA_V2, KOLADA_V3 };

enum { KOLADA_MOST_ROWS = 5000, KOLADA_MOST_IDS = 25 };

/* ---- ids.c: what Kolada calls indicators and years; areas have their national codes. Pure. ---- */

/* A kpi is an indicator as one respondent group answers it: the indicator's code alone for its own group, which is the
 * first of its trusters or everybody, else with the group after a dot: "ins-01", "sam-03.provider". */
struct kpi {
    const char *indicator;
    const char *group; /* NULL: the indicator's own */
};
struct kpi kpi_read(struct arena *arena, const char *id);
const char *kpi_id(struct arena *arena, const char *indicator, const char *group, const char *own_group);

/* The own group, from the cell of an indicator's trusters. */
const char *kpi_own_group(struct arena *arena, const char *trusters);

/* Kolada knows years only. Of two periods within a year the one counts that ends last, and of these the longest, so
 * that the year itself comes first: > 0 when that is `period`, 0 when both are the same. */
int year_order(const char *period, const char *other);

/* ---- page.c: what all replies are made of ---- */

struct paging {
    long page, per_page;
};

/* Reads page= and per_page=; false when the parameter is another one. */
bool paging_read(struct paging *paging, const struct parameter *parameter, struct error *err);

/* Whether that row, counted from 0, is on the page. */
bool paging_has(const struct paging *paging, long row);

/* One page: its values, with how many they are, and addresses of its neighbours. `more`: rows follow. */
void kolada_reply(const struct request *request, enum version version, const struct paging *paging, const char *values,
                  long count, bool more, struct reply *reply);

/* Splits a,b,c, at most `most` of them; adds to `ids`. */
struct ids {
    const char **list;
    size_t count, room;
};
bool ids_add(struct ids *ids, const char *name, const char *value, size_t most, struct error *err);
bool ids_have(const struct ids *ids, const char *id);

/* Kolada speaks Swedish, unless somebody asks for another language. */
enum lang kolada_lang(const struct request *request);

/* 404 that names what is not there; false. */
bool refuse_unknown(const struct ids *ids, struct error *err);

/* Members of objects, with the comma that they need. NULL is null. */
void kolada_text(struct text *json, const char *name, const char *value);
void kolada_word(struct text *json, const char *name, const char *word);

/* ---- lists.c: kpi, kpi_groups, municipality, municipality_groups, ou ---- */

/* One object of a list: what it can be found by, and its text. */
struct item {
    const char *id;
    const char *texts[3]; /* in the order of the list's filters */
    const char *json;
};

struct items {
    struct item *list;
    size_t count, room;
};

/* What may be asked of a list besides page and per_page. */
struct list_filter {
    const char *name;
    bool is_search; /* a part of it is enough, whatever its case */
};

struct list {
    enum version version;
    const struct list_filter *filters;
    size_t filter_count;
    bool (*fill)(const struct request *request, enum version version, struct items *items, struct error *err);
};

/* The areas that Kolada would call units: those within municipalities. */
#define UNIT_TYPES "district,neighbourhood,unit"

/* An object of `members`, after others in the list. */
void kolada_member(struct text *json, const char *id, const char *title);

struct item *items_add(struct arena *arena, struct items *items);

handler handle_items; /* route->subject is the list; the argument, where there is one, ids */

/* kpis.c, places.c: what fills them. */
#define KOLADA_LISTS(X) X(kpis) X(kpi_groups) X(municipalities) X(municipality_groups) X(units)
#define X(name) extern const struct list list_##name[2];
KOLADA_LISTS(X)
#undef X

/* ---- data.c: the figures ---- */

struct data_kind {
    enum version version;
    const char *dimension;  /* municipality, ou: of paths and rows */
    const char *parameter;  /* municipality_id, ou_id */
    const char *area_types; /* that it reads */
};

extern const struct data_kind data_of_municipalities[2], data_of_units[2];

handler handle_data; /* route->subject is the kind; arguments are pairs of dimension and ids */

#endif
