/* Periods in SDMX spelling. */
#include "domain/period.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What may follow the year, and how many of them a year has. */
static const struct {
    const char *prefix;
    int parts;
} kinds[] = {{"-S", 2}, {"-Q", 4}, {"-", 12}};

static bool all_digits(const char *string, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (string[i] < '0' || string[i] > '9') return false;
    return true;
}

/* Splits into the part number (1-based) and the number of parts in a year; a year is 1 of 1. */
static bool split(const char *period, int *part, int *parts) {
    *part = *parts = 1;
    if (strlen(period) < 4 || !all_digits(period, 4) || *period == '0') return false;
    if (period[4] == '\0') return true;
    if (strlen(period) != 7) return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t prefix = strlen(kinds[i].prefix);
        if (strncmp(period + 4, kinds[i].prefix, prefix) != 0 || !all_digits(period + 4 + prefix, 3 - prefix)) continue;
        *part = (int)strtol(period + 4 + prefix, NULL, 10);
        *parts = kinds[i].parts;
        return *part >= 1 && *part <= *parts;
    }
    return false;
}

bool period_is_valid(const char *period) {
    int part, parts;
    return split(period, &part, &parts);
}

void period_months(const char *period, int *first, int *last) {
    int part, parts;
    split(period, &part, &parts);
    *last = part * (12 / parts);
    *first = *last - 12 / parts + 1;
}

void period_start_date(const char *period, char date[11]) {
    int first, last;
    period_months(period, &first, &last);
    snprintf(date, 11, "%.4s-%02u-01", period, (unsigned)first % 100);
}

int period_days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

void period_end_date(const char *period, char date[11]) {
    int first, last;
    period_months(period, &first, &last);
    int year = (int)strtol(period, NULL, 10);
    snprintf(date, 11, "%.4s-%02u-%02u", period, (unsigned)last % 100,
             (unsigned)period_days_in_month(year, last) % 100);
}

/* Where any two do, two that stand side by side do. */
bool period_any_overlap(const char *const *periods, size_t count) {
    char start[11], end[11];
    for (size_t i = 1; i < count; i++) {
        period_start_date(periods[i], start);
        period_end_date(periods[i - 1], end);
        if (strcmp(start, end) <= 0) return true;
    }
    return false;
}
