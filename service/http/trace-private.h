/* W3C Trace Context. Pure but for the random bytes. */
#ifndef HTTP_TRACE_PRIVATE_H
#define HTTP_TRACE_PRIVATE_H

#include <stdbool.h>

struct trace {
    char trace_id[33];
    char parent[17]; /* the caller's span, "" when the trace starts here */
    char span_id[17];
    char flags[3];
};

/* Reads trace id, parent and flags of a traceparent; false when it has to be ignored. Later versions are read by the
 * form of version 00. */
bool trace_parse(const char *traceparent, struct trace *trace);

/* Goes on with the caller's trace, or starts one when `traceparent` is NULL or has to be ignored. */
void trace_continue(const char *traceparent, struct trace *trace);

/* Writes the traceparent that names this service's span. */
enum { TRACEPARENT_SIZE = 56 };
void trace_write(const struct trace *trace, char traceparent[TRACEPARENT_SIZE]);

#endif
