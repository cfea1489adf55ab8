/* Releases: what the public may know, decided once on whole tables (domain.md A9). */
#ifndef API_RELEASES_H
#define API_RELEASES_H

#include <stddef.h>

#include "work/work.h"

/* Hidden cells that follow from the others, or may: no release has any. */
struct exposure {
    size_t count;
    const char *overlapping; /* areas among them that overlap others in more ways than can be searched; NULL without */
};

/* Decides in the borrowed transaction what a release would hide and why (table release_cell). `at` is the time of
 * publication, NULL for now; `time` becomes it, or the end of the embargo where that is later, NULL when the release is
 * published already. */
bool publish_decide(struct db *db, const char *code, const char *at, const char **time, struct exposure *exposure,
                    struct error *err) must_check;

/* Decides, closes what the release replaces and writes the published cells, all in the borrowed transaction. Nobody
 * outside sees them before their time. */
bool publish_release(struct db *db, const char *code, const char *at, struct error *err) must_check;

/* What the life cycle of a release does, in the borrowed transaction: decides without publishing; publishes now, or
 * under embargo at its end; takes the figures back, of an embargoed release before anybody saw them. */
bool release_check(struct db *db, const char *code, struct error *err) must_check;
bool release_publish(struct db *db, const char *code, struct error *err) must_check;
bool release_withdraw(struct db *db, const char *code, struct error *err) must_check;

/* GET /releases/{code}/preview */
handler handle_preview;

#endif
