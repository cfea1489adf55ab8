/* What codes are called. */
#include "base/text.h"
#include "private.h"

bool store_names(struct db *db, const struct field *field, enum lang lang, const char *const *codes, size_t count,
                 const char ***names, struct error *err) {
    const char *name = select_name_of_code(db->arena, field, lang);
    *names = arena_alloc(db->arena, (count + 1) * sizeof **names);
    if (name == NULL || count == 0) return true;
    const char *sql = arena_printf(db->arena, "select %s from unnest($1::text[]) with ordinality v(%s, n) order by n",
                                   name, field->name);
    const char *array = select_array(db->arena, codes, count);
    PGresult *result = db_exec(db, sql, &array, 1, err);
    if (result == NULL) return false;
    for (size_t i = 0; i < count; i++)
        (*names)[i] = PQgetisnull(result, (int)i, 0) ? NULL : PQgetvalue(result, (int)i, 0);
    return true;
}
