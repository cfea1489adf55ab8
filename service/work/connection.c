/* Connections are borrowed here and nowhere else, so that each has a tenant, and a request's a deadline. */
#include "work/work.h"

bool work_borrow(struct store *store, const struct tenant *tenant, bool bulk, struct arena *arena, struct db **db,
                 struct error *err) {
    return store_borrow(store, tenant, bulk, arena, db, err);
}

static bool borrow_in_time(const struct request *request, const struct tenant *tenant, bool bulk, struct db **db,
                           struct error *err) {
    if (!work_borrow(request_work(request)->store, tenant, bulk, request->arena, db, err)) return false;
    store_set_deadline(*db, request->deadline_ms);
    return true;
}

bool request_borrow(const struct request *request, struct db **db, struct error *err) {
    return borrow_in_time(request, request_tenant(request), request->route->is_long, db, err);
}

bool request_borrow_rows(const struct request *request, struct db **db, struct error *err) {
    return borrow_in_time(request, request_tenant(request), true, db, err);
}

bool request_borrow_bulk(const struct request *request, struct db **db, struct error *err) {
    return work_borrow(request_work(request)->store, request_tenant(request), true, request->arena, db, err);
}

static const struct tenant *inside_of(const struct request *request) {
    struct tenant *inside = arena_alloc(request->arena, sizeof *inside);
    *inside = store_operator;
    inside->client = request_tenant(request)->client; /* whose turn it is stays the same */
    return inside;
}

bool request_borrow_inside(const struct request *request, struct db **db, struct error *err) {
    return borrow_in_time(request, inside_of(request), request->route->is_long, db, err);
}

bool request_ask_inside(const struct request *request, enum statement statement, const char *const *parameters,
                        size_t count, struct rows **rows, struct error *err) {
    return store_ask(request_work(request)->store, inside_of(request), request->deadline_ms, statement, parameters,
                     count, rows, err);
}
