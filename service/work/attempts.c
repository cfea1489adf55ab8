/* Attempts at a transaction. */
#include "work/work.h"

enum { MOST_ATTEMPTS = 3 };

bool attempts_make(bool (*attempt)(void *state, struct error *err), void *state, struct arena *arena,
                   struct error *err) {
    struct error tried = error_start(arena);
    for (int i = 0; i < MOST_ATTEMPTS && (i == 0 || tried.may_retry); i++) {
        tried = error_start(arena);
        if (attempt(state, &tried)) return true;
    }
    *err = tried;
    return false;
}
