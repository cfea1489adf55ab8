/* Publication, first form: the primary rules. Complementary suppression takes its place after publish_mark. */
#include "api/imports.h"

#include "base/text.h"

/* In this order; each takes the release and the time. */
static const char *const steps[] = {"publish_hold",  "publish_mark",  "publish_order",
                                    "publish_close", "publish_cells", "publish_release"};

bool publish_release(struct db *db, const char *code, const char *at, struct error *err) {
    const char *const parameters[] = {code, at == NULL ? "now" : at};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!store_run(db, steps[i], parameters, 2, NULL, err)) return false;
    return true;
}
