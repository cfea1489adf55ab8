/* Time for deadlines: monotonic. What day it is, is the database's to say (tillit.today). */
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

#endif
