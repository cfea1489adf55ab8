/* What the files of the interface share. */
#ifndef NEIGHBOURS_PXWEB_PRIVATE_H
#define NEIGHBOURS_PXWEB_PRIVATE_H

#include "formats/cube.h"
#include "neighbours/frame.h"

#define PXWEB_ROOT "/pxweb/api/v2"

handler handle_pxweb_config, handle_pxweb_tables, handle_pxweb_table, handle_pxweb_metadata,
    handle_pxweb_default_selection, handle_pxweb_data, handle_pxweb_codelist;

/* ---- say.c: JSON ---- */

/* A member, after others of the object. NULL is null. */
void say_text(struct text *json, const char *name, const char *value);
void say_number(struct text *json, const char *name, size_t value);
void say_flag(struct text *json, const char *name, bool is_true);

/* A comma unless an object or a list has just begun. */
void say_next(struct text *json);

/* "links":[{"rel","hreflang","href"}...] with addresses below the root, in this language. */
struct link {
    const char *rel, *path;
};
void say_links(struct text *json, const struct request *request, enum lang lang, const struct link *links,
               size_t count);

/* Closes the object that is all, and sets it as the reply. */
void say_reply(struct text *json, enum lang lang, struct reply *reply);

/* One of the words, whatever its case: True, FALSE. */
bool pxweb_boolean(const struct parameter *parameter, bool *is_true, struct error *err);

/* What this address takes besides `lang`. A reader that is NULL takes nothing. */
struct pxweb_parameters {
    bool (*read)(void *state, const struct parameter *parameter, struct error *err);
    const char *names;
    void *state;
};
bool pxweb_read(const struct request *request, const struct pxweb_parameters *parameters, enum lang *lang,
                struct error *err) must_check;

/* ---- tables.c ---- */

struct px_table {
    const char *id, *label, *description, *updated;
    bool is_discontinued;
    bool is_group;                          /* a focus area's */
    const char *first_period, *last_period; /* NULL: not looked up, or no figures */
};

/* 404 when there is none. */
bool px_table_find(const struct request *request, const char *id, enum lang lang, struct px_table *table,
                   struct error *err) must_check;

/* The figures of a table, with more filters. */
bool px_table_query(const struct request *request, const struct px_table *table, enum lang lang,
                    const struct parameter *filters, size_t count, struct query *query, struct error *err) must_check;

/* Its dimensions with all their categories, named; 404 when no figure may be seen. */
bool px_outline(const struct request *request, const struct px_table *table, enum lang lang, struct cube *outline,
                struct error *err) must_check;

/* ---- codelists.c: areas of one type (vs_municipality), members of a peer group (agg_pg-demo10) ---- */

struct codelist {
    const char *id, *label;
    bool is_aggregation;
    const char *group;  /* the area that an aggregation is the figure of */
    const char **areas; /* within it */
    size_t count;
};

/* False with an empty `codelist` when there is none of that id; *is_there says so. */
bool codelist_find(const struct request *request, const char *id, enum lang lang, struct codelist *codelist,
                   bool *is_there, struct error *err) must_check;

/* Those that have categories of the outline, as a JSON list. */
bool codelists_of(const struct request *request, const struct cube *outline, enum lang lang, const char **json,
                  struct error *err) must_check;

/* ---- selection.c: which categories are asked for ---- */

struct asked_dimension {
    const char **expressions; /* codes, *, ?, TOP(3), ... */
    size_t count, room;
    const char *codelist, *output;
};

struct selection {
    struct asked_dimension of[CUBE_DIMENSION_COUNT];
    bool is_any; /* some dimension was named */
};

/* The dimension of an id, whatever its case; CUBE_DIMENSION_COUNT when there is none. */
size_t selection_dimension(const struct cube *outline, const char *id);

/* "a,range(b,c)": parts between commas that stand outside of brackets. */
void selection_add(struct arena *arena, struct asked_dimension *asked, const char *expressions);

/* Marks the categories that one expression names; false when it names none. */
bool selection_mark(const struct cube *outline, size_t dimension, const char *expression, bool *marked);

/* What is asked for, by default where nothing is; a flag for each category of each dimension. */
struct chosen {
    bool *of[CUBE_DIMENSION_COUNT];
    size_t counts[CUBE_DIMENSION_COUNT];
};
bool selection_resolve(const struct request *request, const struct cube *outline, const struct selection *selection,
                       enum lang lang, struct chosen *chosen, struct error *err) must_check;

/* The category that stands for all when a dimension is not asked for: _T; its count when there is none. */
size_t elimination_of(const struct cube *outline, size_t dimension);

#endif
