/* Counters for Prometheus: requests by route and status, time by route. Lock-free, one row a route. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/memory.h"
#include "private.h"

/* Upper bounds of the latency histogram in seconds; the last bucket is +Inf. */
static const double bounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

enum { BOUND_COUNT = sizeof bounds / sizeof *bounds, STATUS_FIRST = 200, STATUS_COUNT = 400 };

struct counters {
    atomic_ulong by_status[STATUS_COUNT];
    atomic_ulong by_time[BOUND_COUNT + 1];
    atomic_ulong microseconds;
};

struct metrics {
    const struct route *routes;
    size_t count;
    struct counters *counters; /* one per route, the last for what matched none */
};

struct metrics *metrics_create(const struct route *routes, size_t count) {
    struct metrics *metrics = memory_zeroed(1, sizeof *metrics);
    *metrics = (struct metrics){routes, count, memory_zeroed(count + 1, sizeof *metrics->counters)};
    return metrics;
}

void metrics_destroy(struct metrics *metrics) {
    free(metrics->counters);
    free(metrics);
}

static size_t bucket_of(double seconds) {
    size_t bucket = 0;
    while (bucket < BOUND_COUNT && seconds > bounds[bucket]) bucket++;
    return bucket;
}

void metrics_count(void *context, const struct route *route, int status, double seconds) {
    struct metrics *metrics = ((struct api *)context)->metrics;
    size_t row = route == NULL ? metrics->count : (size_t)(route - metrics->routes);
    struct counters *counters = &metrics->counters[row];
    if (status >= STATUS_FIRST && status < STATUS_FIRST + STATUS_COUNT)
        atomic_fetch_add_explicit(&counters->by_status[status - STATUS_FIRST], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&counters->by_time[bucket_of(seconds)], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&counters->microseconds, (unsigned long)(seconds * 1e6), memory_order_relaxed);
}

static const char *const method_names[] = {
    [HTTP_GET] = "GET", [HTTP_POST] = "POST", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE"};

static void write_labels(const struct metrics *metrics, size_t row, struct text *out) {
    bool known = row < metrics->count;
    text_printf(out, "method=\"%s\",route=\"%s\"", known ? method_names[metrics->routes[row].method] : "",
                known ? metrics->routes[row].pattern : "");
}

static void write_requests(const struct metrics *metrics, size_t row, struct text *out) {
    for (int status = 0; status < STATUS_COUNT; status++) {
        unsigned long count = atomic_load(&metrics->counters[row].by_status[status]);
        if (count == 0) continue;
        text_add(out, "tillit_requests_total{");
        write_labels(metrics, row, out);
        text_printf(out, ",status=\"%d\"} %lu\n", status + STATUS_FIRST, count);
    }
}

static void write_times(const struct metrics *metrics, size_t row, struct text *out) {
    unsigned long sum = 0, all = 0;
    for (size_t i = 0; i <= BOUND_COUNT; i++) all += atomic_load(&metrics->counters[row].by_time[i]);
    if (all == 0) return;
    for (size_t i = 0; i <= BOUND_COUNT; i++) {
        sum += atomic_load(&metrics->counters[row].by_time[i]);
        text_add(out, "tillit_request_seconds_bucket{");
        write_labels(metrics, row, out);
        if (i < BOUND_COUNT)
            text_printf(out, ",le=\"%g\"} %lu\n", bounds[i], sum);
        else
            text_printf(out, ",le=\"+Inf\"} %lu\n", sum);
    }
    text_add(out, "tillit_request_seconds_sum{");
    write_labels(metrics, row, out);
    text_printf(out, "} %.6f\n", (double)atomic_load(&metrics->counters[row].microseconds) / 1e6);
    text_add(out, "tillit_request_seconds_count{");
    write_labels(metrics, row, out);
    text_printf(out, "} %lu\n", all);
}

void metrics_write(const struct metrics *metrics, struct text *out) {
    text_add(out, "# HELP tillit_requests_total Requests answered.\n# TYPE tillit_requests_total counter\n");
    for (size_t row = 0; row <= metrics->count; row++) write_requests(metrics, row, out);
    text_add(out,
             "# HELP tillit_request_seconds Time from request to reply.\n# TYPE tillit_request_seconds histogram\n");
    for (size_t row = 0; row <= metrics->count; row++) write_times(metrics, row, out);
}
