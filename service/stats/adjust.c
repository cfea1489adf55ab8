/* Adjusted p-values. */
#include "stats/adjust.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b, void *p_values) {
    double x = ((const double *)p_values)[*(const size_t *)a], y = ((const double *)p_values)[*(const size_t *)b];
    return (x > y) - (x < y);
}

static void sort(const double *p_values, size_t count, size_t *order) {
    for (size_t i = 0; i < count; i++) order[i] = i;
    qsort_r(order, count, sizeof *order, compare, (void *)p_values);
}

void stats_adjust_holm(const double *p_values, size_t count, size_t *order, double *adjusted) {
    double largest = 0;
    sort(p_values, count, order);
    for (size_t i = 0; i < count; i++) {
        largest = fmax(largest, fmin(1, (double)(count - i) * p_values[order[i]]));
        adjusted[order[i]] = largest;
    }
}

void stats_adjust_bh(const double *p_values, size_t count, size_t *order, double *adjusted) {
    double smallest = 1;
    sort(p_values, count, order);
    for (size_t i = count; i > 0; i--) {
        smallest = fmin(smallest, (double)count / (double)i * p_values[order[i - 1]]);
        adjusted[order[i - 1]] = smallest;
    }
}
