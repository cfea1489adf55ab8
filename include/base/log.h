/* One JSON object a line on standard error: {"time","level","event",...,"message"}. Client data is escaped. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stddef.h>

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR, LOG_LEVEL_FATAL };

/* Lines below `level` are not written. */
void log_set_level(enum log_level level);

/* `event` is a short constant that machines can count; the rest is for people. */
void log_write(enum log_level level, const char *event, const char *format, ...) __attribute__((format(printf, 3, 4)));

#define log_debug(event, ...) log_write(LOG_LEVEL_DEBUG, event, __VA_ARGS__)
#define log_info(event, ...) log_write(LOG_LEVEL_INFO, event, __VA_ARGS__)
#define log_warning(event, ...) log_write(LOG_LEVEL_WARNING, event, __VA_ARGS__)
#define log_error(event, ...) log_write(LOG_LEVEL_ERROR, event, __VA_ARGS__)
#define log_fatal(event, ...) log_write(LOG_LEVEL_FATAL, event, __VA_ARGS__)

/* One request, written when its reply has been sent. Texts may be NULL and may hold anything. */
struct log_request {
    const char *method;
    const char *path; /* without the query: parameters may be private */
    const char *route;
    const char *client;
    const char *trace_id;
    const char *cause; /* what went wrong inside, NULL when nothing did */
    int status;
    double seconds;
    size_t bytes;
};

/* Under load it waits for more of its kind: until the next log_write or log_flush at the latest. */
void log_access(const struct log_request *request);

/* Writes what waits; whoever logs requests calls it now and then, and at the end. */
void log_flush(void);

#endif
