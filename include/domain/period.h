/* Periods in SDMX spelling: 2024, 2024-S1, 2024-Q3, 2024-05 (domain.md 2.3), from the year 1000: the database's
 * tillit.is_period says the same. */
#ifndef DOMAIN_PERIOD_H
#define DOMAIN_PERIOD_H

#include <stdbool.h>
#include <stddef.h>

bool period_is_valid(const char *period);

/* First and last month (1-12) of a valid period. */
void period_months(const char *period, int *first, int *last);

/* Fills `date` (11 bytes) with the first or the last day. */
void period_start_date(const char *period, char date[11]);
void period_end_date(const char *period, char date[11]);

/* Whether two of them, ascending by their first or their last days, have days in common. */
bool period_any_overlap(const char *const *periods, size_t count);

/* Days of a month (1-12). */
int period_days_in_month(int year, int month);

#endif
