/* What the files of writing share: body -> records -> rows, one transaction, every violation at once. */
#ifndef API_WRITING_PRIVATE_H
#define API_WRITING_PRIVATE_H

#include "api/writing.h"
#include "values/values.h"

/* Names in an arena. */
struct names {
    const char **items;
    size_t count, capacity;
};

/* One row on its way in: an object of the body, as columns of its resource's table. */
struct record {
    const struct resource *resource;
    const char *pointer;              /* of the object: "", "/goals/0" */
    struct record *parent;            /* the object that it stands in; NULL */
    const struct field *parent_field; /* the member that this place stands for; NULL */
    json_t *values;                   /* columns, checked */
    json_t *parts;                    /* dataset -> rows of it that are parts of this object */
    struct names defaulted;           /* columns that go back to their default */
    struct names unknown;             /* columns without a usable value */
    const char *key;
    bool is_prepared, is_faulty, is_stored;
};

struct body {
    struct record **records; /* the first is the object itself */
    size_t count, capacity;
};

/* ---- members.c: an object against its field table ---- */

/* Reads the object, and what it brings along, as records; `before`: the row that is changed, NULL for a new one. What
 * is wrong goes to `faults`. */
void body_read(const struct request *request, const json_t *object, const json_t *before, struct body *body,
               struct error *faults);

void names_add(struct arena *arena, struct names *names, const char *name);

/* ---- records.c: records become rows ---- */

/* A transaction that writes. */
struct writing {
    struct request *request;
    struct db *db;
    struct body body;
    struct error faults; /* what is wrong with the body */
};

/* Inserts the records in the order of their dependence, or finds out what else is wrong with them. False when the
 * transaction cannot go on, or the caller may not: in `err`. */
bool records_insert(struct writing *writing, struct error *err) must_check;

/* Changes the row `before` (JSON), or finds out what else is wrong. */
bool record_update(struct writing *writing, const char *before, struct error *err) must_check;

/* The rules that only stored rows can be asked: statement check_<one>, where there is one (check_action,
 * check_evaluation, check_goal, check_milestone in sql/queries/writing). `state`: before the change, or NULL. */
bool records_check(struct writing *writing, const char *state, struct error *err) must_check;

/* Gives a record whose parent is known the next free code, with a number above `least`; and that number:
 * "pl-norr-g12" -> 12. */
bool record_give_code(struct writing *writing, struct record *record, long least, struct error *err) must_check;
long record_number(const struct record *record);

/* Whether the transaction and the search for what is wrong go on after a refusal. */
bool refusal_lets_go_on(const struct error *refusal);

/* ---- batches.c ---- */

/* Stores as many of a resource's records as can be stored together: they get their keys. The others are left. False
 * when the transaction cannot go on. */
bool batches_insert(struct writing *writing, const struct resource *resource, struct error *err) must_check;

/* ---- rows.c: a record as a row ---- */

/* As the store writes it. */
struct written record_row(struct writing *writing, struct record *record);

/* Adds every rule that a record's row would break to the faults. `before`: the stored row that it changes, or NULL. */
bool record_ask_rules(struct writing *writing, struct record *record, const char *before, struct error *err) must_check;

/* Whether a refusal is about what the row says, not about the database. */
bool refusal_is_about_the_row(const struct error *refusal);

/* JSON as one line in the arena. */
const char *json_text_of(struct arena *arena, const json_t *json);

/* ---- faults.c ---- */

/* Takes over what the database found in a row of the record: its columns are without a usable value then. */
void faults_take(struct writing *writing, struct record *record, const struct error *found);

/* The record of a resource (its relation name) with that key; NULL when the body has none. */
struct record *record_find(const struct writing *writing, const char *one, const char *key);

/* The faults in the order of their pointers as the error of the request; false when there is any. */
bool writing_is_good(struct writing *writing, struct error *err) must_check;

/* ---- parents.c ---- */

/* Fills in what a record has from the object that it belongs to, in the body or stored; no such object is a fault. */
bool record_take_from_parent(struct writing *writing, struct record *record, struct error *err) must_check;

/* ---- parts.c ---- */

/* Adds what is wrong with the parts of a record. */
bool parts_check(struct writing *writing, struct record *record, struct error *err) must_check;

/* Makes them the parts of the stored object. */
bool parts_store(struct writing *writing, struct record *record, struct error *err) must_check;

/* ---- evaluation_part.c ---- */

/* Makes the caller share as the body says; true also when that is as before. Holds the evaluation and checks If-Match.
 */
bool evaluation_part_change(struct writing *writing, const struct query *query, struct error *err) must_check;

#endif
