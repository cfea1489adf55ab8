/* tillit key create-demo: keys for every role, kept in a file that only its owner reads. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auth/key.h"
#include "auth/principal.h"
#include "base/text.h"
#include "key-private.h"
#include "work/work.h"

/* {"se-9901": {"reader": "...", ...}, ..., "ev-sam": {"evaluator": "..."}, "operator": "..."} */
static const struct {
    const char *municipality, *evaluation, *role;
} wanted[] = {
#define MUNICIPALITY(code)                                                                                             \
    {code, NULL, "reader"}, {code, NULL, "editor"}, {code, NULL, "publisher"}, { code, NULL, "admin" }
    MUNICIPALITY("se-9901"),       MUNICIPALITY("se-9902"),  MUNICIPALITY("dk-991"),
#undef MUNICIPALITY
    {NULL, "ev-sam", "evaluator"}, {NULL, NULL, "operator"},
};

enum { WANTED_COUNT = sizeof wanted / sizeof *wanted };

/* By its account the keys of this verb are known from all others. */
static const struct tenant demonstration = {.municipality = "", .is_operator = true, .account = "demonstration"};

static const char *place_of(size_t i) {
    return wanted[i].municipality != NULL ? wanted[i].municipality : wanted[i].evaluation;
}

/* ---- the keys that are there ---- */

static const char *text_in(const json_t *file, size_t i) {
    const json_t *holder = place_of(i) == NULL ? file : json_object_get(file, place_of(i));
    return json_string_value(json_object_get(holder, wanted[i].role));
}

static bool is_same(const char *a, const char *b) { return a == NULL || b == NULL ? a == b : text_equal(a, b); }

static bool works(const struct key_call *call, const json_t *file, size_t i, struct error *err) {
    const char *text = text_in(file, i);
    char hash[KEY_HASH_SIZE];
    struct stored_key key;
    if (text == NULL || !key_is_well_formed(text)) return false;
    key_hash(text, hash);
    return store_find_key(call->store, call->arena, hash, &key, err) && key.code != NULL &&
           text_equal(key.role, wanted[i].role) && is_same(key.municipality, wanted[i].municipality) &&
           is_same(key.evaluation, wanted[i].evaluation);
}

static bool all_work(const struct key_call *call, const char *path, struct error *err) {
    json_t *file = json_load_file(path, 0, NULL);
    bool good = file != NULL;
    for (size_t i = 0; i < WANTED_COUNT && good; i++) good = works(call, file, i, err);
    json_decref(file);
    return good;
}

/* ---- new ones ---- */

static bool is_demonstration(struct db *db, struct error *err) {
    struct rows *rows;
    if (!store_run(db, SQL_KEY_DEMO_PLACES, NULL, 0, &rows, err)) return false;
    return rows_flag(rows, 0, DEMO_PLACES_ARE_LOADED) ||
           error_say(err, PROBLEM_CONFLICT, "Demonstrationsdata är inte inlästa.",
                     "Demonstrationsdata er ikke indlæst.", "The demonstration data are not loaded.");
}

static void put_text(json_t *file, size_t i, const char *text) {
    json_t *holder = file;
    if (place_of(i) != NULL) {
        holder = json_object_get(file, place_of(i));
        if (holder == NULL) json_object_set_new(file, place_of(i), holder = json_object());
    }
    json_object_set_new(holder, wanted[i].role, json_string(text));
}

static bool create_one(struct db *db, json_t *file, size_t i, struct error *err) {
    char text[KEY_TEXT_SIZE], hash[KEY_HASH_SIZE];
    const char *code;
    key_create(text);
    key_hash(text, hash);
    put_text(file, i, text);
    key_wipe(text);
    const struct stored_key key = {.role = wanted[i].role,
                                   .municipality = wanted[i].municipality,
                                   .evaluation = wanted[i].evaluation,
                                   .label = "Demonstration",
                                   .hash = hash};
    return store_create_key(db, &key, &code, err) && key_audit(db, "create", code, err);
}

static bool revoke_all(struct db *db, struct error *err) {
    struct rows *revoked;
    bool good = store_run(db, SQL_KEY_DEMO_REVOKE, NULL, 0, &revoked, err);
    for (size_t i = 0; good && i < rows_count(revoked); i++)
        good = key_audit(db, "revoke", rows_value(revoked, i, REVOKED_KEY_CODE), err);
    return good;
}

static bool create_all(struct db *db, json_t *file, struct error *err) {
    bool good = is_demonstration(db, err) && revoke_all(db, err);
    for (size_t i = 0; i < WANTED_COUNT && good; i++) good = create_one(db, file, i, err);
    return good;
}

static bool write_file(const char *path, const json_t *json, struct error *err) {
    unlink(path);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = file >= 0 && json_dumpfd(json, file, JSON_INDENT(2)) == 0 && write(file, "\n", 1) == 1;
    if (file >= 0) good = close(file) == 0 && good;
    return good || error_cause(err, PROBLEM_INTERNAL, "%s: %s", path, strerror(errno));
}

/* The file gets its name last: until then the keys count as lost, and the next call replaces them. */
static bool replace_all(const struct key_call *call, const char *path, json_t *file, struct error *err) {
    const char *draft = arena_printf(call->arena, "%s.new", path);
    struct db *db;
    return work_borrow(call->store, &demonstration, false, call->arena, &db, err) && create_all(db, file, err) &&
           write_file(draft, file, err) && store_commit(db, err) &&
           (rename(draft, path) == 0 || error_cause(err, PROBLEM_INTERNAL, "%s: %s", path, strerror(errno)));
}

int key_create_demo(const struct key_call *call) {
    struct error err = error_start(call->arena);
    if (call->count != 1) return command_wrong_call("key create-demo wants the name of a file", "");
    if (all_work(call, call->words[0], &err)) return EXIT_SUCCESS;
    json_t *file = json_object();
    bool good = !error_is_set(&err) && replace_all(call, call->words[0], file, &err);
    json_decref(file);
    if (!good) return command_show_error(call->arena, &err);
    fprintf(stderr, "tillit: keys of the demonstration are in %s\n", call->words[0]);
    return EXIT_SUCCESS;
}
