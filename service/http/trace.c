/* W3C Trace Context: version-traceid-parentid-flags. */
#include "trace-private.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { TRACE_AT = 3, PARENT_AT = 36, FLAGS_AT = 53, LENGTH = 55, RANDOM_AT_ONCE = 24 * 32 };

static bool is_hex(const char *string, size_t length) { return strspn(string, "0123456789abcdef") >= length; }

static bool is_zero(const char *string, size_t length) { return strspn(string, "0") >= length; }

bool trace_parse(const char *traceparent, struct trace *trace) {
    size_t length = strlen(traceparent);
    if (length < LENGTH) return false;
    bool is_first_version = memcmp(traceparent, "00", 2) == 0;
    if (!is_hex(traceparent, 2) || memcmp(traceparent, "ff", 2) == 0) return false;
    if (length > LENGTH && (is_first_version || traceparent[LENGTH] != '-')) return false;
    if (traceparent[2] != '-' || traceparent[PARENT_AT - 1] != '-' || traceparent[FLAGS_AT - 1] != '-') return false;
    if (!is_hex(traceparent + TRACE_AT, 32) || is_zero(traceparent + TRACE_AT, 32)) return false;
    if (!is_hex(traceparent + PARENT_AT, 16) || is_zero(traceparent + PARENT_AT, 16)) return false;
    if (!is_hex(traceparent + FLAGS_AT, 2)) return false;
    snprintf(trace->trace_id, sizeof trace->trace_id, "%.32s", traceparent + TRACE_AT);
    snprintf(trace->parent, sizeof trace->parent, "%.16s", traceparent + PARENT_AT);
    snprintf(trace->flags, sizeof trace->flags, "%.2s", traceparent + FLAGS_AT);
    return true;
}

/* Asking the kernel costs more than all the rest of an identifier: a thread asks for many at once. */
static void take_random(unsigned char *bytes, size_t count) {
    static _Thread_local unsigned char kept[RANDOM_AT_ONCE];
    static _Thread_local size_t left;
    if (left < count) {
        randombytes_buf(kept, sizeof kept);
        left = sizeof kept;
    }
    left -= count;
    memcpy(bytes, kept + left, count);
}

static void make_id(char *id, size_t bytes) {
    unsigned char random[16];
    do take_random(random, bytes);
    while (sodium_is_zero(random, bytes));
    sodium_bin2hex(id, bytes * 2 + 1, random, bytes);
}

void trace_continue(const char *traceparent, struct trace *trace) {
    if (traceparent == NULL || !trace_parse(traceparent, trace)) {
        make_id(trace->trace_id, 16);
        trace->parent[0] = '\0';
        memcpy(trace->flags, "00", sizeof "00");
    }
    make_id(trace->span_id, 8);
}

void trace_write(const struct trace *trace, char traceparent[TRACEPARENT_SIZE]) {
    snprintf(traceparent, TRACEPARENT_SIZE, "00-%s-%s-%s", trace->trace_id, trace->span_id, trace->flags);
}
