/* Acting for a caller: who is asking and what they may, their connection, their body, attempts at a transaction, the
 * Idempotency-Key, the event of the audit trail, the frame of a list. What all rooms of api share, and nothing of one.
 */
#ifndef WORK_WORK_H
#define WORK_WORK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "auth/principal.h"
#include "base/config.h"
#include "base/text.h"
#include "domain/query.h"
#include "domain/resource.h"
#include "formats/cube.h"
#include "formats/formats.h"
#include "http/http.h"
#include "store/store.h"

/* Who may call a route (struct route.scope). */
enum scope {
    SCOPE_PUBLIC = 1, /* everybody */
    SCOPE_IMPORT,     /* editors for their municipality, operators */
    SCOPE_WRITE,      /* editors of the municipality that owns the object, operators what is shared */
    SCOPE_KEYS,       /* admins of a municipality, operators */
    SCOPE_REASONS,    /* editors of the municipality that owns the object, operators */
    SCOPE_AUDIT       /* admins of a municipality, operators */
};

typedef bool handler(struct request *request, struct reply *reply, struct error *err);

/* A state of a resource that takes more than writing the word: the move is made when the other members have been
 * written. */
struct act {
    const char *resource, *state;
    bool (*make)(struct db *db, const char *key, struct error *err);
};

/* What every handler needs of the service: the first member of what request->context points to. */
struct work {
    const struct config *config;
    struct store *store;
    struct token_verifier *verifier; /* of access tokens; NULL when OpenID Connect is not configured */
    const struct act *acts;
    size_t act_count;
};

static inline struct work *request_work(const struct request *request) { return request->context; }

/* ---- caller.c: who is asking, and what they may ---- */

/* Finds out who it is; a key that is not valid is refused wherever it is sent, also where none is needed. */
bool caller_identify(struct request *request, struct error *err) must_check;

/* Who is asking; NULL without a key. */
const struct principal *request_principal(const struct request *request);

/* Who a request acts for. */
const struct tenant *request_tenant(const struct request *request);

/* 403, naming the roles that may do that; false. */
bool access_refuse(enum action action, const char *where, struct error *err);

/* 403 unless the caller may do that at `where` (principal_may). */
bool access_may(const struct request *request, enum action action, const char *where, struct error *err) must_check;

/* The same for writing an object of the route's resource that belongs to `owner`: a municipality's code or "shared". */
bool access_may_write(const struct request *request, const char *owner, struct error *err) must_check;

/* What writing a municipality's objects of a resource is: releases are made and published by publishers, whichever way
 * they come. */
enum action access_writing(const struct resource *resource);

/* ---- connection.c: every connection is borrowed here ---- */

/* A connection for whom the request acts, until its deadline; on a route that has none (is_long), with the time that a
 * statement for many rows has. */
bool request_borrow(const struct request *request, struct db **db, struct error *err) must_check;

/* The same for rows that are all read before the reply: one statement may take all the time that the request has. */
bool request_borrow_rows(const struct request *request, struct db **db, struct error *err) must_check;

/* The same for many rows, without a deadline as a whole. */
bool request_borrow_bulk(const struct request *request, struct db **db, struct error *err) must_check;

/* An operator's, until the request's deadline: for judging what an outsider may learn. */
bool request_borrow_inside(const struct request *request, struct db **db, struct error *err) must_check;

/* The same for one statement that reads, which then takes one wait. */
bool request_ask_inside(const struct request *request, enum statement statement, const char *const *parameters,
                        size_t count, struct rows **rows, struct error *err) must_check;

/* For a tenant without a request or beyond its deadline (store_borrow). */
bool work_borrow(struct store *store, const struct tenant *tenant, bool bulk, struct arena *arena, struct db **db,
                 struct error *err) must_check;

/* ---- cube.c ---- */

/* Observations of a query as a cube, laid and named. `prepare` (may be NULL) sees it before the first row. Refused as a
 * violation of `format` when it has too many cells, none, two figures for one, or more units than it may. */
bool request_cube(const struct request *request, const struct query *query, cube_preparer *prepare, void *state,
                  struct cube *cube, struct error *err) must_check;

/* The outline of a cube, laid and named, from rows of a statement whose columns are called as those of observations:
 * each says of an indicator what some of its figures are about, with null for what it does not say. */
bool request_outline(const struct request *request, enum statement statement, const struct rows *rows, enum lang lang,
                     struct cube *cube, struct error *err) must_check;

/* ---- export.c: what leaves as a file ---- */

/* One of config.max_exports at a time, until the reply has left; waits for its turn as for a connection. */
bool request_take_export(const struct request *request, struct error *err) must_check;

/* What a table tells of itself: its title, and the address that was asked. */
struct about request_about(const struct request *request, const char *title, enum lang lang);

/* name.ending */
void reply_file_name(const struct request *request, const char *name, enum media media, struct reply *reply);

/* Finishes a table that is not streamed, and sets it as the reply. */
bool reply_table(const struct request *request, struct writer *writer, const char *name, struct reply *reply,
                 struct error *err) must_check;

/* ---- attempts.c ---- */

/* Makes an attempt at a transaction, and again, whole, when it came in the way of another. */
bool attempts_make(bool (*attempt)(void *state, struct error *err), void *state, struct arena *arena,
                   struct error *err) must_check;

/* ---- refusals.c: what many handlers refuse ---- */

/* For routes that take no parameters: false with a violation for each. */
bool refuse_parameters(const struct request *request, struct error *err);

/* For routes that take no parameter but lang and speak Swedish and English: the language asked for. */
bool read_lang_only(const struct request *request, enum lang *lang, struct error *err);

/* Tells whoever spelled a code otherwise how codes are spelled; returns false. */
bool suggest_spelling(const struct request *request, struct error *err);

/* ---- body.c: the text of a body ---- */

/* What Jansson found, as a code. */
enum violation_code body_violation(const json_error_t *problem);

/* The object that the body is: 400 when it is no JSON, 422 when it is no object or has a number that nothing can hold.
 */
bool body_parse(const struct request *request, const json_t **object, struct error *err) must_check;

/* ---- idempotency.c ---- */

enum { RETRY_KEY_WAIT_MS = 1000 };

/* The Idempotency-Key of a request; NULL without, 400 when it is none. */
bool retry_key_read(const struct request *request, const char **key, struct error *err) must_check;

/* In the transaction: takes the key, or answers with the first reply (*is_answered), or refuses: 422, 409. Without a
 * key nothing happens. */
bool retry_key_take(struct db *db, const struct request *request, const char *key, struct reply *reply,
                    bool *is_answered, struct error *err) must_check;

/* Keeps the reply, in the transaction of what it tells. */
bool retry_key_keep(struct db *db, const struct request *request, const char *key, const struct reply *reply,
                    struct error *err) must_check;

/* ---- audit.c ---- */

/* What the audit trail calls a request to that route. */
const char *audit_action(const struct route *route);

/* The refusal of someone whose key is known becomes an event, in a transaction of its own; where the database is away,
 * a line in the log. Handlers have given their connection back by then. */
void audit_refusal(struct request *request, int status);

/* Puts what was done with the key of that code into the audit trail: "create" or "revoke". */
bool key_audit(struct db *db, const char *action, const char *code, struct error *err) must_check;

/* ---- collection.c: the frame around every list ---- */

struct collection {
    long count, total, limit;
    long offset;            /* -1: continued by cursor */
    const char *next_after; /* NULL on the last page */
};

/* The body of a list up to its items, JSON objects, which the caller adds with commas in between. `room`: for items of
 * that length, where it is known. */
struct text collection_start(const struct request *request, const char *list, size_t room);

/* Ends it with _meta and _links; fills the reply, with Link and Total-Count headers. */
void collection_reply(const struct request *request, const struct collection *collection, struct text *body,
                      struct reply *reply);

/* The request's own address without the parameters of these names, whatever their case; link_add adds one. */
struct text link_without(const struct request *request, const char *const *names, size_t count);
void link_add(struct text *url, const char *name, const char *value);

/* Sets a JSON body of public data that every cache may keep. */
void reply_public_json(struct reply *reply, const char *body, size_t length);

#endif
