/* What an analysis asks of its run: parameters, and statements on tables that are never public. */
#include "private.h"

const char *analysis_value(const struct analysis_run *run, const char *parameter) {
    for (size_t i = 0; i < run->analysis->parameter_count; i++)
        if (text_equal(field_parameter(&run->analysis->parameters[i]), parameter)) return run->values[i];
    return NULL;
}

const char *analysis_joined(struct arena *arena, char *const *values, size_t count) {
    struct text text = text_start(arena);
    for (size_t i = 0; i < count; i++) text_printf(&text, "%s%s", i > 0 ? "," : "", values[i]);
    return text.data;
}

const char *analysis_widened(const struct analysis_run *run, const char *parameter, const char *value) {
    const struct asked *asked = run->asked;
    for (size_t i = 0; i < asked->analysis->parameter_count; i++) {
        if (!text_equal(field_parameter(&asked->analysis->parameters[i]), parameter)) continue;
        for (size_t j = 0; j < asked->counts[i]; j++)
            if (text_equal(asked->values[i][j], value))
                return analysis_joined(run->result.arena, asked->values[i], asked->counts[i]);
    }
    return value;
}

/* ---- tables that are never public ---- */

bool analysis_has_key(const struct analysis_run *run) { return request_principal(run->request) != NULL; }

bool analysis_ask_members(struct analysis_run *run, enum statement statement, const char *const *parameters,
                          size_t count, struct rows **rows, struct error *err) {
    *rows = NULL;
    return !analysis_has_key(run) || store_run_chosen(run->db, statement, parameters, count, rows, err);
}

bool analysis_go_inside(struct analysis_run *run, struct db **inside, struct error *err) {
    store_return(run->db);
    return request_borrow_inside(run->request, inside, err);
}

bool analysis_come_back(struct analysis_run *run, struct db *inside, struct error *err) {
    store_return(inside);
    return request_borrow(run->request, &run->db, err) && store_look_back(run->db, run->as_of, err);
}

bool analysis_ask_inside(struct analysis_run *run, enum statement statement, const char *const *parameters,
                         size_t count, struct rows **rows, struct error *err) {
    store_return(run->db);
    return request_ask_inside(run->request, statement, parameters, count, rows, err) &&
           request_borrow(run->request, &run->db, err) && store_look_back(run->db, run->as_of, err);
}
