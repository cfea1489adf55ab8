/* tillit key create-demo and create-bench: keys to try the service with, kept in a file that only its owner reads. */
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
struct wanted_key {
    const char *municipality, *evaluation, *role;
};

/* The keys of a set of data. By their account they are known from all others. */
struct key_set {
    const struct wanted_key *keys;
    size_t count;
    const char *verb, *label;
    enum statement is_loaded; /* one row, one column */
    const char *missing[LANG_COUNT];
    struct tenant account;
};

static const struct wanted_key demonstration_keys[] = {
#define MUNICIPALITY(code)                                                                                             \
    {code, NULL, "reader"}, {code, NULL, "editor"}, {code, NULL, "publisher"}, { code, NULL, "admin" }
    MUNICIPALITY("se-9901"),       MUNICIPALITY("se-9902"),  MUNICIPALITY("dk-991"),
#undef MUNICIPALITY
    {NULL, "ev-sam", "evaluator"}, {NULL, NULL, "operator"},
};

static const struct key_set demonstration = {
    .keys = demonstration_keys,
    .count = sizeof demonstration_keys / sizeof *demonstration_keys,
    .verb = "create-demo",
    .label = "Demonstration",
    .is_loaded = SQL_KEY_DEMO_PLACES,
    .missing = {"Demonstrationsdata är inte inlästa.", "Demonstrationsdata er ikke indlæst.",
                "The demonstration data are not loaded."},
    .account = {.municipality = "", .is_operator = true, .account = "demonstration"},
};

static const struct wanted_key bench_keys[] = {
    {"se-1001", NULL, "reader"}, {"se-1001", NULL, "editor"}, {NULL, NULL, "operator"}};

static const struct key_set bench = {
    .keys = bench_keys,
    .count = sizeof bench_keys / sizeof *bench_keys,
    .verb = "create-bench",
    .label = "Bench",
    .is_loaded = SQL_KEY_BENCH_PLACES,
    .missing = {"Mätdata är inte inlästa.", "Måledata er ikke indlæst.", "The generated figures are not loaded."},
    .account = {.municipality = "", .is_operator = true, .account = "bench"},
};

static const char *place_of(const struct wanted_key *key) {
    return key->municipality != NULL ? key->municipality : key->evaluation;
}

/* ---- the keys that are there ---- */

static const char *text_in(const json_t *file, const struct wanted_key *key) {
    const json_t *holder = place_of(key) == NULL ? file : json_object_get(file, place_of(key));
    return json_string_value(json_object_get(holder, key->role));
}

static bool is_same(const char *a, const char *b) { return a == NULL || b == NULL ? a == b : text_equal(a, b); }

static bool works(const struct key_call *call, const json_t *file, const struct wanted_key *wanted, struct error *err) {
    const char *text = text_in(file, wanted);
    char hash[KEY_HASH_SIZE];
    struct stored_key key;
    if (text == NULL || !key_is_well_formed(text)) return false;
    key_hash(text, hash);
    return store_find_key(call->store, NULL, call->arena, hash, &key, err) && key.code != NULL &&
           text_equal(key.role, wanted->role) && is_same(key.municipality, wanted->municipality) &&
           is_same(key.evaluation, wanted->evaluation);
}

static bool all_work(const struct key_call *call, const struct key_set *set, const char *path, struct error *err) {
    json_t *file = json_load_file(path, 0, NULL);
    bool good = file != NULL;
    for (size_t i = 0; i < set->count && good; i++) good = works(call, file, &set->keys[i], err);
    json_decref(file);
    return good;
}

/* ---- new ones ---- */

static bool is_loaded(struct db *db, const struct key_set *set, struct error *err) {
    struct rows *rows;
    if (!store_run_chosen(db, set->is_loaded, NULL, 0, &rows, err)) return false;
    return rows_flag(rows, 0, DEMO_PLACES_ARE_LOADED) ||
           error_say(err, PROBLEM_CONFLICT, set->missing[LANG_SV], set->missing[LANG_DA], set->missing[LANG_EN]);
}

static void put_text(json_t *file, const struct wanted_key *key, const char *text) {
    json_t *holder = file;
    if (place_of(key) != NULL) {
        holder = json_object_get(file, place_of(key));
        if (holder == NULL) json_object_set_new(file, place_of(key), holder = json_object());
    }
    json_object_set_new(holder, key->role, json_string(text));
}

static bool create_one(struct db *db, json_t *file, const struct key_set *set, size_t i, struct error *err) {
    const struct wanted_key *wanted = &set->keys[i];
    char text[KEY_TEXT_SIZE], hash[KEY_HASH_SIZE];
    const char *code;
    key_create(text);
    key_hash(text, hash);
    put_text(file, wanted, text);
    key_wipe(text);
    const struct stored_key key = {.role = wanted->role,
                                   .municipality = wanted->municipality,
                                   .evaluation = wanted->evaluation,
                                   .label = set->label,
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

static bool create_all(struct db *db, const struct key_set *set, json_t *file, struct error *err) {
    bool good = is_loaded(db, set, err) && revoke_all(db, err);
    for (size_t i = 0; i < set->count && good; i++) good = create_one(db, file, set, i, err);
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
static bool replace_all(const struct key_call *call, const struct key_set *set, const char *path, json_t *file,
                        struct error *err) {
    const char *draft = arena_printf(call->arena, "%s.new", path);
    struct db *db;
    return work_borrow(call->store, &set->account, false, call->arena, &db, err) && create_all(db, set, file, err) &&
           write_file(draft, file, err) && store_commit(db, err) &&
           (rename(draft, path) == 0 || error_cause(err, PROBLEM_INTERNAL, "%s: %s", path, strerror(errno)));
}

static int create_set(const struct key_call *call, const struct key_set *set) {
    struct error err = error_start(call->arena);
    const char *path = call->words[0];
    if (call->count != 1) return command_wrong_call("the name of a file is wanted after key ", set->verb);
    if (all_work(call, set, path, &err)) return EXIT_SUCCESS;
    json_t *file = json_object();
    bool good = !error_is_set(&err) && replace_all(call, set, path, file, &err);
    json_decref(file);
    if (!good) return command_show_error(call->arena, &err);
    fprintf(stderr, "tillit: keys are in %s\n", path);
    return EXIT_SUCCESS;
}

int key_create_demo(const struct key_call *call) { return create_set(call, &demonstration); }

int key_create_bench(const struct key_call *call) { return create_set(call, &bench); }
