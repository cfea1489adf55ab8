/* Attempts at a transaction. */
#include "base/clock.h"
#include "work/work.h"

enum { MOST_ATTEMPTS = 3, PAUSE_MS = 20 };

bool attempts_make(bool (*attempt)(void *state, struct error *err), void *state, struct arena *arena,
                   struct error *err) {
    struct error tried = error_start(arena);
    for (int i = 0; i < MOST_ATTEMPTS && (i == 0 || tried.may_retry); i++) {
        tried = error_start(arena);
        /* Whoever it collided with goes on first: at once, this attempt would be back before the other has woken. */
        if (i > 0) clock_sleep_ms(PAUSE_MS * i);
        if (attempt(state, &tried)) return true;
    }
    *err = tried;
    return false;
}
