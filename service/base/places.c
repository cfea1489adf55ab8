/* One of so many at a time. */
#include "base/places.h"

#include "base/clock.h"

enum { LOOK_AGAIN_MS = 5 };

static bool take(atomic_long *taken, long most) {
    if (atomic_fetch_add(taken, 1) < most) return true;
    atomic_fetch_sub(taken, 1);
    return false;
}

bool places_take(atomic_long *taken, long most, int64_t wait_ms) {
    int64_t deadline_ms = clock_now_ms() + wait_ms;
    while (!take(taken, most)) {
        if (clock_now_ms() >= deadline_ms) return false;
        clock_sleep_ms(LOOK_AGAIN_MS);
    }
    return true;
}

void places_give(atomic_long *taken) { atomic_fetch_sub(taken, 1); }
