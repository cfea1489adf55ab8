/* PATCH of an evaluation by a municipality that takes part in it and does not own it: how it shares its figures is its
 * own to decide, and writing that is how it agrees (domain.md INV-8, D7). */
#include <stdlib.h>

#include "domain/codelist.h"
#include "private.h"

static bool is_change_of_evaluation(const struct request *request) {
    const struct resource *resource = request->route->subject;
    return request->method == HTTP_PATCH && text_equal(resource->name, "evaluations");
}

bool evaluation_part_is_own(const struct request *request, struct db *db, const char *owner, bool *is_own,
                            struct error *err) {
    const char *municipality = request_tenant(request)->municipality;
    struct rows *rows;
    *is_own = false;
    if (!is_change_of_evaluation(request) || text_equal(municipality, owner)) return true;
    if (!principal_may(request_principal(request), ACTION_WRITE_DRAFTS, municipality)) return true;
    if (!store_run(db, SQL_EVALUATION_PART_OF, request->arguments, 1, &rows, err)) return false;
    *is_own = rows_count(rows) > 0;
    return true;
}

/* ---- the body: members, of which only the own entry may differ from what is there ---- */

struct part {
    const char *share_level, *sampling;
    bool is_given;
};

static bool refuse_part(struct error *faults, const char *pointer, enum violation_code code, const char *argument) {
    return error_add(faults, PROBLEM_INVALID_BODY, PLACE_POINTER, pointer, 0, code, argument, NULL);
}

static bool is_listed(const char *list, const char *code) {
    const char *const *codes;
    size_t count = codelist_codes(list, &codes);
    for (size_t i = 0; code != NULL && i < count; i++)
        if (text_equal(codes[i], code)) return true;
    return false;
}

static void read_own(const json_t *entry, const json_t *stored, const char *pointer, struct part *part,
                     struct arena *arena, struct error *faults) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)entry, name, value) {
        const char *at = arena_printf(arena, "%s/%s", pointer, name), *word = json_string_value(value);
        if (text_equal(name, "share_level")) {
            part->share_level = word;
            if (!is_listed("share_level", word))
                refuse_part(faults, at, VIOLATION_NOT_SUPPORTED, "none, pooled_only, named");
        } else if (text_equal(name, "sampling")) {
            part->sampling = word;
            if (!json_is_null(value) && !is_listed("sampling", word))
                refuse_part(faults, at, VIOLATION_NOT_SUPPORTED, "paired, independent, overlapping");
        } else if (json_object_get(stored, name) == NULL) {
            refuse_part(faults, at, VIOLATION_UNKNOWN_MEMBER, "municipality, share_level, sampling");
        } else if (!json_equal(json_object_get(stored, name), value)) {
            refuse_part(faults, at, VIOLATION_NOT_YOURS, NULL);
        }
    }
    part->is_given = true;
    static const char *const needed[] = {"arm", "share_level"};
    for (size_t i = 0; i < 2; i++)
        if (json_object_get(entry, needed[i]) == NULL)
            refuse_part(faults, arena_printf(arena, "%s/%s", pointer, needed[i]), VIOLATION_REQUIRED, NULL);
}

static const json_t *entry_of(const json_t *members, const char *municipality) {
    for (size_t i = 0; i < json_array_size(members); i++) {
        const json_t *entry = json_array_get(members, i);
        if (text_equal(json_string_value(json_object_get(entry, "municipality")), municipality)) return entry;
    }
    return NULL;
}

static bool is_there(const json_t *members, const json_t *entry) {
    for (size_t i = 0; i < json_array_size(members); i++)
        if (json_equal(json_array_get(members, i), entry)) return true;
    return false;
}

static void read_part(const struct request *request, const json_t *object, const json_t *before, struct part *part,
                      struct error *faults) {
    const char *own = request_tenant(request)->municipality, *name;
    const json_t *stored = json_object_get(before, "members");
    json_t *value;
    json_object_foreach((json_t *)object, name, value) {
        if (!text_equal(name, "members") && !json_equal(value, json_object_get(before, name)))
            refuse_part(faults, arena_printf(request->arena, "/%s", name), VIOLATION_NOT_YOURS, NULL);
    }
    const json_t *members = json_object_get(object, "members");
    for (size_t i = 0; i < json_array_size(members); i++) {
        const json_t *entry = json_array_get(members, i);
        const char *pointer = arena_printf(request->arena, "/members/%zu", i);
        if (entry_of(members, own) == entry)
            read_own(entry, entry_of(stored, own), pointer, part, request->arena, faults);
        else if (!is_there(stored, entry))
            refuse_part(faults, pointer, VIOLATION_NOT_YOURS, NULL);
    }
    if (!part->is_given) refuse_part(faults, "/members", VIOLATION_REQUIRED, NULL);
}

/* ---- the change ---- */

static bool hold(struct writing *writing, struct error *err) {
    struct rows *rows;
    if (!store_run(writing->db, SQL_EVALUATION_PART_HOLD, writing->request->arguments, 1, &rows, err)) return false;
    const char *version = rows_value(rows, 0, HELD_PART_VERSION);
    if (version == NULL) return error_set(err, PROBLEM_NOT_FOUND);
    return request_may_change(writing->request, strtoll(version, NULL, 10), err);
}

bool evaluation_part_change(struct writing *writing, const struct query *query, struct error *err) {
    struct request *request = writing->request;
    const json_t *object;
    const char *seen, *code = request->arguments[0];
    struct part part = {0};
    int64_t revision;
    if (!hold(writing, err) || !body_parse(request, &object, err)) return false;
    if (!store_object(writing->db, query, code, &seen, &revision, err)) return false;
    read_part(request, object, json_in_arena(request->arena, json_loads(seen, 0, NULL)), &part, &writing->faults);
    if (!writing_is_good(writing, err)) return false;
    const char *const values[] = {code, part.share_level, part.sampling};
    return store_run(writing->db, SQL_EVALUATION_PART_CHANGE, values, 3, NULL, err);
}
