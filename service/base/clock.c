/* Time: monotonic for deadlines, the calendar day for what the service says. */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static char fixed_today[CLOCK_DATE_SIZE];

double clock_now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int64_t clock_now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clock_sleep_ms(int64_t ms) {
    struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
    while (nanosleep(&left, &left) != 0) {
    }
}

void clock_fix_today(const char *date) {
    snprintf(fixed_today, sizeof fixed_today, "%s", date == NULL ? "" : date);
}

void clock_today(char date[CLOCK_DATE_SIZE]) {
    if (fixed_today[0] != '\0') {
        memcpy(date, fixed_today, CLOCK_DATE_SIZE);
        return;
    }
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(date, CLOCK_DATE_SIZE, "%Y-%m-%d", &local);
}
