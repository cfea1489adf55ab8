/* Time: monotonic for deadlines, the calendar day for what the service says. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Milliseconds since some fixed moment; never goes back. */
int64_t clock_now_ms(void);

/* Seconds of the same clock. */
double clock_now_s(void);

/* Sleeps; signals do not cut it short. */
void clock_sleep_ms(int64_t ms);

/* Fills `date` with today as YYYY-MM-DD: TILLIT_TODAY when set, else the day in the service's time zone. */
enum { CLOCK_DATE_SIZE = 11 };
void clock_today(char date[CLOCK_DATE_SIZE]);

/* Fixes the day for demonstrations and tests; NULL or "" unfixes it. */
void clock_fix_today(const char *date);

#endif
